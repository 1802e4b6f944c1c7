/* schatting.h - what a sample says of all the lines of a case: the share in error with its interval, and below what the
 * lines and euros in error are, with 90% certainty, not.
 *
 * Stratum h has N(h) lines, of which n(h) were drawn without replacement and looked at; y(i) is what of line i was
 * declared wrongly, in cents or as 0 or 1. As in Cochran, Sampling Techniques (3rd ed. 1977), 5.3 to 5.5, and in
 * svytotal, svymean and confint of R's package survey (design: strata, fpc):
 *
 *     T = sum N(h) mean(h)        V = sum N(h)^2 (1 - n(h)/N(h)) s(h)^2 / n(h)        df = sum n(h) - number of strata
 *     euros:  T - t(0.90; df) sqrt(V)
 *     share:  p = T / N; the interval of Korn and Graubard (Survey Methodology 1998;24:193-201), that of Clopper and
 *             Pearson with n* = p (1 - p) N^2 / V * (t(n-1) / t(df))^2 for n and n* p for k, as svyciprop(method
 *             "beta"); but n* is at most n, so that strata in which all lines are alike do not make it certain.
 *
 * The lower bound in euros is the smaller of T - t sqrt(V) and the lower bound of the share times the euros of all
 * lines; neither is below what was found, for that is no estimate. A stratum of which one line was drawn, and not all,
 * shows no spread: such strata count as one; one that is alone counts with the smallest other. */
#ifndef ZAAK_SCHATTING_H
#define ZAAK_SCHATTING_H

#include "base/text.h"

struct schatting_stratum {
    struct text naam;
    uint32_t regels, getrokken, fout; /* N, n, and those in error */
    int64_t cent;                     /* of N: what all of its lines come to */
    int64_t fout_cent;                /* of n: what was declared wrongly */
    double fout_cent2;                /* the sum of its squares */
};
/* A line that was drawn. */
void schatting_add(struct schatting_stratum *stratum, int64_t fout_cent);

struct schatting {
    uint32_t regels, getrokken, fout;
    int64_t cent, fout_cent;
    size_t strata;     /* as they were counted */
    uint32_t df;
    double t;          /* t(0.90; df); 0 when all lines were drawn, or nothing can be said */
    double aandeel, aandeel_laag, aandeel_hoog; /* the share in error; two-sided 95% */
    double aandeel_onder;                       /* one-sided 90% */
    double totaal_cent, se_cent;                /* T and sqrt(V) */
    uint32_t regels_onder; /* so many lines at least */
    int64_t cent_onder;    /* so many cents at least: an extrapolation never asks more */
};
/* The strata with n > 0 each. Without a degree of freedom, and not all drawn, nothing is known beyond what was
 * found. */
struct schatting schatting_van(const struct schatting_stratum *stratum, size_t strata);

/* For the tests. The quantiles of Student's t (p >= 0.5) and of the beta distribution. */
double t_quantile(double p, double df);
double beta_quantile(double p, double a, double b);

#endif
