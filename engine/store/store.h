/* store.h - the database of a run: opened for one writer, brought to this version's schema, committed whole or not at
 * all.
 *
 * How it works. The schema is the steps of schema/, in order; `user_version` counts those that were done, and what is
 * missing is done within the run's own transaction, so a run that fails leaves the old schema too. A database that is
 * not there yet is built as NAME.part, without a journal, and gets its name only when the run is done. One that is
 * there is changed in a single transaction in WAL mode: readers see the state before the run until its end.
 *
 *     store_open              for a run: makes the database, or brings it up to date     (one writer, waited for)
 *     store_open_change       for a verb that writes to what a run left                  (the same)
 *     store_open_alone        the same, with no reader beside: what is deleted is overwritten
 *     store_open_read         for a verb that reads: one snapshot, however long it takes
 *     store_open_copy         the same of an older schema too
 *     store_flush, _commit    in that order; after the first only the last step can still fail
 *     store_close             always; without a commit before it, nothing happened
 *
 * What it costs. Opening reads the schema, never the data. A commit costs what the run wrote: twice over in WAL mode
 * (the log, then the pages), once when the database is built. A writer holds up no reader and a reader no writer; but
 * while a reader is there the log cannot be cut short, and stays beside as NAME-wal.
 *
 * What is forbidden. No second writer: whoever comes later waits, and then fails. No write outside the transaction that
 * an open began, and no COMMIT but that of store_commit. No use of one connection by two threads: a worker opens its
 * own (db_open), for reading. No reading verb brings a schema up to date; it says which command does. A step of the
 * schema that was released is never edited. What lies under the names NAME.part, NAME-wal, NAME-shm and NAME-journal is
 * believed by SQLite, so it must be ours: a link there, or a file of somebody else, is refused and not followed. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/memory.h"
#include "base/secret.h"
#include "store/db.h"

enum { STORE_APPLICATION_ID = 0x64626C70 /* "dblp" */ };

struct store {
    sqlite3 *db;
    char *path;
    char *part;  /* while building: the temporary name; else NULL */
    int lock;    /* while building: NAME.part, locked; else -1 */
};

/* For a run: creates the database when it is not there, waits for another writer up to `wait_seconds`, brings the
 * schema up to date and begins the transaction. */
bool store_open(struct store *store, const char *path, int wait_seconds, struct error *err) MUST_CHECK;
/* For who changes what a run wrote: the database must be there and of this version's schema. */
bool store_open_change(struct store *store, const char *path, int wait_seconds, struct error *err) MUST_CHECK;
/* The same with nobody else beside, readers included: nobody then sees the earlier pages,
 * and what is deleted is overwritten. */
bool store_open_alone(struct store *store, const char *path, int wait_seconds, struct error *err) MUST_CHECK;
/* For reading: the database must be there and of this version's schema. */
bool store_open_read(struct store *store, const char *path, struct error *err) MUST_CHECK;
/* The same of any schema that this version knows; *current: it is this version's. */
bool store_open_copy(struct store *store, const char *path, bool *current, struct error *err) MUST_CHECK;
/* Lets the system begin to write a database that is being built to disk,
 * so that the sync at the end has less to wait for. */
void store_write_back(struct store *store);
/* Writes all that is left to disk, so that only the last step can still fail. */
bool store_flush(struct store *store, struct error *err) MUST_CHECK;
/* Fails, too, when the database at `path` is not the one that was opened any more. */
bool store_commit(struct store *store, struct error *err) MUST_CHECK;
/* Without a commit: the database is as it was before. */
void store_close(struct store *store);
#define STORE_CLOSED ((struct store){.lock = -1})
/* Takes store->part for a file that is being made. One that was interrupted is emptied;
 * one that is being written is waited for. */
bool store_lock_part(struct store *store, int wait_seconds, struct error *err) MUST_CHECK;
/* Gives the file that was made its name: synced, and never over one that somebody else put there. */
bool store_publish(struct store *store, struct error *err) MUST_CHECK;

/* A setting of the database as a whole; *value (owned by the caller) NULL: not set. */
bool store_setting(struct store *store, const char *key, char **value, struct error *err) MUST_CHECK;
bool store_set(struct store *store, const char *key, const char *value, struct error *err) MUST_CHECK;
/* The setting that names the pseudonym key: its fingerprint; not set: patients are stored by their numbers. */
#define STORE_KEY "pseudonym_sleutel"
/* The setting that says by which version of the contract the findings were found; not set: 1. */
#define STORE_CONTRACT "contract"
#define CONTRACT_VERSION "2"
/* Whether `pseudonyms`, read from `path` (NULL: none was given), is the key that the setting (NULL: not set) names;
 * false with STATUS_USAGE when it is not. */
bool store_has_key(const struct store *store, const char *setting, const struct pseudonyms *pseudonyms,
                   const char *path, struct error *err) MUST_CHECK;

#endif
