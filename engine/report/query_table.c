/* query_table.c - see query_table.h. */
#include "report/query_table.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

bool query_table_row(void *ctx, const struct query_row *row, struct error *err)
{
    struct table_writer *writer = ctx;
    assert(row->n == writer->table->columns);
    for (size_t i = 0; i < row->n; i++)
        assert(strcmp(row->name[i], writer->table->column[i].name) == 0);
    return go_on(err) && table_row(writer, row->value, err);
}

bool query_table(struct table_writer *writer, const struct table *table, struct store *store, enum query query,
                 const struct query_param *param, size_t params, struct error *err)
{
    bool ok = table_begin(writer, table, err) && query_rows(store, query, param, params, query_table_row, writer, err);
    if (ok)
        table_end(writer);
    return ok;
}

static bool take_begonnen(void *ctx, const struct query_row *row, struct error *err)
{
    const struct text begonnen = query_value(row, "begonnen");
    (void)err;
    snprintf(ctx, MADE_TEXT, "%.*s", (int)begonnen.n, begonnen.at);
    return true;
}

bool made_by_last_run(struct store *store, char made[static MADE_TEXT], struct error *err)
{
    made[0] = '\0';
    return query_rows(store, QUERY_LAST_RUN, NULL, 0, take_begonnen, made, err);
}
