/* remembered.c - see remembered.h. Both kinds are one table each, whose columns are those of the file; what is done to
 * them differs only in their names. A run's rows and those in force are merged, both in bytewise order, so a night
 * costs one pass over each. */
#include "store/remembered.h"

#include "csv/csv_record.h"

#define NAME(name, column, version) column ", "
#define MARK(name, column, version) "?, "
enum { COLUMNS_MAX = CONTRACT_COLUMNS };
_Static_assert((int)RELATIE_COLUMNS <= (int)COLUMNS_MAX, "room for both");

/* The columns of a SELECT: what a row says, and when. */
#define ROW(list) list(NAME) "van_run, coalesce(tot_run, 0), rij"
#define SAME_ORDER(list) " ORDER BY " list(NAME) "van_run"

static const struct {
    const struct csv_column *column;
    int columns;
    const char *of_run, *ever, *insert, *end;
} kinds[] = {
    [REMEMBERED_CONTRACTEN] = {contract_column, CONTRACT_COLUMNS,
                               "SELECT " ROW(CONTRACT_COLUMNS_LIST) " FROM contract WHERE van_run <= :run AND"
                               " (tot_run IS NULL OR tot_run > :run)" SAME_ORDER(CONTRACT_COLUMNS_LIST),
                               "SELECT " ROW(CONTRACT_COLUMNS_LIST) " FROM contract" SAME_ORDER(CONTRACT_COLUMNS_LIST),
                               "INSERT INTO contract (" CONTRACT_COLUMNS_LIST(NAME) "van_run) VALUES ("
                               CONTRACT_COLUMNS_LIST(MARK) ":run)",
                               "UPDATE contract SET tot_run = :run WHERE rij = :rij"},
    [REMEMBERED_RELATIES] = {relatie_column, RELATIE_COLUMNS,
                             "SELECT " ROW(RELATIE_COLUMNS_LIST) " FROM relatie WHERE van_run <= :run AND"
                             " (tot_run IS NULL OR tot_run > :run)" SAME_ORDER(RELATIE_COLUMNS_LIST),
                             "SELECT " ROW(RELATIE_COLUMNS_LIST) " FROM relatie" SAME_ORDER(RELATIE_COLUMNS_LIST),
                             "INSERT INTO relatie (" RELATIE_COLUMNS_LIST(NAME) "van_run) VALUES ("
                             RELATIE_COLUMNS_LIST(MARK) ":run)",
                             "UPDATE relatie SET tot_run = :run WHERE rij = :rij"},
};

/* A row of ROW(...). */
struct stored {
    bool row;
    struct text value[COLUMNS_MAX];
    int64_t van_run, tot_run, rij;
};

static bool next_stored(sqlite3_stmt *stmt, int columns, struct stored *stored, bool *ok, struct error *err)
{
    stored->row = db_next(stmt, ok, err);
    for (int c = 0; stored->row && c < columns; c++)
        stored->value[c] = db_text(stmt, c);
    if (stored->row) {
        stored->van_run = sqlite3_column_int64(stmt, columns);
        stored->tot_run = sqlite3_column_int64(stmt, columns + 1);
        stored->rij = sqlite3_column_int64(stmt, columns + 2);
    }
    return stored->row;
}

bool remembered_csv(struct store *store, enum remembered kind, int64_t run, struct buf *csv, struct error *err)
{
    const int columns = kinds[kind].columns;
    sqlite3_stmt *stmt = NULL;
    struct stored stored;
    bool ok = db_prepare(store->db, &stmt, kinds[kind].of_run, err);
    if (ok)
        db_set_integer(stmt, ":run", run);
    for (int c = 0; c < columns; c++)
        buf_printf(csv, "%s%s", c ? "," : "", kinds[kind].column[c].name);
    buf_text(csv, "\n");
    while (next_stored(stmt, columns, &stored, &ok, err)) {
        for (int c = 0; c < columns; c++) {
            buf_text(csv, c ? "," : "");
            csv_add_field(csv, stored.value[c]);
        }
        buf_text(csv, "\n");
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool remembered_history(struct store *store, enum remembered kind,
                        bool (*look)(void *ctx, const struct text *value, int64_t van_run, int64_t tot_run,
                                     struct error *err),
                        void *ctx, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    struct stored stored;
    bool ok = db_prepare(store->db, &stmt, kinds[kind].ever, err);
    while (next_stored(stmt, kinds[kind].columns, &stored, &ok, err))
        ok = look(ctx, stored.value, stored.van_run, stored.tot_run, err);
    sqlite3_finalize(stmt);
    return ok;
}

/* What a run changes: the rows of its file that are not in force (numbers of `source`),
 * and those in force that it has no more. */
struct changes {
    size_t *new, news;
    int64_t *gone;
    size_t gones, gones_cap;
};

static bool find_changes(struct store *store, enum remembered kind, int64_t run, const struct rule_source *source,
                         struct changes *changes, struct error *err)
{
    size_t n, *order = source_order(source, &n), i = 0;
    sqlite3_stmt *stmt = NULL;
    struct stored stored;
    bool ok = db_prepare(store->db, &stmt, kinds[kind].of_run, err);
    if (ok)
        db_set_integer(stmt, ":run", run);
    next_stored(stmt, kinds[kind].columns, &stored, &ok, err);
    changes->new = order; /* it is read ahead of where it is written */
    while (ok && (stored.row || i < n)) {
        int side = !stored.row ? -1
                   : i == n    ? 1
                               : source_compare(source, source->table.row[order[i]].value, stored.value);
        if (side < 0)
            changes->new[changes->news++] = order[i];
        if (side > 0) {
            ARRAY_ROOM(changes->gone, changes->gones, changes->gones_cap);
            changes->gone[changes->gones++] = stored.rij;
        }
        i += side <= 0;
        if (side >= 0)
            next_stored(stmt, kinds[kind].columns, &stored, &ok, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

static bool write_changes(struct store *store, enum remembered kind, int64_t run, const struct rule_source *source,
                          const struct changes *changes, struct error *err)
{
    sqlite3_stmt *insert = NULL, *end = NULL;
    bool ok = db_prepare(store->db, &insert, kinds[kind].insert, err)
              && db_prepare(store->db, &end, kinds[kind].end, err);
    for (size_t i = 0; ok && i < changes->gones; i++) {
        db_set_integer(end, ":run", run);
        db_set_integer(end, ":rij", changes->gone[i]);
        ok = db_run(end, err);
    }
    for (size_t i = 0; ok && i < changes->news; i++) {
        for (int c = 0; c < kinds[kind].columns; c++)
            db_bind_text(insert, 1 + c, source->table.row[changes->new[i]].value[c]);
        db_set_integer(insert, ":run", run);
        ok = db_run(insert, err);
    }
    sqlite3_finalize(insert);
    sqlite3_finalize(end);
    return ok;
}

bool remembered_write(struct store *store, enum remembered kind, int64_t run, const struct rule_source *source,
                      struct error *err)
{
    struct changes changes = {0};
    bool ok = find_changes(store, kind, run, source, &changes, err)
              && write_changes(store, kind, run, source, &changes, err);
    free(changes.new);
    free(changes.gone);
    return ok;
}
