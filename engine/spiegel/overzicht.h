/* overzicht.h - the analyst's overview of all reports of a period (spiegel.md "For the analyst"). */
#ifndef SPIEGEL_OVERZICHT_H
#define SPIEGEL_OVERZICHT_H

#include "base/outfile.h"
#include "spiegel/rapport.h"

/* `rapport[0..n)`: every provider in every role, by zorgsoort, role and AGB; their lists may be empty. One file that
 * needs no other and no network: the funnel per zorgsoort and role, and a table that can be sorted.
 * The caller finishes `out`. */
bool overzicht_html(const struct rapport *rapport, size_t n, struct outfile *out, struct error *err) MUST_CHECK;
/* The same table as a workbook. */
bool overzicht_xlsx(const struct rapport *rapport, size_t n, struct outfile *out, struct error *err) MUST_CHECK;

#endif
