/* lijsten.c - see lijsten.h. */
#include "store/lijsten.h"

#include "store/ledger.h"

enum { L_LIJST, L_INLOG, L_NAAM, L_GEDEELD, L_VRAAG };

bool lijsten_each(struct store *store, struct text inlog, bewaarde_lijst_fn *each, void *ctx, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT lijst, inlog, naam, gedeeld, vraag FROM lijst WHERE inlog = :inlog OR gedeeld"
                         " ORDER BY inlog <> :inlog, naam, inlog",
                         err);
    if (ok)
        db_set_text(stmt, ":inlog", inlog);
    while (ok && db_next(stmt, &ok, err))
        ok = each(ctx, &(const struct bewaarde_lijst){.lijst = sqlite3_column_int64(stmt, L_LIJST),
                                                      .inlog = db_text(stmt, L_INLOG),
                                                      .naam = db_text(stmt, L_NAAM),
                                                      .gedeeld = sqlite3_column_int(stmt, L_GEDEELD) != 0,
                                                      .vraag = db_text(stmt, L_VRAAG)}, err);
    sqlite3_finalize(stmt);
    return ok;
}

bool lijsten_put(struct store *store, const struct bewaarde_lijst *lijst, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO lijst (inlog, naam, gedeeld, vraag, op)"
                         " VALUES (:inlog, :naam, :gedeeld, :vraag, :op) ON CONFLICT (inlog, naam)"
                         " DO UPDATE SET gedeeld = excluded.gedeeld, vraag = excluded.vraag, op = excluded.op",
                         err);
    if (ok) {
        char op[21];
        ledger_now(op);
        db_set_text(stmt, ":inlog", lijst->inlog);
        db_set_text(stmt, ":naam", lijst->naam);
        db_set_integer(stmt, ":gedeeld", lijst->gedeeld);
        db_set_text(stmt, ":vraag", lijst->vraag);
        db_set_string(stmt, ":op", op);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool lijsten_drop(struct store *store, struct text inlog, int64_t lijst, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, "DELETE FROM lijst WHERE lijst = :lijst AND inlog = :inlog", err);
    if (ok) {
        db_set_integer(stmt, ":lijst", lijst);
        db_set_text(stmt, ":inlog", inlog);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}
