/* Conflict tables and contracts, checked: every fault has its file, line and message, and all come at once
 * (semantics.md 3 and 5). */
#include "rules/ruleset.h"

#include "small_rules.h"

static const char rules[] = "regel=P-1|code_van=12000|code_tm=12011|prestatiecodelijst=008\n"
                            "regel=P-2|codeset=zi|programma=VRM\n"
                            "regel=P-3|code_van=15A295|zorgproduct=040201013|betreft=SUIKER|voorwaarde=voetzorg\n";

#define NO_NAME "is no name: it is empty, '*', or has a space or ';' in it\n"
#define NO_PROGRAMME "has no row in programmas.csv; add one, or correct the name\n"
#define HERKOMST "is none of document, interpretatie\n"
#define REVERSED "comes before code_van: the range is reversed\n"
#define LENGTHS "differs in length from code_van (digits without leading zeros): give a row a length\n"
#define NO_BEGIN "without code_van: give where the range begins\n"
#define NO_DATE "is not a date YYYY-MM-DD\n"
#define BEFORE "lies before geldig_van: the interval is reversed\n"
#define NO_CODE "is not a code of 1 to 12 of A-Z 0-9\n"

static const struct change {
    const char *reason, *file, *was, *now, *problems;
} changes[] = {
    {"the tables of the tests are right", "proef.csv", "P-1,", "P-1,", ""},
    /* programmas.csv */
    {"a programme without a name", "programmas.csv", "ASTMA,4", ",4", "programmas.csv:5: programma: '' " NO_NAME},
    {"a programme '*'", "programmas.csv", "ASTMA,4", "*,4", "programmas.csv:5: programma: '*' " NO_NAME},
    {"a programme with ';'", "programmas.csv", "ASTMA,4", "A;B,4", "programmas.csv:5: programma: 'A;B' " NO_NAME},
    {"a programme with a space, which no conflict_programma can name", "programmas.csv", "ASTMA,4", "A B,4", "programmas.csv:5: programma: 'A B' " NO_NAME},
    {"a volgorde that is no number", "programmas.csv", "ASTMA,4", "ASTMA,vier", "programmas.csv:5: volgorde: 'vier' is not a number of 1 to 6 digits\n"},
    {"a programme with two volgordes", "programmas.csv", "ASTMA,4", "COPD,4", "programmas.csv:5: volgorde: '4' is a second volgorde of this programme; give all its rows one\n"},
    {"a programme with two rows of one volgorde is fine", "programmas.csv", "ASTMA,4,,056,", "COPD,3,,056,40022", ""},
    {"a programme with two soorten", "programmas.csv", "ASTMA,4,,056,", "COPD,3,titel,056,40022", "programmas.csv:5: soort: 'titel' is a second soort of this programme; give all its rows one\n"},
    {"a programme that is keten by name and by nothing is of one soort", "programmas.csv", "ASTMA,4,,056,", "COPD,3,keten,056,40022", ""},
    {"another soort of a programme", "programmas.csv", "ASTMA,4,,", "ASTMA,4,bundel,", "programmas.csv:5: soort: 'bundel' is none of keten, titel\n"},
    {"a list of two digits", "programmas.csv", "VRM,2,,056", "VRM,2,,56", "programmas.csv:2: prestatiecodelijst: '56' is not a number of 3 digits\n"},
    {"two lists, and none", "programmas.csv", "VRM,2,,056", "VRM,2,,056 008", ""},
    {"no list takes any", "programmas.csv", "VRM,2,,056", "VRM,2,,", ""},
    {"a code in lower case", "programmas.csv", "056,40011", "056,4001a", "programmas.csv:2: code_van: '4001a' " NO_CODE},
    {"a reversed range of programme codes", "programmas.csv", "40011,", "40011,40010", "programmas.csv:2: code_tm: '40010' " REVERSED},
    {"an end without a begin of programme codes", "programmas.csv", "40011,", ",40010", "programmas.csv:2: code_tm: '40010' " NO_BEGIN},
    {"a date that does not exist", "programmas.csv", "40011,,2010-01-01", "40011,,2010-02-30", "programmas.csv:2: geldig_van: '2010-02-30' " NO_DATE},
    {"no first day", "programmas.csv", "40011,,2010-01-01", "40011,,", "programmas.csv:2: geldig_van: '' " NO_DATE},
    {"a reversed interval of a programme row", "programmas.csv", "40011,,2010-01-01,", "40011,,2010-01-01,2009-12-31", "programmas.csv:2: geldig_tot: '2009-12-31' " BEFORE},
    {"a row that is never valid", "programmas.csv", "40011,,2010-01-01,", "40011,,2010-01-01,2010-01-01", ""},
    {"another herkomst", "programmas.csv", "bron,document\nDM2", "bron,boek\nDM2", "programmas.csv:2: herkomst: 'boek' " HERKOMST},
    {"a column is missing", "programmas.csv", "volgorde", "volgnummer", "programmas.csv:1: unknown column 'volgnummer'\nprogrammas.csv:1: column 'volgorde' is missing\n"
                                                                        "proef.csv:2: programma: 'DM2' " NO_PROGRAMME "proef.csv:3: programma: 'VRM' " NO_PROGRAMME
                                                                        "proef.csv:4: programma: 'DM2' " NO_PROGRAMME},
    /* tabellen.csv */
    {"a table name that is no file name", "tabellen.csv", "extra,", "../extra,", "tabellen.csv:4: tabel: '../extra' is not a name of 1 to 64 letters, digits, '_' and '-'\n"},
    {"a table twice", "tabellen.csv", "extra,Extra", "datum,Extra", "tabellen.csv:5: tabel: 'datum' occurs twice; a table has one row\n"},
    {"a table without its file", "tabellen.csv", "extra,", "elders,", "elders.csv: the file is missing among the conflict tables\n"},
    {"an insurer of three digits", "tabellen.csv", "3332 3333", "333 3333", "tabellen.csv:3: uzovi: '333' is not a number of 4 digits\n"},
    {"two tables for one insurer on one day", "tabellen.csv", ",4444,", ",3333,", "tabellen.csv:5: proef and datum both name insurer 3333 on the same day\n"},
    {"two tables that touch are fine", "tabellen.csv", ",4444,2020-01-01", ",3333,2030-01-01", ""},
    {"two tables that touch the other way round are fine", "tabellen.csv", ",4444,2020-01-01,", ",3333,2010-01-01,2020-01-01", ""},
    {"a table that is never valid names nobody", "tabellen.csv", ",4444,2020-01-01,", ",3333,2025-01-01,2025-01-01", ""},
    {"two tables that share one day", "tabellen.csv", ",4444,2020-01-01", ",3332 3333,2029-12-31",
     "tabellen.csv:5: proef and datum both name insurer 3332 on the same day\ntabellen.csv:5: proef and datum both name insurer 3333 on the same day\n"},
    {"a reversed interval", "tabellen.csv", "2020-01-01,2030-01-01", "2030-01-01,2020-01-01", "tabellen.csv:3: geldig_tot: '2020-01-01' " BEFORE},
    {"another keten_periode", "tabellen.csv", ",datum,bron", ",maand,bron", "tabellen.csv:5: keten_periode: 'maand' is none of kwartaal, datum\n"},
    {"another herkomst of a table", "tabellen.csv", "kwartaal,bron,interpretatie", "kwartaal,bron,x", "tabellen.csv:2: herkomst: 'x' " HERKOMST},
    {"no herkomst", "tabellen.csv", "kwartaal,bron,interpretatie", "kwartaal,bron,", ""},
    /* codesets.csv */
    {"a code set without a name", "codesets.csv", "zi,001", ",001", "codesets.csv:2: codeset: '' is no name: give one\n"},
    {"an empty code", "codesets.csv", "001,111111", "001,", "codesets.csv:2: code: '' is no code: leave the row out for an empty set\n"},
    {"a code that is none", "codesets.csv", "001,111111", "001,11-11", "codesets.csv:2: code: '11-11' " NO_CODE},
    {"a code of 13 characters", "codesets.csv", "001,111111", "001,1234567890123", "codesets.csv:2: code: '1234567890123' " NO_CODE},
    {"a code of 12 characters", "codesets.csv", "001,111111", "001,123456789012", ""},
    {"two lists in a code set", "codesets.csv", "zi,001", "zi,001 002", "codesets.csv:2: prestatiecodelijst: '001 002' is more than one list: give one, or none for any\n"},
    {"an active rule with a set that has no rows", "codesets.csv", "zi,001,111111\nzi,,222222\n", "",
     "proef.csv:3: codeset: 'zi' has no row in codesets.csv; fill it, or make the rule concept\n"},
    /* diagnosegroepen.csv */
    {"a group without a code", "diagnosegroepen.csv", "SUIKER,T90", "SUIKER,", "diagnosegroepen.csv:2: icpc: '' is not (the begin of) an ICPC code of 1 to 6 characters\n"},
    {"a code without a group", "diagnosegroepen.csv", "LONG,R96", ",R96", "diagnosegroepen.csv:4: groep: '' is no name: give one\n"},
    {"a group that no row has any more", "diagnosegroepen.csv", "SUIKER,T90", "ZOUT,T90", "proef.csv:4: betreft: 'SUIKER' has no row in diagnosegroepen.csv; add one, or correct the name\n"},
    {"an ICPC code of 7", "diagnosegroepen.csv", "LONG,R95", "LONG,R95.001", "diagnosegroepen.csv:3: icpc: 'R95.001' is not (the begin of) an ICPC code of 1 to 6 characters\n"},
    /* letop.csv */
    {"another word for what to do", "letop.csv", "negeer", "vergeet", "letop.csv:2: wat: 'vergeet' is none of negeer, meld\n"},
    {"nothing to do", "letop.csv", "negeer", "", "letop.csv:2: wat: '' is none of negeer, meld\n"},
    {"a reversed range of codes that look like a bundle", "letop.csv", "11602,11607", "11607,11602", "letop.csv:2: code_tm: '11602' " REVERSED},
    {"an end without a begin of such codes", "letop.csv", "11602,11607", ",11607", "letop.csv:2: code_tm: '11607' " NO_BEGIN},
    {"a list that is none", "letop.csv", "008,11602", "8,11602", "letop.csv:2: prestatiecodelijst: '8' is not a number of 3 digits\n"},
    /* categorieen.csv */
    {"a category that no rule can have", "categorieen.csv", "dieet,,", "eten,,", "categorieen.csv:2: categorie: 'eten' is none of consult, smr, meekijk, keten, dot, dieet, voetzorg, spirometrie, module, fundus, teststrips, specialist, oi, s3, ehealth, palliatief, tarief, contract, inzorg, lidmaatschap\n"},
    {"another word for the eigen risico", "categorieen.csv", "dieet,,ja", "dieet,,soms", "categorieen.csv:2: eigen_risico: 'soms' is none of ja, nee, onbekend\n"},
    {"no word for the eigen risico", "categorieen.csv", "dieet,,ja", "dieet,,", "categorieen.csv:2: eigen_risico: '' is none of ja, nee, onbekend\n"},
    {"two lists of a category in one row", "categorieen.csv", "smr,008", "smr,008 064", "categorieen.csv:3: prestatiecodelijst: '008 064' is more than one list: give each its row\n"},
    {"a category twice on one list", "categorieen.csv", "smr,,", "smr,008,", "categorieen.csv:4: categorie: it has a row of this list already; keep one\n"},
    {"another herkomst of a category", "categorieen.csv", "bron,interpretatie", "bron,boek", "categorieen.csv:2: herkomst: 'boek' " HERKOMST},
    {"a column of letop.csv is missing", "letop.csv", "betekenis", "naam", "letop.csv:1: unknown column 'naam'\nletop.csv:1: column 'betekenis' is missing\n"},
    /* a table of rules, as a file */
    {"a rule id twice", "proef.csv", "P-2,", "P-1,", "proef.csv:3: regel: rule id P-1 stands in proef.csv:2 already; give each its own\n"},
    {"a rule id twice in two tables", "algemeen.csv", "ALG-DUBBEL,,*", "P-1,,DM2", "proef.csv:2: regel: rule id P-1 stands in algemeen.csv:2 already; give each its own\n"},
    {"a field too many", "proef.csv", "P-1,,DM2", "P-1,,,DM2", "proef.csv:2: 29 fields where the header has 28\n"},
    {"a quote that is not closed", "proef.csv", "P-1,,DM2", "\"P-1,,DM2", "proef.csv:2: a quote is not closed, or text stands behind a closing quote\n"},
    {"a column of version 1 is missing", "proef.csv", "eenmalig", "enkel", "proef.csv:1: unknown column 'enkel'\nproef.csv:1: column 'eenmalig' is missing\n"},
};

/* What is wrong with the row "regel=P|code_van=12000" after these columns are changed:
 * messages without "proef.csv:2: ". */
static const struct {
    const char *reason, *columns, *problems[2];
} rule_faults[] = {
    {"nothing", "", {NULL}},
    {"a rule without an id", "regel", {"regel: '' is no id: it is empty, or has a space or ';' in it"}},
    {"a rule id with a blank", "regel=P 1", {"regel: 'P 1' is no id: it is empty, or has a space or ';' in it"}},
    {"a rule id with ';'", "regel=P;1", {"regel: 'P;1' is no id: it is empty, or has a space or ';' in it"}},
    {"programme '*' of another rule", "programma=*", {"programma: '*' is wrong here: programma '*' goes with rule ALG-DUBBEL, and only with it"}},
    {"an unknown programme", "programma=DM3", {"programma: 'DM3' has no row in programmas.csv; add one, or correct the name"}},
    {"no programme", "programma", {"programma: '' has no row in programmas.csv; add one, or correct the name"}},
    {"an unknown category", "categorie=consulten", {"categorie: 'consulten' is none of consult, smr, meekijk, keten, dot, dieet, voetzorg, spirometrie, module, fundus, teststrips, "
                                                    "specialist, oi, s3, ehealth, palliatief, tarief, contract, inzorg, lidmaatschap"}},
    {"a category of version 2", "categorie=palliatief", {NULL}},
    {"a list of four digits", "prestatiecodelijst=0008", {"prestatiecodelijst: '0008' is not a number of 3 digits"}},
    {"two faults in one column", "prestatiecodelijst=8 008 x", {"prestatiecodelijst: '8' is not a number of 3 digits", "prestatiecodelijst: 'x' is not a number of 3 digits"}},
    {"a reversed range", "code_tm=11999", {"code_tm: '11999' comes before code_van: the range is reversed"}},
    {"a range of one code", "code_tm=12000", {NULL}},
    {"a range of two lengths", "code_tm=120110", {"code_tm: '120110' differs in length from code_van (digits without leading zeros): give a row a length"}},
    {"leading zeros are no length", "code_tm=012011", {NULL}},
    {"one length with zeros, two without", "code_van=00099|code_tm=00101", {"code_tm: '00101' differs in length from code_van (digits without leading zeros): give a row a length"}},
    {"zeros only are one zero", "code_van=000|code_tm=007", {NULL}},
    {"leading zeros before a letter stay", "code_van=00A|code_tm=0B", {"code_tm: '0B' differs in length from code_van (digits without leading zeros): give a row a length"}},
    {"a reversed range in disguise", "code_van=0009|code_tm=008", {"code_tm: '008' comes before code_van: the range is reversed"}},
    {"an end without a begin", "code_van|code_tm=12011|specialisme=0313", {"code_tm: '12011' without code_van: give where the range begins"}},
    {"a range of letters is compared bytewise", "code_van=1A000|code_tm=1B000", {NULL}},
    {"a code set beside a range", "codeset=zi", {"codeset: 'zi' stands beside a range; give a rule one of the two"}},
    {"an unknown code set", "code_van|codeset=iz", {"codeset: 'iz' has no row in codesets.csv; fill it, or make the rule concept"}},
    {"an unknown code set of a concept is one without rows", "code_van|codeset=iz|status=concept", {NULL}},
    {"a zorgproduct of 8 digits", "zorgproduct=04020101", {"zorgproduct: '04020101' is neither 9 digits nor a prefix of 1 to 9 digits and '*'"}},
    {"a zorgproduct of only '*'", "zorgproduct=*", {"zorgproduct: '*' is neither 9 digits nor a prefix of 1 to 9 digits and '*'"}},
    {"a prefix of letters", "zorgproduct=0402X*", {"zorgproduct: '0402X*' is neither 9 digits nor a prefix of 1 to 9 digits and '*'"}},
    {"a prefix of 6 digits", "zorgproduct=040201*", {NULL}},
    {"a specialisme of three digits", "specialisme=313", {"specialisme: '313' is not a number of 4 digits"}},
    {"a zorgsoort of three digits", "zorgsoort=012", {"zorgsoort: '012' is not a number of 2 digits"}},
    {"a verwijsdiagnose of nine digits", "verwijsdiagnoses=000000055", {"verwijsdiagnoses: '000000055' is not a number of 1 to 8 digits"}},
    {"an unknown group", "betreft=ZOUT", {"betreft: 'ZOUT' has no row in diagnosegroepen.csv; add one, or correct the name"}},
    {"an unknown condition", "voorwaarde=voetzorgen", {"voorwaarde: unknown condition 'voetzorgen': name a category, contactregister or ledenlijst"}},
    {"conditions that are no category", "voorwaarde=dieet contactregister ledenlijst", {NULL}},
    {"a promise about contracts is no condition", "voorwaarde=volledig", {"voorwaarde: unknown condition 'volledig': name a category, contactregister or ledenlijst"}},
    {"another overlap", "overlap=alles", {"overlap: 'alles' is none of elk, start"}},
    {"a gedoogkwartaal of 2", "gedoogkwartaal=2", {"gedoogkwartaal: '2' is none of 0, 1"}},
    {"an eenmalig of ja", "eenmalig=ja", {"eenmalig: 'ja' is none of 0, 1"}},
    {"empty is 0, elk, paar and conflict", "overlap|gedoogkwartaal|eenmalig|soort|verhaal|herkomst|controle", {NULL}},
    {"an unknown grade", "zekerheid=zeker", {"zekerheid: 'zeker' is none of signaal, waarschijnlijk, vast"}},
    {"no grade", "zekerheid", {"zekerheid: '' is none of signaal, waarschijnlijk, vast"}},
    {"another side", "verhaal=beide", {"verhaal: 'beide' is none of conflict, keten"}},
    {"a reversed interval", "geldig_tot=2019-12-31", {"geldig_tot: '2019-12-31' lies before geldig_van: the interval is reversed"}},
    {"an interval without a day", "geldig_tot=2020-01-01", {NULL}},
    {"no first day", "geldig_van", {"geldig_van: '' is not a date YYYY-MM-DD"}},
    {"another status", "status=klaar", {"status: 'klaar' is none of concept, actief"}},
    {"no status", "status", {"status: '' is none of concept, actief"}},
    {"another herkomst", "herkomst=eigen", {"herkomst: 'eigen' is none of document, interpretatie"}},
    {"another controle", "controle=streng", {"controle: 'streng' is none of formeel, materieel"}},
    {"another soort", "soort=trio", {"soort: 'trio' is none of paar, verboden, contract, tarief, vereist, lid"}},
    {"a conflict_programma of two", "conflict_programma=VRM COPD", {NULL}},
    {"a conflict_programma that nobody knows", "conflict_programma=VRM HVZ", {"conflict_programma: 'HVZ' has no row in programmas.csv; add one, or correct the name"}},
    {"a conflict_programma without a selector", "code_van|conflict_programma=VRM", {NULL}},
    {"a selector that is only a list matches nothing, which is no error", "code_van|prestatiecodelijst=008|conflict_programma=VRM", {NULL}},
    {"no selector at all matches nothing, which is no error", "code_van", {NULL}},
    {"a max_dagen", "max_dagen=1", {NULL}},
    {"a max_dagen of 0 days", "max_dagen=0", {"max_dagen: '0' lets no care be: give 1 day or more, or leave it empty"}},
    {"a max_dagen of 000 days", "max_dagen=000", {"max_dagen: '000' lets no care be: give 1 day or more, or leave it empty"}},
    {"a max_dagen that is no number", "max_dagen=-1", {"max_dagen: '-1' is not a number of days of 1 to 6 digits"}},
    {"a max_dagen of 0 days says nothing of another soort", "soort=verboden|max_dagen=0", {NULL}},
    {"a max_dagen of another soort", "soort=verboden|max_dagen=1", {"max_dagen: '1' is for soort paar only: leave it empty"}},
    {"nothing that is for pairs, of another soort", "soort=verboden|gedoogkwartaal=0|eenmalig=0|overlap=elk|max_dagen", {NULL}},
    {"a gedoogkwartaal of another soort", "soort=verboden|gedoogkwartaal=1", {"gedoogkwartaal: '1' is for soort paar only: leave it empty"}},
    {"an eenmalig of another soort", "soort=verboden|eenmalig=1", {"eenmalig: '1' is for soort paar only: leave it empty"}},
    {"a start of another soort", "soort=verboden|overlap=start", {"overlap: 'start' is for soort paar only: leave it empty"}},
    {"a conflict_programma of another soort", "soort=verboden|conflict_programma=VRM", {"conflict_programma: 'VRM' is for soort paar only: leave it empty"}},
    {"a verwijsdiagnose of a single", "soort=verboden|verwijsdiagnoses=0055", {"verwijsdiagnoses: '0055' is for soorten paar and vereist only: leave it empty"}},
    {"a group of a single", "soort=lid|betreft=SUIKER", {"betreft: 'SUIKER' is for soorten paar and vereist only: leave it empty"}},
    {"both of what must be there", "soort=vereist|betreft=SUIKER|verwijsdiagnoses=0055|voorwaarde=contactregister", {NULL}},
    {"a bundle that may not be", "soort=verboden|code_van", {NULL}},
    {"vereist without a condition", "soort=vereist", {"voorwaarde: '' must name the condition by which the evidence is agreed"}},
    {"vereist without a selector", "soort=vereist|voorwaarde=contactregister|code_van",
     {"soort: a rule of soort vereist needs a code, codeset, zorgproduct, specialisme or zorgsoort to look for"}},
    {"vereist with a list alone", "soort=vereist|voorwaarde=contactregister|code_van|prestatiecodelijst=008",
     {"soort: a rule of soort vereist needs a code, codeset, zorgproduct, specialisme or zorgsoort to look for"}},
    {"lid without a condition", "soort=lid", {NULL}},
    {"lid without a selector", "soort=lid|code_van", {"soort: a rule of soort lid needs a code, codeset, zorgproduct, specialisme or zorgsoort to look for"}},
    {"lid with a specialisme", "soort=lid|code_van|specialisme=0101", {NULL}},
    {"lid with a set that is not filled yet", "soort=lid|code_van|codeset=later|status=concept", {NULL}},
    {"contract without a selector", "soort=contract|code_van", {NULL}},
    {"contract with a code", "soort=contract", {"soort: a rule of soort contract looks at all lines of its programme: leave prestatiecodelijst to zorgsoort empty"}},
    {"tarief without a selector", "soort=tarief|code_van", {NULL}},
    {"tarief with a list", "soort=tarief|code_van|prestatiecodelijst=008",
     {"soort: a rule of soort tarief looks at all lines of its programme: leave prestatiecodelijst to zorgsoort empty"}},
    {"tarief with a zorgsoort", "soort=tarief|code_van|zorgsoort=01",
     {"soort: a rule of soort tarief looks at all lines of its programme: leave prestatiecodelijst to zorgsoort empty"}},
};

/* ALG-DUBBEL, of which there is one. */
static const struct {
    const char *reason, *was, *now, *problems;
} dubbel_faults[] = {
    {"of a programme", "ALG-DUBBEL,,*", "ALG-DUBBEL,,DM2", "programma: 'DM2' is wrong here: programma '*' goes with rule ALG-DUBBEL, and only with it\n"},
    {"of soort paar", "ALG-DUBBEL,,*", "ALG-DUBBEL,paar,*", ""},
    {"of another soort", "ALG-DUBBEL,,*", "ALG-DUBBEL,verboden,*", "regel: ALG-DUBBEL is of soort paar and has no selector and no conflict_programma\n"},
    {"with a list", "keten,,", "keten,,056", "regel: ALG-DUBBEL is of soort paar and has no selector and no conflict_programma\n"},
    {"with a code", "keten,,,", "keten,,,40001", "regel: ALG-DUBBEL is of soort paar and has no selector and no conflict_programma\n"},
};

/* Loads the files of the tests after a change by `file`, `was` and `now`, if any. */
static void check_problems(const char *reason, const char *rows, const char *file, const char *was, const char *now,
                           struct text problems_wanted)
{
    struct table_files files;
    struct ruleset set;
    struct problems problems = {0};
    small_files(&files, rows);
    if (file)
        replace_in(&files, file, was, now);
    ruleset_load(&set, &(struct rule_input){.files = &files}, &problems);
    check_text(reason, (struct text){problems.text, problems.n}, problems_wanted);
    problems_release(&problems);
    ruleset_release(&set);
    table_files_release(&files);
}

START_TEST(every_fault_of_a_table_has_its_file_line_and_message)
{
    for (size_t i = 0; i < COUNT_OF(changes); i++)
        check_problems(changes[i].reason, rules, changes[i].file, changes[i].was, changes[i].now,
                       text_of(changes[i].problems));
}
END_TEST

START_TEST(every_fault_of_a_rule_has_its_column_and_what_to_do)
{
    for (size_t i = 0; i < COUNT_OF(rule_faults); i++) {
        struct buf row = {0}, want = {0};
        buf_printf(&row, "regel=P|code_van=12000|%s\n", rule_faults[i].columns);
        for (size_t k = 0; k < 2 && rule_faults[i].problems[k]; k++)
            buf_printf(&want, "proef.csv:2: %s\n", rule_faults[i].problems[k]);
        check_problems(rule_faults[i].reason, buf_string(&row), NULL, NULL, NULL, (struct text){want.at, want.n});
        buf_release(&row);
        buf_release(&want);
    }
    for (size_t i = 0; i < COUNT_OF(dubbel_faults); i++) {
        struct buf want = {0};
        if (dubbel_faults[i].problems[0])
            buf_printf(&want, "algemeen.csv:2: %s", dubbel_faults[i].problems);
        check_problems(dubbel_faults[i].reason, "", "algemeen.csv", dubbel_faults[i].was, dubbel_faults[i].now,
                       (struct text){want.at, want.n});
        buf_release(&want);
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
    struct text relaties = TEXT("van_agb,naar_agb,soort,geldig_van,geldig_tot,bron\n1,53530001,wsv,2023-01-01,,\n");
    small_files(&files, rules);
    replace_in(&files, "programmas.csv", "ASTMA,4", "ASTMA,vier");
    replace_in(&files, "tabellen.csv", ",4444,", ",3333,");
    replace_in(&files, "codesets.csv", "001,111111", "001,");
    replace_in(&files, "diagnosegroepen.csv", "SUIKER,T90", ",T90");
    replace_in(&files, "letop.csv", "negeer", "vergeet");
    replace_in(&files, "proef.csv", "12000,12011", "12011,12000");
    replace_in(&files, "proef.csv", "P-3,", "P-1,");
    ruleset_load(&set,
                 &(struct rule_input){.files = &files,
                                      .contracts = {"contracten.csv", contracts},
                                      .relaties = {"relaties.csv", relaties}},
                 &problems);
    check_text("all of them", (struct text){problems.text, problems.n},
               TEXT("programmas.csv:5: volgorde: 'vier' is not a number of 1 to 6 digits\n"
                    "tabellen.csv:5: proef and datum both name insurer 3333 on the same day\n"
                    "codesets.csv:2: code: '' is no code: leave the row out for an empty set\n"
                    "diagnosegroepen.csv:2: groep: '' is no name: give one\n"
                    "proef.csv:2: code_tm: '12000' " REVERSED
                    "proef.csv:4: betreft: 'SUIKER' has no row in diagnosegroepen.csv; add one, or correct the name\n"
                    "proef.csv:4: regel: rule id P-1 stands in proef.csv:2 already; give each its own\n"
                    "letop.csv:2: wat: 'vergeet' is none of negeer, meld\n"
                    "contracten.csv:2: programma: 'DM9' " NO_PROGRAMME
                    "contracten.csv:2: extra_tabel: 'nergens' is no table of tabellen.csv; add it, or correct the name\n"
                    "contracten.csv:2: uzovi: '332' is not a number of 4 digits\n"
                    "contracten.csv:2: agb_declarant: '1' is not a number of 8 digits\n"
                    "contracten.csv:2: geldig_van: '' " NO_DATE
                    "relaties.csv:2: van_agb: '1' is not a number of 8 digits\n"));
    if (problems.count != 14)
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
        {"more words than there are conditions", "3332,53010001,DM2,,2023-01-01,,a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag ah ai aj ak al am an ao ap aq ar as at au av aw ax ay az ba bb bc bd be bf bg bh bi bj bk bl bm bn,\n", ""},
        {"a tarief and a budget", "3332,53010001,DM2,,2023-01-01,,,,12345,0\n", ""},
        {"the largest amount", "3332,53010001,DM2,,2023-01-01,,,,999999999999,\n", ""},
        {"an amount of 13 digits", "3332,53010001,DM2,,2023-01-01,,,,1000000000000,\n", "c.csv:2: tarief_cent: '1000000000000' is not an amount of 1 to 12 digits, in eurocents\n"},
        {"an amount with a comma", "3332,53010001,DM2,,2023-01-01,,,,,\"1,00\"\n", "c.csv:2: budget_cent: '1,00' is not an amount of 1 to 12 digits, in eurocents\n"},
        {"a negative amount", "3332,53010001,DM2,,2023-01-01,,,,-1,\n", "c.csv:2: tarief_cent: '-1' is not an amount of 1 to 12 digits, in eurocents\n"},
        {"'*' with a tarief", "3332,53010001,*,,2023-01-01,,,,100,\n", "c.csv:2: tarief_cent: '100' goes with no programma '*': name the programme\n"},
        {"'*' with a budget", "3332,53010001,*,,2023-01-01,,,,,100\n", ""},
        {"an insurer of three digits", "332,53010001,DM2,,2023-01-01,,,\n", "c.csv:2: uzovi: '332' is not a number of 4 digits\n"},
        {"an insurer of letters", "333A,53010001,DM2,,2023-01-01,,,\n", "c.csv:2: uzovi: '333A' is not a number of 4 digits\n"},
        {"a declarant of seven digits", "3332,5301001,DM2,,2023-01-01,,,\n", "c.csv:2: agb_declarant: '5301001' is not a number of 8 digits\n"},
        {"an unknown programme", "3332,53010001,DM9,,2023-01-01,,,\n", "c.csv:2: programma: 'DM9' " NO_PROGRAMME},
        {"no programme", "3332,53010001,,,2023-01-01,,,\n", "c.csv:2: programma: '' " NO_PROGRAMME},
        {"'*' with a code", "3332,53010001,*,40031,2023-01-01,,,\n", "c.csv:2: prestatiecode: '40031' goes with no programma '*': name the programme\n"},
        {"a code that is none", "3332,53010001,DM2,4-1,2023-01-01,,,\n", "c.csv:2: prestatiecode: '4-1' " NO_CODE},
        {"an unknown table", "3332,53010001,DM2,,2023-01-01,,,nergens\n", "c.csv:2: extra_tabel: 'nergens' is no table of tabellen.csv; add it, or correct the name\n"},
        {"a table that names insurers too", "3332,53010001,DM2,,2023-01-01,,,datum\n", ""},
        {"no first day", "3332,53010001,DM2,,,,,\n", "c.csv:2: geldig_van: '' " NO_DATE},
        {"a last day that does not exist", "3332,53010001,DM2,,2023-01-01,2023-02-29,,\n", "c.csv:2: geldig_tot: '2023-02-29' " NO_DATE},
        {"a reversed interval", "3332,53010001,DM2,,2023-01-01,2022-01-01,,\n", "c.csv:2: geldig_tot: '2022-01-01' " BEFORE},
        {"a good row behind a bad one", "3332,53010001,DM9,,2023-01-01,,,\n3332,53010001,DM2,,2023-01-01,,,\n",
         "c.csv:2: programma: 'DM9' " NO_PROGRAMME},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct table_files files;
        struct ruleset set;
        struct problems problems = {0};
        struct buf content = {0};
        with_header(&content, contract_column, CONTRACT_COLUMNS, cases[i].rows);
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

START_TEST(every_fault_of_a_relation_has_its_line_and_message)
{
    static const struct {
        const char *reason, *rows, *problems;
    } cases[] = {
        {"no rows", "", ""},
        {"a row", "01000001,53530001,wsv,2023-01-01,2024-01-01,AGB-register\n", ""},
        {"an open row of no kind and without a source", "01000001,53530001,,2023-01-01,,\n", ""},
        {"any kind", "01000001,53530001,van alles,2023-01-01,,\n", ""},
        {"a row that is never valid", "01000001,53530001,wsv,2023-01-01,2023-01-01,\n", ""},
        {"a row to itself", "01000001,01000001,wsv,2023-01-01,,\n", "r.csv:2: naar_agb: '01000001' is the practice itself: name what it is a member of\n"},
        {"a practice of seven digits", "1000001,53530001,wsv,2023-01-01,,\n", "r.csv:2: van_agb: '1000001' is not a number of 8 digits\n"},
        {"a practice of letters", "0100000A,53530001,wsv,2023-01-01,,\n", "r.csv:2: van_agb: '0100000A' is not a number of 8 digits\n"},
        {"no group", "01000001,,wsv,2023-01-01,,\n", "r.csv:2: naar_agb: '' is not a number of 8 digits\n"},
        {"no first day", "01000001,53530001,wsv,,,\n", "r.csv:2: geldig_van: '' " NO_DATE},
        {"a last day that is none", "01000001,53530001,wsv,2023-01-01,31-12-2023,\n", "r.csv:2: geldig_tot: '31-12-2023' " NO_DATE},
        {"a reversed interval", "01000001,53530001,wsv,2023-01-02,2023-01-01,\n", "r.csv:2: geldig_tot: '2023-01-01' " BEFORE},
        {"two bad rows", "01000001,53530001,wsv,2023-01-01,,\n1,2,wsv,2023-01-01,,\n",
         "r.csv:3: van_agb: '1' is not a number of 8 digits\nr.csv:3: naar_agb: '2' is not a number of 8 digits\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct table_files files;
        struct ruleset set;
        struct problems problems = {0};
        struct buf content = {0};
        small_files(&files, rules);
        ruleset_load(&set,
                     &(struct rule_input){.files = &files,
                                          .relaties = {"r.csv", with_header(&content, relatie_column, RELATIE_COLUMNS,
                                                                            cases[i].rows)}},
                     &problems);
        check_text(cases[i].reason, (struct text){problems.text, problems.n}, text_of(cases[i].problems));
        problems_release(&problems);
        ruleset_release(&set);
        table_files_release(&files);
        buf_release(&content);
    }
}
END_TEST

START_TEST(one_to_three_rows_that_are_valid_on_the_day_lead_from_one_to_another)
{
    struct ruleset set;
    static const struct {
        const char *reason;
        uint32_t van, naar;
        const char *day;
        bool leads;
    } cases[] = {
        {"one row", 1, 2, "2023-01-01", true},
        {"not back", 2, 1, "2023-01-01", false},
        {"the day before it is valid", 1, 2, "2022-12-31", false},
        {"its last day", 1, 2, "2023-12-31", true},
        {"the day on which it is no more", 1, 2, "2024-01-01", false},
        {"two rows", 1, 3, "2023-01-01", true},
        {"two rows of which one is not valid yet", 1, 9, "2023-03-31", false},
        {"two rows of which one becomes valid", 1, 9, "2023-04-01", true},
        {"three rows", 1, 4, "2023-01-01", true},
        {"four rows", 1, 5, "2023-01-01", false},
        {"three of those four", 2, 5, "2023-01-01", true},
        {"a ring leads back", 6, 6, "2023-01-01", true},
        {"a ring has an end", 6, 1, "2023-01-01", false},
        {"who has none", 8, 1, "2023-01-01", false},
        {"nobody", 0, 99999999, "2023-01-01", false},
    };
    small_rules_and_relations(&set, "", NULL,
                              "00000003,00000004,,2023-01-01,\n00000001,00000002,,2023-01-01,2024-01-01\n00000002,00000003,,2023-01-01,\n"
                              "00000004,00000005,,2023-01-01,\n00000006,00000007,,2023-01-01,\n00000007,00000006,,2023-01-01,\n"
                              "00000002,00000009,,2023-04-01,\n00000001,00000002,,2020-01-01,2021-01-01\n",
                              false);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        day d = 0;
        if (!day_parse_wide(text_of(cases[i].day), &d)
            || ruleset_leads(&set, cases[i].van, cases[i].naar, d) != cases[i].leads)
            ck_abort_msg("%s", cases[i].reason);
    }
    static const struct {
        const char *reason;
        uint32_t naar;
        const char *day;
        bool any;
    } members[] = {{"a row", 2, "2023-01-01", true}, {"an earlier one", 2, "2020-06-01", true}, {"between the two", 2, "2021-01-01", false},
                   {"nobody", 1, "2023-01-01", false}, {"beyond all", 99999999, "2023-01-01", false}};
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        day d = 0;
        if (!day_parse_wide(text_of(members[i].day), &d)
            || ruleset_has_members(&set, members[i].naar, d) != members[i].any)
            ck_abort_msg("members: %s", members[i].reason);
    }
    ruleset_release(&set);
}
END_TEST

START_TEST(a_rule_has_its_soort_its_control_and_its_side)
{
    static const struct {
        const char *reason, *columns;
        enum regel_soort soort;
        bool formeel;
        enum verhaal verhaal;
        unsigned max_dagen;
        programma_set conflict;
    } cases[] = {
        {"a pair goes without saying", "", SOORT_PAAR, true, VERHAAL_CONFLICT, 0, 0},
        {"a pair of the keten side", "soort=paar|verhaal=keten|max_dagen=120", SOORT_PAAR, true, VERHAAL_KETEN, 120, 0},
        {"a diagnosis needs more than the claim", "betreft=SUIKER", SOORT_PAAR, false, VERHAAL_CONFLICT, 0, 0},
        {"so does a single visit", "eenmalig=1", SOORT_PAAR, false, VERHAAL_CONFLICT, 0, 0},
        {"unless the table says otherwise", "eenmalig=1|controle=formeel", SOORT_PAAR, true, VERHAAL_CONFLICT, 0, 0},
        {"or says that it does", "controle=materieel", SOORT_PAAR, false, VERHAAL_CONFLICT, 0, 0},
        {"care that must be there needs more", "soort=vereist|voorwaarde=contactregister", SOORT_VEREIST, false, VERHAAL_KETEN, 0, 0},
        {"a single recovers the keten line, whatever it says", "soort=verboden|verhaal=conflict", SOORT_VERBODEN, true, VERHAAL_KETEN, 0, 0},
        {"programmes that may not stand beside it", "conflict_programma=COPD VRM", SOORT_PAAR, true, VERHAAL_CONFLICT, 0, 6},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset set;
        char *row = xprintf("regel=R|code_van=1|%s\n", cases[i].columns);
        small_rules(&set, row, NULL, false);
        const struct regel *regel = ruleset_regel(&set, TEXT("R"));
        if (!regel || regel->soort != cases[i].soort || regel->formeel != cases[i].formeel
            || regel->verhaal != cases[i].verhaal || regel->max_dagen != cases[i].max_dagen
            || regel->conflict_programmas != cases[i].conflict)
            ck_abort_msg("%s", cases[i].reason);
        free(row);
        ruleset_release(&set);
    }
}
END_TEST

START_TEST(a_rule_can_hit_by_its_selector_or_by_the_programme_beside_it)
{
    static const struct {
        const char *columns;
        bool can_hit, matches, relevant;
    } cases[] = {
        {"code_van=1", true, true, true},
        {"specialisme=0313", true, true, true},
        {"", false, false, false},
        {"prestatiecodelijst=008", false, false, false},
        {"conflict_programma=VRM", true, false, false},
        {"conflict_programma=VRM|prestatiecodelijst=008", false, false, false},
        {"conflict_programma=VRM|code_van=1", true, true, true},
        {"codeset=later|status=concept", false, false, false},
        {"soort=verboden", true, false, false},
        {"soort=verboden|prestatiecodelijst=008", false, false, false},
        {"soort=verboden|code_van=1", true, true, true},
        {"soort=contract", true, false, false},
        {"soort=tarief", true, false, false},
        {"soort=vereist|voorwaarde=contactregister|code_van=1", true, true, true},
        {"soort=lid|code_van=1", true, true, false}, /* there are no relations */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset set;
        char *row = xprintf("regel=R|%s\n", cases[i].columns);
        small_rules(&set, row, NULL, false);
        const struct regel *regel = ruleset_regel(&set, TEXT("R"));
        if (!regel || regel_can_hit(regel) != cases[i].can_hit || regel_matches_something(regel) != cases[i].matches
            || regel_makes_relevant(&set, regel) != cases[i].relevant)
            ck_abort_msg("'%s'", cases[i].columns);
        free(row);
        ruleset_release(&set);
    }
}
END_TEST

/* The row as version 1 recorded it: 24 values, each behind 0x1F, after the name of the table. */
START_TEST(a_row_keeps_the_hash_of_version_1_until_it_uses_a_later_column)
{
    static const char version_1[] = "proef\x1FP\x1F"
                                    "DM2\x1F"
                                    "consult\x1F"
                                    "008\x1F"
                                    "12000\x1F\x1F\x1F\x1F\x1F\x1F\x1F\x1F\x1F"
                                    "elk\x1F"
                                    "0\x1F"
                                    "0\x1F"
                                    "vast\x1F"
                                    "conflict\x1F"
                                    "2020-01-01\x1F\x1F"
                                    "actief\x1Ftekst\x1Ftekst\x1F"
                                    "document";
    static const struct {
        const char *reason, *columns;
        bool same;
    } cases[] = {{"as it was", "", true}, {"another value", "code_van=12001", false}, {"a soort", "soort=paar", false}, {"a controle", "controle=formeel", false},
                 {"a max_dagen", "max_dagen=12", false}, {"a conflict_programma", "conflict_programma=VRM", false}};
    char hash[DIGEST_HEX + 1], seen[COUNT_OF(cases)][DIGEST_HEX + 1];
    sha256_of(version_1, sizeof version_1 - 1, hash);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset set;
        char *row = xprintf("regel=P|prestatiecodelijst=008|code_van=12000|%s\n", cases[i].columns);
        small_rules(&set, row, NULL, false);
        const struct regel *regel = ruleset_regel(&set, TEXT("P"));
        memcpy(seen[i], regel ? regel->hash : "", regel ? sizeof seen[i] : 1);
        if ((strcmp(seen[i], hash) == 0) != cases[i].same)
            ck_abort_msg("%s", cases[i].reason);
        for (size_t k = 0; k < i; k++)
            if (strcmp(seen[i], seen[k]) == 0)
                ck_abort_msg("%s has the hash of %s", cases[i].reason, cases[k].reason);
        free(row);
        ruleset_release(&set);
    }
}
END_TEST

START_TEST(files_of_version_1_are_right)
{
    static const char programmas[] =
        "programma,volgorde,prestatiecodelijst,code_van,code_tm,geldig_van,geldig_tot,bron,herkomst\n"
        "DM2,1,056,40001,,2010-01-01,,bron,document\n";
    static const char tabellen[] = "tabel,titel,uzovi,geldig_van,geldig_tot,keten_periode,bron,herkomst\nproef,Proef,"
                                   "3332,2020-01-01,,kwartaal,bron,document\n";
    static const char proef[] =
        "regel,programma,categorie,prestatiecodelijst,code_van,code_tm,codeset,zorgproduct,specialisme,zorgsoort,"
        "verwijsdiagnoses,"
        "betreft,voorwaarde,overlap,gedoogkwartaal,eenmalig,zekerheid,verhaal,geldig_van,geldig_tot,status,"
        "omschrijving,bron,herkomst\n"
        "P,DM2,consult,008,12000,,,,,,,,,elk,0,0,vast,conflict,2020-01-01,,actief,tekst,tekst,document\n";
    static const struct {
        const char *naam, *content;
    } file[] = {{"programmas.csv", programmas}, {"tabellen.csv", tabellen}, {"proef.csv", proef},
                {"codesets.csv", "codeset,prestatiecodelijst,code\n"}, {"diagnosegroepen.csv", "groep,icpc,bron,herkomst\n"}};
    struct table_files files = {.origin = xstrdup("test")};
    struct ruleset set;
    struct problems problems = {0};
    for (size_t i = 0; i < COUNT_OF(file); i++)
        table_files_add(&files, file[i].naam, file[i].content, strlen(file[i].content));
    ruleset_load(&set,
                 &(struct rule_input){
                     .files = &files,
                     .contracts = {"c.csv", TEXT("uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,"
                                                 "voorwaarden,extra_tabel\n3332,53010001,DM2,,2023-01-01,,,\n")}},
                 &problems);
    check_text("problems", (struct text){problems.text, problems.n}, TEXT(""));
    if (set.letop_rijen || set.programma[0].titel || set.regel[0].soort != SOORT_PAAR
        || set.contract[0].tarief_cent != -1 || set.contract[0].budget_cent != -1)
        ck_abort_msg("what a file lacks is not empty");
    problems_release(&problems);
    ruleset_release(&set);
    table_files_release(&files);
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
    static const char *const naam[] = {"DM2",     "VRM",      "COPD", "ASTMA",       "DM2_NG", "VRM_NG", "COPD_NG", "OI_KETEN",
                                       "OI_WIJK", "OI_REGIO", "GEZ",  "PM_PRAKTIJK", "PM_WSV", "OUDEREN"};
    if (!set.dubbel || set.programmas != COUNT_OF(naam) || set.tabellen != 5)
        ck_abort_msg("%zu programmes, %zu tables", set.programmas, set.tabellen);
    for (unsigned i = 0; i < COUNT_OF(naam); i++) {
        check_text("programmes in order of volgorde", set.programma[i].naam, text_of(naam[i]));
        if (set.programma[i].titel != (i >= 7))
            ck_abort_msg("%s is a title: %d", naam[i], set.programma[i].titel);
    }
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

START_TEST(the_fingerprint_tells_tables_contracts_relations_and_extension_apart)
{
    static const struct {
        const char *rows, *contracts, *relaties;
        bool extend;
    } cases[] = {{"regel=A|code_van=1\n", NULL, NULL, false},
                 {"regel=A|code_van=2\n", NULL, NULL, false},
                 {"regel=A|code_van=1\n", "", NULL, false},
                 {"regel=A|code_van=1\n", "3332,53010001,DM2,,2023-01-01\n", NULL, false},
                 {"regel=A|code_van=1\n", "3332,53010001,DM2,,2023-01-01,,,,1\n", NULL, false},
                 {"regel=A|code_van=1\n", NULL, "", false},
                 {"regel=A|code_van=1\n", NULL, "01000001,53530001,,2023-01-01\n", false},
                 {"regel=A|code_van=1\n", NULL, NULL, true},
                 {"regel=A|code_van=1\n", "", NULL, true}};
    char seen[COUNT_OF(cases)][DIGEST_HEX + 1];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (int again = 0; again < 2; again++) {
            struct ruleset set;
            small_rules_and_relations(&set, cases[i].rows, cases[i].contracts, cases[i].relaties, cases[i].extend);
            if (again)
                check_string("the same again", set.fingerprint, seen[i]);
            memcpy(seen[i], set.fingerprint, sizeof seen[i]);
            ruleset_release(&set);
        }
        for (size_t k = 0; k < i; k++)
            if (strcmp(seen[i], seen[k]) == 0)
                ck_abort_msg("cases %zu and %zu have one fingerprint", k, i);
    }
}
END_TEST

START_TEST(the_eigen_risico_is_that_of_the_list_and_in_no_fingerprint)
{
    static const struct {
        const char *reason;
        enum categorie categorie;
        uint16_t lijst;
        enum eigen_risico eigen_risico;
    } cases[] = {{"a row without a list holds for any", CAT_DIEET, 12, EIGEN_RISICO_JA},
                 {"and for a line without one", CAT_DIEET, 0, EIGEN_RISICO_JA},
                 {"a row of the list goes before it", CAT_SMR, 8, EIGEN_RISICO_NEE},
                 {"of another list it is the other row", CAT_SMR, 79, EIGEN_RISICO_ONBEKEND},
                 {"without a row nobody knows", CAT_DOT, 41, EIGEN_RISICO_ONBEKEND}};
    struct table_files files;
    struct ruleset set, other;
    struct problems problems = {0};
    small_files(&files, rules);
    ruleset_load(&set, &(struct rule_input){.files = &files}, &problems);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (ruleset_eigen_risico(&set, cases[i].categorie, cases[i].lijst) != cases[i].eigen_risico)
            ck_abort_msg("not so: %s", cases[i].reason);
    replace_in(&files, "categorieen.csv", "dieet,,ja", "dieet,,nee");
    ruleset_load(&other, &(struct rule_input){.files = &files}, &problems);
    if (ruleset_eigen_risico(&other, CAT_DIEET, 12) != EIGEN_RISICO_NEE)
        ck_abort_msg("the row was not changed");
    check_string("the fingerprint", other.fingerprint, set.fingerprint);
    check_text("problems", (struct text){problems.text, problems.n}, TEXT(""));
    problems_release(&problems);
    ruleset_release(&set);
    ruleset_release(&other);
    table_files_release(&files);
}
END_TEST

START_TEST(contracts_are_what_their_rows_say_whatever_the_order_and_however_often)
{
    static const struct {
        const char *reason, *contracts;
        bool same;
    } cases[] = {{"as they are", "3332,53010001,DM2,,2023-01-01\n3333,53010001,VRM,,2023-01-01\n", true},
                 {"the other way round", "3333,53010001,VRM,,2023-01-01\n3332,53010001,DM2,,2023-01-01\n", true},
                 {"one of them twice", "3333,53010001,VRM,,2023-01-01\n3332,53010001,DM2,,2023-01-01\n3333,53010001,VRM,,2023-01-01\n", true},
                 {"one less", "3332,53010001,DM2,,2023-01-01\n", false},
                 {"a value in another column", "3332,53010001,DM2,,2023-01-01,,,,1\n3333,53010001,VRM,,2023-01-01\n", false}};
    char first[DIGEST_HEX + 1] = "";
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset set;
        small_rules(&set, "", cases[i].contracts, false);
        if (i == 0)
            memcpy(first, set.fingerprint, sizeof first);
        if ((strcmp(first, set.fingerprint) == 0) != cases[i].same)
            ck_abort_msg("%s", cases[i].reason);
        ruleset_release(&set);
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

START_TEST(the_codes_that_a_keten_line_can_have_are_listed_or_too_many)
{
    static const struct {
        const char *reason, *was, *now, *contracts, *codes; /* in room for 6; NULL: too many */
    } cases[] = {
        {"those of the programmes", "40021,", "40021,", NULL, "40011 40001 40021 11610"},
        {"one of two programmes", "40021,", "40011,", NULL, "40011 40001 11610"},
        {"as codes are compared", "40021,", "0040021,", NULL, "40011 40001 40021 11610"},
        {"a code of letters", "40021,", "K1A,", NULL, "40011 40001 K1A 11610"},
        {"a range", "40021,", "40021,40023", NULL, "40011 40001 40021 40022 40023 11610"},
        {"a range with zeros before it", "40021,", "000,002", NULL, "40011 40001 0 1 2 11610"},
        {"a range into the letters", "40021,", "K9,KB", NULL, "40011 40001 K9 KA KB 11610"},
        {"a range with letters between its numbers", "40021,", "40029,40030", NULL, NULL},
        {"a range that is too long", "40021,", "40021,40024", NULL, NULL},
        {"a contract's", "40021,", "40021,", "3332,53010001,DM2,0040031,2023-01-01\n3333,53010001,DM2,40031,2023-01-01\n3333,53010001,DM2,,2023-01-01\n",
         "40011 40001 40021 11610 40031"},
        {"too many of them", "40021,", "40021,", "3332,53010001,DM2,A,2023-01-01\n3332,53010001,DM2,B,2023-01-01\n3332,53010001,DM2,C,2023-01-01\n", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct table_files same;
        struct ruleset set;
        struct problems problems = {0};
        struct code code[6];
        struct buf got = {0}, contracts = {0};
        struct rule_input input = {.files = &same};
        small_files(&same, "");
        replace_in(&same, "programmas.csv", cases[i].was, cases[i].now);
        if (cases[i].contracts)
            input.contracts = (struct rule_file){"c.csv", with_header(&contracts, contract_column, CONTRACT_COLUMNS,
                                                                      cases[i].contracts)};
        ruleset_load(&set, &input, &problems);
        check_text(cases[i].reason, (struct text){problems.text, problems.n}, TEXT(""));
        size_t n = ruleset_ketencodes(&set, code, COUNT_OF(code));
        for (size_t k = 0; n != SIZE_MAX && k < n; k++)
            buf_printf(&got, "%s%.*s", k ? " " : "", (int)code[k].n, code[k].at);
        check_text(cases[i].reason, n == SIZE_MAX ? TEXT("too many") : (struct text){got.at, got.n},
                   text_of(cases[i].codes ? cases[i].codes : "too many"));
        buf_release(&got);
        buf_release(&contracts);
        problems_release(&problems);
        ruleset_release(&set);
        table_files_release(&same);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("ruleset",
                    (const TTest *const[]){every_fault_of_a_table_has_its_file_line_and_message,
                                           every_fault_of_a_rule_has_its_column_and_what_to_do,
                                           all_faults_of_all_files_come_at_once,
                                           every_fault_of_a_contract_has_its_line_and_message,
                                           every_fault_of_a_relation_has_its_line_and_message,
                                           one_to_three_rows_that_are_valid_on_the_day_lead_from_one_to_another,
                                           a_rule_has_its_soort_its_control_and_its_side,
                                           a_rule_can_hit_by_its_selector_or_by_the_programme_beside_it,
                                           a_row_keeps_the_hash_of_version_1_until_it_uses_a_later_column,
                                           files_of_version_1_are_right, the_tables_inside_the_program_are_right,
                                           a_missing_file_is_a_problem_and_a_missing_folder_an_error,
                                           programmes_stand_in_order_of_volgorde_and_rules_as_their_tables,
                                           the_fingerprint_tells_tables_contracts_relations_and_extension_apart,
                                           the_eigen_risico_is_that_of_the_list_and_in_no_fingerprint,
                                           contracts_are_what_their_rows_say_whatever_the_order_and_however_often,
                                           contract_rows_are_found_by_insurer_and_declarant,
                                           the_codes_that_a_keten_line_can_have_are_listed_or_too_many, NULL});
}
