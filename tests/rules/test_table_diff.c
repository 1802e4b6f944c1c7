/* Two versions of the tables: which rows are new, gone, changed or moved. */
#include "rules/table_diff.h"

#include "small_rules.h"

static const char *const name[] = {
    [RIJ_VERVALLEN] = "-", [RIJ_GEWIJZIGD] = "~", [RIJ_NIEUW] = "+", [RIJEN_VERZET] = "^"};

/* One word a row: what became of it, file, first column, lines. */
static void check_diff(const char *reason, const struct ruleset *was, const struct ruleset *now, const char *want)
{
    struct table_diff diff;
    struct buf got = {0};
    table_diff_make(&diff, was, now);
    for (size_t i = 0; i < diff.n; i++) {
        const struct rij_verschil *rij = &diff.rij[i];
        const struct csv_row *row = rij->now ? rij->now : rij->was;
        buf_printf(&got, "%s%s:%.*s:%zu:%zu ", name[rij->wijziging], rij->source->file, (int)row->value[0].n,
                   row->value[0].at, rij->was ? rij->was->line : 0, rij->now ? rij->now->line : 0);
    }
    check_text(reason, (struct text){got.at, got.n}, text_of(want));
    table_diff_release(&diff);
    buf_release(&got);
}

static const struct {
    const char *reason, *was, *now, *diff;
} cases[] = {
    {"the same", "regel=A|code_van=1\n", "regel=A|code_van=1\n", ""},
    {"one more", "regel=A|code_van=1\n", "regel=A|code_van=1\nregel=B|code_van=2\n", "+proef.csv:B:0:3 "},
    {"one more in front changes no order", "regel=A|code_van=1\n", "regel=B|code_van=2\nregel=A|code_van=1\n", "+proef.csv:B:0:2 "},
    {"one less", "regel=A|code_van=1\nregel=B|code_van=2\n", "regel=B|code_van=2\n", "-proef.csv:A:2:0 "},
    {"another value", "regel=A|code_van=1\n", "regel=A|code_van=1|zekerheid=signaal\n", "~proef.csv:A:2:2 "},
    {"a column of version 2", "regel=A|code_van=1\n", "regel=A|code_van=1|max_dagen=9\n", "~proef.csv:A:2:2 "},
    {"another soort", "regel=A|code_van=1\n", "regel=A|code_van=1|soort=verboden\n", "~proef.csv:A:2:2 "},
    {"another id is one less and one more", "regel=A|code_van=1\n", "regel=B|code_van=1\n", "-proef.csv:A:2:0 +proef.csv:B:0:2 "},
    {"another place", "regel=A|code_van=1\nregel=B|code_van=2\n", "regel=B|code_van=2\nregel=A|code_van=1\n", "^proef.csv:A:2:3 "},
    {"another table", "regel=A|code_van=1\n", "regel=A|code_van=1|tabel=extra\n", "-proef.csv:A:2:0 +extra.csv:A:0:2 "},
    {"all at once, in order", "regel=A|code_van=1\nregel=B|code_van=2\nregel=C|code_van=3\n",
     "regel=D|code_van=4\nregel=C|code_van=5\nregel=A|code_van=6\n", "-proef.csv:B:3:0 +proef.csv:D:0:2 ~proef.csv:C:4:3 ~proef.csv:A:2:4 ^proef.csv:A:2:4 "},
};

START_TEST(rows_are_new_gone_changed_or_moved)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset was, now;
        small_rules(&was, cases[i].was, NULL, false);
        small_rules(&now, cases[i].now, NULL, false);
        check_diff(cases[i].reason, &was, &now, cases[i].diff);
        ruleset_release(&was);
        ruleset_release(&now);
    }
}
END_TEST

static const struct {
    const char *reason, *file, *from, *to, *diff;
} files[] = {
    {"a programme's end", "programmas.csv", "40011,,2010-01-01,", "40011,,2010-01-01,2024-01-01", "~programmas.csv:VRM:2:2 "},
    {"another keten code is another row", "programmas.csv", "40011", "40012", "-programmas.csv:VRM:2:0 +programmas.csv:VRM:0:2 "},
    {"a table's insurers", "tabellen.csv", "3332 3333", "3332", "~tabellen.csv:proef:3:3 "},
    {"a code of a set", "codesets.csv", "111111", "111112", "-codesets.csv:zi:2:0 +codesets.csv:zi:0:2 "},
    {"the order of a set does not count", "codesets.csv", "zi,001,111111\nzi,,222222\n", "zi,,222222\nzi,001,111111\n", ""},
    {"a code twice, then once", "codesets.csv", "zi,,222222", "zi,001,111111", "-codesets.csv:zi:3:0 +codesets.csv:zi:0:3 "},
    {"where a group comes from", "diagnosegroepen.csv", "T90,bron", "T90,boek", "~diagnosegroepen.csv:SUIKER:2:2 "},
    {"a programme becomes a title", "programmas.csv", "COPD,3,,", "COPD,3,titel,", "~programmas.csv:COPD:4:4 "},
    {"a code that is passed over is told of", "letop.csv", "11607,negeer", "11607,meld", "~letop.csv:008:2:2 "},
    {"the order of letop counts", "letop.csv", "008,11602,11607,negeer,Koptarief,bron\n056,,,meld,Ketenzorg,bron\n", "056,,,meld,Ketenzorg,bron\n008,11602,11607,negeer,Koptarief,bron\n",
     "^letop.csv:008:2:3 "},
    {"what a category counts for", "categorieen.csv", "smr,008,nee", "smr,008,ja", "~categorieen.csv:smr:3:3 "},
    {"the order of the tables", "tabellen.csv", "extra,Extra,,2020-01-01,,kwartaal,bron,document\ndatum,Datum,4444,2020-01-01,,datum,bron,document\n",
     "datum,Datum,4444,2020-01-01,,datum,bron,document\nextra,Extra,,2020-01-01,,kwartaal,bron,document\n", "^tabellen.csv:extra:4:5 "},
};

START_TEST(every_file_has_its_own_key)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct table_files changed;
        struct ruleset was, now;
        struct problems problems = {0};
        small_rules(&was, "", NULL, false);
        small_files(&changed, "");
        replace_in(&changed, files[i].file, files[i].from, files[i].to);
        ruleset_load(&now, &(struct rule_input){.files = &changed}, &problems);
        check_text("the case itself", (struct text){problems.text, problems.n}, TEXT(""));
        check_diff(files[i].reason, &was, &now, files[i].diff);
        problems_release(&problems);
        ruleset_release(&was);
        ruleset_release(&now);
        table_files_release(&changed);
    }
}
END_TEST

START_TEST(a_file_of_one_version_only_is_all_new_or_all_gone)
{
    struct table_files less;
    struct ruleset whole, part;
    struct problems problems = {0};
    small_rules(&whole, "regel=A|code_van=1|tabel=datum\n", NULL, false);
    small_files(&less, "");
    replace_in(&less, "tabellen.csv", "datum,Datum,4444,2020-01-01,,datum,bron,document\n", "");
    ruleset_load(&part, &(struct rule_input){.files = &less}, &problems);
    check_diff("gone", &whole, &part, "-tabellen.csv:datum:5:0 -datum.csv:A:2:0 ");
    check_diff("new", &part, &whole, "+tabellen.csv:datum:0:5 +datum.csv:A:0:2 ");
    problems_release(&problems);
    ruleset_release(&whole);
    ruleset_release(&part);
    table_files_release(&less);
}
END_TEST

/* Contracts of the database beside a new file: called otherwise, and in another order. */
START_TEST(contracts_and_relations_are_compared_row_by_row_whatever_their_files_are_called)
{
    struct table_files same;
    struct ruleset was, now;
    struct problems problems = {0};
    struct buf contracts = {0}, relaties = {0};
    small_rules_and_relations(
        &was, "", "3332,53010001,DM2,,2023-01-01\n3332,53010002,VRM,,2023-01-01\n3332,53010003,COPD,,2023-01-01\n",
        "01000001,53530001,wsv,2023-01-01\n", false);
    small_files(&same, "");
    ruleset_load(&now,
                 &(struct rule_input){.files = &same,
                                      .contracts = {"nieuw.csv", with_header(&contracts, contract_column, CONTRACT_COLUMNS,
                                                                             "3332,53010003,COPD,,2023-01-01\n3332,53010001,DM2,,2023-01-01,,voetzorg\n3332,53010002,VRM,,2023-01-01\n")},
                                      .relaties = {"leden.csv", with_header(&relaties, relatie_column, RELATIE_COLUMNS, "01000002,53530001,wsv,2023-01-01\n")}},
                 &problems);
    check_text("the case itself", (struct text){problems.text, problems.n}, TEXT(""));
    check_diff("a row changed, and a member", &was, &now,
               "~nieuw.csv:3332:2:3 -relaties.csv:01000001:2:0 +leden.csv:01000002:0:2 ");
    problems_release(&problems);
    ruleset_release(&was);
    ruleset_release(&now);
    table_files_release(&same);
    buf_release(&contracts);
    buf_release(&relaties);
}
END_TEST

Suite *suite(void)
{
    return suite_of(
        "table_diff",
        (const TTest *const[]){rows_are_new_gone_changed_or_moved, every_file_has_its_own_key,
                               a_file_of_one_version_only_is_all_new_or_all_gone,
                               contracts_and_relations_are_compared_row_by_row_whatever_their_files_are_called, NULL});
}
