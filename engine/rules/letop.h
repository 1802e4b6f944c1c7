/* letop.h - codes that look like a bundle and are none (semantics.md 3, letop.csv).
 *
 * It is asked of every accepted debit, so what it mostly costs is a look at the line's list and at the length and the
 * first characters of its code, in tables of a few KB: all of that is compiled once. Only a code that begins as one of
 * the rows does is held against the rows, one by one, and only one that is to be told of against its own day: the price
 * of a classification. */
#ifndef RULES_LETOP_H
#define RULES_LETOP_H

#include "rules/classify.h"

struct letop; /* shared by all threads */
struct letop *letop_new(const struct ruleset *rules);
void letop_free(struct letop *letop);

/* The row that says `meld` of a debit: the first that matches it, when the line is of no programme on its own day,
 * contracts included. NULL: nothing is said of it; of a credit never.
 * `classifier` is the caller's own and forgets what it gave last. */
const struct letop_rij *letop_of(const struct letop *letop, struct classifier *classifier, const struct line *line);
/* Whether the rows say `meld` of a debit with this list (0: none) and bare code, if it is of no programme. */
bool letop_tells(const struct letop *letop, uint16_t lijst, struct text code);

#endif
