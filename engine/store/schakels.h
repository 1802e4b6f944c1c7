/* schakels.h - what a run wrote and changed, and what people said since the run before it, as digests in the chain of
 * runs (schema/0024_schakels.sql, store/verloop.h). */
#ifndef STORE_SCHAKELS_H
#define STORE_SCHAKELS_H

#include "base/outfile.h"
#include "ingest/warnings.h"
#include "store/store.h"

/* Records a file that the run wrote; it must be finished, and its hash have been asked for (base/outfile.h). */
bool uitvoer_write(struct store *store, int64_t run, const struct outfile *file, struct error *err) MUST_CHECK;
/* Records the digest of the run's events, all of which must be on record, and makes links of what people said that is
 * in none yet (store/vastleggingen.h). */
bool schakels_write(struct store *store, int64_t run, struct error *err) MUST_CHECK;

/* Adds a value behind its length, so that no two rows give the same bytes. */
void schakel_add_value(struct sha256 *sha, struct text value);

/* The last run of which the rows are not those that a digest was made of, and in *soort their table; 0: there is none.
 * What a purge took some of is not looked at. */
bool schakels_check(struct store *store, int64_t *run, const char **soort, struct error *err) MUST_CHECK;

/* Adds a warning for each file in `dir`, the output folder of `run`, that neither that run nor a later one wrote so.
 * One that is not there is no news; of a large one only the size is looked at. */
bool uitvoer_look(struct store *store, int64_t run, const char *dir, struct warnings *warnings,
                  struct error *err) MUST_CHECK;
/* Whether the files in `dir` are those that a run of this database wrote, which its summary.json tells: every byte of
 * all of them. *run: that run. False with STATUS_DIFFERENCE: they are not. */
bool uitvoer_check(struct store *store, const char *dir, int64_t *run, struct error *err) MUST_CHECK;

#endif
