/* voorkomt.h - the values of a filter that occur nowhere in a database: no answer is not an empty answer. */
#ifndef STORE_VOORKOMT_H
#define STORE_VOORKOMT_H

#include "store/bevindingen.h"

/* Adds a line for each value of the filter that no finding can have: an insurer without keten lines, a provider in no
 * finding or a rule that leads none, whether it stands or lapsed, a period before or after all keten lines, a run that
 * was not there yet, a control case that there is not, a patient of whom no line is stored. The patient's number is in
 * no line. */
bool filter_absent(struct store *store, const struct bevinding_filter *filter, struct buf *out,
                   struct error *err) MUST_CHECK;

#endif
