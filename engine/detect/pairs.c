/* pairs.c - the hits of paar rules, and of ALG-DUBBEL. See patient.h. */
#include "detect/patient.h"

#include <stdlib.h>

/* Which of two keten lines is the finding's K: the earlier begindatum, the lower volgorde of the lowest, the smaller
 * identity. */
static bool is_keten_side(const struct ruleset *rules, const struct part *a, const struct part *b)
{
    if (a->line->period.first != b->line->period.first)
        return a->line->period.first < b->line->period.first;
    const int p = rules->programma[__builtin_ctzll(a->keten.programmas)].volgorde;
    const int q = rules->programma[__builtin_ctzll(b->keten.programmas)].volgorde;
    return p != q ? p < q : line_compare_identity(a->line, b->line) < 0;
}

void add_hit(struct detector *d, const struct part *from, const struct part *to, const struct hit *hit)
{
    const bool turned = to && is_keten_line(to) && !is_keten_side(d->rules, from, to);
    const struct part *k = turned ? to : from, *c = turned ? from : to;
    ARRAY_ROOM(d->found, d->founds, d->founds_cap);
    struct found *found = &d->found[d->founds++];
    *found = (struct found){.hit = *hit,
                            .from = part_number(d, from),
                            .to = to ? part_number(d, to) : NONE,
                            .k = part_number(d, k),
                            .c = c ? part_number(d, c) + 1 : 0,
                            .rank = d->rank[hit->regel - d->rules->regel]};
    found->hit.turned = turned;
    found->hit.zekerheid = lowered(hit->regel->zekerheid, found->hit.redenen);
}

/* A rule whose selector, where it has one, C matches. */
static void try_rule(struct detector *d, struct part *k, const struct part *c, const struct regel *regel,
                     reden_set matched)
{
    struct hit hit = {.redenen = matched | doubling_reasons(k, c)};
    if (regel->soort != SOORT_PAAR || !(k->keten.programmas >> regel->programma & 1)
        || (regel->conflict_programmas && !(c->keten.programmas & regel->conflict_programmas))
        || (regel->overlap_start && c->periode.first < k->keten.periode.first))
        return;
    if (keten_holds(d, k, regel, &hit) && conflict_holds(d, k, c, regel, &hit.redenen))
        add_hit(d, k, c, &hit);
}

/* Two keten lines that share a programme of soort keten: once, from the finding's K. */
static void try_dubbel(struct detector *d, const struct part *k, const struct part *c)
{
    struct hit hit = {.programmas = shared_programmas(k, c) & d->ketens, .redenen = doubling_reasons(k, c)};
    if (d->rules->dubbel && hit.programmas && is_keten_side(d->rules, k, c) && dubbel_holds(d, k, c, &hit))
        add_hit(d, k, c, &hit);
}

/* By rule, then performer, then by number. */
static int by_visit(const void *a, const void *b, void *ctx)
{
    const struct found *p = a, *q = b;
    const struct detector *d = ctx;
    if (p->hit.regel != q->hit.regel)
        return p->hit.regel < q->hit.regel ? -1 : 1;
    const uint32_t x = line_performer(d->part[p->to].line), y = line_performer(d->part[q->to].line);
    if (x != y)
        return x < y ? -1 : 1;
    return (p->to > q->to) - (p->to < q->to);
}

/* Whether two neighbours are visits to the same performer by the same rule. */
static bool same_visits(const struct detector *d, const struct found *p, const struct found *q)
{
    return p->hit.regel == q->hit.regel && line_performer(d->part[p->to].line) == line_performer(d->part[q->to].line);
}

static bool is_eenmalig(const struct detector *d, const struct found *found)
{
    return found->hit.regel->eenmalig && found->hit.regel != d->rules->dubbel;
}

/* Of K's hits, from number `first` on: those of an eenmalig rule stand only when all that are of one performer share a
 * day. */
static void drop_repeated(struct detector *d, size_t first)
{
    size_t kept = first;
    qsort_r(d->found + first, d->founds - first, sizeof *d->found, by_visit, d);
    for (size_t i = first, end; i < d->founds; i = end) {
        struct period common = {INT32_MIN, INT32_MAX};
        for (end = i; end < d->founds && same_visits(d, &d->found[i], &d->found[end]); end++) {
            const struct period period = d->part[d->found[end].to].periode;
            common.first = period.first > common.first ? period.first : common.first;
            common.last = period.last < common.last ? period.last : common.last;
        }
        for (size_t k = i; k < end; k++)
            if (!is_eenmalig(d, &d->found[k]) || common.first <= common.last)
                d->found[kept++] = d->found[k];
    }
    d->founds = kept;
}

void pair_hits(struct detector *d, struct part *k)
{
    const size_t first = d->founds;
    const struct part *c;
    bool eenmalig = false;
    for (size_t i = parts_from(d, k->keten.periode); (c = part_of_period(d, k->keten.periode, &i)) != NULL;) {
        if (c == k)
            continue;
        for (size_t m = 0; m < c->matches; m++)
            try_rule(d, k, c, &d->rules->regel[c->match[m].regel], c->match[m].redenen);
        if (!is_keten_line(c))
            continue;
        for (size_t r = 0; r < d->zonder_selectors; r++)
            try_rule(d, k, c, &d->rules->regel[d->zonder_selector[r]], 0);
        try_dubbel(d, k, c);
    }
    for (size_t i = first; i < d->founds; i++)
        eenmalig |= is_eenmalig(d, &d->found[i]);
    if (eenmalig)
        drop_repeated(d, first);
}
