/* compare.h - the findings of a patient before and now, held against each other: what a run calls nieuw, herzien and
 * vervallen, and what `tables diff` says it will. */
#ifndef PASSES_COMPARE_H
#define PASSES_COMPARE_H

#include "store/bevindingen.h"

struct difference {
    int order;    /* which of the two to pass over: < 0 `was`, > 0 `now`, 0 both */
    bool changed; /* false: the same finding still */
    enum wijziging wijziging;
};
/* `was` and `now` are the heads of two lists in the order of findings.csv; NULL: that list is at its end (not both). A
 * finding is herzien when anything that is kept of it is another, but for where its lines stand. */
struct difference difference_of(const struct bevinding *was, const struct bevinding *now);

/* Adds the header, and a row, of changes.csv, with their line ends. */
void wijziging_csv_header(struct buf *out);
void wijziging_csv(enum wijziging wijziging, const struct bevinding *b, struct buf *out);

#endif
