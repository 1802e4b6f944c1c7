/* memory.c - see memory.h. */
#include "memory.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "fuzz.h"

/* ---- files in memory, for SQLite ---- */

enum { IMAGES = 8 };

static struct image {
    char *path;
    pthread_mutex_t lock;
    char *at;
    size_t n, cap;
    unsigned readers;
    bool pending;             /* nobody begins to read */
    const void *writer;       /* the open file that holds RESERVED or more; NULL: none */
} image[IMAGES];

struct image_file {
    sqlite3_file base;
    struct image *image;
    int level;
};

static struct image *image_of(const char *path)
{
    for (size_t i = 0; i < IMAGES; i++)
        if (image[i].path && strcmp(image[i].path, path) == 0)
            return &image[i];
    return NULL;
}

static struct image_file *file_of(sqlite3_file *file)
{
    return (struct image_file *)(void *)file;
}

static int i_close(sqlite3_file *file)
{
    (void)file;
    return SQLITE_OK;
}

static int i_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
    const struct image *i = file_of(file)->image;
    const size_t from = (size_t)at, there = from < i->n ? i->n - from : 0, got = there < (size_t)n ? there : (size_t)n;
    if (got)
        memcpy(to, i->at + from, got);
    memset((char *)to + got, 0, (size_t)n - got);
    return got == (size_t)n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static void room_for(struct image *i, size_t n)
{
    if (n > i->cap) {
        i->cap = n + n / 2;
        i->at = xrealloc(i->at, i->cap);
    }
    if (n > i->n)
        memset(i->at + i->n, 0, n - i->n);
}

static int i_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    struct image *i = file_of(file)->image;
    const size_t until = (size_t)at + (size_t)n;
    room_for(i, until);
    i->n = until > i->n ? until : i->n;
    memcpy(i->at + at, bytes, (size_t)n);
    return SQLITE_OK;
}

static int i_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct image *i = file_of(file)->image;
    room_for(i, (size_t)size);
    i->n = (size_t)size;
    return SQLITE_OK;
}

static int i_sync(sqlite3_file *file, int flags)
{
    (void)file;
    (void)flags;
    return SQLITE_OK;
}

static int i_size(sqlite3_file *file, sqlite3_int64 *size)
{
    *size = (sqlite3_int64)file_of(file)->image->n;
    return SQLITE_OK;
}

/* As SQLite's own files do it: any number reads, one is about to write, and it waits until nobody reads. */
static int i_lock(sqlite3_file *file, int level)
{
    struct image_file *f = file_of(file);
    struct image *i = f->image;
    if (level <= f->level)
        return SQLITE_OK;
    pthread_mutex_lock(&i->lock);
    bool ok = true;
    if (f->level == SQLITE_LOCK_NONE && (ok = !i->pending) && ++i->readers)
        f->level = SQLITE_LOCK_SHARED;
    if (ok && level >= SQLITE_LOCK_RESERVED && (ok = !i->writer || i->writer == f)) {
        i->writer = f;
        f->level = f->level < SQLITE_LOCK_RESERVED ? SQLITE_LOCK_RESERVED : f->level;
    }
    if (ok && level == SQLITE_LOCK_EXCLUSIVE) {
        i->pending = true;
        ok = i->readers == 1;
        f->level = ok ? SQLITE_LOCK_EXCLUSIVE : SQLITE_LOCK_PENDING;
    }
    pthread_mutex_unlock(&i->lock);
    return ok ? SQLITE_OK : SQLITE_BUSY;
}

static int i_unlock(sqlite3_file *file, int level)
{
    struct image_file *f = file_of(file);
    struct image *i = f->image;
    pthread_mutex_lock(&i->lock);
    if (f->level >= SQLITE_LOCK_RESERVED && i->writer == f) {
        i->writer = NULL;
        i->pending = false;
    }
    if (level == SQLITE_LOCK_NONE && f->level > SQLITE_LOCK_NONE)
        i->readers--;
    f->level = level;
    pthread_mutex_unlock(&i->lock);
    return SQLITE_OK;
}

static int i_reserved(sqlite3_file *file, int *out)
{
    *out = file_of(file)->image->writer != NULL;
    return SQLITE_OK;
}

static int i_control(sqlite3_file *file, int op, void *arg)
{
    (void)file;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int i_sector(sqlite3_file *file)
{
    (void)file;
    return 4096;
}

static int i_device(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* Version 1: no shared memory, so no WAL; the journal is in memory as well. */
static const sqlite3_io_methods methods = {.iVersion = 1, .xClose = i_close, .xRead = i_read, .xWrite = i_write,
    .xTruncate = i_truncate, .xSync = i_sync, .xFileSize = i_size, .xLock = i_lock, .xUnlock = i_unlock,
    .xCheckReservedLock = i_reserved, .xFileControl = i_control, .xSectorSize = i_sector, .xDeviceCharacteristics = i_device};

static sqlite3_vfs vfs, *ordinary;

static int v_open(sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
    struct image *i = name ? image_of(name) : NULL;
    (void)self;
    if (!i)
        return ordinary->xOpen(ordinary, name, file, flags, out_flags);
    *file_of(file) = (struct image_file){{&methods}, i, SQLITE_LOCK_NONE};
    if (out_flags)
        *out_flags = flags;
    return SQLITE_OK;
}

static void begin(void)
{
    if (ordinary)
        return;
    ordinary = sqlite3_vfs_find(NULL);
    vfs = *ordinary;
    vfs.zName = "memory";
    vfs.xOpen = v_open;
    if (vfs.szOsFile < (int)sizeof(struct image_file))
        vfs.szOsFile = (int)sizeof(struct image_file);
    MUST(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK, "no files in memory");
    for (size_t i = 0; i < IMAGES; i++)
        pthread_mutex_init(&image[i].lock, NULL);
}

/* Big-endian, as in the header of a database. */
static void put_number(char *at, uint32_t number)
{
    for (int i = 3; i >= 0; i--, number >>= 8)
        at[i] = (char)(number & 0xFF);
}

void memory_put(const char *path, struct text bytes)
{
    enum { CHANGE_COUNTER = 24, VERSION_VALID_FOR = 92, HEADER = 100, COMMITS_MAX = 1000 };
    begin();
    struct image *i = image_of(path);
    for (size_t k = 0; !i && k < IMAGES; k++)
        if (!image[k].path) {
            i = &image[k];
            i->path = xstrdup(path);
            /* What looks at the place sees an ordinary file there. */
            free(fuzz_file(strrchr(path, '/') + 1, "", 0));
        }
    MUST(i, "more databases than there are images");
    /* cppcheck-suppress nullPointerRedundantCheck ; MUST has ended the program */
    MUST(i->readers == 0 && !i->writer, "%s is still being read", path);
    i->n = 0;
    room_for(i, bytes.n);
    memcpy(i->at, bytes.at, i->n = bytes.n);
    /* Connections that stay open know by this that their pages are of before. */
    if (i->n >= HEADER && memcmp(i->at + CHANGE_COUNTER, i->at + VERSION_VALID_FOR, 4) == 0) {
        static uint32_t changes;
        changes += COMMITS_MAX;
        put_number(i->at + CHANGE_COUNTER, changes);
        put_number(i->at + VERSION_VALID_FOR, changes);
    }
}

struct text memory_get(const char *path)
{
    const struct image *i = image_of(path);
    return i ? (struct text){i->at, i->n} : (struct text){"", 0};
}

/* ---- connections and statements that stay, for SQLite parses the schema at each opening, and every statement ---- */

enum { KEPT = 32, STATEMENTS = 512 };

static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept {
    sqlite3 *db;
    const char *path; /* of the image */
    bool reads, is_used;
    /* Prepared once; of each text as many as were in use at a time. */
    struct {
        const char *sql; /* as it was given: nearly all are constants */
        sqlite3_stmt *stmt;
        bool is_used;
    } statement[STATEMENTS];
    size_t statements;
} kept[KEPT];
static bool fresh_only;

/* NOLINTBEGIN(bugprone-reserved-identifier): the names are the linker's (--wrap) */
bool __real_db_open(sqlite3 **db, const char *path, enum db_mode mode, int wait_seconds, struct error *err);
bool __wrap_db_open(sqlite3 **db, const char *path, enum db_mode mode, int wait_seconds, struct error *err);
void __real_db_close(sqlite3 *db);
void __wrap_db_close(sqlite3 *db);
bool __real_db_prepare(sqlite3 *db, sqlite3_stmt **stmt, const char *sql, struct error *err);
bool __wrap_db_prepare(sqlite3 *db, sqlite3_stmt **stmt, const char *sql, struct error *err);
int __real_sqlite3_finalize(sqlite3_stmt *stmt);
int __wrap_sqlite3_finalize(sqlite3_stmt *stmt);
/* NOLINTEND(bugprone-reserved-identifier) */

static struct kept *kept_of(const sqlite3 *db)
{
    for (size_t k = 0; db && k < KEPT; k++)
        if (kept[k].db == db)
            return &kept[k];
    return NULL;
}

/* A connection is of one thread at a time, and so are its statements. */
bool __wrap_db_prepare(sqlite3 *db, sqlite3_stmt **stmt, const char *sql, struct error *err)
{
    struct kept *mine = kept_of(db);
    for (size_t i = 0; mine && i < mine->statements; i++)
        if (!mine->statement[i].is_used && mine->statement[i].sql == sql
            && strcmp(sqlite3_sql(mine->statement[i].stmt), sql) == 0) {
            mine->statement[i].is_used = true;
            *stmt = mine->statement[i].stmt;
            return true;
        }
    if (!__real_db_prepare(db, stmt, sql, err))
        return false;
    if (mine && mine->statements < STATEMENTS) {
        mine->statement[mine->statements].sql = sql;
        mine->statement[mine->statements].stmt = *stmt;
        mine->statement[mine->statements++].is_used = true;
    }
    return true;
}

int __wrap_sqlite3_finalize(sqlite3_stmt *stmt)
{
    struct kept *mine = stmt ? kept_of(sqlite3_db_handle(stmt)) : NULL;
    for (size_t i = 0; mine && i < mine->statements; i++)
        if (mine->statement[i].stmt == stmt) {
            MUST(mine->statement[i].is_used, "finalized twice: %s", sqlite3_sql(stmt));
            mine->statement[i].is_used = false;
            sqlite3_clear_bindings(stmt);
            return sqlite3_reset(stmt);
        }
    return __real_sqlite3_finalize(stmt);
}

static void close_kept(struct kept *mine)
{
    MUST(!mine->is_used, "a connection was not closed");
    for (size_t i = 0; i < mine->statements; i++)
        __real_sqlite3_finalize(mine->statement[i].stmt);
    __real_db_close(mine->db);
    *mine = (struct kept){0};
}

static sqlite3 *take_kept(const struct image *i, bool reads)
{
    sqlite3 *db = NULL;
    pthread_mutex_lock(&kept_lock);
    for (size_t k = 0; !db && k < KEPT; k++)
        if (kept[k].db && !kept[k].is_used && kept[k].path == i->path && kept[k].reads == reads) {
            kept[k].is_used = true;
            db = kept[k].db;
        }
    pthread_mutex_unlock(&kept_lock);
    return db;
}

static void keep(sqlite3 *db, const struct image *i, bool reads)
{
    pthread_mutex_lock(&kept_lock);
    for (size_t k = 0; k < KEPT; k++)
        if (!kept[k].db) {
            kept[k] = (struct kept){.db = db, .path = i->path, .reads = reads, .is_used = true};
            break;
        }
    pthread_mutex_unlock(&kept_lock);
}

bool __wrap_db_open(sqlite3 **db, const char *path, enum db_mode mode, int wait_seconds, struct error *err)
{
    struct image *i = image_of(path);
    const bool reads = mode == DB_READ;
    if (i && !fresh_only && (*db = take_kept(i, reads)) != NULL)
        return true;
    if (!__real_db_open(db, path, mode, wait_seconds, err))
        return false;
    if (i)
        sqlite3_exec(*db, "PRAGMA journal_mode = MEMORY", NULL, NULL, NULL);
    if (i && !fresh_only)
        keep(*db, i, reads);
    return true;
}

/* Gives it back: no statement is in use, and nothing is begun. */
void __wrap_db_close(sqlite3 *db)
{
    pthread_mutex_lock(&kept_lock);
    struct kept *mine = kept_of(db);
    for (size_t i = 0; mine && i < mine->statements; i++)
        MUST(!mine->statement[i].is_used, "a statement is left: %s", sqlite3_sql(mine->statement[i].stmt));
    if (mine && !sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    if (mine)
        mine->is_used = false;
    pthread_mutex_unlock(&kept_lock);
    if (!mine)
        __real_db_close(db);
}

void memory_forget(bool from_now_on)
{
    for (size_t k = 0; k < KEPT; k++)
        if (kept[k].db)
            close_kept(&kept[k]);
    fresh_only = from_now_on;
}
