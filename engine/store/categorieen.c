/* categorieen.c - see categorieen.h. */
#include "store/categorieen.h"

#define COLUMN_IS(name, column, version) " AND " column " = :" column

static void bind_categorie(sqlite3_stmt *stmt, const struct categorie_rij *rij)
{
#define SET(name, column, version) db_set_text(stmt, ":" column, rij->value[name]);
    CATEGORIE_COLUMNS_LIST(SET)
#undef SET
}

bool categorieen_write(struct store *store, const struct ruleset *rules, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_exec(store->db, "DELETE FROM categorie", err)
              && db_prepare(store->db, &stmt,
                            "INSERT INTO categorie (categorie, prestatiecodelijst, eigen_risico, bron, herkomst)"
                            " VALUES (:categorie, :prestatiecodelijst, :eigen_risico, :bron, :herkomst)",
                            err);
    for (size_t i = 0; ok && i < rules->categorie_rijen; i++) {
        bind_categorie(stmt, &rules->categorie[i]);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool categorieen_hold(struct store *store, const struct ruleset *rules, bool *hold, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    int64_t rows = 0;
    bool ok = db_integer(store->db, "SELECT count(*) FROM categorie", &rows, err)
              && db_prepare(store->db, &stmt, "SELECT 1 FROM categorie WHERE 1" CATEGORIE_COLUMNS_LIST(COLUMN_IS), err);
    *hold = rows == (int64_t)rules->categorie_rijen;
    for (size_t i = 0; ok && *hold && i < rules->categorie_rijen; i++) {
        sqlite3_reset(stmt);
        bind_categorie(stmt, &rules->categorie[i]);
        ok = db_step(stmt, hold, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}
