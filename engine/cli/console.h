/* console.h - what people read: messages and progress on standard error, and what a verb prints. */
#ifndef CLI_CONSOLE_H
#define CLI_CONSOLE_H

#include "base/log.h"
#include "cli/command.h"

struct verified; /* passes/verify.h */

struct console {
    const char *log_format; /* "json": one object a line; else text */
    bool quiet;         /* only warnings and errors */
    bool progress_asked; /* --progress: a line every 10 s also when it is no terminal */
    bool shown;         /* a progress line stands on the terminal */
    struct progress progress;
    struct ticker *ticker;
};
/* --progress, --quiet and --log-format, into a struct console. */
extern const struct option console_options[];
struct log console_log(struct console *console);
/* Shows progress while it runs: each half second on a terminal, every 10 s elsewhere if asked. */
void console_start(struct console *console);
void console_stop(struct console *console);
/* Prints to standard output what a person reads there: nothing in it is obeyed by a terminal, whatever tables, file
 * names or database hold. */
void console_print(const char *format, ...) PRINTF_LIKE(1, 2);
/* What verify and backup print of a database that is sound. */
void console_print_verified(const char *path, const struct verified *verified);
/* All that was printed is out. Who reads it may stop before the end: that is no failure. */
bool console_printed(struct error *err) MUST_CHECK;
/* A message of the program itself. */
void console_say(struct console *console, enum log_level level, const char *code, const char *text);
/* Says why a verb failed, as interrupted, difference or failed; `err` keeps its status and no text.
 * Returns the status. */
enum status console_fail(struct console *console, struct error *err);

#endif
