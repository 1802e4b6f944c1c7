/* normalise.c - see normalise.h. One function a form; normalise() reads down the table of semantics.md section 1. */
#include "ingest/normalise.h"

static void add_wrong(struct two_languages *wrong, const char *column, const char *english, const char *dutch)
{
    buf_printf(&wrong->english, "%scolumn %s %s", wrong->english.n ? ", " : "", column, english);
    buf_printf(&wrong->dutch, "%skolom %s %s", wrong->dutch.n ? ", " : "", column, dutch);
}

/* A column that the profile names, and the file lacks. */
static void add_unnamed(struct two_languages *wrong, const char *column, const char *own_name)
{
    struct buf name = {0};
    text_add_printable(&name, text_of(own_name));
    buf_printf(&wrong->english, "%sthere is no column '%s', which the profile says is %s", wrong->english.n ? ", " : "",
               buf_string(&name), column);
    buf_printf(&wrong->dutch, "%ser is geen kolom '%s', die volgens het profiel %s is", wrong->dutch.n ? ", " : "",
               buf_string(&name), column);
    buf_release(&name);
}

/* Takes the next byte of a name that counts off it, in lower case; 0: there is none. */
static char next_of_name(struct text *name)
{
    static const struct text passed[] = {{" ", 1},           {"_", 1},        {"-", 1},
                                         {".", 1},           {"\xC2\xA0", 2}, {"\xE2\x80\x8B", 3},
                                         {"\xEF\xBB\xBF", 3}};
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        if (name->n >= passed[i].n && memcmp(name->at, passed[i].at, passed[i].n) == 0) {
            *name = (struct text){name->at + passed[i].n, name->n - passed[i].n};
            i = SIZE_MAX; /* and again */
        }
    if (name->n == 0)
        return 0;
    char c = *name->at;
    *name = (struct text){name->at + 1, name->n - 1};
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool column_name_same(struct text a, struct text b)
{
    for (;;) {
        char p = next_of_name(&a), q = next_of_name(&b);
        if (p != q || p == 0)
            return p == q;
    }
}

/* Names the columns; one that occurs twice is wrong. */
static void find_columns(struct layout *layout, const struct csv_record *header, struct two_languages *wrong)
{
    const struct profile *profile = layout->profile;
    for (size_t i = 0; i < header->n; i++) {
        struct text name = text_trim(header->field[i]);
        layout->name[i] = xprintf("%.*s", (int)name.n, name.at);
        for (int c = 0; c < COLUMNS; c++) {
            if (!column_name_same(name, text_of(profile->own_name[c] ? profile->own_name[c] : column_name[c])))
                continue;
            if (layout->field_of[c] >= 0)
                add_wrong(wrong, column_name[c], "occurs twice", "komt twee keer voor");
            layout->field_of[c] = (int)i;
        }
    }
}

bool layout_read(struct layout *layout, const struct profile *profile, bool opaque, const struct csv_record *header,
                 struct two_languages *wrong)
{
    size_t before = wrong->english.n;
    *layout = (struct layout){.profile = profile, .opaque = opaque, .fields = header->n};
    layout->name = xcalloc(header->n, sizeof *layout->name);
    for (int c = 0; c < COLUMNS; c++) {
        layout->field_of[c] = -1;
        if (profile->fallback[c]) {
            layout->fallback[c] = text_of(profile->fallback[c]);
            layout->special = layout->fallbacks = true;
        }
        layout->special |= profile->empty[c] || profile->empty[COLUMNS];
    }
    find_columns(layout, header, wrong);
    for (int c = 0; c < COLUMNS; c++) {
        if (layout->field_of[c] >= 0)
            continue;
        if (profile->own_name[c])
            add_unnamed(wrong, column_name[c], profile->own_name[c]);
        else if (column_required[c] && !profile->fallback[c])
            add_wrong(wrong, column_name[c], "is missing", "ontbreekt");
    }
    if (layout->field_of[COL_BSN] < 0 && layout->field_of[COL_VERZEKERDENNUMMER] < 0 && !profile->fallback[COL_BSN]
        && !profile->fallback[COL_VERZEKERDENNUMMER])
        add_wrong(wrong, column_name[COL_BSN], "is missing, and so is verzekerdennummer",
                  "ontbreekt, en verzekerdennummer ook");
    return wrong->english.n == before;
}

void layout_release(struct layout *layout)
{
    for (size_t i = 0; layout->name && i < layout->fields; i++)
        free(layout->name[i]);
    free(layout->name);
    *layout = (struct layout){0};
}

bool layout_ignores(const struct layout *layout, size_t field)
{
    for (int c = 0; c < COLUMNS; c++)
        if (layout->field_of[c] == (int)field)
            return false;
    return true;
}

const char *layout_veld(const struct layout *layout, int veld)
{
    if (veld == GEEN_VELD)
        return "";
    return veld < COLUMNS ? column_name[veld] : layout->name[veld - COLUMNS];
}

static bool only_zeros(struct text text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.at[i] != '0')
            return false;
    return text.n > 0;
}

/* In line with a column that is known where it is written, so that each column pays only for its own rules. */
#define IN_LINE static inline __attribute__((always_inline))

IN_LINE struct text empty_if_zeros(struct text value, bool zeros_are_empty)
{
    if (zeros_are_empty && value.n && value.at[0] == '0' && only_zeros(value))
        value.n = 0;
    return value;
}

/* Whether the profile says that the value means "empty" in that column. */
static bool is_word_for_empty(const struct profile *profile, enum column column, struct text value)
{
    const int of[] = {(int)column, COLUMNS};
    struct text word;
    for (int i = 0; i < 2; i++) {
        struct text rest = text_of(profile->empty[of[i]] ? profile->empty[of[i]] : "");
        while (text_word(&rest, &word))
            if (text_equal(word, value))
                return true;
    }
    return false;
}

/* The value of a column where the profile says more than its name; not in line, for most profiles do not. */
static __attribute__((noinline)) struct text special_value(const struct layout *layout, const struct csv_record *record,
                                                           enum column column, bool zeros_are_empty, bool *canonical)
{
    struct text value = {"", 0};
    if (layout->field_of[column] >= 0) {
        value = text_trim(record->field[layout->field_of[column]]);
        if (is_word_for_empty(layout->profile, column, value))
            value.n = 0;
        value = empty_if_zeros(value, zeros_are_empty);
    }
    *canonical = value.n == 0 && layout->fallback[column].n;
    return *canonical ? empty_if_zeros(layout->fallback[column], zeros_are_empty) : value;
}

/* The value of a column: trimmed, empty where it counts as empty by [leeg] or as zeros, and then the profile's own:
 * `*canonical`, in its canonical form. */
IN_LINE struct text value_of(const struct layout *layout, const struct csv_record *record, enum column column,
                             bool zeros_are_empty, bool special, bool *canonical)
{
    if (special)
        return special_value(layout, record, column, zeros_are_empty, canonical);
    if (layout->field_of[column] < 0)
        return (struct text){"", 0};
    struct text value = record->field[layout->field_of[column]];
    return empty_if_zeros(record->blank ? text_trim(value) : value, zeros_are_empty);
}

/* Not in line: hardly any value of an export needs it. */
static __attribute__((noinline)) bool is_any_text(struct text value, size_t max)
{
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7F)
            return false;
    return value.n <= max || text_code_points(value) <= max;
}

/* "text 1-max": code points, none of them a control character; `plain`: known to hold nothing but printable ASCII. */
IN_LINE bool is_text(bool plain, struct text value, size_t max)
{
    return plain ? value.n <= max : is_any_text(value, max);
}

/* The widths that the columns have: 3, 4, 8 and 9. */
IN_LINE bool fixed_digits(struct text value, size_t n, uint32_t *number)
{
    uint64_t few = 0;
    if (value.n != n)
        return false;
    if (n == 4)
        return eight_digits(load_four(value.at), number);
    if (n < 8) {
        bool good = text_digits(value, n, &few);
        *number = (uint32_t)few;
        return good;
    }
    bool good = eight_digits(load_eight(value.at), number);
    if (n == 9) {
        unsigned last = (unsigned char)value.at[8] - '0';
        *number = *number * 10 + last;
        good &= last <= 9;
    }
    return good;
}

/* The sum of digit times 9, 8, .. 2, -1 is a multiple of 11; 000000000 passes that and is no BSN. */
bool elfproef(const char bsn[static 9])
{
    /* Four digits of eight at a time, in lanes of 16 bits: the highest lane of the product is
     * the sum of digit times weight. */
    uint64_t word = load_eight(bsn) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    uint64_t odd = (word & UINT64_C(0x00FF00FF00FF00FF)) * UINT64_C(0x0009000700050003) >> 48;
    uint64_t even = (word >> 8 & UINT64_C(0x00FF00FF00FF00FF)) * UINT64_C(0x0008000600040002) >> 48;
    unsigned last = (unsigned)bsn[8] - '0';
    return (word || last) && (odd + even + 11 - last) % 11 == 0;
}

IN_LINE enum afkeur read_bsn(struct text value, struct normal_room *room, struct text *bsn)
{
    uint32_t number;
    if (value.n == 0)
        return AFKEUR_GEEN;
    if (!(value.n == 9 ? fixed_digits(value, 9, &number) : fixed_digits(value, 8, &number)))
        return VORM_ONJUIST;
    if (number == 999999999)
        return AFKEUR_GEEN;
    if (value.n == 8) {
        room->bsn[0] = '0';
        memcpy(room->bsn + 1, value.at, 8);
        value = (struct text){room->bsn, 9};
    }
    if (!elfproef(value.at))
        return BSN_ELFPROEF;
    *bsn = value;
    return AFKEUR_GEEN;
}

static enum afkeur read_opaque(bool plain, struct text value, struct text *id)
{
    if (value.n == 0 || text_equal(value, TEXT("999999999")) || is_nobody(value))
        return AFKEUR_GEEN;
    if (!is_text(plain, value, 64) || memchr(value.at, '/', value.n))
        return VORM_ONJUIST;
    *id = value;
    return AFKEUR_GEEN;
}

IN_LINE enum afkeur judge_day(const struct layout *layout, struct text value, bool canonical, day *out)
{
    if (layout->profile->with_time && !canonical)
        value = date_without_time(value);
    switch (day_parse(value, canonical ? DAY_ISO : layout->profile->date, out)) {
    case DAY_OK:
        return AFKEUR_GEEN;
    case DAY_BAD_FORM:
        return VORM_ONJUIST;
    case DAY_IMPOSSIBLE:
        return DATUM_ONMOGELIJK;
    }
    return VORM_ONJUIST;
}

IN_LINE bool read_prestatiecode(struct text value, struct normal_room *room, struct text *code)
{
    bool good = true;
    if (value.n > PRESTATIECODE_MAX)
        return false;
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.at[i], upper = c & 0xDF;
        bool letter = upper >= 'A' && upper <= 'Z';
        good &= letter || (c >= '0' && c <= '9');
        room->prestatiecode[i] = (char)(letter ? upper : c);
    }
    *code = (struct text){room->prestatiecode, value.n};
    return good;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ICPC: letter, two digits, optionally a point and one or two digits; anything else counts as empty. */
IN_LINE struct text read_diagnosecode(struct text value, struct normal_room *room)
{
    const char *p = value.at;
    struct text none = {"", 0};
    if (value.n != 3 && value.n != 5 && value.n != 6)
        return none;
    char letter = p[0] >= 'a' && p[0] <= 'z' ? (char)(p[0] - 32) : p[0];
    if (letter < 'A' || letter > 'Z' || !is_digit(p[1]) || !is_digit(p[2]))
        return none;
    if (value.n > 3 && (p[3] != '.' || !is_digit(p[4]) || (value.n == 6 && !is_digit(p[5]))))
        return none;
    memcpy(room->diagnosecode, p, value.n);
    room->diagnosecode[0] = letter;
    return (struct text){room->diagnosecode, value.n};
}

/* Euros: digits, and behind the mark two decimals, or with few_decimals also one, or none and no mark. */
static bool read_euros(struct text value, char mark, bool few_decimals, int64_t *cent)
{
    const char *at = value.n ? memchr(value.at, mark, value.n) : NULL;
    size_t decimals = at ? value.n - (size_t)(at - value.at) - 1 : 0;
    uint64_t whole, part = 0;
    if (at ? decimals == 0 || decimals > 2 || (decimals == 1 && !few_decimals) : !few_decimals)
        return false;
    if (!text_digits((struct text){value.at, at ? (size_t)(at - value.at) : value.n}, 10, &whole)
        || (at && !text_digits((struct text){at + 1, decimals}, 2, &part)))
        return false;
    *cent = (int64_t)(whole * 100 + (decimals == 1 ? part * 10 : part));
    return true;
}

IN_LINE bool read_bedrag(const struct layout *layout, struct text value, bool canonical, int64_t *cent)
{
    const struct profile *profile = layout->profile;
    uint64_t whole;
    if (profile->decimal != DECIMAL_CENT && !canonical)
        return read_euros(value, profile->decimal == DECIMAL_PUNT ? '.' : ',', profile->few_decimals, cent);
    if (!text_digits(value, 12, &whole))
        return false;
    *cent = (int64_t)whole;
    return true;
}

/* The first field over 4,096 bytes, of whatever column. */
static int too_long_field(const struct layout *layout, const struct csv_record *record)
{
    if (record->bytes <= CSV_FIELD_MAX)
        return GEEN_VELD;
    for (size_t i = 0; i < record->n; i++) {
        if (record->field[i].n <= CSV_FIELD_MAX)
            continue;
        for (int c = 0; c < COLUMNS; c++)
            if (layout->field_of[c] == (int)i)
                return c;
        return COLUMNS + (int)i;
    }
    return GEEN_VELD;
}

/* A line that is being judged. */
struct judging {
    const struct layout *layout;
    bool plain; /* no value holds anything but printable ASCII */
    struct normal_room *room;
    struct line *line;
    bool canonical;    /* the value is the profile's own, in its canonical form, whatever form the file's have */
    struct text begin; /* the value of begindatum, when it is the file's: most ends are the same day */
};

/* One function a KIND of column (model/line.h): puts the value into `to`, or says why not. */
IN_LINE enum afkeur judge_bsn(const struct judging *j, struct text value, struct text *to)
{
    *to = (struct text){"", 0};
    return j->layout->opaque ? read_opaque(j->plain, value, to) : read_bsn(value, j->room, to);
}

IN_LINE enum afkeur judge_text(const struct judging *j, struct text value, size_t width, struct text *to)
{
    *to = value;
    return is_text(j->plain, value, width) ? AFKEUR_GEEN : VORM_ONJUIST;
}

/* Which makes known whether the line is anybody's. */
IN_LINE enum afkeur judge_verzekerde(const struct judging *j, struct text value, size_t width, struct text *to,
                                     int *veld)
{
    if (is_nobody(value))
        value.n = 0;
    enum afkeur reden = judge_text(j, value, width, to);
    if (reden || value.n || j->line->patient.n)
        return reden;
    *veld = COL_BSN;
    return PATIENT_ONBEKEND;
}

IN_LINE enum afkeur judge_digits(struct text value, size_t width, uint64_t *to)
{
    uint32_t number = 0;
    bool good = value.n == 0 || fixed_digits(value, width, &number);
    *to = number;
    return good ? AFKEUR_GEEN : VORM_ONJUIST;
}

IN_LINE enum afkeur judge_number(struct text value, size_t width, uint64_t empty, uint64_t *to)
{
    *to = empty;
    return value.n == 0 || text_digits(value, width, to) ? AFKEUR_GEEN : VORM_ONJUIST;
}

IN_LINE enum afkeur judge_end(const struct judging *j, struct text value, day *to)
{
    const day first = j->line->period.first;
    enum afkeur reden = AFKEUR_GEEN;
    *to = first;
    if (value.n && (j->canonical || !text_equal(value, j->begin)))
        reden = judge_day(j->layout, value, j->canonical, to);
    return reden ? reden : *to < first ? EINDE_VOOR_BEGIN : AFKEUR_GEEN;
}

IN_LINE enum afkeur judge_credit(struct text value, bool *to)
{
    char c = value.n == 1 ? (char)(value.at[0] | 0x20) : 'd';
    *to = c == 'c';
    return value.n > 1 || (c != 'd' && c != 'c') ? VORM_ONJUIST : AFKEUR_GEEN;
}

#define JUDGE_BSN(width, member) reden = judge_bsn(&j, value, &line->member);
#define JUDGE_VERZEKERDE(width, member) reden = judge_verzekerde(&j, value, (width), &line->member, veld);
#define JUDGE_TEXT(width, member) reden = judge_text(&j, value, (width), &line->member);
#define JUDGE_CODE(width, member) reden = read_prestatiecode(value, room, &line->member) ? AFKEUR_GEEN : VORM_ONJUIST;
#define JUDGE_ICPC(width, member) line->member = read_diagnosecode(value, room);
#define JUDGE_DIGITS(width, member) KEEP(judge_digits(value, (width), &number), member)
#define JUDGE_NUMBER(width, member) KEEP(judge_number(value, (width), 0, &number), member)
#define JUDGE_COUNT(width, member) KEEP(judge_number(value, (width), 1, &number), member)
#define JUDGE_BEGIN(width, member)                                                                                     \
    j.begin = j.canonical ? (struct text){"", 0} : value;                                                              \
    reden = judge_day(layout, value, j.canonical, &line->member);
#define JUDGE_END(width, member) reden = judge_end(&j, value, &line->member);
#define JUDGE_CENT(width, member) \
    reden = read_bedrag(layout, value, j.canonical, &line->member) ? AFKEUR_GEEN : VORM_ONJUIST;
#define JUDGE_CREDIT(width, member) reden = judge_credit(value, &line->member);
#define KEEP(judged, member)                                                                                           \
    reden = (judged);                                                                                                  \
    line->member = (__typeof__(line->member))number;

/* The columns one by one; the first that does not fit sets `*veld`.
 * `special`: of the layout, known where this is called. */
IN_LINE enum afkeur read_columns(const struct layout *layout, const struct csv_record *record, struct normal_room *room,
                                 bool special, struct line *line, int *veld)
{
    struct judging j = {layout, record->plain && !layout->fallbacks, room, line, false, {"", 0}};
    struct text value;
    uint64_t number;
    enum afkeur reden = AFKEUR_GEEN;
#define JUDGE(NAME, name, STAND, KIND, WIDTH, ZEROS, member, ...)                                                      \
    *veld = COL_##NAME;                                                                                                \
    value = value_of(layout, record, COL_##NAME, LINE_ZEROS_##ZEROS, special, &j.canonical);                           \
    if (LINE_REQUIRED_##STAND && value.n == 0)                                                                         \
        return VELD_ONTBREEKT;                                                                                         \
    JUDGE_##KIND(WIDTH, member)                                                                                        \
    if (reden)                                                                                                         \
        return reden;
    LINE_COLUMNS(JUDGE)
    return AFKEUR_GEEN;
}

/* Of a line without a BSN: UZOVI/verzekerdennummer. */
static void name_patient(struct line *line, struct normal_room *room)
{
    digits_print(line->uzovi, 4, room->patient);
    room->patient[4] = '/';
    memcpy(room->patient + 5, line->verzekerdennummer.at, line->verzekerdennummer.n);
    line->patient = (struct text){room->patient, 5 + line->verzekerdennummer.n};
}

/* Whether the record is the header once more. */
static bool is_header(const struct layout *layout, const struct csv_record *record)
{
    bool same = record->n == layout->fields && record->n > 1;
    for (size_t i = 0; same && i < record->n; i++)
        same = text_equal(text_trim(record->field[i]), text_of(layout->name[i]));
    return same;
}

/* Of a line with another number of fields than the header. */
static void look_at_fields(const struct csv_record *record, struct reject *reject)
{
    reject->n = (uint16_t)(record->n < UINT16_MAX ? record->n : UINT16_MAX);
    for (size_t i = 0; i < record->n && !reject->gezien; i++)
        if (record->field[i].n && memchr(record->field[i].at, '\r', record->field[i].n))
            reject->gezien = GEZIEN_CR;
}

/* Of a rejected line, what kind of thing stood there. */
static void look_at_reject(const struct layout *layout, const struct csv_record *record, struct reject *reject)
{
    if (reject->reden == TE_VEEL_VELDEN || reject->reden == TE_WEINIG_VELDEN)
        look_at_fields(record, reject);
    else if (is_header(layout, record))
        reject->gezien = GEZIEN_KOPREGEL;
    else if (reject->veld == COL_BSN && reject->reden == VORM_ONJUIST && layout->opaque)
        reject->gezien = GEZIEN_OPAAK;
    else if ((reject->reden == VORM_ONJUIST || reject->reden == DATUM_ONMOGELIJK)
             && layout->field_of[reject->veld] >= 0)
        reject->gezien = gezien_of(text_trim(record->field[layout->field_of[reject->veld]]), (enum column)reject->veld,
                                   &reject->n);
    const enum gezien seen = reject->gezien;
    if (reject->reden == DATUM_ONMOGELIJK && seen != GEZIEN_GEEN_DATUM && seen != GEZIEN_GEEN_DATUM_TIJD
        && seen != GEZIEN_MAAND_EERST)
        reject->gezien = GEZIEN_NIETS; /* a day, but an impossible one */
}

bool normalise(const struct layout *layout, const struct csv_record *record, struct normal_room *room,
               struct line *line, struct reject *reject, bool *bedrag_good)
{
    int veld = GEEN_VELD;
    enum afkeur reden = AFKEUR_GEEN;
    *bedrag_good = false;
    if (record->n != layout->fields)
        reden = record->n > layout->fields ? TE_VEEL_VELDEN : TE_WEINIG_VELDEN;
    else if ((veld = too_long_field(layout, record)) != GEEN_VELD)
        reden = VELD_TE_LANG;
    else {
        reden = layout->special ? read_columns(layout, record, room, true, line, &veld)
                                : read_columns(layout, record, room, false, line, &veld);
        *bedrag_good = true;
        if (reden) {
            bool canonical = false;
            struct text value = value_of(layout, record, COL_BEDRAG_CENT, false, layout->special, &canonical);
            *bedrag_good = read_bedrag(layout, value, canonical, &line->bedrag_cent);
        } else if (line->patient.n == 0)
            name_patient(line, room);
    }
    *reject = (struct reject){.reden = reden, .veld = veld};
    if (reden)
        look_at_reject(layout, record, reject);
    return reden == AFKEUR_GEEN;
}
