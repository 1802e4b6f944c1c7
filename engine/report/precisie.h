/* precisie.h - what providers answered to the findings of each rule, and what the rule is worth by that: the share that
 * is credited, with a 95% interval (Wilson). */
#ifndef REPORT_PRECISIE_H
#define REPORT_PRECISIE_H

#include "report/table.h"
#include "store/store.h"

/* A table of a row a rule, and one of all rules; without rows when nobody answered. */
bool precisie_table(struct table_writer *writer, struct store *store, struct error *err) MUST_CHECK;

#endif
