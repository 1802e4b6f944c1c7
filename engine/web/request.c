/* request.c - see request.h. */
#include "web/request.h"

#include <string.h>

#include "web/html.h"

static struct text kept_text(struct request *request, struct text text)
{
    return (struct text){arena_copy(&request->arena, text.at, text.n), text.n};
}

bool request_path(struct request *request, struct text path)
{
    request->path = kept_text(request, path);
    request->segments = 0;
    if (path.n == 0 || path.at[0] != '/' || memchr(path.at, '\0', path.n) || !text_is_utf8(path))
        return false;
    struct text rest = {request->path.at + 1, path.n - 1};
    while (rest.n) {
        const char *slash = memchr(rest.at, '/', rest.n);
        size_t n = slash ? (size_t)(slash - rest.at) : rest.n;
        if (n == 0 || n + 1 == rest.n || request->segments == SEGMENTS_MAX)
            return false;
        request->segment[request->segments++] = (struct text){rest.at, n};
        n += slash != NULL;
        rest = (struct text){rest.at + n, rest.n - n};
    }
    return true;
}

bool request_add(struct request *request, struct params *to, struct text name, struct text value, struct text file)
{
    if (to->n == PARAMS_MAX)
        return false;
    ARRAY_ROOM(to->param, to->n, to->cap);
    to->param[to->n++] =
        (struct param){kept_text(request, name), kept_text(request, value), kept_text(request, file)};
    return true;
}

bool params_are_text(const struct params *params)
{
    for (size_t i = 0; i < params->n; i++) {
        const struct param *param = &params->param[i];
        if (!text_is_utf8(param->name) || !text_is_utf8(param->file.n ? param->file : param->value))
            return false;
    }
    return true;
}

void request_settle(struct request *request)
{
    struct buf address = {0};
    buf_add(&address, request->path.at, request->path.n);
    for (size_t i = 0; i < request->query.n; i++) {
        buf_text(&address, i ? "&" : "?");
        url_add(&address, request->query.param[i].name);
        buf_text(&address, "=");
        url_add(&address, request->query.param[i].value);
    }
    request->address = kept_text(request, (struct text){address.at, address.n});
    buf_release(&address);
}

void request_release(struct request *request)
{
    free(request->query.param);
    free(request->form.param);
    arena_release(&request->arena);
    *request = (struct request){0};
}

static struct text value_in(const struct params *params, const char *name)
{
    for (size_t i = 0; i < params->n; i++)
        if (text_equal(params->param[i].name, text_of(name)))
            return params->param[i].value;
    return (struct text){"", 0};
}

struct text query_of(const struct request *request, const char *name)
{
    return value_in(&request->query, name);
}

struct text form_of(const struct request *request, const char *name)
{
    return value_in(&request->form, name);
}

bool query_is(const struct request *request, const char *name, const char *word)
{
    return text_equal(query_of(request, name), text_of(word));
}

bool form_is(const struct request *request, const char *name, const char *word)
{
    return text_equal(form_of(request, name), text_of(word));
}
