/* column_names.h - what exports call their columns: the canonical names, usual Dutch ones, and the fields of the EI
 * standards. Only for proposing a profile; a run knows the canonical names and those of its profile. */
#ifndef INGEST_COLUMN_NAMES_H
#define INGEST_COLUMN_NAMES_H

#include "model/line.h"

/* The column that has this name, whatever its case, blanks, punctuation and accents; GEEN_VELD (-1) when none has.
 * `*rank`: 0 for the best name of a column, higher for others. `name` is UTF-8. */
int column_by_name(struct text name, unsigned *rank);

/* All names of each column, best first, folded as they are compared and separated by blanks; the last has no names. */
struct column_names {
    enum column column;
    const char *names;
};
extern const struct column_names column_names[];

#endif
