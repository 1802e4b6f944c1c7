/* page_zaken.c - the controls that there are, and a new one. */
#include "store/selectie.h"
#include "web/bladeren.h"
#include "web/pages.h"
#include "zaak/register.h"

static void form_new_case(struct call *call)
{
    struct html *html = &call->html;
    char today[DAY_TEXT + 1];
    day_print(day_today(), today);
    html_raw(html, "<section aria-labelledby=\"nieuw\"><h2 id=\"nieuw\">Nieuwe zaak</h2><p>De bevindingen die staan op "
                   "regels van deze aanbieder komen erin, elke regel eenmaal. Wat is afgewezen, al in een zaak zit of "
                   "ouder is dan twee jaar blijft erbuiten, tenzij met een reden. Noem geen verzekerde.</p>");
    form_begin(call, "/zaken", "opgave");
    form_text_field(call, "Aanbieder (AGB, 8 cijfers)", "agb", query_digits(call, "agb", 8), true);
    html_raw(html, "<label>Rol <select name=\"rol\">");
    for (int rol = 0; rol < ROLLEN; rol++)
        html_element_string(html, "option", rol_name[rol]);
    html_raw(html, "</select></label>");
    form_text_field(call, "Van kwartaal of jaar (2023Q1, 2023)", "van", query_of(&call->request, "kwartaal"), true);
    form_text_field(call, "Tot en met (leeg: alleen dat)", "tm", TEXT(""), false);
    form_text_field(call, "Doel van de controle", "doel", TEXT(""), true);
    form_text_field(call, "Kenmerk van het huis", "kenmerk", TEXT(""), false);
    form_text_field(call, "Begonnen op (JJJJ-MM-DD)", "datum", text_of(today), true);
    form_text_field(call, "Regels vanaf (JJJJ-MM-DD; leeg: twee jaar voor het begin)", "terugblik", TEXT(""), false);
    form_text_field(call, "Waarom verder terug dan twee jaar", "terugblik_reden", TEXT(""), false);
    form_text_field(call, "Toelichting", "toelichting", TEXT(""), false);
    html_raw(html, "<label><span><input type=\"checkbox\" name=\"signalen\" value=\"ja\"> Ook signalen</span></label>"
                   "<button class=\"hoofd\">Zaak openen</button>");
    form_end(call);
    html_close(html, "section");
}

bool page_zaken(struct call *call, struct error *err)
{
    struct html_table table;
    page_begin(call, "Zaken");
    html_raw(&call->html,
             "<p class=\"stil\">Controles van een aanbieder, stap voor stap in de volgorde van de Regeling "
             "zorgverzekering.</p>");
    struct table_writer *writer = html_table_open(&table, &call->html);
    bool ok = register_tabel(&call->store, 0, writer, err);
    html_table_close(&table);
    if (call_may(call, RECHT_OORDEEL))
        form_new_case(call);
    page_end(call);
    return ok;
}

/* Lines from which day on; further back than goes without saying only for a reason. */
static bool read_lookback(struct text vanaf, day begin, struct zaak_opdracht *opdracht)
{
    if (vanaf.n && day_parse(vanaf, DAY_ISO, &opdracht->terugblik) != DAY_OK)
        return false;
    const bool further = vanaf.n && opdracht->terugblik < zaak_terugblik(begin);
    return opdracht->terugblik_reden.n ? text_is_recordable(opdracht->terugblik_reden) : !further;
}

static bool read_new_case(struct call *call, struct zaak_opdracht *opdracht, struct zaak_daad *daad)
{
    const struct request *r = &call->request;
    const struct text aanbieder = text_trim(form_of(r, "agb")), begin = text_trim(form_of(r, "van")),
                      end = text_trim(form_of(r, "tm"));
    struct buf van = {0}, tm = {0};
    struct period last = {0, 0};
    uint64_t agb = 0;
    *opdracht = (struct zaak_opdracht){.rol = form_is(r, "rol", rol_name[ROL_DECLARANT]) ? ROL_DECLARANT
                                                                                         : ROL_KETENCONTRACTANT,
                                       .doel = text_trim(form_of(r, "doel")),
                                       .kenmerk = text_trim(form_of(r, "kenmerk")),
                                       .terugblik = NO_TERM,
                                       .terugblik_reden = text_trim(form_of(r, "terugblik_reden")),
                                       .keuze = {.signalen = form_is(r, "signalen", "ja")},
                                       .toelichting = text_trim(form_of(r, "toelichting"))};
    *daad = (struct zaak_daad){text_of(call->sessie.naam), text_of(call->sessie.naam), 0};
    buf_add(&van, begin.at, begin.n);
    buf_add(&tm, end.at, end.n);
    bool ok = aanbieder.n == 8 && text_digits(aanbieder, 8, &agb) && agb
              && period_read(buf_string(&van), &opdracht->kwartalen)
              && day_parse(text_trim(form_of(r, "datum")), DAY_ISO, &daad->datum) == DAY_OK
              && read_lookback(text_trim(form_of(r, "terugblik")), daad->datum, opdracht)
              && text_is_recordable(opdracht->doel)
              && (!opdracht->kenmerk.n || text_is_recordable(opdracht->kenmerk))
              && (!opdracht->toelichting.n || text_is_recordable(opdracht->toelichting));
    if (ok && tm.n) {
        ok = period_read(buf_string(&tm), &last) && last.last >= opdracht->kwartalen.first;
        opdracht->kwartalen.last = last.last;
    }
    opdracht->agb = (uint32_t)agb;
    buf_release(&van);
    buf_release(&tm);
    return ok;
}

bool action_zaken(struct call *call, struct error *err)
{
    struct zaak_opdracht opdracht;
    struct zaak_daad daad;
    struct zaak_gekozen gekozen;
    struct store store = STORE_CLOSED;
    int64_t nummer = 0;
    if (!read_new_case(call, &opdracht, &daad)) {
        reply_again(
            call, 400, "Zo kan de zaak niet worden geopend",
            "Een aanbieder heeft 8 cijfers, een tijdvak is 2023 of 2023Q2, een datum 2023-12-31, een doel is een "
            "regel tekst, en verder terug dan twee jaar vraagt een reden.");
        return true;
    }
    bool ok = call_change(call, &store, err) && zaak_open(&store, &opdracht, &daad, &nummer, &gekozen, err)
              && store_commit(&store, err);
    store_close(&store);
    if (ok) {
        char *url = xprintf("/zaak/%lld", (long long)nummer);
        reply_see_other(call, url);
        free(url);
    }
    return ok;
}
