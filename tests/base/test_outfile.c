/* Output files appear whole or not at all. */
#include "base/outfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tempfile.h"
#include "harness.h"

static char *fresh_dir(const char *name)
{
    char *dir = scratch(name);
    if (mkdir(dir, 0700))
        ck_abort_msg("%s: %s", dir, strerror(errno));
    return dir;
}

/* The content of a file, or "-" when it is not there. */
static void check_file(const char *what, const char *dir, const char *name, const char *want)
{
    char *path = xprintf("%s/%s", dir, name);
    if (access(path, F_OK)) {
        check_string(what, "-", want);
    } else {
        struct buf content = read_file(path);
        check_text(what, (struct text){content.at, content.n}, text_of(want));
        buf_release(&content);
    }
    free(path);
}

static void write_in(const char *dir, const char *name, const char *content)
{
    char *path = xprintf("%s/%s", dir, name);
    write_file(path, content, strlen(content));
    free(path);
}

START_TEST(a_file_gets_its_name_at_the_end)
{
    struct error err = {0};
    struct outfile out = OUTFILE_NONE;
    char *dir = fresh_dir("publish"), *part = xprintf("%s/a.csv.part", dir);
    struct stat info;
    write_in(dir, "a.csv", "old");
    check_good(outfile_open(&out, dir, "a.csv", &err), &err, "open");
    outfile_write(&out, "new\n", 4);
    outfile_write(&out, "", 0);
    check_file("while writing the old one stands", dir, "a.csv", "old");
    if (stat(part, &info) || (info.st_mode & 0777) != 0600)
        ck_abort_msg("the temporary file is not there with mode 0600");
    check_good(outfile_finish(&out, &err), &err, "finish");
    check_file("finished, not published", dir, "a.csv", "old");
    check_good(outfile_publish(&out, &err), &err, "publish");
    outfile_release(&out);
    outfile_release(&out); /* again is fine */
    check_file("published", dir, "a.csv", "new\n");
    check_file("the temporary name is gone", dir, "a.csv.part", "-");
    free(part);
    free(dir);
}
END_TEST

START_TEST(a_file_that_is_not_published_leaves_nothing)
{
    struct error err = {0};
    char *dir = fresh_dir("dropped");
    for (int finished = 0; finished < 2; finished++) {
        struct outfile out = OUTFILE_NONE;
        check_good(outfile_open(&out, dir, "a.csv", &err), &err, "open");
        outfile_write(&out, "half", 4);
        if (finished)
            check_good(outfile_finish(&out, &err), &err, "finish");
        outfile_release(&out);
        check_file("no file", dir, "a.csv", "-");
        check_file("no temporary file", dir, "a.csv.part", "-");
    }
    free(dir);
}
END_TEST

START_TEST(a_file_that_is_placed_and_not_settled_is_taken_back)
{
    struct error err = {0};
    char *dir = fresh_dir("placed");
    for (int old = 0; old < 2; old++)
        for (int settled = 0; settled < 2; settled++) {
            struct outfile out = OUTFILE_NONE;
            if (old)
                write_in(dir, "a.csv", "old");
            check_good(outfile_open(&out, dir, "a.csv", &err), &err, "open");
            outfile_write(&out, "new", 3);
            check_good(outfile_finish(&out, &err) && outfile_place(&out, &err), &err, "place");
            check_file("placed", dir, "a.csv", "new");
            check_file("what was there is kept", dir, "a.csv.part", old ? "old" : "-");
            if (settled)
                outfile_settle(&out);
            outfile_release(&out);
            check_file("released", dir, "a.csv", settled ? "new" : old ? "old" : "-");
            check_file("no temporary file", dir, "a.csv.part", "-");
            char *path = xprintf("%s/a.csv", dir);
            unlink(path);
            free(path);
        }
    free(dir);
}
END_TEST

START_TEST(a_part_that_an_interrupted_run_left_is_replaced)
{
    struct error err = {0};
    struct outfile out = OUTFILE_NONE;
    char *dir = fresh_dir("stale"), *part = xprintf("%s/a.csv.part", dir), *other = xprintf("%s/other", dir);
    write_in(dir, "a.csv.part", "left over and longer than what comes");
    check_good(outfile_open(&out, dir, "a.csv", &err), &err, "open");
    outfile_write(&out, "x", 1);
    check_good(outfile_finish(&out, &err) && outfile_publish(&out, &err), &err, "publish");
    outfile_release(&out);
    check_file("nothing of the old part", dir, "a.csv", "x");

    write_in(dir, "other", "somebody else's");
    if (symlink(other, part))
        ck_abort_msg("symlink: %s", strerror(errno));
    check_good(outfile_open(&out, dir, "a.csv", &err), &err, "open over a link");
    outfile_write(&out, "y", 1);
    check_good(outfile_finish(&out, &err) && outfile_publish(&out, &err), &err, "publish");
    outfile_release(&out);
    check_file("a link is not followed", dir, "other", "somebody else's");
    check_file("but replaced", dir, "a.csv", "y");
    free(other);
    free(part);
    free(dir);
}
END_TEST

START_TEST(large_content_comes_out_as_it_was_written)
{
    struct error err = {0};
    struct outfile out = OUTFILE_NONE;
    struct random random = {3};
    struct buf want = {0};
    char *dir = fresh_dir("large"), *path = xprintf("%s/a.csv", dir);
    check_good(outfile_open(&out, dir, "a.csv", &err), &err, "open");
    while (want.n < 1500000) {
        char piece[5000];
        size_t size = random_below(&random, sizeof piece);
        for (size_t k = 0; k < size; k++)
            piece[k] = (char)random_next(&random);
        buf_add(&want, piece, size);
        outfile_write(&out, piece, size);
    }
    check_good(outfile_finish(&out, &err) && outfile_publish(&out, &err), &err, "publish");
    outfile_release(&out);
    struct buf got = read_file(path);
    if (got.n != want.n || memcmp(got.at, want.at, got.n) != 0)
        ck_abort_msg("%zu bytes of %zu", got.n, want.n);
    buf_release(&got);
    buf_release(&want);
    free(path);
    free(dir);
}
END_TEST

START_TEST(a_write_error_is_told_at_the_finish)
{
    struct error err = {0};
    struct outfile out = OUTFILE_NONE;
    char *dir = fresh_dir("full");
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = 1000;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    char zeros[4000] = {0};
    check_good(outfile_open(&out, dir, "a.csv", &err), &err, "open");
    for (int i = 0; i < 200; i++)
        outfile_write(&out, zeros, sizeof zeros);
    bool ok = outfile_finish(&out, &err);
    limit.rlim_cur = soft;
    setrlimit(RLIMIT_FSIZE, &limit);
    check_failed(ok, &err, STATUS_FAILED, "a.csv: cannot be written: ");
    outfile_release(&out);
    check_file("nothing is left", dir, "a.csv", "-");
    check_file("not even in part", dir, "a.csv.part", "-");
    free(dir);
}
END_TEST

START_TEST(many_files_are_settled_and_synced_together)
{
    struct error err = {0};
    char *dir = fresh_dir("many"), hash[DIGEST_HEX + 1], want[DIGEST_HEX + 1];
    struct outfile out[3] = {OUTFILE_NONE, OUTFILE_NONE, OUTFILE_NONE};
    static const char *const name[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++) {
        check_good(outfile_open(&out[i], dir, name[i], &err), &err, "open");
        outfile_hash(&out[i]);
        outfile_write(&out[i], "12", 2);
        outfile_write(&out[i], name[i], 1);
        if (i == 2)
            break; /* this one never comes to its end */
        check_good(outfile_finish_unsynced(&out[i], hash, &err), &err, "finish");
        char content[] = {'1', '2', name[i][0]};
        sha256_of(content, 3, want);
        check_string("the hash of what was written", hash, want);
        check_file("it has no name yet", dir, name[i], "-");
    }
    check_good(filesystem_sync(dir, &err), &err, "filesystem_sync");
    check_good(outfile_publish(&out[0], &err), &err, "publish");
    for (int i = 0; i < 3; i++)
        outfile_release(&out[i]);
    check_file("published", dir, "a", "12a");
    check_file("settled, not published", dir, "b", "-");
    check_file("nor is its part left", dir, "b.part", "-");
    check_file("nor that of one that was never closed", dir, "c.part", "-");
    free(dir);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
    struct error err = {0};
    struct outfile out = OUTFILE_NONE;
    char *dir = scratch("nowhere");
    check_failed(outfile_open(&out, dir, "a.csv", &err), &err, STATUS_FAILED, "nowhere/a.csv");
    outfile_release(&out);
    check_failed(directory_sync(dir, &err), &err, STATUS_FAILED, "nowhere");
    check_failed(filesystem_sync(dir, &err), &err, STATUS_FAILED, "nowhere");
    check_good(directory_sync(scratch_dir(), &err), &err, "directory_sync");
    free(dir);
}
END_TEST

START_TEST(a_temporary_file_has_no_name)
{
    char *dir = fresh_dir("nameless");
    int fd = tempfile_open(dir);
    if (fd < 0 || write(fd, "abc", 3) != 3)
        ck_abort_msg("no temporary file: %s", strerror(errno));
    char back[3];
    if (pread(fd, back, 3, 0) != 3 || memcmp(back, "abc", 3) != 0)
        ck_abort_msg("it does not hold what was written");
    size_t names = 0;
    DIR *handle = opendir(dir);
    for (const struct dirent *entry; (entry = readdir(handle)) != NULL;)
        names += entry->d_name[0] != '.';
    closedir(handle);
    if (names)
        ck_abort_msg("the file has a name");
    close(fd);
    free(dir);
}
END_TEST

/* What a terminal shows of what is written to standard output; whether the file could be finished. */
static bool shown_on_a_terminal(const char *content, size_t n, struct buf *seen, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY), was = dup(STDOUT_FILENO);
    if (terminal < 0 || grantpt(terminal) || unlockpt(terminal))
        ck_abort_msg("no terminal");
    const int other = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    if (other < 0 || dup2(other, STDOUT_FILENO) < 0)
        ck_abort_msg("no terminal");
    check_good(outfile_open(&out, NULL, NULL, err), err, "open");
    outfile_write(&out, content, n);
    outfile_write(&out, "more", 4);
    const bool good = outfile_finish(&out, err);
    outfile_release(&out);
    dup2(was, STDOUT_FILENO);
    close(was);
    close(other);
    fcntl(terminal, F_SETFL, O_NONBLOCK);
    for (ssize_t got; (got = read(terminal, buf_room(seen, 4096), 4096)) > 0;)
        seen->n += (size_t)got;
    close(terminal);
    return good;
}

START_TEST(a_workbook_or_a_pdf_never_goes_to_a_terminal)
{
    static const struct {
        const char *content;
        bool shown;
    } cases[] = {{"text ", true}, {"PK\x03\x04 ", false}, {"%PDF-1.4 ", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        struct buf seen = {0};
        const bool good = shown_on_a_terminal(cases[i].content, strlen(cases[i].content), &seen, &err);
        if (good != cases[i].shown || (seen.n > 0) != cases[i].shown)
            ck_abort_msg("'%s': %zu bytes were shown, and it %s", cases[i].content, seen.n, good ? "ended well" : err.text);
        if (!cases[i].shown && (err.status != STATUS_USAGE || !strstr(err.text, "-o FILE")))
            ck_abort_msg("'%s': %s", cases[i].content, err.text);
        buf_release(&seen);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("outfile", (const TTest *const[]){
                                   a_file_gets_its_name_at_the_end, a_file_that_is_not_published_leaves_nothing,
                                   a_file_that_is_placed_and_not_settled_is_taken_back,
                                   a_part_that_an_interrupted_run_left_is_replaced,
                                   large_content_comes_out_as_it_was_written, a_write_error_is_told_at_the_finish,
                                   many_files_are_settled_and_synced_together,
                                   a_folder_that_is_not_there_is_an_error, a_temporary_file_has_no_name,
                                   a_workbook_or_a_pdf_never_goes_to_a_terminal, NULL});
}
