/* buf.c - see buf.h. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

char *buf_room(struct buf *buf, size_t size)
{
    if (!buf->at || buf->cap - buf->n < size) {
        size_t cap = buf->cap ? buf->cap : 256;
        while (cap - buf->n < size)
            cap *= 2;
        buf->at = xrealloc(buf->at, cap);
        buf->cap = cap;
    }
    return buf->at + buf->n;
}

void buf_add(struct buf *buf, const void *from, size_t size)
{
    if (size) {
        memcpy(buf_room(buf, size), from, size);
        buf->n += size;
    }
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    char *at = buf_room(buf, 1);
    const size_t room = buf->cap - buf->n;
    va_start(args, format);
    int n = vsnprintf(at, room, format, args);
    va_end(args);
    if ((size_t)n >= room) { /* it did not fit */
        at = buf_room(buf, (size_t)n + 1);
        va_start(args, format);
        vsnprintf(at, (size_t)n + 1, format, args);
        va_end(args);
    }
    buf->n += (size_t)n;
}

const char *number_digits(int64_t number, char room[static NUMBER_TEXT], size_t *n)
{
    size_t at = NUMBER_TEXT;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        room[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        room[--at] = '-';
    *n = NUMBER_TEXT - at;
    return room + at;
}

void buf_number(struct buf *buf, int64_t number)
{
    char room[NUMBER_TEXT];
    size_t n;
    const char *digits = number_digits(number, room, &n);
    buf_add(buf, digits, n);
}

const char *buf_string(struct buf *buf)
{
    *buf_room(buf, 1) = '\0';
    return buf->at;
}

void buf_release(struct buf *buf)
{
    free(buf->at);
    *buf = (struct buf){0};
}
