/* table_csv_excel.c - CSV as a Dutch spreadsheet opens it at a double click: BOM, semicolons, decimal comma, CRLF. A
 * spreadsheet takes a code of digits in it for a number and drops its leading zeros; where that matters, xlsx. */
#include "report/table.h"

/* Quoted when the spreadsheet would cut it. */
static void add_field(struct buf *out, struct text text)
{
    bool quote = false;
    for (size_t i = 0; i < text.n; i++)
        quote |= strchr(";\"\r\n", text.at[i]) != NULL;
    if (!quote) {
        table_add_harmless(out, text);
        return;
    }
    struct buf harmless = {0};
    table_add_harmless(&harmless, text);
    char *p = buf_room(out, 2 * harmless.n + 2);
    *p++ = '"';
    for (size_t i = 0; i < harmless.n; i++) {
        if (harmless.at[i] == '"')
            *p++ = '"';
        *p++ = harmless.at[i];
    }
    *p++ = '"';
    out->n = (size_t)(p - out->at);
    buf_release(&harmless);
}

static void end_row(struct table_writer *writer)
{
    buf_text(&writer->row, "\r\n");
    outfile_write(writer->out, writer->row.at, writer->row.n);
}

static bool begin(struct table_writer *writer, struct error *err)
{
    (void)err;
    buf_text(&writer->row, "\xEF\xBB\xBF");
    for (size_t c = 0; c < writer->table->columns; c++) {
        buf_text(&writer->row, c ? ";" : "");
        add_field(&writer->row, text_of(writer->table->column[c].title));
    }
    end_row(writer);
    return true;
}

static bool row(struct table_writer *writer, const struct text *value, struct error *err)
{
    (void)err;
    for (size_t c = 0; c < writer->table->columns; c++) {
        enum cell_kind kind = writer->table->column[c].kind;
        buf_text(&writer->row, c ? ";" : "");
        if (kind == CELL_CENT || kind == CELL_EURO)
            table_add_euro(&writer->row, value[c], ',');
        else
            add_field(&writer->row, value[c]);
    }
    end_row(writer);
    return true;
}

extern const struct table_format table_csv_excel;
const struct table_format table_csv_excel = {.name = "csv-excel", .begin = begin, .row = row};
