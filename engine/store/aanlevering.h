/* aanlevering.h - what is on record about how files were delivered: their columns, warnings, codes of no programme. */
#ifndef STORE_AANLEVERING_H
#define STORE_AANLEVERING_H

#include "ingest/warnings.h"
#include "store/ledger.h"

/* Adds a warning when the clock stands before that of the last run. */
bool clock_look(struct store *store, const struct run_record *run, struct warnings *warnings,
                struct error *err) MUST_CHECK;
/* Writes what there is; the files and the run must be on record. */
bool aanlevering_write(struct store *store, const struct run_record *run, const struct bestand *bestand,
                       size_t bestanden, const struct warnings *warnings, struct error *err) MUST_CHECK;

#endif
