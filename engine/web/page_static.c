/* page_static.c - the files inside the program that pages ask for. Their address holds the hash of their content, so
 * that a browser keeps them, and a new program brings new ones. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/embedded.h"
#include "web/pages.h"

enum { STATIC_MAX = 8, VERSION_TEXT = 16 };
static char address[STATIC_MAX][64];

static void make_addresses(void)
{
    for (size_t i = 0; i < STATIC_MAX && embedded_web[i].name; i++) {
        char sha[DIGEST_HEX + 1];
        sha256_of(embedded_web[i].content, embedded_web[i].n, sha);
        snprintf(address[i], sizeof address[i], "/bestand/%s?v=%.*s", embedded_web[i].name, VERSION_TEXT, sha);
    }
}

const char *static_url(const char *name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_addresses);
    size_t i = 0;
    while (strcmp(embedded_web[i].name, name) != 0)
        i++;
    return address[i];
}

static const char *type_of(const char *name)
{
    return strstr(name, ".css")   ? "text/css; charset=utf-8"
           : strstr(name, ".svg") ? "image/svg+xml"
                                  : "text/javascript; charset=utf-8";
}

bool page_static(struct call *call, struct error *err)
{
    (void)err;
    for (const struct embedded_file *file = embedded_web; file->name; file++)
        if (text_equal(call->argument, text_of(file->name))) {
            buf_add(&call->html.out, file->content, file->n);
            call->reply.type = type_of(file->name);
            call->reply.keep = query_of(&call->request, "v").n > 0;
            return true;
        }
    reply_refused(call, 404, "Niet gevonden", "Dit adres is er niet.");
    return true;
}
