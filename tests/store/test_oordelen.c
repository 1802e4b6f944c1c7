/* Verdicts: who may give which, that they stay, and what is told when the facts change. */
#include "store/oordelen.h"

#include <unistd.h>

#include "harness.h"

static const char *const ID = "5088a110b26db779";

static struct bevinding finding(const char *patient)
{
    struct bevinding b = {.patient = text_of(patient),
                          .zekerheid = VAST,
                          .uzovi = 3332,
                          .redenen = TEXT(""),
                          .programma = TEXT("DM2"),
                          .regels = TEXT("A-1;B-1"),
                          .tabel = TEXT("t"),
                          .leidende_regel = TEXT("A-1"),
                          .keten = {53010001, TEXT("K, \"1\""), TEXT("40001"), 10000, 1, 2},
                          .conflict = {1000001, TEXT("C: 1 -> 2; "), TEXT("12000"), 1234, 1, 3},
                          .verhaal = VERHAAL_CONFLICT,
                          .verhaal_bedrag_cent = 1234};
    memcpy(b.id, ID, sizeof b.id);
    return b;
}

static void change(struct store *store, int64_t run, enum wijziging wijziging, const struct bevinding *b)
{
    struct bevinding_writer writer;
    struct error err = {0};
    char *sql =
        xprintf("INSERT OR IGNORE INTO run (run, opdracht, versie, begonnen, vingerafdruk, contracten, extend_tables, "
                "gelezen, aanvaard, dubbel, afgekeurd, relevant, patienten, nieuw, herzien, vervallen) VALUES (%lld, "
                "'run', '0', '2023-01-01T00:00:00Z', 'v', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
                (long long)run);
    check_good(db_exec(store->db, sql, &err) && bevinding_writer_open(&writer, store, run, "", &err)
                   && bevinding_writer_add(&writer, wijziging, b, TEXT(""), &err),
               &err, "a change of a finding");
    bevinding_writer_close(&writer);
    free(sql);
}

static void open_fresh(struct store *store)
{
    struct error err = {0};
    char *path = scratch("oordelen.db");
    unlink(path);
    check_good(store_open(store, path, 0, &err), &err, "store_open");
    free(path);
}

/* NULL: it is taken; else a part of what stands against it. */
static void give(struct store *store, const char *why, enum oordeel oordeel, bool confirm, const char *by,
                 const char *id, const char *patient, const char *objection)
{
    struct error err = {0};
    struct oordelen oordelen;
    struct problems problems = {0};
    const struct uitspraak u = {
        .oordeel = oordeel, .bevestig = confirm, .door = text_of(by), .reden = TEXT("gezien"), .inlog = text_of(by)};
    check_good(oordelen_open(&oordelen, store, &err)
                   && oordelen_add(&oordelen, &u, text_of(id), text_of(patient), (struct place){"ids.csv", 7},
                                   &problems, &err),
               &err, why);
    if (problems.count != (objection != NULL) || oordelen.given != (objection == NULL))
        ck_abort_msg("%s: %zu objections: %.*s", why, problems.count, (int)problems.n, problems.text);
    if (objection && (!strstr(problems.text, objection) || strncmp(problems.text, "ids.csv:7: ", 11) != 0))
        ck_abort_msg("%s: %.*s", why, (int)problems.n, problems.text);
    problems_release(&problems);
    oordelen_close(&oordelen);
}

static void check_shown(struct store *store, const char *why, enum oordeel oordeel, const char *door,
                        const char *herzien)
{
    struct error err = {0};
    struct bevinding_reader reader;
    bool row = false;
    const struct bevinding_filter filter = {.statussen = 7, .oordelen = 1U << oordeel};
    check_good(bevinding_reader_open(&reader, store->db, &filter, &err) && bevinding_reader_next(&reader, &row, &err),
               &err, why);
    if (!row)
        ck_abort_msg("%s: no finding is %s", why, oordeel_name[oordeel]);
    check_text(why, reader.oordeel, text_of(oordeel == OORDEEL_GEEN ? "" : oordeel_name[oordeel]));
    check_text(why, reader.oordeel_door, text_of(door));
    check_text(why, reader.herzien, text_of(herzien));
    bevinding_reader_close(&reader);
}

START_TEST(a_terugvordering_needs_a_second_name)
{
    struct store store;
    struct bevinding b = finding("P");
    open_fresh(&store);
    change(&store, 1, WIJZIGING_NIEUW, &b);
    check_shown(&store, "not judged", OORDEEL_GEEN, "", "");
    give(&store, "nothing to confirm", OORDEEL_TERUGVORDERING, true, "Jansen", ID, "", "no terugvordering to confirm");
    give(&store, "the first", OORDEEL_TERUGVORDERING, false, "Jansen", ID, "", NULL);
    check_shown(&store, "one name", OORDEEL_TE_BEVESTIGEN, "Jansen", "");
    give(&store, "the same person, written otherwise", OORDEEL_TERUGVORDERING, true, "JANSEN", ID, "", "somebody else");
    give(&store, "another without confirming", OORDEEL_TERUGVORDERING, false, "De Vries", ID, "", "--confirm");
    give(&store, "another", OORDEEL_TERUGVORDERING, true, "De Vries", ID, "", NULL);
    check_shown(&store, "two names", OORDEEL_TERUGVORDERING, "Jansen, bevestigd door De Vries", "");
    give(&store, "again", OORDEEL_TERUGVORDERING, true, "Bakker", ID, "", "no terugvordering to confirm");
    give(&store, "anew", OORDEEL_TERUGVORDERING, false, "Bakker", ID, "", "already");
    give(&store, "a change of mind", OORDEEL_AFGEWEZEN, false, "Bakker", ID, "", NULL);
    check_shown(&store, "the latest counts", OORDEEL_AFGEWEZEN, "Bakker", "");
    give(&store, "nothing is pending now", OORDEEL_TERUGVORDERING, true, "Jansen", ID, "", "its verdict: afgewezen");
    store_close(&store);
}
END_TEST

/* Gives afgewezen on ID, which somebody looked at when `vanaf` was the number of the next verdict. */
static enum bezwaar_soort reject_as_seen_before(struct store *store, int64_t vanaf)
{
    struct error err = {0};
    struct oordelen oordelen;
    struct bezwaar bezwaar;
    const struct uitspraak u = {.oordeel = OORDEEL_AFGEWEZEN, .door = TEXT("Smit"), .reden = TEXT("gezien"),
                                .inlog = TEXT("smit"), .ongezien_vanaf = vanaf};
    check_good(oordelen_open(&oordelen, store, &err)
                   && oordelen_give(&oordelen, &u, text_of(ID), TEXT(""), &bezwaar, &err),
               &err, "a verdict on a list that was looked at before");
    if ((bezwaar.soort == BEZWAAR_GEEN) != (oordelen.given == 1))
        ck_abort_msg("%d was said, and %llu given", bezwaar.soort, (unsigned long long)oordelen.given);
    oordelen_close(&oordelen);
    return bezwaar.soort;
}

START_TEST(a_list_that_was_looked_at_holds_up_what_was_judged_since)
{
    struct store store;
    struct bevinding b = finding("P");
    open_fresh(&store);
    change(&store, 1, WIJZIGING_NIEUW, &b);
    give(&store, "the first", OORDEEL_BEVESTIGD, false, "Jansen", ID, "", NULL);
    ck_assert_int_eq(reject_as_seen_before(&store, 1), BEZWAAR_BEOORDEELD);
    ck_assert_int_eq(reject_as_seen_before(&store, 2), BEZWAAR_GEEN);
    ck_assert_int_eq(reject_as_seen_before(&store, 0), BEZWAAR_GEEN);
    store_close(&store);
}
END_TEST

START_TEST(a_verdict_stays_and_tells_what_changed_since)
{
    struct store store;
    struct bevinding b = finding("P");
    open_fresh(&store);
    change(&store, 1, WIJZIGING_NIEUW, &b);
    give(&store, "judged", OORDEEL_TERUGVORDERING, false, "Jansen", ID, "", NULL);
    b.conflict.bedrag_cent = b.verhaal_bedrag_cent = 2000;
    b.zekerheid = SIGNAAL;
    change(&store, 2, WIJZIGING_HERZIEN, &b);
    check_shown(&store, "column by column", OORDEEL_TE_BEVESTIGEN, "Jansen",
                "zekerheid: vast -> signaal; conflict_bedrag_cent: 1234 -> 2000; verhaal_bedrag_cent: 1234 -> 2000");
    give(&store, "other facts are not confirmed", OORDEEL_TERUGVORDERING, true, "De Vries", ID, "",
         "changed since Jansen");
    give(&store, "judged anew, by anybody", OORDEEL_TERUGVORDERING, false, "De Vries", ID, "", NULL);
    check_shown(&store, "as judged", OORDEEL_TE_BEVESTIGEN, "De Vries", "");
    change(&store, 3, WIJZIGING_VERVALLEN, &b);
    check_shown(&store, "lapsed", OORDEEL_TE_BEVESTIGEN, "De Vries", "vervallen: nee -> ja");
    give(&store, "nothing to recover", OORDEEL_TERUGVORDERING, true, "Jansen", ID, "", "does not stand any more");
    give(&store, "but it can be closed", OORDEEL_AFGEWEZEN, false, "Jansen", ID, "", NULL);
    check_shown(&store, "closed", OORDEEL_AFGEWEZEN, "Jansen", "");
    change(&store, 4, WIJZIGING_NIEUW, &b);
    check_shown(&store, "back again", OORDEEL_AFGEWEZEN, "Jansen", "vervallen: ja -> nee");
    store_close(&store);
}
END_TEST

START_TEST(an_id_is_of_one_finding_or_refused)
{
    struct store store;
    struct error err = {0};
    struct bevinding one = finding("P"), two = finding("Q");
    int64_t n;
    open_fresh(&store);
    change(&store, 1, WIJZIGING_NIEUW, &one);
    change(&store, 1, WIJZIGING_NIEUW, &two);
    give(&store, "unknown", OORDEEL_BEVESTIGD, false, "Jansen", "0000000000000000", "",
         "there is no finding 0000000000000000");
    give(&store, "of two patients", OORDEEL_BEVESTIGD, false, "Jansen", ID, "", "several patients");
    give(&store, "of one of them", OORDEEL_BEVESTIGD, false, "Jansen", ID, "Q", NULL);
    check_good(db_integer(store.db, "SELECT count(*) FROM v_oordeel WHERE patient = 'Q'", &n, &err), &err, "v_oordeel");
    if (n != 1)
        ck_abort_msg("%lld verdicts on Q", (long long)n);
    /* The same id twice in one call is one verdict; several ids go on. */
    struct oordelen oordelen;
    struct problems problems = {0};
    const struct uitspraak u = {.oordeel = OORDEEL_AFGEWEZEN,
                                .door = TEXT("Jansen"),
                                .reden = TEXT("x"),
                                .inlog = TEXT("jansen")};
    check_good(oordelen_open(&oordelen, &store, &err), &err, "open");
    static const char *const patient[] = {"P", "Q", "P"};
    for (size_t i = 0; i < COUNT_OF(patient); i++)
        check_good(oordelen_add(&oordelen, &u, text_of(ID), text_of(patient[i]), (struct place){"x", 1}, &problems,
                                &err),
                   &err, patient[i]);
    if (oordelen.given != 2 || problems.count)
        ck_abort_msg("%llu given", (unsigned long long)oordelen.given);
    oordelen_close(&oordelen);
    store_close(&store);
}
END_TEST

START_TEST(the_database_itself_refuses_what_must_not_be)
{
    struct store store;
    struct error err = {0};
    struct bevinding b = finding("P");
    open_fresh(&store);
    change(&store, 1, WIJZIGING_NIEUW, &b);
    give(&store, "the first", OORDEEL_TERUGVORDERING, false, "Jansen", ID, "", NULL);
#define AGAIN \
    "INSERT INTO oordeel (nummer, patient, bevinding_id, oordeel, bevestigt, door, op, reden, run, rij) SELECT NULL, " \
    "patient, bevinding_id,"
    static const struct {
        const char *why, *sql, *message;
    } cases[] = {
        {"changed", "UPDATE oordeel SET oordeel = 'afgewezen'", "oordelen worden niet gewijzigd"},
        {"deleted", "DELETE FROM oordeel", "oordelen worden niet verwijderd"},
        {"replaced", "INSERT OR REPLACE INTO oordeel SELECT * FROM oordeel", "oordelen worden niet vervangen"},
        {"confirmed by the same", AGAIN " oordeel, 1, 'jansen', op, reden, run, rij FROM oordeel", "door een ander"},
        {"confirmed over other facts", AGAIN " oordeel, 1, 'De Vries', op, reden, run, 'x' FROM oordeel", "over dezelfde feiten"},
        {"an unknown verdict", AGAIN " 'misschien', NULL, door, op, reden, run, rij FROM oordeel", "CHECK"},
        {"nobody", AGAIN " oordeel, NULL, '', op, reden, run, rij FROM oordeel", "CHECK"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool ok = db_exec(store.db, cases[i].sql, &err);
        if (ok || !strstr(err.text, cases[i].message))
            ck_abort_msg("%s: %s", cases[i].why, ok ? "taken" : err.text);
        err = (struct error){0};
    }
    check_good(
        db_exec(store.db,
                "INSERT INTO oordeel (patient, bevinding_id, oordeel, bevestigt, door, op, reden, run, rij, inlog)"
                " SELECT patient, bevinding_id, oordeel, 1, 'De Vries', op, reden, run, rij, 'devries' FROM oordeel",
                &err),
        &err, "by another");
    check_shown(&store, "confirmed", OORDEEL_TERUGVORDERING, "Jansen, bevestigd door De Vries", "");
    store_close(&store);
}
END_TEST

START_TEST(the_row_that_is_judged_holds_every_column_of_findings_csv)
{
    struct store store;
    struct error err = {0};
    struct bevinding b = finding("P");
    struct buf want = {0};
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    open_fresh(&store);
    change(&store, 1, WIJZIGING_NIEUW, &b);
    buf_text(&want, "vervallen: nee\n");
    for (int c = 0; c < BEVINDING_COLUMNS; c++) {
        char room[BEVINDING_VALUE];
        struct text value = bevinding_value(&b, c, room);
        if (c != BEV_SOORT) /* of a single only: verdicts of version 1 do not know it */
            buf_printf(&want, "%s: %.*s\n", bevinding_column[c].name, (int)value.n, value.at);
    }
    check_good(db_prepare(store.db, &stmt, "SELECT rij FROM v_bevinding_rij", &err) && db_step(stmt, &row, &err), &err,
               "rij");
    check_text("the row", db_text(stmt, 0), (struct text){want.at, want.n});
    sqlite3_finalize(stmt);
    buf_release(&want);
    store_close(&store);
}
END_TEST

Suite *suite(void)
{
    return suite_of("oordelen",
                    (const TTest *const[]){a_terugvordering_needs_a_second_name,
                                           a_list_that_was_looked_at_holds_up_what_was_judged_since, a_verdict_stays_and_tells_what_changed_since,
                                           an_id_is_of_one_finding_or_refused,
                                           the_database_itself_refuses_what_must_not_be,
                                           the_row_that_is_judged_holds_every_column_of_findings_csv, NULL});
}
