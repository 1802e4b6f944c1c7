/* page_aanbieders.c - providers by what stands on their lines. */
#include "web/bladeren.h"
#include "web/cijfers.h"
#include "web/pages.h"

static const struct table_column aanbieders_column[] = {{"agb", "Aanbieder (AGB)", CELL_TEXT, 0}, SOM_COLUMNS};
static const struct table aanbieders_table = {.name = "aanbieders",
                                              .title = "Aanbieders",
                                              .empty = "op geen regel van zo'n aanbieder staat een bevinding",
                                              .column = aanbieders_column,
                                              .columns = sizeof aanbieders_column / sizeof *aanbieders_column};

/* The sums that are shown. */
struct sums_shown {
    struct call *call;
    const struct som *hidden;
    const struct som **som;
    size_t n, cap;
};

static int64_t sum_key(void *ctx, size_t i, struct text column)
{
    const struct som *som = ((struct sums_shown *)ctx)->som[i];
    return text_equal(column, TEXT("agb")) ? som->agb : som_key(som, column);
}

static bool sum_is_last(void *ctx, size_t i)
{
    const struct sums_shown *shown = ctx;
    return som_is_few(shown->call, shown->som[i], shown->hidden);
}

static bool aanbieder_row(void *ctx, size_t i, struct table_writer *writer, struct error *err)
{
    const struct sums_shown *shown = ctx;
    struct som_row cells;
    struct text value[1 + SOM_CELLS];
    char agb[9];
    som_row_fill(shown->call, shown->som[i], shown->hidden, &cells);
    digits_print(shown->som[i]->agb, 8, agb);
    value[0] = text_of(agb);
    memcpy(value + 1, cells.value, sizeof cells.value);
    return table_row(writer, value, err);
}

bool show_aanbieders(struct call *call, const struct wat_staat *staat, struct text agb, uint32_t regel,
                     struct error *err)
{
    struct sums_shown shown = {.call = call, .hidden = som_hidden(call, staat, PER_AANBIEDER, regel)};
    for (size_t i = 0; i < staat->n; i++) {
        const struct som *som = &staat->som[i];
        char digits[9];
        if (som->soort != SOM_STAAT || som->bij != regel || som->agb == SOM_ALLE)
            continue;
        digits_print(som->agb, 8, digits);
        if (!text_equal((struct text){digits, agb.n}, agb))
            continue;
        ARRAY_ROOM(shown.som, shown.n, shown.cap);
        shown.som[shown.n++] = som;
    }
    bool ok = show_sorted(call,
                          &(struct sorted_listing){.table = &aanbieders_table,
                                                   .sorts = som_sorts,
                                                   .n = shown.n,
                                                   .ctx = &shown,
                                                   .key = sum_key,
                                                   .last = sum_is_last,
                                                   .row = aanbieder_row},
                          err);
    free(shown.som);
    return ok;
}

bool page_aanbieders(struct call *call, struct error *err)
{
    const struct text agb = query_digits(call, "agb", 8);
    const struct wat_staat *staat;
    struct html *html = &call->html;
    if (!staat_take(call, &staat, err))
        return false;
    page_begin(call, "Aanbieders");
    html_raw(html, "<form class=\"filters\" method=\"get\" action=\"/aanbieders\"><label>AGB begint met "
                   "<input name=\"agb\" inputmode=\"numeric\" maxlength=\"8\" pattern=\"[0-9]{1,8}\" "
                   "title=\"1 tot 8 cijfers\" data-zoek");
    html_attribute(html, "value", agb);
    html_raw(html, "></label><button>Tonen</button></form><p class=\"stil\">Bevindingen die staan, bij wie de regel "
                   "declareerde waarop verhaal is. Een regel telt eenmaal, onder haar sterkste graad.</p>");
    say_few_patients(call);
    bool ok = show_aanbieders(call, staat, agb, SOM_ALLE, err);
    staat_give(call, staat);
    page_end(call);
    return ok;
}
