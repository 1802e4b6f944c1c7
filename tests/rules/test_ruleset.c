/* Conflict tables and contracts, checked: every fault has its file, line and message, and all come at once (semantics.md 3 and 5). */
#include "rules/ruleset.h"

#include "small_rules.h"

static const char rules[] = "regel=P-1|code_van=12000|code_tm=12011|prestatiecodelijst=008\n"
                            "regel=P-2|codeset=zi|programma=VRM\n"
                            "regel=P-3|code_van=15A295|zorgproduct=040201013|betreft=SUIKER|voorwaarde=voetzorg\n";
/* The row of P-1 in proef.csv as it comes out. */
#define P1(programma, categorie, lijst, van, tm, set, product, special, soort, verwijs, betreft, voorwaarde, rest)                           \
    "P-1," programma "," categorie "," lijst "," van "," tm "," set "," product "," special "," soort "," verwijs "," betreft "," voorwaarde "," rest

static const struct change {
    const char *reason, *file, *was, *now, *problems;
} changes[] = {
    {"the tables of the tests are right", "proef.csv", "P-1,", "P-1,", ""},
    /* programmas.csv */
    {"a programme without a name", "programmas.csv", "ASTMA,4", ",4", "programmas.csv:5: programma: must be a name, not empty, '*' or with ';'\n"},
    {"a programme '*'", "programmas.csv", "ASTMA,4", "*,4", "programmas.csv:5: programma: must be a name, not empty, '*' or with ';'\n"},
    {"a programme with ';'", "programmas.csv", "ASTMA,4", "A;B,4", "programmas.csv:5: programma: must be a name, not empty, '*' or with ';'\n"},
    {"a volgorde that is no number", "programmas.csv", "ASTMA,4", "ASTMA,vier", "programmas.csv:5: volgorde: 'vier' is not a number\n"},
    {"a programme with two volgordes", "programmas.csv", "ASTMA,4", "COPD,4", "programmas.csv:5: programma COPD has two volgordes\n"},
    {"a programme with two rows of one volgorde is fine", "programmas.csv", "ASTMA,4,,056,", "COPD,3,,056,40022", ""},
    {"a list of two digits", "programmas.csv", "VRM,2,,056", "VRM,2,,56", "programmas.csv:2: prestatiecodelijst: '56' is not a number of 3 digits\n"},
    {"a code in lower case", "programmas.csv", "056,40011", "056,4001a", "programmas.csv:2: code_van: '4001a' is not a code of 1 to 12 of A-Z 0-9\n"},
    {"a reversed range of programme codes", "programmas.csv", "40011,", "40011,40010", "programmas.csv:2: the range is reversed: code_tm comes before code_van\n"},
    {"a date that does not exist", "programmas.csv", "40011,,2010-01-01", "40011,,2010-02-30", "programmas.csv:2: geldig_van: '2010-02-30' is not a date YYYY-MM-DD\n"},
    {"no first day", "programmas.csv", "40011,,2010-01-01", "40011,,", "programmas.csv:2: geldig_van: '' is not a date YYYY-MM-DD\n"},
    {"another herkomst", "programmas.csv", "bron,document\nDM2", "bron,boek\nDM2", "programmas.csv:2: herkomst: 'boek' is not one of the allowed values\n"},
    {"a column is missing", "programmas.csv", "volgorde", "volgnummer", "programmas.csv:1: unknown column 'volgnummer'\nprogrammas.csv:1: column 'volgorde' is missing\n"
                                                                        "proef.csv:2: programma: 'DM2' has no row in programmas.csv\nproef.csv:3: programma: 'VRM' has no row in programmas.csv\n"
                                                                        "proef.csv:4: programma: 'DM2' has no row in programmas.csv\n"},
    /* tabellen.csv */
    {"a table name that is no file name", "tabellen.csv", "extra,", "../extra,", "tabellen.csv:4: tabel: '../extra' is not a name of letters, digits, '_' and '-'\n"},
    {"a table twice", "tabellen.csv", "extra,Extra", "datum,Extra", "tabellen.csv:5: table 'datum' stands there twice\n"},
    {"a table without its file", "tabellen.csv", "extra,", "elders,", "elders.csv: the file is missing among the conflict tables\n"},
    {"an insurer of three digits", "tabellen.csv", "3332 3333", "333 3333", "tabellen.csv:3: uzovi: '333' is not a number of 4 digits\n"},
    {"two tables for one insurer on one day", "tabellen.csv", ",4444,", ",3333,", "tabellen.csv:5: proef and datum both name insurer 3333 on the same day\n"},
    {"two tables that touch are fine", "tabellen.csv", ",4444,2020-01-01", ",3333,2030-01-01", ""},
    {"two tables that touch the other way round are fine", "tabellen.csv", ",4444,2020-01-01,", ",3333,2010-01-01,2020-01-01", ""},
    {"a table that is never valid names nobody", "tabellen.csv", ",4444,2020-01-01,", ",3333,2025-01-01,2025-01-01", ""},
    {"two tables that share one day", "tabellen.csv", ",4444,2020-01-01", ",3332 3333,2029-12-31",
     "tabellen.csv:5: proef and datum both name insurer 3332 on the same day\ntabellen.csv:5: proef and datum both name insurer 3333 on the same day\n"},
    {"a reversed interval", "tabellen.csv", "2020-01-01,2030-01-01", "2030-01-01,2020-01-01", "tabellen.csv:3: the interval is reversed: geldig_tot lies before geldig_van\n"},
    {"another keten_periode", "tabellen.csv", ",datum,bron", ",maand,bron", "tabellen.csv:5: keten_periode: 'maand' is not one of the allowed values\n"},
    {"no herkomst", "tabellen.csv", "kwartaal,bron,interpretatie", "kwartaal,bron,", "tabellen.csv:2: herkomst: '' is not one of the allowed values\n"},
    /* codesets.csv */
    {"a code set without a name", "codesets.csv", "zi,001", ",001", "codesets.csv:2: codeset: the name is empty\n"},
    {"an empty code", "codesets.csv", "001,111111", "001,", "codesets.csv:2: code: empty; leave the row out for an empty set\n"},
    {"a code that is none", "codesets.csv", "001,111111", "001,11-11", "codesets.csv:2: code: '11-11' is not a code of 1 to 12 of A-Z 0-9\n"},
    {"a code of 13 characters", "codesets.csv", "001,111111", "001,1234567890123", "codesets.csv:2: code: '1234567890123' is not a code of 1 to 12 of A-Z 0-9\n"},
    {"two lists in a code set", "codesets.csv", "zi,001", "zi,001 002", "codesets.csv:2: prestatiecodelijst: one list, or none for any\n"},
    {"an active rule with a set that has no rows", "codesets.csv", "zi,001,111111\nzi,,222222\n", "",
     "proef.csv:3: codeset: 'zi' has no row in codesets.csv; fill it, or make the rule concept\n"},
    /* diagnosegroepen.csv */
    {"a group without a code", "diagnosegroepen.csv", "SUIKER,T90", "SUIKER,", "diagnosegroepen.csv:2: groep and icpc must be given; an ICPC code has 1 to 6 characters\n"},
    {"a group that no rule has any more", "diagnosegroepen.csv", "SUIKER,T90", "ZOUT,T90", "proef.csv:4: betreft: 'SUIKER' has no row in diagnosegroepen.csv\n"},
    {"an ICPC code of 7", "diagnosegroepen.csv", "LONG,R95", "LONG,R95.001", "diagnosegroepen.csv:3: groep and icpc must be given; an ICPC code has 1 to 6 characters\n"},
    /* a table of rules */
    {"a rule without an id", "proef.csv", "P-1,", ",", "proef.csv:2: regel: the id is empty or has a space or ';' in it\n"},
    {"a rule id with a blank", "proef.csv", "P-1,", "P 1,", "proef.csv:2: regel: the id is empty or has a space or ';' in it\n"},
    {"a rule id with ';'", "proef.csv", "P-1,", "P;1,", "proef.csv:2: regel: the id is empty or has a space or ';' in it\n"},
    {"a rule id twice", "proef.csv", "P-2,", "P-1,", "proef.csv:3: rule id P-1 stands in proef.csv:2 already\n"},
    {"a rule id twice in two tables", "proef.csv", "P-2,,VRM", "ALG-DUBBEL,,VRM",
     "proef.csv:3: programma '*' goes with rule ALG-DUBBEL, and only with it\nproef.csv:3: ALG-DUBBEL has no code columns\n"
     "proef.csv:3: rule id ALG-DUBBEL stands in algemeen.csv:2 already\n"},
    {"programme '*' of another rule", "proef.csv", "P-1,DM2", "P-1,*", "proef.csv:2: programma '*' goes with rule ALG-DUBBEL, and only with it\n"},
    {"ALG-DUBBEL of a programme", "algemeen.csv", "ALG-DUBBEL,*", "ALG-DUBBEL,DM2", "algemeen.csv:2: programma '*' goes with rule ALG-DUBBEL, and only with it\n"},
    {"ALG-DUBBEL with a code", "algemeen.csv", "keten,,,", "keten,,40001,", "algemeen.csv:2: ALG-DUBBEL has no code columns\n"},
    {"an unknown programme", "proef.csv", "P-1,DM2", "P-1,DM3", "proef.csv:2: programma: 'DM3' has no row in programmas.csv\n"},
    {"an unknown category", "proef.csv", "DM2,consult,008", "DM2,consulten,008", "proef.csv:2: categorie: 'consulten' is not one of the allowed values\n"},
    {"a list of four digits", "proef.csv", "consult,008,", "consult,0008,", "proef.csv:2: prestatiecodelijst: '0008' is not a number of 3 digits\n"},
    {"two faults in one column", "proef.csv", "consult,008,", "consult,8 008 x,",
     "proef.csv:2: prestatiecodelijst: '8' is not a number of 3 digits\nproef.csv:2: prestatiecodelijst: 'x' is not a number of 3 digits\n"},
    {"a reversed range", "proef.csv", "12000,12011", "12011,12000", "proef.csv:2: the range is reversed: code_tm comes before code_van\n"},
    {"a range of two lengths", "proef.csv", "12000,12011", "12000,120110", "proef.csv:2: code_van and code_tm differ in length\n"},
    {"an end without a begin", "proef.csv", "12000,12011", ",12011", "proef.csv:2: code_tm without code_van\n"},
    {"a range of letters is compared bytewise", "proef.csv", "12000,12011", "1A000,1B000", ""},
    {"a code set beside a range", "proef.csv", "12000,12011,", "12000,12011,zi", "proef.csv:2: codeset stands instead of a range, never beside one\n"},
    {"an unknown code set", "proef.csv", ",zi,", ",iz,", "proef.csv:3: codeset: 'iz' has no row in codesets.csv; fill it, or make the rule concept\n"},
    {"a zorgproduct of 8 digits", "proef.csv", "040201013", "04020101", "proef.csv:4: zorgproduct: '04020101' is neither 9 digits nor a prefix of 1 to 9 digits and '*'\n"},
    {"a zorgproduct of only '*'", "proef.csv", "040201013", "*", "proef.csv:4: zorgproduct: '*' is neither 9 digits nor a prefix of 1 to 9 digits and '*'\n"},
    {"a prefix of letters", "proef.csv", "040201013", "0402X*", "proef.csv:4: zorgproduct: '0402X*' is neither 9 digits nor a prefix of 1 to 9 digits and '*'\n"},
    {"a prefix of 6 digits is fine", "proef.csv", "040201013", "040201*", ""},
    {"a specialisme of three digits", "proef.csv", P1("DM2", "consult", "008", "12000", "12011", "", "", "", "", "", "", "", "elk"),
     P1("DM2", "consult", "008", "12000", "12011", "", "", "313", "", "", "", "", "elk"), "proef.csv:2: specialisme: '313' is not a number of 4 digits\n"},
    {"a zorgsoort of three digits", "proef.csv", P1("DM2", "consult", "008", "12000", "12011", "", "", "", "", "", "", "", "elk"),
     P1("DM2", "consult", "008", "12000", "12011", "", "", "", "012", "", "", "", "elk"), "proef.csv:2: zorgsoort: '012' is not a number of 2 digits\n"},
    {"a verwijsdiagnose of nine digits", "proef.csv", P1("DM2", "consult", "008", "12000", "12011", "", "", "", "", "", "", "", "elk"),
     P1("DM2", "consult", "008", "12000", "12011", "", "", "", "", "000000055", "", "", "elk"),
     "proef.csv:2: verwijsdiagnoses: '000000055' is not a number of 1 to 8 digits\n"},
    {"an unknown group", "proef.csv", "SUIKER,voetzorg", "ZOUT,voetzorg", "proef.csv:4: betreft: 'ZOUT' has no row in diagnosegroepen.csv\n"},
    {"an unknown condition", "proef.csv", "SUIKER,voetzorg", "SUIKER,voetzorgen", "proef.csv:4: voorwaarde: unknown condition 'voetzorgen'\n"},
    {"two conditions", "proef.csv", "SUIKER,voetzorg", "SUIKER,voetzorg dieet", ""},
    {"another overlap", "proef.csv", ",elk,0,0", ",alles,0,0", "proef.csv:2: overlap: 'alles' is not one of the allowed values\n"},
    {"a gedoogkwartaal of 2", "proef.csv", ",elk,0,0", ",elk,2,0", "proef.csv:2: gedoogkwartaal: '2' is not one of the allowed values\n"},
    {"an eenmalig of ja", "proef.csv", ",elk,0,0", ",elk,0,ja", "proef.csv:2: eenmalig: 'ja' is not one of the allowed values\n"},
    {"an unknown grade", "proef.csv", ",vast,", ",zeker,", "proef.csv:2: zekerheid: 'zeker' is not one of the allowed values\n"},
    {"another side", "proef.csv", ",vast,conflict", ",vast,beide", "proef.csv:2: verhaal: 'beide' is not one of the allowed values\n"},
    {"a reversed interval of a rule", "proef.csv", "2020-01-01,,actief", "2020-01-01,2019-12-31,actief", "proef.csv:2: the interval is reversed: geldig_tot lies before geldig_van\n"},
    {"another status", "proef.csv", ",actief,", ",klaar,", "proef.csv:2: status: 'klaar' is not one of the allowed values\n"},
    {"another herkomst of a rule", "proef.csv", "tekst,document", "tekst,eigen", "proef.csv:2: herkomst: 'eigen' is not one of the allowed values\n"},
    {"a field too many", "proef.csv", "P-1,DM2", "P-1,,DM2", "proef.csv:2: 25 fields where the header has 24\n"},
    {"a quote that is not closed", "proef.csv", "P-1,DM2", "\"P-1,DM2", "proef.csv:2: a quote is not closed, or text stands behind a closing quote\n"},
};

START_TEST(every_fault_of_a_table_has_its_file_line_and_message)
{
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct table_files files;
        struct ruleset set;
        struct problems problems = {0};
        small_files(&files, rules);
        replace_in(&files, changes[i].file, changes[i].was, changes[i].now);
        ruleset_load(&set, &(struct rule_input){.files = &files}, &problems);
        check_text(changes[i].reason, (struct text){problems.text, problems.n}, text_of(changes[i].problems));
        problems_release(&problems);
        ruleset_release(&set);
        table_files_release(&files);
    }
}
END_TEST

START_TEST(all_faults_of_all_files_come_at_once)
{
    struct table_files files;
    struct ruleset set;
    struct problems problems = {0};
    struct text contracts = TEXT(
        "uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel\n"
        "332,1,DM9,,,,,nergens\n");
    small_files(&files, rules);
    replace_in(&files, "programmas.csv", "ASTMA,4", "ASTMA,vier");
    replace_in(&files, "tabellen.csv", ",4444,", ",3333,");
    replace_in(&files, "codesets.csv", "001,111111", "001,");
    replace_in(&files, "diagnosegroepen.csv", "SUIKER,T90", ",T90");
    replace_in(&files, "proef.csv", "12000,12011", "12011,12000");
    replace_in(&files, "proef.csv", "P-3,", "P-1,");
    ruleset_load(&set, &(struct rule_input){.files = &files, .contracts = {"contracten.csv", contracts}}, &problems);
    check_text("all of them", (struct text){problems.text, problems.n},
               TEXT("programmas.csv:5: volgorde: 'vier' is not a number\n"
                    "tabellen.csv:5: proef and datum both name insurer 3333 on the same day\n"
                    "codesets.csv:2: code: empty; leave the row out for an empty set\n"
                    "diagnosegroepen.csv:2: groep and icpc must be given; an ICPC code has 1 to 6 characters\n"
                    "proef.csv:2: the range is reversed: code_tm comes before code_van\n"
                    "proef.csv:4: betreft: 'SUIKER' has no row in diagnosegroepen.csv\n"
                    "proef.csv:4: rule id P-1 stands in proef.csv:2 already\n"
                    "contracten.csv:2: uzovi: '332' is not a number of 4 digits\n"
                    "contracten.csv:2: agb_declarant: '1' is not a number of 8 digits\n"
                    "contracten.csv:2: programma: 'DM9' has no row in programmas.csv\n"
                    "contracten.csv:2: extra_tabel: 'nergens' is no table of tabellen.csv\n"
                    "contracten.csv:2: geldig_van: '' is not a date YYYY-MM-DD\n"));
    if (problems.count != 12)
        ck_abort_msg("%zu problems are counted", problems.count);
    problems_release(&problems);
    ruleset_release(&set);
    table_files_release(&files);
}
END_TEST

START_TEST(every_fault_of_a_contract_has_its_line_and_message)
{
    static const struct {
        const char *reason, *rows, *problems;
    } cases[] = {
        {"no rows", "", ""},
        {"a row", "3332,53010001,DM2,,2023-01-01,,voetzorg,\n", ""},
        {"any programme", "3332,53010001,*,,2023-01-01,,voetzorg dieet,extra\n", ""},
        {"a code of a programme", "3332,53010001,ASTMA,40031,2023-01-01,2024-01-01,,\n", ""},
        {"a condition that no rule asks for", "3332,53010001,DM2,,2023-01-01,,zomaar,\n", ""},
        {"an insurer of three digits", "332,53010001,DM2,,2023-01-01,,,\n", "c.csv:2: uzovi: '332' is not a number of 4 digits\n"},
        {"an insurer of letters", "333A,53010001,DM2,,2023-01-01,,,\n", "c.csv:2: uzovi: '333A' is not a number of 4 digits\n"},
        {"a declarant of seven digits", "3332,5301001,DM2,,2023-01-01,,,\n", "c.csv:2: agb_declarant: '5301001' is not a number of 8 digits\n"},
        {"an unknown programme", "3332,53010001,DM9,,2023-01-01,,,\n", "c.csv:2: programma: 'DM9' has no row in programmas.csv\n"},
        {"no programme", "3332,53010001,,,2023-01-01,,,\n", "c.csv:2: programma: '' has no row in programmas.csv\n"},
        {"'*' with a code", "3332,53010001,*,40031,2023-01-01,,,\n", "c.csv:2: programma '*' cannot have a prestatiecode: name the programme\n"},
        {"a code that is none", "3332,53010001,DM2,4-1,2023-01-01,,,\n", "c.csv:2: prestatiecode: '4-1' is not a code of 1 to 12 of A-Z 0-9\n"},
        {"an unknown table", "3332,53010001,DM2,,2023-01-01,,,nergens\n", "c.csv:2: extra_tabel: 'nergens' is no table of tabellen.csv\n"},
        {"no first day", "3332,53010001,DM2,,,,,\n", "c.csv:2: geldig_van: '' is not a date YYYY-MM-DD\n"},
        {"a last day that does not exist", "3332,53010001,DM2,,2023-01-01,2023-02-29,,\n", "c.csv:2: geldig_tot: '2023-02-29' is not a date YYYY-MM-DD\n"},
        {"a reversed interval", "3332,53010001,DM2,,2023-01-01,2022-01-01,,\n", "c.csv:2: the interval is reversed: geldig_tot lies before geldig_van\n"},
        {"a good row behind a bad one", "3332,53010001,DM9,,2023-01-01,,,\n3332,53010001,DM2,,2023-01-01,,,\n",
         "c.csv:2: programma: 'DM9' has no row in programmas.csv\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct table_files files;
        struct ruleset set;
        struct problems problems = {0};
        struct buf content = {0};
        buf_text(&content, contracts_header);
        buf_text(&content, cases[i].rows);
        struct text text = {content.at, content.n};
        small_files(&files, rules);
        ruleset_load(&set, &(struct rule_input){.files = &files, .contracts = {"c.csv", text}}, &problems);
        check_text(cases[i].reason, (struct text){problems.text, problems.n}, text_of(cases[i].problems));
        problems_release(&problems);
        ruleset_release(&set);
        table_files_release(&files);
        buf_release(&content);
    }
}
END_TEST

START_TEST(the_tables_inside_the_program_are_right)
{
    struct table_files files;
    struct ruleset set;
    struct problems problems = {0};
    struct error err = {0};
    check_good(table_files_read(&files, NULL, &err), &err, "the embedded tables");
    ruleset_load(&set, &(struct rule_input){.files = &files}, &problems);
    check_text("problems", (struct text){problems.text, problems.n}, TEXT(""));
    if (!set.dubbel || set.programmas != 4 || set.tabellen < 3)
        ck_abort_msg("%zu programmes, %zu tables", set.programmas, set.tabellen);
    static const char *const naam[] = {"DM2", "VRM", "COPD", "ASTMA"};
    for (unsigned i = 0; i < 4; i++)
        check_text("programmes in order of volgorde", set.programma[i].naam, text_of(naam[i]));
    problems_release(&problems);
    ruleset_release(&set);
    table_files_release(&files);
}
END_TEST

START_TEST(a_missing_file_is_a_problem_and_a_missing_folder_an_error)
{
    struct table_files files = {0};
    struct ruleset set;
    struct problems problems = {0};
    struct error err = {0};
    ruleset_load(&set, &(struct rule_input){.files = &files}, &problems);
    check_text("no files at all", (struct text){problems.text, problems.n},
               TEXT("programmas.csv: the file is missing among the conflict tables\ntabellen.csv: the file is missing "
                    "among the conflict tables\n"
                    "codesets.csv: the file is missing among the conflict tables\ndiagnosegroepen.csv: the file is "
                    "missing among the conflict tables\n"));
    problems_release(&problems);
    ruleset_release(&set);
    char *nowhere = scratch("nowhere");
    check_failed(table_files_read(&files, nowhere, &err), &err, STATUS_RULES, "nowhere");
    table_files_release(&files);
    free(nowhere);
}
END_TEST

START_TEST(programmes_stand_in_order_of_volgorde_and_rules_as_their_tables)
{
    struct ruleset set;
    small_rules(&set, "regel=B-2|code_van=1\nregel=A-1|code_van=2|tabel=extra\nregel=B-10|code_van=3\n", NULL, false);
    static const char *const naam[] = {"DM2", "VRM", "COPD", "ASTMA"};
    for (unsigned i = 0; i < 4; i++)
        check_text("programme", set.programma[i].naam, text_of(naam[i]));
    static const char *const leading[] = {"ALG-DUBBEL", "B-2", "B-10", "A-1"};
    for (unsigned i = 0; i < 4; i++)
        check_text("in order of tables and rows", set.regel[i].id, text_of(leading[i]));
    ruleset_release(&set);
}
END_TEST

START_TEST(the_fingerprint_tells_tables_contracts_and_extension_apart)
{
    char seen[6][DIGEST_HEX + 1];
    static const struct {
        const char *rows, *contracts;
        bool extend;
    } cases[] = {{"regel=A|code_van=1\n", NULL, false},
                 {"regel=A|code_van=2\n", NULL, false},
                 {"regel=A|code_van=1\n", "", false},
                 {"regel=A|code_van=1\n", "3332,53010001,DM2,,2023-01-01,,,\n", false},
                 {"regel=A|code_van=1\n", NULL, true},
                 {"regel=A|code_van=1\n", "", true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset set;
        small_rules(&set, cases[i].rows, cases[i].contracts, cases[i].extend);
        memcpy(seen[i], set.fingerprint, sizeof seen[i]);
        ruleset_release(&set);
        small_rules(&set, cases[i].rows, cases[i].contracts, cases[i].extend);
        check_string("the same again", set.fingerprint, seen[i]);
        ruleset_release(&set);
        for (size_t k = 0; k < i; k++)
            if (strcmp(seen[i], seen[k]) == 0)
                ck_abort_msg("cases %zu and %zu have one fingerprint", k, i);
    }
}
END_TEST

START_TEST(contract_rows_are_found_by_insurer_and_declarant)
{
    struct ruleset set;
    size_t n;
    small_rules(&set, "",
                "3332,00000002,DM2,,2023-01-01,,,\n3333,00000001,DM2,,2023-01-01,,,\n3332,00000002,VRM,,2023-01-01,,,"
                "\n3332,00000001,DM2,,2023-01-01,,,\n",
                false);
    static const struct {
        uint16_t uzovi;
        uint32_t agb;
        size_t n;
    } cases[] = {{3332, 1, 1}, {3332, 2, 2}, {3333, 1, 1}, {3333, 2, 0}, {3331, 1, 0}, {9999, 9, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct contract_rij *rij = ruleset_contracts(&set, cases[i].uzovi, cases[i].agb, &n);
        if (n != cases[i].n || (n && (rij->uzovi != cases[i].uzovi || rij[n - 1].agb_declarant != cases[i].agb)))
            ck_abort_msg("%u/%u: %zu rows", cases[i].uzovi, cases[i].agb, n);
    }
    ruleset_release(&set);
}
END_TEST

START_TEST(a_keten_code_stands_in_a_list_of_a_programme_or_in_none)
{
    struct ruleset set;
    uint16_t lijst[3] = {9, 9, 9};
    small_rules(&set, "", NULL, false);
    for (size_t max = 0; max < 4; max++) {
        size_t n = ruleset_ketenlijsten(&set, lijst, max);
        if (n != (max < 2 ? SIZE_MAX : 2))
            ck_abort_msg("%zu lists in room for %zu", n, max);
    }
    if (lijst[0] != 0 || lijst[1] != 56 || lijst[2] != 9)
        ck_abort_msg("lists %u and %u", lijst[0], lijst[1]);
    ruleset_release(&set);
}
END_TEST

Suite *suite(void)
{
    return suite_of("ruleset", (const TTest *const[]){every_fault_of_a_table_has_its_file_line_and_message,
                                                      all_faults_of_all_files_come_at_once,
                                                      every_fault_of_a_contract_has_its_line_and_message,
                                                      the_tables_inside_the_program_are_right,
                                                      a_missing_file_is_a_problem_and_a_missing_folder_an_error,
                                                      programmes_stand_in_order_of_volgorde_and_rules_as_their_tables,
                                                      the_fingerprint_tells_tables_contracts_and_extension_apart,
                                                      contract_rows_are_found_by_insurer_and_declarant,
                                                      a_keten_code_stands_in_a_list_of_a_programme_or_in_none, NULL});
}
