/* status_report.c - see status_report.h. */
#include "report/status_report.h"

#include <assert.h>

#include "report/next_steps.h"
#include "report/precisie.h"
#include "report/query_table.h"

/* A table that is a query: its columns are the query's. */
struct sheet {
    enum query query;
    struct table table;
};
#define SHEET_COLUMNS(...)                                                                                             \
    .column = (const struct table_column[]){__VA_ARGS__},                                                              \
    .columns = sizeof((const struct table_column[]){__VA_ARGS__}) / sizeof(struct table_column)
#define TEXT_COLUMN(name) {#name, #name, CELL_TEXT, 0}
#define NUMBER_COLUMN(name) {#name, #name, CELL_NUMBER, 0}

static const struct sheet sheets[] = {
    {QUERY_SIZE,
     {.name = "omvang",
      .title = "Omvang",
      SHEET_COLUMNS({"regels", "opgeslagen regels", CELL_NUMBER, 0}, NUMBER_COLUMN(lagen),
                    {"patienten", "patiënten met een bevinding", CELL_NUMBER, 0})}},
    {QUERY_RUNS,
     {.name = "runs",
      .title = "Laatste runs",
      SHEET_COLUMNS(NUMBER_COLUMN(run), TEXT_COLUMN(opdracht), TEXT_COLUMN(begonnen), NUMBER_COLUMN(bestanden),
                    NUMBER_COLUMN(gelezen), NUMBER_COLUMN(afgekeurd), NUMBER_COLUMN(nieuw), NUMBER_COLUMN(herzien),
                    NUMBER_COLUMN(vervallen))}},
    {QUERY_FILES,
     {.name = "bestanden",
      .title = "Laatste bestanden",
      SHEET_COLUMNS(TEXT_COLUMN(bestand), TEXT_COLUMN(status), NUMBER_COLUMN(run), NUMBER_COLUMN(gelezen),
                    NUMBER_COLUMN(aanvaard), NUMBER_COLUMN(dubbel), NUMBER_COLUMN(afgekeurd))}},
    {QUERY_REJECTS,
     {.name = "afkeuringen",
      .title = "Afgekeurd in de laatste run",
      SHEET_COLUMNS(TEXT_COLUMN(reden), NUMBER_COLUMN(regels))}},
    {QUERY_WARNINGS,
     {.name = "waarschuwingen",
      .title = "Waarschuwingen in de laatste run (de code staat ook in het log)",
      SHEET_COLUMNS(TEXT_COLUMN(code), NUMBER_COLUMN(keren), NUMBER_COLUMN(aantal))}},
    {QUERY_ZONDER_PROGRAMMA,
     {.name = "zonder_programma",
      .title = "Lijkt op een bundel en hoort bij geen programma (niet gecontroleerd; laatste run met bestanden)",
      SHEET_COLUMNS(TEXT_COLUMN(prestatiecodelijst), TEXT_COLUMN(prestatiecode), NUMBER_COLUMN(regels),
                    {"euro", "euro", CELL_EURO, 0})}},
    {QUERY_LACKING,
     {.name = "ontbreekt",
      .title = "Kolommen die bestanden van de laatste run missen",
      SHEET_COLUMNS(TEXT_COLUMN(kolom), NUMBER_COLUMN(bestanden))}},
    {QUERY_AGREED,
     {.name = "afspraken",
      .title = "Afspraken die de laatste run gebruikte",
      SHEET_COLUMNS(NUMBER_COLUMN(contractregels), NUMBER_COLUMN(relaties))}},
    {QUERY_COVERED_PROGRAMMES,
     {.name = "dekking",
      .title =
          "Dekking (ongedekt: niet gecontroleerd, geen tabel met regels voor het programma; "
          "een regel telt in elk kwartaal)",
      SHEET_COLUMNS(TEXT_COLUMN(uzovi), TEXT_COLUMN(programma), NUMBER_COLUMN(ketenregels), NUMBER_COLUMN(ongedekt),
                    TEXT_COLUMN(van), TEXT_COLUMN(tm), {"ongedekte_kwartalen", "ongedekt in", CELL_TEXT, 0})}},
    {QUERY_COUNTS,
     {.name = "tellingen",
      .title = "Opgeslagen regels die niet gewoon meetellen",
      SHEET_COLUMNS({"nul_regels", "0 euro", CELL_NUMBER, 0},
                    {"credits_verrekend", "credits verrekend", CELL_NUMBER, 0},
                    {"credits_wachten", "credits wachten", CELL_NUMBER, 0}, NUMBER_COLUMN(anomalies),
                    {"wacht_op_grond_cent", "euro wacht op grond", CELL_CENT, 0})}},
    {QUERY_OPEN,
     {.name = "bevindingen",
      .title = "Bevindingen die staan",
      SHEET_COLUMNS(TEXT_COLUMN(zekerheid), NUMBER_COLUMN(nieuw), NUMBER_COLUMN(open), {"cent", "euro", CELL_CENT, 0},
                    {"netto_cent", "netto euro", CELL_CENT, 0})}},
    {QUERY_SOORTEN,
     {.name = "soorten",
      .title = "Bevindingen naar soort (paar: twee regels, de andere een)",
      SHEET_COLUMNS(TEXT_COLUMN(soort), NUMBER_COLUMN(vast), NUMBER_COLUMN(waarschijnlijk), NUMBER_COLUMN(signaal),
                    {"cent", "euro", CELL_CENT, 0})}},
    {QUERY_AGE,
     {.name = "ouderdom",
      .title = "Hoe lang ze staan (dagen tussen de run die ze vond en de laatste)",
      SHEET_COLUMNS(TEXT_COLUMN(zekerheid), {"dagen_tot_31", "tot 31", CELL_NUMBER, 0},
                    {"dagen_31_92", "31-92", CELL_NUMBER, 0}, {"dagen_93_365", "93-365", CELL_NUMBER, 0},
                    {"dagen_meer", "meer", CELL_NUMBER, 0}, {"oudste_runs", "oudste: runs", CELL_NUMBER, 0},
                    {"oudste_run", "sinds run", CELL_NUMBER, 0})}},
    {QUERY_PURGES,
     {.name = "gewist",
      .title = "Gewist",
      SHEET_COLUMNS(TEXT_COLUMN(voor), TEXT_COLUMN(op), TEXT_COLUMN(door), NUMBER_COLUMN(regels),
                    NUMBER_COLUMN(bevindingen), NUMBER_COLUMN(oordelen))}},
};

const struct table *status_table(enum query query)
{
    size_t i = 0;
    while (i < sizeof sheets / sizeof *sheets && sheets[i].query != query)
        i++;
    assert(i < sizeof sheets / sizeof *sheets);
    return &sheets[i].table;
}

bool status_report(struct store *store, const struct table_format *format, bool only_steps, struct outfile *out,
                   size_t *steps, struct error *err)
{
    struct table_writer writer = {0};
    const size_t n = only_steps ? 0 : sizeof sheets / sizeof *sheets;
    bool ok = table_open(&writer, format, out, "", err);
    for (size_t i = 0; ok && i < n; i++)
        ok = query_table(&writer, &sheets[i].table, store, sheets[i].query, NULL, 0, err);
    ok = ok && (only_steps || precisie_table(&writer, store, err)) && next_steps(&writer, store, steps, err)
         && table_close(&writer, err);
    table_release(&writer);
    return ok;
}
