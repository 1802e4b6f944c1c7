/* What a run leaves on record: its files with totals that balance, and its tables,
 * to be parsed again (semantics.md 6). */
#include "store/ledger.h"

#include <stdio.h>
#include <unistd.h>

#include "harness.h"
#include "small_rules.h"

static void open_fresh(struct store *store)
{
    struct error err = {0};
    char *path = scratch("ledger.db");
    unlink(path);
    check_good(store_open(store, path, 0, &err), &err, "store_open");
    free(path);
}

/* A file of which 10 lines were read, for 100 cents: 2 are rejected, 1 is a duplicate. */
static struct bestand a_file(uint32_t id, enum bestand_status status)
{
    struct bestand b = {.naam = xstrdup("in.csv"),
                        .id = id,
                        .status = status,
                        .bytes = 99,
                        .gelezen = {10, 100},
                        .afgekeurd = {2, 20},
                        .dubbel = {1, 10},
                        .relevant = 5};
    memcpy(b.sha256, "abc", 4);
    bestand_add_reject(&b, (struct reject){.regelnr = 2, .reden = VORM_ONJUIST, .veld = COL_UZOVI});
    bestand_add_reject(&b, (struct reject){.regelnr = 3, .reden = BSN_ELFPROEF, .veld = COL_BSN});
    return b;
}

START_TEST(the_sums_are_of_the_files_that_were_taken)
{
    struct bestand b[] = {a_file(1, BESTAND_INGELEZEN), a_file(2, BESTAND_GEWEIGERD), a_file(3, BESTAND_OVERGESLAGEN),
                          a_file(4, BESTAND_INGELEZEN)};
    b[3].niet_uniek = (struct telling){1, 7};
    struct file_sums refused = bestand_sums(&b[1]), skipped = bestand_sums(&b[2]), all = ledger_sums(b, COUNT_OF(b));
    if (refused.gelezen.n != 10 || refused.aanvaard.n || refused.relevant || skipped.gelezen.n
        || skipped.afgekeurd.cent)
        ck_abort_msg("a file that was not taken counts");
    if (all.gelezen.n != 20 || all.gelezen.cent != 200 || all.afgekeurd.n != 5 || all.afgekeurd.cent != 47
        || all.dubbel.n != 2 || all.aanvaard.n != 13 || all.aanvaard.cent != 133 || all.relevant != 7)
        ck_abort_msg("accepted %llu lines, %llu cents; relevant %llu", (unsigned long long)all.aanvaard.n,
                     (unsigned long long)all.aanvaard.cent, (unsigned long long)all.relevant);
    for (size_t i = 0; i < COUNT_OF(b); i++)
        bestand_release(&b[i]);
}
END_TEST

START_TEST(a_run_whose_totals_do_not_balance_is_not_recorded)
{
    static const struct {
        const char *reason;
        bool good;
        int64_t lines, cents, rejected, rejects, duplicates, duplicate_cents;
    } cases[] = {
        {"in order", true, 0, 0, 0, 0, 0, 0},
        {"a reject was not kept", false, 0, 0, 1, 0, 0, 0},
        {"a reject too many was kept", false, 0, 0, 0, 1, 0, 0},
        {"more lines are accounted for than were read", false, -8, 0, 0, 0, 0, 0},
        {"more cents are accounted for than were read", false, 0, -80, 0, 0, 0, 0},
        {"more duplicates than lines", false, 0, 0, 0, 0, 10, 0},
        {"more euros of duplicates than of lines", false, 0, 0, 0, 0, 0, 100},
    };
    struct ruleset rules;
    small_rules(&rules, "", NULL, false);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct store store;
        struct run_record run;
        struct error err = {0};
        struct bestand b = a_file(1, BESTAND_INGELEZEN);
        b.gelezen.n += (uint64_t)cases[i].lines;
        b.gelezen.cent += (uint64_t)cases[i].cents;
        b.afgekeurd.n += (uint64_t)cases[i].rejected;
        b.dubbel.n += (uint64_t)cases[i].duplicates;
        b.dubbel.cent += (uint64_t)cases[i].duplicate_cents;
        if (cases[i].rejects)
            bestand_add_reject(&b, (struct reject){.regelnr = 4, .reden = VORM_ONJUIST, .veld = COL_BSN});
        open_fresh(&store);
        check_good(ledger_begin(&store, "run", &run, &err), &err, "ledger_begin");
        bool ok = ledger_write(&store, &run, &rules, "", &b, 1, &err);
        if (cases[i].good)
            check_good(ok, &err, cases[i].reason);
        else
            check_failed(ok, &err, STATUS_FAILED, "in.csv: the control totals do not balance");
        store_close(&store);
        bestand_release(&b);
    }
    ruleset_release(&rules);
}
END_TEST

START_TEST(runs_and_files_are_numbered_and_known_again)
{
    struct ruleset rules;
    struct store store;
    struct error err = {0};
    struct run_record run;
    int64_t id;
    char *fingerprint;
    small_rules(&rules, "", NULL, false);
    open_fresh(&store);
    check_good(ledger_last_fingerprint(&store, &fingerprint, &err), &err, "ledger_last_fingerprint");
    if (fingerprint)
        ck_abort_msg("a run before the first has a fingerprint");
    struct bestand b[] = {a_file(1, BESTAND_INGELEZEN), a_file(2, BESTAND_GEWEIGERD)};
    memcpy(b[1].sha256, "def", 4);
    check_good(ledger_begin(&store, "run", &run, &err) && ledger_next_bestand(&store, &id, &err), &err, "ledger_begin");
    if (run.run != 1 || id != 1)
        ck_abort_msg("the first run is %lld, its first file %lld", (long long)run.run, (long long)id);
    check_good(ledger_write(&store, &run, &rules, "profiel", b, 2, &err) && ledger_begin(&store, "recheck", &run, &err)
                   && ledger_next_bestand(&store, &id, &err) && ledger_last_fingerprint(&store, &fingerprint, &err),
               &err, "the next run");
    if (run.run != 2 || id != 3)
        ck_abort_msg("the next run is %lld, its first file %lld", (long long)run.run, (long long)id);
    check_string("the last fingerprint", fingerprint, rules.fingerprint);
    static const struct {
        const char *sha256, *profile;
        bool known;
    } cases[] = {{"abc", "profiel", true}, {"abc", "", false}, {"def", "profiel", false}, {"ghi", "profiel", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool known = !cases[i].known;
        check_good(ledger_knows(&store, cases[i].sha256, cases[i].profile, &known, &err), &err, "ledger_knows");
        if (known != cases[i].known)
            ck_abort_msg("%s with profile '%s' is %s", cases[i].sha256, cases[i].profile,
                         known ? "known" : "not known");
    }
    free(fingerprint);
    store_close(&store);
    bestand_release(&b[0]);
    bestand_release(&b[1]);
    ruleset_release(&rules);
}
END_TEST

/* Writes a run with these files of tables, changes the record by `sql`, and reads the rules back. */
static void check_recorded(const char *reason, const char *sql, bool extend, bool sound, bool holds)
{
    struct table_files files;
    struct problems problems = {0};
    struct ruleset rules, back;
    struct store store;
    struct error err = {0};
    struct run_record run;
    bool is_sound = false, does_hold = false;
    struct buf text = {0};
    buf_text(&text, contracts_header);
    buf_text(&text, "3332,53010001,DM2,40091,2023-01-01,,,\n");
    struct text contracts = {text.at, text.n};
    small_files(&files, "regel=R-1|code_van=A1\nregel=R-2|code_van=A2\n");
    ruleset_load(&rules,
                 &(struct rule_input){.files = &files,
                                      .contracts = {"contracts.csv", contracts},
                                      .extend_tables = extend,
                                      .max_bevindingen = MAX_BEVINDINGEN},
                 &problems);
    ck_assert_uint_eq(problems.count, 0);
    open_fresh(&store);
    check_good(ledger_begin(&store, "run", &run, &err) && ledger_write_tables(&store, run.run, &rules, &files, &err)
                   && ledger_write(&store, &run, &rules, "", NULL, 0, &err) && db_exec(store.db, sql, &err)
                   && ledger_rules_of_run(&store, 1, &back, &is_sound, &err),
               &err, reason);
    if (is_sound)
        check_good(ledger_holds_rules(&store, &back, &does_hold, &err), &err, reason);
    if (is_sound != sound || does_hold != holds)
        ck_abort_msg("%s: sound %d, the rows are there %d", reason, is_sound, does_hold);
    if (is_sound
        && (strcmp(back.fingerprint, rules.fingerprint) != 0 || back.contracten != 1 || back.regels != rules.regels
            || back.extend_tables != extend))
        ck_abort_msg("%s: other rules", reason);
    ruleset_release(&rules);
    ruleset_release(&back);
    table_files_release(&files);
    buf_release(&text);
    store_close(&store);
}

START_TEST(the_rules_of_a_run_come_back_from_its_record_or_not_at_all)
{
    check_recorded("as it was", "SELECT 1", false, true, true);
    check_recorded("with --extend-tables", "SELECT 1", true, true, true);
    check_recorded("no such run", "DELETE FROM run", false, false, false);
    check_recorded("a file less", "DELETE FROM tabelset WHERE naam = 'proef.csv'", false, false, false);
    check_recorded("without the contracts", "DELETE FROM contract", false, false, false);
    check_recorded("a contract that was changed", "UPDATE contract SET voorwaarden = 'voetzorg'", false, false, false);
    check_recorded("a contract of a later run", "UPDATE contract SET van_run = 2", false, false, false);
    check_recorded("a contract that ended before", "UPDATE contract SET tot_run = 1", false, false, false);
    check_recorded("a contract that ended later", "UPDATE contract SET tot_run = 2", false, true, true);
    check_recorded("a run that had no contracts", "UPDATE run SET contracten = NULL", false, false, false);
    check_recorded("a column of version 2 that was changed", "UPDATE regel SET max_dagen = '1' WHERE regel = 'R-1'",
                   false, true, false);
    check_recorded("a file that was changed",
                   "UPDATE tabelbestand SET inhoud = CAST(replace(CAST(inhoud AS TEXT), 'R-2', 'R-3') AS BLOB)"
                   " WHERE sha256 = (SELECT sha256 FROM tabelset WHERE naam = 'proef.csv')",
                   false, false, false);
    check_recorded("a file that is none", "UPDATE tabelbestand SET inhoud = x'00ff'", false, false, false);
    check_recorded("the other setting of --extend-tables", "UPDATE run SET extend_tables = 1", false, false, false);
    check_recorded("a row that was changed", "UPDATE regel SET omschrijving = 'iets anders' WHERE regel = 'R-1'", false,
                   true, false);
    check_recorded("a row that is gone", "DELETE FROM regelset WHERE regel = 'R-2'", false, true, false);
}
END_TEST

/* A run with contracts and relations (NULL: none), whose rules are `rows`;
 * a file is ingested by it, called after it. */
static void make_run(struct store *store, const char *rows, const char *contracts, const char *relaties)
{
    struct table_files files;
    struct problems problems = {0};
    struct ruleset rules;
    struct run_record run;
    struct error err = {0};
    struct buf text = {0}, members = {0};
    struct rule_input input = {.files = &files, .max_bevindingen = MAX_BEVINDINGEN};
    small_files(&files, rows);
    if (contracts)
        input.contracts = (struct rule_file){"c.csv", with_header(&text, contract_column, CONTRACT_COLUMNS, contracts)};
    if (relaties)
        input.relaties = (struct rule_file){"r.csv", with_header(&members, relatie_column, RELATIE_COLUMNS, relaties)};
    ruleset_load(&rules, &input, &problems);
    check_text("the rules of the test", (struct text){problems.text, problems.n}, TEXT(""));
    check_good(ledger_begin(store, "run", &run, &err), &err, "ledger_begin");
    struct bestand b = {.naam = xprintf("file%lld", (long long)run.run),
                        .id = (uint32_t)run.run,
                        .status = BESTAND_INGELEZEN};
    snprintf(b.sha256, sizeof b.sha256, "sha%lld", (long long)run.run);
    check_good(ledger_write_tables(store, run.run, &rules, &files, &err)
                   && ledger_write(store, &run, &rules, "", &b, 1, &err),
               &err, "a run");
    bestand_release(&b);
    problems_release(&problems);
    ruleset_release(&rules);
    table_files_release(&files);
    buf_release(&text);
    buf_release(&members);
}

static void check_remembered(const char *reason, struct store *store, enum remembered kind, int64_t run,
                             const char *want)
{
    struct buf csv = {0};
    struct error err = {0};
    bool any;
    check_good(ledger_remembered(store, kind, run, &csv, &any, &err), &err, reason);
    const char *lf = any ? memchr(csv.at, '\n', csv.n) : NULL;
    struct text rows = lf ? (struct text){lf + 1, (size_t)(csv.at + csv.n - lf) - 1} : TEXT("none");
    check_text(reason, rows, text_of(want));
    buf_release(&csv);
}

static bool add_history(void *ctx, const struct text *value, int64_t van_run, int64_t tot_run, struct error *err)
{
    (void)err;
    buf_printf(ctx, "%.*s/%.*s %lld-%lld\n", (int)value[CONTRACT_AGB].n, value[CONTRACT_AGB].at,
               (int)value[CONTRACT_PROGRAMMA].n, value[CONTRACT_PROGRAMMA].at, (long long)van_run, (long long)tot_run);
    return true;
}

#define ROW_1 "3332,53010001,DM2,,2023-01-01,,,,,\n"
#define ROW_2 "3332,53010002,DM2,,2023-01-01,,\"a, \"\"b\"\"\",,,\n"
#define ROW_3 "3332,53010003,VRM,,2023-01-01,,,,1,2\n"
#define MEMBER "01000001,53530001,wsv,2023-01-01,,\n"

START_TEST(contracts_and_relations_are_kept_row_by_row_for_the_runs_that_had_them)
{
    struct store store;
    struct error err = {0};
    struct buf history = {0};
    int64_t last = -1;
    open_fresh(&store);
    check_good(ledger_last_run(&store, &last, &err), &err, "ledger_last_run");
    if (last != 0)
        ck_abort_msg("there was a run before the first");
    check_remembered("no run at all", &store, REMEMBERED_CONTRACTEN, 0, "none");
    make_run(&store, "", NULL, NULL);
    make_run(&store, "", ROW_2 ROW_1, NULL);
    make_run(&store, "", ROW_1 ROW_2 ROW_1, MEMBER);
    make_run(&store, "", ROW_3 ROW_1, MEMBER);
    make_run(&store, "", "", NULL);
    make_run(&store, "", NULL, "");
    make_run(&store, "", ROW_1, MEMBER);
    static const char *const contracts[] = {"none", ROW_1 ROW_2, ROW_1 ROW_2, ROW_1 ROW_3, "", "none", ROW_1};
    static const char *const relaties[] = {"none", "none", MEMBER, MEMBER, "none", "", MEMBER};
    for (int64_t run = 1; run <= 7; run++) {
        check_remembered("contracts", &store, REMEMBERED_CONTRACTEN, run, contracts[run - 1]);
        check_remembered("relations", &store, REMEMBERED_RELATIES, run, relaties[run - 1]);
        struct ruleset rules;
        bool sound, holds = false;
        check_good(ledger_rules_of_run(&store, run, &rules, &sound, &err)
                       && (!sound || ledger_holds_rules(&store, &rules, &holds, &err)),
                   &err, "rules");
        if (!sound || !holds)
            ck_abort_msg("run %lld: sound %d, holds %d", (long long)run, sound, holds);
        ruleset_release(&rules);
    }
    check_good(remembered_history(&store, REMEMBERED_CONTRACTEN, add_history, &history, &err), &err, "history");
    check_text("a row is stored once for the runs that had it", (struct text){history.at, history.n},
               TEXT("53010001/DM2 2-5\n53010001/DM2 7-0\n53010002/DM2 2-4\n53010003/VRM 4-5\n"));
    check_good(ledger_last_run(&store, &last, &err), &err, "ledger_last_run");
    if (last != 7)
        ck_abort_msg("the last run is %lld", (long long)last);
    buf_release(&history);
    store_close(&store);
}
END_TEST

START_TEST(a_run_with_other_contracts_or_relations_keeps_its_tables)
{
    const struct rule_file none = {0}, other = {"nieuw.csv", TEXT("uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel\n"
                                                                  "3332,53010009,DM2,,2023-01-01,,,\n3332,53010009,DM9,,2023-01-01,,,\n")};
    static const char fault[] =
        "nieuw.csv:3: programma: 'DM9' has no row in programmas.csv; add one, or correct the name\n";
    struct store store;
    struct error err = {0};
    open_fresh(&store);
    make_run(&store, "regel=R-1|code_van=A1\n", ROW_1 ROW_3, MEMBER);
    const struct {
        const char *reason;
        const struct rule_file *contracts, *relaties;
        size_t contracten, leden;
        const char *problems;
    } cases[] = {{"its own", NULL, NULL, 2, 1, ""},
                 {"no contracts", &none, NULL, 0, 1, ""},
                 {"no relations", NULL, &none, 2, 0, ""},
                 {"other contracts, of which one is wrong", &other, NULL, 2, 1, fault}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ruleset rules;
        struct problems problems = {0};
        const struct rules_instead instead = {.contracts = cases[i].contracts, .relaties = cases[i].relaties};
        check_good(ledger_rules_with(&store, 1, &instead, &rules, &problems, &err), &err, cases[i].reason);
        check_text(cases[i].reason, (struct text){problems.text, problems.n}, text_of(cases[i].problems));
        if (rules.contracten != cases[i].contracten || rules.relaties != cases[i].leden
            || !ruleset_regel(&rules, TEXT("R-1")))
            ck_abort_msg("%s: %zu contracts, %zu relations", cases[i].reason, rules.contracten, rules.relaties);
        problems_release(&problems);
        ruleset_release(&rules);
    }
    struct ruleset rules;
    struct problems problems = {0};
    check_failed(ledger_rules_with(&store, 2, &(struct rules_instead){.contracts = NULL}, &rules, &problems, &err), &err,
                 STATUS_FAILED, "there was no run yet");
    ruleset_release(&rules);
    store_close(&store);
}
END_TEST

/* What version 1 left: the file as it was, under the name '', and a fingerprint over its bytes. */
START_TEST(the_contracts_that_version_1_recorded_are_a_file)
{
    static const char file[] =
        "extra_tabel,uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden\n"
        ",3332,53010001,DM2,,2023-01-01,,\n";
    struct table_files files;
    struct problems problems = {0};
    struct ruleset rules, back;
    struct store store;
    struct error err = {0};
    struct run_record run;
    bool sound = false, any = false;
    struct buf csv = {0};
    small_files(&files, "regel=R-1|code_van=A1\n");
    ruleset_load(&rules, &(struct rule_input){.files = &files, .contracts = {"c.csv", TEXT(file)}, .by_bytes = true},
                 &problems);
    ck_assert_uint_eq(problems.count, 0);
    open_fresh(&store);
    check_good(ledger_begin(&store, "run", &run, &err) && ledger_write_tables(&store, run.run, &rules, &files, &err)
                   && ledger_write(&store, &run, &rules, "", NULL, 0, &err),
               &err, "a run");
    char *sql = xprintf("DELETE FROM contract; UPDATE run SET relevantie = '';"
                        "INSERT INTO tabelbestand VALUES ('%s', CAST('%s' AS BLOB)); INSERT INTO tabelset VALUES ('%s', '', '%s')",
                        rules.contracts_sha256, file, rules.fingerprint, rules.contracts_sha256);
    check_good(db_exec(store.db, sql, &err) && ledger_rules_of_run(&store, 1, &back, &sound, &err)
                   && ledger_remembered(&store, REMEMBERED_CONTRACTEN, 1, &csv, &any, &err),
               &err, "the record of version 1");
    if (!sound || back.contracten != 1 || !any)
        ck_abort_msg("sound %d, %zu contracts", sound, back.contracten);
    check_text("the file", (struct text){csv.at, csv.n}, TEXT(file));
    free(sql);
    buf_release(&csv);
    ruleset_release(&back);
    ruleset_release(&rules);
    table_files_release(&files);
    store_close(&store);
}
END_TEST

static void add_name(void *ctx, const char *naam)
{
    buf_printf(ctx, "%s ", naam);
}

#define CODE_1 "3332,53010001,DM2,40031,2023-01-01\n"
#define CODE_2 "3332,53010002,DM2,40031,2023-01-01\n"
#define ZEROS_1 "3332,53010001,VRM,0040031,2023-01-01\n"

START_TEST(a_file_is_named_when_it_was_read_by_rules_that_looked_at_less)
{
    static const char A1[] = "regel=R|code_van=A1\n", A2[] = "regel=R|code_van=A2\n",
                      BOTH[] = "regel=R|code_van=A1\nregel=S|code_van=A2\n",
                      MOVED[] = "regel=S|code_van=A2|zekerheid=signaal\nregel=R|code_van=A1|geldig_tot=2024-01-01\n",
                      LID[] = "regel=R|code_van=A1\nregel=S|soort=lid|code_van=A2\n";
    static const struct {
        const char *reason;
        struct {
            const char *rows, *contracts, *relaties;
        } run[3], now;
        const char *sql, *names;
    } cases[] = {
        {"the same rules", {{A1, NULL, NULL}}, {A1, NULL, NULL}, NULL, ""},
        {"a code more", {{A1, NULL, NULL}}, {BOTH, NULL, NULL}, NULL, "file1 "},
        {"a code less", {{BOTH, NULL, NULL}}, {A1, NULL, NULL}, NULL, ""},
        {"another code", {{A1, NULL, NULL}, {A2, NULL, NULL}}, {A2, NULL, NULL}, NULL, "file1 "},
        {"what does not make a line relevant", {{BOTH, NULL, NULL}}, {MOVED, NULL, NULL}, NULL, ""},
        {"every run but one looked at less", {{A1, NULL, NULL}, {BOTH, NULL, NULL}, {A2, NULL, NULL}}, {MOVED, NULL, NULL}, NULL, "file1 file3 "},
        {"the code of a contract", {{A1, NULL, NULL}}, {A1, CODE_1, NULL}, NULL, "file1 "},
        {"a contract without a code", {{A1, NULL, NULL}}, {A1, ROW_1, NULL}, NULL, ""},
        {"the code of a contract that was there", {{A1, CODE_1, NULL}}, {A1, CODE_1, NULL}, NULL, ""},
        {"that was there, with zeros, of another programme", {{A1, CODE_1, NULL}}, {A1, ZEROS_1, NULL}, NULL, ""},
        {"of another declarant", {{A1, CODE_1, NULL}}, {A1, CODE_2, NULL}, NULL, "file1 "},
        {"before it came, and after it went", {{A1, NULL, NULL}, {A1, CODE_1 CODE_2, NULL}, {A1, CODE_2, NULL}}, {A1, CODE_1, NULL}, NULL, "file1 file3 "},
        {"it went and came again", {{A1, CODE_1, NULL}, {A1, NULL, NULL}, {A1, CODE_1, NULL}}, {A1, CODE_1, NULL}, NULL, "file2 "},
        {"tables and contracts", {{A1, CODE_1, NULL}, {BOTH, NULL, NULL}, {BOTH, CODE_1, NULL}}, {BOTH, CODE_1, NULL}, NULL, "file1 file2 "},
        {"enrolment counts with the first relation", {{LID, NULL, NULL}, {LID, NULL, MEMBER}}, {LID, NULL, MEMBER}, NULL, "file1 "},
        {"relations that nobody asks for", {{A1, NULL, NULL}}, {A1, NULL, MEMBER}, NULL, ""},
        {"read by version 1", {{A1, NULL, NULL}, {A1, NULL, NULL}}, {A1, NULL, NULL}, "UPDATE run SET relevantie = '' WHERE run = 1", "file1 "},
        {"a file that was read again", {{A1, NULL, NULL}, {BOTH, NULL, NULL}}, {BOTH, NULL, NULL}, "UPDATE bestand SET sha256 = 'sha1'", ""},
        {"a file that was read again with another profile", {{A1, NULL, NULL}, {BOTH, NULL, NULL}}, {BOTH, NULL, NULL}, "UPDATE bestand SET sha256 = 'sha1', profiel = bestand", "file1 "},
        {"a file that was refused", {{A1, NULL, NULL}}, {BOTH, NULL, NULL}, "UPDATE bestand SET status = 'geweigerd'", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct store store;
        struct error err = {0};
        struct ruleset now;
        struct buf names = {0};
        open_fresh(&store);
        for (size_t k = 0; k < 3 && cases[i].run[k].rows; k++)
            make_run(&store, cases[i].run[k].rows, cases[i].run[k].contracts, cases[i].run[k].relaties);
        small_rules_and_relations(&now, cases[i].now.rows, cases[i].now.contracts, cases[i].now.relaties, false);
        check_good((!cases[i].sql || db_exec(store.db, cases[i].sql, &err))
                       && ledger_outdated(&store, &now, add_name, &names, &err),
                   &err, cases[i].reason);
        check_text(cases[i].reason, (struct text){names.at, names.n}, text_of(cases[i].names));
        buf_release(&names);
        ruleset_release(&now);
        store_close(&store);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("ledger",
                    (const TTest *const[]){the_sums_are_of_the_files_that_were_taken,
                                           a_run_whose_totals_do_not_balance_is_not_recorded,
                                           runs_and_files_are_numbered_and_known_again,
                                           the_rules_of_a_run_come_back_from_its_record_or_not_at_all,
                                           contracts_and_relations_are_kept_row_by_row_for_the_runs_that_had_them,
                                           a_run_with_other_contracts_or_relations_keeps_its_tables,
                                           the_contracts_that_version_1_recorded_are_a_file,
                                           a_file_is_named_when_it_was_read_by_rules_that_looked_at_less, NULL});
}
