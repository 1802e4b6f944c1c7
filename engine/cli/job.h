/* job.h - what `run` and `recheck` share: their options, and a run with what is said of it. */
#ifndef CLI_JOB_H
#define CLI_JOB_H

#include "cli/console.h"
#include "cli/rules_options.h"
#include "passes/withdraw.h"

struct job_options {
    const char *db, *out, *metrics, *state;
    struct rules_asked rules;
    bool changes_only;
    unsigned threads, wait; /* threads 0: all processors */
    uint64_t memory;        /* bytes; 0: a quarter of the machine's */
    /* Of `run` and `split`. */
    const char *profile, *patient_id, *pseudonym_key;
    struct max_rejects max_rejects;
    unsigned max_ratio;
    uint64_t max_file;
    bool again, only_libcsv, end_required, strict;
    struct withdrawal *withdrawal; /* of `withdraw`; else NULL */
    const char *shard;             /* of `run`, instead of files; else NULL */
    const char *merged;            /* of `merge`: the folder of the split; else NULL */
    struct console console;
};
/* Those of all; and how files are read. */
extern const struct option job_options[], file_options[];
#define FILE_DEFAULTS .max_rejects = {1, true}, .max_ratio = 200, .max_file = UINT64_C(256) << 30

/* The job that the options ask for. */
struct job job_of(const struct command *command, struct job_options *options, const char *const *file, size_t files);
/* "read 12 lines: ...", and the exit status of what was read. `shown`: there is a rejects.csv. */
void job_say_counts(const struct log *log, const struct job_result *result, bool shown);
enum status job_status(const struct job_result *result);
/* `command` is run, recheck, withdraw or merge. Returns the exit status, and says what came out. */
enum status job_run(const struct command *command, struct job_options *options, const char *const *file, size_t files,
                    struct error *err);

#endif
