/* predict.c - see predict.h. The changes of each range of patients are kept apart, so that the result does not depend
 * on the threads; only what changes is kept. */
#include "passes/predict.h"

#include <assert.h>

#include "base/sum.h"
#include "detect/detect.h"

/* What came out of a range. */
struct range {
    struct arena arena;
    struct predicted *bevinding;
    size_t n, cap;
    struct effects per_regel, per_aanbieder;
};

/* A line that findings want back, for a rule or a provider. */
struct claim {
    struct text naam;
    uint32_t agb;
    struct text referentie;
    enum zekerheid zekerheid;
    int64_t cent;
};

struct predictor {
    struct detector *detector[2]; /* was, now */
    struct outcome outcome[2];
    struct totals totals[2];
    int64_t patienten;
    struct claim *claim;
    size_t claims, claims_cap;
    struct arena arena; /* of one patient */
};

struct work {
    struct predictor *predictor; /* one a thread */
    struct range range[WALK_RANGES_MAX];
};

static struct text text_of_agb(struct arena *arena, uint32_t agb)
{
    char *at = arena_alloc(arena, 9);
    digits_print(agb, 8, at);
    return (struct text){at, 8};
}

static bool lists(const struct bevinding *b, struct text id)
{
    struct text rest = b->regels, other;
    while (text_part(&rest, &other))
        if (text_equal(id, other))
            return true;
    return false;
}

static void add_effect(struct effects *effects, struct effect effect)
{
    ARRAY_ROOM(effects->at, effects->n, effects->cap);
    effects->at[effects->n++] = effect;
}

static void count_wijziging(struct range *range, struct effects *effects, struct text naam, enum wijziging wijziging)
{
    struct effect effect = {.naam = {arena_copy(&range->arena, naam.at, naam.n), naam.n}};
    effect.aantal[wijziging] = 1;
    add_effect(effects, effect);
}

/* Counts a change under each rule that the finding lists or listed, and under who is to pay, or was. */
static void count_change(struct predictor *p, struct range *range, enum wijziging wijziging,
                         const struct bevinding *was, const struct bevinding *now)
{
    const struct bevinding *main = now ? now : was;
    assert(main);
    struct text rest = main->regels, id;
    while (text_part(&rest, &id))
        count_wijziging(range, &range->per_regel, id, wijziging);
    count_wijziging(range, &range->per_aanbieder, text_of_agb(&p->arena, bevinding_verhaal(main)->agb), wijziging);
    if (!now || !was)
        return;
    for (rest = was->regels; text_part(&rest, &id);)
        if (!lists(now, id))
            count_wijziging(range, &range->per_regel, id, wijziging);
    if (bevinding_verhaal(was)->agb != bevinding_verhaal(now)->agb)
        count_wijziging(range, &range->per_aanbieder, text_of_agb(&p->arena, bevinding_verhaal(was)->agb), wijziging);
}

/* By name and line. */
static int compare_claims(const struct claim *p, const struct claim *q)
{
    int order = text_compare(p->naam, q->naam);
    if (order)
        return order;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    return text_compare(p->referentie, q->referentie);
}

/* The same; of one line first the claim that counts: the best grade, of that the largest sum (semantics.md 4,
 * Money). */
static int by_line_and_weight(const void *a, const void *b)
{
    const struct claim *p = a, *q = b;
    const int order = compare_claims(p, q);
    if (order || p->zekerheid != q->zekerheid)
        return order ? order : p->zekerheid > q->zekerheid ? -1 : 1;
    return (p->cent < q->cent) - (p->cent > q->cent);
}

static void add_claim(struct predictor *p, struct text naam, const struct bevinding *b)
{
    const struct bevinding_kant *side = bevinding_verhaal(b);
    ARRAY_ROOM(p->claim, p->claims, p->claims_cap);
    p->claim[p->claims++] = (struct claim){naam, side->agb, side->referentie, b->zekerheid, b->verhaal_bedrag_cent};
}

/* Adds `sign` times the amounts of the claims, each line once, and forgets them. */
static void settle(struct predictor *p, struct range *range, struct effects *effects, int sign)
{
    if (p->claims)
        qsort(p->claim, p->claims, sizeof *p->claim, by_line_and_weight);
    for (size_t i = 0; i < p->claims; i++)
        if (i == 0 || compare_claims(&p->claim[i], &p->claim[i - 1]) != 0)
            add_effect(effects,
                       (struct effect){.naam = {arena_copy(&range->arena, p->claim[i].naam.at, p->claim[i].naam.n),
                                                p->claim[i].naam.n},
                                       .cent = sign * p->claim[i].cent});
    p->claims = 0;
}

/* The money of a patient with changes, before and now: also what other findings claim still, for a line counts once. */
static void count_money(struct predictor *p, struct range *range)
{
    for (int k = 0; k < 2; k++) {
        const struct outcome *outcome = &p->outcome[k];
        for (size_t i = 0; i < outcome->n; i++) {
            struct text rest = outcome->bevinding[i].regels, id;
            while (text_part(&rest, &id))
                add_claim(p, id, &outcome->bevinding[i]);
        }
        settle(p, range, &range->per_regel, k ? 1 : -1);
        for (size_t i = 0; i < outcome->n; i++)
            add_claim(p, text_of_agb(&p->arena, bevinding_verhaal(&outcome->bevinding[i])->agb),
                      &outcome->bevinding[i]);
        settle(p, range, &range->per_aanbieder, k ? 1 : -1);
    }
}

static int by_effect(const void *a, const void *b)
{
    return text_compare(((const struct effect *)a)->naam, ((const struct effect *)b)->naam);
}

/* One entry a name, those in which nothing changes left out. */
static void sum_up_effects(struct effects *effects)
{
    size_t n = 0;
    if (effects->n)
        qsort(effects->at, effects->n, sizeof *effects->at, by_effect);
    for (size_t i = 0; i < effects->n;) {
        struct effect sum = {.naam = effects->at[i].naam};
        for (; i < effects->n && text_equal(effects->at[i].naam, sum.naam); i++) {
            for (int w = 0; w < 3; w++)
                sum.aantal[w] += effects->at[i].aantal[w];
            sum_add(&sum.cent, effects->at[i].cent);
        }
        if (sum.aantal[0] || sum.aantal[1] || sum.aantal[2] || sum.cent)
            effects->at[n++] = sum;
    }
    effects->n = n;
}

static bool predict_dossier(void *ctx, unsigned worker, size_t number, const struct dossier *dossier, struct error *err)
{
    struct work *work = ctx;
    struct predictor *p = &work->predictor[worker];
    struct range *range = &work->range[number];
    const struct outcome *was = &p->outcome[0], *now = &p->outcome[1];
    size_t before = range->n;
    (void)err;
    arena_reset(&p->arena);
    p->patienten++;
    for (int k = 0; k < 2; k++) {
        outcome_clear(&p->outcome[k]);
        detect_patient(p->detector[k], dossier->line, NULL, dossier->n, 1, &p->outcome[k], &p->totals[k]);
    }
    for (size_t i = 0, k = 0; i < was->n || k < now->n;) {
        const struct bevinding *old = i < was->n ? &was->bevinding[i] : NULL,
                               *new = k < now->n ? &now->bevinding[k] : NULL;
        const struct difference v = difference_of(old, new);
        old = v.order <= 0 ? old : NULL;
        new = v.order >= 0 ? new : NULL;
        if (v.changed) {
            ARRAY_ROOM(range->bevinding, range->n, range->cap);
            struct predicted *predicted = &range->bevinding[range->n++];
            *predicted = (struct predicted){.wijziging = v.wijziging};
            if (old)
                predicted->was = bevinding_keep(old, &range->arena);
            if (new)
                predicted->now = bevinding_keep(new, &range->arena);
            count_change(p, range, v.wijziging, old, new);
        }
        i += v.order <= 0;
        k += v.order >= 0;
    }
    if (range->n > before)
        count_money(p, range);
    return true;
}

static void append_effects(struct effects *to, struct effects *from)
{
    for (size_t i = 0; i < from->n; i++)
        add_effect(to, from->at[i]);
    free(from->at);
    *from = (struct effects){0};
}

/* Puts what came out of the ranges together, in their order. */
static void collect(struct work *work, struct prediction *prediction)
{
    prediction->arena = xcalloc(WALK_RANGES_MAX, sizeof *prediction->arena);
    prediction->arenas = WALK_RANGES_MAX;
    for (size_t r = 0; r < WALK_RANGES_MAX; r++) {
        struct range *range = &work->range[r];
        prediction->arena[r] = range->arena;
        for (size_t i = 0; i < range->n; i++) {
            ARRAY_ROOM(prediction->bevinding, prediction->n, prediction->cap);
            prediction->bevinding[prediction->n++] = range->bevinding[i];
        }
        free(range->bevinding);
        append_effects(&prediction->per_regel, &range->per_regel);
        append_effects(&prediction->per_aanbieder, &range->per_aanbieder);
    }
    sum_up_effects(&prediction->per_regel);
    sum_up_effects(&prediction->per_aanbieder);
}

static void predictor_release(struct predictor *p)
{
    for (int k = 0; k < 2; k++) {
        detector_free(p->detector[k]);
        outcome_release(&p->outcome[k]);
        totals_release(&p->totals[k]);
    }
    free(p->claim);
    arena_release(&p->arena);
}

bool predict(struct store *store, const struct ruleset *was, const struct ruleset *now, unsigned threads,
             struct progress *progress, struct prediction *prediction, struct error *err)
{
    struct work *work = xcalloc(1, sizeof *work);
    struct walk walk = {.store = store, .threads = threads, .look = predict_dossier, .ctx = work, .progress = progress};
    work->predictor = xcalloc(threads, sizeof *work->predictor);
    *prediction = (struct prediction){0};
    totals_init(&prediction->was, was);
    totals_init(&prediction->now, now);
    for (unsigned i = 0; i < threads; i++)
        for (int k = 0; k < 2; k++) {
            work->predictor[i].detector[k] = detector_new(k ? now : was);
            totals_init(&work->predictor[i].totals[k], k ? now : was);
        }
    bool ok = walk_dossiers(&walk, err);
    for (unsigned i = 0; i < threads; i++) {
        totals_add(&prediction->was, &work->predictor[i].totals[0], 1);
        totals_add(&prediction->now, &work->predictor[i].totals[1], 1);
        prediction->patienten += work->predictor[i].patienten;
        predictor_release(&work->predictor[i]);
    }
    collect(work, prediction);
    free(work->predictor);
    free(work);
    return ok;
}

void prediction_release(struct prediction *prediction)
{
    free(prediction->bevinding);
    free(prediction->per_regel.at);
    free(prediction->per_aanbieder.at);
    totals_release(&prediction->was);
    totals_release(&prediction->now);
    for (size_t i = 0; i < prediction->arenas; i++)
        arena_release(&prediction->arena[i]);
    free(prediction->arena);
    *prediction = (struct prediction){0};
}
