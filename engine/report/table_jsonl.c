/* table_jsonl.c - one JSON object a line. For programs. */
#include "report/json.h"
#include "report/table.h"

static bool row(struct table_writer *writer, const struct text *value, struct error *err)
{
    (void)err;
    for (size_t c = 0; c < writer->table->columns; c++) {
        const struct table_column *column = &writer->table->column[c];
        buf_text(&writer->row, c ? ", " : "{");
        json_name(&writer->row, column->name);
        if (column->kind == CELL_EURO)
            table_add_euro(&writer->row, value[c], '.');
        else if (column->kind == CELL_NUMBER || column->kind == CELL_CENT || column->kind == CELL_DECIMAL)
            buf_add(&writer->row, value[c].at, value[c].n);
        else
            json_text(&writer->row, value[c]);
    }
    buf_text(&writer->row, "}\n");
    outfile_write(writer->out, writer->row.at, writer->row.n);
    return true;
}

extern const struct table_format table_jsonl;
const struct table_format table_jsonl = {.name = "jsonl", .row = row};
