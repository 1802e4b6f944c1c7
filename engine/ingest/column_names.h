/* column_names.h - what exports call their columns (column_known_as). For proposing a profile, and for telling that a
 * run ignores a column that it should not: a run itself knows the canonical names and those of its profile. */
#ifndef INGEST_COLUMN_NAMES_H
#define INGEST_COLUMN_NAMES_H

#include "model/line.h"

/* The column that has this name, whatever its case, blanks, punctuation and accents; GEEN_VELD (-1) when none has.
 * `*rank`: 0 for the best name of a column, higher for others. `name` is UTF-8. */
int column_by_name(struct text name, unsigned *rank);

#endif
