/* The findings of one patient: periods, grades, the leading hit, two keten lines, money (semantics.md 4 and 5). */
#include "detect/detect.h"

#include <stdio.h>

#include "dossier/dossier.h"
#include "small_rules.h"

static day on(const char *iso)
{
    day d = 0;
    if (day_parse(text_of(iso), DAY_ISO, &d) != DAY_OK)
        ck_abort_msg("%s is no day", iso);
    return d;
}

/* Adds the lines of a test to a dossier. A line is `reference list/code/product begin..end` and then what is not its default:
 * agb= uit= spec= vd= dx= uzovi= cent= vorig= C. The declarant of a reference that begins with K is 53010001, of others 01000001. */
static void add_line(struct dossier *dossier, struct arena *arena, const char *from, size_t n)
{
    struct line line = {
        .patient = TEXT("P"), .uzovi = 3332, .aantal = 1, .bedrag_cent = 100, .prestatiecode = TEXT("")};
    struct text rest = {arena_copy(arena, from, n), n}, word;
    for (int i = 0; text_word(&rest, &word); i++) {
        const char *equals = memchr(word.at, '=', word.n);
        char value[32] = "";
        if (equals)
            snprintf(value, sizeof value, "%.*s", (int)(word.at + word.n - equals) - 1, equals + 1);
        uint32_t number = (uint32_t)strtoul(value, NULL, 10);
        if (i == 0) {
            line.referentie = word;
            line.agb_declarant = word.at[0] == 'K' ? 53010001 : 1000001;
        } else if (i == 1) {
            unsigned lijst = 0, product = 0;
            char code[13] = "";
            if (sscanf(word.at, "%u/%12[A-Z0-9]/%u", &lijst, code, &product) < 2)
                ck_abort_msg("'%.*s' is no line", (int)n, from);
            line.lijst = (uint16_t)lijst;
            line.zorgproduct = product;
            line.prestatiecode = (struct text){arena_copy(arena, code, strlen(code)), strlen(code)};
        } else if (i == 2) {
            snprintf(value, sizeof value, "%.10s", word.at);
            line.period.first = line.period.last = on(value);
            if (word.n > 12) {
                snprintf(value, sizeof value, "%.10s", word.at + 12);
                line.period.last = on(value);
            }
        } else if (strncmp(word.at, "agb=", 4) == 0)
            line.agb_declarant = number;
        else if (strncmp(word.at, "uit=", 4) == 0)
            line.agb_uitvoerder = number;
        else if (strncmp(word.at, "spec=", 5) == 0)
            line.specialisme = (uint16_t)number;
        else if (strncmp(word.at, "vd=", 3) == 0)
            line.verwijsdiagnose = number;
        else if (strncmp(word.at, "uzovi=", 6) == 0)
            line.uzovi = (uint16_t)number;
        else if (strncmp(word.at, "cent=", 5) == 0)
            line.bedrag_cent = number;
        else if (strncmp(word.at, "dx=", 3) == 0)
            line.diagnosecode = (struct text){equals + 1, word.n - 3};
        else if (strncmp(word.at, "vorig=", 6) == 0) {
            line.vorig = (struct text){equals + 1, word.n - 6};
            line.credit = true;
        } else if (text_equal(word, TEXT("C")))
            line.credit = true;
        else
            ck_abort_msg("the test says '%.*s'", (int)word.n, word.at);
    }
    dossier_add(dossier, &line, TEXT(""), true);
}

enum what { GRADES, PERIODS, LEADING };

static void show(const struct outcome *outcome, enum what what, struct buf *out)
{
    char a[DAY_TEXT + 1], b[DAY_TEXT + 1], c[DAY_TEXT + 1], d[DAY_TEXT + 1];
#define T(text) (int)(text).n, (text).at
    for (size_t i = 0; i < outcome->n; i++) {
        const struct bevinding *f = &outcome->bevinding[i];
        buf_printf(out, "%s%.*s>%.*s ", i ? ", " : "", T(f->keten.referentie), T(f->conflict.referentie));
        day_print(f->keten_periode.first, a);
        day_print(f->keten_periode.last, b);
        day_print(f->overlap.first, c);
        day_print(f->overlap.last, d);
        if (what == GRADES)
            buf_printf(out, "%s(%.*s) %.*s", zekerheid_name[f->zekerheid], T(f->redenen), T(f->regels));
        else if (what == PERIODS)
            buf_printf(out, "%s..%s %s..%s", a, b, c, d);
        else
            buf_printf(out, "%.*s %.*s %s %s %lld", T(f->programma), T(f->tabel), categorie_name[f->categorie],
                       verhaal_name[f->verhaal], (long long)f->verhaal_bedrag_cent);
    }
#undef T
}

struct given {
    const char *reason, *rules, *contracts, *lines, *findings;
};

/* Lines are separated by ';'. */
static void check_cases(const struct given *given, size_t n, enum what what)
{
    for (size_t i = 0; i < n; i++) {
        struct ruleset rules;
        struct dossier dossier = {.n = 0};
        struct arena arena = {0};
        struct outcome outcome = {.n = 0};
        struct totals totals;
        struct buf got = {0};
        small_rules(&rules, given[i].rules, given[i].contracts, false);
        totals_init(&totals, &rules);
        struct detector *detector = detector_new(&rules);
        for (const char *at = given[i].lines; *at;) {
            size_t length = strcspn(at, ";");
            add_line(&dossier, &arena, at, length);
            at += length + (at[length] == ';');
        }
        detect_patient(detector, dossier.line, NULL, dossier.n, 1, &outcome, &totals);
        show(&outcome, what, &got);
        check_text(given[i].reason, (struct text){got.at, got.n}, text_of(given[i].findings));
        int64_t found = totals.findings[SIGNAAL] + totals.findings[WAARSCHIJNLIJK] + totals.findings[VAST];
        if (found != (int64_t)outcome.n)
            ck_abort_msg("%s: %lld findings are counted", given[i].reason, (long long)found);
        detector_free(detector);
        totals_release(&totals);
        outcome_release(&outcome);
        dossier_release(&dossier);
        ruleset_release(&rules);
        arena_release(&arena);
        buf_release(&got);
    }
}

#define RULE "regel=R|code_van=9200\n"

START_TEST(keten_lines_conflict_in_every_quarter_that_they_touch)
{
    static const struct given cases[] = {
        {"the first day of the quarter", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-01", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-01-01"},
        {"the last day of the quarter", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-03-31", "K1>C1 2023-01-01..2023-03-31 2023-03-31..2023-03-31"},
        {"the day before", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2022-12-31", ""},
        {"the day after", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-04-01", ""},
        {"from before into the quarter", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2022-11-01..2023-01-01", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-01-01"},
        {"from the quarter to behind it", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-03-31..2023-08-01", "K1>C1 2023-01-01..2023-03-31 2023-03-31..2023-03-31"},
        {"over all of it", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2022-01-01..2023-12-31", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-03-31"},
        {"two quarters", RULE, NULL, "K1 056/40001 2023-03-31..2023-04-01; C1 0/9200 2023-06-30", "K1>C1 2023-01-01..2023-06-30 2023-06-30..2023-06-30"},
        {"behind two quarters", RULE, NULL, "K1 056/40001 2023-03-31..2023-04-01; C1 0/9200 2023-07-01", ""},
        {"a table of dates: its last day", RULE "regel=S|code_van=9200|tabel=datum\n", NULL, "K1 056/40001 2023-02-15..2023-02-20 uzovi=4444; C1 0/9200 2023-02-20",
         "K1>C1 2023-02-15..2023-02-20 2023-02-20..2023-02-20"},
        {"a table of dates: the day after", "regel=S|code_van=9200|tabel=datum\n", NULL, "K1 056/40001 2023-02-15..2023-02-20 uzovi=4444; C1 0/9200 2023-02-21", ""},
        {"the insurer of the other line does not matter", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-01 uzovi=9999", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-01-01"},
        {"overlap start: it begins on the first day", RULE "regel=S|code_van=9300|overlap=start\n", NULL, "K1 056/40001 2023-02-15; C1 0/9300 2023-01-01..2023-05-01", "K1>C1 2023-01-01..2023-03-31 2023-01-01..2023-03-31"},
        {"overlap start: it begins the day before", RULE "regel=S|code_van=9300|overlap=start\n", NULL, "K1 056/40001 2023-02-15; C1 0/9300 2022-12-31..2023-05-01", ""},
        {"overlap start: it begins on the last day", RULE "regel=S|code_van=9300|overlap=start\n", NULL, "K1 056/40001 2023-02-15; C1 0/9300 2023-03-31..2023-05-01", "K1>C1 2023-01-01..2023-03-31 2023-03-31..2023-03-31"},
        {"two keten lines share a whole quarter, on whatever days", "regel=R|code_van=40011|prestatiecodelijst=056\n", NULL, "K1 056/40001 2023-01-01; K2 056/40011 2023-03-31", "K1>K2 2023-01-01..2023-03-31 2023-01-01..2023-03-31"},
        {"two keten lines in two quarters", "regel=R|code_van=40011\n", NULL, "K1 056/40001 2023-03-31; K2 056/40011 2023-04-01", ""},
        {"overlap start of a keten line: its period begins", "regel=R|code_van=40011|overlap=start\n", NULL, "K1 056/40001 2023-04-02; K2 056/40011 2023-03-31..2023-04-02", ""},
        {"a keten code outside its validity is no keten line", RULE, NULL, "K1 056/40001 2009-12-31; C1 0/9200 2009-12-31", ""},
    };
    check_cases(cases, COUNT_OF(cases), PERIODS);
}
END_TEST

START_TEST(reasons_lower_a_grade_and_all_of_them_are_kept)
{
    static const struct given cases[] = {
        {"nothing lowers it", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 vast() R"},
        {"the rule's own grade", "regel=R|code_van=9200|zekerheid=signaal\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 signaal() R"},
        {"betreft: a diagnosis of the group", "regel=R|code_van=9200|betreft=SUIKER|zekerheid=signaal\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01 dx=T90.02", "K1>C1 vast() R"},
        {"betreft: another diagnosis", "regel=R|code_van=9200|betreft=SUIKER\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01 dx=T91", ""},
        {"betreft: a prefix of the code", "regel=R|code_van=9200|betreft=LONG\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01 dx=R96", "K1>C1 vast() R"},
        {"betreft: no diagnosis", "regel=R|code_van=9200|betreft=SUIKER\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 signaal(diagnose_onbekend) R"},
        {"verwijsdiagnose: one of them", "regel=R|code_van=9200|verwijsdiagnoses=0055 57\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01 vd=55", "K1>C1 vast() R"},
        {"verwijsdiagnose: another", "regel=R|code_van=9200|verwijsdiagnoses=0055 57\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01 vd=56", ""},
        {"verwijsdiagnose: none", "regel=R|code_van=9200|verwijsdiagnoses=0055\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 signaal(verwijsdiagnose_onbekend) R"},
        {"a condition: no contract", "regel=R|code_van=9200|voorwaarde=voetzorg\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 signaal(contract_onbekend) R"},
        {"a condition: agreed", "regel=R|code_van=9200|voorwaarde=voetzorg\n", "3332,53010001,DM2,,2023-01-01,,voetzorg,\n", "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 vast() R"},
        {"a condition: a contract without it", "regel=R|code_van=9200|voorwaarde=voetzorg\n", "3332,53010001,DM2,,2023-01-01,,dieet,\n", "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", ""},
        {"two conditions: one agreed", "regel=R|code_van=9200|voorwaarde=voetzorg dieet\n", "3332,53010001,DM2,,2023-01-01,,dieet,\n", "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", ""},
        {"two conditions in two rows", "regel=R|code_van=9200|voorwaarde=voetzorg dieet\n", "3332,53010001,DM2,,2023-01-01,,dieet,\n3332,53010001,*,,2023-01-01,,voetzorg,\n", "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 vast() R"},
        {"gedoogkwartaal: it begins on the first day", "regel=R|code_van=9200|gedoogkwartaal=1\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-01..2023-05-01", "K1>C1 signaal(gedoogkwartaal) R"},
        {"gedoogkwartaal: it began the day before", "regel=R|code_van=9200|gedoogkwartaal=1\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2022-12-31..2023-05-01", "K1>C1 vast() R"},
        {"gedoogkwartaal: the next keten line is not tolerated", "regel=R|code_van=9200|gedoogkwartaal=1\n", NULL, "K1 056/40001 2023-02-15; K2 056/40001 2023-04-15; C1 0/9200 2023-02-20..2023-05-01",
         "K1>C1 signaal(gedoogkwartaal) R, K2>C1 vast() R"},
        {"a DOT with another code", "regel=R|code_van=15A295|zorgproduct=040201013\n", NULL, "K1 056/40001 2023-02-15; C1 041/15B999/040201013 2023-02-01", "K1>C1 waarschijnlijk(declaratiecode_wijkt_af) R"},
        {"a DOT without a product", "regel=R|code_van=15A295|zorgproduct=040201013\n", NULL, "K1 056/40001 2023-02-15; C1 041/15A295 2023-02-01", "K1>C1 waarschijnlijk(zorgproduct_onbekend) R"},
        {"a reason that lowers nothing is kept", "regel=R|code_van=15A295|zorgproduct=040201013|zekerheid=signaal\n", NULL, "K1 056/40001 2023-02-15; C1 041/15A295 2023-02-01", "K1>C1 signaal(zorgproduct_onbekend) R"},
        {"more reasons: the lowest grade, all of them sorted", "regel=R|code_van=15A295|zorgproduct=040201013|gedoogkwartaal=1|voorwaarde=dot\n", NULL, "K1 056/40001 2023-02-15; C1 041/15A295 2023-02-01",
         "K1>C1 signaal(contract_onbekend;gedoogkwartaal;zorgproduct_onbekend) R"},
        {"betreft makes it vast before it is lowered", "regel=R|code_van=15A295|zorgproduct=040201013|betreft=SUIKER|zekerheid=signaal\n", NULL, "K1 056/40001 2023-02-15; C1 041/15A295 2023-02-01 dx=T90", "K1>C1 waarschijnlijk(zorgproduct_onbekend) R"},
        {"a concept rule does not hit", "regel=R|code_van=9200|status=concept\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", ""},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(a_single_consult_is_a_signal_and_two_are_nothing)
{
    static const char rule[] = "regel=E|code_van=12000|code_tm=12011|eenmalig=1\n";
    static const struct given cases[] = {
        {"one", rule, NULL, "K1 056/40001 2023-02-15; C1 008/12000 2023-02-01", "K1>C1 signaal(eenmalig_consult) E"},
        {"two of one performer", rule, NULL, "K1 056/40001 2023-02-15; C1 008/12000 2023-02-01; C2 008/12001 2023-02-02", ""},
        {"two of two performers", rule, NULL, "K1 056/40001 2023-02-15; C1 008/12000 2023-02-01; C2 008/12001 2023-02-02 uit=01000009",
         "K1>C1 signaal(eenmalig_consult) E, K1>C2 signaal(eenmalig_consult) E"},
        {"the uitvoerder performs, whoever declares", rule, NULL, "K1 056/40001 2023-02-15; C1 008/12000 2023-02-01 uit=01000009; C2 008/12001 2023-02-02 agb=01000009", ""},
        {"a second one outside the period", rule, NULL, "K1 056/40001 2023-02-15; C1 008/12000 2023-02-01; C2 008/12001 2023-04-01", "K1>C1 signaal(eenmalig_consult) E"},
        {"a second one that is reversed", rule, NULL, "K1 056/40001 2023-02-15; C1 008/12000 2023-02-01; C2 008/12001 2023-02-02; C3 008/12001 2023-02-02 vorig=C2", "K1>C1 signaal(eenmalig_consult) E"},
        {"a second one that another rule hits does not count", "regel=E|code_van=12000|eenmalig=1\nregel=F|code_van=12001|eenmalig=1\n", NULL,
         "K1 056/40001 2023-02-15; C1 008/12000 2023-02-01; C2 008/12001 2023-02-02", "K1>C1 signaal(eenmalig_consult) E, K1>C2 signaal(eenmalig_consult) F"},
        {"a second one that does not hit for its diagnosis", "regel=E|code_van=12000|eenmalig=1|betreft=SUIKER\n", NULL,
         "K1 056/40001 2023-02-15; C1 008/12000 2023-02-01 dx=T90; C2 008/12000 2023-02-02 dx=K86", "K1>C1 signaal(eenmalig_consult) E"},
        {"each keten line by itself", rule, NULL, "K1 056/40001 2023-02-15; K2 056/40001 2023-05-15; C1 008/12000 2023-02-01; C2 008/12001 2023-05-02; C3 008/12001 2023-05-03",
         "K1>C1 signaal(eenmalig_consult) E"},
        {"another rule hits still", "regel=E|code_van=12000|eenmalig=1\nregel=G|code_van=12000|zekerheid=waarschijnlijk\n", NULL,
         "K1 056/40001 2023-02-15; C1 008/12000 2023-02-01; C2 008/12000 2023-02-02", "K1>C1 waarschijnlijk() G, K1>C2 waarschijnlijk() G"},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(the_best_hits_give_grade_and_reasons_and_all_hits_the_rules)
{
    static const struct given cases[] = {
        {"the best grade, all rules", "regel=B|code_van=9200|zekerheid=signaal\nregel=A|code_van=9200\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 vast() A;B"},
        {"reasons of a lower hit are not told", "regel=A|code_van=9200|voorwaarde=voetzorg\nregel=B|code_van=9200|zekerheid=waarschijnlijk\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 waarschijnlijk() A;B"},
        {"reasons of all the best hits", "regel=A|code_van=9200|voorwaarde=voetzorg\nregel=B|code_van=9200|gedoogkwartaal=1\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 signaal(contract_onbekend;gedoogkwartaal) A;B"},
        {"empty when one of the best has none", "regel=A|code_van=9200|voorwaarde=voetzorg\nregel=B|code_van=9200|zekerheid=signaal\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 signaal() A;B"},
        {"rules sorted bytewise", "regel=R10|code_van=9200\nregel=R9|code_van=9200\nregel=R1|code_van=9200\nregel=r|code_van=9200\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 vast() R1;R10;R9;r"},
        {"findings in order of their lines", RULE, NULL, "K2 056/40001 2023-02-15; K10 056/40001 2023-05-15; C9 0/9200 2023-02-01; C10 0/9200 2023-02-02; B1 0/9200 2023-05-01 agb=99999999; A2 0/9200 2023-05-01",
         "K10>A2 vast() R, K10>B1 vast() R, K2>C10 vast() R, K2>C9 vast() R"},
        {"a reversed debit takes no part", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01; C2 0/9200 2023-02-01 C; C3 0/9200 2023-02-02", "K1>C3 vast() R"},
        {"a reversed keten line takes no part", RULE, NULL, "K1 056/40001 2023-02-15; K9 056/40001 2023-02-15 vorig=K1; C1 0/9200 2023-02-01", ""},
        {"a credit that waits takes no part", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01 vorig=C7", ""},
        {"no keten line, no finding", RULE, NULL, "C1 0/9200 2023-02-01", ""},
    };
    check_cases(cases, COUNT_OF(cases), GRADES);
}
END_TEST

START_TEST(the_leading_hit_gives_table_category_and_side)
{
    static const struct given cases[] = {
        {"one hit", "regel=A|code_van=9200|categorie=voetzorg|verhaal=keten\n", NULL, "K1 056/40001 2023-02-15 cent=700; C1 0/9200 2023-02-01 cent=30", "K1>C1 DM2 proef voetzorg keten 700"},
        {"the other side", "regel=A|code_van=9200|categorie=voetzorg\n", NULL, "K1 056/40001 2023-02-15 cent=700; C1 0/9200 2023-02-01 cent=30", "K1>C1 DM2 proef voetzorg conflict 30"},
        {"the first row of the table", "regel=B|code_van=9200|categorie=smr\nregel=A|code_van=9200|categorie=dieet\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 DM2 proef smr conflict 100"},
        {"the best grade before the first row", "regel=B|code_van=9200|categorie=smr|zekerheid=signaal\nregel=A|code_van=9200|categorie=dieet\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 DM2 proef dieet conflict 100"},
        {"the insurer's table before extra_tabel before '*'",
         "regel=A|code_van=9200|tabel=algemeen|categorie=smr\nregel=B|code_van=9200|tabel=extra|categorie=dieet\nregel=C|code_van=9200|categorie=module\n", "3332,53010001,DM2,,2023-01-01,,,extra\n",
         "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 DM2 proef module conflict 100"},
        {"extra_tabel before '*'", "regel=A|code_van=9200|tabel=algemeen|categorie=smr\nregel=B|code_van=9200|tabel=extra|categorie=dieet\n", "3332,53010001,DM2,,2023-01-01,,,extra\n",
         "K1 056/40001 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 DM2 extra dieet conflict 100"},
        {"'*' alone, also where no table names the insurer", "regel=A|code_van=9200|tabel=algemeen|categorie=smr\n", NULL, "K1 056/40001 2023-02-15 uzovi=9999; C1 0/9200 2023-02-01", "K1>C1 DM2 algemeen smr conflict 100"},
        {"programmes of all rules that hit, by volgorde", "regel=A|code_van=9200|programma=VRM\nregel=B|code_van=9200\n", "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,VRM,40099,2023-01-01,,,\n",
         "K1 056/40099 2023-02-15; C1 0/9200 2023-02-01", "K1>C1 DM2;VRM proef consult conflict 100"},
        {"only of those that hit", "regel=A|code_van=9200|programma=VRM\n", "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,VRM,40099,2023-01-01,,,\n", "K1 056/40099 2023-02-15; C1 0/9200 2023-02-01",
         "K1>C1 VRM proef consult conflict 100"},
    };
    check_cases(cases, COUNT_OF(cases), LEADING);
}
END_TEST

START_TEST(two_keten_lines_are_one_finding)
{
    static const char both[] = "regel=A|programma=DM2|code_van=40011|categorie=keten\nregel=B|programma=VRM|code_van="
                               "40001|categorie=keten|verhaal=keten\n";
    static const struct given cases[] = {
        {"the lower volgorde is the keten side; rules of both directions", both, NULL, "K1 056/40011 2023-01-01 cent=5; K2 056/40001 2023-02-01 cent=7", "K2>K1 DM2;VRM proef keten conflict 5"},
        {"K to C leads", "regel=B|programma=VRM|code_van=40001|categorie=smr|verhaal=keten\nregel=A|programma=DM2|code_van=40011|categorie=keten\n", NULL, "K1 056/40011 2023-01-01 cent=5; K2 056/40001 2023-02-01 cent=7", "K2>K1 DM2;VRM proef keten conflict 5"},
        {"only C to K hits: the side is turned round", "regel=B|programma=VRM|code_van=40001|categorie=keten|verhaal=keten\n", NULL, "K1 056/40011 2023-01-01 cent=5; K2 056/40001 2023-02-01 cent=7", "K2>K1 VRM proef keten conflict 5"},
        {"turned round the other way", "regel=B|programma=VRM|code_van=40001|categorie=keten\n", NULL, "K1 056/40011 2023-01-01 cent=5; K2 056/40001 2023-02-01 cent=7", "K2>K1 VRM proef keten keten 7"},
        {"a better grade C to K leads", "regel=A|programma=DM2|code_van=40011|categorie=smr|zekerheid=signaal\nregel=B|programma=VRM|code_van=40001|categorie=keten\n", NULL, "K1 056/40011 2023-01-01 cent=5; K2 056/40001 2023-02-01 cent=7", "K2>K1 DM2;VRM proef keten keten 7"},
        {"in direction C to K the insurer is C's", "regel=B|programma=VRM|code_van=40001|categorie=keten|tabel=datum\n", NULL, "K1 056/40011 2023-01-01 cent=5 uzovi=4444; K2 056/40001 2023-01-01 cent=7", "K2>K1 VRM datum keten keten 7"},
        {"ALG-DUBBEL: one programme twice, the earlier day is K", "", NULL, "K1 056/40001 2023-02-01 cent=5; K2 056/40001 2023-01-05 cent=7", "K2>K1 DM2 algemeen keten conflict 5"},
        {"equal days: the smaller identity is K", "", NULL, "K2 056/40001 2023-02-01 cent=5; K10 056/40001 2023-02-01 cent=7", "K10>K2 DM2 algemeen keten conflict 5"},
        {"ALG-DUBBEL: of two declarants", "", NULL, "K1 056/40001 2023-02-01 cent=5; K1 056/40001 2023-02-01 cent=7 agb=53010009", "K1>K1 DM2 algemeen keten conflict 7"},
        {"ALG-DUBBEL: two programmes do not share", "", NULL, "K1 056/40001 2023-02-01; K2 056/40011 2023-02-01", ""},
        {"ALG-DUBBEL: two quarters", "", NULL, "K1 056/40001 2023-03-31; K2 056/40001 2023-04-01", ""},
        {"ALG-DUBBEL: also where no table names the insurer", "", NULL, "K1 056/40001 2023-02-01 uzovi=9999; K2 056/40001 2023-02-01 uzovi=9998", "K1>K2 DM2 algemeen keten conflict 100"},
        {"ALG-DUBBEL: a combined programme names what is shared", "", "3332,53010001,DM2,40099,2023-01-01,,,\n3332,53010001,COPD,40099,2023-01-01,,,\n", "K1 056/40099 2023-02-01; K2 056/40021 2023-02-01", "K1>K2 COPD algemeen keten conflict 100"},
        {"ALG-DUBBEL beside a rule: the insurer's table leads", "regel=A|programma=DM2|code_van=40001|categorie=module\n", NULL, "K1 056/40001 2023-01-01; K2 056/40001 2023-02-01", "K1>K2 DM2 proef module conflict 100"},
    };
    check_cases(cases, COUNT_OF(cases), LEADING);
    static const struct given rules[] = {
        {"rules of both directions are listed together", both, NULL, "K1 056/40011 2023-01-01; K2 056/40001 2023-02-01", "K2>K1 vast() A;B"},
        {"ALG-DUBBEL is listed beside others", "regel=Z|programma=DM2|code_van=40001\n", NULL, "K1 056/40001 2023-01-01; K2 056/40001 2023-02-01", "K1>K2 vast() ALG-DUBBEL;Z"},
        {"a rule that hits in both directions stands there once", "regel=A|programma=DM2|code_van=40001\n", NULL, "K1 056/40001 2023-01-01; K2 056/40001 2023-02-01", "K1>K2 vast() A;ALG-DUBBEL"},
        {"three of one programme are three findings", "", NULL, "K1 056/40001 2023-01-01; K2 056/40001 2023-02-01; K3 056/40001 2023-03-01", "K1>K2 vast() ALG-DUBBEL, K1>K3 vast() ALG-DUBBEL, K2>K3 vast() ALG-DUBBEL"},
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
    static const char *const lines[] = {"K1 056/40001 2023-02-15 cent=1000",
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

START_TEST(keten_lines_that_no_table_covers_are_counted_per_quarter)
{
    struct ruleset rules;
    struct dossier dossier = {.n = 0};
    struct arena arena = {0};
    struct outcome outcome = {.n = 0};
    struct totals totals;
    small_rules(&rules, "", NULL, false);
    totals_init(&totals, &rules);
    struct detector *detector = detector_new(&rules);
    static const char *const lines[] = {"K1 056/40001 2023-02-15 uzovi=9999",
                                        "K2 056/40001 2023-06-30..2023-07-01 uzovi=9999",
                                        "K3 056/40001 2029-10-01..2030-01-01", "K4 056/40001 2030-02-01"};
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        add_line(&dossier, &arena, lines[i], strlen(lines[i]));
    detect_patient(detector, dossier.line, NULL, dossier.n, 1, &outcome, &totals);
    struct buf got = {0};
    for (size_t i = 0; i < totals.dekkingen; i++) {
        char kwartaal[7];
        quarter_print(totals.dekking[i].kwartaal, kwartaal);
        buf_printf(&got, "%u %s %lld %lld, ", totals.dekking[i].uzovi, kwartaal,
                   (long long)totals.dekking[i].keten_lines, (long long)totals.dekking[i].ongedekt);
    }
    check_text("insurer, quarter, keten lines, not checked", (struct text){got.at, got.n},
               TEXT("3332 2029Q4 1 0, 3332 2030Q1 2 1, 9999 2023Q1 1 1, 9999 2023Q2 1 1, 9999 2023Q3 1 1, "));
    buf_release(&got);
    detector_free(detector);
    totals_release(&totals);
    outcome_release(&outcome);
    dossier_release(&dossier);
    ruleset_release(&rules);
    arena_release(&arena);
}
END_TEST

START_TEST(every_hit_of_a_pair_has_its_grade_its_direction_and_what_put_it_behind)
{
    static const struct given cases[] = {
        {"one", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-01", "R leidt > vast()"},
        {"a lower grade", RULE "regel=S|code_van=9200|betreft=SUIKER\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-01",
         "R leidt > vast(), S zekerheid > signaal(diagnose_onbekend)"},
        {"a later row", "regel=S|code_van=9200\n" RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-01", "R rij > vast(), S leidt > vast()"},
        {"a table of every insurer", "regel=A|code_van=9200|tabel=algemeen\n" RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-01",
         "A tabel > vast(), R leidt > vast()"},
        {"both directions", "regel=R|code_van=40011\nregel=S|programma=VRM|code_van=40001\n", NULL, "K1 056/40001 2023-02-15; C1 056/40011 2023-01-01",
         "R leidt > vast(), S richting < vast()"},
        {"from C to K only", "regel=S|programma=VRM|code_van=40001\n", NULL, "K1 056/40001 2023-02-15; C1 056/40011 2023-01-01", "S leidt < vast()"},
        {"twice the same programme", RULE, NULL, "K1 056/40001 2023-01-01; C1 056/40001 2023-02-15", "ALG-DUBBEL leidt > vast()"},
        {"no conflict line", RULE, NULL, "K1 056/40001 2023-02-15", ""},
        {"not once", "regel=R|code_van=9200|eenmalig=1\n", NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-01; C2 0/9200 2023-01-02", ""},
        {"reversed", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9200 2023-01-01; C2 0/9200 2023-01-01 vorig=C1", "reversed by C2"},
        {"not relevant", RULE, NULL, "K1 056/40001 2023-02-15; C1 0/9299 2023-01-01", "not relevant"},
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
        for (const char *at = cases[i].lines; *at;) {
            size_t length = strcspn(at, ";");
            add_line(&dossier, &arena, at, length);
            at += length + (at[length] == ';');
        }
        for (size_t l = 0; l < dossier.n; l++) {
            keten = text_equal(dossier.line[l].referentie, TEXT("K1")) ? &dossier.line[l] : keten;
            conflict = text_equal(dossier.line[l].referentie, TEXT("C1")) ? &dossier.line[l] : conflict;
        }
        detect_finding(detector, dossier.line, NULL, dossier.n, keten, conflict, &pair);
        for (size_t h = 0; h < pair.hits; h++) {
            const struct hit *hit = &pair.hit[h];
            buf_printf(&got, "%s%.*s %s %c %s(", h ? ", " : "", (int)hit->regel->id.n, hit->regel->id.at, voorrang[hit->voorrang],
                       hit->turned ? '<' : '>', zekerheid_name[hit->zekerheid]);
            for (int r = 0; r < REDENEN; r++)
                if (hit->redenen & REDEN(r))
                    buf_text(&got, reden_name[r]);
            buf_text(&got, ")");
        }
        if (pair.conflict.reversed_by)
            buf_printf(&got, "reversed by %.*s", (int)pair.conflict.reversed_by->referentie.n, pair.conflict.reversed_by->referentie.at);
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
    static const char *const line[] = {"K1 056/40001 2023-02-15", "C1 0/9200 2023-01-01", "C2 0/9200 2023-01-02"};
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

Suite *suite(void)
{
    return suite_of("detect", (const TTest *const[]){keten_lines_conflict_in_every_quarter_that_they_touch, reasons_lower_a_grade_and_all_of_them_are_kept,
                                                     a_single_consult_is_a_signal_and_two_are_nothing, the_best_hits_give_grade_and_reasons_and_all_hits_the_rules,
                                                     the_leading_hit_gives_table_category_and_side, two_keten_lines_are_one_finding,
                                                     a_line_counts_once_in_the_net_sum_under_its_best_grade, keten_lines_that_no_table_covers_are_counted_per_quarter,
                                                     every_hit_of_a_pair_has_its_grade_its_direction_and_what_put_it_behind,
                                                     lines_that_are_not_taken_play_no_part_in_a_pair, NULL});
}
