/* db.c - see db.h. */
#include "store/db.h"

#include <pthread.h>
#include <string.h>

bool db_failed(sqlite3 *db, const char *sql, struct error *err)
{
    int code = sqlite3_extended_errcode(db);
    if ((code & 0xFF) == SQLITE_BUSY)
        return error_set(err, STATUS_FAILED,
                         "the database is in use by another run; wait for it to end, or give --wait SECONDS");
    if ((code & 0xFF) == SQLITE_FULL)
        return error_set(err, STATUS_FAILED, "the disk is full; make room and run again, nothing was changed");
    if ((code & 0xFF) == SQLITE_NOTADB)
        return error_set(err, STATUS_FAILED, "this is no database of dubbelloop, or it is damaged");
    return error_set(err, STATUS_FAILED, "SQLite %d (%s): %s", code, sqlite3_errmsg(db), sql);
}

/* SQLite's count of all memory takes a lock at each allocation; nobody asks for it. */
static void count_no_memory(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

bool db_open(sqlite3 **db, const char *path, enum db_mode mode, int wait_seconds, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, count_no_memory);
    int flags = SQLITE_OPEN_NOMUTEX | (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    if (sqlite3_open_v2(path, db, flags, NULL) != SQLITE_OK) {
        error_set(err, STATUS_FAILED, "%s: cannot be opened: %s", path, *db ? sqlite3_errmsg(*db) : "out of memory");
        db_close(*db);
        *db = NULL;
        return false;
    }
    sqlite3_busy_timeout(*db, mode == DB_READ ? 10000 : wait_seconds * 1000);
    sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    static const char *const settings[] = {
        [DB_READ] = "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cache_size = -16384",
        [DB_WRITE] = "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL;"
                     "PRAGMA cache_size = -65536",
        [DB_BUILD] = "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = OFF; PRAGMA page_size = 8192;"
                     "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                     "PRAGMA cache_size = -65536",
    };
    if (!db_exec(*db, settings[mode], err)) {
        db_close(*db);
        *db = NULL;
        return false;
    }
    return true;
}

void db_close(sqlite3 *db)
{
    sqlite3_close_v2(db);
}

bool db_exec(sqlite3 *db, const char *sql, struct error *err)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || db_failed(db, sql, err);
}

bool db_prepare(sqlite3 *db, sqlite3_stmt **stmt, const char *sql, struct error *err)
{
    const char *tail = "";
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, &tail) != SQLITE_OK)
        return db_failed(db, sql, err);
    return *tail == '\0' || error_set(err, STATUS_FAILED, "text after the statement: %s", tail);
}

bool db_step(sqlite3_stmt *stmt, bool *row, struct error *err)
{
    int code = sqlite3_step(stmt);
    *row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return true;
    bool ok = code == SQLITE_DONE || db_failed(sqlite3_db_handle(stmt), sqlite3_sql(stmt), err);
    sqlite3_reset(stmt);
    return ok;
}

bool db_run(sqlite3_stmt *stmt, struct error *err)
{
    bool row;
    do {
        if (!db_step(stmt, &row, err))
            return false;
    } while (row);
    return true;
}

bool db_integer(sqlite3 *db, const char *sql, int64_t *out, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *out = 0;
    bool ok = db_prepare(db, &stmt, sql, err) && db_step(stmt, &row, err);
    if (ok && row)
        *out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return ok;
}

struct text db_text(sqlite3_stmt *stmt, int column)
{
    const char *at = sqlite3_column_blob(stmt, column);
    return (struct text){at ? at : "", (size_t)sqlite3_column_bytes(stmt, column)};
}

void db_bind_text(sqlite3_stmt *stmt, int parameter, struct text text)
{
    sqlite3_bind_text64(stmt, parameter, text.n ? text.at : "", text.n, SQLITE_STATIC, SQLITE_UTF8);
}

void db_bind_blob(sqlite3_stmt *stmt, int parameter, struct text bytes)
{
    sqlite3_bind_blob64(stmt, parameter, bytes.n ? bytes.at : "", bytes.n, SQLITE_STATIC);
}

void db_bind_string(sqlite3_stmt *stmt, int parameter, const char *string)
{
    if (string)
        sqlite3_bind_text(stmt, parameter, string, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(stmt, parameter);
}
