/* werklijst.h - findings as an analyst judges them: a workbook with what a verdict needs in words, and two columns to
 * fill in, which `decide --from` takes back. */
#ifndef REPORT_WERKLIJST_H
#define REPORT_WERKLIJST_H

#include "report/table.h"
#include "store/oordelen.h"

/* The columns that come back, by their titles; the first WERKLIJST_NEEDED must be there. */
enum werklijst_read {
    WL_ID, WL_STAND, WL_OORDEEL, WL_REDEN, WL_PATIENT, WERKLIJST_READ, WERKLIJST_NEEDED = WL_OORDEEL + 1,
};
extern const char *const werklijst_read[WERKLIJST_READ];
/* What column oordeel takes, NULL at the end; the last one confirms a terugvordering. */
extern const char *const werklijst_oordeel[];
#define WERKLIJST_BEVESTIGEN "terugvordering bevestigen"

/* The findings of a filter. `reden_words`: what each reason is called (REDENEN of them).
 * `selection` as findings_report has it. */
bool werklijst_write(struct store *store, const struct bevinding_filter *filter, const char *const *reden_words,
                     const char *selection, const struct table_format *format, struct outfile *out,
                     struct error *err) MUST_CHECK;

#endif
