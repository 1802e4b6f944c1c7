/* lijst_rijen.c - the rows of a page of a list, and the verdict for many of them. */
#include <stdio.h>
#include <stdlib.h>

#include "store/oordelen.h"
#include "web/lijst_blad.h"
#include "web/oordelen_form.h"

/* A, B, ... Z, AA, ...: who this is on this page, and nowhere else. */
static void patient_letter(struct lijst_blad *blad, struct text patient, char out[static 4])
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

static void choose_cell(struct lijst_blad *blad, const struct bevinding_reader *reader, const char *fours)
{
    struct html *html = &blad->call->html;
    char stand[STAND_TEXT];
    struct buf value = {0};
    if (!call_may(blad->call, RECHT_OORDEEL))
        return;
    oordelen_stand(reader->rij, reader->oordeel_nummer, stand);
    buf_printf(&value, "%s/%s", reader->bevinding.id, stand);
    html_raw(html, "<td>");
    html_begin(html, "input");
    html_attribute(html, "type", TEXT("checkbox"));
    html_attribute(html, "name", TEXT("id"));
    html_attribute(html, "value", (struct text){value.at, value.n});
    html_attribute_printf(html, "aria-label", "Kies bevinding %s", fours);
    html_begun(html);
    form_hidden(blad->call, "rij", (struct text){value.at, value.n});
    html_close(html, "td");
    buf_release(&value);
}

static void rule_link(struct html *html, struct text regel)
{
    struct buf url = {0};
    buf_text(&url, "/regel/");
    url_add(&url, regel);
    html_open(html, "a", "href", buf_string(&url), NULL);
    html_text(html, regel);
    html_close(html, "a");
    buf_release(&url);
}

static void show_row(struct lijst_blad *blad, const struct bevinding_reader *reader, struct text patient)
{
    struct html *html = &blad->call->html;
    const struct bevinding *b = &reader->bevinding;
    char fours[BEVINDING_ID_FOURS + 1], letter[4];
    struct buf url = {0}, link = {0};
    bevinding_id_in_fours(text_of(b->id), fours);
    patient_letter(blad, patient, letter);
    lijst_link(&blad->lijst, &link);
    bevinding_address(text_of(b->id), (struct text){link.at, link.n}, &url);
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
    rule_link(html, b->leidende_regel);
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
    buf_release(&link);
}

static bool show_rows(struct lijst_blad *blad, struct error *err)
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

static void verdict_form(struct lijst_blad *blad)
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

static void form_of_rows(struct lijst_blad *blad)
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
static void sort_heading(struct lijst_blad *blad, const char *title, enum bevinding_orde orde, const char *class)
{
    struct html *html = &blad->call->html;
    struct lijst to = blad->lijst;
    struct buf url = {0};
    const bool here = to.filter.orde == orde, from_high = orde != ORDE_BESTAND;
    to.na = to.voor = to.bij = (struct text){"", 0};
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

static void rows_head(struct lijst_blad *blad)
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
static void say_absent_values(struct lijst_blad *blad)
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

static bool say_nothing_found(struct lijst_blad *blad, struct error *err)
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

bool lijst_rijen(struct lijst_blad *blad, struct error *err)
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
