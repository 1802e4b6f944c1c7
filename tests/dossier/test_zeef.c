/* A sieve has all that it was made of, and hardly anything else. */
#include "dossier/zeef.h"

#include <stdio.h>

#include "dossier/line_pack.h"
#include "random_lines.h"

enum { LINES = 2000 };

static struct text packed_line(struct arena *arena, const struct line *line)
{
    uint8_t packed[LINE_PACK_MAX];
    size_t n = line_pack(line, packed);
    return (struct text){arena_copy(arena, packed, n), n};
}

static struct text patient_of(size_t i, char room[static 24])
{
    int n = snprintf(room, 24, "%09zu", i / 5 * 7);
    return (struct text){room, (size_t)n};
}

START_TEST(what_a_line_says_stands_in_its_packed_bytes)
{
    struct seeds seeds = seeds_up_to(5000);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct line_room room, other_room;
        struct line line = random_line(&random, &room), other = random_line(&random, &other_room);
        struct arena arena = {0};
        struct text content = packed_line(&arena, &line);
        bool credit;
        if (line_packed_lijst(content, &credit) != line.lijst || credit != line.credit)
            ck_abort_msg("TEST_SEED=%llu: another list, or another kind", (unsigned long long)seed);
        /* The identity and nothing but it. */
        other.agb_declarant = line.agb_declarant;
        other.referentie = line.referentie;
        if (!text_equal(line_packed_identity(content), line_packed_identity(packed_line(&arena, &other))))
            ck_abort_msg("TEST_SEED=%llu: two identities of one", (unsigned long long)seed);
        other.agb_declarant ^= 1;
        if (text_equal(line_packed_identity(content), line_packed_identity(packed_line(&arena, &other))))
            ck_abort_msg("TEST_SEED=%llu: another declarant has the same identity", (unsigned long long)seed);
        arena_release(&arena);
    }
}
END_TEST

START_TEST(every_key_of_every_line_is_there_and_others_hardly_ever)
{
    struct random random = {1};
    struct arena arena = {0};
    struct zeef zeef = {.n = 0};
    struct buf bits = {0};
    struct text content[LINES];
    struct line line[LINES];
    struct line_room room;
    char name[24];
    for (size_t i = 0; i < LINES; i++) {
        line[i] = random_line(&random, &room);
        content[i] = packed_line(&arena, &line[i]);
        if (i % 5 == 0)
            zeef_begin_patient(&zeef, patient_of(i, name));
        zeef_add(&zeef, content[i]);
    }
    size_t keys = zeef.n;
    zeef_finish(&zeef, &bits);
    const struct text sieve = {bits.at, bits.n};
    if (zeef.n || !text_equal((struct text){zeef.first.at, zeef.first.n}, TEXT("000000000")))
        ck_abort_msg("a finished sieve has %zu keys, or another first patient", zeef.n);
    if (keys < 2 * LINES || bits.n > keys * 2)
        ck_abort_msg("%zu keys in %zu bytes", keys, bits.n);
    for (size_t i = 0; i < LINES; i++) {
        uint64_t patient = zeef_patient(patient_of(i, name));
        if (!zeef_may_have(sieve, zeef_key_identity(patient, content[i])) || !zeef_may_have(sieve, zeef_key_lijst(patient, line[i].lijst))
            || (line[i].credit && !zeef_may_have(sieve, zeef_key_credit(patient))))
            ck_abort_msg("line %zu is not there", i);
    }
    size_t wrong = 0, asked = 0;
    for (size_t i = 0; i < 20 * LINES; i++) { /* patients in between, and the lines of another */
        uint64_t patient = zeef_patient(patient_of(5 * LINES + i, name));
        wrong += zeef_may_have(sieve, zeef_key_identity(patient, content[i % LINES]));
        wrong += zeef_may_have(sieve, zeef_key_credit(patient));
        asked += 2;
    }
    if (wrong * 400 > asked) /* expected: one in eight hundred */
        ck_abort_msg("%zu of %zu wrongly perhaps", wrong, asked);
    zeef_release(&zeef);
    buf_release(&bits);
    arena_release(&arena);
}
END_TEST

START_TEST(lists_are_told_apart_however_many_a_patient_has)
{
    struct zeef zeef = {.n = 0};
    struct arena arena = {0};
    struct buf bits = {0};
    uint64_t patient = zeef_patient(TEXT("P"));
    zeef_begin_patient(&zeef, TEXT("P"));
    for (uint16_t lijst = 0; lijst < 40; lijst++) {
        struct line line = {.referentie = TEXT("R"), .prestatiecode = TEXT("1"), .aantal = 1, .lijst = lijst};
        zeef_add(&zeef, packed_line(&arena, &line));
        zeef_add(&zeef, packed_line(&arena, &line));
    }
    zeef_finish(&zeef, &bits);
    size_t wrong = 0;
    for (uint16_t lijst = 0; lijst < 1000; lijst++) {
        bool may = zeef_may_have((struct text){bits.at, bits.n}, zeef_key_lijst(patient, lijst));
        if (lijst < 40 && !may)
            ck_abort_msg("list %u is not there", lijst);
        wrong += lijst >= 40 && may;
    }
    if (wrong > 10)
        ck_abort_msg("%zu lists that are not there", wrong);
    zeef_release(&zeef);
    buf_release(&bits);
    arena_release(&arena);
}
END_TEST

START_TEST(a_sieve_of_nothing_has_nothing)
{
    struct zeef zeef = {.n = 0};
    struct buf bits = {0};
    zeef_finish(&zeef, &bits);
    if (bits.n || zeef_may_have(TEXT(""), zeef_key_credit(1)))
        ck_abort_msg("%zu bytes", bits.n);
    zeef_release(&zeef);
    buf_release(&bits);
}
END_TEST

Suite *suite(void)
{
    return suite_of("zeef", (const TTest *const[]){what_a_line_says_stands_in_its_packed_bytes,
                                                   every_key_of_every_line_is_there_and_others_hardly_ever,
                                                   lists_are_told_apart_however_many_a_patient_has,
                                                   a_sieve_of_nothing_has_nothing, NULL});
}
