/* antwoorden.c - see antwoorden.h. */
#include "store/antwoorden.h"

#include <stdio.h>

#include "store/ledger.h"
#include "store/vastleggingen.h"

/* The side that is asked: the one that verhaal names, or either when the data do not show which (docs/spiegel.md).
 * Answers name the keten side ketencontractant and the other one declarant. */
#define ASKED_CONFLICT \
    "(verhaal = 'conflict' OR instr(';' || redenen || ';', ';kant_onbepaald;')) AND conflict_agb = :agb"
#define ASKED_KETEN "(verhaal = 'keten' OR instr(';' || redenen || ';', ';kant_onbepaald;')) AND keten_agb = :agb"
/* The finding whose line on that side is of that provider. */
#define OF_PROVIDER "bevinding_id = :id AND iif(:rol = 'declarant', conflict_agb, keten_agb) = :agb"
/* Columns of `find` and of `latest`. */
enum { FIND_ALL, FIND_OWN, FIND_DECLARANT, FIND_KETENCONTRACTANT };
enum { LATEST_NUMMER, LATEST_ANTWOORD, LATEST_TOELICHTING };

bool antwoorden_open(struct antwoorden *antwoorden, struct store *store, struct error *err)
{
    *antwoorden = (struct antwoorden){.before = 0};
    ledger_now(antwoorden->op);
    return db_prepare(
               store->db, &antwoorden->find,
               "SELECT count(*), count(*) FILTER (WHERE :agb IN (conflict_agb, keten_agb)),"
               " count(*) FILTER (WHERE " ASKED_CONFLICT "), count(*) FILTER (WHERE " ASKED_KETEN ")"
               " FROM bevinding WHERE bevinding_id = :id",
               err)
           && db_prepare(
               store->db, &antwoorden->latest,
               "SELECT nummer, antwoord, toelichting FROM antwoord WHERE rol = :rol AND (patient, bevinding_id) ="
               " (SELECT patient, bevinding_id FROM bevinding WHERE " OF_PROVIDER ") ORDER BY nummer DESC LIMIT 1",
               err)
           && db_prepare(
               store->db, &antwoorden->put,
               "INSERT INTO antwoord (patient, bevinding_id, agb, rol, antwoord, toelichting, door, op, run, bestand,"
               " na_vastlegging)"
               " SELECT patient, bevinding_id, :agb, :rol, :antwoord, :toelichting, :door, :op,"
               " (SELECT max(run) FROM run), :bestand, " NA_VASTLEGGING " FROM bevinding WHERE " OF_PROVIDER,
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
    db_set_string(stmt, ":id", given->id);
    db_set_text(stmt, ":agb", agb);
    db_set_string(stmt, ":rol", rol_name[rol]);
}

/* What the row of `find` has against an answer in the role that the file says and the one that the finding gives. */
static const char *objection_to(sqlite3_stmt *find, enum rol said, enum rol rol, int64_t as_rol)
{
    if (sqlite3_column_int64(find, FIND_ALL) == 0)
        return "there is no such finding in this database";
    if (sqlite3_column_int64(find, FIND_OWN) == 0)
        return "neither line of this finding is of this provider";
    if (as_rol == 0)
        return "this provider was not asked about this finding: the other line is the one to recover";
    if (as_rol > 1)
        return "several patients have a finding with this id";
    if (rol == ROL_KETENCONTRACTANT && said == ROL_DECLARANT)
        return "the line of this finding in this role is not of this provider";
    return NULL;
}

/* What stands against the answer, or NULL; `rol` is then the role in which it is given. */
static bool find_role(struct antwoorden *antwoorden, const struct gegeven_antwoord *given, struct text agb,
                      enum rol *rol, const char **objection, struct error *err)
{
    sqlite3_stmt *s = antwoorden->find;
    bool row;
    sqlite3_reset(s);
    db_set_string(s, ":id", given->id);
    db_set_text(s, ":agb", agb);
    if (!db_step(s, &row, err))
        return false;
    const int64_t as[ROLLEN] = {[ROL_DECLARANT] = sqlite3_column_int64(s, FIND_DECLARANT),
                                [ROL_KETENCONTRACTANT] = sqlite3_column_int64(s, FIND_KETENCONTRACTANT)};
    /* A keten line on the conflict side is its declarant's as ketencontractant:
     * then the file says so, and the side tells. */
    *rol = as[ROL_DECLARANT] ? ROL_DECLARANT : ROL_KETENCONTRACTANT;
    *objection = objection_to(s, given->rol, *rol, as[*rol]);
    return true;
}

bool antwoorden_add(struct antwoorden *antwoorden, const struct gegeven_antwoord *given, const char *file, size_t row,
                    enum antwoord_result *result, struct problems *problems, struct error *err)
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
        if (any && text_equal(db_text(latest, LATEST_ANTWOORD), text_of(antwoord_name[given->antwoord]))
            && text_equal(db_text(latest, LATEST_TOELICHTING), given->toelichting)) {
            *result = ANTWOORD_UNCHANGED;
            return true;
        }
        if (any && sqlite3_column_int64(latest, LATEST_NUMMER) > antwoorden->before)
            objection = "this file answers this finding twice, and not the same";
    }
    if (objection) {
        /* What is no finding may be anything that looks like one, the number of a patient too. */
        bool known = sqlite3_column_int64(antwoorden->find, FIND_ALL) > 0;
        problem_add(problems, file, row, "%s%s%s", known ? given->id : "", known ? ": " : "", objection);
        *result = ANTWOORD_REFUSED;
        return true;
    }
    bind_key(put, given, rol, agb);
    db_set_string(put, ":antwoord", antwoord_name[given->antwoord]);
    db_set_text(put, ":toelichting", given->toelichting);
    db_set_text(put, ":door", given->door);
    db_set_string(put, ":op", antwoorden->op);
    db_set_text(put, ":bestand", given->bestand);
    *result = ANTWOORD_TAKEN;
    return db_run(put, err);
}

void antwoorden_close(struct antwoorden *antwoorden)
{
    sqlite3_finalize(antwoorden->find);
    sqlite3_finalize(antwoorden->latest);
    sqlite3_finalize(antwoorden->put);
    *antwoorden = (struct antwoorden){.before = 0};
}
