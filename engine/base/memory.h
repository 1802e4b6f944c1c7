/* memory.h - memory that is there or ends the program, and an arena of it.
 *
 * Out of memory is not an error path: the program says so and aborts; SQLite rolls an unfinished transaction back. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"

/* Says that `what` cannot be had and aborts. */
_Noreturn void out_of_resources(const char *what);

void *xmalloc(size_t size);
/* For megabytes that will all be used: asks the system for huge pages, which costs far fewer page faults.
 * Free with free. */
void *xmalloc_large(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);
/* Text as printf would print it; the caller frees. */
char *xprintf(const char *format, ...) PRINTF_LIKE(1, 2);

/* Makes room in `array` (an lvalue) for one element more than `n`. */
#define ARRAY_ROOM(array, n, cap)                                                                                      \
    do {                                                                                                               \
        if ((n) >= (cap)) {                                                                                            \
            (cap) = (cap) ? 2 * (cap) : 16;                                                                            \
            (array) = xrealloc((array), (size_t)(cap) * sizeof *(array));                                              \
        }                                                                                                              \
    } while (0)

/* An arena: allocations that all die at once. {0} is an empty arena. */
struct arena {
    struct arena_block *block; /* newest first */
    size_t total;              /* bytes held */
};
void *arena_alloc(struct arena *arena, size_t size); /* aligned to 8 bytes, not zeroed */
char *arena_copy(struct arena *arena, const void *from, size_t size); /* with a NUL behind it */
void arena_reset(struct arena *arena);   /* keeps one block for use again */
void arena_release(struct arena *arena);

#endif
