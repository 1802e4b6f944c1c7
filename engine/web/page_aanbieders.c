/* page_aanbieders.c - providers by what stands on their lines, and one of them: its figures by quarter beside its
 * peers', the rules that hit most, what it was sent, what it answered, what was decided and what lapsed since. Figures
 * only: findings stand in the list that it leads to. */
#include <stdio.h>

#include "spiegel/funnel_svg.h"
#include "spiegel/statistics.h"
#include "spiegel/zorgsoort.h"
#include "store/selectie.h"
#include "web/bladeren.h"
#include "web/cijfers.h"
#include "web/pages.h"

static const struct table_column aanbieders_column[] = {{"agb", "Aanbieder (AGB)", CELL_TEXT, 0},
                                                        {"bevindingen", "Bevindingen", CELL_NUMBER, 0},
                                                        {"regels", "Declaratieregels", CELL_NUMBER, 0},
                                                        {"patienten", "Verzekerden", CELL_NUMBER, 0},
                                                        {"vast_cent", "Vast", CELL_CENT, 0},
                                                        {"waarschijnlijk_cent", "Waarschijnlijk", CELL_CENT, 0},
                                                        {"signaal_cent", "Signaal", CELL_CENT, 0},
                                                        {"netto_cent", "Samen", CELL_CENT, 0}};
static const struct table aanbieders_table = {.name = "aanbieders",
                                              .title = "Aanbieders",
                                              .empty = "op geen regel van zo'n aanbieder staat een bevinding",
                                              .column = aanbieders_column,
                                              .columns = sizeof aanbieders_column / sizeof *aanbieders_column};

bool page_aanbieders(struct call *call, struct error *err)
{
    static const char *const sorts[] = {"netto_cent",   "vast_cent",   "waarschijnlijk_cent",
                                        "signaal_cent", "bevindingen", "regels",
                                        "patienten",    "agb",         NULL};
    const struct text agb = query_digits(call, "agb", 8);
    const struct query_param param = {":agb", agb};
    struct html *html = &call->html;
    page_begin(call, "Aanbieders");
    html_raw(html, "<form class=\"filters\" method=\"get\" action=\"/aanbieders\"><label>AGB begint met "
                   "<input name=\"agb\" inputmode=\"numeric\" maxlength=\"8\" pattern=\"[0-9]{1,8}\" "
                   "title=\"1 tot 8 cijfers\" data-zoek");
    html_attribute(html, "value", agb);
    html_raw(html, "></label><button>Tonen</button></form><p class=\"stil\">Bevindingen die staan, bij wie de regel "
                   "declareerde waarop verhaal is. Een regel telt eenmaal, onder haar sterkste graad.</p>");
    say_few_patients(call);
    bool ok = show_listing(call,
                           &(struct listing){.table = &aanbieders_table,
                                             .query = QUERY_AANBIEDERS,
                                             .param = &param,
                                             .params = 1,
                                             .sorts = sorts,
                                             .few = true},
                           err);
    page_end(call);
    return ok;
}

/* ---- One provider ---- */

static bool reads_agb(struct text text, uint32_t *agb)
{
    uint64_t number = 0;
    const bool good = text.n == 8 && text_digits(text, 8, &number);
    *agb = (uint32_t)number;
    return good;
}

static bool show_standing(void *ctx, const struct query_row *row, struct error *err)
{
    struct html *html = ctx;
    (void)err;
    html_raw(html, "<div class=\"kaarten\">");
    figure_card(html, "Vast", CELL_CENT, query_value(row, "vast_cent"));
    figure_card(html, "Waarschijnlijk", CELL_CENT, query_value(row, "waarschijnlijk_cent"));
    figure_card(html, "Signaal", CELL_CENT, query_value(row, "signaal_cent"));
    figure_card(html, "Bevindingen", CELL_NUMBER, query_value(row, "bevindingen"));
    figure_card(html, "Declaratieregels", CELL_NUMBER, query_value(row, "regels"));
    figure_card(html, "Verzekerden", CELL_NUMBER, query_value(row, "patienten"));
    html_raw(html, "</div>");
    return true;
}

/* Its row of the list. */
static bool section_standing(struct call *call, struct error *err)
{
    struct html *html = &call->html;
    const struct query_param param[] = {{":agb", call->argument}, {":minst", few_patients(call)},
                                        {":op", TEXT("agb")},     {":neer", TEXT("nee")},
                                        {":aantal", TEXT("1")},   {":vanaf", TEXT("0")}};
    const size_t before = html->out.n;
    html_raw(html, "<h2>Wat er staat</h2>");
    const size_t heading = html->out.n;
    bool ok = query_rows(&call->store, QUERY_AANBIEDERS, param, sizeof param / sizeof *param, show_standing, html, err);
    if (html->out.n == heading) {
        html->out.n = before;
        html_raw(html, "<p class=\"leeg\">Er staat geen bevinding met verhaal op een regel van deze aanbieder.</p>");
    }
    if (call_may(call, RECHT_PATIENT)) {
        html_raw(html, "<p class=\"knoppen\">");
        html_begin(html, "a");
        html_attribute(html, "class", TEXT("knop hoofd"));
        html_attribute_printf(html, "href", "/bevindingen?agb=%.*s", (int)call->argument.n, call->argument.at);
        html_begun(html);
        html_raw(html, "Bevindingen waarin deze aanbieder een regel heeft</a></p>");
    }
    return ok;
}

/* How many patients are behind y of a quarter: what a reader of figures only may be told hangs on it. */
struct patients_behind {
    const struct compilation *of;
    uint64_t n[ROLLEN][TREND_KWARTALEN];
};

static bool take_patients(void *ctx, const struct query_row *row, struct error *err)
{
    struct patients_behind *behind = ctx;
    (void)err;
    for (int rol = 0; rol < ROLLEN; rol++)
        for (int q = 0; q < TREND_KWARTALEN; q++)
            if (text_equal(query_value(row, "rol"), text_of(rol_name[rol]))
                && text_equal(query_value(row, "kwartaal"), text_of(behind->of->about.trend_kwartaal[q])))
                text_digits(query_value(row, "patienten"), 18, &behind->n[rol][q]);
    return true;
}

enum quarter_cell { Q_KWARTAAL, Q_N, Q_ONGEDEKT, Q_Y, Q_E, Q_Y_CENT, Q_S, Q_S_CENT, Q_INFO, Q_BESLIST, Q_CELLS };
static const struct table_column quarter_column[Q_CELLS] = {
    [Q_KWARTAAL] = {"kwartaal", "Kwartaal", CELL_TEXT, 0},
    [Q_N] = {"n", "Gecontroleerd", CELL_NUMBER, 0},
    [Q_ONGEDEKT] = {"n_ongedekt", "Niet gecontroleerd", CELL_NUMBER, 0},
    [Q_Y] = {"y", "Na te kijken", CELL_NUMBER, 0},
    [Q_E] = {"verwacht", "Verwacht", CELL_DECIMAL, 0},
    [Q_Y_CENT] = {"y_cent", "Bedrag", CELL_CENT, 0},
    [Q_S] = {"s", "Signalen", CELL_NUMBER, 0},
    [Q_S_CENT] = {"s_cent", "Bedrag van signalen", CELL_CENT, 0},
    [Q_INFO] = {"info", "Ter informatie", CELL_NUMBER, 0},
    [Q_BESLIST] = {"beslist", "Beslist", CELL_NUMBER, 0}};

/* Whether y and its euros may be told. */
static bool y_is_shown(const struct call *call, uint64_t patients, const struct kwartaalcijfer *t)
{
    return call_may(call, RECHT_PATIENT) || t->y == 0 || (patients >= FEW_PATIENTS && t->y >= FEW_PATIENTS);
}

static bool add_quarter(struct call *call, struct table_writer *writer, const char *kwartaal, uint64_t patients,
                        const struct kwartaalcijfer *t, struct error *err)
{
    const bool whole = call_may(call, RECHT_PATIENT), y = y_is_shown(call, patients, t);
    const int64_t number[Q_CELLS] = {
        [Q_N] = t->n, [Q_ONGEDEKT] = t->n_ongedekt, [Q_Y] = t->y,       [Q_Y_CENT] = t->y_cent,
        [Q_S] = t->s, [Q_S_CENT] = t->s_cent,       [Q_INFO] = t->info, [Q_BESLIST] = t->beslist};
    struct text value[Q_CELLS];
    struct buf expected = {0};
    char room[Q_CELLS][NUMBER_TEXT];
    for (int c = 0; c < Q_CELLS; c++)
        value[c] = whole || c < Q_S ? number_text(number[c], room[c]) : TEXT("\u2013");
    if (!y) {
        value[Q_Y] = TEXT("minder dan 5");
        value[Q_Y_CENT] = TEXT("\u2013");
    }
    if (!whole && t->n && t->n < FEW_PATIENTS)
        value[Q_N] = TEXT("minder dan 5");
    if (!whole && t->n_ongedekt && t->n_ongedekt < FEW_PATIENTS)
        value[Q_ONGEDEKT] = TEXT("minder dan 5");
    dutch_number(&expected, t->expected);
    value[Q_E] = t->expected > 0 ? (struct text){expected.at, expected.n} : TEXT("");
    value[Q_KWARTAAL] = text_of(kwartaal);
    bool ok = table_row(writer, value, err);
    buf_release(&expected);
    return ok;
}

static bool table_quarters(struct call *call, const struct rapport *r, const struct patients_behind *behind,
                           struct error *err)
{
    static const struct table table = {.title = "Per kwartaal", .column = quarter_column, .columns = Q_CELLS};
    struct html_table shown;
    struct table_writer *writer = html_table_open(&shown, &call->html);
    shown.headless = true;
    bool ok = table_begin(writer, &table, err);
    for (int q = TREND_KWARTALEN; ok && q-- > 0;)
        ok = add_quarter(call, writer, r->about->trend_kwartaal[q], behind->n[r->rol][q], &r->trend[q], err);
    if (ok)
        table_end(writer);
    html_table_close(&shown);
    return ok;
}

static void add_page_of(struct buf *out, const struct rapport *r)
{
    buf_printf(out, "/aanbieder/%08u?kwartaal=%s", r->agb, r->about->kwartaal);
}

static void add_verdict(struct html *html, const struct rapport *r)
{
    html_raw(html, "<p>In dit kwartaal: <strong>");
    html_string(html, verdict_name[r->verdict]);
    html_raw(html, "</strong>");
    if (r->compared_with)
        html_printf(html, ", naar verhouding hoger dan %u van de %u vergelijkbare", r->higher_than, r->compared_with);
    if (rapport_enough(r))
        html_printf(html, "; er is zo weinig verwacht dat %u al hoger heet", rapport_enough(r));
    html_raw(html, ".</p>");
}

static void add_funnel_figure(struct call *call, const struct compilation *of, size_t own, bool marked)
{
    const struct rapport *r = &of->rapport[own];
    const bool whole = call_may(call, RECHT_PATIENT);
    size_t first = own, end = own + 1;
    while (first > 0 && of->rapport[first - 1].groep == r->groep)
        first--;
    while (end < of->n && of->rapport[end].groep == r->groep)
        end++;
    struct funnel_group group = {of->rapport + first, end - first, marked ? r : NULL, whole ? add_page_of : NULL, ""};
    struct buf svg = {0};
    if (groep_showable(r->groep) && funnel_svg(&group, &svg)) {
        html_raw(&call->html, "<figure class=\"funnel\">");
        buf_add(&call->html.out, svg.at, svg.n); /* numbers and words of the program only */
        html_raw(&call->html,
                 "<figcaption class=\"stil\">Elke stip is een aanbieder van dezelfde soort in dezelfde rol. "
                 "Omhoog: hoe vaak er na te kijken is wat verwacht werd; naar rechts: hoeveel verwacht "
                 "werd. Omcirkeld: deze aanbieder.</figcaption></figure>");
    } else
        html_raw(&call->html,
                 "<p class=\"stil\">Er zijn te weinig vergelijkbare aanbieders voor een vergelijking.</p>");
    buf_release(&svg);
}

static bool section_role(struct call *call, const struct compilation *of, size_t own,
                         const struct patients_behind *behind, struct error *err)
{
    const struct rapport *r = &of->rapport[own];
    const bool marked = y_is_shown(call, behind->n[r->rol][TREND_KWARTALEN - 1], rapport_now(r));
    html_raw(&call->html, "<h3>");
    html_printf(&call->html, "%s als %s, onder %s", r->about->kwartaal, rol_name[r->rol], r->groep->naam);
    html_raw(&call->html, "</h3>");
    if (marked)
        add_verdict(&call->html, r);
    add_funnel_figure(call, of, own, marked);
    return table_quarters(call, r, behind, err);
}

static bool roles_of_quarter(struct call *call, const struct compilation *of, struct error *err)
{
    struct patients_behind behind = {.of = of};
    const struct query_param param = {":agb", call->argument};
    uint32_t agb;
    size_t roles = 0;
    bool ok = reads_agb(call->argument, &agb)
              && query_rows(&call->store, QUERY_AANBIEDER_KWARTALEN, &param, 1, take_patients, &behind, err);
    for (size_t i = 0; ok && i < of->n; i++)
        if (of->rapport[i].agb == agb) {
            ok = section_role(call, of, i, &behind, err);
            roles++;
        }
    if (ok && !roles)
        html_raw(&call->html, "<p class=\"leeg\">In dit kwartaal declareerde deze aanbieder niets dat gecontroleerd "
                              "wordt.</p>");
    return ok;
}

struct quarter_choice {
    struct call *call;
    char newest[7];
    char own[7]; /* the newest in which it has something to look at */
    char asked[7];
};

static bool take_own_quarter(void *ctx, const struct query_row *row, struct error *err)
{
    struct quarter_choice *choice = ctx;
    const struct text kwartaal = query_value(row, "kwartaal");
    (void)err;
    if (text_compare(kwartaal, text_of(choice->own)) > 0)
        snprintf(choice->own, sizeof choice->own, "%.*s", (int)kwartaal.n, kwartaal.at);
    return true;
}

static bool add_quarter_choice(void *ctx, const struct query_row *row, struct error *err)
{
    struct quarter_choice *choice = ctx;
    const struct text kwartaal = query_value(row, "kwartaal");
    (void)err;
    if (!choice->newest[0])
        snprintf(choice->newest, sizeof choice->newest, "%.*s", (int)kwartaal.n, kwartaal.at);
    if (text_equal(kwartaal, query_of(&choice->call->request, "kwartaal")))
        snprintf(choice->asked, sizeof choice->asked, "%.*s", (int)kwartaal.n, kwartaal.at);
    filter_choice(choice->call, "kwartaal", kwartaal);
    return true;
}

static void form_uitrekenen(struct call *call, const char *kwartaal)
{
    html_raw(&call->html,
             "<p class=\"stil\">De cijfers van dit kwartaal zijn nog niet uitgerekend: daarvoor worden alle "
             "opgeslagen regels gelezen, en dat kan minuten duren.</p>");
    char *action = xprintf("/aanbieder/%.*s", (int)call->argument.n, call->argument.at);
    form_begin(call, action, "knoppen");
    form_hidden(call, "kwartaal", text_of(kwartaal));
    html_raw(&call->html, "<button class=\"hoofd\">Uitrekenen</button>");
    form_end(call);
    free(action);
}

static bool show_quarter(struct call *call, const char *kwartaal, struct error *err)
{
    const struct compilation *of;
    struct period period;
    unsigned threads;
    if (!period_read(kwartaal, &period))
        return true;
    if (!work_begin(call, &threads)) {
        html_raw(&call->html, "<p class=\"stil\">Iemand anders laat nu cijfers uitrekenen. Ververs deze bladzijde "
                              "straks.</p>");
        return true;
    }
    bool ok = cijfers_of_quarter(call, period.first, false, threads, &of, err)
              && (!of || roles_of_quarter(call, of, err));
    work_end(call);
    if (ok && !of)
        form_uitrekenen(call, kwartaal);
    return ok;
}

static bool section_quarters(struct call *call, struct error *err)
{
    struct quarter_choice choice = {.call = call};
    const struct query_param param = {":agb", call->argument};
    html_raw(&call->html, "<h2>Cijfers per kwartaal</h2><form class=\"filters\" method=\"get\">");
    filter_begin(call, "Kwartaal", "kwartaal", "het laatste");
    bool ok = query_rows(&call->store, QUERY_KWARTALEN, NULL, 0, add_quarter_choice, &choice, err)
              && query_rows(&call->store, QUERY_AANBIEDER_KWARTALEN, &param, 1, take_own_quarter, &choice, err);
    filter_end(call);
    html_raw(&call->html, "<button>Tonen</button></form>");
    const char *kwartaal = choice.asked[0] ? choice.asked : choice.own[0] ? choice.own : choice.newest;
    return ok && show_quarter(call, kwartaal, err);
}

/* What is on record of it, a query a table. */
#define FEW_COLUMNS \
    {"bevindingen", "Bevindingen", CELL_NUMBER, 0}, \
    { \
        "patienten", "Verzekerden", CELL_NUMBER, 0 \
    }
static const struct table_column own_rules_column[] = {{"regel", "Regel", CELL_TEXT, 0},
                                                       {"omschrijving", "Omschrijving", CELL_PROSE, 0},
                                                       {"bevindingen", "Bevindingen", CELL_NUMBER, 0},
                                                       {"regels", "Declaratieregels", CELL_NUMBER, 0},
                                                       {"patienten", "Verzekerden", CELL_NUMBER, 0},
                                                       {"netto_cent", "Te verhalen", CELL_CENT, 0}},
                                 own_verdicts_column[] = {{"oordeel", "Oordeel", CELL_TEXT, 0}, FEW_COLUMNS},
                                 own_answers_column[] = {{"rol", "Rol", CELL_TEXT, 0},
                                                         {"antwoord", "Antwoord", CELL_TEXT, 0},
                                                         FEW_COLUMNS,
                                                         {"laatste", "Laatste (UTC)", CELL_DATE, 0}},
                                 own_lapsed_column[] = {{"run", "Run", CELL_TEXT, 0},
                                                        {"begonnen", "Op (UTC)", CELL_DATE, 0},
                                                        FEW_COLUMNS,
                                                        {"na_credit", "Waarvan credit beloofd", CELL_NUMBER, 0},
                                                        {"cent", "Bedrag", CELL_CENT, 0}},
                                 own_rounds_column[] = {{"kwartaal", "Kwartaal", CELL_TEXT, 0},
                                                        {"op", "Op (UTC)", CELL_DATE, 0},
                                                        {"rol", "Rol", CELL_TEXT, 0},
                                                        {"rapport", "Rapport", CELL_TEXT, 0}};
#define OWN_TABLE(query, title_, columns_, none) \
    { \
        query, \
        { \
            .title = title_, .empty = none, .column = columns_, .columns = sizeof columns_ / sizeof *columns_ \
        } \
    }
static const struct {
    enum query query;
    struct table table;
} own_tables[] = {
    OWN_TABLE(QUERY_AANBIEDER_REGELS, "Regels die het meest raken", own_rules_column, "geen"),
    OWN_TABLE(QUERY_AANBIEDER_OORDELEN, "Oordelen over wat er staat", own_verdicts_column, "nog geen"),
    OWN_TABLE(QUERY_AANBIEDER_ANTWOORDEN, "Antwoorden van de aanbieder", own_answers_column, "nog geen"),
    OWN_TABLE(QUERY_AANBIEDER_VERVALLEN, "Vervallen, bijvoorbeeld door een credit", own_lapsed_column, "nog niets"),
};

static bool section_record(struct call *call, struct error *err)
{
    static const struct table rounds = {.title = "Rapporten in rondes met een vergelijkingsgroep",
                                        .empty = "in geen ronde; een rapport buiten zo'n ronde wordt hier niet "
                                                 "bijgehouden",
                                        .column = own_rounds_column,
                                        .columns = sizeof own_rounds_column / sizeof *own_rounds_column};
    const struct query_param param = {":agb", call->argument};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof own_tables / sizeof *own_tables; i++)
        ok = show_few(call, &own_tables[i].table, own_tables[i].query, ":agb", call->argument, err);
    return ok && html_query_table(&call->html, &rounds, &call->store, QUERY_AANBIEDER_RONDES, &param, 1, err);
}

static void refuse_no_agb(struct call *call)
{
    reply_refused(call, 404, "Niet gevonden", "Een aanbieder heeft een AGB-code van 8 cijfers.");
}

bool page_aanbieder(struct call *call, struct error *err)
{
    uint32_t agb;
    struct buf title = {0};
    if (!reads_agb(call->argument, &agb)) {
        refuse_no_agb(call);
        return true;
    }
    const char *soort = zorgsoort_naam(agb / 1000000);
    buf_printf(&title, "Aanbieder %08u", agb);
    page_begin(call, buf_string(&title));
    buf_release(&title);
    if (soort) {
        html_raw(&call->html, "<p class=\"stil\">Soort: ");
        html_string(&call->html, soort);
        html_raw(&call->html, "</p>");
    }
    say_few_patients(call);
    bool ok = section_standing(call, err) && section_quarters(call, err) && section_record(call, err);
    page_end(call);
    return ok;
}

/* Somebody wants the figures though it takes long. */
bool action_aanbieder(struct call *call, struct error *err)
{
    const struct compilation *of;
    struct period period;
    uint32_t agb;
    unsigned threads;
    char *kwartaal = xprintf("%.*s", 6,
                             form_of(&call->request, "kwartaal").n == 6 ? form_of(&call->request, "kwartaal").at : "");
    bool ok = true;
    if (!reads_agb(call->argument, &agb) || !period_read(kwartaal, &period))
        refuse_no_agb(call);
    else if (!work_begin(call, &threads))
        refuse_busy(call);
    else {
        ok = cijfers_of_quarter(call, period.first, true, threads, &of, err);
        work_end(call);
        char *url = xprintf("/aanbieder/%08u?kwartaal=%s", agb, kwartaal);
        if (ok)
            reply_see_other(call, url);
        free(url);
    }
    free(kwartaal);
    return ok;
}
