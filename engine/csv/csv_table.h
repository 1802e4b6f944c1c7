/* csv_table.h - a small CSV file (conflict table, contracts) read whole, by column name.
 *
 * One record is one physical line, as in the exports; a BOM is skipped, empty lines are skipped, values are trimmed.
 * Everything that is wrong with it goes to `problems`, all at once. */
#ifndef CSV_TABLE_H
#define CSV_TABLE_H

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

struct csv_row {
    size_t line; /* 1-based */
    struct text *value; /* one a column asked for, trimmed; empty for an optional column that the file lacks */
};

struct csv_table {
    struct csv_row *row;
    size_t n;
    struct arena arena; /* all of it */
};

struct csv_column {
    const char *name;
    bool required;
};
/* A kind of row says its columns once, in a list X(name, "column", version of the contract that brought it), in the
 * order in which people see them; from it come the enum and the columns.
 * What version 1 did not have, a file may lack. */
#define CSV_COLUMN_ENUM(name, column, version) name,
#define CSV_COLUMN_ENTRY(name, column, version) [name] = {column, (version) == 1},

/* Reads `content` into rows whose values stand in the order of `column`. A header that lacks a required column, has one
 * twice or has one that is not in `column` is a problem, as is a row with a wrong number of fields.
 * Texts live as long as the table. */
void csv_table_read(struct csv_table *table, const char *file, struct text content, const struct csv_column *column,
                    size_t columns, struct problems *problems);
void csv_table_release(struct csv_table *table);

#endif
