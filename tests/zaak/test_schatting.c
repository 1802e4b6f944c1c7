/* The estimate from a sample, held against R's package survey (schatting.R beside this made schatting_r.csv). */
#include "zaak/schatting.h"

#include <math.h>
#include <stdio.h>

#include "harness.h"

enum { STRATA_MAX = 8, NAME = 64 };

static bool is_near(double got, double want)
{
    return fabs(got - want) <= 1e-6 * fmax(1, fabs(want));
}

/* The strata of a case of schatting_gevallen.csv; the euros of all lines are more than any bound. */
static size_t strata_of(const char *geval, struct schatting_stratum *stratum, char (*naam)[NAME])
{
    const char *source = getenv("TEST_SOURCE");
    char *path = xprintf("%s/zaak/schatting_gevallen.csv", source ? source : "tests"), row[256], name[NAME], own[NAME];
    FILE *file = fopen(path, "r");
    size_t n = 0;
    unsigned regels;
    long long cent;
    ck_assert_ptr_nonnull(file);
    free(path);
    while (fgets(row, sizeof row, file)) {
        size_t h = 0;
        if (sscanf(row, "%63[^,],%63[^,],%u,%lld", name, own, &regels, &cent) != 4 || strcmp(name, geval) != 0)
            continue;
        while (h < n && strcmp(naam[h], own) != 0)
            h++;
        if (h == n) {
            memcpy(naam[n], own, NAME);
            stratum[n++] = (struct schatting_stratum){.naam = text_of(naam[h]), .regels = regels, .cent = INT32_MAX};
        }
        schatting_add(&stratum[h], cent);
    }
    fclose(file);
    return n;
}

START_TEST(the_estimate_is_that_of_r)
{
    enum { DF, T90, TOTAL, SE, UNDER, SHARE, SHARE_LOW, SHARE_HIGH, SHARE_UNDER, FIGURES };
    const char *source = getenv("TEST_SOURCE");
    char *path = xprintf("%s/zaak/schatting_r.csv", source ? source : "tests"), row[512], name[NAME];
    FILE *file = fopen(path, "r");
    size_t seen = 0;
    ck_assert_ptr_nonnull(file);
    free(path);
    while (fgets(row, sizeof row, file)) {
        struct schatting_stratum stratum[STRATA_MAX];
        char naam[STRATA_MAX][NAME];
        double r[FIGURES];
        if (sscanf(row, "%63[^,],%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", name, &r[DF], &r[T90], &r[TOTAL], &r[SE],
                   &r[UNDER], &r[SHARE], &r[SHARE_LOW], &r[SHARE_HIGH], &r[SHARE_UNDER]) != 10)
            continue;
        const struct schatting s = schatting_van(stratum, strata_of(name, stratum, naam));
        const double got[FIGURES] = {[DF] = s.df, [T90] = s.t, [TOTAL] = s.totaal_cent, [SE] = s.se_cent,
                                     [UNDER] = s.totaal_cent - s.t * s.se_cent, [SHARE] = s.aandeel,
                                     [SHARE_LOW] = s.aandeel_laag, [SHARE_HIGH] = s.aandeel_hoog,
                                     [SHARE_UNDER] = s.aandeel_onder};
        for (int f = 0; f < FIGURES; f++)
            if (!is_near(got[f], r[f]))
                ck_abort_msg("%s, figure %d: %.12g, R has %.12g", name, f, got[f], r[f]);
        const double bound = fmax(floor(r[UNDER] + 1e-6), (double)s.fout_cent);
        if (r[UNDER] < r[SHARE_UNDER] * (double)s.cent && fabs((double)s.cent_onder - bound) > 1)
            ck_abort_msg("%s: %lld cents at least, not %.0f", name, (long long)s.cent_onder, bound);
        seen++;
    }
    fclose(file);
    ck_assert_uint_eq(seen, 10);
}
END_TEST

START_TEST(the_bound_is_never_more_than_what_there_is_nor_less_than_what_was_found)
{
    static const struct {
        const char *why;
        struct schatting_stratum stratum[3];
        size_t strata;
        uint32_t regels_onder;
        int64_t cent_onder;
    } cases[] = {
        {"all drawn: what was found", {{{"A", 1}, 4, 4, 2, 4000, 2000, 2e6}}, 1, 2, 2000},
        {"one line of many: nothing is known beyond it", {{{"A", 1}, 90, 1, 1, 90000, 1000, 1e6}}, 1, 1, 1000},
        {"all wrong, all of one amount: not all of the frame", {{{"A", 1}, 40, 6, 6, 40000, 6000, 6e6}}, 1, 27, 27251},
        {"nothing wrong", {{{"A", 1}, 40, 10, 0, 40000, 0, 0}}, 1, 0, 0},
        {"two strata of one line each count as one", {{{"A", 1}, 20, 1, 1, 20000, 1000, 1e6},
          {{"B", 1}, 20, 1, 1, 20000, 1000, 1e6}}, 2, 12, 12649},
        {"one stratum of one line counts with the smallest other", {{{"A", 1}, 20, 1, 0, 20000, 0, 0},
          {{"B", 1}, 20, 9, 9, 20000, 9000, 9e6}, {{"C", 1}, 20, 4, 4, 20000, 4000, 4e6}}, 3, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct schatting s = schatting_van(cases[i].stratum, cases[i].strata);
        if (s.regels_onder > s.regels || s.cent_onder > s.cent || s.regels_onder < s.fout || s.cent_onder < s.fout_cent
            || (double)s.cent_onder > fmax(s.totaal_cent, (double)s.fout_cent))
            ck_abort_msg("%s: %u lines, %lld cents", cases[i].why, s.regels_onder, (long long)s.cent_onder);
        if (cases[i].strata < 3
            && (s.regels_onder != cases[i].regels_onder || llabs(s.cent_onder - cases[i].cent_onder) > 1))
            ck_abort_msg("%s: %u lines, %lld cents", cases[i].why, s.regels_onder, (long long)s.cent_onder);
        if (cases[i].strata == 3)
            ck_assert_uint_eq(s.strata, 2);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("schatting",
                    (const TTest *const[]){the_estimate_is_that_of_r,
                                           the_bound_is_never_more_than_what_there_is_nor_less_than_what_was_found,
                                           NULL});
}
