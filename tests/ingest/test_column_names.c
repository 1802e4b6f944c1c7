/* The names that exports give to their columns: data, and sound. */
#include "ingest/column_names.h"

#include "harness.h"

START_TEST(every_name_is_folded_and_belongs_to_one_column)
{
    struct {
        struct text name;
        enum column column;
    } seen[512];
    size_t n = 0;
    for (int c = 0; c < COLUMNS; c++) {
        struct text rest = text_of(column_known_as[c]), name;
        for (unsigned rank = 0; text_word(&rest, &name); rank++) {
            unsigned got = 99;
            for (size_t i = 0; i < name.n; i++)
                if (!((name.at[i] >= 'a' && name.at[i] <= 'z') || (name.at[i] >= '0' && name.at[i] <= '9')))
                    ck_abort_msg("'%.*s' is not folded", (int)name.n, name.at);
            for (size_t i = 0; i < n; i++)
                if (text_equal(seen[i].name, name))
                    ck_abort_msg("'%.*s' stands under %s and %s", (int)name.n, name.at, column_name[seen[i].column],
                                 column_name[c]);
            if (n == COUNT_OF(seen) || column_by_name(name, &got) != c || got != rank)
                ck_abort_msg("'%.*s' is not found, or with rank %u", (int)name.n, name.at, got);
            seen[n].name = name;
            seen[n++].column = (enum column)c;
        }
    }
    for (int c = 0; c < COLUMNS; c++) {
        unsigned rank;
        if (column_by_name(text_of(column_name[c]), &rank) != c)
            ck_abort_msg("the canonical name %s is not known", column_name[c]);
    }
}
END_TEST

START_TEST(case_blanks_marks_and_accents_do_not_count)
{
    static const struct {
        const char *reason, *name;
        int column;
    } cases[] = {
        {"the canonical name", "bedrag_cent", COL_BEDRAG_CENT},
        {"in capitals", "BSN", COL_BSN},
        {"with blanks and a point", " Burgerservice nr. ", COL_BSN},
        {"an accent", "Pati\xC3\xABntnummer", COL_VERZEKERDENNUMMER},
        {"in capitals too", "PATI\xC3\x8BNTNUMMER", COL_VERZEKERDENNUMMER},
        {"a slash", "D/C", COL_DEBET_CREDIT},
        {"as EI words it", "REFERENTIENUMMER VOORGAANDE GERELATEERDE PRESTATIERECORD", COL_VORIG_REFERENTIENUMMER},
        {"in brackets", "BURGERSERVICENUMMER (BSN) VERZEKERDE", COL_BSN},
        {"part of a name", "bsn van de partner", -1},
        {"nothing", "", -1},
        {"marks only", "--", -1},
        {"half an accent", "\xC3", -1},
        {"too long", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", -1},
        {"what could be anything", "nummer", -1},
        {"a date of birth", "geboortedatum", -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned rank;
        int got = column_by_name(text_of(cases[i].name), &rank);
        if (got != cases[i].column)
            ck_abort_msg("%s: %d", cases[i].reason, got);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("column_names", (const TTest *const[]){every_name_is_folded_and_belongs_to_one_column,
                                                           case_blanks_marks_and_accents_do_not_count, NULL});
}
