/* page_runs.c - the runs, the file ledger, and one file: what was read of it, what was not and why. Which lines were
 * rejected is never shown: they are lines of patients. */
#include "store/te_doen.h"
#include "web/bladeren.h"
#include "web/pages.h"

#define LEDGER_COLUMNS \
    {"gelezen", "Gelezen", CELL_NUMBER, 0}, {"aanvaard", "Aanvaard", CELL_NUMBER, 0}, \
        {"dubbel", "Dubbel", CELL_NUMBER, 0}, \
    { \
        "afgekeurd", "Afgekeurd", CELL_NUMBER, 0 \
    }

static bool section_runs(struct call *call, struct error *err)
{
    static const struct table_column column[] = {{"run", "Run", CELL_TEXT, 0},
                                                 {"opdracht", "Opdracht", CELL_TEXT, 0},
                                                 {"begonnen", "Begonnen (UTC)", CELL_DATE, 0},
                                                 {"versie", "Versie", CELL_TEXT, 0},
                                                 {"bestanden", "Bestanden", CELL_NUMBER, 0},
                                                 {"geweigerd", "Geweigerd", CELL_NUMBER, 0},
                                                 LEDGER_COLUMNS,
                                                 {"nieuw", "Nieuwe bevindingen", CELL_NUMBER, 0},
                                                 {"herzien", "Herzien", CELL_NUMBER, 0},
                                                 {"vervallen", "Vervallen", CELL_NUMBER, 0}};
    static const struct table table = {.title = "Runs", .column = column, .columns = sizeof column / sizeof *column};
    html_raw(&call->html, "<h2>Runs</h2>");
    return show_listing(call, &(struct listing){.table = &table, .query = QUERY_ALL_RUNS}, err);
}

static bool section_files(struct call *call, struct text run, struct error *err)
{
    static const struct table_column column[] = {{"nummer_bestand", "Nummer", CELL_TEXT, 0},
                                                 {"naam", "Bestand", CELL_TEXT, 0},
                                                 {"status", "Status", CELL_TEXT, 0},
                                                 {"run", "Run", CELL_TEXT, 0},
                                                 LEDGER_COLUMNS,
                                                 {"te_doen", "Te doen", CELL_TEXT, 0}};
    static const struct table table = {.title = "Bestanden",
                                       .empty = "geen bestanden in deze run",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    const struct query_param param = {":run", run};
    html_raw(&call->html, "<h2>Bestanden</h2>");
    return show_listing(
        call, &(struct listing){.table = &table, .query = QUERY_ALL_FILES, .param = &param, .params = 1}, err);
}

static bool section_run_warnings(struct call *call, struct text run, struct error *err)
{
    static const struct table_column column[] = {{"code", "Waarschuwing", CELL_TEXT, 0},
                                                 {"nummer_bestand", "Bestand", CELL_TEXT, 0},
                                                 {"aantal", "Aantal", CELL_NUMBER, 0}};
    static const struct table table = {
        .title = "Waarschuwingen", .empty = "geen", .column = column, .columns = sizeof column / sizeof *column};
    const struct query_param param[] = {{":run", run}, {":aantal", TEXT("1000")}, {":vanaf", TEXT("0")}};
    return html_query_table(&call->html, &table, &call->store, QUERY_RUN_WARNINGS, param, sizeof param / sizeof *param,
                            err);
}

/* All runs, all files, or the files of one run: each has pages of its own. */
bool page_runs(struct call *call, struct error *err)
{
    const struct text run = query_digits(call, "run", 9);
    struct buf title = {0};
    buf_printf(&title, run.n ? "Run %.*s" : "Runs en bestanden", (int)run.n, run.at);
    page_begin(call, buf_string(&title));
    buf_release(&title);
    html_raw(&call->html, "<nav class=\"bladwijzer\" aria-label=\"Onderdelen\"><a href=\"/runs\">Runs</a>"
                          "<a href=\"/runs?wat=bestanden\">Bestanden</a></nav>");
    const bool files = run.n || query_is(&call->request, "wat", "bestanden");
    bool ok = files ? section_files(call, run, err) : section_runs(call, err);
    ok = ok && (!run.n || section_run_warnings(call, run, err));
    page_end(call);
    return ok;
}

/* ---- One file ---- */

/* What the ledger says of it that its page acts on. */
struct levering {
    struct call *call;
    bool found, waits, ingelezen;
};

static void add_ledger_row(struct html *html, const struct query_row *row, const char *name, const char *lines,
                           const char *cents)
{
    html_raw(html, "<tr><th scope=\"row\">");
    html_string(html, name);
    html_raw(html, "</th><td class=\"getal\">");
    html_figure(html, CELL_NUMBER, query_value(row, lines));
    html_raw(html, "</td><td class=\"getal\">");
    html_figure(html, CELL_CENT, query_value(row, cents));
    html_raw(html, "</td></tr>");
}

static void add_control_totals(struct html *html, const struct query_row *row)
{
    html_raw(html, "<h2>Controletotalen</h2><div class=\"tabel\" tabindex=\"0\" role=\"region\" "
                   "aria-label=\"Controletotalen\"><table><thead><tr><th scope=\"col\">Regels</th>"
                   "<th scope=\"col\" class=\"getal\">Aantal</th><th scope=\"col\" class=\"getal\">Bedrag</th></tr>"
                   "</thead><tbody>");
    add_ledger_row(html, row, "Gelezen", "gelezen", "gelezen_cent");
    add_ledger_row(html, row, "Aanvaard", "aanvaard", "aanvaard_cent");
    add_ledger_row(html, row, "Dubbel: stond er al", "dubbel", "dubbel_cent");
    add_ledger_row(html, row, "Afgekeurd", "afgekeurd", "afgekeurd_cent");
    html_raw(html, "</tbody></table></div><p class=\"stil\">Gelezen is aanvaard, dubbel en afgekeurd samen. Bewaard "
                   "zijn de aanvaarde regels die ertoe doen: ");
    html_text(html, query_value(row, "relevant"));
    html_raw(html, ".</p>");
}

/* What people did with it. Why, in their words, is for who may see patients or keeps the files. */
static void add_what_was_done(struct call *call, const struct query_row *row)
{
    struct html *html = &call->html;
    const bool why = call->sessie.rechten & (RECHT_PATIENT | RECHT_BEHEER);
    fact(html, "Ingetrokken op", query_value(row, "ingetrokken_op"));
    fact(html, "Ingetrokken door", query_value(row, "ingetrokken_door"));
    fact(html, "In run", query_value(row, "ingetrokken_run"));
    fact(html, "Regels die vertrokken", query_value(row, "ingetrokken_regels"));
    fact(html, "Afgehandeld op", query_value(row, "afgehandeld_op"));
    fact(html, "Afgehandeld door", query_value(row, "afgehandeld_door"));
    if (why) {
        fact(html, "Waarom ingetrokken", query_value(row, "ingetrokken_reden"));
        fact(html, "Waarom afgehandeld", query_value(row, "afgehandeld_reden"));
    }
}

static bool show_levering(void *ctx, const struct query_row *row, struct error *err)
{
    struct levering *levering = ctx;
    struct call *call = levering->call;
    struct html *html = &call->html;
    struct buf title = {0};
    const struct text naam = query_value(row, "naam");
    (void)err;
    levering->found = true;
    levering->waits = query_value(row, "wacht").n > 0;
    levering->ingelezen = text_equal(query_value(row, "status"), TEXT("ingelezen"));
    buf_printf(&title, "Bestand %.*s", (int)naam.n, naam.at);
    page_begin(call, buf_string(&title));
    buf_release(&title);
    if (levering->waits)
        html_raw(html, "<p class=\"fout\">Dit bestand wacht: er is iets van weggelaten, en het is nog niet hersteld of "
                       "afgehandeld.</p>");
    html_raw(html, "<dl class=\"feiten\">");
    fact(html, "Nummer", call->argument);
    fact(html, "Status", query_value(row, "status"));
    fact(html, "Gelezen in run", query_value(row, "run"));
    fact(html, "Op (UTC)", query_value(row, "begonnen"));
    fact(html, "Grootte in bytes", query_value(row, "bytes"));
    fact(html, "SHA-256", query_value(row, "sha256"));
    fact(html, "Profiel", query_value(row, "profiel").n ? query_value(row, "profiel") : TEXT("geen: eigen vorm"));
    fact(html, "Controlebestand klopte voor", query_value(row, "controle"));
    add_what_was_done(call, row);
    html_close(html, "dl");
    add_control_totals(html, row);
    return true;
}

static const struct table_column rejects_column[] = {{"reden", "Reden", CELL_TEXT, 0},
                                                     {"regels", "Regels", CELL_NUMBER, 0}},
                                 warnings_column[] = {{"code", "Waarschuwing", CELL_TEXT, 0},
                                                      {"keren", "Keren", CELL_NUMBER, 0},
                                                      {"aantal", "Aantal", CELL_NUMBER, 0}},
                                 kolommen_column[] = {{"kolom", "Kolom", CELL_TEXT, 0},
                                                      {"soort", "Soort", CELL_TEXT, 0}},
                                 zonder_column[] = {{"prestatiecodelijst", "Prestatiecodelijst", CELL_TEXT, 0},
                                                    {"prestatiecode", "Prestatiecode", CELL_TEXT, 0},
                                                    {"regels", "Regels", CELL_NUMBER, 0},
                                                    {"cent", "Bedrag", CELL_CENT, 0}};
static const struct {
    enum query query;
    struct table table;
} levering_tables[] = {
    {QUERY_LEVERING_REJECTS, {.title = "Afgekeurd, naar reden", .column = rejects_column, .columns = 2}},
    {QUERY_LEVERING_WARNINGS, {.title = "Waarschuwingen", .column = warnings_column, .columns = 3}},
    {QUERY_LEVERING_KOLOMMEN,
     {.title = "Kolommen die ontbreken of genegeerd zijn", .column = kolommen_column, .columns = 2}},
    {QUERY_LEVERING_ZONDER_PROGRAMMA,
     {.title = "Lijkt op een bundel en hoort bij geen programma", .column = zonder_column, .columns = 4}}};

static bool section_levering_tables(struct call *call, struct error *err)
{
    const struct query_param param = {":bestand", call->argument};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof levering_tables / sizeof *levering_tables; i++)
        ok = html_query_table(&call->html, &levering_tables[i].table, &call->store, levering_tables[i].query, &param, 1,
                              err);
    return ok;
}

static void form_afhandelen(struct call *call)
{
    char *action = xprintf("/levering/%.*s/afhandelen", (int)call->argument.n, call->argument.at);
    html_raw(&call->html, "<h2>Afhandelen</h2><p>Hoeft niet hersteld te worden wat er is weggelaten? Leg vast waarom; "
                          "het bestand wacht dan niet meer. Er verandert verder niets.</p>");
    form_begin(call, action, "opgave");
    form_text_field(call, "Reden (noem geen verzekerde)", "reden", TEXT(""), true);
    html_raw(&call->html, "<button class=\"hoofd\">Afhandelen</button>");
    form_end(call);
    free(action);
}

static void link_intrekken(struct call *call)
{
    html_raw(&call->html, "<p class=\"knoppen\">");
    html_begin(&call->html, "a");
    html_attribute(&call->html, "class", TEXT("knop"));
    html_attribute_printf(&call->html, "href", "/levering/%.*s/intrekken", (int)call->argument.n, call->argument.at);
    html_begun(&call->html);
    html_raw(&call->html, "Dit bestand intrekken\u2026</a></p>");
}

bool page_levering(struct call *call, struct error *err)
{
    struct levering levering = {.call = call};
    const struct query_param param = {":bestand", call->argument};
    if (is_file_number(call) && !query_rows(&call->store, QUERY_LEVERING, &param, 1, show_levering, &levering, err))
        return false;
    if (!levering.found) {
        refuse_unknown_file(call);
        return true;
    }
    bool ok = section_levering_tables(call, err);
    html_raw(&call->html, "<p class=\"stil\">Welke regels zijn afgekeurd staat in rejects.csv van die run: het zijn "
                          "regels van verzekerden, en die staan hier niet.</p>");
    if (levering.waits && call_may(call, RECHT_BEHEER))
        form_afhandelen(call);
    if (levering.ingelezen && call_may(call, RECHT_BEHEER))
        link_intrekken(call);
    page_end(call);
    return ok;
}

bool action_afhandelen(struct call *call, struct error *err)
{
    struct store store = STORE_CLOSED;
    const struct text inlog = text_of(call->sessie.naam), reden = text_trim(form_of(&call->request, "reden"));
    char *naam = NULL, *file = xprintf("%.*s", (int)call->argument.n, call->argument.at);
    char *back = xprintf("/levering/%s", file);
    const struct afhandeling a = {.file = file, .door = inlog, .reden = reden, .inlog = inlog};
    bool ok = true;
    if (!is_file_number(call))
        refuse_unknown_file(call);
    else if (!text_is_recordable(reden))
        refuse_form(call, "Reden ontbreekt", "Schrijf in een regel waarom dit bestand niet hersteld hoeft.");
    else {
        ok = call_change(call, &store, err) && afhandelen(&store, &a, &naam, err) && store_commit(&store, err);
        if (ok)
            reply_see_other(call, back);
    }
    store_close(&store);
    free(naam);
    free(file);
    free(back);
    return ok;
}
