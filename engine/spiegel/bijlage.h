/* bijlage.h - the annex of a report: a row a finding on the provider's own lines, with two empty columns for its answer
 * (spiegel.md "Annex"). */
#ifndef SPIEGEL_BIJLAGE_H
#define SPIEGEL_BIJLAGE_H

#include "report/table.h"
#include "spiegel/rapport.h"

/* As a workbook with a drop-down for the answer, or as CSV: the same columns. The caller finishes `out`. */
bool bijlage_write(const struct rapport *rapport, const struct table_format *format, struct outfile *out,
                   struct error *err) MUST_CHECK;

#endif
