/* wilson.c - see wilson.h. */
#include "base/wilson.h"

#include <math.h>

void wilson(uint32_t k, uint32_t n, double *low, double *high)
{
    const double z = 1.959963984540054, z2 = z * z; /* the 97.5th percentile of the normal distribution */
    if (n == 0) {
        *low = 0;
        *high = 1;
        return;
    }
    double share = (double)k / n;
    double middle = share + z2 / (2.0 * n), half = z * sqrt(share * (1 - share) / n + z2 / (4.0 * n * n));
    /* Exact at the ends, where rounding would leave them a hair off. */
    *low = k == 0 ? 0 : (middle - half) / (1 + z2 / n);
    *high = k == n ? 1 : (middle + half) / (1 + z2 / n);
}
