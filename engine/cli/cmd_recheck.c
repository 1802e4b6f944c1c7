/* cmd_recheck.c - looking at every patient again. */
#include "cli/job.h"

static enum status run_recheck(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    const struct job_options *o = options;
    (void)argument, (void)arguments;
    return database_is_there(&command_recheck, o->db, err) ? job_run(&command_recheck, options, NULL, 0, err)
                                                           : err->status;
}

const struct command command_recheck = {
    .name = "recheck",
    .summary = "examine every patient again, after tables or contracts changed",
    .examples = "dubbelloop recheck --db nacht.db --tables nieuwe_tabellen --out uit\n"
                "dubbelloop recheck --db nacht.db --contracts contracten.csv --out uit\n",
    .text = "Looks at every patient of the database again, after tables, contracts or relations changed, and writes\n"
            "findings.csv, changes.csv, summary.json and rejects.csv. "
            "Contracts and relations that it is not given are those of\n"
            "the last run.\n",
    .options = {{job_options, 0},
                {tables_options, offsetof(struct job_options, rules)},
                {contracts_options, offsetof(struct job_options, rules)},
                {console_options, offsetof(struct job_options, console)}},
    OPTIONS_OF(struct job_options, .out = ".", FILE_DEFAULTS),
    .run = run_recheck,
};
