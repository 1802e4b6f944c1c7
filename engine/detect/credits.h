/* credits.h - which debits of a patient are reversed (semantics.md 2). */
#ifndef DETECT_CREDITS_H
#define DETECT_CREDITS_H

#include "model/line.h"

struct credit_counts {
    uint64_t applied, waiting, anomalies;
};

/* `line` holds the patient's relevant lines, sorted by (agb_declarant, referentienummer). Sets reversed[i] to 0, or, for a
 * debit that is reversed, to 1 + the number of the credit that did it. The order of arrival plays no part. */
void credits_apply(const struct line *const *line, size_t n, uint32_t *reversed, struct credit_counts *counts);

#endif
