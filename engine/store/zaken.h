/* zaken.h - controls of a provider in the database (schema/0019_zaken.sql): put on record and read, nothing more. What
 * may be put on record, and in which order, is zaak/zaak.h's.
 *
 * Texts that are read live in the arena that is given; those that are put are borrowed during the call. */
#ifndef STORE_ZAKEN_H
#define STORE_ZAKEN_H

#include "model/rol.h"
#include "store/bevindingen.h"

/* One provider in one role over some quarters. */
struct zaak {
    int64_t nummer;
    uint32_t agb;
    enum rol rol;
    struct period kwartalen;  /* the overlap of its findings begins in it */
    struct text doel, kenmerk; /* the goal of the control; the house's own reference, or empty */
    day begin;
    day terugblik;               /* lines that begin before it are left out */
    struct text terugblik_reden; /* why that is further back than it goes without saying; or empty */
};

/* What happened in a case. */
enum gebeurtenis_soort {
    GEBEURTENIS_OPENING,
    GEBEURTENIS_BEVINDINGEN,  /* findings came into it */
    GEBEURTENIS_STAP,
    GEBEURTENIS_OVERGESLAGEN, /* a step that is not taken; the toelichting says why */
    GEBEURTENIS_STEEKPROEF,
    GEBEURTENIS_UITKOMSTEN,   /* what a check of files gave */
    GEBEURTENIS_WEGING,       /* of a reaction */
    GEBEURTENIS_NOTITIE,
    GEBEURTENIS_SLUITING,
    GEBEURTENIS_SOORTEN
};
extern const char *const gebeurtenis_soort_name[GEBEURTENIS_SOORTEN];

/* X(NAME, word, title for people): the texts of an event. */
#define ZAAK_VELDEN_LIST(X)                                                                                            \
    X(VELD_TOELICHTING, toelichting, "Toelichting")                                                                    \
    X(VELD_OBJECTEN, objecten, "Objecten van de controle")                                                             \
    X(VELD_METHODE, methode, "Methode")                                                                                \
    X(VELD_NOODZAAK, noodzaak, "Waarom het doel zonder detailcontrole niet wordt bereikt")                             \
    X(VELD_EVENREDIG, evenredig, "Waarom niet verder wordt gegaan dan nodig is")                                       \
    X(VELD_ADVISEUR, adviseur, "Medisch adviseur")                                                                     \
    X(VELD_TERMIJN, termijn, "Reactie uiterlijk")          /* a day, YYYY-MM-DD */                                     \
    X(VELD_MATERIEEL, materieel, "Materiële bevindingen")  /* how many came in */                                      \
    X(VELD_ZAAD, zaad, "Zaadgetal")                                                                                    \
    X(VELD_KADER, kader_sha256, "SHA-256 van het kader")                                                               \
    X(VELD_TOESTEMMING, toestemming, "Schriftelijke toestemming van de verzekerde, bij nummer")                        \
    X(VELD_ENQUETE, enquete, "Aan de verzekerden gemeld")
#define ZAAK_VELD_NAME(name, word, title) name,
enum zaak_veld { ZAAK_VELDEN_LIST(ZAAK_VELD_NAME) ZAAK_VELDEN };
#undef ZAAK_VELD_NAME
extern const char *const zaak_veld_name[ZAAK_VELDEN], *const zaak_veld_titel[ZAAK_VELDEN];

enum { GEEN_AANTAL = -1 };
struct zaak_gebeurtenis {
    int64_t nummer, zaak;
    enum gebeurtenis_soort soort;
    struct text stap; /* its word; of a step only */
    day datum;
    int64_t bij;          /* the event that it is about; 0: none */
    int64_t aantal, cent; /* findings, and what is to be recovered of them; GEEN_AANTAL: it is about none */
    struct text veld[ZAAK_VELDEN];
    struct text op, door, inlog; /* of one that is put: op is the clock's, and is not looked at */
};

enum zaak_uitkomst { UITKOMST_GEEN, UITKOMST_TERECHT, UITKOMST_ONTERECHT, UITKOMST_ONBEKEND, ZAAK_UITKOMSTEN };
extern const char *const zaak_uitkomst_name[ZAAK_UITKOMSTEN + 1]; /* geen, terecht, onterecht, onbekend, and NULL */

/* A finding of a case: as it was when it came in, and what is known of it now. */
struct zaak_bevinding {
    uint32_t nummer;     /* in the case, from 1 */
    struct bevinding was, nu; /* then and now; without the columns that findings.csv lacks */
    struct text rij, rij_nu;  /* v_bevinding_rij.rij of both */
    bool materieel;
    struct text regel, omschrijving, bron; /* of the leading rule, as it was */
    struct text oordeel, oordeel_door, oordeel_reden; /* the latest verdict, with the reason of who asked
                                                         for it; empty: none */
    bool oordeel_herzien; /* the finding changed since that */
    struct text antwoord, toelichting; /* of the provider, about the line that is recovered; empty: none */
    uint32_t trekking;   /* its place in the sample; 0: it is not in it */
    enum zaak_uitkomst uitkomst; /* of the check of its file */
    int64_t uitkomst_cent;
    struct text uitkomst_toelichting;
};

/* What is chosen for a case, and what is left out, each for the first reason that holds. */
struct zaak_keuze {
    bool signalen; /* findings of grade signaal too */
    struct text id; /* only this finding; empty: all */
};
#define ZAAK_BUITEN_LIST(X)                                                                                            \
    X(BUITEN_KANT, kant_onbepaald)   /* the data do not show which line is to be recovered */                          \
    X(BUITEN_AFGEWEZEN, afgewezen)   /* the latest verdict */                                                          \
    X(BUITEN_SIGNAAL, signaal)                                                                                         \
    X(BUITEN_ZAAK, andere_zaak)      /* the line is in a case already, this one or another */                          \
    X(BUITEN_TERUGBLIK, terugblik)   /* the line begins before the days that count */                                  \
    X(BUITEN_REGEL, zelfde_regel)    /* a surer finding on the same line is in */
#define ZAAK_BUITEN_NAME(name, word) name,
enum zaak_buiten { ZAAK_BUITEN_LIST(ZAAK_BUITEN_NAME) ZAAK_BUITEN };
#undef ZAAK_BUITEN_NAME
extern const char *const zaak_buiten_name[ZAAK_BUITEN];
struct zaak_gekozen {
    int64_t erin, materieel, cent;
    int64_t buiten[ZAAK_BUITEN];
};

/* Puts a case on record; its number. */
bool zaken_put(struct store *store, const struct zaak *zaak, int64_t *nummer, struct error *err) MUST_CHECK;
/* Puts an event with its texts on record; its number. */
bool zaken_put_event(struct store *store, const struct zaak_gebeurtenis *gebeurtenis, int64_t *nummer,
                     struct error *err) MUST_CHECK;
/* Counts the findings that stand on lines of the case's provider: those that would come into it, and those that are
 * left out. */
bool zaken_count(struct store *store, const struct zaak *zaak, const struct zaak_keuze *keuze,
                 struct zaak_gekozen *gekozen, struct error *err) MUST_CHECK;
/* Takes them into it, numbered behind those that are there by day and reference. */
bool zaken_choose(struct store *store, const struct zaak *zaak, const struct zaak_keuze *keuze, int64_t gebeurtenis,
                  struct error *err) MUST_CHECK;
/* A figure of a year, from the events of that year alone; cent GEEN_AANTAL: it is no sum of money. The texts live
 * until the call returns. */
struct zaak_cijfer {
    const char *naam, *omschrijving; /* for programs; for people */
    int64_t aantal, cent;
};
typedef bool zaak_cijfer_fn(void *ctx, const struct zaak_cijfer *cijfer, struct error *err);
bool zaken_figures(struct store *store, int jaar, zaak_cijfer_fn *each, void *ctx, struct error *err) MUST_CHECK;
bool zaken_put_draw(struct store *store, int64_t zaak, uint32_t nummer, uint32_t trekking, int64_t gebeurtenis,
                    struct error *err) MUST_CHECK;
bool zaken_put_result(struct store *store, int64_t zaak, const struct zaak_bevinding *bevinding, int64_t gebeurtenis,
                      struct error *err) MUST_CHECK;

/* Reading, in order of number. `each` false: it filled err. */
typedef bool zaak_fn(void *ctx, const struct zaak *zaak, struct error *err);
typedef bool zaak_gebeurtenis_fn(void *ctx, const struct zaak_gebeurtenis *gebeurtenis, struct error *err);
typedef bool zaak_bevinding_fn(void *ctx, const struct zaak_bevinding *bevinding, struct error *err);
/* `nummer` 0: all of them. */
bool zaken_each(struct store *store, int64_t nummer, struct arena *arena, zaak_fn *each, void *ctx,
                struct error *err) MUST_CHECK;
bool zaken_each_event(struct store *store, int64_t zaak, struct arena *arena, zaak_gebeurtenis_fn *each, void *ctx,
                      struct error *err) MUST_CHECK;
bool zaken_each_finding(struct store *store, int64_t zaak, struct arena *arena, zaak_bevinding_fn *each, void *ctx,
                        struct error *err) MUST_CHECK;

#endif
