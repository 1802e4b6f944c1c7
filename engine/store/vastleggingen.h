/* vastleggingen.h - what people said and did, as links of a chain that is made when it is put on record
 * (schema/0029_vastleggingen.sql). Who changes or removes such a row in the database itself, past the triggers, is
 * found out by `verify`: the rows of a link have its digest, a link that of the one before, and a run that of the links
 * before it (store/verloop.h). Whoever takes out the last links with their rows is not, unless their number was noted
 * down. */
#ifndef STORE_VASTLEGGINGEN_H
#define STORE_VASTLEGGINGEN_H

#include "base/buf.h"
#include "store/store.h"

/* For who writes a row: after which link it comes (schema/0030_na_vastlegging.sql). */
#define NA_VASTLEGGING "(SELECT coalesce(max(nummer), 0) FROM vastlegging)"

/* Makes links of all rows that are in none yet. `run`: the one that holds them; 0: the next one. */
bool vastleggingen_add(struct store *store, int64_t run, struct error *err) MUST_CHECK;
/* For a purge, which took rows: makes links of what is left of those that are there, and of what it added. Whether they
 * were sound is to be asked before. */
bool vastleggingen_renew(struct store *store, struct error *err) MUST_CHECK;

/* Works all links out again; *n: how many there are. In `wrong` what differs, in words without a value of a patient;
 * empty: nothing. */
bool vastleggingen_check(struct store *store, int64_t *n, struct buf *wrong, struct error *err) MUST_CHECK;

#endif
