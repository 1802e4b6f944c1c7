/* stappen.h - the steps of a control in the order of the law (Regeling zorgverzekering 7.5 to 7.9; Rzv below), as one
 * table, and what may be done next. Pure: no database, no clock.
 *
 * A materiële controle takes all of them. A formele controle is done on the claims alone: it needs no announcement and
 * no adviser, and begins at the intended outcome, which is told to the provider all the same. A step that is needed is
 * taken, or skipped with a reason on record; never left out. */
#ifndef ZAAK_STAPPEN_H
#define ZAAK_STAPPEN_H

#include "base/day.h"
#include "store/zaken.h"

/* X(NAME, word, title, where the law orders it of a materiële controle, of a formele, the fields that it takes and must
 * have): the order of the law. An empty place: no article asks for it, the house does. NULL: it is not needed. */
#define VELD(veld) (1U << VELD_##veld)
#define ZAAK_STAPPEN_LIST(X)                                                                                           \
    X(ALGEMENE_RISICOANALYSE, algemene_risicoanalyse, "Algemene risicoanalyse", "Rzv artikel 7.6 lid 1", NULL,         \
      VELD(TOELICHTING))                                                                                               \
    X(ALGEMEEN_CONTROLEPLAN, algemeen_controleplan, "Algemeen controleplan, openbaar gemaakt",                         \
      "Rzv artikel 7.6 lid 2 en 3 en artikel 7.7", NULL, VELD(TOELICHTING))                                            \
    X(SPIEGELINFORMATIE, spiegelinformatie, "Spiegelinformatie, als middel van het algemene controleplan",             \
      "Rzv artikel 7.6 lid 2", NULL, VELD(TOELICHTING))                                                                \
    X(SPECIFIEKE_RISICOANALYSE, specifieke_risicoanalyse, "Specifieke risicoanalyse",                                  \
      "Rzv artikel 7.8 lid 1 onder a", NULL, VELD(TOELICHTING))                                                        \
    X(SPECIFIEK_CONTROLEPLAN, specifiek_controleplan, "Specifiek controledoel en controleplan",                        \
      "Rzv artikel 7.8 lid 1 onder b, c en d", NULL,                                                                   \
      VELD(OBJECTEN) | VELD(METHODE) | VELD(NOODZAAK) | VELD(EVENREDIG) | VELD(ADVISEUR))                              \
    X(AANKONDIGING, aankondiging, "Aankondiging van de detailcontrole", "Rzv artikel 7.8 lid 1 onder e", NULL, 0)      \
    X(DETAILCONTROLE, detailcontrole, "Detailcontrole, onder verantwoordelijkheid van de medisch adviseur",            \
      "Rzv artikel 7.8 lid 2", NULL, VELD(TOELICHTING))                                                                \
    X(VOORGENOMEN_UITKOMST, voorgenomen_uitkomst, "Voorgenomen uitkomst", "Rzv artikel 7.8 lid 4", "",                 \
      VELD(TERMIJN))                                                                                                   \
    X(REACTIE, reactie, "Reactie van de zorgaanbieder", "Rzv artikel 7.8 lid 4", "", VELD(TOELICHTING))                \
    X(DEFINITIEVE_UITKOMST, definitieve_uitkomst, "Definitieve uitkomst", "Rzv artikel 7.8 lid 4", "", 0)              \
    X(TERUGVORDERING, terugvordering, "Terugvordering", "Rzv artikel 7.1 lid 2 en 3", "Rzv artikel 7.1 lid 2 en 3", 0) \
    X(EVALUATIE, evaluatie, "Evaluatie", "", "", VELD(TOELICHTING))
#define ZAAK_STAP_NAME(name, word, title, materieel, formeel, fields) STAP_##name,
enum zaak_stap { ZAAK_STAPPEN_LIST(ZAAK_STAP_NAME) ZAAK_STAPPEN };
#undef ZAAK_STAP_NAME

extern const struct zaak_stap_info {
    const char *naam, *titel;
    const char *wet[2];  /* of a formele [0] and a materiële [1] controle; NULL: it is not needed */
    unsigned velden;     /* a bit a field that it must have */
} zaak_stap_info[ZAAK_STAPPEN];
/* ZAAK_STAPPEN: there is no step of this name. */
enum zaak_stap zaak_stap_of(struct text naam);

enum stap_stand { STAP_NIET_NODIG, STAP_TE_DOEN, STAP_OVERGESLAGEN, STAP_GEDAAN };
/* How far a case is. */
struct zaak_voortgang {
    bool materieel; /* a finding of it is */
    bool gesloten;
    enum stap_stand stand[ZAAK_STAPPEN];
    day datum[ZAAK_STAPPEN]; /* of the last time, when it was taken or skipped */
    day laatste;        /* the latest of these, or the beginning of the case */
    day termijn;        /* for the reaction; NO_TERM: none was set */
    struct text adviseur; /* empty: none is named */
    int64_t reacties, gewogen; /* points that the provider made, and those that were weighed */
};
#define NO_TERM ((day)INT32_MIN)
void zaak_voortgang_begin(struct zaak_voortgang *voortgang, day begin, bool materieel);
/* The events in their order. */
void zaak_voortgang_add(struct zaak_voortgang *voortgang, const struct zaak_gebeurtenis *gebeurtenis);

/* The first step that is to do; ZAAK_STAPPEN: none. */
enum zaak_stap zaak_volgende(const struct zaak_voortgang *voortgang);

/* What stands against a step; the words are zaak_bezwaar_text's. */
enum zaak_bezwaar {
    BEZWAAR_GEEN,
    BEZWAAR_GESLOTEN,
    BEZWAAR_FORMEEL,        /* a formele controle has no such step: it would make it a materiële one */
    BEZWAAR_AL_VERDER,      /* a later step was taken */
    BEZWAAR_AL_GEDAAN,
    BEZWAAR_EERST,          /* a step before it is to do: *eerst */
    BEZWAAR_VOOR_VORIGE,    /* its day is before that of the last one */
    BEZWAAR_TOEKOMST,       /* its day has not come */
    BEZWAAR_TERMIJN,        /* the time to react is not over, and there is no reaction */
    BEZWAAR_WEGING,         /* points of the reaction are not weighed */
};
/* Whether the step may be taken, or with `overslaan` skipped, on that day. `met_reden`: a reason was given for the
 * steps before it that are still to do, which will be skipped with it. */
enum zaak_bezwaar zaak_bezwaar(const struct zaak_voortgang *voortgang, enum zaak_stap stap, bool overslaan,
                               bool met_reden, day datum, day vandaag, enum zaak_stap *eerst);

/* Two years back from the day on which a control begins: the first day of a line that counts. A materiële controle must
 * begin within them (from schadejaar 2021 on). */
enum { TERUGBLIK_JAREN = 2 };
day zaak_terugblik(day begin);

#endif
