/* tempfolder.c - see tempfolder.h. */
#include "cli/tempfolder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

/* Removes the folder; there are only files in it. */
static void remove_folder(const char *path)
{
    DIR *handle = opendir(path);
    const struct dirent *entry;
    while (handle && (entry = readdir(handle)))
        unlinkat(dirfd(handle), entry->d_name, 0);
    if (handle)
        closedir(handle);
    rmdir(path);
}

/* Writes all of it; false: nobody listens. */
static bool say_all(int told, const void *from, size_t size)
{
    size_t n = 0;
    while (n < size) {
        const ssize_t put = write(told, (const char *)from + n, size - n);
        if (put < 0 && errno != EINTR)
            return false;
        n += put > 0 ? (size_t)put : 0;
    }
    return true;
}

/* What the keeper does: makes the folder, tells its name or the number of what went wrong, waits until nobody holds the
 * other end of `life`, and removes the folder. Whatever ends the first process, and when, it is removed. */
static void keep_folder(char *path, int life, int told)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    char byte;
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    setsid();
    const int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= 2 && null >= 0; fd++)
        dup2(null, fd);
    const int number = mkdtemp(path) ? 0 : errno;
    if (say_all(told, &number, sizeof number) && number == 0)
        say_all(told, path, strlen(path));
    close(told);
    ssize_t n;
    do
        n = read(life, &byte, 1);
    while (n > 0 || (n < 0 && errno == EINTR));
    if (number == 0)
        remove_folder(path);
    _exit(0);
}

/* Reads all of it; false: the keeper did not say so much. */
static bool hear_all(int told, void *to, size_t size)
{
    size_t n = 0;
    for (ssize_t got; n < size && (got = read(told, (char *)to + n, size - n)) != 0;) {
        if (got < 0 && errno != EINTR)
            return false;
        n += got > 0 ? (size_t)got : 0;
    }
    return n == size;
}

/* `path` has the form of mkdtemp, and becomes the name. */
static bool start_keeper(struct tempfolder *folder, char *path, struct error *err)
{
    int life[2], told[2], number;
    if (pipe2(life, O_CLOEXEC) != 0)
        return error_errno(err, errno, "a temporary folder");
    if (pipe2(told, O_CLOEXEC) != 0) {
        number = errno;
        close(life[0]);
        close(life[1]);
        return error_errno(err, number, "a temporary folder");
    }
    folder->keeper = fork();
    if (folder->keeper == 0) {
        close(life[1]);
        close(told[0]);
        keep_folder(path, life[0], told[1]);
    }
    const int refused = errno;
    close(life[0]);
    close(told[1]);
    folder->pipe = life[1];
    if (folder->keeper < 0)
        number = refused;
    else if (!hear_all(told[0], &number, sizeof number) || (number == 0 && !hear_all(told[0], path, strlen(path))))
        number = EPIPE;
    close(told[0]);
    return number == 0 || error_errno(err, number, "a temporary folder cannot be made as %s", path);
}

bool tempfolder_open(struct tempfolder *folder, struct error *err)
{
    const char *place = getenv("TMPDIR");
    *folder = TEMPFOLDER_NONE;
    folder->path = xprintf("%s/dubbelloop-XXXXXX", place && *place ? place : "/tmp");
    return start_keeper(folder, folder->path, err);
}

void tempfolder_close(struct tempfolder *folder)
{
    if (folder->pipe >= 0)
        close(folder->pipe);
    while (folder->keeper > 0 && waitpid(folder->keeper, NULL, 0) < 0 && errno == EINTR) {
    }
    free(folder->path);
    *folder = TEMPFOLDER_NONE;
}
