/* totals.c - see totals.h. */
#include "detect/totals.h"

#include "base/memory.h"
#include "base/search.h"
#include "base/sum.h"

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
        sum_add(&to[i], sign * from[i]);
}

void totals_add(struct totals *totals, const struct totals *from, int sign)
{
    add_array(totals->keten_lines, from->keten_lines, PROGRAMMAS_MAX, sign);
    add_array(totals->findings, from->findings, ZEKERHEDEN, sign);
    add_array(totals->per_categorie, from->per_categorie, CATEGORIEEN, sign);
    add_array(totals->per_soort, from->per_soort, REGEL_SOORTEN, sign);
    add_array(totals->per_tabel, from->per_tabel, totals->tabellen, sign);
    add_array(totals->findings_cent, from->findings_cent, ZEKERHEDEN, sign);
    add_array(totals->net_cent, from->net_cent, ZEKERHEDEN, sign);
    add_array(totals->wacht_op_grond_cent, from->wacht_op_grond_cent, ZEKERHEDEN, sign);
    totals->nul_regels += sign * from->nul_regels;
    totals->credits_applied += sign * from->credits_applied;
    totals->credits_waiting += sign * from->credits_waiting;
    totals->anomalies += sign * from->anomalies;
    add_array(totals->credits_wachten, from->credits_wachten, QUARTERS, sign);
    totals->te_veel += sign * from->te_veel;
    for (size_t i = 0; i < from->dekkingen; i++) {
        struct dekking d = from->dekking[i];
        d.keten_lines *= sign;
        d.ongedekt *= sign;
        totals_add_dekking(totals, d);
    }
}

static int compare_dekking(const struct dekking *a, const struct dekking *b)
{
    return a->uzovi != b->uzovi         ? (a->uzovi < b->uzovi ? -1 : 1)
           : a->kwartaal != b->kwartaal ? (a->kwartaal < b->kwartaal ? -1 : 1)
                                        : (a->programma > b->programma) - (a->programma < b->programma);
}

void totals_add_dekking(struct totals *totals, struct dekking from)
{
    size_t low;
    SEARCH_FIRST(low, totals->dekkingen, i, compare_dekking(&totals->dekking[i], &from) < 0);
    if (low < totals->dekkingen && compare_dekking(&totals->dekking[low], &from) == 0) {
        totals->dekking[low].keten_lines += from.keten_lines;
        totals->dekking[low].ongedekt += from.ongedekt;
        return;
    }
    ARRAY_ROOM(totals->dekking, totals->dekkingen, totals->dekkingen_cap);
    struct dekking *d = totals->dekking + low;
    memmove(d + 1, d, (totals->dekkingen++ - low) * sizeof *d);
    *d = from;
}
