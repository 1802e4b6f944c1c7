/* memory.c - see memory.h. */
#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    uint64_t data[];
};

enum { ARENA_BLOCK = 64 * 1024, ARENA_ALIGN = 8 };

_Noreturn void out_of_resources(const char *what)
{
    static const char before[] = "dubbelloop: the machine has no room for ";
    static const char after[] = "; nothing half-done is left. Give it less with --memory and --threads,"
                                " or a larger machine, and try again.\n";
    struct iovec text[] = {{(void *)(uintptr_t)before, sizeof before - 1},
                           {(void *)(uintptr_t)what, strlen(what)},
                           {(void *)(uintptr_t)after, sizeof after - 1}};
    if (writev(STDERR_FILENO, text, 3) < 0)
        abort();
    abort();
}

void *xmalloc(size_t size)
{
    void *p = malloc(size ? size : 1);
    if (!p)
        out_of_resources("more memory");
    return p;
}

void *xmalloc_large(size_t size)
{
    enum { HUGE_PAGE = 2 << 20 };
    size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *p = aligned_alloc(HUGE_PAGE, size);
    if (!p)
        out_of_resources("more memory");
    madvise(p, size, MADV_HUGEPAGE); /* it is only a wish */
    return p;
}

void *xcalloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size ? size : 1);
    if (!p)
        out_of_resources("more memory");
    return p;
}

void *xrealloc(void *p, size_t size)
{
    p = realloc(p, size ? size : 1);
    if (!p)
        out_of_resources("more memory");
    return p;
}

char *xstrdup(const char *s)
{
    size_t size = strlen(s) + 1;
    return memcpy(xmalloc(size), s, size);
}

char *xprintf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = xmalloc((size_t)n + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    return text;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    struct arena_block *block = arena->block;
    if (!block || block->size - block->used < size) {
        size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;
        block = xmalloc(sizeof *block + room);
        *block = (struct arena_block){.next = arena->block, .size = room};
        arena->block = block;
        arena->total += room;
    }
    void *p = (char *)block->data + block->used;
    block->used += size;
    return p;
}

char *arena_copy(struct arena *arena, const void *from, size_t size)
{
    char *p = arena_alloc(arena, size + 1);
    if (size)
        memcpy(p, from, size);
    p[size] = '\0';
    return p;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *keep = arena->block;
    if (!keep)
        return;
    struct arena rest = {.block = keep->next};
    arena_release(&rest);
    keep->next = NULL;
    keep->used = 0;
    arena->total = keep->size;
}

void arena_release(struct arena *arena)
{
    while (arena->block) {
        struct arena_block *next = arena->block->next;
        free(arena->block);
        arena->block = next;
    }
    arena->total = 0;
}
