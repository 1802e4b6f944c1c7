/* oordelen.h - verdicts on findings: given, never changed (schema/0003_oordelen.sql). Reading them is bevindingen.h's.
 *
 * Four eyes: a terugvordering counts when a second name, under another login, has confirmed it. Until then it is
 * OORDEEL_TE_BEVESTIGEN, and any later verdict takes its place. */
#ifndef STORE_OORDELEN_H
#define STORE_OORDELEN_H

#include "store/bevindingen.h"

struct uitspraak {
    enum oordeel oordeel;   /* one that oordeel_is_given allows */
    bool bevestig;          /* confirms the terugvordering that stands */
    struct text door, reden; /* not empty */
    struct text inlog;       /* the login of who gives it (base/login.h); not empty */
    struct text stand;       /* what oordelen_stand gave when the finding was looked at; empty: nobody wrote it down */
    int64_t ongezien_vanaf;  /* the first verdict that was not there yet when it was looked at; 0: the same */
};
/* Whether a person gives this verdict: the others are computed. */
bool oordeel_is_given(enum oordeel oordeel);

/* Where an id was found: a file and its line, for messages. */
struct place {
    const char *file;
    size_t line;
};

/* What a finding was when somebody looked at it, in a form that no spreadsheet changes: the facts that are judged, and
 * the latest verdict. */
enum { STAND_TEXT = 48 };
void oordelen_stand(struct text rij, int64_t nummer, char out[static STAND_TEXT]);

/* Whether this database lets one login confirm its own terugvordering,
 * under another name (an installation with one user). */
#define STORE_ONE_LOGIN "een_inlog"

/* What stands against a verdict. */
enum bezwaar_soort {
    BEZWAAR_GEEN,
    BEZWAAR_ONBEKEND,     /* there is no such finding */
    BEZWAAR_MEERDERE,     /* several patients have it, and none was named */
    BEZWAAR_TWEEMAAL,     /* it was given a verdict a moment ago, among the same ones */
    BEZWAAR_GEWIJZIGD,    /* its facts are not those that were looked at */
    BEZWAAR_BEOORDEELD,   /* it was judged since it was looked at */
    BEZWAAR_VERVALLEN,    /* it does not stand any more: nothing can be recovered for it */
    BEZWAAR_NIETS,        /* it has no terugvordering to confirm */
    BEZWAAR_HERZIEN,      /* what is to be confirmed was judged over other facts */
    BEZWAAR_ZELFDE_NAAM,  /* who asked for the terugvordering confirms it */
    BEZWAAR_ZELFDE_INLOG, /* the same, by the login */
    BEZWAAR_WACHT,        /* somebody else asked for this terugvordering: it is to be confirmed */
    BEZWAAR_BEVESTIGD,    /* it has a confirmed terugvordering */
    BEZWAREN
};
struct bezwaar {
    enum bezwaar_soort soort;
    struct text oordeel, door; /* the verdict that stands, "geen" too, and by whom; until the next call */
};

/* Adds the bezwaar in `words`, in which @i stands for the id, @d for `door`, @o for `oordeel`, @l for the login. */
void bezwaar_say(const struct bezwaar *bezwaar, const char *words, struct text id, struct text inlog, struct buf *out);

struct oordelen {
    sqlite3_stmt *whose, *find, *put;
    bool one_login; /* STORE_ONE_LOGIN */
    char op[21];     /* the time of all of them */
    int64_t before;  /* the last verdict that was there */
    uint64_t given;
};
bool oordelen_open(struct oordelen *oordelen, struct store *store, struct error *err) MUST_CHECK;
/* Gives a verdict on the finding with this id, of `patient` when that is not empty; or says what stands against it, and
 * nothing is written. An id that comes again is passed over; with a stand it occurs twice. */
bool oordelen_give(struct oordelen *oordelen, const struct uitspraak *uitspraak, struct text id, struct text patient,
                   struct bezwaar *bezwaar, struct error *err) MUST_CHECK;
/* The same; what stands against it is added to `problems` in words. */
bool oordelen_add(struct oordelen *oordelen, const struct uitspraak *uitspraak, struct text id, struct text patient,
                  struct place place, struct problems *problems, struct error *err) MUST_CHECK;
void oordelen_close(struct oordelen *oordelen);

#endif
