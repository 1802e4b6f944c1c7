/* totals.h - the figures of summary.json over the stored lines: sums over patients, so that a run adds the difference
 * between what the patients that it looked at gave before and give now. */
#ifndef DETECT_TOTALS_H
#define DETECT_TOTALS_H

#include "detect/credits.h"
#include "rules/ruleset.h"

/* Keten lines of an insurer and a programme in a quarter. */
struct dekking {
    uint16_t uzovi;
    day kwartaal; /* its first day */
    unsigned programma;
    int64_t keten_lines; /* each line in every quarter that it touches */
    int64_t ongedekt;    /* of those, not checked (semantics.md 3, Coverage) */
};

struct totals {
    int64_t keten_lines[PROGRAMMAS_MAX];
    int64_t nul_regels; /* debits of 0 cent, not reversed */
    int64_t credits_applied, credits_waiting, anomalies;
    int64_t credits_wachten[QUARTERS]; /* those that wait, by the quarter of their begindatum */
    int64_t te_veel; /* patients of whom no finding is shown, as they have more than max_bevindingen */
    int64_t findings[ZEKERHEDEN];
    int64_t per_categorie[CATEGORIEEN], per_soort[REGEL_SOORTEN];
    int64_t *per_tabel; /* one a table of the ruleset; owned */
    size_t tabellen;
    int64_t findings_cent[ZEKERHEDEN], net_cent[ZEKERHEDEN];
    int64_t wacht_op_grond_cent
        [ZEKERHEDEN];        /* of findings with keten_zelf_terug, by the grade that they would have without it */
    struct dekking *dekking; /* sorted by (uzovi, kwartaal, programma); owned */
    size_t dekkingen, dekkingen_cap;
};
void totals_init(struct totals *totals, const struct ruleset *rules);
void totals_release(struct totals *totals);
/* Adds `sign` (1 or -1) times `from`. */
void totals_add(struct totals *totals, const struct totals *from, int sign);
/* Adds the figures of `from` to those of its insurer, quarter and programme. */
void totals_add_dekking(struct totals *totals, struct dekking from);

#endif
