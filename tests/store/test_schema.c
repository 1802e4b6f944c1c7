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

/* A database of that many steps, with what the SQL puts into it; the path is the caller's. */
static char *make_old(const char *name, int steps, const char *rows)
{
    struct error err = {0};
    char *path = scratch(name),
         *stamp = xprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", STORE_APPLICATION_ID, steps);
    sqlite3 *db = NULL;
    unlink(path);
    check_good(sqlite3_open(path, &db) == SQLITE_OK, &err, "a database");
    for (int i = 0; i < steps; i++) {
        char *sql = xprintf("%.*s", (int)embedded_schema[i].n, (const char *)embedded_schema[i].content);
        check_good(db_exec(db, sql, &err), &err, embedded_schema[i].name);
        free(sql);
    }
    check_good(db_exec(db, stamp, &err) && db_exec(db, rows, &err), &err, name);
    sqlite3_close(db);
    free(stamp);
    return path;
}

/* A database as the released program made it: schema 7, a finding that was judged by two people and answered, one that
 * lapsed, and one of another patient with the same id. */
static char *make_version_1(void)
{
#define ROW(id, patient, keten, lapsed)                                                                                \
    "INSERT INTO bevinding VALUES ('" id "', 'vast', '', '3332', '" patient "', 'DM2', 'consult', 'A-1', 't', '53010001', '" keten "'," \
    " '40001', '2023-01-01', '2023-03-31', 10000, '01000001', 'C1', '008', '12000', '', '2023-02-01', '2023-02-01', 1500,"            \
    " '2023-02-01', '2023-02-01', 'conflict', 1500, 'A-1', 1, 2, 1, 3, 1, 1, " lapsed ");"
#define TWO_LINES "'5088a110b26db779', '999990019', '53010001', 'K1', '01000001', 'C1'"
    return make_old(
        "versie_1.db", 7,
        "INSERT INTO run VALUES (1, 'run', '0', '2023-04-01T00:00:00Z', 'v', NULL, 0, 1, 1, 0, 0, 1, 1, 3, 0, 0);"
        "INSERT INTO bestand (bestand, run, naam, sha256, profiel, bytes, status, vingerafdruk, gelezen, aanvaard, dubbel, afgekeurd, relevant, gelezen_cent, aanvaard_cent, dubbel_cent, afgekeurd_cent, gewist) VALUES (1, 1, 'a.csv', 'x', '', 0, 'ingelezen', 'v', 1, 1, 0, 0, 1, 0, 0, 0, 0, 0);"
        ROW("5088a110b26db779", "999990019", "K1", "NULL") ROW("a088a110b26db779", "999990019", "K0", "1")
        ROW("5088a110b26db779", "999990020", "K1", "NULL")
        "INSERT INTO gebeurtenis VALUES (1, 1, '999990019', '5088a110b26db779', 'nieuw', '');"
        "INSERT INTO oordeel SELECT 1, " TWO_LINES ", 'terugvordering', NULL, 'Jansen', 'op', 'r', 1, rij FROM v_bevinding_rij"
        " WHERE patient = '999990019' AND keten_referentie = 'K1';"
        "INSERT INTO oordeel SELECT 2, " TWO_LINES ", 'terugvordering', 1, 'De Vries', 'op', 'r', 1, rij FROM v_bevinding_rij"
        " WHERE patient = '999990019' AND keten_referentie = 'K1';"
        "INSERT INTO antwoord VALUES (1, " TWO_LINES ", '01000001', 'declarant', 'terecht', 'waarom', 'J', 'op', 1, 'a.csv');"
        "INSERT INTO dekking VALUES ('3332', '2023Q1', 1, 0, 't')");
}

START_TEST(what_people_said_of_the_findings_of_version_1_stays_with_them)
{
    struct store store;
    struct error err = {0};
    char *path = make_version_1();
    /* Only a run changes the schema: it looks at the findings by the contract of today. */
    check_failed(store_open_read(&store, path, &err), &err, STATUS_FAILED, "of an earlier dubbelloop");
    check_failed(store_open_change(&store, path, 0, &err), &err, STATUS_FAILED, "of an earlier dubbelloop");
    check_failed(store_open_alone(&store, path, 0, &err), &err, STATUS_FAILED, "of an earlier dubbelloop");
    check_good(store_open(&store, path, 0, &err), &err, "store_open");
    static const char *const is[] = {
        "SELECT count(*) = 3 AND sum(soort = 'paar') = 3 AND sum(vervallen_run IS NULL) = 2 FROM bevinding",
        ("SELECT oordeel = 'terugvordering' AND oordeel_door = 'Jansen, bevestigd door De Vries' AND herzien IS NULL"
         " AND antwoord_declarant = 'terecht' FROM v_bevinding WHERE patient = '999990019' AND status = 'nieuw'"),
        "SELECT oordeel IS NULL AND antwoord_declarant IS NULL FROM v_bevinding WHERE patient = '999990020'",
        "SELECT group_concat(nummer) = '1,2' FROM oordeel", "SELECT telt FROM v_antwoord",
        "SELECT reden = '' FROM gebeurtenis", "SELECT count(*) = 0 FROM dekking",
        "SELECT count(*) = 0 FROM pragma_foreign_key_check",
        "SELECT count(*) = 0 FROM sqlite_schema WHERE name LIKE '%/_1' ESCAPE '/' AND type = 'table'",
    };
    for (size_t i = 0; i < COUNT_OF(is); i++)
        if (number(&store, is[i]) != 1)
            ck_abort_msg("not so: %s", is[i]);
    store_close(&store);
    free(path);
}
END_TEST

/* A verdict on the finding of patient i, or an answer to it, as it was put on record: `na` is NULL for one of before
 * step 30, which does not know it. */
struct gezegd {
    int run;
    const char *op, *na;
};

static void add_said(struct buf *sql, size_t i, const char *oordeel, struct gezegd said, bool before)
{
    if (!said.op || (said.na == NULL) != before)
        return;
    buf_printf(sql, "INSERT INTO %s, op, run%s) SELECT patient, bevinding_id, ",
               oordeel ? "oordeel (patient, bevinding_id, oordeel, door, reden, rij"
                       : "antwoord (patient, bevinding_id, agb, rol, antwoord, toelichting, door, bestand",
               before ? "" : ", na_vastlegging");
    if (oordeel)
        buf_printf(sql, "'%s', 'J', 'r', rij", oordeel);
    else
        buf_text(sql, "conflict_agb, 'declarant', 'terecht', '', 'J', 'a.csv'");
    buf_printf(sql, ", '%s', %d%s%s FROM v_bevinding_rij WHERE patient = 'P%zu';", said.op, said.run,
               before ? "" : ", ", before ? "" : said.na, i);
}

START_TEST(which_of_a_verdict_and_an_answer_came_last_is_told_by_what_was_on_record)
{
    static const struct {
        const char *why, *oordeel;
        struct gezegd verdict, answer;
        const char *waits;
    } cases[] = {
        {"of before, in one run: the clock", "bevestigd", {1, "10:00", NULL}, {1, "10:01", NULL}, "beantwoord"},
        {"the other way round", "bevestigd", {1, "10:01", NULL}, {1, "10:00", NULL}, ""},
        {"of before, in one second: who was asked", "wacht_op_aanbieder", {1, "10:00", NULL}, {1, "10:00", NULL}, "beantwoord"},
        {"who was not asked", "bevestigd", {1, "10:00", NULL}, {1, "10:00", NULL}, ""},
        {"of before, a run between them", "bevestigd", {1, "10:01", NULL}, {2, "10:00", NULL}, "beantwoord"},
        {"the other way round", "bevestigd", {2, "10:00", NULL}, {1, "10:01", NULL}, ""},
        {"an answer to a verdict of before", "bevestigd", {2, "10:01", NULL}, {2, "10:00", "0"}, "beantwoord"},
        {"a verdict after an answer of before", "wacht_op_aanbieder", {2, "10:00", "0"}, {2, "10:01", NULL}, "wacht_op_aanbieder"},
        {"an answer after a verdict", "bevestigd", {2, "10:01", "3"}, {2, "10:00", "4"}, "beantwoord"},
        {"a verdict after an answer", "bevestigd", {2, "10:00", "4"}, {2, "10:01", "3"}, ""},
        {"nobody judged", "bevestigd", {0}, {1, "10:00", NULL}, "beantwoord"},
    };
    struct store store;
    struct error err = {0};
    struct buf before = {0}, since = {0};
    for (int run = 1; run <= 2; run++)
        buf_printf(&before,
                   "INSERT INTO run (opdracht, versie, begonnen, vingerafdruk, contracten, extend_tables, gelezen,"
                   " aanvaard, dubbel, afgekeurd, relevant, patienten, nieuw, herzien, vervallen)"
                   " VALUES ('run', '0', '2023-01-0%dT00:00:00Z', 'v', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);",
                   run);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        buf_printf(&before,
                   "INSERT INTO bevinding VALUES ('%016zx', 'vast', '', '3332', 'P%zu', 'DM2', 'consult', 'A-1', 't', "
                   "'53010001', 'K',"
                   " '40001', '2023-01-01', '2023-03-31', 10000, '01000001', 'C', '008', '12000', '', '2023-02-01', "
                   "'2023-02-01', 1500,"
                   " '2023-02-01', '2023-02-01', 'conflict', 1500, 'paar', 'A-1', 1, 2, 1, 3, 1, 1, NULL);",
                   i, i);
        for (int old = 0; old < 2; old++) {
            add_said(old ? &before : &since, i, cases[i].oordeel, cases[i].verdict, old);
            add_said(old ? &before : &since, i, NULL, cases[i].answer, old);
        }
    }
    char *path = make_old("stap_29.db", 29, buf_string(&before));
    check_good(store_open(&store, path, 0, &err) && db_exec(store.db, buf_string(&since), &err), &err, "step 30");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *sql = xprintf("SELECT count(*) FROM v_te_oordelen WHERE patient = 'P%zu' AND coalesce(soort, '') = '%s'",
                            i, cases[i].waits);
        if (number(&store, sql) != 1)
            ck_abort_msg("%zu, %s: it is not '%s'", i, cases[i].why, cases[i].waits);
        free(sql);
    }
    store_close(&store);
    buf_release(&before);
    buf_release(&since);
    free(path);
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
    return suite_of("schema",
                    (const TTest *const[]){steps_are_numbered_without_gaps_and_counted_by_the_version,
                                           every_table_is_strict_and_every_view_can_be_read,
                                           what_people_said_of_the_findings_of_version_1_stays_with_them,
                                           which_of_a_verdict_and_an_answer_came_last_is_told_by_what_was_on_record,
                                           events_are_never_changed_or_deleted, NULL});
}
