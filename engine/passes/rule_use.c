/* rule_use.c - see rule_use.h. */
#include "passes/rule_use.h"

#include "detect/detect.h"

/* A worker's counts. */
struct counter {
    const struct ruleset *rules;
    struct detector *detector;
    struct classifier *classifier;
    struct outcome outcome;
    struct totals totals;
    struct regel_gebruik *gebruik;
};

static bool look_for_use(void *ctx, unsigned worker, size_t range, const struct dossier *dossier, struct error *err)
{
    struct counter *c = (struct counter *)ctx + worker;
    (void)range;
    (void)err;
    for (size_t i = 0; i < dossier->n; i++) {
        const struct match_set *set = classify(c->classifier, &dossier->line[i]);
        for (uint32_t m = 0; m < set->matches && !dossier->line[i].credit; m++)
            c->gebruik[set->match[m].regel].lines++;
    }
    outcome_clear(&c->outcome);
    detect_patient(c->detector, dossier->line, NULL, dossier->n, 1, &c->outcome, &c->totals);
    for (size_t i = 0; i < c->outcome.n; i++) {
        struct text rest = c->outcome.bevinding[i].regels, id;
        while (text_part(&rest, &id))
            c->gebruik[ruleset_regel(c->rules, id) - c->rules->regel].bevindingen++;
    }
    return true;
}

bool rule_use(struct store *store, const struct ruleset *rules, unsigned threads, struct progress *progress,
              struct regel_gebruik *gebruik, struct error *err)
{
    struct counter *counter = xcalloc(threads, sizeof *counter);
    struct walk walk = {.store = store, .threads = threads, .look = look_for_use, .ctx = counter, .progress = progress};
    for (unsigned i = 0; i < threads; i++) {
        counter[i] = (struct counter){.rules = rules,
                                      .detector = detector_new(rules),
                                      .classifier = classifier_new(rules),
                                      .gebruik = xcalloc(rules->regels, sizeof *gebruik)};
        totals_init(&counter[i].totals, rules);
    }
    bool ok = walk_dossiers(&walk, err);
    for (unsigned i = 0; i < threads; i++) {
        for (size_t r = 0; r < rules->regels; r++) {
            gebruik[r].lines += counter[i].gebruik[r].lines;
            gebruik[r].bevindingen += counter[i].gebruik[r].bevindingen;
        }
        detector_free(counter[i].detector);
        classifier_free(counter[i].classifier);
        outcome_release(&counter[i].outcome);
        totals_release(&counter[i].totals);
        free(counter[i].gebruik);
    }
    free(counter);
    return ok;
}
