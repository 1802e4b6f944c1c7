/* zaak.c - see zaak.h. */
#include "zaak/zaak.h"

#include <stdio.h>

#include "zaak/trekking.h"

/* ---- Reading ---- */

static bool take_case(void *ctx, const struct zaak *zaak, struct error *err)
{
    struct zaak_dossier *dossier = ctx;
    (void)err;
    dossier->zaak = *zaak;
    return true;
}

static bool take_event(void *ctx, const struct zaak_gebeurtenis *gebeurtenis, struct error *err)
{
    struct zaak_dossier *d = ctx;
    (void)err;
    ARRAY_ROOM(d->gebeurtenis, d->gebeurtenissen, d->gebeurtenis_cap);
    d->gebeurtenis[d->gebeurtenissen++] = *gebeurtenis;
    return true;
}

static bool take_case_finding(void *ctx, const struct zaak_bevinding *bevinding, struct error *err)
{
    struct zaak_dossier *d = ctx;
    (void)err;
    ARRAY_ROOM(d->bevinding, d->bevindingen, d->bevinding_cap);
    d->bevinding[d->bevindingen++] = *bevinding;
    return true;
}

static void work_out_progress(struct zaak_dossier *d)
{
    bool materieel = false; /* by the events: what came in may have been purged */
    for (size_t i = 0; i < d->gebeurtenissen; i++)
        materieel |= d->gebeurtenis[i].veld[VELD_MATERIEEL].n > 0;
    zaak_voortgang_begin(&d->voortgang, d->zaak.begin, materieel);
    for (size_t i = 0; i < d->gebeurtenissen; i++)
        zaak_voortgang_add(&d->voortgang, &d->gebeurtenis[i]);
}

bool zaak_lees(struct store *store, int64_t nummer, struct zaak_dossier *d, struct error *err)
{
    *d = (struct zaak_dossier){.gebeurtenissen = 0};
    if (nummer > 0 && !zaken_each(store, nummer, &d->arena, take_case, d, err))
        return false;
    if (d->zaak.nummer == 0)
        return error_set(err, STATUS_USAGE, "there is no such case; 'dubbelloop zaak list' shows those that there are");
    bool ok = zaken_each_event(store, nummer, &d->arena, take_event, d, err)
              && zaken_each_finding(store, nummer, &d->arena, take_case_finding, d, err);
    if (ok)
        work_out_progress(d);
    return ok;
}

void zaak_release(struct zaak_dossier *d)
{
    free(d->gebeurtenis);
    free(d->bevinding);
    arena_release(&d->arena);
    *d = (struct zaak_dossier){.gebeurtenissen = 0};
}

/* ---- A finding ---- */

/* Takes the next line off, without its end. */
static struct text next_line(struct text *rest)
{
    const char *end = memchr(rest->at, '\n', rest->n);
    const size_t n = end ? (size_t)(end - rest->at) : rest->n;
    const struct text line = {rest->at, n};
    rest->at += end ? n + 1 : n;
    rest->n -= end ? n + 1 : n;
    return line;
}

struct text zaak_herzien(const struct zaak_bevinding *b, struct arena *arena)
{
    struct text was = b->rij, nu = b->rij_nu;
    struct buf out = {0};
    while (was.n && nu.n) {
        const struct text before = next_line(&was), now = next_line(&nu);
        const char *value = memmem(now.at, now.n, ": ", 2);
        if (!text_equal(before, now) && value)
            buf_printf(&out, "%s%.*s -> %.*s", out.n ? "; " : "", (int)before.n, before.at,
                       (int)(now.at + now.n - value - 2), value + 2);
    }
    const struct text text = {arena_copy(arena, out.n ? out.at : "", out.n), out.n};
    buf_release(&out);
    return text;
}

bool zaak_vervallen(const struct zaak_bevinding *b)
{
    static const char lapsed[] = "vervallen: ja\n";
    return b->rij_nu.n >= sizeof lapsed - 1 && memcmp(b->rij_nu.at, lapsed, sizeof lapsed - 1) == 0;
}

int64_t zaak_gewist(const struct zaak_dossier *d)
{
    int64_t came = 0;
    for (size_t i = 0; i < d->gebeurtenissen; i++) {
        const struct zaak_gebeurtenis *g = &d->gebeurtenis[i];
        came += g->soort == GEBEURTENIS_OPENING || g->soort == GEBEURTENIS_BEVINDINGEN ? g->aantal : 0;
    }
    return came - (int64_t)d->bevindingen;
}

const struct zaak_gebeurtenis *zaak_stap_van(const struct zaak_dossier *d, enum zaak_stap stap)
{
    for (size_t i = d->gebeurtenissen; i > 0; i--)
        if (d->gebeurtenis[i - 1].soort == GEBEURTENIS_STAP && zaak_stap_of(d->gebeurtenis[i - 1].stap) == stap)
            return &d->gebeurtenis[i - 1];
    return NULL;
}

bool zaak_heeft_steekproef(const struct zaak_dossier *d)
{
    for (size_t i = 0; i < d->gebeurtenissen; i++)
        if (d->gebeurtenis[i].soort == GEBEURTENIS_STEEKPROEF)
            return true;
    return false;
}

bool zaak_heeft_toestemming(const struct zaak_dossier *d, uint32_t bevinding, day op)
{
    char room[NUMBER_TEXT];
    const struct text nummer = number_text(bevinding, room);
    for (size_t i = 0; i < d->gebeurtenissen; i++)
        if (text_equal(d->gebeurtenis[i].veld[VELD_TOESTEMMING], nummer) && d->gebeurtenis[i].datum <= op)
            return true;
    return false;
}

const char *zaak_gebeurtenis_woord(const struct zaak_gebeurtenis *g)
{
    if (g->soort != GEBEURTENIS_NOTITIE)
        return gebeurtenis_soort_name[g->soort];
    return g->veld[VELD_TOESTEMMING].n ? "toestemming"
           : g->veld[VELD_ENQUETE].n   ? "enquête"
           : g->veld[VELD_TERMIJN].n   ? "uitstel"
                                       : "notitie";
}

enum zaak_lot zaak_lot(const struct zaak_bevinding *b)
{
    if (zaak_vervallen(b))
        return LOT_VERVALLEN;
    if (b->uitkomst == UITKOMST_TERECHT || text_equal(b->oordeel, text_of(oordeel_name[OORDEEL_AFGEWEZEN])))
        return LOT_TERECHT;
    return text_equal(b->oordeel, text_of(oordeel_name[OORDEEL_TERUGVORDERING])) && !b->oordeel_herzien
               ? LOT_TERUGVORDERING
               : LOT_OPEN;
}

bool zaak_voorgenomen(const struct zaak_dossier *d, const struct zaak_bevinding *b)
{
    const enum zaak_lot lot = zaak_lot(b);
    if (lot != LOT_OPEN || !b->materieel)
        return lot == LOT_OPEN || lot == LOT_TERUGVORDERING;
    return b->uitkomst == UITKOMST_ONTERECHT
           || (b->uitkomst == UITKOMST_GEEN && d->voortgang.stand[STAP_DETAILCONTROLE] == STAP_OVERGESLAGEN);
}

int64_t zaak_voorgenomen_cent(const struct zaak_dossier *d, const struct zaak_bevinding *b)
{
    if (!zaak_voorgenomen(d, b))
        return 0;
    return b->uitkomst == UITKOMST_ONTERECHT ? b->uitkomst_cent : b->was.verhaal_bedrag_cent;
}

int64_t zaak_verhaal_cent(const struct zaak_bevinding *b)
{
    if (zaak_lot(b) != LOT_TERUGVORDERING)
        return 0;
    int64_t cent = b->was.verhaal_bedrag_cent;
    cent = b->nu.verhaal_bedrag_cent < cent ? b->nu.verhaal_bedrag_cent : cent;
    return b->uitkomst == UITKOMST_ONTERECHT && b->uitkomst_cent < cent ? b->uitkomst_cent : cent;
}

int64_t zaak_besloten(const struct zaak_dossier *d, int64_t *cent)
{
    int64_t n = 0;
    *cent = 0;
    for (size_t i = 0; i < d->bevindingen; i++) {
        n += zaak_lot(&d->bevinding[i]) == LOT_TERUGVORDERING;
        *cent += zaak_verhaal_cent(&d->bevinding[i]);
    }
    return n;
}

const struct bevinding_kant *zaak_regel(const struct zaak_bevinding *b)
{
    return bevinding_verhaal(&b->was);
}

struct period zaak_regel_periode(const struct zaak_bevinding *b)
{
    return b->was.verhaal == VERHAAL_KETEN ? b->was.keten_periode : b->was.conflict_periode;
}

/* ---- Acting ---- */

bool zaak_leg_vast(struct store *store, int64_t zaak, struct zaak_gebeurtenis g, const struct zaak_daad *daad,
                   int64_t *nummer, struct error *err)
{
    g.zaak = zaak;
    g.datum = daad->datum;
    g.door = daad->door;
    g.inlog = daad->inlog;
    return zaken_put_event(store, &g, nummer, err);
}

static bool check_opdracht(const struct zaak_opdracht *o, const struct zaak_daad *daad, struct error *err)
{
    if (o->doel.n == 0)
        return error_set(err, STATUS_USAGE, "a control begins with its goal (Rzv artikel 7.5 lid 1): give it");
    if (o->terugblik != NO_TERM && o->terugblik < zaak_terugblik(daad->datum) && o->terugblik_reden.n == 0)
        return error_set(err, STATUS_USAGE, "lines older than %d years are left out, unless a reason is given",
                         TERUGBLIK_JAREN);
    if (daad->datum > day_today())
        return error_set(err, STATUS_USAGE, "the day on which the control begins has not come");
    return true;
}

/* Of findings that came in; how many are materieel stands in `room`. */
static struct zaak_gebeurtenis chosen_event(enum gebeurtenis_soort soort, const struct zaak_gekozen *gekozen,
                                            struct text toelichting, char room[static NUMBER_TEXT])
{
    struct zaak_gebeurtenis g = {
        .soort = soort, .aantal = gekozen->erin, .cent = gekozen->cent, .veld[VELD_TOELICHTING] = toelichting};
    if (gekozen->materieel)
        g.veld[VELD_MATERIEEL] = number_text(gekozen->materieel, room);
    return g;
}

bool zaak_open(struct store *store, const struct zaak_opdracht *o, const struct zaak_daad *daad, int64_t *nummer,
               struct zaak_gekozen *gekozen, struct error *err)
{
    int64_t opening = 0;
    if (!check_opdracht(o, daad, err))
        return false;
    struct zaak zaak = {.agb = o->agb,
                        .rol = o->rol,
                        .kwartalen = o->kwartalen,
                        .doel = o->doel,
                        .kenmerk = o->kenmerk,
                        .begin = daad->datum,
                        .terugblik = o->terugblik == NO_TERM ? zaak_terugblik(daad->datum) : o->terugblik,
                        .terugblik_reden = o->terugblik_reden};
    if (!zaken_count(store, &zaak, &o->keuze, gekozen, err))
        return false;
    if (gekozen->erin == 0)
        return error_set(err, STATUS_USAGE,
                         "no finding on lines of this provider, in this role and these quarters, may come into a case "
                         "(left out: %lld too old (--terugblik), %lld in a case, %lld signaal (--signalen), %lld "
                         "afgewezen, %lld kant_onbepaald)",
                         (long long)gekozen->buiten[BUITEN_TERUGBLIK], (long long)gekozen->buiten[BUITEN_ZAAK],
                         (long long)gekozen->buiten[BUITEN_SIGNAAL], (long long)gekozen->buiten[BUITEN_AFGEWEZEN],
                         (long long)gekozen->buiten[BUITEN_KANT]);
    char room[NUMBER_TEXT];
    const struct zaak_gebeurtenis g = chosen_event(GEBEURTENIS_OPENING, gekozen, o->toelichting, room);
    bool ok = zaken_put(store, &zaak, nummer, err) && zaak_leg_vast(store, *nummer, g, daad, &opening, err);
    zaak.nummer = *nummer;
    return ok && zaken_choose(store, &zaak, &o->keuze, opening, err);
}

bool zaak_lees_voor(struct store *store, int64_t nummer, const struct zaak_daad *daad, struct zaak_dossier *d,
                    struct error *err)
{
    if (!zaak_lees(store, nummer, d, err))
        return false;
    if (d->voortgang.gesloten)
        return error_set(err, STATUS_USAGE, "this case is closed: nothing is added to it any more");
    if (daad->datum < d->zaak.begin || daad->datum > day_today())
        return error_set(err, STATUS_USAGE, "this day is before the case began, or has not come");
    return true;
}

/* What stands in the way of one more finding, or NULL. */
static const char *against_finding(const struct zaak_gekozen *g)
{
    static const char *const why[ZAAK_BUITEN] = {
        [BUITEN_KANT] = "the data do not show which of its lines is to be recovered",
        [BUITEN_AFGEWEZEN] = "its latest verdict is afgewezen",
        [BUITEN_ZAAK] = "its line is in a case already",
        [BUITEN_TERUGBLIK] = "its line is older than the days that count; give a reason",
    };
    int64_t left_out = 0;
    for (int b = 0; b < ZAAK_BUITEN; b++) {
        if (g->buiten[b] && why[b])
            return why[b];
        left_out += g->buiten[b];
    }
    if (g->erin + left_out == 0)
        return "no such finding stands on a line of this provider in this role and these quarters";
    return g->erin + left_out > 1 ? "several patients have a finding with this id" : NULL;
}

bool zaak_add(struct store *store, int64_t nummer, struct text id, struct text reden, const struct zaak_daad *daad,
              struct error *err)
{
    struct zaak_dossier d;
    struct zaak_gekozen gekozen = {0};
    const struct zaak_keuze keuze = {.signalen = true, .id = id};
    int64_t event = 0;
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err);
    const enum stap_stand *stand = d.voortgang.stand;
    if (ok && (stand[STAP_AANKONDIGING] >= STAP_OVERGESLAGEN || stand[STAP_VOORGENOMEN_UITKOMST] >= STAP_OVERGESLAGEN))
        ok = error_set(err, STATUS_USAGE, "the provider was told what is looked at: nothing is added to it now");
    if (ok && zaak_heeft_steekproef(&d))
        ok = error_set(err, STATUS_USAGE, "the sample was drawn from the findings that are there: none is added");
    if (reden.n)
        d.zaak.terugblik = DAY_FIRST;
    ok = ok && zaken_count(store, &d.zaak, &keuze, &gekozen, err);
    const char *against = ok ? against_finding(&gekozen) : NULL;
    if (against)
        ok = error_set(err, STATUS_USAGE, "%.*s: %s", (int)id.n, id.at, against);
    char room[NUMBER_TEXT];
    const struct zaak_gebeurtenis g = chosen_event(GEBEURTENIS_BEVINDINGEN, &gekozen, reden, room);
    ok = ok && zaak_leg_vast(store, nummer, g, daad, &event, err) && zaken_choose(store, &d.zaak, &keuze, event, err);
    zaak_release(&d);
    return ok;
}

/* Where the law asks for a step, for a message. */
static const char *law_of(const struct zaak_voortgang *v, enum zaak_stap stap)
{
    const char *wet = zaak_stap_info[stap].wet[v->materieel];
    return wet && *wet ? wet : "no article asks for it; the house does";
}

static bool refuse_step(const struct zaak_voortgang *v, enum zaak_bezwaar bezwaar, enum zaak_stap stap,
                        enum zaak_stap eerst, struct error *err)
{
    const char *naam = zaak_stap_info[stap].naam;
    char laatste[DAY_TEXT + 1], termijn[DAY_TEXT + 1];
    day_print(v->laatste, laatste);
    day_print(v->termijn == NO_TERM ? 0 : v->termijn, termijn);
    switch (bezwaar) {
    case BEZWAAR_GEEN:
        return true;
    case BEZWAAR_GESLOTEN:
        return error_set(err, STATUS_USAGE, "this case is closed: nothing is added to it any more");
    case BEZWAAR_FORMEEL:
        return error_set(err, STATUS_USAGE,
                         "all findings of this case are formeel, and %s is of a materiële controle only: "
                         "a formele one begins at voorgenomen_uitkomst",
                         naam);
    case BEZWAAR_AL_VERDER:
        return error_set(err, STATUS_USAGE, "%s comes before what was done already; a note can still be made", naam);
    case BEZWAAR_AL_GEDAAN:
        return error_set(err, STATUS_USAGE, "%s was done already", naam);
    case BEZWAAR_EERST:
        return error_set(err, STATUS_USAGE,
                         "%s comes before %s (%s): take it, or give --skip with the reason why it is left out",
                         zaak_stap_info[eerst].naam, naam, law_of(v, eerst));
    case BEZWAAR_VOOR_VORIGE:
        return error_set(err, STATUS_USAGE, "the step before it was on %s: this day is earlier", laatste);
    case BEZWAAR_TOEKOMST:
        return error_set(err, STATUS_USAGE, "this day has not come");
    case BEZWAAR_TERMIJN:
        return error_set(err, STATUS_USAGE,
                         "the provider may react until %s and has not (Rzv artikel 7.8 lid 4): wait until that day is "
                         "over, or take step reactie",
                         termijn);
    case BEZWAAR_WEGING:
        return error_set(err, STATUS_USAGE,
                         "of the reaction, %lld of %lld points not weighed yet (Rzv artikel 7.8 lid 4): "
                         "'dubbelloop zaak weigh'",
                         (long long)(v->reacties - v->gewogen), (long long)v->reacties);
    }
    return true;
}

/* The fields that the step must have. */
static bool check_fields(const struct zaak_stap_invoer *in, const struct zaak_daad *daad, struct error *err)
{
    const unsigned needed = in->overslaan ? 1U << VELD_TOELICHTING : zaak_stap_info[in->stap].velden;
    day termijn = 0;
    for (int v = 0; v < ZAAK_VELDEN; v++) {
        if ((needed >> v & 1) && in->veld[v].n == 0)
            return error_set(err, STATUS_USAGE, "%s needs --%s", zaak_stap_info[in->stap].naam, zaak_veld_name[v]);
        if (in->veld[v].n && !text_is_recordable(in->veld[v]))
            return error_set(err, STATUS_USAGE, "--%s is too long, or no line of text", zaak_veld_name[v]);
    }
    if (in->veld[VELD_TERMIJN].n
        && (day_parse(in->veld[VELD_TERMIJN], DAY_ISO, &termijn) != DAY_OK || termijn <= daad->datum))
        return error_set(err, STATUS_USAGE, "--termijn takes a day, YYYY-MM-DD, after that of the letter");
    return true;
}

/* Whether two people decided on all that the check of files found wrong: without that nothing is extrapolated. */
static bool all_wrong_decided(const struct zaak_dossier *d)
{
    for (size_t i = 0; i < d->bevindingen; i++) {
        const struct zaak_bevinding *b = &d->bevinding[i];
        if (b->uitkomst == UITKOMST_ONTERECHT && zaak_lot(b) != LOT_TERUGVORDERING && zaak_lot(b) != LOT_VERVALLEN)
            return false;
    }
    return true;
}

/* Nothing is recovered but what two people decided on, or what a sample of which they decided says at the least. */
static bool check_recovery(const struct zaak_dossier *d, const struct zaak_stap_invoer *in, struct zaak_gebeurtenis *g,
                           struct error *err)
{
    int64_t cent;
    g->aantal = zaak_besloten(d, &cent);
    g->cent = in->cent < 0 ? cent : in->cent;
    if (g->aantal == 0)
        return error_set(err, STATUS_USAGE,
                         "none of its findings has a confirmed terugvordering ('dubbelloop decide'): skip this step");
    if (g->cent > zaak_ten_hoogste_cent(d))
        return error_set(err, STATUS_USAGE,
                         "no more can be asked than the findings with a confirmed terugvordering come to, or the lower "
                         "bound of the sample: 'dubbelloop zaak status' has both");
    const struct zaak_gebeurtenis *told = zaak_stap_van(d, STAP_VOORGENOMEN_UITKOMST);
    if (told && told->aantal != GEEN_AANTAL && g->cent > told->cent)
        return error_set(err, STATUS_USAGE, "no more can be asked than the provider was told in the intended outcome");
    if (g->cent > cent && !all_wrong_decided(d))
        return error_set(err, STATUS_USAGE,
                         "not all that was found wrong in the sample has a confirmed terugvordering: "
                         "nothing is extrapolated from what is not decided");
    return true;
}

/* What the provider is told: it does not grow afterwards. */
static void take_intention(const struct zaak_dossier *d, struct zaak_gebeurtenis *g)
{
    g->aantal = 0;
    for (size_t i = 0; i < d->bevindingen; i++)
        g->aantal += zaak_voorgenomen(d, &d->bevinding[i]);
    g->cent = zaak_voornemen_cent(d);
}

/* The steps before it that are to do are skipped for the reason given. */
static bool skip_until(struct store *store, const struct zaak_dossier *d, const struct zaak_stap_invoer *in,
                       const struct zaak_daad *daad, struct error *err)
{
    int64_t event;
    bool ok = true;
    for (enum zaak_stap s = 0; ok && s < in->stap; s++)
        if (d->voortgang.stand[s] == STAP_TE_DOEN) {
            enum zaak_stap eerst;
            const enum zaak_bezwaar bezwaar = zaak_bezwaar(&d->voortgang, s, true, true, daad->datum, day_today(),
                                                           &eerst);
            ok = refuse_step(&d->voortgang, bezwaar, s, eerst, err)
                 && zaak_leg_vast(store, d->zaak.nummer,
                              (struct zaak_gebeurtenis){.soort = GEBEURTENIS_OVERGESLAGEN,
                                                        .stap = text_of(zaak_stap_info[s].naam),
                                                        .aantal = GEEN_AANTAL,
                                                        .veld[VELD_TOELICHTING] = in->skip},
                              daad, &event, err);
        }
    return ok;
}

bool zaak_step(struct store *store, int64_t nummer, const struct zaak_stap_invoer *in, const struct zaak_daad *daad,
               struct error *err)
{
    struct zaak_dossier d;
    enum zaak_stap eerst = ZAAK_STAPPEN;
    int64_t event;
    struct zaak_gebeurtenis g = {.soort = in->overslaan ? GEBEURTENIS_OVERGESLAGEN : GEBEURTENIS_STAP,
                                 .stap = text_of(zaak_stap_info[in->stap].naam),
                                 .aantal = GEEN_AANTAL};
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err);
    const enum zaak_bezwaar bezwaar = ok ? zaak_bezwaar(&d.voortgang, in->stap, in->overslaan, in->skip.n > 0,
                                                        daad->datum, day_today(), &eerst)
                                         : BEZWAAR_GEEN;
    ok = ok && refuse_step(&d.voortgang, bezwaar, in->stap, eerst, err) && check_fields(in, daad, err)
         && (in->stap != STAP_TERUGVORDERING || in->overslaan || check_recovery(&d, in, &g, err))
         && skip_until(store, &d, in, daad, err);
    memcpy(g.veld, in->veld, sizeof g.veld);
    if (ok && in->stap == STAP_VOORGENOMEN_UITKOMST && !in->overslaan)
        take_intention(&d, &g);
    ok = ok && zaak_leg_vast(store, nummer, g, daad, &event, err);
    zaak_release(&d);
    return ok;
}

/* The event of the point-th reaction; NULL: there is none. */
static const struct zaak_gebeurtenis *point_of(const struct zaak_dossier *d, unsigned point)
{
    for (size_t i = 0; i < d->gebeurtenissen; i++)
        if (d->gebeurtenis[i].soort == GEBEURTENIS_STAP && zaak_stap_of(d->gebeurtenis[i].stap) == STAP_REACTIE
            && --point == 0)
            return &d->gebeurtenis[i];
    return NULL;
}

const struct zaak_gebeurtenis *zaak_weging_van(const struct zaak_dossier *d, const struct zaak_gebeurtenis *reactie)
{
    for (size_t i = 0; i < d->gebeurtenissen; i++)
        if (d->gebeurtenis[i].soort == GEBEURTENIS_WEGING && d->gebeurtenis[i].bij == reactie->nummer)
            return &d->gebeurtenis[i];
    return NULL;
}

/* Puts a text on record, of a case that is open. */
static bool put_words(struct store *store, const struct zaak_dossier *d, struct zaak_gebeurtenis g, struct text words,
                      const struct zaak_daad *daad, struct error *err)
{
    int64_t event;
    if (!text_is_recordable(words))
        return error_set(err, STATUS_USAGE, "the text is empty, too long, or no line of text");
    g.aantal = GEEN_AANTAL;
    g.veld[VELD_TOELICHTING] = words;
    return zaak_leg_vast(store, d->zaak.nummer, g, daad, &event, err);
}

bool zaak_weigh(struct store *store, int64_t nummer, unsigned point, struct text weging, const struct zaak_daad *daad,
                struct error *err)
{
    struct zaak_dossier d;
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err);
    const struct zaak_gebeurtenis *reactie = ok && point ? point_of(&d, point) : NULL;
    if (ok && !reactie)
        ok = error_set(err, STATUS_USAGE, "the reaction has no point %u; it has %lld", point,
                       (long long)d.voortgang.reacties);
    if (ok && zaak_weging_van(&d, reactie))
        ok = error_set(err, STATUS_USAGE, "point %u was weighed already; a note can still be made", point);
    const struct zaak_gebeurtenis g = {.soort = GEBEURTENIS_WEGING, .bij = reactie ? reactie->nummer : 0};
    ok = ok && put_words(store, &d, g, weging, daad, err);
    zaak_release(&d);
    return ok;
}

bool zaak_note(struct store *store, int64_t nummer, struct text notitie, const struct zaak_daad *daad,
               struct error *err)
{
    struct zaak_dossier d;
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err)
              && put_words(store, &d, (struct zaak_gebeurtenis){.soort = GEBEURTENIS_NOTITIE}, notitie, daad, err);
    zaak_release(&d);
    return ok;
}

/* What insured say belongs to a materiële controle, before its outcome. */
static bool check_insured(const struct zaak_voortgang *v, struct error *err)
{
    if (!v->materieel)
        return error_set(err, STATUS_USAGE, "all findings of this case are formeel: no file and no insured is asked");
    return v->stand[STAP_DEFINITIEVE_UITKOMST] < STAP_OVERGESLAGEN
           || error_set(err, STATUS_USAGE, "the final outcome was told: a note can still be made");
}

static const struct zaak_bevinding *finding_by_number(const struct zaak_dossier *d, uint32_t nummer)
{
    for (size_t i = 0; i < d->bevindingen; i++)
        if (d->bevinding[i].nummer == nummer)
            return &d->bevinding[i];
    return NULL;
}

static bool put_consent(struct store *store, const struct zaak_dossier *d, uint32_t bevinding, struct text words,
                        const struct zaak_daad *daad, struct error *err)
{
    char room[NUMBER_TEXT];
    const struct zaak_bevinding *b = finding_by_number(d, bevinding);
    if (!b || !b->materieel)
        return error_set(err, STATUS_USAGE, "the case has no materiële finding with number %u", bevinding);
    if (zaak_heeft_toestemming(d, bevinding, DAY_LAST))
        return error_set(err, STATUS_USAGE, "of number %u the consent is on record", bevinding);
    return put_words(store, d,
                     (struct zaak_gebeurtenis){.soort = GEBEURTENIS_NOTITIE,
                                               .veld[VELD_TOESTEMMING] = number_text(bevinding, room)},
                     words, daad, err);
}

bool zaak_toestemming(struct store *store, int64_t nummer, const uint32_t *bevinding, size_t n, struct text toelichting,
                      const struct zaak_daad *daad, struct error *err)
{
    struct zaak_dossier d;
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err) && check_insured(&d.voortgang, err);
    for (size_t i = 0; ok && i < n; i++)
        ok = put_consent(store, &d, bevinding[i], toelichting, daad, err);
    zaak_release(&d);
    return ok;
}

bool zaak_enquete(struct store *store, int64_t nummer, struct text toelichting, const struct zaak_daad *daad,
                  struct error *err)
{
    struct zaak_dossier d;
    const struct zaak_gebeurtenis g = {
        .soort = GEBEURTENIS_NOTITIE,
        .veld[VELD_ENQUETE] = TEXT("antwoorden hoeft niet, en wie niet antwoordt, heeft daar geen nadeel van (Rzv "
                                   "artikel 7.5 lid 4)")};
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err) && check_insured(&d.voortgang, err)
              && put_words(store, &d, g, toelichting, daad, err);
    zaak_release(&d);
    return ok;
}

bool zaak_uitstel(struct store *store, int64_t nummer, day termijn, struct text reden, const struct zaak_daad *daad,
                  struct error *err)
{
    struct zaak_dossier d;
    char dag[DAY_TEXT + 1];
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err);
    day_print(termijn, dag);
    if (ok && (d.voortgang.stand[STAP_VOORGENOMEN_UITKOMST] != STAP_GEDAAN || d.voortgang.termijn == NO_TERM))
        ok = error_set(err, STATUS_USAGE, "the provider was not asked to react yet: take step voorgenomen_uitkomst");
    else if (ok && d.voortgang.stand[STAP_DEFINITIEVE_UITKOMST] >= STAP_OVERGESLAGEN)
        ok = error_set(err, STATUS_USAGE, "the final outcome was told: there is nothing to wait for");
    else if (ok && termijn <= d.voortgang.termijn)
        ok = error_set(err, STATUS_USAGE, "more time ends after the day that the provider was told");
    const struct zaak_gebeurtenis g = {.soort = GEBEURTENIS_NOTITIE, .veld[VELD_TERMIJN] = text_of(dag)};
    ok = ok && put_words(store, &d, g, reden, daad, err);
    zaak_release(&d);
    return ok;
}

bool zaak_close(struct store *store, int64_t nummer, struct text reden, const struct zaak_daad *daad, struct error *err)
{
    struct zaak_dossier d;
    int64_t event;
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err);
    const enum zaak_stap next = ok ? zaak_volgende(&d.voortgang) : ZAAK_STAPPEN;
    if (next != ZAAK_STAPPEN && reden.n == 0)
        ok = error_set(err, STATUS_USAGE, "%s is to do (%s): take it, or close with a reason",
                       zaak_stap_info[next].naam, law_of(&d.voortgang, next));
    struct zaak_gebeurtenis g = {.soort = GEBEURTENIS_SLUITING, .veld[VELD_TOELICHTING] = reden};
    if (ok)
        g.aantal = zaak_besloten(&d, &g.cent);
    ok = ok && zaak_leg_vast(store, nummer, g, daad, &event, err);
    zaak_release(&d);
    return ok;
}
