/* sieve.c - see sieve.h. 20 bits a key and 6 of them looked at: 0.03% wrongly "perhaps", since a night asks
 * every layer for some fifteen beginnings of codes of a patient. */
#include "dossier/sieve.h"

#include <assert.h>

#include "base/digest.h"
#include "dossier/line_pack.h"
#include "model/code.h"

enum { BITS_A_KEY = 20, LOOKS = 6, SIEVE_CHARACTERS = 4 };

uint64_t sieve_patient(struct text patient)
{
    return hash_bytes(patient.at, patient.n, 0);
}

/* The kinds of keys have seeds of their own, so that none of one kind is one of another. */
static uint64_t key_line(uint64_t patient, struct text identity)
{
    return hash_bytes(identity.at, identity.n, patient);
}

static uint64_t key_named(uint64_t patient, struct text identity)
{
    return hash_bytes(identity.at, identity.n, patient + 1);
}

static uint64_t key_unnamed(uint64_t patient, day begin)
{
    const unsigned char bytes[2] = {(unsigned char)(begin >> 8), (unsigned char)(begin & 0xFF)};
    return hash_bytes(bytes, sizeof bytes, patient + 2);
}

uint64_t sieve_code(struct text code)
{
    code = code_bare(code);
    const uint64_t begin = load_up_to_eight(code.at, code.n < SIEVE_CHARACTERS ? code.n : SIEVE_CHARACTERS);
    return (begin + 1) * UINT64_C(0xC2B2AE3D27D4EB4F);
}

static uint64_t key_credit(uint64_t patient, struct text content)
{
    uint8_t identity[PACKED_IDENTITY_MAX];
    const uint8_t *at = (const uint8_t *)content.at;
    struct line line;
    bool good = line_unpack(&at, at + content.n, &line);
    assert(good);
    (void)good;
    if (line.vorig.n == 0)
        return key_unnamed(patient, line.period.first);
    size_t n = identity_pack(line.agb_declarant, line.vorig, identity);
    return key_named(patient, (struct text){(const char *)identity, n});
}

size_t sieve_keys_of(uint64_t patient, struct text content, uint64_t key[static SIEVE_LINE_KEYS])
{
    const struct line_head head = line_head(content);
    key[0] = key_line(patient, head.identity);
    key[1] = sieve_key_code(patient, sieve_code(head.prestatiecode));
    if (head.credit)
        key[2] = key_credit(patient, content);
    return 2U + head.credit;
}

void sieve_keys_met(uint64_t patient, struct text content, uint64_t key[static SIEVE_LINE_KEYS])
{
    const struct line_head head = line_head(content);
    key[0] = key_line(patient, head.identity);
    key[1] = key_named(patient, head.identity);
    key[2] = key_unnamed(patient, head.begin);
}

void sieve_begin_patient(struct sieve *sieve, struct text patient)
{
    if (sieve->n == 0) {
        sieve->first.n = 0;
        buf_add(&sieve->first, patient.at, patient.n);
    }
    sieve->patient = sieve_patient(patient);
    sieve->codes = 0;
}

static void add_key(struct sieve *sieve, uint64_t key)
{
    ARRAY_ROOM(sieve->key, sieve->n, sieve->cap);
    sieve->key[sieve->n++] = key;
}

static bool has_code(const struct sieve *sieve, uint64_t code)
{
    for (unsigned i = 0; i < sieve->codes; i++)
        if (sieve->code[i] == code)
            return true;
    return false;
}

void sieve_add(struct sieve *sieve, struct text content)
{
    const struct line_head head = line_head(content);
    add_key(sieve, key_line(sieve->patient, head.identity));
    if (head.credit)
        add_key(sieve, key_credit(sieve->patient, content));
    const uint64_t code = sieve_key_code(sieve->patient, sieve_code(head.prestatiecode));
    if (has_code(sieve, code))
        return;
    add_key(sieve, code);
    if (sieve->codes < sizeof sieve->code / sizeof *sieve->code)
        sieve->code[sieve->codes++] = code;
}

/* Look i of a key: two halves, as if there were six hashes. `bits`: how many the sieve has. */
static uint64_t place(uint64_t key, unsigned i, uint64_t bits)
{
    uint32_t at = (uint32_t)key + i * ((uint32_t)(key >> 32) | 1);
    return at * bits >> 32;
}

void sieve_finish(struct sieve *sieve, struct buf *out)
{
    const size_t bytes = (sieve->n * BITS_A_KEY + 7) / 8;
    unsigned char *at = memset(buf_room(out, bytes), 0, bytes);
    for (size_t i = 0; i < sieve->n; i++)
        for (unsigned look = 0; look < LOOKS; look++) {
            uint64_t bit = place(sieve->key[i], look, bytes * 8);
            at[bit / 8] |= (unsigned char)(1U << bit % 8);
        }
    out->n += bytes;
    sieve->n = 0;
}

void sieve_release(struct sieve *sieve)
{
    free(sieve->key);
    buf_release(&sieve->first);
    *sieve = (struct sieve){0};
}

bool sieve_may_have(struct text bits, uint64_t key)
{
    const unsigned char *at = (const unsigned char *)bits.at;
    bool all = bits.n > 0;
    for (unsigned look = 0; look < LOOKS && all; look++) {
        uint64_t bit = place(key, look, (uint64_t)bits.n * 8);
        all = at[bit / 8] >> bit % 8 & 1;
    }
    return all;
}
