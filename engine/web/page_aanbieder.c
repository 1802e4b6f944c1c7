/* page_aanbieder.c - one provider: what stands, its figures by quarter beside its peers', the rules that hit most, what
 * it was sent, what it answered, what was decided and what lapsed since. Figures only: findings stand in the list that
 * it leads to. */
#include <stdio.h>

#include "spiegel/funnel_svg.h"
#include "spiegel/statistics.h"
#include "spiegel/zorgsoort.h"
#include "store/selectie.h"
#include "store/zaken.h"
#include "web/bladeren.h"
#include "web/cijfers.h"
#include "web/pages.h"

static bool reads_agb(struct text text, uint32_t *agb)
{
    uint64_t number = 0;
    const bool good = text.n == 8 && text_digits(text, 8, &number);
    *agb = (uint32_t)number;
    return good;
}

/* What stands, in cards. */
static void section_standing(struct call *call, const struct som *som, const struct som *hidden)
{
    struct html *html = &call->html;
    if (som) {
        html_raw(html, "<h2>Wat er staat</h2>");
        som_cards(call, som, hidden);
    } else
        html_raw(html, "<p class=\"leeg\">Er staat geen bevinding met verhaal op een regel van deze aanbieder.</p>");
    if (!call_may(call, RECHT_PATIENT))
        return;
    html_raw(html, "<p class=\"knoppen\">");
    html_begin(html, "a");
    html_attribute(html, "class", TEXT("knop hoofd"));
    html_attribute_printf(html, "href", "/bevindingen?agb=%.*s", (int)call->argument.n, call->argument.at);
    html_begun(html);
    html_raw(html, "Bevindingen waarin deze aanbieder een regel heeft</a></p>");
}

/* ---- By quarter ---- */

/* How many patients are behind y of a quarter: what a reader of figures only may be told hangs on it. */
static uint64_t patients_behind(const struct wat_staat *staat, const struct rapport *r, size_t quarter)
{
    struct period period;
    const struct som *som = NULL;
    if (period_read(r->about->trend_kwartaal[quarter], &period))
        som = wat_staat_som(staat, SOM_KWARTAAL, r->agb, som_kwartaal(quarter_number(period.first), r->rol));
    return som ? (uint64_t)som->patienten : 0;
}

enum quarter_cell {
    Q_KWARTAAL,
    Q_N,
    Q_ONGEDEKT,
    Q_Y,
    Q_E,
    Q_Y_CENT,
    Q_S,
    Q_S_CENT,
    Q_INFO,
    Q_BESLIST,
    Q_CELLS,
    Q_TOLD = Q_S /* those before it are for who may see no patient */
};
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
        value[c] = number_text(number[c], room[c]);
    if (!y) {
        value[Q_Y] = TEXT(FEW_WORDS);
        value[Q_Y_CENT] = TEXT("\u2013");
    }
    if (!whole && t->n && t->n < FEW_PATIENTS)
        value[Q_N] = TEXT(FEW_WORDS);
    if (!whole && t->n_ongedekt && t->n_ongedekt < FEW_PATIENTS)
        value[Q_ONGEDEKT] = TEXT(FEW_WORDS);
    dutch_number(&expected, t->expected);
    value[Q_E] = t->expected > 0 ? (struct text){expected.at, expected.n} : TEXT("");
    value[Q_KWARTAAL] = text_of(kwartaal);
    bool ok = table_row(writer, value, err);
    buf_release(&expected);
    return ok;
}

static bool table_quarters(struct call *call, const struct rapport *r, const struct wat_staat *staat, struct error *err)
{
    const struct table table = {
        .title = "Per kwartaal", .column = quarter_column, .columns = call_may(call, RECHT_PATIENT) ? Q_CELLS : Q_TOLD};
    struct html_table shown;
    struct table_writer *writer = html_table_open(&shown, &call->html);
    shown.headless = true;
    bool ok = table_begin(writer, &table, err);
    for (size_t q = TREND_KWARTALEN; ok && q-- > 0;)
        ok = add_quarter(call, writer, r->about->trend_kwartaal[q], patients_behind(staat, r, q), &r->trend[q], err);
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

static bool section_role(struct call *call, const struct compilation *of, size_t own, const struct wat_staat *staat,
                         struct error *err)
{
    const struct rapport *r = &of->rapport[own];
    const bool marked = y_is_shown(call, patients_behind(staat, r, TREND_KWARTALEN - 1), rapport_now(r));
    html_raw(&call->html, "<h3>");
    html_printf(&call->html, "%s als %s, onder %s", r->about->kwartaal, rol_name[r->rol], r->groep->naam);
    html_raw(&call->html, "</h3>");
    if (marked)
        add_verdict(&call->html, r);
    add_funnel_figure(call, of, own, marked);
    return table_quarters(call, r, staat, err);
}

static bool roles_of_quarter(struct call *call, const struct compilation *of, const struct wat_staat *staat,
                             struct error *err)
{
    uint32_t agb;
    size_t roles = 0;
    bool ok = reads_agb(call->argument, &agb);
    for (size_t i = 0; ok && i < of->n; i++)
        if (of->rapport[i].agb == agb) {
            ok = section_role(call, of, i, staat, err);
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
    char own[7]; /* the newest in which it has something that counts; "": there is none */
    char asked[7];
};

static void find_own_quarter(struct quarter_choice *choice, uint32_t agb, const struct wat_staat *staat)
{
    for (size_t i = 0; i < staat->n; i++) /* in order */
        if (staat->som[i].soort == SOM_KWARTAAL && staat->som[i].agb == agb)
            quarter_print(quarter_of_number(staat->som[i].bij / ROLLEN), choice->own);
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

/* `what`: the figures of the quarter, or the habits; both are worked out. */
static void form_uitrekenen(struct call *call, const char *what, const char *kwartaal)
{
    html_raw(&call->html, "<p class=\"stil\">");
    html_printf(&call->html,
                "%s zijn nog niet uitgerekend: daarvoor worden alle opgeslagen regels gelezen, en dat kan minuten "
                "duren.",
                what);
    html_raw(&call->html, "</p>");
    char *action = xprintf("/aanbieder/%.*s", (int)call->argument.n, call->argument.at);
    form_begin(call, action, "knoppen");
    form_hidden(call, "kwartaal", text_of(kwartaal));
    html_raw(&call->html, "<button class=\"hoofd\">Uitrekenen</button>");
    form_end(call);
    free(action);
}

/* All findings that stand. */
static int64_t standing_of(const struct wat_staat *staat)
{
    int64_t n = 0;
    for (size_t i = 0; i < staat->n; i++)
        if (staat->som[i].soort == SOM_STAAT && staat->som[i].agb == SOM_ALLE)
            n += staat->som[i].bevindingen;
    return n;
}

static void say_busy(struct html *html)
{
    html_raw(html, "<p class=\"stil\">Iemand anders laat nu cijfers uitrekenen. Ververs deze bladzijde straks.</p>");
}

static bool show_quarter(struct call *call, const char *kwartaal, const struct wat_staat *staat, struct error *err)
{
    const struct compilation *of;
    struct period period;
    unsigned threads;
    if (!period_read(kwartaal, &period))
        return true;
    if (!work_begin(call, &threads)) {
        say_busy(&call->html);
        return true;
    }
    bool ok = cijfers_of_quarter(call, period.first, false, standing_of(staat), threads, &of, err)
              && (!of || roles_of_quarter(call, of, staat, err));
    work_end(call);
    if (ok && !of)
        form_uitrekenen(call, "De cijfers van dit kwartaal", kwartaal);
    return ok;
}

/* What it does time after time, for who may look at the lines behind it. It may have to be worked out while the figures
 * of `kwartaal` are there: an answer changes only the habits. */
static bool section_gewoonten(struct call *call, uint32_t agb, const char *kwartaal, const struct wat_staat *staat,
                              struct error *err)
{
    const struct gewoonten *of = NULL;
    struct html_table table;
    unsigned threads;
    if (!call_may(call, RECHT_PATIENT))
        return true;
    html_raw(&call->html, "<h2>Gewoonten</h2><p class=\"stil\">Wat deze aanbieder keer op keer doet, naast anderen van "
                          "dezelfde soort. Het zegt niet waarom: er kan een goede reden zijn.</p>");
    if (!work_begin(call, &threads)) {
        say_busy(&call->html);
        return true;
    }
    struct table_writer *writer = html_table_open(&table, &call->html);
    bool ok = cijfers_gewoonten(call, false, standing_of(staat), threads, &of, err)
              && (!of || gewoonten_table(writer, of, agb, err));
    html_table_close(&table);
    work_end(call);
    if (ok && !of)
        form_uitrekenen(call, "De gewoonten", kwartaal);
    return ok;
}

/* `shown`: which quarter it is. */
static bool section_quarters(struct call *call, uint32_t agb, const struct wat_staat *staat, char shown[static 7],
                             struct error *err)
{
    struct quarter_choice choice = {.call = call};
    find_own_quarter(&choice, agb, staat);
    html_raw(&call->html, "<h2>Cijfers per kwartaal</h2><form class=\"filters\" method=\"get\">");
    filter_begin(call, "Kwartaal", "kwartaal", "het laatste");
    bool ok = query_rows(&call->store, QUERY_KWARTALEN, NULL, 0, add_quarter_choice, &choice, err);
    filter_end(call);
    html_raw(&call->html, "<button>Tonen</button></form>");
    snprintf(shown, 7, "%s", choice.asked[0] ? choice.asked : choice.own[0] ? choice.own : choice.newest);
    return ok && show_quarter(call, shown, staat, err);
}

/* ---- What is on record of it ---- */

static bool take_words(void *ctx, const struct query_row *row, struct error *err)
{
    const struct text omschrijving = query_value(row, "omschrijving");
    (void)err;
    buf_add(ctx, omschrijving.at, omschrijving.n);
    return true;
}

static bool add_own_rule(struct call *call, struct table_writer *writer, struct text regel, const struct som *som,
                         const struct som *hidden, struct error *err)
{
    const struct query_param param[] = {{":tabel", TEXT("")}, {":programma", TEXT("")}, {":regel", regel}};
    struct som_row cells;
    struct text value[2 + SOM_CELLS];
    struct buf words = {0};
    som_row_fill(call, som, hidden, &cells);
    bool ok = query_rows(&call->store, QUERY_REGELS, param, sizeof param / sizeof *param, take_words, &words, err);
    value[0] = regel;
    value[1] = (struct text){words.at, words.n};
    memcpy(value + 2, cells.value, sizeof cells.value);
    ok = ok && table_row(writer, value, err);
    buf_release(&words);
    return ok;
}

enum { RULES_SHOWN = 25 };

/* The next rule by what is recovered, after `before`; NULL: there is none. */
static const struct som *next_rule(const struct wat_staat *staat, uint32_t agb, const struct som *before)
{
    const struct som *next = NULL;
    for (size_t i = 0; i < staat->n; i++) {
        const struct som *som = &staat->som[i];
        if (som->soort != SOM_STAAT || som->agb != agb || som->bij == SOM_ALLE)
            continue;
        const bool after = !before || som_cent(som) < som_cent(before)
                           || (som_cent(som) == som_cent(before) && som > before);
        if (after && (!next || som_cent(som) > som_cent(next)))
            next = som;
    }
    return next;
}

/* Rows of one table, under its title. */
struct titled {
    struct html_table html;
    struct table_writer *writer;
};

static bool titled_begin(struct titled *titled, struct call *call, const struct table *table, struct error *err)
{
    html_element_string(&call->html, "h2", table->title);
    titled->writer = html_table_open(&titled->html, &call->html);
    titled->html.headless = true;
    return table_begin(titled->writer, table, err);
}

static bool titled_end(struct titled *titled, bool ok)
{
    if (ok)
        table_end(titled->writer);
    html_table_close(&titled->html);
    return ok;
}

static bool section_own_rules(struct call *call, uint32_t agb, const struct wat_staat *staat, struct error *err)
{
    static const struct table_column column[] = {
        {"regel", "Regel", CELL_TEXT, 0}, {"omschrijving", "Omschrijving", CELL_PROSE, 0}, SOM_COLUMNS};
    static const struct table table = {
        .title = "Regels die het meest raken", .column = column, .columns = sizeof column / sizeof *column};
    struct titled titled;
    const struct som *som = NULL, *hidden = som_hidden(call, staat, PER_REGELNAAM, agb);
    bool ok = titled_begin(&titled, call, &table, err);
    for (size_t i = 0; ok && i < RULES_SHOWN && (som = next_rule(staat, agb, som)) != NULL; i++)
        ok = add_own_rule(call, titled.writer, staat->regel[som->bij], som, hidden, err);
    return titled_end(&titled, ok);
}

static bool take_time(void *ctx, const struct query_row *row, struct error *err)
{
    const struct text begonnen = query_value(row, "begonnen");
    (void)err;
    snprintf(ctx, MADE_TEXT, "%.*s", (int)begonnen.n, begonnen.at);
    return true;
}

static bool add_lapsed(struct call *call, struct table_writer *writer, const struct som *som, struct error *err)
{
    char run[NUMBER_TEXT], made[MADE_TEXT] = "";
    struct som_row cells;
    som_row_fill(call, som, NULL, &cells);
    const struct query_param param = {":run", number_text(som->bij, run)};
    bool ok = query_rows(&call->store, QUERY_RUN_BEGONNEN, &param, 1, take_time, made, err);
    const struct text value[] = {param.value, text_of(made), cells.value[SOM_CELL_bevindingen],
                                 cells.value[SOM_CELL_patienten], cells.value[SOM_CELL_netto_cent]};
    return ok && table_row(writer, value, err);
}

static bool section_lapsed(struct call *call, uint32_t agb, const struct wat_staat *staat, struct error *err)
{
    static const struct table_column column[] = {{"run", "Run", CELL_TEXT, 0},
                                                 {"begonnen", "Op (UTC)", CELL_DATE, 0},
                                                 {"bevindingen", "Bevindingen", CELL_NUMBER, 0},
                                                 {"patienten", "Verzekerden", CELL_NUMBER, 0},
                                                 {"cent", "Bedrag", CELL_CENT, 0}};
    static const struct table table = {.title = "Vervallen, bijvoorbeeld door een credit",
                                       .empty = "nog niets",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    struct titled titled;
    bool ok = titled_begin(&titled, call, &table, err);
    for (size_t i = staat->n; ok && i-- > 0;) /* the newest run first */
        if (staat->som[i].soort == SOM_VERVALLEN && staat->som[i].agb == agb)
            ok = add_lapsed(call, titled.writer, &staat->som[i], err);
    return titled_end(&titled, ok);
}

static bool section_verdicts(struct call *call, struct error *err)
{
    static const struct table_column column[] = {{"oordeel", "Oordeel", CELL_TEXT, 0},
                                                 {"bevindingen", "Bevindingen", CELL_NUMBER, 0},
                                                 {"patienten", "Verzekerden", CELL_NUMBER, 0}};
    static const struct table table = {.title = "Oordelen over wat er staat",
                                       .empty = "nog geen",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    return show_few(call, &table, QUERY_AANBIEDER_OORDELEN, ":agb", call->argument, err);
}

static bool section_answers(struct call *call, struct error *err)
{
    static const struct table_column column[] = {{"rol", "Rol", CELL_TEXT, 0},
                                                 {"antwoord", "Antwoord", CELL_TEXT, 0},
                                                 {"bevindingen", "Bevindingen", CELL_NUMBER, 0},
                                                 {"patienten", "Verzekerden", CELL_NUMBER, 0},
                                                 {"vervallen", "Waarvan vervallen", CELL_NUMBER, 0},
                                                 {"laatste", "Laatste (UTC)", CELL_DATE, 0}};
    static const struct table table = {.title = "Antwoorden van de aanbieder",
                                       .empty = "nog geen",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    return show_few(call, &table, QUERY_AANBIEDER_ANTWOORDEN, ":agb", call->argument, err);
}

static bool section_rounds(struct call *call, struct error *err)
{
    static const struct table_column column[] = {{"kwartaal", "Kwartaal", CELL_TEXT, 0},
                                                 {"op", "Op (UTC)", CELL_DATE, 0},
                                                 {"rol", "Rol", CELL_TEXT, 0},
                                                 {"rapport", "Rapport", CELL_TEXT, 0}};
    static const struct table table = {.title = "Rapporten in rondes met een vergelijkingsgroep",
                                       .empty = "in geen ronde; een rapport buiten zo'n ronde wordt hier niet "
                                                "bijgehouden",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    const struct query_param param = {":agb", call->argument};
    return html_query_table(&call->html, &table, &call->store, QUERY_AANBIEDER_RONDES, &param, 1, err);
}

struct cases_shown {
    struct html *html;
    uint32_t agb;
    size_t n;
};

static bool add_case_link(void *ctx, const struct zaak *zaak, struct error *err)
{
    struct cases_shown *shown = ctx;
    struct html *html = shown->html;
    (void)err;
    if (zaak->agb != shown->agb)
        return true;
    if (shown->n++ == 0)
        html_raw(html, "<ul>");
    html_raw(html, "<li>");
    html_begin(html, "a");
    html_attribute_printf(html, "href", "/zaak/%lld", (long long)zaak->nummer);
    html_begun(html);
    html_printf(html, "Zaak %lld", (long long)zaak->nummer);
    html_raw(html, "</a> ");
    html_text(html, zaak->doel);
    html_raw(html, "</li>");
    return true;
}

/* Its controls, for who may see what is in them. */
static bool section_cases(struct call *call, uint32_t agb, struct error *err)
{
    struct cases_shown shown = {.html = &call->html, .agb = agb};
    struct arena arena = {0};
    if (!call_may(call, RECHT_PATIENT))
        return true;
    html_raw(&call->html, "<h2>Zaken</h2>");
    bool ok = zaken_each(&call->store, 0, &arena, add_case_link, &shown, err);
    if (shown.n)
        html_raw(&call->html, "</ul>");
    html_raw(&call->html, "<p class=\"knoppen\">");
    html_begin(&call->html, "a");
    html_attribute(&call->html, "class", TEXT("knop"));
    html_attribute_printf(&call->html, "href", "/zaken?agb=%08u#nieuw", agb);
    html_begun(&call->html);
    html_raw(&call->html, "Nieuwe zaak</a></p>");
    arena_release(&arena);
    return ok;
}

static void refuse_no_agb(struct call *call)
{
    reply_refused(call, 404, "Niet gevonden", "Een aanbieder heeft een AGB-code van 8 cijfers.");
}

bool page_aanbieder(struct call *call, struct error *err)
{
    const struct wat_staat *staat;
    uint32_t agb;
    struct buf title = {0};
    char kwartaal[7] = "";
    if (!reads_agb(call->argument, &agb)) {
        refuse_no_agb(call);
        return true;
    }
    if (!staat_take(call, &staat, err))
        return false;
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
    section_standing(call, wat_staat_som(staat, SOM_STAAT, agb, SOM_ALLE),
                     som_hidden(call, staat, PER_AANBIEDER, SOM_ALLE));
    bool ok = section_quarters(call, agb, staat, kwartaal, err) && section_own_rules(call, agb, staat, err)
              && section_gewoonten(call, agb, kwartaal, staat, err) && section_verdicts(call, err)
              && section_answers(call, err) && section_lapsed(call, agb, staat, err) && section_rounds(call, err)
              && section_cases(call, agb, err);
    staat_give(call, staat);
    page_end(call);
    return ok;
}

/* Somebody wants the figures though it takes long. */
bool action_aanbieder(struct call *call, struct error *err)
{
    const struct compilation *of;
    const struct gewoonten *gewoonten;
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
        ok = cijfers_of_quarter(call, period.first, true, 0, threads, &of, err)
             && cijfers_gewoonten(call, true, 0, threads, &gewoonten, err);
        work_end(call);
        char *url = xprintf("/aanbieder/%08u?kwartaal=%s", agb, kwartaal);
        if (ok)
            reply_see_other(call, url);
        free(url);
    }
    free(kwartaal);
    return ok;
}
