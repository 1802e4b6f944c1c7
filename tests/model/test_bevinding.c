/* A finding: its names, its order, its row of findings.csv, its identity (semantics.md 4 and 8). */
#include "model/bevinding.h"

#include "harness.h"
#include "model/line.h"

START_TEST(the_identity_of_the_contract_is_ours)
{
    struct bevinding b = {.keten = {.agb = 53010001, .referentie = TEXT("K1")},
                          .conflict = {.agb = 1000001, .referentie = TEXT("C1")}};
    bevinding_take_id(&b);
    check_string("(53010001, K1), (01000001, C1)", b.id, "5088a110b26db779");
    struct bevinding one = {.keten = b.keten, .soort = SOORT_TARIEF};
    bevinding_take_id(&one);
    check_string("a single: (53010001, K1) and twice nothing", one.id, "0e69455ff08d14d4");
}
END_TEST

START_TEST(names_of_reasons_stand_in_bytewise_order_and_grades_from_weak_to_strong)
{
    for (unsigned i = 1; i < REDENEN; i++)
        if (strcmp(reden_name[i - 1], reden_name[i]) >= 0)
            ck_abort_msg("%s comes before %s", reden_name[i - 1], reden_name[i]);
    check_string("weakest", zekerheid_name[0], "signaal");
    check_string("strongest", zekerheid_name[ZEKERHEDEN - 1], "vast");
    for (unsigned i = 0; i < REDENEN; i++) {
        /* Those of semantics.md 4 that lower to waarschijnlijk. */
        bool less = i == DECLARATIECODE_WIJKT_AF || i == ZORGPRODUCT_ONBEKEND || i == DIAGNOSE_GROF
                    || i == TABEL_VERLENGD || i == ENKELE_DAG || i == KANT_ONBEPAALD || i == DATA_GESCHEIDEN
                    || i == CREDIT_WACHT;
        if (reden_at_most[i] != (less ? WAARSCHIJNLIJK : SIGNAAL))
            ck_abort_msg("%s lowers to %s", reden_name[i], zekerheid_name[reden_at_most[i]]);
    }
    static const char *const categorie[] = {"consult",    "smr",    "meekijk", "keten",      "dot",        "dieet",  "voetzorg",
                                            "spirometrie", "module", "fundus",  "teststrips", "specialist", "oi",     "s3",
                                            "ehealth",    "palliatief", "tarief", "contract", "inzorg",     "lidmaatschap"};
    for (unsigned i = 0; i < CATEGORIEEN; i++)
        check_string("category", categorie_name[i], categorie[i]);
}
END_TEST

static struct bevinding example(void)
{
    struct bevinding b = {
        .id = "5088a110b26db779",
        .patient = TEXT("999990019"),
        .zekerheid = WAARSCHIJNLIJK,
        .uzovi = 332,
        .redenen = TEXT("declaratiecode_wijkt_af"),
        .programma = TEXT("DM2;VRM"),
        .regels = TEXT("A-1;B-1"),
        .categorie = CAT_DOT,
        .tabel = TEXT("menzis_7c_2023"),
        .leidende_regel = TEXT("A-1"),
        .keten = {.agb = 53010001, .referentie = TEXT("K1"), .prestatiecode = TEXT("40001"), .bedrag_cent = 10000},
        .conflict = {.agb = 1000001,
                     .referentie = TEXT("C,\"1"),
                     .prestatiecode = TEXT("15A295"),
                     .bedrag_cent = 999999999999},
        .conflict_lijst = 41,
        .conflict_zorgproduct = 40201013,
        .verhaal = VERHAAL_KETEN,
        .verhaal_bedrag_cent = 10000};
    day_parse(TEXT("2023-01-01"), DAY_ISO, &b.keten_periode.first);
    day_parse(TEXT("2023-03-31"), DAY_ISO, &b.keten_periode.last);
    day_parse(TEXT("2022-12-01"), DAY_ISO, &b.conflict_periode.first);
    day_parse(TEXT("2023-02-01"), DAY_ISO, &b.conflict_periode.last);
    b.overlap = (struct period){b.keten_periode.first, b.conflict_periode.last};
    return b;
}

START_TEST(a_row_of_findings_csv_has_the_columns_of_its_header)
{
    struct bevinding b = example();
    struct buf out = {0};
    bevinding_csv(&b, &out);
    check_text(
        "the row", (struct text){out.at, out.n},
        TEXT(
            "5088a110b26db779,waarschijnlijk,declaratiecode_wijkt_af,0332,999990019,DM2;VRM,dot,A-1;B-1,menzis_7c_2023,"
            "53010001,K1,40001,2023-01-01,2023-03-31,10000,01000001,\"C,\"\"1\",041,15A295,040201013,2022-12-01,2023-"
            "02-01,"
            "999999999999,2023-01-01,2023-02-01,keten,10000,paar\n"));
    out.n = 0;
    b.conflict_lijst = 0;
    b.conflict_zorgproduct = 0;
    b.redenen = TEXT("");
    b.verhaal = VERHAAL_CONFLICT;
    b.verhaal_bedrag_cent = b.conflict.bedrag_cent;
    bevinding_csv(&b, &out);
    check_text("empty columns", (struct text){out.at, out.n},
               TEXT("5088a110b26db779,waarschijnlijk,,0332,999990019,DM2;VRM,dot,A-1;B-1,menzis_7c_2023,"
                    "53010001,K1,40001,2023-01-01,2023-03-31,10000,01000001,\"C,\"\"1\",,15A295,,2022-12-01,2023-02-01,"
                    "999999999999,2023-01-01,2023-02-01,conflict,999999999999,paar\n"));
    out.n = 0;
    b.soort = SOORT_TARIEF;
    b.verhaal = VERHAAL_KETEN;
    b.verhaal_bedrag_cent = 250;
    b.overlap = b.keten_periode;
    bevinding_csv(&b, &out);
    check_text("a single has no conflict line, whatever stands in it", (struct text){out.at, out.n},
               TEXT("5088a110b26db779,waarschijnlijk,,0332,999990019,DM2;VRM,dot,A-1;B-1,menzis_7c_2023,"
                    "53010001,K1,40001,2023-01-01,2023-03-31,10000,,,,,,,,,2023-01-01,2023-03-31,keten,250,tarief\n"));
    out.n = 0;
    bevinding_csv_header(&out);
    check_text(
        "the header", (struct text){out.at, out.n},
        TEXT("bevinding_id,zekerheid,redenen,uzovi,patient,programma,categorie,regels,tabel,keten_agb,keten_referentie,"
             "keten_prestatiecode,keten_van,keten_tm,keten_bedrag_cent,conflict_agb,conflict_referentie,"
             "conflict_prestatiecodelijst,conflict_prestatiecode,conflict_zorgproductcode,conflict_begindatum,"
             "conflict_einddatum,conflict_bedrag_cent,overlap_van,overlap_tm,verhaal,verhaal_bedrag_cent,soort\n"));
    buf_release(&out);
}
END_TEST

START_TEST(findings_are_ordered_column_by_column)
{
    struct bevinding sorted[8];
    for (size_t i = 0; i < COUNT_OF(sorted); i++)
        sorted[i] = example();
    sorted[0].patient = TEXT("3332/A1");
    sorted[1].keten.agb = 9;
    sorted[2].keten.referentie = TEXT("K");
    sorted[3].soort =
        SOORT_LID; /* a single before the pairs of its line, also before one whose declarant is 00000000 */
    sorted[3].conflict = (struct bevinding_kant){.agb = 0};
    sorted[4].conflict.agb = 0;
    sorted[5].conflict.referentie = TEXT("C");
    sorted[7].patient = TEXT("a");
    for (size_t i = 0; i < COUNT_OF(sorted); i++)
        for (size_t k = 0; k < COUNT_OF(sorted); k++) {
            int order = bevinding_compare(&sorted[i], &sorted[k]);
            if ((order < 0) != (i < k) || (order > 0) != (i > k))
                ck_abort_msg("%zu against %zu gives %d", i, k, order);
        }
}
END_TEST

START_TEST(numbers_are_printed_with_their_leading_zeros)
{
    static const struct {
        uint64_t number;
        int width;
        const char *text;
    } cases[] = {{0, 3, "000"}, {8, 3, "008"}, {1000001, 8, "01000001"}, {999999999, 9, "999999999"}, {1, 1, "1"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[16];
        memset(out, 'x', sizeof out);
        digits_print(cases[i].number, cases[i].width, out);
        check_string("digits", out, cases[i].text);
    }
}
END_TEST

START_TEST(every_column_is_read_as_it_is_printed)
{
    const struct bevinding b = example();
    for (int c = 0; c < BEVINDING_STORED; c++) {
        struct bevinding back = {0};
        char room[2][BEVINDING_VALUE];
        for (int k = 0; k < BEVINDING_STORED; k++)
            bevinding_set(&back, k, k == c ? bevinding_value(&b, c, room[0]) : (struct text){"", 0});
        check_text(bevinding_column[c].name, bevinding_value(&back, c, room[1]), bevinding_value(&b, c, room[0]));
    }
    struct arena arena = {0};
    const struct bevinding kept = bevinding_keep(&b, &arena);
    for (int c = 0; c < BEVINDING_STORED; c++) {
        char room[2][BEVINDING_VALUE];
        const struct text value = bevinding_value(&kept, c, room[0]);
        check_text(bevinding_column[c].name, value, bevinding_value(&b, c, room[1]));
        if (bevinding_column[c].kind == COLUMN_TEXT && value.at == bevinding_value(&b, c, room[1]).at)
            ck_abort_msg("%s is not a copy", bevinding_column[c].name);
    }
    arena_release(&arena);
}
END_TEST

Suite *suite(void)
{
    return suite_of("bevinding",
                    (const TTest *const[]){the_identity_of_the_contract_is_ours,
                                           names_of_reasons_stand_in_bytewise_order_and_grades_from_weak_to_strong,
                                           a_row_of_findings_csv_has_the_columns_of_its_header,
                                           every_column_is_read_as_it_is_printed,
                                           findings_are_ordered_column_by_column,
                                           numbers_are_printed_with_their_leading_zeros, NULL});
}
