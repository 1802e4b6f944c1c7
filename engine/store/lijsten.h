/* lijsten.h - lists of findings that people keep by a name (schema: table lijst): their own, and what others share. */
#ifndef STORE_LIJSTEN_H
#define STORE_LIJSTEN_H

#include "store/store.h"

struct bewaarde_lijst {
    int64_t lijst; /* its number */
    struct text inlog, naam;
    bool gedeeld;
    struct text vraag; /* as web/lijst.h says a list, without a patient */
};
/* One's own first, then those that others share, each by name; the texts live until the function returns. */
typedef bool bewaarde_lijst_fn(void *ctx, const struct bewaarde_lijst *lijst, struct error *err);
bool lijsten_each(struct store *store, struct text inlog, bewaarde_lijst_fn *each, void *ctx,
                  struct error *err) MUST_CHECK;
/* Keeps a list; one's own of the same name it takes the place of. */
bool lijsten_put(struct store *store, const struct bewaarde_lijst *lijst, struct error *err) MUST_CHECK;
/* Takes one's own list away; whose it is not stays. */
bool lijsten_drop(struct store *store, struct text inlog, int64_t lijst, struct error *err) MUST_CHECK;

#endif
