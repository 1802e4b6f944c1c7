/* wilson.h - how sure a share is that was counted. */
#ifndef BASE_WILSON_H
#define BASE_WILSON_H

#include <stdint.h>

/* The 95% score interval of Wilson (J Am Stat Assoc 1927;22:209-212) for the share k of n: 0 <= *low <= k/n <= *high
 * <= 1. Of nothing (n 0) anything may be true: 0 to 1. */
void wilson(uint32_t k, uint32_t n, double *low, double *high);

#endif
