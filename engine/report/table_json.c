/* table_json.c - one JSON object: a list of objects for each table, under the table's name. For programs. */
#include "report/table.h"

static bool json_table_open(struct table_writer *writer, const char *made, struct error *err)
{
    (void)made, (void)err;
    writer->json = (struct json){.out = &writer->row};
    json_object(&writer->json, NULL, JSON_LINES);
    outfile_write(writer->out, writer->row.at, writer->row.n);
    return true;
}

static bool json_table_begin(struct table_writer *writer, struct error *err)
{
    (void)err;
    json_list(&writer->json, writer->table->name, JSON_LINES);
    outfile_write(writer->out, writer->row.at, writer->row.n);
    return true;
}

static bool json_table_row(struct table_writer *writer, const struct text *value, struct error *err)
{
    (void)err;
    json_object(&writer->json, NULL, JSON_LINE);
    table_json_members(&writer->json, writer->table, value);
    json_end(&writer->json);
    outfile_write(writer->out, writer->row.at, writer->row.n);
    return true;
}

static void json_table_end(struct table_writer *writer)
{
    writer->row.n = 0;
    json_end(&writer->json);
    outfile_write(writer->out, writer->row.at, writer->row.n);
}

static bool json_table_close(struct table_writer *writer, struct error *err)
{
    (void)err;
    writer->row.n = 0;
    json_end(&writer->json);
    buf_text(&writer->row, "\n");
    outfile_write(writer->out, writer->row.at, writer->row.n);
    return true;
}

const struct table_format table_json = {.name = "json",
                                        .sheets = true,
                                        .open = json_table_open,
                                        .begin = json_table_begin,
                                        .row = json_table_row,
                                        .end = json_table_end,
                                        .close = json_table_close};
