/* cmd_changes.c - what a run changed, written out again from what the database recorded. */
#include "base/outfile.h"
#include "cli/command.h"
#include "passes/compare.h"
#include "store/store.h"

struct changes_options {
    const char *db, *output;
    unsigned run;
};
static const struct option changes_options[] = {
    OPTION_DB(struct changes_options, "the database"),
    {"run", "N", INTO(struct changes_options, run), .least = 1, .help = "the run (default: the last one)"},
    OPTION_OUTPUT(struct changes_options, OUTPUT_HELP),
    {0},
};

static void print_change_row(void *out, struct text row)
{
    outfile_write(out, row.at, row.n);
}

static bool find_run(struct store *store, const struct changes_options *o, int64_t *run, struct error *err)
{
    int64_t last;
    if (!db_integer(store->db, "SELECT coalesce(max(run), 0) FROM run", &last, err))
        return false;
    *run = o->run ? o->run : last;
    return (*run >= 1 && *run <= last)
           || usage_error(&command_changes, err, "--run: the last run of this database is %lld", (long long)last);
}

static bool print_changes(struct store *store, int64_t run, struct outfile *out, struct error *err)
{
    struct buf header = {0};
    wijziging_csv_header(&header);
    outfile_write(out, header.at, header.n);
    buf_release(&header);
    return bevinding_changes(store->db, run, print_change_row, out, err);
}

static enum status run_changes(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct changes_options *o = options;
    struct store store;
    struct outfile out = OUTFILE_NONE;
    int64_t run;
    (void)argument, (void)arguments;
    bool ok = store_open_read(&store, o->db, err) && find_run(&store, o, &run, err)
              && outfile_open(&out, NULL, o->output, err) && print_changes(&store, run, &out, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_changes = {
    .name = "changes",
    .summary = "what a run changed, written out again",
    .examples = "dubbelloop changes --db nacht.db\n"
                "dubbelloop changes --db nacht.db --run 12 -o uit/changes_12.csv\n",
    .text = "Prints the changes.csv of a run from the recorded events: the same bytes, "
            "also when that run was killed after its\n"
            "commit, or its output is lost. Findings that were purged since are left out.\n",
    .options = {{changes_options, 0}},
    OPTIONS_OF(struct changes_options, 0),
    .run = run_changes,
};
