/* Warnings about tables that can be used: each odd thing alone, with its file, line and message;
 * and nothing about what is right. */
#include "rules/lint.h"

#include "small_rules.h"

/* What is changed in a file of the tests before it is read. */
struct change {
    const char *file, *was, *now;
};

/* The next line of `rest`, and where in it the message begins. */
static struct text next_line(struct text *rest, size_t *message)
{
    const char *lf = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    const struct text line = {rest->at, lf ? (size_t)(lf - rest->at) : rest->n};
    const char *at = line.n ? memmem(line.at, line.n, ": ", 2) : NULL;
    *message = at ? (size_t)(at - line.at) + 2 : 0;
    *rest = (struct text){rest->at + line.n + (lf != NULL), rest->n - line.n - (lf != NULL)};
    return line;
}

/* The same warnings in Dutch: of the same places, and no English. */
static void check_dutch(const struct ruleset *rules, const struct table_files *files, day d, const struct problems *english)
{
    struct problems dutch = {0};
    ruleset_lint(rules, files, d, TAAL_NEDERLANDS, &dutch);
    struct text there = {english->text, english->n}, here = {dutch.text, dutch.n};
    ck_assert_uint_eq(dutch.count, english->count);
    while (there.n) {
        size_t a, b;
        const struct text said = next_line(&there, &a), again = next_line(&here, &b);
        check_text("its place", (struct text){again.at, b}, (struct text){said.at, a});
        if (memmem(again.at, again.n, " the ", 5) || memmem(again.at, again.n, " it ", 4)
            || text_equal((struct text){said.at + a, said.n - a}, (struct text){again.at + b, again.n - b}))
            ck_abort_msg("it is not in Dutch: %s", shown(again));
    }
    problems_release(&dutch);
}

static struct problems lint(const char *rows, const struct change *change, const char *contracts, bool extend,
                            const char *today, const char *unnamed)
{
    struct table_files files;
    struct ruleset rules;
    struct problems problems = {0}, warnings = {0};
    struct buf text = {0};
    day d = 0;
    small_files(&files, rows);
    if (change->file)
        replace_in(&files, change->file, change->was, change->now);
    if (unnamed)
        table_files_add(&files, unnamed, "x\n", 2);
    buf_text(&text, contracts_header);
    buf_text(&text, contracts ? contracts : "");
    struct text content = {text.at, text.n};
    struct rule_input input = {.files = &files, .extend_tables = extend};
    if (contracts)
        input.contracts = (struct rule_file){"c.csv", content};
    ruleset_load(&rules, &input, &problems);
    if (problems.count || day_parse(text_of(today), DAY_ISO, &d) != DAY_OK)
        ck_abort_msg("the case itself is wrong: %s", shown((struct text){problems.text, problems.n}));
    ruleset_lint(&rules, &files, d, TAAL_ENGELS, &warnings);
    check_dutch(&rules, &files, d, &warnings);
    problems_release(&problems);
    ruleset_release(&rules);
    table_files_release(&files);
    buf_release(&text);
    return warnings;
}

static const struct {
    const char *reason, *rows;
    struct change change;
    const char *contracts, *warnings;
} cases[] = {
    {"the tables of the tests are in order", "regel=A|code_van=12000\n", {0}, NULL, ""},
    {"no rules at all", "", {0}, "", ""},
    /* validity of tables */
    {"a gap between two tables of an insurer", "", {"tabellen.csv", ",4444,2020-01-01", ",3333,2030-07-01"}, NULL,
     "tabellen.csv:5: insurer 3333 has no table from 2030-01-01 (end of proef) up to 2030-07-01: keten lines of those quarters are not "
     "checked; move an end, or add a table\n"},
    {"tables that touch leave no gap", "", {"tabellen.csv", ",4444,2020-01-01", ",3333,2030-01-01"}, NULL, ""},
    {"a gap in which no quarter begins is none", "", {"tabellen.csv", "2030-01-01,kwartaal,bron,document\nextra,Extra,,2020-01-01,,kwartaal,bron,document\ndatum,Datum,4444,2020-01-01",
      "2030-01-02,kwartaal,bron,document\nextra,Extra,,2020-01-01,,kwartaal,bron,document\ndatum,Datum,3333,2030-04-01"}, NULL, ""},
    {"a table that begins inside a quarter", "", {"tabellen.csv", "proef,Proef,3332 3333,2020-01-01", "proef,Proef,3332 3333,2020-02-01"}, NULL,
     "tabellen.csv:3: proef begins on 2020-02-01, inside a quarter: it is not used for 2020Q1; give the first day of a quarter\n"},
    {"insurers whose last table ended", "", {"tabellen.csv", "2020-01-01,2030-01-01", "2020-01-01,2024-01-01"}, NULL,
     "tabellen.csv:3: no table for 3332 3333 on 2025-04-01: proef, the last one, ended on 2024-01-01; add the new contract's, or give "
     "--extend-tables\n"},
    {"an insurer whose first table is yet to begin", "", {"tabellen.csv", ",4444,2020-01-01", ",4444,2026-01-01"}, NULL,
     "tabellen.csv:5: no table for 4444 on 2025-04-01: datum begins later; add one for the time before it\n"},
    /* rows of every file */
    {"a table without a source", "", {"tabellen.csv", "kwartaal,bron,interpretatie", "kwartaal,,interpretatie"}, NULL,
     "tabellen.csv:2: bron is empty: write where the row comes from (document, section, row)\n"},
    {"a programme without a source", "", {"programmas.csv", "2010-01-01,,bron", "2010-01-01,,"}, NULL,
     "programmas.csv:2: bron is empty: write where the row comes from (document, section, row)\n"},
    {"a group without a source", "", {"diagnosegroepen.csv", "T90,bron", "T90,"}, NULL,
     "diagnosegroepen.csv:2: bron is empty: write where the row comes from (document, section, row)\n"},
    {"a rule without a source", "regel=A|code_van=1\nregel=B|code_van=2|bron\n", {0}, NULL,
     "proef.csv:3: bron is empty: write where the row comes from (document, section, row)\n"},
    {"a rule that is never valid", "regel=A|code_van=1|geldig_tot=2020-01-01\n", {0}, NULL,
     "proef.csv:2: geldig_van is geldig_tot: the row is never valid; drop it, or give it an end\n"},
    {"a table that is never valid", "", {"tabellen.csv", "extra,Extra,,2020-01-01,", "extra,Extra,,2020-01-01,2020-01-01"}, NULL,
     "tabellen.csv:4: geldig_van is geldig_tot: the row is never valid; drop it, or give it an end\n"},
    {"a programme that is never valid", "", {"programmas.csv", "40021,,2010-01-01,", "40021,,2010-01-01,2010-01-01"}, NULL,
     "programmas.csv:4: geldig_van is geldig_tot: the row is never valid; drop it, or give it an end\n"},
    /* rules */
    {"a concept rule", "regel=A|code_van=1|status=concept\n", {0}, NULL,
     "proef.csv:2: A is a concept and never hits: give it its codes and make it actief\n"},
    {"a rule that names nothing", "regel=A|prestatiecodelijst=008\n", {0}, NULL,
     "proef.csv:2: A has none of code_van, codeset, zorgproduct, specialisme, zorgsoort and matches nothing: give it one, or make it "
     "concept\n"},
    {"a rule after its table", "regel=A|code_van=1|geldig_van=2030-01-01\n", {0}, NULL,
     "proef.csv:2: A is valid only outside the validity of its table: it never hits; give it days of the table's\n"},
    {"a rule before its table", "regel=A|code_van=1|geldig_van=2019-01-01|geldig_tot=2020-01-01\n", {0}, NULL,
     "proef.csv:2: A is valid only outside the validity of its table: it never hits; give it days of the table's\n"},
    {"a rule that touches its table's last day", "regel=A|code_van=1|geldig_van=2029-12-31\n", {0}, NULL, ""},
    /* ranges */
    {"two ranges that overlap", "regel=A|code_van=12000|code_tm=12011\nregel=B|code_van=12011|code_tm=12020\n", {0}, NULL,
     "proef.csv:3: B and A (line 2) overlap: same programme, list and conditions, and codes in common, so a line hits both; keep each "
     "code in one of them\n"},
    {"two ranges that touch", "regel=A|code_van=12000|code_tm=12011\nregel=B|code_van=12012|code_tm=12020\n", {0}, NULL, ""},
    {"codes of two lengths never meet", "regel=A|code_van=1000|code_tm=9999\nregel=B|code_van=12012\n", {0}, NULL, ""},
    {"two lists", "regel=A|code_van=1|prestatiecodelijst=008 012\nregel=B|code_van=1|prestatiecodelijst=041\n", {0}, NULL, ""},
    {"a list in common", "regel=A|code_van=1|prestatiecodelijst=008 012\nregel=B|code_van=1|prestatiecodelijst=012\n", {0}, NULL,
     "proef.csv:3: B and A (line 2) overlap: same programme, list and conditions, and codes in common, so a line hits both; keep each "
     "code in one of them\n"},
    {"any list meets each", "regel=A|code_van=1|prestatiecodelijst=008 012\nregel=B|code_van=1\n", {0}, NULL,
     "proef.csv:3: B and A (line 2) overlap: same programme, list and conditions, and codes in common, so a line hits both; keep each "
     "code in one of them\n"},
    {"two programmes", "regel=A|code_van=1\nregel=B|code_van=1|programma=VRM\n", {0}, NULL, ""},
    {"two tables", "regel=A|code_van=1\nregel=B|code_van=1|tabel=extra\n", {0}, NULL, ""},
    {"one after the other", "regel=A|code_van=1|geldig_tot=2024-01-01\nregel=B|code_van=1|geldig_van=2024-01-01\n", {0}, NULL, ""},
    {"other verwijsdiagnoses", "regel=A|code_van=1|verwijsdiagnoses=0055\nregel=B|code_van=1|verwijsdiagnoses=0025\n", {0}, NULL, ""},
    {"the same verwijsdiagnoses in another order", "regel=A|code_van=1|verwijsdiagnoses=0055 25\nregel=B|code_van=1|verwijsdiagnoses=0025 55\n", {0}, NULL,
     "proef.csv:3: B and A (line 2) overlap: same programme, list and conditions, and codes in common, so a line hits both; keep each "
     "code in one of them\n"},
    {"another group", "regel=A|code_van=1|betreft=SUIKER\nregel=B|code_van=1|betreft=LONG\n", {0}, NULL, ""},
    {"another zorgproduct", "regel=A|code_van=15A295|zorgproduct=040201013\nregel=B|code_van=15A295|zorgproduct=040201014\n", {0}, NULL, ""},
    {"a code set meets a range", "regel=A|codeset=zi\nregel=B|code_van=222000|code_tm=223000\n", {0}, NULL,
     "proef.csv:3: B and A (line 2) overlap: same programme, list and conditions, and codes in common, so a line hits both; keep each "
     "code in one of them\n"},
    {"a range meets a code set", "regel=A|code_van=222000|code_tm=223000\nregel=B|codeset=zi\n", {0}, NULL,
     "proef.csv:3: B and A (line 2) overlap: same programme, list and conditions, and codes in common, so a line hits both; keep each "
     "code in one of them\n"},
    {"a code set that misses a range", "regel=A|codeset=zi\nregel=B|code_van=223000|code_tm=224000\n", {0}, NULL, ""},
    {"the same specialisme without a code", "regel=A|specialisme=0313\nregel=B|specialisme=0313\n", {0}, NULL,
     "proef.csv:3: B and A (line 2) overlap: same programme, list and conditions, and codes in common, so a line hits both; keep each "
     "code in one of them\n"},
    {"the surer of two that meet is meant so", "regel=A|code_van=12000|code_tm=12011|zekerheid=signaal\nregel=B|code_van=12000\n", {0}, NULL, ""},
    {"another soort", "regel=A|code_van=1\nregel=B|code_van=1|soort=verboden\n", {0}, NULL, ""},
    {"another programme beside it", "regel=A|code_van=1|conflict_programma=VRM\nregel=B|code_van=1|conflict_programma=COPD\n", {0}, NULL, ""},
    {"another max_dagen", "regel=A|code_van=1|max_dagen=1\nregel=B|code_van=1|max_dagen=2\n", {0}, NULL, ""},
    {"the same programme beside both, and no selector", "regel=A|conflict_programma=VRM\nregel=B|conflict_programma=VRM\n", {0}, NULL,
     "proef.csv:3: B and A (line 2) overlap: same programme, list and conditions, and codes in common, so a line hits both; keep each "
     "code in one of them\n"},
    {"a bundle that may not be, twice", "regel=A|soort=verboden\nregel=B|soort=verboden\n", {0}, NULL,
     "proef.csv:3: B and A (line 2) overlap: same programme, list and conditions, and codes in common, so a line hits both; keep each "
     "code in one of them\n"},
    {"two that match nothing", "regel=A\nregel=B\n", {0}, NULL,
     "proef.csv:2: A has none of code_van, codeset, zorgproduct, specialisme, zorgsoort and matches nothing: give it one, or make it concept\n"
     "proef.csv:3: B has none of code_van, codeset, zorgproduct, specialisme, zorgsoort and matches nothing: give it one, or make it concept\n"},
    {"rules of soorten that need no selector", "regel=A|soort=verboden\nregel=B|soort=contract\nregel=C|soort=tarief\nregel=D|conflict_programma=VRM\n", {0}, NULL, ""},
    {"a list alone beside a programme", "regel=A|conflict_programma=VRM|prestatiecodelijst=056\n", {0}, NULL,
     "proef.csv:2: A has none of code_van, codeset, zorgproduct, specialisme, zorgsoort and matches nothing: give it one, or make it concept\n"},
    /* keten codes */
    {"the other side names the programme", "regel=A|prestatiecodelijst=056|code_van=40011\nregel=B|conflict_programma=DM2|programma=VRM\n", {0}, NULL, ""},
    {"evidence excludes nothing", "regel=A|prestatiecodelijst=056|code_van=40011|soort=vereist|voorwaarde=contactregister\n", {0}, NULL, ""},
    {"one programme excludes the other only", "regel=A|prestatiecodelijst=056|code_van=40011\n", {0}, NULL,
     "proef.csv:2: A: DM2 excludes the keten code of VRM, which does not exclude that of DM2; add the rule of the other side, if the "
     "source has it\n"},
    {"both exclude each other", "regel=A|prestatiecodelijst=056|code_van=40011\nregel=B|prestatiecodelijst=056|code_van=40001|programma=VRM\n", {0}, NULL, ""},
    {"the other side is in another table", "regel=A|code_van=40011\nregel=B|code_van=40001|programma=VRM|tabel=extra\n", {0}, NULL,
     "proef.csv:2: A: DM2 excludes the keten code of VRM, which does not exclude that of DM2; add the rule of the other side, if the "
     "source has it\n"
     "extra.csv:2: B: VRM excludes the keten code of DM2, which does not exclude that of VRM; add the rule of the other side, if the "
     "source has it\n"},
    {"the other side is of another time", "regel=A|code_van=40011|geldig_tot=2024-01-01\nregel=B|code_van=40001|programma=VRM|geldig_van=2024-01-01\n", {0}, NULL,
     "proef.csv:2: A: DM2 excludes the keten code of VRM, which does not exclude that of DM2; add the rule of the other side, if the "
     "source has it\n"
     "proef.csv:3: B: VRM excludes the keten code of DM2, which does not exclude that of VRM; add the rule of the other side, if the "
     "source has it\n"},
    {"its own keten code is no other side", "regel=A|code_van=40001\n", {0}, NULL, ""},
    {"another list than the keten code's", "regel=A|code_van=40011|prestatiecodelijst=008\n", {0}, NULL, ""},
    {"a keten code of a contract", "regel=A|code_van=40031\n", {0}, "3332,53010001,ASTMA,40031,2023-01-01,,,\n",
     "proef.csv:2: A: DM2 excludes the keten code of ASTMA, which does not exclude that of DM2; add the rule of the other side, if the "
     "source has it\n"},
    /* contracts */
    {"a condition that a rule asks for", "regel=A|code_van=1|voorwaarde=voetzorg\n", {0}, "3332,53010001,DM2,,2023-01-01,,voetzorg,\n", ""},
    {"a condition that no rule asks for", "regel=A|code_van=1|voorwaarde=voetzorg\n", {0},
     "3332,53010001,DM2,,2023-01-01,,voetzorg,\n3332,53010001,VRM,,2023-01-01,,voetzorg voetenzorg,\n",
     "c.csv:3: no rule asks for the condition 'voetenzorg': look for a typing error, or take it out\n"},
    {"what is promised of contracts", "", {0}, "3332,53010001,DM2,,2023-01-01,,volledig,\n", ""},
    {"a member list that no rule asks for", "", {0}, "3332,53010001,DM2,,2023-01-01,,ledenlijst,\n",
     "c.csv:2: no rule asks for the condition 'ledenlijst': look for a typing error, or take it out\n"},
    {"a word that nobody knows", "", {0}, "3332,53010001,DM2,,2023-01-01,,zomaar iets,\n",
     "c.csv:2: no rule asks for the condition 'zomaar': look for a typing error, or take it out\n"
     "c.csv:2: no rule asks for the condition 'iets': look for a typing error, or take it out\n"},
    {"an insurer that no table names", "", {0}, "9999,53010001,DM2,,2023-01-01,,,\n",
     "c.csv:2: no table of tabellen.csv names insurer 9999: its keten lines are not checked; add it to one\n"},
    {"a contract row that is never valid", "", {0}, "3332,53010001,DM2,,2023-01-01,2023-01-01,,\n",
     "c.csv:2: geldig_van is geldig_tot: the row is never valid; drop it, or give it an end\n"},
};

START_TEST(every_odd_thing_has_its_file_line_and_message)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct problems warnings = lint(cases[i].rows, &cases[i].change, cases[i].contracts, false, "2025-05-17", NULL);
        check_text(cases[i].reason, (struct text){warnings.text, warnings.n}, text_of(cases[i].warnings));
        problems_release(&warnings);
    }
}
END_TEST

START_TEST(extension_covers_today_and_the_day_counts_by_its_quarter)
{
    static const struct {
        const char *today;
        bool extend, warned;
    } days[] = {{"2029-12-31", false, false}, {"2030-01-01", false, true}, {"2030-02-14", false, true}, {"2031-01-01", true, false}};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        struct problems warnings = lint("", &(struct change){0}, NULL, days[i].extend, days[i].today, NULL);
        if ((warnings.count == 1) != days[i].warned)
            ck_abort_msg("%s: %zu warnings", days[i].today, warnings.count);
        problems_release(&warnings);
    }
}
END_TEST

START_TEST(a_file_that_no_table_names_is_told)
{
    struct problems warnings = lint("", &(struct change){0}, NULL, false, "2025-05-17", "proef_oud.csv");
    check_text("a file", (struct text){warnings.text, warnings.n},
               TEXT("proef_oud.csv: tabellen.csv has no row for this file: it is not read; add the row, or take the file away\n"));
    problems_release(&warnings);
}
END_TEST

START_TEST(rules_that_never_hit_are_told_by_what_the_lines_say)
{
    struct ruleset rules;
    struct problems warnings = {0};
    small_rules(&rules,
                "regel=A|code_van=1\nregel=B|code_van=2\nregel=C|code_van=3\nregel=D|code_van=4|status=concept\n", NULL,
                false);
    struct regel_gebruik gebruik[] = {{0, 0}, {12, 3}, {0, 0}, {7, 0}, {5, 0}};
    ruleset_lint_use(&rules, gebruik, &(const struct numbers){(uint32_t[]){9}, 1}, &warnings);
    check_text("of an insurer that is not there", (struct text){warnings.text, warnings.n},
               TEXT("algemeen.csv:2: ALG-DUBBEL makes no finding in this database\n"));
    problems_release(&warnings);
    size_t proef = 0;
    while (rules.tabel[proef].every_insurer)
        proef++;
    ruleset_lint_use(&rules, gebruik, &rules.tabel[proef].uzovi, &warnings);
    check_text("ALG-DUBBEL, B and C", (struct text){warnings.text, warnings.n},
               TEXT("algemeen.csv:2: ALG-DUBBEL makes no finding in this database\n"
                    "proef.csv:3: B never hits: no stored line matches it; look at its codes, and whether the exports have such lines\n"
                    "proef.csv:4: C never hits: 7 stored lines match it, none beside a keten line in a way that it asks for; look at its "
                    "programme, validity and conditions\n"));
    problems_release(&warnings);
    ruleset_release(&rules);
}
END_TEST

START_TEST(the_tables_inside_the_program_have_no_odd_things_but_their_concepts_and_a_year_without_a_document)
{
    struct table_files files;
    struct ruleset rules;
    struct problems problems = {0}, warnings = {0};
    struct error err = {0};
    day d = 0;
    check_good(table_files_read(&files, NULL, &err) && day_parse(TEXT("2023-05-17"), DAY_ISO, &d) == DAY_OK, &err,
               "the embedded tables");
    ruleset_load(&rules, &(struct rule_input){.files = &files}, &problems);
    ruleset_lint(&rules, &files, d, TAAL_ENGELS, &warnings);
    struct text rest = {warnings.text, warnings.n};
    for (const char *lf; rest.n && (lf = memchr(rest.at, '\n', rest.n)) != NULL;) {
        struct text line = {rest.at, (size_t)(lf - rest.at)};
        /* Zorg en Zekerheid: no document of 2023. */
        if (!memmem(line.at, line.n, "is a concept", 12) && !memmem(line.at, line.n, " 7085 ", 6))
            ck_abort_msg("%s", shown(line));
        rest = (struct text){lf + 1, rest.n - line.n - 1};
    }
    problems_release(&problems);
    problems_release(&warnings);
    ruleset_release(&rules);
    table_files_release(&files);
}
END_TEST

Suite *suite(void)
{
    return suite_of(
        "lint",
        (const TTest *const[]){
            every_odd_thing_has_its_file_line_and_message, extension_covers_today_and_the_day_counts_by_its_quarter,
            a_file_that_no_table_names_is_told, rules_that_never_hit_are_told_by_what_the_lines_say,
            the_tables_inside_the_program_have_no_odd_things_but_their_concepts_and_a_year_without_a_document, NULL});
}
