/* db.c - see db.h. */
#include "store/db.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/memory.h"
#include "store/still.h"

enum { VALUE_MAX = 256 << 20 };

const char *db_network(sqlite3 *db)
{
    static const struct {
        uint32_t type;
        const char *name;
    } known[] = {{0x6969, "nfs"},      {0xFF534D42, "cifs"}, {0xFE534D42, "smb2"}, {0x517B, "smb"},
                 {0x65735546, "fuse"}, {0x01021997, "9p"},   {0x5346414F, "afs"},  {0x00C36400, "ceph"}};
    const char *path = db ? sqlite3_db_filename(db, "main") : NULL;
    struct statfs info;
    if (path && path[0] && statfs(path, &info) == 0)
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if ((uint32_t)info.f_type == known[i].type)
                return known[i].name;
    return NULL;
}

/* The process that holds some of these bytes of a file locked; 0: none, or one that is not seen from here. The file
 * stays open: to close it would take SQLite's own locks on it away. */
static pid_t holder_of(const char *path, off_t from, off_t n)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = from, .l_len = n};
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    return fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid > 0 ? lock.l_pid : 0;
}

/* The name of the program that holds a transaction: by the lock of writers in -shm, or those in the database itself,
 * where SQLite's file format puts them. False: it is not known. */
static bool holder_name(sqlite3 *db, char name[static 32])
{
    enum { SHM_WRITER = 120, PENDING = 0x40000000, ROLLBACK_LOCKS = 512 };
    const char *path = db ? sqlite3_db_filename(db, "main") : NULL;
    if (!path || !path[0])
        return false;
    char *shm = xprintf("%s-shm", path);
    pid_t holder = holder_of(shm, SHM_WRITER, 1);
    holder = holder ? holder : holder_of(path, PENDING, ROLLBACK_LOCKS);
    free(shm);
    char *comm = xprintf("/proc/%ld/comm", (long)holder);
    FILE *file = holder ? fopen(comm, "re") : NULL;
    free(comm);
    const bool ok = file && fgets(name, 32, file);
    if (file)
        fclose(file);
    if (ok)
        name[strcspn(name, "\n")] = '\0';
    return ok;
}

/* SQLITE_BUSY, and locks that cannot be had. */
static bool cannot_lock(sqlite3 *db, struct error *err)
{
    const char *network = db_network(db);
    char holder[32];
    if (network)
        return error_set(err, STATUS_FAILED,
                         "the database cannot be locked, for it stands on a file system that is not local (%s): "
                         "keep it on a disk of this machine",
                         network);
    const bool known = holder_name(db, holder);
    if (known && strcmp(holder, "dubbelloop") == 0)
        return error_set(err, STATUS_FAILED,
                         "the database is in use by another run; wait for it to end, or give --wait SECONDS");
    if (known)
        return error_set(err, STATUS_FAILED,
                         "another program (%s) holds a transaction on the database, a change that is not saved; "
                         "save it there or close it, or give --wait SECONDS",
                         holder);
    return error_set(err, STATUS_FAILED,
                     "the database is in use by another run, or held by another program (a database browser with a "
                     "change that is not saved?); wait for it to end, close it, or give --wait SECONDS");
}

bool db_failed(sqlite3 *db, int code, const char *sql, struct error *err)
{
    const char *means = sqlite3_errstr(code);
    if (code == SQLITE_IOERR_NOMEM)
        code = SQLITE_NOMEM;
    switch (code & 0xFF) {
    case SQLITE_BUSY:
        return cannot_lock(db, err);
    case SQLITE_FULL:
        return error_set(err, STATUS_FAILED, "the disk is full; make room and try again");
    case SQLITE_NOTADB:
        return error_set(err, STATUS_FAILED,
                         "this is no database of dubbelloop, or it is damaged; "
                         "give another name, or restore the last good copy");
    case SQLITE_CORRUPT:
        return error_set(err, STATUS_FAILED,
                         "the database is damaged (SQLite %d, %s); keep it as it is, "
                         "and restore the last good copy beside it",
                         code, means);
    case SQLITE_IOERR:
        if (code == SQLITE_IOERR_LOCK || code == SQLITE_IOERR_SHMLOCK || code == SQLITE_IOERR_SHMMAP
            || code == SQLITE_IOERR_SHMOPEN)
            if (db_network(db))
                return cannot_lock(db, err);
        return error_set(err, STATUS_FAILED,
                         "the disk fails (SQLite %d, %s); look at the disk "
                         "and at the log of the system, then try again",
                         code, means);
    case SQLITE_NOMEM:
        return error_set(err, STATUS_FAILED,
                         "SQLite has no memory; give less --memory and --threads, or a larger machine, and try again");
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        if (code == SQLITE_READONLY_DIRECTORY || code == SQLITE_READONLY_CANTINIT)
            return error_set(err, STATUS_FAILED,
                             "this user has no right to write in the folder of the database (SQLite %d); look at its "
                             "owner and mode, or read a copy that 'dubbelloop backup' made",
                             code);
        return error_set(err, STATUS_FAILED,
                         "%s (SQLite %d); look at the name, owner and mode of the database, and at those of its folder",
                         means, code);
    default:
        return error_set(err, STATUS_FAILED, "SQLite %d (%s): %s; 'dubbelloop verify' tells whether "
                                             "the database is sound",
                         code, sqlite3_errmsg(db), sql);
    }
}

/* SQLite's count of all memory takes a lock at each allocation; nobody asks for it. */
static void count_no_memory(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* A connection that writes was opened by this program: then it is itself who has the database open, and a reader beside
 * it that cannot take part in its locks would read what it is about to change. */
static atomic_bool writes;

void db_will_write(void)
{
    writes = true;
}

/* To read where nothing may be written: as it is, when nobody has it open. */
static void try_still(sqlite3 **db, const char *path)
{
    int code = sqlite3_exec(*db, "PRAGMA schema_version", NULL, NULL, NULL);
    if (code != SQLITE_OK && still_may_be_read(path, sqlite3_extended_errcode(*db))) {
        sqlite3 *other = still_open(path);
        if (other) {
            db_close(*db);
            *db = other;
        }
    }
}

bool db_open(sqlite3 **db, const char *path, enum db_mode mode, int wait_seconds, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, count_no_memory);
    int flags = SQLITE_OPEN_NOMUTEX | (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    if (sqlite3_open_v2(path, db, flags, NULL) != SQLITE_OK) {
        db_failed(*db, *db ? sqlite3_extended_errcode(*db) : SQLITE_NOMEM, "open", err);
        db_close(*db);
        *db = NULL;
        return false;
    }
    if (mode != DB_READ)
        writes |= strcmp(path, ":memory:") != 0;
    else if (!writes)
        try_still(db, path);
    sqlite3_busy_timeout(*db, mode == DB_READ ? 10000 : wait_seconds * 1000);
    /* The file may come from anybody: no writing past SQL, no function of ours or SQLite's that does more than compute
     * from inside its schema, no value larger than any that is stored. */
    sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_limit(*db, SQLITE_LIMIT_LENGTH, VALUE_MAX);
    static const char *const settings[] = {
        [DB_READ] = "PRAGMA cell_size_check = ON; PRAGMA query_only = ON; PRAGMA cache_size = -16384",
        [DB_WRITE] = "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL;"
                     "PRAGMA cache_size = -65536",
        [DB_ALONE] = "PRAGMA cell_size_check = ON; PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON;"
                     "PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536",
        [DB_BUILD] = "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = OFF; PRAGMA page_size = 8192;"
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
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK
           || db_failed(db, sqlite3_extended_errcode(db), sql, err);
}

bool db_prepare(sqlite3 *db, sqlite3_stmt **stmt, const char *sql, struct error *err)
{
    const char *tail = "";
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, &tail) != SQLITE_OK)
        return db_failed(db, sqlite3_extended_errcode(db), sql, err);
    return *tail == '\0' || error_set(err, STATUS_FAILED, "text after the statement: %s", tail);
}

bool db_step(sqlite3_stmt *stmt, bool *row, struct error *err)
{
    int code = sqlite3_step(stmt);
    *row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return true;
    sqlite3 *db = sqlite3_db_handle(stmt);
    bool ok = code == SQLITE_DONE || db_failed(db, sqlite3_extended_errcode(db), sqlite3_sql(stmt), err);
    sqlite3_reset(stmt);
    return ok;
}

bool db_next(sqlite3_stmt *stmt, bool *ok, struct error *err)
{
    bool row = false;
    *ok = *ok && db_step(stmt, &row, err);
    return row;
}

bool db_run(sqlite3_stmt *stmt, struct error *err)
{
    bool ok = true;
    while (db_next(stmt, &ok, err))
        ;
    return ok;
}

bool db_integer(sqlite3 *db, const char *sql, int64_t *out, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *out = 0;
    bool ok = db_prepare(db, &stmt, sql, err) && db_step(stmt, &row, err);
    if (ok && row)
        *out = db_only_integer(stmt);
    sqlite3_finalize(stmt);
    return ok;
}

bool db_readable(sqlite3 *db, struct error *err)
{
    enum { PIECE = 65536 };
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    code = code == SQLITE_OK ? file->pMethods->xFileSize(file, &size) : code;
    char *piece = xmalloc(PIECE);
    for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += PIECE)
        code = file->pMethods->xRead(file, piece, size - at < PIECE ? (int)(size - at) : PIECE, at);
    free(piece);
    return code == SQLITE_OK || db_failed(db, code, "read", err);
}

int db_parameter(sqlite3_stmt *stmt, const char *name)
{
    int number = sqlite3_bind_parameter_index(stmt, name);
    assert(number > 0);
    return number;
}

struct text db_text(sqlite3_stmt *stmt, int column)
{
    const char *at = sqlite3_column_blob(stmt, column);
    return (struct text){at ? at : "", (size_t)sqlite3_column_bytes(stmt, column)};
}

struct text db_only_text(sqlite3_stmt *stmt)
{
    assert(sqlite3_column_count(stmt) == 1);
    return db_text(stmt, 0);
}

int64_t db_only_integer(sqlite3_stmt *stmt)
{
    assert(sqlite3_column_count(stmt) == 1);
    return sqlite3_column_int64(stmt, 0);
}

static void check_bound(int code)
{
    if (code == SQLITE_NOMEM)
        out_of_resources("memory for SQLite");
    assert(code == SQLITE_OK);
}

void db_bind_integer(sqlite3_stmt *stmt, int parameter, int64_t value)
{
    check_bound(sqlite3_bind_int64(stmt, parameter, value));
}

void db_bind_text(sqlite3_stmt *stmt, int parameter, struct text text)
{
    check_bound(sqlite3_bind_text64(stmt, parameter, text.n ? text.at : "", text.n, SQLITE_STATIC, SQLITE_UTF8));
}

void db_bind_blob(sqlite3_stmt *stmt, int parameter, struct text bytes)
{
    check_bound(sqlite3_bind_blob64(stmt, parameter, bytes.n ? bytes.at : "", bytes.n, SQLITE_STATIC));
}

void db_bind_string(sqlite3_stmt *stmt, int parameter, const char *string)
{
    if (string)
        check_bound(sqlite3_bind_text(stmt, parameter, string, -1, SQLITE_STATIC));
    else
        db_bind_null(stmt, parameter);
}

void db_bind_null(sqlite3_stmt *stmt, int parameter)
{
    check_bound(sqlite3_bind_null(stmt, parameter));
}

void db_set_null(sqlite3_stmt *stmt, const char *name)
{
    db_bind_null(stmt, db_parameter(stmt, name));
}

void db_set_integer(sqlite3_stmt *stmt, const char *name, int64_t value)
{
    db_bind_integer(stmt, db_parameter(stmt, name), value);
}

void db_set_text(sqlite3_stmt *stmt, const char *name, struct text text)
{
    db_bind_text(stmt, db_parameter(stmt, name), text);
}

void db_set_copy(sqlite3_stmt *stmt, const char *name, struct text text)
{
    check_bound(sqlite3_bind_text64(stmt, db_parameter(stmt, name), text.at, text.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void db_set_day(sqlite3_stmt *stmt, const char *name, day d)
{
    char text[DAY_TEXT + 1];
    day_print(d, text);
    db_set_copy(stmt, name, (struct text){text, DAY_TEXT});
}

void db_set_blob(sqlite3_stmt *stmt, const char *name, struct text bytes)
{
    db_bind_blob(stmt, db_parameter(stmt, name), bytes);
}

void db_set_string(sqlite3_stmt *stmt, const char *name, const char *string)
{
    db_bind_string(stmt, db_parameter(stmt, name), string);
}
