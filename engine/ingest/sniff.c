/* sniff.c - see sniff.h. The sample is taken apart once per thing to find out: encoding by its bytes, delimiter and
 * quote by how evenly they cut the lines, columns by name and then by content,
 * date and amount by the values of their columns. */
#include "ingest/sniff.h"

#include <stdarg.h>
#include <stdio.h>

#include "csv/charset.h"
#include "ingest/column_names.h"

enum {
    PERCENT_FITS = 50,      /* a name holds when at least this share of the values has the form */
    PERCENT_CANONICAL = 80, /* a file of which a run takes fewer lines needs something, if not a profile */
    PERCENT_DAMAGED = 5,    /* a stray value is for look_at_form */
    PERCENT_SOME = 1,
    PERCENT_CERTAIN = 95, /* content alone says so from here on */
    FEW = 3,              /* fewer values than this say nothing */
};

/* What could not be told, and what looks wrong. */
#define untold(sniff, ...) add_note(sniff, "niet vast te stellen: ", __VA_ARGS__)
#define look_out(sniff, ...) add_note(sniff, "let op: ", __VA_ARGS__)

PRINTF_LIKE(3, 4) static void add_note(struct sniff *sniff, const char *kind, const char *format, ...)
{
    char note[2048];
    va_list list;
    va_start(list, format);
    vsnprintf(note, sizeof note, format, list);
    va_end(list);
    buf_printf(&sniff->notes, "%s%s\n", kind, note);
}

/* A name of the header as a person may see it: what may be the number of somebody is masked. */
static const char *shown_name(const struct sniff *sniff, size_t field)
{
    return sniff->shown[field];
}

static bool at_least(uint32_t n, uint32_t of, unsigned percent)
{
    return of && (uint64_t)n * 100 >= (uint64_t)of * percent;
}

/* Takes a line off `rest`, without its end; false at the end of the sample, and for a last line that it does not hold
 * whole. */
static bool next_sample_line(struct text *rest, bool whole, struct text *line)
{
    const char *lf = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    if (rest->n == 0 || (!lf && !whole))
        return false;
    size_t n = lf ? (size_t)(lf - rest->at) : rest->n;
    *line = (struct text){rest->at, n};
    rest->at += n + (lf != NULL);
    rest->n -= n + (lf != NULL);
    line->n -= line->n && line->at[line->n - 1] == '\r';
    return true;
}

/* --- Encoding --- */

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct bytes {
    uint32_t high_lines, utf8_lines; /* lines with a byte above 7F, and of those the valid UTF-8 */
    uint32_t c1, dos, not_1252, nul; /* 80..9F; of those between letters where cp1252 has no letter; undefined there */
};

static void count_bytes(struct text line, struct bytes *bytes)
{
    bool high = false;
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.at[i];
        bytes->nul += c == 0;
        high |= c >= 0x80;
        if (c < 0x80 || c > 0x9F)
            continue;
        bytes->c1++;
        bytes->not_1252 += c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D;
        /* Behind a letter and before one cp1252 has letters, an apostrophe or a dash. */
        bool within = i && i + 1 < line.n && is_letter((unsigned char)line.at[i - 1])
                      && is_letter((unsigned char)line.at[i + 1]);
        bytes->dos += within && !memchr("\x8A\x8C\x8E\x91\x92\x96\x97\x9A\x9C\x9E\x9F", c, 11);
    }
    bytes->high_lines += high;
    bytes->utf8_lines += high && text_is_utf8(line);
}

/* Whether the header can be read as the proposal then says. */
static bool tell_encoding(struct sniff *sniff, struct text sample, bool whole)
{
    struct bytes bytes = {0};
    struct text rest = sample, line;
    uint32_t lines = 0;
    bool header_utf8 = true, header_nul = false;
    for (; next_sample_line(&rest, whole, &line); lines++) {
        count_bytes(line, &bytes);
        header_utf8 &= lines > 0 || text_is_utf8(line);
        header_nul |= lines == 0 && line.n && memchr(line.at, '\0', line.n);
    }
    uint32_t bad = bytes.high_lines - bytes.utf8_lines;
    sniff->told_encoding = true;
    sniff->only_ascii = bytes.high_lines == 0;
    if (sniff->only_ascii)
        sniff->told_encoding = false;
    else if (bad == 0)
        sniff->profile.encoding = ENCODING_UTF8;
    else if (header_utf8 && at_least(bytes.utf8_lines, bytes.high_lines, 90))
        look_out(sniff,
                 "regels met letters buiten ASCII die geen geldige UTF-8 zijn, "
                 "terwijl de andere dat wel zijn: %u van de %u; "
                 "run keurt ze af",
                 bad, bytes.high_lines);
    else if (header_utf8 && bad < FEW && !at_least(bad, lines, 1)) {
        sniff->told_encoding = false;
        untold(sniff,
               "encoding: letters buiten ASCII zijn er alleen in %u van de %u regels, en geen UTF-8; "
               "is de hele export zo, zet dan "
               "encoding=cp1252 aan, anders keurt run ze af",
               bad, lines);
    } else if (bytes.dos) {
        sniff->told_encoding = false;
        untold(sniff, "encoding: de bytes wijzen op een DOS-codering (cp850 of cp437), die run niet leest; "
                      "zet het bestand eerst om "
                      "naar UTF-8");
    } else if (bytes.not_1252) {
        sniff->profile.encoding = ENCODING_LATIN1;
        sniff->told_encoding = false;
        untold(
            sniff,
            "encoding: geen UTF-8, en er staan bytes in die cp1252 niet kent; kies latin-1 als de letters dan kloppen");
    } else
        sniff->profile.encoding = ENCODING_CP1252;
    if (header_nul)
        look_out(sniff, "in de kopregel staat een NUL-byte; run weigert dan het bestand");
    return !header_nul && (header_utf8 || sniff->told_encoding);
}

/* --- Lines to fields --- */

/* The lines of the sample as UTF-8, with slack behind each. */
struct lines {
    struct text *line;
    size_t n, cap, not_text;
};

static bool take_lines(struct sniff *sniff, struct text sample, bool whole, struct lines *lines, struct error *err)
{
    struct charset charset;
    struct text rest = sample, line;
    bool ok = charset_open(&charset, sniff->profile.encoding, err);
    while (ok && next_sample_line(&rest, whole, &line)) {
        if (line.n == 0 && lines->n)
            continue;
        if (line.n > CSV_LINE_MAX || !charset_to_utf8(&charset, &line) || !text_is_utf8(line)
            || memchr(line.at, 0, line.n)) {
            lines->not_text++;
            continue;
        }
        ARRAY_ROOM(lines->line, lines->n, lines->cap);
        char *copy = arena_alloc(&sniff->arena, line.n + CSV_SLACK);
        memcpy(copy, line.at, line.n);
        memset(copy + line.n, 0, CSV_SLACK);
        lines->line[lines->n++] = (struct text){copy, line.n};
    }
    charset_close(&charset);
    return ok;
}

/* How many lines a delimiter cuts into as many fields as the header, and into how many. */
struct cut {
    size_t fields, even, known;
};

static struct cut try_cut(const struct lines *lines, char delimiter, char quote)
{
    enum { LOOK = 500 };
    struct csv_record record = CSV_RECORD(delimiter);
    struct cut cut = {0};
    unsigned rank;
    record.quote = quote;
    for (size_t i = 0; i < lines->n && i < LOOK; i++) {
        bool good = csv_record_split(&record, lines->line[i]) == CSV_RECORD_OK;
        if (i == 0)
            cut.fields = good ? record.n : 0;
        for (size_t f = 0; i == 0 && good && f < record.n; f++)
            cut.known += column_by_name(text_trim(record.field[f]), &rank) >= 0;
        cut.even += good && record.n == cut.fields;
    }
    csv_record_release(&record);
    return cut;
}

static bool better(struct cut a, struct cut b)
{
    if (a.fields < 2 || b.fields < 2)
        return a.fields > b.fields;
    if (a.known != b.known)
        return a.known > b.known;
    return a.even != b.even ? a.even > b.even : a.fields > b.fields;
}

/* Most fields of some column stand between these. */
static bool wraps(const struct lines *lines, char delimiter, char quote)
{
    size_t wrapped = 0;
    for (size_t i = 0; i < lines->n; i++) {
        struct text line = lines->line[i];
        for (size_t at = 0; at < line.n;) {
            const char *end = memchr(line.at + at, delimiter, line.n - at);
            size_t stop = end ? (size_t)(end - line.at) : line.n;
            if (stop - at >= 2 && line.at[at] == quote && line.at[stop - 1] == quote) {
                wrapped++;
                break;
            }
            at = stop + 1;
        }
    }
    return wrapped * 2 > lines->n;
}

static bool tell_cut(struct sniff *sniff, const struct lines *lines)
{
    static const char delimiter[] = {',', ';', '\t', '|'};
    struct cut best = {0};
    for (size_t d = 0; d < sizeof delimiter; d++) {
        bool apostrophe = !wraps(lines, delimiter[d], '"') && wraps(lines, delimiter[d], '\'');
        struct cut cut = try_cut(lines, delimiter[d], apostrophe ? '\'' : '"');
        if (!better(cut, best))
            continue;
        best = cut;
        sniff->profile.delimiter = delimiter[d];
        sniff->profile.quote = apostrophe ? '\'' : '"';
        sniff->told_quote = apostrophe || wraps(lines, delimiter[d], '"');
    }
    return best.fields >= 2;
}

/* Digits of a name from the fifth of five or more in a row on. */
static void mask_names(struct sniff *sniff)
{
    enum { SHOWN = 4 };
    sniff->shown = arena_alloc(&sniff->arena, (sniff->fields + 1) * sizeof *sniff->shown);
    for (size_t f = 0; f < sniff->fields; f++) {
        char *name = arena_copy(&sniff->arena, sniff->header[f].at, sniff->header[f].n);
        size_t run = 0;
        for (size_t i = 0; i < sniff->header[f].n; i++) {
            run = name[i] >= '0' && name[i] <= '9' ? run + 1 : 0;
            if (run > SHOWN || (unsigned char)name[i] < 0x20)
                name[i] = '*';
        }
        sniff->shown[f] = name;
    }
}

/* Every line to fields; the header apart. False: the header cannot be split. */
static bool take_sample_rows(struct sniff *sniff, const struct lines *lines)
{
    struct csv_record record = CSV_RECORD(sniff->profile.delimiter);
    record.quote = sniff->profile.quote;
    sniff->row = arena_alloc(&sniff->arena, 8);
    for (size_t i = 0; i < lines->n; i++) {
        bool good = csv_record_split(&record, lines->line[i]) == CSV_RECORD_OK;
        if (i == 0) {
            sniff->fields = good ? record.n : 0;
            sniff->header = arena_alloc(&sniff->arena, (record.n + 1) * sizeof *sniff->header);
            sniff->row = arena_alloc(&sniff->arena, (lines->n * record.n + 1) * sizeof *sniff->row);
        }
        if (!good || record.n != sniff->fields) {
            sniff->broken++;
            sniff->one_less += good && record.n + 1 == sniff->fields;
            sniff->one_more += good && record.n == sniff->fields + 1;
            continue;
        }
        for (size_t f = 0; f < record.n; f++) {
            struct text value = text_trim(record.field[f]);
            value.at = arena_copy(&sniff->arena, value.at, value.n);
            *(i == 0 ? &sniff->header[f] : &sniff->row[sniff->rows * sniff->fields + f]) = value;
        }
        sniff->rows += i > 0;
    }
    mask_names(sniff);
    csv_record_release(&record);
    sniff->broken += lines->not_text;
    return sniff->fields > 0;
}

/* --- Values --- */

static struct text sample_value(const struct sniff *sniff, size_t row, size_t field)
{
    return sniff->row[row * sniff->fields + field];
}

static bool all_digits(struct text value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.at[i] < '0' || value.at[i] > '9')
            return false;
    return value.n > 0;
}

static bool sample_zeros(struct text value)
{
    uint64_t number;
    return text_digits(value, 18, &number) && number == 0;
}

static bool is_date(struct text value, enum day_form form)
{
    day d;
    return day_parse(value, form, &d) == DAY_OK;
}

static bool is_any_date(struct text value)
{
    return is_date(value, DAY_ISO) || is_date(value, DAY_DMY) || is_date(value, DAY_YMD);
}

static bool is_bsn(struct text value)
{
    char bsn[9] = "0";
    if (!all_digits(value) || (value.n != 8 && value.n != 9))
        return false;
    memcpy(bsn + (9 - value.n), value.at, value.n);
    return elfproef(bsn) || memcmp(bsn, "999999999", 9) == 0;
}

/* The zorgsoorten that have to do with chronic care: enough to tell an AGB code from another number of 8 digits. */
static bool is_agb(struct text value)
{
    static const char known[] = "01 02 03 04 06 22 24 26 37 44 50 53 96 98";
    struct text rest = TEXT(known), zorgsoort;
    if (value.n != 8 || !all_digits(value))
        return false;
    while (text_word(&rest, &zorgsoort))
        if (memcmp(value.at, zorgsoort.at, 2) == 0)
            return true;
    return false;
}

/* Digits, the mark and so many digits. */
static bool has_decimals(struct text value, char mark, size_t decimals)
{
    return value.n >= 2 + decimals && value.at[value.n - decimals - 1] == mark
           && all_digits((struct text){value.at, value.n - decimals - 1})
           && all_digits((struct text){value.at + value.n - decimals, decimals});
}

static bool is_amount(struct text value, char mark)
{
    return has_decimals(value, mark, 2);
}

static bool could_be_code(struct text value)
{
    for (size_t i = 0; i < value.n; i++)
        if (!is_letter((unsigned char)value.at[i]) && (value.at[i] < '0' || value.at[i] > '9'))
            return false;
    return value.n <= PRESTATIECODE_MAX;
}

/* Whether a value has the form of a KIND of column, in whatever dialect. */
#define FITS_BSN(value, width) is_bsn(value)
#define FITS_VERZEKERDE(value, width) text_code_points(value) <= (width)
#define FITS_TEXT(value, width) text_code_points(value) <= (width)
#define FITS_DIGITS(value, width) (value).n == (width) && all_digits(value)
#define FITS_CODE(value, width) could_be_code(value)
#define FITS_NUMBER(value, width) (value).n <= (width) && all_digits(value)
#define FITS_COUNT(value, width) FITS_NUMBER(value, width)
#define FITS_ICPC(value, width) true
#define FITS_BEGIN(value, width) is_any_date(date_without_time(value))
#define FITS_END(value, width) FITS_BEGIN(value, width)
#define FITS_CENT(value, width)                                                                                        \
    (FITS_NUMBER(value, width)) || is_amount(value, ',') || is_amount(value, '.') || has_decimals(value, ',', 1)       \
        || has_decimals(value, '.', 1)
#define FITS_CREDIT(value, width) (value).n == 1 && strchr("DdCc", (value).at[0])

static bool fits(struct text value, enum column column)
{
#define FITS(NAME, name, STAND, KIND, WIDTH, ...)                                                                      \
    if (column == COL_##NAME)                                                                                          \
        return FITS_##KIND(value, WIDTH);
    LINE_COLUMNS(FITS)
    return false;
}

/* Whether a value speaks against the name of its column. Of dates and amounts any form will do: tell_date and
 * tell_decimal say which ones a run cannot read. */
static bool is_plausible(struct text value, enum column column)
{
    if (column != COL_BEGINDATUM && column != COL_EINDDATUM && column != COL_BEDRAG_CENT)
        return fits(value, column);
    for (size_t i = 0; i < value.n; i++)
        if (value.at[i] >= '0' && value.at[i] <= '9')
            return true;
    return false;
}

/* Content that hardly any other column has. */
static bool speaks(struct text value, enum column column)
{
    if (column == COL_BSN)
        return value.n == 9 && is_bsn(value);
    if (column == COL_AGB_DECLARANT)
        return is_agb(value) && !is_date(value, DAY_ISO);
    if (column == COL_BEDRAG_CENT)
        return is_amount(value, ',') || is_amount(value, '.');
    return (column == COL_BEGINDATUM || column == COL_DEBET_CREDIT) && fits(value, column);
}

/* What stands for "nothing" in a column that may be empty: a word such as NULL, a day such as 9999-12-31. */
static bool is_for_nothing(struct text value, enum column column)
{
    if (column_required[column])
        return false;
    return is_word_for_nothing(value) || (column == COL_EINDDATUM && is_day_for_none(date_without_time(value)));
}

/* How many values of a field `has` says yes to, of those that are there. */
static uint32_t count(const struct sniff *sniff, size_t field, enum column column,
                      bool (*has)(struct text value, enum column column), uint32_t *filled)
{
    uint32_t n = 0;
    *filled = 0;
    for (size_t row = 0; row < sniff->rows; row++) {
        struct text value = sample_value(sniff, row, field);
        if (value.n == 0 || sample_zeros(value) || is_for_nothing(value, column))
            continue;
        ++*filled;
        n += has(value, column);
    }
    return n;
}

/* --- Columns --- */

static bool field_is_taken(const struct sniff *sniff, size_t field)
{
    for (int c = 0; c < COLUMNS; c++)
        if (sniff->field_of[c] == (int)field)
            return true;
    return false;
}

static void assign_field(struct sniff *sniff, enum column column, size_t field, enum sniff_how how)
{
    sniff->field_of[column] = (int)field;
    sniff->how[column] = how;
    sniff->fitting[column] = count(sniff, field, column, fits, &sniff->filled[column]);
}

/* A BSN that a spreadsheet or a program damaged: in scientific notation, or with .0, an apostrophe, points, zeros or
 * other signs around or between its digits. No pseudonym. */
static bool is_damaged_bsn(struct text value, enum column column)
{
    enum { MARKS = 5, LETTERS = 2 };
    char digits[9];
    size_t n = 0, marks = 0, letters = 0;
    (void)column;
    if (is_scientific(value))
        return true;
    for (size_t end = value.n; end >= 2 && value.at[end - 1] == '0'; end--) /* .0, ,00 */
        if (value.at[end - 2] == '.' || value.at[end - 2] == ',') {
            value.n = end - 2;
            marks = 1;
            break;
        }
    bool zeros = false;
    for (size_t i = 0; i < value.n; i++)
        if (value.at[i] < '0' || value.at[i] > '9')
            ++*(is_letter((unsigned char)value.at[i]) ? &letters : &marks);
        else if (n == 0 && value.at[i] == '0' && value.n > sizeof digits)
            zeros = true;
        else if (n++ < sizeof digits)
            digits[n - 1] = value.at[i];
    return (marks || letters || zeros) && marks <= MARKS && letters <= LETTERS && n <= sizeof digits
           && is_bsn((struct text){digits, n});
}

/* Nothing of nine digits in it: pseudonyms. */
static bool could_be_pseudonym(struct text value, enum column column)
{
    (void)column;
    return value.n != 9 || !all_digits(value);
}

/* Such a file cannot be mended: the digits are gone, or whoever puts them back may be wrong. */
static void say_damaged(struct sniff *sniff, size_t field, uint32_t damaged, uint32_t filled)
{
    untold(sniff,
           "%s: %u van de %u waarden zijn nummers die een spreadsheet of programma heeft beschadigd (wetenschappelijke "
           "notatie, of .0, een "
           "apostrof, punten of andere tekens erbij); geen profiel herstelt dat, en --patient-id opaque zou vreemden "
           "samenvoegen: exporteer "
           "opnieuw, met deze kolom als tekst",
           shown_name(sniff, field), damaged, filled);
    sniff->damaged = true;
}

static void tell_by_name(struct sniff *sniff)
{
    unsigned best[COLUMNS] = {0}, rank;
    for (size_t f = 0; f < sniff->fields; f++) {
        int c = column_by_name(sniff->header[f], &rank);
        uint32_t filled;
        if (c < 0)
            continue;
        uint32_t fitting = count(sniff, f, (enum column)c, is_plausible, &filled);
        uint32_t damaged = c == COL_BSN ? count(sniff, f, COL_BSN, is_damaged_bsn, &filled) : 0;
        if (damaged && at_least(damaged, filled, PERCENT_DAMAGED))
            say_damaged(sniff, f, damaged, filled);
        else
            damaged = 0;
        bool opaque = c == COL_BSN && filled && !at_least(fitting, filled, PERCENT_FITS) && !damaged
                      && at_least(count(sniff, f, COL_BSN, could_be_pseudonym, &filled), filled, PERCENT_CERTAIN);
        if (filled && !at_least(fitting, filled, PERCENT_FITS) && !opaque && !damaged) {
            bool by_itself = column_name_same(sniff->header[f], text_of(column_name[c]));
            look_out(sniff, "kolom '%s' heet als %s, maar heeft die vorm niet in %u van de %u waarden; %s",
                     shown_name(sniff, f), column_name[c], filled - fitting, filled,
                     by_itself
                         ? "run leest haar toch, omdat ze zo heet, en keurt die regels af: verbeter of hernoem haar"
                         : "niet gebruikt");
            continue;
        }
        if (sniff->field_of[c] >= 0) {
            size_t other = rank < best[c] ? (size_t)sniff->field_of[c] : f;
            look_out(sniff, "kolom '%s' kan ook %s zijn; de best passende naam is gekozen", shown_name(sniff, other),
                     column_name[c]);
            if (rank >= best[c])
                continue;
        }
        best[c] = rank;
        assign_field(sniff, (enum column)c, f, SNIFF_BY_NAME);
        if (c == COL_BSN)
            sniff->opaque = opaque;
    }
}

static void add_candidate(struct sniff *sniff, enum column column, size_t field)
{
    struct buf *list = &sniff->candidates[column];
    buf_printf(list, "%s'%s'", list->n ? ", " : "", shown_name(sniff, field));
}

/* A column that no name told: the only field that speaks for it, else candidates. */
static void tell_by_content(struct sniff *sniff, enum column column)
{
    size_t found = 0, field = 0;
    for (size_t f = 0; f < sniff->fields; f++) {
        uint32_t filled, n = field_is_taken(sniff, f) ? 0 : count(sniff, f, column, speaks, &filled);
        if (n < FEW || !at_least(n, filled, PERCENT_CERTAIN))
            continue;
        found++;
        field = f;
        add_candidate(sniff, column, f);
    }
    if (found == 1)
        assign_field(sniff, column, field, SNIFF_BY_CONTENT);
}

static int by_value(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static size_t distinct(const struct sniff *sniff, size_t field)
{
    struct text *value = xcalloc(sniff->rows + 1, sizeof *value);
    size_t n = 0;
    for (size_t row = 0; row < sniff->rows; row++)
        value[row] = sample_value(sniff, row, field);
    qsort(value, sniff->rows, sizeof *value, by_value);
    for (size_t row = 0; row < sniff->rows; row++)
        n += row == 0 || !text_equal(value[row], value[row - 1]);
    free(value);
    return n;
}

/* A column that is needed and was not told: fields whose values would do. */
static void list_candidates(struct sniff *sniff, enum column column)
{
    for (size_t f = 0; f < sniff->fields; f++) {
        uint32_t filled, n = field_is_taken(sniff, f) ? 0 : count(sniff, f, column, fits, &filled);
        if (n < FEW || !at_least(n, filled, PERCENT_CERTAIN))
            continue;
        size_t values = distinct(sniff, f);
        bool likely = column == COL_UZOVI              ? values <= 20
                      : column == COL_REFERENTIENUMMER ? values * 100 >= sniff->rows * PERCENT_CERTAIN
                                                       : true;
        if (likely)
            add_candidate(sniff, column, f);
    }
}

static void tell_columns(struct sniff *sniff)
{
    static const enum column speaking[] = {COL_BSN, COL_BEGINDATUM, COL_AGB_DECLARANT, COL_DEBET_CREDIT,
                                           COL_BEDRAG_CENT};
    for (int c = 0; c < COLUMNS; c++)
        sniff->field_of[c] = -1;
    tell_by_name(sniff);
    for (size_t i = 0; i < sizeof speaking / sizeof *speaking; i++)
        if (sniff->field_of[speaking[i]] < 0)
            tell_by_content(sniff, speaking[i]);
    sniff->complete = (sniff->rows || !sniff->broken) && !sniff->damaged;
    for (int c = 0; c < COLUMNS; c++) {
        bool needed = column_required[c] || (c == COL_BSN && sniff->field_of[COL_VERZEKERDENNUMMER] < 0);
        if (sniff->field_of[c] >= 0 || !needed)
            continue;
        if (sniff->candidates[c].n == 0)
            list_candidates(sniff, (enum column)c);
        sniff->complete = false;
        untold(sniff, "welke kolom %s is%s%s", c == COL_BSN ? "bsn of verzekerdennummer" : column_name[c],
               sniff->candidates[c].n ? "; kandidaten: " : "", buf_string(&sniff->candidates[c]));
    }
}

static void look_at_form(struct sniff *sniff)
{
    for (int c = 0; c < COLUMNS; c++)
        if (sniff->field_of[c] >= 0 && sniff->fitting[c] < sniff->filled[c] && !(c == COL_BSN && sniff->opaque))
            look_out(sniff, "waarden van kolom '%s' zonder de vorm van %s: %u van de %u",
                     shown_name(sniff, (size_t)sniff->field_of[c]), column_name[c],
                     sniff->filled[c] - sniff->fitting[c], sniff->filled[c]);
}

/* --- Dates and amounts --- */

/* The first two numbers of a date with separators, and the length of the third. */
static bool date_parts(struct text value, uint64_t part[2], size_t *year_digits)
{
    for (int i = 0; i < 2; i++) {
        size_t n = 0;
        while (n < value.n && value.at[n] >= '0' && value.at[n] <= '9')
            n++;
        if (n == value.n || !text_digits((struct text){value.at, n}, 2, &part[i]))
            return false;
        value = (struct text){value.at + n + 1, value.n - n - 1};
    }
    *year_digits = value.n;
    return all_digits(value);
}

static bool is_midnight(struct text time)
{
    for (size_t i = 0; i < time.n; i++)
        if (time.at[i] >= '1' && time.at[i] <= '9')
            return false;
    return true;
}

/* Dates of the sample, by their form. */
struct dates {
    uint32_t filled, form[3]; /* by enum day_form */
    uint32_t day_first, month_first, short_year, with_time, other_time, numbers, month_names;
};

static void count_date(struct text value, struct dates *d)
{
    const struct text date = date_without_time(value);
    uint64_t part[2];
    size_t year_digits;
    uint16_t unused;
    d->filled++;
    if (date.n < value.n) {
        d->with_time++;
        d->other_time += !is_midnight((struct text){value.at + date.n + 1, value.n - date.n - 1});
    }
    const enum gezien seen = gezien_of(date, COL_BEGINDATUM, &unused);
    d->numbers += seen == GEZIEN_DAGNUMMER;
    d->month_names += seen == GEZIEN_MAANDNAAM;
    for (int f = 0; f < 3; f++)
        d->form[f] += is_date(date, (enum day_form)f);
    if (date_parts(date, part, &year_digits)) {
        d->day_first += part[0] > 12;
        d->month_first += part[1] > 12;
        d->short_year += year_digits == 2;
    }
}

static void count_dates(const struct sniff *sniff, struct dates *d)
{
    static const enum column of[] = {COL_BEGINDATUM, COL_EINDDATUM};
    for (int i = 0; i < 2; i++)
        for (size_t row = 0; sniff->field_of[of[i]] >= 0 && row < sniff->rows; row++) {
            struct text value = sample_value(sniff, row, (size_t)sniff->field_of[of[i]]);
            if (value.n && !sample_zeros(value) && !is_for_nothing(value, of[i]))
                count_date(value, d);
        }
}

static const char *unread_dates(const struct dates *d)
{
    if (d->month_first)
        return "de datums lijken maand-dag-jaar";
    if (d->numbers * 2 > d->filled)
        return "het zijn dagnummers van een spreadsheet (dagen sinds 1900); exporteer ze als datum";
    if (d->month_names * 2 > d->filled)
        return "er staan namen van maanden in; exporteer ze als JJJJ-MM-DD";
    return "de vorm van de datums is niet bekend";
}

static void tell_date(struct sniff *sniff)
{
    struct dates d = {0};
    enum day_form best = DAY_ISO;
    count_dates(sniff, &d);
    if (d.form[DAY_YMD] > d.form[best])
        best = DAY_YMD;
    if (d.form[DAY_DMY] > d.form[best])
        best = DAY_DMY;
    if (d.filled == 0)
        return;
    if (d.short_year)
        untold(sniff, "date: %u van de %u datums hebben een jaartal van twee cijfers; run leest alleen vier cijfers",
               d.short_year, d.filled);
    else if (d.form[best] == 0 || (best == DAY_DMY && d.month_first > d.day_first))
        untold(sniff, "date: %s; run leest jaar-maand-dag en dag-maand-jaar", unread_dates(&d));
    else if (best == DAY_DMY && d.day_first == 0)
        untold(sniff,
               "date: geen dag boven 12 in het monster, dus dag-maand en maand-dag zijn niet te onderscheiden; is het "
               "dag-maand-jaar, zet dan date = dmy aan");
    else
        sniff->told_date = true;
    sniff->likely_date = best;
    if (sniff->told_date)
        sniff->profile.date = best;
    sniff->profile.with_time = d.with_time > 0;
    if (d.other_time)
        look_out(sniff,
                 "bij %u van de %u datums staat een andere tijd dan middernacht; "
                 "met tijd = ja laat run alle tijden weg",
                 d.other_time, d.filled);
}

static bool holds_cent(struct text name)
{
    for (size_t i = 0; i + 4 <= name.n; i++)
        if (text_equal_nocase((struct text){name.at + i, 4}, "cent"))
            return true;
    return false;
}

/* Amounts of the sample, by their form. */
struct amounts {
    uint32_t filled, whole, padded, minus;
    uint32_t one[2], two[2]; /* with one and two decimals behind a comma, a point */
};

static void count_amounts(const struct sniff *sniff, size_t field, struct amounts *a)
{
    for (size_t row = 0; row < sniff->rows; row++) {
        struct text value = sample_value(sniff, row, field);
        if (value.n == 0)
            continue;
        a->filled++;
        a->whole += all_digits(value);
        a->padded += all_digits(value) && value.n > 1 && value.at[0] == '0';
        a->minus += memchr(value.at, '-', value.n) != NULL;
        for (int m = 0; m < 2; m++) {
            a->one[m] += has_decimals(value, ",."[m], 1);
            a->two[m] += has_decimals(value, ",."[m], 2);
        }
    }
}

/* Some amounts have a mark and others have none, or fewer decimals: euros as programs write numbers, or cents with a
 * stray line among them. */
static void tell_few_decimals(struct sniff *sniff, size_t field, const struct amounts *a, int mark)
{
    static const char *const name[] = {"komma", "punt"};
    sniff->profile.few_decimals = true;
    if (a->one[mark]) { /* nobody writes cents with one decimal */
        sniff->told_decimal = true;
        if (a->whole)
            look_out(sniff,
                     "decimal: centen of euro's? in '%s' staan %u hele getallen naast bedragen met een %s; zo zijn het "
                     "euro's (100 is 100,00)",
                     shown_name(sniff, field), a->whole, name[mark]);
    } else
        untold(sniff,
               "decimal: centen of euro's? in '%s' staan %u hele getallen naast %u bedragen met een %s; zijn het "
               "allemaal euro's, zet dan decimal = %s "
               "en decimalen = 0-2 aan",
               shown_name(sniff, field), a->whole, a->two[mark], name[mark], name[mark]);
    sniff->likely_decimal = mark ? DECIMAL_PUNT : DECIMAL_KOMMA;
    if (sniff->told_decimal)
        sniff->profile.decimal = sniff->likely_decimal;
    else
        sniff->profile.few_decimals = false;
    sniff->likely_few = true;
}

static void tell_decimal(struct sniff *sniff)
{
    struct amounts a = {0};
    if (sniff->field_of[COL_BEDRAG_CENT] < 0)
        return;
    const size_t field = (size_t)sniff->field_of[COL_BEDRAG_CENT];
    count_amounts(sniff, field, &a);
    const int mark = a.one[1] + a.two[1] > a.one[0] + a.two[0];
    if (a.filled == 0)
        return;
    if (a.minus)
        look_out(
            sniff,
            "bedragen met een minteken: %u van de %u; run neemt alleen bedragen zonder teken, met debet_credit D of C",
            a.minus, a.filled);
    const uint32_t marked = a.one[mark] + a.two[mark];
    const bool stray_marks = marked && a.whole && marked < FEW && !at_least(marked, a.filled, PERCENT_SOME);
    const bool stray_others = a.two[mark] && !at_least(a.filled - a.two[mark], a.filled, PERCENT_SOME);
    if (stray_marks)
        look_out(sniff,
                 "decimal: centen of euro's? in '%s' staan %u hele getallen en %u bedragen met een %s; run leest de "
                 "eerste als centen en keurt de andere af",
                 shown_name(sniff, field), a.whole, marked, mark ? "punt" : "komma");
    if (!stray_marks && !stray_others && (a.one[mark] || (a.two[mark] && a.whole))) {
        tell_few_decimals(sniff, field, &a, mark);
    } else if (a.two[mark] && !stray_marks) {
        sniff->profile.decimal = sniff->likely_decimal = mark ? DECIMAL_PUNT : DECIMAL_KOMMA;
        sniff->told_decimal = true;
    } else if (a.whole && (holds_cent(sniff->header[field]) || at_least(a.padded, a.filled, PERCENT_FITS)))
        sniff->told_decimal = true;
    else if (a.whole)
        untold(sniff, "decimal: de bedragen in '%s' zijn hele getallen: centen of euro's? run leest ze als centen",
               shown_name(sniff, field));
    else
        untold(sniff,
               "decimal: de bedragen in '%s' hebben geen vorm die run leest (83, 0,83 of 0.83; "
               "geen valutateken of scheiding van "
               "duizendtallen)",
               shown_name(sniff, field));
}

/* --- What means "nothing" --- */

enum { WORDS_MAX = 8, EVERYWHERE = 3 /* columns with the same word */ };

struct words {
    struct text word[WORDS_MAX];
    size_t n;
};

static bool words_have(const struct words *words, struct text word)
{
    for (size_t i = 0; i < words->n; i++)
        if (text_equal(words->word[i], word))
            return true;
    return false;
}

static void words_add(struct words *words, struct text word)
{
    if (words->n < WORDS_MAX && !words_have(words, word))
        words->word[words->n++] = word;
}

/* The words of a column, and what cannot be said of it. */
static void find_words(struct sniff *sniff, enum column column, struct words *words)
{
    uint32_t with_blank = 0, needed = 0;
    for (size_t row = 0; row < sniff->rows; row++) {
        struct text value = sample_value(sniff, row, (size_t)sniff->field_of[column]);
        needed += column_required[column] && is_word_for_nothing(value);
        if (value.n == 0 || sample_zeros(value) || !is_for_nothing(value, column))
            continue;
        if (memchr(value.at, ' ', value.n)) /* [leeg] has words with blanks between them */
            with_blank++;
        else
            words_add(words, value);
    }
    if (with_blank)
        look_out(sniff,
                 "einddatum: %u keer staat er een datum die 'geen datum' betekent met een tijd erachter; [leeg] kan "
                 "die niet noemen: exporteer zonder "
                 "tijd, of leeg",
                 with_blank);
    if (needed)
        look_out(
            sniff,
            "%s: %u keer staat er een woord dat 'niets' betekent in een kolom die nodig is; run keurt die regels af",
            column_name[column], needed);
}

static char *words_joined(const struct words *words)
{
    struct buf list = {0};
    for (size_t i = 0; i < words->n; i++)
        buf_printf(&list, "%s%.*s", i ? " " : "", (int)words->word[i].n, words->word[i].at);
    char *text = list.n ? xstrdup(buf_string(&list)) : NULL;
    buf_release(&list);
    return text;
}

/* A word of several columns is said once for all. */
static void tell_empty(struct sniff *sniff)
{
    struct words of[COLUMNS] = {{.n = 0}}, all = {.n = 0};
    for (int c = 0; c < COLUMNS; c++)
        if (sniff->field_of[c] >= 0)
            find_words(sniff, (enum column)c, &of[c]);
    for (int c = 0; c < COLUMNS; c++)
        for (size_t i = 0; i < of[c].n; i++) {
            unsigned columns = 0;
            for (int k = 0; k < COLUMNS; k++)
                columns += words_have(&of[k], of[c].word[i]);
            if (columns >= EVERYWHERE)
                words_add(&all, of[c].word[i]);
        }
    for (int c = 0; c < COLUMNS; c++) {
        struct words own = {.n = 0};
        for (size_t i = 0; i < of[c].n; i++)
            if (!words_have(&all, of[c].word[i]))
                words_add(&own, of[c].word[i]);
        sniff->profile.empty[c] = words_joined(&own);
    }
    sniff->profile.empty[COLUMNS] = words_joined(&all);
}

/* --- The proposal, tried --- */

/* inih cuts a line of the profile at 200 bytes, and takes a semicolon behind a blank for the start of a comment. */
static bool can_be_written(struct text name)
{
    enum { NAME_MAX_BYTES = 150 };
    for (size_t i = 0, run = 0; i < name.n; i++) {
        run = name.at[i] >= '0' && name.at[i] <= '9' ? run + 1 : 0;
        if (run > 4 || (unsigned char)name.at[i] < 0x20 || (name.at[i] == ';' && i && name.at[i - 1] == ' '))
            return false; /* five digits and more may be the number of somebody */
    }
    return name.n > 0 && name.n <= NAME_MAX_BYTES;
}

static void name_columns(struct sniff *sniff)
{
    for (int c = 0; c < COLUMNS; c++) {
        if (sniff->field_of[c] < 0)
            continue;
        struct text name = sniff->header[sniff->field_of[c]];
        size_t same = 0;
        for (size_t f = 0; f < sniff->fields; f++)
            same += column_name_same(sniff->header[f], name);
        if (!can_be_written(name) || same > 1) {
            look_out(sniff, "%s: %s", column_name[c],
                     same > 1 ? "de kopregel heeft deze kolomnaam twee keer; run weigert dan het bestand"
                              : "de naam van deze kolom kan niet in een profiel staan; hernoem haar in het bestand");
            sniff->field_of[c] = -1;
            sniff->how[c] = SNIFF_UNKNOWN;
            sniff->complete &= same <= 1 && c != COL_BSN && !column_required[c];
        } else if (!column_name_same(name, text_of(column_name[c])))
            sniff->profile.own_name[c] = xprintf("%.*s", (int)name.n, name.at);
    }
}

static void count_reject(struct sniff *sniff, struct reject reject)
{
    for (size_t i = 0; i < sizeof sniff->rejected / sizeof *sniff->rejected; i++)
        if (sniff->rejected[i].n == 0
            || (sniff->rejected[i].reden == reject.reden && sniff->rejected[i].veld == reject.veld)) {
            sniff->rejected[i].reden = reject.reden;
            sniff->rejected[i].veld = reject.veld;
            sniff->rejected[i].n++;
            return;
        }
}

/* Reads the rows as a run would; keeps the first `max` that it accepts. */
static uint32_t try_profile(const struct sniff *sniff, const struct profile *profile, struct sniff_line *first,
                            uint32_t max, struct sniff *rejects_of)
{
    struct csv_record header = {.field = sniff->header, .n = sniff->fields};
    struct layout layout;
    struct sniff_line spare;
    struct reject reject;
    bool bedrag_good;
    uint32_t accepted = 0;
    struct two_languages wrong = {.english = {0}};
    bool good = layout_read(&layout, profile, sniff->opaque, &header, &wrong);
    two_languages_release(&wrong);
    for (size_t row = 0; good && row < sniff->rows; row++) {
        struct csv_record record = {
            .field = &sniff->row[row * sniff->fields], .n = sniff->fields, .bytes = SIZE_MAX /* not known */};
        struct sniff_line *to = accepted < max ? &first[accepted] : &spare;
        if (normalise(&layout, &record, &to->room, &to->line, &reject, &bedrag_good))
            accepted++;
        else if (rejects_of)
            count_reject(rejects_of, reject);
    }
    layout_release(&layout);
    return accepted;
}

uint32_t sniff_first_lines(const struct sniff *sniff, struct sniff_line *first, uint32_t max)
{
    uint32_t accepted = try_profile(sniff, &sniff->profile, first, max, NULL);
    return accepted < max ? accepted : max;
}

static void try_proposal(struct sniff *sniff)
{
    const struct profile canonical = PROFILE_CANONICAL;
    bool same_cut = sniff->profile.delimiter == canonical.delimiter && sniff->profile.quote == canonical.quote
                    && sniff->profile.encoding == canonical.encoding;
    sniff->accepted = try_profile(sniff, &sniff->profile, NULL, 0, sniff);
    uint32_t without = same_cut ? try_profile(sniff, &canonical, NULL, 0, NULL) : 0;
    sniff->canonical = same_cut && sniff->complete && without == sniff->accepted && (without || sniff->rows == 0);
    for (int c = 0; c <= COLUMNS; c++)
        sniff->canonical &= !sniff->profile.empty[c] && (c == COLUMNS || !sniff->profile.own_name[c]);
    sniff->canonical &= !sniff->profile.with_time && sniff->profile.decimal == DECIMAL_CENT && !sniff->likely_few;
    sniff->canonical &= sniff->rows == 0
                        || at_least(sniff->accepted, (uint32_t)(sniff->rows + sniff->broken), PERCENT_CANONICAL);
    if (!sniff->canonical && sniff->only_ascii)
        untold(sniff, "encoding: er staat alleen ASCII in het monster; run leest dan utf-8, "
                      "en keurt een regel met andere bytes af");
}

/* Then its "names" are values of a patient, and no note may show them. */
static bool looks_like_data(const struct sniff *sniff)
{
    unsigned rank;
    size_t names = 0, numbers = 0, persons = 0;
    for (size_t f = 0; f < sniff->fields; f++) {
        names += column_by_name(sniff->header[f], &rank) >= 0;
        numbers += all_digits(sniff->header[f]);
        persons += is_bsn(sniff->header[f]);
    }
    return names == 0 && (persons || numbers * 3 >= sniff->fields);
}

/* Lines that do not fit the header all in one way. */
static void look_at_header(struct sniff *sniff)
{
    const size_t lines = sniff->rows + sniff->broken;
    uint32_t headers = 0;
    if (sniff->one_less * 2 > lines)
        look_out(
            sniff, "de regels hebben %zu velden en de kopregel %zu%s", sniff->fields - 1, sniff->fields,
            sniff->header[sniff->fields - 1].n
                ? ": een naam te veel?"
                : ", waarvan de laatste geen naam heeft: haal het scheidingsteken aan het eind van de kopregel weg");
    if (sniff->one_more * 2 > lines)
        look_out(sniff,
                 "de regels hebben %zu velden en de kopregel %zu: er ontbreekt een naam, of achter elke regel staat "
                 "een scheidingsteken te veel: haal dat weg",
                 sniff->fields + 1, sniff->fields);
    for (size_t row = 0; row < sniff->rows; row++) {
        bool same = true;
        for (size_t f = 0; f < sniff->fields && same; f++)
            same = text_equal(sample_value(sniff, row, f), sniff->header[f]);
        headers += same;
    }
    if (headers)
        look_out(sniff,
                 "de kopregel staat er nog %u keer tussen de regels: zijn er bestanden aan elkaar "
                 "geplakt? run keurt die regels af",
                 headers);
}

bool sniff_read(struct sniff *sniff, struct text sample, bool whole, struct error *err)
{
    struct lines lines = {0};
    *sniff = (struct sniff){.profile = PROFILE_CANONICAL};
    struct two_languages what = {.english = {0}};
    if (recognise(sample, whole, &what)) {
        untold(sniff, "alles: %s", buf_string(&what.dutch));
        two_languages_release(&what);
        return true;
    }
    two_languages_release(&what);
    if (sample.n >= 3 && memcmp(sample.at, "\xEF\xBB\xBF", 3) == 0) /* run skips it, whatever the encoding */
        sample = (struct text){sample.at + 3, sample.n - 3};
    bool header_good = tell_encoding(sniff, sample, whole);
    bool ok = take_lines(sniff, sample, whole, &lines, err);
    if (!ok)
        goto done;
    if (lines.n == 0 || lines.line[0].n == 0 || !tell_cut(sniff, &lines) || !take_sample_rows(sniff, &lines)) {
        untold(sniff, "delimiter: %s",
               lines.n == 0 || lines.line[0].n == 0 ? "er is geen kopregel"
                                                    : "komma, puntkomma, tab noch | deelt de kopregel in kolommen");
        goto done;
    }
    if (looks_like_data(sniff)) {
        untold(sniff, "de kolommen: de eerste regel lijkt geen kopregel, en run heeft er een nodig; zet er een boven");
        goto done;
    }
    sniff->usable = true;
    if (sniff->rows == 0)
        untold(sniff, "de inhoud: onder de kopregel staat geen regel die te lezen is; alleen de namen zijn bekeken");
    if (sniff->broken)
        look_out(sniff,
                 "regels met een ander aantal velden dan de kopregel, "
                 "een open aanhalingsteken of zonder geldige tekst: %zu; "
                 "run keurt ze af",
                 sniff->broken);
    look_at_header(sniff);
    tell_columns(sniff);
    sniff->complete &= header_good;
    tell_date(sniff);
    tell_decimal(sniff);
    tell_empty(sniff);
    look_at_form(sniff);
    name_columns(sniff);
    try_proposal(sniff);
done:
    free(lines.line);
    return ok;
}

void sniff_release(struct sniff *sniff)
{
    profile_release(&sniff->profile);
    for (int c = 0; c < COLUMNS; c++)
        buf_release(&sniff->candidates[c]);
    buf_release(&sniff->notes);
    arena_release(&sniff->arena);
    *sniff = (struct sniff){0};
}
