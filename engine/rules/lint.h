/* lint.h - what is odd about tables and contracts that can be used: warnings, beside the problems that make a ruleset
 * useless (ruleset.h). Pure: a ruleset in, "file:line: message" out, each with what to do. */
#ifndef RULES_LINT_H
#define RULES_LINT_H

#include "rules/ruleset.h"

/* A shell reads English, a page Dutch. */
enum taal { TAAL_ENGELS, TAAL_NEDERLANDS };
/* Adds all warnings. `today` is the day on which every insurer should have a table. */
void ruleset_lint(const struct ruleset *rules, const struct table_files *files, day today, enum taal taal,
                  struct problems *warnings);

/* What the stored lines of a database make of a rule. */
struct regel_gebruik {
    uint64_t lines;       /* debits that match it */
    uint64_t bevindingen; /* findings that list it */
};
/* Adds the active rules that never hit, of tables for every insurer or one of `insurers`;
 * `gebruik` has one entry a rule. */
void ruleset_lint_use(const struct ruleset *rules, const struct regel_gebruik *gebruik, const struct numbers *insurers,
                      struct problems *warnings);

#endif
