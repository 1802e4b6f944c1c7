/* tempfolder.h - a folder for this process alone, gone with all that is in it when the process ends, whatever ends it.
 *
 * A second process waits for the first: its end of a pipe is closed when that closes the folder, ends, crashes or is
 * killed, and then it removes the folder. It holds nothing else of the first, and no signal of a terminal ends it. */
#ifndef CLI_TEMPFOLDER_H
#define CLI_TEMPFOLDER_H

#include <sys/types.h>

#include "base/error.h"

struct tempfolder {
    char *path; /* owned; NULL: none */
    int pipe;   /* closed: the folder may go */
    pid_t keeper;
};
#define TEMPFOLDER_NONE ((struct tempfolder){.pipe = -1})

/* In $TMPDIR, or /tmp; mode 0700. Before any thread is started. The caller closes in any case. */
bool tempfolder_open(struct tempfolder *folder, struct error *err) MUST_CHECK;
/* Returns when it is gone. */
void tempfolder_close(struct tempfolder *folder);

#endif
