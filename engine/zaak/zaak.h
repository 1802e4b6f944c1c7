/* zaak.h - a control of one provider: opened, looked at, taken a step further, closed. Plain functions, for the command
 * line and the pages of the browser alike: nothing here prints, and nothing is put on record but by these.
 *
 * How it works. A case is a goal, a provider in a role, and quarters. The findings that stand on the provider's lines
 * come into it frozen, each line once; what becomes of them later is told as a change (zaak_herzien). What is done is
 * an event with who, under which login, when and what. The steps and their order are stappen.h's; each function asks
 * them first, and refuses with STATUS_USAGE and a sentence (English, without a value of a patient) what may not be done
 * yet. Nothing is ever changed or taken back.
 *
 *     zaak_open      a new one                     zaak_lees       all of one, for who shows it
 *     zaak_step      a step, or a reason not to    zaak_release
 *     zaak_add       a finding more                zaken_each      (store/zaken.h) those that there are
 *     zaak_weigh     what is said to a reaction    zaak_note       anything else
 *     zaak_uitstel   more time to react            zaak_toestemming, zaak_enquete  what insured said
 *     zaak_close     the end
 *
 * The store must be open for change (store_open_change) for all but zaak_lees; the caller commits. */
#ifndef ZAAK_ZAAK_H
#define ZAAK_ZAAK_H

#include "zaak/stappen.h"

/* Everything of a case. The texts live in its arena. */
struct zaak_dossier {
    struct zaak zaak;
    struct zaak_gebeurtenis *gebeurtenis; /* in their order */
    size_t gebeurtenissen, gebeurtenis_cap;
    struct zaak_bevinding *bevinding; /* by number */
    size_t bevindingen, bevinding_cap;
    struct zaak_voortgang voortgang;
    struct arena arena;
};
/* STATUS_USAGE: there is no such case. The release is due in any case. */
bool zaak_lees(struct store *store, int64_t nummer, struct zaak_dossier *dossier, struct error *err) MUST_CHECK;
void zaak_release(struct zaak_dossier *dossier);

/* What of a finding changed since it came into the case: "verhaal_bedrag_cent: 1000 -> 800; ...", or that it lapsed
 * ("vervallen: nee -> ja"); empty: nothing. In the arena. */
struct text zaak_herzien(const struct zaak_bevinding *bevinding, struct arena *arena);
/* Whether it does not stand any more: a line was credited, say. */
bool zaak_vervallen(const struct zaak_bevinding *bevinding);
/* How many findings came in and were purged since: no letter can be made any more. */
int64_t zaak_gewist(const struct zaak_dossier *dossier);
/* Whether a step was taken, and its last event; NULL: it was not. */
const struct zaak_gebeurtenis *zaak_stap_van(const struct zaak_dossier *dossier, enum zaak_stap stap);

/* Whether its sample was drawn. */
bool zaak_heeft_steekproef(const struct zaak_dossier *dossier);
/* Whether the insured of this finding had consented on that day. */
bool zaak_heeft_toestemming(const struct zaak_dossier *dossier, uint32_t bevinding, day op);
/* What an event is, in a word for people: its soort, or what its texts make of a note. */
const char *zaak_gebeurtenis_woord(const struct zaak_gebeurtenis *gebeurtenis);

/* What was said to a point of the reaction; NULL: nothing yet. */
const struct zaak_gebeurtenis *zaak_weging_van(const struct zaak_dossier *dossier,
                                               const struct zaak_gebeurtenis *reactie);

/* What becomes of a finding, as far as it is known. */
enum zaak_lot {
    LOT_OPEN,           /* nobody decided on it: nothing is recovered */
    LOT_VERVALLEN,      /* it does not stand any more: credited, or the facts are others */
    LOT_TERECHT,        /* the check of its file found it right, or the verdict is afgewezen */
    LOT_TERUGVORDERING, /* two people decided on it, over these facts */
    ZAAK_LOTEN
};
enum zaak_lot zaak_lot(const struct zaak_bevinding *bevinding);
/* Whether a line is to be recovered as it looks before the decision: a materieel one when its file said so, or when no
 * file was to be looked at. */
bool zaak_voorgenomen(const struct zaak_dossier *dossier, const struct zaak_bevinding *bevinding);
/* What of it would then be recovered. */
int64_t zaak_voorgenomen_cent(const struct zaak_dossier *dossier, const struct zaak_bevinding *bevinding);
/* What is recovered of it: of LOT_TERUGVORDERING the amount of the finding as it came into the case, or less when that
 * is less now or the check of its file said so; of others 0. */
int64_t zaak_verhaal_cent(const struct zaak_bevinding *bevinding);
/* How many of its findings are LOT_TERUGVORDERING, and what is recovered of them. */
int64_t zaak_besloten(const struct zaak_dossier *dossier, int64_t *cent);
/* What the finding is about at the moment that it came into the case: the line that is recovered. */
const struct bevinding_kant *zaak_regel(const struct zaak_bevinding *bevinding);
struct period zaak_regel_periode(const struct zaak_bevinding *bevinding);

/* Who acts, and on which day: not in the future, and not before the case began; a step not before the one before it. */
struct zaak_daad {
    struct text door, inlog; /* not empty */
    day datum;
};
/* The case as it is, for who is about to add to it; STATUS_USAGE: it is closed, or this is no day of it. The release is
 * due in any case. */
bool zaak_lees_voor(struct store *store, int64_t nummer, const struct zaak_daad *daad, struct zaak_dossier *dossier,
                    struct error *err) MUST_CHECK;
/* Puts an event of a case on record, with who did it and on which day; its number. */
bool zaak_leg_vast(struct store *store, int64_t zaak, struct zaak_gebeurtenis gebeurtenis, const struct zaak_daad *daad,
                   int64_t *nummer, struct error *err) MUST_CHECK;

struct zaak_opdracht {
    uint32_t agb;
    enum rol rol;
    struct period kwartalen;
    struct text doel, kenmerk; /* kenmerk may be empty */
    day terugblik;               /* NO_TERM: two years before daad.datum */
    struct text terugblik_reden; /* needed when terugblik is before that */
    struct zaak_keuze keuze;
    struct text toelichting;     /* may be empty */
};
/* Opens a case and takes its findings into it. One without findings is none: STATUS_USAGE. */
bool zaak_open(struct store *store, const struct zaak_opdracht *opdracht, const struct zaak_daad *daad, int64_t *nummer,
               struct zaak_gekozen *gekozen, struct error *err) MUST_CHECK;
/* Takes one finding more, a signaal too; not once the provider was told what is looked at. With `reden` also one from
 * before the days that count. */
bool zaak_add(struct store *store, int64_t nummer, struct text id, struct text reden, const struct zaak_daad *daad,
              struct error *err) MUST_CHECK;

struct zaak_stap_invoer {
    enum zaak_stap stap;
    bool overslaan;      /* it is not taken: veld[VELD_TOELICHTING] says why */
    struct text skip;    /* why the steps before it that are still to do are not taken; empty: there must be none */
    struct text veld[ZAAK_VELDEN]; /* those that it must have (zaak_stap_info) and any other */
    int64_t cent;        /* of STAP_TERUGVORDERING: what is asked, never more than was intended; -1: what the findings
                            come to */
};
bool zaak_step(struct store *store, int64_t nummer, const struct zaak_stap_invoer *invoer, const struct zaak_daad *daad,
               struct error *err) MUST_CHECK;
/* Answers the point-th (from 1) point of the reaction; each once. */
bool zaak_weigh(struct store *store, int64_t nummer, unsigned point, struct text weging, const struct zaak_daad *daad,
                struct error *err) MUST_CHECK;
bool zaak_note(struct store *store, int64_t nummer, struct text notitie, const struct zaak_daad *daad,
               struct error *err) MUST_CHECK;
/* Puts on record that the insured of these findings (numbers in the case) gave the provider written consent to show
 * what is needed (Rzv 7.8 lid 3): their files may be looked at without the announcement and beside the sample. */
bool zaak_toestemming(struct store *store, int64_t nummer, const uint32_t *bevinding, size_t n, struct text toelichting,
                      const struct zaak_daad *daad, struct error *err) MUST_CHECK;
/* A survey among insured (Rzv 7.5 lid 3 to 5): what was asked and what came of it, of nobody by name. The caller was
 * told that those who were asked know that they need not answer. */
bool zaak_enquete(struct store *store, int64_t nummer, struct text toelichting, const struct zaak_daad *daad,
                  struct error *err) MUST_CHECK;
/* Gives the provider more time to react: a later day than the one that was told, before the final outcome. */
bool zaak_uitstel(struct store *store, int64_t nummer, day termijn, struct text reden, const struct zaak_daad *daad,
                  struct error *err) MUST_CHECK;
/* Ends it; with steps to do only for a reason. */
bool zaak_close(struct store *store, int64_t nummer, struct text reden, const struct zaak_daad *daad,
                struct error *err) MUST_CHECK;

#endif
