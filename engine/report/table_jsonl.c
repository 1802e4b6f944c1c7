/* table_jsonl.c - one JSON object a line. For programs. */
#include "report/json.h"
#include "report/table.h"

static bool row(struct table_writer *writer, const struct text *value, struct error *err)
{
    (void)err;
    struct json json = {.out = &writer->row};
    json_object(&json, NULL, JSON_LINE);
    for (size_t c = 0; c < writer->table->columns; c++) {
        const struct table_column *column = &writer->table->column[c];
        if (column->kind == CELL_EURO) {
            json_add_raw(&json, column->name, TEXT(""));
            table_add_euro(&writer->row, value[c], '.');
        } else if (column->kind == CELL_NUMBER || column->kind == CELL_CENT || column->kind == CELL_DECIMAL)
            json_add_raw(&json, column->name, value[c]);
        else
            json_add_text(&json, column->name, value[c]);
    }
    json_end(&json);
    buf_text(&writer->row, "\n");
    outfile_write(writer->out, writer->row.at, writer->row.n);
    return true;
}

extern const struct table_format table_jsonl;
const struct table_format table_jsonl = {.name = "jsonl", .row = row};
