/* precisie.c - see precisie.h. */
#include "report/precisie.h"

#include <stdio.h>

#include "base/wilson.h"
#include "store/queries.h"

static bool add_precisie(void *ctx, const struct query_row *row, struct error *err)
{
    char share[8], interval[16];
    uint64_t n = 0, k = 0;
    double low, high;
    const struct text regel = query_value(row, "regel"), beantwoord = query_value(row, "beantwoord"),
                      credit = query_value(row, "credit");
    (void)(text_digits(beantwoord, 9, &n) && text_digits(credit, 9, &k));
    wilson((uint32_t)k, (uint32_t)n, &low, &high);
    snprintf(share, sizeof share, "%.0f%%", 100.0 * (double)k / (double)n);
    snprintf(interval, sizeof interval, "%.0f-%.0f%%", 100 * low, 100 * high);
    const struct text shown[] = {regel.n ? regel : TEXT("alle regels"),
                                 beantwoord,
                                 credit,
                                 query_value(row, "terecht"),
                                 query_value(row, "onbekend"),
                                 text_of(share),
                                 text_of(interval)};
    return table_row(ctx, shown, err);
}

bool precisie_table(struct table_writer *writer, struct store *store, struct error *err)
{
    static const struct table_column column[] = {{"regel", "regel", CELL_TEXT, 24},
                                                 {"beantwoord", "beantwoord", CELL_NUMBER, 0},
                                                 {"credit", "credit", CELL_NUMBER, 0},
                                                 {"terecht", "terecht", CELL_NUMBER, 0},
                                                 {"onbekend", "onbekend", CELL_NUMBER, 0},
                                                 {"precisie", "precisie", CELL_TEXT, 0},
                                                 {"interval_95", "95%-interval", CELL_TEXT, 0}};
    static const struct table table = {
        .title = "Antwoorden van aanbieders (precisie: van de beantwoorde bevindingen het deel dat gecrediteerd wordt)",
        .column = column,
        .columns = sizeof column / sizeof *column,
        .name = "precisie",
        .empty = "er heeft nog geen aanbieder geantwoord"};
    bool ok = table_begin(writer, &table, err) && query_rows(store, QUERY_PRECISIE, NULL, 0, add_precisie, writer, err);
    if (ok)
        table_end(writer);
    return ok;
}
