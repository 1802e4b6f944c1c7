/* formulier.h - a form that comes back: rows of which some columns are read, as whatever spreadsheet a person has saved
 * it.
 *
 * A workbook (xlsx/workbook.h), of which the first sheet with the columns that are needed is read; or CSV: comma,
 * semicolon or tab; UTF-8 with or without BOM, or Windows-1252; LF, CRLF or CR; a first line "sep=;". Columns are found
 * by their name in the first row, in any case and order; others are not looked at, so it does not matter what a
 * spreadsheet made of dates and amounts. */
#ifndef XLSX_FORMULIER_H
#define XLSX_FORMULIER_H

#include "csv/csv_record.h"
#include "csv/charset.h"
#include "xlsx/workbook.h"

enum { FORMULIER_COLUMNS_MAX = 8 };

struct formulier {
    const char *const *name; /* of the columns; the first `needed` must be there. 0: all are asked for by
                                the place of their field in `record`, and the delimiter is the one that gives most */
    size_t columns, needed;
    const char *lacking;     /* what a person reads when one of those is not there */
    size_t row;              /* of the spreadsheet, that formulier_next read last; the header is row 1 */
    bool joins;              /* the row is of several lines */
    /* its own: */
    struct text rest;
    size_t at[FORMULIER_COLUMNS_MAX]; /* which field; SIZE_MAX: none */
    struct csv_record record;
    struct buf joined; /* the current row, with CSV_SLACK behind it */
    struct workbook book;
    struct buf csv; /* of its sheet */
    struct charset charset;
};

/* Opens `content`, which must live until the close; `name`, `columns`, `needed` and `lacking` are filled. *refused:
 * NULL, or why the file as a whole is not taken, for a person. False: it cannot be read here.
 * The close is due whatever comes back. */
bool formulier_open(struct formulier *form, struct text content, const char **refused, struct error *err) MUST_CHECK;
/* The next row; *good false: it cannot be split. */
bool formulier_next(struct formulier *form, bool *good);
bool formulier_row_is_empty(const struct formulier *form);
/* Of the current row: without what a person and a spreadsheet put around it, and (formulier_code) without the
 * apostrophe before a code. Lives until the next row. */
struct text formulier_value(const struct formulier *form, size_t column);
struct text formulier_code(const struct formulier *form, size_t column);
/* Without the blanks, tabs and no-break spaces around it. */
struct text formulier_trim(struct text text);
/* A value as one line of text, as it goes on record: what cannot be shown and line ends are blanks, and blanks stand
 * alone; the apostrophe before what a spreadsheet would run is taken off. */
void formulier_clean(struct text from, struct buf *to);
void formulier_close(struct formulier *form);

#endif
