/* console.c - see console.h. */
#include "cli/console.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "report/json.h"
#include "passes/verify.h"

struct ticker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool stopping;
    struct timespec begun;
};

const struct option console_options[] = {
    {"progress", INTO(struct console, progress_asked),
     .help = "a line of progress every 10 s when standard error is no terminal"},
    {"quiet", INTO(struct console, quiet), .help = "warnings and errors only"},
    {"log-format", INTO(struct console, log_format), WORDS("text", "json"),
     .help = "text (default) or json: one object per line, with a stable code"},
    {0},
};

static bool is_json(const struct console *console)
{
    return console->log_format && strcmp(console->log_format, "json") == 0;
}

/* Two threads may speak at once. */
static pthread_mutex_t speaking = PTHREAD_MUTEX_INITIALIZER;

/* A line of --log-format json. */
static void add_object(struct buf *out, const char *level, const char *code, const char *text)
{
    struct json json = {.out = out};
    json_object(&json, NULL, JSON_LINE);
    json_add_string(&json, "level", level);
    json_add_string(&json, "code", code);
    json_add_string(&json, "text", text);
    json_end(&json);
    buf_text(out, "\n");
}

void console_say(struct console *console, enum log_level level, const char *code, const char *text)
{
    static const char *const name[] = {
        [LOG_TRACE] = "info", [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};
    if ((console->quiet && level <= LOG_INFO) || (level == LOG_TRACE && !console->progress_asked))
        return;
    struct buf line = {0};
    if (is_json(console)) {
        add_object(&line, name[level], code, text);
    } else {
        buf_printf(&line, "dubbelloop: %s", level == LOG_WARNING ? "warning: " : "");
        text_add_printable(&line, text_of(text));
        buf_text(&line, "\n");
    }
    pthread_mutex_lock(&speaking);
    if (console->shown && !is_json(console))
        fputs("\r\033[K", stderr);
    fwrite(line.at, 1, line.n, stderr);
    console->shown = false;
    pthread_mutex_unlock(&speaking);
    buf_release(&line);
}

enum status console_fail(struct console *console, struct error *err)
{
    const char *code = err->status >= STATUS_SIGNAL          ? "interrupted"
                       : err->status == STATUS_DIFFERENCE ? "difference"
                                                          : "failed";
    console_say(console, LOG_ERROR, code, err->text);
    err->text[0] = '\0'; /* it is said */
    return err->status;
}

void console_print(const char *format, ...)
{
    char *text;
    struct buf shown = {0};
    va_list args;
    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    if (n < 0)
        out_of_resources("memory");
    text_add_printable_lines(&shown, (struct text){text, (size_t)n});
    fwrite(buf_string(&shown), 1, shown.n, stdout); /* not NULL when there is nothing */
    buf_release(&shown);
    free(text);
}

void console_print_verified(const char *path, const struct verified *v)
{
    console_print("%s: in orde: %lld runs, %lld bestanden, %lld regels, %lld patiënten, %lld bevindingen die staan, "
                  "%lld vastleggingen\n",
                  path, (long long)v->runs, (long long)v->bestanden, (long long)v->regels, (long long)v->patienten,
                  (long long)v->bevindingen, (long long)v->vastleggingen);
}

static void emit(void *ctx, enum log_level level, const char *code, const char *text)
{
    console_say(ctx, level, code, text);
}

struct log console_log(struct console *console)
{
    return (struct log){emit, console};
}

static double seconds_since(const struct timespec *begun)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) / 1e9;
}

/* What is being done, and how much of it. */
static void add_progress(struct buf *line, const struct progress *p, double seconds)
{
    const enum phase phase = p->phase;
    const unsigned long long done = p->done, total = p->total, lines = p->lines;
    if (phase == PHASE_READING)
        buf_printf(line, "reading %llu MB, %llu lines, %.0f lines/s", done >> 20, lines,
                   (double)lines / (seconds + 1e-9));
    else
        buf_text(line, phase_name[phase]);
    if (phase == PHASE_READING && total > done && done)
        buf_printf(line, ", %llu%%, about %.0f s to go", done * 100 / total,
                   seconds * (double)(total - done) / (double)done);
    if (phase == PHASE_COPYING && total)
        buf_printf(line, ", %llu%%", done * 100 / total);
    if (phase == PHASE_DETECTING)
        buf_printf(line, ", %llu patients", done);
    if (phase == PHASE_REPORTS)
        buf_printf(line, ", %llu of %llu", done, total);
}

static void show(struct console *console, bool terminal)
{
    struct buf line = {0}, object = {0};
    if (console->progress.phase == PHASE_NONE)
        return;
    add_progress(&line, &console->progress, seconds_since(&console->ticker->begun));
    add_object(&object, "info", "progress", buf_string(&line));
    pthread_mutex_lock(&speaking);
    if (is_json(console))
        fputs(buf_string(&object), stderr);
    else
        fprintf(stderr, terminal ? "\r\033[K%s" : "dubbelloop: %s\n", buf_string(&line));
    console->shown = terminal && !is_json(console);
    pthread_mutex_unlock(&speaking);
    buf_release(&object);
    buf_release(&line);
}

static void *tick(void *ctx)
{
    struct console *console = ctx;
    struct ticker *ticker = console->ticker;
    bool terminal = isatty(STDERR_FILENO);
    pthread_mutex_lock(&ticker->lock);
    while (!ticker->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += terminal ? 0 : 10;
        until.tv_nsec += terminal ? 500000000 : 0;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        if (pthread_cond_timedwait(&ticker->stop, &ticker->lock, &until) == 0)
            continue;
        show(console, terminal);
    }
    pthread_mutex_unlock(&ticker->lock);
    return NULL;
}

void console_start(struct console *console)
{
    if (console->quiet || (!isatty(STDERR_FILENO) && !console->progress_asked))
        return;
    struct ticker *ticker = xcalloc(1, sizeof *ticker);
    pthread_mutex_init(&ticker->lock, NULL);
    pthread_cond_init(&ticker->stop, NULL);
    clock_gettime(CLOCK_MONOTONIC, &ticker->begun);
    console->ticker = ticker;
    if (pthread_create(&ticker->thread, NULL, tick, console)) {
        free(ticker); /* no progress is no reason to stop */
        console->ticker = NULL;
    }
}

void console_stop(struct console *console)
{
    struct ticker *ticker = console->ticker;
    if (!ticker)
        return;
    pthread_mutex_lock(&ticker->lock);
    ticker->stopping = true;
    pthread_cond_signal(&ticker->stop);
    pthread_mutex_unlock(&ticker->lock);
    pthread_join(ticker->thread, NULL);
    if (console->shown)
        fputs("\r\033[K", stderr);
    free(ticker);
    console->ticker = NULL;
}

bool console_printed(struct error *err)
{
    errno = 0;
    bool ok = fflush(stdout) == 0 && !ferror(stdout);
    return ok || errno == EPIPE || error_errno(err, errno ? errno : EIO, "standard output");
}
