/* withdraw.h - takes the lines of a file that was ingested back out of the dossiers: a delivery that was wrong. What is
 * on record of the file and of its findings stays; the same bytes can be read again. */
#ifndef PASSES_WITHDRAW_H
#define PASSES_WITHDRAW_H

#include "store/ledger.h"

struct withdrawal {
    const char *file;        /* its name as it is on record, or its number */
    struct text door, reden; /* who, and why */
    /* Found by withdraw_find. */
    int64_t bestand;
    char *naam;   /* owned */
    char *gevolg; /* why findings lapse: "bestand NAAM ingetrokken: REDEN"; owned */
    /* Counted by withdraw_lines. */
    int64_t regels;
};

/* Finds the file: the one that is ingested, not withdrawn, and so called.
 * False when there is none, or more than one: then by number. */
bool withdraw_find(struct store *store, struct withdrawal *withdrawal, struct error *err) MUST_CHECK;
/* Writes all layers anew without its lines. Whoever examines patients in the same transaction leaves them out by itself
 * (examination.withdrawn), for it reads what was committed before. */
bool withdraw_lines(struct store *store, int64_t run, struct withdrawal *withdrawal, struct error *err) MUST_CHECK;
/* Puts it on record; the run must be. */
bool withdraw_record(struct store *store, int64_t run, const struct withdrawal *withdrawal,
                     struct error *err) MUST_CHECK;
/* Names the files read after it of which lines were left out since they stood there already, in this file perhaps: they
 * are not stored now. */
bool withdraw_shadowed(struct store *store, const struct withdrawal *withdrawal, struct buf *names,
                       struct error *err) MUST_CHECK;
void withdrawal_release(struct withdrawal *withdrawal);

#endif
