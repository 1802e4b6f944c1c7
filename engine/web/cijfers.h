/* cijfers.h - work that takes a pass over all stored lines: one request at a time does it, so that two analysts do not
 * take the machine from a night; and the figures of a quarter are kept for the others who ask. */
#ifndef WEB_CIJFERS_H
#define WEB_CIJFERS_H

#include "spiegel/compile.h"
#include "web/call.h"

/* More stored lines than this are not passed over because somebody opened a page, but when somebody asks for it. */
enum { LINES_AT_ONCE = 2000000 };

struct cijfers *cijfers_new(unsigned threads);
void cijfers_free(struct cijfers *cijfers);

/* Takes the turn, waiting some seconds; false: somebody else is at work. Who took it gives it back. */
bool work_begin(struct call *call, unsigned *threads) MUST_CHECK;
void work_end(struct call *call);
/* The page that says that somebody is at work. */
void refuse_busy(struct call *call);

/* Of all providers in a quarter (any day of it), by what the database holds now: from what is kept, or worked out.
 * *of NULL: it is not kept, and `anyway` is false while there are too many lines to do it at once. Called with the turn
 * taken; it lives until the turn is given back. */
bool cijfers_of_quarter(struct call *call, day kwartaal, bool anyway, unsigned threads, const struct compilation **of,
                        struct error *err) MUST_CHECK;

#endif
