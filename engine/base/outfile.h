/* outfile.h - an output file that appears whole or not at all: written as NAME.part with mode 0600, synced, renamed.
 * Write errors are kept and told by outfile_finish, so that writers need not look after each line. */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include "base/error.h"
#include "base/memory.h"

struct outfile {
    char *name, *part; /* owned */
    int fd;            /* -1: not open */
    int failed;        /* errno of the first write that failed */
    struct buf pending;
    bool finished;
    enum { NOT_PLACED, PLACED_NEW, PLACED_OVER } placed; /* PLACED_OVER: what it replaces is kept as `part` */
    bool terminal; /* standard output, and a person looks at it: nothing that a terminal would act on goes there */
};

/* Opens `dir`/`name` for writing, or standard output when `dir` and `name` are NULL. A NAME.part that an interrupted
 * run left is replaced. */
bool outfile_open(struct outfile *out, const char *dir, const char *name, struct error *err) MUST_CHECK;
void outfile_write(struct outfile *out, const void *from, size_t size);
/* Flush, sync, close: all bytes are on disk under the temporary name. */
bool outfile_finish(struct outfile *out, struct error *err) MUST_CHECK;
/* Renames a finished file into place: outfile_place and outfile_settle. */
bool outfile_publish(struct outfile *out, struct error *err) MUST_CHECK;
/* Gives a finished file its name, so that it can be undone: what had that name is kept as NAME.part until outfile_settle, and
 * comes back when the file is released before that. (A file system that cannot exchange two files replaces at once.) */
bool outfile_place(struct outfile *out, struct error *err) MUST_CHECK;
/* The placed file stays. */
void outfile_settle(struct outfile *out);
/* Frees; a file that was not settled is removed. {0} with fd -1 and a released outfile are fine. */
void outfile_release(struct outfile *out);

#define OUTFILE_NONE ((struct outfile){.fd = -1})

/* Syncs a directory, so that a rename in it lasts. */
bool directory_sync(const char *dir, struct error *err) MUST_CHECK;

#endif
