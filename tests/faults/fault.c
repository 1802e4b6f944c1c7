/* fault.c - linked into the program, makes the N-th call of a kind fail. The engine itself does not know of it.
 *
 *   FAULT=KIND:N      the N-th call of KIND fails, once
 *   FAULT=KIND:N+     it fails, and so does each one after it
 *   FAULT=KIND:N!     the process is killed (SIGKILL) just before it
 *   FAULT_COUNTS=FILE at the end: "KIND CALLS" of every kind, a line each
 *   FAULT_HIT=FILE    is made when the fault has happened
 *   FAULT_ARMED=FILE  calls are counted, and fail, from the moment that this file is there
 *
 * The kinds db_ are those of a SQLite VFS that stands before the ordinary one, and of SQLite's memory; file_, memory, thread and
 * library are the engine's own calls, caught by the linker (--wrap; the list is in meson.build). Without FAULT the program is what
 * it always was. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind {
    DB_OPEN, DB_READ, DB_WRITE, DB_FULL, DB_SYNC, DB_TRUNCATE, DB_SIZE, DB_LOCK, DB_SHM, DB_DELETE, DB_ACCESS, DB_MEMORY,
    FILE_OPEN, FILE_READ, FILE_SHORT_READ, FILE_EINTR, FILE_WRITE, FILE_SHORT_WRITE, FILE_SYNC, FILE_RENAME, FILE_EXCHANGE,
    FILE_CLOSE, FILE_TRUNCATE, FILE_SEEK, FILE_STAT, FILE_MKDIR, FILE_UNLINK, FILE_LOCK, FILE_FOLDER, FILE_NAMELESS, MEMORY, THREAD,
    LIBRARY, KINDS
};
static const char *const kind_name[KINDS] = {
    [DB_OPEN] = "db_open", [DB_READ] = "db_read", [DB_WRITE] = "db_write", [DB_FULL] = "db_full", [DB_SYNC] = "db_sync",
    [DB_TRUNCATE] = "db_truncate", [DB_SIZE] = "db_size", [DB_LOCK] = "db_lock", [DB_SHM] = "db_shm",
    [DB_DELETE] = "db_delete", [DB_ACCESS] = "db_access", [DB_MEMORY] = "db_memory", [FILE_OPEN] = "file_open",
    [FILE_READ] = "file_read", [FILE_SHORT_READ] = "file_short_read", [FILE_EINTR] = "file_eintr",
    [FILE_WRITE] = "file_write", [FILE_SHORT_WRITE] = "file_short_write", [FILE_SYNC] = "file_sync",
    [FILE_RENAME] = "file_rename", [FILE_EXCHANGE] = "file_exchange", [FILE_CLOSE] = "file_close",
    [FILE_TRUNCATE] = "file_truncate", [FILE_SEEK] = "file_seek", [FILE_STAT] = "file_stat", [FILE_MKDIR] = "file_mkdir",
    [FILE_UNLINK] = "file_unlink", [FILE_LOCK] = "file_lock", [FILE_FOLDER] = "file_folder", [FILE_NAMELESS] = "file_nameless", [MEMORY] = "memory",
    [THREAD] = "thread", [LIBRARY] = "library",
};

static enum kind wanted = KINDS; /* KINDS: none */
static unsigned long from = 0;   /* the first call that fails */
static char how = '\0';          /* '\0' once, '+' from then on, '!' killed */
static atomic_ulong calls[KINDS];

/* Of a program that is asked things as it goes on: whether what is to be disturbed has begun. */
static bool is_armed(void)
{
    const char *file = getenv("FAULT_ARMED");
    return !file || !*file || access(file, F_OK) == 0;
}

/* Whether this call of `kind` is to fail. */
static bool fails(enum kind kind)
{
    if (!is_armed())
        return false;
    unsigned long n = atomic_fetch_add(&calls[kind], 1) + 1;
    if (kind != wanted || n < from || (n > from && how != '+'))
        return false;
    const char *mark = getenv("FAULT_HIT");
    if (mark && n == from) {
        int fd = creat(mark, 0600); /* this file is not wrapped: the linker renames the calls of the engine only */
        if (fd >= 0)
            close(fd);
    }
    if (how == '!')
        raise(SIGKILL);
    return true;
}

static bool fails_with(enum kind kind, int number)
{
    if (!fails(kind))
        return false;
    errno = number;
    return true;
}

/* ---- SQLite: a VFS before the ordinary one ---- */

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct, in the same memory */
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct fault_file *)(void *)file)->real;
}
#define REAL(file) real_of(file)->pMethods

static int f_close(sqlite3_file *file)
{
    return REAL(file)->xClose(real_of(file));
}
static int f_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
    return fails(DB_READ) ? SQLITE_IOERR_READ : REAL(file)->xRead(real_of(file), to, n, at);
}
/* Half of it is written all the same: that is how a disk fails. */
static int f_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    bool write_fails = fails(DB_WRITE), full = fails(DB_FULL);
    if (!write_fails && !full)
        return REAL(file)->xWrite(real_of(file), bytes, n, at);
    int ignored = REAL(file)->xWrite(real_of(file), bytes, n / 2, at);
    (void)ignored;
    return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}
static int f_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return fails(DB_TRUNCATE) ? SQLITE_IOERR_TRUNCATE : REAL(file)->xTruncate(real_of(file), size);
}
static int f_sync(sqlite3_file *file, int flags)
{
    return fails(DB_SYNC) ? SQLITE_IOERR_FSYNC : REAL(file)->xSync(real_of(file), flags);
}
static int f_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return fails(DB_SIZE) ? SQLITE_IOERR_FSTAT : REAL(file)->xFileSize(real_of(file), size);
}
static int f_lock(sqlite3_file *file, int level)
{
    return fails(DB_LOCK) ? SQLITE_IOERR_LOCK : REAL(file)->xLock(real_of(file), level);
}
static int f_unlock(sqlite3_file *file, int level)
{
    return REAL(file)->xUnlock(real_of(file), level);
}
static int f_check_lock(sqlite3_file *file, int *out)
{
    return fails(DB_LOCK) ? SQLITE_IOERR_CHECKRESERVEDLOCK : REAL(file)->xCheckReservedLock(real_of(file), out);
}
static int f_control(sqlite3_file *file, int op, void *arg)
{
    return REAL(file)->xFileControl(real_of(file), op, arg);
}
static int f_sector(sqlite3_file *file)
{
    return REAL(file)->xSectorSize(real_of(file));
}
static int f_device(sqlite3_file *file)
{
    return REAL(file)->xDeviceCharacteristics(real_of(file));
}
static int f_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
    return fails(DB_SHM) ? SQLITE_IOERR_SHMMAP : REAL(file)->xShmMap(real_of(file), region, size, extend, out);
}
static int f_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return !(flags & SQLITE_SHM_UNLOCK) && fails(DB_SHM) ? SQLITE_IOERR_SHMLOCK
                                                         : REAL(file)->xShmLock(real_of(file), offset, n, flags);
}
static void f_shm_barrier(sqlite3_file *file)
{
    REAL(file)->xShmBarrier(real_of(file));
}
static int f_shm_unmap(sqlite3_file *file, int remove)
{
    return REAL(file)->xShmUnmap(real_of(file), remove);
}

/* Version 2: without memory-mapped reads, which would pass the shim by. */
static const sqlite3_io_methods methods = {
    2, f_close, f_read, f_write, f_truncate, f_sync, f_size, f_lock, f_unlock, f_check_lock, f_control, f_sector, f_device,
    f_shm_map, f_shm_lock, f_shm_barrier, f_shm_unmap, NULL, NULL};

static sqlite3_vfs *ordinary;

static int f_open(sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
    struct fault_file *f = (struct fault_file *)(void *)file;
    (void)self;
    f->base.pMethods = NULL;
    f->real = (sqlite3_file *)(void *)(f + 1);
    if (fails(DB_OPEN))
        return SQLITE_CANTOPEN;
    int code = ordinary->xOpen(ordinary, name, f->real, flags, out_flags);
    if (f->real->pMethods)
        f->base.pMethods = &methods;
    return code;
}
static int f_delete(sqlite3_vfs *self, const char *name, int sync)
{
    (void)self;
    return fails(DB_DELETE) ? SQLITE_IOERR_DELETE : ordinary->xDelete(ordinary, name, sync);
}
static int f_access(sqlite3_vfs *self, const char *name, int flags, int *out)
{
    (void)self;
    return fails(DB_ACCESS) ? SQLITE_IOERR_ACCESS : ordinary->xAccess(ordinary, name, flags, out);
}

static sqlite3_mem_methods memory;

static void *m_malloc(int n)
{
    return fails(DB_MEMORY) ? NULL : memory.xMalloc(n);
}
static void *m_realloc(void *p, int n)
{
    return fails(DB_MEMORY) ? NULL : memory.xRealloc(p, n);
}

/* ---- the engine's own calls ---- */

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, int mode);
int __wrap_open64(const char *path, int flags, int mode)
{
    /* As a file system without O_TMPFILE answers. */
    if ((flags & O_TMPFILE) == O_TMPFILE && fails_with(FILE_NAMELESS, EOPNOTSUPP))
        return -1;
    return fails_with(FILE_OPEN, EIO) ? -1 : __real_open64(path, flags, mode);
}

#define WRAP(type, name, parameters, arguments, kind, number, failed)                                                  \
    type __real_##name parameters;                                                                                     \
    type __wrap_##name parameters;                                                                                     \
    type __wrap_##name parameters                                                                                      \
    {                                                                                                                  \
        return fails_with(kind, number) ? (failed) : __real_##name arguments;                                          \
    }
#define WRAP_READ(name, parameters, arguments, less)                                                                   \
    ssize_t __real_##name parameters;                                                                                  \
    ssize_t __wrap_##name parameters;                                                                                  \
    ssize_t __wrap_##name parameters                                                                                   \
    {                                                                                                                  \
        if (fails_with(FILE_READ, EIO) || fails_with(FILE_EINTR, EINTR))                                               \
            return -1;                                                                                                 \
        return fails(FILE_SHORT_READ) ? __real_##name less : __real_##name arguments;                                  \
    }
/* A write that fails has written some of it, as on a full disk. */
#define WRAP_WRITE(name, parameters, arguments, less)                                                                  \
    ssize_t __real_##name parameters;                                                                                  \
    ssize_t __wrap_##name parameters;                                                                                  \
    ssize_t __wrap_##name parameters                                                                                   \
    {                                                                                                                  \
        if (fails_with(FILE_EINTR, EINTR))                                                                             \
            return -1;                                                                                                 \
        if (fails(FILE_WRITE)) {                                                                                       \
            ssize_t ignored = __real_##name less;                                                                      \
            (void)ignored;                                                                                             \
            errno = ENOSPC;                                                                                            \
            return -1;                                                                                                 \
        }                                                                                                              \
        return fails(FILE_SHORT_WRITE) ? __real_##name less : __real_##name arguments;                                 \
    }
WRAP_READ(read, (int fd, void *to, size_t n), (fd, to, n), (fd, to, n / 2 + n % 2))
WRAP_READ(pread64, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), (fd, to, n / 2 + n % 2, at))
WRAP_WRITE(write, (int fd, const void *bytes, size_t n), (fd, bytes, n), (fd, bytes, n / 2))
WRAP_WRITE(pwrite64, (int fd, const void *bytes, size_t n, off_t at), (fd, bytes, n, at), (fd, bytes, n / 2, at))
WRAP(int, fsync, (int fd), (fd), FILE_SYNC, EIO, -1)
WRAP(int, syncfs, (int fd), (fd), FILE_SYNC, EIO, -1)
WRAP(int, ftruncate64, (int fd, off_t size), (fd, size), FILE_TRUNCATE, EIO, -1)
WRAP(off_t, lseek64, (int fd, off_t at, int whence), (fd, at, whence), FILE_SEEK, EIO, -1)
WRAP(int, stat64, (const char *path, struct stat *out), (path, out), FILE_STAT, EIO, -1)
WRAP(int, lstat64, (const char *path, struct stat *out), (path, out), FILE_STAT, EIO, -1)
WRAP(int, fstat64, (int fd, struct stat *out), (fd, out), FILE_STAT, EIO, -1)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), FILE_MKDIR, ENOSPC, -1)
WRAP(int, unlink, (const char *path), (path), FILE_UNLINK, EIO, -1)
WRAP(int, flock, (int fd, int what), (fd, what), FILE_LOCK, ENOLCK, -1)
WRAP(int, mkostemp64, (char *name, int flags), (name, flags), FILE_OPEN, ENOSPC, -1)
WRAP(void *, opendir, (const char *path), (path), FILE_FOLDER, EIO, NULL)
WRAP(void *, readdir64, (void *folder), (folder), FILE_FOLDER, EIO, NULL)
WRAP(int, rename, (const char *old, const char *new), (old, new), FILE_RENAME, EIO, -1)

int __real_renameat2(int old_dir, const char *old, int new_dir, const char *new, unsigned flags);
int __wrap_renameat2(int old_dir, const char *old, int new_dir, const char *new, unsigned flags);
int __wrap_renameat2(int old_dir, const char *old, int new_dir, const char *new, unsigned flags)
{
    /* As a file system that knows no flags answers. */
    if (fails_with(FILE_EXCHANGE, EINVAL) || fails_with(FILE_RENAME, EIO))
        return -1;
    return __real_renameat2(old_dir, old, new_dir, new, flags);
}

/* The descriptor is gone, as Linux does. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    int result = __real_close(fd);
    return fails_with(FILE_CLOSE, EIO) ? -1 : result;
}

WRAP(void *, malloc, (size_t n), (n), MEMORY, ENOMEM, NULL)
WRAP(void *, calloc, (size_t n, size_t size), (n, size), MEMORY, ENOMEM, NULL)
WRAP(void *, realloc, (void *p, size_t n), (p, n), MEMORY, ENOMEM, NULL)
WRAP(void *, aligned_alloc, (size_t to, size_t n), (to, n), MEMORY, ENOMEM, NULL)
typedef void *thread_fn(void *);
WRAP(int, pthread_create, (pthread_t *t, const pthread_attr_t *a, thread_fn *fn, void *arg), (t, a, fn, arg), THREAD,
     EAGAIN, EAGAIN)
/* What libraries answer when they have no memory. */
struct z_stream_s;
WRAP(int, inflateInit2_, (struct z_stream_s *z, int bits, const char *version, int size), (z, bits, version, size), LIBRARY,
     ENOMEM, -4)
WRAP(void *, ZSTD_createDStream, (void), (), LIBRARY, ENOMEM, NULL)
WRAP(void *, EVP_MD_CTX_new, (void), (), LIBRARY, ENOMEM, NULL)
WRAP(void *, iconv_open, (const char *to, const char *charset), (to, charset), LIBRARY, ENOMEM, (void *)-1)
WRAP(void *, workbook_new_opt, (const char *name, void *options), (name, options), LIBRARY, ENOMEM, NULL)
WRAP(void *, sodium_allocarray, (size_t n, size_t size), (n, size), LIBRARY, ENOMEM, NULL)
WRAP(int, sodium_mlock, (void *p, size_t n), (p, n), LIBRARY, ENOMEM, -1)
WRAP(void *, FcConfigCreate, (void), (), LIBRARY, ENOMEM, NULL)
WRAP(void *, pango_cairo_font_map_new_for_font_type, (int type), (type), LIBRARY, ENOMEM, NULL)

/* ---- begin and end ---- */

__attribute__((noreturn)) static void wrong(const char *what)
{
    fprintf(stderr, "fault.c: %s\n", what);
    _exit(125);
}

static void write_counts(void)
{
    FILE *out = fopen(getenv("FAULT_COUNTS"), "w");
    for (size_t k = 0; out && k < KINDS; k++)
        fprintf(out, "%s %lu\n", kind_name[k], atomic_load(&calls[k]));
    if (!out || fclose(out))
        wrong("the counts cannot be written");
}

__attribute__((constructor)) static void begin(void)
{
    static sqlite3_vfs vfs;
    static sqlite3_mem_methods faulty;
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory) != SQLITE_OK)
        wrong("SQLite does not tell its memory");
    faulty = memory;
    faulty.xMalloc = m_malloc;
    faulty.xRealloc = m_realloc;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &faulty) != SQLITE_OK)
        wrong("SQLite does not take other memory");
    ordinary = sqlite3_vfs_find(NULL);
    if (!ordinary)
        wrong("SQLite has no VFS");
    vfs = *ordinary;
    vfs.szOsFile = (int)sizeof(struct fault_file) + ordinary->szOsFile;
    vfs.zName = "fault";
    vfs.pNext = NULL;
    vfs.xOpen = f_open;
    vfs.xDelete = f_delete;
    vfs.xAccess = f_access;
    if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK)
        wrong("SQLite does not take the VFS");
    for (size_t k = 0; k < KINDS; k++)
        atomic_store(&calls[k], 0); /* SQLite's own beginning does not count */
    if (getenv("FAULT_COUNTS"))
        atexit(write_counts);
    const char *fault = getenv("FAULT");
    if (!fault)
        return;
    size_t n = strcspn(fault, ":");
    for (size_t k = 0; k < KINDS; k++)
        if (strlen(kind_name[k]) == n && memcmp(kind_name[k], fault, n) == 0)
            wanted = (enum kind)k;
    char *end = NULL;
    from = fault[n] ? strtoul(fault + n + 1, &end, 10) : 0;
    if (wanted == KINDS || from == 0)
        wrong("FAULT is KIND:N, KIND:N+ or KIND:N!");
    how = *end;
}
