/* block.h - a block: the dossiers of some neighbouring patients in few bytes, as a layer keeps them (store/layers.h).
 *
 * How it works. Most of a line stands in its neighbours as well. So a line says only in what it differs from the line
 * before it in its dossier; the first of a dossier, from the first of its block. References and insured numbers of
 * digits are numbers. What was done (prestatiecode with specialisme, list and zorgproduct) is an entry of the block's
 * list, which a line names by a byte. A dossier has its length in front, and needs of its block only that list and the
 * first line: who wants one patient passes over the others.
 *
 * What comes back is the packed line to the byte (line_pack.h): everything but the blocks knows that form only. `form`,
 * the second byte, says how the lines are packed. Blocks of earlier programs have no such byte: they hold the packed
 * lines as they are, and are read and never written. Their first byte, the length of a patient, is never 0.
 *
 *   block   := 0 form uzovi(2) shape(1) bestand(varint) entries(1) entry* dossier*     (2 bytes: little-endian)
 *   entry   := product flags(1) code product                                           (line_pack.h, struct line_parts)
 *   dossier := patient length(varint) line*
 *   patient := what to add to the last patient of nine digits, 0 before any; or 0, length, bytes          (varints)
 *   line    := word(2) entry(1; 255: it follows) [agb_declarant(4)] [uzovi(2)] [shape verzekerdennummer]
 *              [agb_uitvoerder(4)] [shape(1)] referentie money rest [bestand] regelnr  (varints)
 *   shape   := n: n bytes of text; 128 + n: n digits, as a number of as many bytes as those may need
 *
 * What is forbidden: an answer out of a block that is damaged. Its sum is looked at before (store/layers.h); whoever
 * reads one without a sum gets lines that line_pack could have made, or is told; nothing is read beyond the end, and a
 * line takes at least seven bytes to say, so that what comes out is bounded by what went in. */
#ifndef DOSSIER_BLOCK_H
#define DOSSIER_BLOCK_H

#include "dossier/dossier.h"
#include "dossier/sieve.h"

enum { BLOCK_ENTRIES = 255, BLOCK_ENTRY_MAX = 24, BLOCK_SLOTS = 512 };

/* What a line is said against. */
struct line_before {
    uint32_t agb_declarant, agb_uitvoerder, bestand;
    uint16_t uzovi;
    uint8_t shape; /* of the reference */
    struct text verzekerdennummer;
};

/* An entry, with zeros behind it. */
struct block_entry {
    uint64_t word[BLOCK_ENTRY_MAX / sizeof(uint64_t)];
};

struct block_writer {
    struct buf dossiers, entries; /* as they stand in the block */
    struct buf dossier;           /* the lines of the one that is being written */
    struct text first;            /* the first patient; points into the arena */
    struct arena arena;
    uint64_t lines;
    uint64_t number; /* the last patient of nine digits */
    struct line_before start, before;
    struct block_entry entry[BLOCK_ENTRIES];
    uint8_t slot[BLOCK_SLOTS]; /* 1 + the entry with this hash, or the one after it; 0: none */
    unsigned entry_n;
    struct sieve sieve; /* of the lines of this block and the ones before it */
};
/* Adds the lines of the dossier that are new (or all of them). */
void block_add(struct block_writer *block, const struct dossier *dossier, bool only_new);
/* The same for a patient that has no stored lines, straight from its new ones, which must be sorted; `fate` gets one
 * for each. What dossier_add_new and block_add would do, without taking the lines apart. */
void block_add_records(struct block_writer *block, struct text patient, const struct record *const *record, size_t n,
                       enum new_line *fate);
/* About how many bytes it has; 0: nothing was added. */
size_t block_size(const struct block_writer *block);
/* Adds the bytes of the block to `out`. */
void block_write(const struct block_writer *block, struct buf *out);
/* Empties the block; the sieve goes on. */
void block_clear(struct block_writer *block);
void block_release(struct block_writer *block);

/* Walks the dossiers of a block. {0} is one that has not been opened. */
struct block_reader {
    const uint8_t *at, *end;
    struct text patient;              /* where it stands; until the next dossier */
    const uint8_t *lines, *lines_end; /* its lines */
    bool begun, whole;                /* whole: of an earlier program, the lines as they are */
    uint64_t number;
    char digits[9 + 1]; /* of the patient */
    struct line_before start, before;
    const uint8_t *entry[BLOCK_ENTRIES];
    unsigned entry_n;
    struct arena arena; /* lines of this dossier */
};
/* Of these bytes, which must live as long as it is read. */
void block_open(struct block_reader *reader, struct text bytes);
void block_close(struct block_reader *reader);
/* To the next dossier. False at the end, or, with *damaged set, where the bytes make no sense. */
bool block_next(struct block_reader *reader, bool *damaged);
/* To the next line of the dossier where it stands; *at is NULL before the first; one walk at a time. `content`: the
 * line as line_pack packs it; texts point into that. It lives until the next dossier. False at the end, or, with
 * *damaged set, where the bytes make no sense. */
bool block_line(struct block_reader *reader, const uint8_t **at, struct line *line, struct text *content,
                bool *damaged);
/* Adds the lines of the dossier where it stands; they live until the next one. False: the bytes make no sense. */
bool block_take(struct block_reader *reader, struct dossier *dossier);

#endif
