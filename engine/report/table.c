/* table.c - see table.h. */
#include "report/table.h"

const struct table_format *const table_formats[] = {&table_csv, &table_jsonl, &table_xlsx, &table_csv_excel,
                                                    &table_text, &table_json, NULL};

const struct table_format *table_format_find(const char *name)
{
    const struct table_format *const *format = table_formats;
    while (*format && strcmp((*format)->name, name) != 0)
        format++;
    return *format;
}

bool table_open(struct table_writer *writer, const struct table_format *format, struct outfile *out, const char *made,
                struct error *err)
{
    *writer = (struct table_writer){.format = format, .out = out};
    return !format->open || format->open(writer, made, err);
}

bool table_open_small(struct table_writer *writer, const struct table_format *format, struct outfile *out,
                      const char *made, struct error *err)
{
    *writer = (struct table_writer){.format = format, .out = out, .small = true};
    return !format->open || format->open(writer, made, err);
}

bool table_begin(struct table_writer *writer, const struct table *table, struct error *err)
{
    writer->table = table;
    writer->row.n = 0;
    return !writer->format->begin || writer->format->begin(writer, err);
}

bool table_row(struct table_writer *writer, const struct text *value, struct error *err)
{
    writer->row.n = 0;
    return writer->format->row(writer, value, err);
}

void table_end(struct table_writer *writer)
{
    if (writer->format->end)
        writer->format->end(writer);
    writer->table = NULL;
}

bool table_close(struct table_writer *writer, struct error *err)
{
    return !writer->format->close || writer->format->close(writer, err);
}

void table_release(struct table_writer *writer)
{
    if (writer->format && writer->format->release)
        writer->format->release(writer);
    buf_release(&writer->row);
    buf_release(&writer->cell);
    *writer = (struct table_writer){0};
}

void table_add_euro(struct buf *out, struct text cent, char point)
{
    uint64_t amount;
    char room[NUMBER_TEXT];
    const struct text euro = text_digits(cent, 18, &amount) ? euro_text((int64_t)amount, point, room) : cent;
    buf_add(out, euro.at, euro.n);
}

void table_json_members(struct json *json, const struct table *table, const struct text *value)
{
    for (size_t c = 0; c < table->columns; c++) {
        const struct table_column *column = &table->column[c];
        bool bare = column->kind == CELL_NUMBER || column->kind == CELL_CENT || column->kind == CELL_DECIMAL;
        if (column->kind == CELL_EURO && value[c].n) {
            json_add_raw(json, column->name, TEXT(""));
            table_add_euro(json->out, value[c], '.');
        } else if (bare || column->kind == CELL_EURO)
            json_add_raw(json, column->name, value[c].n ? value[c] : TEXT("null"));
        else
            json_add_text(json, column->name, value[c]);
    }
}

void table_add_harmless(struct buf *out, struct text text)
{
    if (text_is_formula(text))
        buf_text(out, "'");
    text_add_printable(out, text);
}

/* Whether a spreadsheet leaves it alone: a number of at most 11 digits, which it shows whole; a letter in front, unless
 * it begins as a month does; a list and a code with a slash between, when what is behind it is too long for a year. */
static bool stays_itself(struct text code)
{
    static const char *const month[] = {"jan", "feb", "mrt", "mar", "maa", "apr", "mei", "may",
                                        "jun", "jul", "aug", "sep", "okt", "oct", "nov", "dec"};
    size_t digits = 0;
    unsigned char first = code.n ? (unsigned char)code.at[0] : 'a';
    while (digits < code.n && code.at[digits] >= '0' && code.at[digits] <= '9')
        digits++;
    if (digits == code.n)
        return digits <= 11 && (first != '0' || digits == 1);
    if (digits)
        return code.at[digits] == '/' && code.n - digits > 5;
    for (size_t i = 0; i < sizeof month / sizeof *month; i++)
        if (code.n > 3 && text_equal_nocase((struct text){code.at, 3}, month[i]))
            return false;
    return (first | 0x20) >= 'a' && ((first | 0x20) <= 'z' || first >= 0x80);
}

void table_add_code(struct buf *out, struct text code)
{
    if (text_is_formula(code) || !stays_itself(code))
        buf_text(out, "'");
    text_add_printable(out, code);
}
