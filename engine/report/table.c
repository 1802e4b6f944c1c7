/* table.c - see table.h. */
#include "report/table.h"

extern const struct table_format table_csv, table_jsonl, table_xlsx, table_csv_excel;
const struct table_format *const table_formats[] = {&table_csv, &table_jsonl, &table_xlsx, &table_csv_excel, NULL};

bool table_open(struct table_writer *writer, const struct table_format *format, struct outfile *out, const char *made,
                struct error *err)
{
    *writer = (struct table_writer){.format = format, .out = out};
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
    *writer = (struct table_writer){0};
}

void table_add_euro(struct buf *out, struct text cent, char point)
{
    uint64_t amount;
    if (text_digits(cent, 18, &amount))
        buf_printf(out, "%llu%c%02llu", (unsigned long long)(amount / 100), point, (unsigned long long)(amount % 100));
    else
        buf_add(out, cent.at, cent.n);
}

void table_add_harmless(struct buf *out, struct text text)
{
    /* The last four are their full-width forms, which some spreadsheets take for the plain ones. */
    static const char *const begins[] = {"=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t n = strlen(begins[i]);
        if (text.n >= n && memcmp(text.at, begins[i], n) == 0)
            buf_add(out, "'", 1);
    }
    text_add_printable(out, text);
}
