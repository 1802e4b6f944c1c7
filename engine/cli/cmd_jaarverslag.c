/* cmd_jaarverslag.c - the figures of a year of controls, and its register. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "store/ledger.h"
#include "zaak/register.h"

struct jaarverslag_options {
    const char *db, *year, *format, *output;
};
static const struct option jaarverslag_options[] = {
    OPTION_DB(struct jaarverslag_options, "the database; only read"),
    {"year", "Y", INTO(struct jaarverslag_options, year), .needed = true, .takes = VALUE_DIGITS, .width = 4,
     .help = "the calendar year, 2024"},
    {"format", INTO(struct jaarverslag_options, format), WORDS("pdf", "text", "csv", "xlsx"),
     .help = "pdf (default) or text: figures and register; csv or xlsx: the figures"},
    OPTION_OUTPUT(struct jaarverslag_options, OUTPUT_HELP),
    {0},
};

static bool write_year_document(struct store *store, int jaar, bool pdf, struct outfile *out, struct error *err)
{
    struct canvas *canvas = canvas_new();
    struct document doc = {.n = 0};
    struct buf text = {0};
    bool has_language, ok = jaarverslag_maak(store, jaar, canvas, &doc, err);
    if (ok && pdf)
        ok = document_als_pdf(&doc, canvas, out, &has_language, err);
    else if (ok) {
        document_als_tekst(&doc, &text);
        outfile_write(out, text.at, text.n);
    }
    buf_release(&text);
    document_release(&doc);
    canvas_free(canvas);
    return ok;
}

static bool write_year_table(struct store *store, int jaar, const char *format, struct outfile *out, struct error *err)
{
    struct table_writer writer = {0};
    char made[21];
    ledger_now(made);
    bool ok = table_open(&writer, table_format_find(format), out, made, err)
              && jaarverslag_tabel(store, jaar, &writer, err) && table_close(&writer, err);
    table_release(&writer);
    return ok;
}

static enum status run_jaarverslag(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    const struct jaarverslag_options *o = options;
    const bool pdf = strcmp(o->format, "pdf") == 0, document = pdf || strcmp(o->format, "text") == 0;
    struct store store = STORE_CLOSED;
    struct outfile out = OUTFILE_NONE;
    uint64_t jaar = 0;
    (void)argument, (void)arguments;
    if (!text_digits(text_of(o->year), 4, &jaar) || jaar < 1990)
        return usage_error(&command_jaarverslag, err, "--year takes a year: 2024") ? STATUS_DONE : err->status;
    bool ok = store_open_read(&store, o->db, err) && outfile_open(&out, NULL, o->output, err)
              && (document ? write_year_document(&store, (int)jaar, pdf, &out, err)
                           : write_year_table(&store, (int)jaar, o->format, &out, err))
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_jaarverslag = {
    .name = "jaarverslag",
    .summary = "the controls of a year: figures for the yearly account, and the register",
    .examples = "dubbelloop jaarverslag --db nacht.db --year 2024 -o controles_2024.pdf\n"
                "dubbelloop jaarverslag --db nacht.db --year 2024 --format csv -o controles_2024.csv\n",
    .text = "Counts from the events of the cases ('dubbelloop zaak') what was controlled, of whom, what was found and "
            "recovered, and\n"
            "which lines lapsed meanwhile, by the calendar year in which it was done; and lists the cases. No patient "
            "is in "
            "it.\n",
    .options = {{jaarverslag_options, 0}},
    OPTIONS_OF(struct jaarverslag_options, .format = "pdf"),
    .run = run_jaarverslag,
};
