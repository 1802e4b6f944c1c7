/* page_tabellen.c - the tables, contracts and relations that the last run used, also as files to change and try. */
#include <stdio.h>

#include "report/tables_report.h"
#include "report/tables_workbook.h"
#include "web/bladeren.h"
#include "web/pages.h"
#include "web/proef.h"

/* ---- What is in force ---- */

bool rules_in_force(struct call *call, struct ruleset *rules, int64_t *run, struct error *err)
{
    bool sound = false;
    return ledger_last_run(&call->store, run, err) && ledger_rules_of_run(&call->store, *run, rules, &sound, err)
           && (sound
               || error_set(err, STATUS_FAILED,
                            "what the last run recorded of its tables is not what it was; see "
                            "'dubbelloop verify'"));
}

/* What is in force, to go on with in Excel. */
static void table_links(struct call *call)
{
    html_raw(&call->html, "<p class=\"knoppen\">De tabellen als bestand: "
                          "<a class=\"knop\" href=\"/tabellen/tabellen.xlsx\">Excel-werkmap</a></p>");
}

static bool section_tables(struct call *call, struct error *err)
{
    struct ruleset rules = {0};
    struct html_table shown;
    int64_t run;
    struct table_writer *writer = html_table_open(&shown, &call->html);
    bool ok = rules_in_force(call, &rules, &run, err) && tables_list(writer, &rules, err);
    html_table_close(&shown);
    ruleset_release(&rules);
    table_links(call);
    return ok;
}

static bool list_of_agbs(struct call *call, const struct table *table, enum query query, struct error *err)
{
    const struct text agb = query_digits(call, "agb", 8);
    const struct query_param param = {":agb", agb};
    struct html *html = &call->html;
    html_raw(html, "<form class=\"filters\" method=\"get\" action=\"/tabellen\"><input type=\"hidden\" name=\"wat\"");
    html_attribute(html, "value", query_of(&call->request, "wat"));
    html_raw(html, "><label>AGB begint met <input name=\"agb\" inputmode=\"numeric\" maxlength=\"8\" "
                   "pattern=\"[0-9]{1,8}\" title=\"1 tot 8 cijfers\" data-zoek");
    html_attribute(html, "value", agb);
    html_raw(html, "></label><button>Tonen</button></form>");
    return show_listing(call, &(struct listing){.table = table, .query = query, .param = &param, .params = 1}, err);
}

static bool section_contracten(struct call *call, struct error *err)
{
    static const struct table_column column[] = {{"uzovi", "Uzovi", CELL_TEXT, 0},
                                                 {"agb_declarant", "Contractant (AGB)", CELL_TEXT, 0},
                                                 {"programma", "Programma", CELL_TEXT, 0},
                                                 {"prestatiecode", "Prestatiecode", CELL_TEXT, 0},
                                                 {"geldig_van", "Geldig van", CELL_DATE, 0},
                                                 {"geldig_tot", "Geldig tot", CELL_DATE, 0},
                                                 {"voorwaarden", "Voorwaarden", CELL_TEXT, 0},
                                                 {"extra_tabel", "Extra tabel", CELL_TEXT, 0},
                                                 {"tarief_cent", "Tarief", CELL_CENT, 0},
                                                 {"budget_cent", "Budget", CELL_CENT, 0}};
    static const struct table table = {.title = "Contracten",
                                       .empty = "geen contractregels",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    return list_of_agbs(call, &table, QUERY_CONTRACTEN, err);
}

static bool section_relaties(struct call *call, struct error *err)
{
    static const struct table_column column[] = {{"van_agb", "Praktijk (AGB)", CELL_TEXT, 0},
                                                 {"naar_agb", "Hoort bij (AGB)", CELL_TEXT, 0},
                                                 {"soort", "Soort", CELL_TEXT, 0},
                                                 {"geldig_van", "Geldig van", CELL_DATE, 0},
                                                 {"geldig_tot", "Geldig tot", CELL_DATE, 0},
                                                 {"bron", "Bron", CELL_TEXT, 0}};
    static const struct table table = {
        .title = "Relaties", .empty = "geen relaties", .column = column, .columns = sizeof column / sizeof *column};
    return list_of_agbs(call, &table, QUERY_RELATIES, err);
}

static bool send_tables(struct call *call, const struct table_files *files, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    struct table_writer writer = {0};
    const bool ok = reply_file_open(call, &out, err) && table_open(&writer, &table_xlsx, &out, "", err)
                    && tables_workbook(&writer, files, NULL, err) && table_close(&writer, err)
                    && reply_file(call, &out, "tabellen.xlsx",
                                  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", err);
    table_release(&writer);
    outfile_release(&out);
    return ok;
}

static bool send_table(struct call *call, const char *name, struct text content, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    bool ok = reply_file_open(call, &out, err);
    if (ok)
        outfile_write(&out, content.at, content.n);
    ok = ok && reply_file(call, &out, name, "text/csv; charset=utf-8", err);
    outfile_release(&out);
    return ok;
}

bool page_tabellen_bestand(struct call *call, struct error *err)
{
    struct table_files files = {0};
    struct run_tables tables = {.files = &files};
    char *name = xprintf("%.*s", (int)call->argument.n, call->argument.at);
    int64_t run = 0;
    bool ok = ledger_last_run(&call->store, &run, err) && ledger_tables_of_run(&call->store, run, &tables, err);
    const struct text content = table_files_find(&files, name);
    const bool sayable = name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")] == 0;
    if (ok && content.at && sayable) /* in a header */
        ok = send_table(call, name, content, err);
    else if (ok && files.n && strcmp(name, "tabellen.xlsx") == 0)
        ok = send_tables(call, &files, err);
    else if (ok)
        reply_refused(call, 404, "Niet gevonden", "De laatste run gebruikte geen tabel met deze naam.");
    free(name);
    table_files_release(&files);
    return ok;
}

static void add_upload(struct html *html, const char *label, const char *name, bool several)
{
    html_open(html, "label", NULL);
    html_string(html, label);
    html_open(html, "input", "type", "file", "name", name, "accept", ".csv,.xlsx", "multiple",
              several ? HTML_BARE : NULL, NULL);
    html_close(html, "label");
}

static void form_try(struct call *call)
{
    struct html *html = &call->html;
    html_raw(html, "<section aria-labelledby=\"proberen\"><h2 id=\"proberen\">Wat zouden andere tabellen doen?</h2>"
                   "<p>Geef tabellen, contracten of relaties op, als CSV of als werkmap van Excel. U ziet wat erin "
                   "verschilt van wat de laatste run gebruikte, en wat dat met de bevindingen zou doen. Wat u niet "
                   "opgeeft blijft zoals het is. Er wordt niets bewaard of in gebruik genomen: dat doet een run met "
                   "--tables, --contracts of --relaties.</p>"
                   "<form method=\"post\" action=\"/tabellen\" enctype=\"multipart/form-data\" class=\"opgave\">");
    form_hidden(call, "_csrf", text_of(call->sessie.csrf));
    add_upload(html, "Tabellen (een of meer bestanden, of een werkmap met een blad per tabel)", "tabellen", true);
    add_upload(html, "Contracten", "contracten", false);
    add_upload(html, "Relaties", "relaties", false);
    html_raw(html, "<button class=\"hoofd\">Uitrekenen</button></form></section>");
}

bool page_tabellen(struct call *call, struct error *err)
{
    page_begin(call, "Tabellen en contracten");
    html_raw(&call->html, "<nav class=\"bladwijzer\" aria-label=\"Onderdelen\"><a href=\"/tabellen\">Tabellen</a>"
                          "<a href=\"/tabellen?wat=contracten\">Contracten</a>"
                          "<a href=\"/tabellen?wat=relaties\">Relaties</a></nav>"
                          "<p class=\"stil\">Zoals de laatste run ze gebruikte.</p>");
    bool ok = query_is(&call->request, "wat", "contracten") ? section_contracten(call, err)
              : query_is(&call->request, "wat", "relaties") ? section_relaties(call, err)
                                                            : section_tables(call, err);
    if (call_may(call, RECHT_BEHEER))
        form_try(call);
    page_end(call);
    return ok;
}
