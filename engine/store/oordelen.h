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

struct oordelen {
    sqlite3_stmt *find, *put;
    bool one_login; /* STORE_ONE_LOGIN */
    char op[21];     /* the time of all of them */
    int64_t before;  /* the last verdict that was there */
    uint64_t given;
};
bool oordelen_open(struct oordelen *oordelen, struct store *store, struct error *err) MUST_CHECK;
/* Gives a verdict on the finding with this id, of `patient` when that is not empty. What stands against it is added to
 * `problems`, and nothing is written: no such finding, several patients with one, a terugvordering of a finding that
 * lapsed, nothing to confirm, nobody else to confirm it, or another `stand`. An id that comes again is passed over;
 * with a stand it occurs twice. */
bool oordelen_add(struct oordelen *oordelen, const struct uitspraak *uitspraak, struct text id, struct text patient,
                  struct place place, struct problems *problems, struct error *err) MUST_CHECK;
void oordelen_close(struct oordelen *oordelen);

#endif
