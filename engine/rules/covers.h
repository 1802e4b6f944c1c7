/* covers.h - whether a ruleset looks at every line that another one looks at (semantics.md 1,
 * files to ingest again). */
#ifndef RULES_COVERS_H
#define RULES_COVERS_H

#include "rules/ruleset.h"

/* Whether every code that the tables of `later` make relevant was so by the tables of `earlier`: else files that were
 * read under `earlier` should be ingested again. Errs on the side of no.
 * Contracts are looked at where they are kept (store/ledger.c). */
bool ruleset_covers(const struct ruleset *earlier, const struct ruleset *later);
/* A digest of what of the tables makes lines relevant: where it is equal, each covers the other. */
void ruleset_relevantie(const struct ruleset *rules, char out[static DIGEST_HEX + 1]);

#endif
