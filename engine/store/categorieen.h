/* categorieen.h - what holds for care of a category (categorieen.csv), as the database keeps it beside the findings.
 *
 * Table categorie has the rows of the last run's tables, and v_beantwoord says by it whether a finding's conflict line
 * counts for the eigen risico of the insured. Nothing that is found depends on it, so a change of the file makes no
 * patient worth a second look. */
#ifndef STORE_CATEGORIEEN_H
#define STORE_CATEGORIEEN_H

#include "rules/ruleset.h"
#include "store/store.h"

/* Puts the rows of these rules in place of those that are there. */
bool categorieen_write(struct store *store, const struct ruleset *rules, struct error *err) MUST_CHECK;
/* Whether the table has the rows of these rules, and no others. */
bool categorieen_hold(struct store *store, const struct ruleset *rules, bool *hold, struct error *err) MUST_CHECK;

#endif
