/* tables_workbook.h - conflict tables as an Excel workbook to go on with: a sheet a file, with what each column is for,
 * the words that it takes, and rows to fill in. What comes back is read by rules/saved.h, and gives the same bytes as
 * long as nobody changed anything. */
#ifndef REPORT_TABLES_WORKBOOK_H
#define REPORT_TABLES_WORKBOOK_H

#include "report/table.h"
#include "rules/table_files.h"

enum { SHEET_NAME_MAX = 31 }; /* characters that Excel takes */

/* `table`: NULL, or the name of a table that is not there yet: it gets an empty sheet for its rules, and a row in
 * tabellen. */
bool tables_workbook(struct table_writer *writer, const struct table_files *files, const char *table,
                     struct error *err) MUST_CHECK;

#endif
