/* table_text.c - for the eyes: a title, the columns as wide as what is in them, numbers to the right. The rows are kept until the
 * table ends. A table of one column of prose is a list of points. */
#include <stdlib.h>

#include "report/table.h"

struct text_table {
    struct buf cells; /* each with a NUL behind it, a row after another */
    size_t rows;
    size_t tables; /* that were shown before this one */
    size_t *width; /* a column, in code points; owned */
};

static bool text_open(struct table_writer *writer, const char *made, struct error *err)
{
    (void)made, (void)err;
    writer->text = xcalloc(1, sizeof *writer->text);
    return true;
}

static bool text_begin(struct table_writer *writer, struct error *err)
{
    struct text_table *text = writer->text;
    (void)err;
    text->cells.n = text->rows = 0;
    free(text->width);
    text->width = xcalloc(writer->table->columns, sizeof *text->width);
    for (size_t c = 0; c < writer->table->columns; c++)
        text->width[c] = text_code_points(text_of(writer->table->column[c].title));
    return true;
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

static bool text_row(struct table_writer *writer, const struct text *value, struct error *err)
{
    struct text_table *text = writer->text;
    (void)err;
    for (size_t c = 0; c < writer->table->columns; c++) {
        size_t from = text->cells.n;
        add_text_cell(&text->cells, writer->table->column[c].kind, value[c]);
        size_t points = text_code_points((struct text){text->cells.at + from, text->cells.n - from});
        text->width[c] = points > text->width[c] ? points : text->width[c];
        buf_add(&text->cells, "", 1);
    }
    text->rows++;
    return true;
}

static bool is_right(enum cell_kind kind)
{
    return kind == CELL_NUMBER || kind == CELL_CENT || kind == CELL_EURO || kind == CELL_DECIMAL;
}

/* A row of cells; the last column has no blanks behind it. */
static void add_text_line(struct table_writer *writer, const char *const *cell)
{
    buf_text(&writer->row, "  ");
    for (size_t c = 0; c < writer->table->columns; c++) {
        bool right = is_right(writer->table->column[c].kind), last = c + 1 == writer->table->columns;
        int pad = (int)(writer->text->width[c] - text_code_points(text_of(cell[c])));
        buf_printf(&writer->row, "%*s%s", right ? pad : 0, "", cell[c]);
        if (!last)
            buf_printf(&writer->row, "%*s", (right ? 0 : pad) + 2, "");
    }
    while (writer->row.n && writer->row.at[writer->row.n - 1] == ' ')
        writer->row.n--;
    buf_text(&writer->row, "\n");
}

static bool is_list(const struct table *table)
{
    return table->columns == 1 && table->column[0].kind == CELL_PROSE;
}

static void text_end(struct table_writer *writer)
{
    struct text_table *text = writer->text;
    const struct table *table = writer->table;
    const char **cell = xcalloc(table->columns, sizeof *cell), *at = text->cells.at;
    writer->row.n = 0;
    if (text->rows || table->empty)
        buf_printf(&writer->row, "%s%s\n", text->tables++ ? "\n" : "", table->title);
    if (!text->rows && table->empty)
        buf_printf(&writer->row, "  %s\n", table->empty);
    for (size_t c = 0; c < table->columns; c++)
        cell[c] = table->column[c].title;
    if (text->rows && !is_list(table))
        add_text_line(writer, cell);
    for (size_t r = 0; r < text->rows; r++) {
        for (size_t c = 0; c < table->columns; c++, at += strlen(at) + 1)
            cell[c] = at;
        if (is_list(table))
            buf_printf(&writer->row, "  - %s\n", cell[0]);
        else
            add_text_line(writer, cell);
    }
    outfile_write(writer->out, writer->row.at, writer->row.n);
    free(cell);
}

static void text_release(struct table_writer *writer)
{
    if (!writer->text)
        return;
    free(writer->text->width);
    buf_release(&writer->text->cells);
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
