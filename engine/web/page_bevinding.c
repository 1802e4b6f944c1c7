/* page_bevinding.c - one finding: what it is, what to decide, the dossier, the proof, what was said of it. */
#include <stdio.h>
#include <string.h>

#include "report/proof.h"
#include "store/queries.h"
#include "web/bevinding_blad.h"
#include "web/bewijs.h"
#include "web/brieftekst.h"
#include "web/dossier.h"
#include "web/html_table.h"
#include "web/pages.h"

static struct text kept_of_row(struct call *call, struct text text)
{
    return (struct text){arena_copy(&call->request.arena, text.at, text.n), text.n};
}

/* The findings with the id, and the one that is meant. */
struct gezocht {
    struct bevinding_blad *blad;
    size_t n;
    bool named; /* a plaats was given */
};

static bool take_same_id(void *ctx, const struct query_row *row, struct error *err)
{
    struct gezocht *gezocht = ctx;
    struct bevinding_blad *blad = gezocht->blad;
    (void)err;
    if (gezocht->n++ && !gezocht->named)
        blad->patient = (struct text){"", 0};
    else if (!gezocht->named || text_equal(query_value(row, "plaats"), blad->plaats))
        blad->patient = kept_of_row(blad->call, query_value(row, "patient"));
    return true;
}

static bool take_beside(void *ctx, const struct query_row *row, struct error *err)
{
    struct bevinding_blad *blad = ctx;
    (void)err;
    blad->oordeel_door = kept_of_row(blad->call, query_value(row, "door"));
    blad->regel_omschrijving = kept_of_row(blad->call, query_value(row, "omschrijving"));
    blad->regel_bron = kept_of_row(blad->call, query_value(row, "bron"));
    return true;
}

static bool open_finding(struct bevinding_blad *blad, bool *found, struct error *err)
{
    struct store *store = &blad->call->store;
    const struct query_param param[] = {{":id", text_of(blad->id)}, {":patient", blad->patient}};
    if (!query_rows(store, QUERY_ROND_BEVINDING, param, 2, take_beside, blad, err)
        || !bevinding_reader_open_one(&blad->reader, store->db, err))
        return false;
    bevinding_reader_one(&blad->reader, blad->patient, text_of(blad->id));
    if (!bevinding_reader_next(&blad->reader, found, err))
        return false;
    oordelen_stand(blad->reader.rij, blad->reader.oordeel_nummer, blad->stand);
    return true;
}

/* A line of the choice: what tells the findings apart without telling who the patients are. */
static bool choice_item(void *ctx, const struct query_row *row, struct error *err)
{
    struct bevinding_blad *blad = ctx;
    struct html *html = &blad->call->html;
    struct buf url = {0};
    uint64_t cent = 0;
    if (!call_look(blad->call, query_value(row, "patient"), text_of(blad->id), err))
        return false;
    blad->plaats = query_value(row, "plaats");
    bevinding_blad_url(blad, NULL, &url);
    html_open(html, "li", "data-rij", HTML_BARE, NULL);
    html_open(html, "a", "href", buf_string(&url), NULL);
    html_text(html, query_value(row, "programma"));
    html_string(html, " van ");
    html_date(html, query_value(row, "keten_van"));
    html_string(html, ", ketenregel in ");
    html_text(html, query_value(row, "bestand"));
    html_string(html, ", regel ");
    html_text(html, query_value(row, "keten_regelnummer"));
    html_close(html, "a");
    html_string(html, ": ");
    html_text(html, query_value(row, "status"));
    html_string(html, ", ");
    if (text_digits(query_value(row, "verhaal_bedrag_cent"), 18, &cent))
        html_euro(html, (int64_t)cent);
    html_close(html, "li");
    buf_release(&url);
    return true;
}

/* Several patients have it. */
static bool show_choice(struct bevinding_blad *blad, struct error *err)
{
    struct call *call = blad->call;
    const struct query_param param = {":id", text_of(blad->id)};
    page_begin(call, "Welke bevinding bedoelt u?");
    html_raw(&call->html,
             "<p>Een aanbieder gebruikte dezelfde referentienummers voor meer dan een verzekerde. Daardoor "
             "hebben deze bevindingen hetzelfde kenmerk.</p><ol>");
    bool ok = query_rows(&call->store, QUERY_ZELFDE_ID, &param, 1, choice_item, blad, err);
    html_close(&call->html, "ol");
    page_end(call);
    return ok;
}

bool bevinding_blad_open(struct bevinding_blad *blad, struct call *call, bool *found, struct error *err)
{
    *blad = (struct bevinding_blad){.call = call};
    *found = false;
    blad->plaats = call->request.method == METHOD_POST ? form_of(&call->request, "plaats")
                                                       : query_of(&call->request, "plaats");
    struct gezocht gezocht = {.blad = blad, .named = blad->plaats.n > 0};
    if (!bevinding_id_read(call->argument, blad->id)) {
        reply_refused(call, 404, "Dit is geen bevinding",
                      "Een bevinding heeft een kenmerk van 16 tekens: cijfers en de letters a tot en met f.");
        return true;
    }
    const struct query_param param = {":id", text_of(blad->id)};
    if (!lijst_buren(call, text_of(blad->id), &blad->buren, err)
        || !query_rows(&call->store, QUERY_ZELFDE_ID, &param, 1, take_same_id, &gezocht, err))
        return false;
    if (blad->patient.n)
        return open_finding(blad, found, err);
    if (gezocht.n > 1)
        return show_choice(blad, err);
    reply_refused(call, 404, "Deze bevinding is er niet",
                  "De database heeft geen bevinding met dit kenmerk. Misschien ging zij met een wissing mee.");
    return true;
}

void bevinding_blad_close(struct bevinding_blad *blad)
{
    bevinding_reader_close(&blad->reader);
    blad->reader = (struct bevinding_reader){0};
}

void bevinding_blad_url(const struct bevinding_blad *blad, const char *done, struct buf *url)
{
    bevinding_address(text_of(blad->id), blad->buren.query, url);
    url_param(url, "plaats", blad->plaats);
    if (done)
        url_param(url, "gedaan", text_of(done));
}

static void summary_fact(struct html *html, const char *label, struct text value)
{
    if (!value.n)
        return;
    html_element_string(html, "dt", label);
    html_element(html, "dd", value);
}

/* A provider, with a link, and what it declared. */
static void fact_side(struct html *html, const char *label, const struct bevinding_kant *kant, struct period days)
{
    char first[DAY_TEXT + 1], last[DAY_TEXT + 1];
    day_print(days.first, first);
    day_print(days.last, last);
    html_element_string(html, "dt", label);
    html_open(html, "dd", NULL);
    html_text(html, kant->prestatiecode);
    html_string(html, ", ");
    html_date(html, text_of(first));
    html_string(html, " t/m ");
    html_date(html, text_of(last));
    html_string(html, ", ");
    html_euro(html, kant->bedrag_cent);
    html_string(html, ", declarant ");
    html_begin(html, "a");
    html_attribute_printf(html, "href", "/aanbieder/%08u", kant->agb);
    html_begun(html);
    html_printf(html, "%08u", kant->agb);
    html_close(html, "a");
    html_close(html, "dd");
}

static void chips(struct bevinding_blad *blad)
{
    struct html *html = &blad->call->html;
    const struct bevinding_reader *r = &blad->reader;
    html_open(html, "p", NULL);
    html_begin(html, "span");
    html_attribute_printf(html, "class", "graad-%s", zekerheid_name[r->bevinding.zekerheid]);
    html_begun(html);
    html_string(html, zekerheid_name[r->bevinding.zekerheid]);
    html_close(html, "span");
    html_string(html, " ");
    html_open(html, "span", "class", "oordeel", NULL);
    html_text(html, r->oordeel.n ? r->oordeel : TEXT("geen oordeel"));
    html_close(html, "span");
    html_string(html, " ");
    html_open(html, "span", "class", "oordeel", NULL);
    html_text(html, r->status);
    html_close(html, "span");
    html_close(html, "p");
}

static void fact_rule(struct bevinding_blad *blad)
{
    struct html *html = &blad->call->html;
    struct buf url = {0};
    buf_text(&url, "/regel/");
    url_add(&url, blad->reader.bevinding.leidende_regel);
    html_element_string(html, "dt", "Leidende regel");
    html_open(html, "dd", NULL);
    html_open(html, "a", "href", buf_string(&url), NULL);
    html_text(html, blad->reader.bevinding.leidende_regel);
    html_close(html, "a");
    if (blad->regel_omschrijving.n)
        html_string(html, ": ");
    html_text(html, blad->regel_omschrijving);
    html_close(html, "dd");
    buf_release(&url);
}

static bool fact_zaak(void *ctx, const struct query_row *row, struct error *err)
{
    struct html *html = ctx;
    const struct text zaak = query_value(row, "zaak"), nummer = query_value(row, "nummer");
    (void)err;
    html_element_string(html, "dt", "In een zaak");
    html_open(html, "dd", NULL);
    html_begin(html, "a");
    html_attribute_printf(html, "href", "/zaak/%.*s", (int)zaak.n, zaak.at);
    html_begun(html);
    html_printf(html, "Zaak %.*s", (int)zaak.n, zaak.at);
    html_close(html, "a");
    html_printf(html, ", bevinding %.*s", (int)nummer.n, nummer.at);
    html_close(html, "dd");
    return true;
}

static bool summary(struct bevinding_blad *blad, const struct query_param *param, struct error *err)
{
    struct html *html = &blad->call->html;
    const struct bevinding_reader *r = &blad->reader;
    const struct bevinding *b = &r->bevinding;
    chips(blad);
    html_open(html, "dl", "class", "feiten", NULL);
    html_element_string(html, "dt", "Terug te vorderen");
    html_open(html, "dd", NULL);
    html_euro(html, b->verhaal_bedrag_cent);
    html_printf(html, " van de %s", b->verhaal == VERHAAL_KETEN ? "ketenregel" : "conflictregel");
    html_close(html, "dd");
    summary_fact(html, "Verzekerde", b->patient);
    fact_side(html, "Ketenregel (K)", &b->keten, b->keten_periode);
    if (bevinding_is_paar(b))
        fact_side(html, "Conflictregel (C)", &b->conflict, b->conflict_periode);
    summary_fact(html, "Programma", b->programma);
    fact_rule(blad);
    summary_fact(html, "Redenen om niet zeker te zijn", b->redenen);
    summary_fact(html, "Laatste oordeel", r->oordeel_door);
    summary_fact(html, "Reden daarvan", r->oordeel_reden);
    summary_fact(html, "Veranderd sinds dat oordeel", r->herzien);
    summary_fact(html, "Antwoord van de declarant", r->antwoord_declarant);
    summary_fact(html, "Toelichting van de declarant", r->toelichting_declarant);
    summary_fact(html, "Antwoord van de ketencontractant", r->antwoord_ketencontractant);
    summary_fact(html, "Toelichting van de ketencontractant", r->toelichting_ketencontractant);
    summary_fact(html, "Eigen risico (conflictregel)", r->eigen_risico);
    bool ok = query_rows(&blad->call->store, QUERY_IN_ZAKEN, param, 2, fact_zaak, html, err);
    html_close(html, "dl");
    return ok;
}

/* With the way on. */
static void notice_judged(struct bevinding_blad *blad)
{
    struct html *html = &blad->call->html;
    struct buf url = {0};
    html_raw(html, "<p class=\"goed\" role=\"status\">Uw oordeel is vastgelegd.");
    if (blad->buren.volgende[0]) {
        bevinding_address(text_of(blad->buren.volgende), blad->buren.query, &url);
        html_string(html, " ");
        html_open(html, "a", "href", buf_string(&url), NULL);
        html_string(html, "Naar de volgende");
        html_close(html, "a");
    }
    html_close(html, "p");
    buf_release(&url);
}

static void notice(struct bevinding_blad *blad)
{
    struct html *html = &blad->call->html;
    const struct request *request = &blad->call->request;
    if (blad->ingevuld.fout) {
        html_open(html, "p", "class", "fout", "role", "alert", NULL);
        html_string(html, blad->ingevuld.fout);
        html_close(html, "p");
    } else if (query_is(request, "gedaan", "oordeel"))
        notice_judged(blad);
    else if (query_is(request, "gedaan", "notitie"))
        html_raw(html, "<p class=\"goed\" role=\"status\">Uw notitie is bewaard.</p>");
}

static void neighbour(struct bevinding_blad *blad, const char *id, const char *rel, const char *words)
{
    struct buf url = {0};
    if (!*id)
        return;
    bevinding_address(text_of(id), blad->buren.query, &url);
    html_open(&blad->call->html, "a", "href", buf_string(&url), "rel", rel, NULL);
    html_string(&blad->call->html, words);
    html_close(&blad->call->html, "a");
    buf_release(&url);
}

/* Where it stands in the list, and what stands before and behind it. */
static void in_the_list(struct bevinding_blad *blad)
{
    struct html *html = &blad->call->html;
    const struct buren *buren = &blad->buren;
    struct buf url = {0};
    if (!buren->is_lijst)
        return;
    buf_text(&url, "/bevindingen");
    buf_text(&url, buren->query.n ? "?" : "");
    buf_add(&url, buren->query.at, buren->query.n);
    url_param(&url, "bij", text_of(blad->id)); /* its own page of the list */
    html_raw(html, "<nav class=\"bladwijzer\" aria-label=\"In de lijst\">");
    neighbour(blad, buren->vorige, "prev", "Vorige bevinding");
    html_open(html, "span", NULL);
    if (buren->plaats) {
        html_number(html, buren->plaats);
        html_string(html, " van ");
        html_number(html, buren->n);
    } else
        html_string(html, "Staat niet (meer) in de lijst");
    html_close(html, "span");
    neighbour(blad, buren->volgende, "next", "Volgende bevinding");
    html_open(html, "a", "href", buf_string(&url), NULL);
    html_string(html, "Terug naar de lijst");
    html_close(html, "a");
    html_close(html, "nav");
    buf_release(&url);
}

static void on_this_page(struct html *html)
{
    html_raw(html, "<nav class=\"bladwijzer klein\" aria-label=\"Op deze bladzijde\"><a href=\"/bevindingen\">"
                   "Bevindingen</a><a href=\"#oordeel\">Oordeel</a><a href=\"#dossier\">Dossier</a>"
                   "<a href=\"#bewijs\">Bewijs</a><a href=\"#notities\">Notities</a>"
                   "<a href=\"#geschiedenis\">Geschiedenis</a><a href=\"#andere\">Andere bevindingen</a>"
                   "<a href=\"#brief\">Brief</a></nav>");
}

static void section_dossier(struct bevinding_blad *blad)
{
    struct error err = {0};
    struct html *html = &blad->call->html;
    html_raw(html, "<section aria-labelledby=\"dossier\"><h2 id=\"dossier\">Dossier</h2>");
    const size_t before = html->out.n;
    if (!dossier_show(blad->call, &blad->reader.bevinding, &err)) {
        html->out.n = before;
        log_emit(&blad->call->desk->log, LOG_ERROR, "dossier", "%s", err.text);
        html_raw(html, "<p class=\"fout\">De opgeslagen regels van deze verzekerde kunnen niet worden gelezen. "
                       "De beheerder kan met dubbelloop verify zien wat er mis is.</p>");
    }
    html_close(html, "section");
}

/* The proof, or plainly that there is none. */
static void section_bewijs(struct bevinding_blad *blad, const struct feiten *feiten, const struct error *err)
{
    struct html *html = &blad->call->html;
    html_raw(html, "<section aria-labelledby=\"bewijs\"><h2 id=\"bewijs\">Bewijs</h2>");
    if (err->status) {
        html_raw(html,
                 "<p class=\"fout\"><strong>Voor deze bevinding is geen bewijs.</strong> Uit de regels en tabellen "
                 "die zijn opgeslagen volgt zij niet zoals zij hier staat. Vorder er niets op terug voordat duidelijk "
                 "is waarom.</p><p>Wat het programma zegt: <span lang=\"en\">");
        html_string(html, err->text);
        html_raw(html, "</span></p>");
    } else {
        html_raw(html, "<p class=\"stil\">Opnieuw uitgerekend uit de opgeslagen regels, met de tabellen van de run die "
                       "haar vond.</p>");
        bewijs_show(html, feiten);
    }
    html_close(html, "section");
}

static bool take_notitie(void *ctx, const struct query_row *row, struct error *err)
{
    struct html *html = ctx;
    (void)err;
    html_open(html, "li", NULL);
    html_open(html, "p", "class", "stil", NULL);
    html_text(html, query_value(row, "inlog"));
    html_string(html, ", ");
    html_date(html, query_value(row, "op"));
    html_string(html, " UTC");
    html_close(html, "p");
    html_open(html, "p", "class", "notitie", NULL);
    html_text(html, query_value(row, "tekst"));
    html_close(html, "p");
    html_close(html, "li");
    return true;
}

static bool section_notities(struct bevinding_blad *blad, const struct query_param *param, struct error *err)
{
    struct html *html = &blad->call->html;
    html_raw(html, "<section aria-labelledby=\"notities\"><h2 id=\"notities\">Notities</h2><ol>");
    bool ok = query_rows(&blad->call->store, QUERY_NOTITIES, param, 2, take_notitie, html, err);
    html_raw(html, "</ol><p class=\"stil\">Een notitie blijft staan zoals zij is, met uw inlog en de tijd.</p>");
    notitie_form(blad);
    html_close(html, "section");
    return ok;
}

/* What happened to it, what was decided, what was answered. */
static bool section_geschiedenis(struct bevinding_blad *blad, const struct query_param *param, struct error *err)
{
    static const struct table_column event[] = {{"run", "Run", CELL_TEXT, 0},
                                                {"begonnen", "Begonnen (UTC)", CELL_DATE, 0},
                                                {"wijziging", "Wijziging", CELL_TEXT, 0},
                                                {"was", "Was", CELL_PROSE, 0},
                                                {"reden", "Reden", CELL_PROSE, 0}};
    static const struct table_column oordeel[] = {
        {"nummer", "Nummer", CELL_TEXT, 0}, {"op", "Op (UTC)", CELL_DATE, 0},
        {"door", "Door", CELL_TEXT, 0},     {"oordeel", "Oordeel", CELL_TEXT, 0},
        {"reden", "Reden", CELL_PROSE, 0},  {"bevestigt_nummer", "Bevestigt nummer", CELL_TEXT, 0},
        {"na_run", "Na run", CELL_TEXT, 0}, {"inlog", "Inlog", CELL_TEXT, 0}};
    static const struct table_column antwoord[] = {{"nummer", "Nummer", CELL_TEXT, 0},
                                                   {"op", "Op (UTC)", CELL_DATE, 0},
                                                   {"door", "Ingelezen door", CELL_TEXT, 0},
                                                   {"agb", "AGB", CELL_TEXT, 0},
                                                   {"rol", "Rol", CELL_TEXT, 0},
                                                   {"antwoord", "Antwoord", CELL_TEXT, 0},
                                                   {"toelichting", "Toelichting", CELL_PROSE, 0},
                                                   {"bestand", "Bestand", CELL_TEXT, 0},
                                                   {"na_run", "Na run", CELL_TEXT, 0}};
    static const struct {
        struct table table;
        enum query query;
    } part[] = {
        {{.title = "Oordelen", .column = oordeel, .columns = 8, .empty = "Er is nog geen oordeel."}, QUERY_OORDELEN},
        {{.title = "Antwoorden van de aanbieders",
          .column = antwoord,
          .columns = 9,
          .empty = "Er is nog geen antwoord."},
         QUERY_ANTWOORDEN},
        {{.title = "Gebeurtenissen", .column = event, .columns = 5, .empty = "Er is niets gebeurd."}, QUERY_EVENTS}};
    bool ok = true;
    html_raw(&blad->call->html, "<div id=\"geschiedenis\">");
    for (size_t i = 0; ok && i < sizeof part / sizeof *part; i++)
        ok = html_query_table(&blad->call->html, &part[i].table, &blad->call->store, part[i].query, param, 2, err);
    html_close(&blad->call->html, "div");
    return ok;
}

static void provider_link(struct html *html, uint32_t agb)
{
    html_open(html, "li", NULL);
    html_begin(html, "a");
    html_attribute_printf(html, "href", "/bevindingen?agb=%08u", agb);
    html_begun(html);
    html_printf(html, "Alle bevindingen met een regel van %08u", agb);
    html_close(html, "a");
    html_close(html, "li");
}

static bool section_andere(struct bevinding_blad *blad, const struct query_param *param, struct error *err)
{
    static const struct table_column column[] = {{"bevinding_id", "Bevinding", CELL_TEXT, 0},
                                                 {"status", "Status", CELL_TEXT, 0},
                                                 {"zekerheid", "Zekerheid", CELL_TEXT, 0},
                                                 {"categorie", "Categorie", CELL_TEXT, 0},
                                                 {"programma", "Programma", CELL_TEXT, 0},
                                                 {"keten_van", "Ketenperiode van", CELL_DATE, 0},
                                                 {"keten_tm", "Ketenperiode t/m", CELL_DATE, 0},
                                                 {"verhaal_bedrag_cent", "Terug te vorderen", CELL_CENT, 0},
                                                 {"oordeel", "Oordeel", CELL_TEXT, 0}};
    static const struct table table = {
        .title = "Bevindingen van deze verzekerde, deze erbij", .column = column, .columns = 9};
    const struct bevinding *b = &blad->reader.bevinding;
    struct html *html = &blad->call->html;
    html_raw(html, "<div id=\"andere\">");
    bool ok = html_query_table(html, &table, &blad->call->store, QUERY_VAN_PATIENT, &param[1], 1, err);
    html_raw(html, "<ul>");
    provider_link(html, b->keten.agb);
    if (bevinding_is_paar(b) && b->conflict.agb != b->keten.agb)
        provider_link(html, b->conflict.agb);
    html_raw(html, "</ul></div>");
    return ok;
}

/* What the proof tells of the line that would be recovered. */
static struct briefregel own_line(const struct bevinding *b, const struct feiten *f)
{
    const size_t at = feiten_find(f, b->verhaal == VERHAAL_KETEN ? "ketenregel" : "conflictregel");
    const size_t end = at < f->n ? feiten_end(f, at) : at;
    return (struct briefregel){.begindatum = feiten_value(f, at, end, "begindatum"),
                               .einddatum = feiten_value(f, at, end, "einddatum"),
                               .lijst = feiten_value(f, at, end, "prestatiecodelijst")};
}

static void section_brief(struct bevinding_blad *blad, const struct feiten *feiten)
{
    struct html *html = &blad->call->html;
    const struct bevinding *b = &blad->reader.bevinding;
    const struct briefregel own = own_line(b, feiten);
    struct buf tekst = {0};
    brieftekst(b, &own, blad->regel_omschrijving, blad->regel_bron, &tekst);
    html_raw(html, "<section aria-labelledby=\"brief\"><h2 id=\"brief\">Tekst voor een brief aan de aanbieder</h2>"
                   "<p class=\"stil\">Een vraag, geen besluit. Van de andere regel staat er niet meer in dan wat een "
                   "aanbieder in zijn spiegelrapport ziet. Wie boven Brief kiest en dan afdrukt, drukt alleen deze "
                   "tekst af.</p><pre class=\"brief\" tabindex=\"0\" "
                   "aria-label=\"Brieftekst\" data-kopie>");
    html_text(html, (struct text){tekst.at, tekst.n});
    html_raw(html, "</pre></section>");
    buf_release(&tekst);
}

/* All of it that rests on the proof, or on there being none. */
static bool sections(struct bevinding_blad *blad, const struct feiten *feiten, const struct error *no_proof,
                     struct error *err)
{
    struct html *html = &blad->call->html;
    const struct query_param param[] = {{":id", text_of(blad->id)}, {":patient", blad->patient}};
    if (no_proof->status)
        html_raw(html, "<p class=\"fout\"><strong>Voor deze bevinding is geen bewijs.</strong> Lees eerst "
                       "<a href=\"#bewijs\">waarom</a>.</p>");
    if (!summary(blad, param, err))
        return false;
    html_raw(html, "<section aria-labelledby=\"oordeel\"><h2 id=\"oordeel\">Oordeel</h2>");
    oordeel_form(blad);
    html_close(html, "section");
    section_dossier(blad);
    section_bewijs(blad, feiten, no_proof);
    if (!section_notities(blad, param, err) || !section_geschiedenis(blad, param, err)
        || !section_andere(blad, param, err))
        return false;
    section_brief(blad, feiten);
    return true;
}

static bool show_sections(struct bevinding_blad *blad, struct error *err)
{
    struct feiten feiten = {0};
    struct pen pen = feiten_pen(&feiten);
    struct error no_proof = {0};
    if (!proof_tell(&blad->call->store, &blad->reader, &pen, &no_proof))
        feiten_release(&feiten);
    const bool ok = sections(blad, &feiten, &no_proof, err);
    feiten_release(&feiten);
    return ok;
}

bool bevinding_blad_show(struct bevinding_blad *blad, struct error *err)
{
    struct call *call = blad->call;
    char fours[BEVINDING_ID_FOURS + 1], *title;
    if (!call_look(call, blad->patient, text_of(blad->id), err))
        return false;
    bevinding_id_in_fours(text_of(blad->id), fours);
    title = xprintf("Bevinding %s", fours);
    page_begin(call, title);
    free(title);
    in_the_list(blad);
    on_this_page(&call->html);
    notice(blad);
    bool ok = show_sections(blad, err);
    page_end(call);
    return ok;
}

bool page_bevinding(struct call *call, struct error *err)
{
    struct bevinding_blad blad;
    bool found, ok = bevinding_blad_open(&blad, call, &found, err) && (!found || bevinding_blad_show(&blad, err));
    bevinding_blad_close(&blad);
    return ok;
}
