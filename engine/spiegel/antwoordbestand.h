/* antwoordbestand.h - an annex that comes back (spiegel.md "Answers"): as whatever spreadsheet the provider has saved
 * it.
 *
 * A form (xlsx/formulier.h) with the columns bevinding_id, antwoord, toelichting, agb, rol,
 * of which the first two are needed. */
#ifndef SPIEGEL_ANTWOORDBESTAND_H
#define SPIEGEL_ANTWOORDBESTAND_H

#include "base/memory.h"
#include "store/antwoorden.h"

enum { TOELICHTING_MAX = 2000 /* code points */ };

struct antwoordbestand {
    const char *path;    /* for messages */
    struct text content;
    uint32_t agb;        /* everything in it is of this provider; 0: column agb says of which */
    struct text door;    /* who takes it in */
};
/* Rows by what became of them. Refused: those in `problems`. */
struct antwoord_counts {
    uint64_t taken, unchanged, empty, refused;
};
/* Takes all answers of the file that can be taken; adds the others to `problems` by their row as a spreadsheet counts
 * them (the header is row 1), or row 0 when the file as a whole is refused. No value of a row is in there but the
 * bevinding_id of a finding that is in the database. */
bool antwoordbestand_take(const struct antwoordbestand *bestand, struct antwoorden *to, struct antwoord_counts *counts,
                          struct problems *problems, struct error *err) MUST_CHECK;

#endif
