/* html_table.c - see html_table.h. */
#include "web/html_table.h"

/* What a column of this name holds has a page of its own. */
static const struct column_page {
    const char *column, *address;
} pages[] = {{"agb", "/aanbieder/"},          {"verhaal_agb", "/aanbieder/"},  {"keten_agb", "/aanbieder/"},
             {"conflict_agb", "/aanbieder/"}, {"agb_declarant", "/aanbieder/"}, {"regel", "/regel/"},
             {"leidende_regel", "/regel/"},   {"bevinding_id", "/bevinding/"}, {"nummer_bestand", "/levering/"},
             {"run", "/runs?run="},           {"tabel", "/regels?tabel="},
             {"van_agb", "/aanbieder/"},      {"naar_agb", "/aanbieder/"},
             {"zaak", "/zaak/"}};

/* A text of more bytes gets a column that is wide enough to read it in. */
enum { WORDY = 60 };

static struct html_table *table_of(struct table_writer *writer)
{
    return (struct html_table *)writer; /* its first member */
}

/* Figures begin with the highest, texts with the first; who asks again gets the other way. */
static void add_sort_link(struct html *html, const struct html_sort *sort, const struct table_column *column)
{
    const bool here = text_equal(sort->op, text_of(column->name));
    struct buf url = {0};
    buf_printf(&url, "%sop=%s%s", sort->url, column->name,
               (here ? !sort->neer : cell_is_figure(column->kind)) ? "&neer=ja" : "&neer=nee");
    html_open(html, "a", "href", buf_string(&url), NULL);
    html_string(html, column->title);
    html_close(html, "a");
    buf_release(&url);
}

static bool sorts_by(const struct html_sort *sort, const char *column)
{
    const char *const *at = sort->column;
    while (*at && strcmp(*at, column) != 0)
        at++;
    return *at != NULL;
}

static void add_heading(struct html *html, const struct html_sort *sort, const struct table_column *column)
{
    const bool here = sort && text_equal(sort->op, text_of(column->name));
    html_open(html, "th", "scope", "col", "class", cell_is_figure(column->kind) ? "getal" : NULL, "aria-sort",
              !here ? NULL : sort->neer ? "descending" : "ascending", NULL);
    if (sort && sorts_by(sort, column->name))
        add_sort_link(html, sort, column);
    else
        html_string(html, column->title);
    html_close(html, "th");
}

static bool begin_html(struct table_writer *writer, struct error *err)
{
    struct html_table *t = table_of(writer);
    const struct table *table = writer->table;
    struct html head = {.out = t->head};
    (void)err;
    t->rows = 0;
    head.out.n = 0;
    html_raw(&head, "<div class=\"tabel\" tabindex=\"0\" role=\"region\"");
    html_attribute(&head, "aria-label", text_of(table->title));
    html_raw(&head, "><table>");
    if (!t->headless)
        html_element_string(&head, "caption", table->title);
    html_raw(&head, "<thead><tr>");
    for (size_t c = 0; c < table->columns; c++)
        add_heading(&head, t->sort, &table->column[c]);
    html_raw(&head, "</tr></thead><tbody>");
    t->head = head.out;
    return true;
}

void html_figure(struct html *html, enum cell_kind kind, struct text value)
{
    uint64_t figure;
    const bool negative = value.n && value.at[0] == '-';
    const struct text digits = negative ? (struct text){value.at + 1, value.n - 1} : value;
    if (kind == CELL_DECIMAL || !text_digits(digits, 18, &figure))
        html_text(html, value);
    else if (kind == CELL_NUMBER)
        html_number(html, negative ? -(int64_t)figure : (int64_t)figure);
    else
        html_euro(html, negative ? -(int64_t)figure : (int64_t)figure);
}

static const char *page_of_column(const char *name)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (strcmp(pages[i].column, name) == 0)
            return pages[i].address;
    return NULL;
}

static void add_link(struct html *html, const char *address, struct text value)
{
    struct buf url = {0};
    buf_text(&url, address);
    url_add(&url, value);
    html_open(html, "a", "href", buf_string(&url), NULL);
    html_text(html, value);
    html_close(html, "a");
    buf_release(&url);
}

static void add_table_cell(struct html *html, const struct table_column *column, bool alone, struct text value)
{
    const char *address = alone ? NULL : page_of_column(column->name);
    html_open(html, "td", "class",
              cell_is_figure(column->kind)                    ? "getal"
              : column->kind == CELL_CODE                     ? "code"
              : column->kind == CELL_PROSE && value.n > WORDY ? "proza"
                                                              : NULL,
              NULL);
    if (address && value.n)
        add_link(html, address, value);
    else if (cell_is_figure(column->kind))
        html_figure(html, column->kind, value);
    else
        html_date(html, value); /* text that is no date stays as it is */
    html_close(html, "td");
}

static bool row_html(struct table_writer *writer, const struct text *value, struct error *err)
{
    struct html_table *t = table_of(writer);
    (void)err;
    if (t->rows++ == 0)
        buf_add(&t->html->out, t->head.at, t->head.n);
    html_raw(t->html, "<tr>");
    for (size_t c = 0; c < writer->table->columns; c++)
        add_table_cell(t->html, &writer->table->column[c], t->alone, value[c]);
    html_raw(t->html, "</tr>\n");
    return true;
}

static void end_html(struct table_writer *writer)
{
    struct html_table *t = table_of(writer);
    if (t->rows)
        html_raw(t->html, "</tbody></table></div>");
    else if (!t->only_when_full) {
        html_open(t->html, "p", "class", "leeg", NULL);
        html_printf(t->html, "%s%s%s", t->headless ? "" : writer->table->title, t->headless ? "" : ": ",
                    writer->table->empty ? writer->table->empty : "geen");
        html_close(t->html, "p");
    }
}

static const struct table_format html_format = {
    .name = "html", .sheets = true, .begin = begin_html, .row = row_html, .end = end_html};

struct table_writer *html_table_open(struct html_table *table, struct html *html)
{
    *table = (struct html_table){.html = html, .writer.format = &html_format};
    return &table->writer;
}

void html_table_close(struct html_table *table)
{
    table_release(&table->writer);
    buf_release(&table->head);
}

bool html_query_table(struct html *html, const struct table *table, struct store *store, enum query query,
                      const struct query_param *param, size_t params, struct error *err)
{
    struct html_table shown;
    html_element_string(html, "h2", table->title);
    struct table_writer *writer = html_table_open(&shown, html);
    shown.headless = true;
    bool ok = query_table(writer, table, store, query, param, params, err);
    html_table_close(&shown);
    return ok;
}
