/* error.c - see error.h. */
#include "base/error.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* A message is one line that a terminal shows and does not obey: file names and the like come from outside. */
static void set_printable(char *to, size_t size, const char *from)
{
    struct buf line = {0}, shown = {0};
    buf_text(&line, from);
    for (size_t i = 0; i < line.n; i++)
        if (line.at[i] == '\n' || line.at[i] == '\t' || line.at[i] == '\r')
            line.at[i] = ' ';
    text_add_printable(&shown, (struct text){line.at, line.n});
    snprintf(to, size, "%s", buf_string(&shown));
    buf_release(&line);
    buf_release(&shown);
}

bool error_set(struct error *err, enum status status, const char *format, ...)
{
    char text[sizeof err->text];
    assert(err->status == STATUS_DONE && status != STATUS_DONE);
    err->status = status;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    set_printable(err->text, sizeof err->text, text);
    return false;
}

static const char *remedy(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return "make room and try again";
    case EACCES:
    case EPERM:
    case EROFS: return "look at its owner and mode, and at those of its folder";
    case ENOENT: return "look at the name, and whether its folder is there";
    case EISDIR: return "give the name of a file";
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG: return "give another name";
    case EMFILE:
    case ENFILE: return "raise the limit of open files and try again";
    case EADDRINUSE: return "stop what listens there, or give another port";
    case EADDRNOTAVAIL: return "give an address of this machine";
    default: return "look at the disk and at the log of the system, then try again";
    }
}

bool error_errno(struct error *err, int number, const char *format, ...)
{
    char what[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return error_set(err, STATUS_FAILED, "%s: %s; %s", what, strerror(number), remedy(number));
}

bool error_in(struct error *err, const char *format, ...)
{
    char where[1024], shown[4096], what[sizeof err->text];
    assert(err->status != STATUS_DONE);
    va_list args;
    va_start(args, format);
    vsnprintf(where, sizeof where, format, args);
    va_end(args);
    memcpy(what, err->text, sizeof what);
    set_printable(shown, sizeof shown, where);
    if (snprintf(err->text, sizeof err->text, "%s: %s", shown, what) < 0)
        err->text[0] = '\0';
    return false;
}

void problem_add_list(struct problems *problems, const char *file, size_t line, const char *format, va_list values)
{
    char text[1024], message[4096], place[4096], where[4128];
    vsnprintf(text, sizeof text, format, values);
    set_printable(message, sizeof message, text);
    set_printable(place, sizeof place, file);
    if (line > 0)
        snprintf(where, sizeof where, "%s:%zu", place, line);
    else
        snprintf(where, sizeof where, "%s", place);
    size_t need = strlen(where) + strlen(message) + 4;
    while (problems->n + need > problems->cap) {
        problems->cap = problems->cap ? 2 * problems->cap : 1024;
        problems->text = xrealloc(problems->text, problems->cap);
    }
    problems->n += (size_t)snprintf(problems->text + problems->n, need, "%s: %s\n", where, message);
    problems->count++;
}

void problem_add(struct problems *problems, const char *file, size_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    problem_add_list(problems, file, line, format, args);
    va_end(args);
}

void problems_release(struct problems *problems)
{
    free(problems->text);
    *problems = (struct problems){0};
}

void problems_take(struct problems *to, struct problems *from)
{
    if (to->n + from->n > to->cap) {
        to->cap = to->n + from->n;
        to->text = xrealloc(to->text, to->cap);
    }
    if (from->n)
        memcpy(to->text + to->n, from->text, from->n);
    to->n += from->n;
    to->count += from->count;
    problems_release(from);
}
