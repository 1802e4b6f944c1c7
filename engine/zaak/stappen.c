/* stappen.c - see stappen.h. */
#include "zaak/stappen.h"

#define ZAAK_STAP_INFO(name, word, title, materieel, formeel, fields) {#word, title, {formeel, materieel}, fields},
const struct zaak_stap_info zaak_stap_info[ZAAK_STAPPEN] = {ZAAK_STAPPEN_LIST(ZAAK_STAP_INFO)};
#undef ZAAK_STAP_INFO

enum zaak_stap zaak_stap_of(struct text naam)
{
    enum zaak_stap stap = 0;
    while (stap < ZAAK_STAPPEN && !text_equal(naam, text_of(zaak_stap_info[stap].naam)))
        stap++;
    return stap;
}

void zaak_voortgang_begin(struct zaak_voortgang *v, day begin, bool materieel)
{
    *v = (struct zaak_voortgang){.materieel = materieel, .laatste = begin, .termijn = NO_TERM};
    for (int s = 0; s < ZAAK_STAPPEN; s++)
        v->stand[s] = zaak_stap_info[s].wet[materieel] ? STAP_TE_DOEN : STAP_NIET_NODIG;
}

static void take_fields(struct zaak_voortgang *v, const struct zaak_gebeurtenis *g)
{
    day termijn;
    if (g->veld[VELD_ADVISEUR].n)
        v->adviseur = g->veld[VELD_ADVISEUR];
    if (day_parse(g->veld[VELD_TERMIJN], DAY_ISO, &termijn) == DAY_OK)
        v->termijn = termijn;
}

void zaak_voortgang_add(struct zaak_voortgang *v, const struct zaak_gebeurtenis *g)
{
    const bool taken = g->soort == GEBEURTENIS_STAP;
    const enum zaak_stap stap = zaak_stap_of(g->stap);
    take_fields(v, g);
    v->gesloten |= g->soort == GEBEURTENIS_SLUITING;
    v->gewogen += g->soort == GEBEURTENIS_WEGING;
    if (stap == ZAAK_STAPPEN)
        return;
    v->reacties += taken && stap == STAP_REACTIE;
    v->stand[stap] = taken ? STAP_GEDAAN : STAP_OVERGESLAGEN;
    v->datum[stap] = g->datum;
    v->laatste = g->datum > v->laatste ? g->datum : v->laatste;
}

enum zaak_stap zaak_volgende(const struct zaak_voortgang *v)
{
    enum zaak_stap stap = 0;
    while (stap < ZAAK_STAPPEN && v->stand[stap] != STAP_TE_DOEN)
        stap++;
    return stap;
}

/* Whether a step behind it was taken or skipped. */
static bool is_passed(const struct zaak_voortgang *v, enum zaak_stap stap)
{
    for (int s = (int)stap + 1; s < ZAAK_STAPPEN; s++)
        if (v->stand[s] >= STAP_OVERGESLAGEN)
            return true;
    return false;
}

/* The final outcome waits for the provider: for what it says, or until its time is over. */
static enum zaak_bezwaar against_outcome(const struct zaak_voortgang *v, day datum)
{
    if (v->stand[STAP_REACTIE] == STAP_GEDAAN)
        return v->gewogen < v->reacties ? BEZWAAR_WEGING : BEZWAAR_GEEN;
    return v->termijn != NO_TERM && datum <= v->termijn ? BEZWAAR_TERMIJN : BEZWAAR_GEEN;
}

static enum zaak_bezwaar against_day(const struct zaak_voortgang *v, enum zaak_stap stap, bool overslaan, day datum,
                                     day vandaag)
{
    if (datum < v->laatste)
        return BEZWAAR_VOOR_VORIGE;
    if (datum > vandaag)
        return BEZWAAR_TOEKOMST;
    if (stap == STAP_DEFINITIEVE_UITKOMST || (stap == STAP_REACTIE && overslaan))
        return against_outcome(v, datum);
    return BEZWAAR_GEEN;
}

enum zaak_bezwaar zaak_bezwaar(const struct zaak_voortgang *v, enum zaak_stap stap, bool overslaan, bool met_reden,
                               day datum, day vandaag, enum zaak_stap *eerst)
{
    const enum zaak_stap volgende = zaak_volgende(v);
    *eerst = volgende;
    if (v->gesloten)
        return BEZWAAR_GESLOTEN;
    if (v->stand[stap] == STAP_NIET_NODIG)
        return BEZWAAR_FORMEEL;
    if (is_passed(v, stap))
        return BEZWAAR_AL_VERDER;
    if (v->stand[stap] == STAP_GEDAAN && (stap != STAP_REACTIE || overslaan))
        return BEZWAAR_AL_GEDAAN;
    if (volgende < stap && !met_reden)
        return BEZWAAR_EERST;
    return against_day(v, stap, overslaan, datum, vandaag);
}

day zaak_terugblik(day begin)
{
    return day_years_back(begin, TERUGBLIK_JAREN);
}
