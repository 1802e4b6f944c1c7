/* afzender.c - see afzender.h. */
#include "spiegel/afzender.h"

#include <ini.h>
#include <string.h>

#include "base/file.h"

struct reading {
    struct afzender *afzender;
    struct arena *arena;
    struct problems *problems;
    const char *path;
};

static struct text *field_of(struct afzender *afzender, const char *name)
{
#define FIELD(field)                                                                                                   \
    if (strcmp(name, #field) == 0)                                                                                     \
        return &afzender->field;
    AFZENDER_LIST(FIELD)
#undef FIELD
    return NULL;
}

static int take_sender_field(void *ctx, const char *section, const char *name, const char *value)
{
    struct reading *r = ctx;
    struct text *field = field_of(r->afzender, name);
    const struct text given = text_of(value);
    (void)section; /* [afzender], or none */
    if (!field)
        problem_add(r->problems, r->path, 0, "there is no field of this name; the fields are naam, afdeling, adres, "
                                             "telefoon, email, kenmerk and retour");
    else if (field->n)
        problem_add(r->problems, r->path, 0, "%s stands twice", name);
    else if (given.n && !text_is_recordable(given))
        problem_add(r->problems, r->path, 0, "%s is not a line of UTF-8", name);
    else if (given.n && text_code_points(given) > AFZENDER_LONGEST)
        problem_add(r->problems, r->path, 0, "%s is longer than %d characters", name, AFZENDER_LONGEST);
    else
        *field = (struct text){arena_copy(r->arena, value, given.n), given.n};
    return 1;
}

bool afzender_read(struct afzender *afzender, const char *path, struct arena *arena, struct problems *problems,
                   struct error *err)
{
    char *content;
    size_t n;
    memset(afzender, 0, sizeof *afzender);
    if (!read_whole_file(path, &content, &n, err))
        return false;
    struct reading reading = {afzender, arena, problems, path};
    struct buf text = {0};
    buf_add(&text, content, n);
    if (memchr(content, '\0', n))
        problem_add(problems, path, 0, "is not a text");
    else {
        int wrong = ini_parse_string(buf_string(&text), take_sender_field, &reading);
        if (wrong)
            problem_add(problems, path, wrong > 0 ? (size_t)wrong : 0, "is not a line of the form name = value");
    }
    buf_release(&text);
    free(content);
    return true;
}

struct text afzender_lacks(const struct afzender *afzender, struct arena *arena)
{
    struct buf names = {0};
#define LACKS(field)                                                                                                   \
    if (!afzender->field.n)                                                                                            \
        buf_printf(&names, "%s" #field, names.n ? ", " : "");
    AFZENDER_LIST(LACKS)
#undef LACKS
    struct text text = {arena_copy(arena, names.at, names.n), names.n};
    buf_release(&names);
    return text;
}
