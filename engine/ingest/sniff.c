/* sniff.c - see sniff.h. The sample is taken apart once per thing to find out: encoding by its bytes, delimiter and quote
 * by how evenly they cut the lines, columns by name and then by content, date and amount by the values of their columns. */
#include "ingest/sniff.h"

#include <stdarg.h>
#include <stdio.h>

#include "ingest/charset.h"
#include "ingest/column_names.h"

enum {
    PERCENT_FITS = 50,    /* a name holds when at least this share of the values has the form */
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

static bool at_least(uint32_t n, uint32_t of, unsigned percent)
{
    return of && (uint64_t)n * 100 >= (uint64_t)of * percent;
}

/* Takes a line off `rest`, without its end; false at the end of the sample, and for a last line that it does not hold
 * whole. */
static bool next_line(struct text *rest, bool whole, struct text *line)
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
    uint32_t c1, dos, not_1252, nul;  /* 80..9F; of those between letters where cp1252 has no letter; undefined there */
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
        bool within = i && i + 1 < line.n && is_letter((unsigned char)line.at[i - 1]) && is_letter((unsigned char)line.at[i + 1]);
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
    for (; next_line(&rest, whole, &line); lines++) {
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
        look_out(sniff, "regels met letters buiten ASCII die geen geldige UTF-8 zijn, terwijl de andere dat wel zijn: %u van de %u; run "
                        "keurt ze af",
                 bad, bytes.high_lines);
    else if (header_utf8 && bad < FEW && !at_least(bad, lines, 1)) {
        sniff->told_encoding = false;
        untold(sniff, "encoding: letters buiten ASCII zijn er alleen in %u van de %u regels, en geen UTF-8; is de hele export zo, zet dan "
                      "encoding=cp1252 aan, anders keurt run ze af",
               bad, lines);
    } else if (bytes.dos) {
        sniff->told_encoding = false;
        untold(sniff, "encoding: de bytes wijzen op een DOS-codering (cp850 of cp437), die run niet leest; zet het bestand eerst om "
                      "naar UTF-8");
    } else if (bytes.not_1252) {
        sniff->profile.encoding = ENCODING_LATIN1;
        sniff->told_encoding = false;
        untold(sniff, "encoding: geen UTF-8, en er staan bytes in die cp1252 niet kent; kies latin-1 als de letters dan kloppen");
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
    while (ok && next_line(&rest, whole, &line)) {
        if (line.n == 0 && lines->n)
            continue;
        if (line.n > CSV_LINE_MAX || !charset_to_utf8(&charset, &line) || !text_is_utf8(line) || memchr(line.at, 0, line.n)) {
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

/* Every line to fields; the header apart. False: the header cannot be split. */
static bool take_rows(struct sniff *sniff, const struct lines *lines)
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
            continue;
        }
        for (size_t f = 0; f < record.n; f++) {
            struct text value = text_trim(record.field[f]);
            value.at = arena_copy(&sniff->arena, value.at, value.n);
            *(i == 0 ? &sniff->header[f] : &sniff->row[sniff->rows * sniff->fields + f]) = value;
        }
        sniff->rows += i > 0;
    }
    csv_record_release(&record);
    sniff->broken += lines->not_text;
    return sniff->fields > 0;
}

/* --- Values --- */

static struct text value_of(const struct sniff *sniff, size_t row, size_t field)
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

static bool only_zeros(struct text value)
{
    uint64_t number;
    return text_digits(value, 18, &number) && number == 0;
}

static bool is_date(struct text value, enum day_form form)
{
    day d;
    return day_parse(value, form, &d) == DAY_OK;
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

/* Digits, the mark and two digits. */
static bool is_amount(struct text value, char mark)
{
    return value.n >= 4 && value.at[value.n - 3] == mark && all_digits((struct text){value.at, value.n - 3})
           && all_digits((struct text){value.at + value.n - 2, 2});
}

static bool is_code(struct text value)
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
#define FITS_CODE(value, width) is_code(value)
#define FITS_NUMBER(value, width) (value).n <= (width) && all_digits(value)
#define FITS_COUNT(value, width) FITS_NUMBER(value, width)
#define FITS_ICPC(value, width) true
#define FITS_BEGIN(value, width) is_date(value, DAY_ISO) || is_date(value, DAY_DMY) || is_date(value, DAY_YMD)
#define FITS_END(value, width) FITS_BEGIN(value, width)
#define FITS_CENT(value, width) (FITS_NUMBER(value, width)) || is_amount(value, ',') || is_amount(value, '.')
#define FITS_CREDIT(value, width) (value).n == 1 && strchr("DdCc", (value).at[0])

static bool fits(struct text value, enum column column)
{
    switch (column) {
#define FITS(NAME, name, STAND, KIND, WIDTH, ...)                                                                      \
    case COL_##NAME:                                                                                                   \
        return FITS_##KIND(value, WIDTH);
        LINE_COLUMNS(FITS)
    case COLUMNS:
        break;
    }
    return false;
}

/* Whether a value speaks against the name of its column. Of dates and amounts any form will do: tell_date and tell_decimal
 * say which ones a run cannot read. */
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

/* How many values of a field `has` says yes to, of those that are there. */
static uint32_t count(const struct sniff *sniff, size_t field, enum column column,
                      bool (*has)(struct text value, enum column column), uint32_t *filled)
{
    uint32_t n = 0;
    *filled = 0;
    for (size_t row = 0; row < sniff->rows; row++) {
        struct text value = value_of(sniff, row, field);
        if (value.n == 0 || only_zeros(value))
            continue;
        ++*filled;
        n += has(value, column);
    }
    return n;
}

/* --- Columns --- */

static bool is_taken(const struct sniff *sniff, size_t field)
{
    for (int c = 0; c < COLUMNS; c++)
        if (sniff->field_of[c] == (int)field)
            return true;
    return false;
}

static void take_field(struct sniff *sniff, enum column column, size_t field, enum sniff_how how)
{
    sniff->field_of[column] = (int)field;
    sniff->how[column] = how;
    sniff->fitting[column] = count(sniff, field, column, fits, &sniff->filled[column]);
}

/* Nothing of nine digits in it: pseudonyms. */
static bool is_pseudonym(struct text value, enum column column)
{
    (void)column;
    return value.n != 9 || !all_digits(value);
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
        bool opaque = c == COL_BSN && filled && !at_least(fitting, filled, PERCENT_FITS)
                      && at_least(count(sniff, f, COL_BSN, is_pseudonym, &filled), filled, PERCENT_CERTAIN);
        if (filled && !at_least(fitting, filled, PERCENT_FITS) && !opaque) {
            look_out(sniff, "kolom '%s' heet als %s, maar heeft die vorm niet in %u van de %u waarden; niet gebruikt", sniff->header[f].at,
                     column_name[c], filled - fitting, filled);
            continue;
        }
        if (sniff->field_of[c] >= 0) {
            struct text other = sniff->header[rank < best[c] ? (size_t)sniff->field_of[c] : f];
            look_out(sniff, "kolom '%s' kan ook %s zijn; de best passende naam is gekozen", other.at, column_name[c]);
            if (rank >= best[c])
                continue;
        }
        best[c] = rank;
        take_field(sniff, (enum column)c, f, SNIFF_BY_NAME);
        if (c == COL_BSN)
            sniff->opaque = opaque;
    }
}

static void add_candidate(struct sniff *sniff, enum column column, size_t field)
{
    struct buf *list = &sniff->candidates[column];
    buf_printf(list, "%s'%s'", list->n ? ", " : "", sniff->header[field].at);
}

/* A column that no name told: the only field that speaks for it, else candidates. */
static void tell_by_content(struct sniff *sniff, enum column column)
{
    size_t found = 0, field = 0;
    for (size_t f = 0; f < sniff->fields; f++) {
        uint32_t filled, n = is_taken(sniff, f) ? 0 : count(sniff, f, column, speaks, &filled);
        if (n < FEW || !at_least(n, filled, PERCENT_CERTAIN))
            continue;
        found++;
        field = f;
        add_candidate(sniff, column, f);
    }
    if (found == 1)
        take_field(sniff, column, field, SNIFF_BY_CONTENT);
}

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static size_t distinct(const struct sniff *sniff, size_t field)
{
    struct text *value = xcalloc(sniff->rows + 1, sizeof *value);
    size_t n = 0;
    for (size_t row = 0; row < sniff->rows; row++)
        value[row] = value_of(sniff, row, field);
    qsort(value, sniff->rows, sizeof *value, by_text);
    for (size_t row = 0; row < sniff->rows; row++)
        n += row == 0 || !text_equal(value[row], value[row - 1]);
    free(value);
    return n;
}

/* A column that is needed and was not told: fields whose values would do. */
static void list_candidates(struct sniff *sniff, enum column column)
{
    for (size_t f = 0; f < sniff->fields; f++) {
        uint32_t filled, n = is_taken(sniff, f) ? 0 : count(sniff, f, column, fits, &filled);
        if (n < FEW || !at_least(n, filled, PERCENT_CERTAIN))
            continue;
        size_t values = distinct(sniff, f);
        bool likely = column == COL_UZOVI            ? values <= 20
                      : column == COL_REFERENTIENUMMER ? values * 100 >= sniff->rows * PERCENT_CERTAIN
                                                     : true;
        if (likely)
            add_candidate(sniff, column, f);
    }
}

static void tell_columns(struct sniff *sniff)
{
    static const enum column speaking[] = {COL_BSN, COL_BEGINDATUM, COL_AGB_DECLARANT, COL_DEBET_CREDIT, COL_BEDRAG_CENT};
    for (int c = 0; c < COLUMNS; c++)
        sniff->field_of[c] = -1;
    tell_by_name(sniff);
    for (size_t i = 0; i < sizeof speaking / sizeof *speaking; i++)
        if (sniff->field_of[speaking[i]] < 0)
            tell_by_content(sniff, speaking[i]);
    sniff->complete = sniff->rows || !sniff->broken;
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
            look_out(sniff, "waarden van kolom '%s' zonder de vorm van %s: %u van de %u", sniff->header[sniff->field_of[c]].at,
                     column_name[c], sniff->filled[c] - sniff->fitting[c], sniff->filled[c]);
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

static void tell_date(struct sniff *sniff)
{
    static const enum column of[] = {COL_BEGINDATUM, COL_EINDDATUM};
    uint32_t filled = 0, form[3] = {0}, day_first = 0, month_first = 0, short_year = 0, with_time = 0;
    for (int i = 0; i < 2; i++)
        for (size_t row = 0; sniff->field_of[of[i]] >= 0 && row < sniff->rows; row++) {
            struct text value = value_of(sniff, row, (size_t)sniff->field_of[of[i]]);
            uint64_t part[2];
            size_t year_digits;
            if (value.n == 0 || only_zeros(value))
                continue;
            filled++;
            for (int f = 0; f < 3; f++)
                form[f] += is_date(value, (enum day_form)f);
            with_time += value.n > DAY_TEXT && memchr(value.at, ':', value.n) != NULL;
            if (date_parts(value, part, &year_digits)) {
                day_first += part[0] > 12;
                month_first += part[1] > 12;
                short_year += year_digits == 2;
            }
        }
    enum day_form best = DAY_ISO;
    if (form[DAY_YMD] > form[best])
        best = DAY_YMD;
    if (form[DAY_DMY] > form[best])
        best = DAY_DMY;
    if (filled == 0)
        return;
    if (with_time)
        untold(sniff, "date: er staan tijden bij %u van de %u datums; run leest alleen datums", with_time, filled);
    else if (short_year)
        untold(sniff, "date: %u van de %u datums hebben een jaartal van twee cijfers; run leest alleen vier cijfers", short_year, filled);
    else if (form[best] == 0 || (best == DAY_DMY && month_first > day_first))
        untold(sniff, "date: %s; run leest jaar-maand-dag en dag-maand-jaar",
               month_first ? "de datums lijken maand-dag-jaar" : "de vorm van de datums is niet bekend");
    else if (best == DAY_DMY && day_first == 0)
        untold(sniff, "date: geen dag boven 12 in het monster, dus dag-maand en maand-dag zijn niet te onderscheiden; is het dag-maand-jaar, "
                      "zet dan date = dmy aan");
    else
        sniff->told_date = true;
    sniff->likely_date = best;
    if (sniff->told_date)
        sniff->profile.date = best;
}

static bool holds_cent(struct text name)
{
    for (size_t i = 0; i + 4 <= name.n; i++)
        if (text_equal_nocase((struct text){name.at + i, 4}, "cent"))
            return true;
    return false;
}

static void tell_decimal(struct sniff *sniff)
{
    uint32_t filled = 0, whole = 0, padded = 0, komma = 0, punt = 0, minus = 0;
    if (sniff->field_of[COL_BEDRAG_CENT] < 0)
        return;
    size_t field = (size_t)sniff->field_of[COL_BEDRAG_CENT];
    for (size_t row = 0; row < sniff->rows; row++) {
        struct text value = value_of(sniff, row, field);
        if (value.n == 0)
            continue;
        filled++;
        whole += all_digits(value);
        padded += all_digits(value) && value.n > 1 && value.at[0] == '0';
        komma += is_amount(value, ',');
        punt += is_amount(value, '.');
        minus += memchr(value.at, '-', value.n) != NULL;
    }
    if (filled == 0)
        return;
    if (minus)
        look_out(sniff, "bedragen met een minteken: %u van de %u; run neemt alleen bedragen zonder teken, met debet_credit D of C", minus,
                 filled);
    if (komma > punt && komma > whole) {
        sniff->profile.decimal = DECIMAL_KOMMA;
        sniff->told_decimal = true;
    } else if (punt > whole) {
        sniff->profile.decimal = DECIMAL_PUNT;
        sniff->told_decimal = true;
    } else if (whole && (holds_cent(sniff->header[field]) || at_least(padded, filled, PERCENT_FITS)))
        sniff->told_decimal = true;
    else if (whole)
        untold(sniff, "decimal: de bedragen in '%s' zijn hele getallen: centen of euro's? run leest ze als centen", sniff->header[field].at);
    else
        untold(sniff, "decimal: de bedragen in '%s' hebben geen vorm die run leest (83, 0,83 of 0.83; geen valutateken of scheiding van "
                      "duizendtallen)",
               sniff->header[field].at);
}

/* --- The proposal, tried --- */

/* inih cuts a line of the profile at 200 bytes, and takes a semicolon behind a blank for the start of a comment. */
static bool can_be_written(struct text name)
{
    enum { NAME_MAX_BYTES = 150 };
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.at[i] < 0x20 || (name.at[i] == ';' && i && name.at[i - 1] == ' '))
            return false;
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
            same += text_equal_nocase(sniff->header[f], name.at);
        if (!can_be_written(name) || same > 1) {
            look_out(sniff, "%s: %s", column_name[c],
                   same > 1 ? "de kopregel heeft deze kolomnaam twee keer; run weigert dan het bestand"
                            : "de naam van deze kolom kan niet in een profiel staan; hernoem haar in het bestand");
            sniff->field_of[c] = -1;
            sniff->how[c] = SNIFF_UNKNOWN;
            sniff->complete &= same <= 1 && c != COL_BSN && !column_required[c];
        } else if (!text_equal_nocase(name, column_name[c]))
            sniff->profile.own_name[c] = xprintf("%.*s", (int)name.n, name.at);
    }
}

static void count_reject(struct sniff *sniff, struct reject reject)
{
    for (size_t i = 0; i < sizeof sniff->rejected / sizeof *sniff->rejected; i++)
        if (sniff->rejected[i].n == 0 || (sniff->rejected[i].reden == reject.reden && sniff->rejected[i].veld == reject.veld)) {
            sniff->rejected[i].reden = reject.reden;
            sniff->rejected[i].veld = reject.veld;
            sniff->rejected[i].n++;
            return;
        }
}

/* Reads the rows as a run would; keeps the first `max` that it accepts. */
static uint32_t try_profile(const struct sniff *sniff, const struct profile *profile, struct sniff_line *first, uint32_t max,
                            struct sniff *rejects_of)
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
    for (int c = 0; c < COLUMNS; c++)
        sniff->canonical &= !sniff->profile.own_name[c];
    if (!sniff->canonical && sniff->only_ascii)
        untold(sniff, "encoding: er staat alleen ASCII in het monster; run leest dan utf-8, en keurt een regel met andere bytes af");
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

static bool is_utf16(struct text sample)
{
    size_t zeros = 0, look = sample.n < 1000 ? sample.n : 1000;
    for (size_t i = 0; i < look; i++)
        zeros += sample.at[i] == 0;
    return (look >= 2 && (memcmp(sample.at, "\xFF\xFE", 2) == 0 || memcmp(sample.at, "\xFE\xFF", 2) == 0)) || zeros * 4 > look;
}

bool sniff_read(struct sniff *sniff, struct text sample, bool whole, struct error *err)
{
    struct lines lines = {0};
    *sniff = (struct sniff){.profile = PROFILE_CANONICAL};
    bool bom = sample.n >= 3 && memcmp(sample.at, "\xEF\xBB\xBF", 3) == 0;
    if (bom)
        sample = (struct text){sample.at + 3, sample.n - 3};
    if (is_utf16(sample)) {
        untold(sniff, "alles: het bestand is UTF-16 of geen tekst; zet het eerst om naar UTF-8");
        return true;
    }
    bool header_good = tell_encoding(sniff, sample, whole);
    if (bom && sniff->profile.encoding != ENCODING_UTF8) { /* run takes a BOM for text then */
        sniff->told_encoding = header_good = false;
        untold(sniff, "encoding: het bestand begint als UTF-8 (BOM), maar de rest is dat niet; zet het eerst om naar UTF-8");
    }
    bool ok = take_lines(sniff, sample, whole, &lines, err);
    if (!ok)
        goto done;
    if (lines.n == 0 || lines.line[0].n == 0 || !tell_cut(sniff, &lines) || !take_rows(sniff, &lines)) {
        untold(sniff, "delimiter: %s", lines.n == 0 || lines.line[0].n == 0 ? "er is geen kopregel"
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
        look_out(sniff, "regels met een ander aantal velden dan de kopregel, een open aanhalingsteken of zonder geldige tekst: %zu; run "
                        "keurt ze af",
                 sniff->broken);
    tell_columns(sniff);
    sniff->complete &= header_good;
    tell_date(sniff);
    tell_decimal(sniff);
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
