/* row.h - the values of one row of a table file, read and checked (semantics.md 3 and 5). A value that does not fit is
 * a problem "file:line: column: 'value' what" and the reading goes on, so that the user gets all of them at once. */
#ifndef RULES_ROW_H
#define RULES_ROW_H

#include "base/day.h"
#include "csv/csv_table.h"
#include "model/code.h"

/* A set of small numbers; n 0 = any. Sorted as they stand in the file. */
struct numbers {
    uint32_t *at;
    size_t n;
};
bool numbers_have(const struct numbers *set, uint32_t number);

/* A row that is being read. */
struct row {
    const char *file;
    size_t line;
    const struct csv_column *column;
    const struct text *value;
    struct problems *problems;
    struct arena *arena; /* for what is made of it */
};

/* What is wrong with a value. */
void row_complain(const struct row *row, int column, const char *what);
/* What is wrong with the row. */
void row_wrong(const struct row *row, const char *format, ...) PRINTF_LIKE(2, 3);

/* Space-separated numbers of so many digits. */
struct numbers row_numbers(const struct row *row, int column, size_t min_digits, size_t max_digits);
/* A number of exactly so many digits; 0 with a problem. */
uint32_t row_number(const struct row *row, int column, size_t digits);
/* 1 to 12 digits of eurocents; empty: -1. */
int64_t row_cent(const struct row *row, int column);
/* A code, or n 0 for an empty value. */
struct code row_code(const struct row *row, int column);
/* Codes from `van` to `tm`, of one length as they are compared; an empty code_tm is code_van. */
void row_range(const struct row *row, int van_column, int tm_column, struct code *van, struct code *tm);
/* From the first to the second column; an empty end is open. */
struct validity row_validity(const struct row *row, int from_column, int until_column);
/* The number of the value among `name`; `empty` for an empty one, where that means something: else NO_DEFAULT. */
enum { NO_DEFAULT = -1 };
unsigned row_choice(const struct row *row, int column, const char *const *name, unsigned n, int empty);
extern const char *const flag_name[2];
bool row_flag(const struct row *row, int column); /* one of flag_name; empty = 0 */

#endif
