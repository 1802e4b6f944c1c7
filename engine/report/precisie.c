/* precisie.c - see precisie.h. */
#include "report/precisie.h"

#include <stdio.h>

#include "base/wilson.h"

const char *const precisie_column[PRECISIE_COLUMNS] = {"regel",    "beantwoord", "credit",      "terecht",
                                                       "onbekend", "precisie",   "95%-interval"};

struct onward {
    query_row_fn *row;
    void *ctx;
};

static bool add_precisie(void *ctx, const struct text *value, struct error *err)
{
    const struct onward *onward = ctx;
    char share[8], interval[16];
    uint64_t n = 0, k = 0;
    double low, high;
    (void)(text_digits(value[1], 9, &n) && text_digits(value[2], 9, &k));
    wilson((uint32_t)k, (uint32_t)n, &low, &high);
    snprintf(share, sizeof share, "%.0f%%", 100.0 * (double)k / (double)n);
    snprintf(interval, sizeof interval, "%.0f-%.0f%%", 100 * low, 100 * high);
    const struct text shown[PRECISIE_COLUMNS] = {value[0].n ? value[0] : TEXT("alle regels"),
                                                 value[1],
                                                 value[2],
                                                 value[3],
                                                 value[4],
                                                 text_of(share),
                                                 text_of(interval)};
    return onward->row(onward->ctx, shown, err);
}

bool precisie_rows(struct store *store, query_row_fn *row, void *ctx, struct error *err)
{
    struct onward onward = {row, ctx};
    return query_rows(store, QUERY_PRECISIE, NULL, 0, add_precisie, &onward, err);
}
