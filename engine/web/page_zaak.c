/* page_zaak.c - one control: its steps in the order of the law with what may come next, the findings in it, what was
 * said and done, and its documents. Who opens it sees its findings, so each is on record as seen. */
#include <stdio.h>

#include "store/ledger.h"
#include "web/bladeren.h"
#include "web/pages.h"
#include "web/zaak_blad.h"
#include "zaak/stukken.h"
#include "zaak/woorden.h"

/* A case as a page shows it. */
struct zaak_blad {
    struct call *call;
    struct zaak_dossier d;
};

static struct text case_day(day d, char room[static DAY_TEXT + 1])
{
    if (d == NO_TERM)
        return TEXT("");
    day_print(d, room);
    return text_of(room);
}

static void section_facts(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    const struct zaak *zaak = &blad->d.zaak;
    char van[DAY_TEXT + 1], tm[DAY_TEXT + 1], begin[DAY_TEXT + 1], terug[DAY_TEXT + 1], agb[9];
    digits_print(zaak->agb, 8, agb);
    html_raw(html, "<dl class=\"feiten\"><dt>Aanbieder</dt><dd>");
    html_begin(html, "a");
    html_attribute_printf(html, "href", "/aanbieder/%s", agb);
    html_begun(html);
    html_string(html, agb);
    html_raw(html, "</a></dd>");
    fact(html, "Rol", text_of(rol_name[zaak->rol]));
    fact(html, "Soort controle", text_of(zaak_soort_woord(blad->d.voortgang.materieel)));
    fact(html, "Van", case_day(zaak->kwartalen.first, van));
    fact(html, "Tot en met", case_day(zaak->kwartalen.last, tm));
    fact(html, "Doel", zaak->doel);
    fact(html, "Kenmerk", zaak->kenmerk);
    fact(html, "Begonnen", case_day(zaak->begin, begin));
    fact(html, "Regels vanaf", case_day(zaak->terugblik, terug));
    fact(html, "Waarom verder terug", zaak->terugblik_reden);
    fact(html, "Medisch adviseur", blad->d.voortgang.adviseur);
    html_raw(html, "</dl>");
    if (blad->d.voortgang.gesloten)
        html_raw(html, "<p class=\"goed\">Deze zaak is gesloten.</p>");
}

/* ---- Steps ---- */

static void add_step_row(struct zaak_blad *blad, enum zaak_stap stap)
{
    struct html *html = &blad->call->html;
    const struct zaak_voortgang *v = &blad->d.voortgang;
    html_open(html, "tr", "aria-current", stap == zaak_volgende(v) ? "step" : NULL, NULL);
    html_raw(html, "<th scope=\"row\">");
    html_string(html, zaak_stap_info[stap].titel);
    html_raw(html, "</th><td>");
    html_string(html, zaak_stap_grond(v, stap));
    html_raw(html, "</td><td>");
    html_string(html, zaak_stand_woord[v->stand[stap]]);
    html_raw(html, "</td><td>");
    if (v->stand[stap] >= STAP_OVERGESLAGEN) {
        char room[DAY_TEXT + 1];
        html_date(html, case_day(v->datum[stap], room));
    }
    html_raw(html, "</td></tr>");
}

static void section_steps(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    html_raw(html, "<h2>Stappen</h2><div class=\"tabel\" tabindex=\"0\" role=\"region\" aria-label=\"Stappen\"><table>"
                   "<thead><tr><th scope=\"col\">Stap</th><th scope=\"col\">Volgens</th><th scope=\"col\">Stand</th>"
                   "<th scope=\"col\">Op</th></tr></thead><tbody>");
    for (enum zaak_stap stap = 0; stap < ZAAK_STAPPEN; stap++)
        add_step_row(blad, stap);
    html_raw(html, "</tbody></table></div>");
}

/* The form of what is said and done: `wat` says what it is. */
static void form_of_case(struct zaak_blad *blad, const char *wat)
{
    char today[DAY_TEXT + 1], *action = case_address(blad->call, "");
    day_print(day_today(), today);
    form_begin(blad->call, action, "opgave");
    form_hidden(blad->call, "wat", text_of(wat));
    form_text_field(blad->call, "Op (JJJJ-MM-DD)", "datum", text_of(today), true);
    free(action);
}

static void end_form_of_case(struct zaak_blad *blad, const char *button, const char *class)
{
    html_open(&blad->call->html, "button", "class", class, NULL);
    html_string(&blad->call->html, button);
    html_close(&blad->call->html, "button");
    form_end(blad->call);
}

/* The steps that may come now: the next, those behind it with a reason for what is left out, and a reaction more. */
static bool may_come(const struct zaak_voortgang *v, enum zaak_stap stap)
{
    enum zaak_stap eerst;
    const enum zaak_bezwaar bezwaar = zaak_bezwaar(v, stap, false, true, day_today(), day_today(), &eerst);
    return bezwaar == BEZWAAR_GEEN || bezwaar == BEZWAAR_VOOR_VORIGE || bezwaar == BEZWAAR_TERMIJN
           || bezwaar == BEZWAAR_WEGING;
}

static enum zaak_stap chosen_step(const struct zaak_blad *blad)
{
    const enum zaak_stap asked = zaak_stap_of(query_of(&blad->call->request, "stap"));
    return asked < ZAAK_STAPPEN && may_come(&blad->d.voortgang, asked) ? asked : zaak_volgende(&blad->d.voortgang);
}

static void choose_step(struct zaak_blad *blad, enum zaak_stap chosen)
{
    struct html *html = &blad->call->html;
    html_raw(html, "<form class=\"filters\" method=\"get\"><label>Stap <select name=\"stap\">");
    for (enum zaak_stap stap = 0; stap < ZAAK_STAPPEN; stap++) {
        if (!may_come(&blad->d.voortgang, stap))
            continue;
        html_open(html, "option", "value", zaak_stap_info[stap].naam, "selected", stap == chosen ? HTML_BARE : NULL,
                  NULL);
        html_string(html, zaak_stap_info[stap].titel);
        html_close(html, "option");
    }
    html_raw(html, "</select></label><button>Deze stap</button></form>");
}

static void section_next_step(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    const enum zaak_stap stap = chosen_step(blad);
    if (stap == ZAAK_STAPPEN)
        return;
    html_raw(html, "<section aria-labelledby=\"stap\"><h2 id=\"stap\">Wat nu kan</h2>");
    choose_step(blad, stap);
    html_element_string(html, "h3", zaak_stap_info[stap].titel);
    form_of_case(blad, "stap");
    form_hidden(blad->call, "stap", text_of(zaak_stap_info[stap].naam));
    for (enum zaak_veld veld = 0; veld <= VELD_TERMIJN; veld++)
        if (veld == VELD_TOELICHTING || zaak_stap_info[stap].velden & 1U << veld)
            form_text_field(blad->call, zaak_veld_titel[veld], zaak_veld_name[veld], TEXT(""), false);
    if (stap == STAP_TERUGVORDERING)
        form_text_field(blad->call, "Bedrag in euro's (leeg: wat de bevindingen samen zijn)", "bedrag", TEXT(""),
                        false);
    if (zaak_volgende(&blad->d.voortgang) < stap)
        form_text_field(blad->call, "Waarom de stappen ervoor niet worden gezet", "skip", TEXT(""), true);
    html_raw(html, "<label><span><input type=\"checkbox\" name=\"overslaan\" value=\"ja\"> Deze stap overslaan; de "
                   "toelichting zegt waarom</span></label>");
    end_form_of_case(blad, "Vastleggen", "hoofd");
    html_close(html, "section");
}

/* ---- Findings ---- */

enum case_cell {
    C_NUMMER,
    C_ID,
    C_REFERENTIE,
    C_DATUM,
    C_CODE,
    C_NAAST,
    C_CONTROLE,
    C_CENT,
    C_LOT,
    C_OORDEEL,
    C_ANTWOORD,
    C_UITKOMST,
    C_HERZIEN,
    C_CELLS
};
static const struct table_column case_column[C_CELLS] = {[C_NUMMER] = {"nummer", "Nr", CELL_NUMBER, 0},
                                                         [C_ID] = {"bevinding_id", "Bevinding", CELL_TEXT, 0},
                                                         [C_REFERENTIE] = {"referentie", "Referentie", CELL_CODE, 0},
                                                         [C_DATUM] = {"datum", "Datum", CELL_DATE, 0},
                                                         [C_CODE] = {"code", "Code", CELL_CODE, 0},
                                                         [C_NAAST] = {"naast", "Naast", CELL_TEXT, 0},
                                                         [C_CONTROLE] = {"controle", "Controle", CELL_TEXT, 0},
                                                         [C_CENT] = {"cent", "Bedrag", CELL_CENT, 0},
                                                         [C_LOT] = {"lot", "Wordt", CELL_TEXT, 0},
                                                         [C_OORDEEL] = {"oordeel", "Oordeel", CELL_TEXT, 0},
                                                         [C_ANTWOORD] = {"antwoord", "Antwoord", CELL_TEXT, 0},
                                                         [C_UITKOMST] = {"uitkomst", "Dossier", CELL_TEXT, 0},
                                                         [C_HERZIEN] = {"herzien", "Sindsdien", CELL_TEXT, 0}};

static bool add_case_finding(struct zaak_blad *blad, struct table_writer *writer, const struct zaak_bevinding *b,
                             struct error *err)
{
    char nummer[NUMBER_TEXT], cent[NUMBER_TEXT], datum[DAY_TEXT + 1];
    struct buf code = {0}, naast = {0};
    zaak_add_code(&code, b);
    zaak_add_naast(&naast, b);
    const struct text value[C_CELLS] = {
        [C_NUMMER] = number_text(b->nummer, nummer),
        [C_ID] = text_of(b->was.id),
        [C_REFERENTIE] = zaak_regel(b)->referentie,
        [C_DATUM] = case_day(zaak_regel_periode(b).first, datum),
        [C_CODE] = {code.at, code.n},
        [C_NAAST] = {naast.at, naast.n},
        [C_CONTROLE] = text_of(zaak_soort_woord(b->materieel)),
        [C_CENT] = number_text(b->was.verhaal_bedrag_cent, cent),
        [C_LOT] = text_of(zaak_lot_woord[zaak_lot(b)]),
        [C_OORDEEL] = b->oordeel,
        [C_ANTWOORD] = b->antwoord,
        [C_UITKOMST] = b->uitkomst == UITKOMST_GEEN ? TEXT("") : text_of(zaak_uitkomst_name[b->uitkomst]),
        [C_HERZIEN] = zaak_vervallen(b)                   ? TEXT("vervallen")
                      : zaak_herzien(b, &blad->d.arena).n ? TEXT("herzien")
                                                          : TEXT("")};
    bool ok = table_row(writer, value, err);
    buf_release(&code);
    buf_release(&naast);
    return ok;
}

static bool section_case_findings(struct zaak_blad *blad, struct error *err)
{
    static const struct table table = {.title = "Bevindingen in deze zaak", .column = case_column, .columns = C_CELLS};
    struct html_table shown;
    html_element_string(&blad->call->html, "h2", table.title);
    struct table_writer *writer = html_table_open(&shown, &blad->call->html);
    shown.headless = true;
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && i < blad->d.bevindingen; i++)
        ok = add_case_finding(blad, writer, &blad->d.bevinding[i], err);
    if (ok)
        table_end(writer);
    html_table_close(&shown);
    return ok;
}

/* ---- What was said and done ---- */

static void add_event_texts(struct html *html, const struct zaak_gebeurtenis *g)
{
    for (enum zaak_veld veld = 0; veld < ZAAK_VELDEN; veld++) {
        if (!g->veld[veld].n)
            continue;
        html_raw(html, "<p>");
        html_printf(html, "%s: ", zaak_veld_titel[veld]);
        html_text(html, g->veld[veld]);
        html_raw(html, "</p>");
    }
}

static void add_event(struct zaak_blad *blad, const struct zaak_gebeurtenis *g)
{
    struct html *html = &blad->call->html;
    const enum zaak_stap stap = zaak_stap_of(g->stap);
    char datum[DAY_TEXT + 1];
    html_raw(html, "<tr><td>");
    html_date(html, case_day(g->datum, datum));
    html_raw(html, "</td><td>");
    html_string(html, zaak_gebeurtenis_woord(g));
    if (stap < ZAAK_STAPPEN)
        html_printf(html, ": %s", zaak_stap_info[stap].titel);
    html_raw(html, "</td><td>");
    html_text(html, g->door);
    html_raw(html, "</td><td>");
    add_event_texts(html, g);
    html_raw(html, "</td></tr>");
}

static void section_events(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    html_raw(html, "<h2>Verloop</h2><div class=\"tabel\" tabindex=\"0\" role=\"region\" aria-label=\"Verloop\"><table>"
                   "<thead><tr><th scope=\"col\">Op</th><th scope=\"col\">Wat</th><th scope=\"col\">Door</th>"
                   "<th scope=\"col\">In woorden</th></tr></thead><tbody>");
    for (size_t i = 0; i < blad->d.gebeurtenissen; i++)
        add_event(blad, &blad->d.gebeurtenis[i]);
    html_raw(html, "</tbody></table></div>");
}

static bool is_reaction(const struct zaak_gebeurtenis *g)
{
    return g->soort == GEBEURTENIS_STAP && zaak_stap_of(g->stap) == STAP_REACTIE;
}

/* A form for each point of the reaction that nobody answered yet. */
static void section_weighing(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    int64_t punt = 0;
    for (size_t i = 0; i < blad->d.gebeurtenissen; i++) {
        const struct zaak_gebeurtenis *g = &blad->d.gebeurtenis[i];
        char room[NUMBER_TEXT];
        if (!is_reaction(g) || (punt++, zaak_weging_van(&blad->d, g)))
            continue;
        html_raw(html, "<h3>");
        html_printf(html, "Punt %lld van de reactie", (long long)punt);
        html_raw(html, "</h3>");
        html_element(html, "blockquote", g->veld[VELD_TOELICHTING]);
        form_of_case(blad, "weging");
        form_hidden(blad->call, "punt", number_text(punt, room));
        form_text_field(blad->call, "Hoe het is gewogen", "tekst", TEXT(""), true);
        end_form_of_case(blad, "Weging vastleggen", "hoofd");
    }
}

/* What the files of the provider show comes back in the form that can be taken along. */
static void form_results(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    char today[DAY_TEXT + 1], *action = case_address(blad->call, ""),
                              *form = case_address(blad->call, "/stuk?stuk=formulier");
    day_print(day_today(), today);
    html_raw(html, "<h3>Wat de dossiers laten zien</h3><p>");
    html_open(html, "a", "href", form, NULL);
    html_raw(html, "Het formulier</a> (Excel), om bij de aanbieder in te vullen. Ingevuld komt het hier terug.</p>");
    html_open(html, "form", "method", "post", "action", action, "enctype", "multipart/form-data", "class", "opgave",
              NULL);
    form_hidden(blad->call, "_csrf", text_of(blad->call->sessie.csrf));
    form_hidden(blad->call, "wat", TEXT("uitkomsten"));
    form_text_field(blad->call, "Op (JJJJ-MM-DD)", "datum", text_of(today), true);
    html_raw(
        html,
        "<label>Ingevuld formulier<input type=\"file\" name=\"formulier\" accept=\".xlsx,.csv\" required></label>");
    end_form_of_case(blad, "Uitkomsten overnemen", NULL);
    free(action);
    free(form);
}

static void section_sample(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    struct zaak_steekproef s = {.kader = 0};
    zaak_steekproef(&blad->d, &s);
    if (blad->d.voortgang.materieel) {
        html_raw(html, "<p>");
        html_printf(html, "Steekproef: %u van de %u materiële bevindingen getrokken, van %u is het dossier bekeken.",
                    s.getrokken, s.kader, s.bekend);
        html_raw(html, "</p>");
    }
    if (blad->d.voortgang.materieel && !s.getrokken
        && blad->d.voortgang.stand[STAP_SPECIFIEK_CONTROLEPLAN] == STAP_GEDAAN) {
        form_of_case(blad, "trekking");
        form_text_field(blad->call, "Zaadgetal (1 tot 18 cijfers)", "zaad", TEXT(""), true);
        form_text_field(blad->call, "Hoeveel bevindingen", "hoeveel", TEXT(""), true);
        end_form_of_case(blad, "Trekken", NULL);
    }
    if (blad->d.voortgang.materieel && blad->d.voortgang.stand[STAP_AANKONDIGING] >= STAP_OVERGESLAGEN)
        form_results(blad);
    zaak_steekproef_release(&s);
}

/* The provider was asked to react, and not told the final outcome. */
static bool may_be_extended(const struct zaak_dossier *d)
{
    return d->voortgang.stand[STAP_VOORGENOMEN_UITKOMST] == STAP_GEDAAN && d->voortgang.termijn != NO_TERM
           && d->voortgang.stand[STAP_DEFINITIEVE_UITKOMST] < STAP_OVERGESLAGEN;
}

/* What insured said: of a file that may be looked at, and in a survey. */
static void forms_of_insured(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    html_raw(html, "</details><details><summary>Toestemming van een verzekerde</summary><p>De verzekerde gaf de "
                   "aanbieder schriftelijk toestemming (Rzv artikel 7.8 lid 3): het dossier mag dan ook zonder "
                   "aankondiging en naast de steekproef worden bekeken.</p>");
    form_of_case(blad, "toestemming");
    form_text_field(blad->call, "Nummer van de bevinding in deze zaak", "nummer", TEXT(""), true);
    form_text_field(blad->call, "Waar de toestemming is (noem geen verzekerde)", "tekst", TEXT(""), true);
    end_form_of_case(blad, "Toestemming vastleggen", NULL);
    html_raw(html, "</details><details><summary>Enquête onder verzekerden</summary>");
    form_of_case(blad, "enquete");
    form_text_field(blad->call, "Wat gevraagd is, aan hoeveel, en wat ervan kwam (noem geen verzekerde)", "tekst",
                    TEXT(""), true);
    html_raw(html, "<label><span><input type=\"checkbox\" name=\"vrijwillig\" value=\"ja\" required> Aan de "
                   "verzekerden is gemeld dat antwoorden niet hoeft, en dat niet antwoorden geen nadeel heeft (Rzv "
                   "artikel 7.5 lid 4)</span></label>");
    end_form_of_case(blad, "Enquête vastleggen", NULL);
}

static void section_small_forms(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    html_raw(html, "<details><summary>Bevinding toevoegen</summary>");
    form_of_case(blad, "bevinding");
    form_text_field(blad->call, "Nummer van de bevinding (16 tekens)", "bevinding_id", TEXT(""), true);
    form_text_field(blad->call, "Reden, als de regel ouder is dan de terugblik", "reden", TEXT(""), false);
    end_form_of_case(blad, "Toevoegen", NULL);
    html_raw(html, "</details><details><summary>Notitie</summary>");
    form_of_case(blad, "notitie");
    form_text_field(blad->call, "Notitie (noem geen verzekerde)", "tekst", TEXT(""), true);
    end_form_of_case(blad, "Vastleggen", NULL);
    if (may_be_extended(&blad->d)) {
        html_raw(html, "</details><details><summary>Meer tijd om te reageren</summary>");
        form_of_case(blad, "uitstel");
        form_text_field(blad->call, "Reageren tot en met (JJJJ-MM-DD)", "termijn", TEXT(""), true);
        form_text_field(blad->call, "Waarom", "tekst", TEXT(""), true);
        end_form_of_case(blad, "Uitstel geven", NULL);
    }
    if (blad->d.voortgang.materieel && blad->d.voortgang.stand[STAP_DEFINITIEVE_UITKOMST] < STAP_OVERGESLAGEN)
        forms_of_insured(blad);
    html_raw(html, "</details><details><summary>Zaak sluiten</summary>");
    form_of_case(blad, "sluiten");
    form_text_field(blad->call, "Reden, als er nog stappen te doen zijn", "reden", TEXT(""), false);
    end_form_of_case(blad, "Sluiten", "gevaar");
    html_raw(html, "</details>");
}

static void section_documents(struct zaak_blad *blad)
{
    struct html *html = &blad->call->html;
    html_raw(html,
             "<h2>Stukken</h2><p class=\"stil\">Zoals de zaak nu is. Een brief waarvan de stap nog niet is gezet, "
             "is een concept.</p><ul>");
    for (int stuk = 0; stuk < ZAAK_STUKKEN; stuk++) {
        char *url = xprintf("/zaak/%.*s/stuk?stuk=%s", (int)blad->call->argument.n, blad->call->argument.at,
                            zaak_stuk_naam[stuk]);
        html_raw(html, "<li>");
        html_open(html, "a", "href", url, NULL);
        html_string(html, zaak_stuk_titel[stuk]);
        html_raw(html, "</a> (PDF)</li>");
        free(url);
    }
    char *url = case_address(blad->call, "/stuk?stuk=specificatie");
    html_raw(html, "<li>");
    html_open(html, "a", "href", url, NULL);
    html_raw(html, "wat wordt teruggevorderd, per regel</a> (Excel)</li>");
    free(url);
    url = case_address(blad->call, "/stuk?stuk=eigen_risico");
    html_raw(html, "<li>");
    html_open(html, "a", "href", url, NULL);
    html_raw(html, "wiens eigen risico opnieuw berekend moet worden</a> (Excel; alleen voor de verzekeraar)</li></ul>");
    free(url);
}

bool page_zaak(struct call *call, struct error *err)
{
    struct zaak_blad blad = {.call = call};
    bool there, ok = read_case(call, &call->store, &blad.d, &there, err);
    if (ok && there)
        ok = look_at_case(call, &blad.d, err);
    if (ok && there) {
        char *title = xprintf("Zaak %.*s", (int)call->argument.n, call->argument.at);
        page_begin(call, title);
        free(title);
        section_facts(&blad);
        section_steps(&blad);
        const bool acts = call_may(call, RECHT_OORDEEL) && !blad.d.voortgang.gesloten;
        if (acts) {
            section_next_step(&blad);
            section_weighing(&blad);
        }
        ok = section_case_findings(&blad, err);
        if (acts) {
            section_sample(&blad);
            section_small_forms(&blad);
        }
        section_documents(&blad);
        section_events(&blad);
        page_end(call);
    }
    zaak_release(&blad.d);
    return ok;
}
