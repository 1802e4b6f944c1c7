/* bladeren.c - see bladeren.h. */
#include "web/bladeren.h"

#include <stdio.h>

enum { PARAMS_OF_QUERY = 12 };

static bool is_one_of(struct text name, const char *const *names)
{
    while (*names && !text_equal(name, text_of(*names)))
        names++;
    return *names != NULL;
}

/* Longer than anything that these pages take: it may be somebody's number, in the wrong box. */
static bool is_too_long_a_number(struct text value)
{
    size_t digits = 0;
    while (digits < value.n && value.at[digits] >= '0' && value.at[digits] <= '9')
        digits++;
    return digits == value.n && digits > 8;
}

void address_without(const struct call *call, const char *const *names, struct buf *url)
{
    const struct params *query = &call->request.query;
    for (struct text rest = call->request.path; rest.n; rest.at++, rest.n--)
        if (*rest.at == '/')
            buf_text(url, "/");
        else
            url_add(url, (struct text){rest.at, 1});
    buf_text(url, "?");
    for (size_t i = 0; i < query->n; i++) {
        const struct param *param = &query->param[i];
        if (!param->value.n || is_one_of(param->name, names) || is_too_long_a_number(param->value))
            continue;
        url_add(url, param->name);
        buf_text(url, "=");
        url_add(url, param->value);
        buf_text(url, "&");
    }
}

struct text few_patients(const struct call *call)
{
    _Static_assert(FEW_PATIENTS == 5, "the word below is that number");
    return call_may(call, RECHT_PATIENT) ? TEXT("0") : TEXT("5");
}

void say_few_patients(struct call *call)
{
    if (call_may(call, RECHT_PATIENT))
        return;
    html_raw(&call->html, "<p class=\"stil\">");
    html_printf(&call->html,
                "Van minder dan %d verzekerden staat er niet hoeveel het er zijn, en geen bedrag: zulke cijfers zouden "
                "iemand kunnen aanwijzen. Daarom staat ook weleens een groter cijfer er niet, en bedragen per graad "
                "alleen als elke graad van genoeg verzekerden is.",
                FEW_PATIENTS);
    html_raw(&call->html, "</p>");
}

struct text query_digits(const struct call *call, const char *name, size_t max)
{
    const struct text value = text_trim(query_of(&call->request, name));
    uint64_t number;
    return text_digits(value, max, &number) ? value : TEXT("");
}

/* Writes BLAD_RIJEN rows; of one more it only takes note. */
struct rows_shown {
    struct table_writer *writer;
    size_t n;
};

static bool show_listed(void *ctx, const struct query_row *row, struct error *err)
{
    struct rows_shown *shown = ctx;
    return shown->n++ == BLAD_RIJEN || query_table_row(shown->writer, row, err);
}

static void add_step(struct call *call, const char *rel, const char *word, uint64_t from)
{
    struct buf url = {0};
    address_without(call, (const char *const[]){"vanaf", NULL}, &url);
    buf_printf(&url, "vanaf=%llu", (unsigned long long)from);
    html_open(&call->html, "a", "href", buf_string(&url), "rel", rel, NULL);
    html_string(&call->html, word);
    html_close(&call->html, "a");
    buf_release(&url);
}

static void add_pager(struct call *call, uint64_t from, size_t shown)
{
    const bool more = shown > BLAD_RIJEN;
    if (from == 0 && !more)
        return;
    html_raw(&call->html, "<nav class=\"bladwijzer\" aria-label=\"Bladzijden\"><span>Rij ");
    html_number(&call->html, (int64_t)from + 1);
    html_raw(&call->html, " tot en met ");
    html_number(&call->html, (int64_t)(from + shown - more));
    html_raw(&call->html, "</span>");
    if (from)
        add_step(call, "prev", "Vorige", from > BLAD_RIJEN ? from - BLAD_RIJEN : 0);
    if (more)
        add_step(call, "next", "Volgende", from + BLAD_RIJEN);
    html_close(&call->html, "nav");
}

static size_t add_param(struct query_param *param, size_t n, const char *name, struct text value)
{
    param[n] = (struct query_param){name, value};
    return n + 1;
}

/* What the address says of the order. */
static struct html_sort sort_of(const struct call *call, const char *const *sorts, struct buf *url)
{
    const struct text op = query_of(&call->request, "op");
    struct html_sort sort = {.column = sorts};
    address_without(call, (const char *const[]){"op", "neer", "vanaf", NULL}, url);
    sort.url = buf_string(url);
    const bool given = is_one_of(op, sorts);
    sort.op = given ? op : text_of(sorts[0]);
    sort.neer = !given || query_is(&call->request, "neer", "ja");
    return sort;
}

struct place {
    bool last;
    int64_t key;
    size_t i;
};

static int by_sorted_place(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->last != q->last)
        return p->last ? 1 : -1;
    return p->key != q->key ? (p->key > q->key ? 1 : -1) : (p->i > q->i) - (p->i < q->i);
}

static struct place *places_of(const struct sorted_listing *listing, const struct html_sort *sort)
{
    struct place *place = xcalloc(listing->n + 1, sizeof *place);
    for (size_t i = 0; i < listing->n; i++) {
        const int64_t key = listing->key(listing->ctx, i, sort->op);
        place[i] = (struct place){listing->last && listing->last(listing->ctx, i), sort->neer ? -key : key, i};
    }
    qsort(place, listing->n, sizeof *place, by_sorted_place);
    return place;
}

bool show_sorted(struct call *call, const struct sorted_listing *listing, struct error *err)
{
    struct buf url = {0};
    struct html_table table;
    uint64_t from = 0;
    const struct html_sort sort = sort_of(call, listing->sorts, &url);
    struct place *place = places_of(listing, &sort);
    struct table_writer *writer = html_table_open(&table, &call->html);
    table.headless = true;
    table.sort = &sort;
    text_digits(query_digits(call, "vanaf", 9), 9, &from);
    const size_t first = from < listing->n ? (size_t)from : listing->n, left = listing->n - first;
    bool ok = table_begin(writer, listing->table, err);
    for (size_t i = 0; ok && i < left && i < BLAD_RIJEN; i++)
        ok = listing->row(listing->ctx, place[first + i].i, writer, err);
    if (ok) {
        table_end(writer);
        add_pager(call, first, left > BLAD_RIJEN ? BLAD_RIJEN + 1 : left);
    }
    html_table_close(&table);
    buf_release(&url);
    free(place);
    return ok;
}

bool show_listing(struct call *call, const struct listing *listing, struct error *err)
{
    struct query_param param[PARAMS_OF_QUERY];
    struct html_table table;
    uint64_t from = 0;
    size_t n = listing->params;
    char room[NUMBER_TEXT];
    for (size_t i = 0; i < n; i++)
        param[i] = listing->param[i];
    text_digits(query_digits(call, "vanaf", 9), 9, &from);
    n = add_param(param, n, ":vanaf", number_text((int64_t)from, room));
    n = add_param(param, n, ":aantal", TEXT("101"));
    _Static_assert(BLAD_RIJEN == 100, "one more is asked for than is shown");
    if (listing->few)
        n = add_param(param, n, ":minst", few_patients(call));
    struct table_writer *writer = html_table_open(&table, &call->html);
    table.headless = true;
    struct rows_shown shown = {.writer = writer};
    bool ok = table_begin(writer, listing->table, err)
              && query_rows(&call->store, listing->query, param, n, show_listed, &shown, err);
    if (ok) {
        table_end(writer);
        add_pager(call, from, shown.n);
    }
    html_table_close(&table);
    return ok;
}

bool show_few(struct call *call, const struct table *table, enum query query, const char *name, struct text value,
              struct error *err)
{
    const struct query_param param[] = {{name, value}, {":minst", few_patients(call)}};
    return html_query_table(&call->html, table, &call->store, query, param, sizeof param / sizeof *param, err);
}

void filter_begin(struct call *call, const char *label, const char *name, const char *all)
{
    html_open(&call->html, "label", NULL);
    html_string(&call->html, label);
    html_raw(&call->html, " ");
    html_open(&call->html, "select", "name", name, NULL);
    html_open(&call->html, "option", "value", "", NULL);
    html_string(&call->html, all);
    html_close(&call->html, "option");
}

void filter_choice(struct call *call, const char *name, struct text value)
{
    html_begin(&call->html, "option");
    html_attribute(&call->html, "value", value);
    if (text_equal(query_of(&call->request, name), value))
        html_attribute(&call->html, "selected", TEXT(""));
    html_begun(&call->html);
    html_text(&call->html, value);
    html_close(&call->html, "option");
}

void filter_end(struct call *call)
{
    html_close(&call->html, "select");
    html_close(&call->html, "label");
}

struct choices {
    struct call *call;
    const char *name;
};

static bool add_query_choice(void *ctx, const struct query_row *row, struct error *err)
{
    const struct choices *choices = ctx;
    (void)err;
    if (query_value(row, choices->name).n)
        filter_choice(choices->call, choices->name, query_value(row, choices->name));
    return true;
}

bool show_filter(struct call *call, const char *label, const char *name, enum query query, struct error *err)
{
    struct choices choices = {call, name};
    filter_begin(call, label, name, "alle");
    bool ok = query_rows(&call->store, query, NULL, 0, add_query_choice, &choices, err);
    filter_end(call);
    return ok;
}

void refuse_form(struct call *call, const char *title, const char *why)
{
    char *text = xprintf("%s Er is niets vastgelegd; ga terug om het aan te vullen.", why);
    reply_refused(call, 400, title, text);
    free(text);
}

void figure_card(struct html *html, const char *title, enum cell_kind kind, struct text value)
{
    html_raw(html, "<section class=\"kaart\">");
    html_element_string(html, "h3", title);
    html_raw(html, "<p class=\"cijfer\">");
    html_figure(html, kind, value.n ? value : TEXT("0"));
    html_raw(html, "</p></section>");
}

void fact(struct html *html, const char *name, struct text value)
{
    if (!value.n)
        return;
    html_element_string(html, "dt", name);
    html_open(html, "dd", NULL);
    html_date(html, value);
    html_close(html, "dd");
}
