/* still.h - reading a database where nothing may be written: without locks, and with a look afterwards at whether
 * it kept still.
 *
 * SQLite reads a database in WAL mode by a file beside it, -shm, which is there while somebody has it open, and which
 * a reader makes otherwise. Who may not make it reads the file itself (immutable=1): nobody has it open then, and
 * there is no -wal with newer pages. */
#ifndef STORE_STILL_H
#define STORE_STILL_H

#include "store/db.h"

/* Whether the failure `code` of the first read is that of a reader who may not make -shm, with no -wal that holds
 * anything. */
bool still_may_be_read(const char *path, int code);
/* Opens it so, and remembers how it is. NULL, closed: it cannot be opened. */
sqlite3 *still_open(const char *path);
/* Whether every database that was opened so is as it was: else what was read may be of two states. */
bool still_was(struct error *err) MUST_CHECK;

#endif
