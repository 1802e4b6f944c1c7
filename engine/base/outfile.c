/* outfile.c - see outfile.h. */
#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

enum { PENDING = 256 * 1024, WRITE_BACK = 8 << 20 };

bool outfile_open(struct outfile *out, const char *dir, const char *name, struct error *err)
{
    static const char database[] = "SQLite format 3";
    *out = OUTFILE_NONE;
    if (!name) {
        out->fd = STDOUT_FILENO;
        out->terminal = isatty(out->fd);
        return true;
    }
    out->name = dir ? xprintf("%s/%s", dir, name) : xstrdup(name);
    out->part = xprintf("%s.part", out->name);
    struct stat info;
    if (stat(out->name, &info) == 0 && !S_ISREG(info.st_mode)) /* -o /dev/null by root would take its place */
        return error_set(err, STATUS_FAILED, "%s: is there already, and is not a file", out->name);
    /* A name that was mistyped, or completed to the wrong one, must not cost what is in a database. */
    if (file_begins(out->name, database, sizeof database))
        return error_set(err, STATUS_USAGE, "%s: is a database, which no output takes the place of; give another name",
                         out->name);
    if (unlink(out->part) && errno != ENOENT)
        return error_errno(err, errno, "%s: cannot be replaced", out->part);
    /* O_EXCL: nobody's link or file of that name is followed. */
    out->fd = open(out->part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (out->fd < 0)
        return error_errno(err, errno, "%s: cannot be written", out->name);
    return true;
}

static void flush(struct outfile *out)
{
    for (size_t done = 0; done < out->pending.n && !out->failed;) {
        ssize_t n = write(out->fd, out->pending.at + done, out->pending.n - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            out->failed = errno;
    }
    out->unasked += out->pending.n;
    out->pending.n = 0;
    /* The disk begins while there is more to come: whoever finishes the file waits for less. It is only a wish. */
    if (out->unasked >= WRITE_BACK && out->name) {
        sync_file_range(out->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
        out->unasked = 0;
    }
}

/* A workbook or a PDF: pages of nothing, on a terminal. */
static bool begins_unreadable(const char *content, size_t n)
{
    return n >= 4 && (memcmp(content, "PK\x03\x04", 4) == 0 || memcmp(content, "%PDF", 4) == 0);
}

void outfile_write(struct outfile *out, const void *from, size_t size)
{
    if (out->sha)
        sha256_add(out->sha, from, size);
    if (out->terminal && out->bytes == 0)
        out->unreadable = begins_unreadable(from, size);
    out->bytes += size;
    if (out->unreadable)
        return;
    if (out->terminal)
        text_add_printable_lines(&out->pending, (struct text){from, size});
    else
        buf_add(&out->pending, from, size);
    if (out->pending.n >= PENDING)
        flush(out);
}

static bool finish_outfile(struct outfile *out, bool sync, struct error *err)
{
    flush(out);
    if (out->sha)
        sha256_finish(out->sha, out->sha256);
    out->sha = NULL;
    if (out->unreadable)
        return error_set(err, STATUS_USAGE, "this is no text, and standard output is a terminal: give -o FILE");
    if (!out->name)
        return !out->failed || out->failed == EPIPE
               || error_errno(err, out->failed, "standard output");
    if (sync && !out->failed && fsync(out->fd))
        out->failed = errno;
    if (close(out->fd) && !out->failed)
        out->failed = errno;
    out->fd = -1;
    if (out->failed)
        return error_errno(err, out->failed, "%s: cannot be written", out->name);
    out->finished = true;
    return true;
}

bool outfile_finish(struct outfile *out, struct error *err)
{
    return finish_outfile(out, true, err);
}

void outfile_hash(struct outfile *out)
{
    out->sha = sha256_new();
}

bool outfile_finish_unsynced(struct outfile *out, char sha256[static DIGEST_HEX + 1], struct error *err)
{
    bool ok = finish_outfile(out, false, err);
    memcpy(sha256, out->sha256, sizeof out->sha256);
    buf_release(&out->pending); /* there may be thousands of them */
    return ok;
}

/* Exchanges NAME.part with what has the name, which must be no folder. */
static bool exchange(const struct outfile *out)
{
    struct stat there;
    if (lstat(out->name, &there) == 0 && S_ISDIR(there.st_mode)) {
        errno = EISDIR;
        return false;
    }
    return renameat2(AT_FDCWD, out->part, AT_FDCWD, out->name, RENAME_EXCHANGE) == 0;
}

bool outfile_place(struct outfile *out, struct error *err)
{
    if (!out->name)
        return true;
    if (renameat2(AT_FDCWD, out->part, AT_FDCWD, out->name, RENAME_NOREPLACE) == 0)
        out->placed = PLACED_NEW;
    else if (errno == EEXIST && exchange(out))
        out->placed = PLACED_OVER;
    else if ((errno == EINVAL || errno == ENOSYS) && rename(out->part, out->name) == 0)
        outfile_settle(out); /* for good: this file system knows no exchange */
    else
        return error_errno(err, errno, "%s: cannot be renamed to its name", out->part);
    return true;
}

void outfile_settle(struct outfile *out)
{
    if (out->placed == PLACED_OVER)
        unlink(out->part);
    out->placed = NOT_PLACED;
    free(out->part);
    out->part = NULL;
}

bool outfile_publish(struct outfile *out, struct error *err)
{
    if (!outfile_place(out, err))
        return false;
    outfile_settle(out);
    return true;
}

/* Takes a file away that was not settled. */
static void undo(const struct outfile *out)
{
    if (out->placed == PLACED_NEW)
        unlink(out->name);
    else if (out->placed == NOT_PLACED || exchange(out))
        unlink(out->part);
    /* Else the exchange cannot be undone: what was there before stays as NAME.part. */
}

void outfile_release(struct outfile *out)
{
    if (out->fd >= 0 && out->name)
        close(out->fd);
    if (out->part)
        undo(out);
    free(out->name);
    free(out->part);
    buf_release(&out->pending);
    if (out->sha)
        sha256_finish(out->sha, (char[DIGEST_HEX + 1]){0});
    *out = OUTFILE_NONE;
}

static bool sync_by(int (*sync)(int fd), const char *dir, struct error *err)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, errno, "%s", dir);
    int failed = sync(fd) ? errno : 0;
    close(fd);
    return !failed || failed == EINVAL || error_errno(err, failed, "%s", dir);
}

bool filesystem_sync(const char *dir, struct error *err)
{
    return sync_by(syncfs, dir, err);
}

bool directory_sync(const char *dir, struct error *err)
{
    return sync_by(fsync, dir, err);
}
