/* file.c - see file.h. */
#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum { LIMIT_MIB = 128, LIMIT = LIMIT_MIB << 20 };

static bool read_up_to(size_t limit, const char *path, char **content, size_t *n, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    struct buf buf = {0};
    if (fd < 0 || fstat(fd, &info))
        goto failed;
    if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        goto failed;
    }
    for (;;) {
        ssize_t got = read(fd, buf_room(&buf, 65536), 65536);
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR)
            goto failed;
        buf.n += got > 0 ? (size_t)got : 0;
        if (buf.n > limit)
            goto failed;
    }
    close(fd);
    *content = buf.at;
    *n = buf.n;
    return true;
failed:
    if (buf.n > limit)
        error_set(err, STATUS_FAILED, "%s: is larger than %d MiB, which is not read as one: give it in parts, or fewer "
                                      "columns of it", path, LIMIT_MIB);
    else
        error_errno(err, errno, "%s: cannot be read", path);
    if (fd >= 0)
        close(fd);
    buf_release(&buf);
    return false;
}

bool read_whole_file(const char *path, char **content, size_t *n, struct error *err)
{
    return read_up_to(LIMIT, path, content, n, err);
}

bool read_long_file(const char *path, char **content, size_t *n, struct error *err)
{
    return read_up_to(SIZE_MAX, path, content, n, err);
}

bool file_begins(const char *path, const void *begin, size_t n)
{
    char head[64] = "";
    size_t have = 0;
    int fd, number = 0;
    assert(n <= sizeof head);
    do /* a named pipe is not waited for */
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    while (fd < 0 && errno == EINTR);
    if (fd < 0)
        return false;
    while (have < sizeof head) {
        const ssize_t got = read(fd, head + have, sizeof head - have);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            number = got < 0 ? errno : 0;
            break;
        }
        have += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    errno = number;
    return number == 0 && have >= n && memcmp(head, begin, n) == 0;
}

void allow_open_files(unsigned n)
{
    enum { OTHERS = 64 };
    struct rlimit limit;
    const rlim_t wanted = n + OTHERS;
    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    (void)setrlimit(RLIMIT_NOFILE, &limit); /* when that is not enough, whoever opens one too many says so */
}
