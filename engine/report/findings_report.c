/* findings_report.c - see findings_report.h. */
#include "report/findings_report.h"

#include <stdio.h>

#include "base/log.h"
#include "model/line.h"
#include "passes/eigen_risico.h"
#include "report/query_table.h"

/* What a column looks like in a sheet. */
static enum cell_kind cell_of(const struct bevinding_column *column)
{
    return column->kind == COLUMN_DAY       ? CELL_DATE
           : column->kind == COLUMN_CENT    ? CELL_CENT
           : column->kind == COLUMN_REGELNR ? CELL_NUMBER
                                            : CELL_TEXT; /* codes too */
}

static bool write_findings(struct table_writer *writer, struct store *store, const struct bevinding_filter *filter,
                           struct error *err)
{
    struct table_column column[BEVINDING_COLUMNS + BESIDE_COLUMNS];
    for (int c = 0; c < BEVINDING_COLUMNS + BESIDE_COLUMNS; c++) {
        const struct bevinding_column *from =
            c < BEVINDING_COLUMNS ? &bevinding_column[c] : &beside_column[c - BEVINDING_COLUMNS];
        column[c] = (struct table_column){from->name, from->title, cell_of(from), from->width};
    }
    /* What stands beside comes behind, in all formats but the contract's own. */
    const struct table table = {.title = "Bevindingen",
                                .column = column,
                                .columns = BEVINDING_COLUMNS
                                           + (writer->format->only_findings_csv ? 0 : BESIDE_COLUMNS)};
    struct bevinding_reader reader;
    bool row = true, ok = bevinding_reader_open(&reader, store->db, filter, err) && table_begin(writer, &table, err);
    while (ok && row) {
        ok = go_on(err) && bevinding_reader_next(&reader, &row, err);
        if (!ok || !row)
            break;
        char room[BEVINDING_COLUMNS][BEVINDING_VALUE];
        struct text value[BEVINDING_COLUMNS + BESIDE_COLUMNS];
        int c = 0;
        for (; c < BEVINDING_COLUMNS; c++)
            value[c] = bevinding_value(&reader.bevinding, c, room[c]);
#define BESIDE_VALUE(column, is_number, title, width) value[c++] = reader.column;
        BESIDE_LIST(BESIDE_VALUE)
#undef BESIDE_VALUE
        ok = table_row(writer, value, err);
    }
    bevinding_reader_close(&reader);
    if (ok)
        table_end(writer);
    return ok;
}

bool groepen_table(struct table_writer *writer, struct store *store, enum groepering groepering,
                   const struct bevinding_filter *filter, struct error *err)
{
    static const char *const title[GROEPERINGEN] = {"AGB", "Regel", "Categorie", "Patiënt", "Verhaal op"};
    const struct table_column column[] = {{groepering_name[groepering], title[groepering], CELL_TEXT, 20},
                                          {"bevindingen", "Bevindingen", CELL_NUMBER, 0},
                                          {"regels", "Declaratieregels", CELL_NUMBER, 0},
                                          {"vast_euro", "Vast (euro)", CELL_EURO, 16},
                                          {"waarschijnlijk_euro", "Waarschijnlijk (euro)", CELL_EURO, 0},
                                          {"signaal_euro", "Signaal (euro)", CELL_EURO, 16},
                                          {"netto_euro", "Netto (euro)", CELL_EURO, 16}};
    const struct table table = {.title = "Groepen", .column = column, .columns = sizeof column / sizeof *column};
    bool ok = table_begin(writer, &table, err) && groepen_read(store, groepering, filter, query_table_row, writer, err);
    if (ok)
        table_end(writer);
    return ok;
}

bool totalen_table(struct table_writer *writer, struct store *store, const struct bevinding_filter *filter,
                   struct error *err)
{
    static const struct table_column column[] = {{"zekerheid", "Zekerheid", CELL_TEXT, 18},
                                                 {"bevindingen", "Bevindingen", CELL_NUMBER, 0},
                                                 {"euro", "Over bevindingen (euro)", CELL_EURO, 0},
                                                 {"regels", "Declaratieregels", CELL_NUMBER, 0},
                                                 {"netto_euro", "Netto, elke regel eenmaal (euro)", CELL_EURO, 0}};
    static const struct table table = {.title = "Totalen", .column = column, .columns = sizeof column / sizeof *column};
    bool ok = table_begin(writer, &table, err) && groepen_totals(store, filter, query_table_row, writer, err);
    if (ok)
        table_end(writer);
    return ok;
}

/* What was checked and what was not, whatever the filter: without it no finding means nothing. */
static bool write_coverage(struct table_writer *writer, struct store *store, struct error *err)
{
    static const struct table_column dekking[] = {{"uzovi", "Uzovi", CELL_TEXT, 0},
                                                  {"kwartaal", "Kwartaal", CELL_TEXT, 0},
                                                  {"programma", "Programma", CELL_TEXT, 0},
                                                  {"keten_lines", "Ketenregels", CELL_NUMBER, 0},
                                                  {"ongedekt", "Niet gecontroleerd", CELL_NUMBER, 0},
                                                  {"tabel", "Tabel", CELL_TEXT, 26},
                                                  {"oordeel", "Dekking", CELL_TEXT, 24}};
    static const struct table_column concept[] = {{"regel", "Regel", CELL_TEXT, 20},
                                                  {"programma", "Programma", CELL_TEXT, 0},
                                                  {"tabel", "Tabel", CELL_TEXT, 26},
                                                  {"omschrijving", "Omschrijving (raakt niets: concept)", CELL_TEXT,
                                                   100}};
    static const struct table sheet[] = {
        {.title = "Dekking", .column = dekking, .columns = sizeof dekking / sizeof *dekking},
        {.title = "Conceptregels", .column = concept, .columns = sizeof concept / sizeof *concept}};
    return query_table(writer, &sheet[0], store, QUERY_COVERAGE, NULL, 0, err)
           && query_table(writer, &sheet[1], store, QUERY_CONCEPT, NULL, 0, err);
}

/* The last run: what the output tells of itself. */
static const struct {
    const char *column, *title;
} origin_row[] = {{"run", "laatste run"},
                  {"begonnen", "begonnen (UTC)"},
                  {"versie", "versie van dubbelloop"},
                  {"vingerafdruk", "vingerafdruk van de tabellen"},
                  {"contracten", "sha256 van de contracten"}};
enum { ORIGIN_ROWS = sizeof origin_row / sizeof *origin_row };
struct origin {
    char value[ORIGIN_ROWS][DIGEST_HEX + 1];
};

static bool take_origin(void *ctx, const struct query_row *row, struct error *err)
{
    struct origin *origin = ctx;
    (void)err;
    for (size_t i = 0; i < ORIGIN_ROWS; i++) {
        const struct text value = query_value(row, origin_row[i].column);
        snprintf(origin->value[i], sizeof origin->value[i], "%.*s", (int)value.n, value.at ? value.at : "");
    }
    return true;
}

static bool write_origin(struct table_writer *writer, const struct origin *origin, const char *selection,
                         struct error *err)
{
    static const struct table_column column[] = {{"wat", "Herkomst", CELL_TEXT, 28},
                                                 {"waarde", "Waarde", CELL_TEXT, 70}};
    static const struct table table = {.title = "Herkomst", .column = column, .columns = 2};
    bool ok = table_begin(writer, &table, err)
              && table_row(writer, (const struct text[]){TEXT("selectie"), text_of(selection)}, err);
    for (size_t i = 0; ok && i < ORIGIN_ROWS; i++)
        ok = table_row(writer, (const struct text[]){text_of(origin_row[i].title), text_of(origin->value[i])}, err);
    if (ok)
        table_end(writer);
    return ok;
}

static bool write_herrekening(void *ctx, const struct herrekening *h, struct error *err)
{
    char uzovi[5], jaar[NUMBER_TEXT], n[4][NUMBER_TEXT];
    digits_print(h->uzovi, 4, uzovi);
    const struct text value[] = {h->patient,
                                 text_of(uzovi),
                                 number_text(h->jaar, jaar),
                                 number_text(h->regels, n[0]),
                                 number_text(h->cent, n[1]),
                                 number_text(h->regels_gecrediteerd, n[2]),
                                 number_text(h->cent_gecrediteerd, n[3])};
    return table_row(ctx, value, err);
}

static bool write_herrekeningen(struct table_writer *writer, struct store *store, const struct bevinding_filter *filter,
                                struct error *err)
{
    static const struct table_column column[] = {
        {"patient", "Verzekerde", CELL_TEXT, 20},
        {"uzovi", "Uzovi", CELL_TEXT, 0},
        {"jaar", "Jaar van het eigen risico", CELL_NUMBER, 0},
        {"te_crediteren_regels", "Nog te crediteren regels", CELL_NUMBER, 0},
        {"te_crediteren_euro", "Nog te crediteren (euro)", CELL_EURO, 0},
        {"gecrediteerde_regels", "Gecrediteerde regels", CELL_NUMBER, 0},
        {"gecrediteerd_euro", "Gecrediteerd (euro)", CELL_EURO, 0}};
    static const struct table table = {.title = "Eigen risico herrekenen",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    bool ok = table_begin(writer, &table, err) && herrekeningen_read(store, filter, write_herrekening, writer, err);
    if (ok)
        table_end(writer);
    return ok;
}

/* What a report holds, in front of the sheets that tell where it is from. */
typedef bool content_fn(struct table_writer *writer, struct store *store, const struct bevinding_filter *filter,
                        enum groepering groepering, struct error *err);

static bool findings_content(struct table_writer *writer, struct store *store, const struct bevinding_filter *filter,
                             enum groepering groepering, struct error *err)
{
    return (groepering == GROEPERINGEN ? write_findings(writer, store, filter, err)
                                       : groepen_table(writer, store, groepering, filter, err))
           && (!writer->format->sheets
               || (totalen_table(writer, store, filter, err) && write_coverage(writer, store, err)));
}

static bool herrekening_content(struct table_writer *writer, struct store *store, const struct bevinding_filter *filter,
                                enum groepering groepering, struct error *err)
{
    (void)groepering;
    return write_herrekeningen(writer, store, filter, err);
}

static bool write_report(struct store *store, const struct bevinding_filter *filter, content_fn *content,
                         enum groepering groepering, const char *selection, const struct table_format *format,
                         struct outfile *out, struct error *err)
{
    struct table_writer writer = {0};
    struct origin origin = {0};
    char made[MADE_TEXT];
    bool ok = query_rows(store, QUERY_LAST_RUN, NULL, 0, take_origin, &origin, err)
              && made_by_last_run(store, made, err) && table_open(&writer, format, out, made, err)
              && content(&writer, store, filter, groepering, err)
              && (!format->sheets || write_origin(&writer, &origin, selection, err)) && table_close(&writer, err);
    table_release(&writer);
    return ok;
}

bool findings_report(struct store *store, const struct bevinding_filter *filter, enum groepering groepering,
                     const char *selection, const struct table_format *format, struct outfile *out, struct error *err)
{
    return write_report(store, filter, findings_content, groepering, selection, format, out, err);
}

bool herrekening_report(struct store *store, const struct bevinding_filter *filter, const char *selection,
                        const struct table_format *format, struct outfile *out, struct error *err)
{
    return write_report(store, filter, herrekening_content, GROEPERINGEN, selection, format, out, err);
}
