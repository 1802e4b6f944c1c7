/* The database of a run: its schema step by step, one writer, readers that see the state before, and nothing left of
 * what was not committed. The steps of the schema are the test's own here (test_schema.c has the real ones). */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "base/embedded.h"
#include "store/vastleggingen.h"

/* In place of that in the program: these steps have no tables of what people say. */
bool vastleggingen_add(struct store *store, int64_t run, struct error *err)
{
    (void)run;
    return db_exec(store->db, "SELECT 1", err);
}

static const char step_1[] =
    "CREATE TABLE instelling (sleutel TEXT PRIMARY KEY NOT NULL, waarde TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE run (run INTEGER PRIMARY KEY, extend_tables INTEGER NOT NULL) STRICT;";
/* Written over by a test that wants another second step. */
static char step_2[200] = "CREATE TABLE tweede (a INTEGER) STRICT; INSERT INTO tweede VALUES (2);";

/* In place of the schema in the program. */
const struct embedded_file embedded_schema[] = {
    {"0001_een.sql", (const unsigned char *)step_1, sizeof step_1 - 1}, {"0002_twee.sql", (const unsigned char *)step_2, sizeof step_2 - 1}, {NULL, NULL, 0}};

static void set_step_2(const char *sql)
{
    memset(step_2, ' ', sizeof step_2);
    memcpy(step_2, sql, strlen(sql));
}

static void sql(const char *path, const char *text)
{
    sqlite3 *db;
    char *message = NULL;
    if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, text, NULL, NULL, &message) != SQLITE_OK)
        ck_abort_msg("%s: %s", text, message ? message : "cannot be opened");
    sqlite3_close(db);
}

static int64_t number(const char *path, const char *text)
{
    sqlite3 *db;
    struct error err = {0};
    int64_t n = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        ck_abort_msg("%s cannot be opened", path);
    check_good(db_integer(db, text, &n, &err), &err, text);
    sqlite3_close(db);
    return n;
}

static char *fresh(const char *name)
{
    char *path = scratch(name), *part = xprintf("%s.part", path);
    unlink(path);
    unlink(part);
    free(part);
    return path;
}

static void run_once(const char *path, const char *statement)
{
    struct store store;
    struct error err = {0};
    check_good(store_open(&store, path, 0, &err), &err, "store_open");
    if (statement)
        check_good(db_exec(store.db, statement, &err), &err, statement);
    check_good(store_flush(&store, &err), &err, "store_flush");
    check_good(store_commit(&store, &err), &err, "store_commit");
    store_close(&store);
}

static bool there(const char *path, const char *suffix)
{
    char *name = xprintf("%s%s", path, suffix);
    bool is = access(name, F_OK) == 0;
    free(name);
    return is;
}

START_TEST(a_fresh_database_has_all_steps_and_opening_it_again_changes_nothing)
{
    char *path = fresh("fresh.db");
    run_once(path, NULL);
    if (number(path, "PRAGMA user_version") != 2 || number(path, "PRAGMA application_id") != STORE_APPLICATION_ID
        || number(path, "SELECT a FROM tweede") != 2)
        ck_abort_msg("version %lld", (long long)number(path, "PRAGMA user_version"));
    if (there(path, ".part"))
        ck_abort_msg("its temporary name is left");
    struct stat info;
    if (stat(path, &info) || (info.st_mode & 0777) != 0600)
        ck_abort_msg("medical data with mode %o", (unsigned)info.st_mode & 0777);
    for (int i = 0; i < 3; i++)
        run_once(path, NULL);
    if (number(path, "SELECT count(*) FROM tweede") != 1
        || number(path, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'") != 3)
        ck_abort_msg("opening it again changed it");
    free(path);
}
END_TEST

START_TEST(an_old_database_gets_the_steps_that_it_lacks)
{
    char *path = fresh("old.db"),
         *stamp = xprintf("PRAGMA application_id = %d; PRAGMA user_version = 1", STORE_APPLICATION_ID);
    sql(path, step_1);
    sql(path, stamp);
    sql(path, "INSERT INTO instelling VALUES ('a', 'b')");
    struct store store;
    struct error err = {0};
    check_failed(store_open_read(&store, path, &err), &err, STATUS_FAILED, "of an earlier dubbelloop");
    /* Opened and not committed it stays as it was. */
    check_good(store_open(&store, path, 0, &err), &err, "store_open");
    store_close(&store);
    if (number(path, "PRAGMA user_version") != 1)
        ck_abort_msg("a run that was not committed moved the version");
    run_once(path, NULL);
    if (number(path, "PRAGMA user_version") != 2 || number(path, "SELECT a FROM tweede") != 2
        || number(path, "SELECT count(*) FROM instelling") != 1)
        ck_abort_msg("the second step was not taken, or the old rows are gone");
    free(path);
    free(stamp);
}
END_TEST

START_TEST(a_step_that_fails_leaves_the_old_database)
{
    char *path = fresh("failing.db"),
         *stamp = xprintf("PRAGMA application_id = %d; PRAGMA user_version = 1", STORE_APPLICATION_ID);
    struct store store;
    struct error err = {0};
    sql(path, step_1);
    sql(path, stamp);
    sql(path, "INSERT INTO instelling VALUES ('a', 'b')");
    set_step_2("CREATE TABLE half (a INTEGER) STRICT; DELETE FROM instelling; INSERT INTO half VALUES ('geen getal');");
    check_failed(store_open(&store, path, 0, &err), &err, STATUS_FAILED, "schema/0002_twee.sql: ");
    if (store.db || store.part)
        ck_abort_msg("it is still open");
    if (number(path, "PRAGMA user_version") != 1 || number(path, "SELECT count(*) FROM instelling") != 1
        || number(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'") != 0)
        ck_abort_msg("something of the step is left");
    /* A fresh one does not come into being. */
    char *other = fresh("failing_fresh.db");
    check_failed(store_open(&store, other, 0, &err), &err, STATUS_FAILED, "schema/0002_twee.sql: ");
    if (there(other, "") || there(other, ".part"))
        ck_abort_msg("a database without its second step");
    free(path);
    free(other);
    free(stamp);
}
END_TEST

START_TEST(what_is_no_database_of_this_version_is_refused_and_left_alone)
{
    struct store store;
    struct error err = {0};
    char *newer = fresh("newer.db"), *other = fresh("other.db"), *text = fresh("text.db"), *empty = fresh("empty.db");
    run_once(newer, "PRAGMA user_version = 3");
    sql(other, "CREATE TABLE andermans (a); PRAGMA application_id = 77");
    write_file(text,
               "bsn,uzovi\n999990019,3332\n and so on, for as long as a database header is, and then some more of it, "
               "so that it is not\n",
               110);
    write_file(empty, "", 0);
    const struct {
        const char *path, *message;
    } cases[] = {{newer, "made by a newer dubbelloop (schema 3, this program knows 2)"},
                 {other, "database of another program"},
                 {text, "no database of dubbelloop"},
                 {empty, "database of another program"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf before = read_file(cases[i].path);
        check_failed(store_open(&store, cases[i].path, 0, &err), &err, STATUS_FAILED, cases[i].message);
        check_failed(store_open_read(&store, cases[i].path, &err), &err, STATUS_FAILED, cases[i].message);
        struct buf after = read_file(cases[i].path);
        if (before.n != after.n || (before.n && memcmp(before.at, after.at, before.n) != 0))
            ck_abort_msg("%s was touched", cases[i].path);
        buf_release(&before);
        buf_release(&after);
    }
    char *nowhere = scratch("nowhere/x.db"), *missing = fresh("missing.db");
    check_failed(store_open(&store, nowhere, 0, &err), &err, STATUS_FAILED, "nowhere/x.db: ");
    check_failed(store_open_read(&store, missing, &err), &err, STATUS_FAILED, "make one with 'dubbelloop run'");
    if (there(missing, ""))
        ck_abort_msg("reading made a database");
    free(newer);
    free(other);
    free(text);
    free(empty);
    free(nowhere);
    free(missing);
}
END_TEST

START_TEST(what_is_not_committed_is_as_if_it_never_was)
{
    struct store store;
    struct error err = {0};
    char *path = fresh("undone.db");
    check_good(store_open(&store, path, 0, &err), &err, "store_open");
    check_good(db_exec(store.db, "INSERT INTO tweede VALUES (3)", &err), &err, "insert");
    if (there(path, ""))
        ck_abort_msg("it has its name before the commit");
    store_close(&store);
    store_close(&store);
    if (there(path, "") || there(path, ".part"))
        ck_abort_msg("a database that was not committed is left");
    run_once(path, NULL);
    check_good(store_open(&store, path, 0, &err), &err, "store_open");
    check_good(db_exec(store.db, "INSERT INTO tweede VALUES (3)", &err), &err, "insert");
    check_good(store_flush(&store, &err), &err, "store_flush");
    store_close(&store);
    if (number(path, "SELECT count(*) FROM tweede") != 1)
        ck_abort_msg("a row that was not committed is there");
    free(path);
}
END_TEST

START_TEST(a_part_that_a_killed_run_left_is_built_anew)
{
    char *path = fresh("killed.db"), *part = xprintf("%s.part", path);
    write_file(part, "half a database", 15);
    run_once(path, "INSERT INTO tweede VALUES (5)");
    if (number(path, "SELECT sum(a) FROM tweede") != 7 || there(path, ".part"))
        ck_abort_msg("the part was not replaced");
    free(path);
    free(part);
}
END_TEST

START_TEST(a_reader_sees_the_state_before_the_run)
{
    struct store writer, reader, later;
    struct error err = {0};
    int64_t n;
    char *path = fresh("wal.db");
    run_once(path, NULL);
    check_good(store_open(&writer, path, 0, &err), &err, "the writer");
    check_good(db_exec(writer.db, "INSERT INTO tweede VALUES (3)", &err), &err, "insert");
    check_good(store_open_read(&reader, path, &err), &err, "a reader beside a writer");
    check_good(db_integer(reader.db, "SELECT count(*) FROM tweede", &n, &err), &err, "read");
    if (n != 1)
        ck_abort_msg("the reader sees %lld rows during the run", (long long)n);
    check_good(store_commit(&writer, &err), &err, "commit");
    store_close(&writer);
    check_good(db_integer(reader.db, "SELECT count(*) FROM tweede", &n, &err), &err, "read");
    if (n != 1)
        ck_abort_msg("the reader's snapshot moved to %lld rows", (long long)n);
    check_good(store_open_read(&later, path, &err), &err, "a later reader");
    check_good(db_integer(later.db, "SELECT count(*) FROM tweede", &n, &err), &err, "read");
    if (n != 2)
        ck_abort_msg("a later reader sees %lld rows", (long long)n);
    if (db_exec(later.db, "INSERT INTO tweede VALUES (4)", &err))
        ck_abort_msg("a reader can write");
    store_close(&later);
    store_close(&reader);
    free(path);
}
END_TEST

/* The page that writes a verdict reads as well: a commit that waits for readers would wait for itself, as long as a
 * writer is waited for. Here that is days, which the test does not have. */
START_TEST(a_commit_waits_for_no_reader)
{
    struct store writer, reader;
    struct error err = {0};
    int64_t n;
    char *path = fresh("haast.db");
    run_once(path, NULL);
    run_once(path, "INSERT INTO tweede VALUES (6)");
    check_good(store_open_read(&reader, path, &err), &err, "a reader");
    check_good(db_integer(reader.db, "SELECT count(*) FROM tweede", &n, &err), &err, "read");
    check_good(store_open_change(&writer, path, 1000000, &err), &err, "the writer");
    check_good(db_exec(writer.db, "INSERT INTO tweede VALUES (7)", &err), &err, "insert");
    check_good(store_commit(&writer, &err), &err, "commit");
    store_close(&writer);
    store_close(&reader);
    free(path);
}
END_TEST

/* Another process that has the database, from now until some time after a byte is written to *let_go. */
static pid_t hold(const char *path, int *let_go)
{
    int ends[2], end[2];
    char byte = 0;
    if (pipe(ends) || pipe(end))
        ck_abort_msg("pipe: %s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct store store;
        struct error err = {0};
        struct timespec pause = {0, 300 * 1000 * 1000};
        bool ok = store_open(&store, path, 0, &err) && db_exec(store.db, "INSERT INTO tweede VALUES (10)", &err);
        if (write(ends[1], ok ? "y" : "n", 1) != 1 || read(end[0], &byte, 1) != 1)
            exit(1);
        nanosleep(&pause, NULL);
        ok = ok && store_commit(&store, &err);
        store_close(&store);
        exit(!ok);
    }
    if (read(ends[0], &byte, 1) != 1 || byte != 'y')
        ck_abort_msg("the other process could not open it");
    close(ends[0]);
    close(ends[1]);
    close(end[0]);
    *let_go = end[1];
    return child;
}

static void check_exit(pid_t child)
{
    int status = -1;
    if (waitpid(child, &status, 0) != child || status != 0)
        ck_abort_msg("the other process ended with %d", status);
}

START_TEST(a_second_writer_waits_or_is_told)
{
    struct store store;
    struct error err = {0};
    static char *path; /* static: the child that ends in hold() has not lost it */
    path = fresh("lock.db");
    /* While the database is being made, and when it is there. */
    for (int made = 0; made < 2; made++) {
        int let_go;
        pid_t child = hold(path, &let_go);
        /* Whoever holds a database that is there is named; this is no dubbelloop. */
        check_failed(store_open(&store, path, 0, &err), &err, STATUS_FAILED,
                     made ? ") holds a transaction on the database" : "wait for it to end");
        if (write(let_go, "y", 1) != 1)
            ck_abort_msg("pipe: %s", strerror(errno));
        close(let_go);
        check_good(store_open(&store, path, 900, &err), &err, "waiting for it");
        check_good(db_exec(store.db, "INSERT INTO tweede VALUES (100)", &err), &err, "insert");
        check_good(store_commit(&store, &err), &err, "commit");
        store_close(&store);
        check_exit(child);
        int64_t sum = number(path, "SELECT sum(a) FROM tweede");
        if (sum != (made ? 222 : 112))
            ck_abort_msg("round %d: the sum is %lld: a run is lost", made, (long long)sum);
    }
    free(path);
}
END_TEST

/* What SQLite cannot do, in words that say what to do. */
START_TEST(a_database_that_cannot_be_had_says_what_to_do)
{
    static const struct {
        const char *reason;
        int code;
        const char *says;
    } cases[] = {
        {"a lock that somebody holds", SQLITE_BUSY, "held by another program"},
        {"a folder where nobody may write", SQLITE_READONLY_DIRECTORY, "'dubbelloop backup' made"},
        {"a file where nobody may write", SQLITE_READONLY, "owner and mode"},
        {"a disk that is full", SQLITE_FULL, "make room"},
        {"a lock that the disk refuses", SQLITE_IOERR_LOCK, "look at the disk"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        check_failed(db_failed(NULL, cases[i].code, "SELECT 1", &err), &err, STATUS_FAILED, cases[i].says);
    }
}
END_TEST

START_TEST(a_setting_is_kept)
{
    struct store store;
    struct error err = {0};
    char *path = fresh("setting.db"), *value;
    check_good(store_open(&store, path, 0, &err), &err, "store_open");
    check_good(store_setting(&store, "patient_id", &value, &err), &err, "store_setting");
    if (value)
        ck_abort_msg("a setting that was not set is %s", value);
    check_good(store_set(&store, "patient_id", "bsn", &err), &err, "store_set");
    check_good(store_set(&store, "patient_id", "opaque", &err), &err, "store_set");
    check_good(store_setting(&store, "patient_id", &value, &err), &err, "store_setting");
    check_string("the setting", value, "opaque");
    free(value);
    store_close(&store);
    free(path);
}
END_TEST

START_TEST(messages_hold_the_template_and_no_value)
{
    struct store store;
    struct error err = {0};
    sqlite3_stmt *stmt = NULL;
    char *path = fresh("message.db");
    check_good(store_open(&store, path, 0, &err), &err, "store_open");
    check_good(db_prepare(store.db, &stmt, "INSERT INTO tweede VALUES (?1)", &err), &err, "prepare");
    db_bind_text(stmt, 1, TEXT("BSN999990019"));
    if (db_run(stmt, &err))
        ck_abort_msg("text in a column of integers");
    if (strstr(err.text, "999990019") || !strstr(err.text, "INSERT INTO tweede VALUES (?1)"))
        ck_abort_msg("%s", err.text);
    err = (struct error){0};
    sqlite3_finalize(stmt);
    stmt = NULL;
    check_failed(db_prepare(store.db, &stmt, "SELECT 1; SELECT 2", &err), &err, STATUS_FAILED,
                 "text after the statement");
    sqlite3_finalize(stmt);
    store_close(&store);
    free(path);
}
END_TEST

Suite *suite(void)
{
    return suite_of("store",
                    (const TTest *const[]){a_fresh_database_has_all_steps_and_opening_it_again_changes_nothing,
                                           an_old_database_gets_the_steps_that_it_lacks,
                                           what_is_no_database_of_this_version_is_refused_and_left_alone,
                                           what_is_not_committed_is_as_if_it_never_was,
                                           a_part_that_a_killed_run_left_is_built_anew,
                                           a_reader_sees_the_state_before_the_run, a_commit_waits_for_no_reader,
                                           a_second_writer_waits_or_is_told,
                                           a_database_that_cannot_be_had_says_what_to_do, a_setting_is_kept,
                                           messages_hold_the_template_and_no_value,
                                           a_step_that_fails_leaves_the_old_database /* last: it changes the schema */,
                                           NULL});
}
