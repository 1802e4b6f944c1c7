/* workbook.h - the sheets of an Excel workbook (.xlsx) as CSV. The only file that knows expat.
 *
 * For what this program made and Excel, LibreOffice or a library for Python saved again; no formulas are worked out,
 * their last value is taken. Every cell becomes text: a date YYYY-MM-DD (behind it HH:MM:SS when it has a time), a
 * number as short as it is exact and with a point, with the zeros in front that its format shows ("0000"), WAAR as 1. A
 * line end in a cell is a blank, so that the line of the CSV is the row of the sheet. What is wrong with a workbook is
 * data: NULL, or what is wrong, for a person. */
#ifndef XLSX_WORKBOOK_H
#define XLSX_WORKBOOK_H

#include "base/memory.h"
#include "xlsx/zip.h"

enum { SHEETS_MAX = 256, SHEET_COLUMNS_MAX = 512, SHEET_ROWS_MAX = 1048576, SHEET_CSV_MAX = 128 << 20 };

struct workbook_sheet {
    char *name, *part; /* as a person sees it; the member of the archive */
};
struct workbook {
    struct zip zip;
    struct workbook_sheet *sheet; /* in the order of their tabs, hidden ones too */
    size_t sheets, cap;
    struct shared_strings *shared;
    struct cell_styles *styles;
    bool from_1904; /* days count from there */
};

/* Is it a workbook? A zip of something else is so too, until it is opened. */
bool xlsx_is(struct text content);
/* `content` must live until the close, which is due whatever comes back. */
const char *xlsx_open(struct workbook *book, struct text content) MUST_CHECK;
/* Adds the rows as CSV with commas, LF, UTF-8, each as wide as the first one that is not empty;
 * an empty row is an empty line. */
const char *xlsx_csv(struct workbook *book, size_t sheet, struct buf *csv) MUST_CHECK;
void xlsx_close(struct workbook *book);

/* The values in the cells of all sheets, in any order: how many, and a sum of their texts. What was put into a workbook
 * is held against what is in it: a library may not see that the disk did not take what it wrote. */
struct xlsx_sums {
    uint64_t values, texts;
};
void xlsx_sums_add(struct xlsx_sums *sums, struct text text);
/* Of a workbook of this program's own, of any size; each of its parts is whole. */
const char *xlsx_sums_read(struct text content, struct xlsx_sums *sums) MUST_CHECK;

#endif
