/* store.c - see store.h. The schema is the embedded steps of schema/, in order; user_version counts those done. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/place.h"
#include "base/embedded.h"
#include "store/vastleggingen.h"

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
        return error_set(err, STATUS_FAILED, "this is a database of another program; give another name");
    if (*version > newest)
        return error_set(err, STATUS_FAILED,
                         "this database was made by a newer dubbelloop (schema %lld, "
                         "this program knows %lld); use that one",
                         (long long)*version, (long long)newest);
    return true;
}

/* SQLite reads a file that ends within a page as if zeros came behind it. What is in a -wal makes up for that, and is
 * being written back while others look. */
static bool check_size(sqlite3 *db, const char *path, struct error *err)
{
    int64_t page;
    struct stat info;
    char *wal = xprintf("%s-wal", path);
    bool in_wal = stat(wal, &info) == 0 && info.st_size > 0;
    free(wal);
    if (!db_integer(db, "PRAGMA page_size", &page, err))
        return false;
    return in_wal || (stat(path, &info) == 0 && info.st_size % page == 0)
           || db_failed(db, SQLITE_CORRUPT, "size", err);
}

/* Runs the steps from `version` up to `until`. Inside the run's transaction:
 * a run that fails leaves the old version. */
static bool migrate(sqlite3 *db, int64_t version, int64_t until, struct error *err)
{
    while (version < until) {
        const struct embedded_file *step = &embedded_schema[version];
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

/* One thing of a schema, in the order of all. */
struct object {
    bool row;
    struct text name, type, sql;
};

static bool next_object(sqlite3_stmt *stmt, struct object *object, struct error *err)
{
    enum { OBJECT_NAME, OBJECT_TYPE, OBJECT_SQL };
    if (!db_step(stmt, &object->row, err))
        return false;
    if (object->row)
        *object = (struct object){true, db_text(stmt, OBJECT_NAME), db_text(stmt, OBJECT_TYPE),
                                  db_text(stmt, OBJECT_SQL)};
    return true;
}

static int by_name_and_type(const struct object *a, const struct object *b)
{
    if (!a->row || !b->row)
        return b->row - a->row; /* the end comes last */
    int order = text_compare(a->name, b->name);
    return order ? order : text_compare(a->type, b->type);
}

/* What others may add: it does nothing by itself. A trigger runs with every run, a virtual table is code. */
static bool is_passive(const struct object *object)
{
    const struct text plain = TEXT("CREATETABLE");
    if (text_equal(object->type, TEXT("table")))
        return object->sql.n >= plain.n && memcmp(object->sql.at, plain.at, plain.n) == 0;
    return text_equal(object->type, TEXT("index")) || text_equal(object->type, TEXT("view"));
}

/* What the steps up to a version make, in the order of names and types. */
struct own_schema {
    struct own_schema *next;
    int64_t version;
    struct object *object;
    size_t n, cap;
    struct arena arena; /* its texts */
};

static bool compare_schemas(const struct own_schema *schema, sqlite3_stmt *there_stmt, struct error *err)
{
    struct object there = {0};
    size_t i = 0;
    bool ok = next_object(there_stmt, &there, err);
    while (ok && (i < schema->n || there.row)) {
        const struct object own = i < schema->n ? schema->object[i] : (struct object){0};
        int order = by_name_and_type(&own, &there);
        if (order < 0 || (order == 0 && !text_equal(own.sql, there.sql)))
            return error_set(err, STATUS_FAILED,
                             "%.*s %.*s is %s: somebody changed this database, and it is not used; restore a copy",
                             (int)own.type.n, own.type.at, (int)own.name.n, own.name.at,
                             order < 0 ? "not there" : "not what this program made");
        if (order > 0 && !is_passive(&there))
            return error_set(err, STATUS_FAILED,
                             "%.*s %.*s is not of this program, and would run inside it; this database is not used",
                             (int)there.type.n, there.type.at, (int)there.name.n, there.name.at);
        i += order <= 0;
        ok = order < 0 || next_object(there_stmt, &there, err);
    }
    return ok;
}

/* Compared without white space: how SQLite joins a column that was added to its table is its own affair. */
static const char schema_sql[] =
    "SELECT name, type, replace(replace(replace(coalesce(sql, ''), ' ', ''), char(10), ''), char(9), '')"
    " FROM sqlite_schema ORDER BY name, type";

static struct text schema_text(struct own_schema *own, struct text text)
{
    return (struct text){arena_copy(&own->arena, text.at, text.n), text.n};
}

/* Lets the steps make a database in memory. */
static bool read_own(struct own_schema *own, struct error *err)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    struct object object = {0};
    bool ok = db_open(&db, ":memory:", DB_WRITE, 0, err) && migrate(db, 0, own->version, err)
              && db_prepare(db, &stmt, schema_sql, err);
    while (ok && (ok = next_object(stmt, &object, err)) && object.row) {
        ARRAY_ROOM(own->object, own->n, own->cap);
        own->object[own->n++] = (struct object){true, schema_text(own, object.name), schema_text(own, object.type),
                                                schema_text(own, object.sql)};
    }
    sqlite3_finalize(stmt);
    db_close(db);
    return ok;
}

static void free_own(struct own_schema *own)
{
    free(own->object);
    arena_release(&own->arena);
    free(own);
}

/* Those that were asked for, until the program ends: making one takes longer than looking at a small database, and many
 * threads of the workbench compare at once. */
static struct {
    pthread_mutex_t lock;
    struct own_schema *first;
} made = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void forget_made(void)
{
    for (struct own_schema *own = made.first, *next; own; own = next) {
        next = own->next;
        free_own(own);
    }
    made.first = NULL;
}

static void forget_made_at_exit(void)
{
    atexit(forget_made);
}

static const struct own_schema *own_of(int64_t version, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, forget_made_at_exit);
    pthread_mutex_lock(&made.lock);
    struct own_schema *own = made.first;
    while (own && own->version != version)
        own = own->next;
    if (!own) {
        own = xcalloc(1, sizeof *own);
        own->version = version;
        if (read_own(own, err)) {
            own->next = made.first;
            made.first = own;
        } else {
            free_own(own);
            own = NULL;
        }
    }
    pthread_mutex_unlock(&made.lock);
    return own;
}

/* Is everything that the steps make as they make it? */
static bool schema_is_ours(sqlite3 *db, int64_t version, struct error *err)
{
    const struct own_schema *own = own_of(version, err);
    sqlite3_stmt *there = NULL;
    bool ok = own && db_prepare(db, &there, schema_sql, err) && compare_schemas(own, there, err);
    sqlite3_finalize(there);
    return ok;
}

/* Lets NAME.part be: it is not, or not surely, this run's, and is not removed. */
static void leave_part(struct store *store)
{
    close(store->lock);
    store->lock = -1;
}

/* Empties NAME.part. One that this program did not leave is not touched: a second name of some other file, or one that
 * its owner could go on reading. */
static bool take_part(struct store *store, const struct stat *part, struct error *err)
{
    if (!S_ISREG(part->st_mode) || part->st_nlink != 1 || part->st_uid != geteuid()) {
        leave_part(store);
        return error_set(err, STATUS_FAILED, "its .part is not what an interrupted run left: remove it");
    }
    return (fchmod(store->lock, 0600) == 0 && (part->st_size == 0 || ftruncate(store->lock, 0) == 0))
           || error_errno(err, errno, "cannot be made");
}

bool store_lock_part(struct store *store, int wait_seconds, struct error *err)
{
    time_t until = time(NULL) + wait_seconds;
    struct timespec pause = {0, 100 * 1000 * 1000};
    for (;;) {
        struct stat mine, there;
        store->lock = open(store->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (store->lock < 0)
            return error_errno(err, errno, "cannot be made");
        bool locked = flock(store->lock, LOCK_EX | LOCK_NB) == 0;
        int number = locked ? 0 : errno;
        /* The one who had it may have renamed or removed it meanwhile. */
        if (locked && fstat(store->lock, &mine) == 0 && stat(store->part, &there) == 0) {
            if (mine.st_ino == there.st_ino)
                return take_part(store, &mine, err);
        } else if (locked)
            number = errno;
        leave_part(store);
        if (number == EWOULDBLOCK && time(NULL) >= until)
            return error_set(err, STATUS_FAILED,
                             "the database is being made by another run; wait for it to end, or give --wait SECONDS");
        if (number && number != EWOULDBLOCK && number != ENOENT)
            return error_errno(err, number, "%s cannot be locked", store->part);
        nanosleep(&pause, NULL);
    }
}

static bool build(struct store *store, int wait_seconds, struct error *err)
{
    store->part = xprintf("%s.part", store->path);
    char *stamp = xprintf("PRAGMA application_id = %d", STORE_APPLICATION_ID);
    bool ok = store_lock_part(store, wait_seconds, err) && db_open(&store->db, store->part, DB_BUILD, 0, err)
              && db_exec(store->db, stamp, err) && db_exec(store->db, "BEGIN", err)
              && migrate(store->db, 0, schema_version(), err);
    free(stamp);
    return ok;
}

/* Says which command brings it up to date and keeps its findings: contracts and relations are in the database, whether
 * the tables were extended is asked of its last run. Always false. */
static bool is_older(const struct store *store, int64_t version, struct error *err)
{
    int64_t extended;
    return schema_is_ours(store->db, version, err)
           && db_integer(store->db, "SELECT extend_tables FROM run ORDER BY run DESC LIMIT 1", &extended, err)
           && error_set(err, STATUS_FAILED,
                        "this database has schema %lld, of an earlier dubbelloop; 'dubbelloop recheck --db %s%s' "
                        "brings it up to date, with its contracts and what people said "
                        "of its findings (this program has schema %lld)",
                        (long long)version, store->path, extended ? " --extend-tables" : "",
                        (long long)schema_version());
}

/* Only a run brings a schema up to date: it looks at earlier findings by the contract of today. */
static bool is_current(const struct store *store, int64_t version, bool is_run, struct error *err)
{
    return is_run || version == schema_version() || is_older(store, version, err);
}

/* SQLite keeps what is still to be written into a database beside its name: under two names it would be in two logs, of
 * which neither knows of the other. */
static bool has_one_name(const char *path, struct error *err)
{
    struct stat info;
    return stat(path, &info) != 0 || info.st_nlink <= 1
           || error_set(err, STATUS_FAILED,
                        "is there under another name too (a hard link), and what is written under the one is lost or "
                        "damaged under the other; make a copy with 'dubbelloop backup', and use that");
}

static bool open_existing(struct store *store, enum db_mode mode, bool is_run, int wait_seconds, struct error *err)
{
    int64_t version;
    return has_one_name(store->path, err) && db_open(&store->db, store->path, mode, wait_seconds, err)
           && check_identity(store->db, &version, err) && check_size(store->db, store->path, err)
           && is_current(store, version, is_run, err)
           && db_exec(store->db, "PRAGMA journal_mode = WAL", err) && db_exec(store->db, "BEGIN IMMEDIATE", err)
           && check_identity(store->db, &version, err) /* the writer that was waited for may have moved it */
           && schema_is_ours(store->db, version, err) && is_current(store, version, is_run, err)
           && migrate(store->db, version, schema_version(), err);
}

/* SQLite believes what lies beside a database under its name: pages that are still to be written into it. */
static bool files_are_ours(const char *path, struct error *err)
{
    static const char *const beside[] = {"", ".part", "-wal", "-shm", "-journal"};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof beside / sizeof *beside; i++) {
        char *file = xprintf("%s%s", path, beside[i]);
        ok = place_is_ours(file, err);
        free(file);
    }
    return ok;
}

/* SQLite opens a folder too, and then calls it a disk that fails. */
static bool is_file(const char *path, struct error *err)
{
    struct stat info;
    return stat(path, &info) != 0 || S_ISREG(info.st_mode)
           || error_set(err, STATUS_FAILED, "is not a file; give the name of a database");
}

bool store_open(struct store *store, const char *path, int wait_seconds, struct error *err)
{
    *store = STORE_CLOSED;
    store->path = xstrdup(path);
    /* Of a link itself: one to nothing would be found out when the new database is to get its name. */
    struct stat there;
    if (!files_are_ours(path, err)) {
        store_close(store);
        return false;
    }
    bool ok = lstat(path, &there) != 0 && errno == ENOENT && build(store, wait_seconds, err);
    if (!ok && err->status == STATUS_DONE)
        ok = is_file(path, err) && open_existing(store, DB_WRITE, true, wait_seconds, err);
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

static bool open_current(struct store *store, const char *path, enum db_mode mode, int wait_seconds, struct error *err)
{
    *store = STORE_CLOSED;
    store->path = xstrdup(path);
    if (files_are_ours(path, err) && is_file(path, err) && open_existing(store, mode, false, wait_seconds, err))
        return true;
    store_close(store);
    return error_in(err, "%s", path);
}

bool store_open_change(struct store *store, const char *path, int wait_seconds, struct error *err)
{
    return open_current(store, path, DB_WRITE, wait_seconds, err);
}

bool store_open_alone(struct store *store, const char *path, int wait_seconds, struct error *err)
{
    return open_current(store, path, DB_ALONE, wait_seconds, err);
}

/* Of any schema that this version knows. */
static bool open_to_read(struct store *store, const char *path, int64_t *version, struct error *err)
{
    *store = STORE_CLOSED;
    *version = 0;
    if (access(path, R_OK) != 0)
        return errno == ENOENT ? error_set(err, STATUS_FAILED, "is not there; make one with 'dubbelloop run'")
                               : error_errno(err, errno, "cannot be read");
    store->path = xstrdup(path);
    return is_file(path, err) && db_open(&store->db, path, DB_READ, 0, err) && db_exec(store->db, "BEGIN", err)
           && check_identity(store->db, version, err) && check_size(store->db, path, err)
           && schema_is_ours(store->db, *version, err);
}

bool store_open_copy(struct store *store, const char *path, bool *current, struct error *err)
{
    int64_t version;
    bool ok = open_to_read(store, path, &version, err);
    *current = version == schema_version();
    if (!ok)
        store_close(store);
    return ok || error_in(err, "%s", path);
}

bool store_open_read(struct store *store, const char *path, struct error *err)
{
    int64_t version;
    bool ok = open_to_read(store, path, &version, err) && is_current(store, version, false, err);
    if (!ok)
        store_close(store);
    return ok || error_in(err, "%s", path);
}

void store_write_back(struct store *store)
{
    if (store->part)
        sync_file_range(store->lock, 0, 0, SYNC_FILE_RANGE_WRITE);
}

bool store_flush(struct store *store, struct error *err)
{
    /* It leaves no error on the connection: the code is all there is. */
    int code = sqlite3_db_cacheflush(store->db);
    return code == SQLITE_OK || db_failed(store->db, code, "cacheflush", err) || error_in(err, "%s", store->path);
}

/* What SQLite left beside a NAME.part, when it could not go on or could not remove it: the pages are in the file
 * itself, or nobody needs them. */
static void remove_beside(const char *part)
{
    static const char *const suffix[] = {"-journal", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
        char *name = xprintf("%s%s", part, suffix[i]);
        unlink(name);
        free(name);
    }
}

bool store_publish(struct store *store, struct error *err)
{
    db_close(store->db);
    store->db = NULL;
    remove_beside(store->part);
    if (fsync(store->lock))
        return error_errno(err, errno, "cannot be written");
    if (renameat2(AT_FDCWD, store->part, AT_FDCWD, store->path, RENAME_NOREPLACE)
        && (errno != EINVAL || rename(store->part, store->path)))
        return error_errno(err, errno, "the new database cannot get its name");
    free(store->part);
    store->part = NULL;
    char *dir = folder_of(store->path);
    bool ok = directory_sync(dir, err);
    if (!ok)
        unlink(store->path); /* its name may not last: then the run has failed, and nothing of it stays */
    free(dir);
    return ok;
}

/* Whether the file that was opened still has its name: what is committed to one that was moved away
 * or removed is in no database. */
static bool is_in_place(struct store *store, struct error *err)
{
    int moved = 0;
    sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return !moved || error_set(err, STATUS_FAILED, "was removed, moved or replaced while this command "
                                                   "worked on it; do it again");
}

/* A COMMIT that failed at its sync stands whole in the -wal all the same. SQLite forgets it; but when the last who has
 * the database open may only read, the -wal stays, and whoever opens it next takes what stands there for done. So a
 * page of a change that never ends takes the place of its first. */
static bool spoil_commit(struct store *store)
{
    struct error ignored = {0};
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL); /* SQLite may have done so */
    sqlite3_busy_timeout(store->db, 10000);
    bool ok = db_exec(store->db, "BEGIN IMMEDIATE; INSERT INTO instelling (sleutel, waarde) VALUES ('', '')", &ignored)
              && sqlite3_db_cacheflush(store->db) == SQLITE_OK;
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

static bool commit(struct store *store, struct error *err)
{
    if (db_exec(store->db, "COMMIT", err))
        return true;
    if (!store->part && !spoil_commit(store))
        error_in(err, "it is not sure that nothing was recorded, so look at 'dubbelloop status' first");
    return false;
}

bool store_commit(struct store *store, struct error *err)
{
    bool ok = is_in_place(store, err) && vastleggingen_add(store, 0, err) && commit(store, err)
              && is_in_place(store, err);
    if (ok && store->part)
        ok = db_exec(store->db, "PRAGMA journal_mode = WAL", err) && store_publish(store, err);
    else if (ok) {
        /* A reader may hold it up, and is not waited for: the page of the workbench that writes reads as well. */
        sqlite3_busy_timeout(store->db, 0);
        sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    return ok || error_in(err, "%s", store->path);
}

void store_close(struct store *store)
{
    db_close(store->db);
    if (store->part && store->lock >= 0) {
        remove_beside(store->part);
        unlink(store->part);
    }
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
    bool ok = db_prepare(store->db, &stmt, "SELECT waarde FROM instelling WHERE sleutel = :sleutel", err);
    if (ok) {
        db_set_string(stmt, ":sleutel", key);
        ok = db_step(stmt, &row, err);
    }
    if (ok && row)
        *value = xprintf("%.*s", (int)db_only_text(stmt).n, db_only_text(stmt).at);
    sqlite3_finalize(stmt);
    return ok;
}

bool store_set(struct store *store, const char *key, const char *value, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO instelling (sleutel, waarde) VALUES (:sleutel, :waarde)"
                         " ON CONFLICT (sleutel) DO UPDATE SET waarde = excluded.waarde",
                         err);
    if (ok) {
        db_set_string(stmt, ":sleutel", key);
        db_set_string(stmt, ":waarde", value);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool store_has_key(const struct store *store, const char *setting, const struct pseudonyms *pseudonyms,
                   const char *path, struct error *err)
{
    if (!setting && pseudonyms)
        return error_set(err, STATUS_USAGE,
                         "%s holds patients by their numbers; do without --pseudonym-key, or give another database",
                         store->path);
    if (setting && !pseudonyms)
        return error_set(err, STATUS_USAGE, "%s holds pseudonyms; give --pseudonym-key FILE with "
                                            "the key that made them",
                         store->path);
    return !setting || strcmp(setting, pseudonyms_fingerprint(pseudonyms)) == 0
           || error_set(err, STATUS_USAGE, "%s holds pseudonyms of another key than %s", store->path, path);
}
