/* statistics.c - see statistics.h. The build forbids contraction (meson.build): a fused multiply-add would round
 * otherwise with one compiler than with another. */
#include "spiegel/statistics.h"

#include <math.h>
#include <stdlib.h>

#include "base/search.h"
#include "base/wilson.h"

double expected_count(const struct mix *mix, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (mix[i].n)
            sum += (double)mix[i].n * ((double)mix[i].peers_y / (double)mix[i].peers_n);
    return sum;
}

double z_value(uint32_t y, double expected)
{
    return expected > 0 ? ((double)y - expected) / sqrt(expected) : 0;
}

static int by_size(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

void sort_up(double *x, size_t n)
{
    if (n)
        qsort(x, n, sizeof *x, by_size);
}

double quantile(const double *sorted, size_t n, double p)
{
    double h = (double)(n - 1) * p;
    size_t low = (size_t)h, high = low + 1 < n ? low + 1 : low;
    return sorted[low] + (h - (double)low) * (sorted[high] - sorted[low]);
}

double overdispersion(double *z, size_t n)
{
    double sum = 0;
    if (n == 0)
        return 1;
    sort_up(z, n);
    double low = quantile(z, n, 0.1), high = quantile(z, n, 0.9);
    for (size_t i = 0; i < n; i++) {
        double w = z[i] < low ? low : z[i] > high ? high : z[i];
        sum += w * w;
    }
    double phi = sum / (double)n;
    return phi > 1 ? phi : 1;
}

static double at_least_0(double x)
{
    return x > 0 ? x : 0;
}

struct limits limits_around(double expected, double phi)
{
    double spread = sqrt(phi * expected);
    return (struct limits){at_least_0(expected - LIMIT_95 * spread), expected + LIMIT_95 * spread,
                            at_least_0(expected - LIMIT_998 * spread), expected + LIMIT_998 * spread};
}

/* P(Y = y), in logarithms so that nothing overflows; lgamma_r leaves no sign behind for other threads. */
static double poisson_at(uint32_t y, double mean)
{
    int sign;
    return exp(y * log(mean) - mean - lgamma_r((double)y + 1, &sign));
}

double poisson_tail(uint32_t y, double mean)
{
    if (y == 0)
        return 1;
    if (!(mean > 0))
        return 0;
    double sum = 0;
    if (y > mean) { /* upwards from y; the terms fall by more than the factor mean / y */
        double term = poisson_at(y, mean);
        for (double k = y; term > sum * 1e-17; term *= mean / ++k)
            sum += term;
        return fmin(sum, 1);
    }
    double term = poisson_at(y - 1, mean); /* downwards from y - 1 */
    for (double k = y - 1; term > sum * 1e-17; term *= k-- / mean)
        sum += term;
    return at_least_0(1 - sum);
}

void newcombe(uint32_t a, uint32_t m, uint32_t b, uint32_t n, double *low, double *high)
{
    double low1, high1, low2, high2;
    *low = -1;
    *high = 1;
    if (m == 0 || n == 0)
        return;
    const double p = (double)a / m, q = (double)b / n;
    wilson(a, m, &low1, &high1);
    wilson(b, n, &low2, &high2);
    *low = p - q - sqrt((p - low1) * (p - low1) + (high2 - q) * (high2 - q));
    *high = p - q + sqrt((high1 - p) * (high1 - p) + (q - low2) * (q - low2));
}

enum verdict verdict_of(const struct judged *j)
{
    if (j->n < SPIEGEL_SMALL)
        return TOO_SMALL;
    if (j->judgeable < SPIEGEL_PEERS)
        return NO_COMPARISON;
    if (4 * (uint64_t)j->n_ongedekt > j->n)
        return PARTLY_CHECKED;
    const bool above = j->expected > 0 && (double)j->y > limits_around(j->expected, j->phi).high998;
    return above && poisson_tail(j->y, j->expected) < SPIEGEL_POISSON ? HIGHER_THAN_EXPECTED : AS_EXPECTED;
}

double ratio_of(uint32_t y, double expected)
{
    return expected > 0 ? (double)y / expected : 0;
}

size_t rank_above(const double *sorted, size_t n, double x)
{
    size_t low;
    SEARCH_FIRST(low, n, i, sorted[i] < x);
    return low;
}
