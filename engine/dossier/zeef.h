/* zeef.h - a sieve over the stored lines of some hundred neighbouring patients: a layer perhaps has this, or surely not.
 *
 * A Bloom filter of keys of 64 bits. They come from the lines alone; no table and no contract decides on one, so that it
 * stays true when those change. A night that meets nothing of a patient need not read its dossier (docs/decisions.md). */
#ifndef DOSSIER_ZEEF_H
#define DOSSIER_ZEEF_H

#include "base/memory.h"
#include "base/text.h"

/* The hash of a patient, which its keys are made of. */
uint64_t zeef_patient(struct text patient);
/* That the patient has a line with this prestatiecodelijst (0: without one). */
uint64_t zeef_key_lijst(uint64_t patient, uint16_t lijst);
/* What a sieve has of a packed line: its identity (semantics.md 1), its list, and of a credit which debit it names, or, when it names
 * none, on which day that begins (semantics.md 2). Returns how many. */
enum { ZEEF_LINE_KEYS = 3 };
size_t zeef_keys_of(uint64_t patient, struct text content, uint64_t key[static ZEEF_LINE_KEYS]);
/* What a sieve must not have when nothing that is stored can be this packed debit, or be a credit of it. */
void zeef_keys_met(uint64_t patient, struct text content, uint64_t key[static ZEEF_LINE_KEYS]);

/* A sieve that is being made: the keys so far. */
struct zeef {
    uint64_t *key;
    size_t n, cap;
    struct buf first;  /* the first patient */
    uint64_t patient;  /* the one that it is at, */
    uint16_t lijst[8]; /* and lists whose keys it has of it */
    unsigned lijsten;
};
enum { ZEEF_KEYS = 4096 }; /* as many as fit on a page of the database */
void zeef_begin_patient(struct zeef *zeef, struct text patient);
/* Adds the keys of a packed line. */
void zeef_add(struct zeef *zeef, struct text content);
/* Adds the sieve to `out`, and begins another. */
void zeef_finish(struct zeef *zeef, struct buf *out);
void zeef_release(struct zeef *zeef);

/* False: none of the lines that it was made of has this key. True: one has, or, once in five hundred times, none. */
bool zeef_may_have(struct text bits, uint64_t key);

#endif
