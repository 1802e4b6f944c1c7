/* outfile.h - an output file that appears whole or not at all: written as NAME.part with mode 0600, synced, renamed.
 * Write errors are kept and told by outfile_finish, so that writers need not look after each line. */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include "base/digest.h"
#include "base/error.h"
#include "base/memory.h"

struct outfile {
    char *name, *part; /* owned */
    int fd;            /* -1: not open */
    int failed;        /* errno of the first write that failed */
    struct buf pending;
    size_t unasked;    /* bytes since the system was asked to begin writing */
    struct sha256 *sha; /* of what is written; NULL: nobody asked */
    char sha256[DIGEST_HEX + 1]; /* when it is finished: what was asked for */
    uint64_t bytes;
    bool finished;
    enum { NOT_PLACED, PLACED_NEW, PLACED_OVER } placed; /* PLACED_OVER: what it replaces is kept as `part` */
    bool terminal; /* standard output, and a person looks at it: nothing that a terminal would act on goes there */
    bool unreadable; /* and it is a workbook or a PDF: nothing goes there, and outfile_finish says so */
};

/* Opens `dir`/`name` for writing, or standard output when `dir` and `name` are NULL. A NAME.part that an interrupted
 * run left is replaced. A database keeps its name (STATUS_USAGE). */
bool outfile_open(struct outfile *out, const char *dir, const char *name, struct error *err) MUST_CHECK;
void outfile_write(struct outfile *out, const void *from, size_t size);
/* Flush, sync, close: all bytes are on disk under the temporary name. */
bool outfile_finish(struct outfile *out, struct error *err) MUST_CHECK;
/* From here on, before anything is written, keeps the hash of it: `sha256`, when the file is finished. */
void outfile_hash(struct outfile *out);
/* Instead of outfile_finish, for many files at once: flush and close, no sync. filesystem_sync must come before any of
 * them is published. Gives the hash that outfile_hash asked for. */
bool outfile_finish_unsynced(struct outfile *out, char sha256[static DIGEST_HEX + 1], struct error *err) MUST_CHECK;
/* Renames a finished file into place: outfile_place and outfile_settle. */
bool outfile_publish(struct outfile *out, struct error *err) MUST_CHECK;
/* Gives a finished file its name, so that it can be undone: what had that name is kept as NAME.part until
 * outfile_settle, and comes back when the file is released before that.
 * (A file system that cannot exchange two files replaces at once.) */
bool outfile_place(struct outfile *out, struct error *err) MUST_CHECK;
/* The placed file stays. */
void outfile_settle(struct outfile *out);
/* Frees; a file that was not settled is removed. {0} with fd -1 and a released outfile are fine. */
void outfile_release(struct outfile *out);

#define OUTFILE_NONE ((struct outfile){.fd = -1})

/* Syncs everything that was written to the file system of a directory: one wait instead of one a file. */
bool filesystem_sync(const char *dir, struct error *err) MUST_CHECK;
/* Syncs a directory, so that a rename in it lasts. */
bool directory_sync(const char *dir, struct error *err) MUST_CHECK;

#endif
