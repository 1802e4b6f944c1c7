/* page_vandaag.c - what there is to do today, and what stands. Figures only: every role sees it. */
#include <string.h>

#include "report/next_steps.h"
#include "report/status_report.h"
#include "store/te_doen.h"
#include "web/cijfers.h"
#include "web/html_table.h"
#include "web/pages.h"

/* "--zekerheid vast --herzien" -> ?zekerheid=vast&herzien=1: the list has the words of `findings`. */
static void add_list_url(struct buf *url, const char *filters)
{
    struct text rest = text_of(filters), word, name = {0};
    buf_text(url, "/bevindingen");
    while (text_word(&rest, &word)) {
        const bool option = word.n > 2 && word.at[0] == '-';
        if (name.n && option)
            buf_text(url, "1");
        if (!option) {
            url_add(url, word);
            name.n = 0;
            continue;
        }
        name = (struct text){word.at + 2, word.n - 2};
        buf_text(url, memchr(url->at, '?', url->n) ? "&" : "?");
        buf_add(url, name.at, name.n);
        buf_text(url, "=");
    }
    if (name.n)
        buf_text(url, "1");
}

struct steps_shown {
    struct call *call;
    size_t n;
};

/* Where somebody goes on with it. */
static void add_step_url(struct buf *url, const struct call *call, const struct te_doen *item, const char *filters)
{
    if (filters && call_may(call, RECHT_PATIENT))
        add_list_url(url, filters);
    else if (item->bestand)
        buf_printf(url, "/levering/%lld", (long long)item->bestand);
    else if (item->soort == TE_DOEN_ONGEDEKT || item->soort == TE_DOEN_ZONDER_PROGRAMMA)
        buf_text(url, "/tabellen");
    else if (item->soort == TE_DOEN_ZAAK_TERMIJN)
        buf_printf(url, "/zaak/%.*s", (int)item->naam.n, item->naam.at);
}

static bool show_step(void *ctx, const struct te_doen *item, struct error *err)
{
    struct steps_shown *shown = ctx;
    struct html *html = &shown->call->html;
    struct buf sentence = {0}, url = {0};
    const char *filters;
    (void)err;
    next_step_say(item, &sentence, &filters);
    add_step_url(&url, shown->call, item, filters);
    if (shown->n++ == 0)
        html_raw(html, "<ol class=\"te-doen\">");
    html_open(html, "li", "data-rij", HTML_BARE, NULL);
    if (url.n)
        html_open(html, "a", "href", buf_string(&url), NULL);
    html_text(html, (struct text){sentence.at, sentence.n});
    if (url.n)
        html_close(html, "a");
    html_close(html, "li");
    buf_release(&sentence);
    buf_release(&url);
    return true;
}

static bool section_te_doen(struct call *call, struct error *err)
{
    struct steps_shown shown = {.call = call};
    html_raw(&call->html, "<section aria-labelledby=\"te-doen\"><h2 id=\"te-doen\">Te doen</h2>");
    bool ok = te_doen_each(&call->store, show_step, &shown, err);
    if (shown.n)
        html_close(&call->html, "ol");
    else
        html_raw(&call->html, "<p class=\"goed\">Er is niets te doen.</p>");
    html_close(&call->html, "section");
    return ok;
}

static bool show_card(void *ctx, const struct query_row *row, struct error *err)
{
    struct call *call = ctx;
    struct html *html = &call->html;
    const struct text grade = query_value(row, "zekerheid");
    uint64_t nieuw = 0, open = 0, cent = 0;
    (void)err;
    text_digits(query_value(row, "nieuw"), 18, &nieuw);
    text_digits(query_value(row, "open"), 18, &open);
    text_digits(query_value(row, "netto_cent"), 18, &cent);
    html_raw(html, "<section class=\"kaart\"><h3>");
    html_begin(html, "span");
    html_attribute_printf(html, "class", "graad-%.*s", (int)grade.n, grade.at);
    html_begun(html);
    html_text(html, grade);
    html_raw(html, "</span></h3><p class=\"cijfer\">");
    html_euro(html, (int64_t)cent);
    html_raw(html, "</p><p>");
    html_number(html, (int64_t)(nieuw + open));
    html_string(html, nieuw + open == 1 ? " bevinding" : " bevindingen");
    if (nieuw) {
        html_raw(html, ", waarvan ");
        html_number(html, (int64_t)nieuw);
        html_raw(html, " nieuw");
    }
    html_raw(html, "</p></section>");
    return true;
}

static bool section_geld(struct call *call, struct error *err)
{
    struct html *html = &call->html;
    html_raw(html, "<section aria-labelledby=\"geld\"><h2 id=\"geld\">Wat er staat</h2><div class=\"kaarten\">");
    bool ok = query_rows(&call->store, QUERY_OPEN, NULL, 0, show_card, call, err);
    html_raw(html, "</div><p class=\"stil\">Netto: elke declaratieregel telt eenmaal, onder haar sterkste graad. "
                   "Hieronder naar de regel waarop verhaal is: de keten-dbc of de andere.</p>");
    ok = ok && show_by_side(call, err);
    html_close(html, "section");
    return ok;
}

/* A figure of the row with its words, when it is not 0. */
static void add_since(struct html *html, const struct query_row *row, const char *column, const char *one,
                      const char *many)
{
    uint64_t n = 0;
    text_digits(query_value(row, column), 18, &n);
    if (n == 0)
        return;
    html_raw(html, "<li>");
    html_number(html, (int64_t)n);
    html_printf(html, " %s", n == 1 ? one : many);
    html_raw(html, "</li>");
}

static bool show_since(void *ctx, const struct query_row *row, struct error *err)
{
    struct html *html = &((struct call *)ctx)->html;
    const size_t before = html->out.n;
    (void)err;
    add_since(html, row, "runs", "run", "runs");
    add_since(html, row, "nieuw", "nieuwe bevinding", "nieuwe bevindingen");
    add_since(html, row, "herzien", "herziene bevinding", "herziene bevindingen");
    add_since(html, row, "vervallen", "vervallen bevinding", "vervallen bevindingen");
    add_since(html, row, "oordelen", "oordeel van een ander", "oordelen van anderen");
    add_since(html, row, "antwoorden", "antwoord van een aanbieder", "antwoorden van aanbieders");
    if (html->out.n == before)
        html_raw(html, "<li>Er is niets veranderd.</li>");
    return true;
}

static bool section_sinds(struct call *call, struct error *err)
{
    struct html *html = &call->html;
    const struct query_param param[] = {{":op", text_of(call->sessie.vorige)}, {":inlog", text_of(call->sessie.naam)}};
    if (!call->sessie.vorige[0])
        return true;
    html_raw(html, "<section aria-labelledby=\"sinds\"><h2 id=\"sinds\">Sinds u hier was, ");
    html_date(html, text_of(call->sessie.vorige));
    html_raw(html, " UTC</h2><ul>");
    bool ok = query_rows(&call->store, QUERY_SINDS, param, sizeof param / sizeof *param, show_since, call, err);
    html_raw(html, "</ul></section>");
    return ok;
}

static bool section_table(struct call *call, enum query query, struct error *err)
{
    return html_query_table(&call->html, status_table(query), &call->store, query, NULL, 0, err);
}

bool page_vandaag(struct call *call, struct error *err)
{
    page_begin(call, "Vandaag");
    bool ok = section_te_doen(call, err) && section_sinds(call, err) && section_geld(call, err)
              && section_table(call, QUERY_RUNS, err) && section_table(call, QUERY_COVERED_PROGRAMMES, err)
              && section_table(call, QUERY_ZONDER_PROGRAMMA, err);
    page_end(call);
    return ok;
}
