/* json.h - the little JSON that we write: strings, and objects and lists that place their own commas. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "base/memory.h"
#include "base/text.h"

/* Adds a string with its quotes; `text` is UTF-8. */
void json_text(struct buf *out, struct text text);
static inline void json_string(struct buf *out, const char *string)
{
    json_text(out, text_of(string));
}
/* Adds `"name": ` */
void json_name(struct buf *out, const char *name);

/* A writer of objects and lists. It knows what is open, and so where a comma, a line end and a bracket belong.
 *
 *     struct json json = {.out = &buf};
 *     json_object(&json, NULL, JSON_LINES);
 *     json_add_number(&json, "run", 7);
 *     json_list(&json, "files", JSON_LINES);
 *     ...
 *     json_end(&json);
 *     json_end(&json);
 *
 * `name` is that of a member; NULL for an item of a list and for the whole. */
enum { JSON_DEPTH = 8 };
enum json_form {
    JSON_LINE, /* all on one line: {"a": 1, "b": 2} */
    JSON_LINES /* a member or item a line, two blanks further in than what it is in */
};
struct json {
    struct buf *out; /* borrowed */
    unsigned depth;  /* how many are open */
    struct {
        bool list, begun;
        enum json_form form;
    } open[JSON_DEPTH];
};
void json_object(struct json *json, const char *name, enum json_form form);
void json_list(struct json *json, const char *name, enum json_form form);
/* Closes the innermost. */
void json_end(struct json *json);

void json_add_text(struct json *json, const char *name, struct text value);
void json_add_string(struct json *json, const char *name, const char *value);
void json_add_number(struct json *json, const char *name, int64_t value);
void json_add_null(struct json *json, const char *name);
/* A value that is JSON already: a number as text, say. */
void json_add_raw(struct json *json, const char *name, struct text value);

#endif
