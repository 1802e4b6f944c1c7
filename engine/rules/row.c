/* row.c - see row.h. */
#include "rules/row.h"

#include <stdarg.h>
#include <stdio.h>

bool numbers_have(const struct numbers *set, uint32_t number)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->at[i] == number)
            return true;
    return false;
}

static void complain_of(const struct row *row, int column, struct text value, const char *what)
{
    problem_add(row->problems, row->file, row->line, "%s: '%.*s' %s", row->column[column].name, (int)value.n, value.at,
                what);
}

void row_complain(const struct row *row, int column, const char *what)
{
    complain_of(row, column, row->value[column], what);
}

void row_wrong(const struct row *row, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    problem_add(row->problems, row->file, row->line, "%s", text);
}

static void complain_of_digits(const struct row *row, int column, struct text value, size_t min, size_t max)
{
    char what[64];
    if (min == max)
        snprintf(what, sizeof what, "is not a number of %zu digits", min);
    else
        snprintf(what, sizeof what, "is not a number of %zu to %zu digits", min, max);
    complain_of(row, column, value, what);
}

struct numbers row_numbers(const struct row *row, int column, size_t min_digits, size_t max_digits)
{
    struct text text = row->value[column], word;
    struct numbers set = {arena_alloc(row->arena, (text.n / 2 + 1) * sizeof(uint32_t)), 0};
    while (text_word(&text, &word)) {
        uint64_t number;
        if (word.n < min_digits || !text_digits(word, max_digits, &number))
            complain_of_digits(row, column, word, min_digits, max_digits);
        else
            set.at[set.n++] = (uint32_t)number;
    }
    return set;
}

uint32_t row_number(const struct row *row, int column, size_t digits)
{
    uint64_t number = 0;
    if (row->value[column].n == digits && text_digits(row->value[column], digits, &number))
        return (uint32_t)number;
    complain_of_digits(row, column, row->value[column], digits, digits);
    return 0;
}

int64_t row_cent(const struct row *row, int column)
{
    uint64_t cent = 0;
    if (row->value[column].n == 0)
        return -1;
    if (text_digits(row->value[column], 12, &cent))
        return (int64_t)cent;
    row_complain(row, column, "is not an amount of 1 to 12 digits, in eurocents");
    return -1;
}

static bool is_code(struct text text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!((text.at[i] >= '0' && text.at[i] <= '9') || (text.at[i] >= 'A' && text.at[i] <= 'Z')))
            return false;
    return text.n >= 1 && text.n <= PRESTATIECODE_MAX;
}

struct code row_code(const struct row *row, int column)
{
    if (row->value[column].n == 0)
        return (struct code){0};
    if (is_code(row->value[column]))
        return code_of(row->value[column]);
    row_complain(row, column, "is not a code of 1 to 12 of A-Z 0-9");
    return (struct code){0};
}

void row_range(const struct row *row, int van_column, int tm_column, struct code *van, struct code *tm)
{
    *van = row_code(row, van_column);
    *tm = row->value[tm_column].n ? row_code(row, tm_column) : *van;
    if (row->value[tm_column].n && !row->value[van_column].n)
        row_complain(row, tm_column, "without code_van: give where the range begins");
    else if (van->n && tm->n && van->n != tm->n)
        row_complain(row, tm_column, "differs in length from code_van (digits without leading zeros): "
                                     "give a row a length");
    else if (van->n && tm->n && code_compare(tm, van) < 0)
        row_complain(row, tm_column, "comes before code_van: the range is reversed");
}

static day read_day(const struct row *row, int column)
{
    day d = 0;
    if (!day_parse_wide(row->value[column], &d))
        row_complain(row, column, "is not a date YYYY-MM-DD");
    return d;
}

struct validity row_validity(const struct row *row, int from_column, int until_column)
{
    size_t before = row->problems->count;
    struct validity v = {read_day(row, from_column), DAY_OPEN};
    if (row->value[until_column].n)
        v.until = read_day(row, until_column);
    if (row->problems->count == before && v.until < v.from)
        row_complain(row, until_column, "lies before geldig_van: the interval is reversed");
    return v;
}

unsigned row_choice(const struct row *row, int column, const char *const *name, unsigned n, int empty)
{
    struct buf what = {0};
    if (row->value[column].n == 0 && empty != NO_DEFAULT)
        return (unsigned)empty;
    for (unsigned i = 0; i < n; i++)
        if (text_equal(row->value[column], text_of(name[i])))
            return i;
    buf_text(&what, "is none of ");
    for (unsigned i = 0; i < n; i++)
        buf_printf(&what, "%s%s", i ? ", " : "", name[i]);
    row_complain(row, column, buf_string(&what));
    buf_release(&what);
    return 0;
}

const char *const flag_name[2] = {"0", "1"};

bool row_flag(const struct row *row, int column)
{
    return row_choice(row, column, flag_name, 2, 0) == 1;
}
