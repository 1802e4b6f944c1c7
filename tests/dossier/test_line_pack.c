/* A line as few bytes: there and back, one way only, and damaged bytes refused. */
#include "dossier/line_pack.h"

#include "harness.h"
#include "random_lines.h"

START_TEST(random_lines_come_back_as_they_were)
{
    struct seeds seeds = seeds_up_to(20000);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct line_room room;
        struct line line = random_line(&random, &room), back = {.regelnr = 5, .bestand = 6};
        uint8_t packed[LINE_PACK_MAX + 1];
        packed[LINE_PACK_MAX] = 0xA5;
        size_t n = line_pack(&line, packed);
        uint8_t *exact = memcpy(xmalloc(n), packed, n); /* so that a byte too far is seen */
        const uint8_t *at = exact;
        bool good = line_unpack(&at, exact + n, &back);
        if (!good || at != exact + n || !same_content(&line, &back) || n > LINE_PACK_MAX
            || packed[LINE_PACK_MAX] != 0xA5)
            ck_abort_msg("TEST_SEED=%llu: %zu bytes, %s", (unsigned long long)seed, n,
                         good ? "another line" : "refused");
        if (back.regelnr != 5 || back.bestand != 6 || back.patient.at)
            ck_abort_msg("TEST_SEED=%llu: patient, file or line number was touched", (unsigned long long)seed);
        uint8_t again[LINE_PACK_MAX];
        if (line_pack(&back, again) != n || memcmp(again, packed, n) != 0)
            ck_abort_msg("TEST_SEED=%llu: packed otherwise the second time", (unsigned long long)seed);
        free(exact);
    }
}
END_TEST

START_TEST(equal_bytes_mean_equal_content_and_no_other)
{
    struct seeds seeds = seeds_up_to(3000);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct line_room room, other_room;
        struct line line = random_line(&random, &room), other = line;
        uint8_t a[LINE_PACK_MAX], b[LINE_PACK_MAX];
        size_t n = line_pack(&line, a);
        for (int c = COL_BSN + 1; c < COLUMNS; c++) {
            other = line;
            bool changed = change_column(&random, &other, &other_room, (enum column)c);
            size_t m = line_pack(&other, b);
            bool equal = m == n && memcmp(a, b, n) == 0;
            if (equal == changed)
                ck_abort_msg("TEST_SEED=%llu: column %s %s, the bytes are %s", (unsigned long long)seed, column_name[c],
                             changed ? "differs" : "is the same", equal ? "equal" : "not");
        }
    }
}
END_TEST

START_TEST(place_and_patient_are_no_content)
{
    struct random random = {1};
    struct line_room room;
    struct line line = random_line(&random, &room), other = line;
    other.patient = TEXT("somebody else");
    other.bestand = 77;
    other.regelnr = 88;
    uint8_t a[LINE_PACK_MAX], b[LINE_PACK_MAX];
    size_t n = line_pack(&line, a);
    if (line_pack(&other, b) != n || memcmp(a, b, n) != 0)
        ck_abort_msg("the bytes differ");
}
END_TEST

START_TEST(the_longest_line_takes_what_is_set_aside_and_no_more)
{
    struct line_room room;
    struct line line = random_line(NULL, &room), back;
    uint8_t packed[LINE_PACK_MAX];
    size_t n = line_pack(&line, packed);
    const uint8_t *at = packed;
    if (n != LINE_PACK_MAX || !line_unpack(&at, packed + n, &back) || !same_content(&line, &back))
        ck_abort_msg("%zu bytes, set aside %d", n, LINE_PACK_MAX);
}
END_TEST

START_TEST(damaged_bytes_are_refused_or_read_within_bounds)
{
    struct seeds seeds = seeds_up_to(3000);
    size_t refused = 0, tried = 0;
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct line_room room;
        struct line line = random_line(&random, &room), back;
        uint8_t packed[LINE_PACK_MAX];
        size_t n = line_pack(&line, packed);
        for (size_t cut = 0; cut < n; cut++) {
            uint8_t *exact = memcpy(xmalloc(cut), packed, cut);
            const uint8_t *at = exact;
            if (line_unpack(&at, exact + cut, &back))
                ck_abort_msg("TEST_SEED=%llu: %zu of %zu bytes are taken for a line", (unsigned long long)seed, cut, n);
            free(exact);
        }
        for (int round = 0; round < 10; round++) {
            uint8_t *exact = memcpy(xmalloc(n), packed, n);
            exact[random_below(&random, n)] = (uint8_t)random_next(&random);
            const uint8_t *at = exact;
            bool good = line_unpack(&at, exact + n, &back);
            tried++;
            refused += !good;
            if (good
                && (at > exact + n || back.prestatiecode.n > PRESTATIECODE_MAX || back.diagnosecode.n > DIAGNOSECODE_MAX
                    || back.period.last < back.period.first || back.period.last > DAY_LAST))
                ck_abort_msg("TEST_SEED=%llu: an impossible line", (unsigned long long)seed);
            free(exact);
        }
    }
    if (seeds.last > seeds.first && refused < tried / 20)
        ck_abort_msg("%zu of %zu damaged lines were refused", refused, tried);
}
END_TEST

/* Each of these was taken before: a line that says what no line can say,
 * or that could have been packed in fewer bytes. */
START_TEST(bytes_that_no_line_is_packed_to_are_refused)
{
#define HEAD(low, high) (low), (high), 1, 0, 0, 0, 1, 'R', 4, 13, 2, 'A', '1', 0, 48
    static const struct {
        const char *reason;
        uint8_t at[48];
        size_t n;
        bool good;
    } cases[] = {
        {"a line", {HEAD(0, 0), 5}, 16, true},
        {"an amount with a zero behind it", {HEAD(0, 0), 0x85, 0}, 17, false},
        {"an amount of 65 bits", {HEAD(0, 0), 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 3}, 25, false},
        {"an amount above 999999999999", {HEAD(0, 0), 0x80, 0xA0, 0x94, 0xA5, 0x8D, 0x1D}, 21, false},
        {"the highest amount", {HEAD(0, 0), 0xFF, 0x9F, 0x94, 0xA5, 0x8D, 0x1D}, 21, true},
        {"a number of 1, which is left out", {HEAD(0, 1), 5, 1}, 17, false},
        {"a number of 2", {HEAD(0, 1), 5, 2}, 17, true},
        {"a number above 999999999", {HEAD(0, 1), 5, 0x80, 0x94, 0xEB, 0xDC, 3}, 21, false},
        {"an end that is the begin", {HEAD(128, 0), 5, 0, 48}, 18, false},
        {"an end", {HEAD(128, 0), 5, 1, 48}, 18, true},
        {"a verwijsdiagnose of 0", {HEAD(32, 0), 5, 0}, 17, false},
        {"an empty reference to a debit", {HEAD(0, 4), 5, 0}, 17, false},
    };
#undef HEAD
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t *exact = memcpy(xmalloc(cases[i].n), cases[i].at, cases[i].n);
        const uint8_t *at = exact;
        struct line line;
        if (line_unpack(&at, exact + cases[i].n, &line) != cases[i].good)
            ck_abort_msg("%s is %s", cases[i].reason, cases[i].good ? "refused" : "taken");
        free(exact);
    }
    uint8_t long_number[80] = {1, 0, 1, 0, 0, 0, 1, 'R', 4, 13, 2, 'A', '1', 0, 48, 5, 61};
    const uint8_t *at = long_number;
    struct line line;
    if (line_unpack(&at, long_number + sizeof long_number, &line))
        ck_abort_msg("a verzekerdennummer of 61 bytes is taken");
}
END_TEST

START_TEST(a_varint_is_read_as_it_was_put)
{
    static const uint64_t number[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_C(1) << 62, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(number); i++) {
        uint8_t bytes[VARINT_MAX];
        size_t n = (size_t)(varint_put(bytes, number[i]) - bytes);
        const uint8_t *at = bytes;
        uint64_t back = 5;
        if (n > VARINT_MAX || !varint_get(&at, bytes + n, &back) || back != number[i] || at != bytes + n)
            ck_abort_msg("%llu came back as %llu", (unsigned long long)number[i], (unsigned long long)back);
        for (size_t cut = 0; cut < n; cut++) {
            at = bytes;
            if (varint_get(&at, bytes + cut, &back))
                ck_abort_msg("%llu cut to %zu bytes is taken", (unsigned long long)number[i], cut);
        }
    }
    uint8_t endless[20];
    memset(endless, 0x80, sizeof endless);
    const uint8_t *at = endless;
    uint64_t back;
    if (varint_get(&at, endless + sizeof endless, &back))
        ck_abort_msg("a number without an end is taken");
}
END_TEST

Suite *suite(void)
{
    return suite_of("line_pack", (const TTest *const[]){random_lines_come_back_as_they_were,
                                                        equal_bytes_mean_equal_content_and_no_other,
                                                        place_and_patient_are_no_content,
                                                        the_longest_line_takes_what_is_set_aside_and_no_more,
                                                        damaged_bytes_are_refused_or_read_within_bounds,
                                                        bytes_that_no_line_is_packed_to_are_refused,
                                                        a_varint_is_read_as_it_was_put, NULL});
}
