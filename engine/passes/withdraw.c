/* withdraw.c - see withdraw.h. */
#include "passes/withdraw.h"

#include "model/version.h"
#include "store/layers.h"

/* A file that can be withdrawn. */
#define WITHDRAWABLE "status = 'ingelezen' AND bestand NOT IN (SELECT bestand FROM intrekking)"

/* What was typed is not repeated: it may be somebody's number. */
static bool is_one(int64_t found, struct error *err)
{
    if (found == 1)
        return true;
    if (found == 0)
        return error_set(err, STATUS_USAGE,
                         "that is not the name (without its folder) or the number of a file that was ingested and not "
                         "withdrawn; 'dubbelloop status' names the last ones");
    return error_set(err, STATUS_USAGE,
                     "%lld files have that name; give the number of the one that is meant: bestand in 'SELECT bestand, "
                     "run FROM bestand'",
                     (long long)found);
}

bool withdraw_find(struct store *store, struct withdrawal *w, struct error *err)
{
    enum { BESTAND, NAAM };
    sqlite3_stmt *stmt = NULL;
    uint64_t id = 0;
    int64_t found = 0;
    const bool number = text_digits(text_of(w->file), 9, &id);
    bool ok = db_prepare(
        store->db, &stmt,
        "SELECT bestand, naam FROM bestand WHERE (naam = :naam OR bestand = :bestand) AND " WITHDRAWABLE, err);
    if (ok) {
        db_set_string(stmt, ":naam", w->file);
        db_set_integer(stmt, ":bestand", number ? (int64_t)id : -1);
    }
    while (ok && db_next(stmt, &ok, err)) {
        const struct text naam = db_text(stmt, NAAM);
        found++;
        w->bestand = sqlite3_column_int64(stmt, BESTAND);
        free(w->naam);
        w->naam = xprintf("%.*s", (int)naam.n, naam.at);
    }
    sqlite3_finalize(stmt);
    if (ok && found == 1)
        w->gevolg = xprintf("bestand %s ingetrokken: %.*s", w->naam, (int)w->reden.n, w->reden.at);
    return ok && is_one(found, err);
}

/* For layers_rewrite. */
static bool choose_others(void *ctx, struct dossier *dossier, bool *any, struct error *err)
{
    struct withdrawal *w = ctx;
    (void)err;
    *any = false;
    for (size_t i = 0; i < dossier->n; i++) {
        dossier->is_new[i] = dossier->line[i].bestand != w->bestand;
        w->regels += !dossier->is_new[i];
        *any |= dossier->is_new[i];
    }
    return true;
}

bool withdraw_lines(struct store *store, int64_t run, struct withdrawal *w, struct error *err)
{
    w->regels = 0;
    return layers_rewrite(store, run, choose_others, w, err);
}

bool withdraw_record(struct store *store, int64_t run, const struct withdrawal *w, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    char now[21];
    ledger_now(now);
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO intrekking (bestand, run, op, door, reden, versie, regels)"
                         " VALUES (:bestand, :run, :op, :door, :reden, :versie, :regels)",
                         err);
    if (ok) {
        db_set_integer(stmt, ":bestand", w->bestand);
        db_set_integer(stmt, ":run", run);
        db_set_string(stmt, ":op", now);
        db_set_text(stmt, ":door", w->door);
        db_set_text(stmt, ":reden", w->reden);
        db_set_string(stmt, ":versie", DUBBELLOOP_VERSION);
        db_set_integer(stmt, ":regels", w->regels);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool withdraw_shadowed(struct store *store, const struct withdrawal *w, struct buf *names, struct error *err)
{
    enum { NAAM };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT naam FROM bestand b WHERE bestand > :bestand AND " WITHDRAWABLE
                         " AND (dubbel OR EXISTS (SELECT 1 FROM afkeuring a"
                         " WHERE a.bestand = b.bestand AND a.reden = 'referentie_niet_uniek')) ORDER BY bestand",
                         err);
    if (ok)
        db_set_integer(stmt, ":bestand", w->bestand);
    while (ok && db_next(stmt, &ok, err)) {
        const struct text naam = db_text(stmt, NAAM);
        buf_printf(names, "%s%.*s", names->n ? ", " : "", (int)naam.n, naam.at);
    }
    sqlite3_finalize(stmt);
    return ok;
}

void withdrawal_release(struct withdrawal *w)
{
    free(w->naam);
    free(w->gevolg);
    w->naam = w->gevolg = NULL;
}
