/* notities.h - notes that people make at a finding: taken, never changed (schema: table notitie). Reading them is
 * queries.h's. */
#ifndef STORE_NOTITIES_H
#define STORE_NOTITIES_H

#include "store/store.h"

struct notitie {
    struct text patient, bevinding_id;
    struct text inlog; /* who makes it; not empty */
    struct text tekst; /* as notitie_clean left it */
};
/* A text as a form sends it: adds it with '\n' as the end of a line, and without blank lines around it. False: it is
 * empty, too long to be put on record, or holds something that no text does. */
bool notitie_clean(struct text typed, struct buf *out);
/* *added false: there is no such finding (any more), and nothing was written. */
bool notitie_add(struct store *store, const struct notitie *notitie, bool *added, struct error *err) MUST_CHECK;

#endif
