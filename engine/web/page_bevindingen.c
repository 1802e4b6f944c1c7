/* page_bevindingen.c - the findings: filtered, in an order, added up, page by page; one verdict for many, and the same
 * list as a file. It shows no number of a patient: a letter tells, on this page, which findings are of one patient. */
#include <stdio.h>
#include <stdlib.h>

#include "report/findings_report.h"
#include "report/werklijst.h"
#include "spiegel/rapport.h"
#include "store/lijsten.h"
#include "store/oordelen.h"
#include "web/lijst_form.h"
#include "web/oordelen_form.h"
#include "web/pages.h"

/* What a page of the list is made of. */
struct blad {
    struct call *call;
    struct lijst lijst;
    struct keuze keuze;
    struct buf query;            /* the list, for links */
    uint32_t first, n;           /* the page: of the list from this one on, so many */
    uint32_t at[PER_MOST];
    struct text patient[PER_MOST]; /* those of the page, in the order in which they come */
    unsigned patients;
};

/* ---- which page ---- */

static uint32_t first_of(const struct keuze *keuze, const struct lijst *lijst)
{
    uint32_t at;
    if (lijst->na.n && bevinding_index_find(keuze->index, lijst->na, &at))
        return keuze_before(keuze, at) + keuze_has(keuze, at);
    if (lijst->voor.n && bevinding_index_find(keuze->index, lijst->voor, &at)) {
        const uint32_t end = keuze_before(keuze, at);
        return end > lijst->per ? end - lijst->per : 0;
    }
    return 0;
}

/* The rows that are shown are on record before they are. */
static bool put_looks(struct call *call, const struct keuze *keuze, const uint32_t *at, uint32_t n, struct error *err)
{
    enum { AT_ONCE = 4096 };
    char (*id)[17] = xmalloc(AT_ONCE * sizeof *id);
    struct look *look = xmalloc(AT_ONCE * sizeof *look);
    bool ok = true;
    for (uint32_t from = 0; ok && from < n; from += AT_ONCE) {
        const uint32_t some = n - from < AT_ONCE ? n - from : AT_ONCE;
        for (uint32_t i = 0; i < some; i++) {
            bevinding_index_id(keuze->index, at[from + i], id[i]);
            look[i] = (struct look){bevinding_index_patient(keuze->index, at[from + i]), text_of(id[i])};
        }
        ok = call_looks(call, look, some, err);
    }
    free(look);
    free(id);
    return ok;
}

/* ---- kept lists ---- */

static bool show_kept(void *ctx, const struct bewaarde_lijst *kept, struct error *err)
{
    struct call *call = ctx;
    struct html *html = &call->html;
    const bool own = text_equal(kept->inlog, text_of(call->sessie.naam));
    struct buf url = {0};
    char number[NUMBER_TEXT];
    (void)err;
    buf_printf(&url, "/bevindingen%s%.*s", kept->vraag.n ? "?" : "", (int)kept->vraag.n, kept->vraag.at);
    html_raw(html, "<li>");
    html_open(html, "a", "href", buf_string(&url), NULL);
    html_text(html, kept->naam);
    html_close(html, "a");
    if (!own) {
        html_raw(html, " <span class=\"stil\">van ");
        html_text(html, kept->inlog);
        html_raw(html, "</span>");
    } else {
        if (kept->gedeeld)
            html_raw(html, " <span class=\"stil\">gedeeld</span> ");
        form_begin(call, "/bevindingen/lijst-weg", "klein");
        form_hidden(call, "nummer", number_text(kept->lijst, number));
        html_raw(html, "<button");
        html_attribute_printf(html, "aria-label", "Lijst %.*s weghalen", (int)kept->naam.n, kept->naam.at);
        html_raw(html, ">Weghalen</button>");
        form_end(call);
    }
    html_raw(html, "</li>");
    buf_release(&url);
    return true;
}

static bool kept_lists(struct blad *blad, struct error *err)
{
    struct call *call = blad->call;
    struct html *html = &call->html;
    html_raw(html, "<details class=\"lijsten\"><summary>Bewaarde lijsten</summary><ul>");
    if (!lijsten_each(&call->store, text_of(call->sessie.naam), show_kept, call, err))
        return false;
    html_raw(html, "</ul>");
    if (blad->lijst.verzekerde.n)
        html_raw(html, "<p class=\"stil\">Een lijst van één verzekerde wordt niet bewaard.</p>");
    else {
        form_begin(call, "/bevindingen/bewaar", "filters");
        form_hidden(call, "lijst", (struct text){blad->query.at, blad->query.n});
        html_raw(html, "<label>Deze lijst bewaren als <input name=\"naam\" maxlength=\"100\" required></label>"
                       "<label><input type=\"checkbox\" name=\"gedeeld\" value=\"ja\">voor iedereen</label>"
                       "<button>Bewaren</button>");
        form_end(call);
    }
    html_close(html, "details");
    return true;
}

/* ---- totals ---- */

static void sum_row(struct html *html, const char *name, const struct keuze_sum *sum)
{
    const int64_t value[] = {sum->bevindingen, sum->cent, sum->regels, sum->netto_cent};
    html_raw(html, "<tr><th scope=\"row\">");
    html_string(html, name);
    html_close(html, "th");
    for (unsigned i = 0; i < 4; i++) {
        html_raw(html, "<td class=\"getal\">");
        if (i % 2)
            html_euro(html, value[i]);
        else
            html_number(html, value[i]);
        html_close(html, "td");
    }
    html_close(html, "tr");
}

static void totals(struct html *html, const struct keuze *keuze)
{
    struct keuze_sums sums;
    keuze_sums(keuze, &sums);
    html_raw(html, "<details><summary>");
    html_number(html, sums.totaal.bevindingen);
    html_raw(html, " bevindingen, netto ");
    html_euro(html, sums.totaal.netto_cent);
    html_raw(html, " te verhalen op ");
    html_number(html, sums.totaal.regels);
    html_raw(html, " declaratieregels</summary><div class=\"tabel\" tabindex=\"0\" role=\"region\" "
                   "aria-label=\"Totalen\"><table>"
                   "<thead><tr><th scope=\"col\">Zekerheid</th><th scope=\"col\" class=\"getal\">Bevindingen</th>"
                   "<th scope=\"col\" class=\"getal\">Over bevindingen</th>"
                   "<th scope=\"col\" class=\"getal\">Declaratieregels</th>"
                   "<th scope=\"col\" class=\"getal\">Netto, elke regel eenmaal</th></tr></thead><tbody>");
    for (unsigned z = ZEKERHEDEN; z-- > 0;)
        sum_row(html, zekerheid_name[z], &sums.graad[z]);
    sum_row(html, "Totaal", &sums.totaal);
    html_raw(html, "</tbody></table></div></details>");
}

/* ---- rows ---- */

/* A, B, ... Z, AA, ...: who this is on this page, and nowhere else. */
static void patient_letter(struct blad *blad, struct text patient, char out[static 4])
{
    unsigned i = 0;
    while (i < blad->patients && !text_equal(blad->patient[i], patient))
        i++;
    if (i == blad->patients)
        blad->patient[blad->patients++] = patient;
    if (i < 26)
        snprintf(out, 4, "%c", (int)('A' + i));
    else
        snprintf(out, 4, "%c%c", (int)('A' + i / 26 - 1), (int)('A' + i % 26));
}

static void provider_cell(struct html *html, uint32_t agb, struct text code)
{
    html_raw(html, "<td>");
    if (agb || code.n) {
        char address[32], digits[9];
        snprintf(digits, sizeof digits, "%08u", agb);
        snprintf(address, sizeof address, "/aanbieder/%s", digits);
        html_open(html, "a", "href", address, NULL);
        html_string(html, digits);
        html_raw(html, "</a><br><span class=\"code klein\">");
        html_text(html, code);
        html_close(html, "span");
    }
    html_close(html, "td");
}

static void days_cell(struct html *html, struct period days)
{
    char text[DAY_TEXT + 1];
    html_raw(html, "<td>");
    day_print(days.first, text);
    html_date(html, text_of(text));
    if (days.last != days.first) {
        html_raw(html, "<br>t/m ");
        day_print(days.last, text);
        html_date(html, text_of(text));
    }
    html_close(html, "td");
}

static void grade_chip(struct html *html, enum zekerheid zekerheid)
{
    char class[32];
    snprintf(class, sizeof class, "graad-%s", zekerheid_name[zekerheid]);
    html_open(html, "span", "class", class, NULL);
    html_string(html, zekerheid_name[zekerheid]);
    html_close(html, "span");
}

static void judged_cell(struct html *html, const struct bevinding_reader *reader)
{
    html_raw(html, "<td>");
    if (reader->oordeel.n) {
        html_raw(html, "<span class=\"oordeel\">");
        html_text(html, reader->oordeel);
        html_raw(html, "</span><br><span class=\"stil klein\">");
        html_text(html, reader->oordeel_door);
        html_close(html, "span");
    }
    if (reader->herzien.n)
        html_raw(html, "<br><strong>sindsdien gewijzigd</strong>");
    for (enum rol rol = 0; rol < ROLLEN; rol++)
        if (bevinding_reader_antwoord(reader, rol).n) {
            html_raw(html, "<p>Antwoord ");
            html_string(html, rol_name[rol]);
            html_raw(html, ": ");
            html_text(html, bevinding_reader_antwoord(reader, rol));
            html_close(html, "p");
        }
    html_close(html, "td");
}

static void choose_cell(struct blad *blad, const struct bevinding_reader *reader, const char *fours)
{
    struct html *html = &blad->call->html;
    char stand[STAND_TEXT];
    struct buf value = {0};
    if (!call_may(blad->call, RECHT_OORDEEL))
        return;
    oordelen_stand(reader->rij, reader->oordeel_nummer, stand);
    buf_printf(&value, "%s/%s", reader->bevinding.id, stand);
    html_raw(html, "<td>");
    html_open(html, "input", "type", "checkbox", "name", "id", "value", buf_string(&value), NULL);
    html->out.n--; /* its label goes into it */
    html_attribute_printf(html, "aria-label", "Kies bevinding %s", fours);
    html_begun(html);
    form_hidden(blad->call, "rij", (struct text){value.at, value.n});
    html_close(html, "td");
    buf_release(&value);
}

static void show_row(struct blad *blad, const struct bevinding_reader *reader, struct text patient)
{
    struct html *html = &blad->call->html;
    const struct bevinding *b = &reader->bevinding;
    char fours[BEVINDING_ID_FOURS + 1], letter[4];
    struct buf url = {0};
    bevinding_id_in_fours(text_of(b->id), fours);
    patient_letter(blad, patient, letter);
    bevinding_address(text_of(b->id), (struct text){blad->query.at, blad->query.n}, &url);
    html_raw(html, "<tr data-rij>");
    choose_cell(blad, reader, fours);
    html_raw(html, "<th scope=\"row\">");
    html_open(html, "a", "href", buf_string(&url), "class", "code", "data-open", HTML_BARE, NULL);
    html_string(html, fours);
    html_raw(html, "</a>");
    if (!text_equal(reader->status, text_of(bevinding_status_name[STATUS_OPEN]))) {
        html_raw(html, "<br><span class=\"stil klein\">");
        html_text(html, reader->status);
        html_close(html, "span");
    }
    html_raw(html, "</th><td>");
    grade_chip(html, b->zekerheid);
    html_raw(html, "</td><td>");
    html_string(html, letter);
    html_raw(html, "</td><td>");
    html_text(html, b->leidende_regel);
    html_raw(html, "<br><span class=\"stil klein\">");
    html_text(html, b->programma);
    html_raw(html, "</span></td>");
    provider_cell(html, b->keten.agb, b->keten.prestatiecode);
    provider_cell(html, b->conflict.agb, b->conflict.prestatiecode);
    days_cell(html, b->overlap);
    html_raw(html, "<td class=\"getal\">");
    html_euro(html, b->verhaal_bedrag_cent);
    html_raw(html, "<br><span class=\"stil klein\">");
    html_string(html, b->verhaal == VERHAAL_KETEN ? "ketenregel" : "andere regel");
    html_raw(html, "</span></td>");
    judged_cell(html, reader);
    html_close(html, "tr");
    buf_release(&url);
}

static bool show_rows(struct blad *blad, struct error *err)
{
    struct bevinding_reader reader;
    bool row, ok = bevinding_reader_open_one(&reader, blad->call->store.db, err);
    for (uint32_t i = 0; ok && i < blad->n; i++) {
        char id[17];
        bevinding_index_id(blad->keuze.index, blad->at[i], id);
        const struct text patient = bevinding_index_patient(blad->keuze.index, blad->at[i]);
        bevinding_reader_one(&reader, patient, text_of(id));
        ok = bevinding_reader_next(&reader, &row, err);
        if (ok && row)
            show_row(blad, &reader, patient);
    }
    bevinding_reader_close(&reader);
    return ok;
}

/* ---- verdict, pages, files ---- */

static void verdict_form(struct blad *blad)
{
    struct call *call = blad->call;
    struct html *html = &call->html;
    html_raw(html, "<fieldset class=\"oordeel-geven\"><legend>Oordeel over meer bevindingen</legend><p>"
                   "<label><input type=\"radio\" name=\"welke\" value=\"gekozen\" checked>de gekozen "
                   "<span data-gekozen></span></label> "
                   "<label><input type=\"radio\" name=\"welke\" value=\"bladzijde\">alle van deze bladzijde</label> "
                   "<label><input type=\"radio\" name=\"welke\" value=\"alle\">alle ");
    html_number(html, blad->keuze.n);
    html_raw(html, " van deze lijst</label></p><p>");
    for (unsigned k = 0; k < OORDEEL_KEUZES; k++) {
        const struct oordeel_keuze *keuze = &oordeel_keuzes[k];
        if (keuze->bevestig && !call_may(call, RECHT_BEVESTIG))
            continue;
        html_raw(html, "<label>");
        html_open(html, "input", "type", "radio", "name", "oordeel", "value", keuze->word, "data-toets", keuze->key,
                  "required", HTML_BARE, NULL);
        html_string(html, keuze->label);
        html_raw(html, "</label> ");
    }
    html_raw(html, "</p><p class=\"knoppen\"><label>Waarom "
                   "<input name=\"reden\" maxlength=\"2000\" required data-reden></label>"
                   "<button class=\"hoofd\">Vastleggen</button></p></fieldset>");
}

static void form_of_rows(struct blad *blad)
{
    struct call *call = blad->call;
    const struct index_state *state = bevinding_index_state(blad->keuze.index);
    struct buf url = {0};
    char room[NUMBER_TEXT];
    if (!call_may(call, RECHT_OORDEEL))
        return;
    lijst_address(&blad->lijst, &url);
    form_begin(call, "/bevindingen/oordeel", NULL);
    form_hidden(call, "lijst", (struct text){blad->query.at, blad->query.n});
    form_hidden(call, "terug", (struct text){url.at, url.n});
    form_hidden(call, "run", number_text(state->run, room));
    form_hidden(call, "laatste", number_text(state->oordeel, room));
    form_hidden(call, "n", number_text(blad->keuze.n, room));
    buf_release(&url);
}

/* A heading that sorts; the one by which it is sorted turns the order round. */
static void sort_heading(struct blad *blad, const char *title, enum bevinding_orde orde, const char *class)
{
    struct html *html = &blad->call->html;
    struct lijst to = blad->lijst;
    struct buf url = {0};
    const bool here = to.filter.orde == orde, from_high = orde != ORDE_BESTAND;
    to.na = to.voor = (struct text){"", 0};
    to.filter.omgekeerd = here && !to.filter.omgekeerd;
    to.filter.orde = orde;
    lijst_address(&to, &url);
    html_open(html, "th", "scope", "col", "class", class, "aria-sort",
              !here ? NULL : blad->lijst.filter.omgekeerd == from_high ? "ascending" : "descending", NULL);
    html_open(html, "a", "href", buf_string(&url), NULL);
    html_string(html, title);
    html_raw(html, "</a></th>");
    buf_release(&url);
}

static void rows_head(struct blad *blad)
{
    struct html *html = &blad->call->html;
    html_raw(html, "<div class=\"tabel\" tabindex=\"0\" role=\"region\" aria-label=\"Bevindingen\"><table><thead><tr>");
    if (call_may(blad->call, RECHT_OORDEEL))
        html_raw(html, "<td><input type=\"checkbox\" data-alle aria-label=\"Alle van deze bladzijde kiezen\"></td>");
    html_raw(html, "<th scope=\"col\">Bevinding</th>");
    sort_heading(blad, "Zekerheid", ORDE_ZEKERHEID, NULL);
    sort_heading(blad, "Verzekerde", ORDE_BESTAND, NULL);
    html_raw(html, "<th scope=\"col\">Regel</th><th scope=\"col\">Ketenregel</th><th scope=\"col\">Andere regel</th>");
    sort_heading(blad, "Overlap", ORDE_DATUM, NULL);
    sort_heading(blad, "Te verhalen", ORDE_BEDRAG, "getal");
    html_raw(html, "<th scope=\"col\">Oordeel en antwoord</th></tr></thead><tbody>");
}

/* No answer is no empty answer: says which value of the filter no finding has, standing or lapsed. */
static void say_absent_values(struct blad *blad)
{
    const struct bevinding_filter *f = &blad->lijst.filter;
    const struct {
        const char *said;
        bool asked;
        struct bevinding_filter alone;
    } value[] = {
        {"heeft een regel van deze AGB-code", f->agb.n > 0, {.agb = f->agb}},
        {"heeft een ketenregel van deze UZOVI-code", f->uzovi.n > 0, {.uzovi = f->uzovi}},
        {"heeft deze leidende regel", f->regel.n > 0, {.regel = f->regel}},
        {"heeft een ketenperiode die hierin begint", f->period.last > 0, {.period = f->period}},
        {"is van deze verzekerde", f->patient.n > 0, {.patient = f->patient}}};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        struct bevinding_filter alone = value[i].alone;
        struct keuze keuze;
        if (!value[i].asked)
            continue;
        alone.statussen = (1U << BEVINDING_STATUSSEN) - 1;
        keuze_init(&keuze, blad->keuze.index, &alone);
        if (keuze.n == 0) {
            html_raw(&blad->call->html, "<p>");
            html_printf(&blad->call->html, "Geen enkele bevinding, ook geen vervallen, %s. Is dat goed getypt?",
                        value[i].said);
            html_raw(&blad->call->html, "</p>");
        }
        keuze_release(&keuze);
    }
}

static bool say_nothing_found(struct blad *blad, struct error *err)
{
    struct html *html = &blad->call->html;
    char *key = NULL;
    if (!store_setting(&blad->call->store, STORE_KEY, &key, err))
        return false;
    html_raw(html, "<p class=\"leeg\">Geen bevinding voldoet hieraan.</p>");
    say_absent_values(blad);
    if (key && blad->lijst.verzekerde.n && !is_pseudonym(blad->lijst.filter.patient))
        html_raw(html, "<p>Deze database kent verzekerden alleen bij hun pseudoniem: zoek daarop, niet op het nummer."
                       "</p>");
    free(key);
    return true;
}

static bool rows_table(struct blad *blad, struct error *err)
{
    struct html *html = &blad->call->html;
    if (blad->n == 0)
        return say_nothing_found(blad, err);
    form_of_rows(blad);
    rows_head(blad);
    const bool ok = show_rows(blad, err);
    html_raw(html, "</tbody></table></div>");
    if (call_may(blad->call, RECHT_OORDEEL)) {
        verdict_form(blad);
        form_end(blad->call);
    }
    return ok;
}

static void page_link(struct blad *blad, const char *rel, const char *text, uint32_t na, uint32_t voor)
{
    struct html *html = &blad->call->html;
    struct lijst to = blad->lijst;
    struct buf url = {0};
    char id[17];
    to.na = to.voor = (struct text){"", 0};
    if (na || voor)
        bevinding_index_id(blad->keuze.index, blad->at[na ? blad->n - 1 : 0], id);
    if (na)
        to.na = text_of(id);
    if (voor)
        to.voor = text_of(id);
    lijst_address(&to, &url);
    html_open(html, "a", "href", buf_string(&url), "rel", rel, NULL);
    html_string(html, text);
    html_close(html, "a");
    buf_release(&url);
}

/* Above the list and below it: two, which a screen reader tells apart by `label`. */
static void pager(struct blad *blad, const char *label)
{
    struct html *html = &blad->call->html;
    html_open(html, "nav", "class", "bladwijzer", "aria-label", label, NULL);
    html_raw(html, "<span>Bevinding ");
    html_number(html, blad->n ? blad->first + 1 : 0);
    html_raw(html, " t/m ");
    html_number(html, blad->first + blad->n);
    html_raw(html, " van ");
    html_number(html, blad->keuze.n);
    html_close(html, "span");
    if (blad->first) {
        page_link(blad, NULL, "Eerste", 0, 0);
        if (blad->n)
            page_link(blad, "prev", "Vorige", 0, 1);
    }
    if (blad->first + blad->n < blad->keuze.n)
        page_link(blad, "next", "Volgende", 1, 0);
    html_close(html, "nav");
}

/* The same list as a file: which, its name, what it is called. */
static const struct uitvoer {
    const char *word, *format, *file, *type, *label;
    bool werklijst;
} uitvoeren[] = {
    {"csv-excel", "csv-excel", "bevindingen.csv", "text/csv; charset=utf-8", "CSV voor Excel", false},
    {"xlsx", "xlsx", "bevindingen.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "Excel-werkmap", false},
    {"werklijst", "xlsx", "werklijst.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "Werklijst om in te vullen", true},
};
enum { UITVOEREN = sizeof uitvoeren / sizeof *uitvoeren };

static void file_links(struct blad *blad)
{
    struct html *html = &blad->call->html;
    html_raw(html, "<p class=\"knoppen\">Deze lijst als bestand:");
    for (unsigned i = 0; i < UITVOEREN; i++) {
        struct buf url = {0};
        buf_printf(&url, "/bevindingen/%s%s%s", uitvoeren[i].word, blad->query.n ? "?" : "", buf_string(&blad->query));
        html_raw(html, " ");
        html_open(html, "a", "class", "knop", "href", buf_string(&url), "download", HTML_BARE, NULL);
        html_string(html, uitvoeren[i].label);
        html_close(html, "a");
        buf_release(&url);
    }
    html_close(html, "p");
}

/* ---- the page ---- */

static void notices(struct blad *blad, const char *wrong)
{
    struct call *call = blad->call;
    struct html *html = &call->html;
    uint64_t done = 0;
    if (wrong) {
        html_raw(html, "<p class=\"fout\" role=\"alert\">");
        html_string(html, wrong);
        html_raw(html, " Hier staan alle bevindingen.</p>");
    }
    if (text_digits(query_of(&call->request, "gedaan"), 9, &done)) {
        html_raw(html, "<p class=\"goed\" role=\"status\">");
        html_printf(html, done == 1 ? "Het oordeel is vastgelegd bij één bevinding."
                                    : "Het oordeel is vastgelegd bij %llu bevindingen.", (unsigned long long)done);
        html_close(html, "p");
    }
    if (blad->lijst.verzekerde.n)
        html_raw(html, "<p>Van de verzekerde die u zocht. <a href=\"/bevindingen\">Van iedereen</a></p>");
}

static bool show_blad(struct blad *blad, const char *wrong, struct error *err)
{
    struct call *call = blad->call;
    page_begin(call, "Bevindingen");
    notices(blad, wrong);
    lijst_search(call);
    lijst_filters(call, &blad->lijst);
    bool ok = kept_lists(blad, err);
    totals(&call->html, &blad->keuze);
    pager(blad, "Bladeren, boven de lijst");
    ok = ok && rows_table(blad, err);
    if (blad->n) {
        pager(blad, "Bladeren, onder de lijst");
        html_raw(&call->html, "<p class=\"stil\">Dezelfde letter is op deze bladzijde dezelfde verzekerde; op een "
                              "andere bladzijde kan zij een ander zijn.</p>");
    }
    file_links(blad);
    page_end(call);
    return ok;
}

bool page_bevindingen(struct call *call, struct error *err)
{
    struct blad *blad = xcalloc(1, sizeof *blad);
    blad->call = call;
    const char *wrong = lijst_read(call, &call->request.query, &blad->lijst);
    lijst_query(&blad->lijst, &blad->query);
    bool ok = lijst_choose(call, &blad->lijst, &blad->keuze, err);
    if (ok) {
        blad->first = first_of(&blad->keuze, &blad->lijst);
        blad->n = keuze_from(&blad->keuze, blad->first, blad->lijst.per, blad->at);
        ok = put_looks(call, &blad->keuze, blad->at, blad->n, err) && show_blad(blad, wrong, err);
    }
    keuze_release(&blad->keuze);
    buf_release(&blad->query);
    free(blad);
    return ok;
}

/* Whoever takes a list along has seen all of it. */
static bool put_looks_of_all(struct call *call, const struct lijst *lijst, struct error *err)
{
    struct keuze keuze;
    if (!lijst_choose(call, lijst, &keuze, err))
        return false;
    uint32_t *at = xmalloc(((size_t)keuze.n + 1) * sizeof *at);
    const bool ok = put_looks(call, &keuze, at, keuze_from(&keuze, 0, keuze.n, at), err);
    free(at);
    keuze_release(&keuze);
    return ok;
}

static bool write_list(struct call *call, const struct uitvoer *uitvoer, const struct lijst *lijst, struct outfile *out,
                       struct error *err)
{
    const struct table_format *format = table_format_find(uitvoer->format);
    const struct bevinding_filter *filter = &lijst->filter;
    struct store *store = &call->store;
    struct buf said = {0};
    lijst_say(lijst, &said);
    const bool ok = uitvoer->werklijst
                        ? werklijst_write(store, filter, reden_words, buf_string(&said), format, out, err)
                        : findings_report(store, filter, GROEPERINGEN, buf_string(&said), format, out, err);
    buf_release(&said);
    return ok;
}

bool page_lijst_bestand(struct call *call, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    struct lijst lijst;
    unsigned i = 0;
    while (i < UITVOEREN && !text_equal(call->argument, text_of(uitvoeren[i].word)))
        i++;
    const char *wrong = i == UITVOEREN ? "Dit adres is er niet." : lijst_read(call, &call->request.query, &lijst);
    if (wrong) {
        reply_refused(call, i == UITVOEREN ? 404 : 400, "Niet gevonden", wrong);
        return true;
    }
    const bool ok = put_looks_of_all(call, &lijst, err) && reply_file_open(call, &out, err)
                    && write_list(call, &uitvoeren[i], &lijst, &out, err)
                    && reply_file(call, &out, uitvoeren[i].file, uitvoeren[i].type, err);
    outfile_release(&out);
    return ok;
}
