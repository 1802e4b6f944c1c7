/* Notes as a form sends them. */
#include "store/notities.h"

#include "harness.h"

START_TEST(a_note_is_what_was_typed_without_what_nobody_sees)
{
    static const struct {
        const char *what, *typed, *kept; /* NULL: it is refused */
    } cases[] = {
        {"a line", "gebeld met de praktijk", "gebeld met de praktijk"},
        {"lines of a form end in CR LF", "een\r\ntwee\r\n", "een\ntwee"},
        {"blank lines between stay, those around go", "\n \r\n een \n\n\ntwee\n\n", "een\n\n\ntwee"},
        {"nothing", "", NULL},
        {"nothing but blanks", " \r\n \n", NULL},
        {"a control character", "a\x1b[31m", NULL},
        {"a CR that ends no line", "een\rtwee", NULL},
        {"no UTF-8", "\xff", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf kept = {0};
        const bool taken = notitie_clean(text_of(cases[i].typed), &kept);
        if (taken != (cases[i].kept != NULL))
            ck_abort_msg("%s: %s", cases[i].what, taken ? "taken" : "refused");
        if (taken)
            check_text(cases[i].what, (struct text){kept.at, kept.n}, text_of(cases[i].kept));
        buf_release(&kept);
    }
}
END_TEST

START_TEST(a_note_has_a_greatest_length)
{
    char typed[4200];
    memset(typed, 'x', sizeof typed);
    typed[2000] = '\n';
    for (size_t n = 4090; n < sizeof typed; n += 7) {
        struct buf kept = {0};
        ck_assert_int_eq(notitie_clean((struct text){typed, n}, &kept), n <= 4096);
        buf_release(&kept);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("notities", (const TTest *const[]){a_note_is_what_was_typed_without_what_nobody_sees,
                                                       a_note_has_a_greatest_length, NULL});
}
