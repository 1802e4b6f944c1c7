/* antwoorden.h - what providers answered to findings: taken, never changed (schema/0005_antwoorden.sql). Reading them
 * is bevindingen.h's and queries.h's. */
#ifndef STORE_ANTWOORDEN_H
#define STORE_ANTWOORDEN_H

#include "model/antwoord.h"
#include "model/rol.h"
#include "store/bevindingen.h"

/* Days that a provider has for its answer, when nothing else is asked. */
enum { ANTWOORDTERMIJN = 42 };

struct gegeven_antwoord {
    char id[17]; /* of the finding */
    uint32_t agb;
    enum rol rol; /* ROLLEN: not said; the finding tells when only one of its lines is of this provider */
    enum antwoord antwoord; /* not ANTWOORD_GEEN */
    struct text toelichting; /* may be empty */
    struct text door, bestand;
};
enum antwoord_result { ANTWOORD_TAKEN, ANTWOORD_UNCHANGED, ANTWOORD_REFUSED };

struct antwoorden {
    sqlite3_stmt *find, *latest, *put;
    char op[21];    /* the time of all of them */
    int64_t before; /* the last answer that was there before this file */
};
bool antwoorden_open(struct antwoorden *antwoorden, struct store *store, struct error *err) MUST_CHECK;
/* From here on answers come from another file: they may replace those of the files before. */
bool antwoorden_next_file(struct antwoorden *antwoorden, struct error *err) MUST_CHECK;
/* Puts an answer on record, unless it is the one that counts already. What stands against it is added to `problems`
 * with `file` and `row`, and nothing is written: no such finding, none about a line of this provider in this role, or
 * one that this file has answered otherwise. */
bool antwoorden_add(struct antwoorden *antwoorden, const struct gegeven_antwoord *given, const char *file, size_t row,
                    enum antwoord_result *result, struct problems *problems, struct error *err) MUST_CHECK;
void antwoorden_close(struct antwoorden *antwoorden);

#endif
