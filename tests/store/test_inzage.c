/* Who looked at what: the journal, the table, and what a crash between the two leaves. */
#include "store/inzage.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static struct error err;
static const struct inzage_filter anything;

/* A database without a run, and no journal beside it. */
static char *new_database(const char *name)
{
    struct store store;
    char *db = scratch(name), *journal = inzage_journal_path(db);
    unlink(db);
    unlink(journal);
    check_good(store_open(&store, db, 0, &err) && store_flush(&store, &err) && store_commit(&store, &err), &err, "a database");
    store_close(&store);
    free(journal);
    return db;
}

static struct inzage_journal *open_journal(const char *db)
{
    struct inzage_journal *journal;
    check_good(inzage_journal_open(&journal, db, &err), &err, "inzage_journal_open");
    return journal;
}

static void look(struct inzage_journal *journal, const char *inlog, const char *patient, const char *id)
{
    const struct inzage one = {text_of(inlog), TEXT("/bevinding/*"), text_of(patient), text_of(id), TEXT("controle")};
    check_good(inzage_add(journal, &one, 1, &err), &err, "inzage_add");
}

struct told {
    struct buf text; /* "inlog patient id;" each */
    size_t n, standing, damaged;
};

static bool tell(void *ctx, int64_t nummer, const struct inzage_row *row, struct error *e)
{
    struct told *told = ctx;
    (void)e;
    buf_printf(&told->text, "%.*s %.*s %.*s;", (int)row->inlog.n, row->inlog.at, (int)row->patient.n, row->patient.at,
               (int)row->bevinding_id.n, row->bevinding_id.at);
    told->n++;
    told->standing += nummer == 0;
    told->damaged += text_equal(row->blad, TEXT(BLAD_DAMAGED));
    return true;
}

static struct told told_by(const char *db, const struct inzage_filter *filter)
{
    struct inzage_lines lines;
    struct store store;
    struct told told = {0};
    char *path = inzage_journal_path(db);
    check_good(inzage_journal_read(path, &lines, &err) && store_open_read(&store, db, &err)
                   && inzage_each(&store, &lines, filter, tell, &told, &err),
               &err, "inzage_each");
    store_close(&store);
    inzage_lines_release(&lines);
    free(path);
    return told;
}

static void check_told(const char *db, const struct inzage_filter *filter, const char *what, const char *want)
{
    struct told told = told_by(db, filter);
    check_string(what, buf_string(&told.text), want);
    buf_release(&told.text);
}

static void settle(struct inzage_journal *journal, size_t damaged)
{
    size_t found;
    check_good(inzage_settle(journal, &found, &err), &err, "inzage_settle");
    if (found != damaged)
        ck_abort_msg("%zu damaged lines, expected %zu", found, damaged);
}

START_TEST(every_text_comes_back_as_it_was_from_the_journal_and_from_the_table)
{
    static const char *const texts[] = {"", "a", "jan de vries", "tab\there", "two\nlines", "\\x09", "back\\slash\\",
                                        "\x01\x7F", "é€\u202E", "a;b'\"<>", "\\", "3332/A1"};
    char *db = new_database("texts.db");
    struct inzage_journal *journal = open_journal(db);
    struct buf want = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        look(journal, "i", texts[i], texts[COUNT_OF(texts) - 1 - i]);
        buf_printf(&want, "i %s %s;", texts[i], texts[COUNT_OF(texts) - 1 - i]);
    }
    check_told(db, &anything, "in the journal", buf_string(&want));
    settle(journal, 0);
    check_told(db, &anything, "in the table", buf_string(&want));
    inzage_journal_close(journal);
    buf_release(&want);
    free(db);
}
END_TEST

START_TEST(what_is_asked_is_what_comes_whether_it_was_moved_or_not)
{
    static const struct {
        const char *what, *want;
        struct inzage_filter filter;
    } cases[] = {
        {"all, oldest first", "a 1 x;b 2 y;a 2 x;", {.inlog = {"", 0}}},
        {"of a login", "a 1 x;a 2 x;", {.inlog = {"a", 1}}},
        {"of a patient", "b 2 y;a 2 x;", {.patient = {"2", 1}}},
        {"of a finding", "b 2 y;", {.bevinding_id = {"y", 1}}},
        {"of both", "a 2 x;", {.inlog = {"a", 1}, .patient = {"2", 1}}},
        {"of a part of a login", "", {.inlog = {"", 0}, .patient = {"22", 2}}},
        {"since a day", "a 1 x;b 2 y;a 2 x;", {.sinds = {"2023-11-14", 10}}},
        {"since the next day", "", {.sinds = {"2023-11-15", 10}}},
        {"before that day", "", {.voor = {"2023-11-14", 10}}},
        {"before the next day", "a 1 x;b 2 y;a 2 x;", {.voor = {"2023-11-15", 10}}},
    };
    setenv("SOURCE_DATE_EPOCH", "1700000000", 1); /* 2023-11-14 */
    for (size_t moved = 0; moved <= 3; moved++) {
        char *db = new_database("asked.db");
        struct inzage_journal *journal = open_journal(db);
        static const char *const rows[][3] = {{"a", "1", "x"}, {"b", "2", "y"}, {"a", "2", "x"}};
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            if (i == moved)
                settle(journal, 0);
            look(journal, rows[i][0], rows[i][1], rows[i][2]);
        }
        if (moved == 3)
            settle(journal, 0);
        for (size_t i = 0; i < COUNT_OF(cases); i++)
            check_told(db, &cases[i].filter, cases[i].what, cases[i].want);
        inzage_journal_close(journal);
        free(db);
    }
    unsetenv("SOURCE_DATE_EPOCH");
}
END_TEST

START_TEST(a_page_of_the_newest_has_the_journal_first_and_goes_on_below_a_number)
{
    struct inzage_lines lines;
    struct store store;
    struct told first = {0}, second = {0};
    char *db = new_database("newest.db"), *path = inzage_journal_path(db);
    struct inzage_journal *journal = open_journal(db);
    for (const char *id = "abc"; *id; id++)
        look(journal, "i", "", (const char[]){*id, '\0'});
    settle(journal, 0);
    look(journal, "i", "", "d");
    look(journal, "i", "", "e");
    check_good(inzage_journal_read(path, &lines, &err) && store_open_read(&store, db, &err)
                   && inzage_newest(&store, &lines, &anything, 0, 2, tell, &first, &err)
                   && inzage_newest(&store, &lines, &anything, 2, 2, tell, &second, &err),
               &err, "inzage_newest");
    check_string("the first page", buf_string(&first.text), "i  e;i  d;i  c;i  b;");
    check_string("below number 2", buf_string(&second.text), "i  a;");
    store_close(&store);
    inzage_lines_release(&lines);
    inzage_journal_close(journal);
    buf_release(&first.text);
    buf_release(&second.text);
    free(path);
    free(db);
}
END_TEST

START_TEST(a_damaged_line_is_told_once_and_takes_no_other_with_it)
{
    static const struct {
        const char *what;
        long cut;         /* the journal ends so many bytes earlier */
        long turned;      /* this byte of it, from its end, becomes another; 0: none */
        const char *behind; /* is added */
        size_t whole, damaged;
    } cases[] = {
        {"whole", 0, 0, "", 2, 0},
        {"nothing but the end of the last line is missing", 1, 0, "", 2, 0},
        {"a digit of the last line's sum is missing", 2, 0, "", 1, 1},
        {"half of the last line is missing", 40, 0, "", 1, 1},
        {"a byte of the last line is another", 0, 30, "", 1, 1},
        {"a digit of its sum is another", 0, 2, "", 1, 1},
        {"a byte of the first line is another", 0, 140, "", 1, 1},
        {"something else stands behind", 0, 0, "x\n", 2, 1},
        {"bytes that are no text stand behind", 0, 0, "\xFF\xFE\x1B[2J\n", 2, 1},
        {"a line without a text stands behind", 0, 0, "\n\n", 2, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *db = new_database("damaged.db"), *path = inzage_journal_path(db);
        struct inzage_journal *journal = open_journal(db);
        look(journal, "a", "999990019", "x");
        look(journal, "b", "999990020", "y");
        struct buf content = read_file(path);
        content.n -= (size_t)cases[i].cut;
        if (cases[i].turned)
            content.at[content.n - (size_t)cases[i].turned] ^= 1;
        buf_text(&content, cases[i].behind);
        write_file(path, content.at, content.n);
        look(journal, "c", "", "z"); /* behind what was cut short, too */
        struct told before = told_by(db, &anything);
        settle(journal, cases[i].damaged);
        write_file(path, content.at, content.n); /* the crash before it was emptied */
        settle(journal, cases[i].damaged);
        struct told after = told_by(db, &anything);
        if (before.damaged != cases[i].damaged || before.n != cases[i].whole + cases[i].damaged + 1
            || after.damaged != cases[i].damaged || after.n != before.n || after.standing)
            ck_abort_msg("%s: %zu looks with %zu damaged, then %zu with %zu", cases[i].what, before.n, before.damaged,
                         after.n, after.damaged);
        inzage_journal_close(journal);
        buf_release(&content);
        buf_release(&before.text);
        buf_release(&after.text);
        free(path);
        free(db);
    }
}
END_TEST

START_TEST(while_somebody_writes_looks_stay_in_the_journal)
{
    char *db = new_database("busy.db");
    struct inzage_journal *journal = open_journal(db);
    struct store writer;
    size_t damaged;
    look(journal, "a", "1", "x");
    check_good(store_open_change(&writer, db, 0, &err), &err, "a writer");
    check_failed(inzage_settle(journal, &damaged, &err), &err, STATUS_FAILED, "");
    look(journal, "b", "2", "y");
    struct told waiting = told_by(db, &anything);
    store_close(&writer);
    settle(journal, 0);
    struct told moved = told_by(db, &anything);
    if (waiting.standing != 2 || moved.n != 2 || moved.standing)
        ck_abort_msg("%zu wait, then %zu are there and %zu wait", waiting.standing, moved.n, moved.standing);
    inzage_journal_close(journal);
    buf_release(&waiting.text);
    buf_release(&moved.text);
    free(db);
}
END_TEST

START_TEST(when_this_person_was_here_before_is_found_in_the_journal_and_in_the_table)
{
    char *db = new_database("vorige.db"), *path = inzage_journal_path(db), op[INZAGE_TIME];
    struct inzage_journal *journal = open_journal(db);
    static const struct {
        const char *epoch, *inlog;
        bool settled;
        const char *a, *b; /* what is then the last of a and of b */
    } steps[] = {
        {"1700000000", "a", false, "2023-11-14T22:13:20Z", ""},
        {"1700000060", "b", true, "2023-11-14T22:13:20Z", "2023-11-14T22:14:20Z"},
        {"1700000120", "a", false, "2023-11-14T22:15:20Z", "2023-11-14T22:14:20Z"},
        {"1700000030", "a", true, "2023-11-14T22:13:50Z", "2023-11-14T22:14:20Z"},
        {"1700000010", "a", false, "2023-11-14T22:13:30Z", "2023-11-14T22:14:20Z"},
    };
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        setenv("SOURCE_DATE_EPOCH", steps[i].epoch, 1);
        look(journal, steps[i].inlog, "", "");
        if (steps[i].settled)
            settle(journal, 0);
        for (size_t who = 0; who < 2; who++) {
            struct inzage_lines lines;
            struct store store;
            check_good(inzage_journal_read(path, &lines, &err) && store_open_read(&store, db, &err)
                           && inzage_last(&store, &lines, who ? TEXT("b") : TEXT("a"), op, &err),
                       &err, "inzage_last");
            check_string("the last time", op, who ? steps[i].b : steps[i].a);
            store_close(&store);
            inzage_lines_release(&lines);
        }
    }
    unsetenv("SOURCE_DATE_EPOCH");
    inzage_journal_close(journal);
    free(path);
    free(db);
}
END_TEST

START_TEST(nothing_changes_or_deletes_a_look)
{
    static const char *const sql[] = {
        "UPDATE inzage SET reden = 'x'",
        "DELETE FROM inzage",
        "INSERT OR REPLACE INTO inzage SELECT nummer, merk, op, 'x', blad, patient, bevinding_id, reden FROM inzage",
        "INSERT OR REPLACE INTO inzage SELECT NULL, merk, op, 'x', blad, patient, bevinding_id, reden FROM inzage",
        "UPDATE inzage_wissing SET inzagen = 0",
        "DELETE FROM inzage_wissing",
        "REPLACE INTO inzage_wissing SELECT * FROM inzage_wissing",
    };
    char *db = new_database("triggers.db");
    struct inzage_journal *journal = open_journal(db);
    struct store store;
    look(journal, "a", "1", "x");
    settle(journal, 0);
    check_good(store_open_change(&store, db, 0, &err)
                   && db_exec(store.db, "INSERT INTO inzage_wissing (voor, op, door, reden, versie, inzagen)"
                                        " VALUES ('2020-01-01', '2026-01-01T00:00:00Z', 'd', 'r', '1', 1)", &err),
               &err, "store_open_change");
    for (size_t i = 0; i < COUNT_OF(sql); i++)
        check_failed(db_exec(store.db, sql[i], &err), &err, STATUS_FAILED, "");
    store_close(&store);
    inzage_journal_close(journal);
    free(db);
}
END_TEST

START_TEST(a_journal_that_is_something_else_is_refused)
{
    char *db = new_database("links.db"), *path = inzage_journal_path(db), *other = scratch("other");
    struct inzage_journal *journal;
    write_file(other, "mine", 4);
    for (int how = 0; how < 3; how++) {
        unlink(path);
        if (how == 0 ? symlink(other, path) : how == 1 ? link(other, path) : mkdir(path, 0700))
            ck_abort_msg("cannot be made");
        check_failed(inzage_journal_open(&journal, db, &err), &err, STATUS_FAILED, "links.db.inzage");
        struct buf kept = read_file(other);
        check_text("what it leads to", (struct text){kept.at, kept.n}, TEXT("mine"));
        buf_release(&kept);
    }
    rmdir(path);
    free(other);
    free(path);
    free(db);
}
END_TEST

enum { ADDERS = 4, LOOKS = 25 };
static void *add_many(void *journal)
{
    for (int i = 0; i < LOOKS; i++)
        look(journal, "a", "1", "x");
    return NULL;
}

START_TEST(threads_add_while_another_moves)
{
    char *db = new_database("threads.db");
    struct inzage_journal *journal = open_journal(db);
    pthread_t adder[ADDERS];
    for (size_t i = 0; i < ADDERS; i++)
        if (pthread_create(&adder[i], NULL, add_many, journal))
            ck_abort_msg("no thread");
    for (int i = 0; i < 10; i++)
        settle(journal, 0);
    for (size_t i = 0; i < ADDERS; i++)
        pthread_join(adder[i], NULL);
    struct told told = told_by(db, &anything);
    if (told.n != ADDERS * LOOKS || told.damaged)
        ck_abort_msg("%zu looks, %zu damaged", told.n, told.damaged);
    inzage_journal_close(journal);
    buf_release(&told.text);
    free(db);
}
END_TEST

/* Adds and moves until it is killed; says on `out` after each look that it is on record. */
static _Noreturn void look_and_move(const char *db, int out)
{
    struct inzage_journal *journal = open_journal(db);
    for (int i = 0;; i++) {
        size_t damaged;
        struct error e = {0};
        look(journal, "a", "1", "x");
        if (write(out, ".", 1) != 1)
            _exit(1);
        if (i % 2 && !inzage_settle(journal, &damaged, &e))
            _exit(2);
    }
}

/* Waits until the child said `n` times that a look is on record, and a random while more; then kills it. How many it
 * said in all. */
static size_t kill_after(pid_t child, int in, size_t n, struct random *random)
{
    size_t said = 0;
    char c;
    while (said < n && read(in, &c, 1) == 1)
        said++;
    usleep((useconds_t)random_below(random, 3000));
    kill(child, SIGKILL);
    int how;
    waitpid(child, &how, 0);
    if (!WIFSIGNALED(how))
        ck_abort_msg("it ended by itself: %d", how);
    while (read(in, &c, 1) == 1)
        said++;
    return said;
}

START_TEST(killed_at_any_moment_no_look_is_lost_and_none_stands_twice)
{
    struct random random = {seeds_up_to(1).first};
    char *db = new_database("killed.db");
    size_t said = 0, kills = 12;
    for (size_t i = 0; i < kills; i++) {
        int line[2];
        if (pipe(line))
            ck_abort_msg("no pipe");
        const pid_t child = fork();
        if (child == 0) {
            close(line[0]);
            look_and_move(db, line[1]);
        }
        close(line[1]);
        said += kill_after(child, line[0], 1 + random_below(&random, 4), &random);
        close(line[0]);
    }
    struct told told = told_by(db, &anything);
    /* The look that a kill met may be on record, without anybody having heard. */
    if (told.n < said || told.n > said + kills)
        ck_abort_msg("%zu looks on record, %zu were said to be", told.n, said);
    struct inzage_journal *journal = open_journal(db);
    size_t damaged;
    check_good(inzage_settle(journal, &damaged, &err), &err, "inzage_settle");
    struct told after = told_by(db, &anything);
    if (after.n != told.n || after.standing)
        ck_abort_msg("%zu looks, %zu of them in the journal, where there were %zu", after.n, after.standing, told.n);
    inzage_journal_close(journal);
    buf_release(&told.text);
    buf_release(&after.text);
    free(db);
}
END_TEST

Suite *suite(void)
{
    const TTest *const tests[] = {every_text_comes_back_as_it_was_from_the_journal_and_from_the_table,
                                         what_is_asked_is_what_comes_whether_it_was_moved_or_not,
                                         a_page_of_the_newest_has_the_journal_first_and_goes_on_below_a_number,
                                         a_damaged_line_is_told_once_and_takes_no_other_with_it,
                                         while_somebody_writes_looks_stay_in_the_journal,
                                         when_this_person_was_here_before_is_found_in_the_journal_and_in_the_table,
                                         nothing_changes_or_deletes_a_look,
                                         a_journal_that_is_something_else_is_refused,
                                         threads_add_while_another_moves,
                                         killed_at_any_moment_no_look_is_lost_and_none_stands_twice,
                                         NULL};
    return suite_of("inzage", tests);
}
