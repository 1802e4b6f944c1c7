/* inzage_report.h - who looked at what (store/inzage.h), in any format. */
#ifndef REPORT_INZAGE_REPORT_H
#define REPORT_INZAGE_REPORT_H

#include "report/table.h"
#include "store/inzage.h"

bool inzage_report(struct store *store, const struct inzage_lines *standing, const struct inzage_filter *filter,
                   const struct table_format *format, struct outfile *out, struct error *err) MUST_CHECK;

#endif
