/* The key and the pseudonyms. What a process keeps inside is for tests/secrets/leaks.py. */
#include "base/secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"

static const char key[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

static char *write_key(const char *name, const char *text, mode_t mode)
{
    char *path = scratch(name);
    unlink(path);
    write_file(path, text, strlen(text));
    if (chmod(path, mode))
        ck_abort_msg("%s: mode %o cannot be set", path, mode);
    return path;
}

START_TEST(a_pseudonym_is_the_keyed_blake2b_of_the_number)
{
    /* Python: hashlib.blake2b(b"999990019", key=bytes(range(32)), digest_size=16[,
     * person=b"verzekerde"]).hexdigest() */
    struct pseudonyms *p = NULL;
    struct error err = {0};
    char *path = write_key("sleutel", key, 0600), out[PSEUDONYM_N + 1], nummer[VERZEKERDE_N + 1];
    check_good(pseudonyms_new(&p, path, 3, &err), &err, "the key");
    for (unsigned thread = 0; thread < 3; thread++) {
        pseudonym_of(p, thread, TEXT("999990019"), out);
        ck_assert_str_eq(out, "9603721c54386399a95f0de9e21803e4");
        pseudonym_of(p, thread, TEXT("3332/A1"), out);
        ck_assert_str_eq(out, "a33e5a05208a6dd7d4eccc35a2fd20c1");
        pseudonym_of_verzekerde(p, thread, TEXT("999990019"), nummer);
        ck_assert_str_eq(nummer, "3bc711d1cf02094");
    }
    ck_assert(is_pseudonym(text_of(out)) && !is_pseudonym(TEXT("999990019")) && !is_pseudonym(TEXT("3332/A1")));
    ck_assert(!is_pseudonym(TEXT("0123456789ABCDEF0123456789ABCDEF")));
    ck_assert_str_eq(pseudonyms_fingerprint(p), "cda3b0e686eb00935dee4d3b4e67d074");
    pseudonyms_free(p);
    pseudonyms_free(NULL);
    free(path);
}
END_TEST

START_TEST(a_file_that_is_no_key_or_is_not_private_is_refused)
{
    static const struct {
        const char *why, *text;
        mode_t mode;
        bool good;
    } cases[] = {
        {"64 digits", key, 0600, true},
        {"read-only", key, 0400, true},
        {"a digit less", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1", 0600, false},
        {"a digit more", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0", 0600, false},
        {"a line end", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, true},
        {"that of Windows", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\r\n", 0600, true},
        {"two lines", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n\n\n", 0600, false},
        {"no hex", "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0600, false},
        {"empty", "", 0600, false},
        {"one byte over and over", "0000000000000000000000000000000000000000000000000000000000000000", 0600, false},
        {"the group reads it", key, 0640, false},
        {"others write it", key, 0602, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pseudonyms *p = NULL;
        struct error err = {0};
        char *path = write_key("sleutel", cases[i].text, cases[i].mode);
        if (pseudonyms_new(&p, path, 1, &err) != cases[i].good)
            ck_abort_msg("%s: %s", cases[i].why, err.text);
        if (!cases[i].good && (err.status != STATUS_USAGE || p || strstr(err.text, "000102")))
            ck_abort_msg("%s: status %d, %s", cases[i].why, err.status, err.text);
        pseudonyms_free(p);
        free(path);
    }
}
END_TEST

START_TEST(a_sealed_process_makes_private_files_and_no_core)
{
    struct stat info;
    umask(0);
    process_seal();
    char *path = scratch("dicht");
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    ck_assert(fd >= 0 && fstat(fd, &info) == 0);
    ck_assert_int_eq(info.st_mode & 0777, 0600);
    close(fd);
    free(path);
}
END_TEST

Suite *suite(void)
{
    return suite_of("secret", (const TTest *const[]){a_pseudonym_is_the_keyed_blake2b_of_the_number,
                                                     a_file_that_is_no_key_or_is_not_private_is_refused,
                                                     a_sealed_process_makes_private_files_and_no_core, NULL});
}
