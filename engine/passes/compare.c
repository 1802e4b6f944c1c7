/* compare.c - see compare.h. */
#include "passes/compare.h"

static bool is_same(const struct bevinding *was, const struct bevinding *now)
{
    char room[2][BEVINDING_VALUE];
    for (int c = 0; c < BEVINDING_COLUMNS; c++)
        if (!text_equal(bevinding_value(was, c, room[0]), bevinding_value(now, c, room[1])))
            return false;
    return text_equal(was->leidende_regel, now->leidende_regel);
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
