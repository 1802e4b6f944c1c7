/* table_jsonl.c - one JSON object a line. For programs. */
#include "report/table.h"

static bool jsonl_row(struct table_writer *writer, const struct text *value, struct error *err)
{
    (void)err;
    struct json json = {.out = &writer->row};
    json_object(&json, NULL, JSON_LINE);
    table_json_members(&json, writer->table, value);
    json_end(&json);
    buf_text(&writer->row, "\n");
    outfile_write(writer->out, writer->row.at, writer->row.n);
    return true;
}

const struct table_format table_jsonl = {.name = "jsonl", .row = jsonl_row};
