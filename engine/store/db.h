/* db.h - a SQLite database: open, prepare, step, and what went wrong. The only folder that knows sqlite3.h is store/.
 *
 * Messages hold the SQLite code, its text and the SQL template, never a bound value. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <sqlite3.h>

#include "base/day.h"
#include "base/error.h"
#include "base/text.h"

enum db_mode {
    DB_READ,  /* an existing database, read-only, one snapshot from the first statement on */
    DB_WRITE, /* an existing database */
    DB_ALONE, /* the same, with no other connection beside, not even a reader; what is deleted is overwritten */
    DB_BUILD, /* a new file that nobody else sees yet: no journal, no sync */
};

/* The file is there already in every mode. `wait_seconds`: how long to wait for another writer. */
bool db_open(sqlite3 **db, const char *path, enum db_mode mode, int wait_seconds, struct error *err) MUST_CHECK;
void db_close(sqlite3 *db);
/* For a program that goes on while itself and others write: from now on it reads with locks or not at all, also where a
 * command would read a database that nobody has open as it is (store/still.h). */
void db_will_write(void);
/* Runs statements without parameters and without rows. */
bool db_exec(sqlite3 *db, const char *sql, struct error *err) MUST_CHECK;
bool db_prepare(sqlite3 *db, sqlite3_stmt **stmt, const char *sql, struct error *err) MUST_CHECK;
/* One row: *row true; the end: *row false, and the statement is reset. */
bool db_step(sqlite3_stmt *stmt, bool *row, struct error *err) MUST_CHECK;
/* For a loop, while (db_next(stmt, &ok, err)): whether there is one more row. There is none when *ok is false, at the
 * end, and when the step fails, which makes *ok false. */
bool db_next(sqlite3_stmt *stmt, bool *ok, struct error *err) MUST_CHECK;
/* Steps a statement that gives no row, and resets it. */
bool db_run(sqlite3_stmt *stmt, struct error *err) MUST_CHECK;
/* Fills `err` with what `code` of SQLite means and what to do; `sql`: what it was doing. Always false. */
bool db_failed(sqlite3 *db, int code, const char *sql, struct error *err);
/* A single integer, 0 when there is no row or the row has none. */
bool db_integer(sqlite3 *db, const char *sql, int64_t *out, struct error *err) MUST_CHECK;

/* The kind of file system that a database stands on, when it is none of this machine, "nfs": locks do not work there.
 * NULL: it is none that is known to be so. */
const char *db_network(sqlite3 *db);

/* Whether the disk gives every byte of the database; what they are does not matter. */
bool db_readable(sqlite3 *db, struct error *err) MUST_CHECK;

/* The number of a named parameter, ":run"; the statement has it. */
int db_parameter(sqlite3_stmt *stmt, const char *name);
/* A value for a parameter. One that cannot be bound is a bug, or no memory: the program ends, for a value that is left
 * out without a word would be stored as none. What is bound must live until the statement is reset. */
void db_bind_integer(sqlite3_stmt *stmt, int parameter, int64_t value);
void db_bind_text(sqlite3_stmt *stmt, int parameter, struct text text);
void db_bind_blob(sqlite3_stmt *stmt, int parameter, struct text bytes);
void db_bind_string(sqlite3_stmt *stmt, int parameter, const char *string); /* NULL becomes NULL */
void db_bind_null(sqlite3_stmt *stmt, int parameter);
/* The same for a parameter by its name. What is not of a list of columns is bound so. */
void db_set_null(sqlite3_stmt *stmt, const char *name);
void db_set_integer(sqlite3_stmt *stmt, const char *name, int64_t value);
void db_set_day(sqlite3_stmt *stmt, const char *name, day d); /* YYYY-MM-DD */
void db_set_text(sqlite3_stmt *stmt, const char *name, struct text text);
void db_set_copy(sqlite3_stmt *stmt, const char *name, struct text text); /* a text, which need not live on */
void db_set_blob(sqlite3_stmt *stmt, const char *name, struct text bytes);
void db_set_string(sqlite3_stmt *stmt, const char *name, const char *string);
/* The text lives until the statement is stepped or reset. */
struct text db_text(sqlite3_stmt *stmt, int column);
/* The same of a row that has one column only. */
struct text db_only_text(sqlite3_stmt *stmt);
int64_t db_only_integer(sqlite3_stmt *stmt);

#endif
