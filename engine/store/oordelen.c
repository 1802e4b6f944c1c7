/* oordelen.c - see oordelen.h. */
#include "store/oordelen.h"

#include "store/ledger.h"

bool oordeel_is_given(enum oordeel oordeel)
{
    return oordeel != OORDEEL_GEEN && oordeel != OORDEEL_TE_BEVESTIGEN;
}

bool oordelen_open(struct oordelen *oordelen, struct store *store, struct error *err)
{
    *oordelen = (struct oordelen){.given = 0};
    ledger_now(oordelen->op);
    return db_integer(store->db, "SELECT coalesce(max(nummer), 0) FROM oordeel", &oordelen->before, err)
           && db_prepare(store->db, &oordelen->find,
                         "SELECT patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie, status,"
                         " coalesce(oordeel_nummer, 0), coalesce(oordeel, 'geen'), oordeel_door,"
                         " oordeel_door = ?3 COLLATE NOCASE, herzien FROM v_beoordeeld"
                         " WHERE bevinding_id = ?1 AND (?2 IS NULL OR patient = ?2) LIMIT 2",
                         err)
           && db_prepare(store->db, &oordelen->put,
                         "INSERT INTO oordeel (bevinding_id, patient, keten_agb, keten_referentie, conflict_agb,"
                         " conflict_referentie, oordeel, bevestigt, door, op, reden, run, rij)"
                         " SELECT bevinding_id, patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie, ?6,"
                         " ?7, ?8, ?9, ?10, (SELECT max(run) FROM run), rij FROM v_bevinding_rij WHERE patient = ?1"
                         " AND keten_agb = ?2 AND keten_referentie = ?3 AND conflict_agb = ?4 AND conflict_referentie = ?5",
                         err);
}

/* What a finding is now: the row of `find`. */
struct judged {
    bool lapsed, same_name;
    int64_t nummer; /* of the latest verdict; 0: none */
    struct text oordeel, door, herzien;
};

/* What stands against the verdict; false: nothing. */
static bool objection(const struct uitspraak *u, const struct judged *j, struct text id, struct place place,
                      struct problems *problems)
{
    size_t before = problems->count;
    bool pending = text_equal(j->oordeel, text_of(oordeel_name[OORDEEL_TE_BEVESTIGEN]));
    bool done = text_equal(j->oordeel, text_of(oordeel_name[OORDEEL_TERUGVORDERING]));
    int n = (int)id.n, by = (int)j->door.n;
    if (u->oordeel != OORDEEL_TERUGVORDERING)
        return false;
    if (j->lapsed)
        problem_add(problems, place.file, place.line, "%.*s does not stand any more: nothing can be recovered for it", n, id.at);
    else if (u->bevestig && !pending)
        problem_add(problems, place.file, place.line, "%.*s has no terugvordering to confirm (its verdict: %.*s)", n, id.at,
                    (int)j->oordeel.n, j->oordeel.at);
    else if (u->bevestig && j->herzien.n)
        problem_add(problems, place.file, place.line,
                    "%.*s changed since %.*s judged it; read it again and give terugvordering anew, without --confirm", n,
                    id.at, by, j->door.at);
    else if (u->bevestig && j->same_name)
        problem_add(problems, place.file, place.line,
                    "%.*s: %.*s asked for this terugvordering; somebody else must confirm it", n, id.at, by, j->door.at);
    else if (!u->bevestig && pending && !j->herzien.n && !j->same_name)
        problem_add(problems, place.file, place.line,
                    "%.*s: %.*s asked for this terugvordering; give --confirm to confirm it", n, id.at, by, j->door.at);
    else if (!u->bevestig && done && !j->herzien.n)
        problem_add(problems, place.file, place.line, "%.*s has a confirmed terugvordering already (%.*s)", n, id.at, by,
                    j->door.at);
    return problems->count > before;
}

static bool put(struct oordelen *oordelen, const struct uitspraak *u, int64_t nummer, struct error *err)
{
    sqlite3_stmt *s = oordelen->put;
    for (int c = 0; c < 5; c++)
        db_bind_text(s, c + 1, db_text(oordelen->find, c));
    db_bind_string(s, 6, oordeel_name[u->oordeel]);
    if (u->bevestig)
        sqlite3_bind_int64(s, 7, nummer);
    else
        sqlite3_bind_null(s, 7);
    db_bind_text(s, 8, u->door);
    db_bind_string(s, 9, oordelen->op);
    db_bind_text(s, 10, u->reden);
    oordelen->given++;
    return db_run(s, err);
}

/* The row of `find` is there, and is the only one. */
static bool judge(struct oordelen *oordelen, const struct uitspraak *u, struct text id, struct place place,
                  struct problems *problems, struct error *err)
{
    sqlite3_stmt *s = oordelen->find;
    const struct judged judged = {
        .lapsed = text_equal(db_text(s, 5), text_of(bevinding_status_name[STATUS_VERVALLEN])),
        .nummer = sqlite3_column_int64(s, 6),
        .oordeel = db_text(s, 7),
        .door = db_text(s, 8),
        .same_name = sqlite3_column_int(s, 9),
        .herzien = db_text(s, 10),
    };
    return judged.nummer > oordelen->before || objection(u, &judged, id, place, problems)
           || put(oordelen, u, judged.nummer, err);
}

bool oordelen_add(struct oordelen *oordelen, const struct uitspraak *u, struct text id, struct text patient,
                  struct place place, struct problems *problems, struct error *err)
{
    sqlite3_stmt *s = oordelen->find;
    bool row, more;
    sqlite3_reset(s); /* it stands on the row of the id before */
    db_bind_text(s, 1, id);
    if (patient.n)
        db_bind_text(s, 2, patient);
    db_bind_text(s, 3, u->door);
    if (!db_step(s, &row, err) || (row && !db_step(s, &more, err)))
        return false;
    if (row && !more) /* back to the one row */
        return db_step(s, &row, err) && judge(oordelen, u, id, place, problems, err);
    problem_add(problems, place.file, place.line,
                row ? "several patients have a finding %.*s; judge it by itself, with --patient"
                    : "there is no finding %.*s in this database", (int)id.n, id.at);
    return true;
}

void oordelen_close(struct oordelen *oordelen)
{
    sqlite3_finalize(oordelen->find);
    sqlite3_finalize(oordelen->put);
    *oordelen = (struct oordelen){.given = 0};
}
