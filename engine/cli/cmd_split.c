/* cmd_split.c - exports cut into shards, for more machines than one. */
#include "cli/job.h"

#include "dossier/shard.h"

struct split_options {
    struct job_options job;
    const char *key;
    unsigned shards;
};
static const struct option split_options[] = {
    {"shards", "N", INTO(struct split_options, shards), .least = 1, .most = SHARDS_MAX, .needed = true,
     .help = "into how many, at most 512; each is a run of its own"},
    {"out", "DIR", INTO(struct split_options, job.out), .takes = VALUE_FOLDER, .needed = true,
     .help = "a new or empty folder for the shards and their manifest"},
    {"key", "FILE", INTO(struct split_options, key), .takes = VALUE_FILE,
     .help = "64 hex digits, as for --pseudonym-key: the same files and key give the same shards "
             "(default: a key that nobody knows)"},
    {"threads", "N", INTO(struct split_options, job.threads), .least = 1, .most = 512,
     .help = "default: the number of processors"},
    {"memory", "SIZE", INTO(struct split_options, job.memory), .least = 1,
     .help = "memory for what waits to be written, e.g. 512M (default: a quarter of the machine's)"},
    {0},
};

static enum status run_split(void *options, const char *const *file, size_t files, struct error *err)
{
    struct split_options *o = options;
    struct job_result result;
    char *tables = rules_tables(&o->job.rules);
    struct job job = job_of(&command_split, &o->job, file, files);
    const struct split split = {.job = &job, .dir = o->job.out, .key = o->key, .shards = o->shards};
    const struct log log = console_log(&o->job.console);
    job.asked.tables = tables;
    console_start(&o->job.console);
    const bool ok = pipeline_split(&split, &result, err);
    console_stop(&o->job.console);
    free(tables);
    if (ok) {
        job_say_counts(&log, &result, false);
        log_emit(&log, LOG_INFO, "split", "%u shards are in %s: run each with 'dubbelloop run --shard', then put them "
                                          "together with 'dubbelloop merge'", o->shards, o->job.out);
    }
    const enum status status = ok ? job_status(&result) : console_fail(&o->job.console, err);
    job_result_release(&result);
    return status;
}

const struct command command_split = {
    .name = "split",
    .summary = "cut exports into shards by patient, for runs on more machines",
    .examples = "dubbelloop split --shards 16 --out delen export_*.csv.gz\n"
                "dubbelloop run --shard delen/shard-0001 --db deel-0001.db --out uit-0001\n"
                "dubbelloop merge --shards delen --db landelijk.db --out uit deel-*.db\n",
    .text = "Reads every FILE as 'dubbelloop run' does, decides what is decided of a file as a whole (its header, "
            "its rejected\n"
            "lines, whether it is refused), and writes what a run would store into DIR/shard-0001 and so on, all lines "
            "of a\n"
            "patient in one of them, by a keyed hash. DIR/manifest comes last: a folder without it is no split.\n"
            "\n"
            "The shards are patients' data, with the lines as they were delivered, also with --pseudonym-key.\n"
            "Remove DIR and the databases of the shards after the merge.\n",
    .exits = "0 done; 1 failed, and no split is left; 2 wrong use; 3 done, but lines were rejected or a file was\n"
             "refused; 4 conflict tables, contracts, relations or profile invalid.\n",
    .arguments = {.name = "FILE...", .least = 1, .most = 0, .takes = VALUE_FILE},
    .options = {{split_options, 0},
                {tables_options, offsetof(struct split_options, job.rules)},
                {contracts_options, offsetof(struct split_options, job.rules)},
                {file_options, offsetof(struct split_options, job)},
                {console_options, offsetof(struct split_options, job.console)}},
    OPTIONS_OF(struct split_options, .job = {FILE_DEFAULTS}),
    .run = run_split,
};
