/* status_report.h - what the database holds, in Dutch: the analyst's page. */
#ifndef REPORT_STATUS_REPORT_H
#define REPORT_STATUS_REPORT_H

#include "report/table.h"
#include "store/queries.h"

/* Runs, files, rejects, coverage, what stands and since when, answers, what was purged, and what there is to do: a
 * table each; `only_steps`: the last of these. *steps: how much there is to do. */
bool status_report(struct store *store, const struct table_format *format, bool only_steps, struct outfile *out,
                   size_t *steps, struct error *err) MUST_CHECK;

/* The table of one of its queries, for who shows some of them; the query must be one of its. */
const struct table *status_table(enum query query);

#endif
