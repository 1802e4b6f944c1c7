/* sum.h - sums of money that cannot pass the end of their range unseen.
 *
 * An amount has at most twelve digits, so nine million of the largest are more than 63 bits hold. A sum that would not
 * fit stays at the end of its range and is remembered for the whole program: no command that added it up says that it
 * is done, and none commits (go_on, and the end of every verb). Any thread may add to sums of its own. */
#ifndef BASE_SUM_H
#define BASE_SUM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

extern atomic_bool sum_overflowed;
/* False, with `err` set, when some sum did not fit. */
bool sums_hold(struct error *err) MUST_CHECK;

static inline void sum_add(int64_t *sum, int64_t cent)
{
    if (__builtin_add_overflow(*sum, cent, sum)) {
        *sum = cent < 0 ? INT64_MIN : INT64_MAX;
        sum_overflowed = true;
    }
}

/* The same for sums that are never below zero; they too end at INT64_MAX, where a database ends. */
static inline void sum_add_up(uint64_t *sum, uint64_t cent)
{
    if (cent > INT64_MAX || *sum > INT64_MAX - cent) {
        *sum = INT64_MAX;
        sum_overflowed = true;
        return;
    }
    *sum += cent;
}

#endif
