/* pipeline.h - a run, from export to findings. */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "detect/totals.h"
#include "ingest/ingest.h"
#include "store/ledger.h"

/* What the user asked for. Texts are borrowed. */
struct job {
    const char *opdracht; /* "run" or "recheck" */
    const char *db, *tables, *contracts, *profile, *out; /* tables NULL: embedded; contracts, profile NULL: none */
    const char *const *path;
    size_t paths;
    const char *pseudonym_key; /* NULL: patients are stored by their numbers */
    const char *patient_id; /* "bsn", "opaque", or NULL: what the store has, else bsn */
    struct max_rejects max_rejects;
    struct input_limits limits;
    bool extend_tables, again, changes_only, only_libcsv;
    unsigned threads;
    uint64_t memory; /* bytes */
    int wait_seconds;
    struct log log;
    struct progress *progress;
};

/* What came out, for whoever tells the user. */
struct job_result {
    struct run_record run;
    struct file_sums sums;
    size_t refused, skipped;
    int64_t findings[ZEKERHEDEN], net_cent[ZEKERHEDEN];
    struct totals totals; /* the caller releases it; empty when the run failed */
};

/* Does the run whole, or not at all. `err->status` says how it failed. */
bool pipeline_run(const struct job *job, struct job_result *result, struct error *err) MUST_CHECK;

/* Reads and checks tables and contracts; every problem goes to the log. The caller releases both in any case. */
bool pipeline_load_rules(const char *tables, const char *contracts, bool extend_tables, const struct log *log,
                         struct table_files *files, char **contracts_text, size_t *contracts_n, struct ruleset *rules,
                         struct error *err) MUST_CHECK;

#endif
