/* tables_report.h - `tables list` and `tables diff` on paper, in Dutch: which tables there are, which rows of the
 * tables changed, and what that does to the findings of a database. */
#ifndef REPORT_TABLES_REPORT_H
#define REPORT_TABLES_REPORT_H

#include "rules/table_diff.h"
#include "passes/predict.h"
#include "report/table.h"

/* Each table with its rules counted, and the fingerprint of all. */
bool tables_list(struct table_writer *writer, const struct ruleset *rules, struct error *err) MUST_CHECK;
/* Adds the rows that differ, a file after another. */
void table_diff_write(const struct table_diff *diff, struct buf *out);
/* Adds what changes: per grade, per rule, per provider. No patient is named. */
void prediction_write(const struct prediction *prediction, struct buf *out);
/* Adds every finding that changes, with the header: byte for byte what changes.csv of the recheck will hold. */
void prediction_csv(const struct prediction *prediction, struct buf *out);

#endif
