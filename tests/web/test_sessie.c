/* Who is at the other end, from one request to the next. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "web/sessie.h"

#include "harness.h"

enum { HOUR = 3600 };
static const struct text anybody = {"", 0};

static struct sessie begin(struct sessies *sessies, const char *naam)
{
    struct sessie sessie;
    sessies_begin(sessies, text_of(naam), 3, "2023-01-01T00:00:00Z", &sessie);
    return sessie;
}

START_TEST(a_session_is_found_by_its_cookie_and_by_nothing_else)
{
    struct sessies *sessies = sessies_new(HOUR, HOUR);
    const struct sessie anna = begin(sessies, "anna"), bram = begin(sessies, "bram");
    char turned[GEHEIM_TEXT + 1], capitals[GEHEIM_TEXT + 1];
    snprintf(turned, sizeof turned, "%s", anna.id);
    turned[5] = turned[5] == '0' ? '1' : '0';
    for (size_t i = 0; i <= GEHEIM_TEXT; i++)
        capitals[i] = anna.id[i] >= 'a' && anna.id[i] <= 'f' ? (char)(anna.id[i] - 32) : anna.id[i];
    const struct {
        const char *what;
        struct text cookie, naam;
        const char *found; /* whose; NULL: nobody's */
    } cases[] = {
        {"anna's", text_of(anna.id), anybody, "anna"},
        {"anna's, for anna", text_of(anna.id), TEXT("anna"), "anna"},
        {"anna's, for bram", text_of(anna.id), TEXT("bram"), NULL},
        {"anna's, for half of anna", text_of(anna.id), TEXT("ann"), NULL},
        {"bram's", text_of(bram.id), anybody, "bram"},
        {"none", anybody, anybody, NULL},
        {"one digit otherwise", text_of(turned), anybody, NULL},
        {"in capitals", text_of(capitals), anybody, NULL},
        {"one digit less", {anna.id, GEHEIM_TEXT - 1}, anybody, NULL},
        {"one byte more", {anna.id, GEHEIM_TEXT + 1}, anybody, NULL},
        {"the secret of forms", text_of(anna.csrf), anybody, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sessie out = {0};
        const bool found = sessies_find(sessies, cases[i].cookie, cases[i].naam, &out);
        if (found != (cases[i].found != NULL) || (found && strcmp(out.naam, cases[i].found) != 0))
            ck_abort_msg("%s: %s", cases[i].what, found ? out.naam : "nobody");
        if (found && (out.rechten != 3 || strcmp(out.vorige, "2023-01-01T00:00:00Z") != 0 || out.reden[0]))
            ck_abort_msg("%s: is not what it began as", cases[i].what);
    }
    sessies_free(sessies);
}
END_TEST

START_TEST(a_session_ends_unused_and_in_any_case)
{
    static const struct {
        const char *what;
        unsigned idle, whole;
        bool there;
    } cases[] = {{"both long", HOUR, HOUR, true}, {"unused", 0, HOUR, false}, {"in any case", HOUR, 0, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sessies *sessies = sessies_new(cases[i].idle, cases[i].whole);
        struct sessie anna = begin(sessies, "anna"), out;
        const struct timespec moment = {.tv_nsec = 1000};
        nanosleep(&moment, NULL); /* a clock that stands still tells of no time */
        if (sessies_find(sessies, text_of(anna.id), anybody, &out) != cases[i].there)
            ck_abort_msg("%s", cases[i].what);
        sessies_free(sessies);
    }
}
END_TEST

START_TEST(what_ended_is_gone_and_leaves_the_others)
{
    struct sessies *sessies = sessies_new(HOUR, HOUR);
    struct sessie out;
    const struct sessie a = begin(sessies, "a"), b = begin(sessies, "b"), c = begin(sessies, "c");
    sessies_set_reden(sessies, b.id, TEXT("een vraag"));
    sessies_end(sessies, a.id);
    sessies_end(sessies, a.id);
    if (sessies_find(sessies, text_of(a.id), anybody, &out) || !sessies_find(sessies, text_of(c.id), anybody, &out)
        || !sessies_find(sessies, text_of(b.id), anybody, &out))
        ck_abort_msg("the wrong one is gone");
    check_string("the reason is of b", out.reden, "een vraag");
    sessies_free(sessies);
}
END_TEST

START_TEST(there_is_room_for_ten_thousand_and_who_was_here_longest_ago_goes)
{
    struct sessies *sessies = sessies_new(HOUR, HOUR);
    struct sessie out;
    const struct sessie first = begin(sessies, "first"), second = begin(sessies, "second");
    for (int i = 2; i < 10000; i++)
        begin(sessies, "other");
    if (!sessies_find(sessies, text_of(first.id), anybody, &out))
        ck_abort_msg("the first has gone too early");
    begin(sessies, "one more");
    if (!sessies_find(sessies, text_of(first.id), anybody, &out) || sessies_find(sessies, text_of(second.id), anybody, &out))
        ck_abort_msg("not who was here longest ago went");
    sessies_free(sessies);
}
END_TEST

START_TEST(secrets_are_long_and_never_the_same)
{
    char a[GEHEIM_TEXT + 1], b[GEHEIM_TEXT + 1];
    geheim_new(a);
    geheim_new(b);
    if (strlen(a) != 64 || strcmp(a, b) == 0 || !geheim_equal(text_of(a), a) || geheim_equal(text_of(a), b)
        || geheim_equal((struct text){a, 63}, a) || geheim_equal(anybody, a))
        ck_abort_msg("%s and %s", a, b);
}
END_TEST

START_TEST(who_asks_too_often_waits_whatever_the_cookie_and_no_other_does)
{
    struct sessies *sessies = sessies_new(HOUR, HOUR);
    int asked = 0;
    while (asked < 100000 && sessies_within_rate(sessies, TEXT("anna"), 1))
        asked++;
    if (asked < 2 || asked == 100000)
        ck_abort_msg("anna asked %d times", asked);
    if (!sessies_within_rate(sessies, TEXT("bram"), 1))
        ck_abort_msg("bram waits for anna");
    sessies_free(sessies);
}
END_TEST

enum { THREADS = 4, TURNS = 300 };
static void *come_and_go(void *sessies)
{
    static char lost[] = "lost";
    for (int i = 0; i < TURNS; i++) {
        struct sessie out;
        const struct sessie mine = begin(sessies, "anna");
        sessies_set_reden(sessies, mine.id, TEXT("een vraag"));
        if (!sessies_find(sessies, text_of(mine.id), TEXT("anna"), &out) || strcmp(out.reden, "een vraag") != 0)
            return lost;
        (void)!sessies_within_rate(sessies, TEXT("anna"), 5);
        sessies_end(sessies, mine.id);
    }
    return NULL;
}

START_TEST(threads_come_and_go_side_by_side)
{
    struct sessies *sessies = sessies_new(HOUR, HOUR);
    pthread_t thread[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        if (pthread_create(&thread[i], NULL, come_and_go, sessies))
            ck_abort_msg("no thread");
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong;
        if (pthread_join(thread[i], &wrong) || wrong)
            ck_abort_msg("a session was %s", (const char *)wrong);
    }
    sessies_free(sessies);
}
END_TEST

Suite *suite(void)
{
    const TTest *const tests[] = {a_session_is_found_by_its_cookie_and_by_nothing_else,
                                  a_session_ends_unused_and_in_any_case,
                                  what_ended_is_gone_and_leaves_the_others,
                                  there_is_room_for_ten_thousand_and_who_was_here_longest_ago_goes,
                                  secrets_are_long_and_never_the_same,
                                  who_asks_too_often_waits_whatever_the_cookie_and_no_other_does,
                                  threads_come_and_go_side_by_side,
                                  NULL};
    return suite_of("sessie", tests);
}
