/* tempfile.c - see tempfile.h. */
#include "base/tempfile.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/memory.h"

int tempfile_open(const char *dir)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    /* A file system without O_TMPFILE. */
    char *name = xprintf("%s/.dubbelloop-XXXXXX", dir);
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    free(name);
    return fd;
}
