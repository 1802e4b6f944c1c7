/* precisie.h - how often providers credit what a rule found: of the answered findings, the share credited, with a Wilson 95%
 * interval (spiegel.md "Answers"). */
#ifndef REPORT_PRECISIE_H
#define REPORT_PRECISIE_H

#include "store/queries.h"

enum { PRECISIE_COLUMNS = 7 }; /* regel, beantwoord, credit, terecht, onbekend, precisie "67%", interval "21-94%" */
extern const char *const precisie_column[PRECISIE_COLUMNS];

/* A row a leading rule with answers, by rule, then "alle regels"; no row when there is no answer. */
bool precisie_rows(struct store *store, query_row_fn *row, void *ctx, struct error *err) MUST_CHECK;

#endif
