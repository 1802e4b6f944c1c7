/* The statistics of a report: worked by hand, at their edges, and against what R makes of random figures
 * (statistiek.csv, made by statistiek.R; R is not needed here). */
#include "spiegel/statistics.h"

#include <math.h>
#include <stdio.h>

#include "base/wilson.h"
#include "harness.h"

static void check_near(const char *what, double got, double want)
{
    if (!(fabs(got - want) <= 1e-12 * (1 + fabs(want))))
        ck_abort_msg("%s: %.17g, not %.17g", what, got, want);
}

START_TEST(what_is_expected_is_the_sum_over_programmes)
{
    /* 20 patients at 6 in 120, 5 at 3 in 10: 1 + 1.5. */
    const struct mix mix[] = {{20, 120, 6}, {5, 10, 3}, {0, 0, 0}, {0, 50, 9}};
    check_near("E", expected_count(mix, 4), 2.5);
    check_near("no programme", expected_count(mix, 0), 0);
    check_near("alone: what it has itself", expected_count(&(struct mix){7, 7, 3}, 1), 3);
}
END_TEST

START_TEST(a_z_is_the_distance_in_root_e)
{
    check_near("(13 - 9) / 3", z_value(13, 9), 4.0 / 3);
    check_near("below", z_value(0, 4), -2);
    check_near("E = 0 says nothing", z_value(5, 0), 0);
}
END_TEST

START_TEST(a_quantile_lies_between_two_numbers)
{
    const double x[] = {1, 2, 4, 8, 16};
    check_near("h = 0.4: 1 + 0.4 x (2 - 1)", quantile(x, 5, 0.1), 1.4);
    check_near("h = 3.6: 8 + 0.6 x (16 - 8)", quantile(x, 5, 0.9), 12.8);
    check_near("the middle one", quantile(x, 5, 0.5), 4);
    check_near("the least", quantile(x, 5, 0), 1);
    check_near("the greatest", quantile(x, 5, 1), 16);
    check_near("of one", quantile(x, 1, 0.9), 1);
}
END_TEST

START_TEST(phi_is_the_mean_square_of_winsorised_z)
{
    /* In order -3 -1 0 1 3 10: h = 0.5 and 4.5: within -2 and 6.5; (4 + 1 + 0 + 1 + 9 + 42.25) / 6 */
    double z[] = {10, -1, 0, 3, -3, 1};
    check_near("phi", overdispersion(z, 6), 57.25 / 6);
    double equal[] = {2, 2, 2, 2};
    check_near("all the same", overdispersion(equal, 4), 4);
    double calm[] = {0.1, -0.1, 0.2, 0};
    check_near("never below 1", overdispersion(calm, 4), 1);
    double one[] = {-3};
    check_near("one peer", overdispersion(one, 1), 9);
    check_near("nobody", overdispersion(NULL, 0), 1);
}
END_TEST

START_TEST(the_limits_are_wider_with_overdispersion)
{
    struct limits g = limits_around(16, 1);
    check_near("16 - 1.96 x 4", g.low95, 8.16);
    check_near("16 + 1.96 x 4", g.high95, 23.84);
    check_near("16 - 3.09 x 4", g.low998, 3.64);
    check_near("16 + 3.09 x 4", g.high998, 28.36);
    g = limits_around(16, 4);
    check_near("16 + 1.96 x 8", g.high95, 31.68);
    check_near("never below 0", g.low998, 0);
    g = limits_around(0, 2);
    check_near("around nothing", g.high998 + g.low95, 0);
}
END_TEST

START_TEST(the_first_of_five_verdicts_that_holds)
{
    static const struct {
        const char *why;
        struct judged judged;
        enum verdict verdict;
    } cases[] = {
        {"N of 10 is too small, whatever it has", {10, 0, 10, 50, 1, 1}, TOO_SMALL},
        {"and too small to say that there are no peers, or that it was not checked", {10, 90, 10, 1, 1, 1}, TOO_SMALL},
        {"N of 11 is not", {11, 0, 10, 50, 1, 1}, HIGHER_THAN_EXPECTED},
        {"four peers are too few", {100, 0, 90, 4, 1, 1}, NO_COMPARISON},
        {"also when much was not checked", {100, 90, 90, 4, 1, 1}, NO_COMPARISON},
        {"five are not", {100, 0, 90, 5, 1, 1}, HIGHER_THAN_EXPECTED},
        {"a quarter of N not checked is not too much", {100, 25, 90, 5, 1, 1}, HIGHER_THAN_EXPECTED},
        {"more than a quarter is", {100, 26, 90, 5, 1, 1}, PARTLY_CHECKED},
        {"28 lies within 16 + 12.36", {100, 0, 28, 5, 16, 1}, AS_EXPECTED},
        {"31 lies above it, and chance gives that seldom enough", {100, 0, 31, 5, 16, 1}, HIGHER_THAN_EXPECTED},
        {"29 lies above it too, and chance gives that more often than once in a thousand", {100, 0, 29, 5, 16, 1}, AS_EXPECTED},
        {"and within the limit of an overdispersed group", {100, 0, 31, 5, 16, 4}, AS_EXPECTED},
        {"one line where 0.04 was expected lies above the limit: chance", {100, 0, 1, 5, 0.04, 1}, AS_EXPECTED},
        {"two are enough", {100, 0, 2, 5, 0.04, 1}, HIGHER_THAN_EXPECTED},
        {"nothing", {100, 0, 0, 5, 16, 1}, AS_EXPECTED},
        {"nothing was expected of anybody", {100, 0, 1, 5, 0, 1}, AS_EXPECTED},
        {"nobody at all", {0, 0, 0, 0, 0, 1}, TOO_SMALL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (verdict_of(&cases[i].judged) != cases[i].verdict)
            ck_abort_msg("%s", cases[i].why);
}
END_TEST

START_TEST(a_poisson_tail_is_what_is_left)
{
    check_near("0 or more", poisson_tail(0, 3), 1);
    check_near("1 or more", poisson_tail(1, 3), 1 - exp(-3));
    check_near("2 or more", poisson_tail(2, 3), 1 - 4 * exp(-3));
    check_near("of nothing", poisson_tail(1, 0), 0);
    check_near("0 of nothing", poisson_tail(0, 0), 1);
    ck_assert(poisson_tail(4000000000U, 1) == 0);
}
END_TEST

START_TEST(a_verdict_on_hardly_anything_expected_is_told)
{
    static const struct {
        const char *why;
        double expected, grens;
        enum verdict verdict;
        uint32_t enough;
    } cases[] = {
        {"one line lies above, but chance gives that: two", 0.04, 0.66, HIGHER_THAN_EXPECTED, 2},
        {"three are above the limit, chance asks four", 0.2, 1.6, HIGHER_THAN_EXPECTED, 4},
        {"almost one", 0.99, 4.06, HIGHER_THAN_EXPECTED, 6},
        {"one was expected", 1.0, 4.09, HIGHER_THAN_EXPECTED, 0},
        {"nothing is said of the provider", 0.04, 0.66, AS_EXPECTED, 0},
        {"nor of a small one", 0.04, 0.66, TOO_SMALL, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct rapport rapport = {.verdict = cases[i].verdict, .limit998_high = cases[i].grens};
        rapport.trend[TREND_KWARTALEN - 1].expected = cases[i].expected;
        if (rapport_enough(&rapport) != cases[i].enough)
            ck_abort_msg("%s: %u", cases[i].why, rapport_enough(&rapport));
    }
}
END_TEST

START_TEST(a_programme_of_few_peers_hides_them_all)
{
    struct programmacijfer programma[] = {{.n = 9, .peers = 5}, {.n = 1, .peers = 6}, {.y = 1, .peers = 5}};
    struct rapport rapport = {.programma = programma, .programmas = COUNT_OF(programma)};
    ck_assert(programmas_showable(&rapport));
    programma[2].peers = 4; /* no part of its E, but a row of its table */
    ck_assert(!programmas_showable(&rapport));
}
END_TEST

START_TEST(a_rank_counts_those_below)
{
    const double z[] = {-1, 0, 0, 2};
    static const struct {
        double z;
        size_t below;
    } cases[] = {{-2, 0}, {-1, 0}, {-0.5, 1}, {0, 1}, {1, 3}, {2, 3}, {3, 4}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (rank_above(z, 4, cases[i].z) != cases[i].below)
            ck_abort_msg("%g is above %zu, not %zu", cases[i].z, rank_above(z, 4, cases[i].z), cases[i].below);
    ck_assert_uint_eq(rank_above(NULL, 0, 1), 0);
    check_near("two of four", ratio_of(2, 4), 0.5);
    check_near("nothing was expected", ratio_of(2, 0), 0);
}
END_TEST

/* A row of statistiek.csv. */
struct row {
    char what[16];
    unsigned geval;
    double x[256];
    size_t n;
};

static bool next_row(FILE *file, struct row *row)
{
    static char line[16384];
    int used = 0;
    if (!fgets(line, sizeof line, file) || sscanf(line, "%15[a-z0-9],%u%n", row->what, &row->geval, &used) != 2)
        return false;
    char *at = line + used;
    for (row->n = 0; *at == ','; row->n++) {
        if (row->n == COUNT_OF(row->x))
            ck_abort_msg("statistiek.csv: a row is too long");
        row->x[row->n] = strtod(at + 1, &at);
    }
    return true;
}

/* The figures of one case, and the results so far. */
struct group {
    size_t peers, programmas, y_programmas;
    uint32_t n[4][256], y[4][256];
    double expected[256], z[256], phi;
};

static void check_against(struct group *g, const struct row *row)
{
    char what[64];
    snprintf(what, sizeof what, "%s of case %u", row->what, row->geval);
    if (strcmp(row->what, "n") == 0 || strcmp(row->what, "y") == 0) {
        size_t *p = row->what[0] == 'n' ? &g->programmas : &g->y_programmas;
        for (size_t i = 0; i < row->n; i++)
            (row->what[0] == 'n' ? g->n : g->y)[*p][i] = (uint32_t)row->x[i];
        g->peers = row->n;
        ++*p;
    } else if (strcmp(row->what, "verwacht") == 0) {
        uint64_t sum_n[4] = {0}, sum_y[4] = {0};
        for (size_t p = 0; p < g->programmas; p++)
            for (size_t i = 0; i < g->peers; i++) {
                sum_n[p] += g->n[p][i];
                sum_y[p] += g->y[p][i];
            }
        for (size_t i = 0; i < g->peers; i++) {
            struct mix mix[4];
            for (size_t p = 0; p < g->programmas; p++)
                mix[p] = (struct mix){g->n[p][i], sum_n[p], sum_y[p]};
            g->expected[i] = expected_count(mix, g->programmas);
            check_near(what, g->expected[i], row->x[i]);
        }
    } else if (strcmp(row->what, "z") == 0) {
        for (size_t i = 0; i < g->peers; i++) {
            uint32_t y = 0;
            for (size_t p = 0; p < g->programmas; p++)
                y += g->y[p][i];
            g->z[i] = z_value(y, g->expected[i]);
            if (fabs(g->z[i] - row->x[i]) > 1e-9) /* a difference of two numbers that are almost equal */
                ck_abort_msg("%s: %.17g, not %.17g", what, g->z[i], row->x[i]);
        }
    } else if (strcmp(row->what, "kwantiel") == 0) {
        g->phi = overdispersion(g->z, g->peers); /* sorts them */
        for (size_t i = 0; i < 2; i++)
            if (fabs(quantile(g->z, g->peers, i ? 0.9 : 0.1) - row->x[i]) > 1e-9)
                ck_abort_msg("%s", what);
    } else if (strcmp(row->what, "phi") == 0) {
        if (fabs(g->phi - row->x[0]) > 1e-9)
            ck_abort_msg("%s: %.17g, not %.17g", what, g->phi, row->x[0]);
    } else {
        bool wide = strcmp(row->what, "grens998") == 0;
        if (!wide && strcmp(row->what, "grens95") != 0)
            ck_abort_msg("statistiek.csv: what is %s?", row->what);
        for (size_t i = 0; i < g->peers; i++) {
            struct limits limits = limits_around(g->expected[i], g->phi);
            if (fabs((wide ? limits.low998 : limits.low95) - row->x[i]) > 1e-9
                || fabs((wide ? limits.high998 : limits.high95) - row->x[g->peers + i]) > 1e-9)
                ck_abort_msg("%s: peer %zu", what, i);
        }
    }
}

START_TEST(r_finds_the_same)
{
    const char *source = getenv("TEST_SOURCE");
    char *path = xprintf("%s/spiegel/statistiek.csv", source ? source : ".");
    FILE *file = fopen(path, "r");
    static struct row row;
    static struct group group;
    unsigned geval = 0, groups = 0, intervals = 0, tails = 0, differences = 0;
    char header[64];
    if (!file || !fgets(header, sizeof header, file))
        ck_abort_msg("%s cannot be read: TEST_SOURCE must name the folder tests", path);
    while (next_row(file, &row)) {
        if (strcmp(row.what, "wilson") == 0) {
            double low, high;
            wilson((uint32_t)row.x[0], (uint32_t)row.x[1], &low, &high);
            check_near("wilson, from", low, row.x[2]);
            check_near("wilson, to", high, row.x[3]);
            intervals++;
            continue;
        }
        if (strcmp(row.what, "poisson") == 0) {
            double tail = poisson_tail((uint32_t)row.x[0], row.x[1]);
            if (!(fabs(tail - row.x[2]) <= 1e-10 * row.x[2] + 1e-300))
                ck_abort_msg("poisson %u of %g: %.17g, not %.17g", (unsigned)row.x[0], row.x[1], tail, row.x[2]);
            tails++;
            continue;
        }
        if (strcmp(row.what, "newcombe") == 0) {
            double low, high;
            newcombe((uint32_t)row.x[0], (uint32_t)row.x[1], (uint32_t)row.x[2], (uint32_t)row.x[3], &low, &high);
            check_near("newcombe, from", low, row.x[4]);
            check_near("newcombe, to", high, row.x[5]);
            differences++;
            continue;
        }
        if (row.geval != geval) {
            group = (struct group){0};
            geval = row.geval;
            groups++;
        }
        check_against(&group, &row);
    }
    fclose(file);
    free(path);
    ck_assert_uint_eq(groups, 24);
    ck_assert_uint_eq(intervals, 60);
    ck_assert_uint_eq(tails, 60);
    ck_assert_uint_eq(differences, 60);
}
END_TEST

Suite *suite(void)
{
    return suite_of("statistiek", (const TTest *const[]){
        what_is_expected_is_the_sum_over_programmes, a_z_is_the_distance_in_root_e, a_quantile_lies_between_two_numbers,
        phi_is_the_mean_square_of_winsorised_z, the_limits_are_wider_with_overdispersion,
        the_first_of_five_verdicts_that_holds, a_poisson_tail_is_what_is_left, a_rank_counts_those_below,
        a_verdict_on_hardly_anything_expected_is_told, a_programme_of_few_peers_hides_them_all,
        r_finds_the_same, NULL});
}
