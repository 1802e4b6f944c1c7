/* The dialect of an export: every setting, every fault (semantics.md 7). */
#include "ingest/profile.h"

#include <unistd.h>

#include "harness.h"

static bool read_ini(struct profile *profile, const char *content, struct problems *problems)
{
    struct error err = {0};
    char *path = scratch("p.ini");
    write_file(path, content, strlen(content));
    bool ok = profile_read(profile, path, problems, &err);
    check_good(ok, &err, "profile_read");
    free(path);
    return ok;
}

START_TEST(every_setting_has_its_meaning)
{
    static const struct {
        const char *reason, *ini;
        char delimiter, quote;
        enum encoding encoding;
        enum decimal decimal;
        enum day_form date;
    } cases[] = {
        {"nothing is canonical", "", ',', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"a semicolon is a delimiter and no comment", "[csv]\ndelimiter = ;\n", ';', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"without blanks", "[csv]\ndelimiter=;\n", ';', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"with many", "[csv]\ndelimiter   =   ;   \n", ';', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"quoted", "[csv]\ndelimiter = \";\"\n", ';', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"a tab by name", "[csv]\ndelimiter = tab\n", '\t', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"a tab as it is written in C", "[csv]\ndelimiter = \\t\n", '\t', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"a pipe", "[csv]\ndelimiter = |\n", '|', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"another quote", "[csv]\nquote = '\n", ',', '\'', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"encodings", "[csv]\nencoding = utf-8\n", ',', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"cp1252", "[csv]\nencoding = cp1252\n", ',', '"', ENCODING_CP1252, DECIMAL_CENT, DAY_ISO},
        {"latin-1", "[csv]\nencoding = latin-1\n", ',', '"', ENCODING_LATIN1, DECIMAL_CENT, DAY_ISO},
        {"cents", "[csv]\ndecimal = cent\n", ',', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"a point", "[csv]\ndecimal = punt\n", ',', '"', ENCODING_UTF8, DECIMAL_PUNT, DAY_ISO},
        {"a comma", "[csv]\ndecimal = komma\n", ',', '"', ENCODING_UTF8, DECIMAL_KOMMA, DAY_ISO},
        {"iso", "[csv]\ndate = iso\n", ',', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"dmy", "[csv]\ndate = dmy\n", ',', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_DMY},
        {"ymd", "[csv]\ndate = ymd\n", ',', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_YMD},
        {"a comment is as long as it likes",
         "# xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
         "\n[csv]\ndelimiter = |\n",
         '|', '"', ENCODING_UTF8, DECIMAL_CENT, DAY_ISO},
        {"all, with comments, blank lines and CR LF", "; een profiel\r\n[csv]\r\n\r\n# het\r\ndelimiter = ;\r\nquote = '\r\nencoding = cp1252\r\ndecimal = komma\r\ndate = dmy\r\n",
         ';', '\'', ENCODING_CP1252, DECIMAL_KOMMA, DAY_DMY},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct profile profile;
        struct problems problems = {0};
        read_ini(&profile, cases[i].ini, &problems);
        check_text(cases[i].reason, (struct text){problems.text, problems.n}, TEXT(""));
        if (profile.delimiter != cases[i].delimiter || profile.quote != cases[i].quote
            || profile.encoding != cases[i].encoding || profile.decimal != cases[i].decimal
            || profile.date != cases[i].date)
            ck_abort_msg("%s: delimiter %02X, quote %02X, encoding %d, decimal %d, date %d", cases[i].reason,
                         profile.delimiter, profile.quote, profile.encoding, profile.decimal, profile.date);
        profile_release(&profile);
    }
}
END_TEST

START_TEST(times_decimals_and_words_for_empty_are_taken_as_they_are_said)
{
    static const struct {
        const char *ini;
        bool few_decimals, with_time;
    } cases[] = {{"", false, false},
                 {"[csv]\ndecimalen = 0-2\ntijd = ja\n", true, true},
                 {"[csv]\ndecimalen = 2\ntijd = nee\n", false, false}};
    struct profile profile;
    struct problems problems = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        read_ini(&profile, cases[i].ini, &problems);
        if (problems.count || profile.few_decimals != cases[i].few_decimals || profile.with_time != cases[i].with_time)
            ck_abort_msg("%s", cases[i].ini);
        profile_release(&profile);
    }
    read_ini(&profile, "[leeg]\neinddatum = 9999-12-31 1900-01-01\n* = NULL \\N\n", &problems);
    check_string("of a column", profile.empty[COL_EINDDATUM], "9999-12-31 1900-01-01");
    check_string("of all", profile.empty[COLUMNS], "NULL \\N");
    for (int c = 0; c < COLUMNS; c++)
        if (profile.empty[c] && c != COL_EINDDATUM)
            ck_abort_msg("%s has words", column_name[c]);
    profile_release(&profile);
}
END_TEST

/* A file that was ingested with a profile by version 1 is known to version 2:
 * the fingerprint of such a profile is what it was. */
START_TEST(the_fingerprint_of_a_profile_of_version_1_never_changes)
{
    struct profile profile;
    struct problems problems = {0};
    read_ini(&profile,
             "[csv]\ndelimiter = ;\ndecimal = komma\ndate = dmy\n[columns]\nbsn = Nr\n[defaults]\nuzovi = 3332\n",
             &problems);
    check_string("fingerprint", profile.fingerprint,
                 "fc78480280c0ea80cdcb0752bff1d2773ea3c996acac79fb76093a9853f03f00");
    profile_release(&profile);
}
END_TEST

START_TEST(columns_have_own_names_and_defaults)
{
    struct profile profile;
    struct problems problems = {0};
    read_ini(
        &profile,
        "[columns]\nbsn = Burger Service Nr.\nuzovi=uzovi;nr\n[defaults]\nuzovi = 3332\nprestatiecodelijst = 012\n",
        &problems);
    check_text("problems", (struct text){problems.text, problems.n}, TEXT(""));
    check_string("own name", profile.own_name[COL_BSN], "Burger Service Nr.");
    check_string("own name", profile.own_name[COL_UZOVI], "uzovi;nr");
    check_string("default", profile.fallback[COL_UZOVI], "3332");
    check_string("default", profile.fallback[COL_PRESTATIECODELIJST], "012");
    for (int c = 0; c < COLUMNS; c++)
        if ((profile.own_name[c] && c != COL_BSN && c != COL_UZOVI)
            || (profile.fallback[c] && c != COL_UZOVI && c != COL_PRESTATIECODELIJST))
            ck_abort_msg("%s has a name or a default", column_name[c]);
    profile_release(&profile);
    /* Every column takes both. */
    for (int c = 0; c < COLUMNS; c++) {
        char *ini = xprintf("[columns]\n%s = x\n[defaults]\n%s = y\n", column_name[c], column_name[c]);
        read_ini(&profile, ini, &problems);
        if (problems.count || !profile.own_name[c] || !profile.fallback[c])
            ck_abort_msg("%s: %s", column_name[c], shown((struct text){problems.text, problems.n}));
        profile_release(&profile);
        free(ini);
    }
    problems_release(&problems);
}
END_TEST

#define NO_SETTING                                                                                                     \
    " is not a setting with an allowed value: delimiter and quote take one character, encoding utf-8, cp1252 or latin-1, decimal cent, punt or komma, decimalen 2 or 0-2, date iso, dmy or ymd, tijd nee or ja\n"
#define UNKNOWN                                                                                                        \
    ": unknown; the sections are [csv], [columns], [defaults] and [leeg], the last three take the canonical column names, [leeg] also * for every column\n"

START_TEST(every_fault_has_its_line_and_message)
{
    static const struct {
        const char *reason, *ini, *problems;
    } cases[] = {
        {"a delimiter of two characters", "[csv]\ndelimiter = ;;\n", "p.ini:2: [csv] delimiter = ;;" NO_SETTING},
        {"a letter as delimiter", "[csv]\ndelimiter = x\n", "p.ini:2: [csv] delimiter = x" NO_SETTING},
        {"a digit as delimiter", "[csv]\ndelimiter = 0\n", "p.ini:2: [csv] delimiter = 0" NO_SETTING},
        {"a character of two bytes as quote", "[csv]\nquote = \xC2\xAB\n", "p.ini:2: [csv] quote = \xC2\xAB" NO_SETTING},
        {"no delimiter", "[csv]\n\ndelimiter =\n", "p.ini:3: [csv] delimiter = " NO_SETTING},
        {"another encoding", "[csv]\nencoding = utf8\n", "p.ini:2: [csv] encoding = utf8" NO_SETTING},
        {"another decimal", "[csv]\ndecimal = ,\n", "p.ini:2: [csv] decimal = ," NO_SETTING},
        {"another date", "[csv]\ndate = mdy\n", "p.ini:2: [csv] date = mdy" NO_SETTING},
        {"other decimals", "[csv]\ndecimalen = 1\n", "p.ini:2: [csv] decimalen = 1" NO_SETTING},
        {"another answer to tijd", "[csv]\ntijd = yes\n", "p.ini:2: [csv] tijd = yes" NO_SETTING},
        {"tijd twice", "[csv]\ntijd = ja\ntijd = nee\n", "p.ini:3: [csv] tijd occurs twice\n"},
        {"a star that is no [leeg]", "[defaults]\n* = x\n", "p.ini:2: [defaults] *" UNKNOWN},
        {"words for empty twice", "[leeg]\n* = x\n* = y\n", "p.ini:3: [leeg] * occurs twice\n"},
        {"no word for empty", "[leeg]\nbsn =\n", "p.ini:2: [leeg] bsn is empty\n"},
        {"an unknown setting", "[csv]\nseparator = ;\n", "p.ini:2: [csv] separator = ;" NO_SETTING},
        {"an unknown section", "[colums]\nbsn = x\n", "p.ini:2: [colums] bsn" UNKNOWN},
        {"no section", "bsn = x\n", "p.ini:1: [] bsn" UNKNOWN},
        {"an unknown column", "[columns]\nburger = x\n", "p.ini:2: [columns] burger" UNKNOWN},
        {"a column in upper case", "[columns]\nBSN = x\n", "p.ini:2: [columns] BSN" UNKNOWN},
        {"a column twice", "[columns]\nbsn = x\nbsn = y\n", "p.ini:3: [columns] bsn occurs twice\n"},
        {"a default twice", "[defaults]\nuzovi = 3332\nuzovi = 3333\n", "p.ini:3: [defaults] uzovi occurs twice\n"},
        {"a column without a name", "[columns]\nbsn =\n", "p.ini:2: [columns] bsn is empty\n"},
        {"a line that is no setting", "[csv]\ndelimiter ;\n", "p.ini:2: is not a line of the form name = value\n"},
        {"a section that is not closed", "[csv\n", "p.ini:1: is not a line of the form name = value\n"},
        {"delimiter and quote the same", "[csv]\ndelimiter = '\nquote = '\n", "p.ini: [csv] delimiter and quote are the same character\n"},
        {"all of them", "[csv]\ndate = mdy\n[columns]\nburger = x\nbsn =\n",
         "p.ini:2: [csv] date = mdy" NO_SETTING "p.ini:4: [columns] burger" UNKNOWN "p.ini:5: [columns] bsn is empty\n"},
    };
    if (chdir(scratch_dir()))
        ck_abort_msg("chdir");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct profile profile;
        struct problems problems = {0};
        struct error err = {0};
        write_file("p.ini", cases[i].ini, strlen(cases[i].ini));
        check_good(profile_read(&profile, "p.ini", &problems, &err), &err, cases[i].reason);
        check_text(cases[i].reason, (struct text){problems.text, problems.n}, text_of(cases[i].problems));
        problems_release(&problems);
        profile_release(&profile);
    }
}
END_TEST

START_TEST(a_profile_with_a_nul_is_told_and_not_read_up_to_it)
{
    static const char ini[] = "[csv]\n\0\ndelimiter = ;\n";
    struct profile profile;
    struct problems problems = {0};
    struct error err = {0};
    char *path = scratch("nul.ini");
    write_file(path, ini, sizeof ini - 1);
    check_good(profile_read(&profile, path, &problems, &err), &err, "a NUL");
    if (problems.count != 1)
        ck_abort_msg("%zu problems", (size_t)problems.count);
    problems_release(&problems);
    profile_release(&profile);
    free(path);
}
END_TEST

START_TEST(a_profile_that_is_not_there_is_an_error)
{
    struct profile profile;
    struct problems problems = {0};
    struct error err = {0};
    check_failed(profile_read(&profile, "nowhere.ini", &problems, &err), &err, STATUS_FAILED, "nowhere.ini");
    profile_release(&profile);
}
END_TEST

START_TEST(the_fingerprint_says_what_the_profile_says)
{
    static const char *const ini[] = {"",
                                      "[csv]\ndelimiter = ;\n",
                                      "[csv]\nencoding = cp1252\n",
                                      "[csv]\ndecimal = komma\n",
                                      "[csv]\ndate = dmy\n",
                                      "[csv]\nquote = '\n",
                                      "[columns]\nbsn = x\n",
                                      "[defaults]\nbsn = x\n",
                                      "[columns]\nuzovi = x\n",
                                      "[csv]\ndecimalen = 0-2\n",
                                      "[csv]\ntijd = ja\n",
                                      "[leeg]\n* = x\n",
                                      "[leeg]\nbsn = x\n",
                                      "[leeg]\nuzovi = x\n"};
    char seen[COUNT_OF(ini)][DIGEST_HEX + 1];
    for (size_t i = 0; i < COUNT_OF(ini); i++) {
        struct profile profile;
        struct problems problems = {0};
        read_ini(&profile, ini[i], &problems);
        memcpy(seen[i], profile.fingerprint, sizeof seen[i]);
        profile_release(&profile);
        for (size_t k = 0; k < i; k++)
            if (strcmp(seen[i], seen[k]) == 0)
                ck_abort_msg("profiles %zu and %zu have one fingerprint", k, i);
        char *spaced = xprintf("# noot\n\n%s", ini[i]);
        read_ini(&profile, spaced, &problems);
        check_string("comments do not count", profile.fingerprint, seen[i]);
        profile_release(&profile);
        problems_release(&problems);
        free(spaced);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("profile",
                    (const TTest *const[]){every_setting_has_its_meaning,
                                           times_decimals_and_words_for_empty_are_taken_as_they_are_said,
                                           the_fingerprint_of_a_profile_of_version_1_never_changes,
                                           columns_have_own_names_and_defaults, every_fault_has_its_line_and_message,
                                           a_profile_with_a_nul_is_told_and_not_read_up_to_it,
                                           a_profile_that_is_not_there_is_an_error,
                                           the_fingerprint_says_what_the_profile_says, NULL});
}
