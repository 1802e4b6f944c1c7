/* page_tabellen.c - the tables, contracts and relations that the last run used; and what others would do to the
 * findings, worked out from an upload before anybody uses it. Nothing of it is kept. */
#include <stdio.h>

#include "base/place.h"
#include "passes/predict.h"
#include "report/tables_report.h"
#include "rules/lint.h"
#include "rules/saved.h"
#include "store/ledger.h"
#include "web/bladeren.h"
#include "web/cijfers.h"
#include "web/pages.h"

/* ---- What is in force ---- */

static bool rules_in_force(struct call *call, struct ruleset *rules, int64_t *run, struct error *err)
{
    bool sound = false;
    return ledger_last_run(&call->store, run, err) && ledger_rules_of_run(&call->store, *run, rules, &sound, err)
           && (sound
               || error_set(err, STATUS_FAILED,
                            "what the last run recorded of its tables is not what it was; see "
                            "'dubbelloop verify'"));
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

/* ---- What others would do ---- */

/* Contracts or relations that were uploaded. */
struct beside_upload {
    char *content; /* owned; NULL: none */
    struct rule_file file;
};
struct trial {
    struct call *call;
    struct table_files files;
    struct beside_upload contracten, relaties;
    struct ruleset was, now;
    struct problems problems;
    struct buf outdated; /* names of files, a line each */
};

static bool is_workbook(struct text name)
{
    return name.n > 5 && memcmp(name.at + name.n - 5, ".xlsx", 5) == 0;
}

/* What a browser calls a file may have its folder in front. */
static char *upload_name(const struct param *param)
{
    char *path = xprintf("%.*s", (int)param->file.n, param->file.at);
    char *name = xstrdup(name_in_folder(path));
    free(path);
    return name;
}

static size_t uploads_of(const struct call *call, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < call->request.form.n; i++)
        n += call->request.form.param[i].file.n && text_equal(call->request.form.param[i].name, text_of(name));
    return n;
}

/* One workbook by itself has a sheet a table; beside others it is one table, as in a folder. */
static bool take_tables(struct trial *trial, struct error *err)
{
    const struct params *form = &trial->call->request.form;
    const bool alone = uploads_of(trial->call, "tabellen") == 1;
    bool ok = true;
    for (size_t i = 0; ok && i < form->n; i++) {
        const struct param *param = &form->param[i];
        if (!param->file.n || !text_equal(param->name, TEXT("tabellen")))
            continue;
        char *name = upload_name(param);
        if (alone && is_workbook(text_of(name)))
            ok = table_files_take_workbook(&trial->files, name, param->value, err);
        else
            table_files_take(&trial->files, name, param->value);
        free(name);
    }
    return ok;
}

/* `file_name`: what the remembered rows are called, so that both are one source. */
static void take_upload_beside(struct trial *trial, const char *field, const char *file_name,
                               struct beside_upload *upload)
{
    const struct params *form = &trial->call->request.form;
    for (size_t i = 0; i < form->n && !upload->content; i++) {
        const struct param *param = &form->param[i];
        if (!param->file.n || !text_equal(param->name, text_of(field)))
            continue;
        size_t n = param->value.n;
        char *name = upload_name(param);
        upload->content = xmalloc(n + 1);
        memcpy(upload->content, param->value.at, n);
        saved_table(name, &upload->content, &n, &trial->files.mended, &trial->files.problems);
        upload->file = (struct rule_file){file_name, {upload->content, n}};
        free(name);
    }
}

static bool load_trial(struct trial *trial, struct error *err)
{
    struct call *call = trial->call;
    int64_t run = 0;
    if (!take_tables(trial, err)) { /* a workbook that is none */
        problem_add(&trial->problems, "werkmap", 0, "%s", err->text);
        *err = (struct error){0};
    }
    take_upload_beside(trial, "contracten", "contracts", &trial->contracten);
    take_upload_beside(trial, "relaties", "relaties", &trial->relaties);
    problems_take(&trial->problems, &trial->files.problems);
    const struct rules_instead instead = {.files = &trial->files,
                                          .contracts = trial->contracten.content ? &trial->contracten.file : NULL,
                                          .relaties = trial->relaties.content ? &trial->relaties.file : NULL};
    return rules_in_force(call, &trial->was, &run, err)
           && ledger_rules_with(&call->store, run, &instead, &trial->now, &trial->problems, err);
}

/* What the engine has to say of tables it says in English. */
static void show_engine_lines(struct html *html, const char *heading, const char *lang, struct text lines)
{
    if (!lines.n)
        return;
    html_element_string(html, "h2", heading);
    html_open(html, "pre", "class", "code tabel", "tabindex", "0", "lang", lang, NULL);
    html_text(html, lines);
    html_raw(html, "</pre>");
}

static void show_diff(struct trial *trial)
{
    struct table_diff diff = {0};
    struct buf text = {0};
    table_diff_make(&diff, &trial->was, &trial->now);
    diff.was_is_stored = true;
    table_diff_write(&diff, &text);
    show_engine_lines(&trial->call->html, "Wat er verschilt", NULL, (struct text){text.at, text.n});
    buf_release(&text);
    table_diff_release(&diff);
}

static bool add_effect_row(struct call *call, struct table_writer *writer, const struct effect *e, struct error *err)
{
    char room[4][NUMBER_TEXT];
    const int64_t n = e->aantal[WIJZIGING_NIEUW] + e->aantal[WIJZIGING_HERZIEN] + e->aantal[WIJZIGING_VERVALLEN];
    const bool few = n < FEW_PATIENTS && !call_may(call, RECHT_PATIENT);
    const struct text dash = TEXT("\u2013");
    const struct text value[] = {e->naam,
                                 few ? TEXT(FEW_WORDS " samen") : number_text(e->aantal[WIJZIGING_NIEUW], room[0]),
                                 few ? dash : number_text(e->aantal[WIJZIGING_HERZIEN], room[1]),
                                 few ? dash : number_text(e->aantal[WIJZIGING_VERVALLEN], room[2]),
                                 few ? dash : number_text(e->cent, room[3])};
    return table_row(writer, value, err);
}

static bool show_effects(struct call *call, const char *title, const char *named_by, const struct effects *effects,
                         struct error *err)
{
    const struct table_column column[] = {{named_by, title, CELL_TEXT, 0},
                                          {"nieuw", "Nieuw", CELL_NUMBER, 0},
                                          {"herzien", "Herzien", CELL_NUMBER, 0},
                                          {"vervallen", "Vervallen", CELL_NUMBER, 0},
                                          {"cent", "Te verhalen, erbij of eraf", CELL_CENT, 0}};
    const struct table table = {.title = title, .column = column, .columns = sizeof column / sizeof *column};
    struct html_table shown;
    struct table_writer *writer = html_table_open(&shown, &call->html);
    shown.only_when_full = true;
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && i < effects->n; i++)
        ok = add_effect_row(call, writer, &effects->at[i], err);
    if (ok)
        table_end(writer);
    html_table_close(&shown);
    return ok;
}

static bool show_totals(struct call *call, const struct prediction *prediction, struct error *err)
{
    static const struct table_column column[] = {{"zekerheid", "Zekerheid", CELL_TEXT, 0},
                                                 {"was", "Bevindingen nu", CELL_NUMBER, 0},
                                                 {"wordt", "Dan", CELL_NUMBER, 0},
                                                 {"was_cent", "Te verhalen nu", CELL_CENT, 0},
                                                 {"wordt_cent", "Dan", CELL_CENT, 0}};
    static const struct table table = {.title = "Samen", .column = column, .columns = sizeof column / sizeof *column};
    struct html_table shown;
    struct table_writer *writer = html_table_open(&shown, &call->html);
    bool ok = table_begin(writer, &table, err);
    for (int z = VAST; ok && z >= SIGNAAL; z--) {
        char room[4][NUMBER_TEXT];
        const struct text value[] = {text_of(zekerheid_name[z]), number_text(prediction->was.findings[z], room[0]),
                                     number_text(prediction->now.findings[z], room[1]),
                                     number_text(prediction->was.net_cent[z], room[2]),
                                     number_text(prediction->now.net_cent[z], room[3])};
        ok = table_row(writer, value, err);
    }
    if (ok)
        table_end(writer);
    html_table_close(&shown);
    return ok;
}

static void take_outdated(void *ctx, const char *naam)
{
    struct trial *trial = ctx;
    buf_printf(&trial->outdated, "%s\n", naam);
}

static bool show_prediction(struct trial *trial, unsigned threads, struct error *err)
{
    struct call *call = trial->call;
    struct prediction prediction = {0};
    struct progress progress = {0};
    bool ok = predict(&call->store, &trial->was, &trial->now, threads, &progress, &prediction, err)
              && ledger_outdated(&call->store, &trial->now, take_outdated, trial, err);
    if (ok) {
        html_raw(&call->html, "<h2>Wat het met de bevindingen zou doen</h2>");
        say_few_patients(call);
        ok = show_totals(call, &prediction, err) && show_effects(call, "Regel", "regel", &prediction.per_regel, err)
             && show_effects(call, "Aanbieder (AGB)", "agb", &prediction.per_aanbieder, err);
        html_raw(&call->html, "<p class=\"stil\">Een bevinding telt bij elke regel die zij noemt; een declaratieregel "
                              "telt in het bedrag eenmaal.</p>");
    }
    show_engine_lines(&call->html, "Opnieuw te lezen: van codes die nu meetellen zijn de regels niet bewaard", NULL,
                      (struct text){trial->outdated.at, trial->outdated.n});
    prediction_release(&prediction);
    return ok;
}

static bool show_trial(struct trial *trial, unsigned threads, struct error *err)
{
    struct html *html = &trial->call->html;
    struct problems odd = {0};
    page_begin(trial->call, "Wat deze tabellen zouden doen");
    html_raw(html, "<p><a href=\"/tabellen\">Terug naar Tabellen en contracten</a></p>");
    show_engine_lines(html, "Hersteld bij het lezen", "en",
                      (struct text){trial->files.mended.text, trial->files.mended.n});
    bool ok = true;
    if (trial->problems.count) {
        html_raw(html, "<p class=\"fout\" role=\"alert\">Deze bestanden zijn niet te gebruiken.</p>");
        show_engine_lines(html, "Wat er mis is", "en", (struct text){trial->problems.text, trial->problems.n});
    } else {
        ruleset_lint(&trial->now, &trial->files, day_today(), &odd);
        show_diff(trial);
        ok = show_prediction(trial, threads, err);
        show_engine_lines(html, "Wat opvalt", "en", (struct text){odd.text, odd.n});
    }
    problems_release(&odd);
    page_end(trial->call);
    return ok;
}

static void trial_release(struct trial *trial)
{
    ruleset_release(&trial->was);
    ruleset_release(&trial->now);
    table_files_release(&trial->files);
    problems_release(&trial->problems);
    free(trial->contracten.content);
    free(trial->relaties.content);
    buf_release(&trial->outdated);
}

bool action_tabellen(struct call *call, struct error *err)
{
    struct trial trial = {.call = call};
    unsigned threads;
    bool ok = true;
    if (uploads_of(call, "tabellen") + uploads_of(call, "contracten") + uploads_of(call, "relaties") == 0)
        reply_refused(call, 400, "Geen bestanden", "Kies eerst een of meer bestanden om te proberen.");
    else if (!work_begin(call, &threads))
        refuse_busy(call);
    else {
        ok = load_trial(&trial, err) && show_trial(&trial, threads, err);
        work_end(call);
    }
    trial_release(&trial);
    return ok;
}
