/* Annexes that come back: every way in which a spreadsheet and a person may have changed them. */
#include "spiegel/antwoordbestand.h"

#include <unistd.h>

#include "harness.h"
#include "simple_finding.h"

/* Findings of a keten line of 53010001: beside a line of declarant 01000001, of which the data do not show whose line
 * is to be recovered; beside another line of its own; and beside one of 01000001 that is the one to recover. */
#define ONE "1234567890123456"
#define BOTH "aaaabbbbccccdddd"
#define OTHERS "ccccddddeeeeffff"
#define SINGLE "eeee000011112222"

/* A finding of 53010001's keten line by itself. */
static struct bevinding single(void)
{
    struct bevinding b = simple_finding(SINGLE, 0, "");
    b.soort = SOORT_LID;
    b.verhaal = VERHAAL_KETEN;
    return b;
}

static void make_database(const char *path)
{
    struct error err = {0};
    struct store store;
    struct bevinding_writer writer;
    struct bevinding one = simple_finding(ONE, 1000001, "C1"), both = simple_finding(BOTH, 53010001, "C2"),
                     others = simple_finding(OTHERS, 1000001, "C3"), one_line = single();
    one.zekerheid = WAARSCHIJNLIJK;
    one.redenen = TEXT("kant_onbepaald");
    check_good(store_open(&store, path, 0, &err)
                   && db_exec(store.db, SIMPLE_RUN_SQL, &err)
                   && bevinding_writer_open(&writer, &store, 1, "", &err)
                   && bevinding_writer_add(&writer, WIJZIGING_NIEUW, &one, TEXT(""), &err)
                   && bevinding_writer_add(&writer, WIJZIGING_NIEUW, &both, TEXT(""), &err)
                   && bevinding_writer_add(&writer, WIJZIGING_NIEUW, &others, TEXT(""), &err)
                   && bevinding_writer_add(&writer, WIJZIGING_NIEUW, &one_line, TEXT(""), &err),
               &err, "a database with four findings");
    bevinding_writer_close(&writer);
    check_good(store_commit(&store, &err), &err, "it is kept");
    store_close(&store);
}

/* The same four findings for every case: what a case writes is not committed. */
static void open_store(struct store *store)
{
    struct error err = {0};
    char *path = scratch("antwoorden.db");
    if (access(path, F_OK))
        make_database(path);
    check_good(store_open(store, path, 0, &err), &err, "the database");
    free(path);
}

static char *answers(struct store *store)
{
    struct error err = {0};
    sqlite3_stmt *stmt = NULL;
    bool row;
    check_good(
        db_prepare(
            store->db, &stmt,
            "SELECT coalesce(group_concat(agb || ' ' || rol || ' ' || antwoord || ' [' || toelichting || ']', '|'), '')"
            " FROM (SELECT * FROM v_antwoord WHERE telt ORDER BY nummer)",
            &err)
            && db_step(stmt, &row, &err),
        &err, "the answers");
    struct text got = db_text(stmt, 0);
    char *text = xprintf("%.*s", (int)got.n, got.at);
    sqlite3_finalize(stmt);
    return text;
}

static struct antwoord_counts take(struct store *store, const char *why, struct text content, uint32_t agb,
                                    struct problems *problems)
{
    struct error err = {0};
    struct antwoorden to = {0};
    struct antwoord_counts counts = {0};
    const struct antwoordbestand bestand = {"map/terug.csv", content, agb, TEXT("J. Jansen")};
    check_good(antwoorden_open(&to, store, &err) && antwoordbestand_take(&bestand, &to, &counts, problems, &err), &err,
               why);
    antwoorden_close(&to);
    return counts;
}

START_TEST(an_annex_is_read_however_it_was_saved)
{
#define A1 "01000001 declarant credit"
    static const struct {
        const char *why, *content;
        uint32_t agb;
        const char *want;
    } cases[] = {
        {"as it was sent",
         "\xEF\xBB\xBF"
         "bevinding_id;referentienummer;antwoord;toelichting;agb;rol\r\n"
         "1234-5678-9012-3456;C1;credit;;'01000001;declarant\r\n",
         0, A1 " []"},
        {"commas, LF, quotes",
         "\"bevinding_id\",\"antwoord\",\"toelichting\",\"agb\",\"rol\"\n"
         "\"1234-5678-9012-3456\",\"credit\",\"a, \"\"b\"\"\",\"01000001\",\"declarant\"\n",
         0, A1 " [a, \"b\"]"},
        {"tabs and CR alone", "bevinding_id\tantwoord\tagb\r1234-5678-9012-3456\tcredit\t01000001\r", 0, A1 " []"},
        {"sep= in front", "sep=;\r\nbevinding_id;antwoord;agb\r\n1234-5678-9012-3456;credit;01000001\r\n", 0, A1 " []"},
        {"columns in another order, others between",
         "toelichting;x;rol;antwoord;datum;agb;bevinding_id\n"
         "t;1;declarant;credit;1-4-2023;1000001;1234-5678-9012-3456\n",
         0, A1 " [t]"},
        {"other case and blanks",
         " Bevinding_ID ; ANTWOORD;Agb;ROL\n 1234-5678-9012-3456 ; Credit\xC2\xA0;  01000001; Declarant \n", 0,
         A1 " []"},
        {"the id without hyphens", "bevinding_id;antwoord;agb\n" ONE ";credit;1000001\n", 0, A1 " []"},
        {"an id in capitals; of two lines of its own the one that is to be recovered",
         "bevinding_id;antwoord;rol\nAAAA-BBBB-CCCC-DDDD;terecht;ketencontractant\n", 53010001, "53010001 declarant terecht []"},
        {"both lines, and no role", "bevinding_id;antwoord\nAAAA-BBBB-CCCC-DDDD;terecht\n", 53010001, "53010001 declarant terecht []"},
        {"Windows-1252",
         "bevinding_id;antwoord;toelichting;agb\n1234-5678-9012-3456;credit;pati\xEBnt \x80 5;1000001\n", 0,
         A1 " [pati\xC3\xABnt \xE2\x82\xAC 5]"},
        {"a cell with line ends",
         "bevinding_id;toelichting;antwoord;agb\n1234-5678-9012-3456;\"een\r\ntwee\n\ndrie\";credit;1000001\n", 0,
         A1 " [een twee drie]"},
        {"control characters",
         "bevinding_id;antwoord;agb;toelichting\n1234-5678-9012-3456;credit;1000001;a\x01\x1b[31m\x7f\tb\n", 0,
         A1 " [a [31m b]"},
        {"an apostrophe of ours", "bevinding_id;antwoord;agb;toelichting\n1234-5678-9012-3456;credit;1000001;'=1+1\n",
         0, A1 " [=1+1]"},
        {"an apostrophe of theirs",
         "bevinding_id;antwoord;agb;toelichting\n1234-5678-9012-3456;credit;1000001;'s avonds\n", 0, A1 " ['s avonds]"},
        {"an apostrophe of ours before a full-width sign",
         "bevinding_id;antwoord;agb;toelichting\n1234-5678-9012-3456;credit;1000001;'\xEF\xBC\x9D" "1\n", 0, A1 " [\xEF\xBC\x9D" "1]"},
        {"behind what cannot be shown",
         "bevinding_id;antwoord;agb;toelichting\n1234-5678-9012-3456;credit;1000001;\xE2\x80\xAE'=1\xC2\x85\xC2\xA0" "a\n", 0,
         A1 " [=1 a]"},
        {"--agb without columns", "bevinding_id;antwoord\n1234-5678-9012-3456;credit\n", 1000001, A1 " []"},
        {"the other role", "bevinding_id;antwoord\n1234-5678-9012-3456;credit\n", 53010001,
         "53010001 ketencontractant credit []"},
        {"of a single, no role said", "bevinding_id;antwoord\neeee-0000-1111-2222;terecht\n", 53010001,
         "53010001 ketencontractant terecht []"},
        {"no line end at the end, fields missing",
         "bevinding_id;antwoord;agb;toelichting;rol\n1234-5678-9012-3456;credit;1000001", 0, A1 " []"},
        {"empty rows", "bevinding_id;antwoord;agb\n;;\n\n1234-5678-9012-3456;credit;1000001\n;;\n", 0, A1 " []"},
        {"the first of two columns with one name",
         "bevinding_id;antwoord;agb;antwoord\n1234-5678-9012-3456;credit;1000001;terecht\n", 0, A1 " []"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct store store;
        struct problems problems = {0};
        open_store(&store);
        struct antwoord_counts t = take(&store, cases[i].why, text_of(cases[i].content), cases[i].agb, &problems);
        char *got = answers(&store);
        if (t.taken != 1 || t.refused || problems.count || strcmp(got, cases[i].want) != 0)
            ck_abort_msg("%s: %llu taken, %.*s, %s", cases[i].why, (unsigned long long)t.taken, (int)problems.n,
                         problems.text, shown(text_of(got)));
        free(got);
        problems_release(&problems);
        store_close(&store);
    }
}
END_TEST

START_TEST(a_row_that_cannot_be_taken_is_refused_by_its_number)
{
#define HEAD "bevinding_id;antwoord;toelichting;agb;rol\n"
#define GOOD "1234-5678-9012-3456;credit;;1000001;declarant\n"
    static const struct {
        const char *why, *row;
        uint32_t agb;
        const char *want;
    } cases[] = {
        {"unknown id", "ffff-0000-ffff-0000;credit;;1000001;\n", 0, ":3: there is no such finding"},
        {"an id that a spreadsheet spoilt", "1,23457E+15;credit;;1000001;\n", 0,
         ":3: this is no bevinding_id any more"},
        {"an id without its last digits", "123456789012345;credit;;1000001;\n", 0,
         ":3: this is no bevinding_id any more"},
        {"no id", ";credit;;1000001;\n", 0, ":3: bevinding_id is empty"},
        {"an unknown word", BOTH ";ja;;53010001;declarant\n", 0, ":3: the answer is not credit"},
        {"geen is no answer", BOTH ";geen;;53010001;declarant\n", 0, ":3: the answer is not credit"},
        {"another provider's", BOTH ";credit;;1000001;declarant\n", 0, "neither line of this finding"},
        {"of the side that is not to pay", OTHERS ";credit;;53010001;ketencontractant\n", 0, "this provider was not asked about this finding"},
        {"another provider's, role unknown", BOTH ";credit;;1000001;\n", 0, "neither line of this finding"},
        {"not who --agb says", BOTH ";credit;;53010001;declarant\n", 1000001, ":3: this row is of another provider"},
        {"of a single as declarant", SINGLE ";credit;;53010001;declarant\n", 0, "role is not of this provider"},
        {"nobody", BOTH ";credit;;;declarant\n", 0, ":3: of which provider is this?"},
        {"no AGB", BOTH ";credit;;5301000a;declarant\n", 0, ":3: column agb holds no AGB"},
        {"no role", BOTH ";credit;;53010001;baas\n", 0, ":3: column rol takes"},
        {"a toelichting alone", BOTH ";;waarom;53010001;declarant\n", 0, ":3: a toelichting without an answer"},
        {"twice, not the same", "1234-5678-9012-3456;terecht;;1000001;declarant\n", 0,
         ":3: " ONE ": this file answers this finding twice"},
        {"an open quote", BOTH ";credit;\"open;53010001;declarant\n", 0, ":3: a quote is not closed"},
        {"text behind a quote", BOTH ";credit;\"a\"b;53010001;declarant\n", 0, ":3: a quote is not closed, or text"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct store store;
        struct problems problems = {0};
        char *content = xprintf(HEAD GOOD "%s" BOTH ";terecht;;53010001;ketencontractant\n", cases[i].row);
        open_store(&store);
        struct antwoord_counts t = take(&store, cases[i].why, text_of(content), cases[i].agb, &problems);
        bool other = cases[i].agb != 0; /* then the last row is refused too */
        if (t.taken != (other ? 1 : 2) || t.refused != (other ? 2 : 1) || problems.count != t.refused
            || strncmp(problems.text, "map/terug.csv:3: ", 17) != 0 || !strstr(problems.text, cases[i].want))
            ck_abort_msg("%s: %llu taken, %llu refused: %.*s", cases[i].why, (unsigned long long)t.taken,
                         (unsigned long long)t.refused, (int)problems.n, problems.text);
        free(content);
        problems_release(&problems);
        store_close(&store);
    }
}
END_TEST

START_TEST(a_file_that_is_no_annex_is_refused_as_a_whole)
{
    static const struct {
        const char *why, *content;
        size_t n;
        const char *want;
    } cases[] = {
        {"a damaged workbook", "PK\x03\x04zzzz", 8, "the workbook is damaged"},
        {"an old workbook", "\xD0\xCF\x11\xE0\xA1\xB1", 6, "save it as .xlsx"},
        {"UTF-16",
         "\xFF\xFE"
         "b\0e\0",
         6, "save it as CSV UTF-8"},
        {"NUL bytes", "bevinding_id;antwoord\n\0", 23, "save it as CSV UTF-8"},
        {"bytes of no encoding", "bevinding_id;antwoord\n\x81\x8D", 24, "neither UTF-8 nor Windows-1252"},
        {"nothing", "", 0, "no columns bevinding_id and antwoord"},
        {"another file", "a;b\n1;2\n", 8, "no columns bevinding_id and antwoord"},
        {"only sep=", "sep=;\n", 6, "no columns bevinding_id and antwoord"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct store store;
        struct problems problems = {0};
        open_store(&store);
        struct antwoord_counts t = take(&store, cases[i].why, (struct text){cases[i].content, cases[i].n}, 0,
                                         &problems);
        if (t.refused != 1 || t.taken || problems.count != 1
            || strncmp(problems.text, "map/terug.csv: ", 15) != 0 || !strstr(problems.text, cases[i].want))
            ck_abort_msg("%s: %.*s", cases[i].why, (int)problems.n, problems.text);
        problems_release(&problems);
        store_close(&store);
    }
}
END_TEST

START_TEST(a_later_answer_takes_the_place_of_the_one_before_and_both_stay)
{
    static const struct {
        const char *why, *row;
        uint64_t taken, unchanged, empty;
        const char *want;
    } steps[] = {
        {"the first", ONE ";onbekend;weet niet;1000001;\n", 1, 0, 0, "01000001 declarant onbekend [weet niet]"},
        {"the same again", ONE ";Onbekend; weet  niet ;1000001;declarant\n", 0, 1, 0,
         "01000001 declarant onbekend [weet niet]"},
        {"empty: it stays", ONE ";;;1000001;declarant\n", 0, 0, 1, "01000001 declarant onbekend [weet niet]"},
        {"another word", ONE ";credit;;1000001;declarant\n", 1, 0, 0, "01000001 declarant credit []"},
        {"another toelichting", ONE ";credit;in mei;1000001;declarant\n", 1, 0, 0,
         "01000001 declarant credit [in mei]"},
        {"the other role is another answer", ONE ";terecht;;53010001;ketencontractant\n", 1, 0, 0,
         "01000001 declarant credit [in mei]|53010001 ketencontractant terecht []"},
        {"twice the same in one file", ONE ";terecht;x;53010001;\n" ONE ";terecht;x;53010001;\n", 1, 1, 0,
         "01000001 declarant credit [in mei]|53010001 ketencontractant terecht [x]"},
    };
    struct store store;
    struct error err = {0};
    int64_t all;
    open_store(&store);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        struct problems problems = {0};
        char *content = xprintf(HEAD "%s", steps[i].row);
        struct antwoord_counts t = take(&store, steps[i].why, text_of(content), 0, &problems);
        char *got = answers(&store);
        if (t.taken != steps[i].taken || t.unchanged != steps[i].unchanged || t.empty != steps[i].empty
            || problems.count || strcmp(got, steps[i].want) != 0)
            ck_abort_msg("%s: %s %.*s", steps[i].why, got, (int)problems.n, problems.text);
        free(got);
        free(content);
        problems_release(&problems);
    }
    check_good(db_integer(store.db, "SELECT count(*) FROM antwoord", &all, &err), &err, "count");
    if (all != 5)
        ck_abort_msg("%lld answers are on record", (long long)all);
    static const struct {
        const char *sql, *part;
    } never[] = {{"UPDATE antwoord SET antwoord = 'terecht'", "niet gewijzigd"},
                 {"DELETE FROM antwoord", "niet verwijderd"},
                 {"INSERT OR REPLACE INTO antwoord SELECT * FROM antwoord", "niet vervangen"},
                 {"INSERT INTO antwoord SELECT NULL, patient, bevinding_id, '01000002', rol, antwoord, toelichting, door, op, run, bestand, 0 FROM antwoord",
                  "een regel van de aanbieder zelf"},
                 {"INSERT INTO antwoord SELECT NULL, patient, bevinding_id, agb, rol, 'geen', toelichting, door, op, run, bestand, 0 FROM antwoord",
                  "CHECK"}};
    for (size_t i = 0; i < COUNT_OF(never); i++)
        check_failed(db_exec(store.db, never[i].sql, &err), &err, STATUS_FAILED, never[i].part);
    store_close(&store);
}
END_TEST

START_TEST(a_toelichting_has_a_length)
{
    struct store store;
    open_store(&store);
    for (int more = 0; more < 2; more++) {
        struct problems problems = {0};
        struct buf content = {0};
        buf_text(&content, HEAD ONE ";credit;");
        for (int i = 0; i < TOELICHTING_MAX + more; i++)
            buf_text(&content, "\xC3\xAB");
        buf_text(&content, ";1000001;\n");
        struct antwoord_counts t = take(&store, "a long one", (struct text){content.at, content.n}, 0, &problems);
        if (t.taken == (uint64_t)more || (more && !strstr(problems.text, "longer than 2000")))
            ck_abort_msg("%d more: %.*s", more, (int)problems.n, problems.text);
        buf_release(&content);
        problems_release(&problems);
    }
    store_close(&store);
}
END_TEST

START_TEST(any_bytes_are_taken_or_refused_and_nothing_else)
{
    static const char alphabet[] = "\";;,,\n\n\r\t '=-abcdef0123456789" ONE "credit\xC3\xAB\x80";
    for (struct seeds s = seeds_up_to(300); s.first <= s.last; s.first++) {
        struct random random = {s.first};
        struct store store;
        struct problems problems = {0};
        struct buf content = {0};
        buf_text(&content, HEAD);
        for (size_t i = random_below(&random, 400); i > 0; i--) {
            if (one_in(&random, 20))
                buf_text(&content, GOOD);
            buf_add(&content, alphabet + random_below(&random, sizeof alphabet - 1), 1);
        }
        open_store(&store);
        struct antwoord_counts t = take(&store, "any bytes", (struct text){content.at, content.n}, 0, &problems);
        if (problems.count != t.refused)
            ck_abort_msg("seed %llu: %zu problems, %llu refused", (unsigned long long)s.first, problems.count,
                         (unsigned long long)t.refused);
        buf_release(&content);
        problems_release(&problems);
        store_close(&store);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("antwoordbestand",
                    (const TTest *const[]){
                        an_annex_is_read_however_it_was_saved, a_row_that_cannot_be_taken_is_refused_by_its_number,
                        a_file_that_is_no_annex_is_refused_as_a_whole,
                        a_later_answer_takes_the_place_of_the_one_before_and_both_stay, a_toelichting_has_a_length,
                        any_bytes_are_taken_or_refused_and_nothing_else, NULL});
}
