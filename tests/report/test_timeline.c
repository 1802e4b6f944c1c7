/* Periods drawn on an axis of quarters. */
#include "report/timeline.h"

#include "harness.h"

static struct period from_to(const char *first, const char *last)
{
    struct period period = {0, 0};
    if (day_parse(text_of(first), DAY_ISO, &period.first) != DAY_OK
        || day_parse(text_of(last), DAY_ISO, &period.last) != DAY_OK)
        ck_abort_msg("%s..%s is no period", first, last);
    return period;
}

START_TEST(bars_stand_under_their_quarters_with_their_dates)
{
    const struct timeline_row row[] = {{"keten", '=', from_to("2022-04-01", "2022-06-30")},
                                       {"conflict", '-', from_to("2022-02-10", "2022-05-10")},
                                       {"overlap", '#', from_to("2022-04-01", "2022-05-10")}};
    struct buf out = {0};
    timeline_draw(row, COUNT_OF(row), &out);
    check_text("two quarters", (struct text){out.at, out.n},
               text_of("           2022Q1           2022Q2\n"
                       "           |................|.................\n"
                       "  keten                     ================== 2022-04-01 t/m 2022-06-30\n"
                       "  conflict        ------------------           2022-02-10 t/m 2022-05-10\n"
                       "  overlap                   ########           2022-04-01 t/m 2022-05-10\n"));
    buf_release(&out);
}
END_TEST

START_TEST(a_day_is_a_column_and_the_first_and_last_day_are_the_edges)
{
    const struct timeline_row row[] = {{"keten", '=', from_to("2023-01-01", "2023-03-31")},
                                       {"conflict", '-', from_to("2023-03-31", "2023-03-31")},
                                       {"overlap", '#', from_to("2023-03-31", "2023-03-31")}};
    struct buf out = {0};
    timeline_draw(row, COUNT_OF(row), &out);
    check_text("one quarter", (struct text){out.at, out.n},
               text_of("           2023Q1\n"
                       "           |..................................\n"
                       "  keten    =================================== 2023-01-01 t/m 2023-03-31\n"
                       "  conflict                                   - 2023-03-31 t/m 2023-03-31\n"
                       "  overlap                                    # 2023-03-31 t/m 2023-03-31\n"));
    buf_release(&out);
}
END_TEST

/* From one day to all that a date can be: lines of at most 72 columns, bars inside the drawing,
 * the overlap under both. */
START_TEST(any_periods_fit_the_page)
{
    struct seeds seeds = seeds_up_to(3000);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct period p[3];
        size_t span = one_in(&random, 4) ? DAY_LAST : 800;
        for (int i = 0; i < 2; i++) {
            p[i].first = (day)random_below(&random, span);
            p[i].last = p[i].first + (day)random_below(&random, span - (size_t)p[i].first);
        }
        if (!periods_overlap(p[0], p[1]))
            continue;
        p[2] = (struct period){p[0].first > p[1].first ? p[0].first : p[1].first,
                               p[0].last < p[1].last ? p[0].last : p[1].last};
        const struct timeline_row row[] = {{"keten", '=', p[0]}, {"conflict", '-', p[1]}, {"overlap", '#', p[2]}};
        struct buf out = {0};
        timeline_draw(row, COUNT_OF(row), &out);
        char line[5][TIMELINE_COLUMNS + 1];
        int lines = 0;
        for (const char *at = buf_string(&out), *lf; (lf = strchr(at, '\n')) != NULL; at = lf + 1) {
            size_t n = (size_t)(lf - at);
            if (lines == 5 || n > TIMELINE_COLUMNS)
                ck_abort_msg("TEST_SEED=%llu: line %d has %zu columns", (unsigned long long)seed, lines, n);
            memset(line[lines], ' ', TIMELINE_COLUMNS);
            memcpy(line[lines++], at, n);
        }
        for (int c = 11; lines == 5 && c < TIMELINE_COLUMNS - 26; c++)
            if (line[4][c] == '#' && (line[2][c] != '=' || line[3][c] != '-'))
                ck_abort_msg("TEST_SEED=%llu: the overlap is not under both", (unsigned long long)seed);
        if (lines != 5 || !memchr(line[4], '#', TIMELINE_COLUMNS))
            ck_abort_msg("TEST_SEED=%llu: %d lines", (unsigned long long)seed, lines);
        buf_release(&out);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("timeline", (const TTest *const[]){bars_stand_under_their_quarters_with_their_dates,
                                                       a_day_is_a_column_and_the_first_and_last_day_are_the_edges,
                                                       any_periods_fit_the_page, NULL});
}
