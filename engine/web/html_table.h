/* html_table.h - a table of report/table.h on a page: the same columns, titles and kinds as in a sheet or on a
 * terminal, and what names a provider, a rule or a finding leads to its page.
 *
 *     struct html_table table;
 *     struct table_writer *writer = html_table_open(&table, &call->html);
 *     ok = query_table(writer, status_table(QUERY_RUNS), &call->store, QUERY_RUNS, NULL, 0, err);
 *     html_table_close(&table);
 */
#ifndef WEB_HTML_TABLE_H
#define WEB_HTML_TABLE_H

#include "report/query_table.h"
#include "web/html.h"

/* Headings that sort: a page whose address says by which column and which way. */
struct html_sort {
    const char *const *column; /* names of those by which it can be sorted, NULL at the end */
    const char *url;           /* the address without both; it ends in ? or & */
    struct text op;            /* the column that it is sorted by now */
    bool neer;                 /* from high to low */
};
struct html_table {
    struct table_writer writer;
    struct html *html; /* borrowed */
    size_t rows;       /* of the table that is being written, or was last */
    bool headless;     /* its title is not shown: a heading above it says the same. It is its label then */
    bool only_when_full; /* a table without rows is left out whole, instead of saying that it has none */
    bool alone;          /* on a page by itself: nothing leads to another one */
    const struct html_sort *sort; /* borrowed; NULL: the headings lead nowhere */
    struct buf head;   /* of a table that has no row yet */
};
/* A value of such a kind as a cell shows it: text that is no figure stays as it is. */
void html_figure(struct html *html, enum cell_kind kind, struct text value);
/* The writer of tables one after the other. */
struct table_writer *html_table_open(struct html_table *table, struct html *html);
void html_table_close(struct html_table *table);

/* A query as one table, under a heading of its own (h2) that is the table's title. */
bool html_query_table(struct html *html, const struct table *table, struct store *store, enum query query,
                      const struct query_param *param, size_t params, struct error *err) MUST_CHECK;

#endif
