/* eigen_risico.h - the insured whose verplicht eigen risico must be worked out again once the lines that findings
 * recover are credited: such a line was paid, in part, by the patient. For the insurer only: no provider gets to know
 * what an insured pays.
 *
 * What counts is a conflict line that is to be recovered and whose care counts for the eigen risico (categorieen.csv).
 * Where the keten line is recovered the patient keeps what there was: ketenzorg does not count. A line is credited when
 * a stored credit reverses it, whether or not its finding still stands; what is not credited counts while its finding
 * stands and nobody rejected that. The year is that of the line's begindatum, the insurer the line's own. */
#ifndef PASSES_EIGEN_RISICO_H
#define PASSES_EIGEN_RISICO_H

#include "store/bevindingen.h"

/* Of one insured, at one insurer, in one year. */
struct herrekening {
    struct text patient;
    uint16_t uzovi;
    int jaar;
    int64_t regels, cent;                           /* to be credited */
    int64_t regels_gecrediteerd, cent_gecrediteerd; /* credited */
};
typedef bool herrekening_fn(void *ctx, const struct herrekening *h, struct error *err);

/* Calls `take` for each, in order of patient, insurer and year. Of the filter, no status means every one, lapsed too,
 * and no eigen_risico means `ja`. */
bool herrekeningen_read(struct store *store, const struct bevinding_filter *filter, herrekening_fn *take, void *ctx,
                        struct error *err) MUST_CHECK;

#endif
