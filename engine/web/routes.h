/* routes.h - every page and every action of the workbench, with who may. */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

#include "web/call.h"

typedef bool page_fn(struct call *call, struct error *err);

struct route {
    const char *path;   /* a part "*" takes anything, and is call->argument */
    const char *menu;   /* how the menu calls it; NULL: it does not stand there */
    enum method method;
    unsigned recht;     /* what the person must be allowed, all of it */
    page_fn *answer;
    unsigned how;       /* of the bits below */
};
enum {
    ROUTE_OPEN = 1 << 0,    /* for who is not known yet as well */
    ROUTE_NO_STORE = 1 << 1, /* it reads nothing of the database */
    ROUTE_NO_REASON = 1 << 2 /* shows findings, but need not wait for a reason to look: it asks for one, say */
};
extern const struct route routes[]; /* path NULL at the end */

/* The route of a request; NULL: there is none. *argument: what stands for "*"; *other: the path is there, for the other
 * method. */
const struct route *route_find(const struct request *request, struct text *argument, bool *other);

#endif
