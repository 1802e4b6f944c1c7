/* answer.h - from a request to a reply, whatever brought it: who it is, whether that person may, the route's function,
 * and what is shown when something failed. Nothing here knows of HTTP's library. */
#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include "web/call.h"

/* What is known of the other end. */
struct visitor {
    struct text cookie;  /* the session's; empty: none */
    struct text user;    /* what the proxy says who it is; empty: nothing */
    bool trusted;        /* it is the proxy, or the socket that only it can open */
    bool ours;           /* the browser says that a page of ours asked */
};

/* Fills call->reply and call->html; call->request and call->desk are there. Never fails: a failure is a page. */
void call_answer(struct call *call, const struct visitor *visitor);
/* Frees what a call holds, but not the descriptor of reply.fd. */
void call_release(struct call *call);

#endif
