/* page_regels.c - the rules of the last run: what each says, where it comes from, and what it is worth. */
#include <stdio.h>

#include "base/wilson.h"
#include "web/bladeren.h"
#include "web/pages.h"

static const struct table_column regels_column[] = {{"regel", "Regel", CELL_TEXT, 0},
                                                    {"tabel", "Tabel", CELL_TEXT, 0},
                                                    {"programma", "Programma", CELL_TEXT, 0},
                                                    {"soort", "Soort", CELL_TEXT, 0},
                                                    {"categorie", "Categorie", CELL_TEXT, 0},
                                                    {"zekerheid", "Zekerheid", CELL_TEXT, 0},
                                                    {"geldig_van", "Geldig van", CELL_DATE, 0},
                                                    {"geldig_tot", "Geldig tot", CELL_DATE, 0},
                                                    {"status", "Status", CELL_TEXT, 0},
                                                    {"bevindingen", "Bevindingen", CELL_NUMBER, 0},
                                                    {"regels", "Declaratieregels", CELL_NUMBER, 0},
                                                    {"patienten", "Verzekerden", CELL_NUMBER, 0},
                                                    {"netto_cent", "Te verhalen", CELL_CENT, 0},
                                                    {"beantwoord", "Beantwoord", CELL_NUMBER, 0},
                                                    {"credit", "Gecrediteerd", CELL_NUMBER, 0}};
static const struct table regels_table = {.name = "regels",
                                          .title = "Regels van de laatste run",
                                          .empty = "geen regel die daaraan voldoet",
                                          .column = regels_column,
                                          .columns = sizeof regels_column / sizeof *regels_column};

bool page_regels(struct call *call, struct error *err)
{
    static const char *const sorts[] = {"netto_cent", "bevindingen", "regels", "patienten", "beantwoord", NULL};
    const struct query_param param[] = {{":tabel", query_of(&call->request, "tabel")},
                                        {":programma", query_of(&call->request, "programma")},
                                        {":regel", TEXT("")}};
    page_begin(call, "Regels");
    html_raw(&call->html, "<form class=\"filters\" method=\"get\" action=\"/regels\">");
    bool ok = show_filter(call, "Tabel", "tabel", QUERY_TABELLEN_REGELS, err)
              && show_filter(call, "Programma", "programma", QUERY_REGELS_PROGRAMMAS, err);
    html_raw(&call->html,
             "<button>Tonen</button></form><p class=\"stil\">Een bevinding telt bij de regel die haar leidt. "
             "Een declaratieregel telt per regel eenmaal in het bedrag.</p>");
    say_few_patients(call);
    ok = ok
         && show_listing(call,
                         &(struct listing){.table = &regels_table,
                                           .query = QUERY_REGELS,
                                           .param = param,
                                           .params = sizeof param / sizeof *param,
                                           .sorts = sorts,
                                           .few = true},
                         err);
    page_end(call);
    return ok;
}

/* ---- One rule ---- */

/* X(column of the query, what it is called) */
#define REGEL_FACTS(X) \
    X(tabel, "Tabel") \
    X(programma, "Programma") X(soort, "Soort") X(categorie, "Categorie") X(zekerheid, "Zekerheid") \
        X(verhaal, "Verhaal op") X(controle, "Controle") X(status, "Status") X(geldig_van, "Geldig van") \
            X(geldig_tot, "Geldig tot") X(prestatiecodelijst, "Prestatiecodelijst") X(code_van, "Code van") \
                X(code_tm, "Code tot en met") X(codeset, "Codeset") X(zorgproduct, "Zorgproduct") \
                    X(specialisme, "Specialisme") X(zorgsoort, "Zorgsoort") \
                        X(conflict_programma, "Keten-dbc van programma") X(verwijsdiagnoses, "Verwijsdiagnoses") \
                            X(betreft, "Betreft") X(voorwaarde, "Voorwaarde in het contract") X(overlap, "Overlap") \
                                X(gedoogkwartaal, "Gedoogkwartaal") X(eenmalig, "Eenmalig") \
                                    X(max_dagen, "Ten hoogste dagen") X(bron, "Bron") X(herkomst, "Herkomst")

static bool show_regel(void *ctx, const struct query_row *row, struct error *err)
{
    struct call *call = ctx;
    struct html *html = &call->html;
    struct buf title = {0};
    (void)err;
    buf_printf(&title, "Regel %.*s", (int)call->argument.n, call->argument.at);
    page_begin(call, buf_string(&title));
    buf_release(&title);
    html_element(html, "p", query_value(row, "omschrijving"));
    html_raw(html, "<dl class=\"feiten\">");
#define REGEL_FACT(column, name) fact(html, name, query_value(row, #column));
    REGEL_FACTS(REGEL_FACT)
#undef REGEL_FACT
    html_close(html, "dl");
    return true;
}

static void add_share(struct html *html, uint64_t credit, uint64_t beantwoord)
{
    double low, high;
    wilson((uint32_t)credit, (uint32_t)beantwoord, &low, &high);
    html_raw(html, "<p>Precisie: ");
    html_printf(html,
                "van de %llu bevindingen die de betrokken aanbieder beantwoordde, is %.0f%% gecrediteerd "
                "(95%%-interval %.0f tot %.0f%%).",
                (unsigned long long)beantwoord, 100.0 * (double)credit / (double)beantwoord, 100 * low, 100 * high);
    html_raw(html, "</p>");
}

/* "minder dan 5" is no number, and then there is no share either. */
static void add_precision(struct html *html, const struct query_row *row)
{
    const struct text answered = query_value(row, "beantwoord");
    uint64_t beantwoord = 0, credit = 0;
    if (text_digits(answered, 9, &beantwoord) && text_digits(query_value(row, "credit"), 9, &credit) && beantwoord)
        add_share(html, credit, beantwoord);
    else if (answered.n) {
        html_raw(html, "<p>Precisie: ");
        html_text(html, answered);
        html_raw(html, " bevindingen zijn beantwoord; dat is te weinig om te tonen.</p>");
    } else
        html_raw(html, "<p class=\"stil\">Er heeft nog geen aanbieder geantwoord op een bevinding van deze regel.</p>");
}

static bool show_regel_figures(void *ctx, const struct query_row *row, struct error *err)
{
    struct html *html = &((struct call *)ctx)->html;
    (void)err;
    html_raw(html, "<h2>Wat er staat</h2><div class=\"kaarten\">");
    figure_card(html, "Te verhalen", CELL_CENT, query_value(row, "netto_cent"));
    figure_card(html, "Bevindingen", CELL_NUMBER, query_value(row, "bevindingen"));
    figure_card(html, "Declaratieregels", CELL_NUMBER, query_value(row, "regels"));
    figure_card(html, "Verzekerden", CELL_NUMBER, query_value(row, "patienten"));
    html_raw(html, "</div>");
    add_precision(html, row);
    return true;
}

/* Its own row of the list. */
static bool section_regel_figures(struct call *call, struct error *err)
{
    const struct query_param param[] = {
        {":tabel", TEXT("")}, {":programma", TEXT("")}, {":regel", call->argument}, {":minst", few_patients(call)}};
    return query_rows(&call->store, QUERY_REGELS, param, sizeof param / sizeof *param, show_regel_figures, call, err);
}

static bool section_regel_aanbieders(struct call *call, struct error *err)
{
    static const struct table_column column[] = {{"agb", "Aanbieder (AGB)", CELL_TEXT, 0},
                                                 {"bevindingen", "Bevindingen", CELL_NUMBER, 0},
                                                 {"regels", "Declaratieregels", CELL_NUMBER, 0},
                                                 {"patienten", "Verzekerden", CELL_NUMBER, 0},
                                                 {"netto_cent", "Te verhalen", CELL_CENT, 0}};
    static const struct table table = {.title = "Aanbieders met de hoogste bedragen",
                                       .empty = "geen bevinding die staat",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    return show_few(call, &table, QUERY_REGEL_AANBIEDERS, ":regel", call->argument, err);
}

static bool section_wordings(struct call *call, struct error *err)
{
    static const struct table_column column[] = {
        {"van_run", "Van run", CELL_NUMBER, 0},         {"van", "Van", CELL_DATE, 0},
        {"tm_run", "Tot en met run", CELL_NUMBER, 0},   {"tm", "Tot en met", CELL_DATE, 0},
        {"zekerheid", "Zekerheid", CELL_TEXT, 0},       {"geldig_van", "Geldig van", CELL_DATE, 0},
        {"geldig_tot", "Geldig tot", CELL_DATE, 0},     {"status", "Status", CELL_TEXT, 0},
        {"omschrijving", "Omschrijving", CELL_PROSE, 0}};
    static const struct table table = {
        .title = "Hoe zij luidde, en in welke runs", .column = column, .columns = sizeof column / sizeof *column};
    const struct query_param param = {":regel", call->argument};
    return html_query_table(&call->html, &table, &call->store, QUERY_REGEL_RUNS, &param, 1, err);
}

bool page_regel(struct call *call, struct error *err)
{
    const struct query_param param = {":regel", call->argument};
    if (!query_rows(&call->store, QUERY_REGEL, &param, 1, show_regel, call, err))
        return false;
    if (!call->html.out.n) {
        reply_refused(call, 404, "Niet gevonden", "De laatste run had geen regel met deze naam.");
        return true;
    }
    bool ok = section_regel_figures(call, err);
    say_few_patients(call);
    ok = ok && section_regel_aanbieders(call, err) && section_wordings(call, err);
    html_raw(&call->html, "<p><a href=\"/tabellen\">Wat zou een andere tekst doen?</a></p>");
    page_end(call);
    return ok;
}
