/* buf.h - a growing buffer of bytes. {0} is empty. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct buf {
    char *at; /* owned; not NUL-terminated */
    size_t n, cap;
};
char *buf_room(struct buf *buf, size_t size); /* room for `size` bytes at the end; add to n what is used */
void buf_add(struct buf *buf, const void *from, size_t size);
void buf_text(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_number(struct buf *buf, int64_t number);
const char *buf_string(struct buf *buf); /* the content with a NUL behind it (not counted in n) */
void buf_release(struct buf *buf);

/* A number in decimal digits, which stand somewhere in `room`; `*n` of them, a sign included. */
enum { NUMBER_TEXT = 24 };
const char *number_digits(int64_t number, char room[static NUMBER_TEXT], size_t *n);

#endif
