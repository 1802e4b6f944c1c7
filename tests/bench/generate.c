/* generate.c - invented declaration lines for the benchmark, as canonical CSV on stdout.
 *
 *   generate --lines N --seed S                             a year: N lines over 2023, 12 a patient, in arbitrary order
 *   generate --base-lines N --seed S --night K [--lines M]  the K-th night (1, 2, ...) of M = 200,000 lines on top of
 * that year
 *
 * Nobody stands behind a line. The BSNs are computed numbers: a counter is spread over the nine digits and the check
 * digit is filled in, so that the engine's elfproef has real work to do. Such a number may be in use by somebody, as
 * any number that passes the elfproef may; nothing else in its lines has to do with that person. Do not publish the
 * files.
 *
 * Every line is a function of (seed, index), so nothing is kept in memory and a night can name, credit or deliver again
 * any line of the year. Line position -> (permutation) -> slot; slot / 12 is the patient, the 12 slots of a patient are
 * three a quarter. The first slot of a quarter is a keten line for 2% of the patients, drawn anew each quarter: over
 * the year 8% of the patients have one, which is more work for a detector than the same 2% four times. A slot can be
 *   - a credit (2%): the copy of another slot of the patient, naming it (75%) or not (23%), or naming a line that never
 * came;
 *   - a twin (0.5%): the same columns as the slot before under another reference, so that a credit without a reference
 * has a choice to make;
 *   - a debit: 40% GP consults, 10% diet and foot care, 15% DOT, 9% registration with a practice, 0.7% titles for
 * organisation and infrastructure, 0.14% codes that look like a bundle (letop.csv), the rest care that no table speaks
 * of, but for a few codes of the Menzis list (stop smoking, spirometry, modules, meekijkconsult). 0.2% were refused: 0
 * cent. References are 13 digits, a scrambled index: unique over the year and all nights. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((uint32_t) (sizeof(array) / sizeof *(array)))

enum {
    LINES_PER_PATIENT = 12,
    NIGHT_LINES = 200000,
    NIGHT_LINES_MAX = 1 << 24,
    NIGHTS_MAX = 10000,
    DAYS = 2 * 365 + 1, /* 2023 and 2024 */
    BUFFER_SIZE = 1 << 20,
    LINE_MAX_BYTES = 512
};

/* Indexes are below 2^40: the year below 2^36, the nights above it, lines that never came above 2^39. */
#define BASE_LINES_MAX ((uint64_t) 900000000)
#define NIGHT_INDEX ((uint64_t) 1 << 36)
#define NEVER_CAME ((uint64_t) 1 << 39)
#define NO_REFERENCE UINT64_MAX

static const char header[] =
    "bsn,verzekerdennummer,uzovi,agb_declarant,agb_uitvoerder,specialisme,prestatiecodelijst,prestatiecode,zorgproductcode,"
    "verwijsdiagnosecode,diagnosecode,begindatum,einddatum,aantal,bedrag_cent,debet_credit,referentienummer,"
    "vorig_referentienummer\n";

struct generator {
    uint64_t seed;
    uint64_t base_lines;
    unsigned base_bits; /* the permutation works on 0 .. 2^base_bits - 1 */
};

struct line {
    uint64_t patient;
    uint64_t index;    /* gives the reference */
    uint64_t previous; /* index of the debit that a credit names, or NO_REFERENCE */
    uint32_t declarant;
    uint32_t performer;
    const char *specialism;
    const char *list;
    char code[13];
    const char *product;
    const char *referral;
    const char *diagnosis;
    uint32_t first_day; /* days since 2023-01-01 */
    uint32_t last_day;  /* NO_DAY = the column stays empty */
    uint32_t number;
    uint32_t cents;
    bool credit;
};

enum { NO_DAY = UINT16_MAX };

/* ---- chance ---- */

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/* What a draw is for; each use has its own stream, so that one more draw in one place moves nothing in another. */
enum stream { FOR_LINE = 1, FOR_KIND, FOR_PATIENT, FOR_KETEN, FOR_NIGHT, FOR_BAD };

struct chance {
    uint64_t state;
};

static struct chance chance_of(const struct generator *generator, enum stream stream, uint64_t index)
{
    return (struct chance) {mix(generator->seed + mix(index * 8 + (uint64_t) stream))};
}

/* A number below `limit`. */
static uint32_t draw(struct chance *chance, uint32_t limit)
{
    chance->state += 0x9E3779B97F4A7C15u;
    return (uint32_t) (((mix(chance->state) >> 32) * limit) >> 32);
}

static uint64_t draw_wide(struct chance *chance, uint64_t limit)
{
    chance->state += 0x9E3779B97F4A7C15u;
    return mix(chance->state) % limit;
}

static bool permille(struct chance *chance, uint32_t n)
{
    return draw(chance, 1000) < n;
}

/* A one-to-one map of the numbers below 2^bits, bits at least 2. */
static uint64_t scramble(uint64_t x, unsigned bits)
{
    uint64_t mask = ((uint64_t) 1 << bits) - 1;
    unsigned half = (bits + 1) / 2;
    x = (x * 0x9E3779B97F4A7C15u) & mask;
    x ^= x >> half;
    x = (x * 0xBF58476D1CE4E5B9u) & mask;
    x ^= x >> half;
    x = (x * 0x94D049BB133111EBu) & mask;
    return x ^ (x >> half);
}

/* Position in the file -> slot: one-to-one below base_lines, by walking on while the map leaves the range. */
static uint64_t slot_of(const struct generator *generator, uint64_t position)
{
    uint64_t slot = position;
    do
        slot = scramble((slot + generator->seed) & (((uint64_t) 1 << generator->base_bits) - 1), generator->base_bits);
    while (slot >= generator->base_lines);
    return slot;
}

/* ---- who ---- */

/* The weights of the elfproef are 9 8 7 6 5 4 3 2 -1, so the last digit must be the sum of the others modulo 11, and
 * that sum must not be 10. For seven given digits at most one eighth digit gives 10; nine of the others are used. */
static uint32_t bsn_of(uint64_t patient)
{
    uint32_t seven = 1000000 + (uint32_t) ((patient / 9) * 5555557 % 9000000);
    uint32_t eighth = (uint32_t) (patient % 9);
    uint32_t sum = 0, rest = seven;
    for (uint32_t weight = 3; weight <= 9; weight++, rest /= 10)
        sum += weight * (rest % 10);
    uint32_t forbidden = (10 + 11 - sum % 11) * 6 % 11; /* 6 is the inverse of 2 modulo 11 */
    if (eighth >= forbidden)
        eighth++;
    return seven * 100 + eighth * 10 + (sum + 2 * eighth) % 11;
}

static uint32_t practice_of(const struct generator *generator, uint64_t patient)
{
    struct chance chance = chance_of(generator, FOR_PATIENT, patient);
    return draw(&chance, 5000);
}

/* 0 DM2, 1 VRM, 2 COPD: the programme a patient is in, should it be in one. */
static uint32_t programme_of(const struct generator *generator, uint64_t patient)
{
    struct chance chance = chance_of(generator, FOR_KETEN, patient * 5 + 4);
    uint32_t n = draw(&chance, 100);
    return n < 45 ? 0 : n < 80 ? 1 : 2;
}

static bool in_keten(const struct generator *generator, uint64_t patient, uint32_t quarter)
{
    struct chance chance = chance_of(generator, FOR_KETEN, patient * 5 + quarter);
    return permille(&chance, 20);
}

/* ---- what ---- */

static const uint32_t quarter_first[] = {0, 90, 181, 273};
static const uint32_t quarter_days[] = {90, 91, 92, 92};

static void set_code(struct line *line, const char *list, const char *code)
{
    line->list = list;
    memcpy(line->code, code, strlen(code) + 1);
}

/* `digits` digits of `number` behind `prefix`. */
static void set_numbered_code(struct line *line, const char *list, const char *prefix, uint32_t number, size_t digits)
{
    size_t length = strlen(prefix);
    line->list = list;
    memcpy(line->code, prefix, length);
    line->code[length + digits] = '\0';
    for (size_t i = length + digits; i-- > length; number /= 10)
        line->code[i] = (char) ('0' + number % 10);
}

static void keten_line(struct line *line, struct chance *chance, uint32_t programme, uint32_t quarter, uint32_t group)
{
    static const char *const codes[] = {"40001", "40011", "40021"}, *const codes_008[] = {"11616", "11617", "11623"};
    static const uint32_t tariffs[] = {7214, 3185, 6540};
    uint32_t way = draw(
        chance,
        1000); /* how the code is written: list 056, list 008 with its own code, with the old one; DM2 and VRM in one */
    uint32_t last = quarter_first[quarter] + quarter_days[quarter] - 1;
    if (way < 500)
        set_code(line, "056", codes[programme]);
    else if (way < 970)
        set_code(line, "008", way < 900 ? codes_008[programme] : codes[programme]);
    else
        set_code(line, "008", programme == 2 ? "11627" : "11625");
    line->declarant = line->performer = 53010000 + 10000 * programme + group;
    line->cents = tariffs[programme] + 100 * draw(chance, 8);
    line->first_day = quarter_first[quarter];
    line->last_day = line->first_day;
    if (permille(chance, 300))
        line->first_day = line->last_day += draw(chance, quarter_days[quarter]);
    if (permille(chance, 400))
        line->last_day = last;
    if (permille(chance, 10)) /* some lines cover more than one quarter */
        line->last_day = last + 1 + draw(chance, 90);
}

static void consult_line(struct line *line, struct chance *chance)
{
    static const char *const codes[] = {"12000", "12000", "12000", "12000", "12001", "12001", "12001", "12002",
                                        "12004", "12004", "12005", "12010", "12010", "12011", "12007", "12003"};
    static const uint32_t tariffs[] = {1136, 2272, 1704, 568, 2840};
    static const char *const icpc[] = {"T90.02", "T90.02", "T90.01", "K86", "K86", "K87", "R95", "L03", "A04", "D01", "H71",
                                       "L15", "N01", "P06", "R05", "R74", "R96", "S03", "S74", "U71", "L83.01", "L92"};
    set_code(line, "008", codes[draw(chance, COUNT(codes))]);
    line->cents = tariffs[draw(chance, COUNT(tariffs))];
    if (permille(chance, 400))
        line->diagnosis = icpc[draw(chance, COUNT(icpc))];
}

static void diet_or_foot_line(struct line *line, struct chance *chance)
{
    if (permille(chance, 500)) {
        static const char *const codes[] = {"6000", "6000", "6001", "6300", "6300", "6301", "6302", "6004"};
        static const char *const referrals[] = {"0055", "0055", "0055", "0025", "0026", "0027", "0057", "0032",
                                                "0011", "0041", "0099", "00000055", "", "", "0013", "0021"};
        const char *list = permille(chance, 700) ? "076" : "012";
        set_code(line, list, codes[draw(chance, COUNT(codes))]);
        line->declarant = 24000000 + draw(chance, 900);
        line->referral = referrals[draw(chance, COUNT(referrals))];
        line->cents = 1695 * (1 + draw(chance, 3));
    } else {
        static const char *const codes[] = {"9200", "9201", "9202", "9203", "9204", "9210"};
        bool podotherapist = permille(chance, 400);
        set_code(line, podotherapist ? "080" : "054", codes[draw(chance, COUNT(codes))]);
        line->declarant = podotherapist ? 26000000 + draw(chance, 700) : 96000000 + draw(chance, 1500);
        line->cents = 2650 + 550 * draw(chance, 6);
    }
    line->performer = line->declarant;
    line->specialism = "";
}

static void dot_line(struct line *line, struct chance *chance)
{
    static const struct {
        const char *code, *product, *specialism;
    } listed[] = {
        {"15A295", "040201013", "0313"}, {"15C409", "090301010", "0320"}, {"15C412", "090301013", "0320"},
        {"15C413", "090301015", "0320"}, {"15C406", "090301007", "0320"}, {"15A883", "100501036", "0322"},
    };
    static const char *const specialisms[] = {"0301", "0302", "0303", "0303", "0305", "0305", "0306", "0307",
                                              "0308", "0310", "0313", "0313", "0316", "0318", "0320", "0330"};
    static const char *const products[] = {
        "131999228", "131999261", "029199028", "029199009", "199299013", "199299078", "219699023", "070801002",
        "079899018", "110401020", "119999043", "140301009", "140801031", "149999020", "159899006", "182199026",
        "192001074", "020107006", "029499037", "060607013", "069899084", "080101014", "089999041", "099699104",
    };
    static const uint32_t tariffs[] = {9815, 13440, 21275, 27930, 35645, 51290, 74115, 128640};
    if (permille(chance, 120)) {
        uint32_t n = draw(chance, COUNT(listed));
        uint32_t flaw = draw(chance, 100);
        set_code(line, "041", listed[n].code);
        line->product = listed[n].product;
        line->specialism = listed[n].specialism;
        if (flaw < 5)
            line->product = "";
        else if (flaw < 10)
            set_code(line, "041", "15A999");
        else if (flaw < 13)
            line->product = products[draw(chance, COUNT(products))];
    } else {
        uint32_t n = draw(chance, COUNT(products));
        char prefix[] = {'1', '5', (char) ('B' + n % 8), '\0'};
        set_numbered_code(line, "041", prefix, 100 + 7 * n + draw(chance, 7), 3);
        line->product = products[n];
        line->specialism = specialisms[draw(chance, COUNT(specialisms))];
    }
    line->declarant = permille(chance, 850) ? 6010000 + draw(chance, 90) : 22220000 + draw(chance, 300);
    line->performer = 3000000 + draw(chance, 20000);
    line->cents = tariffs[draw(chance, COUNT(tariffs))];
    line->last_day = line->first_day + draw(chance, 120);
}

/* A title: a fee per enrolled insured for a care group, a region or a district. */
static void title_line(struct line *line, struct chance *chance, uint32_t quarter)
{
    static const char *const codes[] = {"11610", "11610", "11611", "11624"};
    set_code(line, "008", codes[draw(chance, COUNT(codes))]);
    line->declarant = line->performer = 53530000 + draw(chance, 60);
    line->specialism = "";
    line->cents = 140 + 35 * draw(chance, 9);
    line->first_day = quarter_first[quarter];
    line->last_day = permille(chance, 500) ? quarter_first[quarter] + quarter_days[quarter] - 1 : line->first_day;
}

/* A code that looks like a bundle and is none: a surcharge, the part outside the basic insurance,
 * or one that nobody knows. */
static void letop_line(struct line *line, struct chance *chance)
{
    static const struct {
        const char *list, *code;
    } codes[] = {{"008", "11602"}, {"056", "40002"}, {"056", "40031"}, {"008", "11609"}};
    uint32_t n = draw(chance, COUNT(codes));
    set_code(line, codes[n].list, codes[n].code);
    line->declarant = line->performer = 53010000 + draw(chance, 120);
    line->specialism = "";
    line->cents = 900 + 50 * draw(chance, 20);
}

static void other_line(struct line *line, struct chance *chance, uint32_t quarter)
{
    static const char *const registration[] = {"11000", "11100", "11101", "11102", "11103", "11104", "11105", "11106", "11107", "11108",
                                               "11115", "11116", "11117", "11118"};
    static const char *const listed[] = {"12850", "13004", "14610", "14611", "31020", "31021", "31022", "31023"};
    static const char *const listed_icpc[] = {"", "", "T90.02", "K86", "R95", "P17"};
    uint32_t n = draw(chance, 100);
    if (n < 4) { /* other GP care that the Menzis list names */
        set_code(line, "008", listed[draw(chance, COUNT(listed))]);
        line->diagnosis = listed_icpc[draw(chance, COUNT(listed_icpc))];
        line->cents = 1500 + 500 * draw(chance, 12);
    } else if (n < 30) { /* registration with a practice, a quarter */
        set_code(line, "008", registration[draw(chance, COUNT(registration))]);
        line->cents = 1700 + 61 * draw(chance, 16);
    } else if (n < 32) {
        title_line(line, chance, quarter);
    } else if (n < 33 && permille(chance, 400)) {
        letop_line(line, chance);
    } else if (n < 36) { /* M&I that no table names */
        set_numbered_code(line, "008", "13", 12 + draw(chance, 40), 3);
        line->cents = 1000 + 250 * draw(chance, 20);
    } else if (n < 75) { /* pharmacy, by ZI number */
        set_numbered_code(line, "001", "1", draw(chance, 30000) * 331 % 10000000, 7);
        line->declarant = line->performer = 2000000 + draw(chance, 2000);
        line->specialism = "";
        line->number = 1 + draw(chance, 90);
        line->cents = 150 + draw(chance, 9000);
    } else if (n < 90) { /* physiotherapy */
        set_numbered_code(line, "012", "1", draw(chance, 20) * 50, 3);
        line->declarant = 4000000 + draw(chance, 8000);
        line->performer = 4100000 + draw(chance, 20000);
        line->specialism = "";
        line->cents = 3450 + 50 * draw(chance, 10);
    } else { /* dental care */
        set_numbered_code(line, "011", n < 95 ? "V" : "C", 1 + draw(chance, 98), 2);
        line->declarant = line->performer = 11000000 + draw(chance, 4000);
        line->specialism = "";
        line->cents = 600 + 603 * draw(chance, 12);
    }
}

/* An ordinary debit: who, when and the mix of care. */
static void debit_line(const struct generator *generator, struct line *line, struct chance *chance, uint32_t quarter)
{
    uint32_t practice = practice_of(generator, line->patient);
    if (permille(chance, 120))
        practice = draw(chance, 5000);
    line->declarant = 1010000 + practice;
    line->performer = 1100000 + practice * 3 + draw(chance, 3);
    line->specialism = "0100";
    line->first_day = quarter_first[quarter] + draw(chance, quarter_days[quarter]);
    line->last_day = permille(chance, 750) ? line->first_day : NO_DAY;
    uint32_t kind = draw(chance, 100);
    if (kind < 40)
        consult_line(line, chance);
    else if (kind < 50)
        diet_or_foot_line(line, chance);
    else if (kind < 65)
        dot_line(line, chance);
    else
        other_line(line, chance, quarter);
    if (permille(chance, 1))
        line->list = ""; /* a list left empty fits every rule, as a signal */
    if (permille(chance, 2))
        line->cents = 0; /* the insurer granted nothing */
}

static void blank_line(struct line *line, uint64_t patient, uint64_t index)
{
    line->patient = patient;
    line->index = index;
    line->previous = NO_REFERENCE;
    line->declarant = line->performer = 0;
    line->specialism = line->list = line->product = line->referral = line->diagnosis = "";
    line->code[0] = '\0';
    line->first_day = line->last_day = 0;
    line->number = 1;
    line->cents = 0;
    line->credit = false;
}

/* ---- the year ---- */

/* The debit that stands in a slot, were it no credit. */
static void year_debit(const struct generator *generator, uint64_t slot, struct line *line)
{
    uint64_t patient = slot / LINES_PER_PATIENT;
    uint32_t place = (uint32_t) (slot % LINES_PER_PATIENT), quarter = place / 3;
    struct chance kind = chance_of(generator, FOR_KIND, slot);
    draw(&kind, 1000); /* spent by is_credit() */
    if (place > 0 && permille(&kind, 5)) {
        static const char *const icpc[] = {"", "T90.02", "K86", "A04"};
        bool other_diagnosis = permille(&kind, 500);
        year_debit(generator, slot - 1, line); /* a twin of a twin ends at the patient's first slot */
        line->index = slot;
        if (other_diagnosis && line->list[0] == '0' && line->list[2] == '8')
            line->diagnosis = icpc[draw(&kind, COUNT(icpc))];
        return;
    }
    struct chance chance = chance_of(generator, FOR_LINE, slot);
    blank_line(line, patient, slot);
    if (place % 3 != 2 && in_keten(generator, patient, quarter)) {
        uint32_t group = practice_of(generator, patient) % 120, programme = programme_of(generator, patient);
        if (place % 3 == 0) {
            keten_line(line, &chance, programme, quarter, group);
            return;
        }
        uint32_t n = draw(&chance, 1000);
        if (n < 40) { /* a second keten: another programme, or the same by another group */
            if (n < 25)
                programme = (programme + 1 + draw(&chance, 2)) % 3;
            else
                group += 200;
            keten_line(line, &chance, programme, quarter, group);
            return;
        }
    }
    debit_line(generator, line, &chance, quarter);
}

static bool is_credit(const struct generator *generator, uint64_t slot)
{
    struct chance kind = chance_of(generator, FOR_KIND, slot);
    return draw(&kind, 1000) < 20;
}

/* The first slot at or behind `slot`, round within the patient's, that holds a debit; or `slot` when none does. */
static uint64_t debit_slot(const struct generator *generator, uint64_t slot)
{
    uint64_t first = slot - slot % LINES_PER_PATIENT;
    uint64_t n = generator->base_lines - first;
    if (n > LINES_PER_PATIENT)
        n = LINES_PER_PATIENT;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t candidate = first + (slot - first + i) % n;
        if (!is_credit(generator, candidate))
            return candidate;
    }
    return slot;
}

static void year_line(const struct generator *generator, uint64_t slot, struct line *line)
{
    if (!is_credit(generator, slot)) {
        year_debit(generator, slot, line);
        return;
    }
    struct chance chance = chance_of(generator, FOR_LINE, slot);
    uint64_t first = slot - slot % LINES_PER_PATIENT;
    uint64_t start = first + draw(&chance, LINES_PER_PATIENT);
    if (start >= generator->base_lines)
        start = first;
    uint64_t debit = debit_slot(generator, start);
    uint32_t how = draw(&chance, 100);
    year_debit(generator, debit, line);
    line->index = slot;
    if (debit == slot)
        return; /* the patient has no debit: then this is one */
    line->credit = true;
    if (how < 75)
        line->previous = debit;
    else if (how < 77)
        line->previous = NEVER_CAME + slot;
}

/* ---- a night ---- */

static void night_line(const struct generator *generator, uint32_t night, uint32_t number, struct line *line)
{
    uint64_t index = NIGHT_INDEX + (uint64_t) night * NIGHT_LINES_MAX + number;
    struct chance chance = chance_of(generator, FOR_NIGHT, index);
    uint64_t slot = draw_wide(&chance, generator->base_lines);
    uint32_t kind = draw(&chance, 1000);
    if (kind < 10) { /* delivered again, unchanged */
        year_line(generator, slot, line);
        return;
    }
    if (kind < 30) { /* a credit on a line of the year */
        uint64_t debit = debit_slot(generator, slot);
        uint32_t how = draw(&chance, 100);
        year_debit(generator, debit, line);
        line->index = index;
        line->credit = true;
        if (how < 70)
            line->previous = debit;
        else if (how < 80)
            line->previous = NEVER_CAME + index;
        return;
    }
    /* most of a night is recent care */
    uint64_t patient = slot / LINES_PER_PATIENT;
    uint32_t quarter = permille(&chance, 750) ? 3 : draw(&chance, 4);
    blank_line(line, patient, index);
    if (draw(&chance, 10000) < 67) {
        uint32_t group = practice_of(generator, patient) % 120;
        keten_line(line, &chance, programme_of(generator, patient), quarter, group);
    } else
        debit_line(generator, line, &chance, quarter);
}

/* ---- writing ---- */

struct output {
    char *buffer;
    size_t used;
};

static char two_digits[100][2];
static char day_text[DAYS][10];

static void prepare_texts(void)
{
    for (int i = 0; i < 100; i++) {
        two_digits[i][0] = (char) ('0' + i / 10);
        two_digits[i][1] = (char) ('0' + i % 10);
    }
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int n = 0;
    for (int year = 2023; year <= 2024; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= month_days[month - 1] + (year == 2024 && month == 2); day++) {
                char text[32];
                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                memcpy(day_text[n++], text, sizeof day_text[0]);
            }
}

static bool flush(struct output *output)
{
    bool written = fwrite(output->buffer, 1, output->used, stdout) == output->used;
    output->used = 0;
    return written;
}

static char *put_text(char *at, const char *text)
{
    while (*text)
        *at++ = *text++;
    *at++ = ',';
    return at;
}

/* `digits` digits with leading zeros. */
static char *put_digits(char *at, uint64_t number, int digits)
{
    int i = digits;
    for (; i >= 2; number /= 100)
        memcpy(at + (i -= 2), two_digits[number % 100], 2);
    if (i)
        at[0] = (char) ('0' + number % 10);
    at[digits] = ',';
    return at + digits + 1;
}

static char *put_number(char *at, uint32_t number)
{
    int digits = 1;
    for (uint32_t rest = number / 10; rest; rest /= 10)
        digits++;
    return put_digits(at, number, digits);
}

static char *put_day(char *at, uint32_t day)
{
    if (day != NO_DAY) {
        memcpy(at, day_text[day], sizeof day_text[0]);
        at += sizeof day_text[0];
    }
    *at++ = ',';
    return at;
}

static char *put_reference(char *at, uint64_t index)
{
    if (index != NO_REFERENCE)
        return put_digits(at, scramble(index, 40), 13);
    *at++ = ',';
    return at;
}

static char *put_line(char *at, const struct line *line)
{
    at = put_digits(at, bsn_of(line->patient), 9);
    at = put_digits(at, 1000000000 + scramble(line->patient, 30), 10);
    at = put_text(at, "3332");
    at = put_digits(at, line->declarant, 8);
    at = put_digits(at, line->performer, 8);
    at = put_text(at, line->specialism);
    at = put_text(at, line->list);
    at = put_text(at, line->code);
    at = put_text(at, line->product);
    at = put_text(at, line->referral);
    at = put_text(at, line->diagnosis);
    at = put_day(at, line->first_day);
    at = put_day(at, line->last_day);
    at = put_number(at, line->number);
    at = put_number(at, line->cents);
    *at++ = line->credit ? 'C' : 'D';
    *at++ = ',';
    at = put_reference(at, line->index);
    at = put_reference(at, line->previous);
    at[-1] = '\n';
    return at;
}

/* Spoil the line that stands at `at`..`end`; returns its new end. Each kind is one reason of rejects.csv. */
static char *spoil(char *at, char *end, struct chance *chance)
{
    switch (draw(chance, 6)) {
    case 0: /* bsn_elfproef */
        at[8] = (char) (at[8] == '9' ? '0' : at[8] + 1);
        return end;
    case 1: /* te_veel_velden */
        memcpy(end - 1, ",x\n", 3);
        return end + 2;
    case 2: { /* te_weinig_velden */
        char *last = end - 1;
        while (*last != ',')
            last--;
        *last = '\n';
        return last + 1;
    }
    case 3: /* vorm_onjuist: the uzovi */
        at[21] = 'x';
        return end;
    case 4: /* codering_ongeldig */
        at[10] = (char) 0xFF;
        return end;
    default: /* datum_onmogelijk: the month */
        for (char *day = at; day + 3 < end; day++)
            if (memcmp(day, ",202", 4) == 0 && day[5] == '-') {
                day[6] = '1';
                day[7] = '3';
                break;
            }
        return end;
    }
}

/* ---- the command line ---- */

static const char usage[] =
    "usage: generate --lines N --seed S [--bad PERMILLE]                            a year of N lines\n"
    "       generate --base-lines N --seed S --night K [--lines M] [--bad PERMILLE]  night K of M lines on top of it\n";

static bool parse_number(const char *text, uint64_t limit, uint64_t *number)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && value <= limit;
}

int main(int argc, char **argv)
{
    uint64_t lines = 0, seed = 0, night = 0, base_lines = 0, bad = 0;
    bool have_lines = false, have_seed = false, have_night = false;
    for (int i = 1; i < argc; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        bool good = false;
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return 0;
        }
        if (strcmp(argv[i], "--lines") == 0)
            good = have_lines = parse_number(value, BASE_LINES_MAX, &lines);
        else if (strcmp(argv[i], "--seed") == 0)
            good = have_seed = parse_number(value, UINT64_MAX, &seed);
        else if (strcmp(argv[i], "--night") == 0)
            good = have_night = parse_number(value, NIGHTS_MAX, &night);
        else if (strcmp(argv[i], "--base-lines") == 0)
            good = parse_number(value, BASE_LINES_MAX, &base_lines);
        else if (strcmp(argv[i], "--bad") == 0)
            good = parse_number(value, 1000, &bad);
        if (!good) {
            fprintf(stderr, "generate: %s %s is not understood\n%s", argv[i], value, usage);
            return 2;
        }
    }
    if (have_night && !have_lines)
        lines = NIGHT_LINES;
    if (!have_seed || (have_night ? base_lines == 0 || lines > NIGHT_LINES_MAX : !have_lines || base_lines != 0)) {
        fputs(usage, stderr);
        return 2;
    }
    struct generator generator = {.seed = mix(seed), .base_lines = have_night ? base_lines : lines, .base_bits = 2};
    while ((uint64_t) 1 << generator.base_bits < generator.base_lines)
        generator.base_bits++;
    prepare_texts();

    struct output output = {.buffer = malloc(BUFFER_SIZE + LINE_MAX_BYTES), .used = 0};
    if (!output.buffer) {
        fputs("generate: out of memory\n", stderr);
        return 1;
    }
    memcpy(output.buffer, header, sizeof header - 1);
    output.used = sizeof header - 1;
    bool written = true;
    for (uint64_t position = 0; position < lines && written; position++) {
        struct line line;
        if (have_night)
            night_line(&generator, (uint32_t) night, (uint32_t) position, &line);
        else
            year_line(&generator, slot_of(&generator, position), &line);
        char *at = output.buffer + output.used, *end = put_line(at, &line);
        if (bad) {
            struct chance chance = chance_of(&generator, FOR_BAD, line.index);
            if (permille(&chance, (uint32_t) bad))
                end = spoil(at, end, &chance);
        }
        output.used = (size_t) (end - output.buffer);
        if (output.used >= BUFFER_SIZE)
            written = flush(&output);
    }
    written = written && flush(&output) && fflush(stdout) == 0;
    if (!written)
        fprintf(stderr, "generate: %s\n", strerror(errno));
    free(output.buffer);
    return written ? 0 : 1;
}
