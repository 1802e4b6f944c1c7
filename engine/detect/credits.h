/* credits.h - which debits of a patient are reversed, and what becomes of each credit (semantics.md 2). */
#ifndef DETECT_CREDITS_H
#define DETECT_CREDITS_H

#include "model/line.h"

enum credit_fate {
    CREDIT_NONE,    /* the line is a debit */
    CREDIT_APPLIED, /* it reverses a debit */
    CREDIT_WAITS,   /* it finds none */
    CREDIT_ANOMALY, /* it points at a credit, at itself, or at a debit that is reversed already */
};

struct credit_use {
    enum credit_fate fate;
    uint32_t reversed_by; /* of a debit that is reversed: 1 + the number of the credit that did it; else 0 */
};

/* `line` holds the patient's credits and the debits that are relevant now, sorted by (agb_declarant, referentienummer).
 * Fills use[0..n). The order of arrival plays no part. Costs n log n. */
void credits_apply(const struct line *const *line, size_t n, struct credit_use *use);

#endif
