/* csv_table.c - see csv_table.h. */
#include "csv/csv_table.h"

#include "csv/csv_record.h"

/* Takes the next line off `rest`. */
static bool next_table_line(struct text *rest, struct text *line)
{
    if (rest->n == 0)
        return false;
    const char *lf = memchr(rest->at, '\n', rest->n);
    size_t n = lf ? (size_t)(lf - rest->at) : rest->n;
    *line = (struct text){rest->at, n};
    rest->at += n + (lf != NULL);
    rest->n -= n + (lf != NULL);
    if (line->n && line->at[line->n - 1] == '\r')
        line->n--;
    return true;
}

static bool split(struct csv_record *record, const char *file, size_t number, struct text line,
                  struct problems *problems)
{
    if (line.n > CSV_LINE_MAX) {
        problem_add(problems, file, number, "the line is longer than %d bytes", CSV_LINE_MAX);
        return false;
    }
    switch (csv_record_split(record, line)) {
    case CSV_RECORD_OK:
        return true;
    case CSV_RECORD_ENCODING:
        problem_add(problems, file, number, "the line is not UTF-8; save the file as UTF-8");
        return false;
    case CSV_RECORD_QUOTE:
        problem_add(problems, file, number, "a quote is not closed, or text stands behind a closing quote");
        return false;
    }
    return false;
}

/* Which field of the file holds each column; SIZE_MAX = none. */
static bool read_header(struct csv_record *record, const char *file, const struct csv_column *column, size_t columns,
                        size_t *field_of, struct problems *problems)
{
    size_t before = problems->count;
    for (size_t c = 0; c < columns; c++)
        field_of[c] = SIZE_MAX;
    for (size_t i = 0; i < record->n; i++) {
        struct text name = text_trim(record->field[i]);
        size_t c = 0;
        while (c < columns && !text_equal_nocase(name, column[c].name))
            c++;
        if (c == columns)
            problem_add(problems, file, 1, "unknown column '%.*s'", (int)text_sayable(name).n, text_sayable(name).at);
        else if (field_of[c] != SIZE_MAX)
            problem_add(problems, file, 1, "column '%s' occurs twice", column[c].name);
        else
            field_of[c] = i;
    }
    for (size_t c = 0; c < columns; c++)
        if (column[c].required && field_of[c] == SIZE_MAX)
            problem_add(problems, file, 1, "column '%s' is missing", column[c].name);
    return problems->count == before;
}

void csv_table_read(struct csv_table *table, const char *file, struct text content, const struct csv_column *column,
                    size_t columns, struct problems *problems)
{
    struct csv_record record = CSV_RECORD(',');
    size_t *field_of = xcalloc(columns, sizeof *field_of);
    size_t cap = 0, number = 0, header_fields = 0;
    *table = (struct csv_table){0};
    /* A copy with the slack that the splitter reads. */
    char *copy = arena_alloc(&table->arena, content.n + CSV_SLACK);
    memset(copy + content.n, 0, CSV_SLACK);
    if (content.n)
        memcpy(copy, content.at, content.n);
    struct text rest = {copy, content.n}, line;
    if (rest.n >= 3 && memcmp(rest.at, "\xEF\xBB\xBF", 3) == 0)
        rest = (struct text){rest.at + 3, rest.n - 3};
    if (!next_table_line(&rest, &line) || line.n == 0) {
        problem_add(problems, file, 1, "there is no header");
        goto done;
    }
    number = 1;
    if (!split(&record, file, number, line, problems)
        || !read_header(&record, file, column, columns, field_of, problems))
        goto done;
    header_fields = record.n;
    while (next_table_line(&rest, &line)) {
        number++;
        if (line.n == 0 || !split(&record, file, number, line, problems))
            continue;
        if (record.n != header_fields) {
            problem_add(problems, file, number, "%zu fields where the header has %zu", record.n, header_fields);
            continue;
        }
        ARRAY_ROOM(table->row, table->n, cap);
        struct text *value = arena_alloc(&table->arena, columns * sizeof *value);
        for (size_t c = 0; c < columns; c++) {
            value[c] = (struct text){"", 0};
            if (field_of[c] == SIZE_MAX)
                continue;
            struct text field = text_trim(record.field[field_of[c]]);
            value[c] = (struct text){arena_copy(&table->arena, field.at, field.n), field.n};
        }
        table->row[table->n++] = (struct csv_row){number, value};
    }
done:
    csv_record_release(&record);
    free(field_of);
}

void csv_table_release(struct csv_table *table)
{
    free(table->row);
    arena_release(&table->arena);
    *table = (struct csv_table){0};
}
