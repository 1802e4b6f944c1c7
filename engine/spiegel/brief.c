/* brief.c - see brief.h. The address stands where the window of a Dutch envelope is; what is missing is said in its
 * place. */
#include "spiegel/brief.h"

#include <math.h>

#include "spiegel/page_content.h"
#include "spiegel/page_words.h"

#define LETTER_LEFT 65.0 /* 23 mm */
#define LETTER_W (PAGE_W - 2 * LETTER_LEFT)
#define ADDRESS_Y 136.0 /* 48 mm */
#define FACTS_Y 226.0

static bool is_reminder(const struct brief *brief)
{
    return brief->herinnering != NO_REMINDER;
}

const char *brief_title(const struct brief *brief)
{
    return is_reminder(brief) ? "Herinnering spiegelinformatie ketenzorg" : "Spiegelinformatie ketenzorg";
}

/* Rows of the annexes on which an answer is asked, and has not come. */
static uint32_t asked_rows(const struct brief *brief)
{
    uint32_t n = 0;
    for (size_t i = 0; i < brief->n; i++)
        n += rapport_unanswered(brief->rapport[i]);
    return n;
}

static bool has_signals(const struct brief *brief)
{
    bool any = false;
    for (size_t i = 0; i < brief->n; i++)
        any |= rapport_now(brief->rapport[i])->s > 0;
    return any;
}

/* A letter while it is set. */
struct letter {
    struct canvas *t;
    const struct brief *brief;
    enum style plain, bold;
};

static double letter_lines(struct canvas *t, enum style style, double y, int max_lines, const char *text)
{
    return y
           + draw_as(
               t, "P", style,
               (struct spot){.x = LETTER_LEFT, .y = y, .w = LETTER_W, .max_lines = max_lines, .may_cut = max_lines > 0},
               text);
}

/* A line of an address. */
static double letter_line(struct canvas *t, enum style style, double y, const char *text)
{
    return *text ? letter_lines(t, style, y, 1, text) + 2 : y;
}

static double letter_paragraph(const struct letter *l, double y, const char *text)
{
    return letter_lines(l->t, l->plain, y, 0, text) + 7;
}

static double letter_heading(const struct letter *l, double y, const char *text)
{
    return y + 3 + draw_as(l->t, "H2", l->bold, (struct spot){.x = LETTER_LEFT, .y = y + 2, .w = LETTER_W}, text) + 2;
}

static void letter_head(struct canvas *t, const struct afzender *a)
{
    double y = letter_line(t, STYLE_HEADING, PAGE_TOP,
                           a->naam.n ? harmless(t, a->naam) : "(naam van de afzender ontbreekt)");
    const struct text rest[] = {a->afdeling, a->adres};
    for (size_t i = 0; i < 2; i++)
        if (rest[i].n)
            y = letter_line(t, STYLE_TEXT, y, harmless(t, rest[i]));
}

static void letter_address(struct canvas *t, const struct brief *brief)
{
    const struct adres *a = brief->adres;
    double y = ADDRESS_Y;
    if (!a) {
        letter_lines(t, STYLE_LETTER, y, 0,
                     sentence(t, "(het adres van AGB-code %08u ontbreekt)", (unsigned)brief->rapport[0]->agb));
        return;
    }
    const char *const line[] = {
        harmless(t, a->naam), a->tav.n ? sentence(t, "T.a.v. %s", harmless(t, a->tav)) : "", harmless(t, a->adres),
        sentence(t, "%s%s%s", harmless(t, a->postcode), a->postcode.n ? "  " : "", harmless(t, a->plaats))};
    for (size_t i = 0; i < sizeof line / sizeof *line; i++)
        y = letter_line(t, STYLE_LETTER, y, line[i]);
}

static double letter_facts(struct canvas *t, const struct brief *brief)
{
    const struct rapport *r = brief->rapport[0];
    const struct afzender *a = &r->about->afzender;
    const struct {
        const char *label, *value;
        double w;
    } fact[] = {
        {"Datum", nl_date(t, brief->datum), 116},
        {"Ons kenmerk", a->kenmerk.n ? harmless(t, a->kenmerk) : "–", 140},
        {"Uw AGB-code", sentence(t, "%08u", (unsigned)r->agb), 84},
        {"Antwoord uiterlijk", asked_rows(brief) ? nl_date(t, r->about->antwoord_voor) : "niet nodig", 125},
    };
    double x = LETTER_LEFT;
    for (size_t i = 0; i < sizeof fact / sizeof *fact; i++) {
        draw_as(t, "P", STYLE_AXIS, (struct spot){.x = x, .y = FACTS_Y, .w = fact[i].w - 8, .tint = GREY},
                fact[i].label);
        draw_as(t, "P", STYLE_TEXT,
                (struct spot){.x = x, .y = FACTS_Y + 10, .w = fact[i].w - 8, .max_lines = 2, .may_cut = true},
                fact[i].value);
        x += fact[i].w;
    }
    return FACTS_Y + 44;
}

static double letter_opening(const struct letter *l, double y)
{
    struct canvas *t = l->t;
    const struct brief *brief = l->brief;
    const struct spiegel_about *about = brief->rapport[0]->about;
    const char *kwartaal = nl_kwartaal(t, about->kwartaal);
    y +=
        draw_as(t, "H1", l->bold, (struct spot){.x = LETTER_LEFT, .y = y, .w = LETTER_W},
                sentence(t, "Betreft: %s, %s",
                         is_reminder(brief) ? "herinnering spiegelinformatie ketenzorg" : "spiegelinformatie ketenzorg",
                         kwartaal))
        + 12;
    y = letter_paragraph(l, y, "Geachte heer of mevrouw,");
    if (is_reminder(brief)) {
        const uint32_t rows = asked_rows(brief);
        return letter_paragraph(l, y,
                                sentence(t,
                                         "Eerder stuurden wij u spiegelinformatie over uw declaraties in de ketenzorg "
                                         "in het %s. Wij vroegen u om een antwoord uiterlijk op %s. "
                                         "Op %s van de rijen in de bijlage hebben wij nog geen antwoord. Hebben uw "
                                         "antwoord en deze brief elkaar gekruist? Dan kunt u deze "
                                         "brief terzijde leggen.",
                                         kwartaal, nl_date(t, brief->herinnering),
                                         rows == 1 ? "één" : nl_count(t, rows)));
    }
    return letter_paragraph(l, y,
                            sentence(t,
                                     "Achter deze brief vindt u spiegelinformatie over uw declaraties in de ketenzorg "
                                     "in het %s, naar de gegevens van %s.",
                                     kwartaal, nl_date_of(t, about->extract)));
}

static double letter_seen(const struct letter *l, double y)
{
    struct canvas *t = l->t;
    const struct brief *brief = l->brief;
    y = letter_heading(l, y, "Wat zagen wij?");
    for (size_t i = 0; i < brief->n; i++) {
        const struct rapport *r = brief->rapport[i];
        const struct kwartaalcijfer *now = rapport_now(r);
        const char *amount = now->y ? sentence(t, " Het gaat om %s.", nl_euro(t, now->y_cent)) : "";
        const char *signals = now->s == 0   ? ""
                              : now->s == 1 ? " Daarnaast staat in de bijlage één signaal: de declaraties alleen "
                                              "zeggen niet of die regel klopt."
                                            : sentence(t,
                                                       " Daarnaast staan in de bijlage %s signalen: de declaraties "
                                                       "alleen zeggen niet of die regels kloppen.",
                                                       nl_count(t, now->s));
        y = letter_paragraph(l, y, sentence(t, "%s%s%s", seen_words(t, r), amount, signals));
    }
    return y;
}

static double letter_meaning(const struct letter *l, double y)
{
    struct canvas *t = l->t;
    const struct brief *brief = l->brief;
    uint32_t beslist = 0;
    for (size_t i = 0; i < brief->n; i++)
        beslist += rapport_now(brief->rapport[i])->beslist;
    y = letter_heading(l, y, "Wat is dit, en wat niet?");
    return letter_paragraph(
        l, y,
        sentence(t,
                 "Met dit rapport kunt u uw declaraties zelf nakijken, voordat iemand anders dat doet. U ziet welke "
                 "regels het zijn, op grond van welke "
                 "afspraak, en als dat kan hoe uw aantal zich verhoudt tot dat van anderen. Het is geen terugvordering "
                 "en geen oordeel over uw zorg: over "
                 "de regels in de bijlage is niets besloten, en er kan een goede reden voor zijn.%s",
                 beslist ? " Over andere regels van u is al besloten; hierover krijgt u apart bericht." : ""));
}

static double letter_step(const struct letter *l, double y, int number, const char *text)
{
    struct canvas *t = l->t;
    tag_begin(t, "LI");
    draw_as(t, "Lbl", l->plain, (struct spot){.x = LETTER_LEFT, .y = y, .w = 14}, sentence(t, "%d", number));
    y += draw_as(t, "LBody", l->plain, (struct spot){.x = LETTER_LEFT + 16, .y = y, .w = LETTER_W - 16}, text) + 3;
    tag_end(t, "LI");
    return y;
}

static const char *annexes(struct canvas *t, const struct brief *brief)
{
    return brief->n == 1 ? brief->bijlage[0] : sentence(t, "%s en %s", brief->bijlage[0], brief->bijlage[1]);
}

static double letter_request(const struct letter *l, double y)
{
    struct canvas *t = l->t;
    const struct brief *brief = l->brief;
    const struct rapport *r = brief->rapport[0];
    const bool more = brief->n > 1;
    y = letter_heading(l, y, "Wat vragen wij u?");
    if (!asked_rows(brief))
        return letter_paragraph(l, y,
                                sentence(t,
                                         "U hoeft niets te doen. Wat er te zien is, staat in het rapport en in %s %s.",
                                         more ? "de bijlagen" : "de bijlage", annexes(t, brief)));
    tag_begin(t, "L");
    y = letter_step(l, y, 1,
                    sentence(t, "Kijk de regels na in %s %s. Elke regel staat er met uw eigen referentienummer.",
                             more ? "de Excelbestanden" : "het Excelbestand", annexes(t, brief)));
    y = letter_step(l, y, 2,
                    sentence(t,
                             "Vul bij elke regel een antwoord in%s: credit, als de regel bij de keten hoort of er zo "
                             "niet had moeten zijn; terecht, als de regel goed is, met een korte toelichting; of "
                             "onbekend.",
                             has_signals(brief) ? " (bij een signaal hoeft dat niet)" : ""));
    y = letter_step(l, y, 3,
                    "Antwoordt u credit? Crediteer de regel dan zelf, op de gewone manier, via uw declaratiesysteem.");
    y = letter_step(l, y, 4,
                    sentence(t, "Stuur %s uiterlijk op %s terug aan %s.", more ? "de bestanden" : "het bestand",
                             nl_date(t, r->about->antwoord_voor), return_place(t, r)));
    tag_end(t, "L");
    return letter_paragraph(l, y + 4,
                            "Als u niets doet, veranderen uw declaraties niet. De vragen blijven dan open staan, en de "
                            "zorgverzekeraar kan er later op "
                            "terugkomen.");
}

static double letter_end(const struct letter *l, double y)
{
    struct canvas *t = l->t;
    const struct brief *brief = l->brief;
    const struct afzender *a = &brief->rapport[0]->about->afzender;
    y = letter_paragraph(l, y, sentence(t, "Vragen? %s", contact_words(t, brief->rapport[0]))) + 4;
    y = letter_paragraph(l, y, "Met vriendelijke groet,") + 12;
    y = letter_line(t, l->plain, y, harmless(t, a->naam));
    y = letter_line(t, l->plain, y, harmless(t, a->afdeling));
    return letter_lines(t, STYLE_SMALL, y + 12, 3,
                        sentence(t, "Achter deze brief: %s. Apart: %s.",
                                 brief->n > 1 ? "twee rapporten" : "het rapport", annexes(t, brief)));
}

/* What is below the address; returns where it ends. */
static double letter_body(const struct letter *l)
{
    double y = letter_opening(l, letter_facts(l->t, l->brief));
    y = letter_seen(l, y);
    y = letter_meaning(l, y);
    y = letter_request(l, y);
    return letter_end(l, y);
}

void brief_draw(struct canvas *t, const struct brief *brief)
{
    /* A sender of many words: smaller, so that it stays one page. */
    static const enum style size[][2] = {
        {STYLE_LETTER, STYLE_LETTER_BOLD}, {STYLE_TEXT, STYLE_TEXT_BOLD}, {STYLE_SMALL, STYLE_SMALL_BOLD}};
    struct letter letter = {.t = t, .brief = brief};
    double end = INFINITY;
    for (size_t i = 0; i < sizeof size / sizeof *size && end > PAGE_FOOTER; i++) {
        letter.plain = size[i][0];
        letter.bold = size[i][1];
        measuring_begin(t);
        end = letter_body(&letter);
        measuring_end(t);
    }
    canvas_next_page(t);
    letter_head(t, &brief->rapport[0]->about->afzender);
    letter_address(t, brief);
    letter_body(&letter);
    cairo_show_page(canvas_cairo(t));
    for (size_t i = 0; i < brief->n; i++)
        pages_draw(t, brief->rapport[i]);
}
