/* money.c - the figures of one patient: keten lines and their coverage, findings, and what they recover (semantics.md
 * 3, 4 and 8). See patient.h. */
#include "detect/patient.h"

#include <stdlib.h>

#include "base/sum.h"

/* Whether a table of the insurer, or one that the contract adds, holds a rule of the programme on K's day. */
static bool is_checked(const struct detector *d, const struct part *k, unsigned programma)
{
    const size_t first = programma ? d->actief_end[programma - 1] : 0;
    for (size_t i = first; i < d->actief_end[programma]; i++) {
        enum tabel_rang rang;
        if (keten_applies(d->rules, &k->keten, &d->rules->regel[d->actief[i]], &rang) && rang != RANG_ALGEMEEN)
            return true;
    }
    return false;
}

programma_set checked_programmas(const struct detector *d, const struct part *k)
{
    programma_set checked = 0;
    for (programma_set left = k->keten.programmas; left; left &= left - 1) {
        const unsigned programma = (unsigned)__builtin_ctzll(left);
        if (is_checked(d, k, programma))
            checked |= UINT64_C(1) << programma;
    }
    return checked;
}

static void count_keten_line(const struct detector *d, const struct part *k, int sign, struct totals *totals)
{
    const programma_set gecontroleerd = checked_programmas(d, k);
    for (programma_set left = k->keten.programmas; left; left &= left - 1) {
        const unsigned programma = (unsigned)__builtin_ctzll(left);
        const bool checked = gecontroleerd >> programma & 1;
        totals->keten_lines[programma] += sign;
        for (day q = quarter_first(k->keten.periode.first); q <= k->keten.periode.last; q = quarter_last(q) + 1)
            totals_add_dekking(totals, (struct dekking){k->line->uzovi, q, programma, sign, checked ? 0 : sign});
    }
}

void count_keten_lines(const struct detector *d, int sign, struct totals *totals)
{
    for (size_t i = 0; i < d->parts; i++)
        if (d->part[i].taking && is_keten_line(&d->part[i]))
            count_keten_line(d, &d->part[i], sign, totals);
}

/* A line that a finding wants back. */
struct claim {
    uint32_t part;
    enum zekerheid zekerheid;
    int64_t cent;
};

/* By line; first the best grade, of that the largest sum. */
static int by_claim(const void *a, const void *b)
{
    const struct claim *p = a, *q = b;
    if (p->part != q->part)
        return p->part < q->part ? -1 : 1;
    if (p->zekerheid != q->zekerheid)
        return p->zekerheid > q->zekerheid ? -1 : 1;
    return (p->cent < q->cent) - (p->cent > q->cent);
}

/* Adds each line once. */
static void add_claims(struct claim *claim, size_t n, int sign, int64_t cent[ZEKERHEDEN])
{
    if (n)
        qsort(claim, n, sizeof *claim, by_claim);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || claim[i].part != claim[i - 1].part)
            sum_add(&cent[claim[i].zekerheid], sign * claim[i].cent);
}

void count_vondsten(struct detector *d, int sign, struct totals *totals)
{
    struct claim *net = arena_alloc(&d->arena, d->vondsten * sizeof *net);
    struct claim *wacht = arena_alloc(&d->arena, d->vondsten * sizeof *wacht);
    size_t wachten = 0;
    for (size_t i = 0; i < d->vondsten; i++) {
        const struct vondst *v = &d->vondst[i];
        const struct hit *leads = &d->found[v->first + v->leads].hit;
        totals->findings[v->zekerheid] += sign;
        sum_add(&totals->findings_cent[v->zekerheid], sign * v->cent);
        totals->per_categorie[leads->regel->categorie] += sign;
        totals->per_soort[leads->regel->soort] += sign;
        totals->per_tabel[leads->regel->tabel] += sign;
        net[i] = (struct claim){v->terug, v->zekerheid, v->cent};
        if (leads->redenen & REDEN(KETEN_ZELF_TERUG))
            wacht[wachten++] = (struct claim){v->terug, v->zonder, v->cent};
    }
    add_claims(net, d->vondsten, sign, totals->net_cent);
    add_claims(wacht, wachten, sign, totals->wacht_op_grond_cent);
}
