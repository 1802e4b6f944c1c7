/* What lowers the grade of a hit: every reason of the table in semantics.md 4, on both sides of its boundary. */
#include "detect/cases.h"

#define RULE "regel=R|code_van=9200\n"
#define K "K1 056/40001 2023-01-01; "
/* The patient was in the programme in the quarter before. */
#define BEFORE "K0 056/40001 2022-10-01; "

START_TEST(nothing_lowers_what_the_data_show)
{
    static const struct given cases[] = {
        {"no reason", RULE, NULL, K "C1 0/9200 2023-01-01", "K1>C1 vast() R"},
        {"the rule's own grade", "regel=R|code_van=9200|zekerheid=signaal\n", NULL, K "C1 0/9200 2023-02-01", "K1>C1 signaal() R"},
        {"a concept rule does not hit", "regel=R|code_van=9200|status=concept\n", NULL, K "C1 0/9200 2023-02-01", ""},
        {"a code with zeros in front is the code", RULE, NULL, "K1 056/040001 2023-01-01; C1 0/0009200 2023-01-01", "K1>C1 vast() R"},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(what_is_not_filled_in_lowers)
{
    static const char listed[] = "regel=R|prestatiecodelijst=012 008|code_van=9200\n";
    static const char dot[] = "regel=R|code_van=15A295|zorgproduct=040201013\n";
    static const char suiker[] = "regel=R|code_van=9200|betreft=SUIKER\n";
    static const char verwezen[] = "regel=R|code_van=9200|verwijsdiagnoses=0055 57\n";
    static const struct given cases[] = {
        {"a DOT with another code", dot, NULL, K "C1 041/15B999/040201013 2023-02-01", "K1>C1 waarschijnlijk(declaratiecode_wijkt_af) R"},
        {"a DOT without a product", dot, NULL, K "C1 041/15A295 2023-02-01", "K1>C1 waarschijnlijk(zorgproduct_onbekend) R"},
        {"a reason that lowers nothing is kept", "regel=R|code_van=15A295|zorgproduct=040201013|zekerheid=signaal\n", NULL, K "C1 041/15A295 2023-02-01",
         "K1>C1 signaal(zorgproduct_onbekend) R"},
        {"the rule names lists, C has one", listed, NULL, K "C1 008/9200 2023-02-01", "K1>C1 vast() R"},
        {"the rule names lists, C has none", listed, NULL, K "C1 0/9200 2023-02-01", "K1>C1 signaal(lijst_onbekend) R"},
        {"the rule names no list, C has none", RULE, NULL, K "C1 0/9200 2023-02-01", "K1>C1 vast() R"},
        {"the only row of the codeset names a list, C has none", "regel=R|codeset=zi\n", NULL, K "C1 0/111111 2023-02-01", "K1>C1 signaal(lijst_onbekend) R"},
        {"the row of the codeset names no list", "regel=R|codeset=zi\n", NULL, K "C1 0/222222 2023-02-01", "K1>C1 vast() R"},
        {"K has no list, and its programme names one", RULE, NULL, "K1 0/40001 2023-01-01; C1 012/9200 2023-02-01", "K1>C1 signaal(lijst_onbekend) R"},
        {"K has no list, and its contract makes it of the programme", RULE, "3332,53010001,DM2,40001,2023-01-01,,,\n", "K1 0/40001 2023-01-01; C1 012/9200 2023-02-01", "K1>C1 vast() R"},
        {"conflict_programma, C has no list", "regel=R|conflict_programma=VRM\n", NULL, K "C1 0/40011 2023-01-01 uzovi=9999 agb=53010001", "K1>C1 signaal(lijst_onbekend) R"},
        {"conflict_programma, C has one", "regel=R|conflict_programma=VRM\n", NULL, K "C1 056/40011 2023-01-01", "K1>C1 vast() R"},
        {"conflict_programma, C is of it by its contract", "regel=R|conflict_programma=VRM\n", "3332,01000001,VRM,40011,2023-01-01,,,\n", K "C1 0/40011 2023-01-01", "K1>C1 vast() R"},
        {"conflict_programma of two, C is of one without a list", "regel=R|conflict_programma=VRM COPD\n", "3332,01000001,COPD,40011,2023-01-01,,,\n", K "C1 0/40011 2023-01-01", "K1>C1 vast() R"},
        {"verwijsdiagnose: one of them", verwezen, NULL, K "C1 0/9200 2023-02-01 vd=55", "K1>C1 vast() R"},
        {"verwijsdiagnose: another", verwezen, NULL, K "C1 0/9200 2023-02-01 vd=56", ""},
        {"verwijsdiagnose: none", verwezen, NULL, K "C1 0/9200 2023-02-01", "K1>C1 signaal(verwijsdiagnose_onbekend) R"},
        {"betreft: a prefix of the diagnosis is in the group", suiker, NULL, K "C1 0/9200 2023-02-01 dx=T90.02", "K1>C1 vast() R"},
        {"betreft does not raise the grade", "regel=R|code_van=9200|betreft=SUIKER|zekerheid=signaal\n", NULL, K "C1 0/9200 2023-02-01 dx=T90", "K1>C1 signaal() R"},
        {"betreft: another diagnosis", suiker, NULL, K "C1 0/9200 2023-02-01 dx=T91", ""},
        {"betreft: none", suiker, NULL, K "C1 0/9200 2023-02-01", "K1>C1 signaal(diagnose_onbekend) R"},
        {"betreft: coarser than all that is in the group", suiker, NULL, K "C1 0/9200 2023-02-01 dx=T9", "K1>C1 waarschijnlijk(diagnose_grof) R"},
        {"betreft: coarser than one, and another is a prefix of it", "regel=R|code_van=9200|betreft=LONG\n", NULL, K "C1 0/9200 2023-02-01 dx=R96", "K1>C1 vast() R"},
        {"more reasons: the lowest grade, all of them sorted", "regel=R|code_van=15A295|zorgproduct=040201013|gedoogkwartaal=1|voorwaarde=dot\n", NULL, K "C1 041/15A295 2023-02-01",
         "K1>C1 signaal(contract_onbekend;gedoogkwartaal;zorgproduct_onbekend) R"},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(a_condition_must_be_agreed_or_is_unknown)
{
    static const char rule[] = "regel=R|code_van=9200|voorwaarde=voetzorg\n",
                      two[] = "regel=R|code_van=9200|voorwaarde=voetzorg dieet\n";
    static const struct given cases[] = {
        {"no contract", rule, NULL, K "C1 0/9200 2023-02-01", "K1>C1 signaal(contract_onbekend) R"},
        {"agreed", rule, "3332,53010001,DM2,,2023-01-01,,voetzorg,\n", K "C1 0/9200 2023-02-01", "K1>C1 vast() R"},
        {"agreed for every programme", rule, "3332,53010001,*,,2023-01-01,,voetzorg,\n", K "C1 0/9200 2023-02-01", "K1>C1 vast() R"},
        {"a contract without it", rule, "3332,53010001,DM2,,2023-01-01,,dieet,\n", K "C1 0/9200 2023-02-01", ""},
        {"a contract for another programme is none", rule, "3332,53010001,VRM,,2023-01-01,,dieet,\n", K "C1 0/9200 2023-02-01", "K1>C1 signaal(contract_onbekend) R"},
        {"a contract that has ended is none", rule, "3332,53010001,DM2,,2022-01-01,2023-01-01,dieet,\n", K "C1 0/9200 2023-02-01", "K1>C1 signaal(contract_onbekend) R"},
        {"two conditions: one agreed", two, "3332,53010001,DM2,,2023-01-01,,dieet,\n", K "C1 0/9200 2023-02-01", ""},
        {"two conditions in two rows", two, "3332,53010001,DM2,,2023-01-01,,dieet,\n3332,53010001,*,,2023-01-01,,voetzorg,\n", K "C1 0/9200 2023-02-01", "K1>C1 vast() R"},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(what_applies_by_extension_only_is_likely_at_most)
{
    /* Table proef ends on 2030-01-01. */
    static const char ends[] = "regel=R|code_van=9200|geldig_tot=2030-01-01\n",
                      of_all[] = "regel=R|code_van=9200|tabel=algemeen\n";
    static const char late[] = "K1 056/40001 2030-01-01; C1 0/9200 2030-02-01";
    static const struct given_with cases[] = {
        {{"not beyond the table", ends, NULL, late, ""}, NULL, false},
        {{"beyond the table, extended", ends, NULL, late, "K1>C1 waarschijnlijk(tabel_verlengd) R"}, NULL, true},
        {{"the last day of the table needs no extension", ends, NULL, "K1 056/40001 2029-12-31; C1 0/9200 2029-12-31", "K1>C1 vast() R"}, NULL, true},
        {{"a rule that ended before is not extended", "regel=R|code_van=9200|geldig_tot=2029-10-01\n", NULL, late, ""}, NULL, true},
        {{"a table of every insurer applies anyhow", of_all, NULL, late, "K1>C1 vast() R"}, NULL, true},
        {{"a contract row that ends with the table makes the programme", of_all, "3332,53010001,DM2,40099,2023-01-01,2030-01-01,,\n", "K1 056/40099 2030-01-01; C1 0/9200 2030-02-01",
         "K1>C1 waarschijnlijk(tabel_verlengd) R"}, NULL, true},
        {{"a contract row that goes on makes the programme", of_all, "3332,53010001,DM2,40099,2023-01-01,,,\n", "K1 056/40099 2030-01-01; C1 0/9200 2030-02-01", "K1>C1 vast() R"}, NULL, true},
        {{"ALG-DUBBEL: one of the shared programmes without extension is enough", "", "3332,53010001,DM2,40099,2023-01-01,2030-01-01,,\n3332,53010001,VRM,40099,2023-01-01,,,\n",
         "K1 056/40099 2030-01-01; K2 056/40099 2030-01-01", "K1>K2 vast() ALG-DUBBEL"}, NULL, true},
        {{"ALG-DUBBEL: none of them", "", "3332,53010001,DM2,40099,2023-01-01,2030-01-01,,\n", "K1 056/40099 2030-01-01; K2 056/40099 2030-01-01",
         "K1>K2 waarschijnlijk(tabel_verlengd) ALG-DUBBEL"}, NULL, true},
    };
    check_cases_with(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(care_that_was_going_on_is_tolerated_for_a_quarter)
{
    static const char rule[] = "regel=R|code_van=9200|gedoogkwartaal=1\n",
                      series[] = "regel=R|code_van=9200|gedoogkwartaal=1\nregel=S|code_van=9300\n";
    static const struct given cases[] = {
        {"(a) it begins on the first day of K's time", rule, NULL, BEFORE K "C1 0/9200 2023-01-01..2023-05-01", "K1>C1 signaal(gedoogkwartaal) R"},
        {"(a) it began the day before", rule, NULL, BEFORE K "C1 0/9200 2022-12-31..2023-05-01", "K0>C1 signaal(enkele_dag;gedoogkwartaal) R, K1>C1 vast() R"},
        {"(a) the next keten line does not tolerate it", rule, NULL, K "K2 056/40001 2023-04-15; C1 0/9200 2023-02-20..2023-05-01", "K1>C1 signaal(gedoogkwartaal) R, K2>C1 vast() R"},
        {"(a) the series began before: 31 days between", rule, NULL, BEFORE K "C0 0/9200 2022-09-01..2022-12-05; C1 0/9200 2023-01-05", "K0>C0 signaal(gedoogkwartaal) R, K1>C1 vast() R"},
        {"(a) 32 days between: another series", rule, NULL, BEFORE K "C0 0/9200 2022-09-01..2022-12-04; C1 0/9200 2023-01-05", "K0>C0 signaal(gedoogkwartaal) R, K1>C1 signaal(gedoogkwartaal) R"},
        {"(a) a series of three, the first begins before", rule, NULL, BEFORE K "C0 0/9200 2022-09-01..2022-12-05; C1 0/9200 2023-01-05..2023-01-20; C2 0/9200 2023-02-20",
         "K0>C0 signaal(gedoogkwartaal) R, K1>C1 vast() R, K1>C2 vast() R"},
        {"(a) a line between that another rule matches is not of the series", series, NULL, BEFORE K "C0 0/9200 2022-09-01..2022-12-04; C1 0/9300 2022-12-20..2022-12-31; C2 0/9200 2023-01-05",
         "K0>C0 signaal(gedoogkwartaal) R, K0>C1 vast() S, K1>C2 signaal(gedoogkwartaal) R"},
        {"(a) a refused line is not of the series", rule, NULL, BEFORE K "C0 0/9200 2022-09-01..2022-12-31 cent=0; C1 0/9200 2023-01-05", "K1>C1 signaal(gedoogkwartaal) R"},
        {"(a) a reversed line is not of the series", rule, NULL, BEFORE K "C0 0/9200 2022-09-01..2022-12-31; C9 0/9200 2022-09-01 vorig=C0; C1 0/9200 2023-01-05", "K1>C1 signaal(gedoogkwartaal) R"},
        {"(b) handed back on the last day of K's time", rule, NULL, K "C1 0/9200 2022-12-01..2023-03-31", "K1>C1 signaal(gedoogkwartaal) R"},
        {"(b) one day later", rule, NULL, K "C1 0/9200 2022-12-01..2023-04-01", "K1>C1 vast() R"},
        {"(b) the patient was in the programme before", rule, NULL, BEFORE K "C1 0/9200 2022-09-01..2023-03-31", "K0>C1 vast() R, K1>C1 vast() R"},
        {"(b) in another programme does not count", rule, NULL, "K0 056/40011 2022-10-01; " K "C1 0/9200 2022-09-01..2023-03-31", "K1>C1 signaal(gedoogkwartaal) R"},
        {"(b) a refused keten line is no before", rule, NULL, "K0 056/40001 2022-10-01 cent=0; " K "C1 0/9200 2022-09-01..2023-03-31", "K1>C1 signaal(gedoogkwartaal) R"},
        {"(b) two quarters before is no before", rule, NULL, "K0 056/40001 2022-07-01; " K "C1 0/9200 2022-12-01..2023-03-31", "K1>C1 signaal(gedoogkwartaal) R"},
        {"a rule without it tolerates nothing", RULE, NULL, K "C1 0/9200 2023-01-01..2023-05-01", "K1>C1 vast() R"},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(days_that_make_a_hit_doubtful)
{
    static const char dagen[] = "regel=R|code_van=9200|max_dagen=10\n";
    static const struct given cases[] = {
        {"voor_inclusie: the day before K begins", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-14", "K1>C1 signaal(voor_inclusie) R"},
        {"voor_inclusie: the day on which K begins", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-15", "K1>C1 vast() R"},
        {"voor_inclusie: it ends the day before", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-15..2023-02-14", "K1>C1 signaal(voor_inclusie) R"},
        {"voor_inclusie: not who was in the programme before", RULE, NULL, BEFORE "K1 056/40001 2023-02-15; C1 0/9200 2023-02-14", "K1>C1 vast() R"},
        {"voor_inclusie: not of a keten line", "regel=R|code_van=40011\n", NULL, "K1 056/40001 2023-02-15; K2 056/40011 2023-02-14", "K2>K1 vast() R"},
        {"enkele_dag: the last day of K's time", RULE, NULL, K "C1 0/9200 2023-03-31..2023-04-01", "K1>C1 waarschijnlijk(enkele_dag) R"},
        {"enkele_dag: two days", RULE, NULL, K "C1 0/9200 2023-03-30..2023-04-01", "K1>C1 vast() R"},
        {"enkele_dag: not of care of one day", RULE, NULL, K "C1 0/9200 2023-03-31", "K1>C1 vast() R"},
        {"enkele_dag: the first day", RULE, NULL, BEFORE K "C1 0/9200 2022-09-01..2023-01-01", "K0>C1 vast() R, K1>C1 waarschijnlijk(enkele_dag) R"},
        {"duur: as long as such care can last", dagen, NULL, K "C1 0/9200 2023-01-01..2023-01-10", "K1>C1 vast() R"},
        {"duur: a day more", dagen, NULL, K "C1 0/9200 2023-01-01..2023-01-11", "K1>C1 signaal(duur_onwaarschijnlijk) R"},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(of_a_doubling_the_data_may_not_show_whose_line_was_right)
{
    static const char both[] = "regel=R|code_van=40001\n";
    static const struct given cases[] = {
        {"kant_onbepaald: one day, two declarants", "", NULL, K "K1 056/40001 2023-01-01 agb=53010009", "K1>K1 waarschijnlijk(kant_onbepaald) ALG-DUBBEL"},
        {"another day", "", NULL, K "K1 056/40001 2023-01-02 agb=53010009", "K1>K1 vast() ALG-DUBBEL"},
        {"the same declarant twice", "", NULL, K "K2 056/40001 2023-01-01", "K1>K2 vast() ALG-DUBBEL"},
        {"by whatever rule", both, NULL, K "K1 056/40001 2023-01-01 agb=53010009", "K1>K1 waarschijnlijk(kant_onbepaald) ALG-DUBBEL;R"},
        {"keten lines of two programmes are no doubling", "regel=R|code_van=40011\n", NULL, K "K1 056/40011 2023-01-01 agb=53010009", "K1>K1 vast() R"},
        {"of a title too", "regel=R|programma=OI|conflict_programma=OI\n", NULL, "K1 008/11610 2023-01-01; K1 008/11610 2023-01-01 agb=53010009", "K1>K1 waarschijnlijk(kant_onbepaald) R"},
        {"data_gescheiden: one declarant, no shared day", "", NULL, K "K2 056/40001 2023-02-01", "K1>K2 waarschijnlijk(data_gescheiden) ALG-DUBBEL"},
        {"one declarant, a shared day", "", NULL, "K1 056/40001 2023-01-01..2023-02-01; K2 056/40001 2023-02-01", "K1>K2 vast() ALG-DUBBEL"},
        {"two declarants, no shared day", "", NULL, K "K2 056/40001 2023-02-01 agb=53010009", "K1>K2 vast() ALG-DUBBEL"},
        {"ALG-DUBBEL: one of the two without a list", "", NULL, K "K2 0/40001 2023-01-01", "K1>K2 signaal(lijst_onbekend) ALG-DUBBEL"},
        {"ALG-DUBBEL: not for a title", "", NULL, "K1 008/11610 2023-01-01; K2 008/11610 2023-01-01", ""},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(a_credit_that_waits_makes_its_line_doubtful)
{
    static const struct given cases[] = {
        {"of C", RULE, NULL, K "C1 0/9200 2023-01-01; C9 0/9200 2023-01-01 cent=5 C", "K1>C1 waarschijnlijk(credit_wacht) R"},
        {"of K", RULE, NULL, K "C1 0/9200 2023-01-01; K9 056/40001 2023-01-01 cent=5 C", "K1>C1 waarschijnlijk(credit_wacht) R"},
        {"with a reference that is not there", RULE, NULL, K "C1 0/9200 2023-01-01; C9 0/9200 2023-01-01 vorig=C7", "K1>C1 waarschijnlijk(credit_wacht) R"},
        {"its code written with zeros", RULE, NULL, K "C1 0/9200 2023-01-01; C9 0/009200 2023-01-01 cent=5 C", "K1>C1 waarschijnlijk(credit_wacht) R"},
        {"also one that is not counted, of another list", "regel=R|prestatiecodelijst=012|code_van=9200\n", NULL, K "C1 012/9200 2023-01-01; C9 041/9200 2023-01-01 C",
         "K1>C1 waarschijnlijk(credit_wacht) R"},
        {"another declarant", RULE, NULL, K "C1 0/9200 2023-01-01; C9 0/9200 2023-01-01 cent=5 agb=01000002 C", "K1>C1 vast() R"},
        {"another day", RULE, NULL, K "C1 0/9200 2023-01-01; C9 0/9200 2023-01-02 C", "K1>C1 vast() R"},
        {"another code", RULE, NULL, K "C1 0/9200 2023-01-01; C9 0/9201 2023-01-01 C", "K1>C1 vast() R"},
        {"an anomaly does not wait", RULE, NULL, K "C1 0/9200 2023-01-01; C9 0/9200 2023-01-01 vorig=C9", "K1>C1 vast() R"},
        {"of two keten lines", "", NULL, K "K2 056/40001 2023-01-01; K9 056/40001 2023-01-01 cent=5 C", "K1>K2 waarschijnlijk(credit_wacht) ALG-DUBBEL"},
        {"of a single", "regel=R|soort=verboden\n", NULL, K "K9 056/40001 2023-01-01 cent=5 C", "K1> waarschijnlijk(credit_wacht) R"},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(a_single_visit_is_a_signal_and_two_are_nothing)
{
    static const char rule[] = "regel=E|code_van=12000|code_tm=12011|eenmalig=1\n";
    static const struct given cases[] = {
        {"one", rule, NULL, K "C1 008/12000 2023-02-01", "K1>C1 signaal(eenmalig_consult) E"},
        {"two of one performer", rule, NULL, K "C1 008/12000 2023-02-01; C2 008/12001 2023-02-02", ""},
        {"two on one day are one visit", rule, NULL, K "C1 008/12000 2023-02-01; C2 008/12001 2023-02-01", "K1>C1 signaal(eenmalig_consult) E, K1>C2 signaal(eenmalig_consult) E"},
        {"three that share a day", rule, NULL, K "C1 008/12000 2023-02-01..2023-02-03; C2 008/12001 2023-02-03; C3 008/12001 2023-02-03..2023-02-04",
         "K1>C1 signaal(eenmalig_consult) E, K1>C2 signaal(eenmalig_consult) E, K1>C3 signaal(eenmalig_consult) E"},
        {"three of which each two share a day, and all three none", rule, NULL, K "C1 008/12000 2023-02-01..2023-02-02; C2 008/12001 2023-02-02..2023-02-03; C3 008/12001 2023-02-03", ""},
        {"two of two performers", rule, NULL, K "C1 008/12000 2023-02-01; C2 008/12001 2023-02-02 uit=01000009", "K1>C1 signaal(eenmalig_consult) E, K1>C2 signaal(eenmalig_consult) E"},
        {"the uitvoerder performs, whoever declares", rule, NULL, K "C1 008/12000 2023-02-01 uit=01000009; C2 008/12001 2023-02-02 agb=01000009", ""},
        {"a second one outside the period", rule, NULL, K "C1 008/12000 2023-02-01; C2 008/12001 2023-04-01", "K1>C1 signaal(eenmalig_consult) E"},
        {"a second one that is reversed", rule, NULL, K "C1 008/12000 2023-02-01; C2 008/12001 2023-02-02; C3 008/12001 2023-02-02 vorig=C2", "K1>C1 signaal(eenmalig_consult) E"},
        {"a second one that was refused", rule, NULL, K "C1 008/12000 2023-02-01; C2 008/12001 2023-02-02 cent=0", "K1>C1 signaal(eenmalig_consult) E"},
        {"a second one that another rule hits does not count", "regel=E|code_van=12000|eenmalig=1\nregel=F|code_van=12001|eenmalig=1\n", NULL,
         K "C1 008/12000 2023-02-01; C2 008/12001 2023-02-02", "K1>C1 signaal(eenmalig_consult) E, K1>C2 signaal(eenmalig_consult) F"},
        {"a second one that does not hit for its diagnosis", "regel=E|code_van=12000|eenmalig=1|betreft=SUIKER\n", NULL,
         K "C1 008/12000 2023-02-01 dx=T90; C2 008/12000 2023-02-02 dx=K86", "K1>C1 signaal(eenmalig_consult) E"},
        {"each keten line by itself", rule, NULL, K "K2 056/40001 2023-05-15; C1 008/12000 2023-02-01; C2 008/12001 2023-05-02; C3 008/12001 2023-05-03", "K1>C1 signaal(eenmalig_consult) E"},
        {"another rule hits still", "regel=E|code_van=12000|eenmalig=1\nregel=G|code_van=12000|zekerheid=waarschijnlijk\n", NULL,
         K "C1 008/12000 2023-02-01; C2 008/12000 2023-02-02", "K1>C1 waarschijnlijk() G, K1>C2 waarschijnlijk() G"},
        {"of keten lines their periods count", "regel=E|code_van=40011|eenmalig=1\n", NULL, K "K2 056/40011 2023-01-05 agb=60000001; K3 056/40011 2023-02-05 agb=60000001",
         "K1>K2 signaal(eenmalig_consult) E, K1>K3 signaal(eenmalig_consult) E, K2>K3 waarschijnlijk(data_gescheiden) ALG-DUBBEL"},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

Suite *suite(void)
{
    return suite_of("reasons", (const TTest *const[]){nothing_lowers_what_the_data_show, what_is_not_filled_in_lowers,
                                                      a_condition_must_be_agreed_or_is_unknown,
                                                      what_applies_by_extension_only_is_likely_at_most,
                                                      care_that_was_going_on_is_tolerated_for_a_quarter,
                                                      days_that_make_a_hit_doubtful,
                                                      of_a_doubling_the_data_may_not_show_whose_line_was_right,
                                                      a_credit_that_waits_makes_its_line_doubtful,
                                                      a_single_visit_is_a_signal_and_two_are_nothing, NULL});
}
