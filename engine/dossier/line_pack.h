/* line_pack.h - a declaration line as few bytes, one way only: two lines have the same content (semantics.md 1,
 * "Identity") exactly when their packed bytes are equal. Patient, file and line number are not part of it. */
#ifndef DOSSIER_LINE_PACK_H
#define DOSSIER_LINE_PACK_H

#include "model/line.h"

/* The bytes that a column takes at most, by its KIND and WIDTH. */
#define LINE_PACKED_BSN(width) 0
#define LINE_PACKED_VERZEKERDE(width) LINE_PACKED_TEXT(width)
#define LINE_PACKED_TEXT(width) (1 + 4 * (width)) /* its length, and code points of UTF-8 */
#define LINE_PACKED_DIGITS(width) LINE_FIXED(width)
#define LINE_PACKED_CODE(width) (1 + (width))
#define LINE_PACKED_ICPC(width) (1 + (width))
#define LINE_PACKED_NUMBER(width) LINE_VARINT(width)
#define LINE_PACKED_COUNT(width) LINE_VARINT(width)
#define LINE_PACKED_BEGIN(width) 2
#define LINE_PACKED_END(width) 2
#define LINE_PACKED_CENT(width) LINE_VARINT(width)
#define LINE_PACKED_CREDIT(width) 0
#define LINE_FIXED(digits) ((digits) <= 4 ? 2 : 4)
#define LINE_VARINT(digits) (((digits)*10 + 20) / 21) /* 7 bits a byte; 10^21 < 2^70 */

#define LINE_PACKED(NAME, name, STAND, KIND, WIDTH, ...) +LINE_PACKED_##KIND(WIDTH)
enum { LINE_FLAGS_BYTES = 2, LINE_PACK_MAX = LINE_FLAGS_BYTES LINE_COLUMNS(LINE_PACKED), VARINT_MAX = 10 };
#undef LINE_PACKED

/* Writes at most LINE_PACK_MAX bytes; returns how many. */
size_t line_pack(const struct line *line, uint8_t *to);
/* Reads one packed line from [*at, end) and moves *at behind it; texts point into the packed bytes. False: the bytes
 * are no packed line. Leaves patient, bestand and regelnr alone. */
bool line_unpack(const uint8_t **at, const uint8_t *end, struct line *line);

/* What identifies a line within a patient, as it stands packed: agb_declarant and a reference. */
enum { PACKED_IDENTITY_MAX = 5 + REFERENTIE_MAX };
size_t identity_pack(uint32_t agb_declarant, struct text referentie, uint8_t *to);

/* Of a line that line_pack packed, what is asked of every line that is stored. */
struct line_head {
    struct text identity;
    day begin;
    struct text prestatiecode; /* as declared */
    bool credit;
};
struct line_head line_head(struct text content);

/* The parts of a packed line, which a block packs each in a way of its own (block.h). Borrowed from the line. */
enum {
    LINE_HAS_VERZEKERDENNUMMER = 1,
    LINE_HAS_UITVOERDER = 2,
    LINE_PRODUCT_FLAGS = 4 | 8 | 16, /* specialisme, prestatiecodelijst, zorgproductcode */
    LINE_FLAGS = (1 << 11) - 1,
};
struct line_parts {
    unsigned flags;                         /* which optional columns the line has */
    uint32_t agb_declarant, agb_uitvoerder; /* 0: none */
    uint16_t uzovi;
    struct text referentie, verzekerdennummer;
    struct text code;    /* packed: the length of prestatiecode, and it */
    struct text product; /* packed: what it has of LINE_PRODUCT_FLAGS */
    struct text money;   /* packed: begindatum and bedrag_cent */
    struct text rest;    /* packed: the optional columns behind all these */
};
/* Of a line that line_pack packed. */
struct line_parts line_split(struct text content);
/* Writes the line that has these parts, LINE_JOIN_MAX bytes at most when its two texts have no more than 127; returns
 * how many. Whether they make a line is for line_unpack to say. */
enum { LINE_JOIN_MAX = 1024 };
size_t line_join(const struct line_parts *parts, uint8_t *to);
/* How many bytes a part takes; of one that begins at `at` and does not end before `end`: 0, and false. */
size_t line_product_length(unsigned flags);
size_t line_money_length(const uint8_t *at, const uint8_t *end);
bool line_rest_length(unsigned flags, const uint8_t *at, const uint8_t *end, size_t *length);

/* Copies bytes, most often less than 16: two words that may overlap cost less than a call does. */
static inline uint8_t *put_few(uint8_t *to, struct text bytes)
{
    if (bytes.n > 16)
        memcpy(to, bytes.at, bytes.n);
    else if (bytes.n >= 8) {
        uint64_t first, last;
        memcpy(&first, bytes.at, sizeof first);
        memcpy(&last, bytes.at + bytes.n - sizeof last, sizeof last);
        memcpy(to, &first, sizeof first);
        memcpy(to + bytes.n - sizeof last, &last, sizeof last);
    } else if (bytes.n >= 4) {
        uint32_t first, last;
        memcpy(&first, bytes.at, sizeof first);
        memcpy(&last, bytes.at + bytes.n - sizeof last, sizeof last);
        memcpy(to, &first, sizeof first);
        memcpy(to + bytes.n - sizeof last, &last, sizeof last);
    } else
        for (size_t i = 0; i < bytes.n; i++)
            to[i] = (uint8_t)bytes.at[i];
    return to + bytes.n;
}

/* Unsigned numbers of 7 bits a byte, the low ones first. */
uint8_t *varint_put(uint8_t *to, uint64_t number);
bool varint_get(const uint8_t **at, const uint8_t *end, uint64_t *number);

#endif
