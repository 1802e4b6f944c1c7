/* outfile.c - see outfile.h. */
#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PENDING = 256 * 1024 };

bool outfile_open(struct outfile *out, const char *dir, const char *name, struct error *err)
{
    *out = OUTFILE_NONE;
    if (!name) {
        out->fd = STDOUT_FILENO;
        return true;
    }
    out->name = dir ? xprintf("%s/%s", dir, name) : xstrdup(name);
    out->part = xprintf("%s.part", out->name);
    if (unlink(out->part) && errno != ENOENT)
        return error_set(err, STATUS_FAILED, "%s: cannot be replaced: %s", out->part, strerror(errno));
    /* O_EXCL: nobody's link or file of that name is followed. */
    out->fd = open(out->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out->fd < 0)
        return error_set(err, STATUS_FAILED, "%s: cannot be written: %s", out->name, strerror(errno));
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
    out->pending.n = 0;
}

void outfile_write(struct outfile *out, const void *from, size_t size)
{
    if (out->sha)
        sha256_add(out->sha, from, size);
    buf_add(&out->pending, from, size);
    if (out->pending.n >= PENDING)
        flush(out);
}

static bool finish(struct outfile *out, bool sync, struct error *err)
{
    flush(out);
    if (!out->name)
        return !out->failed || out->failed == EPIPE
               || error_set(err, STATUS_FAILED, "standard output: %s", strerror(out->failed));
    if (sync && !out->failed && fsync(out->fd))
        out->failed = errno;
    if (close(out->fd) && !out->failed)
        out->failed = errno;
    out->fd = -1;
    if (out->failed)
        return error_set(err, STATUS_FAILED, "%s: cannot be written: %s", out->name, strerror(out->failed));
    out->finished = true;
    return true;
}

bool outfile_finish(struct outfile *out, struct error *err)
{
    return finish(out, true, err);
}

void outfile_hash(struct outfile *out)
{
    out->sha = sha256_new();
}

bool outfile_settle(struct outfile *out, char sha256[static DIGEST_HEX + 1], struct error *err)
{
    sha256_finish(out->sha, sha256);
    out->sha = NULL;
    bool ok = finish(out, false, err);
    buf_release(&out->pending); /* there may be thousands of them */
    return ok;
}

bool outfile_publish(struct outfile *out, struct error *err)
{
    if (!out->name)
        return true;
    if (rename(out->part, out->name))
        return error_set(err, STATUS_FAILED, "%s: cannot be renamed to its name: %s", out->part, strerror(errno));
    free(out->part);
    out->part = NULL;
    return true;
}

void outfile_release(struct outfile *out)
{
    if (out->fd >= 0 && out->name)
        close(out->fd);
    if (out->part)
        unlink(out->part);
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
        return error_set(err, STATUS_FAILED, "%s: %s", dir, strerror(errno));
    int failed = sync(fd) ? errno : 0;
    close(fd);
    return !failed || failed == EINVAL || error_set(err, STATUS_FAILED, "%s: %s", dir, strerror(failed));
}

bool filesystem_sync(const char *dir, struct error *err)
{
    return sync_by(syncfs, dir, err);
}

bool directory_sync(const char *dir, struct error *err)
{
    return sync_by(fsync, dir, err);
}
