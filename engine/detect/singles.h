/* singles.h - what the rules about one keten line look at (semantics.md 4, the table of soorten). For detection, and
 * for whoever shows what was looked for. */
#ifndef DETECT_SINGLES_H
#define DETECT_SINGLES_H

#include "rules/keten.h"

/* The agreed tariff of a keten line. */
struct tarief {
    const struct contract_rij
        *rij; /* that it comes from: of several the highest, of equal ones the first; NULL: none is agreed */
    int64_t aantal, kwartalen; /* units of the line; calendar quarters that its keten period touches */
    int64_t cent;              /* tariff x units x quarters; INT64_MAX: more than any line can have */
};
struct tarief tarief_of(const struct ruleset *rules, const struct keten *keten, const struct line *line,
                        unsigned programma);

/* What makes an AGB's contracts complete, and what is agreed of a programme, on d. NULL: nothing. */
const struct contract_rij *contract_volledig(const struct ruleset *rules, const struct keten *keten);
const struct contract_rij *contract_agreed(const struct ruleset *rules, const struct keten *keten,
                                           const struct line *line, unsigned programma);

/* The calendar year of d, and whether the rule's conditions are agreed for its last day by rows that end. */
struct period keten_year(const struct keten *keten);
bool conditions_agreed_for_year(const struct keten *keten, const struct regel *regel);

#endif
