/* cmd_status.c - what the database holds, at a glance. */
#include "base/outfile.h"
#include "cli/command.h"
#include "report/status_report.h"

struct status_options {
    const char *db, *format, *output;
    bool check;
};
static const struct option status_options[] = {
    OPTION_DB(struct status_options, "the database; only read"),
    {"format", INTO(struct status_options, format), WORDS("text", "json"),
     .help = "text (default), in Dutch, or json: an object with a list for each table"},
    {"check", INTO(struct status_options, check), .help = "only what there is to do; status 1 when there is something"},
    OPTION_OUTPUT(struct status_options, OUTPUT_HELP),
    {0},
};

static enum status run_status(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    const struct status_options *o = options;
    struct store store;
    struct outfile out = OUTFILE_NONE;
    size_t steps = 0;
    (void)argument, (void)arguments;
    bool ok = store_open_read(&store, o->db, err) && outfile_open(&out, NULL, o->output, err)
              && status_report(&store, table_format_find(o->format), o->check, &out, &steps, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    store_close(&store);
    return !ok ? err->status : o->check && steps ? STATUS_FAILED : STATUS_DONE;
}

const struct command command_status = {
    .name = "status",
    .summary = "runs, files, rejects, coverage and findings at a glance",
    .examples = "dubbelloop status --db nacht.db\n"
                "dubbelloop status --db nacht.db --format json\n"
                "dubbelloop status --db nacht.db --check || mail ...\n",
    .text = "Prints the last runs and files, the rejected lines of the last run by reason, the coverage per insurer\n"
            "and quarter, the findings that stand by grade and by age (days and runs between the run that found them\n"
            "and the last run), what providers answered with the precision of each rule, and what there\n"
            "is to do next.\n"
            "\n"
            "What there is to do stays there, run after run, until it is done: a refused file until it is read or\n"
            "dismissed, rejected lines until they are repaired, dismissed or their file is withdrawn, findings until\n"
            "they are judged. As JSON each has its word (soort), "
            "how much (aantal) and the number of the file (bestand).\n"
            "\n"
            "The views v_run, v_dekking, v_bevinding, v_precisie and v_aanbieder of the database hold the same and\n"
            "more.\n",
    .exits = "0 done, with --check: there is nothing to do; 1 failed (with a message), or --check found something.\n",
    .options = {{status_options, 0}},
    OPTIONS_OF(struct status_options, .format = "text"),
    .run = run_status,
};
