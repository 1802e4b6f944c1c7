/* What a run leaves on record: its files with totals that balance, and its tables, to be parsed again (semantics.md 6). */
#include "store/ledger.h"

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
    struct bestand b = {.naam = xstrdup("in.csv"), .id = id, .status = status, .bytes = 99, .gelezen = {10, 100}, .afgekeurd = {2, 20}, .dubbel = {1, 10}, .relevant = 5};
    memcpy(b.sha256, "abc", 4);
    bestand_add_reject(&b, (struct reject){.regelnr = 2, .reden = VORM_ONJUIST, .veld = COL_UZOVI});
    bestand_add_reject(&b, (struct reject){.regelnr = 3, .reden = BSN_ELFPROEF, .veld = COL_BSN});
    return b;
}

START_TEST(the_sums_are_of_the_files_that_were_taken)
{
    struct bestand b[] = {a_file(1, BESTAND_INGELEZEN), a_file(2, BESTAND_GEWEIGERD), a_file(3, BESTAND_OVERGESLAGEN), a_file(4, BESTAND_INGELEZEN)};
    b[3].niet_uniek = (struct telling){1, 7};
    struct file_sums refused = bestand_sums(&b[1]), skipped = bestand_sums(&b[2]), all = ledger_sums(b, COUNT_OF(b));
    if (refused.gelezen.n != 10 || refused.aanvaard.n || refused.relevant || skipped.gelezen.n || skipped.afgekeurd.cent)
        ck_abort_msg("a file that was not taken counts");
    if (all.gelezen.n != 20 || all.gelezen.cent != 200 || all.afgekeurd.n != 5 || all.afgekeurd.cent != 47 || all.dubbel.n != 2
        || all.aanvaard.n != 13 || all.aanvaard.cent != 133 || all.relevant != 7)
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
            ck_abort_msg("%s with profile '%s' is %s", cases[i].sha256, cases[i].profile, known ? "known" : "not known");
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
    ruleset_load(&rules, &(struct rule_input){.files = &files, .contracts = {"contracts.csv", contracts}, .extend_tables = extend}, &problems);
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
    if (is_sound && (strcmp(back.fingerprint, rules.fingerprint) != 0 || back.contracten != 1 || back.regels != rules.regels || back.extend_tables != extend))
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
    check_recorded("a column of version 2 that was changed", "UPDATE regel SET max_dagen = '1' WHERE regel = 'R-1'", false, true, false);
    check_recorded("a file that was changed",
                   "UPDATE tabelbestand SET inhoud = CAST(replace(CAST(inhoud AS TEXT), 'R-2', 'R-3') AS BLOB)"
                   " WHERE sha256 = (SELECT sha256 FROM tabelset WHERE naam = 'proef.csv')",
                   false, false, false);
    check_recorded("a file that is none", "UPDATE tabelbestand SET inhoud = x'00ff'", false, false, false);
    check_recorded("the other setting of --extend-tables", "UPDATE run SET extend_tables = 1", false, false, false);
    check_recorded("a row that was changed", "UPDATE regel SET omschrijving = 'iets anders' WHERE regel = 'R-1'", false, true, false);
    check_recorded("a row that is gone", "DELETE FROM regelset WHERE regel = 'R-2'", false, true, false);
}
END_TEST

Suite *suite(void)
{
    return suite_of("ledger", (const TTest *const[]){the_sums_are_of_the_files_that_were_taken, a_run_whose_totals_do_not_balance_is_not_recorded,
                                                     runs_and_files_are_numbered_and_known_again,
                                                     the_rules_of_a_run_come_back_from_its_record_or_not_at_all, NULL});
}
