/* page_proef.c - what other tables, contracts or relations, or a rule that says something else, would do to the
 * findings: worked out before anybody uses them. Nothing of it is kept. */
#include "base/place.h"
#include "csv/csv_record.h"
#include "passes/predict.h"
#include "report/tables_report.h"
#include "rules/lint.h"
#include "rules/saved.h"
#include "web/bladeren.h"
#include "web/cijfers.h"
#include "web/pages.h"
#include "web/proef.h"

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

/* "x (2).csv", as browsers call a file that they fetched before, becomes "x.csv". */
static void drop_copy_number(char *name)
{
    char *dot = strrchr(name, '.'), *open = dot ? dot - 1 : NULL;
    if (!dot || dot - name < 5 || *open != ')')
        return;
    while (open > name && open[-1] >= '0' && open[-1] <= '9')
        open--;
    if (open > name + 2 && *open != ')' && open[-1] == '(' && open[-2] == ' ')
        memmove(open - 2, dot, strlen(dot) + 1);
}

/* What a browser calls a file may have its folder in front. */
static char *upload_name(const struct param *param)
{
    char *path = xprintf("%.*s", (int)param->file.n, param->file.at);
    char *name = xstrdup(name_in_folder(path));
    free(path);
    drop_copy_number(name);
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

static bool effect_is_few(const struct call *call, const struct effect *e)
{
    const int64_t n = e->aantal[WIJZIGING_NIEUW] + e->aantal[WIJZIGING_HERZIEN] + e->aantal[WIJZIGING_VERVALLEN];
    return n < FEW_PATIENTS && !call_may(call, RECHT_PATIENT);
}

static bool add_effect_row(struct call *call, struct table_writer *writer, const struct effect *e, struct error *err)
{
    char room[4][NUMBER_TEXT];
    const bool few = effect_is_few(call, e);
    const struct text dash = TEXT("\u2013");
    const struct text value[] = {e->naam,
                                 few ? TEXT(FEW_WORDS " samen") : number_text(e->aantal[WIJZIGING_NIEUW], room[0]),
                                 few ? dash : number_text(e->aantal[WIJZIGING_HERZIEN], room[1]),
                                 few ? dash : number_text(e->aantal[WIJZIGING_VERVALLEN], room[2]),
                                 few ? dash : number_text(e->cent, room[3])};
    return table_row(writer, value, err);
}

/* `few_stand`: those of few have a row that says so; else they are counted together. */
static bool show_effects(struct call *call, const char *title, const char *named_by, const struct effects *effects,
                         bool few_stand, struct error *err)
{
    size_t few = 0;
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
        if (!few_stand && effect_is_few(call, &effects->at[i]))
            few++;
        else
            ok = add_effect_row(call, writer, &effects->at[i], err);
    if (ok)
        table_end(writer);
    html_table_close(&shown);
    if (few) {
        html_raw(&call->html, "<p class=\"stil\">");
        html_printf(&call->html, "Van %zu aanbieders verandert er minder dan %d; zij staan er niet bij.", few,
                    FEW_PATIENTS);
        html_raw(&call->html, "</p>");
    }
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
        ok = show_totals(call, &prediction, err)
             && show_effects(call, "Regel", "regel", &prediction.per_regel, true, err)
             && show_effects(call, "Aanbieder (AGB)", "agb", &prediction.per_aanbieder, false, err);
        html_raw(&call->html, "<p class=\"stil\">Een bevinding telt bij elke regel die zij noemt; een declaratieregel "
                              "telt in het bedrag eenmaal.</p>");
    }
    show_engine_lines(&call->html, "Opnieuw te lezen: van codes die nu meetellen zijn de regels niet bewaard", NULL,
                      (struct text){trial->outdated.at, trial->outdated.n});
    prediction_release(&prediction);
    return ok;
}

static bool show_trial(struct trial *trial, const char *title, const char *back, unsigned threads, struct error *err)
{
    struct html *html = &trial->call->html;
    struct problems odd = {0};
    page_begin(trial->call, title);
    html_raw(html, "<p class=\"bladwijzer\">");
    html_open(html, "a", "href", back, NULL);
    html_raw(html, "Terug</a></p>");
    show_engine_lines(html, "Hersteld bij het lezen", "en",
                      (struct text){trial->files.mended.text, trial->files.mended.n});
    bool ok = true;
    if (trial->problems.count) {
        html_raw(html, "<p class=\"fout\" role=\"alert\">Zo zijn de tabellen niet te gebruiken.</p>");
        show_engine_lines(html, "Wat er mis is", "en", (struct text){trial->problems.text, trial->problems.n});
    } else {
        ruleset_lint(&trial->now, &trial->files, day_today(), TAAL_NEDERLANDS, &odd);
        show_diff(trial);
        ok = show_prediction(trial, threads, err);
        show_engine_lines(html, "Wat opvalt", NULL, (struct text){odd.text, odd.n});
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
        ok = load_trial(&trial, err)
             && show_trial(&trial, "Wat deze tabellen zouden doen", "/tabellen", threads, err);
        work_end(call);
    }
    trial_release(&trial);
    return ok;
}

/* ---- A rule that says something else ---- */

#define REGEL_PROEF_NAME(column, name) #column,
static const char *const proef_column[REGEL_PROEF_VELDEN] = {REGEL_PROEF(REGEL_PROEF_NAME)};
#undef REGEL_PROEF_NAME
#define REGEL_PROEF_LABEL(column, name) name,
static const char *const proef_label[REGEL_PROEF_VELDEN] = {REGEL_PROEF(REGEL_PROEF_LABEL)};
#undef REGEL_PROEF_LABEL

static void proef_choice(struct html *html, enum regel_proef veld, const char *const *word, size_t words,
                         struct text now)
{
    html_open(html, "select", "name", proef_column[veld], NULL);
    for (size_t i = words; i-- > 0;) {
        html_open(html, "option", "value", word[i], "selected",
                  text_equal(now, text_of(word[i])) ? HTML_BARE : NULL, NULL);
        html_string(html, word[i]);
        html_close(html, "option");
    }
    html_close(html, "select");
}

static void proef_veld(struct html *html, enum regel_proef veld, struct text now)
{
    html_open(html, "label", NULL);
    html_string(html, proef_label[veld]);
    html_raw(html, " ");
    if (veld == PROEF_zekerheid)
        proef_choice(html, veld, zekerheid_name, ZEKERHEDEN, now);
    else if (veld == PROEF_status)
        proef_choice(html, veld, regel_status_name, 2, now);
    else {
        html_raw(html, "<input type=\"date\"");
        html_attribute(html, "name", text_of(proef_column[veld]));
        html_attribute(html, "value", now);
        html_begun(html);
    }
    html_close(html, "label");
}

void form_regel_proef(struct call *call, const struct text now[static REGEL_PROEF_VELDEN], struct text tabel)
{
    struct html *html = &call->html;
    struct buf action = {0}, file = {0};
    buf_text(&action, "/regel/");
    url_add(&action, call->argument);
    buf_text(&file, "/tabellen/");
    url_add(&file, tabel);
    buf_text(&file, ".csv");
    html_raw(html, "<section aria-labelledby=\"wat-als\"><h2 id=\"wat-als\">Wat als deze regel anders was?</h2>"
                   "<p>U ziet wat dat met de bevindingen zou doen. Er wordt niets bewaard of in gebruik genomen.</p>");
    form_begin(call, buf_string(&action), "filters");
    for (enum regel_proef veld = 0; veld < REGEL_PROEF_VELDEN; veld++)
        proef_veld(html, veld, now[veld]);
    html_raw(html, "<button class=\"hoofd\">Uitrekenen</button>");
    form_end(call);
    html_raw(html, "<p class=\"stil\">Andere codes, of meer regels tegelijk: pas ");
    html_open(html, "a", "href", "/tabellen/tabellen.xlsx", NULL);
    html_raw(html, "de tabellen als werkmap</a> aan, of alleen ");
    html_open(html, "a", "href", buf_string(&file), NULL);
    html_text(html, tabel);
    html_raw(html, ".csv</a>, en <a href=\"/tabellen#proberen\">probeer dat bestand</a>.</p></section>");
    buf_release(&action);
    buf_release(&file);
}

/* Its table as a file, with what the form says in the row of the rule. */
static void table_otherwise(const struct rule_source *source, const struct regel *regel, const struct request *request,
                            struct buf *csv)
{
    for (size_t c = 0; c < source->columns; c++)
        buf_printf(csv, "%s%s", c ? "," : "", source->column[c].name);
    buf_text(csv, "\n");
    for (size_t i = 0; i < source->table.n; i++) {
        const struct text *value = source->table.row[i].value;
        for (size_t c = 0; c < source->columns; c++) {
            enum regel_proef veld = 0;
            while (veld < REGEL_PROEF_VELDEN && strcmp(proef_column[veld], source->column[c].name) != 0)
                veld++;
            buf_text(csv, c ? "," : "");
            csv_add_field(csv, veld < REGEL_PROEF_VELDEN && value == regel->value
                                   ? form_of(request, proef_column[veld]) : value[c]);
        }
        buf_text(csv, "\n");
    }
}

static bool regel_otherwise(struct trial *trial, const struct regel *regel, int64_t run, struct error *err)
{
    const struct ruleset *rules = &trial->was;
    struct buf csv = {0};
    for (size_t i = 0; i < rules->sources; i++)
        if (strcmp(rules->source[i].file, regel->file) == 0)
            table_otherwise(&rules->source[i], regel, &trial->call->request, &csv);
    table_files_add(&trial->files, regel->file, csv.at, csv.n);
    buf_release(&csv);
    const struct rules_instead instead = {.files = &trial->files};
    return ledger_rules_with(&trial->call->store, run, &instead, &trial->now, &trial->problems, err);
}

static bool try_regel(struct trial *trial, unsigned threads, struct error *err)
{
    struct call *call = trial->call;
    struct buf title = {0}, back = {0};
    int64_t run = 0;
    if (!rules_in_force(call, &trial->was, &run, err))
        return false;
    const struct regel *regel = ruleset_regel(&trial->was, call->argument);
    if (!regel) {
        refuse_unknown_regel(call);
        return true;
    }
    buf_printf(&title, "Als regel %.*s anders was", (int)regel->id.n, regel->id.at);
    buf_text(&back, "/regel/");
    url_add(&back, regel->id);
    const bool ok = regel_otherwise(trial, regel, run, err)
                    && show_trial(trial, buf_string(&title), buf_string(&back), threads, err);
    buf_release(&title);
    buf_release(&back);
    return ok;
}

bool action_regel(struct call *call, struct error *err)
{
    struct trial trial = {.call = call};
    unsigned threads;
    bool ok = true;
    if (!work_begin(call, &threads))
        refuse_busy(call);
    else {
        ok = try_regel(&trial, threads, err);
        work_end(call);
    }
    trial_release(&trial);
    return ok;
}
