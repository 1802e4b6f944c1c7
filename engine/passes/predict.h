/* predict.h - what other tables would do to the findings of a database: both rulesets look at every stored dossier, and
 * nothing is written. A recheck with NEW of a database whose last run used OLD reports exactly this. */
#ifndef PASSES_PREDICT_H
#define PASSES_PREDICT_H

#include "detect/totals.h"
#include "passes/compare.h"
#include "passes/walk.h"

struct predicted {
    enum wijziging wijziging;
    struct bevinding was, now; /* only those that there are */
};

/* What changes for a rule or a provider. */
struct effect {
    struct text naam; /* the rule's id; the AGB of who declared the line to be recovered */
    int64_t aantal[3]; /* findings, per enum wijziging */
    int64_t cent;      /* to be recovered more (or less): net, a line counts once */
};
struct effects {
    struct effect *at; /* by name; owned */
    size_t n, cap;
};

struct prediction {
    struct predicted *bevinding; /* in the order of findings.csv; owned */
    size_t n, cap;
    struct effects per_regel, per_aanbieder;
    struct totals was, now;
    int64_t patienten; /* looked at */
    struct arena *arena; /* of all texts; owned */
    size_t arenas;
};
/* `threads` >= 1. The caller releases in any case. */
bool predict(struct store *store, const struct ruleset *was, const struct ruleset *now, unsigned threads,
             struct progress *progress, struct prediction *prediction, struct error *err) MUST_CHECK;
void prediction_release(struct prediction *prediction);

#endif
