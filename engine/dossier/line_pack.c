/* line_pack.c - see line_pack.h. A word says which optional columns follow; numbers of fixed width are little-endian.
 * First come the columns that every line has, with the identity in front; then the optional ones in their order. All of
 * it stands in databases and never changes. */
#include "dossier/line_pack.h"

/* A bit an optional column, in their order: HAS_VERZEKERDENNUMMER is 1. Of debet_credit the bit is all there is. */
#define PLACE_PATIENT(NAME)
#define PLACE_NEEDED(NAME)
#define PLACE_OPTIONAL(NAME) PLACE_##NAME,
#define PLACE(NAME, name, STAND, ...) PLACE_##STAND(NAME)
enum { LINE_COLUMNS(PLACE) OPTIONAL_COLUMNS };
#define HAS_PATIENT(NAME)
#define HAS_NEEDED(NAME)
#define HAS_OPTIONAL(NAME) HAS_##NAME = 1U << PLACE_##NAME,
#define HAS(NAME, name, STAND, ...) HAS_##STAND(NAME)
enum { LINE_COLUMNS(HAS) ALL_FLAGS = (1U << OPTIONAL_COLUMNS) - 1 };

_Static_assert(OPTIONAL_COLUMNS <= 8 * LINE_FLAGS_BYTES,
               "more optional columns than flags: lines must be packed in another way");
_Static_assert(HAS_VERZEKERDENNUMMER == 1 && HAS_EINDDATUM == 128 && HAS_DEBET_CREDIT == 512
                   && HAS_VORIG_REFERENTIENUMMER == 1024,
               "a column was put between others: the lines of every database would be read wrongly");
_Static_assert((int)LINE_HAS_VERZEKERDENNUMMER == (int)HAS_VERZEKERDENNUMMER
                   && (int)LINE_HAS_UITVOERDER == (int)HAS_AGB_UITVOERDER
                   && (int)LINE_PRODUCT_FLAGS == (int)(HAS_SPECIALISME | HAS_PRESTATIECODELIJST | HAS_ZORGPRODUCTCODE)
                   && (int)LINE_FLAGS == (int)ALL_FLAGS,
               "the parts of a line are not in the order of its columns: blocks need another form");
#define NEEDED_PATIENT
#define NEEDED_NEEDED +1
#define NEEDED_OPTIONAL
#define NEEDED(NAME, name, STAND, ...) NEEDED_##STAND
_Static_assert(0 LINE_COLUMNS(NEEDED) == 6, "line_pack and line_unpack name the columns that every line has");

uint8_t *varint_put(uint8_t *to, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        *to++ = (uint8_t)(number | 0x80);
    *to++ = (uint8_t)number;
    return to;
}

bool varint_get(const uint8_t **at, const uint8_t *end, uint64_t *number)
{
    *number = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        uint8_t byte = *(*at)++;
        *number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) /* one way only: no zeros at the end, and nothing above 64 bits */
            return shift == 0 || (byte && (shift < 63 || byte == 1));
    }
    return false;
}

/* Two bytes or four; in line, where it is known which. */
#define IN_LINE static inline __attribute__((always_inline))

IN_LINE uint8_t *put_fixed(uint8_t *to, uint64_t number, size_t bytes)
{
    uint16_t two = htole16((uint16_t)number);
    uint32_t four = htole32((uint32_t)number);
    memcpy(to, bytes == 2 ? (void *)&two : (void *)&four, bytes);
    return to + bytes;
}

IN_LINE bool get_fixed(const uint8_t **at, const uint8_t *end, uint64_t *number, size_t bytes)
{
    uint16_t two;
    uint32_t four;
    if ((size_t)(end - *at) < bytes)
        return false;
    memcpy(bytes == 2 ? (void *)&two : (void *)&four, *at, bytes);
    *number = bytes == 2 ? le16toh(two) : le32toh(four);
    *at += bytes;
    return true;
}

static uint8_t *put_text(uint8_t *to, struct text text)
{
    *to++ = (uint8_t)text.n;
    if (text.n)
        memcpy(to, text.at, text.n);
    return to + text.n;
}

static bool get_text(const uint8_t **at, const uint8_t *end, struct text *text)
{
    if (*at >= end || (size_t)(end - *at) < 1U + **at)
        return false;
    *text = (struct text){(const char *)*at + 1, **at};
    *at += 1U + **at;
    return true;
}

/* Whether a column says something, by its KIND. */
#define FILLED_VERZEKERDE(line, member) ((line)->member.n != 0)
#define FILLED_TEXT(line, member) ((line)->member.n != 0)
#define FILLED_ICPC(line, member) ((line)->member.n != 0)
#define FILLED_DIGITS(line, member) ((line)->member != 0)
#define FILLED_NUMBER(line, member) ((line)->member != 0)
#define FILLED_COUNT(line, member) ((line)->member != 1)
#define FILLED_END(line, member) ((line)->member != (line)->period.first)
#define FILLED_CREDIT(line, member) (line)->member

/* Which optional columns the line has. */
static unsigned flags_of(const struct line *line)
{
    unsigned flags = 0;
#define FLAG_PATIENT(NAME, KIND, member)
#define FLAG_NEEDED(NAME, KIND, member)
#define FLAG_OPTIONAL(NAME, KIND, member) flags |= FILLED_##KIND(line, member) ? HAS_##NAME : 0U;
#define FLAG(NAME, name, STAND, KIND, WIDTH, ZEROS, member, ...) FLAG_##STAND(NAME, KIND, member)
    LINE_COLUMNS(FLAG)
    return flags;
}

size_t identity_pack(uint32_t agb_declarant, struct text referentie, uint8_t *to)
{
    return (size_t)(put_text(put_fixed(to, agb_declarant, 4), referentie) - to);
}

#define PUT_VERZEKERDE(value, width) put_text(p, value)
#define PUT_TEXT(value, width) put_text(p, value)
#define PUT_ICPC(value, width) put_text(p, value)
#define PUT_DIGITS(value, width) put_fixed(p, value, LINE_FIXED(width))
#define PUT_NUMBER(value, width) varint_put(p, value)
#define PUT_COUNT(value, width) varint_put(p, value)
#define PUT_END(value, width) put_fixed(p, (uint64_t)(value), 2)
#define PUT_CREDIT(value, width) p

size_t line_pack(const struct line *line, uint8_t *to)
{
    unsigned flags = 0;
    uint8_t *p = to + LINE_FLAGS_BYTES;
    p += identity_pack(line->agb_declarant, line->referentie, p);
    p = put_fixed(p, line->uzovi, 2);
    p = put_text(p, line->prestatiecode);
    p = put_fixed(p, (uint64_t)line->period.first, 2);
    p = varint_put(p, (uint64_t)line->bedrag_cent);
#define PACK_PATIENT(NAME, KIND, WIDTH, member)
#define PACK_NEEDED(NAME, KIND, WIDTH, member)
#define PACK_OPTIONAL(NAME, KIND, WIDTH, member)                                                                       \
    if (FILLED_##KIND(line, member)) {                                                                                 \
        flags |= HAS_##NAME;                                                                                           \
        p = PUT_##KIND(line->member, WIDTH);                                                                           \
    }
#define PACK(NAME, name, STAND, KIND, WIDTH, ZEROS, member, ...) PACK_##STAND(NAME, KIND, WIDTH, member)
    LINE_COLUMNS(PACK)
    put_fixed(to, flags, LINE_FLAGS_BYTES);
    return (size_t)(p - to);
}

/* The highest number of so many digits. */
IN_LINE uint64_t most(unsigned digits)
{
    uint64_t number = 1;
    while (digits--)
        number *= 10;
    return number - 1;
}

/* Each reads a value of a KIND that the line can have, or is false. */
IN_LINE bool get_short(const uint8_t **at, const uint8_t *end, struct text *text, size_t bytes)
{
    return get_text(at, end, text) && text->n <= bytes;
}
IN_LINE bool get_digits(const uint8_t **at, const uint8_t *end, uint64_t *number, unsigned width)
{
    return get_fixed(at, end, number, LINE_FIXED(width)) && *number <= most(width);
}
IN_LINE bool get_number(const uint8_t **at, const uint8_t *end, uint64_t *number, unsigned width)
{
    return varint_get(at, end, number) && *number <= most(width);
}
IN_LINE bool get_day(const uint8_t **at, const uint8_t *end, uint64_t *number)
{
    return get_fixed(at, end, number, 2) && *number <= DAY_LAST;
}

#define STRING(member, bytes)                                                                                          \
    if (!get_short(at, end, &line->member, (bytes)))                                                                   \
        return false;
#define AMOUNT(member, get)                                                                                            \
    if (!(get))                                                                                                        \
        return false;                                                                                                  \
    line->member = (__typeof__(line->member))number;
#define GET_VERZEKERDE(member, width) STRING(member, 4 * (width))
#define GET_TEXT(member, width) STRING(member, 4 * (width))
#define GET_CODE(member, width) STRING(member, (width))
#define GET_ICPC(member, width) STRING(member, (width))
#define GET_DIGITS(member, width) AMOUNT(member, get_digits(at, end, &number, (width)))
#define GET_NUMBER(member, width) AMOUNT(member, get_number(at, end, &number, (width)))
#define GET_COUNT(member, width) AMOUNT(member, get_number(at, end, &number, (width)))
#define GET_CENT(member, width) AMOUNT(member, get_number(at, end, &number, (width)))
#define GET_BEGIN(member, width) AMOUNT(member, get_day(at, end, &number))
#define GET_END(member, width) AMOUNT(member, get_day(at, end, &number))
#define GET_CREDIT(member, width) line->member = true;

/* The value of an optional column that the line does not have. */
#define WITHOUT_VERZEKERDE none
#define WITHOUT_TEXT none
#define WITHOUT_ICPC none
#define WITHOUT_DIGITS 0
#define WITHOUT_NUMBER 0
#define WITHOUT_COUNT 1
#define WITHOUT_END line->period.first
#define WITHOUT_CREDIT false

bool line_unpack(const uint8_t **at, const uint8_t *end, struct line *line)
{
    static const struct text none = {"", 0};
    uint64_t flags, number;
    if (!get_fixed(at, end, &flags, LINE_FLAGS_BYTES) || (flags & ~(uint64_t)ALL_FLAGS))
        return false;
    GET_DIGITS(agb_declarant, WIDTH_AGB_DECLARANT)
    GET_TEXT(referentie, WIDTH_REFERENTIENUMMER)
    GET_DIGITS(uzovi, WIDTH_UZOVI)
    GET_CODE(prestatiecode, WIDTH_PRESTATIECODE)
    GET_BEGIN(period.first, WIDTH_BEGINDATUM)
    GET_CENT(bedrag_cent, WIDTH_BEDRAG_CENT)
#define UNPACK_PATIENT(NAME, KIND, WIDTH, member)
#define UNPACK_NEEDED(NAME, KIND, WIDTH, member)
#define UNPACK_OPTIONAL(NAME, KIND, WIDTH, member)                                                                     \
    if (flags & HAS_##NAME) {                                                                                          \
        GET_##KIND(member, WIDTH)                                                                                      \
    } else                                                                                                             \
        line->member = WITHOUT_##KIND;
#define UNPACK(NAME, name, STAND, KIND, WIDTH, ZEROS, member, ...) UNPACK_##STAND(NAME, KIND, WIDTH, member)
    LINE_COLUMNS(UNPACK)
    /* Packed as line_pack does: an optional column is there only when it says something. */
    return flags_of(line) == flags && line->period.first <= line->period.last;
}

struct line_head line_head(struct text content)
{
    const uint8_t *at = (const uint8_t *)content.at;
    const unsigned flags = at[0] | (unsigned)at[1] << 8;
    struct line_head head = {.identity = {content.at + 2, 5U + at[6]}, .credit = flags & HAS_DEBET_CREDIT};
    at += 7 + at[6] + 2; /* flags, identity, uzovi */
    head.prestatiecode = (struct text){(const char *)at + 1, at[0]};
    at += 1 + at[0];
    head.begin = at[0] | at[1] << 8;
    return head;
}

static size_t varint_length(const uint8_t *at, const uint8_t *end)
{
    size_t n = 0;
    while (n < VARINT_MAX && at + n < end && at[n] >= 0x80)
        n++;
    return n < VARINT_MAX && at + n < end ? n + 1 : 0;
}

size_t line_product_length(unsigned flags)
{
    static const uint8_t bytes[] = {0, 2, 2, 4, 4, 6, 6, 8}; /* two, two and four */
    return bytes[(flags & LINE_PRODUCT_FLAGS) / HAS_SPECIALISME];
}

size_t line_money_length(const uint8_t *at, const uint8_t *end)
{
    const size_t n = end - at > 2 ? varint_length(at + 2, end) : 0;
    return n ? 2 + n : 0;
}

/* Passes over a column; false: it goes beyond the end. */
static bool pass_varint(const uint8_t **at, const uint8_t *end)
{
    const size_t n = varint_length(*at, end);
    *at += n;
    return n != 0;
}
static bool pass_bytes(const uint8_t **at, const uint8_t *end, size_t n)
{
    const bool there = (size_t)(end - *at) >= n;
    *at += there ? n : 0;
    return there;
}
static bool pass_text(const uint8_t **at, const uint8_t *end)
{
    return *at < end && pass_bytes(at, end, 1U + **at);
}

bool line_rest_length(unsigned flags, const uint8_t *at, const uint8_t *end, size_t *length)
{
    const uint8_t *from = at;
    const bool good = (!(flags & HAS_VERWIJSDIAGNOSECODE) || pass_varint(&at, end))
                      && (!(flags & HAS_DIAGNOSECODE) || pass_text(&at, end))
                      && (!(flags & HAS_EINDDATUM) || pass_bytes(&at, end, 2))
                      && (!(flags & HAS_AANTAL) || pass_varint(&at, end))
                      && (!(flags & HAS_VORIG_REFERENTIENUMMER) || pass_text(&at, end));
    *length = (size_t)(at - from);
    return good;
}

/* The next n bytes. */
static struct text part(const uint8_t **at, size_t n)
{
    const struct text text = {(const char *)*at, n};
    *at += n;
    return text;
}

static uint16_t part_two(const uint8_t **at)
{
    const uint8_t *two = *at;
    *at += 2;
    return (uint16_t)(two[0] | two[1] << 8);
}
static uint32_t part_four(const uint8_t **at)
{
    uint32_t four;
    memcpy(&four, *at, sizeof four);
    *at += sizeof four;
    return le32toh(four);
}
static struct text part_text(const uint8_t **at)
{
    const size_t n = *(*at)++;
    return part(at, n);
}

struct line_parts line_split(struct text content)
{
    const uint8_t *at = (const uint8_t *)content.at, *end = at + content.n;
    struct line_parts parts = {.flags = part_two(&at)};
    parts.agb_declarant = part_four(&at); /* one after another: an initialiser has no order */
    parts.referentie = part_text(&at);
    parts.uzovi = part_two(&at);
    parts.code = part(&at, 1U + *at);
    size_t money = 2;
    while (at[money++] >= 0x80)
        ;
    parts.money = part(&at, money);
    if (parts.flags & HAS_VERZEKERDENNUMMER)
        parts.verzekerdennummer = part_text(&at);
    if (parts.flags & HAS_AGB_UITVOERDER)
        parts.agb_uitvoerder = part_four(&at);
    parts.product = part(&at, line_product_length(parts.flags));
    parts.rest = part(&at, (size_t)(end - at));
    return parts;
}

size_t line_join(const struct line_parts *parts, uint8_t *to)
{
    uint8_t *p = put_fixed(to, parts->flags, 2);
    p = put_text(put_fixed(p, parts->agb_declarant, 4), parts->referentie);
    p = put_few(put_fixed(p, parts->uzovi, 2), parts->code);
    p = put_few(p, parts->money);
    if (parts->flags & HAS_VERZEKERDENNUMMER)
        p = put_text(p, parts->verzekerdennummer);
    if (parts->flags & HAS_AGB_UITVOERDER)
        p = put_fixed(p, parts->agb_uitvoerder, 4);
    p = put_few(put_few(p, parts->product), parts->rest);
    return (size_t)(p - to);
}
