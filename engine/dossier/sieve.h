/* sieve.h - a sieve over the stored lines of some hundred neighbouring patients: a layer perhaps has this, or surely
 * not.
 *
 * A Bloom filter of keys of 64 bits. They come from the lines alone; no table and no contract decides on one, so that
 * it stays true when those change. A night that meets nothing of a patient need not read its dossier
 * (docs/decisions.md). */
#ifndef DOSSIER_SIEVE_H
#define DOSSIER_SIEVE_H

#include "base/memory.h"
#include "base/text.h"

/* The hash of a patient, which its keys are made of. */
uint64_t sieve_patient(struct text patient);
/* That the patient has a line with a prestatiecode that begins as this one does, by four characters, as codes are
 * compared (model/code.h): the codes of a bundle stand beside each other, so there are few to ask for and to keep. In
 * two steps, the first once a code. */
uint64_t sieve_code(struct text code);
static inline uint64_t sieve_key_code(uint64_t patient, uint64_t code)
{
    uint64_t key = (patient ^ code) * UINT64_C(0x9E3779B97F4A7C15);
    key = (key ^ key >> 32) * UINT64_C(0xC2B2AE3D27D4EB4F);
    return key ^ key >> 29;
}
/* What a sieve has of a packed line: its identity (semantics.md 1), its code, and of a credit which debit it names, or,
 * when it names none, on which day that begins (semantics.md 2). Returns how many. */
enum { SIEVE_LINE_KEYS = 3 };
size_t sieve_keys_of(uint64_t patient, struct text content, uint64_t key[static SIEVE_LINE_KEYS]);
/* What a sieve must not have when nothing that is stored can be this packed debit, or be a credit of it. */
void sieve_keys_met(uint64_t patient, struct text content, uint64_t key[static SIEVE_LINE_KEYS]);

/* A sieve that is being made: the keys so far. */
struct sieve {
    uint64_t *key;
    size_t n, cap;
    struct buf first;  /* the first patient */
    uint64_t patient;  /* the one that it is at, */
    uint64_t code[8];  /* and keys of codes that it has of it */
    unsigned codes;
};
enum { SIEVE_KEYS = 3200 }; /* as many as fit on a page of the database */
void sieve_begin_patient(struct sieve *sieve, struct text patient);
/* Adds the keys of a packed line. */
void sieve_add(struct sieve *sieve, struct text content);
/* Adds the sieve to `out`, and begins another. */
void sieve_finish(struct sieve *sieve, struct buf *out);
void sieve_release(struct sieve *sieve);

/* False: none of the lines that it was made of has this key. True: one has, or, once in three thousand times, none. */
bool sieve_may_have(struct text bits, uint64_t key);

#endif
