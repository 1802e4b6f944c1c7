/* table_csv_excel.c - CSV as a Dutch spreadsheet opens it at a double click: BOM, semicolons, decimal comma, CRLF. A
 * spreadsheet takes a code of digits in it for a number and drops its leading zeros;
 * where that matters, CELL_CODE or xlsx. */
#include "report/table.h"

/* Quoted when the spreadsheet would cut it. */
static void add_excel_field(struct buf *out, struct text text)
{
    bool quote = false;
    for (size_t i = 0; i < text.n; i++)
        quote |= text.at[i] == ';' || text.at[i] == '"' || text.at[i] == '\r' || text.at[i] == '\n';
    if (!quote) {
        buf_add(out, text.at, text.n);
        return;
    }
    char *p = buf_room(out, 2 * text.n + 2);
    *p++ = '"';
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] == '"')
            *p++ = '"';
        *p++ = text.at[i];
    }
    *p++ = '"';
    out->n = (size_t)(p - out->at);
}

static void add_cell(struct table_writer *writer, enum cell_kind kind, struct text value)
{
    struct buf *cell = &writer->cell;
    cell->n = 0;
    if (kind == CELL_CENT || kind == CELL_EURO)
        table_add_euro(cell, value, ',');
    else if (kind == CELL_CODE)
        table_add_code(cell, value);
    else if (kind == CELL_DECIMAL) {
        buf_add(cell, value.at, value.n);
        for (size_t i = 0; i < cell->n; i++)
            cell->at[i] = cell->at[i] == '.' ? ',' : cell->at[i];
    } else
        table_add_harmless(cell, value);
    add_excel_field(&writer->row, (struct text){cell->at, cell->n});
}

static void end_excel_row(struct table_writer *writer)
{
    buf_text(&writer->row, "\r\n");
    outfile_write(writer->out, writer->row.at, writer->row.n);
}

static bool begin_csv_excel(struct table_writer *writer, struct error *err)
{
    (void)err;
    buf_text(&writer->row, "\xEF\xBB\xBF");
    for (size_t c = 0; c < writer->table->columns; c++) {
        buf_text(&writer->row, c ? ";" : "");
        add_cell(writer, CELL_TEXT, text_of(writer->table->column[c].title));
    }
    end_excel_row(writer);
    return true;
}

static bool csv_excel_row(struct table_writer *writer, const struct text *value, struct error *err)
{
    (void)err;
    for (size_t c = 0; c < writer->table->columns; c++) {
        buf_text(&writer->row, c ? ";" : "");
        add_cell(writer, writer->table->column[c].kind, value[c]);
    }
    end_excel_row(writer);
    return true;
}

const struct table_format table_csv_excel = {.name = "csv-excel", .begin = begin_csv_excel, .row = csv_excel_row};
