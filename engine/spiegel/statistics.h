/* statistics.h - how a provider's figure is held against its peers': expected count, funnel limits, verdict,
 * rank. Pure functions, and the only place where the engine works with floating point: every sum is taken in the
 * order of its array, so that the same input gives the same bits with every compiler.
 *
 * Funnel: D.J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 2005;
 * 24:1185-1202: standardised counts around their expectation, and the overdispersion factor of winsorised z-scores. */
#ifndef SPIEGEL_STATISTICS_H
#define SPIEGEL_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spiegel/rapport.h"

#define LIMIT_95 1.96
#define LIMIT_998 3.09

/* A programme: the provider's own N beside the sums of its peers, itself included. */
struct mix {
    uint32_t n;
    uint64_t peers_n, peers_y;
};
/* E = sum over programmes of n x peers_y / peers_n; a programme in which n is 0 adds nothing. */
double expected_count(const struct mix *mix, size_t n);

/* z = (y - E) / sqrt(E); 0 when E is 0: nothing was expected of anybody, so nothing can be said. */
double z_value(uint32_t y, double expected);

/* Puts n numbers in ascending order. */
void sort_up(double *x, size_t n);

/* The p-quantile (0..1) of n > 0 numbers in ascending order: type 7 of Hyndman and Fan (The American Statistician 1996;
 * 50:361-365), as R has it by default: x[h] + (h - floor h)(x[h + 1] - x[h]) with h = (n - 1)p. */
double quantile(const double *sorted, size_t n, double p);

/* phi = the mean of z^2, each z first brought within the 10th and the 90th percentile; at least 1; 1 when n is 0.
 * Sorts z. */
double overdispersion(double *z, size_t n);

/* E +/- 1.96 and 3.09 x sqrt(phi x E); the lower ones at least 0. */
struct limits {
    double low95, high95, low998, high998;
};
struct limits limits_around(double expected, double phi);

/* P(Y >= y) of a Poisson variable with this mean; 1 when y is 0. */
double poisson_tail(uint32_t y, double mean);

/* Newcombe's interval (method 10, Statistics in Medicine 1998; 17:873-890) of the difference of two shares, a/m - b/n,
 * from the Wilson intervals of both; -1 to 1 when m or n is 0. */
void newcombe(uint32_t a, uint32_t m, uint32_t b, uint32_t n, double *low, double *high);

/* The first of the five verdicts that holds (spiegel.md). When E is 0 nothing is known of what to expect,
 * and nobody is above it. */
struct judged {
    uint32_t n, n_ongedekt, y;
    size_t judgeable; /* peers with N >= SPIEGEL_SMALL, itself included */
    double expected, phi;
};
enum verdict verdict_of(const struct judged *judged);

/* y / E, by which providers are ranked; 0 when E is 0. */
double ratio_of(uint32_t y, double expected);
/* How many of the n numbers, in ascending order, are less than x. */
size_t rank_above(const double *sorted, size_t n, double x);

#endif
