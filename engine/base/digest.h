/* digest.h - hashes, by libsodium (BLAKE2b) and libcrypto (SHA-256 with the processor's own instructions: every byte of
 * every export goes through it, docs/decisions.md), and a sum against damage by libxxhash. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { DIGEST_HEX = 64 };

/* SHA-256 of a stream. `new` never returns NULL; `finish` writes 64 lower-case hex digits and a NUL and frees. */
struct sha256;
struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *sha, const void *from, size_t size);
void sha256_finish(struct sha256 *sha, char out[static DIGEST_HEX + 1]);
/* SHA-256 in base64, as a Content-Security-Policy names a script. */
enum { DIGEST_BASE64 = 44 };
void sha256_base64(const void *from, size_t size, char out[static DIGEST_BASE64 + 1]);
void sha256_of(const void *from, size_t size, char out[static DIGEST_HEX + 1]);

/* The first 16 hex digits (and a NUL) of BLAKE2b with a digest of 32 bytes over the parts with 0x1F between them
 * (semantics.md 4, identity of a finding). */
void blake2b_id(const struct text *parts, size_t n, char out[static 17]);

/* XXH3 of 128 bits of the last part, with the low half of that of the part before it as its seed, and so on from 0: 32
 * hex digits and a NUL. At the speed of memory it tells bytes that changed by accident; whoever changes them with
 * intent can make it fit. */
enum { SUM_HEX = 32 };
void sum_of(const struct text *parts, size_t n, char out[static SUM_HEX + 1]);

/* XXH3 of 64 bits: the same bytes and seed give the same number on every machine and in every version. */
uint64_t hash_bytes(const void *from, size_t size, uint64_t seed);

#endif
