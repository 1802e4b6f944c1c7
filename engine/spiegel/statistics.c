/* statistics.c - see statistics.h. The build forbids contraction (meson.build): a fused multiply-add would round otherwise
 * with one compiler than with another. */
#include "spiegel/statistics.h"

#include <math.h>
#include <stdlib.h>

#include "base/search.h"

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

enum verdict verdict_of(uint32_t n, size_t judgeable, uint32_t y, double expected, double phi)
{
    if (n < SPIEGEL_SMALL || judgeable < SPIEGEL_PEERS)
        return TOO_SMALL;
    return expected > 0 && (double)y > limits_around(expected, phi).high998 ? HIGHER_THAN_EXPECTED : AS_EXPECTED;
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
