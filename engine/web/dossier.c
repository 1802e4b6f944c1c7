/* dossier.c - see dossier.h. An SVG whose places across are percentages, so that it fills any screen while its letters
 * stay as large as those around it; on a narrow one it scrolls. Lines are links to their row in the table. */
#include "web/dossier.h"

#include <stdio.h>

#include "passes/seen_patient.h"
#include "report/line_csv.h"
#include "store/queries.h"
#include "web/tijdlijn.h"

/* X(NAME, class, name of the lane, what such a line is): by the rules of the last run; from top to bottom. */
#define BANEN_LIST(X) \
    X(KETEN, "keten", "Keten-dbc's (over hun ketenperiode)", "Keten-dbc") \
    X(TITEL, "titel", "Titels zoals O&I (over hun ketenperiode)", "Titel") \
    X(ANDERE, "andere", "Andere zorg", "Andere zorg") \
    X(INSCHRIJVING, "inschrijving", "Inschrijvingen", "Inschrijving") \
    X(NUL, "nul", "Niets toegekend (0 euro)", "Niets toegekend") \
    X(TERUG, "terug", "Teruggedraaid door een credit", "Teruggedraaid") \
    X(CREDIT, "credit", "Credits", "Credit") \
    X(BUITEN, "buiten", "Bewaard, nu van geen regel of programma", "Nu van geen regel")
#define BAAN_ENUM(name, class, lane, line) BAAN_##name,
enum baan { BANEN_LIST(BAAN_ENUM) BANEN };
#undef BAAN_ENUM
#define BAAN_WORDS(name, class, lane, line) {class, lane, line},
static const struct {
    const char *class, *lane, *line;
} baan_words[BANEN] = {BANEN_LIST(BAAN_WORDS)};
#undef BAAN_WORDS

/* So many lines are shown, those nearest to the finding; who has more is an exception, and is told. */
enum { LINES_SHOWN = 2000 };
/* Pixels: the names of quarters, the name of a lane, a row of few and of many, what a letter of a bar takes, the
 * narrowest overlap. */
enum { AXIS_H = 36, NAME_H = 20, ROW_H = 22, LOW_ROW_H = 12, MANY_ROWS = 40, LETTER_W = 7, OVERLAP_W = 6 };
/* How wide the drawing is at the least on a wide screen, of 62rem (stijl.css). */
enum { WIDE = 900 };

struct shown_line {
    const struct line *line;
    const struct seen_line *seen;
    char side; /* 'K' or 'C' of the finding; ' ': neither */
    day away;  /* days from the finding */
};

struct dossier_view {
    struct call *call;
    const struct bevinding *b;
    struct seen_patient patient;
    struct classifier *classifier;
    struct shown_line *line; /* in order of their days */
    size_t n;
    struct tijdlijn_regel *place; /* of each */
    struct tijdlijn tijdlijn;
    unsigned top[BANEN], rijen[BANEN]; /* of a lane: its first row, and how many it has; 0: no line */
};

static programma_set keten_programmes(const struct ruleset *rules)
{
    programma_set set = 0;
    for (unsigned p = 0; p < rules->programmas; p++)
        set |= rules->programma[p].titel ? 0 : (programma_set)1 << p;
    return set;
}

static bool is_enrolment(const struct dossier_view *v, const struct line *line)
{
    const struct match_set *set = classify(v->classifier, line);
    for (uint32_t m = 0; m < set->matches; m++)
        if (v->patient.rules.regel[set->match[m].regel].soort == SOORT_LID)
            return true;
    return false;
}

static enum baan baan_of(const struct dossier_view *v, const struct shown_line *s)
{
    if (s->line->credit)
        return BAAN_CREDIT;
    if (s->seen->reversed_by)
        return BAAN_TERUG;
    if (!s->seen->relevant)
        return BAAN_BUITEN;
    if (s->seen->taking && s->seen->keten.programmas)
        return s->seen->keten.programmas & keten_programmes(&v->patient.rules) ? BAAN_KETEN : BAAN_TITEL;
    if (is_enrolment(v, s->line))
        return BAAN_INSCHRIJVING;
    return s->line->bedrag_cent ? BAAN_ANDERE : BAAN_NUL;
}

static bool is_side(const struct line *line, const struct bevinding_kant *side)
{
    return line->agb_declarant == side->agb && text_equal(line->referentie, side->referentie);
}

static day days_away(struct period a, struct period b)
{
    return a.last < b.first ? b.first - a.last : a.first > b.last ? a.first - b.last : 0;
}

static int by_distance(const void *a, const void *b)
{
    const struct shown_line *p = a, *q = b;
    const int side = (q->side != ' ') - (p->side != ' ');
    return side                 ? side
           : p->away != q->away ? (p->away > q->away) - (p->away < q->away)
                                : (p->line > q->line) - (p->line < q->line);
}

static int by_day(const void *a, const void *b)
{
    const struct shown_line *p = a, *q = b;
    const day first = p->line->period.first, other = q->line->period.first;
    return first != other ? (first > other) - (first < other) : (p->line > q->line) - (p->line < q->line);
}

static void take_dossier_lines(struct dossier_view *v)
{
    const struct dossier *dossier = &v->patient.dossier;
    v->line = xcalloc(dossier->n + 1, sizeof *v->line);
    for (size_t i = 0; i < dossier->n; i++) {
        const struct line *line = &dossier->line[i];
        const bool paar = bevinding_is_paar(v->b);
        v->line[i] = (struct shown_line){.line = line,
                                         .seen = &v->patient.seen[i],
                                         .side = is_side(line, &v->b->keten)              ? 'K'
                                                 : paar && is_side(line, &v->b->conflict) ? 'C'
                                                                                          : ' ',
                                         .away = days_away(line->period, v->b->overlap)};
    }
    qsort(v->line, dossier->n, sizeof *v->line, by_distance);
    v->n = dossier->n < LINES_SHOWN ? dossier->n : LINES_SHOWN;
    qsort(v->line, v->n, sizeof *v->line, by_day);
}

static void lay_lines(struct dossier_view *v)
{
    v->place = xcalloc(v->n, sizeof *v->place);
    for (size_t i = 0; i < v->n; i++) {
        const enum baan baan = baan_of(v, &v->line[i]);
        v->place[i] = (struct tijdlijn_regel){
            .periode = baan == BAAN_KETEN || baan == BAAN_TITEL ? v->line[i].seen->periode : v->line[i].line->period,
            .baan = baan,
            .dit = v->line[i].side != ' '};
    }
    v->tijdlijn = tijdlijn_lay(v->place, v->n);
    for (size_t i = 0; i < v->n; i++) {
        const unsigned baan = v->place[i].baan, rij = v->place[i].rij;
        if (!v->rijen[baan] || rij < v->top[baan])
            v->top[baan] = rij;
        v->rijen[baan]++;
    }
    unsigned below = v->tijdlijn.rijen;
    for (unsigned baan = BANEN; baan-- > 0;)
        if (v->rijen[baan]) { /* lines were counted: now rows */
            v->rijen[baan] = below - v->top[baan];
            below = v->top[baan];
        }
}

static unsigned row_height(const struct dossier_view *v)
{
    return v->tijdlijn.rijen > MANY_ROWS ? LOW_ROW_H : ROW_H;
}

/* Where a lane begins, its name included; BANEN: where the drawing ends. */
static unsigned lane_y(const struct dossier_view *v, unsigned baan)
{
    unsigned y = AXIS_H;
    for (unsigned above = 0; above < baan; above++)
        if (v->rijen[above])
            y += NAME_H + v->rijen[above] * row_height(v) + 4;
    return y;
}

static void percent(struct html *html, const char *name, int place)
{
    html_attribute_printf(html, name, "%d.%03d%%", place / 1000, place % 1000);
}

static void add_dutch_day(struct buf *out, day d)
{
    char iso[DAY_TEXT + 1];
    day_print(d, iso);
    buf_printf(out, "%.2s-%.2s-%.4s", iso + 8, iso + 5, iso);
}

static void draw_text(struct html *html, int x, unsigned dx, unsigned y, const char *class, const char *text)
{
    html_begin(html, "text");
    percent(html, "x", x);
    html_attribute_printf(html, "dx", "%u", dx);
    html_attribute_printf(html, "y", "%u", y);
    html_attribute(html, "class", text_of(class));
    html_begun(html);
    html_string(html, text);
    html_close(html, "text");
}

/* A line from top to bottom at each quarter, the year where it begins, and the quarters that there is room to name. */
static void draw_quarters(struct dossier_view *v)
{
    struct html *html = &v->call->html;
    const struct tijdlijn *t = &v->tijdlijn;
    const unsigned bottom = lane_y(v, BANEN);
    for (day q = t->first; q <= t->last; q = quarter_last(q) + 1) {
        char name[7];
        quarter_print(q, name); /* 2023Q1 */
        const bool year = name[5] == '1' || q == t->first;
        html_begin(html, "line");
        percent(html, "x1", tijdlijn_place(t, q));
        percent(html, "x2", tijdlijn_place(t, q));
        html_attribute_printf(html, "y1", "%d", year ? 2 : 20);
        html_attribute_printf(html, "y2", "%u", bottom);
        html_attribute(html, "class", year ? TEXT("jaar") : TEXT("kwartaal"));
        html_begun(html);
        html_close(html, "line");
        if (t->least / t->kwartalen >= 30) {
            const char quarter[] = {'K', name[5], '\0'};
            draw_text(html, tijdlijn_place(t, q), 4, 31, "as", quarter);
        }
        name[4] = '\0';
        if (year && (name[5] == '1' || t->kwartalen < 80))
            draw_text(html, tijdlijn_place(t, q), 4, 14, "as jaartal", name);
    }
}

static void draw_overlap(struct dossier_view *v)
{
    struct html *html = &v->call->html;
    const int from = tijdlijn_place(&v->tijdlijn, v->b->overlap.first),
              end = tijdlijn_place(&v->tijdlijn, v->b->overlap.last + 1),
              least = (int)(OVERLAP_W * TIJDLIJN_BREED / v->tijdlijn.least),
              to = end - from < least ? from + least : end;
    struct buf words = {0};
    if (v->b->overlap.first < v->tijdlijn.first || end <= from)
        return;
    buf_text(&words, bevinding_is_paar(v->b) ? "Overlap: " : "Ketenperiode: ");
    add_dutch_day(&words, v->b->overlap.first);
    buf_text(&words, " t/m ");
    add_dutch_day(&words, v->b->overlap.last);
    html_begin(html, "rect");
    percent(html, "x", from);
    percent(html, "width", to - from);
    html_attribute_printf(html, "y", "%d", AXIS_H);
    html_attribute_printf(html, "height", "%u", lane_y(v, BANEN) - AXIS_H);
    html_attribute(html, "class", TEXT("overlap"));
    html_attribute(html, "fill", TEXT("url(#arcering)"));
    html_begun(html);
    html_element_string(html, "title", buf_string(&words));
    html_close(html, "rect");
    buf_release(&words);
}

static void add_line_programmas(struct buf *out, const struct dossier_view *v, const struct shown_line *s)
{
    const struct ruleset *rules = &v->patient.rules;
    for (unsigned p = 0; p < rules->programmas; p++)
        if (s->seen->keten.programmas >> p & 1)
            buf_printf(out, "%s%.*s", out->n ? " " : "", (int)rules->programma[p].naam.n, rules->programma[p].naam.at);
}

/* What stands in a bar when there is room, and what it is called. */
static void add_bar_label(struct buf *out, const struct dossier_view *v, const struct shown_line *s)
{
    add_line_programmas(out, v, s);
    buf_printf(out, "%s%.*s", out->n ? " " : "", (int)s->line->prestatiecode.n, s->line->prestatiecode.at);
}

static void bar_words(struct dossier_view *v, size_t i, const char *label)
{
    const struct shown_line *s = &v->line[i];
    struct html *html = &v->call->html;
    struct buf days = {0};
    add_dutch_day(&days, s->line->period.first);
    buf_text(&days, " t/m ");
    add_dutch_day(&days, s->line->period.last);
    html_open(html, "title", NULL);
    if (s->side != ' ')
        html_printf(html, "%c van deze bevinding. ", s->side);
    html_printf(html, "%s: %s, %s, ", baan_words[v->place[i].baan].line, label, buf_string(&days));
    html_euro(html, s->line->bedrag_cent);
    html_printf(html, ", declarant %08u", s->line->agb_declarant);
    html_close(html, "title");
    buf_release(&days);
}

/* The letter of the finding, an arrow when the bar goes on, and what it is called: where there is room for it on any
 * screen, or on a wide one. */
static void bar_text(struct dossier_view *v, size_t i, unsigned y, const struct buf *label)
{
    const struct tijdlijn_regel *place = &v->place[i];
    struct html *html = &v->call->html;
    const char side[] = {v->line[i].side, '\0'};
    const bool inside = tijdlijn_fits(&v->tijdlijn, place, TIJDLIJN_LETTER);
    const unsigned before = place->dit ? TIJDLIJN_LETTER : 0, needed = (unsigned)label->n * LETTER_W + before + 8;
    const unsigned least = v->tijdlijn.least, on_wide = least < WIDE ? needed * least / WIDE : needed;
    if (place->dit)
        draw_text(html, place->van + (inside ? 0 : place->breed), 3, y + row_height(v) - 7, "kant", side);
    if (place->verder)
        draw_text(html, TIJDLIJN_BREED, 2, y + row_height(v) - 7, "as", "\u2192");
    if (row_height(v) == LOW_ROW_H || !tijdlijn_fits(&v->tijdlijn, place, on_wide))
        return;
    draw_text(html, place->van, before + 4, y + 14, tijdlijn_fits(&v->tijdlijn, place, needed) ? "op" : "op ruim",
              label->at);
}

static void draw_bar(struct dossier_view *v, size_t i)
{
    struct html *html = &v->call->html;
    const struct tijdlijn_regel *place = &v->place[i];
    const unsigned height = row_height(v);
    const unsigned y = lane_y(v, place->baan) + NAME_H + (place->rij - v->top[place->baan]) * height;
    struct buf label = {0};
    add_bar_label(&label, v, &v->line[i]);
    html_begin(html, "a");
    html_attribute_printf(html, "href", "#regel-%zu", i + 1);
    html_attribute_printf(html, "class", "%s%s", baan_words[place->baan].class, place->dit ? " dit" : "");
    html_begun(html);
    bar_words(v, i, buf_string(&label));
    html_begin(html, "rect");
    percent(html, "x", place->van);
    percent(html, "width", place->breed);
    html_attribute_printf(html, "y", "%u", y + 1);
    html_attribute_printf(html, "height", "%u", height - 3);
    html_attribute(html, "rx", TEXT("2"));
    html_begun(html);
    html_close(html, "rect");
    bar_text(v, i, y, &label);
    html_close(html, "a");
    buf_release(&label);
}

static void draw_lanes(struct dossier_view *v)
{
    for (unsigned baan = 0; baan < BANEN; baan++) {
        if (v->rijen[baan])
            draw_text(&v->call->html, 0, 2, lane_y(v, baan) + 15, "baan", baan_words[baan].lane);
        for (size_t i = 0; i < v->n; i++)
            if (v->place[i].baan == baan)
                draw_bar(v, i);
    }
}

static void draw_timeline(struct dossier_view *v)
{
    struct html *html = &v->call->html;
    html_raw(html, "<a class=\"overslaan\" href=\"#dossiertabel\">Sla de tekening over: naar de tabel</a>"
                   "<div class=\"tabel tijdlijn-vak\" role=\"region\" aria-label=\"Tijdlijn van het dossier\" "
                   "tabindex=\"0\">");
    html_begin(html, "svg");
    html_attribute_printf(html, "class", "tijdlijn breed-%u", v->tijdlijn.least / TIJDLIJN_STEP);
    html_attribute_printf(html, "height", "%u", lane_y(v, BANEN) + 2);
    html_attribute(html, "width", TEXT("100%"));
    html_attribute(html, "role", TEXT("group"));
    html_attribute(html, "aria-label", TEXT("Regels van deze verzekerde in de tijd"));
    html_begun(html);
    html_raw(html, "<defs><pattern id=\"arcering\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
                   "patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" class=\"streep\"></line>"
                   "</pattern></defs>");
    draw_quarters(v);
    draw_overlap(v);
    draw_lanes(v);
    html_close(html, "svg");
    html_close(html, "div");
}

static bool take_name(void *ctx, const struct query_row *row, struct error *err)
{
    struct buf *naam = ctx;
    const struct text value = query_value(row, "naam");
    (void)err;
    naam->n = 0;
    buf_add(naam, value.at, value.n);
    return true;
}

/* The file of a line, with a link, and the line's number in it. */
static bool file_cell(struct dossier_view *v, const struct line *line, struct error *err)
{
    struct html *html = &v->call->html;
    struct buf naam = {0};
    char id[24];
    snprintf(id, sizeof id, "%u", line->bestand);
    const struct query_param param = {":bestand", text_of(id)};
    bool ok = query_rows(&v->call->store, QUERY_BESTAND, &param, 1, take_name, &naam, err);
    html_open(html, "td", NULL);
    html_begin(html, "a");
    html_attribute_printf(html, "href", "/levering/%u", line->bestand);
    html_begun(html);
    html_string(html, buf_string(&naam));
    html_close(html, "a");
    html_printf(html, ", regel %llu", (unsigned long long)line->regelnr);
    html_close(html, "td");
    buf_release(&naam);
    return ok;
}

static void line_day_cell(struct html *html, day d)
{
    char iso[DAY_TEXT + 1];
    day_print(d, iso);
    html_open(html, "td", NULL);
    html_date(html, (struct text){iso, DAY_TEXT});
    html_close(html, "td");
}

static void agb_cell(struct html *html, const struct line *line)
{
    html_open(html, "td", NULL);
    html_begin(html, "a");
    html_attribute_printf(html, "href", "/aanbieder/%08u", line->agb_declarant);
    html_begun(html);
    html_printf(html, "%08u", line->agb_declarant);
    html_close(html, "a");
    html_close(html, "td");
}

/* The care that the line is for: programmes, list and code, of a DOT its product. */
static void care_cell(struct dossier_view *v, const struct shown_line *s)
{
    struct html *html = &v->call->html;
    struct buf programmas = {0};
    char room[32];
    add_line_programmas(&programmas, v, s);
    html_open(html, "td", NULL);
    html_printf(html, "%s%s", buf_string(&programmas), programmas.n ? ": " : "");
    if (s->line->lijst)
        html_printf(html, "%03u ", s->line->lijst);
    html_text(html, s->line->prestatiecode);
    const struct text product = line_value(s->line, COL_ZORGPRODUCTCODE, room);
    if (product.n)
        html_printf(html, ", zorgproduct %.*s", (int)product.n, product.at);
    html_close(html, "td");
    buf_release(&programmas);
}

static bool line_row(struct dossier_view *v, size_t i, struct error *err)
{
    const struct shown_line *s = &v->line[i];
    struct html *html = &v->call->html;
    html_begin(html, "tr");
    html_attribute_printf(html, "id", "regel-%zu", i + 1);
    if (s->side != ' ')
        html_attribute(html, "class", TEXT("dit"));
    html_begun(html);
    html_open(html, "th", "scope", "row", NULL);
    html_printf(html, "%zu%s%c", i + 1, s->side == ' ' ? "" : "\u00a0", s->side);
    html_close(html, "th");
    html_element_string(html, "td", baan_words[v->place[i].baan].line);
    line_day_cell(html, s->line->period.first);
    line_day_cell(html, s->line->period.last);
    care_cell(v, s);
    agb_cell(html, s->line);
    html_element(html, "td", s->line->referentie);
    html_open(html, "td", "class", "getal", NULL);
    html_euro(html, s->line->credit ? -s->line->bedrag_cent : s->line->bedrag_cent);
    html_close(html, "td");
    bool ok = file_cell(v, s->line, err);
    html_close(html, "tr");
    return ok;
}

static bool table_of_lines(struct dossier_view *v, struct error *err)
{
    struct html *html = &v->call->html;
    bool ok = true;
    html_raw(html,
             "<details id=\"dossiertabel\" open><summary>Dezelfde regels als tabel</summary><div class=\"tabel\" "
             "role=\"region\" aria-label=\"Regels van het dossier\" tabindex=\"0\"><table><caption>Regels van deze "
             "verzekerde, naar begindatum</caption><thead><tr><th scope=\"col\">Nr</th><th scope=\"col\">Wat</th>"
             "<th scope=\"col\">Van</th><th scope=\"col\">Tot en met</th><th scope=\"col\">Zorg</th>"
             "<th scope=\"col\">Declarant</th><th scope=\"col\">Referentie</th><th scope=\"col\" class=\"getal\">"
             "Bedrag</th><th scope=\"col\">Bestand</th></tr></thead><tbody>");
    for (size_t i = 0; ok && i < v->n; i++)
        ok = line_row(v, i, err);
    html_raw(html, "</tbody></table></div></details>");
    return ok;
}

static bool is_declarant_here(const struct dossier_view *v, uint32_t agb)
{
    for (size_t i = 0; i < v->patient.dossier.n; i++)
        if (v->patient.dossier.line[i].agb_declarant == agb)
            return true;
    return false;
}

static void relation_item(struct html *html, const struct relatie *r)
{
    struct buf days = {0};
    add_dutch_day(&days, r->geldig.from);
    if (r->geldig.until != DAY_OPEN) {
        buf_text(&days, " tot ");
        add_dutch_day(&days, r->geldig.until);
    }
    html_open(html, "li", NULL);
    html_printf(html, "%08u is lid van %08u (%.*s), vanaf %s", r->van_agb, r->naar_agb, (int)r->soort.n, r->soort.at,
                buf_string(&days));
    html_close(html, "li");
    buf_release(&days);
}

/* The relations between the providers of these lines. */
static void relations_between(struct dossier_view *v)
{
    const struct ruleset *rules = &v->patient.rules;
    struct html *html = &v->call->html;
    size_t n = 0;
    for (size_t i = 0; i < rules->relaties; i++) {
        const struct relatie *r = &rules->relatie[i];
        if (!is_declarant_here(v, r->van_agb) || !is_declarant_here(v, r->naar_agb))
            continue;
        if (n++ == 0)
            html_raw(html, "<h3>Relaties tussen deze aanbieders</h3><ul>");
        relation_item(html, r);
    }
    if (n)
        html_close(html, "ul");
}

static bool show_view(struct dossier_view *v, struct error *err)
{
    struct html *html = &v->call->html;
    take_dossier_lines(v);
    if (!v->n) {
        html_raw(html, "<p class=\"leeg\">Van deze verzekerde zijn geen regels (meer) opgeslagen.</p>");
        return true;
    }
    lay_lines(v);
    html_open(html, "p", NULL);
    html_printf(html,
                "%zu %s, zoals de regels van de laatste run ze zien. De arcering is %s; K%s de %s van deze "
                "bevinding. Elke balk leidt naar haar rij in de tabel.",
                v->patient.dossier.n, v->patient.dossier.n == 1 ? "regel" : "regels",
                bevinding_is_paar(v->b) ? "de overlap" : "de ketenperiode",
                bevinding_is_paar(v->b) ? " en C zijn" : " is", bevinding_is_paar(v->b) ? "regels" : "regel");
    html_close(html, "p");
    if (v->n < v->patient.dossier.n) {
        html_open(html, "p", "class", "fout", NULL);
        html_printf(html,
                    "Hier staan de %zu regels die het dichtst bij deze bevinding liggen. Alle regels geeft "
                    "dubbelloop lines.",
                    v->n);
        html_close(html, "p");
    }
    draw_timeline(v);
    bool ok = table_of_lines(v, err);
    relations_between(v);
    return ok;
}

bool dossier_show(struct call *call, const struct bevinding *bevinding, struct error *err)
{
    struct dossier_view v = {.call = call, .b = bevinding};
    bool ok = seen_patient_begin(&v.patient, &call->store, err);
    if (ok) {
        v.classifier = classifier_new(&v.patient.rules);
        ok = seen_patient_open(&v.patient, bevinding->patient, err) && show_view(&v, err);
        classifier_free(v.classifier);
    }
    seen_patient_close(&v.patient);
    free(v.line);
    free(v.place);
    return ok;
}
