/* day.h - a date is a day number: days since 1990-01-01 (day 0), the first day the contract allows
 * (semantics.md 1). 2099-12-31 is DAY_LAST. Quarters are calendar quarters. */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

typedef int32_t day;

enum { DAY_FIRST = 0, DAY_LAST = 40176, DAY_TEXT = 10 };

enum day_form { DAY_ISO, DAY_DMY, DAY_YMD };
enum day_result { DAY_OK, DAY_BAD_FORM, DAY_IMPOSSIBLE };

/* DAY_ISO: YYYY-MM-DD or YYYYMMDD. DAY_DMY: D-M-YYYY, DAY_YMD: YYYY-M-D, each with -, / or . twice the same; DAY_YMD
 * takes YYYYMMDD too. DAY_IMPOSSIBLE: the form is right, the date does not exist or lies outside 1990..2099. */
enum day_result day_parse(struct text text, enum day_form form, day *out);
/* DAY_ISO for the validity of a table's row, which may lie outside 1990..2099: years 1..9999. */
bool day_parse_wide(struct text text, day *out);
/* Writes YYYY-MM-DD and a NUL. */
void day_print(day d, char out[static DAY_TEXT + 1]);

/* Seconds since 1970-01-01 UTC; SOURCE_DATE_EPOCH, when set, stops the clock there. */
int64_t clock_now(void);
/* Is SOURCE_DATE_EPOCH, when set, a moment? Asked before anything is done. */
bool clock_check(struct error *err) MUST_CHECK;
day day_today(void); /* in UTC, by that clock */

/* The same day some years before; 1 March for a 29 February that was not there. */
day day_years_back(day d, int years);

day quarter_first(day d);
day quarter_last(day d);
/* Quarters from that of day 0, and the first day of one. */
enum { QUARTERS = 440 };
unsigned quarter_number(day d);
day quarter_of_number(unsigned number);
/* Writes e.g. 2023Q1 and a NUL. */
void quarter_print(day d, char out[static 7]);

/* Half-open validity: from <= d < until (semantics.md 3); DAY_OPEN = no end. */
enum { DAY_OPEN = INT32_MAX };
struct validity {
    day from, until;
};
static inline bool valid_on(struct validity v, day d)
{
    return v.from <= d && d < v.until;
}

/* Both ends inclusive. */
struct period {
    day first, last;
};
/* The days that two periods that overlap share. */
static inline struct period period_shared(struct period a, struct period b)
{
    return (struct period){a.first > b.first ? a.first : b.first, a.last < b.last ? a.last : b.last};
}
static inline bool periods_overlap(struct period a, struct period b)
{
    return a.first <= b.last && b.first <= a.last;
}

#endif
