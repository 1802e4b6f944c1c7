/* ledger.h - runs, files, and the conflict tables that each run used. */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "ingest/ingest.h"
#include "store/remembered.h"
#include "store/store.h"

/* What a run leaves on record. */
struct run_record {
    int64_t run;
    const char *opdracht; /* "run" or "recheck" */
    char begonnen[21];    /* UTC; SOURCE_DATE_EPOCH when set */
    uint64_t patienten, nieuw, herzien, vervallen;
};

/* The time that is put on record: UTC, YYYY-MM-DDTHH:MM:SSZ; SOURCE_DATE_EPOCH when set. */
void ledger_now(char out[static 21]);
/* Numbers the run, and fills opdracht and begonnen. */
bool ledger_begin(struct store *store, const char *opdracht, struct run_record *run, struct error *err) MUST_CHECK;
/* The fingerprint of the last run; *fingerprint (owned by the caller) NULL: there was none. */
bool ledger_last_fingerprint(struct store *store, char **fingerprint, struct error *err) MUST_CHECK;
/* The id for the first file of this run. */
/* The name of a file: of this run, whose files these are, or of an earlier one.
 * The caller frees it, also when this fails. */
bool ledger_bestand_naam(struct store *store, const struct bestand *bestand, size_t bestanden, uint32_t id, char **naam,
                         struct error *err) MUST_CHECK;
bool ledger_next_bestand(struct store *store, int64_t *id, struct error *err) MUST_CHECK;
/* Whether a file with these bytes and this profile was ingested by an earlier run. */
bool ledger_knows(struct store *store, const char *sha256, const char *profile, bool *known,
                  struct error *err) MUST_CHECK;
/* Writes the files, with their rejected lines counted by reason, and the run. Control totals that do not balance are an
 * error (semantics.md 6). */
bool ledger_write(struct store *store, const struct run_record *run, const struct ruleset *rules, const char *profile,
                  const struct bestand *bestand, size_t bestanden, struct error *err) MUST_CHECK;

/* Records tables, as files and as rows, under the fingerprint of the rules, and the run's contracts and relations. */
bool ledger_write_tables(struct store *store, int64_t run, const struct ruleset *rules, const struct table_files *files,
                         struct error *err) MUST_CHECK;
/* The tables that a run recorded, added to `files`, and what it was asked beside them. *there false: no such run. */
struct run_tables {
    struct table_files *files;
    bool there, extend_tables;
    uint32_t max_bevindingen;
};
bool ledger_tables_of_run(struct store *store, int64_t run, struct run_tables *tables, struct error *err) MUST_CHECK;
/* The rules as a run had them, parsed again from what it recorded. *sound false: the run or its files are not there, or
 * are not what they were. The caller releases the rules in any case. */
bool ledger_rules_of_run(struct store *store, int64_t run, struct ruleset *rules, bool *sound,
                         struct error *err) MUST_CHECK;
/* The same with other tables (those of these names; NULL: none), contracts or relations (NULL: those of the run;
 * content.at NULL: none), which may be wrong: `problems`. */
struct rules_instead {
    const struct table_files *files;
    const struct rule_file *contracts, *relaties;
};
bool ledger_rules_with(struct store *store, int64_t run, const struct rules_instead *instead, struct ruleset *rules,
                       struct problems *problems, struct error *err) MUST_CHECK;
bool ledger_last_run(struct store *store, int64_t *run, struct error *err) MUST_CHECK; /* *run 0: there was none */
/* The contracts or relations of a run as a CSV file, added to `csv`; *any false: it had none. */
bool ledger_remembered(struct store *store, enum remembered kind, int64_t run, struct buf *csv, bool *any,
                       struct error *err) MUST_CHECK;
/* Whether tables regel and regelset hold the rows of these rules, column by column. */
bool ledger_holds_rules(struct store *store, const struct ruleset *rules, bool *holds, struct error *err) MUST_CHECK;
/* Names every file whose lines were judged by tables or contracts that miss codes which `rules` match, or by version 1
 * of the contract: they should be ingested again (semantics.md 1). Calls `name` for each. Tables are parsed only when
 * what makes lines relevant differs, each such set once; of contracts only the rows with a code are read. */
bool ledger_outdated(struct store *store, const struct ruleset *rules, void (*name)(void *ctx, const char *naam),
                     void *ctx, struct error *err) MUST_CHECK;

/* Sums of the files that were ingested; `part` says which of their counts. */
struct file_sums {
    struct telling gelezen, aanvaard, dubbel, afgekeurd;
    uint64_t relevant;
};
struct file_sums ledger_sums(const struct bestand *bestand, size_t bestanden);
/* The counts of one file; zero for a skipped one. */
struct file_sums bestand_sums(const struct bestand *bestand);

#endif
