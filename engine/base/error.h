/* error.h - why a run cannot go on, and the exit status that goes with it.
 *
 * Three troubles, three mechanisms. A bug of ours: assert. Data that is bad: a value (a reject, a finding), never an
 * error. Everything else: a function that returns false and has filled `struct error` exactly once; the innermost says
 * what is wrong, each caller may put in front where (error_in). Messages hold no value of a patient. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define MUST_CHECK __attribute__((warn_unused_result))

/* Exit statuses of the program (README.md, "What a run writes"). */
enum status {
    STATUS_DONE = 0,
    STATUS_FAILED = 1,     /* I/O, database, disk full: nothing half-done is left */
    STATUS_USAGE = 2,      /* the command line is wrong */
    STATUS_REJECTS = 3,    /* done, but lines were rejected or a file was refused */
    STATUS_RULES = 4,      /* conflict tables, contracts or profile invalid: nothing was read */
    STATUS_DIFFERENCE = 5, /* verify found a difference, or stored lines are not what was stored */
    STATUS_SIGNAL = 128,   /* plus the number of the signal: interrupted */
};

struct error {
    enum status status; /* STATUS_DONE: empty */
    char text[4096];
};

/* Fills `err`, which must be empty. It is one line, as text_add_printable shows it. Always returns false. */
bool error_set(struct error *err, enum status status, const char *format, ...) PRINTF_LIKE(3, 4);
/* As error_set with STATUS_FAILED, for a system call: "text: what errno `number` means; what to do about it". */
bool error_errno(struct error *err, int number, const char *format, ...) PRINTF_LIKE(3, 4);
/* Puts "text: " in front of what `err` says. Always returns false. */
bool error_in(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* A list of everything that is wrong with an input that is read whole before anything is done. */
struct problems {
    char *text; /* lines "file:line: message\n"; owned */
    size_t n, cap;
    size_t count;
};
/* `line` 0 = the file as a whole. */
void problem_add(struct problems *problems, const char *file, size_t line, const char *format, ...) PRINTF_LIKE(4, 5);
void problem_add_list(struct problems *problems, const char *file, size_t line, const char *format, va_list values)
    PRINTF_LIKE(4, 0);
/* Moves all of `from` behind those of `to`. */
void problems_take(struct problems *to, struct problems *from);
void problems_release(struct problems *problems);

#endif
