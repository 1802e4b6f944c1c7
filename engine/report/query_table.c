/* query_table.c - see query_table.h. */
#include "report/query_table.h"

#include "base/log.h"

static bool query_table_row(void *ctx, const struct text *value, struct error *err)
{
    return go_on(err) && table_row(ctx, value, err);
}

bool query_table(struct table_writer *writer, const struct table *table, struct store *store, enum query query, struct error *err)
{
    bool ok = table_begin(writer, table, err) && query_rows(store, query, NULL, 0, query_table_row, writer, err);
    if (ok)
        table_end(writer);
    return ok;
}
