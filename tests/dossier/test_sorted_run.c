/* New lines in order: in memory, in a file, and by qsort, all the same. */
#include "dossier/sorted_run.h"

#include "dossier/line_pack.h"
#include "random_lines.h"

/* A short patient of a small alphabet, so that they meet and are prefixes of each other. */
static struct text random_patient(struct random *random, char room[static PATIENT_MAX])
{
    size_t n = one_in(random, 30) ? 1 + random_below(random, PATIENT_MAX) : 1 + random_below(random, 11);
    for (size_t i = 0; i < n; i++)
        room[i] = "AB\xC3"[random_below(random, one_in(random, 4) ? 3 : 1)];
    return (struct text){room, n};
}

/* Adds the lines of a seed to a batch, or as records to an array. */
static void fill(struct batch *batch, struct arena *arena, const struct record **record, uint64_t seed, size_t n)
{
    struct random random = {seed};
    for (size_t i = 0; i < n; i++) {
        struct line_room room;
        char patient[PATIENT_MAX];
        struct line line = random_line(&random, &room);
        line.patient = random_patient(&random, patient);
        line.bestand = (uint32_t)random_below(&random, 3);
        line.regelnr = one_in(&random, 5) ? (UINT64_C(1) << 45) - 1 - random_below(&random, 2)
                                          : random_below(&random, 1000);
        if (batch)
            batch_add(batch, &line);
        else
            record[i] = record_of(arena, &line);
    }
}

static int by_definition(const void *a, const void *b)
{
    const struct record *p = *(const struct record *const *)a, *q = *(const struct record *const *)b;
    struct line one = {.credit = false}, other = {.credit = false};
    const uint8_t *at = p->data + p->patient_n, *to = q->data + q->patient_n;
    if (!line_unpack(&at, at + p->content_n, &one) || !line_unpack(&to, to + q->content_n, &other))
        ck_abort_msg("a record that is no line");
    int order = text_compare(record_patient(p), record_patient(q));
    order = order ? order : line_compare_identity(&one, &other);
    order = order ? order : (p->bestand > q->bestand) - (p->bestand < q->bestand);
    return order ? order : (record_regelnr(p) > record_regelnr(q)) - (record_regelnr(p) < record_regelnr(q));
}

static bool same_record(const struct record *a, const struct record *b)
{
    return record_regelnr(a) == record_regelnr(b) && a->bestand == b->bestand
           && text_equal(record_patient(a), record_patient(b)) && text_equal(record_content(a), record_content(b));
}

/* Reads the run from `from` on and holds it against the sorted records. Equal records may change places. */
static void check_from(const char *what, uint64_t seed, const struct sorted_run *run, struct text from,
                       const struct record *const *sorted, size_t n)
{
    struct run_cursor cursor;
    struct error err = {0};
    size_t i = 0;
    while (i < n && text_compare(record_patient(sorted[i]), from) < 0)
        i++;
    check_good(run_cursor_open(&cursor, run, from, &err), &err, what);
    for (; cursor.record; i++) {
        if (i >= n || record_compare(cursor.record, sorted[i]) != 0)
            ck_abort_msg("TEST_SEED=%llu: %s: record %zu of %zu is another", (unsigned long long)seed, what, i, n);
        bool there = same_record(cursor.record, sorted[i]);
        for (size_t k = i; !there && k > 0 && record_compare(sorted[k - 1], sorted[i]) == 0; k--)
            there = same_record(cursor.record, sorted[k - 1]);
        for (size_t k = i + 1; !there && k < n && record_compare(sorted[k], sorted[i]) == 0; k++)
            there = same_record(cursor.record, sorted[k]);
        if (!there)
            ck_abort_msg("TEST_SEED=%llu: %s: record %zu has another content", (unsigned long long)seed, what, i);
        check_good(run_cursor_next(&cursor, &err), &err, what);
    }
    if (i != n)
        ck_abort_msg("TEST_SEED=%llu: %s: ends at %zu of %zu", (unsigned long long)seed, what, i, n);
    run_cursor_close(&cursor);
}

START_TEST(a_run_in_memory_and_one_in_a_file_are_the_batch_sorted)
{
    struct seeds seeds = seeds_up_to(60);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed + 1000000};
        size_t n = seed == 1 ? 0 : seed == 2 ? 1 : seed % 10 == 0 ? 6000 : random_below(&random, 400);
        struct batch batch = {.n = 0};
        struct arena arena = {0};
        struct error err = {0};
        struct spill spill = SPILL_NONE;
        if (seed % 3 == 0)
            spill.buffer = SPILL_BUFFER_MIN;
        const struct record **sorted = xcalloc(n, sizeof *sorted);
        fill(NULL, &arena, sorted, seed, n);
        fill(&batch, NULL, NULL, seed, n);
        if (n)
            qsort(sorted, n, sizeof *sorted, by_definition);
        if (n && batch_size(&batch) == 0)
            ck_abort_msg("a batch without a size");
        struct sorted_run *memory = batch_to_run(&batch);
        if (batch.n)
            ck_abort_msg("the batch is not empty");
        fill(&batch, NULL, NULL, seed, n);
        struct sorted_run *file = batch_to_run(&batch);
        check_good(sorted_run_spill(file, &batch, &spill, scratch_dir(), &err), &err, "spill");
        if (sorted_run_lines(memory) != n || sorted_run_lines(file) != n)
            ck_abort_msg("TEST_SEED=%llu: not %zu lines", (unsigned long long)seed, n);
        check_from("in memory", seed, memory, TEXT(""), sorted, n);
        check_from("in a file", seed, file, TEXT(""), sorted, n);
        for (int i = 0; i < 12; i++) {
            char room[PATIENT_MAX];
            struct text from = i % 2 && n ? record_patient(sorted[random_below(&random, n)])
                                          : random_patient(&random, room);
            check_from("in memory, from a patient", seed, memory, from, sorted, n);
            check_from("in a file, from a patient", seed, file, from, sorted, n);
        }
        for (size_t want = 1; want < 40; want += 13) {
            struct text sample[40];
            const struct sorted_run *const run[] = {memory, file};
            for (size_t r = 0; r < 2; r++) {
                size_t got = sorted_run_sample(run[r], sample, want);
                if (got > want || (n && got == 0))
                    ck_abort_msg("a sample of %zu has %zu", want, got);
                for (size_t i = 1; i < got; i++)
                    if (text_compare(sample[i - 1], sample[i]) > 0)
                        ck_abort_msg("a sample is not sorted");
            }
        }
        sorted_run_free(memory);
        sorted_run_free(file);
        spill_release(&spill);
        batch_release(&batch);
        arena_release(&arena);
        free(sorted);
    }
}
END_TEST

/* A patient of about nine characters: what its prefix holds, and a little more and less. */
static struct text near_prefix(struct random *random, char room[static 12])
{
    size_t n = one_in(random, 2) ? 9 : random_below(random, 13);
    const char *alphabet = one_in(random, 4) ? "\x01 ~\x7F\x80\xC3\xFF" : "12";
    for (size_t i = 0; i < n; i++)
        room[i] = alphabet[random_below(random, strlen(alphabet))];
    return (struct text){room, n};
}

static bool is_short_ascii(struct text text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.at[i] >= 0x7F)
            return false;
    return text.n <= 9;
}

START_TEST(prefixes_are_in_the_order_of_the_patients)
{
    struct random random = {1};
    for (int i = 0; i < 500000; i++) {
        char room[2][12];
        struct text a = near_prefix(&random, room[0]), b = near_prefix(&random, room[1]);
        int order = text_compare(a, b);
        uint64_t p = patient_prefix(a), q = patient_prefix(b);
        if ((p < q && order >= 0) || (p > q && order <= 0) || (p == q && order && prefix_is_whole(p))
            || prefix_is_whole(p) != is_short_ascii(a) || p == UINT64_MAX)
            ck_abort_msg("%s and %s: %llx %llx", shown(a), shown(b), (unsigned long long)p, (unsigned long long)q);
    }
}
END_TEST

START_TEST(a_record_is_ordered_by_patient_identity_and_place)
{
    static const struct {
        const char *patient;
        uint32_t agb;
        const char *referentie;
        uint32_t bestand;
        uint64_t regelnr;
    } sorted[] = {{"1", 9, "Z", 9, 9},         {"11", 1, "A", 1, 1}, {"11", 1, "A", 1, 2},   {"11", 1, "A", 2, 1},
                  {"11", 1, "AA", 1, 1},       {"11", 1, "B", 1, 1}, {"11", 255, "A", 1, 1}, {"11", 256, "A", 1, 1},
                  {"11", 16777216, "A", 1, 1}, {"2", 1, "A", 1, 1}};
    const struct record *record[COUNT_OF(sorted)];
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(sorted); i++) {
        struct line line = {.patient = text_of(sorted[i].patient),
                            .agb_declarant = sorted[i].agb,
                            .referentie = text_of(sorted[i].referentie),
                            .prestatiecode = TEXT("1"),
                            .bestand = sorted[i].bestand,
                            .regelnr = sorted[i].regelnr,
                            .aantal = 1};
        record[i] = record_of(&arena, &line);
    }
    for (size_t i = 0; i < COUNT_OF(sorted); i++)
        for (size_t k = 0; k < COUNT_OF(sorted); k++) {
            int order = record_compare(record[i], record[k]);
            if ((order < 0) != (i < k) || (order > 0) != (i > k))
                ck_abort_msg("%zu against %zu gives %d", i, k, order);
        }
    arena_release(&arena);
}
END_TEST

START_TEST(a_file_that_cannot_be_made_is_an_error)
{
    struct batch batch = {.n = 0};
    struct error err = {0};
    struct spill spill = SPILL_NONE;
    char *nowhere = scratch("nowhere");
    fill(&batch, NULL, NULL, 1, 10);
    struct sorted_run *run = batch_to_run(&batch);
    check_failed(sorted_run_spill(run, &batch, &spill, nowhere, &err), &err, STATUS_FAILED,
                 "nowhere: the temporary file cannot be written");
    sorted_run_free(run);
    sorted_run_free(NULL);
    spill_release(&spill);
    batch_release(&batch);
    free(nowhere);
}
END_TEST

Suite *suite(void)
{
    return suite_of("sorted_run", (const TTest *const[]){a_run_in_memory_and_one_in_a_file_are_the_batch_sorted,
                                                         prefixes_are_in_the_order_of_the_patients,
                                                a_record_is_ordered_by_patient_identity_and_place,
                                                         a_file_that_cannot_be_made_is_an_error, NULL});
}
