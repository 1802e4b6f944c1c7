/* The sample: the division over strata against its definition, and the draw against the recipe of the man page. */
#include "store/steekproef.h"

#include <stdio.h>
#include <unistd.h>

#include "harness.h"

START_TEST(every_stratum_has_its_share_and_at_least_one)
{
    static const struct {
        const char *reason;
        uint32_t n[4], strata, size, share[4];
    } cases[] = {
        {"one stratum has all", {10}, 1, 4, {4}},
        {"whole shares are exact", {90, 10}, 2, 10, {9, 1}},
        {"the largest remainder has what is left", {50, 30, 20}, 3, 7, {4, 2, 1}},
        {"of equal remainders the first", {10, 10, 10}, 3, 4, {2, 1, 1}},
        {"two are left over", {10, 10, 10}, 3, 5, {2, 2, 1}},
        {"a share below one is one", {98, 1, 1}, 3, 10, {8, 1, 1}},
        {"as many as there are strata", {98, 1, 1}, 3, 3, {1, 1, 1}},
        {"the ones of the small push the next below one", {30, 4, 1, 1}, 4, 6, {3, 1, 1, 1}},
        {"everything", {3, 2, 1, 1}, 4, 7, {3, 2, 1, 1}},
        {"all but one", {3, 2, 1, 1}, 4, 6, {2, 2, 1, 1}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint32_t share[4];
        divide_over_strata(cases[i].n, cases[i].strata, cases[i].size, share);
        for (uint32_t s = 0; s < cases[i].strata; s++)
            if (share[s] != cases[i].share[s])
                ck_abort_msg("%s: stratum %u has %u, expected %u", cases[i].reason, s, share[s], cases[i].share[s]);
    }
}
END_TEST

START_TEST(a_division_adds_up_and_no_stratum_has_more_than_it_holds)
{
    struct seeds seeds = seeds_up_to(3000);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        uint32_t n[40], share[40], strata = 1 + (uint32_t)random_below(&random, 40), total = 0, sum = 0;
        for (uint32_t i = 0; i < strata; i++)
            total += n[i] = 1 + (uint32_t)random_below(&random, one_in(&random, 3) ? 1000 : 5);
        uint32_t size = strata + (uint32_t)random_below(&random, total - strata + 1);
        divide_over_strata(n, strata, size, share);
        for (uint32_t i = 0; i < strata; i++) {
            uint64_t exact_up = ((uint64_t)size * n[i] + total - 1) / total;
            sum += share[i];
            if (share[i] < 1 || share[i] > n[i] || share[i] > exact_up)
                ck_abort_msg("seed %llu: stratum %u of %u has %u", (unsigned long long)seed, i, n[i], share[i]);
            for (uint32_t k = 0; k < strata; k++)
                if (n[k] < n[i] && share[k] > share[i])
                    ck_abort_msg("seed %llu: the smaller stratum %u has more than %u", (unsigned long long)seed, k, i);
        }
        if (sum != size)
            ck_abort_msg("seed %llu: %u instead of %u", (unsigned long long)seed, sum, size);
    }
}
END_TEST

enum { FINDINGS = 60 };

/* A database with findings of three leading rules; every third is vast; the last has lapsed; two have one id. */
static void fill(struct store *store)
{
    struct error err = {0};
    char *path = scratch("findings.db");
    struct bevinding_writer writer;
    unlink(path);
    check_good(store_open(store, path, 0, &err), &err, "store_open");
    check_good(db_exec(store->db,
                       "INSERT INTO run (run, opdracht, versie, begonnen, vingerafdruk, extend_tables, gelezen, aanvaard, dubbel, afgekeurd, relevant,"
                       " patienten, nieuw, herzien, vervallen) VALUES (4, 'run', '1', '2024-01-01T00:00:00Z', 'x', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);"
                       "INSERT INTO bestand (bestand, run, naam, sha256, profiel, bytes, status, vingerafdruk, gelezen, aanvaard, dubbel, afgekeurd, relevant, gelezen_cent, aanvaard_cent, dubbel_cent, afgekeurd_cent, gewist) VALUES (1, 4, 'a.csv', 'x', '', 0, 'ingelezen', 'x', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
                       &err),
               &err, "a run");
    check_good(bevinding_writer_open(&writer, store, 4, "", &err), &err, "writer");
    for (uint32_t i = 0; i < FINDINGS; i++) {
        static const struct text regel[] = {{"C-RARE", 6}, {"A-FEW", 5}, {"B-MANY", 6}};
        char patient[16], reference[16];
        struct text name = {patient, (size_t)snprintf(patient, sizeof patient, "P%03u", i * 37 % FINDINGS)};
        /* Patients 1 and 2 have the same references with the same declarants: one id. */
        struct text r = {reference, (size_t)snprintf(reference, sizeof reference, "R%03u", i == 2 ? 1 : i)};
        struct text rule = regel[i == 0 ? 0 : i % 5 == 0 ? 1 : 2];
        struct bevinding b = {.patient = name,
                              .zekerheid = i % 3 == 0 ? VAST : SIGNAAL,
                              .uzovi = 3332,
                              .redenen = TEXT(""),
                              .programma = TEXT("DM2"),
                              .regels = rule,
                              .leidende_regel = rule,
                              .tabel = TEXT("t"),
                              .keten = {53000001, r, TEXT("40001"), 100, 1, 2},
                              .conflict = {1000001, r, TEXT("12000"), 100, 1, 3}};
        blake2b_id((struct text[]){TEXT("53000001"), r, TEXT("01000001"), r}, 4, b.id);
        check_good(bevinding_writer_add(&writer, WIJZIGING_NIEUW, &b, TEXT(""), &err), &err, "a finding");
        if (i == FINDINGS - 1)
            check_good(bevinding_writer_add(&writer, WIJZIGING_VERVALLEN, &b, TEXT(""), &err), &err, "it lapses");
    }
    bevinding_writer_close(&writer);
    free(path);
}

START_TEST(the_draw_is_the_order_of_the_keys)
{
    struct store store;
    struct error err = {0};
    struct steekproef s;
    const struct bevinding_filter all = {0}, vast = {.zekerheid = TEXT("vast")};
    fill(&store);
    check_good(steekproef_read(&s, store.db, &all, 42, &err), &err, "steekproef_read");
    if (s.n != FINDINGS - 1 || s.strata != 3 || s.run != 4 || !steekproef_draw(&s, 20, false) || s.size != 20)
        ck_abort_msg("%u findings, %u strata, run %lld, %u drawn", s.n, s.strata, (long long)s.run, s.size);
    uint32_t of_strata = 0;
    for (uint32_t i = 0; i < s.n; i++) {
        char key[DIGEST_HEX + 1], text[32];
        snprintf(text, sizeof text, "42/%s", s.frame[i].id);
        sha256_of(text, strlen(text), key);
        check_string("the key", s.frame[i].key, key);
        if (s.frame[i].drawn_as != (i < 20 ? i + 1 : 0))
            ck_abort_msg("place %u is draw %u", i, s.frame[i].drawn_as);
        if (i
            && (strcmp(s.frame[i - 1].key, key) > 0
                || (strcmp(s.frame[i - 1].key, key) == 0 && s.frame[i - 1].place > s.frame[i].place)))
            ck_abort_msg("place %u is out of order", i);
    }
    for (uint32_t i = 0; i < s.strata; i++)
        of_strata += s.stratum[i].drawn;
    if (of_strata != 20)
        ck_abort_msg("%u drawn of all strata", of_strata);
    char seen[DIGEST_HEX + 1];
    memcpy(seen, s.frame_sha256, sizeof seen);
    steekproef_release(&s);
    /* The frame is the same for another seed, and another one with a filter. */
    check_good(steekproef_read(&s, store.db, &all, 43, &err), &err, "steekproef_read");
    check_string("the hash of the frame", s.frame_sha256, seen);
    steekproef_release(&s);
    check_good(steekproef_read(&s, store.db, &vast, 42, &err), &err, "steekproef_read");
    if (s.n != 20 || strcmp(s.frame_sha256, seen) == 0 || !steekproef_draw(&s, 1000, false) || s.size != 20)
        ck_abort_msg("%u vast ones, %u drawn", s.n, s.size);
    steekproef_release(&s);
    store_close(&store);
}
END_TEST

START_TEST(a_stratified_draw_has_the_lowest_keys_of_each_rule)
{
    struct store store;
    struct error err = {0};
    struct steekproef s;
    const struct bevinding_filter all = {0};
    fill(&store);
    check_good(steekproef_read(&s, store.db, &all, 5, &err), &err, "steekproef_read");
    if (steekproef_draw(&s, 2, true) || s.size)
        ck_abort_msg("two findings of three strata");
    if (!steekproef_draw(&s, 12, true))
        ck_abort_msg("not drawn");
    static const struct {
        const char *regel;
        uint32_t n, drawn;
    } want[] = {{"A-FEW", 11, 2}, {"B-MANY", 47, 9}, {"C-RARE", 1, 1}};
    for (uint32_t i = 0; i < 3; i++) {
        check_text("the strata are sorted", s.stratum[i].regel, text_of(want[i].regel));
        if (s.stratum[i].n != want[i].n || s.stratum[i].drawn != want[i].drawn)
            ck_abort_msg("%s: %u of %u", want[i].regel, s.stratum[i].drawn, s.stratum[i].n);
    }
    uint32_t drawn[3] = {0}, order = 0;
    for (uint32_t i = 0; i < s.n; i++) {
        uint32_t stratum = s.frame[i].stratum;
        bool due = drawn[stratum] < want[stratum].drawn;
        drawn[stratum] += due;
        if (s.frame[i].drawn_as != (due ? ++order : 0))
            ck_abort_msg("place %u is draw %u", i, s.frame[i].drawn_as);
    }
    steekproef_release(&s);
    store_close(&store);
}
END_TEST

START_TEST(an_empty_frame_gives_an_empty_sample)
{
    struct store store;
    struct error err = {0};
    struct steekproef s;
    const struct bevinding_filter nobody = {.uzovi = TEXT("0000")};
    char none[DIGEST_HEX + 1];
    fill(&store);
    check_good(steekproef_read(&s, store.db, &nobody, 5, &err), &err, "steekproef_read");
    sha256_of("", 0, none);
    check_string("the hash of nothing", s.frame_sha256, none);
    if (!steekproef_draw(&s, 10, true) || s.size)
        ck_abort_msg("%u drawn of nothing", s.size);
    steekproef_release(&s);
    store_close(&store);
}
END_TEST

Suite *suite(void)
{
    return suite_of("steekproef", (const TTest *const[]){every_stratum_has_its_share_and_at_least_one,
                                                         a_division_adds_up_and_no_stratum_has_more_than_it_holds,
                                                         the_draw_is_the_order_of_the_keys,
                                                         a_stratified_draw_has_the_lowest_keys_of_each_rule,
                                                         an_empty_frame_gives_an_empty_sample, NULL});
}
