/* groepen.h - findings added up: by provider, rule, category, patient or side, and in total.
 *
 * A line that is to be recovered counts once in a sum, under the best grade of the findings that name it (semantics.md
 * 4 Money). Each group is a sum of its own: the same as that of a filter that lets only this group through. So a line
 * that two rules lead to counts in both groups, and once in the total. */
#ifndef STORE_GROEPEN_H
#define STORE_GROEPEN_H

#include "store/bevindingen.h"
#include "store/queries.h"

enum groepering {
    PER_AGB,       /* whose line is to be recovered */
    PER_REGEL,     /* the rule that leads */
    PER_CATEGORIE,
    PER_PATIENT,
    PER_VERHAAL,   /* whether it is the keten line or the other one */
    GROEPERINGEN
};
extern const char *const groepering_name[GROEPERINGEN];

/* A row a group, most euros first: the key, under the name of the groepering, bevindingen, regels, vast_euro,
 * waarschijnlijk_euro, signaal_euro, netto_euro (all in cents). */
bool groepen_read(struct store *store, enum groepering groepering, const struct bevinding_filter *filter,
                  query_row_fn *row, void *ctx, struct error *err) MUST_CHECK;
/* A row a grade and one of all: zekerheid, bevindingen, euro, regels, netto_euro (in cents: over findings, over lines).
 */
bool groepen_totals(struct store *store, const struct bevinding_filter *filter, query_row_fn *row, void *ctx,
                    struct error *err) MUST_CHECK;

#endif
