/* call.h - a request that is being answered: what a page's function gets, and what it makes of it.
 *
 * A page is a function that reads call->store, one snapshot that is open already, and writes call->html between
 * page_begin and page_end. An action is what a form does: it opens the database for change by itself (call_change), and
 * ends by sending the browser on (reply_see_other). Both return false with `err` when they could not; the browser then
 * gets that as a page, with a status that goes with it. Who may, and whether a patient's values come into it, stands
 * with the route (web/routes.c), and is looked at before the function is called.
 *
 * No address ever holds the number of a patient: addresses are kept by browsers and proxies. A finding is told by its
 * bevinding_id. */
#ifndef WEB_CALL_H
#define WEB_CALL_H

#include "base/log.h"
#include "base/outfile.h"
#include "store/inzage.h"
#include "store/store.h"
#include "web/html.h"
#include "web/request.h"
#include "web/rollen.h"
#include "web/sessie.h"
#include "web/zoeksleutel.h"

/* What all requests share. It does not change while requests are answered, but for what has a lock of its own. */
struct withdrawal; /* passes/withdraw.h */
struct desk {
    const char *db;
    struct web_config config;
    struct sessies *sessies;
    struct inzage_journal *inzage;
    struct cijfers *cijfers; /* web/cijfers.h */
    /* Takes a file back, in a run of its own, which is the command line's to make; NULL: it was not said where the
     * output of such a run goes. */
    bool (*withdraw)(void *ctx, struct withdrawal *withdrawal, struct error *err);
    void *withdraw_ctx;
    struct bevinding_indexes *indexes; /* all findings, for lists of them (store/bevinding_index.h) */
    struct zoeksleutel zoeksleutel;    /* seals patients in addresses */
    struct log log;
    char token[GEHEIM_TEXT + 1]; /* of the link that was printed */
    char *token_user;            /* whose link that is; NULL: nobody comes in by a link */
    char cookie[32];             /* its name */
};

/* What begins with `db`, `config` and `log`, which the caller filled; `threads` for who works out figures. In any case
 * desk_close comes after it. */
bool desk_open(struct desk *desk, unsigned threads, struct error *err) MUST_CHECK;
void desk_close(struct desk *desk);

struct reply {
    unsigned status;     /* of HTTP; 200 */
    const char *type;    /* of the content; a page's when NULL */
    struct buf location; /* where the browser is sent */
    struct buf filename; /* of a download */
    int fd;              /* what is sent instead of the page; -1: the page is */
    struct sessie *cookie; /* the session that the browser shall keep; NULL: as it is */
    bool forget;         /* the browser's cookie goes */
    bool keep;           /* may be kept by the browser: it has its version in its address */
};

/* A patient or a finding that is shown; either may be empty. */
struct look {
    struct text patient, bevinding_id;
};

struct route;
struct call {
    struct desk *desk;
    const struct route *route;
    struct request request;
    struct sessie sessie; /* who asks; naam "": nobody */
    struct text argument; /* the part of the path that the route leaves open; empty: there is none */
    struct store store;
    struct html html;
    struct reply reply;
    bool secure;          /* the browser came by https */
};

static inline bool call_may(const struct call *call, unsigned recht)
{
    return (call->sessie.rechten & recht) == recht;
}

/* The page around what a function writes: head, menu, title as its h1. */
void page_begin(struct call *call, const char *title);
void page_end(struct call *call);
/* A form that is sent by POST, with what shows that it is ours. `class` may be NULL. */
void form_begin(struct call *call, const char *action, const char *class);
void form_end(struct call *call);
void form_hidden(struct call *call, const char *name, struct text value);
/* A label with the control in it: <input type=text>; `value` is what stands in it. */
void form_text_field(struct call *call, const char *label, const char *name, struct text value, bool required);

/* The answers that are no page of their own. Each leaves the reply complete. */
void reply_see_other(struct call *call, const char *url);
/* A page of a title and a sentence. */
void reply_refused(struct call *call, unsigned status, const char *title, const char *text);
/* The form once more, with everything that was filled in: it could not be taken now, and may be in a while. */
void reply_again(struct call *call, unsigned status, const char *title, const char *text);
/* A file that is made: writes go to `out`; when it is whole reply_file hands it over, with its name as a download and
 * its type. The caller releases `out` in any case. */
bool reply_file_open(struct call *call, struct outfile *out, struct error *err) MUST_CHECK;
bool reply_file(struct call *call, struct outfile *out, const char *name, const char *type,
                struct error *err) MUST_CHECK;
/* Where a form or a notice sends the browser back to: the value `terug` of the form or the address when it is a path of
 * ours, else `otherwise`. */
const char *terug_of(struct call *call, const char *otherwise);

/* Opens the database for change; waits some seconds for who is writing. */
bool call_change(struct call *call, struct store *store, struct error *err) MUST_CHECK;
/* Begins a session, which the browser shall keep, and puts on record that it did. */
bool call_enter(struct call *call, struct text naam, unsigned rechten, struct error *err) MUST_CHECK;
/* Puts on record that this person saw findings or patients; before they are shown. */
bool call_looks(struct call *call, const struct look *look, size_t n, struct error *err) MUST_CHECK;
/* The same of one. */
bool call_look(struct call *call, struct text patient, struct text bevinding_id, struct error *err) MUST_CHECK;

#endif
