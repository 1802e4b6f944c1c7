/* tijdlijn.c - see tijdlijn.h. Lines are dealt out in order of their first day, each into the first row of its lane
 * that is free by then: with as few rows as possible. */
#include "web/tijdlijn.h"

#include "base/memory.h"

/* Pixels at the least width: of a quarter, of the narrowest bar. */
enum { QUARTER_PX = 40, BAR_PX = 7 };
enum { YEAR = 365 };

int tijdlijn_place(const struct tijdlijn *tijdlijn, day d)
{
    if (d > tijdlijn->last)
        return TIJDLIJN_BREED;
    return (int)((int64_t)(d - tijdlijn->first) * TIJDLIJN_BREED / (tijdlijn->last - tijdlijn->first + 1));
}

static int of_pixels(const struct tijdlijn *tijdlijn, unsigned pixels)
{
    return (int)(pixels * TIJDLIJN_BREED / tijdlijn->least);
}

bool tijdlijn_fits(const struct tijdlijn *tijdlijn, const struct tijdlijn_regel *regel, unsigned pixels)
{
    return regel->breed >= of_pixels(tijdlijn, pixels);
}

static struct tijdlijn scale_of_lines(const struct tijdlijn_regel *regel, size_t n)
{
    struct tijdlijn t = {.first = regel[0].periode.first, .last = regel[0].periode.last};
    day latest = t.first;
    for (size_t i = 1; i < n; i++) {
        t.first = regel[i].periode.first < t.first ? regel[i].periode.first : t.first;
        t.last = regel[i].periode.last > t.last ? regel[i].periode.last : t.last;
        latest = regel[i].periode.first > latest ? regel[i].periode.first : latest;
    }
    t.first = quarter_first(t.first);
    t.last = quarter_last(t.last < latest + YEAR ? t.last : latest + YEAR);
    t.kwartalen = quarter_number(t.last) - quarter_number(t.first) + 1;
    t.least = (t.kwartalen * QUARTER_PX + TIJDLIJN_STEP - 1) / TIJDLIJN_STEP * TIJDLIJN_STEP;
    t.least = t.least < TIJDLIJN_LEAST_MAX ? t.least : TIJDLIJN_LEAST_MAX;
    return t;
}

static void place_across(const struct tijdlijn *t, struct tijdlijn_regel *regel)
{
    const int narrowest = of_pixels(t, BAR_PX);
    regel->van = tijdlijn_place(t, regel->periode.first);
    regel->breed = tijdlijn_place(t, regel->periode.last + 1) - regel->van;
    regel->verder = regel->periode.last > t->last;
    if (regel->breed < narrowest)
        regel->breed = narrowest;
    if (regel->van + regel->breed > TIJDLIJN_BREED)
        regel->van = TIJDLIJN_BREED - regel->breed;
}

static int by_lane_and_day(const void *a, const void *b)
{
    const struct tijdlijn_regel *p = *(struct tijdlijn_regel *const *)a, *q = *(struct tijdlijn_regel *const *)b;
    if (p->baan != q->baan)
        return p->baan < q->baan ? -1 : 1;
    if (p->van != q->van)
        return p->van < q->van ? -1 : 1;
    return (p > q) - (p < q);
}

struct tijdlijn tijdlijn_lay(struct tijdlijn_regel *regel, size_t n)
{
    struct tijdlijn t = scale_of_lines(regel, n);
    struct tijdlijn_regel **order = xmalloc(n * sizeof *order);
    int *end = xmalloc(n * sizeof *end); /* of each row of the lane: where its last line ends */
    unsigned first = 0, rows = 0;        /* of the lane: its first row, and how many it has */
    for (size_t i = 0; i < n; i++) {
        place_across(&t, &regel[i]);
        order[i] = &regel[i];
    }
    qsort(order, n, sizeof *order, by_lane_and_day);
    for (size_t i = 0; i < n; i++) {
        unsigned row = 0;
        if (i && order[i]->baan != order[i - 1]->baan) {
            first += rows;
            rows = 0;
        }
        while (row < rows && end[row] > order[i]->van)
            row++;
        rows += row == rows;
        end[row] = order[i]->van + order[i]->breed;
        if (order[i]->dit && !tijdlijn_fits(&t, order[i], TIJDLIJN_LETTER))
            end[row] += of_pixels(&t, TIJDLIJN_LETTER);
        order[i]->rij = first + row;
    }
    t.rijen = first + rows;
    free(end);
    free(order);
    return t;
}
