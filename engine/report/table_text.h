/* table_text.h - a table for the eyes in the middle of a text: the columns as wide as what is in them, numbers to the
 * right. What table_text.c writes as a format is made of these. */
#ifndef REPORT_TABLE_TEXT_H
#define REPORT_TABLE_TEXT_H

#include "report/table.h"

struct text_table {
    const struct table *table; /* borrowed */
    struct buf cells;          /* each with a NUL behind it, a row after another */
    size_t rows;
    size_t *width; /* a column, in code points; owned */
};
void text_table_begin(struct text_table *text, const struct table *table);
/* One value a column, copied; at NULL shows as "-". */
void text_table_row(struct text_table *text, const struct text *value);
/* Adds the heading and the rows, and forgets them. Without rows: what table->empty says, or nothing. A table of one
 * column of prose is a list of points. */
void text_table_end(struct text_table *text, struct buf *out);

#endif
