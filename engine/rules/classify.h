/* classify.h - which rules and programme rows a line matches (semantics.md 3 "relevant", 4 "Matching C"), and what a keten
 * line's own day makes of it.
 *
 * There is no loop over all rules and codes for a line: list and code lead to the few rules that may match it. */
#ifndef RULES_CLASSIFY_H
#define RULES_CLASSIFY_H

#include "rules/ruleset.h"

/* A rule that a line matches; `redenen`: declaratiecode_wijkt_af or zorgproduct_onbekend. */
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

/* A line is relevant when it carries a keten code (of a programme row, or of a contract row of its insurer and declarant)
 * or matches a rule, whatever status or validity. A credit is judged as the debit it copies. */
enum relevance { NOT_RELEVANT, RELEVANT, RELEVANT_KETEN };
enum relevance line_relevance(struct classifier *classifier, const struct line *line);

/* A keten line on its own day. */
struct keten {
    day d;                     /* first day of the quarter of its begindatum */
    programma_set programmas;  /* empty: no keten line on that day */
    unsigned tabel;            /* the insurer's on d, or GEEN_TABEL: not checked */
    bool extended;             /* `tabel` applies only by --extend-tables */
    struct period periode;     /* the keten period */
    const struct contract_rij *contract; /* rows of insurer and declarant, valid or not */
    size_t contracten;
};
/* The table that names an insurer on a day, or GEEN_TABEL; --extend-tables included. */
unsigned tabel_of(const struct ruleset *rules, uint16_t uzovi, day d);
/* `set` is the line's classification. */
struct keten keten_of(const struct ruleset *rules, const struct line *line, const struct match_set *set);

/* In what rank a table applies to a keten line: the lower leads (semantics.md 4, leading hit). */
enum tabel_rang { RANG_VERZEKERAAR, RANG_EXTRA, RANG_ALGEMEEN, RANG_GEEN };
enum tabel_rang keten_rang(const struct ruleset *rules, const struct keten *keten, unsigned tabel);
/* Whether the rule is active and valid on d, of a programme of the keten line, and its table applies. */
bool keten_applies(const struct ruleset *rules, const struct keten *keten, const struct regel *regel,
                   enum tabel_rang *rang);
/* Whether a contract row of insurer and declarant belongs to the keten line: valid on d, for one of its programmes. */
bool keten_contract(const struct ruleset *rules, const struct keten *keten, const struct contract_rij *rij);
/* The conditions agreed for the programme; false: no contract row is known for it. */
bool keten_voorwaarden(const struct ruleset *rules, const struct keten *keten, unsigned programma, uint64_t *agreed);

/* Whether every code that makes a line relevant under `later` did so under `earlier`: else files that were read under
 * `earlier` should be ingested again. Errs on the side of no. */
bool ruleset_covers(const struct ruleset *earlier, const struct ruleset *later);

#endif
