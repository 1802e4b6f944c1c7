/* stand.c - see stand.h. */
#include "store/stand.h"

#include <stdio.h>

#include "rules/keten.h"

static void bind_digits(sqlite3_stmt *stmt, int parameter, uint32_t number, int width, char *room)
{
    digits_print(number, width, room);
    db_bind_text(stmt, parameter, (struct text){room, (size_t)width});
}

static uint32_t number_at(sqlite3_stmt *stmt, int column)
{
    uint64_t number = 0;
    return text_digits(db_text(stmt, column), 9, &number) ? (uint32_t)number : 0;
}

static day day_at(sqlite3_stmt *stmt, int column)
{
    day d = 0;
    return day_parse(db_text(stmt, column), DAY_ISO, &d) == DAY_OK ? d : 0;
}

/* Calls `each` for every figure of the totals: its kind, its key and where it stands. */
static bool each_figure(const struct ruleset *rules, struct totals *totals,
                        bool (*each)(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err),
                        void *ctx, struct error *err)
{
    const struct text none = {"", 0};
    bool ok = each(ctx, "credits_applied", none, &totals->credits_applied, err)
              && each(ctx, "credits_waiting", none, &totals->credits_waiting, err)
              && each(ctx, "anomalies", none, &totals->anomalies, err);
    for (size_t i = 0; ok && i < rules->programmas; i++)
        ok = each(ctx, "keten_lines", rules->programma[i].naam, &totals->keten_lines[i], err);
    for (size_t i = 0; ok && i < CATEGORIEEN; i++)
        ok = each(ctx, "per_categorie", text_of(categorie_name[i]), &totals->per_categorie[i], err);
    for (size_t i = 0; ok && i < rules->tabellen; i++)
        ok = each(ctx, "per_tabel", rules->tabel[i].naam, &totals->per_tabel[i], err);
    for (size_t i = 0; ok && i < ZEKERHEDEN; i++)
        ok = each(ctx, "findings", text_of(zekerheid_name[i]), &totals->findings[i], err)
             && each(ctx, "findings_cent", text_of(zekerheid_name[i]), &totals->findings_cent[i], err)
             && each(ctx, "net_cent", text_of(zekerheid_name[i]), &totals->net_cent[i], err);
    return ok;
}

static bool read_figure(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err)
{
    sqlite3_stmt *stmt = ctx;
    bool row;
    db_bind_string(stmt, 1, soort);
    db_bind_text(stmt, 2, sleutel);
    if (!db_step(stmt, &row, err))
        return false;
    if (row)
        *waarde += sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return true;
}

static bool write_figure(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err)
{
    sqlite3_stmt *stmt = ctx;
    db_bind_string(stmt, 1, soort);
    db_bind_text(stmt, 2, sleutel);
    sqlite3_bind_int64(stmt, 3, *waarde);
    return db_run(stmt, err);
}

bool stand_read(struct store *store, const struct ruleset *rules, struct totals *totals, struct error *err)
{
    sqlite3_stmt *figure = NULL, *dekking = NULL;
    bool ok = db_prepare(store->db, &figure, "SELECT waarde FROM stand WHERE soort = ?1 AND sleutel = ?2", err)
              && each_figure(rules, totals, read_figure, figure, err)
              && db_prepare(store->db, &dekking,
                            "SELECT uzovi, substr(kwartaal, 1, 4) || CASE substr(kwartaal, 6) WHEN '1' THEN '0101' WHEN '2'"
                            " THEN '0401' WHEN '3' THEN '0701' ELSE '1001' END, keten_lines, ongedekt FROM dekking",
                            err);
    while (db_next(dekking, &ok, err))
        totals_add_dekking(totals, (uint16_t)number_at(dekking, 0), day_at(dekking, 1), sqlite3_column_int64(dekking, 2),
                           sqlite3_column_int64(dekking, 3));
    sqlite3_finalize(figure);
    sqlite3_finalize(dekking);
    return ok;
}

static bool write_dekking(struct store *store, const struct ruleset *rules, const struct totals *totals, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO dekking (uzovi, kwartaal, keten_lines, ongedekt, tabel) VALUES (?1,?2,?3,?4,?5)", err);
    for (size_t i = 0; ok && i < totals->dekkingen; i++) {
        const struct dekking *d = &totals->dekking[i];
        if (d->keten_lines == 0)
            continue;
        char uzovi[5], kwartaal[7];
        unsigned tabel = tabel_of(rules, d->uzovi, d->kwartaal);
        bind_digits(stmt, 1, d->uzovi, 4, uzovi);
        quarter_print(d->kwartaal, kwartaal);
        db_bind_string(stmt, 2, kwartaal);
        sqlite3_bind_int64(stmt, 3, d->keten_lines);
        sqlite3_bind_int64(stmt, 4, d->ongedekt);
        if (tabel == GEEN_TABEL)
            sqlite3_bind_null(stmt, 5);
        else
            db_bind_text(stmt, 5, rules->tabel[tabel].naam);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool stand_write(struct store *store, const struct ruleset *rules, const struct totals *totals, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    struct totals copy = *totals; /* each_figure serves reading too */
    bool ok = db_exec(store->db, "DELETE FROM stand; DELETE FROM dekking", err)
              && db_prepare(store->db, &stmt, "INSERT INTO stand (soort, sleutel, waarde) VALUES (?1, ?2, ?3)", err)
              && each_figure(rules, &copy, write_figure, stmt, err);
    sqlite3_finalize(stmt);
    return ok && write_dekking(store, rules, totals, err);
}

/* Looks a figure up among the stored ones. */
struct figure_check {
    sqlite3_stmt *stmt;
    int64_t figures; /* looked up */
    bool is;
    char *what;
};

static bool check_figure(void *ctx, const char *soort, struct text sleutel, int64_t *waarde, struct error *err)
{
    struct figure_check *check = ctx;
    bool row;
    db_bind_string(check->stmt, 1, soort);
    db_bind_text(check->stmt, 2, sleutel);
    if (!db_step(check->stmt, &row, err))
        return false;
    check->figures++;
    if (check->is && (!row || sqlite3_column_int64(check->stmt, 0) != *waarde)) {
        check->is = false;
        snprintf(check->what, 64, "stand, %s %.*s", soort, (int)sleutel.n, sleutel.at);
    }
    sqlite3_reset(check->stmt);
    return true;
}

static bool check_dekking(struct store *store, const struct ruleset *rules, const struct totals *totals, bool *is,
                          char what[static 64], struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    size_t i = 0;
    bool row = true;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT uzovi, kwartaal, keten_lines, ongedekt, tabel FROM dekking"
                         " ORDER BY uzovi, kwartaal",
                         err);
    while (ok && row && *is) {
        while (i < totals->dekkingen && totals->dekking[i].keten_lines == 0)
            i++;
        ok = db_step(stmt, &row, err);
        const struct dekking *d = i < totals->dekkingen ? &totals->dekking[i++] : NULL;
        if (!ok || (!row && !d))
            break;
        unsigned tabel = d ? tabel_of(rules, d->uzovi, d->kwartaal) : GEEN_TABEL;
        char kwartaal[7] = "";
        if (d)
            quarter_print(d->kwartaal, kwartaal);
        *is = row && d && number_at(stmt, 0) == d->uzovi && text_equal(db_text(stmt, 1), text_of(kwartaal))
              && sqlite3_column_int64(stmt, 2) == d->keten_lines && sqlite3_column_int64(stmt, 3) == d->ongedekt
              && text_equal(db_text(stmt, 4), tabel == GEEN_TABEL ? TEXT("") : rules->tabel[tabel].naam);
        if (!*is && d)
            snprintf(what, 64, "dekking, uzovi %04u in %s", d->uzovi, kwartaal);
        else if (!*is)
            snprintf(what, 64, "dekking, a row too many");
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool stand_is(struct store *store, const struct ruleset *rules, const struct totals *totals, bool *is,
              char what[static 64], struct error *err)
{
    struct totals copy = *totals; /* each_figure serves reading too */
    struct figure_check check = {.is = true, .what = what};
    int64_t stored;
    bool ok = db_prepare(store->db, &check.stmt, "SELECT waarde FROM stand WHERE soort = ?1 AND sleutel = ?2", err)
              && each_figure(rules, &copy, check_figure, &check, err)
              && db_integer(store->db, "SELECT count(*) FROM stand", &stored, err);
    sqlite3_finalize(check.stmt);
    *is = check.is;
    if (ok && *is && stored != check.figures) {
        *is = false;
        snprintf(what, 64, "stand, a row too many");
    }
    return ok && (!*is || check_dekking(store, rules, totals, is, what, err));
}
