/* titels_report.h - the figures of table titel_kwartaal (passes/titels.h), in any format. */
#ifndef REPORT_TITELS_REPORT_H
#define REPORT_TITELS_REPORT_H

#include "report/table.h"
#include "store/store.h"

/* Only of an insurer, a contractant, a programme; "" = any. */
struct titels_filter {
    const char *uzovi, *agb, *programma;
};
/* Its columns: those of QUERY_TITELS. */
extern const struct table titels_table;
bool titels_report(struct store *store, const struct titels_filter *filter, const struct table_format *format,
                   struct outfile *out, struct error *err) MUST_CHECK;

#endif
