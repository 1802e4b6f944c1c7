/* statistiek.c - see statistiek.h. The build forbids contraction (meson.build): a fused multiply-add would round otherwise
 * with one compiler than with another. */
#include "spiegel/statistiek.h"

#include <math.h>
#include <stdlib.h>

double verwacht_aantal(const struct mix *mix, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (mix[i].n)
            sum += (double)mix[i].n * ((double)mix[i].peers_y / (double)mix[i].peers_n);
    return sum;
}

double z_waarde(uint32_t y, double verwacht)
{
    return verwacht > 0 ? ((double)y - verwacht) / sqrt(verwacht) : 0;
}

static int by_size(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

void sorteer(double *x, size_t n)
{
    if (n)
        qsort(x, n, sizeof *x, by_size);
}

double kwantiel(const double *sorted, size_t n, double p)
{
    double h = (double)(n - 1) * p;
    size_t low = (size_t)h, high = low + 1 < n ? low + 1 : low;
    return sorted[low] + (h - (double)low) * (sorted[high] - sorted[low]);
}

double overdispersie(double *z, size_t n)
{
    double sum = 0;
    if (n == 0)
        return 1;
    sorteer(z, n);
    double low = kwantiel(z, n, 0.1), high = kwantiel(z, n, 0.9);
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

struct grenzen grenzen_rond(double verwacht, double phi)
{
    double spread = sqrt(phi * verwacht);
    return (struct grenzen){at_least_0(verwacht - GRENS_95 * spread), verwacht + GRENS_95 * spread,
                            at_least_0(verwacht - GRENS_998 * spread), verwacht + GRENS_998 * spread};
}

enum verdict verdict_van(uint32_t n, size_t beoordeelbaar, uint32_t y, double verwacht, double phi)
{
    if (n < SPIEGEL_KLEIN || beoordeelbaar < SPIEGEL_PEERS)
        return TE_KLEIN;
    return verwacht > 0 && (double)y > grenzen_rond(verwacht, phi).boven998 ? HOGER_DAN_VERWACHT : BINNEN_VERWACHTING;
}

double verhouding(uint32_t y, double verwacht)
{
    return verwacht > 0 ? (double)y / verwacht : 0;
}

size_t rang_boven(const double *sorted, size_t n, double x)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
