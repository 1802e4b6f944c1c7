/* A patient's lines put together: duplicates and double references (semantics.md 1 "Identity"). */
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

Suite *suite(void)
{
    return suite_of("dossier", (const TTest *const[]){what_came_first_stays,
                                                      a_dossier_of_random_lines_is_what_reading_them_in_order_gives,
                                                      NULL});
}
