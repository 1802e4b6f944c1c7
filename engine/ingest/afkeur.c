/* afkeur.c - see afkeur.h. */
#include "ingest/afkeur.h"

#include "csv/csv_record.h"

const char *const afkeur_name[AFKEUREN] = {
    [AFKEUR_GEEN] = "",
    [KOP_ONJUIST] = "kop_onjuist",
    [BESTAND_ONLEESBAAR] = "bestand_onleesbaar",
    [VELD_TE_LANG] = "veld_te_lang",
    [CODERING_ONGELDIG] = "codering_ongeldig",
    [AANHALING_NIET_GESLOTEN] = "aanhaling_niet_gesloten",
    [TE_VEEL_VELDEN] = "te_veel_velden",
    [TE_WEINIG_VELDEN] = "te_weinig_velden",
    [VELD_ONTBREEKT] = "veld_ontbreekt",
    [VORM_ONJUIST] = "vorm_onjuist",
    [BSN_ELFPROEF] = "bsn_elfproef",
    [PATIENT_ONBEKEND] = "patient_onbekend",
    [DATUM_ONMOGELIJK] = "datum_onmogelijk",
    [EINDE_VOOR_BEGIN] = "einde_voor_begin",
    [REFERENTIE_NIET_UNIEK] = "referentie_niet_uniek",
};

static const char *const melding[AFKEUREN] = {
    [AFKEUR_GEEN] = "",
    [KOP_ONJUIST] = "de kopregel is niet goed",
    [BESTAND_ONLEESBAAR] =
        "het bestand is afgebroken, beschadigd of groter dan toegestaan; "
        "niets ervan is opgeslagen: lever het opnieuw aan",
    [VELD_TE_LANG] = "de regel is langer dan 65.536 bytes of het veld langer dan 4.096; is een aanhalingsteken of "
                     "regeleinde weggevallen?",
    [CODERING_ONGELDIG] = "de regel is geen geldige tekst in de codering van het bestand, of bevat een NUL-byte; kijk "
                          "naar encoding in het profiel",
    [AANHALING_NIET_GESLOTEN] = "een aanhalingsteken is niet gesloten of staat midden in een veld; verdubbel het teken "
                                "binnen een veld tussen aanhalingstekens",
    [TE_VEEL_VELDEN] = "meer velden dan de kopregel; staat er een scheidingsteken in een veld zonder aanhalingstekens?",
    [TE_WEINIG_VELDEN] = "minder velden dan de kopregel; is de regel afgebroken, of een totaal- of sluitregel?",
    [VELD_ONTBREEKT] = "verplicht veld is leeg; vul het in de bron aan",
    [VORM_ONJUIST] = "de waarde heeft niet de vorm die bij deze kolom hoort",
    [BSN_ELFPROEF] = "het nummer voldoet niet aan de elfproef; controleer het BSN in de bron",
    [PATIENT_ONBEKEND] = "geen BSN en geen verzekerdennummer; de regel is aan niemand toe te schrijven",
    [DATUM_ONMOGELIJK] = "de datum bestaat niet of ligt buiten 1990-2099",
    [EINDE_VOOR_BEGIN] = "de einddatum ligt voor de begindatum",
    [REFERENTIE_NIET_UNIEK] =
        "dit referentienummer is voor deze patient en declarant al gebruikt met een andere inhoud; "
        "de eerst gelezen regel blijft staan",
};

struct text afkeur_words(struct text name)
{
    for (int a = 0; a < AFKEUREN; a++)
        if (text_equal(name, text_of(afkeur_name[a])))
            return text_of(melding[a]);
    return name;
}

#define GEZIEN_SAYS(name, says) [name] = (says),
static const char *const gezien_says[GEZIENEN] = {GEZIEN_LIST(GEZIEN_SAYS)};
#undef GEZIEN_SAYS

void afkeur_melding(const struct reject *reject, size_t fields, struct text kop, struct buf *out)
{
    if (kop.n && (reject->reden == KOP_ONJUIST || reject->reden == BESTAND_ONLEESBAAR)) {
        buf_add(out, kop.at, kop.n);
        return;
    }
    if (reject->gezien == GEZIEN_KOPREGEL) {
        buf_text(out, gezien_says[GEZIEN_KOPREGEL]);
        return;
    }
    if (reject->reden == TE_VEEL_VELDEN || reject->reden == TE_WEINIG_VELDEN)
        buf_printf(out, "%u veld%s, de kopregel heeft er %zu: ", (unsigned)reject->n, reject->n == 1 ? "" : "en",
                   fields);
    buf_text(out, melding[reject->reden]);
    if (reject->reden == VORM_ONJUIST && reject->gezien != GEZIEN_OPAAK && reject->veld >= 0 && reject->veld < COLUMNS)
        buf_printf(out, ": %s", column_form[reject->veld]);
    if (reject->gezien == GEZIEN_CIJFERS && reject->n == 1)
        buf_text(out, "; er staat 1 cijfer");
    else if (reject->gezien == GEZIEN_CIJFERS || reject->gezien == GEZIEN_LANG)
        buf_printf(out, "; er staan %u %s", (unsigned)reject->n,
                   reject->gezien == GEZIEN_CIJFERS ? "cijfers" : "tekens");
    else if (reject->gezien)
        buf_printf(out, "; %s", gezien_says[reject->gezien]);
}

/* --- What kind of value it is --- */

bool is_word_for_nothing(struct text value)
{
    static const char *const word[] = {"null",   "\\N",  "none", "nan",      "nil",     "n/a",  "na",   "nvt",
                                       "n.v.t.", "#n/a", "#n/b", "onbekend", "unknown", "geen", "leeg", "-",
                                       "--",     ".",    "?",    "(null)",   "<null>",  "nat"};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (text_equal_nocase(value, word[i]))
            return true;
    return false;
}

bool is_day_for_none(struct text value)
{
    static const char *const year[] = {"9999", "2999", "3000", "2100", "1900", "1899",
                                       "1800", "1753", "1601", "0001", "0000"};
    char digits[9] = "";
    size_t n = 0;
    for (size_t i = 0; i < value.n && n < 8; i++)
        if (value.at[i] >= '0' && value.at[i] <= '9')
            digits[n++] = value.at[i];
        else if (value.at[i] != '-' && value.at[i] != '/' && value.at[i] != '.')
            break;
    if (n != 8)
        return false;
    for (size_t i = 0; i < sizeof year / sizeof *year; i++)
        if (memcmp(digits, year[i], 4) == 0 || memcmp(digits + 4, year[i], 4) == 0)
            return true;
    return false;
}

struct shape {
    size_t digits, letters, marks, controls, others; /* marks: . , ' and blank */
};

static struct shape shape_of(struct text value)
{
    struct shape shape = {0};
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if (c >= '0' && c <= '9')
            shape.digits++;
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
            shape.letters++;
        else if (c < 0x20 || c == 0x7F)
            shape.controls++;
        else if (c == '.' || c == ',' || c == '\'' || c == ' ')
            shape.marks++;
        else
            shape.others++;
    }
    return shape;
}

/* 9,99990E+08 */
bool is_scientific(struct text value)
{
    size_t e = 0;
    while (e < value.n && (value.at[e] | 0x20) != 'e')
        e++;
    if (e == 0 || e + 1 >= value.n)
        return false;
    struct shape before = shape_of((struct text){value.at, e}),
                 behind = shape_of((struct text){value.at + e + 1, value.n - e - 1});
    bool sign = value.at[e + 1] == '+' || value.at[e + 1] == '-';
    return before.digits && before.digits + before.marks == e && before.marks <= 1 && before.marks && behind.digits
           && behind.digits + sign == value.n - e - 1;
}

/* Digits with what a spreadsheet puts around or between them: an apostrophe, blanks, points, a tab, .0 behind;
 * some digits at least. */
bool is_formatted_number(struct text value)
{
    enum { SOME_DIGITS = 4 };
    const struct shape shape = shape_of(value);
    return shape.digits >= SOME_DIGITS && shape.marks + shape.controls && shape.letters + shape.others == 0;
}

struct text date_without_time(struct text value)
{
    size_t n = 0;
    while (n < value.n && value.at[n] != ' ' && value.at[n] != 'T')
        n++;
    if (n + 1 >= value.n)
        return value;
    for (size_t i = n + 1; i < value.n; i++)
        if (!((value.at[i] >= '0' && value.at[i] <= '9') || value.at[i] == ':' || value.at[i] == '.'))
            return value;
    return (struct text){value.at, n};
}

/* How many digits a column of numbers of fixed width has; 0: it is no such column. */
static size_t fixed_width(enum column column)
{
#define FIXED_WIDTH(NAME, name, STAND, KIND, WIDTH, ...)                                                               \
    if (column == COL_##NAME)                                                                                          \
        return strcmp(#KIND, "DIGITS") == 0 ? (WIDTH) : 0;
    LINE_COLUMNS(FIXED_WIDTH)
    return 0;
}

static bool is_day(struct text value, enum day_form form)
{
    day d;
    return day_parse(value, form, &d) == DAY_OK;
}

static bool is_any_day(struct text value)
{
    return is_day(value, DAY_ISO) || is_day(value, DAY_DMY) || is_day(value, DAY_YMD);
}

/* Three numbers with the same mark between them; false: it is something else. */
static bool three_numbers(struct text value, uint64_t part[3], size_t digits[3])
{
    const char *const end = value.at + value.n;
    const char *at = value.at;
    for (int i = 0; i < 3; i++) {
        const char *from = at;
        while (at < end && *at >= '0' && *at <= '9')
            at++;
        digits[i] = (size_t)(at - from);
        if (!text_digits((struct text){from, digits[i]}, 4, &part[i]) || (i < 2 && (at == end || !strchr("-/.", *at))))
            return false;
        at += i < 2;
    }
    return at == end;
}

/* The parts of a date in an order that run does not read. */
static enum gezien gezien_of_parts(struct text value)
{
    uint64_t part[3];
    size_t digits[3];
    if (!three_numbers(value, part, digits))
        return GEZIEN_NIETS;
    if (digits[0] <= 2 && digits[1] <= 2 && digits[2] == 2)
        return GEZIEN_KORT_JAAR;
    return digits[2] == 4 && part[0] <= 12 && part[1] > 12 && part[1] <= 31 ? GEZIEN_MAAND_EERST : GEZIEN_NIETS;
}

static enum gezien gezien_of_date(struct text value, bool required)
{
    enum { SERIAL_FIRST = 32874, SERIAL_LAST = 73050 /* 1990 to 2099 */ };
    const struct shape shape = shape_of(value);
    uint64_t serial;
    if (!required && is_day_for_none(value))
        return memchr(value.at, ' ', value.n) ? GEZIEN_GEEN_DATUM_TIJD : GEZIEN_GEEN_DATUM;
    for (size_t n = 8; n <= DAY_TEXT && n < value.n; n++)
        if ((value.at[n] == ' ' || value.at[n] == 'T') && is_any_day((struct text){value.at, n}))
            return date_without_time(value).n == n ? GEZIEN_TIJD : GEZIEN_TIJDZONE;
    if (is_any_day(value))
        return GEZIEN_ANDERE_DATUM;
    if (text_digits(value, 5, &serial) && serial >= SERIAL_FIRST && serial <= SERIAL_LAST)
        return GEZIEN_DAGNUMMER;
    if (shape.letters >= 3 && shape.digits >= 3)
        return GEZIEN_MAANDNAAM;
    return gezien_of_parts(value);
}

static enum gezien gezien_of_amount(struct text value)
{
    const struct shape shape = shape_of(value);
    if (shape.digits == 0 || shape.digits == value.n)
        return GEZIEN_NIETS;
    if (value.at[0] == '-' || value.at[0] == '+')
        return GEZIEN_TEKEN;
    if (is_scientific(value))
        return GEZIEN_WETENSCHAPPELIJK;
    if (shape.digits + shape.marks < value.n)
        return GEZIEN_VALUTA;
    if (shape.marks > 1 || memchr(value.at, ' ', value.n) || memchr(value.at, '\'', value.n))
        return GEZIEN_DUIZENDTAL;
    size_t decimals = 0;
    while (value.at[value.n - decimals - 1] >= '0' && value.at[value.n - decimals - 1] <= '9')
        decimals++;
    return decimals > 2 ? GEZIEN_DECIMALEN : GEZIEN_EURO;
}

enum gezien gezien_of(struct text value, enum column column, uint16_t *n)
{
    const struct shape shape = shape_of(value);
    const size_t points = text_code_points(value);
    enum gezien special = column == COL_BEGINDATUM || column == COL_EINDDATUM
                              ? gezien_of_date(value, column_required[column])
                          : column == COL_BEDRAG_CENT ? gezien_of_amount(value)
                                                      : GEZIEN_NIETS;
    *n = (uint16_t)(points < UINT16_MAX ? points : UINT16_MAX);
    if (value.n == 0)
        return GEZIEN_NIETS;
    if (is_word_for_nothing(value))
        return column_required[column] ? GEZIEN_WOORD_NODIG : GEZIEN_WOORD;
    if (special)
        return special;
    if (is_scientific(value))
        return GEZIEN_WETENSCHAPPELIJK;
    if (column == COL_VERZEKERDENNUMMER || column == COL_REFERENTIENUMMER || column == COL_VORIG_REFERENTIENUMMER)
        return shape.controls ? GEZIEN_STUURTEKEN : GEZIEN_LANG;
    if (is_formatted_number(value))
        return GEZIEN_GETAL;
    if (shape.controls)
        return GEZIEN_STUURTEKEN;
    if (shape.digits == value.n)
        return value.n < fixed_width(column) ? GEZIEN_NULLEN_KWIJT : GEZIEN_CIJFERS;
    if (shape.letters == value.n)
        return GEZIEN_LETTERS;
    return shape.letters + shape.digits == value.n ? GEZIEN_GEMENGD : GEZIEN_TEKENS;
}
