/* detect.c - see detect.h.
 *
 * A patient is worked on in steps, a file each (patient.h): its lines take part, every keten line collects the hits of
 * its rules, the hits are sorted into findings, findings lose their ground, and what is left is shown and counted.
 * Lines that may meet come from a list sorted by day, rules of a line from the classification: nothing tries every
 * pair. */
#include "detect/patient.h"
#include "detect/singles.h"

#include <stdlib.h>

#include "base/log.h"

/* Lists the active rules that `wanted` says, in order of their programmes. */
static uint32_t *rules_by_programma(const struct ruleset *rules, bool (*wanted)(const struct regel *regel),
                                    uint32_t **end)
{
    uint32_t *list = xcalloc(rules->regels, sizeof *list), n = 0;
    *end = xcalloc(PROGRAMMAS_MAX, sizeof **end);
    for (unsigned p = 0; p < PROGRAMMAS_MAX; p++) {
        for (size_t i = 0; i < rules->regels; i++)
            if (rules->regel[i].actief && rules->regel[i].programma == p && wanted(&rules->regel[i]))
                list[n++] = (uint32_t)i;
        (*end)[p] = n;
    }
    return list;
}

static bool any_rule(const struct regel *regel)
{
    (void)regel;
    return true;
}

static bool is_single(const struct regel *regel)
{
    return regel->soort != SOORT_PAAR;
}

static bool is_looked_up(const struct regel *regel)
{
    return regel->gedoogkwartaal || regel->soort == SOORT_VEREIST || regel->soort == SOORT_LID;
}

/* A pair rule that looks at all keten lines of a programme. */
static bool is_of_programme_alone(const struct regel *regel)
{
    return regel->actief && regel->soort == SOORT_PAAR && regel->conflict_programmas && !regel_has_selector(regel);
}

struct detector *detector_new(const struct ruleset *rules)
{
    struct detector *d = xcalloc(1, sizeof *d);
    d->rules = rules;
    d->classifier = classifier_new(rules);
    d->rank = xcalloc(rules->regels, sizeof *d->rank);
    d->looked_up = xcalloc(rules->regels, sizeof *d->looked_up);
    d->zonder_selector = xcalloc(rules->regels, sizeof *d->zonder_selector);
    for (uint32_t i = 0; i < rules->regels; i++) {
        d->rank[rules->order_by_id[i]] = i;
        d->looked_up[i] = is_looked_up(&rules->regel[i]);
        if (is_of_programme_alone(&rules->regel[i]))
            d->zonder_selector[d->zonder_selectors++] = i;
    }
    for (unsigned p = 0; p < rules->programmas; p++)
        if (!rules->programma[p].titel)
            d->ketens |= UINT64_C(1) << p;
    d->single = rules_by_programma(rules, is_single, &d->single_end);
    d->actief = rules_by_programma(rules, any_rule, &d->actief_end);
    return d;
}

void detector_free(struct detector *d)
{
    if (!d)
        return;
    classifier_free(d->classifier);
    free(d->rank);
    free(d->looked_up);
    free(d->zonder_selector);
    free(d->single);
    free(d->single_end);
    free(d->actief);
    free(d->actief_end);
    free(d->part);
    free(d->line);
    free(d->use);
    free(d->order);
    free(d->reach);
    free(d->fit);
    free(d->found);
    free(d->vondst);
    free(d->shown);
    free(d->quarter_before);
    arena_release(&d->arena);
    free(d);
}

void outcome_clear(struct outcome *outcome)
{
    outcome->n = 0;
    outcome->te_veel = false;
    arena_reset(&outcome->arena);
}

void outcome_release(struct outcome *outcome)
{
    free(outcome->bevinding);
    arena_release(&outcome->arena);
    *outcome = (struct outcome){0};
}

/* What a look at the lines promises. */
enum promise {
    NOTHING, /* neither a finding nor a figure */
    FIGURES, /* a credit, or a line without money */
    KETEN,   /* a keten code: findings perhaps */
};

static enum promise promise_of(struct detector *d, const struct line *line, size_t n)
{
    enum promise promise = NOTHING;
    for (size_t i = 0; i < n; i++) {
        if (has_keten_code(d->classifier, &line[i]))
            return KETEN;
        if (line[i].credit || line[i].bedrag_cent == 0)
            promise = FIGURES;
    }
    return promise;
}

static bool any_keten_line(const struct detector *d)
{
    for (size_t i = 0; i < d->parts; i++)
        if (d->part[i].taking && is_keten_line(&d->part[i]))
            return true;
    return false;
}

/* Findings are lines that meet, so their number can grow with the square of the lines: of a number that is nobody's,
 * 4,000 bundles in one quarter are eight million. Once it is sure that there are more than `max`, or that nearly all
 * that is held against each other is none, the rest is not looked for. What was hit is never unhit, so that is no
 * guess, and does not depend on when it is looked at. */
static bool passes_limit(struct detector *d)
{
    enum { TRIES_PER_FINDING = 1000, HITS_MORE = 4 /* each a part of those that there are */ };
    const uint64_t max = d->rules->max_bevindingen;
    if (max == 0 || d->te_veel)
        return d->te_veel;
    if (d->founds > max && d->founds >= d->count_at) {
        const size_t n = count_vondsten_so_far(d);
        d->te_veel = n > max;
        d->count_at = d->founds + d->founds / HITS_MORE + 1;
    }
    d->te_veel |= d->tried > max * TRIES_PER_FINDING;
    return d->te_veel;
}

/* Nothing is shown of a patient with too many findings: some of them would accuse by chance, and lines that were not
 * held against each other may be the ground of another finding. */
static void drop_all(struct detector *d)
{
    d->te_veel = true;
    d->founds = d->vondsten = 0;
}

/* The findings of the parts; none when there are too many, or when the run is interrupted: whoever looks at patients
 * one after another asks go_on() before it uses what came out. */
static void take_vondsten(struct detector *d)
{
    if (!any_keten_line(d))
        return;
    sort_parts(d);
    for (size_t i = 0; i < d->parts && !passes_limit(d) && !interrupted_by; i++) {
        struct part *k = &d->part[i];
        if (!k->taking || !is_keten_line(k))
            continue;
        pair_hits(d, k);
        single_hits(d, k);
    }
    if (!passes_limit(d))
        make_vondsten(d);
    if (d->te_veel || (d->rules->max_bevindingen && d->vondsten > d->rules->max_bevindingen))
        drop_all(d);
    else
        take_ground_away(d);
}

void detect_patient(struct detector *d, const struct line *line, const bool *take, size_t n, int sign,
                    struct outcome *outcome, struct totals *totals)
{
    const enum promise promise = promise_of(d, line, n);
    if (promise == NOTHING) /* most patients of a night or a recheck */
        return;
    take_parts(d, line, take, n, promise == KETEN, totals, sign);
    if (promise == FIGURES)
        return;
    take_vondsten(d);
    outcome->te_veel |= d->te_veel;
    totals->te_veel += sign * d->te_veel;
    count_keten_lines(d, sign, totals);
    count_vondsten(d, sign, totals);
    for (size_t i = 0; i < d->vondsten; i++)
        make_bevinding(d, &d->vondst[i], outcome);
}

/* The part of a line, or NULL when it takes none. */
static struct part *part_of(const struct detector *d, const struct line *line)
{
    for (size_t i = 0; line && i < d->parts; i++)
        if (d->part[i].line == line)
            return &d->part[i];
    return NULL;
}

static struct seen_line seen_line_of(struct detector *d, struct part *part)
{
    if (!part)
        return (struct seen_line){.keten.tabel = GEEN_TABEL};
    const uint32_t credit = d->use[part_number(d, part)].reversed_by;
    return (struct seen_line){.relevant = part->relevant,
                              .taking = part->taking,
                              .keten = part->keten,
                              .gecontroleerd = checked_programmas(d, part),
                              .periode = part->periode,
                              .before = is_keten_line(part) ? programmas_before(d, part) : 0,
                              .reversed_by = credit ? d->line[credit - 1] : NULL,
                              .credit_wacht = waiting_credit(d, part)};
}

/* Takes the lines without looking for findings. */
static void look_at_lines(struct detector *d, const struct line *line, const bool *take, size_t n)
{
    struct totals none = {0};
    take_parts(d, line, take, n, true, &none, 1);
    sort_parts(d);
}

void detect_lines(struct detector *d, const struct line *line, size_t n, struct seen_line *seen)
{
    look_at_lines(d, line, NULL, n);
    for (size_t i = 0, p = 0; i < n; i++) {
        const bool taken = p < d->parts && d->part[p].line == &line[i];
        seen[i] = seen_line_of(d, taken ? &d->part[p] : NULL);
        p += taken;
    }
}

/* The finding of these two, or of K alone. */
static const struct vondst *vondst_of(const struct detector *d, const struct part *k, const struct part *c)
{
    for (size_t i = 0; i < d->vondsten; i++)
        if (d->vondst[i].k == part_number(d, k) && d->vondst[i].c == (c ? part_number(d, c) + 1 : 0))
            return &d->vondst[i];
    return NULL;
}

/* The id of the first finding that recovers the line whole, at this grade or a better one. */
static void find_recovery(const struct detector *d, const struct vondst *of, char id[static 17])
{
    for (size_t i = 0; i < d->vondsten; i++) {
        const struct vondst *v = &d->vondst[i];
        if (!v->geheel || v->terug != of->grond || v->zonder < of->zonder)
            continue;
        struct outcome outcome = {0};
        make_bevinding(d, v, &outcome);
        memcpy(id, outcome.bevinding[0].id, 17);
        outcome_release(&outcome);
        return;
    }
}

void detect_finding(struct detector *d, const struct line *line, const bool *take, size_t n, const struct line *keten,
                    const struct line *conflict, struct seen_finding *finding)
{
    struct totals none = {0};
    take_parts(d, line, take, n, true, &none, 1);
    take_vondsten(d);
    struct part *k = part_of(d, keten), *c = part_of(d, conflict);
    const struct vondst *v = k && !conflict == !c ? vondst_of(d, k, c) : NULL;
    *finding = (struct seen_finding){.keten = seen_line_of(d, k), .conflict = seen_line_of(d, c), .hits = v ? v->n : 0};
    if (!v)
        return;
    if (d->shown_cap < v->n) {
        d->shown_cap = v->n;
        d->shown = xrealloc(d->shown, d->shown_cap * sizeof *d->shown);
    }
    for (uint32_t i = 0; i < v->n; i++)
        d->shown[i] = d->found[v->first + i].hit;
    finding->hit = d->shown;
    finding->zonder_grond = v->zonder;
    if (d->shown[0].redenen & REDEN(KETEN_ZELF_TERUG))
        find_recovery(d, v, finding->grond_terug_door);
}

void detect_evidence(struct detector *d, const struct line *line, const bool *take, size_t n, const struct line *keten,
                     const struct regel *regel, bool *evidence)
{
    look_at_lines(d, line, take, n);
    memset(evidence, false, n);
    const struct part *k = part_of(d, keten);
    if (!k)
        return;
    const bool lid = regel->soort == SOORT_LID;
    const struct period when = lid ? (struct period){k->keten.d, quarter_last(k->keten.d)} : keten_year(&k->keten);
    const struct fits fits = fits_of(d, regel);
    for (size_t i = 0; i < fits.n; i++) {
        const struct part *part = &d->part[fits.at[i].part];
        evidence[part->line - line] = (lid || part != k) && periods_overlap(part->line->period, when);
    }
}

day detect_series(struct detector *d, const struct line *line, const bool *take, size_t n, const struct line *conflict,
                  const struct regel *regel)
{
    look_at_lines(d, line, take, n);
    const struct part *c = part_of(d, conflict);
    return c ? series_of(d, c, regel) : conflict->period.first;
}
