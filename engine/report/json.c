/* json.c - see json.h. */
#include "report/json.h"

#include <assert.h>

static void add_escape(struct buf *out, uint32_t point)
{
    if (point > 0xFFFF)
        buf_printf(out, "\\u%04x\\u%04x", 0xD7C0 + (point >> 10), 0xDC00 + (point & 0x3FF));
    else
        buf_printf(out, "\\u%04x", point);
}

/* Valid JSON whatever comes: what is no UTF-8 becomes U+FFFD. What a terminal would act on is escaped, which says the
 * same. */
void json_text(struct buf *out, struct text text)
{
    buf_add(out, "\"", 1);
    while (text.n) {
        uint32_t point;
        size_t n = text_code_point(text, &point);
        if (n == 0)
            buf_text(out, "\xEF\xBF\xBD");
        else if (text_is_control(point))
            add_escape(out, point);
        else {
            if (point == '"' || point == '\\')
                buf_add(out, "\\", 1);
            buf_add(out, text.at, n);
        }
        text.at += n ? n : 1;
        text.n -= n ? n : 1;
    }
    buf_add(out, "\"", 1);
}

void json_name(struct buf *out, const char *name)
{
    json_string(out, name);
    buf_add(out, ": ", 2);
}

/* What stands in front of a member or an item. */
static void begin_member(struct json *json, const char *name)
{
    if (json->depth) {
        bool lines = json->open[json->depth - 1].form == JSON_LINES, *begun = &json->open[json->depth - 1].begun;
        buf_text(json->out, *begun ? "," : "");
        if (lines)
            buf_printf(json->out, "\n%*s", (int)json->depth * 2, "");
        else
            buf_text(json->out, *begun ? " " : "");
        *begun = true;
        assert(!name == json->open[json->depth - 1].list); /* members have names, items have none */
    }
    if (name)
        json_name(json->out, name);
}

static void begin_nested(struct json *json, const char *name, bool list, enum json_form form)
{
    begin_member(json, name);
    buf_text(json->out, list ? "[" : "{");
    assert(json->depth < JSON_DEPTH);
    json->open[json->depth].list = list;
    json->open[json->depth].begun = false;
    json->open[json->depth].form = form;
    json->depth++;
}

void json_object(struct json *json, const char *name, enum json_form form)
{
    begin_nested(json, name, false, form);
}

void json_list(struct json *json, const char *name, enum json_form form)
{
    begin_nested(json, name, true, form);
}

void json_end(struct json *json)
{
    assert(json->depth);
    json->depth--;
    if (json->open[json->depth].form == JSON_LINES && json->open[json->depth].begun)
        buf_printf(json->out, "\n%*s", (int)json->depth * 2, "");
    buf_text(json->out, json->open[json->depth].list ? "]" : "}");
}

void json_add_text(struct json *json, const char *name, struct text value)
{
    begin_member(json, name);
    json_text(json->out, value);
}

void json_add_string(struct json *json, const char *name, const char *value)
{
    json_add_text(json, name, text_of(value));
}

void json_add_number(struct json *json, const char *name, int64_t value)
{
    begin_member(json, name);
    buf_number(json->out, value);
}

void json_add_null(struct json *json, const char *name)
{
    json_add_raw(json, name, TEXT("null"));
}

void json_add_raw(struct json *json, const char *name, struct text value)
{
    begin_member(json, name);
    buf_add(json->out, value.at, value.n);
}
