/* A patient's lines put together: duplicates, double references,
 * and the blocks that keep them (semantics.md 1 "Identity"). */
#include "dossier/dossier.h"

#include <stdio.h>

#include "dossier/line_pack.h"
#include "random_lines.h"

/* A line of a word: its first letter is the reference, the rest its content; `file:line` is where it stands. */
static const struct record *record_of_word(struct arena *arena, const char *word, uint32_t bestand, uint64_t regelnr)
{
    char room[PRESTATIECODE_MAX];
    size_t n = strlen(word) - 1;
    memcpy(room, word + 1, n);
    struct line line = {.patient = TEXT("P"),
                        .agb_declarant = 1,
                        .referentie = {word, 1},
                        .prestatiecode = {room, n},
                        .aantal = 1,
                        .bestand = bestand,
                        .regelnr = regelnr};
    return record_of(arena, &line);
}

START_TEST(what_came_first_stays)
{
    static const struct {
        const char *reason, *stored, *added; /* words */
        const char *fate;                    /* of the new ones: + taken, = duplicate, ! reference taken */
        const char *lines;                   /* the dossier, new ones with '*' */
    } cases[] = {
        {"nothing was stored", "", "A1 B1", "++", "A1* B1*"},
        {"something new beside what was stored", "A1 C1", "B1", "+", "A1 B1* C1"},
        {"the same again is a duplicate", "A1", "A1", "=", "A1"},
        {"the same reference with another content", "A1", "A2", "!", "A1"},
        {"the first of two new ones stays", "", "A1 A2", "+!", "A1*"},
        {"the same new one twice", "", "A1 A1", "+=", "A1*"},
        {"three of a kind", "", "A1 A2 A1", "+!=", "A1*"},
        {"against what was stored, not against what was refused", "A1", "A2 A2 A1", "!!=", "A1"},
        {"before and behind all", "M1", "A1 Z1", "++", "A1* M1 Z1*"},
        {"all at once", "B1 D1", "A1 B1 B2 C1 C1 C2 D2 E1", "+=!+=!!+", "A1* B1 C1* D1 E1*"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct record *stored[20], *record[20];
        enum new_line fate[20];
        size_t stored_n = 0, n = 0;
        struct dossier dossier = {.patient = TEXT("P")};
        struct arena arena = {0};
        char words[200];
        uint64_t regelnr = 1;
        snprintf(words, sizeof words, "%s", cases[i].stored);
        for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
            stored[stored_n++] = record_of_word(&arena, word, 1, regelnr++);
        snprintf(words, sizeof words, "%s", cases[i].added);
        for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
            record[n++] = record_of_word(&arena, word, 2, regelnr++);
        for (size_t k = stored_n; k-- > 0;) { /* in any order */
            struct line line = {.patient = TEXT("P")};
            struct text content = record_content(stored[k]);
            const uint8_t *at = (const uint8_t *)content.at;
            if (!line_unpack(&at, at + content.n, &line))
                ck_abort_msg("line_unpack");
            dossier_add(&dossier, &line, content, false);
        }
        dossier_add_new(&dossier, record, n, fate);
        struct buf fates = {0}, lines = {0};
        for (size_t k = 0; k < n; k++)
            buf_add(&fates, fate[k] == LINE_TAKEN ? "+" : fate[k] == LINE_DUPLICATE ? "=" : "!", 1);
        size_t old = 0;
        for (size_t k = 0; k < dossier.n; k++) {
            const struct line *line = &dossier.line[k];
            buf_printf(&lines, "%s%.*s%.*s%s", k ? " " : "", (int)line->referentie.n, line->referentie.at,
                       (int)line->prestatiecode.n, line->prestatiecode.at, dossier.is_new[k] ? "*" : "");
            old += !dossier.is_new[k];
        }
        check_text(cases[i].reason, (struct text){fates.at, fates.n}, text_of(cases[i].fate));
        check_text(cases[i].reason, (struct text){lines.at, lines.n}, text_of(cases[i].lines));
        if (dossier.stored != old)
            ck_abort_msg("%s: %zu stored lines are counted", cases[i].reason, dossier.stored);
        if (stored_n == 0 && n) {
            /* The short way for a patient without stored lines gives the same. */
            struct block_writer one = {.lines = 0}, other = {.lines = 0};
            enum new_line again[20];
            block_add(&one, &dossier, true);
            block_add_records(&other, TEXT("P"), record, n, again);
            if (memcmp(fate, again, n * sizeof *fate) != 0 || one.lines != other.lines || one.buf.n != other.buf.n
                || memcmp(one.buf.at, other.buf.at, one.buf.n) != 0)
                ck_abort_msg("%s: block_add_records gives something else", cases[i].reason);
            block_release(&one);
            block_release(&other);
        }
        buf_release(&fates);
        buf_release(&lines);
        dossier_release(&dossier);
        arena_release(&arena);
    }
}
END_TEST

/* Records of one patient at random, sorted: few identities, so that many meet. */
static void random_records(struct random *random, struct arena *arena, struct text patient,
                           const struct record **record, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct line_room room;
        struct line line = random_line(random, &room);
        line.agb_declarant = (uint32_t)random_below(random, 2);
        line.referentie.n = 1;
        if (one_in(random, 2)) /* a content that comes again */
            line = (struct line){.agb_declarant = line.agb_declarant,
                                 .referentie = line.referentie,
                                 .prestatiecode = TEXT("1"),
                                 .aantal = 1};
        line.patient = patient;
        line.bestand = (uint32_t)(i + 1);
        line.regelnr = i + 1;
        record[i] = record_of(arena, &line);
    }
    sort_records(record, n);
}

START_TEST(a_dossier_of_random_lines_is_what_reading_them_in_order_gives)
{
    struct seeds seeds = seeds_up_to(500);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct arena arena = {0};
        const struct record *record[40];
        enum new_line fate[40];
        size_t n = 1 + random_below(&random, 40), taken = 0;
        random_records(&random, &arena, TEXT("P"), record, n);
        struct dossier dossier = {.patient = TEXT("P")};
        dossier_add_new(&dossier, record, n, fate);
        for (size_t i = 0; i < n; i++) {
            /* The first of its identity by file and line is taken;
             * another is a duplicate when its content is the same. */
            const struct record *first = record[i];
            for (size_t k = 0; k < n; k++)
                if (record_same_identity(record[k], first) && record_compare(record[k], first) < 0)
                    first = record[k];
            enum new_line want = first == record[i]                                             ? LINE_TAKEN
                                 : text_equal(record_content(first), record_content(record[i])) ? LINE_DUPLICATE
                                                                                                : LINE_REFERENCE_TAKEN;
            if (fate[i] != want)
                ck_abort_msg("TEST_SEED=%llu: record %zu is %d, expected %d", (unsigned long long)seed, i, fate[i],
                             want);
            taken += want == LINE_TAKEN;
        }
        if (dossier.n != taken)
            ck_abort_msg("TEST_SEED=%llu: %zu lines, expected %zu", (unsigned long long)seed, dossier.n, taken);
        for (size_t i = 1; i < dossier.n; i++)
            if (line_compare_identity(&dossier.line[i - 1], &dossier.line[i]) >= 0)
                ck_abort_msg("TEST_SEED=%llu: not sorted", (unsigned long long)seed);
        dossier_release(&dossier);
        arena_release(&arena);
    }
}
END_TEST

/* A block of some patients. */
static void random_block(struct random *random, struct block_writer *block, size_t patients)
{
    for (size_t p = 0; p < patients; p++) {
        struct arena arena = {0};
        const struct record *record[10];
        enum new_line fate[10];
        char name[16];
        struct dossier dossier = {.patient = {name, (size_t)snprintf(name, sizeof name, "P%04zu", p)}};
        size_t n = 1 + random_below(random, 10);
        random_records(random, &arena, dossier.patient, record, n);
        dossier_add_new(&dossier, record, n, fate);
        block_add(block, &dossier, true);
        dossier_release(&dossier);
        arena_release(&arena);
    }
}

START_TEST(a_block_gives_back_its_dossiers)
{
    struct random random = {4};
    struct block_writer block = {.lines = 0}, again = {.lines = 0};
    struct dossier dossier = {.n = 0};
    bool damaged;
    size_t patients = 0, lines = 0;
    random_block(&random, &block, 50);
    check_text("the first patient", block.first, TEXT("P0000"));
    struct block_reader reader = {.at = (const uint8_t *)block.buf.at,
                                  .end = (const uint8_t *)block.buf.at + block.buf.n};
    while (block_next(&reader, &damaged)) {
        char name[16];
        snprintf(name, sizeof name, "P%04zu", patients++);
        check_text("a patient", reader.patient, text_of(name));
        dossier_clear(&dossier);
        dossier.patient = reader.patient;
        if (!block_take(&reader, &dossier))
            ck_abort_msg("block_take");
        lines += dossier.n;
        if (dossier.stored != dossier.n)
            ck_abort_msg("lines of a block are stored ones");
        block_add(&again, &dossier, false);
    }
    if (damaged || patients != 50 || lines != block.lines)
        ck_abort_msg("%zu patients, %zu lines of %llu, damaged %d", patients, lines, (unsigned long long)block.lines,
                     damaged);
    if (again.buf.n != block.buf.n || memcmp(again.buf.at, block.buf.at, again.buf.n) != 0)
        ck_abort_msg("written again it has other bytes");
    block_clear(&block);
    if (block.buf.n || block.lines)
        ck_abort_msg("a cleared block is not empty");
    block_release(&block);
    block_release(&again);
    dossier_release(&dossier);
}
END_TEST

START_TEST(a_block_gives_its_lines_as_they_lie_there)
{
    struct random random = {6};
    struct block_writer block = {.lines = 0};
    random_block(&random, &block, 8);
    const uint8_t *from = (const uint8_t *)block.buf.at;
    struct block_reader reader = {.at = from, .end = from + block.buf.n};
    size_t lines = 0;
    bool damaged;
    while (block_next(&reader, &damaged)) {
        struct dossier dossier = {.n = 0};
        struct line line;
        struct text content;
        const uint8_t *at = NULL;
        size_t i = 0;
        if (!block_take(&reader, &dossier) || dossier.doubled)
            ck_abort_msg("block_take");
        for (; block_line(&reader, &at, &line, &content, &damaged); i++)
            if (i >= dossier.n || !text_equal(content, dossier.content[i]) || line.regelnr != dossier.line[i].regelnr)
                ck_abort_msg("line %zu of a dossier", i);
        if (damaged || i != dossier.n)
            ck_abort_msg("%zu of %zu lines", i, dossier.n);
        /* Once more the same lines: each of them is there already. */
        if (!block_take(&reader, &dossier) || dossier.n != i || dossier.doubled != i)
            ck_abort_msg("%zu lines, %zu doubled", dossier.n, dossier.doubled);
        lines += i;
        dossier_release(&dossier);
    }
    if (damaged || lines == 0 || lines != block.lines)
        ck_abort_msg("%zu lines of %llu", lines, (unsigned long long)block.lines);
    block_release(&block);
}
END_TEST

START_TEST(a_damaged_block_is_refused_or_read_within_bounds)
{
    struct random random = {5};
    struct block_writer block = {.lines = 0};
    random_block(&random, &block, 8);
    size_t refused = 0;
    for (int round = 0; round < 3000; round++) {
        size_t n = round % 3 ? block.buf.n : random_below(&random, block.buf.n);
        uint8_t *exact = memcpy(xmalloc(n), block.buf.at, n);
        bool damaged = false;
        if (round % 3)
            exact[random_below(&random, n)] = (uint8_t)random_next(&random);
        struct block_reader reader = {.at = exact, .end = exact + n};
        struct dossier dossier = {.n = 0};
        bool bad = false;
        while (!bad && block_next(&reader, &damaged)) {
            dossier_clear(&dossier);
            bad = !block_take(&reader, &dossier);
        }
        refused += bad || damaged;
        dossier_release(&dossier);
        free(exact);
    }
    if (refused < 500)
        ck_abort_msg("only %zu of 3000 were refused", refused);
    block_release(&block);
}
END_TEST

Suite *suite(void)
{
    return suite_of("dossier",
                    (const TTest *const[]){what_came_first_stays,
                                           a_dossier_of_random_lines_is_what_reading_them_in_order_gives,
                                           a_block_gives_back_its_dossiers, a_block_gives_its_lines_as_they_lie_there,
                                           a_damaged_block_is_refused_or_read_within_bounds, NULL});
}
