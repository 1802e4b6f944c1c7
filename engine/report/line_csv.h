/* line_csv.h - a stored line as canonical CSV: the columns of semantics.md 1, and behind them where it came from. A
 * file of these can be ingested again; the two last columns are unknown to the reader and ignored. */
#ifndef REPORT_LINE_CSV_H
#define REPORT_LINE_CSV_H

#include "base/memory.h"
#include "model/line.h"

/* The value of a column as text in `room`; empty where the line has none. */
struct text line_value(const struct line *line, enum column column, char room[static 32]);
/* Adds the header, and a row; `bestand` is the file's name. */
void line_csv_header(struct buf *out);
void line_csv(const struct line *line, struct text bestand, struct buf *out);

#endif
