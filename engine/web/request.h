/* request.h - what a browser asks: the path in its parts, the values of the address and of a form. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/memory.h"
#include "base/text.h"

enum method { METHOD_GET, METHOD_POST };

struct param {
    struct text name, value;
    struct text file; /* of an upload: the name that the browser gave it; `value` is its content */
};
struct params {
    struct param *param;
    size_t n, cap;
};
enum { PARAMS_MAX = 20000, SEGMENTS_MAX = 4 };

struct request {
    enum method method;
    struct text path;                   /* as it was asked, decoded */
    struct text address;                /* the path, with what stood behind it */
    struct text segment[SEGMENTS_MAX];  /* "/bevinding/0a1b" -> "bevinding", "0a1b"; "/" -> none */
    size_t segments;
    struct params query, form;
    struct arena arena;                 /* what the texts stand in */
};
/* Takes the path apart, decoded already; false: it has too many parts, an empty one, a NUL in it, or is no UTF-8. */
bool request_path(struct request *request, struct text path);
/* Adds one value; false: there are too many. The texts are copied. */
bool request_add(struct request *request, struct params *to, struct text name, struct text value, struct text file);
/* Whether all names and values are UTF-8, but for the content of files, which is what it is. */
bool params_are_text(const struct params *params);
/* When all of the query is there: fills `address`. */
void request_settle(struct request *request);
void request_release(struct request *request);

/* The first value of that name; empty when there is none. */
struct text query_of(const struct request *request, const char *name);
struct text form_of(const struct request *request, const char *name);
/* Whether the value of that name is `word`. */
bool query_is(const struct request *request, const char *name, const char *word);
bool form_is(const struct request *request, const char *name, const char *word);

#endif
