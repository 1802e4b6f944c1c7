/* line_pack.h - a declaration line as few bytes, one way only: two lines have the same content (semantics.md 1,
 * "Identity") exactly when their packed bytes are equal. Patient, file and line number are not part of it. */
#ifndef DOSSIER_LINE_PACK_H
#define DOSSIER_LINE_PACK_H

#include "model/line.h"

enum { LINE_PACK_MAX = 320, VARINT_MAX = 10 };

/* Writes at most LINE_PACK_MAX bytes; returns how many. */
size_t line_pack(const struct line *line, uint8_t *to);
/* Reads one packed line from [*at, end) and moves *at behind it; texts point into the packed bytes. False: the bytes are
 * no packed line. Leaves patient, bestand and regelnr alone. */
bool line_unpack(const uint8_t **at, const uint8_t *end, struct line *line);

/* What identifies a line within a patient, as it stands packed: agb_declarant and a reference. */
enum { PACKED_IDENTITY_MAX = 5 + REFERENTIE_MAX };
size_t identity_pack(uint32_t agb_declarant, struct text referentie, uint8_t *to);

/* Of a line that line_pack packed, what is asked of every line that is stored. */
struct line_head {
    struct text identity;
    day begin;
    uint16_t lijst; /* 0: none */
    bool credit;
};
struct line_head line_head(struct text content);

/* Unsigned numbers of 7 bits a byte, the low ones first. */
uint8_t *varint_put(uint8_t *to, uint64_t number);
bool varint_get(const uint8_t **at, const uint8_t *end, uint64_t *number);

#endif
