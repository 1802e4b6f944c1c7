/* aanlevering.c - see aanlevering.h. */
#include "store/aanlevering.h"

bool clock_look(struct store *store, const struct run_record *run, struct warnings *warnings, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, "SELECT begonnen FROM run ORDER BY run DESC LIMIT 1", err);
    if (ok && db_next(stmt, &ok, err)) {
        const struct text last = db_only_text(stmt);
        if (text_compare(last, text_of(run->begonnen)) > 0)
            warnings_add(warnings, WARN_CLOCK_BACK, 0, 1,
                         "the clock of this machine says %s, and the last run began at %.*s: set the clock right, or "
                         "ages and terms are wrong",
                         run->begonnen, (int)last.n, last.at);
    }
    sqlite3_finalize(stmt);
    return ok;
}

static bool write_kolom(sqlite3_stmt *stmt, uint32_t bestand, const char *soort, struct text naam, struct error *err)
{
    struct buf printable = {0};
    text_add_printable(&printable, naam);
    db_set_integer(stmt, ":bestand", bestand);
    db_set_string(stmt, ":soort", soort);
    db_set_string(stmt, ":naam", buf_string(&printable));
    bool ok = db_run(stmt, err);
    buf_release(&printable);
    return ok;
}

static bool write_kolommen(struct store *store, const struct bestand *bestand, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    const struct layout *layout = &bestand->layout;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT OR IGNORE INTO bestand_kolom (bestand, soort, naam) VALUES (:bestand, :soort, :naam)",
                         err);
    for (int c = 0; ok && c < COLUMNS; c++)
        if (layout_lacks(layout, (enum column)c))
            ok = write_kolom(stmt, bestand->id, "ontbreekt", text_of(column_name[c]), err);
    for (size_t f = 0; ok && f < layout->fields; f++)
        if (layout_ignores(layout, f))
            ok = write_kolom(stmt, bestand->id, "genegeerd", text_sayable(text_of(layout->name[f])), err);
    sqlite3_finalize(stmt);
    return ok;
}

static bool write_codes(struct store *store, const struct bestand *bestand, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO zonder_programma (bestand, prestatiecodelijst, prestatiecode, regels, cent) "
                         "VALUES (:bestand, :lijst, :code, :regels, :cent)",
                         err);
    for (size_t i = 0; ok && i < bestand->zonder_programma.n; i++) {
        const struct code_count *count = &bestand->zonder_programma.count[i];
        char lijst[4];
        if (count->n == 0)
            continue;
        db_set_integer(stmt, ":bestand", bestand->id);
        db_set_string(stmt, ":lijst", code_count_lijst(count, lijst));
        db_set_text(stmt, ":code", (struct text){count->code, count->code_n});
        db_set_integer(stmt, ":regels", count->n);
        db_set_integer(stmt, ":cent", count->cent);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

static bool write_warnings(struct store *store, const struct run_record *run, const struct warnings *warnings,
                           struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO waarschuwing (run, nummer, code, bestand, aantal)"
                         " VALUES (:run, :nummer, :code, nullif(:bestand, 0), :aantal)",
                         err);
    for (size_t i = 0; ok && i < warnings->n; i++) {
        const struct warning *warning = &warnings->warning[i];
        db_set_integer(stmt, ":run", run->run);
        db_set_integer(stmt, ":nummer", (int64_t)i + 1);
        db_set_string(stmt, ":code", warning_code[warning->kind]);
        db_set_integer(stmt, ":bestand", warning->bestand);
        db_set_integer(stmt, ":aantal", warning->n);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

static bool write_controle(struct store *store, const struct bestand *bestand, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    if (!bestand->controle[0])
        return true;
    bool ok = db_prepare(store->db, &stmt, "UPDATE bestand SET controle = :controle WHERE bestand = :bestand", err);
    if (ok) {
        db_set_string(stmt, ":controle", bestand->controle);
        db_set_integer(stmt, ":bestand", bestand->id);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool aanlevering_write(struct store *store, const struct run_record *run, const struct bestand *bestand,
                       size_t bestanden, const struct warnings *warnings, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < bestanden; i++)
        if (bestand[i].status == BESTAND_INGELEZEN)
            ok = write_kolommen(store, &bestand[i], err) && write_codes(store, &bestand[i], err)
                 && write_controle(store, &bestand[i], err);
    return ok && write_warnings(store, run, warnings, err);
}
