/* covers.h - whether a ruleset looks at every line that another one looks at (semantics.md 1, files to ingest again). */
#ifndef RULES_COVERS_H
#define RULES_COVERS_H

#include "rules/ruleset.h"

/* Whether every code that makes a line relevant under `later` did so under `earlier`: else files that were read under
 * `earlier` should be ingested again. Errs on the side of no. */
bool ruleset_covers(const struct ruleset *earlier, const struct ruleset *later);

#endif
