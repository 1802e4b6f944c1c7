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
    /* Of `run` alone. */
    const char *profile, *patient_id, *pseudonym_key;
    struct max_rejects max_rejects;
    unsigned max_ratio;
    uint64_t max_file;
    bool again, only_libcsv, end_required, strict;
    struct withdrawal *withdrawal; /* of `withdraw`; else NULL */
    struct console console;
};
/* Those of both. */
extern const struct option job_options[];

/* `command` is run, recheck or withdraw. Returns the exit status, and says what came out. */
enum status job_run(const struct command *command, struct job_options *options, const char *const *file, size_t files,
                    struct error *err);

#endif
