/* digest.c - see digest.h. */
#include "base/digest.h"

#include <openssl/evp.h>
#include <sodium.h>
#define XXH_INLINE_ALL /* a hash of a few bytes takes less than a call */
#include <xxhash.h>

#include "base/memory.h"

static void hex(const unsigned char *from, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = "0123456789abcdef"[from[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[from[i] & 15];
    }
    out[2 * n] = '\0';
}

struct sha256 *sha256_new(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL))
        out_of_resources("SHA-256"); /* or it is a libcrypto without it */
    return (struct sha256 *)context;
}

void sha256_add(struct sha256 *sha, const void *from, size_t size)
{
    if (!EVP_DigestUpdate((EVP_MD_CTX *)sha, from, size))
        abort();
}

void sha256_finish(struct sha256 *sha, char out[static DIGEST_HEX + 1])
{
    unsigned char raw[32];
    if (!EVP_DigestFinal_ex((EVP_MD_CTX *)sha, raw, NULL))
        abort();
    EVP_MD_CTX_free((EVP_MD_CTX *)sha);
    hex(raw, sizeof raw, out);
}

void sha256_of(const void *from, size_t size, char out[static DIGEST_HEX + 1])
{
    struct sha256 *sha = sha256_new();
    sha256_add(sha, from, size);
    sha256_finish(sha, out);
}

void sha256_base64(const void *from, size_t size, char out[static DIGEST_BASE64 + 1])
{
    unsigned char raw[32];
    if (!EVP_Digest(from, size, raw, NULL, EVP_sha256(), NULL))
        abort();
    sodium_bin2base64(out, DIGEST_BASE64 + 1, raw, sizeof raw, sodium_base64_VARIANT_ORIGINAL);
}

void blake2b_id(const struct text *parts, size_t n, char out[static 17])
{
    unsigned char raw[32];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof raw);
    for (size_t i = 0; i < n; i++) {
        if (i)
            crypto_generichash_update(&state, (const unsigned char *)"\x1F", 1);
        crypto_generichash_update(&state, (const unsigned char *)parts[i].at, parts[i].n);
    }
    crypto_generichash_final(&state, raw, sizeof raw);
    hex(raw, 8, out);
}

void sum_of(const struct text *parts, size_t n, char out[static SUM_HEX + 1])
{
    XXH128_hash_t sum = {0, 0};
    XXH128_canonical_t raw;
    for (size_t i = 0; i < n; i++)
        sum = XXH3_128bits_withSeed(parts[i].at, parts[i].n, sum.low64);
    XXH128_canonicalFromHash(&raw, sum);
    hex(raw.digest, sizeof raw.digest, out);
}

uint64_t hash_bytes(const void *from, size_t size, uint64_t seed)
{
    return XXH3_64bits_withSeed(from, size, seed);
}
