/* lijst_form.c - see lijst_form.h. */
#include "web/lijst_form.h"

#include <string.h>

static bool list_has_word(const char *list, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = list; at && *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == n && memcmp(at, word, n) == 0)
            return true;
    return false;
}

static void words_shown(struct html *html, const char *word)
{
    for (; *word; word++)
        html_printf(html, "%c", *word == '_' ? ' ' : *word);
}

static void choose_one(struct html *html, const char *label, const char *name, const char *const *word, unsigned n,
                       const char *chosen)
{
    html_open(html, "label", NULL);
    html_string(html, label);
    html_raw(html, " ");
    html_open(html, "select", "name", name, NULL);
    html_raw(html, "<option value=\"\">alle</option>");
    for (unsigned i = 0; i < n; i++) {
        html_open(html, "option", "value", word[i], "selected",
                  chosen && strcmp(chosen, word[i]) == 0 ? HTML_BARE : NULL, NULL);
        words_shown(html, word[i]);
        html_close(html, "option");
    }
    html_raw(html, "</select></label>");
}

static void choose_several(struct html *html, const char *legend, const char *name, const char *const *word, unsigned n,
                           const char *chosen)
{
    html_raw(html, "<fieldset><legend>");
    html_string(html, legend);
    html_raw(html, "</legend>");
    for (unsigned i = 0; i < n; i++) {
        html_open(html, "label", NULL);
        html_open(html, "input", "type", "checkbox", "name", name, "value", word[i], "checked",
                  list_has_word(chosen, word[i]) ? HTML_BARE : NULL, NULL);
        words_shown(html, word[i]);
        html_close(html, "label");
    }
    html_close(html, "fieldset");
}

/* `most` characters: what is longer may be the number of a patient, which has a field of its own. */
static void typed_field(struct html *html, const char *label, const char *name, const char *value, const char *most,
                        const char *mode)
{
    html_open(html, "label", NULL);
    html_string(html, label);
    html_raw(html, " ");
    html_open(html, "input", "name", name, "value", value ? value : "", "inputmode", mode, "size", "10", "maxlength",
              most, NULL);
    html_close(html, "label");
}

static void order_fields(struct html *html, const struct lijst *lijst)
{
    static const char *const per[] = {"10", "25", "50", "100", "250"};
    static const char *const title[ORDEN] = {
        [ORDE_BESTAND] = "verzekerde en aanbieder", [ORDE_BEDRAG] = "bedrag, hoogste eerst",
        [ORDE_DATUM] = "datum, nieuwste eerst", [ORDE_ZEKERHEID] = "zekerheid, sterkste eerst",
        [ORDE_GEWIJZIGD] = "laatst gewijzigd eerst"};
    char room[NUMBER_TEXT];
    const struct text now = number_text(lijst->per, room);
    html_raw(html, "<label>Volgorde <select name=\"sort\">");
    for (unsigned i = 0; i < ORDEN; i++) {
        html_open(html, "option", "value", orde_word[i], "selected", i == lijst->filter.orde ? HTML_BARE : NULL, NULL);
        html_string(html, title[i]);
        html_close(html, "option");
    }
    html_raw(html, "</select></label><label>");
    html_open(html, "input", "type", "checkbox", "name", "om", "value", "ja", "checked",
              lijst->filter.omgekeerd ? HTML_BARE : NULL, NULL);
    html_raw(html, "omgekeerd</label><label>Per bladzijde <select name=\"per\">");
    for (unsigned i = 0; i < sizeof per / sizeof *per; i++) {
        html_open(html, "option", "value", per[i], "selected",
                  text_equal(now, text_of(per[i])) ? HTML_BARE : NULL, NULL);
        html_string(html, per[i]);
        html_close(html, "option");
    }
    html_raw(html, "</select></label>");
}

static void further_fields(struct html *html, const struct lijst *lijst)
{
    const struct selectie *s = &lijst->getypt;
    const bool open = s->categorie || s->uzovi || s->regel || s->min_bedrag || lijst->since_getypt || s->herzien
                      || s->antwoord || s->eigen_risico;
    html_open(html, "details", "class", "meer", "open", open ? HTML_BARE : NULL, NULL);
    html_raw(html, "<summary>Meer filters</summary><div class=\"velden\">");
    choose_one(html, "Categorie", "categorie", categorie_name, CATEGORIEEN, s->categorie);
    typed_field(html, "UZOVI", "uzovi", s->uzovi, "4", "numeric");
    typed_field(html, "Leidende regel", "regel", s->regel, "60", NULL);
    typed_field(html, "Ten minste (euro)", "min-bedrag", s->min_bedrag, "8", "decimal");
    typed_field(html, "Gewijzigd sinds run", "since", lijst->since_getypt, "6", "numeric");
    choose_several(html, "Antwoord van een aanbieder", "antwoord", antwoord_name, ANTWOORDEN, s->antwoord);
    choose_several(html, "Eigen risico", "eigen-risico", eigen_risico_name, EIGEN_RISICOS, s->eigen_risico);
    html_open(html, "label", NULL);
    html_open(html, "input", "type", "checkbox", "name", "herzien", "value", "ja", "checked",
              s->herzien ? HTML_BARE : NULL, NULL);
    html_raw(html, "Anders dan toen zij beoordeeld werd</label></div></details>");
}

void lijst_filters(struct call *call, const struct lijst *lijst)
{
    struct html *html = &call->html;
    const struct selectie *s = &lijst->getypt;
    html_raw(html, "<form class=\"filters\" method=\"get\" action=\"/bevindingen\" aria-label=\"Filters\">");
    if (lijst->verzekerde.n)
        form_hidden(call, "verzekerde", lijst->verzekerde);
    choose_one(html, "Zekerheid", "zekerheid", zekerheid_name, ZEKERHEDEN, s->zekerheid);
    typed_field(html, "AGB van een regel", "agb", s->agb, "8", "numeric");
    typed_field(html, "Jaar of kwartaal", "period", s->period, "6", NULL);
    order_fields(html, lijst);
    html_raw(html, "<button class=\"hoofd\">Tonen</button><a class=\"knop\" href=\"/bevindingen\">Alles</a>");
    choose_several(html, "Oordeel", "oordeel", oordeel_word, OORDELEN, s->oordeel);
    choose_several(html, "Status", "status", bevinding_status_name, BEVINDING_STATUSSEN,
                   s->status ? s->status : "nieuw,open");
    further_fields(html, lijst);
    html_close(html, "form");
}

void lijst_search(struct call *call)
{
    form_begin(call, "/bevindingen/zoek", "filters");
    html_raw(&call->html, "<label>Zoek een bevinding, aanbieder of verzekerde "
                          "<input name=\"zoek\" type=\"search\" autocomplete=\"off\" data-zoek required></label>"
                          "<button>Zoeken</button>");
    form_end(call);
}
