/* New lines beside a patient's others: the same under another reference, and more than a person has. */
#include "passes/look_alike.h"

#include "harness.h"
#include "random_lines.h"

static struct line one_line(const char *reference, day first, int64_t cent, uint32_t bestand)
{
    return (struct line){.patient = TEXT("999990019"),
                         .prestatiecode = TEXT("12000"),
                         .referentie = text_of(reference),
                         .uzovi = 3332,
                         .agb_declarant = 1000001,
                         .aantal = 1,
                         .period = {first, first},
                         .bedrag_cent = cent,
                         .bestand = bestand,
                         .regelnr = 2};
}

START_TEST(a_line_under_another_reference_is_counted_and_lost_zeros_apart)
{
    static const struct {
        const char *reason, *stored, *new_one;
        day new_day;
        int64_t new_cent;
        uint32_t new_file;
        uint64_t compared, same, zeros;
    } cases[] = {
        {"another reference", "R1", "R2", 100, 500, 7, 1, 1, 0},
        {"zeros lost", "000123", "123", 100, 500, 7, 1, 1, 1},
        {"one zero lost", "0A1", "A1", 100, 500, 7, 1, 1, 1},
        {"zeros that came", "123", "000123", 100, 500, 7, 1, 1, 0},
        {"another day", "R1", "R2", 101, 500, 7, 1, 0, 0},
        {"another amount", "R1", "R2", 100, 501, 7, 1, 0, 0},
        {"a line of the same file is not looked at", "R1", "R2", 100, 500, 6, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {0};
        struct dossier dossier = {.n = 0};
        struct oddities odd[2] = {{.compared = 0}};
        struct line old = one_line(cases[i].stored, 100, 500, 6),
                    new = one_line(cases[i].new_one, cases[i].new_day, cases[i].new_cent, cases[i].new_file);
        const struct record *stored = record_of(&arena, &old), *record = record_of(&arena, &new);
        enum new_line fate;
        dossier.patient = old.patient;
        dossier_add(&dossier, &old, record_content(stored), false);
        dossier_add_new(&dossier, &record, 1, &fate);
        look_alike(&dossier, &record, &fate, 1, 6, odd);
        const struct oddities *got = &odd[cases[i].new_file - 6];
        if (fate != LINE_TAKEN || got->compared != cases[i].compared || got->same_but_reference != cases[i].same
            || got->zeros_lost != cases[i].zeros)
            ck_abort_msg("%s: compared %llu, same %llu, zeros %llu", cases[i].reason, (unsigned long long)got->compared,
                         (unsigned long long)got->same_but_reference, (unsigned long long)got->zeros_lost);
        dossier_release(&dossier);
        arena_release(&arena);
    }
}
END_TEST

START_TEST(a_patient_is_crowded_from_one_line_too_many_in_a_quarter)
{
    static const struct {
        const char *reason;
        size_t lines;
        day apart; /* days between two lines */
        bool crowded;
    } cases[] = {
        {"as many as there may be", CROWDED_LINES, 0, false},
        {"one more", CROWDED_LINES + 1, 0, true},
        {"many, over years", CROWDED_LINES + 1, 1, false},
        {"none", 0, 0, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = {0};
        const struct record **record = xcalloc(cases[i].lines + 1, sizeof *record);
        for (size_t k = 0; k < cases[i].lines; k++) {
            struct line line = one_line("R", 9000 + (day)k * cases[i].apart, 100, 6);
            record[k] = record_of(&arena, &line);
        }
        if (is_crowded(NULL, record, cases[i].lines) != cases[i].crowded)
            ck_abort_msg("%s", cases[i].reason);
        free(record);
        arena_release(&arena);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("look_alike",
                    (const TTest *const[]){a_line_under_another_reference_is_counted_and_lost_zeros_apart,
                                           a_patient_is_crowded_from_one_line_too_many_in_a_quarter, NULL});
}
