/* day.c - see day.h. The civil calendar by era arithmetic (Howard Hinnant, "chrono-compatible low-level date
 * algorithms"): a year starts in March, so that the leap day is the last. */
#include "base/day.h"

#include <stdlib.h>
#include <time.h>

enum { EPOCH = 726773 }; /* days from 0000-03-01 to 1990-01-01 */

static day from_civil(int year, int month, int mday)
{
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400, yoe = y - era * 400;
    int doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - EPOCH;
}

static void to_civil(day d, int *year, int *month, int *mday)
{
    int z = d + EPOCH, era = z / 146097, doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *mday = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

static bool digits(const char *at, int n, int *value)
{
    int v = 0;
    for (int i = 0; i < n; i++) {
        unsigned digit = (unsigned char)at[i] - '0';
        if (digit > 9)
            return false;
        v = v * 10 + (int)digit;
    }
    *value = v;
    return true;
}

/* One or two digits, then `sep` (when given). */
static bool short_number(struct text *rest, char sep, int *value)
{
    int n = rest->n > 1 && rest->at[1] >= '0' && rest->at[1] <= '9' ? 2 : 1;
    if (rest->n < (size_t)n || !digits(rest->at, n, value))
        return false;
    rest->at += n;
    rest->n -= (size_t)n;
    if (!sep)
        return true;
    if (rest->n == 0 || rest->at[0] != sep)
        return false;
    rest->at++;
    rest->n--;
    return true;
}

static bool is_separator(char c)
{
    return c == '-' || c == '/' || c == '.';
}

static char first_separator(struct text text)
{
    for (size_t i = 0; i < text.n; i++)
        if (is_separator(text.at[i]))
            return text.at[i];
    return 0;
}

/* YYYYMMDD, loaded. */
static bool split_eight(uint64_t word, int *year, int *month, int *mday)
{
    uint32_t number;
    if (!eight_digits(word, &number))
        return false;
    *year = (int)(number / 10000);
    *month = (int)(number / 100 % 100);
    *mday = (int)(number % 100);
    return true;
}

/* YYYY-MM-DD. */
static bool split_iso(const char *at, int *year, int *month, int *mday)
{
    uint64_t word = load_eight(at); /* YYYY-MM- */
    word = (word & UINT32_MAX) | (word >> 8 & UINT64_C(0xFFFF00000000)) | (uint64_t)(unsigned char)at[8] << 48
           | (uint64_t)(unsigned char)at[9] << 56;
    return at[4] == '-' && at[7] == '-' && split_eight(word, year, month, mday);
}

static bool split_form(struct text text, enum day_form form, int *year, int *month, int *mday)
{
    if (form != DAY_DMY && text.n == 8 && split_eight(load_eight(text.at), year, month, mday))
        return true;
    if (form == DAY_ISO)
        return text.n == 10 && split_iso(text.at, year, month, mday);
    char sep = first_separator(text);
    struct text rest = text;
    if (!sep)
        return false;
    if (form == DAY_DMY)
        return short_number(&rest, sep, mday) && short_number(&rest, sep, month) && rest.n == 4
               && digits(rest.at, 4, year);
    if (rest.n < 5 || !digits(rest.at, 4, year) || rest.at[4] != sep)
        return false;
    rest = (struct text){rest.at + 5, rest.n - 5};
    return short_number(&rest, sep, month) && short_number(&rest, 0, mday) && rest.n == 0;
}

static bool exists(int year, int month, int mday)
{
    static const unsigned char month_days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || mday < 1)
        return false;
    if (mday <= 28)
        return true;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return mday <= month_days[month] + (month == 2 && leap);
}

enum day_result day_parse(struct text text, enum day_form form, day *out)
{
    int year, month, mday;
    if (!split_form(text, form, &year, &month, &mday))
        return DAY_BAD_FORM;
    if (year < 1990 || year > 2099 || !exists(year, month, mday))
        return DAY_IMPOSSIBLE;
    /* In these years every fourth has a leap day. */
    static const int16_t before[13] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    *out = 365 * (year - 1990) + (year - 1989) / 4 + before[month] + (month > 2 && year % 4 == 0) + mday - 1;
    return DAY_OK;
}

bool day_parse_wide(struct text text, day *out)
{
    int year, month, mday;
    if (!split_form(text, DAY_ISO, &year, &month, &mday) || year < 1 || !exists(year, month, mday))
        return false;
    *out = from_civil(year, month, mday);
    return true;
}

void day_print(day d, char out[static DAY_TEXT + 1])
{
    int year, month, mday;
    to_civil(d, &year, &month, &mday);
    for (int i = 3; i >= 0; i--, year /= 10)
        out[i] = (char)('0' + year % 10);
    out[4] = out[7] = '-';
    out[5] = (char)('0' + month / 10);
    out[6] = (char)('0' + month % 10);
    out[8] = (char)('0' + mday / 10);
    out[9] = (char)('0' + mday % 10);
    out[10] = '\0';
}

enum clock { CLOCK_RUNS, CLOCK_STOPPED, CLOCK_WRONG };

/* By SOURCE_DATE_EPOCH: not set, or empty; a moment up to the year 9999, 0 too; or no such moment. */
static enum clock stopped_clock(uint64_t *seconds)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    if (!epoch || epoch[0] == '\0')
        return CLOCK_RUNS;
    return text_digits(text_of(epoch), 18, seconds) && *seconds < UINT64_C(253402300800) ? CLOCK_STOPPED : CLOCK_WRONG;
}

bool clock_check(struct error *err)
{
    uint64_t seconds;
    return stopped_clock(&seconds) != CLOCK_WRONG
           || error_set(err, STATUS_USAGE, "SOURCE_DATE_EPOCH is not a number of seconds since 1970");
}

int64_t clock_now(void)
{
    uint64_t seconds;
    return stopped_clock(&seconds) == CLOCK_STOPPED ? (int64_t)seconds : (int64_t)time(NULL);
}

day day_today(void)
{
    return from_civil(1970, 1, 1) + (day)(clock_now() / (24 * 60 * 60));
}

day day_years_back(day d, int years)
{
    int year, month, mday;
    to_civil(d, &year, &month, &mday);
    return from_civil(year - years, month, mday);
}

day quarter_first(day d)
{
    int year, month, mday;
    to_civil(d, &year, &month, &mday);
    return from_civil(year, (month - 1) / 3 * 3 + 1, 1);
}

day quarter_last(day d)
{
    int year, month, mday;
    to_civil(d, &year, &month, &mday);
    month = (month - 1) / 3 * 3 + 4;
    return (month > 12 ? from_civil(year + 1, 1, 1) : from_civil(year, month, 1)) - 1;
}

/* 16 quarters are 1461 days, and no quarter begins more than two days from where equal ones would: 2000 is a leap year,
 * and 2100 is not reached. */
unsigned quarter_number(day d)
{
    return (unsigned)(quarter_first(d) * 16 + 730) / 1461;
}

day quarter_of_number(unsigned number)
{
    return quarter_first((day)(number * 1461 + 45 * 16) / 16);
}

void quarter_print(day d, char out[static 7])
{
    int year, month, mday;
    to_civil(d, &year, &month, &mday);
    for (int i = 3; i >= 0; i--, year /= 10)
        out[i] = (char)('0' + year % 10);
    out[4] = 'Q';
    out[5] = (char)('1' + (month - 1) / 3);
    out[6] = '\0';
}
