/* A declaration line: its columns and its identity (semantics.md 1). */
#include "model/line.h"

#include "harness.h"

/* A stored line says by the place of a column which of them it has: a later one comes behind these. */
START_TEST(the_columns_of_version_1_stand_first_in_the_order_in_which_they_are_judged)
{
    static const char *const name[] = {"bsn",
                                       "verzekerdennummer",
                                       "uzovi",
                                       "agb_declarant",
                                       "agb_uitvoerder",
                                       "specialisme",
                                       "prestatiecodelijst",
                                       "prestatiecode",
                                       "zorgproductcode",
                                       "verwijsdiagnosecode",
                                       "diagnosecode",
                                       "begindatum",
                                       "einddatum",
                                       "aantal",
                                       "bedrag_cent",
                                       "debet_credit",
                                       "referentienummer",
                                       "vorig_referentienummer"};
    ck_assert_uint_ge(COLUMNS, COUNT_OF(name));
    for (unsigned i = 0; i < COUNT_OF(name); i++)
        check_string("column", column_name[i], name[i]);
}
END_TEST

START_TEST(who_performed_a_line_is_its_uitvoerder_or_else_its_declarant)
{
    struct line line = {.agb_declarant = 1, .agb_uitvoerder = 2}, other = {.agb_declarant = 1};
    if (line_performer(&line) != 2 || line_performer(&other) != 1)
        ck_abort_msg("performer");
    line.referentie = TEXT("A");
    other.referentie = TEXT("AB");
    if (line_compare_identity(&line, &other) >= 0 || line_compare_identity(&other, &line) <= 0
        || line_compare_identity(&line, &line) != 0)
        ck_abort_msg("a prefix comes first");
    other.agb_declarant = 0;
    if (line_compare_identity(&line, &other) <= 0)
        ck_abort_msg("the declarant goes before the reference");
}
END_TEST

Suite *suite(void)
{
    return suite_of("line",
                    (const TTest *const[]){the_columns_of_version_1_stand_first_in_the_order_in_which_they_are_judged,
                                           who_performed_a_line_is_its_uitvoerder_or_else_its_declarant, NULL});
}
