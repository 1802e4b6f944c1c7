/* log.h - what the engine has to say while it works. It never prints: the command line does (cli/). */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdatomic.h>

#include "base/error.h"

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log {
    /* `code` is stable and meant for machines (`--log-format json`); `text` holds no value of a patient. */
    void (*emit)(void *ctx, enum log_level level, const char *code, const char *text);
    void *ctx;
};
void log_emit(const struct log *log, enum log_level level, const char *code, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* How far the work is; written by the workers, read by whoever shows it. */
struct progress {
    _Atomic(const char *) phase; /* a static string */
    atomic_ullong done, total;   /* bytes while reading, patients while detecting; total 0 = not known */
    atomic_ullong lines;
};

/* Set by the signal handler of main; long loops look at it. 0 or the signal's number. */
extern volatile atomic_int interrupted_by;
/* False, with `err` set, when somebody asked to stop. */
bool go_on(struct error *err) MUST_CHECK;

#endif
