/* csv_mutator.c - inputs that are nearly right: a line of a CSV is taken apart into fields, and a field gets a value
 * that is right, or just not, for its column. Bytes are changed too, now and then. Any input of several CSV files
 * (fuzz.h) is fit for it: the names of the columns are in the first line, and behind each "== NAME".
 *
 * What is near is what tests/oracle/random_exports.py spoils lines with, and the same for tables and contracts. */
#include "fuzz.h"

enum { FIELDS_MAX = 64, LINES_MAX = 512 };

#define NEAR(...) (const char *const[]){__VA_ARGS__, NULL}
static const char *const near_date[] = {"2023-01-01", "2023-03-31", "2023-04-01", "20230401",   "2022-12-31", "2023-02-29", "2023-13-01",
                                        "1989-12-31", "1990-01-01", "2099-12-31", "2100-01-01", "0000-00-00", "00000000",   "2023-1-1",
                                        "31-12-2022", "31.02.2023", "1/2/2023",   "2025-01-01", "20231301",   "",           NULL};
static const char *const near_list[] = {"056",  "008", "012",  "041", "001", "076",     "0",
                                        "0000", "8",   "0081", "00x", "",    "056 008", NULL};
static const char *const near_code[] = {"40001", "40011", "40021",         "40091", "12000",  "12001", "12010", "6000", "6300", "15A291", "15A295",
                                        "15X001", "9200", "1234567890123", "12-00", "12 00",  "\xC3\xA9", "15a295", "0",  "\xC5\xBF", "ZZZZZZZZZZZZ",
                                        "", NULL};
static const char *const near_agb[] = {"53010001", "53999901", "53999902", "01000001", "06010001", "00000000", "5301000", "530100011",
                                       "0000000x", "0", "03130001", "abcdefgh", "", NULL};
static const char *const near_reference[] = {"K1", "C1", "R1", "12345678901234567890", "123456789012345678901", "\xC3\xA9\xC3\xA9",
                                             "\xE6\x97\xA5\xE6\x97\xA5", "a\tb", "a\rb", "\x7F", "\x1F", "=1+1", "a,b", "a\"b", "", NULL};
static const char *const near_programma[] = {"DM2", "VRM", "COPD", "ASTMA", "*", "dm2", "XYZ", "DM2 VRM", "", NULL};
static const struct {
    const char *column;
    const char *const *value;
} near[] = {
    {"bsn", NEAR("999990019", "99999001", "999999886", "123456782", "123456783", "000000000", "1234567890", "12345678x", "a/b", "\x7F", "0", "")},
    {"verzekerdennummer", NEAR("A1", "123456789012345", "1234567890123456", "\xC3\xA9\xC3\xA9", "a\tb", "\xC2\x80", "/", "")},
    {"uzovi", NEAR("3332", "3311", "7777", "333", "33322", "333x", "0000", "*", "3332 3333", "3311 3313 3351", "")},
    {"agb_declarant", near_agb},
    {"van_agb", near_agb},
    {"naar_agb", near_agb},
    {"agb_uitvoerder", near_agb},
    {"specialisme", NEAR("0313", "0301", "0", "00000", "313", "03131", "03x3", "0313 0301", "")},
    {"prestatiecodelijst", near_list},
    {"prestatiecode", near_code},
    {"code", near_code},
    {"code_van", near_code},
    {"code_tm", near_code},
    {"zorgproductcode", NEAR("040201008", "0402010130", "40201013", "0000000000", "04020101x", "040201 13", "")},
    {"zorgproduct", NEAR("040201008", "0402", "0*", "", "0402010080", "x")},
    {"verwijsdiagnosecode", NEAR("55", "0055", "000000000", "123456789", "5x", "0", "-5", "00000055", "")},
    {"verwijsdiagnoses", NEAR("0055", "0025 0026", "x", "0055  0055", "")},
    {"diagnosecode", NEAR("T90", "T90.02", "K74", "R95", "T9002", "T90.", "T90.123", "\xC3\xA9", "t90.0", "\xC5\xBF" "90", "")},
    {"icpc", NEAR("T90", "K74", "R95", "T", "T90.02", "t90", "T90.123", "")},
    {"begindatum", near_date},
    {"einddatum", near_date},
    {"geldig_van", near_date},
    {"geldig_tot", near_date},
    {"aantal", NEAR("1", "999999999", "1000000000", "-1", "1.0", "x", "000000001", "0", "")},
    {"bedrag_cent", NEAR("1", "100", "999999999999", "1000000000000", "000000000001", "-1", "1.50", "1,50", "1.5", "1.500,00", "x", "+1", "")},
    {"debet_credit", NEAR("D", "C", "DC", "X", "1", "c", "d", "")},
    {"referentienummer", near_reference},
    {"vorig_referentienummer", near_reference},
    {"programma", near_programma},
    {"volgorde", NEAR("1", "2", "0", "-1", "x", "99999999999", "")},
    {"tabel", NEAR("algemeen", "menzis_2023", "zilveren_kruis_2022", "algemeen.csv", "../algemeen", "x", "")},
    {"extra_tabel", NEAR("algemeen", "menzis_2023", "x", "")},
    {"keten_periode", NEAR("kwartaal", "datum", "x", "")},
    {"categorie", NEAR("consult", "smr", "keten", "dot", "dieet", "voetzorg", "specialist", "x", "")},
    {"codeset", NEAR("zi", "x", "")},
    {"betreft", NEAR("DM2", "VRM", "COPD", "x", "")},
    {"voorwaarde", NEAR("voetzorg", "meekijk", "voetzorg meekijk", "-voetzorg", "")},
    {"voorwaarden", NEAR("voetzorg", "meekijk", "voetzorg meekijk", "voetzorg voetzorg", "")},
    {"zorgsoort", NEAR("01", "22", "0122", "x", "01 22", "")},
    {"overlap", NEAR("elk", "start", "x", "")},
    {"gedoogkwartaal", NEAR("0", "1", "2", "")},
    {"eenmalig", NEAR("0", "1", "2", "")},
    {"zekerheid", NEAR("vast", "waarschijnlijk", "signaal", "x", "")},
    {"verhaal", NEAR("conflict", "keten", "x", "")},
    {"status", NEAR("actief", "concept", "x", "")},
    {"herkomst", NEAR("document", "interpretatie", "x", "")},
    {"groep", NEAR("DM2", "VRM", "x", "")},
    {"bevinding_id", NEAR("aaaa-bbbb-cccc-dddd", "1234-5678-9012-3456", "12e4-5678-9012-3456", "'1234567890123456", "1,23457E+15", "AAAABBBBCCCCDDDD",
                          "ffff-0000-ffff-0000", "")},
    {"antwoord", NEAR("credit", "terecht", "onbekend", " Credit\xC2\xA0", "TERECHT", "geen", "ja", "")},
    {"toelichting", NEAR("met reden", "'=1+1", "''=1", "=1", "'", "\"a; \"\"b\"\"\"", "\"een\r\ntwee\"", "\xEF\xBC\x9D" "1", "\xE2\x80\xAE" "a", "\xC2\x85",
                         "'s avonds", "\\x85", "-", "@", "")},
    {"agb", NEAR("01000001", "1000001", "'01000001", "53010001", "00000000", "0100000x", "")},
    {"rol", NEAR("declarant", "ketencontractant", "Declarant", "baas", "")},
    {"regel", NEAR("ALG-DUBBEL", "ZK22-DM2-01", "R1", "a b", "")},
};
/* For a column that is not known, and for any column at times. */
static const char *const near_all[] = {"", " ", "0", "00000000", "x", "\"", "\"\"", "\"a\"b", "\"a,b\"", " \"a\"", "\"a\" ", "\xEF\xBB\xBF", "\xFF",
                                       "\xED\xA0\x80", "\xC3\xA9", "\xE2\x82\xAC", "a\rb", ";", "|", "\t", "'", "18446744073709551616",
                                       "-9223372036854775809", "bsn", "uzovi", NULL};

static uint64_t state;
static size_t below(size_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(state >> 33) % n;
}

static const char *one_of(const char *const *value)
{
    size_t n = 0;
    while (value[n])
        n++;
    return value[below(n)];
}

/* The lines of an input, each with its end. */
struct lines {
    struct text at[LINES_MAX];
    size_t n;
};

static void cut_lines(struct text input, struct lines *lines)
{
    lines->n = 0;
    while (input.n && lines->n < LINES_MAX) {
        const char *lf = lines->n + 1 < LINES_MAX ? memchr(input.at, '\n', input.n) : NULL;
        size_t n = lf ? (size_t)(lf - input.at) + 1 : input.n;
        lines->at[lines->n++] = (struct text){input.at, n};
        input = (struct text){input.at + n, input.n - n};
    }
}

static bool begins(struct text line, const char *with)
{
    size_t n = strlen(with);
    return line.n >= n && memcmp(line.at, with, n) == 0;
}

/* The line with the names for line i: the first one of its section. */
static size_t header_of(const struct lines *lines, size_t i)
{
    while (i && !begins(lines->at[i - 1], "== ") && !(i == 1 && begins(lines->at[0], "#")))
        i--;
    return i;
}

/* Cut at the delimiter that the header has most of; a quote is a byte like another here. */
static size_t cut_fields(struct text line, char delimiter, struct text *field)
{
    size_t n = 0;
    while (line.n && (line.at[line.n - 1] == '\n' || line.at[line.n - 1] == '\r'))
        line.n--;
    for (;;) {
        const char *end = n + 1 < FIELDS_MAX ? memchr(line.n ? line.at : "", delimiter, line.n) : NULL;
        size_t size = end ? (size_t)(end - line.at) : line.n;
        field[n++] = (struct text){line.at, size};
        if (!end)
            return n;
        line = (struct text){end + 1, line.n - size - 1};
    }
}

static char delimiter_of(struct text header)
{
    static const char known[] = ",;|\t";
    size_t count[sizeof known - 1] = {0}, best = 0;
    for (size_t i = 0; i < header.n; i++) {
        const char *at = header.at[i] ? strchr(known, header.at[i]) : NULL;
        if (at)
            count[at - known]++;
    }
    for (size_t d = 1; d < sizeof known - 1; d++)
        best = count[d] > count[best] ? d : best;
    return known[best];
}

static const char *value_near(struct text column)
{
    if (below(8))
        for (size_t i = 0; i < sizeof near / sizeof *near; i++)
            if (text_equal(text_trim(column), text_of(near[i].column)))
                return one_of(near[i].value);
    return one_of(near_all);
}

static void add_fields(struct buf *out, const struct text *field, size_t n, char delimiter)
{
    for (size_t f = 0; f < n; f++) {
        buf_add(out, &delimiter, f > 0);
        buf_add(out, field[f].at, field[f].n);
    }
    buf_text(out, below(20) ? "\n" : "\r\n");
}

/* A line with another value, another order, or one field more or less. */
static void change_fields(const struct lines *lines, size_t i, struct buf *out)
{
    struct text name[FIELDS_MAX], field[FIELDS_MAX], other[FIELDS_MAX];
    struct text header = lines->at[header_of(lines, i)];
    char delimiter = delimiter_of(header);
    size_t names = cut_fields(header, delimiter, name), n = cut_fields(lines->at[i], delimiter, field), f = below(n);
    struct text of_other = lines->at[below(lines->n)];
    switch (below(12)) {
    case 0: /* the value of another line */
        names = cut_fields(of_other, delimiter, other);
        field[f] = other[f < names ? f : 0];
        break;
    case 1: { /* two change places */
        size_t g = below(n);
        struct text keep = field[f];
        field[f] = field[g];
        field[g] = keep;
        break;
    }
    case 2: n -= n > 1; break;
    case 3: n += n < FIELDS_MAX && (field[n] = TEXT("x")).n; break;
    default:
        for (size_t times = 1 + below(3); times; times--, f = below(n))
            field[f] = text_of(value_near(f < names ? name[f] : (struct text){"", 0}));
    }
    add_fields(out, field, n, delimiter);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    static struct lines lines;
    struct buf out = {0};
    state = seed;
    if (size == 0 || below(4) == 0)
        return LLVMFuzzerMutate(data, size, max);
    cut_lines((struct text){(const char *)data, size}, &lines);
    size_t chosen = below(lines.n), what = below(12), from = below(lines.n);
    for (size_t i = 0; i < lines.n; i++) {
        if (i != chosen) {
            buf_add(&out, lines.at[i].at, lines.at[i].n);
            continue;
        }
        switch (what) {
        case 0: break; /* left out */
        case 1:        /* twice */
            buf_add(&out, lines.at[i].at, lines.at[i].n);
            buf_add(&out, lines.at[i].at, lines.at[i].n);
            break;
        case 2: /* behind another */
            buf_add(&out, lines.at[i].at, lines.at[i].n);
            buf_add(&out, lines.at[from].at, lines.at[from].n);
            break;
        case 3: /* and a line that is nearly it */
            buf_add(&out, lines.at[i].at, lines.at[i].n);
            change_fields(&lines, i, &out);
            break;
        case 4: /* another end */
            buf_add(&out, lines.at[i].at, lines.at[i].n - 1);
            buf_text(&out, one_of(NEAR("\n", "\r\n", "\r", "", "\n\n", "\r\r\n")));
            break;
        default: change_fields(&lines, i, &out);
        }
    }
    size_t n = out.n < max ? out.n : max;
    if (n)
        memcpy(data, out.at, n);
    buf_release(&out);
    return n;
}
