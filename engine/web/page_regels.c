/* page_regels.c - the rules of the last run: what each says, where it comes from, and what it is worth. */
#include <stdio.h>

#include "base/wilson.h"
#include "web/bladeren.h"
#include "web/cijfers.h"
#include "web/pages.h"
#include "web/proef.h"

/* X(column of the query, what it is called, its kind): before the figures, and behind them. */
#define REGEL_COLUMNS_SHOWN(X) \
    X(regel, "Regel", CELL_TEXT) \
    X(tabel, "Tabel", CELL_TEXT) \
    X(programma, "Programma", CELL_TEXT) \
    X(soort, "Soort", CELL_TEXT) \
    X(categorie, "Categorie", CELL_TEXT) \
    X(zekerheid, "Zekerheid", CELL_TEXT)
#define REGEL_COLUMNS_BEHIND(X) \
    X(geldig_van, "Geldig van", CELL_DATE) \
    X(geldig_tot, "Geldig tot", CELL_DATE) \
    X(status, "Status", CELL_TEXT)
#define RIJ_ENUM(name, title, kind) RIJ_##name,
#define RIJ_NAME(name, title, kind) #name,
#define RIJ_COLUMN(name, title, kind) {#name, title, kind, 0},
enum { REGEL_COLUMNS_SHOWN(RIJ_ENUM) REGEL_COLUMNS_BEHIND(RIJ_ENUM) RIJ_TEXTS, RIJ_BEFORE = RIJ_geldig_van };
static const char *const rij_name[] = {REGEL_COLUMNS_SHOWN(RIJ_NAME) REGEL_COLUMNS_BEHIND(RIJ_NAME)};
static const struct table_column regels_column[] = {REGEL_COLUMNS_SHOWN(RIJ_COLUMN)
                                                        SOM_COLUMNS{"beantwoord", "Beantwoord", CELL_NUMBER, 0},
                                                    {"credit", "Gecrediteerd", CELL_NUMBER, 0},
                                                    REGEL_COLUMNS_BEHIND(RIJ_COLUMN)};
enum { REGELS_COLUMNS = sizeof regels_column / sizeof *regels_column };
static const struct table regels_table = {.name = "regels",
                                          .title = "Regels van de laatste run",
                                          .empty = "geen regel die daaraan voldoet",
                                          .column = regels_column,
                                          .columns = REGELS_COLUMNS};

/* A rule with what stands by it, and how it was answered. */
struct regel_shown {
    struct text value[RIJ_TEXTS];
    const struct som *som; /* NULL: nothing stands */
    uint64_t beantwoord, credit;
};
struct regels_shown {
    struct call *call;
    const struct wat_staat *staat;
    const struct som *hidden;
    struct regel_shown *at;
    size_t n, cap;
};

static bool take_regel(void *ctx, const struct query_row *row, struct error *err)
{
    struct regels_shown *shown = ctx;
    struct regel_shown regel = {0};
    (void)err;
    for (int c = 0; c < RIJ_TEXTS; c++) {
        const struct text value = query_value(row, rij_name[c]);
        regel.value[c] = (struct text){arena_copy(&shown->call->request.arena, value.at, value.n), value.n};
    }
    const uint32_t number = wat_staat_regel(shown->staat, regel.value[RIJ_regel]);
    regel.som = number == SOM_ALLE ? NULL : wat_staat_som(shown->staat, SOM_STAAT, SOM_ALLE, number);
    text_digits(query_value(row, "beantwoord"), 18, &regel.beantwoord);
    text_digits(query_value(row, "credit"), 18, &regel.credit);
    ARRAY_ROOM(shown->at, shown->n, shown->cap);
    shown->at[shown->n++] = regel;
    return true;
}

static int64_t regel_key(void *ctx, size_t i, struct text column)
{
    const struct regel_shown *regel = &((struct regels_shown *)ctx)->at[i];
    return text_equal(column, TEXT("beantwoord")) ? (int64_t)regel->beantwoord : som_key(regel->som, column);
}

static bool regel_is_last(void *ctx, size_t i)
{
    const struct regels_shown *shown = ctx;
    return !shown->at[i].som || som_is_few(shown->call, shown->at[i].som, shown->hidden);
}

/* How often it was answered, and how many of those with a credit; of few nobody is told who may not see patients. */
static bool answers_are_few(const struct call *call, uint64_t beantwoord)
{
    return beantwoord && beantwoord < FEW_PATIENTS && !call_may(call, RECHT_PATIENT);
}

static bool regel_row(void *ctx, size_t i, struct table_writer *writer, struct error *err)
{
    const struct regels_shown *shown = ctx;
    const struct regel_shown *regel = &shown->at[i];
    const bool few = answers_are_few(shown->call, regel->beantwoord);
    struct text value[REGELS_COLUMNS], *figure = value + RIJ_BEFORE, *answer = figure + SOM_CELLS;
    struct som_row cells;
    char room[2][NUMBER_TEXT];
    memcpy(value, regel->value, RIJ_BEFORE * sizeof *value);
    som_row_fill(shown->call, regel->som, shown->hidden, &cells);
    memcpy(figure, cells.value, sizeof cells.value);
    answer[0] = few ? TEXT(FEW_WORDS) : number_text((int64_t)regel->beantwoord, room[0]);
    answer[1] = few ? TEXT("\u2013") : number_text((int64_t)regel->credit, room[1]);
    if (!regel->beantwoord)
        answer[0] = answer[1] = TEXT("");
    memcpy(answer + 2, regel->value + RIJ_BEFORE, (RIJ_TEXTS - RIJ_BEFORE) * sizeof *value);
    return table_row(writer, value, err);
}

static bool list_regels(struct call *call, struct error *err)
{
    static const char *const sorts[] = {"netto_cent",   "vast_cent",   "waarschijnlijk_cent",
                                        "signaal_cent", "bevindingen", "regels",
                                        "patienten",    "beantwoord",  NULL};
    const struct query_param param[] = {{":tabel", query_of(&call->request, "tabel")},
                                        {":programma", query_of(&call->request, "programma")},
                                        {":regel", TEXT("")}};
    struct regels_shown shown = {.call = call};
    if (!staat_take(call, &shown.staat, err))
        return false;
    shown.hidden = som_hidden(call, shown.staat, PER_REGELNAAM, SOM_ALLE);
    bool ok = query_rows(&call->store, QUERY_REGELS, param, sizeof param / sizeof *param, take_regel, &shown, err)
              && show_sorted(call,
                             &(struct sorted_listing){.table = &regels_table,
                                                      .sorts = sorts,
                                                      .n = shown.n,
                                                      .ctx = &shown,
                                                      .key = regel_key,
                                                      .last = regel_is_last,
                                                      .row = regel_row},
                             err);
    staat_give(call, shown.staat);
    free(shown.at);
    return ok;
}

bool page_regels(struct call *call, struct error *err)
{
    page_begin(call, "Regels");
    html_raw(&call->html, "<form class=\"filters\" method=\"get\" action=\"/regels\">");
    bool ok = show_filter(call, "Tabel", "tabel", QUERY_TABELLEN_REGELS, err)
              && show_filter(call, "Programma", "programma", QUERY_REGELS_PROGRAMMAS, err);
    html_raw(&call->html,
             "<button>Tonen</button></form><p class=\"stil\">Een bevinding telt bij de regel die haar leidt. "
             "Een declaratieregel telt per regel eenmaal, onder haar sterkste graad.</p>");
    say_few_patients(call);
    ok = ok && list_regels(call, err);
    page_end(call);
    return ok;
}

/* ---- One rule ---- */

/* X(column of the query, what it is called) */
#define REGEL_FACTS(X) \
    X(tabel, "Tabel") \
    X(programma, "Programma") \
    X(soort, "Soort") \
    X(categorie, "Categorie") \
    X(zekerheid, "Zekerheid") \
    X(verhaal, "Verhaal op") X(controle, "Controle") X(status, "Status") X(geldig_van, "Geldig van") \
        X(geldig_tot, "Geldig tot") X(prestatiecodelijst, "Prestatiecodelijst") X(code_van, "Code van") \
            X(code_tm, "Code tot en met") X(codeset, "Codeset") X(zorgproduct, "Zorgproduct") \
                X(specialisme, "Specialisme") X(zorgsoort, "Zorgsoort") \
                    X(conflict_programma, "Keten-dbc van programma") X(verwijsdiagnoses, "Verwijsdiagnoses") \
                        X(betreft, "Betreft") X(voorwaarde, "Voorwaarde in het contract") X(overlap, "Overlap") \
                            X(gedoogkwartaal, "Gedoogkwartaal") X(eenmalig, "Eenmalig") \
                                X(max_dagen, "Ten hoogste dagen") X(bron, "Bron") X(herkomst, "Herkomst")

struct regel_blad {
    struct call *call;
    struct text tabel, proef[REGEL_PROEF_VELDEN];
};

static struct text kept_of_regel(struct call *call, const struct query_row *row, const char *column)
{
    const struct text value = query_value(row, column);
    return (struct text){arena_copy(&call->request.arena, value.at, value.n), value.n};
}

static bool show_regel(void *ctx, const struct query_row *row, struct error *err)
{
    struct regel_blad *blad = ctx;
    struct call *call = blad->call;
    struct html *html = &call->html;
    struct buf title = {0};
    (void)err;
    buf_printf(&title, "Regel %.*s", (int)call->argument.n, call->argument.at);
    page_begin(call, buf_string(&title));
    buf_release(&title);
    html_element(html, "p", query_value(row, "omschrijving"));
    if (call_may(call, RECHT_BEHEER))
        html_raw(html, "<p class=\"bladwijzer\"><a href=\"#wat-als\">Wat als deze regel anders was?</a></p>");
    blad->tabel = kept_of_regel(call, row, "tabel");
#define REGEL_KEPT(column, name) blad->proef[PROEF_##column] = kept_of_regel(call, row, #column);
    REGEL_PROEF(REGEL_KEPT)
#undef REGEL_KEPT
    html_raw(html, "<dl class=\"feiten\">");
#define REGEL_FACT(column, name) fact(html, name, query_value(row, #column));
    REGEL_FACTS(REGEL_FACT)
#undef REGEL_FACT
    html_close(html, "dl");
    return true;
}

static void add_share(struct html *html, uint64_t credit, uint64_t beantwoord)
{
    double low, high;
    wilson((uint32_t)credit, (uint32_t)beantwoord, &low, &high);
    html_raw(html, "<p>Precisie: ");
    html_printf(html,
                "van de %llu bevindingen die de betrokken aanbieder beantwoordde, is %.0f%% gecrediteerd "
                "(95%%-interval %.0f tot %.0f%%).",
                (unsigned long long)beantwoord, 100.0 * (double)credit / (double)beantwoord, 100 * low, 100 * high);
    html_raw(html, "</p>");
}

static void add_precision(struct call *call, const struct regel_shown *regel)
{
    if (answers_are_few(call, regel->beantwoord))
        html_raw(&call->html,
                 "<p>Precisie: minder dan 5 bevindingen zijn beantwoord; dat is te weinig om te tonen.</p>");
    else if (regel->beantwoord)
        add_share(&call->html, regel->credit, regel->beantwoord);
    else
        html_raw(&call->html, "<p class=\"stil\">Er heeft nog geen aanbieder geantwoord op een bevinding van deze "
                              "regel.</p>");
}

/* Its own row of the list, in cards. */
static void show_regel_figures(struct call *call, const struct regel_shown *regel, const struct som *hidden)
{
    struct html *html = &call->html;
    html_raw(html, "<h2>Wat er staat</h2>");
    som_cards(call, regel->som, hidden);
    add_precision(call, regel);
    if (!call_may(call, RECHT_PATIENT) || !regel->som)
        return;
    struct buf url = {0};
    buf_text(&url, "/bevindingen");
    url_param(&url, "regel", call->argument);
    html_raw(html, "<p class=\"knoppen\">");
    html_open(html, "a", "class", "knop hoofd", "href", buf_string(&url), NULL);
    html_raw(html, "Bevindingen die deze regel leidt</a></p>");
    buf_release(&url);
}

static bool section_regel_figures(struct call *call, struct error *err)
{
    const struct query_param param[] = {{":tabel", TEXT("")}, {":programma", TEXT("")}, {":regel", call->argument}};
    struct regels_shown shown = {.call = call};
    if (!staat_take(call, &shown.staat, err))
        return false;
    shown.hidden = som_hidden(call, shown.staat, PER_REGELNAAM, SOM_ALLE);
    bool ok = query_rows(&call->store, QUERY_REGELS, param, sizeof param / sizeof *param, take_regel, &shown, err);
    if (ok && shown.n) {
        show_regel_figures(call, &shown.at[0], shown.hidden);
        html_raw(&call->html, "<h2>Bij welke aanbieders</h2>");
        if (!shown.at[0].som)
            html_raw(&call->html, "<p class=\"leeg\">Er staat geen bevinding die deze regel leidt.</p>");
        else
            ok = show_aanbieders(call, shown.staat, TEXT(""), wat_staat_regel(shown.staat, call->argument), err);
    }
    staat_give(call, shown.staat);
    free(shown.at);
    return ok;
}

static bool section_wordings(struct call *call, struct error *err)
{
    static const struct table_column column[] = {
        {"van_run", "Van run", CELL_NUMBER, 0},         {"van", "Van", CELL_DATE, 0},
        {"tm_run", "Tot en met run", CELL_NUMBER, 0},   {"tm", "Tot en met", CELL_DATE, 0},
        {"zekerheid", "Zekerheid", CELL_TEXT, 0},       {"geldig_van", "Geldig van", CELL_DATE, 0},
        {"geldig_tot", "Geldig tot", CELL_DATE, 0},     {"status", "Status", CELL_TEXT, 0},
        {"omschrijving", "Omschrijving", CELL_PROSE, 0}};
    static const struct table table = {
        .title = "Hoe zij luidde, en in welke runs", .column = column, .columns = sizeof column / sizeof *column};
    const struct query_param param = {":regel", call->argument};
    return html_query_table(&call->html, &table, &call->store, QUERY_REGEL_RUNS, &param, 1, err);
}

void refuse_unknown_regel(struct call *call)
{
    reply_refused(call, 404, "Niet gevonden", "De laatste run had geen regel met deze naam.");
}

bool page_regel(struct call *call, struct error *err)
{
    struct regel_blad blad = {.call = call};
    const struct query_param param = {":regel", call->argument};
    if (!query_rows(&call->store, QUERY_REGEL, &param, 1, show_regel, &blad, err))
        return false;
    if (!call->html.out.n) {
        refuse_unknown_regel(call);
        return true;
    }
    say_few_patients(call);
    bool ok = section_regel_figures(call, err) && section_wordings(call, err);
    if (call_may(call, RECHT_BEHEER))
        form_regel_proef(call, blad.proef, blad.tabel);
    page_end(call);
    return ok;
}
