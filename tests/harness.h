/* harness.h - what every unit test is made of. A test file defines suite(); main and the TAP output are harness.c's.
 *
 * Many cases inside one START_TEST: each test is a process, and a passing ck_assert costs a system call. So a case
 * compares first and calls ck_abort_msg (or `check_*` below) only when it fails, with its name in the message. */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <check.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

/* Defined by the test file. */
Suite *suite(void);
/* A suite of the tests up to NULL, each a test case with the name of its statement. */
Suite *suite_of(const char *name, const TTest *const *test);

/* A folder of this test program, removed at its end. */
const char *scratch_dir(void);
/* A path in it; the caller frees. */
char *scratch(const char *name);
void write_file(const char *path, const void *from, size_t n);
/* The whole file; fails the test when it cannot be read. */
struct buf read_file(const char *path);

/* Fails the test unless `err` is empty: `what` is what was tried. */
void check_good(bool ok, const struct error *err, const char *what);
/* Fails the test unless the call failed with this status and a message that holds `part`; empties `err`. */
void check_failed(bool ok, struct error *err, enum status status, const char *part);
/* Bytes as one line of ASCII, for a message of a test that fails: TAP knows no other lines. Not freed. */
const char *shown(struct text text);
/* Fails the test unless both texts are the same; shows both. */
void check_text(const char *what, struct text got, struct text want);
void check_string(const char *what, const char *got, const char *want);
/* Whether the function ends its process with SIGABRT; it runs in a process of its own, with standard error shut. */
bool aborts(void (*function)(void));

/* Numbers that look random and are the same for one seed everywhere. */
struct random {
    uint64_t state;
};
uint64_t random_next(struct random *random);
/* 0..n-1 */
size_t random_below(struct random *random, size_t n);
static inline bool one_in(struct random *random, size_t n)
{
    return random_below(random, n) == 0;
}
/* The seeds of a test: 1..n, or the one that TEST_SEED names. */
struct seeds {
    uint64_t first, last;
};
struct seeds seeds_up_to(uint64_t n);

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
