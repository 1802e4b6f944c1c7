/* Days, quarters, validity and periods (semantics.md 1 and 3). */
#include "base/day.h"

#include <stdio.h>

#include "harness.h"

/* The calendar by counting on, one day at a time. */
struct civil {
    int year, month, mday;
};

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

static void next_day(struct civil *c)
{
    if (++c->mday > days_in(c->year, c->month)) {
        c->mday = 1;
        if (++c->month > 12) {
            c->month = 1;
            c->year++;
        }
    }
}

START_TEST(every_day_from_1990_to_2099_goes_to_text_and_back)
{
    struct civil c = {1990, 1, 1};
    for (day d = DAY_FIRST; d <= DAY_LAST; d++, next_day(&c)) {
        char iso[32], plain[32], dmy[32], got[DAY_TEXT + 1];
        day a = -1, b = -1, e = -1, w = -1;
        snprintf(iso, sizeof iso, "%04d-%02d-%02d", c.year, c.month, c.mday);
        snprintf(plain, sizeof plain, "%04d%02d%02d", c.year, c.month, c.mday);
        snprintf(dmy, sizeof dmy, "%d/%d/%04d", c.mday, c.month, c.year);
        day_print(d, got);
        if (strcmp(got, iso) != 0)
            ck_abort_msg("day %d is printed as %s, expected %s", d, got, iso);
        if (day_parse(text_of(iso), DAY_ISO, &a) != DAY_OK || day_parse(text_of(plain), DAY_ISO, &b) != DAY_OK
            || day_parse(text_of(dmy), DAY_DMY, &e) != DAY_OK || !day_parse_wide(text_of(iso), &w) || a != d || b != d
            || e != d || w != d)
            ck_abort_msg("%s is day %d, read as %d, %d, %d and %d", iso, d, a, b, e, w);
    }
    if (c.year != 2100 || c.month != 1 || c.mday != 1)
        ck_abort_msg("DAY_LAST is not 2099-12-31");
}
END_TEST

START_TEST(every_day_lies_in_its_calendar_quarter)
{
    struct civil c = {1990, 1, 1};
    day first = 0;
    for (day d = DAY_FIRST; d <= DAY_LAST; d++) {
        char got[7], want[32];
        snprintf(want, sizeof want, "%04dQ%d", c.year, (c.month + 2) / 3);
        if (c.mday == 1 && c.month % 3 == 1)
            first = d;
        struct civil tomorrow = c;
        next_day(&tomorrow);
        bool last = tomorrow.mday == 1 && tomorrow.month % 3 == 1;
        quarter_print(d, got);
        if (quarter_first(d) != first || strcmp(got, want) != 0 || (quarter_last(d) == d) != last
            || quarter_last(d) != quarter_last(first)
            || quarter_number(d) != (unsigned)((c.year - 1990) * 4 + (c.month - 1) / 3)
            || quarter_of_number(quarter_number(d)) != first)
            ck_abort_msg("%04d-%02d-%02d: quarter %s, first %d (expected %d), last %d", c.year, c.month, c.mday, got,
                         quarter_first(d), first, quarter_last(d));
        c = tomorrow;
    }
}
END_TEST

START_TEST(a_date_has_one_form_and_must_exist)
{
    static const struct {
        const char *reason, *text;
        enum day_form form;
        enum day_result result;
        const char *iso;
    } cases[] = {
        {"the form of the contract", "2023-04-01", DAY_ISO, DAY_OK, "2023-04-01"},
        {"without dashes", "20230401", DAY_ISO, DAY_OK, "2023-04-01"},
        {"29 February of a leap year", "2024-02-29", DAY_ISO, DAY_OK, "2024-02-29"},
        {"29 February of a common year", "2023-02-29", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"2000 was a leap year", "20000229", DAY_ISO, DAY_OK, "2000-02-29"},
        {"30 February", "2024-02-30", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"31 April", "2023-04-31", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"month 0", "2023-00-10", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"month 13", "2023-13-10", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"day 0", "2023-01-00", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"day 32", "20230132", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"the first day of all", "1990-01-01", DAY_ISO, DAY_OK, "1990-01-01"},
        {"the day before it", "1989-12-31", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"the last day of all", "2099-12-31", DAY_ISO, DAY_OK, "2099-12-31"},
        {"the day after it", "2100-01-01", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"the year 9999", "99991231", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"only zeros", "0000-00-00", DAY_ISO, DAY_IMPOSSIBLE, NULL},
        {"nothing", "", DAY_ISO, DAY_BAD_FORM, NULL},
        {"a digit too few", "2023-4-01", DAY_ISO, DAY_BAD_FORM, NULL},
        {"a digit too many", "2023-04-011", DAY_ISO, DAY_BAD_FORM, NULL},
        {"seven digits", "2023041", DAY_ISO, DAY_BAD_FORM, NULL},
        {"one dash", "2023-0401", DAY_ISO, DAY_BAD_FORM, NULL},
        {"slashes", "2023/04/01", DAY_ISO, DAY_BAD_FORM, NULL},
        {"the other order", "01-04-2023", DAY_ISO, DAY_BAD_FORM, NULL},
        {"a letter", "2023-04-O1", DAY_ISO, DAY_BAD_FORM, NULL},
        {"a sign", "+2023-4-01", DAY_ISO, DAY_BAD_FORM, NULL},
        {"a blank inside", "2023- 4-01", DAY_ISO, DAY_BAD_FORM, NULL},
        {"dmy with dashes", "1-4-2023", DAY_DMY, DAY_OK, "2023-04-01"},
        {"dmy with slashes and zeros", "01/04/2023", DAY_DMY, DAY_OK, "2023-04-01"},
        {"dmy with points", "31.12.2023", DAY_DMY, DAY_OK, "2023-12-31"},
        {"dmy that does not exist", "31-6-2023", DAY_DMY, DAY_IMPOSSIBLE, NULL},
        {"dmy, month and day turned", "12/31/2023", DAY_DMY, DAY_IMPOSSIBLE, NULL},
        {"dmy with two kinds of separator", "1-4/2023", DAY_DMY, DAY_BAD_FORM, NULL},
        {"dmy with a year of two digits", "1-4-23", DAY_DMY, DAY_BAD_FORM, NULL},
        {"dmy with a day of three digits", "001-4-2023", DAY_DMY, DAY_BAD_FORM, NULL},
        {"dmy without separators", "01042023", DAY_DMY, DAY_BAD_FORM, NULL},
        {"dmy without a day", "-4-2023", DAY_DMY, DAY_BAD_FORM, NULL},
        {"dmy in another order", "2023-04-01", DAY_DMY, DAY_BAD_FORM, NULL},
        {"ymd without separators", "20230401", DAY_YMD, DAY_OK, "2023-04-01"},
        {"ymd with slashes", "2023/4/1", DAY_YMD, DAY_OK, "2023-04-01"},
        {"ymd with points", "2023.04.01", DAY_YMD, DAY_OK, "2023-04-01"},
        {"ymd with two kinds of separator", "2023/4-1", DAY_YMD, DAY_BAD_FORM, NULL},
        {"ymd cut off", "2023/4/", DAY_YMD, DAY_BAD_FORM, NULL},
        {"ymd with something behind it", "2023/4/1x", DAY_YMD, DAY_BAD_FORM, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char got[DAY_TEXT + 1] = "";
        day d = 0;
        enum day_result result = day_parse(text_of(cases[i].text), cases[i].form, &d);
        if (result == DAY_OK)
            day_print(d, got);
        if (result != cases[i].result || (cases[i].iso && strcmp(got, cases[i].iso) != 0))
            ck_abort_msg("%s: '%s' gives result %d %s, expected %d", cases[i].reason, cases[i].text, result, got,
                         cases[i].result);
    }
}
END_TEST

START_TEST(a_table_may_be_valid_outside_1990_to_2099)
{
    static const struct {
        const char *text, *iso;
    } cases[] = {{"0001-01-01", "0001-01-01"}, {"19000301", "1900-03-01"},   {"9999-12-31", "9999-12-31"},
                 {"2400-02-29", "2400-02-29"}, {"1900-02-29", NULL},         {"0000-12-31", NULL},
                 {"2023-02-30", NULL},         {"31-12-2023", NULL},         {"", NULL}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char got[DAY_TEXT + 1] = "";
        day d = 0;
        bool good = day_parse_wide(text_of(cases[i].text), &d);
        if (good)
            day_print(d, got);
        if (good != (cases[i].iso != NULL) || (good && strcmp(got, cases[i].iso) != 0))
            ck_abort_msg("'%s' gives %d %s", cases[i].text, good, got);
    }
}
END_TEST

START_TEST(validity_is_half_open)
{
    static const struct {
        const char *reason;
        struct validity v;
        day d;
        bool valid;
    } cases[] = {
        {"the first day counts", {10, 20}, 10, true},
        {"the day before does not", {10, 20}, 9, false},
        {"the last day before the end counts", {10, 20}, 19, true},
        {"the end itself does not", {10, 20}, 20, false},
        {"an open end", {10, DAY_OPEN}, DAY_LAST, true},
        {"an empty interval", {10, 10}, 10, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (valid_on(cases[i].v, cases[i].d) != cases[i].valid)
            ck_abort_msg("%s", cases[i].reason);
}
END_TEST

START_TEST(periods_overlap_when_they_share_a_day)
{
    static const struct {
        const char *reason;
        struct period a, b;
        bool overlap;
    } cases[] = {
        {"neighbours do not", {10, 20}, {21, 30}, false},
        {"the day of change counts for both", {10, 20}, {20, 30}, true},
        {"one inside the other", {10, 30}, {15, 16}, true},
        {"the same single day", {10, 10}, {10, 10}, true},
        {"a day apart", {10, 10}, {11, 11}, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (periods_overlap(cases[i].a, cases[i].b) != cases[i].overlap
            || periods_overlap(cases[i].b, cases[i].a) != cases[i].overlap)
            ck_abort_msg("%s", cases[i].reason);
}
END_TEST

Suite *suite(void)
{
    return suite_of("day", (const TTest *const[]){every_day_from_1990_to_2099_goes_to_text_and_back,
                                                  every_day_lies_in_its_calendar_quarter,
                                                  a_date_has_one_form_and_must_exist,
                                                  a_table_may_be_valid_outside_1990_to_2099, validity_is_half_open,
                                                  periods_overlap_when_they_share_a_day, NULL});
}
