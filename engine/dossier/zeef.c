/* zeef.c - see zeef.h. 14 bits a key and 9 of them looked at: 0.12% wrongly "perhaps". */
#include "dossier/zeef.h"

#include "base/digest.h"
#include "dossier/line_pack.h"

enum { BITS_A_KEY = 14, LOOKS = 9 };

uint64_t zeef_patient(struct text patient)
{
    return hash_bytes(patient.at, patient.n, 0);
}

uint64_t zeef_key_identity(uint64_t patient, struct text content)
{
    struct text identity = line_packed_identity(content);
    return hash_bytes(identity.at, identity.n, patient);
}

uint64_t zeef_key_lijst(uint64_t patient, uint16_t lijst)
{
    const char bytes[2] = {(char)(lijst >> 8), (char)(lijst & 0xFF)};
    return hash_bytes(bytes, sizeof bytes, patient);
}

uint64_t zeef_key_credit(uint64_t patient)
{
    return hash_bytes("C", 1, patient);
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
    bool credit;
    uint16_t lijst = line_packed_lijst(content, &credit);
    add_key(zeef, zeef_key_identity(zeef->patient, content));
    if (credit)
        add_key(zeef, zeef_key_credit(zeef->patient));
    if (has_lijst(zeef, lijst))
        return;
    add_key(zeef, zeef_key_lijst(zeef->patient, lijst));
    if (zeef->lijsten < sizeof zeef->lijst / sizeof *zeef->lijst)
        zeef->lijst[zeef->lijsten++] = lijst;
}

/* Look i of a key: two halves, as if there were nine hashes. `bits`: how many the sieve has. */
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
