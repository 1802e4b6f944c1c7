/* The real schema: its steps, its tables and what guards them. */
#include "base/embedded.h"
#include "store/store.h"

#include <unistd.h>

#include "harness.h"

static void open_fresh(struct store *store, const char *name)
{
    struct error err = {0};
    char *path = scratch(name);
    unlink(path);
    check_good(store_open(store, path, 0, &err), &err, "store_open");
    free(path);
}

static int64_t number(struct store *store, const char *sql)
{
    struct error err = {0};
    int64_t n;
    check_good(db_integer(store->db, sql, &n, &err), &err, sql);
    return n;
}

START_TEST(steps_are_numbered_without_gaps_and_counted_by_the_version)
{
    struct store store;
    int64_t n = 0;
    for (; embedded_schema[n].name; n++)
        if (strtol(embedded_schema[n].name, NULL, 10) != n + 1 || embedded_schema[n].name[4] != '_')
            ck_abort_msg("step %lld is %s", (long long)n + 1, embedded_schema[n].name);
    open_fresh(&store, "schema.db");
    if (n == 0 || number(&store, "PRAGMA user_version") != n)
        ck_abort_msg("version %lld of %lld steps", (long long)number(&store, "PRAGMA user_version"), (long long)n);
    store_close(&store);
}
END_TEST

START_TEST(every_table_is_strict_and_every_view_can_be_read)
{
    struct store store;
    struct error err = {0};
    open_fresh(&store, "strict.db");
    if (number(&store, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT "
                       "LIKE 'sqlite_%' AND NOT strict")
        != 0)
        ck_abort_msg("a table is not STRICT");
    if (number(&store, "SELECT count(*) FROM sqlite_schema WHERE type = 'view'") < 4)
        ck_abort_msg("views are missing");
    static const char *const view[] = {"v_bevinding", "v_dekking", "v_run", "v_aanbieder"};
    for (size_t i = 0; i < COUNT_OF(view); i++) {
        char *sql = xprintf("SELECT count(*) FROM %s", view[i]);
        if (number(&store, sql) != 0)
            ck_abort_msg("%s has rows", view[i]);
        free(sql);
    }
    check_good(db_exec(store.db, "PRAGMA foreign_key_check; PRAGMA integrity_check", &err), &err,
               "the database is sound");
    store_close(&store);
}
END_TEST

START_TEST(events_are_never_changed_or_deleted)
{
    struct store store;
    struct error err = {0};
    open_fresh(&store, "events.db");
    check_good(
        db_exec(store.db,
                "INSERT INTO gebeurtenis (run, patient, bevinding_id, soort, was) VALUES (1, 'P', 'x', 'nieuw', '')",
                &err),
        &err, "an event");
    check_failed(db_exec(store.db, "UPDATE gebeurtenis SET soort = 'herzien'", &err), &err, STATUS_FAILED,
                 "niet gewijzigd");
    check_failed(db_exec(store.db, "DELETE FROM gebeurtenis", &err), &err, STATUS_FAILED, "niet verwijderd");
    check_failed(
        db_exec(store.db,
                "INSERT INTO gebeurtenis (run, patient, bevinding_id, soort, was) VALUES (1, 'P', 'x', 'anders', '')",
                &err),
        &err, STATUS_FAILED, "CHECK");
    store_close(&store);
}
END_TEST

Suite *suite(void)
{
    return suite_of("schema", (const TTest *const[]){steps_are_numbered_without_gaps_and_counted_by_the_version,
                                                     every_table_is_strict_and_every_view_can_be_read,
                                                     events_are_never_changed_or_deleted, NULL});
}
