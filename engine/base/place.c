/* place.c - see place.h. */
#include "base/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? xprintf("%.*s/", (int)(slash - path), path) : xstrdup(".");
}

const char *name_in_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool folder_is_kept(const char *folder, struct error *err)
{
    struct stat info;
    return stat(folder, &info) != 0 || !(info.st_mode & S_IWOTH) || (info.st_mode & S_ISVTX)
           || error_set(err, STATUS_FAILED,
                        "%s: everybody may write in this folder and replace what is in it; "
                        "take that away (chmod o-w), or choose another",
                        folder);
}

bool place_is_ours(const char *path, struct error *err)
{
    struct stat folder_info, info;
    char *folder = folder_of(path);
    bool ok = folder_is_kept(folder, err);
    if (ok && stat(folder, &folder_info) == 0 && (folder_info.st_mode & S_IWOTH) && lstat(path, &info) == 0
        && info.st_uid != geteuid() && info.st_uid != 0)
        ok = error_set(err, STATUS_FAILED,
                       "%s: somebody else put this in a folder where everybody may write; remove it, or "
                       "choose another folder",
                       path);
    free(folder);
    return ok;
}

bool output_folder_make(const char *folder, struct error *err)
{
    if (!place_is_ours(folder, err))
        return false;
    if (mkdir(folder, 0700) && errno != EEXIST)
        return error_errno(err, errno, "%s: the output directory cannot be made", folder);
    return folder_is_kept(folder, err);
}

bool output_folder_lock(const char *folder, int wait_seconds, int *lock, struct error *err)
{
    const struct timespec pause = {0, 100 * 1000 * 1000};
    const time_t until = time(NULL) + wait_seconds;
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock < 0)
        return error_errno(err, errno, "%s: cannot be opened", folder);
    while (flock(*lock, LOCK_EX | LOCK_NB)) {
        bool busy = errno == EWOULDBLOCK || errno == EINTR;
        if (busy && time(NULL) < until) {
            nanosleep(&pause, NULL);
            continue;
        }
        close(*lock);
        *lock = -1;
        return !busy || error_set(err, STATUS_FAILED, "%s: another run writes into this folder; "
                                                      "give another --out, or --wait SECONDS", folder);
    }
    return true;
}
