/* look_alike.h - new lines that look wrong beside the patient's others: the same line under another reference, and more
 * lines than a person has. For warnings (ingest/warnings.h); nothing of it decides what is found. */
#ifndef PASSES_LOOK_ALIKE_H
#define PASSES_LOOK_ALIKE_H

#include "dossier/dossier.h"
#include "ingest/ingest.h"

/* Counts into `odd`, one a file, of which the first has id `first_bestand`. `dossier` holds stored and new lines. */
void look_alike(const struct dossier *dossier, const struct record *const *record, const enum new_line *fate, size_t n,
                uint32_t first_bestand, struct oddities *odd);
/* Whether one quarter has more than CROWDED_LINES of the lines: those of `dossier`, or without one the new ones. */
bool is_crowded(const struct dossier *dossier, const struct record *const *record, size_t n);

#endif
