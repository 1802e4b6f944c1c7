/* rule_use.h - what the stored lines make of each rule. Reads only. */
#ifndef PASSES_RULE_USE_H
#define PASSES_RULE_USE_H

#include "rules/lint.h"
#include "passes/walk.h"

/* Counts, over all stored dossiers, the lines that match each rule and the findings that list it. `gebruik` has one
 * entry a rule and comes in empty. */
bool rule_use(struct store *store, const struct ruleset *rules, unsigned threads, struct progress *progress,
              struct regel_gebruik *gebruik, struct error *err) MUST_CHECK;

#endif
