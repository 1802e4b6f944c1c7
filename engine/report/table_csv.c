/* table_csv.c - CSV as findings.csv is: comma, LF, UTF-8 (semantics.md 8). For programs. */
#include "csv/csv_record.h"
#include "report/table.h"

static bool begin_csv(struct table_writer *writer, struct error *err)
{
    (void)err;
    for (size_t c = 0; c < writer->table->columns; c++) {
        buf_text(&writer->row, c ? "," : "");
        buf_text(&writer->row, writer->table->column[c].name);
    }
    buf_text(&writer->row, "\n");
    outfile_write(writer->out, writer->row.at, writer->row.n);
    return true;
}

static bool csv_table_row(struct table_writer *writer, const struct text *value, struct error *err)
{
    (void)err;
    for (size_t c = 0; c < writer->table->columns; c++) {
        buf_text(&writer->row, c ? "," : "");
        if (writer->table->column[c].kind == CELL_EURO)
            table_add_euro(&writer->row, value[c], '.');
        else
            csv_add_field(&writer->row, value[c]);
    }
    buf_text(&writer->row, "\n");
    outfile_write(writer->out, writer->row.at, writer->row.n);
    return true;
}

const struct table_format table_csv = {
    .name = "csv", .only_findings_csv = true, .begin = begin_csv, .row = csv_table_row};
