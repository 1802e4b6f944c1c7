/* remembered.h - the contracts and relations of every run (semantics.md 5), row by row: a run without --contracts or
 * --relaties uses those of the run before it, so that forgetting an option never makes a finding lapse.
 *
 * A row is stored once for all the runs that had it (van_run <= run < tot_run): a night with one contract more stores
 * one row, and a start reads only the rows in force. The rows of a run are a set, in bytewise order of their values;
 * where one stood in the file is not kept. What version 1 recorded is a whole file;
 * it is given as it was (ledger.c). */
#ifndef STORE_REMEMBERED_H
#define STORE_REMEMBERED_H

#include "rules/ruleset.h"
#include "store/store.h"

enum remembered { REMEMBERED_CONTRACTEN, REMEMBERED_RELATIES };

/* The rows of a run as a CSV file with its header, added to `csv`.
 * Whether the run had any file at all is told by the run. */
bool remembered_csv(struct store *store, enum remembered kind, int64_t run, struct buf *csv,
                    struct error *err) MUST_CHECK;
/* Makes the rows of `source` (NULL: none) those of the run, which is the last. */
bool remembered_write(struct store *store, enum remembered kind, int64_t run, const struct rule_source *source,
                      struct error *err) MUST_CHECK;

/* Every row that there ever was, in bytewise order of its values, then of runs. `value`: CONTRACT_COLUMNS or
 * RELATIE_COLUMNS texts, which live during the call; `tot_run` 0: the last run has it. Ends early when `look` returns
 * false, with `err` filled. */
bool remembered_history(struct store *store, enum remembered kind,
                        bool (*look)(void *ctx, const struct text *value, int64_t van_run, int64_t tot_run,
                                     struct error *err),
                        void *ctx, struct error *err) MUST_CHECK;

#endif
