/* credits.c - see credits.h. The lines are in the order in which the credits must go, so two passes do: first those
 * that name their debit, then the others.
 *
 * The others look among the debits sorted by what a credit repeats of its debit. A reversed debit stays reversed, so
 * each run of equal debits remembers how far it is used up, and no debit is passed over twice. */
#include "detect/credits.h"

#include <stdlib.h>

#include "base/search.h"
#include "rules/ruleset.h"

/* A debit, by what a credit without a reference repeats of it. */
struct service {
    const struct line *line;
    struct code code;
    uint32_t at;   /* its number; equal services are in order of it */
    uint32_t used; /* of the first of a run of equal ones: so many of the run are reversed */
};

/* The line with that identity, or n. */
static size_t line_named(const struct line *const *line, size_t n, uint32_t agb, struct text referentie)
{
    struct line key = {.agb_declarant = agb, .referentie = referentie};
    size_t low;
    SEARCH_FIRST(low, n, i, line_compare_identity(line[i], &key) < 0);
    return low < n && line_compare_identity(line[low], &key) == 0 ? low : n;
}

static void apply_named(const struct line *const *line, size_t n, uint32_t credit, struct credit_use *use)
{
    const size_t debit = line_named(line, n, line[credit]->agb_declarant, line[credit]->vorig);
    if (debit == n)
        use[credit].fate = CREDIT_WAITS;
    else if (line[debit]->credit || use[debit].reversed_by)
        use[credit].fate = CREDIT_ANOMALY;
    else {
        use[credit].fate = CREDIT_APPLIED;
        use[debit].reversed_by = credit + 1;
    }
}

#define BY(member)                                                                                                     \
    if (p->member != q->member)                                                                                        \
    return p->member < q->member ? -1 : 1

static int compare_services(const struct service *a, const struct service *b)
{
    const struct line *p = a->line, *q = b->line;
    BY(agb_declarant);
    BY(period.first);
    BY(period.last);
    BY(lijst);
    BY(zorgproduct);
    BY(bedrag_cent);
    return code_compare(&a->code, &b->code);
}

static int by_service(const void *a, const void *b)
{
    const struct service *p = a, *q = b;
    const int order = compare_services(p, q);
    return order ? order : (p->at > q->at) - (p->at < q->at);
}

static struct service service_of(const struct line *line, size_t at)
{
    return (struct service){.line = line, .code = code_of(line->prestatiecode), .at = (uint32_t)at};
}

static void apply_unnamed(struct service *service, size_t services, const struct line *credit, uint32_t at,
                          struct credit_use *use)
{
    const struct service wanted = service_of(credit, 0);
    size_t low;
    SEARCH_FIRST(low, services, i, compare_services(&service[i], &wanted) < 0);
    size_t next = low < services ? low + service[low].used : services;
    while (next < services && compare_services(&service[next], &wanted) == 0 && use[service[next].at].reversed_by)
        next++;
    if (low < services)
        service[low].used = (uint32_t)(next - low);
    if (next < services && compare_services(&service[next], &wanted) == 0) {
        use[at].fate = CREDIT_APPLIED;
        use[service[next].at].reversed_by = at + 1;
    } else
        use[at].fate = CREDIT_WAITS;
}

static void apply_all_unnamed(const struct line *const *line, size_t n, struct credit_use *use)
{
    struct service *service = xcalloc(n, sizeof *service);
    size_t services = 0;
    for (size_t i = 0; i < n; i++)
        if (!line[i]->credit)
            service[services++] = service_of(line[i], i);
    if (services)
        qsort(service, services, sizeof *service, by_service);
    for (size_t i = 0; i < n; i++)
        if (line[i]->credit && line[i]->vorig.n == 0)
            apply_unnamed(service, services, line[i], (uint32_t)i, use);
    free(service);
}

void credits_apply(const struct line *const *line, size_t n, struct credit_use *use)
{
    bool unnamed = false;
    for (size_t i = 0; i < n; i++)
        use[i] = (struct credit_use){CREDIT_NONE, 0};
    for (size_t i = 0; i < n; i++) {
        if (line[i]->credit && line[i]->vorig.n)
            apply_named(line, n, (uint32_t)i, use);
        unnamed |= line[i]->credit && line[i]->vorig.n == 0;
    }
    if (unnamed)
        apply_all_unnamed(line, n, use);
}
