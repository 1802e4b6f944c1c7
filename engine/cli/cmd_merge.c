/* cmd_merge.c - the databases of shards put together into one. */
#include "cli/job.h"

static const struct option merge_options[] = {
    {"shards", "DIR", INTO(struct job_options, merged), .takes = VALUE_FOLDER, .needed = true,
     .help = "the folder that 'dubbelloop split' made"},
    {0},
};

static enum status run_merge(void *options, const char *const *file, size_t files, struct error *err)
{
    return job_run(&command_merge, options, file, files, err);
}

const struct command command_merge = {
    .name = "merge",
    .summary = "put the shards of a split together into one new database",
    .examples = "dubbelloop merge --shards delen --db landelijk.db --out uit deel-*.db\n",
    .text = "Makes one new database, with one run in it, and the output of that run, out of the databases of all "
            "shards of a\n"
            "split: the same bytes as one 'dubbelloop run' of the same files on one machine. "
            "Nights and everything else go on\n"
            "with it. Refuses when a shard lacks, is given twice, is of another split or of another version, had other "
            "tables,\n"
            "or is not as its run left it: run that shard again, and nothing else. It happens whole or not at all.\n",
    .exits = "0 done; 1 failed; 2 wrong use, or the shards do not belong together; "
             "3 done, but lines were rejected or a\nfile was refused; 5 a shard is damaged. "
             "With 1, 2 and 5 nothing was made.\n",
    .arguments = {.name = "SHARD_DB...", .least = 1, .most = 0, .takes = VALUE_FILE},
    .options = {{merge_options, 0}, {job_options, 0}, {console_options, offsetof(struct job_options, console)}},
    OPTIONS_OF(struct job_options, .out = ".", FILE_DEFAULTS),
    .run = run_merge,
};
