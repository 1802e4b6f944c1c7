/* compare.c - see compare.h. */
#include "passes/compare.h"

/* Where a line of the finding stands: that does not change while the line is there. */
static bool is_place(int column)
{
    return column == BEV_KETEN_BESTAND || column == BEV_KETEN_REGELNR || column == BEV_CONFLICT_BESTAND
           || column == BEV_CONFLICT_REGELNR;
}

static bool is_same(const struct bevinding *was, const struct bevinding *now)
{
    char room[2][BEVINDING_VALUE];
    for (int c = 0; c < BEVINDING_STORED; c++)
        if (!is_place(c) && !text_equal(bevinding_value(was, c, room[0]), bevinding_value(now, c, room[1])))
            return false;
    return true;
}

struct difference difference_of(const struct bevinding *was, const struct bevinding *now)
{
    int order = !was ? 1 : !now ? -1 : bevinding_compare(was, now);
    if (order)
        return (struct difference){order, true, order < 0 ? WIJZIGING_VERVALLEN : WIJZIGING_NIEUW};
    return (struct difference){0, !is_same(was, now), WIJZIGING_HERZIEN};
}

void wijziging_csv_header(struct buf *out)
{
    buf_text(out, "wijziging,");
    bevinding_csv_header(out);
}

void wijziging_csv(enum wijziging wijziging, const struct bevinding *b, struct buf *out)
{
    buf_text(out, wijziging_name[wijziging]);
    buf_add(out, ",", 1);
    bevinding_csv(b, out);
}
