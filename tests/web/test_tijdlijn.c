/* Where the lines of a dossier stand on its timeline. */
#include "web/tijdlijn.h"

#include "harness.h"

enum { LINES_MAX = 600 };

static struct period days_of(const char *first, const char *last)
{
    struct period period = {0, 0};
    if (day_parse(text_of(first), DAY_ISO, &period.first) != DAY_OK
        || day_parse(text_of(last), DAY_ISO, &period.last) != DAY_OK)
        ck_abort_msg("%s..%s is no period", first, last);
    return period;
}

/* A line, and where it must stand: row, place and width in whole percents. */
struct placed {
    const char *first, *last;
    unsigned baan;
    bool dit;
    unsigned rij;
    int van, breed;
};
struct laid {
    const char *what;
    unsigned kwartalen, rijen, least;
    struct placed line[6];
};
static const struct laid cases[] = {
    {"one day is a quarter wide, and wide enough to point at",
     1,
     1,
     320,
     {{"2023-02-14", "2023-02-14", 0, false, 0, 48, 2}}},
    {"the last day does not stick out", 1, 1, 320, {{"2023-03-31", "2023-03-31", 0, true, 0, 97, 2}}},
    {"a quarter is all of it", 1, 1, 320, {{"2023-01-01", "2023-03-31", 0, true, 0, 0, 100}}},
    {"neighbours share a row",
     2,
     1,
     320,
     {{"2023-01-01", "2023-03-31", 0, false, 0, 0, 49}, {"2023-04-01", "2023-06-30", 0, false, 0, 49, 50}}},
    {"what overlaps gets a row of its own, and a row that is free again is used",
     2,
     2,
     320,
     {{"2023-01-01", "2023-03-31", 0, false, 0, 0, 49},
      {"2023-02-01", "2023-02-28", 0, false, 1, 17, 15},
      {"2023-04-01", "2023-06-30", 0, false, 0, 49, 50}}},
    {"days that can hardly be told apart do not hide each other",
     1,
     2,
     320,
     {{"2023-01-01", "2023-01-01", 0, false, 0, 0, 2}, {"2023-01-02", "2023-01-02", 0, false, 1, 1, 2}}},
    {"the letter behind a narrow bar needs room",
     1,
     2,
     320,
     {{"2023-01-01", "2023-01-01", 0, true, 0, 0, 2}, {"2023-01-04", "2023-01-04", 0, false, 1, 3, 2}}},
    {"the letter in a wide one does not",
     2,
     1,
     320,
     {{"2023-01-01", "2023-03-31", 0, true, 0, 0, 49}, {"2023-04-01", "2023-06-30", 0, false, 0, 49, 50}}},
    {"each lane has rows of its own, whatever the order of the lines",
     1,
     3,
     320,
     {{"2023-01-01", "2023-03-31", 5, false, 2, 0, 100},
      {"2023-01-01", "2023-03-31", 2, false, 0, 0, 100},
      {"2023-01-01", "2023-03-31", 2, false, 1, 0, 100}}},
    {"an end that was invented does not make the rest small",
     5,
     2,
     320,
     {{"2023-01-01", "2023-03-31", 0, false, 0, 0, 19}, {"2023-02-01", "2099-12-31", 0, false, 1, 6, 93}}},
    {"more quarters need more room",
     9,
     1,
     640,
     {{"2022-01-01", "2022-03-31", 0, false, 0, 0, 10}, {"2024-01-01", "2024-03-31", 0, false, 0, 88, 11}}},
    {"a hundred years have a limit",
     440,
     1,
     3200,
     {{"1990-01-01", "1990-01-01", 0, false, 0, 0, 0}, {"2099-12-31", "2099-12-31", 0, false, 0, 99, 0}}},
};

static size_t lines_of(const struct laid *c, struct tijdlijn_regel *regel)
{
    size_t n = 0;
    for (; n < COUNT_OF(c->line) && c->line[n].first; n++)
        regel[n] = (struct tijdlijn_regel){
            .periode = days_of(c->line[n].first, c->line[n].last), .baan = c->line[n].baan, .dit = c->line[n].dit};
    return n;
}

START_TEST(lines_stand_where_their_days_are)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct laid *c = &cases[i];
        struct tijdlijn_regel regel[COUNT_OF(c->line)];
        const size_t n = lines_of(c, regel);
        const struct tijdlijn t = tijdlijn_lay(regel, n);
        if (t.kwartalen != c->kwartalen || t.rijen != c->rijen || t.least != c->least)
            ck_abort_msg("%s: %u quarters, %u rows, %u pixels", c->what, t.kwartalen, t.rijen, t.least);
        for (size_t l = 0; l < n; l++)
            if (regel[l].rij != c->line[l].rij || regel[l].van / 1000 != c->line[l].van
                || regel[l].breed / 1000 != c->line[l].breed)
                ck_abort_msg("%s: line %zu in row %u at %d, %d wide", c->what, l, regel[l].rij, regel[l].van,
                             regel[l].breed);
    }
}
END_TEST

START_TEST(what_ends_behind_the_drawing_says_so)
{
    struct tijdlijn_regel regel[] = {{.periode = days_of("2023-01-01", "2023-03-31")},
                                     {.periode = days_of("2023-02-01", "2099-12-31"), .baan = 1}};
    tijdlijn_lay(regel, COUNT_OF(regel));
    ck_assert(!regel[0].verder && regel[1].verder);
}
END_TEST

/* A line of any length, often of a day, in any lane. */
static struct tijdlijn_regel some_line(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1;
    const uint64_t r = *seed >> 20;
    const day first = (day)(10000 + r % 3000);
    return (struct tijdlijn_regel){
        .periode = {first, first + (day)(r % 3 ? 0 : r % 400)}, .baan = r / 7 % 8, .dit = r % 97 == 0};
}

START_TEST(no_line_hides_another_and_none_leaves_the_drawing)
{
    static struct tijdlijn_regel regel[LINES_MAX];
    uint64_t seed = 7;
    for (size_t n = 1; n <= LINES_MAX; n = n * 3 + 1) {
        for (size_t i = 0; i < n; i++)
            regel[i] = some_line(&seed);
        const struct tijdlijn t = tijdlijn_lay(regel, n);
        for (size_t i = 0; i < n; i++) {
            const struct tijdlijn_regel *a = &regel[i];
            if (a->van < 0 || a->breed <= 0 || a->van + a->breed > TIJDLIJN_BREED || a->rij >= t.rijen)
                ck_abort_msg("%zu lines: line %zu leaves the drawing", n, i);
            for (size_t j = 0; j < i; j++)
                if (regel[j].rij == a->rij
                    && (regel[j].baan != a->baan
                        || (regel[j].van < a->van + a->breed && a->van < regel[j].van + regel[j].breed)))
                    ck_abort_msg("%zu lines: line %zu lies over line %zu", n, i, j);
        }
    }
}
END_TEST

START_TEST(a_day_has_its_place_and_the_end_is_the_end)
{
    struct tijdlijn_regel regel = {.periode = days_of("2023-01-01", "2023-12-31")};
    const struct tijdlijn t = tijdlijn_lay(&regel, 1);
    ck_assert_int_eq(tijdlijn_place(&t, t.first), 0);
    ck_assert_int_eq(tijdlijn_place(&t, t.last + 1), TIJDLIJN_BREED);
    ck_assert_int_eq(tijdlijn_place(&t, DAY_LAST), TIJDLIJN_BREED);
    ck_assert_int_eq(tijdlijn_place(&t, days_of("2023-07-02", "2023-07-02").first) / 1000, 49);
}
END_TEST

Suite *suite(void)
{
    return suite_of("tijdlijn",
                    (const TTest *const[]){lines_stand_where_their_days_are, what_ends_behind_the_drawing_says_so,
                                           no_line_hides_another_and_none_leaves_the_drawing,
                                           a_day_has_its_place_and_the_end_is_the_end, NULL});
}
