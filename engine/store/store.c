/* store.c - see store.h. The schema is the embedded steps of schema/, in order; user_version counts those done. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/outfile.h"
#include "rules/table_files.h"

static int64_t schema_version(void)
{
    int64_t n = 0;
    while (embedded_schema[n].name)
        n++;
    return n;
}

static bool check_identity(sqlite3 *db, int64_t *version, struct error *err)
{
    int64_t id, newest = schema_version();
    if (!db_integer(db, "PRAGMA application_id", &id, err) || !db_integer(db, "PRAGMA user_version", version, err))
        return false;
    if (id != STORE_APPLICATION_ID)
        return error_set(err, STATUS_FAILED, "this is a database of another program");
    if (*version > newest)
        return error_set(err, STATUS_FAILED,
                         "this database was made by a newer dubbelloop (schema %lld, this program knows %lld); use that one",
                         (long long)*version, (long long)newest);
    return true;
}

/* Runs the steps that the database has not had. Inside the run's transaction: a run that fails leaves the old version. */
static bool migrate(sqlite3 *db, int64_t version, struct error *err)
{
    for (const struct embedded_file *step = embedded_schema + version; step->name; step++) {
        char *sql = xprintf("%.*s", (int)step->n, (const char *)step->content);
        char *bump = xprintf("PRAGMA user_version = %lld", (long long)++version);
        bool ok = (db_exec(db, sql, err) && db_exec(db, bump, err)) || error_in(err, "schema/%s", step->name);
        free(sql);
        free(bump);
        if (!ok)
            return false;
    }
    return true;
}

bool store_lock_part(struct store *store, int wait_seconds, struct error *err)
{
    time_t until = time(NULL) + wait_seconds;
    struct timespec pause = {0, 100 * 1000 * 1000};
    for (;;) {
        struct stat mine, there;
        store->lock = open(store->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (store->lock < 0)
            return error_set(err, STATUS_FAILED, "cannot be made: %s", strerror(errno));
        if (flock(store->lock, LOCK_EX | LOCK_NB) == 0) {
            /* The one who had it may have renamed or removed it meanwhile. */
            if (fstat(store->lock, &mine) == 0 && stat(store->part, &there) == 0 && mine.st_ino == there.st_ino)
                return mine.st_size == 0 || ftruncate(store->lock, 0) == 0
                       || error_set(err, STATUS_FAILED, "%s", strerror(errno));
        } else if (time(NULL) >= until) {
            close(store->lock);
            store->lock = -1;
            free(store->part); /* it is the other run's */
            store->part = NULL;
            return error_set(err, STATUS_FAILED,
                             "the database is being made by another run; wait for it to end, or give --wait SECONDS");
        }
        close(store->lock);
        store->lock = -1;
        nanosleep(&pause, NULL);
    }
}

static bool build(struct store *store, int wait_seconds, struct error *err)
{
    store->part = xprintf("%s.part", store->path);
    char *stamp = xprintf("PRAGMA application_id = %d", STORE_APPLICATION_ID);
    bool ok = store_lock_part(store, wait_seconds, err) && db_open(&store->db, store->part, DB_BUILD, 0, err)
              && db_exec(store->db, stamp, err) && db_exec(store->db, "BEGIN", err) && migrate(store->db, 0, err);
    free(stamp);
    return ok;
}

static bool open_existing(struct store *store, enum db_mode mode, int wait_seconds, struct error *err)
{
    int64_t version;
    return db_open(&store->db, store->path, mode, wait_seconds, err)
           && check_identity(store->db, &version, err)
           && db_exec(store->db, "PRAGMA journal_mode = WAL", err) && db_exec(store->db, "BEGIN IMMEDIATE", err)
           && check_identity(store->db, &version, err) /* the writer that was waited for may have moved it */
           && migrate(store->db, version, err);
}

bool store_open(struct store *store, const char *path, int wait_seconds, struct error *err)
{
    *store = STORE_CLOSED;
    store->path = xstrdup(path);
    bool ok = access(path, F_OK) != 0 && errno == ENOENT && build(store, wait_seconds, err);
    if (!ok && err->status == STATUS_DONE)
        ok = open_existing(store, DB_WRITE, wait_seconds, err);
    else if (ok && access(path, F_OK) == 0) {
        /* Another run made it while this one waited for NAME.part. */
        store_close(store);
        return store_open(store, path, wait_seconds, err);
    }
    if (!ok) {
        store_close(store);
        return error_in(err, "%s", path);
    }
    return true;
}

bool store_open_alone(struct store *store, const char *path, int wait_seconds, struct error *err)
{
    *store = STORE_CLOSED;
    store->path = xstrdup(path);
    if (open_existing(store, DB_ALONE, wait_seconds, err))
        return true;
    store_close(store);
    return error_in(err, "%s", path);
}

bool store_open_copy(struct store *store, const char *path, bool *current, struct error *err)
{
    int64_t version = 0;
    *store = STORE_CLOSED;
    if (access(path, R_OK) != 0)
        return error_set(err, STATUS_FAILED, "%s: %s; make one with 'dubbelloop run'", path, strerror(errno));
    store->path = xstrdup(path);
    bool ok = db_open(&store->db, path, DB_READ, 0, err) && db_exec(store->db, "BEGIN", err)
              && check_identity(store->db, &version, err);
    *current = version == schema_version();
    if (!ok) {
        store_close(store);
        return error_in(err, "%s", path);
    }
    return true;
}

bool store_open_read(struct store *store, const char *path, struct error *err)
{
    bool current;
    if (!store_open_copy(store, path, &current, err))
        return false;
    if (current)
        return true;
    store_close(store);
    return error_set(err, STATUS_FAILED, "%s: this database has an older schema; 'dubbelloop recheck' brings it up to date",
                     path);
}

void store_write_back(struct store *store)
{
    if (store->part)
        sync_file_range(store->lock, 0, 0, SYNC_FILE_RANGE_WRITE);
}

bool store_flush(struct store *store, struct error *err)
{
    return sqlite3_db_cacheflush(store->db) == SQLITE_OK || db_failed(store->db, "cacheflush", err)
           || error_in(err, "%s", store->path);
}

bool store_publish(struct store *store, struct error *err)
{
    db_close(store->db);
    store->db = NULL;
    if (fsync(store->lock))
        return error_set(err, STATUS_FAILED, "cannot be written: %s", strerror(errno));
    if (renameat2(AT_FDCWD, store->part, AT_FDCWD, store->path, RENAME_NOREPLACE)
        && (errno != EINVAL || rename(store->part, store->path)))
        return error_set(err, STATUS_FAILED, "the new database cannot get its name: %s", strerror(errno));
    free(store->part);
    store->part = NULL;
    char *slash = strrchr(store->path, '/'), *dir = slash ? xprintf("%.*s/", (int)(slash - store->path), store->path) : xstrdup(".");
    bool ok = directory_sync(dir, err);
    free(dir);
    return ok;
}

bool store_commit(struct store *store, struct error *err)
{
    bool ok = db_exec(store->db, "COMMIT", err);
    if (ok && store->part)
        ok = db_exec(store->db, "PRAGMA journal_mode = WAL", err) && store_publish(store, err);
    else if (ok)
        sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL); /* a reader may hold it up */
    return ok || error_in(err, "%s", store->path);
}

void store_close(struct store *store)
{
    db_close(store->db);
    if (store->part && store->lock >= 0)
        unlink(store->part);
    if (store->lock >= 0)
        close(store->lock);
    free(store->part);
    free(store->path);
    *store = STORE_CLOSED;
}

bool store_setting(struct store *store, const char *key, char **value, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *value = NULL;
    bool ok = db_prepare(store->db, &stmt, "SELECT waarde FROM instelling WHERE sleutel = ?1", err);
    if (ok) {
        db_bind_string(stmt, 1, key);
        ok = db_step(stmt, &row, err);
    }
    if (ok && row)
        *value = xprintf("%.*s", (int)db_text(stmt, 0).n, db_text(stmt, 0).at);
    sqlite3_finalize(stmt);
    return ok;
}

bool store_set(struct store *store, const char *key, const char *value, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO instelling (sleutel, waarde) VALUES (?1, ?2)"
                         " ON CONFLICT (sleutel) DO UPDATE SET waarde = excluded.waarde",
                         err);
    if (ok) {
        db_bind_string(stmt, 1, key);
        db_bind_string(stmt, 2, value);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool store_has_key(const struct store *store, const char *setting, const struct pseudonyms *pseudonyms, const char *path,
                   struct error *err)
{
    if (!setting && pseudonyms)
        return error_set(err, STATUS_USAGE,
                         "%s holds patients by their numbers; do without --pseudonym-key, or give another database",
                         store->path);
    if (setting && !pseudonyms)
        return error_set(err, STATUS_USAGE, "%s holds pseudonyms; give --pseudonym-key FILE with the key that made them",
                         store->path);
    return !setting || strcmp(setting, pseudonyms_fingerprint(pseudonyms)) == 0
           || error_set(err, STATUS_USAGE, "%s holds pseudonyms of another key than %s", store->path, path);
}
