/* cmd_gewoonten.c - what providers do time after time, beside their peers. */
#include "base/outfile.h"
#include "cli/command.h"
#include "cli/console.h"
#include "report/query_table.h"
#include "spiegel/gewoonte.h"

struct gewoonten_options {
    const char *db, *format, *output, *agb, *gewoonte;
    unsigned threads;
    struct console console;
};
static const struct option gewoonten_options[] = {
    OPTION_DB(struct gewoonten_options, "the database"),
    {"agb", "AGB", INTO(struct gewoonten_options, agb), .takes = VALUE_DIGITS, .width = 8,
     .help = "only of this provider, beside its peers"},
    {"gewoonte", "G[,G]", INTO(struct gewoonten_options, gewoonte), .several = true, .words = gewoonte_name,
     .words_n = GEWOONTEN, .help = "only these; net_buiten goes over all stored lines"},
    {"format", "F", INTO(struct gewoonten_options, format), WORDS("csv", "jsonl", "xlsx", "csv-excel", "text"),
     .help = "csv (default), or as those of 'dubbelloop findings'; text is for the eyes"},
    OPTION_OUTPUT(struct gewoonten_options, OUTPUT_HELP),
    OPTION_THREADS(struct gewoonten_options),
    {0},
};

/* A bit each; none given: all. */
static unsigned gewoonten_asked(const char *list)
{
    struct text rest = text_of(list ? list : "");
    unsigned set = 0;
    while (rest.n) {
        const char *comma = memchr(rest.at, ',', rest.n);
        const struct text word = {rest.at, comma ? (size_t)(comma - rest.at) : rest.n};
        for (unsigned g = 0; g < GEWOONTEN; g++)
            set |= text_equal(word, text_of(gewoonte_name[g])) ? 1U << g : 0;
        rest = (struct text){rest.at + word.n + (comma != NULL), rest.n - word.n - (comma != NULL)};
    }
    return set ? set : (1U << GEWOONTEN) - 1;
}

static bool write_gewoonten(const struct gewoonten_options *o, struct store *store, const struct gewoonten *gewoonten,
                            struct error *err)
{
    struct table_writer writer = {0};
    struct outfile out = OUTFILE_NONE;
    char made[MADE_TEXT];
    uint64_t agb = 0;
    text_digits(text_of(o->agb ? o->agb : "0"), 8, &agb);
    bool ok = made_by_last_run(store, made, err) && outfile_open(&out, NULL, o->output, err)
              && table_open(&writer, table_format_find(o->format), &out, made, err)
              && gewoonten_table(&writer, gewoonten, (uint32_t)agb, err) && table_close(&writer, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    table_release(&writer);
    outfile_release(&out);
    return ok;
}

static enum status run_gewoonten(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct gewoonten_options *o = options;
    struct gewoonten gewoonten = {.n = 0};
    struct store store = STORE_CLOSED;
    (void)argument, (void)arguments;
    console_start(&o->console);
    bool ok = store_open_read(&store, o->db, err)
              && gewoonten_read(&store, gewoonten_asked(o->gewoonte), o->threads ? o->threads : processors(),
                                &o->console.progress, &gewoonten, err)
              && write_gewoonten(o, &store, &gewoonten, err);
    console_stop(&o->console);
    gewoonten_release(&gewoonten);
    store_close(&store);
    return ok ? STATUS_DONE : console_fail(&o->console, err);
}

const struct command command_gewoonten = {
    .name = "gewoonten",
    .summary = "what a provider does time after time, beside its peers: figures, no verdict",
    .examples = "dubbelloop gewoonten --db nacht.db --format text\n"
                "dubbelloop gewoonten --db nacht.db --agb 01999911 --format xlsx -o gewoonten.xlsx\n"
                "dubbelloop gewoonten --db nacht.db --gewoonte terecht,herhaald\n",
    .text = "Prints per provider and role four figures, each as how often out of how many, with what is\n"
            "expected of peers and the limits of a funnel, the furthest above what is expected first. For the\n"
            "analyst alone: a high figure says where to look, not what is there, and none of it goes to a\n"
            "provider.\n",
    .notes = "terecht: of the findings of a rule that it answered, those answered with terecht. herhaald:\n"
             "lines of a rule since it knew of that rule by a report of a round, the letter of a control or\n"
             "its own answer, beside as many days before. terug: of its credited lines, those after which a\n"
             "new line of the same patient and day came under another reference, or code. net_buiten: of its\n"
             "lines that a rule forbids beside a keten-dbc, those up to 14 days outside the keten period.\n"
             "Nothing of peers is shown with fewer than 5 of 11 or more, nor beside a provider of fewer.\n",
    .options = {{gewoonten_options, 0}, {console_options, offsetof(struct gewoonten_options, console)}},
    OPTIONS_OF(struct gewoonten_options, .format = "csv"),
    .run = run_gewoonten,
};
