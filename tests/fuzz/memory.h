/* memory.h - databases in memory, for targets that need one an execution: a SQLite VFS that is the default from the first
 * memory_put on, and connections and statements that stay between
 * executions (the linker leads db_open, db_prepare and what closes them here). The
 * engine does not know of it: it opens the paths that it always opens, and whoever looks at them sees an empty file. */
#ifndef FUZZ_MEMORY_H
#define FUZZ_MEMORY_H

#include "store/db.h"

/* The database of this path, a name in fuzz_dir, is these bytes. Nobody has it open but between executions. Its schema is
 * that of the bytes of before, or memory_forget must be called. */
void memory_put(const char *path, struct text bytes);
/* Its bytes now; until it is written to. */
struct text memory_get(const char *path);
/* Closes the connections that were kept. `from_now_on`: none is kept from now on. */
void memory_forget(bool from_now_on);

#endif
