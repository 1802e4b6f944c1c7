/* profile.c - see profile.h. inih splits the lines; what they mean is decided here. */
#include "ingest/profile.h"

#include <ini.h>

#include "base/file.h"
#include "base/memory.h"

struct reading {
    struct profile *profile;
    struct problems *problems;
    const char *path;
    struct text rest; /* of the file */
    unsigned seen;    /* settings of [csv], a bit each */
    size_t line;
};

/* Hands inih one line. It takes " ;" for the start of a comment, so that `delimiter = ;` would be empty: the blanks
 * behind the first '=' are left out. */
static char *next_profile_line(char *to, int size, void *ctx)
{
    struct reading *reading = ctx;
    size_t n = 0;
    bool value = false, too_long = false;
    if (reading->rest.n == 0)
        return NULL;
    reading->line++;
    while (reading->rest.n) {
        char c = *reading->rest.at++;
        reading->rest.n--;
        if (c == '\n')
            break;
        if (n == 0 && (c == ' ' || c == '\t')) /* for inih an indented line goes on with the one before */
            continue;
        too_long |= n + 2 >= (size_t)size && c != '\r';
        bool blank_before_value = value && n && to[n - 1] == '=' && (c == ' ' || c == '\t');
        if (!blank_before_value && n + 2 < (size_t)size)
            to[n++] = c;
        value |= c == '=';
    }
    /* A comment may go on: `profile` lists all columns of a file in one. */
    if (too_long && to[0] != '#' && to[0] != ';')
        problem_add(reading->problems, reading->path, reading->line, "the line is longer than %d bytes", size - 2);
    to[n++] = '\n';
    to[n] = '\0';
    return to;
}

static bool choice(const char *value, const char *const *name, int n, int *out)
{
    for (int i = 0; i < n; i++)
        if (strcmp(value, name[i]) == 0) {
            *out = i;
            return true;
        }
    return false;
}

/* One character, as itself or by name. */
static bool character(const char *value, char *out)
{
    static const struct {
        const char *name;
        char c;
    } known[] = {{"tab", '\t'}, {"\\t", '\t'},  {"puntkomma", ';'}, {"semicolon", ';'}, {"komma", ','}, {"comma", ','},
                 {"pipe", '|'}, {"\";\"", ';'}, {"';'", ';'},       {"\",\"", ','},     {"','", ','},   {"\"|\"", '|'}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(value, known[i].name) == 0) {
            *out = known[i].c;
            return true;
        }
    *out = value[0];
    return value[0] > ' ' && value[0] < 0x7F && value[1] == '\0'
           && !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", value[0]);
}

/* The setting's number; -1: there is no such. */
static int csv_number(const char *name)
{
    static const char *const known[] = {"delimiter", "quote", "encoding", "decimal", "date", "decimalen", "tijd"};
    int number = -1;
    return choice(name, known, 7, &number) ? number : -1;
}

static bool csv_setting(struct profile *profile, const char *name, const char *value)
{
    static const char *const encoding[] = {"utf-8", "cp1252", "latin-1"};
    static const char *const decimal[] = {"cent", "punt", "komma"};
    static const char *const date[] = {"iso", "dmy", "ymd"};
    static const char *const decimals[] = {"2", "0-2"};
    static const char *const no_or_yes[] = {"nee", "ja"};
    int number = 0;
    bool good = false;
    if (strcmp(name, "delimiter") == 0)
        return character(value, &profile->delimiter);
    if (strcmp(name, "quote") == 0)
        return character(value, &profile->quote);
    if (strcmp(name, "encoding") == 0) {
        good = choice(value, encoding, 3, &number);
        profile->encoding = (enum encoding)number;
    } else if (strcmp(name, "decimal") == 0) {
        good = choice(value, decimal, 3, &number);
        profile->decimal = (enum decimal)number;
    } else if (strcmp(name, "date") == 0) {
        good = choice(value, date, 3, &number);
        profile->date = (enum day_form)number;
    } else if (strcmp(name, "decimalen") == 0) {
        good = choice(value, decimals, 2, &number);
        profile->few_decimals = number == 1;
    } else if (strcmp(name, "tijd") == 0) {
        good = choice(value, no_or_yes, 2, &number);
        profile->with_time = number == 1;
    }
    return good;
}

/* The file may be another than was meant. */
#define SAYABLE(string) (int)text_sayable(text_of(string)).n, text_sayable(text_of(string)).at

static int setting(void *ctx, const char *section, const char *name, const char *value)
{
    struct reading *reading = ctx;
    char **slot = NULL;
    if (strcmp(section, "csv") == 0) {
        int number = csv_number(name);
        if (number >= 0 && (reading->seen >> number & 1))
            problem_add(reading->problems, reading->path, reading->line, "[csv] %s occurs twice", name);
        reading->seen |= number >= 0 ? 1U << number : 0U;
        if (!csv_setting(reading->profile, name, value))
            problem_add(
                reading->problems, reading->path, reading->line,
                "[csv] %.*s = %.*s%s is not a setting with an allowed value: delimiter and quote take one character, "
                "encoding utf-8, cp1252 or latin-1, decimal cent, punt or komma, decimalen 2 or 0-2, date iso, dmy or "
                "ymd, tijd nee or ja",
                SAYABLE(name), SAYABLE(strlen(value) < 8 ? "" : value),
                strlen(value) < 8 ? value : ""); /* "utf8" can be told */
        return 1;
    }
    const bool of_empty = strcmp(section, "leeg") == 0;
    for (int c = 0; c < COLUMNS; c++)
        if (strcmp(name, column_name[c]) == 0)
            slot = strcmp(section, "columns") == 0    ? &reading->profile->own_name[c]
                   : strcmp(section, "defaults") == 0 ? &reading->profile->fallback[c]
                   : of_empty                         ? &reading->profile->empty[c]
                                                      : NULL;
    if (of_empty && strcmp(name, "*") == 0)
        slot = &reading->profile->empty[COLUMNS];
    if (!slot)
        problem_add(reading->problems, reading->path, reading->line,
                    "[%.*s] %.*s: unknown; the sections are [csv], [columns], [defaults] and [leeg], the last three "
                    "take the canonical "
                    "column names, [leeg] also * for every column",
                    SAYABLE(section), SAYABLE(name));
    else if (*slot)
        problem_add(reading->problems, reading->path, reading->line, "[%s] %s occurs twice", section, name);
    else if (value[0] == '\0')
        problem_add(reading->problems, reading->path, reading->line, "[%s] %s is empty", section, name);
    else
        *slot = xstrdup(value);
    return 1;
}

#define COLUMNS_OF_VERSION_1 ((UINT64_C(2) << COL_VORIG_REFERENTIENUMMER) - 1) /* a bit each */

/* What version 1 did not have, columns too, counts only when it is said: a file that was ingested then is known. */
static void take_profile_fingerprint(struct profile *profile)
{
    struct buf buf = {0};
    buf_printf(&buf, "%d %d %d %d %d", profile->delimiter, profile->quote, profile->encoding, profile->decimal,
               profile->date);
    for (int c = 0; c < COLUMNS; c++) {
        const char *own_name = profile->own_name[c], *fallback = profile->fallback[c];
        const bool later = !(COLUMNS_OF_VERSION_1 >> c & 1);
        if (later && (own_name || fallback))
            buf_printf(&buf, "\nkolom %s", column_name[c]);
        if (!later || own_name || fallback)
            buf_printf(&buf, "\n%s\n%s", own_name ? own_name : column_name[c], fallback ? fallback : "");
    }
    if (profile->few_decimals || profile->with_time)
        buf_printf(&buf, "\n%d %d", profile->few_decimals, profile->with_time);
    for (int c = 0; c <= COLUMNS; c++)
        if (profile->empty[c])
            buf_printf(&buf, "\nleeg %d %s", c < COLUMNS ? c : -1, profile->empty[c]);
    sha256_of(buf.at, buf.n, profile->fingerprint);
    buf_release(&buf);
}

bool profile_read(struct profile *profile, const char *path, struct problems *problems, struct error *err)
{
    char *content;
    size_t n;
    *profile = PROFILE_CANONICAL;
    if (!read_whole_file(path, &content, &n, err))
        return false;
    struct reading reading = {.profile = profile, .problems = problems, .path = path, .rest = {content, n}};
    const bool is_text = !memchr(content, '\0', n); /* nothing behind one would be read */
    int wrong = is_text ? ini_parse_stream(next_profile_line, &reading, setting, &reading) : 0;
    if (wrong || !is_text)
        problem_add(problems, path, wrong > 0 ? (size_t)wrong : 0,
                    wrong ? "is not a line of the form name = value" : "is not a text");
    if (profile->delimiter == profile->quote)
        problem_add(problems, path, 0, "[csv] delimiter and quote are the same character");
    take_profile_fingerprint(profile);
    free(content);
    return true;
}

void profile_release(struct profile *profile)
{
    for (int c = 0; c < COLUMNS; c++) {
        free(profile->own_name[c]);
        free(profile->fallback[c]);
        free(profile->empty[c]);
    }
    free(profile->empty[COLUMNS]);
    *profile = PROFILE_CANONICAL;
}
