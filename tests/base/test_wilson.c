/* Wilson's interval, held against published values. */
#include "base/wilson.h"

#include <math.h>

#include "harness.h"

START_TEST(intervals_are_those_of_the_literature)
{
    /* Newcombe, "Two-sided confidence intervals for the single proportion", Stat Med 1998;17:857-872,
     * table I, method 3. */
    static const struct {
        uint32_t k, n;
        double low, high;
    } cases[] = {
        {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0000, 0.1611}, {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double low, high;
        wilson(cases[i].k, cases[i].n, &low, &high);
        if (fabs(low - cases[i].low) > 0.00005 || fabs(high - cases[i].high) > 0.00005)
            ck_abort_msg("%u of %u: %.5f to %.5f", cases[i].k, cases[i].n, low, high);
        wilson(cases[i].n - cases[i].k, cases[i].n, &low, &high); /* the other share mirrors it */
        if (fabs(1 - high - cases[i].low) > 0.00005 || fabs(1 - low - cases[i].high) > 0.00005)
            ck_abort_msg("%u of %u, mirrored: %.5f to %.5f", cases[i].k, cases[i].n, low, high);
    }
}
END_TEST

START_TEST(an_interval_holds_the_share_and_stays_within_0_and_1)
{
    for (uint32_t n = 1; n <= 300; n++)
        for (uint32_t k = 0; k <= n; k++) {
            double low, high, share = (double)k / n;
            wilson(k, n, &low, &high);
            if (!(0 <= low && low <= share && share <= high && high <= 1))
                ck_abort_msg("%u of %u: %.17g to %.17g", k, n, low, high);
        }
    double low, high;
    wilson(0, 0, &low, &high);
    if (low > 0 || high < 1)
        ck_abort_msg("of nothing: %g to %g", low, high);
}
END_TEST

Suite *suite(void)
{
    return suite_of("wilson", (const TTest *const[]){intervals_are_those_of_the_literature,
                                                     an_interval_holds_the_share_and_stays_within_0_and_1, NULL});
}
