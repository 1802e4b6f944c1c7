/* query_table.h - the rows of a query of store/queries.h as a table. */
#ifndef REPORT_QUERY_TABLE_H
#define REPORT_QUERY_TABLE_H

#include "report/table.h"
#include "store/queries.h"

/* `table` has the columns of `query`, in their order. */
bool query_table(struct table_writer *writer, const struct table *table, struct store *store, enum query query,
                 struct error *err) MUST_CHECK;

#endif
