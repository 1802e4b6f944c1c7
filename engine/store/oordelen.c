/* oordelen.c - see oordelen.h. */
#include "store/oordelen.h"

#include <stdio.h>

#include "base/digest.h"
#include "base/login.h"
#include "store/ledger.h"
#include "store/vastleggingen.h"

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
           && db_prepare(store->db, &oordelen->whose,
                         "SELECT patient FROM bevinding"
                         " WHERE bevinding_id = :id AND (:patient IS NULL OR patient = :patient) LIMIT 2",
                         err)
           && db_prepare(store->db, &oordelen->find,
                         "SELECT patient, status, coalesce(oordeel_nummer, 0), coalesce(oordeel, 'geen'), oordeel_door,"
                         " (SELECT inlog FROM oordeel WHERE nummer = oordeel_nummer), herzien, rij FROM v_beoordeeld"
                         " WHERE bevinding_id = :id AND patient = :patient",
                         err)
           && db_prepare(store->db, &oordelen->put,
                         "INSERT INTO oordeel (patient, bevinding_id, oordeel, bevestigt, door, op, reden, run, rij,"
                         " inlog, een_inlog, na_vastlegging) VALUES (:patient, :id, :oordeel, :bevestigt, :door, :op,"
                         " :reden, (SELECT max(run) FROM run), :rij, :inlog, :een_inlog, " NA_VASTLEGGING ")",
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
static enum bezwaar_soort unlike_seen(const struct uitspraak *u, const struct judged *j, int64_t before)
{
    char stand[STAND_TEXT];
    oordelen_stand(j->rij, j->nummer, stand);
    const size_t facts = strcspn(stand, "/");
    if (u->stand.n == 0)
        return u->ongezien_vanaf && j->nummer >= u->ongezien_vanaf && j->nummer <= before ? BEZWAAR_BEOORDEELD
                                                                                          : BEZWAAR_GEEN;
    if (text_equal(u->stand, text_of(stand)))
        return BEZWAAR_GEEN;
    if (j->nummer > before)
        return BEZWAAR_TWEEMAAL;
    return u->stand.n < facts || memcmp(u->stand.at, stand, facts) != 0 ? BEZWAAR_GEWIJZIGD : BEZWAAR_BEOORDEELD;
}

static enum bezwaar_soort objection_to_confirm(const struct judged *j)
{
    if (!text_equal(j->oordeel, text_of(oordeel_name[OORDEEL_TE_BEVESTIGEN])))
        return BEZWAAR_NIETS;
    if (j->herzien.n)
        return BEZWAAR_HERZIEN;
    if (j->same_name)
        return BEZWAAR_ZELFDE_NAAM;
    return j->same_login && !j->one_login ? BEZWAAR_ZELFDE_INLOG : BEZWAAR_GEEN;
}

static enum bezwaar_soort objection(const struct uitspraak *u, const struct judged *j)
{
    if (u->oordeel != OORDEEL_TERUGVORDERING)
        return BEZWAAR_GEEN;
    if (j->lapsed)
        return BEZWAAR_VERVALLEN;
    if (u->bevestig)
        return objection_to_confirm(j);
    if (j->herzien.n)
        return BEZWAAR_GEEN;
    if (text_equal(j->oordeel, text_of(oordeel_name[OORDEEL_TE_BEVESTIGEN])) && !j->same_name)
        return BEZWAAR_WACHT;
    return text_equal(j->oordeel, text_of(oordeel_name[OORDEEL_TERUGVORDERING])) ? BEZWAAR_BEVESTIGD : BEZWAAR_GEEN;
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
    db_set_text(s, ":rij", j->rij);
    db_set_integer(s, ":een_inlog", u->bevestig && j->same_login);
    oordelen->given++;
    return db_run(s, err);
}

/* The row of `find` is there. */
static bool judge_finding(struct oordelen *oordelen, const struct uitspraak *u, struct text id,
                          struct bezwaar *bezwaar, struct error *err)
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
    *bezwaar = (struct bezwaar){unlike_seen(u, &judged, oordelen->before), judged.oordeel, judged.door};
    if (bezwaar->soort != BEZWAAR_GEEN || judged.nummer > oordelen->before)
        return true;
    bezwaar->soort = objection(u, &judged);
    return bezwaar->soort != BEZWAAR_GEEN || put_oordeel(oordelen, u, &judged, id, err);
}

/* Puts the one finding with this id in `find`, or says why there is none. The row is put together once: that is most of
 * what a verdict costs. */
static bool look_up_finding(struct oordelen *oordelen, struct text id, struct text patient, struct bezwaar *bezwaar,
                            struct error *err)
{
    sqlite3_stmt *whose = oordelen->whose, *find = oordelen->find;
    bool row, more;
    sqlite3_reset(find); /* it stands on the row of the id before */
    db_set_text(whose, ":id", id);
    if (patient.n)
        db_set_text(whose, ":patient", patient);
    else
        db_set_null(whose, ":patient");
    bool ok = db_step(whose, &row, err);
    db_set_text(find, ":id", id);
    if (ok && row) {
        db_set_text(find, ":patient", db_only_text(whose));
        ok = db_step(find, &row, err);
    }
    ok = ok && (!row || db_step(whose, &more, err));
    *bezwaar = (struct bezwaar){.soort = !ok || !row ? BEZWAAR_ONBEKEND : more ? BEZWAAR_MEERDERE : BEZWAAR_GEEN};
    sqlite3_reset(whose);
    return ok;
}

bool oordelen_give(struct oordelen *oordelen, const struct uitspraak *u, struct text id, struct text patient,
                   struct bezwaar *bezwaar, struct error *err)
{
    return look_up_finding(oordelen, id, patient, bezwaar, err)
           && (bezwaar->soort != BEZWAAR_GEEN || judge_finding(oordelen, u, id, bezwaar, err));
}

/* In words: of the bezwaar as a sentence around id, name (door), verdict and login, each marked by a letter. */
static const char *const bezwaar_words[BEZWAREN] = {
    [BEZWAAR_GEEN] = "",
    [BEZWAAR_ONBEKEND] = "there is no finding @i in this database",
    [BEZWAAR_MEERDERE] = "several patients have a finding @i; judge it by itself, with --patient",
    [BEZWAAR_TWEEMAAL] = "@i occurs twice",
    [BEZWAAR_GEWIJZIGD] = "@i changed since the workbook was made: make it anew and look again",
    [BEZWAAR_BEOORDEELD] = "@i was judged since the workbook was made, by @d: @o",
    [BEZWAAR_VERVALLEN] = "@i does not stand any more: nothing can be recovered for it",
    [BEZWAAR_NIETS] = "@i has no terugvordering to confirm (its verdict: @o)",
    [BEZWAAR_HERZIEN] = "@i changed since @d judged it; read it again and give terugvordering anew, without --confirm",
    [BEZWAAR_ZELFDE_NAAM] = "@i: @d asked for this terugvordering; somebody else must confirm it",
    [BEZWAAR_ZELFDE_INLOG] = ("@i: @d asked for this terugvordering under the same login, @l; somebody else must "
                              "confirm it, under his own. Where one person does all, 'decide --one-login ja' allows "
                              "it, and marks it"),
    [BEZWAAR_WACHT] = "@i: @d asked for this terugvordering; give --confirm to confirm it",
    [BEZWAAR_BEVESTIGD] = "@i has a confirmed terugvordering already (@d)",
};

void bezwaar_say(const struct bezwaar *bezwaar, const char *words, struct text id, struct text inlog, struct buf *out)
{
    for (const char *at = words; *at; at++)
        if (*at != '@' || !at[1])
            buf_add(out, at, 1);
        else {
            const struct text value = *++at == 'i'   ? id
                                      : *at == 'd' ? bezwaar->door
                                      : *at == 'o' ? bezwaar->oordeel
                                                   : inlog;
            buf_add(out, value.at, value.n);
        }
}

bool oordelen_add(struct oordelen *oordelen, const struct uitspraak *u, struct text id, struct text patient,
                  struct place place, struct problems *problems, struct error *err)
{
    struct bezwaar bezwaar;
    struct buf said = {0};
    if (!oordelen_give(oordelen, u, id, patient, &bezwaar, err))
        return false;
    if (bezwaar.soort == BEZWAAR_GEEN)
        return true;
    bezwaar_say(&bezwaar, bezwaar_words[bezwaar.soort], id, u->inlog, &said);
    problem_add(problems, place.file, place.line, "%s", buf_string(&said));
    buf_release(&said);
    return true;
}

void oordelen_close(struct oordelen *oordelen)
{
    sqlite3_finalize(oordelen->whose);
    sqlite3_finalize(oordelen->find);
    sqlite3_finalize(oordelen->put);
    *oordelen = (struct oordelen){.given = 0};
}
