/* credits.c - see credits.h. The lines are in the order in which the credits must go, so two passes do: first those that
 * name their debit, then the others. */
#include "detect/credits.h"

/* The first line of that declarant; its lines stand together. */
static size_t first_of(const struct line *const *line, size_t n, uint32_t agb)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (line[middle]->agb_declarant < agb)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The line with that identity, or n. */
static size_t find(const struct line *const *line, size_t n, uint32_t agb, struct text referentie)
{
    struct line key = {.agb_declarant = agb, .referentie = referentie};
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (line_compare_identity(line[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && line_compare_identity(line[low], &key) == 0 ? low : n;
}

static bool same_service(const struct line *a, const struct line *b)
{
    return a->lijst == b->lijst && a->zorgproduct == b->zorgproduct && a->period.first == b->period.first
           && a->period.last == b->period.last && a->bedrag_cent == b->bedrag_cent
           && text_equal(a->prestatiecode, b->prestatiecode);
}

void credits_apply(const struct line *const *line, size_t n, uint32_t *reversed, struct credit_counts *counts)
{
    for (size_t i = 0; i < n; i++)
        reversed[i] = 0;
    for (size_t i = 0; i < n; i++) {
        if (!line[i]->credit || line[i]->vorig.n == 0)
            continue;
        size_t debit = find(line, n, line[i]->agb_declarant, line[i]->vorig);
        if (debit == n)
            counts->waiting++;
        else if (line[debit]->credit || reversed[debit])
            counts->anomalies++;
        else {
            reversed[debit] = (uint32_t)i + 1;
            counts->applied++;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (!line[i]->credit || line[i]->vorig.n)
            continue;
        size_t debit = first_of(line, n, line[i]->agb_declarant);
        while (debit < n && line[debit]->agb_declarant == line[i]->agb_declarant
               && (line[debit]->credit || reversed[debit] || !same_service(line[debit], line[i])))
            debit++;
        if (debit == n || line[debit]->agb_declarant != line[i]->agb_declarant)
            counts->waiting++;
        else {
            reversed[debit] = (uint32_t)i + 1;
            counts->applied++;
        }
    }
}
