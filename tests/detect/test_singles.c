/* Findings of one keten line: the five soorten of semantics.md 4, on both sides of each condition. */
#include "detect/cases.h"

#define K "K1 056/40001 2023-01-01 cent=1000; "

START_TEST(a_bundle_that_may_not_be_declared_is_found)
{
    static const struct given cases[] = {
        {"every line of the programme", "regel=R|soort=verboden\n", NULL, K, "K1> vast() R verboden 1000"},
        {"not one of another programme", "regel=R|soort=verboden|programma=VRM\n", NULL, K, ""},
        {"with a selector: the code", "regel=R|soort=verboden|code_van=40001\n", NULL, K, "K1> vast() R verboden 1000"},
        {"with a selector: another code", "regel=R|soort=verboden|code_van=40002\n", NULL, K, ""},
        {"with a list, K has none", "regel=R|soort=verboden|prestatiecodelijst=056|code_van=40001\n", "3332,53010001,DM2,40001,2023-01-01,,,\n", "K1 0/40001 2023-01-01",
         "K1> signaal(lijst_onbekend) R verboden 100"},
        {"with a list alone nothing matches", "regel=R|soort=verboden|prestatiecodelijst=056\n", NULL, K, ""},
        {"a refused line is no finding", "regel=R|soort=verboden\n", NULL, "K1 056/40001 2023-01-01 cent=0", ""},
        {"a reversed line is no finding", "regel=R|soort=verboden\n", NULL, K "K2 056/40001 2023-01-01 cent=1000 vorig=K1", ""},
        {"an unknown contract makes a condition a signal", "regel=R|soort=verboden|voorwaarde=oi\n", NULL, K, "K1> signaal(contract_onbekend) R verboden 1000"},
        {"not before the rule is valid", "regel=R|soort=verboden|geldig_van=2023-01-02\n", NULL, K, ""},
    };
    check_cases(cases, COUNT_OF(cases), SUMS);
}
END_TEST

START_TEST(a_bundle_without_a_contract_is_found_where_contracts_are_complete)
{
    static const char rule[] = "regel=R|soort=contract\n";
    static const struct given cases[] = {
        {"no contract is known: nothing is said", rule, NULL, K, ""},
        {"contracts that are not called complete", rule, "3332,53010001,VRM,,2023-01-01,,,\n", K, ""},
        {"complete, of another programme", rule, "3332,53010001,VRM,,2023-01-01,,volledig,\n", K, "K1> vast() R contract 1000"},
        {"complete, of the programme", rule, "3332,53010001,DM2,,2023-01-01,,volledig,\n", K, ""},
        {"any row may say so", rule, "3332,53010001,VRM,,2023-01-01,,volledig,\n3332,53010001,DM2,,2023-01-01,,,\n", K, ""},
        {"a row for every programme is no agreement", rule, "3332,53010001,*,,2023-01-01,,volledig,\n", K, "K1> vast() R contract 1000"},
        {"an agreement for K's code", rule, "3332,53010001,DM2,0040001,2023-01-01,,volledig,\n", K, ""},
        {"an agreement for another code", rule, "3332,53010001,DM2,40099,2023-01-01,,volledig,\n", K, "K1> vast() R contract 1000"},
        {"complete on another day", rule, "3332,53010001,VRM,,2023-01-02,,volledig,\n", K, ""},
        {"agreed on another day", rule, "3332,53010001,VRM,,2023-01-01,,volledig,\n3332,53010001,DM2,,2022-01-01,2023-01-01,,\n", K, "K1> vast() R contract 1000"},
        {"of another declarant", rule, "3332,53010002,VRM,,2023-01-01,,volledig,\n", K, ""},
    };
    check_cases(cases, COUNT_OF(cases), SUMS);
}
END_TEST

START_TEST(what_is_above_the_agreed_tariff_is_found)
{
    static const char rule[] = "regel=R|soort=tarief\n";
    static const struct given cases[] = {
        {"the tariff", rule, "3332,53010001,DM2,,2023-01-01,,,,1000\n", K, ""},
        {"a cent more", rule, "3332,53010001,DM2,,2023-01-01,,,,999\n", K, "K1> vast() R tarief 1"},
        {"no tariff is agreed", rule, "3332,53010001,DM2,,2023-01-01,,,\n", K, ""},
        {"a tariff of nothing is one", rule, "3332,53010001,DM2,,2023-01-01,,,,0\n", K, "K1> vast() R tarief 1000"},
        {"times the units", rule, "3332,53010001,DM2,,2023-01-01,,,,100\n", "K1 056/40001 2023-01-01 cent=301 n=3", "K1> vast() R tarief 1"},
        {"units of 0, as version 1 kept what was zeros, are one", rule, "3332,53010001,DM2,,2023-01-01,,,,100\n", "K1 056/40001 2023-01-01 cent=101 n=0", "K1> vast() R tarief 1"},
        {"times the quarters", rule, "3332,53010001,DM2,,2023-01-01,,,,100\n", "K1 056/40001 2023-03-31..2023-04-02 cent=201", "K1> vast() R tarief 1"},
        {"an end date that means up to is no quarter", rule, "3332,53010001,DM2,,2023-01-01,,,,100\n", "K1 056/40001 2023-01-01..2023-04-01 cent=101", "K1> vast() R tarief 1"},
        {"of several the highest", rule, "3332,53010001,DM2,,2023-01-01,,,,100\n3332,53010001,DM2,,2022-01-01,,,,900\n", K, "K1> vast() R tarief 100"},
        {"a row that names the code goes before", rule, "3332,53010001,DM2,,2023-01-01,,,,2000\n3332,53010001,DM2,40001,2023-01-01,,,,900\n", K, "K1> vast() R tarief 100"},
        {"a row that names another code does not count", rule, "3332,53010001,DM2,40099,2023-01-01,,,,900\n", K, ""},
        {"a row that names the code for another of K's programmes counts", rule, "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,VRM,40099,2023-01-01,,,,900\n",
         "K1 056/40099 2023-01-01 cent=1000", "K1> vast() R tarief 100"},
        {"without a code only the rule's programme", rule, "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,VRM,40099,2023-01-01,,,\n3332,53010001,VRM,,2023-01-01,,,,900\n",
         "K1 056/40099 2023-01-01 cent=1000", ""},
        {"a product beyond all numbers is above every amount", rule, "3332,53010001,DM2,,2023-01-01,,,,999999999999\n", "K1 056/40001 2023-01-01 cent=999999999999 n=999999999", ""},
    };
    check_cases(cases, COUNT_OF(cases), SUMS);
}
END_TEST

START_TEST(care_that_is_required_of_a_closed_year_and_not_there_is_found)
{
    static const char rule[] = "regel=R|soort=vereist|code_van=9200|betreft=SUIKER|voorwaarde=contactregister\n";
    static const char agreed[] = "3332,53010001,DM2,,2023-01-01,2024-01-01,contactregister,\n";
    static const struct given cases[] = {
        {"nothing in the year", rule, agreed, K, "K1> vast() R vereist 1000"},
        {"the first day of the year", rule, agreed, K "C1 0/9200 2023-01-01 dx=T91", "K1> vast() R vereist 1000"},
        {"evidence on the last day of the year", rule, agreed, K "C1 0/9200 2023-12-31", ""},
        {"on the day after", rule, agreed, K "C1 0/9200 2024-01-01", "K1> vast() R vereist 1000"},
        {"that goes on into the year", rule, agreed, K "C1 0/9200 2022-06-01..2023-01-01", ""},
        {"without money it is evidence", rule, agreed, K "C1 0/9200 2023-12-31 cent=0", ""},
        {"reversed it is none", rule, agreed, K "C1 0/9200 2023-12-31; C9 0/9200 2023-12-31 C", "K1> vast() R vereist 1000"},
        {"for another disease it is none", rule, agreed, K "C1 0/9200 2023-12-31 dx=R95", "K1> vast() R vereist 1000"},
        {"coarser it does not speak against", rule, agreed, K "C1 0/9200 2023-12-31 dx=T9", ""},
        {"not agreed", rule, "3332,53010001,DM2,,2023-01-01,2024-01-01,dieet,\n", K, ""},
        {"no contract: unknown is no hit", rule, NULL, K, ""},
        {"an open row does not say that the year is complete", rule, "3332,53010001,DM2,,2023-01-01,,contactregister,\n", K, ""},
        {"ended on the last day", rule, "3332,53010001,DM2,,2023-01-01,2023-12-31,contactregister,\n", K, ""},
        {"a row of that day alone is enough", rule, "3332,53010001,DM2,,2023-12-31,2024-01-01,contactregister,\n", K, "K1> vast() R vereist 1000"},
        {"for every programme", rule, "3332,53010001,*,,2023-01-01,2024-01-01,contactregister,\n", K, "K1> vast() R vereist 1000"},
        {"for another programme", rule, "3332,53010001,VRM,,2023-01-01,2024-01-01,contactregister,\n", K, ""},
        {"K itself is no evidence", "regel=R|soort=vereist|code_van=40001|voorwaarde=contactregister\n", agreed, K, "K1> vast() R vereist 1000"},
        {"another line of the kind is", "regel=R|soort=vereist|code_van=40001|voorwaarde=contactregister\n", agreed, K "K2 056/40001 2023-12-01 cent=0", ""},
    };
    check_cases(cases, COUNT_OF(cases), SUMS);
}
END_TEST

START_TEST(a_title_for_somebody_who_is_enrolled_elsewhere_is_found)
{
    static const char rule[] = "regel=R|soort=lid|programma=OI|code_van=11000\n",
                      k[] = "K1 008/11610 2023-02-01 cent=500; ";
    static const char leads[] = "01000001,53010001,wsv,2023-01-01,,bron\n";
    static const char three[] = "01000003,01000002,ro,2023-01-01,,bron\n01000002,01000009,ro,2023-01-01,,"
                                "bron\n01000009,53010001,wsv,2023-01-01,,bron\n";
    static const char ended[] =
        "01000002,53010001,wsv,2023-01-01,2023-01-02,bron\n01000001,53010001,wsv,2022-01-01,2023-01-01,bron\n";
#define LINES(more) "K1 008/11610 2023-02-01 cent=500; " more
    static const struct given_with cases[] = {
        {{"no relations at all", rule, NULL, LINES("C1 008/11000 2023-01-01"), ""}, NULL, false},
        {{"no relation leads to the declarant", rule, NULL, LINES("C1 008/11000 2023-01-01"), ""}, "01000001,53010002,wsv,2023-01-01,,bron\n", false},
        {{"enrolled at a member", rule, NULL, LINES("C1 008/11000 2023-01-01"), ""}, leads, false},
        {{"enrolled at another practice", rule, NULL, LINES("C1 008/11000 2023-01-01 agb=01000007"), "K1> vast() R lid 500"}, leads, false},
        {{"one of two enrolments is enough", rule, NULL, LINES("C1 008/11000 2023-01-01 agb=01000007; C2 008/11000 2023-03-31"), ""}, leads, false},
        {{"enrolled at the declarant itself", rule, NULL, LINES("K2 008/11000 2023-01-01"), ""}, leads, false},
        {{"enrolled nowhere", rule, NULL, k, "K1> signaal(inschrijving_onbekend) R lid 500"}, leads, false},
        {{"enrolled in the next quarter only", rule, NULL, LINES("C1 008/11000 2023-04-01"), "K1> signaal(inschrijving_onbekend) R lid 500"}, leads, false},
        {{"enrolled on the last day of the quarter, without money", rule, NULL, LINES("C1 008/11000 2023-03-31 cent=0"), ""}, leads, false},
        {{"the enrolment is reversed", rule, NULL, LINES("C1 008/11000 2023-01-01; C9 008/11000 2023-01-01 C"), "K1> signaal(inschrijving_onbekend) R lid 500"}, leads, false},
        {{"over three relations", rule, NULL, LINES("C1 008/11000 2023-01-01 agb=01000003"), ""}, three, false},
        {{"over two of the three", rule, NULL, LINES("C1 008/11000 2023-01-01 agb=01000002"), ""}, three, false},
        {{"a relation that ended the day before", rule, NULL, LINES("C1 008/11000 2023-01-01"), "K1> vast() R lid 500"}, ended, false},
        {{"a relation on its last day", rule, NULL, LINES("C1 008/11000 2023-01-01 agb=01000002"), ""}, ended, false},
        {{"the members' list is not agreed", "regel=R|soort=lid|programma=OI|code_van=11000|voorwaarde=ledenlijst\n", "3332,53010001,OI,,2023-01-01,,,\n", LINES("C1 008/11000 2023-01-01 agb=01000007"), ""}, leads, false},
        {{"the members' list is agreed", "regel=R|soort=lid|programma=OI|code_van=11000|voorwaarde=ledenlijst\n", "3332,53010001,OI,,2023-01-01,,ledenlijst,\n",
         LINES("C1 008/11000 2023-01-01 agb=01000007"), "K1> vast() R lid 500"}, leads, false},
    };
#undef LINES
    check_cases_with(cases, COUNT_OF(cases), SUMS);
}
END_TEST

START_TEST(a_single_is_one_finding_of_all_its_hits)
{
    static const char tarief[] = "3332,53010001,DM2,,2023-01-01,,,,100\n";
    static const struct given cases[] = {
        {"two soorten: the first row leads", "regel=R|soort=tarief\nregel=S|soort=verboden\n", tarief, K, "K1> vast() R;S tarief 900"},
        {"the better grade leads", "regel=R|soort=tarief|zekerheid=signaal\nregel=S|soort=verboden\n", tarief, K, "K1> vast() R;S verboden 1000"},
        {"beside its pairs, and before them", "regel=R|soort=verboden\nregel=P|code_van=9200\n", NULL, K "C1 0/9200 2023-01-01", "K1> vast() R verboden 1000, K1>C1 signaal(keten_zelf_terug) P paar 100"},
        {"each of two keten lines by itself", "regel=R|soort=verboden\n", NULL, K "K2 056/40001 2023-04-01 cent=7", "K1> vast() R verboden 1000, K2> vast() R verboden 7"},
    };
    check_cases(cases, COUNT_OF(cases), SUMS);
}
END_TEST

Suite *suite(void)
{
    return suite_of("singles", (const TTest *const[]){a_bundle_that_may_not_be_declared_is_found,
                                                      a_bundle_without_a_contract_is_found_where_contracts_are_complete,
                                                      what_is_above_the_agreed_tariff_is_found,
                                                      care_that_is_required_of_a_closed_year_and_not_there_is_found,
                                                      a_title_for_somebody_who_is_enrolled_elsewhere_is_found,
                                                      a_single_is_one_finding_of_all_its_hits, NULL});
}
