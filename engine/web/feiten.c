/* feiten.c - see feiten.h. */
#include "web/feiten.h"

#include <string.h>

static void add_feit(struct pen *pen, enum feit_soort soort, const char *key, struct text value)
{
    struct feiten *feiten = pen->ctx;
    ARRAY_ROOM(feiten->feit, feiten->n, feiten->cap);
    feiten->feit[feiten->n++] = (struct feit){
        soort, arena_copy(&feiten->arena, key, strlen(key)), {arena_copy(&feiten->arena, value.at, value.n), value.n}};
}

static void feiten_section(struct pen *pen, const char *key, const char *title, bool list)
{
    add_feit(pen, list ? FEIT_LIJST : FEIT_DEEL, key, text_of(title));
}

static void feiten_section_end(struct pen *pen)
{
    (void)pen;
}

static void feiten_item(struct pen *pen)
{
    add_feit(pen, FEIT_RIJ, "", TEXT(""));
}

static void feiten_field(struct pen *pen, const char *key, struct text value)
{
    if (value.n)
        add_feit(pen, FEIT_VELD, key, value);
}

static void feiten_drawing(struct pen *pen, const char *key, struct text lines)
{
    add_feit(pen, FEIT_TEKENING, key, lines);
}

struct pen feiten_pen(struct feiten *feiten)
{
    static const struct pen_form form = {feiten_section, feiten_section_end, feiten_item, feiten_field, feiten_drawing};
    return (struct pen){.form = &form, .ctx = feiten};
}

void feiten_release(struct feiten *feiten)
{
    free(feiten->feit);
    arena_release(&feiten->arena);
    *feiten = (struct feiten){0};
}

size_t feiten_find(const struct feiten *feiten, const char *key)
{
    size_t i = 0;
    while (i < feiten->n && (feiten->feit[i].soort > FEIT_LIJST || strcmp(feiten->feit[i].key, key) != 0))
        i++;
    return i;
}

size_t feiten_end(const struct feiten *feiten, size_t at)
{
    do
        at++;
    while (at < feiten->n && feiten->feit[at].soort > FEIT_LIJST);
    return at;
}

struct text feiten_value(const struct feiten *feiten, size_t from, size_t end, const char *key)
{
    for (size_t i = from; i < end; i++)
        if (feiten->feit[i].soort == FEIT_VELD && strcmp(feiten->feit[i].key, key) == 0)
            return feiten->feit[i].value;
    return (struct text){"", 0};
}
