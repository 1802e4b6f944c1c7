/* log.c - see log.h. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

volatile atomic_int interrupted_by;

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

bool go_on(struct error *err)
{
    int number = interrupted_by;
    return number == 0
           || error_set(err, (enum status)(STATUS_SIGNAL + number),
                        "interrupted; the database is as it was before, nothing half-done is left");
}
