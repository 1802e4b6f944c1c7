/* page_content.c - see page_content.h.
 *
 * The words are chosen for a practitioner who did not ask for this: what was seen, what it is compared with, what to do
 * and what happens otherwise. Nothing in them accuses. Texts flow from the top; on page 1 the coverage stands at the
 * bottom and the graphs get what is left. Texts of contracts have a number of lines,
 * so that the rest keeps its place. */
#include "spiegel/page_content.h"

#include <math.h>
#include <string.h>

#include "spiegel/page_graph.h"
#include "spiegel/page_words.h"

static bool is_keten(const struct rapport *rapport)
{
    return rapport->rol == ROL_KETENCONTRACTANT;
}

const char *page_title(const struct rapport *rapport)
{
    return is_keten(rapport) ? "Uw keten-dbc’s om na te kijken" : "Uw declaraties naast de keten-dbc";
}

const char *lines_name(const struct rapport *rapport, uint32_t n)
{
    if (is_keten(rapport))
        return n == 1 ? "keten-dbc" : "keten-dbc’s";
    return n == 1 ? "regel" : "regels";
}

static const char *shown_agb(struct canvas *t, const struct rapport *rapport)
{
    return sentence(t, "%08u", (unsigned)rapport->agb);
}

static void footer(struct canvas *t, const struct rapport *rapport, int number, int pages)
{
    draw_line(t, PAGE_LEFT, PAGE_FOOTER, PAGE_RIGHT, PAGE_FOOTER, 0.5, GREY);
    struct spot spot = {.x = PAGE_LEFT, .y = PAGE_FOOTER + 4, .w = PAGE_W_TEXT, .tint = GREY};
    draw_as(t, "P", STYLE_AXIS, spot,
              sentence(t, "Spiegelinformatie ketenzorg · AGB %s · %s", shown_agb(t, rapport),
                  nl_kwartaal(t, rapport->about->kwartaal)));
    spot.alignment = RIGHT;
    draw_as(t, "P", STYLE_AXIS, spot, sentence(t, "pagina %d van %d", number, pages));
}

/* A small label with its value below. */
static void fact(struct canvas *t, double x, double y, double w, const char *label, const char *value)
{
    draw_as(t, "P", STYLE_AXIS, (struct spot){.x = x, .y = y, .w = w, .tint = GREY}, label);
    draw_as(t, "P", STYLE_TEXT_BOLD, (struct spot){.x = x, .y = y + 10, .w = w, .max_lines = 2, .may_cut = true},
              value);
}

static void add_part(struct canvas *t, const char **line, const char *what, struct text text)
{
    if (text.n)
        *line = sentence(t, "%s%s%s%s", *line, **line ? " · " : "", what, harmless(t, text));
}

/* Who sends it, on a line; what is missing is said. */
static const char *sender(struct canvas *t, const struct rapport *rapport)
{
    const struct afzender *a = &rapport->about->afzender;
    const char *line = "";
    add_part(t, &line, "", a->naam);
    add_part(t, &line, "", a->afdeling);
    add_part(t, &line, "", a->adres);
    add_part(t, &line, "telefoon ", a->telefoon);
    add_part(t, &line, "", a->email);
    if (!a->naam.n)
        return *line ? sentence(t, "naam van de afzender ontbreekt · %s", line) : "afzender niet ingevuld";
    add_part(t, &line, "kenmerk ", a->kenmerk);
    return line;
}

const char *return_place(struct canvas *t, const struct rapport *rapport)
{
    const struct afzender *a = &rapport->about->afzender;
    return harmless(t, a->retour.n  ? a->retour
                       : a->email.n ? a->email
                       : a->naam.n  ? a->naam
                                    : TEXT("wie u dit rapport stuurde"));
}

const char *contact_words(struct canvas *t, const struct rapport *rapport)
{
    const struct afzender *a = &rapport->about->afzender;
    const char *naam = a->naam.n ? harmless(t, a->naam) : "wie u dit rapport stuurde",
               *line = sentence(t, "Stel ze aan %s", naam);
    const char *how = "";
    add_part(t, &how, "telefoon ", a->telefoon);
    add_part(t, &how, "", a->email);
    return sentence(t, "%s%s%s%s. Noem uw AGB-code%s%s en het kwartaal.", line, *how ? " (" : "", how, *how ? ")" : "",
                    a->kenmerk.n ? ", kenmerk " : "", a->kenmerk.n ? harmless(t, a->kenmerk) : "");
}

static double header(struct canvas *t, const struct rapport *rapport)
{
    const struct spiegel_about *about = rapport->about;
    double y = PAGE_TOP;
    draw_as(t, "P", STYLE_SMALL_BOLD, (struct spot){.x = PAGE_LEFT, .y = y, .w = 300, .tint = ACCENT},
              "SPIEGELINFORMATIE KETENZORG");
    y += 12;
    draw_as(t, "H1", STYLE_TITLE, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT}, page_title(rapport));
    y += 30;
    static const double x[] = {0, 92, 238, 388};
    fact(t, PAGE_LEFT + x[0], y, x[1] - x[0] - 8, "AGB-code", shown_agb(t, rapport));
    fact(t, PAGE_LEFT + x[1], y, x[2] - x[1] - 8, "Zorgsoort",
         sentence(t, "%s (%02u)", harmless(t, text_of(rapport->groep->naam)), rapport->groep->zorgsoort));
    fact(t, PAGE_LEFT + x[2], y, x[3] - x[2] - 8, "Kwartaal", nl_kwartaal(t, about->kwartaal));
    fact(t, PAGE_LEFT + x[3], y, PAGE_W_TEXT - x[3], "Gegevens van", nl_date_of(t, about->extract));
    y += 34;
    y += draw_as(t, "P", STYLE_SMALL,
                 (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT, .max_lines = 2, .tint = GREY, .may_cut = true},
                 sentence(t, "Van: %s", sender(t, rapport)));
    return y + 8;
}

/* "hoger dan bij 86 van 100 vergelijkbare praktijken" */
static const char *rank_words(struct canvas *t, const struct rapport *rapport)
{
    struct group_words soort = nl_group(rapport->groep);
    const char *more = rapport->compared_with == 1 ? soort.one : soort.more;
    if (rapport->higher_than == 0)
        return sentence(t, "niet hoger dan bij de %s vergelijkbare %s", nl_count(t, rapport->compared_with), more);
    if (rapport->higher_than == rapport->compared_with)
        return sentence(t, "hoger dan bij alle %s vergelijkbare %s", nl_count(t, rapport->compared_with), more);
    return sentence(t, "hoger dan bij %s van %s vergelijkbare %s", nl_count(t, rapport->higher_than),
               nl_count(t, rapport->compared_with), more);
}

/* How a sentence begins that counts. */
static const char *one_or_more(struct canvas *t, uint32_t n)
{
    return n == 1 ? "Eén" : nl_count(t, n);
}

const char *seen_words(struct canvas *t, const struct rapport *rapport)
{
    uint32_t y = rapport_now(rapport)->y;
    const char *seen = y == 0
                           ? sentence(t, "Wij zagen geen %s van u om na te kijken.", lines_name(rapport, 2))
                       : is_keten(rapport)
                           ? sentence(t,
                                      "Bij %s van uw keten-dbc’s zegt een regel van de zorgverzekeraar dat zij%s "
                                      "niet gedeclareerd kan worden.",
                                      y == 1 ? "één" : nl_count(t, y),
                                      rapport->alone ? " zo" : " naast een andere declaratie")
                           : sentence(t,
                                      "%s van uw declaratieregels %s naast de keten-dbc van dezelfde patiënt, "
                                      "terwijl de zorg volgens de regels daar al in zit.",
                                      one_or_more(t, y), y == 1 ? "staat" : "staan");
    return seen;
}

static const char *judgement_words(struct canvas *t, const struct rapport *rapport)
{
    const struct kwartaalcijfer *now = rapport_now(rapport);
    const char *wat = is_keten(rapport) ? "keten-dbc’s" : "patiënten met een keten-dbc";
    if (rapport->verdict == NO_COMPARISON)
        return sentence(t, "Er zijn te weinig vergelijkbare %s om uw aantal mee te vergelijken.",
                   nl_group(rapport->groep).more);
    if (rapport->verdict == PARTLY_CHECKED)
        return sentence(t, "Van uw %s zijn er %s niet gecontroleerd. Dat is te veel om uw aantal met dat "
                           "van anderen te vergelijken.", wat,
                        nl_count(t, now->n_ongedekt));
    if (rapport->verdict == TOO_SMALL)
        return sentence(t, "Bij minder dan %d %s zegt een vergelijking niets: "
                           "één regel maakt dan al een groot verschil.",
                   SPIEGEL_SMALL, wat);
    if (!(now->expected > 0))
        return sentence(t, "Bij vergelijkbare %s met uw programma’s is niets na te kijken. "
                           "Daarom is er geen verwachting.",
                   nl_group(rapport->groep).more);
    const char *compared =
        sentence(t, "Wij verwachtten er %s, gezien uw %s per programma.%s", nl_expected(t, now->expected),
                 is_keten(rapport) ? "aantal keten-dbc’s" : "aantal patiënten",
                 rapport->compared_with
                     ? sentence(t, " Afgezet tegen die verwachting is uw aantal %s.", rank_words(t, rapport))
                     : "");
    uint32_t enough = rapport_enough(rapport);
    if (enough) /* the verdict is the contract's; that it says little must stand beside it */
        return sentence(t,
                   "%s Let op: er werd hooguit één %s verwacht, en dan %s al genoeg voor deze uitkomst. Op zichzelf "
                   "zegt zij dus weinig, en toeval is niet uit te sluiten.",
                   compared, lines_name(rapport, 1),
                   enough == 1 ? sentence(t, "is één %s", lines_name(rapport, 1))
                               : sentence(t, "zijn %s %s", nl_count(t, enough), lines_name(rapport, 2)));
    if (rapport->verdict == HIGHER_THAN_EXPECTED)
        return sentence(t, "%s Zo’n verschil komt door toeval alleen minder dan één op de duizend keer voor. "
                           "Daar kan een goede reden voor zijn.",
                   compared);
    return sentence(t,
                    now->y < rapport->limit998_low
                        ? "%s Dat zijn er minder dan door toeval te verklaren is; dat vraagt niets van u."
                        : "%s Dat valt binnen de grenzen van het toeval.",
                    compared);
}

static const char *ask_words(struct canvas *t, const struct rapport *rapport)
{
    const struct kwartaalcijfer *now = rapport_now(rapport);
    if (now->y)
        return sentence(t, "Wat vragen wij u? Kijk de %s in de bijlage na en antwoord uiterlijk op %s.",
                   lines_name(rapport, 2), nl_date(t, rapport->about->antwoord_voor));
    if (now->s)
        return "U hoeft niets te doen. Wilt u de signalen bekijken? Zij staan in de bijlage.";
    return now->info ? "U hoeft niets te doen. Wat er verder staat, is ter informatie." : "U hoeft niets te doen.";
}

static double verdict(struct canvas *t, const struct rapport *rapport, double y)
{
    const double x = PAGE_LEFT + 14, w = PAGE_W_TEXT - 26;
    char name[64];
    const char *plain = verdict_name[rapport->verdict];
    size_t n = strlen(plain);
    memcpy(name, plain, n + 1);
    name[0] -= 'a' - 'A';
    const char *text = sentence(t, "%s %s", seen_words(t, rapport), judgement_words(t, rapport));
    const char *ask = ask_words(t, rapport);
    const uint32_t beslist = rapport_now(rapport)->beslist;
    const char *claim = rapport_now(rapport)->y || rapport_now(rapport)->s
                            ? "Dit is geen terugvordering: over de regels in de bijlage is niets besloten. "
                              "Wat u kunt doen, staat op pagina 2."
                            : "Hoe er gerekend is, staat op pagina 2.";
    if (beslist) /* only their number */
        claim = sentence(t, "%s Over %s van u is al besloten; hierover krijgt u apart bericht.", claim,
                         beslist == 1 ? sentence(t, "één andere %s", lines_name(rapport, 1))
                                      : sentence(t, "%s andere %s", nl_count(t, beslist), lines_name(rapport, 2)));
    double h = 9 + text_height(t, STYLE_VERDICT, w, 0, name) + 3 + text_height(t, STYLE_TEXT, w, 0, text) + 4
               + text_height(t, STYLE_TEXT_BOLD, w, 0, ask) + 2 + text_height(t, STYLE_TEXT, w, 0, claim) + 10;
    draw_area(t, PAGE_LEFT, y, PAGE_W_TEXT, h, 0.94);
    draw_in_tint(t, ACCENT);
    cairo_rectangle(canvas_cairo(t), PAGE_LEFT, y, 4, h);
    cairo_fill(canvas_cairo(t));
    double at = y + 9;
    at += draw_as(t, "H2", STYLE_VERDICT, (struct spot){.x = x, .y = at, .w = w}, name) + 3;
    at += draw_as(t, "P", STYLE_TEXT, (struct spot){.x = x, .y = at, .w = w}, text) + 4;
    at += draw_as(t, "P", STYLE_TEXT_BOLD, (struct spot){.x = x, .y = at, .w = w}, ask) + 2;
    draw_as(t, "P", STYLE_TEXT, (struct spot){.x = x, .y = at, .w = w}, claim);
    return y + h;
}

/* The three figures, all of one size, and the signals below. */
static double figures(struct canvas *t, const struct rapport *rapport, double y)
{
    const struct kwartaalcijfer *now = rapport_now(rapport);
    const double gap = 14, w = (PAGE_W_TEXT - 2 * gap) / 3;
    const struct {
        const char *figure, *label;
    } part[] = {
        {nl_count(t, now->n),
         is_keten(rapport) ? sentence(t, "%s van u gecontroleerd", lines_name(rapport, now->n))
         : now->n == 1      ? "patiënt met een keten-dbc gecontroleerd"
                           : "patiënten met een keten-dbc gecontroleerd"},
        {nl_count(t, now->y), sentence(t, "%s om na te kijken", lines_name(rapport, now->y))},
        {nl_euro(t, now->y_cent), "bedrag waar het om gaat"},
    };
    double scale = 1, h = 0;
    for (int i = 0; i < 3; i++)
        scale = fmin(scale, text_fitting(t, STYLE_FIGURE, w, part[i].figure));
    for (int i = 0; i < 3; i++) {
        double x = PAGE_LEFT + i * (w + gap);
        draw_line(t, x, y, x + w, y, 1.2, ACCENT);
        tag_begin(t, "P");
        double under = y + 4
                       + draw_scaled(t, STYLE_FIGURE, scale, (struct spot){.x = x, .y = y + 4, .w = w}, part[i].figure);
        tag_end(t, "P");
        under += draw_as(t, "P", STYLE_SMALL, (struct spot){.x = x, .y = under, .w = w}, part[i].label);
        h = fmax(h, under - y);
    }
    y += h + 5;
    if (!is_keten(rapport) && now->n == 0 && now->y) /* the overlap begins in this quarter, the line did not */
        y += draw_as(t, "P", STYLE_SMALL, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT, .tint = GREY},
                       sentence(t,
                           "Hoe kan dat, zonder patiënten? %s begon in een eerder kwartaal en loopt door. Als gezien "
                           "telt een patiënt alleen in het kwartaal waarin een regel begint.",
                           now->y == 1 ? "De regel" : "Elk van deze regels"))
             + 2;
    if (now->info)
        y += draw_as(t, "P", STYLE_SMALL, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT, .tint = GREY},
                     sentence(t, "Ter informatie: naast %s van u staat een regel van een ander, "
                                 "die bij die ander hoort te vervallen. U hoeft daar niets mee te doen; %s niet mee.",
                              now->info == 1 ? sentence(t, "één %s", lines_name(rapport, 1))
                                             : sentence(t, "%s %s", nl_count(t, now->info), lines_name(rapport, 2)),
                              now->info == 1 ? "hij telt" : "zij tellen"))
             + 2;
    if (now->s == 0)
        return y;
    const char *signals = sentence(
        t,
        "Daarnaast %s %s (%s): uit de declaraties is niet te zien of het om dezelfde zorg gaat, "
        "of van wie de declaratie goed is. Signalen tellen niet mee.",
        nl_count(t, now->s), now->s == 1 ? "signaal" : "signalen", nl_euro(t, now->s_cent));
    return y
           + draw_as(t, "P", STYLE_SMALL, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT, .tint = GREY},
                       signals);
}

/* What was checked and what was not, a row for each outcome. */
enum { DEKKING_ROWS = 6 };
struct dekking_text {
    const char *label[DEKKING_ROWS], *text[DEKKING_ROWS];
    size_t n;
    double h;
};
static const double dekking_label_w = 116;

static void coverage_row(struct canvas *t, struct dekking_text *rows, const char *label, const char *const *item,
                         size_t n)
{
    enum { REGELS = 2 };
    double w = PAGE_W_TEXT - dekking_label_w;
    const char *text = list_that_fits(t, STYLE_SMALL, w, REGELS, item, n);
    rows->label[rows->n] = label;
    rows->text[rows->n++] = text;
    rows->h += text_height(t, STYLE_SMALL, w, REGELS, text) + 3;
}

static struct dekking_text coverage_text(struct canvas *t, const struct rapport *rapport)
{
    const struct spiegel_about *about = rapport->about;
    struct dekking_text rows = {0};
    size_t most = about->dekkingen > about->without_codes_n ? about->dekkingen : about->without_codes_n;
    const char **item = xcalloc(most + 1, sizeof *item);
    bool *done = xcalloc(about->dekkingen + 1, sizeof *done);
    const struct kwartaalcijfer *now = rapport_now(rapport);
    if (now->n_ongedekt) {
        const char *share =
            sentence(t, "%s van uw %s %s %s een verzekeraar of programma dat wij niet controleren; zij tellen niet mee",
                     nl_count(t, now->n_ongedekt), nl_count(t, (uint64_t)now->n + now->n_ongedekt),
                     is_keten(rapport) ? "keten-dbc’s" : "patiënten met een keten-dbc",
                     now->n_ongedekt == 1 ? "is van" : "zijn van");
        coverage_row(t, &rows, "uw eigen deel", &share, 1);
    }
    for (size_t i = 0; i < about->dekkingen && rows.n < DEKKING_ROWS - 1; i++) {
        size_t n = 0;
        for (size_t j = i; j < about->dekkingen; j++) {
            const struct dekking_row *d = &about->dekking[j];
            if (done[j] || !text_equal(d->oordeel, about->dekking[i].oordeel))
                continue;
            done[j] = true;
            item[n++] = sentence(t, "verzekeraar %s (%s)", harmless(t, d->uzovi),
                            d->tabel.n ? harmless(t, d->tabel) : "geen tabel");
        }
        if (n)
            coverage_row(t, &rows, harmless(t, about->dekking[i].oordeel), item, n);
    }
    for (size_t i = 0; i < about->without_codes_n; i++)
        item[i] = sentence(t, "%s%s", i ? "" : "zorg zonder bekende codes: ", harmless(t, about->without_codes[i]));
    if (about->without_codes_n)
        coverage_row(t, &rows, "niet te controleren", item, about->without_codes_n);
    free(item);
    free(done);
    return rows;
}

static void coverage(struct canvas *t, const struct dekking_text *rows, double y)
{
    draw_as(t, "H2", STYLE_HEADING, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT, .tint = ACCENT},
              "Wat is gecontroleerd, en wat niet");
    y += 16;
    double w = PAGE_W_TEXT - dekking_label_w;
    tag_begin(t, "L");
    for (size_t i = 0; i < rows->n; i++) {
        tag_begin(t, "LI");
        draw_as(t, "Lbl", STYLE_SMALL_BOLD,
                  (struct spot){.x = PAGE_LEFT, .y = y, .w = dekking_label_w - 6, .max_lines = 1, .may_cut = true},
                  rows->label[i]);
        y += draw_as(
                 t, "LBody", STYLE_SMALL,
                 (struct spot){.x = PAGE_LEFT + dekking_label_w, .y = y, .w = w, .max_lines = 2, .may_cut = true},
                 rows->text[i])
             + 3;
        tag_end(t, "LI");
    }
    tag_end(t, "L");
}

static double heading(struct canvas *t, double y, const char *text)
{
    return y + 3
           + draw_as(t, "H2", STYLE_HEADING, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT, .tint = ACCENT},
                       text);
}

static double paragraph(struct canvas *t, enum style style, double y, const char *text)
{
    return y + draw_as(t, "P", style, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT}, text);
}

/* The provider beside its peers, from y to `until` at the most: a funnel, or why there is none. Returns its end. */
static double beside_peers(struct canvas *t, const struct rapport *rapport, double y, double until)
{
    const struct groep_cijfers *groep = rapport->groep;
    const struct group_words soort = nl_group(groep);
    if (!groep_showable(groep)) {
        y = heading(t, y, sentence(t, "U naast vergelijkbare %s", soort.more));
        y = paragraph(t, STYLE_TEXT, y,
                      sentence(t,
                          "Er zijn minder dan %d vergelijkbare %s met ten minste %d %s. "
                          "Daarom staan hier geen cijfers van anderen en "
                          "geven wij geen oordeel over uw aantal.",
                          SPIEGEL_PEERS, soort.more, SPIEGEL_SMALL,
                          is_keten(rapport) ? "keten-dbc’s" : "patiënten met een keten-dbc"));
    } else if (groep->dots) {
        bool own = rapport_has_dot(rapport);
        y = heading(t, y,
                    own ? sentence(t, "U naast %s vergelijkbare %s", nl_count(t, groep->judgeable - 1),
                              groep->judgeable == 2 ? soort.one : soort.more)
                        : sentence(t, "Vergelijkbare %s", soort.more));
        y = paragraph(t, STYLE_SMALL, y,
                      sentence(t,
                               "Elke stip is een %s%s. De hoogte is het aantal %s om na te kijken, "
                               "gedeeld door het verwachte aantal: 1\u00A0× is "
                               "precies zoals verwacht. ‘Hoger dan verwacht’ is een stip boven de lijn ‘grens 99,8%%’, "
                               "als toeval dat haast nooit geeft. Bij weinig %s speelt "
                               "toeval een grotere rol; daarom lopen de grenzen links uit elkaar.",
                               soort.one,
                               own ? "; de zwarte ruit bent u"
                               : rapport->verdict == PARTLY_CHECKED
                                   ? ". U staat er niet bij: te veel van uw zorg is niet gecontroleerd"
                               : rapport->verdict == TOO_SMALL ? ". U staat er niet bij: uw aantal is te klein"
                                                               : ". U staat er niet bij: er werd niets verwacht",
                               lines_name(rapport, 2), is_keten(rapport) ? "keten-dbc’s" : "patiënten"));
        double h = fmin(until - y, 250);
        tag_begin(t, "Figure");
        draw_funnel(t, rapport, PAGE_LEFT, y + 4, PAGE_W_TEXT, h);
        tag_end(t, "Figure");
        y += 4 + h;
    }
    return y;
}

static void page_one(struct canvas *t, const struct rapport *rapport, int pages)
{
    const bool funnel = groep_showable(rapport->groep) && rapport->groep->dots;
    double y = figures(t, rapport, verdict(t, rapport, header(t, rapport)) + 13) + 11;
    struct dekking_text rows = coverage_text(t, rapport);
    double bottom = PAGE_FOOTER - 8 - rows.h - 16, trend_h = funnel ? 106 : 170;
    const double trend_words = trend_has_partly(rapport) ? 61 : 44;

    y = beside_peers(t, rapport, y, bottom - trend_h - trend_words - 14);
    y = heading(t, y + 10, "Uw laatste acht kwartalen");
    y = paragraph(t, STYLE_SMALL, y,
                  sentence(t, "Balk: %s om na te kijken; de donkere is dit kwartaal.%s%s", lines_name(rapport, 2),
                      trend_has_expectation(rapport)
                          ? " Streep: het verwachte aantal; zij ontbreekt als er te weinig gegevens voor zijn."
                          : "",
                      trend_has_partly(rapport)
                          ? " Gestippeld kader: meer dan een tiende van dat kwartaal is niet gecontroleerd, "
                            "dus de balk is te laag."
                          : ""));
    y += trend_has_partly(rapport) ? 9 : 4; /* its frames are higher than the bars */
    tag_begin(t, "Figure");
    draw_trend(t, rapport, PAGE_LEFT, y, PAGE_W_TEXT, trend_h);
    tag_end(t, "Figure");
    y += trend_h;
    coverage(t, &rows, fmin(y + 16, bottom));
    footer(t, rapport, 1, pages);
}

/* The columns of the pairs. */
static const double paar_x[] = {0, 118, 372, 420}, paar_w[] = {110, 246, 44, 73};

static double pair_row(struct canvas *t, const struct rapport *rapport, size_t number, double y)
{
    enum { LINES = 40, SOURCE_LINES = 16 }; /* more than any contract has; with these a row fits on a page */
    const struct codepaar *pair = &rapport->codepaar[number];
    const char *programma = harmless(t, pair->programma), *keten = harmless(t, pair->keten_code), *code, *beside;
    if (is_keten(rapport)) {
        /* Of the other line only its category is told. */
        code = sentence(t, "%s, keten %s", keten, programma);
        beside = soort_words[pair->soort] ? soort_words[pair->soort]
                                           : sentence(t, "naast: %s", categorie_words[pair->categorie].on_page);
    } else {
        code = harmless(t, pair->code);
        beside = sentence(t, "naast keten-dbc %s (%s)", programma, keten);
    }
    draw_line(t, PAGE_LEFT, y, PAGE_RIGHT, y, 0.5, GREY);
    y += 4;
    tag_begin(t, "TR");
    tag_begin(t, "TD");
    double x = PAGE_LEFT + paar_x[0], left = y;
    left += draw_as(t, "P", STYLE_TEXT_BOLD,
                      (struct spot){.x = x, .y = left, .w = paar_w[0], .max_lines = 2, .may_cut = true}, code);
    left += draw_as(t, "P", STYLE_SMALL,
                      (struct spot){.x = x, .y = left, .w = paar_w[0], .max_lines = 4, .may_cut = true}, beside);
    tag_end(t, "TD");
    tag_begin(t, "TD");
    x = PAGE_LEFT + paar_x[1];
    double middle = y;
    middle += draw_as(t, "P", STYLE_TEXT,
                      (struct spot){.x = x, .y = middle, .w = paar_w[1], .max_lines = LINES, .may_cut = true},
                      harmless(t, pair->omschrijving));
    const char *bron = harmless(t, pair->bron), *regel = harmless(t, pair->regel);
    middle +=
        draw_as(t, "P", STYLE_AXIS,
                (struct spot){
                    .x = x, .y = middle + 2, .w = paar_w[1], .max_lines = SOURCE_LINES, .tint = GREY, .may_cut = true},
                *bron ? sentence(t, "%s: %s", regel, bron) : regel)
        + 2;
    tag_end(t, "TD");
    draw_as(t, "TD", STYLE_TEXT_BOLD,
              (struct spot){.x = PAGE_LEFT + paar_x[2], .y = y, .w = paar_w[2], .alignment = RIGHT},
              nl_count(t, pair->n));
    draw_as(t, "TD", STYLE_TEXT, (struct spot){.x = PAGE_LEFT + paar_x[3], .y = y, .w = paar_w[3], .alignment = RIGHT},
              nl_euro(t, pair->cent));
    tag_end(t, "TR");
    return fmax(left, middle) + 5;
}

static double pairs_columns(struct canvas *t, const struct rapport *rapport, double y)
{
    static const char *const head[] = {NULL, "De regel, en waar die staat", "Aantal", "Bedrag"};
    for (int c = 0; c < 4; c++)
        draw_as(
            t, "P", STYLE_AXIS,
            (struct spot){
                .x = PAGE_LEFT + paar_x[c], .y = y, .w = paar_w[c], .alignment = c < 2 ? LEFT : RIGHT, .tint = GREY},
            head[c]             ? head[c]
            : is_keten(rapport) ? "Uw keten-dbc"
                                : "Uw code");
    return y + 12;
}

/* The heading of the pairs, with that of their columns. */
static double pairs_head(struct canvas *t, const struct rapport *rapport, size_t number, double y)
{
    (void)number;
    y = heading(t, y, sentence(t, "Uw %s om na te kijken, en waarom", lines_name(rapport, 2)));
    if (rapport->codeparen == 0)
        return paragraph(t, STYLE_TEXT, y, sentence(t, "Er zijn geen %s om na te kijken.", lines_name(rapport, 2)));
    y = paragraph(t, STYLE_SMALL, y,
                  rapport->codeparen < CODEPAREN_MAX
                      ? "Per combinatie van codes, de grootste eerst."
                      : "De vijf combinaties van codes met de meeste regels. Alle regels staan in de bijlage.")
        + 3;
    return pairs_columns(t, rapport, y);
}

/* On a page that goes on with them. */
static double pairs_again(struct canvas *t, const struct rapport *rapport, double y)
{
    y = heading(t, y, sentence(t, "Uw %s om na te kijken, vervolg", lines_name(rapport, 2)));
    return pairs_columns(t, rapport, y);
}

static double pairs_end(struct canvas *t, const struct rapport *rapport, size_t number, double y)
{
    uint64_t sum = 0;
    (void)number;
    draw_line(t, PAGE_LEFT, y, PAGE_RIGHT, y, 0.5, GREY);
    y += 2;
    for (size_t i = 0; i < rapport->codeparen; i++)
        sum += rapport->codepaar[i].n;
    if (sum > rapport_now(rapport)->y)
        y = paragraph(t, STYLE_AXIS, y,
                      is_keten(rapport) ? "Een keten-dbc die in meer dan één combinatie voorkomt, "
                                          "staat hier bij elk daarvan."
                                        : "Een regel die naast meer dan één keten-dbc staat, "
                                          "staat hier bij elk van die combinaties.");
    return y;
}

/* The lines beside which another's is to be recovered. */
static double others(struct canvas *t, const struct rapport *rapport, size_t number, double y)
{
    (void)number;
    const char **item = xcalloc(rapport->counts + 1, sizeof *item);
    for (size_t i = 0; i < rapport->counts; i++) {
        const struct categorie_count *c = &rapport->count[i];
        const char *woord = categorie_words[c->categorie].on_page;
        item[i] = c->signalen ? sentence(t, "%s %s (en %s %s)", woord, nl_count(t, c->n), nl_count(t, c->signalen),
                                    c->signalen == 1 ? "signaal" : "signalen")
                              : sentence(t, "%s %s", woord, nl_count(t, c->n));
    }
    y = heading(t, y + 9, "Ter informatie: hier hoeft u niets mee te doen");
    const char *list = list_that_fits(t, STYLE_TEXT, PAGE_W_TEXT - 90, 3, item, rapport->counts);
    free(item);
    return paragraph(t, STYLE_TEXT, y,
                     sentence(t, "Naast deze %s van u staat een regel van een ander, die bij die ander hoort te "
                                 "vervallen. Aantal naar de zorg van die ander: %s.",
                              lines_name(rapport, 2), list));
}

/* Of a line above its tariff only a part is too much. */
static bool has_tariff(const struct rapport *rapport)
{
    for (size_t i = 0; i < rapport->rows; i++)
        if (rapport->row[i].soort == SOORT_TARIEF)
            return true;
    return false;
}

static double steps(struct canvas *t, const struct rapport *rapport, size_t number, double y)
{
    (void)number;
    const char *date = nl_date(t, rapport->about->antwoord_voor);
    const double x = PAGE_LEFT, w = 296, side_x = PAGE_LEFT + 318, side_w = PAGE_W_TEXT - 318;
    const char *declarant[] = {
        "Kijk de regels na in de bijlage. Elke regel staat er met uw eigen referentienummer.",
        ("Hoort een regel bij de keten? Crediteer die dan op de gewone manier, via uw declaratiesysteem. Vul bij "
        "‘antwoord’ in: "
        "credit."),
        ("Is de regel toch goed naast de keten-dbc? Vul in: terecht, met een korte toelichting. Weet u het niet? Vul "
        "in: onbekend."),
    };
    const char *keten[] = {
        "Kijk de keten-dbc’s na in de bijlage. Elke keten-dbc staat er met uw eigen referentienummer.",
        sentence(t,
                 "Hoort de keten-dbc er %sniet te zijn, bijvoorbeeld omdat de patiënt niet in zorg was? Crediteer die "
                 "dan op de gewone manier, via uw declaratiesysteem.%s Vul bij ‘antwoord’ in: credit.",
                 has_tariff(rapport) ? "zo " : "",
                 has_tariff(rapport) ? " Is alleen het bedrag te hoog? Declareer haar daarna opnieuw, met het "
                                       "afgesproken tarief."
                                     : ""),
        "Is de keten-dbc goed? Vul in: terecht, met een korte toelichting. Weet u het niet? Vul in: onbekend.",
    };
    y = heading(t, y + 14, "Wat kunt u doen?");
    double top = y + 2;
    const char *const *step = is_keten(rapport) ? keten : declarant;
    tag_begin(t, "L");
    for (int i = 0; i < 4; i++) {
        const char *text = i < 3 ? step[i]
                                 : sentence(t, "Stuur de bijlage uiterlijk op %s terug aan %s.", date,
                                            return_place(t, rapport));
        tag_begin(t, "LI");
        draw_as(t, "Lbl", STYLE_TEXT_BOLD, (struct spot){.x = x, .y = y, .w = 14}, sentence(t, "%d", i + 1));
        y += draw_as(t, "LBody", STYLE_TEXT, (struct spot){.x = x + 14, .y = y, .w = w - 14}, text) + 4;
        tag_end(t, "LI");
    }
    tag_end(t, "L");
    if (rapport->answered)
        y += draw_as(t, "P", STYLE_SMALL, (struct spot){.x = x + 14, .y = y, .w = w - 14, .tint = GREY},
                       sentence(t, "Van de %s rijen beantwoordde u er al %s: credit %s, terecht %s, onbekend %s.",
                           nl_count(t, rapport->rows), nl_count(t, rapport->answered),
                           nl_count(t, rapport->credit), nl_count(t, rapport->terecht),
                           nl_count(t, rapport->onbekend)))
             + 2;
    static const char *const none = "Uw declaraties veranderen dan niet. De vragen blijven open staan, en de "
                                    "zorgverzekeraar kan er later op terugkomen.";
    const char *const who = contact_words(t, rapport);
    struct spot side = {.x = side_x + 12, .y = top + 6, .w = side_w - 22};
    double h = 6 + text_height(t, STYLE_TEXT_BOLD, side.w, 0, "x") + text_height(t, STYLE_TEXT, side.w, 0, none) + 10
               + text_height(t, STYLE_TEXT_BOLD, side.w, 0, "x") + text_height(t, STYLE_TEXT, side.w, 0, who) + 8;
    draw_area(t, side_x, top, side_w, h, 0.94);
    side.y += draw_as(t, "H3", STYLE_TEXT_BOLD, side, "Als u niets doet") + 2;
    side.y += draw_as(t, "P", STYLE_TEXT, side, none) + 6;
    side.y += draw_as(t, "H3", STYLE_TEXT_BOLD, side, "Vragen?") + 2;
    draw_as(t, "P", STYLE_TEXT, side, who);
    return fmax(y, top + h);
}

static double nothing_to_do(struct canvas *t, const struct rapport *rapport, size_t number, double y)
{
    (void)number;
    y = heading(t, y + 10, "Wat kunt u doen?");
    return paragraph(t, STYLE_TEXT, y,
                     sentence(t,
                         "U hoeft niets te doen.%s Vragen? %s",
                         rapport_now(rapport)->s ? " De signalen staan in de bijlage; antwoorden mag, maar hoeft niet."
                                                : "",
                         contact_words(t, rapport)));
}

/* N, y and E per programme. */
static double programmes(struct canvas *t, const struct rapport *rapport, size_t number, double y)
{
    (void)number;
    y += 2;
    enum { ROWS_SHOWN = 5, TABLE_COLUMNS = 6 };
    static const double x[TABLE_COLUMNS] = {0, 90, 160, 230, 330, 420}, w[TABLE_COLUMNS] = {86, 62, 62, 92, 82, 73};
    bool compared = verdict_compares(rapport->verdict);
    bool peers = compared && programmas_showable(rapport);
    int columns = peers ? TABLE_COLUMNS : 3;
    const char *head[TABLE_COLUMNS] = {"Programma", "Uw N", "Uw y", "Groep: y ÷ N", "Gemiddelde", "Uw E"};
    if (rapport->programmas == 0)
        return y;
    tag_begin(t, "Table");
    size_t shown = rapport->programmas > ROWS_SHOWN ? ROWS_SHOWN - 1 : rapport->programmas;
    for (size_t i = 0; i <= shown; i++) {
        const char *text[TABLE_COLUMNS];
        memcpy(text, head, sizeof text);
        if (i) {
            const struct programmacijfer *p = &rapport->programma[i - 1];
            double mean = p->peers_n ? (double)p->peers_y / (double)p->peers_n : 0;
            text[0] = harmless(t, p->programma);
            text[1] = nl_count(t, p->n);
            text[2] = nl_count(t, p->y);
            text[3] = sentence(t, "%s ÷ %s", nl_count(t, p->peers_y), nl_count(t, p->peers_n));
            text[4] = nl_small(t, mean, 3);
            text[5] = nl_small(t, p->n * mean, 2);
        }
        tag_begin(t, "TR");
        for (int c = 0; c < columns; c++)
            draw_as(t, i ? "TD" : "TH", i ? STYLE_SMALL : STYLE_AXIS,
                      (struct spot){.x = PAGE_LEFT + x[c],
                                    .y = y,
                                    .w = w[c],
                                    .max_lines = 1,
                                    .alignment = c ? RIGHT : LEFT,
                                    .tint = i ? INK : GREY,
                                    .may_cut = c == 0},
                      text[c]);
        tag_end(t, "TR");
        y += 11;
    }
    tag_end(t, "Table");
    if (shown < rapport->programmas)
        y = paragraph(t, STYLE_SMALL, y, sentence(t, "en nog %zu programma’s", rapport->programmas - shown));
    if (compared && !peers)
        y = paragraph(t, STYLE_AXIS, y,
                      sentence(t,
                          "Cijfers van de groep per programma staan hier niet: in een van uw programma’s zijn minder "
                          "dan %d aanbieders.",
                          SPIEGEL_PEERS));
    return y + 3;
}

/* A term and what it means. */
static double definition(struct canvas *t, double y, const char *term, const char *text)
{
    const double label_w = 74;
    tag_begin(t, "LI");
    draw_as(t, "Lbl", STYLE_SMALL_BOLD, (struct spot){.x = PAGE_LEFT, .y = y, .w = label_w - 6}, term);
    y += draw_as(t, "LBody", STYLE_SMALL, (struct spot){.x = PAGE_LEFT + label_w, .y = y, .w = PAGE_W_TEXT - label_w},
                   text)
         + 3;
    tag_end(t, "LI");
    return y;
}

/* How the provider was compared with its group, or why not. */
static double comparison_terms(struct canvas *t, const struct rapport *rapport, double y)
{
    const struct kwartaalcijfer *now = rapport_now(rapport);
    const struct groep_cijfers *groep = rapport->groep;
    if (!groep_showable(groep))
        return definition(t, y, "Vergelijking",
                          sentence(t, "Niet gemaakt: er zijn minder dan %d vergelijkbare %s met N van %d of meer.",
                              SPIEGEL_PEERS, nl_group(groep).more, SPIEGEL_SMALL));
    if (now->n < SPIEGEL_SMALL)
        return definition(t, y, "Vergelijking", sentence(t, "Niet gemaakt: uw N is kleiner dan %d.", SPIEGEL_SMALL));
    if (rapport->verdict == PARTLY_CHECKED)
        return definition(t, y, "Vergelijking",
                          sentence(t, "Niet gemaakt: %s niet gecontroleerd, dat is meer dan een kwart van N.",
                                   nl_count(t, now->n_ongedekt)));
    y = definition(t, y, "Groep",
                   sentence(t, "AGB-codes die met %02u beginnen%s: %s, waarvan %s met N van %d "
                               "of meer, uzelf meegeteld.",
                       groep->zorgsoort, is_keten(rapport) ? " en keten-dbc’s declareren" : "",
                       nl_count(t, groep->aanbieders), nl_count(t, groep->judgeable), SPIEGEL_SMALL));
    if (!(now->expected > 0))
        return definition(t, y, "Verwacht (E)", "Bij u 0: in uw programma’s overlapt bij niemand een regel.");
    const char *e = nl_small(t, now->expected, now->expected < 0.1 ? 4 : 2); /* its root is taken by hand */
    y = definition(t, y, "Verwacht (E)",
                   sentence(t, "Per programma uw N × het gemiddelde van de groep, en dat opgeteld. "
                               "Bij u: %s (afgerond).",
                       e));
    y = definition(t, y, "Afstand (z)",
                   sentence(t, "(y − E) ÷ √E. Bij u: (%s − %s) ÷ √%s = %s.", nl_count(t, now->y), e, e,
                       nl_number(t, rapport->z, 2)));
    y = definition(t, y, "Spreiding (φ)",
                   sentence(t,
                       "Het gemiddelde van z² in de groep, met de hoogste en de laagste 10%% van z "
                       "afgekapt; ten minste 1. Nu: %s.",
                       nl_number(t, groep->phi, 2)));
    y = definition(t, y, "Grenzen",
                   sentence(t,
                       "95%%: E ± 1,96 × √(φ × E). Bij u: %s tot %s. 99,8%%: E ± 3,09 × √(φ × E). Bij u: %s tot %s. "
                       "Naar: Spiegelhalter, Statistics in Medicine 2005.",
                       nl_expected(t, rapport->limit95_low), nl_expected(t, rapport->limit95_high),
                       nl_expected(t, rapport->limit998_low), nl_expected(t, rapport->limit998_high)));
    y = definition(t, y, "Toeval",
                   sentence(t,
                            "De kans op y of meer, als er E worden verwacht (Poisson). Bij u: %s. "
                            "‘Hoger dan verwacht’ heet y boven de grens van 99,8%% met een kans onder 0,001.",
                            rapport->toeval < 0.0001 ? "kleiner dan 0,0001"
                                                     : nl_number(t, rapport->toeval, rapport->toeval < 0.1 ? 4 : 2)));
    return y;
}

static double comparison(struct canvas *t, const struct rapport *rapport, size_t number, double y)
{
    (void)number;
    tag_begin(t, "L");
    y = comparison_terms(t, rapport, y);
    tag_end(t, "L");
    return y;
}

static double definitions(struct canvas *t, const struct rapport *rapport, size_t number, double y)
{
    const struct kwartaalcijfer *now = rapport_now(rapport);
    const struct spiegel_about *about = rapport->about;
    bool keten = is_keten(rapport);
    (void)number;
    y = heading(t, y + 14, "Hoe is gerekend?");
    tag_begin(t, "L");
    y = definition(t, y, "Periode",
                   sentence(t, "Overlap die begint van %s tot en met %s.", nl_date(t, about->first),
                       nl_date(t, about->last)));
    y = definition(
        t, y, keten ? "Keten-dbc’s (N)" : "Patiënten (N)",
        keten
            ? sentence(t, "Uw keten-dbc’s in dit kwartaal die niet gecrediteerd zijn en die wij kunnen controleren. "
                          "Bij u: %s; niet gecontroleerd: %s.",
                       nl_count(t, now->n), nl_count(t, now->n_ongedekt))
            : sentence(t,
                  "Patiënten met een keten-dbc die wij kunnen controleren, voor wie u in dit kwartaal iets "
                  "declareerde dat er volgens de tabellen mee kan samenvallen. Wie in twee programma’s zit, "
                  "telt in de tabel bij beide. Bij u: %s; niet gecontroleerd: %s.",
                  nl_count(t, now->n), nl_count(t, now->n_ongedekt)));
    y = definition(
        t, y, "Na te kijken (y)",
        sentence(t,
            "%s die volgens een regel van de zorgverzekeraar bij u hoort te vervallen, "
            "met zekerheid ‘vast’ of ‘waarschijnlijk’, en waarover niets besloten is. "
            "Elke regel telt één keer, in de tabel één keer per programma. Bij u: %s.",
            keten ? "Een keten-dbc" : "Een declaratieregel", nl_count(t, now->y)));
    y = definition(t, y, "Signaal",
                   sentence(t,
                       "Uit de declaraties is niet te zien of het dezelfde zorg is, "
                       "of van wie van beiden de declaratie goed is. Telt niet mee in y en niet "
                       "in het oordeel. Bij u: %s.",
                       nl_count(t, now->s)));
    tag_end(t, "L");
    return y;
}

/* What made these figures: four lines hold the titles of some twenty tables. */
enum { PROVENANCE_LINES = 4 };
static const char *provenance_text(struct canvas *t, const struct rapport *rapport)
{
    const struct spiegel_about *about = rapport->about;
    return sentence(t, "Gemaakt met dubbelloop %s, run %s van %s, tabellen %s: %s.", harmless(t, about->versie),
                           harmless(t, about->run), nl_date_of(t, about->extract), harmless(t, about->tabelversie),
                           harmless(t, about->tabellen));
}

/* Above the footer of the last page. */
static void provenance(struct canvas *t, const struct rapport *rapport)
{
    const char *text = provenance_text(t, rapport);
    double h = text_height(t, STYLE_AXIS, PAGE_W_TEXT, PROVENANCE_LINES, text);
    draw_as(t, "P", STYLE_AXIS,
              (struct spot){.x = PAGE_LEFT,
                            .y = PAGE_FOOTER - 4 - h,
                            .w = PAGE_W_TEXT,
                            .max_lines = PROVENANCE_LINES,
                            .tint = GREY,
                            .may_cut = true},
              text);
}

/* Something that is not cut by the end of a page. `number`: of the pair. Returns where it ends. */
typedef double part(struct canvas *t, const struct rapport *rapport, size_t number, double y);
enum { PARTS_MAX = CODEPAREN_MAX + 8 };
struct placed {
    part *part;
    size_t number;
    double h;
    int page;
};

static size_t list_parts(const struct rapport *rapport, struct placed placed[PARTS_MAX])
{
    size_t n = 0;
    placed[n++].part = pairs_head;
    for (size_t i = 0; i < rapport->codeparen; i++)
        placed[n++] = (struct placed){.part = pair_row, .number = i};
    if (rapport->codeparen)
        placed[n++].part = pairs_end;
    placed[n++].part = rapport_now(rapport)->y ? steps : nothing_to_do;
    if (rapport->counts)
        placed[n++].part = others;
    placed[n++].part = definitions;
    placed[n++].part = programmes;
    placed[n++].part = comparison;
    return n;
}

/* Says on which page each part stands; returns the last page. */
static int place_parts(struct canvas *t, const struct rapport *rapport, struct placed *placed, size_t n)
{
    double y = PAGE_TOP,
           bottom = PAGE_FOOTER - 6
                    - text_height(t, STYLE_AXIS, PAGE_W_TEXT, PROVENANCE_LINES, provenance_text(t, rapport));
    int page = 2;
    measuring_begin(t);
    for (size_t i = 0; i < n; i++) {
        placed[i].h = placed[i].part(t, rapport, placed[i].number, 0);
        const bool leads = placed[i].part == pairs_head && rapport->codeparen; /* a heading never stands alone */
        double with = leads ? placed[i].h + 90 : placed[i].h;
        if (y + with > bottom && y > PAGE_TOP) {
            page++;
            y = placed[i].part == pair_row ? pairs_again(t, rapport, PAGE_TOP) : PAGE_TOP;
        }
        placed[i].page = page;
        y += placed[i].h;
    }
    measuring_end(t);
    return page;
}

void pages_draw(struct canvas *t, const struct rapport *rapport)
{
    struct placed placed[PARTS_MAX] = {0};
    const size_t n = list_parts(rapport, placed);
    const int pages = place_parts(t, rapport, placed, n);
    canvas_next_page(t);
    page_one(t, rapport, pages);
    double y = PAGE_TOP;
    for (size_t i = 0, page = 1; i < n; i++) {
        if ((size_t)placed[i].page != page) {
            if (page > 1)
                footer(t, rapport, (int)page, pages);
            cairo_show_page(canvas_cairo(t));
            canvas_next_page(t);
            y = page > 1 && placed[i].part == pair_row ? pairs_again(t, rapport, PAGE_TOP) : PAGE_TOP;
            page = (size_t)placed[i].page;
        }
        y = placed[i].part(t, rapport, placed[i].number, y);
    }
    provenance(t, rapport);
    footer(t, rapport, pages, pages);
    cairo_show_page(canvas_cairo(t));
}
