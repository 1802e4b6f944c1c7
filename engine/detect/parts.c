/* parts.c - the lines of a patient that take part, and what can be asked of them. See patient.h. */
#include "detect/patient.h"

#include <stdlib.h>

#include "base/search.h"

static void make_part_room(struct detector *d, size_t n)
{
    if (n <= d->lines_cap)
        return;
    d->lines_cap = 2 * n;
    d->line = xrealloc(d->line, d->lines_cap * sizeof *d->line);
    d->use = xrealloc(d->use, d->lines_cap * sizeof *d->use);
}

/* A line as a part, when it takes part. */
static void take_line_part(struct detector *d, const struct line *line, bool findings)
{
    const bool relevant = debit_relevance(d->classifier, line) != NOT_RELEVANT;
    if (!relevant && !line->credit)
        return;
    ARRAY_ROOM(d->part, d->parts, d->parts_cap);
    d->line[d->parts] = line;
    struct part *part = &d->part[d->parts++];
    *part = (struct part){.line = line, .periode = line->period, .relevant = relevant, .keten.tabel = GEEN_TABEL};
    if (line->credit || !findings)
        return;
    const struct match_set *set = classify(d->classifier, line);
    part->keten = keten_of(d->rules, line, set);
    if (is_keten_line(part))
        part->periode = part->keten.periode;
    struct match *match = arena_alloc(&d->arena, set->matches * sizeof *match);
    if (set->matches)
        memcpy(match, set->match, set->matches * sizeof *match);
    part->match = match;
    part->matches = set->matches;
}

static int compare_waiting(const void *a, const void *b)
{
    const struct waiting *p = a, *q = b;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    if (p->begin != q->begin)
        return p->begin < q->begin ? -1 : 1;
    return code_compare(&p->code, &q->code);
}

static int by_waiting(const void *a, const void *b)
{
    const struct waiting *p = a, *q = b;
    const int order = compare_waiting(p, q);
    return order ? order : (p->part > q->part) - (p->part < q->part);
}

static struct waiting waiting_of(const struct line *line, uint32_t part)
{
    return (struct waiting){line->agb_declarant, line->period.first, code_of(line->prestatiecode), part};
}

const struct line *waiting_credit(const struct detector *d, const struct part *part)
{
    const struct waiting wanted = waiting_of(part->line, 0);
    size_t low;
    SEARCH_FIRST(low, d->waitings, i, compare_waiting(&d->waiting[i], &wanted) < 0);
    const bool there = low < d->waitings && compare_waiting(&d->waiting[low], &wanted) == 0;
    return there ? d->line[d->waiting[low].part] : NULL;
}

/* Marks the lines that a waiting credit may be about. */
static void mark_waited_for(struct detector *d, size_t waiting)
{
    d->waiting = arena_alloc(&d->arena, waiting * sizeof *d->waiting);
    for (uint32_t i = 0; i < d->parts; i++)
        if (d->use[i].fate == CREDIT_WAITS)
            d->waiting[d->waitings++] = waiting_of(d->line[i], i);
    qsort(d->waiting, d->waitings, sizeof *d->waiting, by_waiting);
    for (size_t i = 0; i < d->parts; i++)
        d->part[i].credit_wacht = waiting_credit(d, &d->part[i]) != NULL;
}

/* What the credits make of the parts. */
static void apply_credits(struct detector *d, struct totals *totals, int sign)
{
    size_t waiting = 0;
    credits_apply(d->line, d->parts, d->use);
    for (size_t i = 0; i < d->parts; i++) {
        struct part *part = &d->part[i];
        const enum credit_fate fate = d->use[i].fate;
        part->debit = !part->line->credit && !d->use[i].reversed_by;
        part->taking = part->debit && part->line->bedrag_cent > 0;
        waiting += fate == CREDIT_WAITS;
        totals->nul_regels += sign * (part->debit && part->line->bedrag_cent == 0);
        totals->credits_applied += sign * (fate == CREDIT_APPLIED);
        if (fate == CREDIT_WAITS && part->relevant) {
            totals->credits_waiting += sign;
            totals->credits_wachten[quarter_number(part->line->period.first)] += sign;
        }
        totals->anomalies += sign * (fate == CREDIT_ANOMALY);
    }
    if (waiting)
        mark_waited_for(d, waiting);
}

void take_parts(struct detector *d, const struct line *line, const bool *take, size_t n, bool findings,
                struct totals *totals, int sign)
{
    d->parts = d->fits = d->ordered = d->founds = d->vondsten = d->waitings = d->quarters_before = 0;
    d->tried = d->count_at = 0;
    d->te_veel = false;
    arena_reset(&d->arena);
    make_part_room(d, n);
    const bool nobody = n && patient_is_nobody(line->patient);
    for (size_t i = 0; i < n && !nobody; i++)
        if (!take || take[i])
            take_line_part(d, &line[i], findings);
    apply_credits(d, totals, sign);
}

/* A taking part by its first day, to sort. */
struct begin {
    day first;
    uint32_t part;
};

static int by_begin(const void *a, const void *b)
{
    const struct begin *p = a, *q = b;
    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    return (p->part > q->part) - (p->part < q->part);
}

static void sort_by_day(struct detector *d)
{
    struct begin *begin = arena_alloc(&d->arena, d->parts * sizeof *begin);
    for (uint32_t i = 0; i < d->parts; i++)
        if (d->part[i].taking)
            begin[d->ordered++] = (struct begin){d->part[i].periode.first, i};
    if (d->ordered)
        qsort(begin, d->ordered, sizeof *begin, by_begin);
    if (d->ordered > d->order_cap) {
        d->order_cap = 2 * d->ordered;
        d->order = xrealloc(d->order, d->order_cap * sizeof *d->order);
        d->reach = xrealloc(d->reach, d->order_cap * sizeof *d->reach);
    }
    for (size_t i = 0; i < d->ordered; i++) {
        const day last = d->part[begin[i].part].periode.last;
        d->order[i] = begin[i].part;
        d->reach[i] = i && d->reach[i - 1] > last ? d->reach[i - 1] : last;
    }
}

static int compare_fits(const struct detector *d, const struct fit *p, const struct fit *q)
{
    if (p->regel != q->regel)
        return p->regel < q->regel ? -1 : 1;
    const day a = d->part[p->part].periode.first, b = d->part[q->part].periode.first;
    if (a != b)
        return a < b ? -1 : 1;
    return (p->part > q->part) - (p->part < q->part);
}

static int by_fit(const void *a, const void *b, void *d)
{
    return compare_fits(d, a, b);
}

static void sort_by_rule(struct detector *d)
{
    for (uint32_t i = 0; i < d->parts; i++)
        for (size_t m = 0; d->part[i].debit && m < d->part[i].matches; m++) {
            const uint32_t regel = d->part[i].match[m].regel;
            if (!d->looked_up[regel])
                continue;
            ARRAY_ROOM(d->fit, d->fits, d->fits_cap);
            d->fit[d->fits++] = (struct fit){.regel = regel, .part = i};
        }
    if (d->fits)
        qsort_r(d->fit, d->fits, sizeof *d->fit, by_fit, d);
    for (size_t i = 0, end; i < d->fits; i = end) {
        for (end = i; end < d->fits && d->fit[end].regel == d->fit[i].regel;)
            end++;
        if (d->rules->regel[d->fit[i].regel].gedoogkwartaal)
            find_series(d, &(struct fits){d->fit + i, end - i});
    }
}

void sort_parts(struct detector *d)
{
    sort_by_day(d);
    sort_by_rule(d);
}

size_t parts_from(const struct detector *d, struct period period)
{
    size_t low;
    SEARCH_FIRST(low, d->ordered, i, d->reach[i] < period.first);
    return low;
}

struct part *part_of_period(struct detector *d, struct period period, size_t *i)
{
    while (*i < d->ordered) {
        struct part *part = &d->part[d->order[(*i)++]];
        d->tried++;
        if (part->periode.first > period.last)
            break;
        if (part->periode.last >= period.first)
            return part;
    }
    return NULL;
}

/* The first fit of a rule with this number or a later one. */
static size_t first_fit(const struct detector *d, uint32_t regel)
{
    size_t low;
    SEARCH_FIRST(low, d->fits, i, d->fit[i].regel < regel);
    return low;
}

struct fits fits_of(const struct detector *d, const struct regel *regel)
{
    const uint32_t number = (uint32_t)(regel - d->rules->regel);
    const size_t first = first_fit(d, number);
    return (struct fits){d->fit ? d->fit + first : NULL, first_fit(d, number + 1) - first};
}

const struct fit *fit_of(const struct detector *d, uint32_t regel, const struct part *part)
{
    const struct fit wanted = {.regel = regel, .part = part_number(d, part)};
    size_t low;
    SEARCH_FIRST(low, d->fits, i, compare_fits(d, &d->fit[i], &wanted) < 0);
    return low < d->fits && compare_fits(d, &d->fit[low], &wanted) == 0 ? &d->fit[low] : NULL;
}

/* The programmes of the keten lines of a period. */
static programma_set programmas_in(struct detector *d, struct period period)
{
    programma_set programmas = 0;
    const struct part *part;
    for (size_t i = parts_from(d, period); (part = part_of_period(d, period, &i)) != NULL;)
        programmas |= part->keten.programmas;
    return programmas;
}

/* No keten period begins before the day d of its own line, so K itself is none of these: every keten line of a quarter
 * has the same answer. */
programma_set programmas_before(struct detector *d, const struct part *k)
{
    const day quarter = k->keten.d;
    size_t low;
    if (quarter == DAY_FIRST) /* nothing is before it */
        return 0;
    SEARCH_FIRST(low, d->quarters_before, i, d->quarter_before[i].d < quarter);
    if (low < d->quarters_before && d->quarter_before[low].d == quarter)
        return d->quarter_before[low].programmas;
    ARRAY_ROOM(d->quarter_before, d->quarters_before, d->quarters_before_cap);
    struct quarter_before *at = d->quarter_before + low;
    memmove(at + 1, at, (d->quarters_before++ - low) * sizeof *at);
    *at = (struct quarter_before){quarter, programmas_in(d, (struct period){quarter_first(quarter - 1), quarter - 1})};
    return at->programmas;
}

const struct match *match_of(const struct detector *d, const struct part *part, const struct regel *regel)
{
    const uint32_t number = (uint32_t)(regel - d->rules->regel);
    for (size_t i = 0; i < part->matches; i++)
        if (part->match[i].regel == number)
            return &part->match[i];
    return NULL;
}
