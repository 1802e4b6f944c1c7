/* totals.c - see totals.h. */
#include "detect/totals.h"

#include "base/memory.h"

void totals_init(struct totals *totals, const struct ruleset *rules)
{
    *totals = (struct totals){.tabellen = rules->tabellen};
    totals->per_tabel = xcalloc(rules->tabellen, sizeof *totals->per_tabel);
}

void totals_release(struct totals *totals)
{
    free(totals->per_tabel);
    free(totals->dekking);
    *totals = (struct totals){0};
}

static void add_array(int64_t *to, const int64_t *from, size_t n, int sign)
{
    for (size_t i = 0; i < n; i++)
        to[i] += sign * from[i];
}

void totals_add(struct totals *totals, const struct totals *from, int sign)
{
    add_array(totals->keten_lines, from->keten_lines, PROGRAMMAS_MAX, sign);
    add_array(totals->findings, from->findings, ZEKERHEDEN, sign);
    add_array(totals->per_categorie, from->per_categorie, CATEGORIEEN, sign);
    add_array(totals->per_tabel, from->per_tabel, totals->tabellen, sign);
    add_array(totals->findings_cent, from->findings_cent, ZEKERHEDEN, sign);
    add_array(totals->net_cent, from->net_cent, ZEKERHEDEN, sign);
    totals->credits_applied += sign * from->credits_applied;
    totals->credits_waiting += sign * from->credits_waiting;
    totals->anomalies += sign * from->anomalies;
    for (size_t i = 0; i < from->dekkingen; i++) {
        const struct dekking *d = &from->dekking[i];
        totals_add_dekking(totals, d->uzovi, d->kwartaal, sign * d->keten_lines, sign * d->ongedekt);
    }
}

void totals_add_dekking(struct totals *totals, uint16_t uzovi, day kwartaal, int64_t keten_lines, int64_t ongedekt)
{
    size_t low = 0, high = totals->dekkingen;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct dekking *d = &totals->dekking[middle];
        if (d->uzovi < uzovi || (d->uzovi == uzovi && d->kwartaal < kwartaal))
            low = middle + 1;
        else
            high = middle;
    }
    ARRAY_ROOM(totals->dekking, totals->dekkingen, totals->dekkingen_cap);
    struct dekking *d = totals->dekking + low;
    if (low == totals->dekkingen || d->uzovi != uzovi || d->kwartaal != kwartaal) {
        memmove(d + 1, d, (totals->dekkingen - low) * sizeof *d);
        *d = (struct dekking){.uzovi = uzovi, .kwartaal = kwartaal};
        totals->dekkingen++;
    }
    d->keten_lines += keten_lines;
    d->ongedekt += ongedekt;
}
