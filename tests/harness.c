/* harness.c - see harness.h. */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[512];

Suite *suite_of(const char *name, const TTest *const *test)
{
    Suite *suite = suite_create(name);
    for (; *test; test++) {
        TCase *tcase = tcase_create((*test)->name);
        tcase_set_timeout(tcase, 300); /* meson has the real one */
        tcase_add_test(tcase, *test);
        suite_add_tcase(suite, tcase);
    }
    return suite;
}

const char *scratch_dir(void)
{
    return folder;
}

char *scratch(const char *name)
{
    return xprintf("%s/%s", folder, name);
}

void write_file(const char *path, const void *from, size_t n)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(from, 1, n, file) != n || fclose(file))
        ck_abort_msg("%s cannot be written: %s", path, strerror(errno));
}

struct buf read_file(const char *path)
{
    struct buf buf = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        ck_abort_msg("%s cannot be read: %s", path, strerror(errno));
    for (size_t n = 1; n;) {
        n = fread(buf_room(&buf, 65536), 1, 65536, file);
        buf.n += n;
    }
    fclose(file);
    return buf;
}

void check_good(bool ok, const struct error *err, const char *what)
{
    if (!ok || err->status != STATUS_DONE)
        ck_abort_msg("%s: returned %d, status %d: %s", what, ok, err->status, err->text);
}

void check_failed(bool ok, struct error *err, enum status status, const char *part)
{
    if (ok || err->status != status || !strstr(err->text, part))
        ck_abort_msg("returned %d, status %d, expected a failure with %d; message: %s; expected: %s", ok, err->status,
                     status, err->text, part);
    *err = (struct error){0};
}

const char *shown(struct text text)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '\n')
            buf_text(&out, "\\n");
        else if (c < 0x20 || c >= 0x7F)
            buf_printf(&out, "\\x%02X", c);
        else
            buf_add(&out, &c, 1);
    }
    return buf_string(&out); /* the test is over */
}

void check_text(const char *what, struct text got, struct text want)
{
    if (!text_equal(got, want))
        ck_abort_msg("%s; got: \"%s\"; expected: \"%s\"", what, shown(got), shown(want));
}

void check_string(const char *what, const char *got, const char *want)
{
    check_text(what, text_of(got), text_of(want));
}

bool aborts(void (*function)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        function();
        _exit(0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

uint64_t random_next(struct random *random)
{
    /* splitmix64 */
    uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

size_t random_below(struct random *random, size_t n)
{
    return (size_t)(random_next(random) >> 11) % n;
}

struct seeds seeds_up_to(uint64_t n)
{
    const char *one = getenv("TEST_SEED");
    uint64_t seed;
    if (one && text_digits(text_of(one), 18, &seed))
        return (struct seeds){seed, seed};
    return (struct seeds){1, n};
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

int main(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/dubbelloop-test-XXXXXX", base && base[0] ? base : "/tmp");
    if (!mkdtemp(folder)) {
        perror(folder);
        return 1;
    }
    SRunner *runner = srunner_create(suite());
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int run = srunner_ntests_run(runner), failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return run == 0 || failed > 0; /* CK_RUN_CASE with a typo runs nothing */
}
