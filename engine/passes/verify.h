/* verify.h - is the database what its runs made of their files? Everything that can be worked out again is, and
 * compared.
 *
 * In this order: the database file, the rows of runs and what people recorded, the recorded tables, the rows of files,
 * the blocks of lines, the control totals, the events, the answers, and the findings and totals that the stored lines
 * give by the tables of the last run. */
#ifndef PASSES_VERIFY_H
#define PASSES_VERIFY_H

#include "base/log.h"
#include "store/store.h"

/* Whether the pages of the file are in order, whatever its schema: the first part of verify. */
bool verify_file(struct store *store, struct progress *progress, struct error *err) MUST_CHECK;

/* What was looked at. */
struct verified {
    int64_t runs, bestanden, regels, patienten, bevindingen, vastleggingen;
};

/* Whether every line of the journal of looks beside the database (store/inzage_journal.h) is what was written. False
 * with STATUS_DIFFERENCE when not. */
bool verify_journal(const char *db, struct error *err) MUST_CHECK;

/* Whether what people said and did is what was put on record, in so many links. False with STATUS_DIFFERENCE when
 * not. */
bool verify_vastleggingen(struct store *store, int64_t *vastleggingen, struct error *err) MUST_CHECK;

/* Reads the whole database and changes nothing. False with STATUS_DIFFERENCE: `err` names the first difference, without
 * any value of a patient. */
bool verify(struct store *store, struct progress *progress, struct verified *verified, struct error *err) MUST_CHECK;

#endif
