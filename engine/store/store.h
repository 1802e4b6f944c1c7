/* store.h - the database of a run: opened for one writer, brought to this version's schema, committed whole or not at
 * all.
 *
 * A database that is not there yet is built as NAME.part, which appears under its name only when the run is done. One
 * that is there is changed in a single transaction in WAL mode: readers see the state before the run until its end. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/memory.h"
#include "store/db.h"

enum { STORE_APPLICATION_ID = 0x64626C70 /* "dblp" */ };

struct store {
    sqlite3 *db;
    char *path;
    char *part;  /* while building: the temporary name; else NULL */
    int lock;    /* while building: NAME.part, locked; else -1 */
};

/* For writing: creates the database when it is not there, waits for another writer up to `wait_seconds`, brings the
 * schema up to date and begins the transaction. */
bool store_open(struct store *store, const char *path, int wait_seconds, struct error *err) MUST_CHECK;
/* For reading: the database must be there and of this version's schema. */
bool store_open_read(struct store *store, const char *path, struct error *err) MUST_CHECK;
/* Lets the system begin to write a database that is being built to disk, so that the sync at the end has less to wait for. */
void store_write_back(struct store *store);
/* Writes all that is left to disk, so that only the last step can still fail. */
bool store_flush(struct store *store, struct error *err) MUST_CHECK;
bool store_commit(struct store *store, struct error *err) MUST_CHECK;
/* Without a commit: the database is as it was before. */
void store_close(struct store *store);
#define STORE_CLOSED ((struct store){.lock = -1})

/* A setting of the database as a whole; *value (owned by the caller) NULL: not set. */
bool store_setting(struct store *store, const char *key, char **value, struct error *err) MUST_CHECK;
bool store_set(struct store *store, const char *key, const char *value, struct error *err) MUST_CHECK;

#endif
