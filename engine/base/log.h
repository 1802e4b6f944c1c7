/* log.h - what the engine has to say while it works. It never prints: the command line does (cli/). */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdatomic.h>

#include "base/error.h"

enum log_level { LOG_TRACE, LOG_INFO, LOG_WARNING, LOG_ERROR }; /* LOG_TRACE: shown when progress is asked for */

struct log {
    /* `code` is stable and meant for machines (`--log-format json`); `text` holds no value of a patient. */
    void (*emit)(void *ctx, enum log_level level, const char *code, const char *text);
    void *ctx;
};
void log_emit(const struct log *log, enum log_level level, const char *code, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* X(name, what is shown): what a command is doing. */
#define PHASES_LIST(X) \
    X(PHASE_NONE, "") \
    X(PHASE_READING, "reading") \
    X(PHASE_SORTING, "sorting what is left") \
    X(PHASE_DETECTING, "detecting") \
    X(PHASE_STORING, "storing") \
    X(PHASE_MERGING, "merging layers") \
    X(PHASE_WRITING, "writing") \
    X(PHASE_COMMITTING, "committing") \
    X(PHASE_REPORTS, "writing reports") \
    X(PHASE_COPYING, "copying") \
    X(PHASE_PURGING, "purging") \
    X(PHASE_VACUUM, "writing the database anew") \
    X(PHASE_CHECK_FILE, "checking the database file") \
    X(PHASE_CHECK_TABLES, "checking the tables") \
    X(PHASE_CHECK_LINES, "checking the stored lines") \
    X(PHASE_CHECK_TOTALS, "checking the control totals") \
    X(PHASE_CHECK_EVENTS, "checking the events") \
    X(PHASE_CHECK_ANSWERS, "checking the answers")
#define PHASE_ENUM(name, text) name,
enum phase { PHASES_LIST(PHASE_ENUM) PHASES };
#undef PHASE_ENUM
extern const char *const phase_name[PHASES];

/* How far the work is; written by the workers, read by whoever shows it. */
struct progress {
    _Atomic enum phase phase;
    atomic_ullong done, total;   /* bytes while reading, patients while detecting; total 0 = not known */
    atomic_ullong lines;
};
void progress_begin(struct progress *progress, enum phase phase);

/* Set by the signal handler of main; long loops look at it. 0 or the signal's number. */
extern volatile atomic_int interrupted_by;
/* False, with `err` set, when somebody asked to stop. */
bool go_on(struct error *err) MUST_CHECK;

#endif
