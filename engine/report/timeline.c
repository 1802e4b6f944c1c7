/* timeline.c - see timeline.h. The place of a day grows with the day, so bars are in the order of their dates; a scale
 * that is too coarse for a difference of days is what the dates behind the bar are for. */
#include "report/timeline.h"

enum {
    LABEL = 11, /* columns before the bar */
    DATES = 2 * DAY_TEXT + 6,
    BAR = TIMELINE_COLUMNS - LABEL - DATES,
    QUARTER = 6, /* of "2023Q1" */
};

struct scale {
    day first;
    int64_t days;
};

static int column_of_day(const struct scale *scale, day d)
{
    return (int)((d - scale->first) * (int64_t)BAR / scale->days);
}

static struct scale scale_of(const struct timeline_row *row, size_t n)
{
    day first = row[0].period.first, last = row[0].period.last;
    for (size_t i = 1; i < n; i++) {
        first = row[i].period.first < first ? row[i].period.first : first;
        last = row[i].period.last > last ? row[i].period.last : last;
    }
    return (struct scale){quarter_first(first), quarter_last(last) - quarter_first(first) + 1};
}

/* The quarters that there is room to name, and under them a mark at the beginning of each. */
static void draw_axis(const struct scale *scale, struct buf *out)
{
    char names[BAR + QUARTER + 1], marks[BAR + 1];
    int free_from = 0, end = 0;
    memset(names, ' ', sizeof names);
    memset(marks, '.', BAR);
    marks[BAR] = '\0';
    for (day q = scale->first; q < scale->first + scale->days; q = quarter_last(q) + 1) {
        char name[QUARTER + 1];
        int at = column_of_day(scale, q);
        marks[at] = '|';
        if (at < free_from || at + QUARTER > BAR)
            continue;
        quarter_print(q, name);
        memcpy(names + at, name, QUARTER);
        end = at + QUARTER;
        free_from = end + 1;
    }
    buf_printf(out, "%*s%.*s\n%*s%s\n", LABEL, "", end, names, LABEL, "", marks);
}

void timeline_draw(const struct timeline_row *row, size_t n, struct buf *out)
{
    struct scale scale = scale_of(row, n);
    draw_axis(&scale, out);
    for (size_t i = 0; i < n; i++) {
        char bar[BAR + 1], first[DAY_TEXT + 1], last[DAY_TEXT + 1];
        int from = column_of_day(&scale, row[i].period.first), to = column_of_day(&scale, row[i].period.last);
        memset(bar, ' ', BAR);
        memset(bar + from, row[i].mark, (size_t)(to - from) + 1);
        bar[BAR] = '\0';
        day_print(row[i].period.first, first);
        day_print(row[i].period.last, last);
        buf_printf(out, "  %-*s%s %s t/m %s\n", LABEL - 2, row[i].label, bar, first, last);
    }
}
