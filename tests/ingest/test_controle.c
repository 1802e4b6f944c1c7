/* Control totals beside a file: what they may say, and what is held against the file. */
#include "ingest/controle.h"

#include <unistd.h>

#include "harness.h"
#include "ingest/ingest.h"
#include "small_rules.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

START_TEST(every_line_says_a_total_or_is_wrong)
{
    static const struct {
        const char *reason, *text;
        bool good;
        size_t wrong;
        bool regels, euro, sha256;
        unsigned n, cent;
    } cases[] = {
        {"all three", "regels 12\neuro 130,05\n" HASH "  export.csv\n", true, 0, true, true, true, 12, 13005},
        {"lines alone", "regels 12\n", true, 0, true, false, false, 12, 0},
        {"an equals sign and capitals", "Regels = 12\r\nEURO: 130.05\r\n", true, 0, true, true, false, 12, 13005},
        {"whole euros", "euro 130", true, 0, false, true, false, 0, 13000},
        {"nought", "regels 0\neuro 0,00\n", true, 0, true, true, false, 0, 0},
        {"comments and blank lines", "# van de leverancier\n\n  \nregels 1\n", true, 0, true, false, false, 1, 0},
        {"a hash in capitals, of standard input", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF  -\n", true, 0, false, false, true, 0, 0},
        {"a hash of a binary file", HASH " *export.csv\n", true, 0, false, false, true, 0, 0},
        {"a BOM", "\xEF\xBB\xBFregels 3\n", true, 0, true, false, false, 3, 0},
        {"nothing", "", false, 0, false, false, false, 0, 0},
        {"comments only", "# niets\n", false, 0, false, false, false, 0, 0},
        {"another word", "regels 1\nrijen 3\n", false, 2, true, false, false, 1, 0},
        {"no number", "regels veel\n", false, 1, false, false, false, 0, 0},
        {"a number that is too long", "regels 1234567890123456\n", false, 1, false, false, false, 0, 0},
        {"one decimal", "euro 1,5\n", false, 1, false, false, false, 0, 0},
        {"thousands", "euro 1.130,05\n", false, 1, false, false, false, 0, 0},
        {"a minus", "euro -1,00\n", false, 1, false, false, false, 0, 0},
        {"a hash that is too short", "0123456789abcdef  export.csv\n", false, 1, false, false, false, 0, 0},
        {"a word that only begins so", "regelsom 3\n", false, 1, false, false, false, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct controle controle;
        size_t wrong = 99;
        bool good = controle_parse(text_of(cases[i].text), &controle, &wrong);
        if (good != cases[i].good || wrong != cases[i].wrong
            || (good
                && (controle.regels != cases[i].regels || controle.euro != cases[i].euro
                    || controle.sha256 != cases[i].sha256 || controle.n != cases[i].n || controle.cent != cases[i].cent
                    || (controle.sha256 && strcmp(controle.hash, HASH) != 0))))
            ck_abort_msg("%s: %s, line %zu; lines %d %llu, euro %d %llu, sha256 %d", cases[i].reason,
                         good ? "good" : "wrong", wrong, controle.regels, (unsigned long long)controle.n, controle.euro,
                         (unsigned long long)controle.cent, controle.sha256);
    }
}
END_TEST

static bool take_nothing(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    (void)ctx, (void)worker, (void)line, (void)raw, (void)err;
    return true;
}

START_TEST(a_file_is_held_against_what_stands_beside_it)
{
    static const char export[] = "bsn,uzovi,agb_declarant,prestatiecode,begindatum,bedrag_cent,referentienummer\n"
                                 "999990019,3332,01000001,A1,2023-01-01,500,R1\n"
                                 "999990019,3332,01000001,A1,2023-01-01,1,R2\n";
    char hash[DIGEST_HEX + 1], *with_hash;
    sha256_of(export, sizeof export - 1, hash);
    with_hash = xprintf("%s  in.csv\n", hash);
    const struct {
        const char *reason, *controle, *says, *right; /* says: part of why it is refused; NULL: it is not */
    } cases[] = {
        {"no control file", NULL, NULL, ""},
        {"lines and euros", "regels 2\neuro 5,01\n", NULL, "regels euro"},
        {"the hash", with_hash, NULL, "sha256"},
        {"a line less", "regels 3\n", "says 3 lines, and it has 2", ""},
        {"a cent more", "euro 5,00\n", "EUR 5.00", ""},
        {"another hash", HASH "  in.csv\n", "another sha256", ""},
        {"what cannot be understood", "totaal 2\n", "line 1 of its control file", ""},
        {"nothing", "\n", "says nothing", ""},
    };
    char *path = scratch("in.csv"), *beside = xprintf("%s.controle", path);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct profile canonical = PROFILE_CANONICAL;
        struct ruleset rules;
        struct progress progress = {.done = 0};
        struct error err = {0};
        struct bestand bestand = {.path = path, .naam = xstrdup("in.csv"), .id = 1};
        struct ingest ingest = {.rules = &rules, .profile = &canonical, .max_rejects = {1, true}, .limits = INPUT_NO_LIMITS, .temp_dir = scratch_dir(),
                                .threads = 1, .bestand = &bestand, .bestanden = 1, .progress = &progress, .sink = take_nothing};
        small_rules(&rules, "regel=R|code_van=A1\n", NULL, false);
        write_file(path, export, sizeof export - 1);
        unlink(beside);
        if (cases[i].controle)
            write_file(beside, cases[i].controle, strlen(cases[i].controle));
        check_good(ingest_files(&ingest, &err), &err, cases[i].reason);
        bool refused = bestand.status == BESTAND_GEWEIGERD;
        if (refused != (cases[i].says != NULL) || (refused && !strstr(bestand.fault, cases[i].says))
            || strcmp(bestand.controle, cases[i].right) != 0)
            ck_abort_msg("%s: %s, %s, \"%s\"", cases[i].reason, bestand_status_name[bestand.status],
                         bestand.fault ? bestand.fault : "-", bestand.controle);
        if (refused && (bestand.gelezen.n || bestand.rejects != 1 || bestand.reject[0].reden != BESTAND_ONLEESBAAR))
            ck_abort_msg("%s: something of it counts", cases[i].reason);
        bestand_release(&bestand);
        ruleset_release(&rules);
    }
    unlink(beside);
    free(beside);
    free(path);
    free(with_hash);
}
END_TEST

Suite *suite(void)
{
    return suite_of("controle", (const TTest *const[]){every_line_says_a_total_or_is_wrong,
                                                       a_file_is_held_against_what_stands_beside_it, NULL});
}
