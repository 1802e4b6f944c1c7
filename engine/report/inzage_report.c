/* inzage_report.c - see inzage_report.h. */
#include "report/inzage_report.h"

#include "base/log.h"
#include "report/query_table.h"

/* X(name, title, kind, width): the columns; their names are those of the table. */
#define INZAGE_CELLS(X)                                                                                                \
    X(op, "Wanneer (UTC)", CELL_TEXT, 22)                                                                              \
    X(inlog, "Wie", CELL_TEXT, 20)                                                                                     \
    X(blad, "Waar", CELL_TEXT, 20)                                                                                     \
    X(patient, "Verzekerde", CELL_CODE, 16)                                                                            \
    X(bevinding_id, "Bevinding", CELL_CODE, 20)                                                                        \
    X(reden, "Waarom", CELL_PROSE, 60)

static bool write_look(void *ctx, int64_t nummer, const struct inzage_row *row, struct error *err)
{
#define CELL_VALUE(name, title, kind, width) row->name,
    const struct text value[] = {INZAGE_CELLS(CELL_VALUE)};
#undef CELL_VALUE
    (void)nummer;
    return go_on(err) && table_row(ctx, value, err);
}

bool inzage_report(struct store *store, const struct inzage_lines *standing, const struct inzage_filter *filter,
                   const struct table_format *format, struct outfile *out, struct error *err)
{
#define CELL_COLUMN(name, title, kind, width) {#name, title, kind, width},
    static const struct table_column column[] = {INZAGE_CELLS(CELL_COLUMN)};
#undef CELL_COLUMN
    static const struct table table = {.name = "inzage",
                                       .title = "Inzage",
                                       .empty = "niemand keek",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    struct table_writer writer = {0};
    char made[MADE_TEXT];
    bool ok = made_by_last_run(store, made, err) && table_open(&writer, format, out, made, err)
              && table_begin(&writer, &table, err)
              && inzage_each(store, standing, filter, write_look, &writer, err);
    if (ok)
        table_end(&writer);
    ok = ok && table_close(&writer, err);
    table_release(&writer);
    return ok;
}
