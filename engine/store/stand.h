/* stand.h - the totals over the stored lines (tables stand and dekking), kept up by every run. */
#ifndef STORE_STAND_H
#define STORE_STAND_H

#include "detect/totals.h"
#include "store/store.h"

/* Reading adds to `totals`; a programme, category or table that the rules do not know any more is left out. */
bool stand_read(struct store *store, const struct ruleset *rules, struct totals *totals, struct error *err) MUST_CHECK;
/* Whether each figure is there that this version keeps up; a run over some patients cannot make one that is not. */
bool stand_is_whole(struct store *store, bool *whole, struct error *err) MUST_CHECK;
bool stand_write(struct store *store, const struct ruleset *rules, const struct totals *totals,
                 struct error *err) MUST_CHECK;
/* Whether the stored totals are exactly these; if not, `what` says which differ. */
bool stand_is(struct store *store, const struct ruleset *rules, const struct totals *totals, bool *is,
              char what[static 64], struct error *err) MUST_CHECK;

#endif
