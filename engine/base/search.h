/* search.h - the place in an ordered array. */
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include <stddef.h>

/* Sets `at`, a size_t, to how many of n elements in order come first for which `before` holds: an expression of `i`,
 * the number of an element. So it is the first for which it does not, or n.
 * A macro, so that the expression costs no call. */
#define SEARCH_FIRST(at, n, i, before)                                                                                 \
    do {                                                                                                               \
        size_t search_high_ = (n);                                                                                     \
        (at) = 0;                                                                                                      \
        while ((at) < search_high_) {                                                                                  \
            const size_t i = (at) + (search_high_ - (at)) / 2;                                                         \
            if (before)                                                                                                \
                (at) = i + 1;                                                                                          \
            else                                                                                                       \
                search_high_ = i;                                                                                      \
        }                                                                                                              \
    } while (0)

#endif
