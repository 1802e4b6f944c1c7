/* cmd_titels.c - what is declared per contractant, keten programme or title, and quarter, beside what is agreed. */
#include "base/outfile.h"
#include "cli/command.h"
#include "cli/console.h"
#include "passes/titels.h"
#include "report/titels_report.h"

struct titels_options {
    const char *db, *format, *output;
    struct titels_filter filter;
    unsigned threads, wait;
    struct console console;
};
static const struct option titels_options[] = {
    OPTION_DB(struct titels_options, "the database"),
    {"uzovi", "U", INTO(struct titels_options, filter.uzovi), .takes = VALUE_DIGITS, .width = 4,
     .help = "only of this insurer"},
    {"agb", "AGB", INTO(struct titels_options, filter.agb), .takes = VALUE_DIGITS, .width = 8,
     .help = "only of this contractant"},
    {"programma", "P", INTO(struct titels_options, filter.programma),
     .help = "only of this keten programme or title: DM2, OI_REGIO"},
    {"format", "F", INTO(struct titels_options, format), WORDS("csv", "jsonl", "xlsx", "csv-excel", "text"),
     .help = "csv (default) has whole cents; the others are as those of 'dubbelloop findings', "
             "and text is for the eyes"},
    OPTION_OUTPUT(struct titels_options, OUTPUT_HELP),
    OPTION_THREADS(struct titels_options),
    OPTION_WAIT(struct titels_options, "wait for a run to end; default 0"),
    {0},
};

/* The output gets its name before the commit, and is taken back when that fails:
 * what says that it failed changed nothing. */
static bool publish_titels(struct outfile *out, struct store *store, bool changed, struct error *err)
{
    bool ok = outfile_finish(out, err) && (!changed || store_flush(store, err)) && outfile_place(out, err)
              && (!changed || store_commit(store, err));
    if (ok)
        outfile_settle(out);
    return ok;
}

static enum status run_titels(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct titels_options *o = options;
    struct store store = STORE_CLOSED;
    struct outfile out = OUTFILE_NONE;
    bool changed = false;
    (void)argument, (void)arguments;
    console_start(&o->console);
    bool ok = titels_open(&store, o->db, (int)o->wait, o->threads ? o->threads : processors(), &o->console.progress,
                          &changed, err)
              && outfile_open(&out, NULL, o->output, err)
              && titels_report(&store, &o->filter, table_format_find(o->format), &out, err)
              && publish_titels(&out, &store, changed, err);
    console_stop(&o->console);
    outfile_release(&out);
    store_close(&store);
    return ok ? STATUS_DONE : console_fail(&o->console, err);
}

const struct command command_titels = {
    .name = "titels",
    .summary = "per contractant, programme or title, and quarter: what is declared beside what is agreed",
    .examples = "dubbelloop titels --db nacht.db -o titels.csv\n"
                "dubbelloop titels --db nacht.db --format xlsx -o titels.xlsx\n"
                "dubbelloop titels --db nacht.db --programma OUDEREN --format text\n",
    .text = "Prints for every insurer, contractant, keten programme or title, and quarter: "
            "lines, insured, euros, the smallest\n"
            "and largest amount per unit, the agreed tariff and budget and what is above them; "
            "and with relations how many\n"
            "insured are enrolled with the contractant or its members, how many of those are 75 or older, "
            "and of OUDEREN how\n"
            "many lines there are per hundred of those. Figures, no findings: a person judges them.\n"
            "\n"
            "A line counts in the quarter of its begindatum, and under each programme that it is of. "
            "The figures are those of\n"
            "the last run. They are worked out when they are asked for the first time after it, "
            "and kept in the database, where\n"
            "view v_titel_kwartaal shows them.\n",
    .options = {{titels_options, 0}, {console_options, offsetof(struct titels_options, console)}},
    OPTIONS_OF(struct titels_options, .format = "csv", .filter = {"", "", ""}),
    .run = run_titels,
};
