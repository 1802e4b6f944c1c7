/* dossier.h - all relevant lines of one patient: put together from the stored layers and the new lines, with duplicates
 * and double references taken out; and the blocks in which a layer keeps them (semantics.md 1 "Identity",
 * docs/architecture.md). */
#ifndef DOSSIER_DOSSIER_H
#define DOSSIER_DOSSIER_H

#include "base/memory.h"
#include "dossier/sieve.h"
#include "dossier/sorted_run.h"
#include "model/line.h"

/* Lines sorted by (agb_declarant, referentienummer), each identity once. */
struct dossier {
    struct text patient;
    struct line *line;
    struct text *content; /* of each line, packed */
    size_t n, cap;
    size_t stored; /* so many of them were stored before; the new ones are marked in `is_new` */
    bool *is_new;
    size_t doubled; /* lines that were passed over since their identity was there: none, in a sound store */
};
void dossier_clear(struct dossier *dossier);
void dossier_release(struct dossier *dossier);

/* Adds a stored line. */
void dossier_add(struct dossier *dossier, const struct line *line, struct text content, bool is_new);

/* What becomes of a new line: it is taken, it is a duplicate, or its reference is taken by another content. */
enum new_line { LINE_TAKEN, LINE_DUPLICATE, LINE_REFERENCE_TAKEN };

/* Adds the new lines, which must be sorted (sorted_run.h); `fate` gets one for each. The stored lines must be in
 * already. The records must live as long as the dossier. */
void dossier_add_new(struct dossier *dossier, const struct record *const *record, size_t n, enum new_line *fate);

/* A block: dossiers one after another, of a part of the patients of a layer. */
struct block_writer {
    struct buf buf;
    struct text first; /* the first patient; points into buf's arena */
    struct arena arena;
    uint64_t lines;
    struct sieve sieve; /* of the lines of this block and the ones before it */
};
/* Adds the lines of the dossier that are new (or all of them). */
void block_add(struct block_writer *block, const struct dossier *dossier, bool only_new);
/* The same for a patient that has no stored lines, straight from its new ones, which must be sorted; `fate` gets one
 * for each. What dossier_add_new and block_add would do, without taking the lines apart. */
void block_add_records(struct block_writer *block, struct text patient, const struct record *const *record, size_t n,
                       enum new_line *fate);
/* Empties the block; the sieve goes on. */
void block_clear(struct block_writer *block);
void block_release(struct block_writer *block);

/* Walks the dossiers of a block. */
struct block_reader {
    const uint8_t *at, *end;
    struct text patient;          /* where it stands */
    const uint8_t *lines, *lines_end; /* its lines */
};
/* To the next dossier. False at the end, or, with *damaged set, where the bytes make no sense. */
bool block_next(struct block_reader *reader, bool *damaged);
/* To the next line of the dossier where it stands; *at is NULL before the first. `content`: the line as it is packed;
 * texts point into the block. False at the end, or, with *damaged set, where the bytes make no sense. */
bool block_line(const struct block_reader *reader, const uint8_t **at, struct line *line, struct text *content,
                bool *damaged);
/* Adds the lines of the dossier where it stands; the block must live as long as `dossier`. False: the bytes make no
 * sense. */
bool block_take(const struct block_reader *reader, struct dossier *dossier);

#endif
