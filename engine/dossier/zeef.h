/* zeef.h - a sieve over the stored lines of some hundred neighbouring patients: a layer perhaps has this, or surely not.
 *
 * A Bloom filter of keys of 64 bits. They come from the lines alone; no table and no contract decides on one, so that it
 * stays true when those change. A night that meets nothing of a patient need not read its dossier (docs/decisions.md). */
#ifndef DOSSIER_ZEEF_H
#define DOSSIER_ZEEF_H

#include "base/memory.h"
#include "base/text.h"

/* The hash of a patient, which the keys are made of, and the three kinds of keys: that it has a line with this identity
 * (semantics.md 1; `content`: the line, packed), a line with this prestatiecodelijst (0: without one), a credit. */
uint64_t zeef_patient(struct text patient);
uint64_t zeef_key_identity(uint64_t patient, struct text content);
uint64_t zeef_key_lijst(uint64_t patient, uint16_t lijst);
uint64_t zeef_key_credit(uint64_t patient);

/* A sieve that is being made: the keys so far. */
struct zeef {
    uint64_t *key;
    size_t n, cap;
    struct buf first;     /* the first patient */
    uint64_t patient;     /* the one that it is at, */
    uint16_t lijst[8];    /* and lists whose keys it has of it */
    unsigned lijsten;
};
enum { ZEEF_KEYS = 4096 }; /* as many as fit on a page of the database */
void zeef_begin_patient(struct zeef *zeef, struct text patient);
/* Adds the keys of a packed line. */
void zeef_add(struct zeef *zeef, struct text content);
/* Adds the sieve to `out`, and begins another. */
void zeef_finish(struct zeef *zeef, struct buf *out);
void zeef_release(struct zeef *zeef);

/* False: none of the lines that it was made of has this key. True: one has, or, once in eight hundred times, none. */
bool zeef_may_have(struct text bits, uint64_t key);

#endif
