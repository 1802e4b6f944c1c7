/* still.c - see still.h. */
#include "store/still.h"

#include <pthread.h>
#include <sys/stat.h>

#include "base/memory.h"

/* The first that was opened so: a command reads one database, some by several connections. */
static struct {
    pthread_mutex_t lock;
    char *path; /* NULL: none; kept to the end of the program */
    struct stat was;
} still = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool has_wal(const char *path)
{
    struct stat info;
    char *wal = xprintf("%s-wal", path);
    bool has = stat(wal, &info) == 0 && info.st_size > 0;
    free(wal);
    return has;
}

bool still_may_be_read(const char *path, int code)
{
    return (code == SQLITE_READONLY_DIRECTORY || code == SQLITE_READONLY_CANTINIT || (code & 0xFF) == SQLITE_CANTOPEN)
           && !has_wal(path);
}

/* As a URI wants it. */
static void add_uri(struct buf *uri, const char *path)
{
    buf_text(uri, "file:");
    for (const char *at = path; *at; at++)
        if (*at == '%' || *at == '?' || *at == '#')
            buf_printf(uri, "%%%02X", (unsigned)*at);
        else
            buf_add(uri, at, 1);
    buf_text(uri, "?immutable=1");
}

static void remember(const char *path)
{
    pthread_mutex_lock(&still.lock);
    if (!still.path && stat(path, &still.was) == 0)
        still.path = xstrdup(path);
    pthread_mutex_unlock(&still.lock);
}

sqlite3 *still_open(const char *path)
{
    sqlite3 *db = NULL;
    struct buf uri = {0};
    add_uri(&uri, path);
    remember(path);
    if (sqlite3_open_v2(buf_string(&uri), &db, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL)
        != SQLITE_OK) {
        db_close(db);
        db = NULL;
    }
    buf_release(&uri);
    return db;
}

bool still_was(struct error *err)
{
    struct stat now;
    const struct stat *was = &still.was;
    if (!still.path)
        return true;
    bool same = stat(still.path, &now) == 0 && now.st_ino == was->st_ino && now.st_size == was->st_size
                && now.st_mtim.tv_sec == was->st_mtim.tv_sec && now.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
    return same
           || error_set(err, STATUS_FAILED,
                        "the database was written to while this command, which may write nothing "
                        "beside it, read it without locks: do it again");
}
