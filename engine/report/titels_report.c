/* titels_report.c - see titels_report.h. */
#include "report/titels_report.h"

#include "report/query_table.h"

static const struct table_column titels_column[] = {
    {"uzovi", "Uzovi", CELL_TEXT, 0},
    {"agb_declarant", "Contractant (AGB)", CELL_TEXT, 0},
    {"programma", "Programma", CELL_TEXT, 14},
    {"soort", "Soort", CELL_TEXT, 0},
    {"kwartaal", "Kwartaal", CELL_TEXT, 0},
    {"regels", "Declaratieregels", CELL_NUMBER, 0},
    {"verzekerden", "Verzekerden", CELL_NUMBER, 0},
    {"bedrag_cent", "Gedeclareerd (euro)", CELL_CENT, 18},
    {"kleinste_cent", "Kleinste per eenheid (euro)", CELL_CENT, 0},
    {"grootste_cent", "Grootste per eenheid (euro)", CELL_CENT, 0},
    {"tarief_cent", "Afgesproken tarief (euro)", CELL_CENT, 0},
    {"boven_tarief_cent", "Boven tarief (euro)", CELL_CENT, 0},
    {"budget_cent", "Budget (euro)", CELL_CENT, 18},
    {"boven_budget_cent", "Boven budget (euro)", CELL_CENT, 0},
    {"ingeschreven", "Ingeschreven", CELL_NUMBER, 0},
    {"ingeschreven_75", "Ingeschreven 75+", CELL_NUMBER, 0},
    {"aandeel_75", "Ouderen per 100 van 75+", CELL_DECIMAL, 0}};
const struct table titels_table = {.name = "titels",
                                   .title = "Titels per kwartaal",
                                   .empty = "geen ketenregels of titels",
                                   .column = titels_column,
                                   .columns = sizeof titels_column / sizeof *titels_column};

bool titels_report(struct store *store, const struct titels_filter *filter, const struct table_format *format,
                   struct outfile *out, struct error *err)
{
    const struct query_param param[] = {{":uzovi", text_of(filter->uzovi)},
                                        {":agb_declarant", text_of(filter->agb)},
                                        {":programma", text_of(filter->programma)}};
    struct table_writer writer = {0};
    char made[MADE_TEXT];
    bool ok = made_by_last_run(store, made, err) && table_open(&writer, format, out, made, err)
              && query_table(&writer, &titels_table, store, QUERY_TITELS, param, sizeof param / sizeof *param, err)
              && table_close(&writer, err);
    table_release(&writer);
    return ok;
}
