/* A sieve has all that it was made of, and hardly anything else. */
#include "dossier/sieve.h"

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

START_TEST(what_is_asked_of_every_line_stands_in_its_packed_bytes)
{
    struct seeds seeds = seeds_up_to(5000);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct line_room room;
        struct line line = random_line(&random, &room);
        struct arena arena = {0};
        const struct line_head head = line_head(packed_line(&arena, &line));
        uint8_t identity[PACKED_IDENTITY_MAX];
        size_t n = identity_pack(line.agb_declarant, line.referentie, identity);
        if (!text_equal(head.identity, (struct text){(const char *)identity, n})
            || !text_equal(head.prestatiecode, line.prestatiecode) || head.begin != line.period.first
            || head.credit != line.credit)
            ck_abort_msg("TEST_SEED=%llu: another line", (unsigned long long)seed);
        arena_release(&arena);
    }
}
END_TEST

START_TEST(every_key_of_every_line_is_there_and_others_hardly_ever)
{
    struct random random = {1};
    struct arena arena = {0};
    struct sieve sieve = {.n = 0};
    struct buf bits = {0};
    struct text content[LINES];
    char name[24];
    for (size_t i = 0; i < LINES; i++) {
        struct line_room room;
        struct line line = random_line(&random, &room);
        content[i] = packed_line(&arena, &line);
        if (i % 5 == 0)
            sieve_begin_patient(&sieve, patient_of(i, name));
        sieve_add(&sieve, content[i]);
    }
    size_t keys = sieve.n;
    sieve_finish(&sieve, &bits);
    const struct text made = {bits.at, bits.n};
    if (sieve.n || !text_equal((struct text){sieve.first.at, sieve.first.n}, TEXT("000000000")))
        ck_abort_msg("a finished sieve has %zu keys, or another first patient", sieve.n);
    if (keys < 2 * LINES || bits.n > keys * 3)
        ck_abort_msg("%zu keys in %zu bytes", keys, bits.n);
    for (size_t i = 0; i < LINES; i++) {
        uint64_t key[SIEVE_LINE_KEYS];
        size_t n = sieve_keys_of(sieve_patient(patient_of(i, name)), content[i], key);
        for (size_t k = 0; k < n; k++)
            if (!sieve_may_have(made, key[k]))
                ck_abort_msg("line %zu lacks key %zu", i, k);
    }
    size_t wrong = 0, asked = 0;
    for (size_t i = 0; i < 20 * LINES; i++) { /* other patients, with the same lines */
        uint64_t key[SIEVE_LINE_KEYS];
        size_t n = sieve_keys_of(sieve_patient(patient_of(5 * LINES + i, name)), content[i % LINES], key);
        for (size_t k = 0; k < n; k++)
            wrong += sieve_may_have(made, key[k]);
        asked += n;
    }
    if (wrong * 1500 > asked) /* expected: one in three thousand */
        ck_abort_msg("%zu of %zu wrongly perhaps", wrong, asked);
    sieve_release(&sieve);
    buf_release(&bits);
    arena_release(&arena);
}
END_TEST

START_TEST(a_debit_meets_itself_and_the_credits_that_can_be_of_it)
{
    static const struct {
        const char *reason;
        bool meets;
        uint32_t agb;
        const char *referentie, *vorig;
        day begin;
        bool credit;
    } cases[] = {
        {.reason = "the same reference", .meets = true, .agb = 1, .referentie = "R", .begin = 20},
        {.reason = "another reference", .meets = false, .agb = 1, .referentie = "S", .begin = 10},
        {.reason = "another declarant", .meets = false, .agb = 2, .referentie = "R", .begin = 10},
        {.reason = "a credit that names it", .meets = true, .agb = 1, .referentie = "S", .vorig = "R", .begin = 20, .credit = true},
        {.reason = "a credit that names another", .meets = false, .agb = 1, .referentie = "S", .vorig = "S", .begin = 10, .credit = true},
        {.reason = "a credit of another that names the same", .meets = false, .agb = 2, .referentie = "S", .vorig = "R", .begin = 10, .credit = true},
        {.reason = "a credit without a name, of that day", .meets = true, .agb = 1, .referentie = "S", .vorig = "", .begin = 10, .credit = true},
        {.reason = "a credit without a name, of another day", .meets = false, .agb = 1, .referentie = "S", .vorig = "", .begin = 11, .credit = true},
    };
    struct arena arena = {0};
    const struct line debit = {
        .agb_declarant = 1, .referentie = TEXT("R"), .prestatiecode = TEXT("1"), .aantal = 1, .period = {10, 10}};
    uint64_t met[SIEVE_LINE_KEYS];
    sieve_keys_met(sieve_patient(TEXT("P")), packed_line(&arena, &debit), met);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sieve sieve = {.n = 0};
        struct buf bits = {0};
        struct line line = {.agb_declarant = cases[i].agb, .referentie = text_of(cases[i].referentie), .prestatiecode = TEXT("1"),
                            .vorig = cases[i].vorig ? text_of(cases[i].vorig) : TEXT(""), .aantal = 1, .credit = cases[i].credit,
                            .period = {cases[i].begin, cases[i].begin}};
        bool meets = false;
        sieve_begin_patient(&sieve, TEXT("P"));
        sieve_add(&sieve, packed_line(&arena, &line));
        sieve_finish(&sieve, &bits);
        for (size_t k = 0; k < SIEVE_LINE_KEYS; k++)
            meets |= sieve_may_have((struct text){bits.at, bits.n}, met[k]);
        if (meets != cases[i].meets)
            ck_abort_msg("%s: %s", cases[i].reason, meets ? "perhaps" : "surely not");
        sieve_release(&sieve);
        buf_release(&bits);
    }
    arena_release(&arena);
}
END_TEST

START_TEST(beginnings_of_codes_are_told_apart_however_many_a_patient_has)
{
    struct sieve sieve = {.n = 0};
    struct arena arena = {0};
    struct buf bits = {0};
    char code[8];
    uint64_t patient = sieve_patient(TEXT("P"));
    sieve_begin_patient(&sieve, TEXT("P"));
    for (unsigned number = 0; number < 40; number++)
        for (int again = 0; again < 2; again++) { /* the second time with zeros before it: the same code */
            snprintf(code, sizeof code, again ? "%07u" : "%u", 10 * (1200 + number) + 3);
            struct line line = {.referentie = TEXT("R"), .prestatiecode = text_of(code), .aantal = 1};
            sieve_add(&sieve, packed_line(&arena, &line));
        }
    sieve_finish(&sieve, &bits);
    size_t wrong = 0;
    for (unsigned number = 0; number < 1000; number++) {
        snprintf(code, sizeof code, number % 2 ? "0%u" : "%u", 10 * (1200 + number));
        bool may = sieve_may_have((struct text){bits.at, bits.n}, sieve_key_code(patient, sieve_code(text_of(code))));
        if (number < 40 && !may)
            ck_abort_msg("code %s is not there", code);
        wrong += number >= 40 && may;
    }
    if (wrong > 10)
        ck_abort_msg("%zu codes that are not there", wrong);
    sieve_release(&sieve);
    buf_release(&bits);
    arena_release(&arena);
}
END_TEST

START_TEST(a_sieve_of_nothing_has_nothing)
{
    struct sieve sieve = {.n = 0};
    struct buf bits = {0};
    sieve_finish(&sieve, &bits);
    if (bits.n || sieve_may_have(TEXT(""), sieve_key_code(1, sieve_code(TEXT("1")))))
        ck_abort_msg("%zu bytes", bits.n);
    sieve_release(&sieve);
    buf_release(&bits);
}
END_TEST

Suite *suite(void)
{
    return suite_of("sieve", (const TTest *const[]){what_is_asked_of_every_line_stands_in_its_packed_bytes,
                                                   every_key_of_every_line_is_there_and_others_hardly_ever,
                                                   a_debit_meets_itself_and_the_credits_that_can_be_of_it,
                                                   beginnings_of_codes_are_told_apart_however_many_a_patient_has,
                                                   a_sieve_of_nothing_has_nothing, NULL});
}
