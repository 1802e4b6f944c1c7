/* findings_report.h - the findings of a filter, one a row or added up by group, as a table in any format. A format with
 * sheets gets the totals, the coverage statement and the origin beside. */
#ifndef REPORT_FINDINGS_REPORT_H
#define REPORT_FINDINGS_REPORT_H

#include "report/table.h"
#include "store/groepen.h"

/* `groepering` GROEPERINGEN: one row a finding. `selection`: the filter in the user's words, for the sheet that tells
 * the origin. */
bool findings_report(struct store *store, const struct bevinding_filter *filter, enum groepering groepering,
                     const char *selection, const struct table_format *format, struct outfile *out,
                     struct error *err) MUST_CHECK;
/* The insured whose eigen risico must be worked out again (passes/eigen_risico.h), by the findings of the filter. */
bool herrekening_report(struct store *store, const struct bevinding_filter *filter, const char *selection,
                        const struct table_format *format, struct outfile *out, struct error *err) MUST_CHECK;

/* The table of the groups alone, and that of the totals by grade: for who shows them among other things. */
bool groepen_table(struct table_writer *writer, struct store *store, enum groepering groepering,
                   const struct bevinding_filter *filter, struct error *err) MUST_CHECK;
bool totalen_table(struct table_writer *writer, struct store *store, const struct bevinding_filter *filter,
                   struct error *err) MUST_CHECK;

#endif
