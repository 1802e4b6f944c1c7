/* server.h - the workbench over HTTP, by libmicrohttpd: a thread a connection, a snapshot of the database a request. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "web/call.h"

struct server_options {
    const char *db;
    const char *listen;      /* ADDRESS:PORT; NULL: none */
    const char *socket;      /* of the file system; NULL: none */
    const char *config;      /* NULL: none: whoever opens the printed link may do everything, under this login */
    const char *user_header; /* instead of the configuration's; NULL: as that says */
    bool (*withdraw)(void *ctx, struct withdrawal *withdrawal, struct error *err); /* struct desk */
    void *withdraw_ctx;
    unsigned threads;        /* for what looks at all lines */
    struct log log;
};
/* Serves until somebody interrupts the program, which is its right end. `ready` is called once, when requests are
 * answered; `url`: what to open in a browser, NULL when a proxy stands before it. */
typedef void server_ready_fn(void *ctx, const char *url);
bool server_run(const struct server_options *options, server_ready_fn *ready, void *ctx,
                struct error *err) MUST_CHECK;

#endif
