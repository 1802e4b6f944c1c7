/* Blocks: what went in comes out to the byte, out of those of earlier programs too, and damaged ones are refused. */
#include "dossier/block.h"

#include <stdio.h>

#include "dossier/line_pack.h"
#include "random_lines.h"

/* What a block was made of: records in order, each identity once. */
struct rows {
    struct arena arena;
    const struct record **record;
    size_t n, cap;
};

static void rows_release(struct rows *rows)
{
    arena_release(&rows->arena);
    free(rows->record);
}

static void add_row(struct rows *rows, const struct line *line)
{
    ARRAY_ROOM(rows->record, rows->n, rows->cap);
    rows->record[rows->n++] = record_of(&rows->arena, line);
}

/* A text of digits, most often as long as those of an insurer are; now and then with something else in it. */
static struct text random_digits(struct random *random, char room[static REFERENTIE_MAX])
{
    size_t n = one_in(random, 2) ? 13 : 1 + random_below(random, 20);
    const size_t kind = random_below(random, 8);
    for (size_t i = 0; i < n; i++)
        room[i] = (char)(kind == 0 ? '0' : kind == 1 ? '9' : '0' + (char)random_below(random, 10));
    if (kind == 2)
        room[random_below(random, n)] = "/:aA \x80"[random_below(random, 6)];
    if (kind == 3)
        memset(room, 'x', n = REFERENTIE_MAX);
    return (struct text){room, n};
}

/* A line with much of the one before it, as the lines of a patient have. */
static void add_line_like(struct random *random, struct rows *rows, struct line *before)
{
    struct line_room room;
    char reference[REFERENTIE_MAX], insured[REFERENTIE_MAX];
    struct line line = random_line(random, &room);
    line.patient = before->patient;
    line.referentie = random_digits(random, reference);
    line.verzekerdennummer = one_in(random, 2) ? before->verzekerdennummer : random_digits(random, insured);
    if (line.verzekerdennummer.n > VERZEKERDENNUMMER_MAX)
        line.verzekerdennummer.n = VERZEKERDENNUMMER_MAX;
    line.agb_declarant = before->agb_declarant + (uint32_t)random_below(random, 2);
    line.agb_uitvoerder = one_in(random, 3)   ? line.agb_declarant
                          : one_in(random, 2) ? before->agb_uitvoerder
                                              : line.agb_uitvoerder;
    line.uzovi = one_in(random, 5) ? line.uzovi : before->uzovi;
    line.bestand = before->bestand;
    if (one_in(random, 5))
        line.bestand = one_in(random, 9) ? UINT32_MAX : 1 + (uint32_t)random_below(random, 300);
    line.regelnr = one_in(random, 9) ? (UINT64_C(1) << 45) - 1 : 1 + random_below(random, 1 << 22);
    add_row(rows, &line);
    static char kept[REFERENTIE_MAX];
    if (line.verzekerdennummer.at != kept) /* else it is that of the line before */
        memcpy(kept, line.verzekerdennummer.n ? line.verzekerdennummer.at : "", line.verzekerdennummer.n);
    *before = line;
    before->verzekerdennummer.at = kept;
}

/* The next patient: mostly nine digits, in order. */
static struct text random_patient(struct random *random, uint64_t *number, char room[static 32])
{
    *number += 1 + (one_in(random, 9) ? 0 : random_below(random, 3000000));
    const char *before = one_in(random, 20) ? "P" : one_in(random, 20) ? "3332/A" : "";
    return (struct text){room, (size_t)snprintf(room, 32, "%s%09llu", before, (unsigned long long)*number)};
}

/* Lines of so many patients; each identity is there once. */
static void random_rows(struct random *random, struct rows *rows, size_t patients, size_t lines)
{
    uint64_t number = 0;
    for (size_t p = 0; p < patients; p++) {
        char name[32];
        struct line before = {.patient = random_patient(random, &number, name), .uzovi = 3332, .bestand = 7};
        const size_t from = rows->n;
        for (size_t i = 1 + random_below(random, lines); i-- > 0;)
            add_line_like(random, rows, &before);
        sort_records(rows->record + from, rows->n - from);
        size_t kept = from;
        for (size_t i = from; i < rows->n; i++)
            if (kept == from || !record_same_identity(rows->record[kept - 1], rows->record[i]))
                rows->record[kept++] = rows->record[i];
        rows->n = kept;
    }
}

/* The end of the patient that begins at `from`. */
static size_t end_of_patient(const struct rows *rows, size_t from)
{
    size_t end = from;
    while (end < rows->n && text_equal(record_patient(rows->record[end]), record_patient(rows->record[from])))
        end++;
    return end;
}

static void put_number(struct buf *out, uint64_t number)
{
    uint8_t room[VARINT_MAX];
    buf_add(out, room, (size_t)(varint_put(room, number) - room));
}

/* The block that a program of before this form would have written. */
static struct buf earlier_block(const struct rows *rows)
{
    struct buf out = {0};
    for (size_t i = 0, end; i < rows->n; i = end) {
        const struct text patient = record_patient(rows->record[i]);
        struct buf lines = {0};
        end = end_of_patient(rows, i);
        for (size_t k = i; k < end; k++) {
            buf_add(&lines, record_content(rows->record[k]).at, rows->record[k]->content_n);
            put_number(&lines, rows->record[k]->bestand);
            put_number(&lines, record_regelnr(rows->record[k]));
        }
        put_number(&out, patient.n);
        buf_add(&out, patient.at, patient.n);
        const uint32_t length = htole32((uint32_t)lines.n);
        buf_add(&out, &length, sizeof length);
        buf_add(&out, lines.at, lines.n);
        buf_release(&lines);
    }
    return out;
}

static struct buf block_of(const struct rows *rows)
{
    struct block_writer writer = {.lines = 0};
    struct buf out = {0};
    enum new_line fate[2000];
    for (size_t i = 0, end; i < rows->n; i = end) {
        end = end_of_patient(rows, i);
        block_add_records(&writer, record_patient(rows->record[i]), rows->record + i, end - i, fate);
    }
    if (writer.lines != rows->n || !text_equal(writer.first, record_patient(rows->record[0])))
        ck_abort_msg("%llu lines of %zu", (unsigned long long)writer.lines, rows->n);
    block_write(&writer, &out);
    block_release(&writer);
    return out;
}

/* The block gives these rows, and nothing else. */
static void check_rows(uint64_t seed, struct text bytes, const struct rows *rows)
{
    struct block_reader reader = {.at = NULL};
    struct buf exact = {0}; /* as large as it is, so that a byte too far is seen */
    bool damaged;
    size_t n = 0;
    buf_add(&exact, bytes.at, bytes.n);
    exact.at = xrealloc(exact.at, exact.cap = exact.n);
    block_open(&reader, (struct text){exact.at, exact.n});
    while (block_next(&reader, &damaged)) {
        const uint8_t *at = NULL;
        struct line line;
        struct text content;
        for (bool bad; block_line(&reader, &at, &line, &content, &bad) || bad; n++) {
            const struct record *want = n < rows->n ? rows->record[n] : NULL;
            if (bad || !want || !text_equal(content, record_content(want)) || line.bestand != want->bestand
                || line.regelnr != record_regelnr(want) || !text_equal(line.patient, record_patient(want)))
                ck_abort_msg("TEST_SEED=%llu: line %zu of %zu is %s", (unsigned long long)seed, n, rows->n,
                             bad ? "damaged" : "another");
        }
    }
    if (damaged || n != rows->n)
        ck_abort_msg("TEST_SEED=%llu: %zu lines of %zu", (unsigned long long)seed, n, rows->n);
    block_close(&reader);
    buf_release(&exact);
}

START_TEST(every_line_comes_back_to_the_byte_out_of_an_earlier_programs_block_too)
{
    struct seeds seeds = seeds_up_to(400);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct rows rows = {.n = 0};
        random_rows(&random, &rows, one_in(&random, 10) ? 1 : 1 + random_below(&random, 30),
                    one_in(&random, 20) ? 600 : 12); /* 600: more kinds of care than the list of a block has room for */
        struct buf now = block_of(&rows), before = earlier_block(&rows);
        check_rows(seed, (struct text){now.at, now.n}, &rows);
        check_rows(seed, (struct text){before.at, before.n}, &rows);
        if (now.n >= before.n || now.at[0] != 0 || now.at[1] != 2)
            ck_abort_msg("TEST_SEED=%llu: %zu bytes, and %zu before", (unsigned long long)seed, now.n, before.n);
        buf_release(&now);
        buf_release(&before);
        rows_release(&rows);
    }
}
END_TEST

/* Reads all dossiers of a block into another. */
static struct buf written_again(struct text bytes)
{
    struct block_reader reader = {.at = NULL};
    struct block_writer writer = {.lines = 0};
    struct dossier dossier = {.n = 0};
    struct buf out = {0};
    bool damaged;
    block_open(&reader, bytes);
    while (block_next(&reader, &damaged)) {
        dossier_clear(&dossier);
        dossier.patient = reader.patient;
        if (!block_take(&reader, &dossier) || dossier.doubled || dossier.stored != dossier.n)
            ck_abort_msg("block_take");
        block_add(&writer, &dossier, false);
    }
    block_write(&writer, &out);
    block_clear(&writer);
    if (block_size(&writer) || writer.lines)
        ck_abort_msg("a cleared block is not empty");
    block_release(&writer);
    block_close(&reader);
    dossier_release(&dossier);
    return out;
}

START_TEST(written_again_a_block_has_the_bytes_that_it_had)
{
    struct seeds seeds = seeds_up_to(100);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct rows rows = {.n = 0};
        random_rows(&random, &rows, 1 + random_below(&random, 30), one_in(&random, 20) ? 600 : 12);
        struct buf now = block_of(&rows), before = earlier_block(&rows);
        struct buf again = written_again((struct text){now.at, now.n});
        struct buf merged = written_again((struct text){before.at, before.n});
        if (!text_equal((struct text){now.at, now.n}, (struct text){again.at, again.n}))
            ck_abort_msg("TEST_SEED=%llu: other bytes", (unsigned long long)seed);
        if (!text_equal((struct text){now.at, now.n}, (struct text){merged.at, merged.n}))
            ck_abort_msg("TEST_SEED=%llu: other bytes than of an earlier block", (unsigned long long)seed);
        buf_release(&now);
        buf_release(&before);
        buf_release(&again);
        buf_release(&merged);
        rows_release(&rows);
    }
}
END_TEST

START_TEST(the_longest_and_the_shortest_come_back)
{
    static const char *const reference[] = {
        "0", "9", "00", "01234567", "12345678", "123456789", "000000000", "999999999", "1234567890123456",
        "9999999999999999", "0000000000000000", "99999999999999999", "999999999999999999", "000000000000000000",
        "9999999999999999999", "99999999999999999999", "123456789012345a", "a234567890123456", "1234567a90123456",
        "12345678901234567x", "1:", "/1", "-1", "+1", " 1"};
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < COUNT_OF(reference); i++)
        for (int longest = 0; longest < 2; longest++) {
            struct line_room room;
            struct line line = longest ? random_line(NULL, &room) : (struct line){.aantal = 1};
            char patient[PATIENT_MAX];
            memset(patient, 'p', sizeof patient);
            line.patient = i == 0   ? TEXT("000000000")
                           : i == 1 ? TEXT("999999999")
                           : i == 2 ? TEXT("99999999")
                                    : (struct text){patient, PATIENT_MAX - (i > 10)};
            line.agb_declarant = (uint32_t)longest * 99999999;
            line.referentie = text_of(reference[i]);
            line.bestand = longest ? UINT32_MAX : 0;
            line.regelnr = longest ? (UINT64_C(1) << 45) - 1 : 0;
            add_row(&rows, &line);
        }
    struct rows one = {.n = 0};
    for (size_t i = 0; i < rows.n; i++) { /* each in a block of its own, and all in one, a patient's in order */
        one.record = &rows.record[i];
        one.n = 1;
        struct buf block = block_of(&one);
        check_rows(i, (struct text){block.at, block.n}, &one);
        buf_release(&block);
    }
    for (size_t i = 0, end; i < rows.n; i = end) {
        end = end_of_patient(&rows, i);
        sort_records(rows.record + i, end - i);
    }
    struct buf block = block_of(&rows);
    check_rows(0, (struct text){block.at, block.n}, &rows);
    buf_release(&block);
    rows_release(&rows);
}
END_TEST

START_TEST(a_dossier_can_be_passed_over)
{
    struct seeds seeds = seeds_up_to(50);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct rows rows = {.n = 0};
        struct block_reader reader = {.at = NULL};
        struct dossier dossier = {.n = 0};
        size_t at = 0, end;
        bool damaged;
        random_rows(&random, &rows, 20, 12);
        struct buf block = block_of(&rows);
        block_open(&reader, (struct text){block.at, block.n});
        for (; block_next(&reader, &damaged); at = end) {
            end = end_of_patient(&rows, at);
            if (one_in(&random, 2))
                continue;
            dossier_clear(&dossier);
            if (!block_take(&reader, &dossier) || dossier.n != end - at
                || !text_equal(dossier.content[0], record_content(rows.record[at])))
                ck_abort_msg("TEST_SEED=%llu: the dossier of line %zu", (unsigned long long)seed, at);
            /* Once more the same lines: each of them is there already. */
            if (!block_take(&reader, &dossier) || dossier.n != end - at || dossier.doubled != end - at)
                ck_abort_msg("TEST_SEED=%llu: %zu lines, %zu doubled", (unsigned long long)seed, dossier.n,
                             dossier.doubled);
        }
        if (damaged || at != rows.n)
            ck_abort_msg("TEST_SEED=%llu: line %zu of %zu", (unsigned long long)seed, at, rows.n);
        block_close(&reader);
        dossier_release(&dossier);
        buf_release(&block);
        rows_release(&rows);
    }
}
END_TEST

START_TEST(the_short_way_for_a_patient_without_stored_lines_gives_the_same)
{
    struct seeds seeds = seeds_up_to(300);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct rows rows = {.n = 0};
        struct line before = {.patient = TEXT("P"), .bestand = 1};
        enum new_line fate[40], again[40];
        for (size_t i = 1 + random_below(&random, 20); i-- > 0;)
            add_line_like(&random, &rows, &before);
        for (size_t i = random_below(&random, 20); i-- > 0;) { /* the same once more, elsewhere */
            struct record *copy = arena_alloc(&rows.arena, sizeof *copy + PATIENT_MAX + LINE_PACK_MAX);
            const struct record *of = rows.record[random_below(&random, rows.n)];
            memcpy(copy, of, sizeof *copy + of->patient_n + of->content_n);
            copy->bestand += 1;
            ARRAY_ROOM(rows.record, rows.n, rows.cap);
            rows.record[rows.n++] = copy;
        }
        sort_records(rows.record, rows.n);
        struct dossier dossier = {.patient = TEXT("P")};
        struct block_writer one = {.lines = 0}, other = {.lines = 0};
        struct buf bytes[2] = {{0}, {0}};
        dossier_add_new(&dossier, rows.record, rows.n, fate);
        block_add(&one, &dossier, true);
        block_add_records(&other, TEXT("P"), rows.record, rows.n, again);
        block_write(&one, &bytes[0]);
        block_write(&other, &bytes[1]);
        if (memcmp(fate, again, rows.n * sizeof *fate) != 0 || one.lines != other.lines
            || !text_equal((struct text){bytes[0].at, bytes[0].n}, (struct text){bytes[1].at, bytes[1].n}))
            ck_abort_msg("TEST_SEED=%llu: block_add_records gives something else", (unsigned long long)seed);
        block_release(&one);
        block_release(&other);
        buf_release(&bytes[0]);
        buf_release(&bytes[1]);
        dossier_release(&dossier);
        rows_release(&rows);
    }
}
END_TEST

/* Reads what there is; what is read is a line that line_pack makes. Whether it was all sound. */
static bool read_all(struct block_reader *reader, struct text bytes)
{
    bool damaged, bad = false;
    block_open(reader, bytes);
    while (!bad && block_next(reader, &damaged)) {
        const uint8_t *at = NULL;
        uint8_t packed[LINE_PACK_MAX];
        struct line line;
        struct text content;
        while (block_line(reader, &at, &line, &content, &bad))
            if (content.n > LINE_PACK_MAX
                || !text_equal(content, (struct text){(const char *)packed, line_pack(&line, packed)}))
                ck_abort_msg("a line that nothing packs");
    }
    return !bad && !damaged;
}

START_TEST(a_damaged_block_is_refused_or_read_within_bounds)
{
    struct random random = {5};
    struct rows rows = {.n = 0};
    struct block_reader reader = {.at = NULL};
    random_rows(&random, &rows, 8, 12);
    struct buf blocks[] = {block_of(&rows), earlier_block(&rows)};
    size_t refused[2] = {0};
    for (int round = 0; round < 6000; round++) {
        const struct buf *block = &blocks[round % 2];
        size_t n = round / 2 % 3 ? block->n : random_below(&random, block->n);
        char *exact = memcpy(xmalloc(n + !n), block->at, n);
        if (round / 2 % 3)
            exact[random_below(&random, n)] = (char)random_next(&random);
        if (round / 2 % 3 == 2)
            exact[random_below(&random, n < 60 ? n : 60)] = (char)random_next(&random);
        refused[round % 2] += !read_all(&reader, (struct text){exact, n});
        free(exact);
    }
    if (refused[0] < 500 || refused[1] < 500)
        ck_abort_msg("only %zu and %zu of 3000 were refused", refused[0], refused[1]);
    block_close(&reader);
    buf_release(&blocks[0]);
    buf_release(&blocks[1]);
    rows_release(&rows);
}
END_TEST

START_TEST(what_no_block_says_is_refused)
{
#define HEAD "\0\2\x04\x0d\x01\1\1" "\4\1A\1\0" /* uzovi, shape 1, file 1, one entry: code A with a list */
#define DOSSIER(bytes, length) "\1" length bytes
#define CASE(reason, bytes, good) {reason, bytes, sizeof bytes - 1, good}
    static const struct {
        const char *reason, *bytes;
        size_t n;
        bool good;
    } cases[] = {
        CASE("nothing", "", true),
        CASE("a line", HEAD DOSSIER("\x0c\x18\0R\0\0\5\7", "\x08"), true),
        CASE("no form", "\0", false),
        CASE("another form", "\0\3\x04\x0d\x01\1\0", false),
        CASE("a head that ends", "\0\2\x04\x0d\x01", false),
        CASE("entries that are not there", "\0\2\x04\x0d\x01\1\2\0\1A", false),
        CASE("an entry with flags of its own", "\0\2\x04\x0d\x01\1\1\1\1A", false),
        CASE("a code that is too long", "\0\2\x04\x0d\x01\1\1\0\x0e" "ABCDEFGHIJKLMN", false),
        CASE("an entry that is not in the list", HEAD DOSSIER("\x0c\x18\1R\0\0\5\7", "\x08"), false),
        CASE("a bit that means nothing", HEAD DOSSIER("\x0c\x98\0R\0\0\5\7", "\x08"), false),
        CASE("a number with more digits than it says", HEAD DOSSIER("\x0c\x10\0\x82\x64\0\0\5\7", "\x09"), false),
        CASE("a number of no digits", HEAD DOSSIER("\x0c\x10\0\x80\0\0\5\7", "\x08"), false),
        CASE("a number of too many", HEAD DOSSIER("\x0c\x10\0\x93\1\1\1\1\1\1\1\1\0\0\5\7", "\x10"), false),
        CASE("an amount without an end", HEAD DOSSIER("\x0c\x18\0R\0\0\xff\xff", "\x08"), false),
        CASE("a line that is longer than its dossier", HEAD DOSSIER("\x0c\x18\0R\0\0\5\7", "\x07"), false),
        CASE("a dossier that is longer than its block", HEAD DOSSIER("\x0c\x18\0R\0\0\5\7", "\x09"), false),
        CASE("a patient of ten digits", HEAD "\x80\x94\xeb\xdc\x03\x08\x0c\x18\0R\0\0\5\7", false),
    };
    struct block_reader reader = {.at = NULL};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *exact = memcpy(xmalloc(cases[i].n + !cases[i].n), cases[i].bytes, cases[i].n);
        if (read_all(&reader, (struct text){exact, cases[i].n}) != cases[i].good)
            ck_abort_msg("%s is %s", cases[i].reason, cases[i].good ? "refused" : "read");
        free(exact);
    }
    block_close(&reader);
}
END_TEST

Suite *suite(void)
{
    return suite_of("block",
                    (const TTest *const[]){every_line_comes_back_to_the_byte_out_of_an_earlier_programs_block_too,
                                           written_again_a_block_has_the_bytes_that_it_had,
                                           the_longest_and_the_shortest_come_back, a_dossier_can_be_passed_over,
                                           the_short_way_for_a_patient_without_stored_lines_gives_the_same,
                                           a_damaged_block_is_refused_or_read_within_bounds,
                                           what_no_block_says_is_refused, NULL});
}
