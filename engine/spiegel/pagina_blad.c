/* pagina_blad.c - see pagina_blad.h.
 *
 * The words are chosen for a practitioner who did not ask for this: what was seen, what it is compared with, what to do and
 * what happens otherwise. Nothing in them accuses. Texts flow from the top; on page 1 the coverage stands at the bottom and the
 * graphs get what is left. Texts of contracts have a number of lines, so that the rest keeps its place. */
#include "spiegel/pagina_blad.h"

#include <math.h>
#include <string.h>

#include "spiegel/pagina_grafiek.h"
#include "spiegel/pagina_taal.h"

static bool is_keten(const struct rapport *rapport)
{
    return rapport->rol == ROL_KETENCONTRACTANT;
}

const char *blad_titel(const struct rapport *rapport)
{
    return is_keten(rapport) ? "Uw keten-dbc’s naast andere declaraties" : "Uw declaraties naast de keten-dbc";
}

/* How lines that overlap are called. */
static const char *regels_naam(const struct rapport *rapport, uint32_t n)
{
    if (is_keten(rapport))
        return n == 1 ? "keten-dbc" : "keten-dbc’s";
    return n == 1 ? "regel" : "regels";
}

static const char *agb_text(struct tekenaar *t, const struct rapport *rapport)
{
    return zin(t, "%08u", (unsigned)rapport->agb);
}

static void footer(struct tekenaar *t, const struct rapport *rapport, int number)
{
    teken_lijn(t, BLAD_LINKS, BLAD_VOET, BLAD_RECHTS, BLAD_VOET, 0.5, GRIJS);
    struct plek plek = {.x = BLAD_LINKS, .y = BLAD_VOET + 4, .w = BLAD_W_TEKST, .tint = GRIJS};
    teken_als(t, "P", ST_AS, plek,
              zin(t, "Spiegelinformatie ketenzorg · AGB %s · %s", agb_text(t, rapport),
                  nl_kwartaal(t, rapport->over->kwartaal)));
    plek.lijning = RECHTS;
    teken_als(t, "P", ST_AS, plek, zin(t, "pagina %d van 2", number));
}

/* A small label with its value below. */
static void fact(struct tekenaar *t, double x, double y, double w, const char *label, const char *value)
{
    teken_als(t, "P", ST_AS, (struct plek){.x = x, .y = y, .w = w, .tint = GRIJS}, label);
    teken_als(t, "P", ST_TEKST_VET, (struct plek){.x = x, .y = y + 10, .w = w, .regels = 2, .mag_inkorten = true},
              value);
}

static double header(struct tekenaar *t, const struct rapport *rapport)
{
    const struct spiegel_verantwoording *over = rapport->over;
    double y = BLAD_BOVEN;
    teken_als(t, "P", ST_KLEIN_VET, (struct plek){.x = BLAD_LINKS, .y = y, .w = 300, .tint = ACCENT},
              "SPIEGELINFORMATIE KETENZORG");
    y += 12;
    teken_als(t, "H1", ST_TITEL, (struct plek){.x = BLAD_LINKS, .y = y, .w = BLAD_W_TEKST}, blad_titel(rapport));
    y += 30;
    static const double x[] = {0, 92, 238, 388};
    fact(t, BLAD_LINKS + x[0], y, x[1] - x[0] - 8, "AGB-code", agb_text(t, rapport));
    fact(t, BLAD_LINKS + x[1], y, x[2] - x[1] - 8, "Zorgsoort",
         zin(t, "%s (%02u)", schoon(t, text_of(rapport->groep->naam)), rapport->groep->zorgsoort));
    fact(t, BLAD_LINKS + x[2], y, x[3] - x[2] - 8, "Kwartaal", nl_kwartaal(t, over->kwartaal));
    fact(t, BLAD_LINKS + x[3], y, BLAD_W_TEKST - x[3], "Gegevens van", nl_datum_van(t, over->extract));
    return y + 38;
}

/* "hoger dan bij 86 van 100 vergelijkbare praktijken" */
static const char *rank_words(struct tekenaar *t, const struct rapport *rapport)
{
    struct soort_woord soort = nl_soort(rapport->groep);
    const char *meer = rapport->van == 1 ? soort.een : soort.meer;
    if (rapport->hoger_dan == 0)
        return zin(t, "niet hoger dan bij de %s vergelijkbare %s", nl_aantal(t, rapport->van), meer);
    if (rapport->hoger_dan == rapport->van)
        return zin(t, "hoger dan bij alle %s vergelijkbare %s", nl_aantal(t, rapport->van), meer);
    return zin(t, "hoger dan bij %s van %s vergelijkbare %s", nl_aantal(t, rapport->hoger_dan),
               nl_aantal(t, rapport->van), meer);
}

/* How a sentence begins that counts. */
static const char *een_of_meer(struct tekenaar *t, uint32_t n)
{
    return n == 1 ? "Eén" : nl_aantal(t, n);
}

/* What the lines of y do. */
static const char *overlapt(const struct rapport *rapport, uint32_t n)
{
    if (rapport->op_zichzelf)
        return n == 1 ? "een regel raakt" : "een regel raken";
    return n == 1 ? "overlapt" : "overlappen";
}

static const char *seen_words(struct tekenaar *t, const struct rapport *rapport)
{
    uint32_t y = rapport_nu(rapport)->y;
    if (rapport->op_zichzelf)
        return zin(t, "%s van uw keten-dbc’s %s een regel van de zorgverzekeraar; %s op zichzelf, niet naast een andere declaratie.",
                   een_of_meer(t, y), y == 1 ? "raakt" : "raken",
                   y == 1 ? "die" : zin(t, "%s daarvan", nl_aantal(t, rapport->op_zichzelf)));
    if (is_keten(rapport))
        return y == 0
                   ? "Wij zagen geen keten-dbc’s van u die overlappen met een andere declaratie voor dezelfde patiënt."
                   : zin(t, "%s van uw keten-dbc’s %s met een andere declaratie voor dezelfde patiënt.",
                         een_of_meer(t, y), y == 1 ? "overlapt" : "overlappen");
    return y == 0 ? "Wij zagen geen regels van u die overlappen met de keten-dbc van dezelfde patiënt."
                  : zin(t, "%s van uw declaratieregels %s met de keten-dbc van dezelfde patiënt.", een_of_meer(t, y),
                        y == 1 ? "overlapt" : "overlappen");
}

static const char *judgement_words(struct tekenaar *t, const struct rapport *rapport)
{
    const struct kwartaalcijfer *nu = rapport_nu(rapport);
    const char *wat = is_keten(rapport) ? "keten-dbc’s" : "patiënten met een keten-dbc";
    if (!groep_toonbaar(rapport->groep))
        return zin(t, "Er zijn te weinig vergelijkbare %s om uw aantal mee te vergelijken.",
                   nl_soort(rapport->groep).meer);
    if (nu->n < SPIEGEL_KLEIN)
        return zin(t, "Bij minder dan %d %s zegt een vergelijking niets: één regel maakt dan al een groot verschil.",
                   SPIEGEL_KLEIN, wat);
    if (!(nu->verwacht > 0))
        return zin(t, "Bij vergelijkbare %s met uw programma’s overlapt niets. Daarom is er geen verwachting.",
                   nl_soort(rapport->groep).meer);
    const char *compared =
        zin(t, "Wij verwachtten er %s, gezien uw %s per programma. Afgezet tegen die verwachting is uw aantal %s.",
            nl_verwacht(t, nu->verwacht), is_keten(rapport) ? "aantal keten-dbc’s" : "aantal patiënten",
            rank_words(t, rapport));
    uint32_t genoeg = rapport_al_genoeg(rapport);
    if (genoeg) /* the verdict is the contract's; that it says little must stand beside it */
        return zin(t,
                   "%s Let op: er werd hooguit één %s verwacht, en dan %s al genoeg voor deze uitkomst. Op zichzelf "
                   "zegt zij dus weinig, en toeval is niet uit te sluiten.",
                   compared, regels_naam(rapport, 1),
                   genoeg == 1 ? zin(t, "is één %s", regels_naam(rapport, 1))
                               : zin(t, "zijn %s %s", nl_aantal(t, genoeg), regels_naam(rapport, 2)));
    if (rapport->verdict == HOGER_DAN_VERWACHT)
        return zin(t, "%s Het verschil is groter dan toeval meestal verklaart. Daar kan een goede reden voor zijn.",
                   compared);
    return zin(t, "%s Dat valt binnen de grenzen van het toeval.", compared);
}

static const char *ask_words(struct tekenaar *t, const struct rapport *rapport)
{
    const struct kwartaalcijfer *nu = rapport_nu(rapport);
    if (nu->y)
        return zin(t, "Wat vragen wij u? Kijk de %s in de bijlage na en antwoord uiterlijk op %s.",
                   regels_naam(rapport, 2), nl_datum(t, rapport->over->antwoord_voor));
    return nu->s ? "U hoeft niets te doen. Wilt u de signalen bekijken? Zij staan in de bijlage."
                 : "U hoeft niets te doen.";
}

static double verdict(struct tekenaar *t, const struct rapport *rapport, double y)
{
    const double x = BLAD_LINKS + 14, w = BLAD_W_TEKST - 26;
    char name[64];
    const char *plain = verdict_name[rapport->verdict];
    size_t n = strlen(plain);
    memcpy(name, plain, n + 1);
    name[0] -= 'a' - 'A';
    const char *text = zin(t, "%s %s", seen_words(t, rapport), judgement_words(t, rapport));
    const char *ask = ask_words(t, rapport);
    const char *claim = rapport_nu(rapport)->y
                            ? "Dit is geen terugvordering: u kunt uw declaraties zelf nakijken. Hoe, staat op pagina 2."
                            : "Dit is geen terugvordering. Hoe er gerekend is, staat op pagina 2.";
    double h = 9 + tekst_hoogte(t, ST_OORDEEL, w, 0, name) + 3 + tekst_hoogte(t, ST_TEKST, w, 0, text) + 4
               + tekst_hoogte(t, ST_TEKST_VET, w, 0, ask) + 2 + tekst_hoogte(t, ST_TEKST, w, 0, claim) + 10;
    teken_vlak(t, BLAD_LINKS, y, BLAD_W_TEKST, h, 0.94);
    teken_kleur(t, ACCENT);
    cairo_rectangle(teken_cairo(t), BLAD_LINKS, y, 4, h);
    cairo_fill(teken_cairo(t));
    double at = y + 9;
    at += teken_als(t, "H2", ST_OORDEEL, (struct plek){.x = x, .y = at, .w = w}, name) + 3;
    at += teken_als(t, "P", ST_TEKST, (struct plek){.x = x, .y = at, .w = w}, text) + 4;
    at += teken_als(t, "P", ST_TEKST_VET, (struct plek){.x = x, .y = at, .w = w}, ask) + 2;
    teken_als(t, "P", ST_TEKST, (struct plek){.x = x, .y = at, .w = w}, claim);
    return y + h;
}

/* The three figures, all of one size, and the signals below. */
static double figures(struct tekenaar *t, const struct rapport *rapport, double y)
{
    const struct kwartaalcijfer *nu = rapport_nu(rapport);
    const double gap = 14, w = (BLAD_W_TEKST - 2 * gap) / 3;
    const struct {
        const char *figure, *label;
    } part[] = {
        {nl_aantal(t, nu->n),
         is_keten(rapport) ? zin(t, "%s die u declareerde", regels_naam(rapport, nu->n))
         : nu->n == 1      ? "patiënt met een keten-dbc die u zag"
                           : "patiënten met een keten-dbc die u zag"},
        {nl_aantal(t, nu->y), zin(t, "%s %s", is_keten(rapport) ? "daarvan" : "van uw regels", overlapt(rapport, nu->y))},
        {nl_euro(t, nu->y_cent), zin(t, "bedrag van de %s die %s", regels_naam(rapport, nu->y), overlapt(rapport, nu->y))},
    };
    double scale = 1, h = 0;
    for (int i = 0; i < 3; i++)
        scale = fmin(scale, tekst_passend(t, ST_GETAL, w, part[i].figure));
    for (int i = 0; i < 3; i++) {
        double x = BLAD_LINKS + i * (w + gap);
        teken_lijn(t, x, y, x + w, y, 1.2, ACCENT);
        teken_begin(t, "P");
        double under = y + 4
                       + teken_geschaald(t, ST_GETAL, scale, (struct plek){.x = x, .y = y + 4, .w = w}, part[i].figure);
        teken_einde(t, "P");
        under += teken_als(t, "P", ST_KLEIN, (struct plek){.x = x, .y = under, .w = w}, part[i].label);
        h = fmax(h, under - y);
    }
    y += h + 5;
    if (!is_keten(rapport) && nu->n == 0 && nu->y) /* the overlap begins in this quarter, the line did not */
        y += teken_als(t, "P", ST_KLEIN, (struct plek){.x = BLAD_LINKS, .y = y, .w = BLAD_W_TEKST, .tint = GRIJS},
                       zin(t,
                           "Hoe kan dat, zonder patiënten? %s begon in een eerder kwartaal en loopt door. Als gezien "
                           "telt een patiënt alleen in het kwartaal waarin een regel begint.",
                           nu->y == 1 ? "De regel" : "Elk van deze regels"))
             + 2;
    if (nu->s == 0)
        return y;
    const char *signals = zin(
        t,
        "Daarnaast %s %s (%s). Uit de declaraties is niet te zien of %s bij de keten %s. Signalen tellen niet mee.",
        nl_aantal(t, nu->s), nu->s == 1 ? "signaal" : "signalen", nl_euro(t, nu->s_cent), nu->s == 1 ? "het" : "zij",
        nu->s == 1 ? "hoort" : "horen");
    return y
           + teken_als(t, "P", ST_KLEIN, (struct plek){.x = BLAD_LINKS, .y = y, .w = BLAD_W_TEKST, .tint = GRIJS},
                       signals);
}

/* What was checked and what was not, a row for each outcome. */
enum { DEKKING_RIJEN = 5 };
struct dekking_tekst {
    const char *label[DEKKING_RIJEN], *text[DEKKING_RIJEN];
    size_t n;
    double h;
};
static const double dekking_label_w = 116;

static void coverage_row(struct tekenaar *t, struct dekking_tekst *rows, const char *label, const char *const *item,
                         size_t n)
{
    enum { REGELS = 2 };
    double w = BLAD_W_TEKST - dekking_label_w;
    const char *text = opsomming(t, ST_KLEIN, w, REGELS, item, n);
    rows->label[rows->n] = label;
    rows->text[rows->n++] = text;
    rows->h += tekst_hoogte(t, ST_KLEIN, w, REGELS, text) + 3;
}

static struct dekking_tekst coverage_text(struct tekenaar *t, const struct rapport *rapport)
{
    const struct spiegel_verantwoording *over = rapport->over;
    struct dekking_tekst rows = {0};
    size_t most = over->dekkingen > over->zonder_codes_n ? over->dekkingen : over->zonder_codes_n;
    const char **item = xcalloc(most + 1, sizeof *item);
    bool *done = xcalloc(over->dekkingen + 1, sizeof *done);
    for (size_t i = 0; i < over->dekkingen && rows.n < DEKKING_RIJEN - 1; i++) {
        size_t n = 0;
        for (size_t j = i; j < over->dekkingen; j++) {
            const struct dekking_regel *d = &over->dekking[j];
            if (done[j] || !text_equal(d->oordeel, over->dekking[i].oordeel))
                continue;
            done[j] = true;
            item[n++] = zin(t, "verzekeraar %s (%s)", schoon(t, d->uzovi),
                            d->tabel.n ? schoon(t, d->tabel) : "geen tabel");
        }
        if (n)
            coverage_row(t, &rows, schoon(t, over->dekking[i].oordeel), item, n);
    }
    for (size_t i = 0; i < over->zonder_codes_n; i++)
        item[i] = zin(t, "%s%s", i ? "" : "zorg zonder bekende codes: ", schoon(t, over->zonder_codes[i]));
    if (over->zonder_codes_n)
        coverage_row(t, &rows, "niet te controleren", item, over->zonder_codes_n);
    free(item);
    free(done);
    return rows;
}

static void coverage(struct tekenaar *t, const struct dekking_tekst *rows, double y)
{
    teken_als(t, "H2", ST_KOP, (struct plek){.x = BLAD_LINKS, .y = y, .w = BLAD_W_TEKST, .tint = ACCENT},
              "Wat is gecontroleerd, en wat niet");
    y += 16;
    double w = BLAD_W_TEKST - dekking_label_w;
    teken_begin(t, "L");
    for (size_t i = 0; i < rows->n; i++) {
        teken_begin(t, "LI");
        teken_als(t, "Lbl", ST_KLEIN_VET,
                  (struct plek){.x = BLAD_LINKS, .y = y, .w = dekking_label_w - 6, .regels = 1, .mag_inkorten = true},
                  rows->label[i]);
        y += teken_als(
                 t, "LBody", ST_KLEIN,
                 (struct plek){.x = BLAD_LINKS + dekking_label_w, .y = y, .w = w, .regels = 2, .mag_inkorten = true},
                 rows->text[i])
             + 3;
        teken_einde(t, "LI");
    }
    teken_einde(t, "L");
}

static double heading(struct tekenaar *t, double y, const char *text)
{
    return y + 3
           + teken_als(t, "H2", ST_KOP, (struct plek){.x = BLAD_LINKS, .y = y, .w = BLAD_W_TEKST, .tint = ACCENT},
                       text);
}

static double paragraph(struct tekenaar *t, enum stijl stijl, double y, const char *text)
{
    return y + teken_als(t, "P", stijl, (struct plek){.x = BLAD_LINKS, .y = y, .w = BLAD_W_TEKST}, text);
}

void blad_een(struct tekenaar *t, const struct rapport *rapport)
{
    const struct groep_cijfers *groep = rapport->groep;
    struct soort_woord soort = nl_soort(groep);
    bool funnel = groep_toonbaar(groep) && groep->punten;
    double y = figures(t, rapport, verdict(t, rapport, header(t, rapport)) + 13) + 11;
    struct dekking_tekst rows = coverage_text(t, rapport);
    double bottom = BLAD_VOET - 8 - rows.h - 16, trend_h = funnel ? 106 : 170;
    const double trend_words = 44;

    if (!groep_toonbaar(groep)) {
        y = heading(t, y, zin(t, "U naast vergelijkbare %s", soort.meer));
        y = paragraph(t, ST_TEKST, y,
                      zin(t,
                          "Er zijn minder dan %d vergelijkbare %s met ten minste %d %s. Daarom staan hier geen cijfers "
                          "van anderen en "
                          "geven wij geen oordeel over uw aantal.",
                          SPIEGEL_PEERS, soort.meer, SPIEGEL_KLEIN,
                          is_keten(rapport) ? "keten-dbc’s" : "patiënten met een keten-dbc"));
    } else if (funnel) {
        bool own = kwartaal_vergelijkbaar(rapport_nu(rapport));
        y = heading(t, y,
                    own ? zin(t, "U naast %s vergelijkbare %s", nl_aantal(t, rapport->van),
                              rapport->van == 1 ? soort.een : soort.meer)
                        : zin(t, "Vergelijkbare %s", soort.meer));
        y = paragraph(t, ST_KLEIN, y,
                      zin(t,
                          "Elke stip is een %s%s. De hoogte is het aantal overlappende %s, gedeeld door het verwachte "
                          "aantal: 1\u00A0× is "
                          "precies zoals verwacht. Een stip boven de lijn ‘grens 99,8%%’ heet ‘hoger dan verwacht’. Bij "
                          "weinig %s speelt "
                          "toeval een grotere rol; daarom lopen de grenzen links uit elkaar.",
                          soort.een, own ? "; de zwarte ruit bent u" : ". U staat er niet bij: uw aantal is te klein",
                          regels_naam(rapport, 2), is_keten(rapport) ? "keten-dbc’s" : "patiënten"));
        double h = fmin(bottom - y - trend_h - trend_words - 14, 250);
        teken_begin(t, "Figure");
        teken_funnel(t, rapport, BLAD_LINKS, y + 4, BLAD_W_TEKST, h);
        teken_einde(t, "Figure");
        y += 4 + h;
    }
    y = heading(t, y + 10, "Uw laatste acht kwartalen");
    y = paragraph(t, ST_KLEIN, y,
                  zin(t, "Balk: overlappende %s; de donkere is dit kwartaal.%s", regels_naam(rapport, 2),
                      trend_heeft_verwachting(rapport)
                          ? " Streep: het verwachte aantal; zij ontbreekt als er te weinig gegevens voor zijn."
                          : ""));
    teken_begin(t, "Figure");
    teken_trend(t, rapport, BLAD_LINKS, y + 4, BLAD_W_TEKST, trend_h);
    teken_einde(t, "Figure");
    y += 4 + trend_h;
    coverage(t, &rows, fmin(y + 16, bottom));
    footer(t, rapport, 1);
}

/* The columns of the pairs. */
static const double paar_x[] = {0, 118, 372, 420}, paar_w[] = {110, 246, 44, 73};

static double pair_row(struct tekenaar *t, const struct rapport *rapport, const struct codepaar *pair, double y)
{
    /* Whether so much has to stand below that a pair gets fewer lines. */
    bool tight = rapport->codeparen + (rapport->tellingen > 0) + (rapport->programmas > 3) > CODEPAREN_MAX;
    const char *programma = schoon(t, pair->programma), *keten = schoon(t, pair->keten_code), *code, *beside;
    if (is_keten(rapport)) {
        /* Of the other line only its category is told. */
        code = zin(t, "%s, keten %s", keten, programma);
        beside = soort_uitleg[pair->soort] ? soort_uitleg[pair->soort]
                                           : zin(t, "naast: %s", categorie_woord[pair->categorie].op_blad);
    } else {
        code = schoon(t, pair->code);
        beside = zin(t, "naast keten-dbc %s (%s)", programma, keten);
    }
    teken_lijn(t, BLAD_LINKS, y, BLAD_RECHTS, y, 0.5, GRIJS);
    y += 4;
    teken_begin(t, "TR");
    teken_begin(t, "TD");
    double x = BLAD_LINKS + paar_x[0], left = y;
    left += teken_als(t, "P", ST_TEKST_VET,
                      (struct plek){.x = x, .y = left, .w = paar_w[0], .regels = 1, .mag_inkorten = true}, code);
    left += teken_als(t, "P", ST_KLEIN,
                      (struct plek){.x = x, .y = left, .w = paar_w[0], .regels = 2, .mag_inkorten = true}, beside);
    teken_einde(t, "TD");
    teken_begin(t, "TD");
    x = BLAD_LINKS + paar_x[1];
    double middle = y;
    middle +=
        teken_als(t, "P", ST_TEKST,
                  (struct plek){.x = x, .y = middle, .w = paar_w[1], .regels = tight ? 2 : 3, .mag_inkorten = true},
                  schoon(t, pair->omschrijving));
    const char *bron = schoon(t, pair->bron), *regel = schoon(t, pair->regel);
    middle +=
        teken_als(
            t, "P", ST_AS,
            (struct plek){
                .x = x, .y = middle + 1, .w = paar_w[1], .regels = tight ? 1 : 2, .tint = GRIJS, .mag_inkorten = true},
            *bron ? zin(t, "%s: %s", regel, bron) : regel)
        + 1;
    teken_einde(t, "TD");
    teken_als(t, "TD", ST_TEKST_VET,
              (struct plek){.x = BLAD_LINKS + paar_x[2], .y = y, .w = paar_w[2], .lijning = RECHTS},
              nl_aantal(t, pair->regels));
    teken_als(t, "TD", ST_TEKST, (struct plek){.x = BLAD_LINKS + paar_x[3], .y = y, .w = paar_w[3], .lijning = RECHTS},
              nl_euro(t, pair->cent));
    teken_einde(t, "TR");
    return fmax(left, middle) + 5;
}

static double pairs(struct tekenaar *t, const struct rapport *rapport, double y)
{
    y = heading(t, y, zin(t, "Waar uw %s %s", regels_naam(rapport, 2), overlapt(rapport, 2)));
    if (rapport->codeparen == 0)
        return paragraph(t, ST_TEKST, y,
                         is_keten(rapport) ? "Er zijn geen keten-dbc’s die overlappen."
                                           : "Er zijn geen regels die overlappen.");
    y = paragraph(t, ST_KLEIN, y,
                  rapport->codeparen < CODEPAREN_MAX
                      ? "Per combinatie van codes, de grootste eerst."
                      : "De vijf combinaties van codes met de meeste regels. Alle regels staan in de bijlage.")
        + 3;
    static const char *const head[] = {NULL, "De regel, en waar die staat", "Aantal", "Bedrag"};
    teken_begin(t, "Table");
    teken_begin(t, "TR");
    for (int c = 0; c < 4; c++)
        teken_als(
            t, "TH", ST_AS,
            (struct plek){
                .x = BLAD_LINKS + paar_x[c], .y = y, .w = paar_w[c], .lijning = c < 2 ? LINKS : RECHTS, .tint = GRIJS},
            head[c]             ? head[c]
            : is_keten(rapport) ? "Uw keten-dbc"
                                : "Uw code");
    teken_einde(t, "TR");
    y += 12;
    uint64_t sum = 0;
    for (size_t i = 0; i < rapport->codeparen; i++) {
        y = pair_row(t, rapport, &rapport->codepaar[i], y);
        sum += rapport->codepaar[i].regels;
    }
    teken_einde(t, "Table");
    teken_lijn(t, BLAD_LINKS, y, BLAD_RECHTS, y, 0.5, GRIJS);
    y += 2;
    if (sum > rapport_nu(rapport)->y)
        y = paragraph(t, ST_AS, y,
                      rapport->op_zichzelf
                          ? "Een keten-dbc die in meer dan één combinatie voorkomt, staat hier bij elk daarvan."
                          : "Een regel die met meer dan één keten-dbc overlapt, staat hier bij elk van die combinaties.");
    return y;
}

/* What a ketencontractant is told of the lines of others. */
static double others(struct tekenaar *t, const struct rapport *rapport, double y)
{
    if (rapport->tellingen == 0)
        return y;
    const char **item = xcalloc(rapport->tellingen, sizeof *item);
    for (size_t i = 0; i < rapport->tellingen; i++) {
        const struct categorie_telling *c = &rapport->telling[i];
        const char *woord = categorie_woord[c->categorie].op_blad;
        item[i] = c->signalen ? zin(t, "%s %s (en %s %s)", woord, nl_aantal(t, c->regels), nl_aantal(t, c->signalen),
                                    c->signalen == 1 ? "signaal" : "signalen")
                              : zin(t, "%s %s", woord, nl_aantal(t, c->regels));
    }
    y = heading(t, y + 9, "Regels van anderen naast uw keten-dbc’s");
    const char *list = opsomming(t, ST_TEKST, BLAD_W_TEKST - 90, 2, item, rapport->tellingen);
    free(item);
    return paragraph(t, ST_TEKST, y, zin(t, "Aantal per soort: %s.", list));
}

static double steps(struct tekenaar *t, const struct rapport *rapport, double y)
{
    const char *date = nl_datum(t, rapport->over->antwoord_voor);
    const double x = BLAD_LINKS, w = 296, side_x = BLAD_LINKS + 318, side_w = BLAD_W_TEKST - 318;
    const char *declarant[] = {
        "Kijk de regels na in de bijlage. Elke regel staat er met uw eigen referentienummer.",
        ("Hoort een regel bij de keten? Crediteer die dan op de gewone manier, via uw declaratiesysteem. Vul bij "
        "‘antwoord’ "
        "in: credit."),
        ("Is de regel toch goed naast de keten-dbc? Vul in: terecht, met een korte toelichting. Weet u het niet? Vul "
        "in: onbekend."),
    };
    const char *keten[] = {
        "Kijk de keten-dbc’s na in de bijlage. Elke keten-dbc staat er met uw eigen referentienummer.",
        ("Hoort de keten-dbc er niet te zijn, bijvoorbeeld omdat de patiënt niet in zorg was? Crediteer die dan op de "
        "gewone manier, via uw declaratiesysteem. Vul bij ‘antwoord’ in: credit."),
        "Is de keten-dbc goed? Vul in: terecht, met een korte toelichting. Weet u het niet? Vul in: onbekend.",
    };
    y = heading(t, y + 14, "Wat kunt u doen?");
    double top = y + 2;
    const char *const *step = is_keten(rapport) ? keten : declarant;
    teken_begin(t, "L");
    for (int i = 0; i < 4; i++) {
        const char *text = i < 3 ? step[i]
                                 : zin(t, "Stuur de bijlage uiterlijk op %s terug aan wie u dit rapport stuurde.", date);
        teken_begin(t, "LI");
        teken_als(t, "Lbl", ST_TEKST_VET, (struct plek){.x = x, .y = y, .w = 14}, zin(t, "%d", i + 1));
        y += teken_als(t, "LBody", ST_TEKST, (struct plek){.x = x + 14, .y = y, .w = w - 14}, text) + 4;
        teken_einde(t, "LI");
    }
    teken_einde(t, "L");
    if (rapport->beantwoord)
        y += teken_als(t, "P", ST_KLEIN, (struct plek){.x = x + 14, .y = y, .w = w - 14, .tint = GRIJS},
                       zin(t, "Van de %s rijen beantwoordde u er al %s: credit %s, terecht %s, onbekend %s.",
                           nl_aantal(t, rapport->rijen), nl_aantal(t, rapport->beantwoord),
                           nl_aantal(t, rapport->credit), nl_aantal(t, rapport->terecht),
                           nl_aantal(t, rapport->onbekend)))
             + 2;
    static const char *const none = "Uw declaraties veranderen dan niet. De vragen blijven open staan, en de "
                                    "zorgverzekeraar kan er later op terugkomen.";
    static const char *const who = "Stel ze aan wie u dit rapport stuurde. Noem uw AGB-code en het kwartaal.";
    struct plek side = {.x = side_x + 12, .y = top + 6, .w = side_w - 22};
    double h = 6 + tekst_hoogte(t, ST_TEKST_VET, side.w, 0, "x") + tekst_hoogte(t, ST_TEKST, side.w, 0, none) + 10
               + tekst_hoogte(t, ST_TEKST_VET, side.w, 0, "x") + tekst_hoogte(t, ST_TEKST, side.w, 0, who) + 8;
    teken_vlak(t, side_x, top, side_w, h, 0.94);
    side.y += teken_als(t, "H3", ST_TEKST_VET, side, "Als u niets doet") + 2;
    side.y += teken_als(t, "P", ST_TEKST, side, none) + 6;
    side.y += teken_als(t, "H3", ST_TEKST_VET, side, "Vragen?") + 2;
    teken_als(t, "P", ST_TEKST, side, who);
    return fmax(y, top + h);
}

static double nothing_to_do(struct tekenaar *t, const struct rapport *rapport, double y)
{
    y = heading(t, y + 10, "Wat kunt u doen?");
    return paragraph(t, ST_TEKST, y,
                     zin(t,
                         "U hoeft niets te doen.%s Vragen? Stel ze aan wie u dit rapport stuurde, en noem uw AGB-code "
                         "en het kwartaal.",
                         rapport_nu(rapport)->s ? " De signalen staan in de bijlage; antwoorden mag, maar hoeft niet."
                                                : ""));
}

/* N, y and E per programme. */
static double programmes(struct tekenaar *t, const struct rapport *rapport, double y)
{
    enum { RIJEN = 5, KOLOMMEN = 6 };
    static const double x[KOLOMMEN] = {0, 90, 160, 230, 330, 420}, w[KOLOMMEN] = {86, 62, 62, 92, 82, 73};
    bool compared = groep_toonbaar(rapport->groep) && rapport_nu(rapport)->n >= SPIEGEL_KLEIN;
    bool peers = compared && programmas_toonbaar(rapport);
    int columns = peers ? KOLOMMEN : 3;
    const char *head[KOLOMMEN] = {"Programma", "Uw N", "Uw y", "Groep: y ÷ N", "Gemiddelde", "Uw E"};
    if (rapport->programmas == 0)
        return y;
    teken_begin(t, "Table");
    size_t shown = rapport->programmas > RIJEN ? RIJEN - 1 : rapport->programmas;
    for (size_t i = 0; i <= shown; i++) {
        const char *text[KOLOMMEN];
        memcpy(text, head, sizeof text);
        if (i) {
            const struct programmacijfer *p = &rapport->programma[i - 1];
            double mean = p->peers_n ? (double)p->peers_y / (double)p->peers_n : 0;
            text[0] = schoon(t, p->programma);
            text[1] = nl_aantal(t, p->n);
            text[2] = nl_aantal(t, p->y);
            text[3] = zin(t, "%s ÷ %s", nl_aantal(t, p->peers_y), nl_aantal(t, p->peers_n));
            text[4] = nl_klein(t, mean, 3);
            text[5] = nl_klein(t, p->n * mean, 2);
        }
        teken_begin(t, "TR");
        for (int c = 0; c < columns; c++)
            teken_als(t, i ? "TD" : "TH", i ? ST_KLEIN : ST_AS,
                      (struct plek){.x = BLAD_LINKS + x[c],
                                    .y = y,
                                    .w = w[c],
                                    .regels = 1,
                                    .lijning = c ? RECHTS : LINKS,
                                    .tint = i ? INKT : GRIJS,
                                    .mag_inkorten = c == 0},
                      text[c]);
        teken_einde(t, "TR");
        y += 11;
    }
    teken_einde(t, "Table");
    if (shown < rapport->programmas)
        y = paragraph(t, ST_KLEIN, y, zin(t, "en nog %zu programma’s", rapport->programmas - shown));
    if (compared && !peers)
        y = paragraph(t, ST_AS, y,
                      zin(t,
                          "Cijfers van de groep per programma staan hier niet: in een van uw programma’s zijn minder dan "
                          "%d aanbieders.",
                          SPIEGEL_PEERS));
    return y + 3;
}

/* A term and what it means. */
static double definition(struct tekenaar *t, double y, const char *term, const char *text)
{
    const double label_w = 74;
    teken_begin(t, "LI");
    teken_als(t, "Lbl", ST_KLEIN_VET, (struct plek){.x = BLAD_LINKS, .y = y, .w = label_w - 6}, term);
    y += teken_als(t, "LBody", ST_KLEIN, (struct plek){.x = BLAD_LINKS + label_w, .y = y, .w = BLAD_W_TEKST - label_w},
                   text)
         + 3;
    teken_einde(t, "LI");
    return y;
}

/* How the provider was compared with its group, or why not. */
static double comparison(struct tekenaar *t, const struct rapport *rapport, double y)
{
    const struct kwartaalcijfer *nu = rapport_nu(rapport);
    const struct groep_cijfers *groep = rapport->groep;
    if (!groep_toonbaar(groep))
        return definition(t, y, "Vergelijking",
                          zin(t, "Niet gemaakt: er zijn minder dan %d vergelijkbare %s met N van %d of meer.",
                              SPIEGEL_PEERS, nl_soort(groep).meer, SPIEGEL_KLEIN));
    if (nu->n < SPIEGEL_KLEIN)
        return definition(t, y, "Vergelijking", zin(t, "Niet gemaakt: uw N is kleiner dan %d.", SPIEGEL_KLEIN));
    y = definition(t, y, "Groep",
                   zin(t, "AGB-codes die met %02u beginnen%s: %s, waarvan %s met N van %d of meer, uzelf meegeteld.",
                       groep->zorgsoort, is_keten(rapport) ? " en keten-dbc’s declareren" : "",
                       nl_aantal(t, groep->aanbieders), nl_aantal(t, groep->beoordeelbaar), SPIEGEL_KLEIN));
    if (!(nu->verwacht > 0))
        return definition(t, y, "Verwacht (E)", "Bij u 0: in uw programma’s overlapt bij niemand een regel.");
    const char *e = nl_klein(t, nu->verwacht, nu->verwacht < 0.1 ? 4 : 2); /* its root is taken by hand */
    y = definition(t, y, "Verwacht (E)",
                   zin(t, "Per programma uw N × het gemiddelde van de groep, en dat opgeteld. Bij u: %s (afgerond).",
                       e));
    y = definition(t, y, "Afstand (z)",
                   zin(t, "(y − E) ÷ √E. Bij u: (%s − %s) ÷ √%s = %s.", nl_aantal(t, nu->y), e, e,
                       nl_getal(t, rapport->z, 2)));
    y = definition(t, y, "Spreiding (φ)",
                   zin(t,
                       "Het gemiddelde van z² in de groep, met de hoogste en de laagste 10%% van z afgekapt; ten "
                       "minste 1. Nu: %s.",
                       nl_getal(t, groep->phi, 2)));
    y = definition(t, y, "Grenzen",
                   zin(t,
                       "95%%: E ± 1,96 × √(φ × E). Bij u: %s tot %s. 99,8%%: E ± 3,09 × √(φ × E). Bij u: %s tot %s. "
                       "Boven die laatste "
                       "grens heet y ‘hoger dan verwacht’. Naar: Spiegelhalter, Statistics in Medicine 2005.",
                       nl_verwacht(t, rapport->grens95_onder), nl_verwacht(t, rapport->grens95_boven),
                       nl_verwacht(t, rapport->grens998_onder), nl_verwacht(t, rapport->grens998_boven)));
    return y;
}

static double definitions(struct tekenaar *t, const struct rapport *rapport, double y)
{
    const struct kwartaalcijfer *nu = rapport_nu(rapport);
    const struct spiegel_verantwoording *over = rapport->over;
    bool keten = is_keten(rapport);
    y = heading(t, y + 14, "Hoe is gerekend?");
    teken_begin(t, "L");
    y = definition(t, y, "Periode",
                   zin(t, "Overlap die begint van %s tot en met %s.", nl_datum(t, over->eerste),
                       nl_datum(t, over->laatste)));
    y = definition(
        t, y, keten ? "Keten-dbc’s (N)" : "Patiënten (N)",
        keten
            ? zin(t, "Uw keten-dbc’s in dit kwartaal die niet gecrediteerd zijn. Bij u: %s.", nl_aantal(t, nu->n))
            : zin(t,
                  "Patiënten met een keten-dbc voor wie u in dit kwartaal iets declareerde dat volgens de tabellen kan "
                  "overlappen. Wie in twee programma’s zit, telt in de tabel bij beide. Bij u: %s %s.",
                  nl_aantal(t, nu->n), nu->n == 1 ? "patiënt" : "patiënten"));
    y = definition(
        t, y, "Overlap (y)",
        zin(t,
            "%s voor dezelfde patiënt, met zekerheid ‘vast’ of ‘waarschijnlijk’. Elke regel telt één keer, in de tabel "
            "één keer per programma. Bij u: %s.",
            rapport->op_zichzelf
                ? "Een keten-dbc die op zichzelf een regel raakt, of naast een regel die volgens de tabellen al in de keten-dbc zit,"
            : keten
                ? "Een keten-dbc naast een regel die volgens de tabellen al in de keten-dbc zit,"
                  : "Een regel die volgens de tabellen al in de keten-dbc zit,",
            nl_aantal(t, nu->y)));
    y = definition(t, y, "Signaal",
                   zin(t,
                       "Misschien overlap; dat is uit de declaraties niet te zien. Telt niet mee in y en niet in het "
                       "oordeel. Bij u: %s.",
                       nl_aantal(t, nu->s)));
    teken_einde(t, "L");
    y = programmes(t, rapport, y + 2);
    teken_begin(t, "L");
    y = comparison(t, rapport, y);
    teken_einde(t, "L");
    return y;
}

/* What made these figures, above the footer. */
static void provenance(struct tekenaar *t, const struct rapport *rapport)
{
    const struct spiegel_verantwoording *over = rapport->over;
    const char *text = zin(t, "Gemaakt met dubbelloop %s, run %s van %s, tabellen %s: %s.", schoon(t, over->versie),
                           schoon(t, over->run), nl_datum_van(t, over->extract), schoon(t, over->tabelversie),
                           schoon(t, over->tabellen));
    double h = tekst_hoogte(t, ST_AS, BLAD_W_TEKST, 2, text);
    teken_als(t, "P", ST_AS,
              (struct plek){.x = BLAD_LINKS,
                            .y = BLAD_VOET - 4 - h,
                            .w = BLAD_W_TEKST,
                            .regels = 2,
                            .tint = GRIJS,
                            .mag_inkorten = true},
              text);
}

void blad_twee(struct tekenaar *t, const struct rapport *rapport)
{
    double y = others(t, rapport, pairs(t, rapport, BLAD_BOVEN));
    y = rapport_nu(rapport)->y ? steps(t, rapport, y) : nothing_to_do(t, rapport, y);
    definitions(t, rapport, y);
    provenance(t, rapport);
    footer(t, rapport, 2);
}
