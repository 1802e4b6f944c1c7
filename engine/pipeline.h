/* pipeline.h - a run, from export to findings. */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "detect/totals.h"
#include "ingest/warnings.h"
#include "passes/withdraw.h"
#include "store/ledger.h"

/* Where tables, contracts and relations are; NULL: tables embedded in the program, contracts and relations that the
 * database remembers of its last run, unless none are asked for. */
struct rules_asked {
    const char *tables, *contracts, *relaties;
    bool extend_tables, no_contracts, no_relaties;
    bool of_last_run; /* tables, and whether they are extended and what is the limit, are those of the last run */
    uint64_t max_bevindingen; /* of one patient; 0: MAX_BEVINDINGEN */
};

/* What the user asked for. Texts are borrowed. */
struct job {
    const char *opdracht; /* "run" or "recheck" */
    const char *db, *profile, *out; /* profile NULL: canonical */
    struct rules_asked asked;
    const char *const *path;
    size_t paths;
    const char *pseudonym_key; /* NULL: patients are stored by their numbers */
    const char *uzovi; /* of lines that do not say it, as a default of the profile; NULL: none */
    const char *patient_id; /* "bsn", "opaque", or NULL: what the store has, else bsn */
    struct max_rejects max_rejects;
    struct input_limits limits;
    bool end_required, strict; /* what a file must be (ingest/ingest.h) */
    bool again, changes_only, only_libcsv;
    unsigned threads;
    uint64_t memory; /* bytes */
    int wait_seconds;
    const char *state; /* the file that remembers the last run; NULL: none */
    struct withdrawal *withdrawal; /* a file is taken back; NULL: none */
    const char *shard;  /* the lines are those of this shard (dossier/shard.h), not of files; NULL: of files */
    const char *merged; /* `path` are databases of the shards of the split in this folder; NULL: they are files */
    struct log log;
    struct progress *progress;
};

struct rules_loaded {
    struct table_files files;
    struct ruleset rules;
};

/* What came out, for whoever tells the user. */
struct job_result {
    char verloop[DIGEST_HEX + 1]; /* of the run */
    struct run_record run;
    struct file_sums sums;
    size_t read, refused, skipped; /* files */
    /* Of earlier runs: refused files, and rejected lines, that nobody repaired or dismissed. */
    int64_t waiting_files, waiting_lines;
    int64_t findings[ZEKERHEDEN], net_cent[ZEKERHEDEN];
    struct totals totals;
    struct rules_loaded loaded; /* by which it was looked */
    struct warning_sums warnings;
};
/* The caller releases it in any case; it is empty when the run failed. */
void job_result_release(struct job_result *result);

/* Does the run whole, or not at all. `err->status` says how it failed. */
bool pipeline_run(const struct job *job, struct job_result *result, struct error *err) MUST_CHECK;

/* Reads the files of a job as a run would, and cuts what it would store into shards, in the new or empty folder
 * `dir`. */
struct split {
    const struct job *job; /* without db and out */
    const char *dir, *key; /* key NULL: one that nobody knows */
    unsigned shards;
};
bool pipeline_split(const struct split *split, struct job_result *result, struct error *err) MUST_CHECK;

/* Reads and checks all of them; every problem goes to the log, and what was remembered is said there. `store` NULL:
 * nothing is remembered. The caller releases `loaded` in any case. */
bool pipeline_load_rules(const struct rules_asked *asked, struct store *store, const struct log *log,
                         struct rules_loaded *loaded, struct error *err) MUST_CHECK;
void rules_loaded_release(struct rules_loaded *loaded);

#endif
