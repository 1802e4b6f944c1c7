/* zeef.c - see zeef.h. 14 bits a key and 6 of them looked at: 0.18% wrongly "perhaps". */
#include "dossier/zeef.h"

#include <assert.h>

#include "base/digest.h"
#include "dossier/line_pack.h"

enum { BITS_A_KEY = 14, LOOKS = 6 };

uint64_t zeef_patient(struct text patient)
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

static uint64_t key_number(uint64_t seed, unsigned number)
{
    const unsigned char bytes[2] = {(unsigned char)(number >> 8), (unsigned char)(number & 0xFF)};
    return hash_bytes(bytes, sizeof bytes, seed);
}

static uint64_t key_unnamed(uint64_t patient, day begin)
{
    return key_number(patient + 2, (unsigned)begin);
}

uint64_t zeef_key_lijst(uint64_t patient, uint16_t lijst)
{
    return key_number(patient + 3, lijst);
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

size_t zeef_keys_of(uint64_t patient, struct text content, uint64_t key[static ZEEF_LINE_KEYS])
{
    const struct line_head head = line_head(content);
    key[0] = key_line(patient, head.identity);
    key[1] = zeef_key_lijst(patient, head.lijst);
    if (head.credit)
        key[2] = key_credit(patient, content);
    return 2U + head.credit;
}

void zeef_keys_met(uint64_t patient, struct text content, uint64_t key[static ZEEF_LINE_KEYS])
{
    const struct line_head head = line_head(content);
    key[0] = key_line(patient, head.identity);
    key[1] = key_named(patient, head.identity);
    key[2] = key_unnamed(patient, head.begin);
}

void zeef_begin_patient(struct zeef *zeef, struct text patient)
{
    if (zeef->n == 0) {
        zeef->first.n = 0;
        buf_add(&zeef->first, patient.at, patient.n);
    }
    zeef->patient = zeef_patient(patient);
    zeef->lijsten = 0;
}

static void add_key(struct zeef *zeef, uint64_t key)
{
    ARRAY_ROOM(zeef->key, zeef->n, zeef->cap);
    zeef->key[zeef->n++] = key;
}

static bool has_lijst(const struct zeef *zeef, uint16_t lijst)
{
    for (unsigned i = 0; i < zeef->lijsten; i++)
        if (zeef->lijst[i] == lijst)
            return true;
    return false;
}

void zeef_add(struct zeef *zeef, struct text content)
{
    const struct line_head head = line_head(content);
    add_key(zeef, key_line(zeef->patient, head.identity));
    if (head.credit)
        add_key(zeef, key_credit(zeef->patient, content));
    if (has_lijst(zeef, head.lijst))
        return;
    add_key(zeef, zeef_key_lijst(zeef->patient, head.lijst));
    if (zeef->lijsten < sizeof zeef->lijst / sizeof *zeef->lijst)
        zeef->lijst[zeef->lijsten++] = head.lijst;
}

/* Look i of a key: two halves, as if there were six hashes. `bits`: how many the sieve has. */
static uint64_t place(uint64_t key, unsigned i, uint64_t bits)
{
    uint32_t at = (uint32_t)key + i * ((uint32_t)(key >> 32) | 1);
    return at * bits >> 32;
}

void zeef_finish(struct zeef *zeef, struct buf *out)
{
    const size_t bytes = (zeef->n * BITS_A_KEY + 7) / 8;
    unsigned char *at = memset(buf_room(out, bytes), 0, bytes);
    for (size_t i = 0; i < zeef->n; i++)
        for (unsigned look = 0; look < LOOKS; look++) {
            uint64_t bit = place(zeef->key[i], look, bytes * 8);
            at[bit / 8] |= (unsigned char)(1U << bit % 8);
        }
    out->n += bytes;
    zeef->n = 0;
}

void zeef_release(struct zeef *zeef)
{
    free(zeef->key);
    buf_release(&zeef->first);
    *zeef = (struct zeef){0};
}

bool zeef_may_have(struct text bits, uint64_t key)
{
    const unsigned char *at = (const unsigned char *)bits.at;
    bool all = bits.n > 0;
    for (unsigned look = 0; look < LOOKS && all; look++) {
        uint64_t bit = place(key, look, (uint64_t)bits.n * 8);
        all = at[bit / 8] >> bit % 8 & 1;
    }
    return all;
}
