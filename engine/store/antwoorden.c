/* antwoorden.c - see antwoorden.h. */
#include "store/antwoorden.h"

#include <stdio.h>

#include "store/ledger.h"

/* The finding ?1 whose line in role ?3 is of provider ?2. */
#define OF_PROVIDER "bevinding_id = ?1 AND iif(?3 = 'declarant', conflict_agb, keten_agb) = ?2"

bool antwoorden_open(struct antwoorden *antwoorden, struct store *store, struct error *err)
{
    *antwoorden = (struct antwoorden){.before = 0};
    ledger_now(antwoorden->op);
    return db_prepare(
               store->db, &antwoorden->find,
               "SELECT count(*), count(*) FILTER (WHERE conflict_agb = ?2), count(*) FILTER (WHERE keten_agb = ?2)"
               " FROM bevinding WHERE bevinding_id = ?1",
               err)
           && db_prepare(
               store->db, &antwoorden->latest,
               "SELECT nummer, antwoord, toelichting FROM antwoord WHERE rol = ?3"
               " AND (patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie) ="
               " (SELECT patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie FROM bevinding"
               " WHERE " OF_PROVIDER ") ORDER BY nummer DESC LIMIT 1",
               err)
           && db_prepare(
               store->db, &antwoorden->put,
               "INSERT INTO antwoord (bevinding_id, patient, keten_agb, keten_referentie, conflict_agb,"
               " conflict_referentie, agb, rol, antwoord, toelichting, door, op, run, bestand)"
               " SELECT bevinding_id, patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie,"
               " ?2, ?3, ?4, ?5, ?6, ?7, (SELECT max(run) FROM run), ?8 FROM bevinding WHERE " OF_PROVIDER,
               err)
           && antwoorden_next_file(antwoorden, err);
}

bool antwoorden_next_file(struct antwoorden *antwoorden, struct error *err)
{
    return db_integer(sqlite3_db_handle(antwoorden->put), "SELECT coalesce(max(nummer), 0) FROM antwoord",
                      &antwoorden->before, err);
}

static void bind_key(sqlite3_stmt *stmt, const struct gegeven_antwoord *given, enum rol rol, struct text agb)
{
    sqlite3_reset(stmt);
    db_bind_string(stmt, 1, given->id);
    db_bind_text(stmt, 2, agb);
    db_bind_string(stmt, 3, rol_name[rol]);
}

/* What stands against the answer, or NULL; `rol` is then the role in which it is given. */
static bool find_role(struct antwoorden *antwoorden, const struct gegeven_antwoord *given, struct text agb,
                      enum rol *rol, const char **objection, struct error *err)
{
    sqlite3_stmt *s = antwoorden->find;
    bool row;
    sqlite3_reset(s);
    db_bind_string(s, 1, given->id);
    db_bind_text(s, 2, agb);
    if (!db_step(s, &row, err))
        return false;
    int64_t as[ROLLEN] = {
        [ROL_DECLARANT] = sqlite3_column_int64(s, 1), [ROL_KETENCONTRACTANT] = sqlite3_column_int64(s, 2)};
    *rol = given->rol != ROLLEN ? given->rol : as[ROL_DECLARANT] ? ROL_DECLARANT : ROL_KETENCONTRACTANT;
    *objection =
        sqlite3_column_int64(s, 0) == 0 ? "there is no such finding in this database"
        : as[*rol] == 0                 ? given->rol == ROLLEN ? "neither line of this finding is of this provider"
                                                               : "the line of this finding in this role is not of this provider"
        : as[*rol] > 1                  ? "several patients have a finding with this id"
        : given->rol == ROLLEN && as[ROL_DECLARANT] && as[ROL_KETENCONTRACTANT]
            ? "both lines of this finding are of this provider: column rol must say declarant or ketencontractant"
            : NULL;
    return true;
}

bool antwoorden_add(struct antwoorden *antwoorden, const struct gegeven_antwoord *given, const char *file, size_t row,
                    enum antwoord_uitkomst *uitkomst, struct problems *problems, struct error *err)
{
    sqlite3_stmt *latest = antwoorden->latest, *put = antwoorden->put;
    char digits[9];
    const char *objection;
    enum rol rol;
    bool any;
    digits_print(given->agb, 8, digits);
    const struct text agb = {digits, 8};
    if (!find_role(antwoorden, given, agb, &rol, &objection, err))
        return false;
    if (!objection) {
        bind_key(latest, given, rol, agb);
        if (!db_step(latest, &any, err))
            return false;
        if (any && text_equal(db_text(latest, 1), text_of(antwoord_name[given->antwoord]))
            && text_equal(db_text(latest, 2), given->toelichting)) {
            *uitkomst = ANTWOORD_ONGEWIJZIGD;
            return true;
        }
        if (any && sqlite3_column_int64(latest, 0) > antwoorden->before)
            objection = "this file answers this finding twice, and not the same";
    }
    if (objection) {
        /* What is no finding may be anything that looks like one, the number of a patient too. */
        bool known = sqlite3_column_int64(antwoorden->find, 0) > 0;
        problem_add(problems, file, row, "%s%s%s", known ? given->id : "", known ? ": " : "", objection);
        *uitkomst = ANTWOORD_GEWEIGERD;
        return true;
    }
    bind_key(put, given, rol, agb);
    db_bind_string(put, 4, antwoord_name[given->antwoord]);
    db_bind_text(put, 5, given->toelichting);
    db_bind_text(put, 6, given->door);
    db_bind_string(put, 7, antwoorden->op);
    db_bind_text(put, 8, given->bestand);
    *uitkomst = ANTWOORD_OVERGENOMEN;
    return db_run(put, err);
}

void antwoorden_close(struct antwoorden *antwoorden)
{
    sqlite3_finalize(antwoorden->find);
    sqlite3_finalize(antwoorden->latest);
    sqlite3_finalize(antwoorden->put);
    *antwoorden = (struct antwoorden){.before = 0};
}
