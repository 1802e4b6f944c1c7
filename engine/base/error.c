/* error.c - see error.h. */
#include "base/error.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static void clean_controls(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 && *text != '\n')
            *text = ' ';
}

bool error_set(struct error *err, enum status status, const char *format, ...)
{
    assert(err->status == STATUS_DONE && status != STATUS_DONE);
    err->status = status;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    clean_controls(err->text);
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
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG: return "give another name";
    case EMFILE:
    case ENFILE: return "raise the limit of open files and try again";
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
    char where[1024], what[sizeof err->text];
    assert(err->status != STATUS_DONE);
    va_list args;
    va_start(args, format);
    vsnprintf(where, sizeof where, format, args);
    va_end(args);
    memcpy(what, err->text, sizeof what);
    if (snprintf(err->text, sizeof err->text, "%s: %s", where, what) < 0)
        err->text[0] = '\0';
    clean_controls(err->text);
    return false;
}

void problem_add(struct problems *problems, const char *file, size_t line, const char *format, ...)
{
    char message[1024], where[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    clean_controls(message);
    if (line > 0)
        snprintf(where, sizeof where, "%s:%zu", file, line);
    else
        snprintf(where, sizeof where, "%s", file);
    size_t need = strlen(where) + strlen(message) + 4;
    while (problems->n + need > problems->cap) {
        problems->cap = problems->cap ? 2 * problems->cap : 1024;
        problems->text = xrealloc(problems->text, problems->cap);
    }
    problems->n += (size_t)snprintf(problems->text + problems->n, need, "%s: %s\n", where, message);
    problems->count++;
}

void problems_release(struct problems *problems)
{
    free(problems->text);
    *problems = (struct problems){0};
}
