/* ground.c - findings out of hits: which hit leads, and which findings have lost their ground (semantics.md 4). See
 * patient.h. */
#include "detect/patient.h"

#include <stdlib.h>

/* In the order of findings.csv, and inside a finding by rule id. */
static int by_finding(const void *a, const void *b)
{
    const struct found *p = a, *q = b;
    if (p->k != q->k)
        return p->k < q->k ? -1 : 1;
    if (p->c != q->c)
        return p->c < q->c ? -1 : 1;
    if (p->rank != q->rank)
        return p->rank < q->rank ? -1 : 1;
    return (int)p->hit.turned - (int)q->hit.turned;
}

/* Which of two hits of a finding leads: negative when it is `a`; *by says what decided. */
static int precedence(const struct hit *a, const struct hit *b, enum voorrang *by)
{
    *by = VOORRANG_ZEKERHEID;
    if (a->zekerheid != b->zekerheid)
        return a->zekerheid > b->zekerheid ? -1 : 1;
    *by = VOORRANG_RICHTING;
    if (a->turned != b->turned)
        return a->turned ? 1 : -1;
    *by = VOORRANG_TABEL;
    if (a->rang != b->rang)
        return a->rang < b->rang ? -1 : 1;
    *by = VOORRANG_RIJ;
    return (a->regel > b->regel) - (a->regel < b->regel); /* tables in their order, rows in theirs */
}

/* The number of the hit that leads; each of the others gets what put it behind. */
static uint32_t leading_hit(struct found *found, uint32_t n)
{
    enum voorrang by;
    uint32_t leading = 0;
    for (uint32_t i = 1; i < n; i++)
        if (precedence(&found[i].hit, &found[leading].hit, &by) < 0)
            leading = i;
    for (uint32_t i = 0; i < n; i++)
        if (i == leading)
            found[i].hit.voorrang = VOORRANG_LEIDT;
        else
            precedence(&found[leading].hit, &found[i].hit, &found[i].hit.voorrang);
    return leading;
}

/* Which line is recovered, which one it may not stand beside, and how much: as the leading hit says. */
static void settle_recovery(const struct detector *d, struct vondst *v)
{
    const struct hit *leads = &d->found[v->first + v->leads].hit;
    v->zonder = v->zekerheid = leads->zekerheid;
    if (v->c == 0) {
        v->terug = v->k;
        v->grond = NONE;
        v->geheel = leads->regel->soort != SOORT_TARIEF;
        v->cent = leads->cent;
        return;
    }
    const bool keten = (leads->regel->verhaal == VERHAAL_KETEN) != leads->turned;
    v->terug = keten ? v->k : v->c - 1;
    v->grond = keten ? v->c - 1 : v->k;
    v->geheel = true;
    v->cent = d->part[v->terug].line->bedrag_cent;
}

void make_vondsten(struct detector *d)
{
    if (d->founds)
        qsort(d->found, d->founds, sizeof *d->found, by_finding);
    for (size_t i = 0, end; i < d->founds; i = end) {
        for (end = i; end < d->founds && d->found[end].k == d->found[i].k && d->found[end].c == d->found[i].c;)
            end++;
        ARRAY_ROOM(d->vondst, d->vondsten, d->vondsten_cap);
        struct vondst *v = &d->vondst[d->vondsten++];
        *v = (struct vondst){.k = d->found[i].k, .c = d->found[i].c, .first = (uint32_t)i, .n = (uint32_t)(end - i)};
        v->leads = leading_hit(d->found + i, v->n);
        settle_recovery(d, v);
    }
}

static int by_pair_number(const void *a, const void *b)
{
    const uint64_t *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

size_t count_vondsten_so_far(struct detector *d)
{
    uint64_t *pair = xcalloc(d->founds, sizeof *pair);
    size_t n = 0;
    for (size_t i = 0; i < d->founds; i++)
        pair[i] = (uint64_t)d->found[i].k << 32 | d->found[i].c;
    if (d->founds)
        qsort(pair, d->founds, sizeof *pair, by_pair_number);
    for (size_t i = 0; i < d->founds; i++)
        n += i == 0 || pair[i] != pair[i - 1];
    free(pair);
    return n;
}

/* Every hit of the finding gets the reason; its grade with it. */
static void lose_ground(struct detector *d, struct vondst *v)
{
    v->zekerheid = SIGNAAL;
    for (uint32_t i = 0; i < v->n; i++) {
        struct hit *hit = &d->found[v->first + i].hit;
        hit->redenen |= REDEN(KETEN_ZELF_TERUG);
        hit->zekerheid = lowered(hit->regel->zekerheid, hit->redenen);
        v->zekerheid = hit->zekerheid > v->zekerheid ? hit->zekerheid : v->zekerheid;
    }
}

/* A finding's ground is never the line that it wants back itself, so "another finding" needs no look. */
void take_ground_away(struct detector *d)
{
    enum { NOT_BACK = 0 };
    unsigned char *back =
        arena_alloc(&d->arena, d->parts); /* of each part: 1 + the best grade of a finding that recovers it whole */
    memset(back, NOT_BACK, d->parts);
    for (size_t i = 0; i < d->vondsten; i++) {
        const struct vondst *v = &d->vondst[i];
        if (v->geheel && back[v->terug] < v->zonder + 1)
            back[v->terug] = (unsigned char)(v->zonder + 1);
    }
    for (size_t i = 0; i < d->vondsten; i++)
        if (d->vondst[i].grond != NONE && back[d->vondst[i].grond] > d->vondst[i].zonder)
            lose_ground(d, &d->vondst[i]);
}
