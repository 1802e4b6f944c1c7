/* query_table.c - see query_table.h. */
#include "report/query_table.h"

#include <stdio.h>

#include "base/log.h"

static bool query_table_row(void *ctx, const struct text *value, struct error *err)
{
    return go_on(err) && table_row(ctx, value, err);
}

bool query_table(struct table_writer *writer, const struct table *table, struct store *store, enum query query,
                 const struct text *param, size_t params, struct error *err)
{
    bool ok = table_begin(writer, table, err) && query_rows(store, query, param, params, query_table_row, writer, err);
    if (ok)
        table_end(writer);
    return ok;
}

static bool take_begonnen(void *ctx, const struct text *value, struct error *err)
{
    enum { BEGONNEN = 1 }; /* of QUERY_LAST_RUN */
    (void)err;
    snprintf(ctx, MADE_TEXT, "%.*s", (int)value[BEGONNEN].n, value[BEGONNEN].at);
    return true;
}

bool made_by_last_run(struct store *store, char made[static MADE_TEXT], struct error *err)
{
    made[0] = '\0';
    return query_rows(store, QUERY_LAST_RUN, NULL, 0, take_begonnen, made, err);
}
