/* log.c - see log.h. */
#include "base/log.h"
#include "base/sum.h"

#include <stdarg.h>
#include <stdio.h>

volatile atomic_int interrupted_by;
atomic_bool sum_overflowed;

#define PHASE_NAME(name, text) [name] = (text),
const char *const phase_name[PHASES] = {PHASES_LIST(PHASE_NAME)};

void progress_begin(struct progress *progress, enum phase phase)
{
    progress->done = 0;
    progress->total = 0;
    progress->phase = phase;
}

void log_emit(const struct log *log, enum log_level level, const char *code, const char *format, ...)
{
    char text[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (log->emit)
        log->emit(log->ctx, level, code, text);
}

bool sums_hold(struct error *err)
{
    return !sum_overflowed
           || error_set(err, STATUS_FAILED,
                        "amounts add up to more than EUR 92,233,720,368,547,758.07, "
                        "which is no money of declarations: look at column bedrag_cent, "
                        "and at 'decimal' of the profile");
}

bool go_on(struct error *err)
{
    int number = interrupted_by;
    if (number == 0)
        return sums_hold(err);
    return error_set(err, (enum status)(STATUS_SIGNAL + number),
                     "interrupted; the database is as it was before, nothing half-done is left");
}
