/* The findings of one patient: periods, grades, the leading hit, two keten lines, money (semantics.md 4 and 5). */
#include "detect/cases.h"

#include <stdio.h>


#define RULE "regel=R|code_van=9200\n"

START_TEST(keten_lines_conflict_in_every_quarter_that_they_touch)
{
    static const struct given cases[] = {
        {"the first day of the quarter", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-01-01", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-01-01"},
        {"the last day of the quarter", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-03-31", "K1>C1 2023-01-01..2023-03-31 2023-03-31..2023-03-31"},
        {"the day before", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2022-12-31", ""},
        {"the day after", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-04-01", ""},
        {"from before into the quarter", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2022-11-01..2023-01-01", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-01-01"},
        {"from the quarter to behind it", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-03-31..2023-08-01", "K1>C1 2023-01-01..2023-03-31 2023-03-31..2023-03-31"},
        {"over all of it", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2022-01-01..2023-12-31", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-03-31"},
        {"two quarters", RULE, NULL, "K1 056/40001 2023-03-31..2023-04-02; C1 0/9200 2023-06-30", "K1>C1 2023-01-01..2023-06-30 2023-06-30..2023-06-30"},
        {"behind two quarters", RULE, NULL, "K1 056/40001 2023-03-31..2023-04-02; C1 0/9200 2023-07-01", ""},
        {"up to the first day of the next quarter", RULE, NULL, "K1 056/40001 2023-03-31..2023-04-01; C1 0/9200 2023-04-01", ""},
        {"a line of one day, the first of a quarter", RULE, NULL, "K1 056/40001 2023-04-01; C1 0/9200 2023-04-01", "K1>C1 2023-04-01..2023-06-30 2023-04-01..2023-04-01"},
        {"up to, over a whole quarter between", RULE, NULL, "K1 056/40001 2023-02-01..2023-07-01; C1 0/9200 2023-06-30", "K1>C1 2023-01-01..2023-06-30 2023-06-30..2023-06-30"},
        {"a table of dates: an end date stands as it is", "regel=S|code_van=9200|tabel=datum\n", NULL, "K1 056/40001 2023-02-15..2023-04-01 uzovi=4444; C1 0/9200 2023-04-01",
         "K1>C1 2023-02-15..2023-04-01 2023-04-01..2023-04-01"},
        {"a table of dates: its last day", RULE "regel=S|code_van=9200|tabel=datum\n", NULL, "K1 056/40001 2023-02-15..2023-02-20 uzovi=4444; C1 0/9200 2023-02-20",
         "K1>C1 2023-02-15..2023-02-20 2023-02-20..2023-02-20"},
        {"a table of dates: the day after", "regel=S|code_van=9200|tabel=datum\n", NULL, "K1 056/40001 2023-02-15..2023-02-20 uzovi=4444; C1 0/9200 2023-02-21", ""},
        {"the insurer of the other line does not matter", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-01-01 uzovi=9999", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-01-01"},
        {"overlap start: it begins on the first day", RULE "regel=S|code_van=9300|overlap=start\n", NULL, "K1 056/40001 2023-01-01; C1 0/9300 2023-01-01..2023-05-01", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-03-31"},
        {"overlap start: it begins the day before", RULE "regel=S|code_van=9300|overlap=start\n", NULL, "K1 056/40001 2023-01-01; C1 0/9300 2022-12-31..2023-05-01", ""},
        {"overlap start: it begins on the last day", RULE "regel=S|code_van=9300|overlap=start\n", NULL, "K1 056/40001 2023-01-01; C1 0/9300 2023-03-31..2023-05-01", "K1>C1 2023-01-01..2023-03-31 2023-03-31..2023-03-31"},
        {"two keten lines share a whole quarter, on whatever days", "regel=R|code_van=40011|prestatiecodelijst=056\n", NULL, "K1 056/40001 2023-01-01; K2 056/40011 2023-03-31", "K1>K2 2023-01-01..2023-03-31 2023-01-01..2023-03-31"},
        {"two keten lines in two quarters", "regel=R|code_van=40011\n", NULL, "K1 056/40001 2023-03-31; K2 056/40011 2023-04-01", ""},
        {"overlap start of a keten line: its period begins", "regel=R|code_van=40011|overlap=start\n", NULL, "K1 056/40001 2023-04-02; K2 056/40011 2023-03-31..2023-04-02", ""},
        {"a keten code outside its validity is no keten line", RULE, NULL, "K1 056/40001 2009-12-31; C1 0/9200 2009-12-31", ""},
    };
    check_cases(cases, COUNT_OF(cases), PERIODS);
}
END_TEST

START_TEST(the_best_hits_give_grade_and_reasons_and_all_hits_the_rules)
{
    static const struct given cases[] = {
        {"the best grade, all rules", "regel=B|code_van=9200|zekerheid=signaal\nregel=A|code_van=9200\n", NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 vast() A;B"},
        {"reasons of a lower hit are not told", "regel=A|code_van=9200|voorwaarde=voetzorg\nregel=B|code_van=9200|zekerheid=waarschijnlijk\n", NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 waarschijnlijk() A;B"},
        {"reasons of all the best hits", "regel=A|code_van=9200|voorwaarde=voetzorg\nregel=B|code_van=9200|gedoogkwartaal=1\n", NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 signaal(contract_onbekend;gedoogkwartaal) A;B"},
        {"empty when one of the best has none", "regel=A|code_van=9200|voorwaarde=voetzorg\nregel=B|code_van=9200|zekerheid=signaal\n", NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 signaal() A;B"},
        {"rules sorted bytewise", "regel=R10|code_van=9200\nregel=R9|code_van=9200\nregel=R1|code_van=9200\nregel=r|code_van=9200\n", NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 vast() R1;R10;R9;r"},
        {"findings in order of their lines", RULE, NULL, "K2 056/40001 2023-01-01; K10 056/40001 2023-05-15; C9 0/9200 2023-02-01; C10 0/9200 2023-02-02; B1 0/9200 2023-05-01 agb=99999999; A2 0/9200 2023-05-01",
         "K10>A2 vast() R, K10>B1 vast() R, K2>C10 vast() R, K2>C9 vast() R"},
        {"a reversed debit takes no part", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01; C2 0/9200 2023-02-01 C; C3 0/9200 2023-02-02", "K1>C3 vast() R"},
        {"a reversed keten line takes no part", RULE, NULL, "K1 056/40001 2023-01-01; K9 056/40001 2023-02-15 vorig=K1; C1 0/9200 2023-02-01", ""},
        {"a credit that waits takes no part", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01 vorig=C7", ""},
        {"no keten line, no finding", RULE, NULL, "C1 0/9200 2023-02-01", ""},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(the_leading_hit_gives_table_category_and_side)
{
    static const struct given cases[] = {
        {"one hit", "regel=A|code_van=9200|categorie=voetzorg|verhaal=keten\n", NULL, "K1 056/40001 2023-01-01 cent=700; C1 0/9200 2023-02-01 cent=30", "K1>C1 DM2 proef voetzorg keten 700"},
        {"the other side", "regel=A|code_van=9200|categorie=voetzorg\n", NULL, "K1 056/40001 2023-01-01 cent=700; C1 0/9200 2023-02-01 cent=30", "K1>C1 DM2 proef voetzorg conflict 30"},
        {"the first row of the table", "regel=B|code_van=9200|categorie=smr\nregel=A|code_van=9200|categorie=dieet\n", NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 DM2 proef smr conflict 100"},
        {"the best grade before the first row", "regel=B|code_van=9200|categorie=smr|zekerheid=signaal\nregel=A|code_van=9200|categorie=dieet\n", NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 DM2 proef dieet conflict 100"},
        {"the insurer's table before extra_tabel before '*'",
         "regel=A|code_van=9200|tabel=algemeen|categorie=smr\nregel=B|code_van=9200|tabel=extra|categorie=dieet\nregel=C|code_van=9200|categorie=module\n", "3332,53010001,DM2,,2023-01-01,,,extra\n",
         "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 DM2 proef module conflict 100"},
        {"extra_tabel before '*'", "regel=A|code_van=9200|tabel=algemeen|categorie=smr\nregel=B|code_van=9200|tabel=extra|categorie=dieet\n", "3332,53010001,DM2,,2023-01-01,,,extra\n",
         "K1 056/40001 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 DM2 extra dieet conflict 100"},
        {"'*' alone, also where no table names the insurer", "regel=A|code_van=9200|tabel=algemeen|categorie=smr\n", NULL, "K1 056/40001 2023-01-01 uzovi=9999; C1 0/9200 2023-02-01", "K1>C1 DM2 algemeen smr conflict 100"},
        {"programmes of all rules that hit, by volgorde", "regel=A|code_van=9200|programma=VRM\nregel=B|code_van=9200\n", "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,VRM,40099,2023-01-01,,,\n",
         "K1 056/40099 2023-01-01; C1 0/9200 2023-02-01", "K1>C1 DM2;VRM proef consult conflict 100"},
        {"only of those that hit", "regel=A|code_van=9200|programma=VRM\n", "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,VRM,40099,2023-01-01,,,\n", "K1 056/40099 2023-01-01; C1 0/9200 2023-02-01",
         "K1>C1 VRM proef consult conflict 100"},
    };
    check_cases(cases, COUNT_OF(cases), LEADING);
}
END_TEST

START_TEST(two_keten_lines_are_one_finding)
{
    static const char both[] = "regel=A|programma=DM2|code_van=40011|categorie=keten\nregel=B|programma=VRM|code_van="
                               "40001|categorie=keten|verhaal=keten\n";
#define VRM_FIRST "K1 056/40011 2023-01-01 cent=5; K2 056/40001 2023-02-01 cent=7"
    static const struct given cases[] = {
        {"the earlier begindatum is the keten side, whatever the volgorde; rules of both directions", both, NULL, VRM_FIRST, "K1>K2 DM2;VRM proef keten keten 5"},
        {"equal days: the lower volgorde", both, NULL, "K1 056/40011 2023-01-01 cent=5; K2 056/40001 2023-01-01 cent=7", "K2>K1 DM2;VRM proef keten conflict 5"},
        {"equal days: the lowest of several", "regel=R|programma=COPD|code_van=40011\n", "3332,53010001,COPD,40099,2023-01-01,,,\n3332,53010001,DM2,40099,2023-01-01,,,\n",
         "K1 056/40011 2023-01-01 cent=5; K2 056/40099 2023-01-01 cent=7", "K2>K1 COPD proef consult conflict 5"},
        {"equal days, equal volgorde: the smaller identity", "", NULL, "K2 056/40001 2023-02-01 cent=5; K10 056/40001 2023-02-01 cent=7", "K10>K2 DM2 algemeen keten conflict 5"},
        {"K to C leads", "regel=B|programma=VRM|code_van=40001|categorie=smr\nregel=A|programma=DM2|code_van=40011|categorie=keten\n", NULL, VRM_FIRST, "K1>K2 DM2;VRM proef smr conflict 7"},
        {"only C to K hits: the side is turned round", "regel=A|programma=DM2|code_van=40011|categorie=keten|verhaal=keten\n", NULL, VRM_FIRST, "K1>K2 DM2 proef keten conflict 7"},
        {"turned round the other way", "regel=A|programma=DM2|code_van=40011|categorie=keten\n", NULL, VRM_FIRST, "K1>K2 DM2 proef keten keten 5"},
        {"a better grade C to K leads", "regel=B|programma=VRM|code_van=40001|categorie=smr|zekerheid=signaal\nregel=A|programma=DM2|code_van=40011|categorie=keten\n", NULL, VRM_FIRST,
         "K1>K2 DM2;VRM proef keten keten 5"},
        {"in direction C to K the insurer is C's", "regel=A|programma=DM2|code_van=40011|categorie=keten|tabel=datum\n", NULL,
         "K1 056/40011 2023-01-01 cent=5; K2 056/40001 2023-02-01 cent=7 uzovi=4444", "K1>K2 DM2 datum keten keten 5"},
        {"a rule of a programme, without a selector", "regel=R|conflict_programma=VRM\n", NULL, "K1 056/40001 2023-01-01 cent=5; K2 056/40011 2023-02-01 cent=7", "K1>K2 DM2 proef consult conflict 7"},
        {"a rule of a programme and of a code: the code", "regel=R|conflict_programma=VRM COPD|code_van=40021\n", NULL, "K1 056/40001 2023-01-01; K2 056/40011 2023-01-01", ""},
        {"a rule of a programme and of a code: the programme", "regel=R|conflict_programma=VRM|code_van=40021\n", NULL, "K1 056/40001 2023-01-01; K2 056/40021 2023-01-01", ""},
        {"a rule of a programme and of a code: both", "regel=R|conflict_programma=VRM COPD|code_van=40021\n", NULL, "K1 056/40001 2023-01-01; K2 056/40021 2023-01-01", "K1>K2 DM2 proef consult conflict 100"},
        {"a list alone is not enough", "regel=R|conflict_programma=VRM|prestatiecodelijst=056\n", NULL, "K1 056/40001 2023-01-01; K2 056/40011 2023-02-01", ""},
        {"the programme on its own day: not yet", "regel=R|conflict_programma=OI\n", NULL, "K1 056/40001 2017-12-31..2018-02-01; K2 008/11610 2017-12-31..2018-02-01", ""},
        {"ALG-DUBBEL: one programme twice, the earlier day is K", "", NULL, "K1 056/40001 2023-02-01 cent=5; K2 056/40001 2023-01-05 cent=7", "K2>K1 DM2 algemeen keten conflict 5"},
        {"ALG-DUBBEL: of two declarants", "", NULL, "K1 056/40001 2023-02-01 cent=5; K1 056/40001 2023-02-01 cent=7 agb=53010009", "K1>K1 DM2 algemeen keten conflict 7"},
        {"ALG-DUBBEL: two programmes do not share", "", NULL, "K1 056/40001 2023-02-01; K2 056/40011 2023-02-01", ""},
        {"ALG-DUBBEL: two quarters", "", NULL, "K1 056/40001 2023-03-31; K2 056/40001 2023-04-01", ""},
        {"ALG-DUBBEL: also where no table names the insurer", "", NULL, "K1 056/40001 2023-02-01 uzovi=9999; K2 056/40001 2023-02-01 uzovi=9998", "K1>K2 DM2 algemeen keten conflict 100"},
        {"ALG-DUBBEL: a combined programme names what is shared", "", "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,COPD,40099,2023-01-01,,,\n", "K1 056/40099 2023-02-01; K2 056/40021 2023-02-01", "K1>K2 COPD algemeen keten conflict 100"},
        {"ALG-DUBBEL beside a rule: the insurer's table leads", "regel=A|programma=DM2|code_van=40001|categorie=module\n", NULL, "K1 056/40001 2023-01-01; K2 056/40001 2023-02-01", "K1>K2 DM2 proef module conflict 100"},
    };
#undef VRM_FIRST
    check_cases(cases, COUNT_OF(cases), LEADING);
    static const struct given rules[] = {
        {"rules of both directions are listed together", both, NULL, "K1 056/40011 2023-01-01; K2 056/40001 2023-02-01", "K1>K2 vast() A;B"},
        {"ALG-DUBBEL is listed beside others", "regel=Z|programma=DM2|code_van=40001\n", NULL, "K1 056/40001 2023-01-01; K2 056/40001 2023-01-01", "K1>K2 vast() ALG-DUBBEL;Z"},
        {"a rule that hits in both directions stands there once", "regel=A|programma=DM2|code_van=40001\n", NULL, "K1 056/40001 2023-01-01; K2 056/40001 2023-01-01", "K1>K2 vast() A;ALG-DUBBEL"},
        {"three of one programme are three findings", "", NULL, "K1 056/40001 2023-01-01; K2 056/40001 2023-01-01; K3 056/40001 2023-01-01",
         "K1>K2 vast() ALG-DUBBEL, K1>K3 vast() ALG-DUBBEL, K2>K3 signaal(keten_zelf_terug) ALG-DUBBEL"},
    };
    check_cases(rules, COUNT_OF(rules), GRADES);
}
END_TEST

START_TEST(a_line_counts_once_in_the_net_sum_under_its_best_grade)
{
    struct ruleset rules;
    struct dossier dossier = {.n = 0};
    struct arena arena = {0};
    struct outcome outcome = {.n = 0};
    struct totals totals, minus;
    small_rules(&rules, "regel=A|code_van=9200|gedoogkwartaal=1\nregel=B|code_van=9300|verhaal=keten\n", NULL, false);
    totals_init(&totals, &rules);
    totals_init(&minus, &rules);
    struct detector *detector = detector_new(&rules);
    static const char *const lines[] = {"K1 056/40001 2023-01-01 cent=1000",
                                        "K2 056/40001 2023-05-15 cent=2000",
                                        "C1 0/9200 2023-02-20..2023-05-01 cent=30",
                                        "C2 0/9300 2023-02-01 cent=4",
                                        "C3 0/9300 2023-02-02 cent=5",
                                        "C4 0/9300 2023-02-02 cent=6 vorig=C3",
                                        "C5 0/9300 2023-02-02 cent=6 vorig=C3",
                                        "C6 0/9300 2023-02-02 cent=6 vorig=C9",
                                        "X1 0/0000 2023-02-02"};
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        add_line(&dossier, &arena, lines[i], strlen(lines[i]));
    detect_patient(detector, dossier.line, NULL, dossier.n, 1, &outcome, &totals);
    /* K1>C1 signal 30, K2>C1 certain 30, K1>C2 certain 1000 (the keten side). */
    if (totals.findings[SIGNAAL] != 1 || totals.findings[VAST] != 2 || totals.findings_cent[SIGNAAL] != 30
        || totals.findings_cent[VAST] != 1030 || totals.net_cent[SIGNAAL] != 0 || totals.net_cent[VAST] != 1030
        || totals.net_cent[WAARSCHIJNLIJK] != 0)
        ck_abort_msg("findings %lld %lld, sums %lld %lld, net %lld %lld", (long long)totals.findings[SIGNAAL],
                     (long long)totals.findings[VAST], (long long)totals.findings_cent[SIGNAAL],
                     (long long)totals.findings_cent[VAST], (long long)totals.net_cent[SIGNAAL],
                     (long long)totals.net_cent[VAST]);
    if (totals.keten_lines[0] != 2 || totals.credits_applied != 1 || totals.credits_waiting != 1
        || totals.anomalies != 1 || totals.per_categorie[CAT_CONSULT] != 3)
        ck_abort_msg("keten %lld, credits %lld %lld %lld", (long long)totals.keten_lines[0],
                     (long long)totals.credits_applied, (long long)totals.credits_waiting, (long long)totals.anomalies);
    if (totals.dekkingen != 2 || totals.dekking[0].keten_lines != 1 || totals.dekking[0].ongedekt != 0
        || totals.dekking[1].kwartaal != on("2023-04-01"))
        ck_abort_msg("%zu quarters", totals.dekkingen);
    /* Taken away again, nothing is left. */
    outcome_clear(&outcome);
    detect_patient(detector, dossier.line, NULL, dossier.n, -1, &outcome, &minus);
    totals_add(&totals, &minus, 1);
    for (int z = 0; z < ZEKERHEDEN; z++)
        if (totals.findings[z] || totals.findings_cent[z] || totals.net_cent[z])
            ck_abort_msg("grade %s does not come to nothing", zekerheid_name[z]);
    for (size_t i = 0; i < totals.dekkingen; i++)
        if (totals.dekking[i].keten_lines)
            ck_abort_msg("coverage does not come to nothing");
    if (totals.keten_lines[0] || totals.credits_applied || totals.credits_waiting || totals.anomalies)
        ck_abort_msg("counts do not come to nothing");
    detector_free(detector);
    totals_release(&totals);
    totals_release(&minus);
    outcome_release(&outcome);
    dossier_release(&dossier);
    ruleset_release(&rules);
    arena_release(&arena);
}
END_TEST

START_TEST(keten_lines_without_rules_of_their_programme_are_counted_per_quarter)
{
    static const struct {
        const char *reason, *rules, *contracts, *lines, *coverage;
    } cases[] = {
        {"a rule of the programme in the insurer's table", RULE, NULL, "K1 056/40001 2023-02-15", "3332 2023Q1 DM2 1 0"},
        {"none of that programme", RULE, NULL, "K1 056/40011 2023-02-15", "3332 2023Q1 VRM 1 1"},
        {"a concept is none", "regel=R|code_van=9200|status=concept\n", NULL, "K1 056/40001 2023-02-15", "3332 2023Q1 DM2 1 1"},
        {"one that is not valid is none", "regel=R|code_van=9200|geldig_van=2023-01-02\n", NULL, "K1 056/40001 2023-02-15", "3332 2023Q1 DM2 1 1"},
        {"of whatever soort", "regel=R|soort=tarief\n", NULL, "K1 056/40001 2023-02-15", "3332 2023Q1 DM2 1 0"},
        {"a table of every insurer does not count", "regel=R|code_van=9200|tabel=algemeen\n", NULL, "K1 056/40001 2023-02-15", "3332 2023Q1 DM2 1 1"},
        {"a table of the contract does", "regel=R|code_van=9200|tabel=extra\n", "3332,53010001,DM2,,2023-01-01,,,extra\n", "K1 056/40001 2023-02-15", "3332 2023Q1 DM2 1 0"},
        {"an insurer that no table names", RULE, NULL, "K1 056/40001 2023-02-15 uzovi=9999", "9999 2023Q1 DM2 1 1"},
        {"every quarter that it touches, by its own day", RULE, NULL, "K3 056/40001 2029-10-01..2030-01-02; K4 056/40001 2030-02-01", "3332 2029Q4 DM2 1 0, 3332 2030Q1 DM2 2 1"},
        {"up to is no quarter", RULE, NULL, "K1 056/40001 2023-02-15..2023-04-01", "3332 2023Q1 DM2 1 0"},
        {"each programme of a line", RULE, "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,COPD,40099,2023-01-01,,,\n", "K1 056/40099 2023-02-15", "3332 2023Q1 DM2 1 0, 3332 2023Q1 COPD 1 1"},
        {"refused and reversed lines are not counted", RULE, NULL, "K1 056/40001 2023-02-15 cent=0; K2 056/40001 2023-02-15; K3 056/40001 2023-02-15 vorig=K2", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct looked l;
        struct buf got = {0};
        looked_open(&l, &(struct given_with){
                            {cases[i].reason, cases[i].rules, cases[i].contracts, cases[i].lines, NULL}, NULL, false});
        look(&l, 1);
        for (size_t k = 0; k < l.totals.dekkingen; k++) {
            const struct dekking *d = &l.totals.dekking[k];
            const struct text programma = l.rules.programma[d->programma].naam;
            char kwartaal[7];
            quarter_print(d->kwartaal, kwartaal);
            buf_printf(&got, "%s%u %s %.*s %lld %lld", k ? ", " : "", d->uzovi, kwartaal, (int)programma.n,
                       programma.at, (long long)d->keten_lines, (long long)d->ongedekt);
        }
        check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].coverage));
        buf_release(&got);
        looked_release(&l);
    }
}
END_TEST

START_TEST(lines_without_money_and_credits_are_counted)
{
    static const struct {
        const char *reason, *rules, *lines;
        int64_t nul, applied, waiting, anomalies;
    } cases[] = {
        {"a relevant debit of nothing", RULE, "C1 0/9200 2023-01-01 cent=0", 1, 0, 0, 0},
        {"one that is not relevant", RULE, "C1 0/9299 2023-01-01 cent=0", 0, 0, 0, 0},
        {"one that is reversed", RULE, "C1 0/9200 2023-01-01 cent=0; C2 0/9200 2023-01-01 vorig=C1", 0, 1, 0, 0},
        {"a credit of nothing is no debit", RULE, "C1 0/9200 2023-01-01 cent=0 C", 0, 0, 1, 0},
        {"a waiting credit with columns of a relevant debit", RULE, "C1 0/9200 2023-01-01 C", 0, 0, 1, 0},
        {"one that would not be relevant", RULE, "C1 0/9299 2023-01-01 C", 0, 0, 0, 0},
        {"a credit without the columns of its debit", "regel=R|specialisme=0313\n", "C1 041/9299 2023-01-01 spec=313; C2 041/9299 2023-01-01 vorig=C1", 0, 1, 0, 0},
        {"a debit that is not relevant is not looked at", RULE, "C1 0/9299 2023-01-01; C2 0/9200 2023-01-01 vorig=C1", 0, 0, 1, 0},
        {"a credit that points at itself", RULE, "C1 0/9299 2023-01-01 vorig=C1", 0, 0, 0, 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct looked l;
        looked_open(&l, &(struct given_with){{cases[i].reason, cases[i].rules, NULL, cases[i].lines, NULL}, NULL, false});
        look(&l, 1);
        if (l.totals.nul_regels != cases[i].nul || l.totals.credits_applied != cases[i].applied
            || l.totals.credits_waiting != cases[i].waiting || l.totals.anomalies != cases[i].anomalies)
            ck_abort_msg("%s: %lld of nothing, credits %lld %lld %lld", cases[i].reason, (long long)l.totals.nul_regels,
                         (long long)l.totals.credits_applied, (long long)l.totals.credits_waiting,
                         (long long)l.totals.anomalies);
        looked_release(&l);
    }
}
END_TEST

START_TEST(every_hit_of_a_pair_has_its_grade_its_direction_and_what_put_it_behind)
{
    static const struct given cases[] = {
        {"one", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-01-01", "R leidt > vast()"},
        {"a lower grade", RULE "regel=S|code_van=9200|betreft=SUIKER\n", NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-01-01",
         "R leidt > vast(), S zekerheid > signaal(diagnose_onbekend)"},
        {"a later row", "regel=S|code_van=9200\n" RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-01-01", "R rij > vast(), S leidt > vast()"},
        {"a table of every insurer", "regel=A|code_van=9200|tabel=algemeen\n" RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-01-01",
         "A tabel > vast(), R leidt > vast()"},
        {"both directions", "regel=R|code_van=40011\nregel=S|programma=VRM|code_van=40001\n", NULL, "K1 056/40001 2023-01-01; C1 056/40011 2023-01-01",
         "R leidt > vast(), S richting < vast()"},
        {"from C to K only", "regel=S|programma=VRM|code_van=40001\n", NULL, "K1 056/40001 2023-01-01; C1 056/40011 2023-01-01", "S leidt < vast()"},
        {"twice the same programme", RULE, NULL, "K1 056/40001 2023-01-01; C1 056/40001 2023-02-15", "ALG-DUBBEL leidt > vast()"},
        {"no conflict line", RULE, NULL, "K1 056/40001 2023-01-01", ""},
        {"not once", "regel=R|code_van=9200|eenmalig=1\n", NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-01-01; C2 0/9200 2023-01-02", ""},
        {"reversed", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9200 2023-01-01; C2 0/9200 2023-01-01 vorig=C1", "reversed by C2"},
        {"not relevant", RULE, NULL, "K1 056/40001 2023-01-01; C1 0/9299 2023-01-01", "not relevant"},
    };
    static const char *const voorrang[] = {"leidt", "zekerheid", "richting", "tabel", "rij"};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset rules;
        struct dossier dossier = {.n = 0};
        struct arena arena = {0};
        struct seen_finding pair;
        struct buf got = {0};
        const struct line *keten = NULL, *conflict = NULL;
        small_rules(&rules, cases[i].rules, NULL, false);
        struct detector *detector = detector_new(&rules);
        add_lines(&dossier, &arena, cases[i].lines);
        for (size_t l = 0; l < dossier.n; l++) {
            keten = text_equal(dossier.line[l].referentie, TEXT("K1")) ? &dossier.line[l] : keten;
            conflict = text_equal(dossier.line[l].referentie, TEXT("C1")) ? &dossier.line[l] : conflict;
        }
        detect_finding(detector, dossier.line, NULL, dossier.n, keten, conflict, &pair);
        for (size_t h = 0; h < pair.hits; h++) {
            const struct hit *hit = &pair.hit[h];
            buf_printf(&got, "%s%.*s %s %c %s(", h ? ", " : "", (int)hit->regel->id.n, hit->regel->id.at,
                       voorrang[hit->voorrang], hit->turned ? '<' : '>', zekerheid_name[hit->zekerheid]);
            for (int r = 0; r < REDENEN; r++)
                if (hit->redenen & REDEN(r))
                    buf_text(&got, reden_name[r]);
            buf_text(&got, ")");
        }
        if (pair.conflict.reversed_by)
            buf_printf(&got, "reversed by %.*s", (int)pair.conflict.reversed_by->referentie.n,
                       pair.conflict.reversed_by->referentie.at);
        else if (conflict && !pair.conflict.relevant)
            buf_text(&got, "not relevant");
        check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].findings));
        detector_free(detector);
        dossier_release(&dossier);
        ruleset_release(&rules);
        arena_release(&arena);
        buf_release(&got);
    }
}
END_TEST

START_TEST(lines_that_are_not_taken_play_no_part_in_a_pair)
{
    struct ruleset rules;
    struct dossier dossier = {.n = 0};
    struct arena arena = {0};
    struct seen_finding pair;
    small_rules(&rules, "regel=R|code_van=9200|eenmalig=1\n", NULL, false);
    struct detector *detector = detector_new(&rules);
    static const char *const line[] = {"K1 056/40001 2023-01-01", "C1 0/9200 2023-01-01", "C2 0/9200 2023-01-02"};
    for (size_t i = 0; i < COUNT_OF(line); i++)
        add_line(&dossier, &arena, line[i], strlen(line[i]));
    /* By declarant: C1, C2, K1. */
    const bool take[] = {true, false, true};
    detect_finding(detector, dossier.line, take, dossier.n, &dossier.line[2], &dossier.line[0], &pair);
    if (pair.hits != 1 || pair.hit[0].redenen != REDEN(EENMALIG_CONSULT))
        ck_abort_msg("%zu hits before the second visit was there", pair.hits);
    detect_finding(detector, dossier.line, NULL, dossier.n, &dossier.line[2], &dossier.line[0], &pair);
    if (pair.hits)
        ck_abort_msg("a hit beside the second visit");
    detector_free(detector);
    dossier_release(&dossier);
    ruleset_release(&rules);
    arena_release(&arena);
}
END_TEST

START_TEST(strangers_of_whom_version_1_made_one_patient_have_no_findings)
{
    static const struct {
        const char *patient;
        size_t findings;
    } cases[] = {{"123456782", 1}, {"3332/V1", 1}, {"3332/nvt", 0}, {"3332/N.V.T.", 0}, {"3332/000", 0}, {"3332/-", 0}, {"3332/nvt1", 1},
                 {"3332/-1", 1},   {"NULL", 0},    {"geen1", 1},    {"3332/1000", 1},  {"3332/n/a", 0}, {"000000001", 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct looked l;
        looked_open(&l, &(struct given_with){.given.rules = "regel=R|code_van=9200\n",
                                             .given.lines = "K1 056/40001 2023-01-01; C1 0/9200 2023-01-01"});
        for (size_t k = 0; k < l.dossier.n; k++)
            l.dossier.line[k].patient = text_of(cases[i].patient);
        look(&l, 1);
        if (l.outcome.n != cases[i].findings)
            ck_abort_msg("%s: %zu findings", cases[i].patient, l.outcome.n);
        looked_release(&l);
    }
}
END_TEST

/* Of these three bundles and three consults, one of them in both quarters of a bundle, whatever the order of the hits. */
START_TEST(of_a_patient_with_more_findings_than_the_limit_none_is_shown)
{
    static const struct given_with with = {
        .given.rules = "regel=A|code_van=9200\nregel=B|code_van=9200|zekerheid=signaal\n"
                       "regel=C|programma=VRM|code_van=9200\nregel=D|conflict_programma=VRM\n",
        .given.lines = "K1 056/40001 2023-01-01; K2 056/40001 2023-02-01..2023-05-01; K3 056/40011 2023-01-02;"
                       "C1 0/9200 2023-01-05; C2 0/9200 2023-02-05..2023-04-10; C3 0/9300 2023-01-09"};
    enum { FINDINGS = 9, MOST = 12 };
    for (uint32_t max = 0; max < MOST; max++) {
        struct looked l;
        looked_open(&l, &with);
        l.rules.max_bevindingen = max;
        look(&l, 1);
        const bool shown = max == 0 || max >= FINDINGS;
        if (l.outcome.n != (shown ? FINDINGS : 0) || l.outcome.te_veel != !shown || l.totals.te_veel != !shown)
            ck_abort_msg("at most %u: %zu findings, too many: %d", (unsigned)max, l.outcome.n, l.outcome.te_veel);
        if (l.totals.keten_lines[0] != 2 || (l.totals.net_cent[VAST] != 0) != shown)
            ck_abort_msg("at most %u: the figures", (unsigned)max);
        look(&l, -1);
        if (l.totals.te_veel || l.totals.keten_lines[0] || l.totals.net_cent[VAST])
            ck_abort_msg("at most %u: what was added is not what is taken off", (unsigned)max);
        looked_release(&l);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("detect",
                    (const TTest *const[]){keten_lines_conflict_in_every_quarter_that_they_touch,
                                           the_best_hits_give_grade_and_reasons_and_all_hits_the_rules,
                                           the_leading_hit_gives_table_category_and_side,
                                           two_keten_lines_are_one_finding,
                                           a_line_counts_once_in_the_net_sum_under_its_best_grade,
                                           keten_lines_without_rules_of_their_programme_are_counted_per_quarter,
                                           lines_without_money_and_credits_are_counted,
                                           every_hit_of_a_pair_has_its_grade_its_direction_and_what_put_it_behind,
                                           lines_that_are_not_taken_play_no_part_in_a_pair,
                                           strangers_of_whom_version_1_made_one_patient_have_no_findings,
                                           of_a_patient_with_more_findings_than_the_limit_none_is_shown, NULL});
}
