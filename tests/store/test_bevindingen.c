/* Findings in the database: read as they were written, in the order of findings.csv, every change with its event. */
#include "store/bevindingen.h"
#include "store/stand.h"

#include <unistd.h>

#include "harness.h"
#include "small_rules.h"

static void open_fresh(struct store *store)
{
    struct error err = {0};
    char *path = scratch("bevindingen.db");
    unlink(path);
    check_good(store_open(store, path, 0, &err), &err, "store_open");
    free(path);
}

static struct bevinding finding(const char *patient, const char *id)
{
    struct bevinding b = {.patient = text_of(patient),
                          .zekerheid = VAST,
                          .uzovi = 3332,
                          .redenen = TEXT("diagnose_onbekend;gedoogkwartaal"),
                          .programma = TEXT("DM2"),
                          .regels = TEXT("A-1;B-1"),
                          .categorie = CAT_DOT,
                          .tabel = TEXT("proef"),
                          .leidende_regel = TEXT("A-1"),
                          .keten = {53010001, TEXT("K, \"1\""), TEXT("40001"), 10000, 1, 2},
                          .conflict = {1000001, TEXT("C1"), TEXT("12000"), 1234, 1, 3},
                          .keten_periode = {12000, 12090},
                          .conflict_lijst = 41,
                          .conflict_zorgproduct = 40201008,
                          .conflict_periode = {12010, 12020},
                          .overlap = {12010, 12020},
                          .verhaal = VERHAAL_KETEN,
                          .verhaal_bedrag_cent = 10000};
    memcpy(b.id, id, 17);
    return b;
}

/* A finding of the keten line by itself. */
static struct bevinding single(const char *patient)
{
    struct bevinding b = finding(patient, "");
    b.soort = SOORT_TARIEF;
    b.conflict = (struct bevinding_kant){.bedrag_cent = 0};
    b.conflict_lijst = 0;
    b.conflict_zorgproduct = 0;
    b.conflict_periode = (struct period){0, 0};
    b.overlap = b.keten_periode;
    b.verhaal_bedrag_cent = 250;
    bevinding_take_id(&b);
    return b;
}

/* No column is that of `finding`. */
static struct bevinding other_finding(void)
{
    struct bevinding b = {.patient = TEXT("999990020"),
                          .zekerheid = SIGNAAL,
                          .uzovi = 3333,
                          .redenen = TEXT("diagnose_onbekend"),
                          .programma = TEXT("VRM"),
                          .regels = TEXT("A-1"),
                          .categorie = CAT_CONSULT,
                          .tabel = TEXT("extra"),
                          .leidende_regel = TEXT("B-1"),
                          .keten = {53010002, TEXT("K2"), TEXT("40011"), 9999, 7, 8},
                          .conflict = {1000002, TEXT("C2"), TEXT("12001"), 1, 7, 9},
                          .keten_periode = {12001, 12091},
                          .conflict_periode = {12011, 12021},
                          .overlap = {12011, 12021},
                          .verhaal_bedrag_cent = 1};
    memcpy(b.id, "2088a110b26db779", 17);
    return b;
}

static void change(struct store *store, int64_t run, enum wijziging wijziging, const struct bevinding *b,
                   const char *was)
{
    struct bevinding_writer writer;
    struct error err = {0};
    char *sql =
        xprintf("INSERT OR IGNORE INTO run (run, opdracht, versie, begonnen, vingerafdruk, contracten, extend_tables, "
                "gelezen, aanvaard, dubbel, afgekeurd, relevant, patienten, nieuw, herzien, vervallen) VALUES (%lld, "
                "'run', '0', '2023-01-01T00:00:00Z', 'v', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
                (long long)run);
    check_good(db_exec(store->db, sql, &err) && bevinding_writer_open(&writer, store, run, "", &err)
                   && bevinding_writer_add(&writer, wijziging, b, text_of(was), &err),
               &err, "a change of a finding");
    bevinding_writer_close(&writer);
    free(sql);
}

/* The ids that a filter lets through. */
static void check_ids(struct store *store, const char *reason, const struct bevinding_filter *filter, const char *want)
{
    struct bevinding_reader reader;
    struct error err = {0};
    struct buf ids = {0};
    bool row = true;
    check_good(bevinding_reader_open(&reader, store->db, filter, &err), &err, reason);
    while (row) {
        check_good(bevinding_reader_next(&reader, &row, &err), &err, reason);
        if (row)
            buf_printf(&ids, "%s%.1s", ids.n ? " " : "", reader.bevinding.id);
    }
    check_text(reason, (struct text){ids.at ? ids.at : "", ids.n}, text_of(want));
    bevinding_reader_close(&reader);
    buf_release(&ids);
}

/* Writes the finding to a database and reads it, whole and column by column. */
static void read_back(struct bevinding b)
{
    struct store store;
    struct bevinding_reader reader;
    struct error err = {0};
    bool row;
    open_fresh(&store);
    change(&store, 1, WIJZIGING_NIEUW, &b, "");
    check_good(bevinding_reader_open_range(&reader, store.db, &err), &err, "bevinding_reader_open_range");
    bevinding_reader_range(&reader, TEXT("999990019"), (struct text){0});
    check_good(bevinding_reader_next(&reader, &row, &err), &err, "bevinding_reader_next");
    const char *column = row ? bevinding_reader_difference(&reader, &b) : "the row";
    if (column)
        ck_abort_msg("%s is not as it was written", column);
    struct buf written = {0}, read = {0};
    bevinding_csv(&b, &written);
    bevinding_csv(&reader.bevinding, &read);
    check_text("findings.csv", (struct text){read.at, read.n}, (struct text){written.at, written.n});
    read.n = 0;
    bevinding_reader_csv(&reader, &read);
    check_text("findings.csv, from the columns", (struct text){read.at, read.n}, (struct text){written.at, written.n});
    /* Every column that differs is named: each in turn is that of a finding of which all is other. */
    const struct bevinding other = other_finding();
    for (int c = 0; c < BEVINDING_STORED; c++) {
        if (bevinding_lacks(&b, c) || c == BEV_SOORT)
            continue;
        struct bevinding one = b;
        char room[BEVINDING_VALUE];
        bevinding_set(&one, c, bevinding_value(&other, c, room));
        column = bevinding_reader_difference(&reader, &one);
        check_string("the column that differs", column ? column : "none", bevinding_column[c].name);
    }
    check_good(bevinding_reader_next(&reader, &row, &err), &err, "bevinding_reader_next");
    if (row)
        ck_abort_msg("there is one more");
    bevinding_reader_close(&reader);
    buf_release(&written);
    buf_release(&read);
    store_close(&store);
}

START_TEST(a_finding_is_read_as_it_was_written)
{
    read_back(finding("999990019", "1088a110b26db779"));
    read_back(single("999990019"));
}
END_TEST

/* The table itself keeps the two kinds apart. */
START_TEST(a_single_has_no_conflict_line_and_a_pair_has_one)
{
    struct store store;
    struct error err = {0};
    const struct bevinding pair = finding("999990019", "a088a110b26db779"), one = single("999990019");
    open_fresh(&store);
    change(&store, 1, WIJZIGING_NIEUW, &pair, "");
    change(&store, 1, WIJZIGING_NIEUW, &one, "");
    static const char *const wrong[] = {
        "UPDATE bevinding SET conflict_agb = '01000001' WHERE soort = 'tarief'",
        "UPDATE bevinding SET conflict_bedrag_cent = 1 WHERE soort = 'tarief'",
        "UPDATE bevinding SET verhaal = 'conflict' WHERE soort = 'tarief'",
        "UPDATE bevinding SET soort = 'lid' WHERE soort = 'paar'",
        "UPDATE bevinding SET conflict_bestand = NULL WHERE soort = 'paar'",
        "UPDATE bevinding SET soort = 'iets' WHERE soort = 'tarief'",
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct error refused = {0};
        if (db_exec(store.db, wrong[i], &refused))
            ck_abort_msg("taken: %s", wrong[i]);
    }
    static const char *const is[] = {
        "SELECT rij LIKE '%soort: tarief' || char(10) AND rij LIKE '%conflict_bedrag_cent: ' || char(10) || '%'"
        " FROM v_bevinding_rij WHERE soort = 'tarief'",
        "SELECT rij NOT LIKE '%soort:%' FROM v_bevinding_rij WHERE soort = 'paar'",
        "SELECT verhaal_agb = '53010001' AND verhaal_bedrag_euro = 2.5 AND conflict_bedrag_euro IS NULL FROM v_bevinding"
        " WHERE soort = 'tarief'",
        /* The keten line counts once: under vast, with the larger sum. */
        "SELECT regels = 1 AND bevindingen = 2 AND vast_euro = 100.0 AND netto_euro = 100.0 FROM v_aanbieder",
    };
    for (size_t i = 0; i < COUNT_OF(is); i++) {
        int64_t n;
        check_good(db_integer(store.db, is[i], &n, &err), &err, is[i]);
        if (n != 1)
            ck_abort_msg("%s: %lld", is[i], (long long)n);
    }
    store_close(&store);
}
END_TEST

START_TEST(a_filter_lets_through_what_it_names)
{
    struct store store;
    struct bevinding a = finding("999990019", "a088a110b26db779"), b = finding("999990020", "b088a110b26db779"),
                     c = finding("999990020", "c088a110b26db779"), d = finding("999990031", "d088a110b26db779");
    b.zekerheid = SIGNAAL;
    b.keten.agb = 53010002;
    c.categorie = CAT_CONSULT;
    c.uzovi = 3311;
    c.keten_periode = (struct period){11000, 11090};
    c.verhaal = VERHAAL_CONFLICT;
    c.verhaal_bedrag_cent = c.conflict.bedrag_cent;
    open_fresh(&store);
    /* Read in the order of findings.csv, whatever the order of writing. */
    change(&store, 1, WIJZIGING_NIEUW, &d, "");
    change(&store, 1, WIJZIGING_NIEUW, &c, "");
    change(&store, 2, WIJZIGING_NIEUW, &a, "");
    change(&store, 2, WIJZIGING_NIEUW, &b, "");
    change(&store, 2, WIJZIGING_VERVALLEN, &d, "");
    const struct {
        const char *reason;
        struct bevinding_filter filter;
        const char *ids;
    } cases[] = {
        {"those that stand", {.since = 0}, "a c b"},
        {"all", {.statussen = (1U << BEVINDING_STATUSSEN) - 1}, "a c b d"},
        {"lapsed", {.statussen = 1U << STATUS_VERVALLEN}, "d"},
        {"of the last run", {.statussen = 1U << STATUS_NIEUW}, "a b"},
        {"from before", {.statussen = 1U << STATUS_OPEN}, "c"},
        {"a patient", {.patient = TEXT("999990020")}, "c b"},
        {"an id", {.id = TEXT("c088a110b26db779")}, "c"},
        {"a grade", {.zekerheid = TEXT("signaal")}, "b"},
        {"a category", {.categorie = TEXT("consult")}, "c"},
        {"an insurer", {.uzovi = TEXT("3311")}, "c"},
        {"a provider of the keten line", {.agb = TEXT("53010002")}, "b"},
        {"a provider of the conflict line", {.agb = TEXT("01000001")}, "a c b"},
        {"since a run", {.since = 2}, "a b"},
        {"a period", {.period = {10990, 11010}}, "c"},
        {"an amount", {.min_cent = 5000}, "a b"},
        {"without a verdict", {.oordelen = 1U << OORDEEL_GEEN}, "a c b"},
        {"with one", {.oordelen = 1U << OORDEEL_BEVESTIGD}, ""},
        {"that differ from what was judged", {.herzien = true}, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_ids(&store, cases[i].reason, &cases[i].filter, cases[i].ids);
    store_close(&store);
}
END_TEST

START_TEST(every_change_has_its_event_and_a_finding_keeps_its_row)
{
    struct store store;
    struct error err = {0};
    struct bevinding b = finding("999990019", "a088a110b26db779"), changed = b;
    int64_t n;
    changed.zekerheid = SIGNAAL;
    open_fresh(&store);
    change(&store, 1, WIJZIGING_NIEUW, &b, "");
    change(&store, 2, WIJZIGING_HERZIEN, &changed, "de rij van toen");
    change(&store, 3, WIJZIGING_VERVALLEN, &changed, "");
    change(&store, 4, WIJZIGING_NIEUW, &b, "");
    static const char *const is[] = {
        "SELECT count(*) = 1 FROM bevinding",
        "SELECT gevonden_run = 4 AND gewijzigd_run = 4 AND vervallen_run IS NULL AND zekerheid = 'vast' FROM bevinding",
        ("SELECT group_concat(run || soort || iif(run < 4, was, '')) = '1nieuw,2herziende rij van toen,3vervallen,4nieuw' FROM"
         " (SELECT * FROM gebeurtenis ORDER BY gebeurtenis)"),
        /* One that comes back keeps the row that it had. */
        "SELECT was GLOB 'a088a110b26db779,signaal,*,paar' FROM gebeurtenis WHERE run = 4",
    };
    for (size_t i = 0; i < COUNT_OF(is); i++) {
        check_good(db_integer(store.db, is[i], &n, &err), &err, is[i]);
        if (n != 1)
            ck_abort_msg("%s: %lld", is[i], (long long)n);
    }
    /* Nobody changes what happened. */
    check_failed(db_exec(store.db, "DELETE FROM gebeurtenis", &err), &err, STATUS_FAILED,
                 "gebeurtenissen worden niet verwijderd");
    check_failed(db_exec(store.db, "UPDATE gebeurtenis SET run = 1", &err), &err, STATUS_FAILED,
                 "gebeurtenissen worden niet gewijzigd");
    store_close(&store);
}
END_TEST

START_TEST(totals_are_read_as_they_were_written_and_a_difference_is_named)
{
    struct store store;
    struct error err = {0};
    struct ruleset rules;
    struct totals totals, back;
    bool is = false;
    char what[64] = "";
    small_rules(&rules, "regel=R-1|code_van=A1\n", NULL, false);
    totals_init(&totals, &rules);
    totals_init(&back, &rules);
    totals.credits_applied = 3;
    totals.keten_lines[1] = 5;
    totals.findings[VAST] = 7;
    totals.net_cent[VAST] = INT64_C(999999999999);
    totals.per_tabel[0] = 2;
    const day q1 = quarter_first(12000), q2 = quarter_first(12100);
    totals.per_soort[SOORT_TARIEF] = 4;
    totals.nul_regels = 9;
    totals.wacht_op_grond_cent[VAST] = 11;
    totals_add_dekking(&totals, (struct dekking){3332, q1, 0, 4, 0});
    totals_add_dekking(&totals, (struct dekking){9999, q1, 1, 6, 6});
    totals_add_dekking(&totals, (struct dekking){9999, q1, 0, 1, 0});
    totals_add_dekking(&totals, (struct dekking){9999, q2, 0, 0, 0});
    open_fresh(&store);
    check_good(stand_write(&store, &rules, &totals, &err) && stand_read(&store, &rules, &back, &err)
                   && stand_is(&store, &rules, &back, &is, what, &err),
               &err, "the totals");
    if (!is || back.findings[VAST] != 7 || back.net_cent[VAST] != 999999999999 || back.dekkingen != 3
        || back.dekking[2].ongedekt != 6 || back.per_soort[SOORT_TARIEF] != 4 || back.nul_regels != 9
        || back.wacht_op_grond_cent[VAST] != 11)
        ck_abort_msg("other totals: %s", is ? "the same, it says" : what);
    static const struct {
        const char *sql, *what;
    } cases[] = {
        {"UPDATE stand SET waarde = 8 WHERE soort = 'findings' AND sleutel = 'vast'", "stand"},
        {"DELETE FROM stand WHERE soort = 'net_cent' AND sleutel = 'vast'", "stand"},
        {"UPDATE stand SET waarde = 0 WHERE soort = 'per_soort' AND sleutel = 'tarief'", "stand"},
        {"UPDATE stand SET waarde = 0 WHERE soort = 'wacht_op_grond_cent' AND sleutel = 'vast'", "stand"},
        {"UPDATE dekking SET ongedekt = 5 WHERE uzovi = '9999' AND ongedekt = 6", "dekking"},
        {"DELETE FROM dekking WHERE uzovi = '3332'", "dekking"},
        {"DELETE FROM dekking", "dekking"},
        {"INSERT INTO dekking VALUES ('0001', '2020Q1', 'DM2', 1, 'keten', 1, 0, NULL)", "dekking"},
        {"INSERT INTO dekking VALUES ('9999', '2099Q1', 'DM2', 1, 'keten', 1, 0, NULL)", "dekking"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        check_good(db_exec(store.db, "SAVEPOINT s", &err) && db_exec(store.db, cases[i].sql, &err)
                       && stand_is(&store, &rules, &totals, &is, what, &err),
                   &err, cases[i].sql);
        if (is || !strstr(what, cases[i].what))
            ck_abort_msg("%s: %s", cases[i].sql, is ? "the same" : what);
        check_good(db_exec(store.db, "ROLLBACK TO s; RELEASE s", &err), &err, "back");
    }
    totals_release(&totals);
    totals_release(&back);
    ruleset_release(&rules);
    store_close(&store);
}
END_TEST

Suite *suite(void)
{
    return suite_of("bevindingen",
                    (const TTest *const[]){a_finding_is_read_as_it_was_written,
                                           a_single_has_no_conflict_line_and_a_pair_has_one,
                                           a_filter_lets_through_what_it_names,
                                           every_change_has_its_event_and_a_finding_keeps_its_row,
                                           totals_are_read_as_they_were_written_and_a_difference_is_named, NULL});
}
