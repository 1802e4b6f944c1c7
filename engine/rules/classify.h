/* classify.h - which rules and programme rows a line matches (semantics.md 3 "relevant", 4 "Matching").
 *
 * There is no loop over all rules and codes for a line: list and code lead to the few rules that may match it. */
#ifndef RULES_CLASSIFY_H
#define RULES_CLASSIFY_H

#include "rules/ruleset.h"

/* A rule that a line matches; `redenen`: what the match itself leaves open: declaratiecode_wijkt_af,
 * zorgproduct_onbekend, and lijst_onbekend: the line has no list and the rule, or every row of its codeset by which the
 * line fits, names one. */
struct match {
    uint32_t regel;
    reden_set redenen;
};

struct match_set {
    const struct match *match; /* in order of the rules */
    const uint32_t *rij;       /* programme rows, whatever their validity */
    uint32_t matches, rijen;
    bool contract_code; /* some contract row makes this code a keten code: look who declared it */
};

struct classifier; /* one a thread: it remembers */
struct classifier *classifier_new(const struct ruleset *rules);
void classifier_free(struct classifier *classifier);

/* Borrowed; until the next call. */
const struct match_set *classify(struct classifier *classifier, const struct line *line);

/* A line is relevant when it is a credit, carries a keten code (of a programme row, or of a contract row of its insurer
 * and declarant) or matches a rule, whatever status or validity; the selector of a `lid` rule counts only when there
 * are relations (semantics.md 1). */
enum relevance { NOT_RELEVANT, RELEVANT, RELEVANT_KETEN };
enum relevance line_relevance(struct classifier *classifier, const struct line *line);
/* The same of a debit with the line's columns, should the line be a credit. */
enum relevance debit_relevance(struct classifier *classifier, const struct line *line);
bool has_keten_code(struct classifier *classifier, const struct line *line);

#endif
