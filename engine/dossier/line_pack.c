/* line_pack.c - see line_pack.h. A word says which optional columns follow; numbers of fixed width are little-endian. */
#include "dossier/line_pack.h"

enum {
    HAS_VERZEKERDENNUMMER = 1,
    HAS_UITVOERDER = 2,
    HAS_SPECIALISME = 4,
    HAS_LIJST = 8,
    HAS_ZORGPRODUCT = 16,
    HAS_VERWIJSDIAGNOSE = 32,
    HAS_DIAGNOSECODE = 64,
    HAS_EIND = 128,
    HAS_AANTAL = 256,
    IS_CREDIT = 512,
    HAS_VORIG = 1024,
    ALL_FLAGS = 2047,
};

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

/* Which optional columns the line has. */
static unsigned flags_of(const struct line *line)
{
    return (line->verzekerdennummer.n ? HAS_VERZEKERDENNUMMER : 0U)
           | (line->agb_uitvoerder ? HAS_UITVOERDER : 0U) | (line->specialisme ? HAS_SPECIALISME : 0U)
           | (line->lijst ? HAS_LIJST : 0U) | (line->zorgproduct ? HAS_ZORGPRODUCT : 0U)
           | (line->verwijsdiagnose ? HAS_VERWIJSDIAGNOSE : 0U) | (line->diagnosecode.n ? HAS_DIAGNOSECODE : 0U)
           | (line->period.last != line->period.first ? HAS_EIND : 0U) | (line->aantal != 1 ? HAS_AANTAL : 0U)
           | (line->credit ? IS_CREDIT : 0U) | (line->vorig.n ? HAS_VORIG : 0U);
}

size_t identity_pack(uint32_t agb_declarant, struct text referentie, uint8_t *to)
{
    return (size_t)(put_text(put_fixed(to, agb_declarant, 4), referentie) - to);
}

size_t line_pack(const struct line *line, uint8_t *to)
{
    unsigned flags = flags_of(line);
    uint8_t *p = put_fixed(to, flags, 2);
    p += identity_pack(line->agb_declarant, line->referentie, p);
    p = put_fixed(p, line->uzovi, 2);
    p = put_text(p, line->prestatiecode);
    p = put_fixed(p, (uint64_t)line->period.first, 2);
    p = varint_put(p, (uint64_t)line->bedrag_cent);
    if (flags & HAS_VERZEKERDENNUMMER)
        p = put_text(p, line->verzekerdennummer);
    if (flags & HAS_UITVOERDER)
        p = put_fixed(p, line->agb_uitvoerder, 4);
    if (flags & HAS_SPECIALISME)
        p = put_fixed(p, line->specialisme, 2);
    if (flags & HAS_LIJST)
        p = put_fixed(p, line->lijst, 2);
    if (flags & HAS_ZORGPRODUCT)
        p = put_fixed(p, line->zorgproduct, 4);
    if (flags & HAS_VERWIJSDIAGNOSE)
        p = varint_put(p, line->verwijsdiagnose);
    if (flags & HAS_DIAGNOSECODE)
        p = put_text(p, line->diagnosecode);
    if (flags & HAS_EIND)
        p = put_fixed(p, (uint64_t)line->period.last, 2);
    if (flags & HAS_AANTAL)
        p = varint_put(p, line->aantal);
    if (flags & HAS_VORIG)
        p = put_text(p, line->vorig);
    return (size_t)(p - to);
}

bool line_unpack(const uint8_t **at, const uint8_t *end, struct line *line)
{
    static const struct text none = {"", 0};
    uint64_t flags, number;
#define FIXED(member, bytes)                                                                                           \
    if (!get_fixed(at, end, &number, (bytes)))                                                                         \
        return false;                                                                                                  \
    line->member = (__typeof__(line->member))number;
#define VARINT(member, most)                                                                                           \
    if (!varint_get(at, end, &number) || number > (most))                                                              \
        return false;                                                                                                  \
    line->member = (__typeof__(line->member))number;
#define STRING(member)                                                                                                 \
    if (!get_text(at, end, &line->member))                                                                             \
        return false;
/* An optional column, and the value that it has without one. */
#define OPTIONAL(flag, read, member, without)                                                                          \
    if (flags & (flag)) {                                                                                              \
        read                                                                                                           \
    } else                                                                                                             \
        line->member = (without);

    if (!get_fixed(at, end, &flags, 2) || (flags & ~(uint64_t)ALL_FLAGS))
        return false;
    FIXED(agb_declarant, 4)
    STRING(referentie)
    FIXED(uzovi, 2)
    STRING(prestatiecode)
    FIXED(period.first, 2)
    VARINT(bedrag_cent, 999999999999)
    OPTIONAL(HAS_VERZEKERDENNUMMER, STRING(verzekerdennummer), verzekerdennummer, none)
    OPTIONAL(HAS_UITVOERDER, FIXED(agb_uitvoerder, 4), agb_uitvoerder, 0)
    OPTIONAL(HAS_SPECIALISME, FIXED(specialisme, 2), specialisme, 0)
    OPTIONAL(HAS_LIJST, FIXED(lijst, 2), lijst, 0)
    OPTIONAL(HAS_ZORGPRODUCT, FIXED(zorgproduct, 4), zorgproduct, 0)
    OPTIONAL(HAS_VERWIJSDIAGNOSE, VARINT(verwijsdiagnose, 99999999), verwijsdiagnose, 0)
    OPTIONAL(HAS_DIAGNOSECODE, STRING(diagnosecode), diagnosecode, none)
    OPTIONAL(HAS_EIND, FIXED(period.last, 2), period.last, line->period.first)
    OPTIONAL(HAS_AANTAL, VARINT(aantal, 999999999), aantal, 1)
    OPTIONAL(HAS_VORIG, STRING(vorig), vorig, none)
    line->credit = (flags & IS_CREDIT) != 0;
    /* What a line can be, and packed as line_pack does: an optional column is there only when it says something. */
    return flags_of(line) == flags && line->prestatiecode.n <= PRESTATIECODE_MAX
           && line->diagnosecode.n <= DIAGNOSECODE_MAX && line->verzekerdennummer.n <= VERZEKERDENNUMMER_MAX
           && line->referentie.n <= REFERENTIE_MAX && line->vorig.n <= REFERENTIE_MAX && line->period.last <= DAY_LAST
           && line->period.first <= line->period.last && line->uzovi <= 9999 && line->lijst <= 999
           && line->specialisme <= 9999 && line->agb_declarant <= 99999999 && line->agb_uitvoerder <= 99999999
           && line->zorgproduct <= 999999999;
#undef OPTIONAL
#undef STRING
#undef VARINT
#undef FIXED
}

struct line_head line_head(struct text content)
{
    const uint8_t *at = (const uint8_t *)content.at;
    const unsigned flags = at[0] | (unsigned)at[1] << 8;
    struct line_head head = {.identity = {content.at + 2, 5U + at[6]}, .credit = flags & IS_CREDIT};
    at += 7 + at[6] + 2; /* flags, identity, uzovi */
    at += 1 + at[0];     /* prestatiecode */
    head.begin = at[0] | at[1] << 8;
    if (!(flags & HAS_LIJST))
        return head;
    for (at += 2; *at >= 0x80; at++) /* bedrag_cent */
        ;
    at++;
    if (flags & HAS_VERZEKERDENNUMMER)
        at += 1 + at[0];
    at += (flags & HAS_UITVOERDER ? 4 : 0) + (flags & HAS_SPECIALISME ? 2 : 0);
    head.lijst = (uint16_t)(at[0] | at[1] << 8);
    return head;
}
