/* Hashes against published test vectors. */
#include "base/digest.h"

#include "harness.h"

START_TEST(sha256_gives_the_published_values)
{
    static const struct {
        const char *text, *hex;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char hex[DIGEST_HEX + 1];
        sha256_of(cases[i].text, strlen(cases[i].text), hex);
        check_string(cases[i].text, hex, cases[i].hex);
    }
}
END_TEST

START_TEST(a_stream_has_the_hash_of_its_bytes_however_it_is_cut)
{
    char bytes[1000], whole[DIGEST_HEX + 1], piecewise[DIGEST_HEX + 1];
    struct random random = {1};
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)random_next(&random);
    sha256_of(bytes, sizeof bytes, whole);
    for (int round = 0; round < 50; round++) {
        struct sha256 *sha = sha256_new();
        for (size_t at = 0; at < sizeof bytes;) {
            size_t n = random_below(&random, 200);
            n = n < sizeof bytes - at ? n : sizeof bytes - at;
            sha256_add(sha, bytes + at, n);
            at += n;
        }
        sha256_finish(sha, piecewise);
        check_string("in pieces", piecewise, whole);
    }
}
END_TEST

START_TEST(blake2b_of_32_bytes_is_cut_to_16_hex_digits)
{
    char id[17];
    /* blake2b with a digest of 32 bytes over "abc" begins with bddd813c634239723171ef3fee98579b. */
    struct text abc = TEXT("abc");
    blake2b_id(&abc, 1, id);
    check_string("abc", id, "bddd813c63423972");
    struct text parts[] = {TEXT("a"), TEXT("bc")}, other[] = {TEXT("ab"), TEXT("c")};
    char id2[17];
    blake2b_id(parts, 2, id);
    blake2b_id(other, 2, id2);
    if (strcmp(id, id2) == 0)
        ck_abort_msg("the separator is missing");
}
END_TEST

START_TEST(a_sum_is_xxh3_of_128_bits_and_knows_where_a_part_ends)
{
    char sum[SUM_HEX + 1], other[SUM_HEX + 1];
    /* What the library's own documents give for no bytes and seed 0. */
    struct text none = TEXT(""), parts[] = {TEXT("a"), TEXT("bc")}, cut[] = {TEXT("ab"), TEXT("c")};
    sum_of(&none, 1, sum);
    check_string("no bytes", sum, "99aa06d3014798d86001c324468d497f");
    if (hash_bytes("", 0, 0) != UINT64_C(0x2d06800538d394c2))
        ck_abort_msg("no bytes have another hash of 64 bits");
    sum_of(parts, 2, sum);
    sum_of(cut, 2, other);
    if (strcmp(sum, other) == 0)
        ck_abort_msg("the bytes of the parts are all that counts");
}
END_TEST

Suite *suite(void)
{
    return suite_of("digest", (const TTest *const[]){sha256_gives_the_published_values,
                                                     a_stream_has_the_hash_of_its_bytes_however_it_is_cut,
                                                     blake2b_of_32_bytes_is_cut_to_16_hex_digits,
                                                     a_sum_is_xxh3_of_128_bits_and_knows_where_a_part_ends, NULL});
}
