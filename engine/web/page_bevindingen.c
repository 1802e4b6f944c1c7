/* page_bevindingen.c - the findings: filtered, in an order, added up, page by page. It shows no number of a patient. */
#include <stdlib.h>

#include "store/lijsten.h"
#include "web/lijst_blad.h"
#include "web/lijst_form.h"
#include "web/pages.h"

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
    if (lijst->bij.n && bevinding_index_find(keuze->index, lijst->bij, &at)) {
        const uint32_t before = keuze_before(keuze, at);
        return before - before % lijst->per;
    }
    return 0;
}

/* ---- kept lists ---- */

static bool show_kept(void *ctx, const struct bewaarde_lijst *kept, struct error *err)
{
    struct call *call = ctx;
    struct html *html = &call->html;
    const bool own = text_equal(kept->inlog, text_of(call->sessie.naam));
    struct buf url = {0};
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
        char number[NUMBER_TEXT];
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

static bool kept_lists(struct lijst_blad *blad, struct error *err)
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

/* ---- pages ---- */

static void page_link(struct lijst_blad *blad, const char *rel, const char *text, uint32_t na, uint32_t voor)
{
    struct html *html = &blad->call->html;
    struct lijst to = blad->lijst;
    struct buf url = {0};
    char id[17];
    to.na = to.voor = to.bij = (struct text){"", 0};
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
static void pager(struct lijst_blad *blad, const char *label, const char *id)
{
    struct html *html = &blad->call->html;
    html_open(html, "nav", "class", "bladwijzer", "aria-label", label, "id", id, NULL);
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

/* ---- the page ---- */

static void notices(struct lijst_blad *blad, const char *wrong)
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

static bool show_blad(struct lijst_blad *blad, const char *wrong, struct error *err)
{
    struct call *call = blad->call;
    page_begin(call, "Bevindingen");
    notices(blad, wrong);
    html_raw(&call->html, "<p class=\"naar-lijst\"><a href=\"#lijst\">Naar de lijst</a></p>");
    lijst_search(call);
    lijst_filters(call, &blad->lijst);
    bool ok = kept_lists(blad, err);
    totals(&call->html, &blad->keuze);
    pager(blad, "Bladeren, boven de lijst", "lijst");
    ok = ok && lijst_rijen(blad, err);
    if (blad->n) {
        pager(blad, "Bladeren, onder de lijst", NULL);
        html_raw(&call->html, "<p class=\"stil\">Dezelfde letter is op deze bladzijde dezelfde verzekerde; op een "
                              "andere bladzijde kan zij een ander zijn.</p>");
    }
    lijst_bestanden(blad);
    page_end(call);
    return ok;
}

bool page_bevindingen(struct call *call, struct error *err)
{
    struct lijst_blad *blad = xcalloc(1, sizeof *blad);
    blad->call = call;
    const char *wrong = lijst_read(call, &call->request.query, &blad->lijst);
    lijst_query(&blad->lijst, &blad->query);
    bool ok = lijst_choose(call, &blad->lijst, &blad->keuze, err);
    if (ok) {
        blad->first = first_of(&blad->keuze, &blad->lijst);
        blad->n = keuze_from(&blad->keuze, blad->first, blad->lijst.per, blad->at);
        ok = lijst_looks(call, &blad->keuze, blad->at, blad->n, err) && show_blad(blad, wrong, err);
    }
    keuze_release(&blad->keuze);
    buf_release(&blad->query);
    free(blad);
    return ok;
}
