/* cmd_run.c - the nightly job. */
#include "cli/job.h"

static const struct option shard_options[] = {
    {"shard", "FILE", INTO(struct job_options, shard), .takes = VALUE_FILE,
     .help = "instead of files: a shard that 'dubbelloop split' made, into a database of its own, for "
             "'dubbelloop merge'; how the files are read was said there"},
    {0},
};

static enum status run_run(void *options, const char *const *file, size_t files, struct error *err)
{
    const struct job_options *o = options;
    if (o->shard ? files > 0 : files == 0)
        return usage_error(&command_run, err, "give FILE... or --shard%s", o->shard ? ", not both" : ""), err->status;
    if (o->shard && (o->profile || o->patient_id || o->pseudonym_key || o->again || o->strict || o->end_required))
        return usage_error(&command_run, err, "--shard: how the files are read was said to 'dubbelloop split'"),
               err->status;
    return job_run(&command_run, options, file, files, err);
}

const struct command command_run = {
    .name = "run",
    .summary = "read exports, examine the patients concerned, write the findings",
    .examples = "dubbelloop run --db nacht.db --out uit export_2023Q1.csv export_2023Q2.csv.gz\n"
                "dubbelloop run --db nacht.db --contracts contracten.csv --out uit export_*.csv\n"
                "zstd -dc export.zst | dubbelloop run --db nacht.db --out uit -\n"
                "dubbelloop run --db nacht.db --profile dietisten.ini --out uit dietisten.csv\n",
    .text = "Reads every FILE (plain, .gz, .zst, or - for standard input) into the database, looks at the patients\n"
            "touched, and writes findings.csv, changes.csv, summary.json, rejects.csv and <file>.rejects.raw.csv.\n"
            "A run happens whole or not at all.\n"
            "\n"
            "A FILE.controle beside FILE is held against it before anything is stored: 'regels N' (below the header),\n"
            "'euro N,NN' (all amounts, credits too, without a sign), a line of sha256sum; each may lack.\n",
    .exits =
        "0 done; 1 failed, nothing was changed; 2 wrong use; 3 done, but lines were rejected or a file\n"
        "was refused; 4 conflict tables, contracts, relations or profile invalid; "
        "130 or 143 interrupted, nothing was changed.\n",
    .arguments = {.name = "FILE...", .least = 0, .most = 0, .takes = VALUE_FILE},
    .options = {{job_options, 0},
                {tables_options, offsetof(struct job_options, rules)},
                {contracts_options, offsetof(struct job_options, rules)},
                {file_options, 0},
                {shard_options, 0},
                {console_options, offsetof(struct job_options, console)}},
    OPTIONS_OF(struct job_options, .out = ".", FILE_DEFAULTS),
    .run = run_run,
};
