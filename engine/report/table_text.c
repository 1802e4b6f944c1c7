/* table_text.c - see table_text.h; and the format of that name: a title above each table, an empty line between two. */
#include "report/table_text.h"

#include <stdlib.h>

void text_table_begin(struct text_table *text, const struct table *table)
{
    *text = (struct text_table){.table = table, .width = xcalloc(table->columns, sizeof *text->width)};
    for (size_t c = 0; c < table->columns; c++)
        text->width[c] = text_code_points(text_of(table->column[c].title));
}

static void add_text_cell(struct buf *out, enum cell_kind kind, struct text value)
{
    if (!value.at)
        buf_text(out, "-");
    else if (kind == CELL_CENT || kind == CELL_EURO)
        table_add_euro(out, value, ',');
    else
        text_add_printable(out, value);
}

void text_table_row(struct text_table *text, const struct text *value)
{
    for (size_t c = 0; c < text->table->columns; c++) {
        const size_t from = text->cells.n;
        add_text_cell(&text->cells, text->table->column[c].kind, value[c]);
        const size_t points = text_code_points((struct text){text->cells.at + from, text->cells.n - from});
        text->width[c] = points > text->width[c] ? points : text->width[c];
        buf_add(&text->cells, "", 1);
    }
    text->rows++;
}

static bool is_right(enum cell_kind kind)
{
    return kind == CELL_NUMBER || kind == CELL_CENT || kind == CELL_EURO || kind == CELL_DECIMAL;
}

/* A row of cells; no blanks stand at its end. */
static void add_text_line(const struct text_table *text, const char *const *cell, struct buf *out)
{
    buf_text(out, "  ");
    for (size_t c = 0; c < text->table->columns; c++) {
        const bool right = is_right(text->table->column[c].kind), last = c + 1 == text->table->columns;
        const int pad = (int)(text->width[c] - text_code_points(text_of(cell[c])));
        buf_printf(out, "%*s%s", right ? pad : 0, "", cell[c]);
        if (!last)
            buf_printf(out, "%*s", (right ? 0 : pad) + 2, "");
    }
    while (out->at[out->n - 1] == ' ')
        out->n--;
    buf_text(out, "\n");
}

static bool is_list(const struct table *table)
{
    return table->columns == 1 && table->column[0].kind == CELL_PROSE;
}

void text_table_end(struct text_table *text, struct buf *out)
{
    const struct table *table = text->table;
    const char **cell = xcalloc(table->columns, sizeof *cell), *at = text->cells.at;
    if (!text->rows && table->empty)
        buf_printf(out, "  %s\n", table->empty);
    for (size_t c = 0; c < table->columns; c++)
        cell[c] = table->column[c].title;
    if (text->rows && !is_list(table))
        add_text_line(text, cell, out);
    for (size_t r = 0; r < text->rows; r++) {
        for (size_t c = 0; c < table->columns; c++, at += strlen(at) + 1)
            cell[c] = at;
        if (is_list(table))
            buf_printf(out, "  - %s\n", cell[0]);
        else
            add_text_line(text, cell, out);
    }
    free(cell);
    free(text->width);
    buf_release(&text->cells);
    *text = (struct text_table){.rows = 0};
}

/* The format. */
struct text_writer {
    struct text_table table; /* that is being written */
    size_t tables;           /* that were shown before it */
};

static bool text_open(struct table_writer *writer, const char *made, struct error *err)
{
    (void)made, (void)err;
    writer->text = xcalloc(1, sizeof *writer->text);
    return true;
}

static bool text_begin(struct table_writer *writer, struct error *err)
{
    (void)err;
    text_table_begin(&writer->text->table, writer->table);
    return true;
}

static bool text_row(struct table_writer *writer, const struct text *value, struct error *err)
{
    (void)err;
    text_table_row(&writer->text->table, value);
    return true;
}

static void text_end(struct table_writer *writer)
{
    struct text_writer *text = writer->text;
    writer->row.n = 0;
    if (text->table.rows || writer->table->empty)
        buf_printf(&writer->row, "%s%s\n", text->tables++ ? "\n" : "", writer->table->title);
    text_table_end(&text->table, &writer->row);
    outfile_write(writer->out, writer->row.at, writer->row.n);
}

static void text_release(struct table_writer *writer)
{
    if (!writer->text)
        return;
    free(writer->text->table.width);
    buf_release(&writer->text->table.cells);
    free(writer->text);
    writer->text = NULL;
}

const struct table_format table_text = {.name = "text",
                                        .sheets = true,
                                        .open = text_open,
                                        .begin = text_begin,
                                        .row = text_row,
                                        .end = text_end,
                                        .release = text_release};
