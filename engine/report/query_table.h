/* query_table.h - the rows of a query of store/queries.h as a table. */
#ifndef REPORT_QUERY_TABLE_H
#define REPORT_QUERY_TABLE_H

#include "report/table.h"
#include "store/queries.h"

/* `table` has the columns of `query`, by name and in their order; `param` its parameters. */
bool query_table(struct table_writer *writer, const struct table *table, struct store *store, enum query query,
                 const struct query_param *param, size_t params, struct error *err) MUST_CHECK;
/* A query_row_fn whose `ctx` is a struct table_writer on such a table. */
bool query_table_row(void *ctx, const struct query_row *row, struct error *err) MUST_CHECK;
/* The time of table_open: when the last run began; "" when there was none. */
enum { MADE_TEXT = 21 };
bool made_by_last_run(struct store *store, char made[static MADE_TEXT], struct error *err) MUST_CHECK;

#endif
