/* timeline.h - the periods of a finding drawn under each other on an axis of quarters, 72 columns wide. */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include "base/day.h"
#include "base/memory.h"

enum { TIMELINE_COLUMNS = 72 };

/* A row of the drawing. */
struct timeline_row {
    const char *label; /* at most 8 characters */
    char mark;
    struct period period;
};
/* Adds the axis, all quarters that the rows touch, and a bar a row with its dates behind it. Days are scaled to
 * columns: what overlaps by a day shares a column. */
void timeline_draw(const struct timeline_row *row, size_t n, struct buf *out);

#endif
