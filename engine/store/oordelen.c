/* oordelen.c - see oordelen.h. */
#include "store/oordelen.h"

#include <stdio.h>

#include "base/digest.h"
#include "base/login.h"
#include "store/ledger.h"

bool oordeel_is_given(enum oordeel oordeel)
{
    return oordeel != OORDEEL_GEEN && oordeel != OORDEEL_TE_BEVESTIGEN;
}

void oordelen_stand(struct text rij, int64_t nummer, char out[static STAND_TEXT])
{
    char id[17], fours[BEVINDING_ID_FOURS + 1];
    blake2b_id(&rij, 1, id);
    bevinding_id_in_fours(text_of(id), fours);
    snprintf(out, STAND_TEXT, "%s/%lld", fours, (long long)nummer);
}

bool oordelen_open(struct oordelen *oordelen, struct store *store, struct error *err)
{
    *oordelen = (struct oordelen){.given = 0};
    ledger_now(oordelen->op);
    char *one_login = NULL;
    if (!store_setting(store, STORE_ONE_LOGIN, &one_login, err))
        return false;
    oordelen->one_login = one_login && strncmp(one_login, "ja", 2) == 0;
    free(one_login);
    return db_integer(store->db, "SELECT coalesce(max(nummer), 0) FROM oordeel", &oordelen->before, err)
           && db_prepare(store->db, &oordelen->find,
                         "SELECT patient, status, coalesce(oordeel_nummer, 0), coalesce(oordeel, 'geen'), oordeel_door,"
                         " (SELECT inlog FROM oordeel WHERE nummer = oordeel_nummer), herzien, rij FROM v_beoordeeld"
                         " WHERE bevinding_id = :id AND (:patient IS NULL OR patient = :patient) LIMIT 2",
                         err)
           && db_prepare(store->db, &oordelen->put,
                         "INSERT INTO oordeel (patient, bevinding_id, oordeel, bevestigt, door, op, reden, run, rij,"
                         " inlog, een_inlog) SELECT patient, bevinding_id, :oordeel, :bevestigt, :door, :op, :reden,"
                         " (SELECT max(run) FROM run), rij, :inlog, :een_inlog FROM v_bevinding_rij"
                         " WHERE patient = :patient AND bevinding_id = :id",
                         err);
}

/* What a finding is now: the row of `find`, whose columns these are. */
enum { F_PATIENT, F_STATUS, F_NUMMER, F_OORDEEL, F_DOOR, F_INLOG, F_HERZIEN, F_RIJ };
struct judged {
    struct text patient;
    bool lapsed, same_name, same_login, one_login;
    int64_t nummer; /* of the latest verdict; 0: none */
    struct text oordeel, door, herzien, rij;
};

/* Whether it is what the person who judges had before him. */
static bool is_as_seen(const struct uitspraak *u, const struct judged *j, int64_t before, struct text id,
                       struct place place, struct problems *problems)
{
    char stand[STAND_TEXT];
    oordelen_stand(j->rij, j->nummer, stand);
    int n = (int)id.n;
    size_t facts = strcspn(stand, "/");
    if (u->stand.n == 0 || text_equal(u->stand, text_of(stand)))
        return true;
    if (j->nummer > before)
        problem_add(problems, place.file, place.line, "%.*s occurs twice", n, id.at);
    else if (u->stand.n < facts || memcmp(u->stand.at, stand, facts) != 0)
        problem_add(problems, place.file, place.line, "%.*s changed since the workbook was made:"
                                                      " make it anew and look again", n, id.at);
    else
        problem_add(problems, place.file, place.line, "%.*s was judged since the workbook was made, by %.*s: %.*s", n,
                    id.at, (int)j->door.n, j->door.at, (int)j->oordeel.n, j->oordeel.at);
    return false;
}

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
        problem_add(problems, place.file, place.line, "%.*s does not stand any more: nothing can be recovered for it",
                    n, id.at);
    else if (u->bevestig && !pending)
        problem_add(problems, place.file, place.line, "%.*s has no terugvordering to confirm (its verdict: %.*s)", n,
                    id.at, (int)j->oordeel.n, j->oordeel.at);
    else if (u->bevestig && j->herzien.n)
        problem_add(problems, place.file, place.line,
                    "%.*s changed since %.*s judged it; read it again and give terugvordering anew, without --confirm",
                    n, id.at, by, j->door.at);
    else if (u->bevestig && j->same_name)
        problem_add(problems, place.file, place.line,
                    "%.*s: %.*s asked for this terugvordering; somebody else must confirm it", n, id.at, by,
                    j->door.at);
    else if (u->bevestig && j->same_login && !j->one_login)
        problem_add(problems, place.file, place.line,
                    "%.*s: %.*s asked for this terugvordering under the same login, %.*s; "
                    "somebody else must confirm it, under his own. Where one person does all, "
                    "'decide --one-login ja' allows it, and marks it",
                    n, id.at, by, j->door.at, (int)u->inlog.n, u->inlog.at);
    else if (!u->bevestig && pending && !j->herzien.n && !j->same_name)
        problem_add(problems, place.file, place.line,
                    "%.*s: %.*s asked for this terugvordering; give --confirm to confirm it", n, id.at, by, j->door.at);
    else if (!u->bevestig && done && !j->herzien.n)
        problem_add(problems, place.file, place.line, "%.*s has a confirmed terugvordering already (%.*s)", n, id.at,
                    by, j->door.at);
    return problems->count > before;
}

static bool put_oordeel(struct oordelen *oordelen, const struct uitspraak *u, const struct judged *j, struct text id,
                        struct error *err)
{
    sqlite3_stmt *s = oordelen->put;
    db_set_text(s, ":patient", j->patient);
    db_set_text(s, ":id", id);
    db_set_string(s, ":oordeel", oordeel_name[u->oordeel]);
    if (u->bevestig)
        db_set_integer(s, ":bevestigt", j->nummer);
    else
        db_set_null(s, ":bevestigt");
    db_set_text(s, ":door", u->door);
    db_set_string(s, ":op", oordelen->op);
    db_set_text(s, ":reden", u->reden);
    db_set_text(s, ":inlog", u->inlog);
    db_set_integer(s, ":een_inlog", u->bevestig && j->same_login);
    oordelen->given++;
    return db_run(s, err);
}

/* The row of `find` is there, and is the only one. */
static bool judge_finding(struct oordelen *oordelen, const struct uitspraak *u, struct text id, struct place place,
                  struct problems *problems, struct error *err)
{
    sqlite3_stmt *s = oordelen->find;
    const struct judged judged = {
        .patient = db_text(s, F_PATIENT),
        .lapsed = text_equal(db_text(s, F_STATUS), text_of(bevinding_status_name[STATUS_VERVALLEN])),
        .nummer = sqlite3_column_int64(s, F_NUMMER),
        .oordeel = db_text(s, F_OORDEEL),
        .door = db_text(s, F_DOOR),
        .same_name = names_are_one(db_text(s, F_DOOR), u->door),
        .same_login = text_equal(db_text(s, F_INLOG), u->inlog),
        .one_login = oordelen->one_login,
        .herzien = db_text(s, F_HERZIEN),
        .rij = db_text(s, F_RIJ),
    };
    return !is_as_seen(u, &judged, oordelen->before, id, place, problems) || judged.nummer > oordelen->before
           || objection(u, &judged, id, place, problems) || put_oordeel(oordelen, u, &judged, id, err);
}

bool oordelen_add(struct oordelen *oordelen, const struct uitspraak *u, struct text id, struct text patient,
                  struct place place, struct problems *problems, struct error *err)
{
    sqlite3_stmt *s = oordelen->find;
    bool row, more;
    sqlite3_reset(s); /* it stands on the row of the id before */
    db_set_text(s, ":id", id);
    if (patient.n)
        db_set_text(s, ":patient", patient);
    if (!db_step(s, &row, err) || (row && !db_step(s, &more, err)))
        return false;
    if (row && !more) {
        sqlite3_reset(s); /* it is read again from its beginning, where the one row is */
        return db_step(s, &row, err) && judge_finding(oordelen, u, id, place, problems, err);
    }
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
