/* bijlage.h - the annex of a report: a row a finding on the provider's lines to look at, with two empty columns for its
 * answer (spiegel.md "Annex").
 *
 * It comes back through whatever spreadsheet the provider has, so nothing that `respond` needs may look like a number
 * or a date: ids are in fours (bevinding_id_in_fours), and a code that a spreadsheet would change has an apostrophe in
 * the CSV. Columns agb and rol, the last ones, say whose answer it is. */
#ifndef SPIEGEL_BIJLAGE_H
#define SPIEGEL_BIJLAGE_H

#include "report/table.h"
#include "spiegel/rapport.h"

/* As a workbook with a drop-down for the answer, the lines for information and a sheet that explains it, or as CSV, of
 * one of its sheets: the same columns. The caller finishes `out`. */
enum bijlage_blad { BLAD_BEVINDINGEN, BLAD_INFORMATIE };
bool bijlage_write(const struct rapport *rapport, const struct table_format *format, enum bijlage_blad blad,
                   struct outfile *out, struct error *err) MUST_CHECK;

#endif
