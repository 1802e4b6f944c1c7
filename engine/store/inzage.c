/* inzage.c - see inzage.h. */
#include "store/inzage.h"

#include <stdio.h>
#include <string.h>

#include "base/place.h"
#include "store/ledger.h"

struct inzage_journal {
    char *db, *path;
};

void inzage_journal_close(struct inzage_journal *journal)
{
    if (!journal)
        return;
    free(journal->db);
    free(journal->path);
    free(journal);
}

bool inzage_journal_open(struct inzage_journal **journal, const char *db, struct error *err)
{
    *journal = xcalloc(1, sizeof **journal);
    (*journal)->db = xstrdup(db);
    (*journal)->path = inzage_journal_path(db);
    if (inzage_add(*journal, NULL, 0, err))
        return true;
    inzage_journal_close(*journal);
    *journal = NULL;
    return false;
}

bool inzage_add(struct inzage_journal *journal, const struct inzage *look, size_t n, struct error *err)
{
    struct inzage_row *row = xcalloc(n + 1, sizeof *row);
    char op[INZAGE_TIME];
    ledger_now(op);
    for (size_t i = 0; i < n; i++)
        row[i] = (struct inzage_row){.op = text_of(op),
                                     .inlog = look[i].inlog,
                                     .blad = look[i].blad,
                                     .patient = look[i].patient,
                                     .bevinding_id = look[i].bevinding_id,
                                     .reden = look[i].reden};
    bool ok = inzage_journal_add(journal->path, row, n, err);
    free(row);
    return ok;
}

#define INZAGE_COLUMN(name) ", " #name
#define INZAGE_PARAMETER(name) ", :" #name
#define INZAGE_COLUMNS INZAGE_TEXTS(INZAGE_COLUMN)

bool inzage_put(sqlite3 *db, const struct inzage_lines *lines, struct error *err)
{
    sqlite3_stmt *put = NULL;
    bool ok = lines->n == 0
              || db_prepare(db, &put,
                            "INSERT INTO inzage (nummer" INZAGE_COLUMNS ") SELECT NULL" INZAGE_TEXTS(INZAGE_PARAMETER)
                            " WHERE NOT EXISTS (SELECT 1 FROM inzage WHERE merk = :merk)",
                            err);
    for (size_t i = 0; ok && i < lines->n; i++) {
        const struct inzage_row *row = &lines->row[i];
#define INZAGE_BIND(name) db_set_text(put, ":" #name, row->name);
        INZAGE_TEXTS(INZAGE_BIND)
#undef INZAGE_BIND
        ok = db_run(put, err);
    }
    sqlite3_finalize(put);
    return ok;
}

bool inzage_settle(struct inzage_journal *journal, size_t *damaged, struct error *err)
{
    struct inzage_lines lines;
    struct store store = STORE_CLOSED;
    struct error empty = {0};
    int fd;
    *damaged = 0;
    if (!inzage_journal_take(journal->path, &fd, &lines, err))
        return false;
    bool ok = lines.n == 0
              || (store_open_change(&store, journal->db, 0, err) && inzage_put(store.db, &lines, err)
                  && store_commit(&store, err));
    store_close(&store);
    *damaged = ok ? lines.damaged : 0;
    const bool given = inzage_journal_give(journal->path, fd, ok && lines.n > 0, ok ? err : &empty);
    inzage_lines_release(&lines);
    return ok && given;
}

/* Reading. */

#define INZAGE_CHOICE                                                                                                  \
    "SELECT nummer" INZAGE_COLUMNS " FROM inzage WHERE :inlog IN ('', inlog) AND :patient IN ('', patient)"            \
    " AND :bevinding_id IN ('', bevinding_id) AND op >= :sinds AND (:voor = '' OR op < :voor)"
#define INZAGE_PLACE(name) INZAGE_##name,
enum { INZAGE_nummer, INZAGE_TEXTS(INZAGE_PLACE) };
#undef INZAGE_PLACE

static bool look_fits(const struct inzage_filter *filter, const struct inzage_row *row)
{
#define FITS(name) && (!filter->name.n || text_equal(filter->name, row->name))
    return true FITS(inlog) FITS(patient) FITS(bevinding_id)
#undef FITS
           && text_compare(row->op, filter->sinds) >= 0
           && (!filter->voor.n || text_compare(row->op, filter->voor) < 0);
}

/* Whether the table has the line already. */
static bool is_moved(sqlite3_stmt *find, const struct inzage_row *row, bool *moved, struct error *err)
{
    sqlite3_reset(find);
    db_set_text(find, ":merk", row->merk);
    return db_step(find, moved, err);
}

static bool each_standing(struct store *store, const struct inzage_lines *standing, const struct inzage_filter *filter,
                          bool newest, inzage_fn *each, void *ctx, struct error *err)
{
    sqlite3_stmt *find = NULL;
    bool ok = db_prepare(store->db, &find, "SELECT 1 FROM inzage WHERE merk = :merk", err);
    for (size_t i = 0; ok && i < standing->n; i++) {
        const struct inzage_row *row = &standing->row[newest ? standing->n - 1 - i : i];
        bool moved = true;
        if (look_fits(filter, row))
            ok = is_moved(find, row, &moved, err) && (moved || each(ctx, 0, row, err));
    }
    sqlite3_finalize(find);
    return ok;
}

static bool each_moved(sqlite3_stmt *stmt, const struct inzage_filter *filter, inzage_fn *each, void *ctx,
                       struct error *err)
{
#define INZAGE_ASK(name) db_set_text(stmt, ":" #name, filter->name.n ? filter->name : TEXT(""));
    INZAGE_ASK(inlog)
    INZAGE_ASK(patient)
    INZAGE_ASK(bevinding_id)
    INZAGE_ASK(sinds)
    INZAGE_ASK(voor)
#undef INZAGE_ASK
    bool ok = true;
    while (db_next(stmt, &ok, err)) {
#define INZAGE_READ(name) .name = db_text(stmt, INZAGE_##name),
        const struct inzage_row row = {INZAGE_TEXTS(INZAGE_READ)};
#undef INZAGE_READ
        ok = each(ctx, sqlite3_column_int64(stmt, INZAGE_nummer), &row, err);
    }
    return ok;
}

bool inzage_each(struct store *store, const struct inzage_lines *standing, const struct inzage_filter *filter,
                 inzage_fn *each, void *ctx, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt, INZAGE_CHOICE " ORDER BY nummer", err)
              && each_moved(stmt, filter, each, ctx, err)
              && each_standing(store, standing, filter, false, each, ctx, err);
    sqlite3_finalize(stmt);
    return ok;
}

bool inzage_newest(struct store *store, const struct inzage_lines *standing, const struct inzage_filter *filter,
                   int64_t before, size_t most, inzage_fn *each, void *ctx, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = (before || each_standing(store, standing, filter, true, each, ctx, err))
              && db_prepare(store->db, &stmt, INZAGE_CHOICE " AND nummer < :before ORDER BY nummer DESC LIMIT :most",
                            err);
    if (ok) {
        db_set_integer(stmt, ":before", before ? before : INT64_MAX);
        db_set_integer(stmt, ":most", (int64_t)most);
        ok = each_moved(stmt, filter, each, ctx, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool inzage_last(struct store *store, const struct inzage_lines *standing, struct text inlog,
                 char op[static INZAGE_TIME], struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    struct text last = {"", 0};
    bool row = false;
    bool ok = db_prepare(store->db, &stmt, "SELECT op FROM inzage WHERE inlog = :inlog ORDER BY nummer DESC LIMIT 1",
                         err);
    if (ok) {
        db_set_text(stmt, ":inlog", inlog);
        ok = db_step(stmt, &row, err);
    }
    if (ok && row)
        last = db_only_text(stmt);
    for (size_t i = 0; i < standing->n; i++)
        if (text_equal(standing->row[i].inlog, inlog))
            last = standing->row[i].op;
    snprintf(op, INZAGE_TIME, "%.*s", (int)last.n, last.at ? last.at : "");
    sqlite3_finalize(stmt);
    return ok;
}
