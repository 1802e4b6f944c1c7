/* Errors, lists of problems, being asked to stop, and workers that fail. */
#include "base/error.h"

#include <errno.h>

#include "base/log.h"
#include "base/sum.h"
#include "base/workers.h"
#include "harness.h"

START_TEST(an_error_has_a_status_and_a_text)
{
    struct error err = {0};
    if (error_set(&err, STATUS_USAGE, "--%s takes %d", "threads", 1))
        ck_abort_msg("error_set returned true");
    if (err.status != STATUS_USAGE)
        ck_abort_msg("status %d", err.status);
    check_string("the text", err.text, "--threads takes 1");
    if (error_in(&err, "%s:%d", "a.ini", 3) || err.status != STATUS_USAGE)
        ck_abort_msg("error_in changed the status or returned true");
    check_string("where comes in front of what", err.text, "a.ini:3: --threads takes 1");
}
END_TEST

START_TEST(a_message_is_one_line_that_no_terminal_obeys)
{
    struct error err = {0};
    struct problems problems = {0};
    error_set(&err, STATUS_FAILED, "%s", "a\x1B[31mb\tc\rd");
    check_string("an error", err.text, "a\\x1b[31mb c d");
    error_in(&err, "%s", "x\x07y");
    check_string("its place", err.text, "x\\x07y: a\\x1b[31mb c d");
    problem_add(&problems, "t.csv", 2, "%s", "a\x1B" "b");
    check_text("a problem", (struct text){problems.text, problems.n}, TEXT("t.csv:2: a\\x1b" "b\n"));
    problems_release(&problems);
}
END_TEST

START_TEST(a_long_text_is_cut_and_nothing_else)
{
    struct error err = {0};
    char *text = xmalloc(10001);
    memset(text, 'x', 10000);
    text[10000] = '\0';
    error_set(&err, STATUS_FAILED, "%s", text);
    if (strlen(err.text) != sizeof err.text - 1)
        ck_abort_msg("%zu bytes", strlen(err.text));
    error_in(&err, "%s", text);
    if (strlen(err.text) != sizeof err.text - 1)
        ck_abort_msg("%zu bytes with its place", strlen(err.text));
    struct problems problems = {0};
    for (int i = 0; i < 50; i++)
        problem_add(&problems, "t.csv", 1, "%s", text);
    if (problems.count != 50 || problems.n < 50 * 1000 || problems.text[problems.n - 1] != '\n')
        ck_abort_msg("%zu problems, %zu bytes", problems.count, problems.n);
    problems_release(&problems);
    free(text);
}
END_TEST

START_TEST(problems_are_a_list_of_file_line_message)
{
    struct problems problems = {0};
    problem_add(&problems, "tabellen.csv", 12, "uzovi: '%s' is wrong", "x");
    problem_add(&problems, "algemeen.csv", 0, "the file is missing");
    check_text("the list", (struct text){problems.text, problems.n},
               TEXT("tabellen.csv:12: uzovi: 'x' is wrong\nalgemeen.csv: the file is missing\n"));
    if (problems.count != 2)
        ck_abort_msg("count %zu", problems.count);
    problems_release(&problems);
    problems_release(&problems);
    if (problems.text || problems.n || problems.count)
        ck_abort_msg("a released list is not empty");
}
END_TEST

static void set_twice(void)
{
    struct error err = {0};
    error_set(&err, STATUS_FAILED, "one");
    error_set(&err, STATUS_FAILED, "two");
}

static void place_without_error(void)
{
    struct error err = {0};
    error_in(&err, "somewhere");
}

START_TEST(an_error_is_set_once)
{
    if (!aborts(set_twice))
        ck_abort_msg("an error was set twice");
    if (!aborts(place_without_error))
        ck_abort_msg("a place was put before no error");
}
END_TEST

START_TEST(who_asks_to_stop_is_heard)
{
    struct error err = {0};
    check_good(go_on(&err), &err, "go_on");
    interrupted_by = 15;
    check_failed(go_on(&err), &err, STATUS_SIGNAL + 15, "");
    interrupted_by = 0;
}
END_TEST

struct squad {
    atomic_uint seen; /* a bit a worker */
    unsigned failing; /* a bit a worker that fails */
};

static bool work(void *ctx, unsigned worker, struct error *err)
{
    struct squad *squad = ctx;
    squad->seen |= 1U << worker;
    return !(squad->failing >> worker & 1) || error_set(err, STATUS_FAILED, "worker %u", worker);
}

START_TEST(every_worker_runs_and_the_first_error_is_handed_on)
{
    for (unsigned n = 1; n <= 8; n++)
        for (unsigned failing = 0; failing < 1U << n; failing = failing * 2 + 1) {
            struct squad squad = {.failing = failing};
            struct error err = {0};
            bool ok = workers_run(n, work, &squad, &err);
            if (squad.seen != (1U << n) - 1)
                ck_abort_msg("%u workers: seen %x", n, squad.seen);
            if (failing)
                check_failed(ok, &err, STATUS_FAILED, "worker ");
            else
                check_good(ok, &err, "workers_run");
        }
}
END_TEST

START_TEST(a_sum_that_does_not_fit_ends_the_command_and_never_wraps)
{
    static const struct {
        const char *reason;
        int64_t sum, cent, is;
        bool holds;
    } cases[] = {
        {"it fits", INT64_MAX - 5, 5, INT64_MAX, true},
        {"one cent more", INT64_MAX - 5, 6, INT64_MAX, false},
        {"taken off", INT64_MIN + 5, -5, INT64_MIN, true},
        {"one cent too much taken off", INT64_MIN + 5, -6, INT64_MIN, false},
        {"back across nothing", INT64_MAX, INT64_MIN, -1, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0}, stop = {0};
        int64_t sum = cases[i].sum;
        sum_overflowed = false;
        sum_add(&sum, cases[i].cent);
        const bool holds = sums_hold(&err);
        if (sum != cases[i].is || holds != cases[i].holds || go_on(&stop) != holds)
            ck_abort_msg("%s: %lld", cases[i].reason, (long long)sum);
        if (cases[i].sum < 0 || cases[i].cent < 0)
            continue;
        uint64_t up = (uint64_t)cases[i].sum;
        sum_overflowed = false;
        sum_add_up(&up, (uint64_t)cases[i].cent);
        if (up != (uint64_t)cases[i].is || sum_overflowed == cases[i].holds)
            ck_abort_msg("%s, upwards: %llu", cases[i].reason, (unsigned long long)up);
    }
    sum_overflowed = false;
}
END_TEST

START_TEST(a_call_that_failed_says_what_can_be_done)
{
    static const struct {
        int number;
        const char *says;
    } cases[] = {{ENOSPC, "make room"},
                 {EACCES, "owner and mode"},
                 {ENOENT, "whether its folder is there"},
                 {EISDIR, "the name of a file"},
                 {ENAMETOOLONG, "another name"},
                 {EADDRINUSE, "another port"},
                 {EIO, "look at the disk"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        if (error_errno(&err, cases[i].number, "this") || !strstr(err.text, cases[i].says))
            ck_abort_msg("\"%s\" does not say \"%s\"", err.text, cases[i].says);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("error", (const TTest *const[]){an_error_has_a_status_and_a_text,
                                                    a_message_is_one_line_that_no_terminal_obeys,
                                                    a_call_that_failed_says_what_can_be_done,
                                                    a_long_text_is_cut_and_nothing_else,
                                                    problems_are_a_list_of_file_line_message, an_error_is_set_once,
                                                    who_asks_to_stop_is_heard,
                                                    every_worker_runs_and_the_first_error_is_handed_on,
                                                    a_sum_that_does_not_fit_ends_the_command_and_never_wraps, NULL});
}
