/* Who sends the reports, where letters go, and to whom reports went before: what is taken of such files, and what is
 * told of the rest. */
#include "spiegel/afzender.h"

#include <stdio.h>
#include <unistd.h>

#include "harness.h"
#include "spiegel/verzending.h"

#define LONG_121 \
    "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012" \
    "345678901"

START_TEST(a_sender_is_read_or_refused_by_line)
{
    static const struct {
        const char *why, *file, *naam, *retour, *lacks, *problem;
    } cases[] = {
        {"two fields", "naam = Zorgverzekeraar X\nretour=x@example.org\n", "Zorgverzekeraar X", "x@example.org",
         "afdeling, adres, telefoon, email, kenmerk", NULL},
        {"a section, remarks, a BOM", "\xEF\xBB\xBF[afzender]\n; wie\n# wie\nnaam = X\n", "X", "",
         "afdeling, adres, telefoon, email, kenmerk, retour", NULL},
        {"accents", "naam = Coöperatie Zorg\n", "Coöperatie Zorg", "",
         "afdeling, adres, telefoon, email, kenmerk, retour", NULL},
        {"nothing", "", "", "", "naam, afdeling, adres, telefoon, email, kenmerk, retour", NULL},
        {"an empty field lacks", "naam =\n", "", "", "naam, afdeling, adres, telefoon, email, kenmerk, retour", NULL},
        {"a field that is not there", "naem = X\n", "", "", NULL, "there is no field of this name"},
        {"a field twice", "naam = X\nnaam = Y\n", "X", "", NULL, "naam stands twice"},
        {"not a field", "naam = X\nJansen\n", "X", "", NULL, ":2: is not a line of the form name = value"},
        {"Windows-1252", "naam = Co\xF6peratie\n", "", "", NULL, "naam is not a line of UTF-8"},
        {"longer than a line", "naam = " LONG_121 "\n", "", "", NULL, "naam is longer than 100 characters"},
    };
    char *path = scratch("afzender.ini");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct afzender afzender;
        struct arena arena = {0};
        struct problems problems = {0};
        struct error err = {0};
        write_file(path, cases[i].file, strlen(cases[i].file));
        check_good(afzender_read(&afzender, path, &arena, &problems, &err), &err, cases[i].why);
        check_text(cases[i].why, afzender.naam, text_of(cases[i].naam));
        check_text(cases[i].why, afzender.retour, text_of(cases[i].retour));
        if ((cases[i].problem != NULL) != (problems.count > 0)
            || (problems.count && !strstr(problems.text, cases[i].problem)))
            ck_abort_msg("%s: %zu problems", cases[i].why, problems.count);
        if (cases[i].lacks)
            check_text(cases[i].why, afzender_lacks(&afzender, &arena), text_of(cases[i].lacks));
        problems_release(&problems);
        arena_release(&arena);
    }
    unlink(path);
    free(path);
}
END_TEST

START_TEST(addresses_are_taken_as_a_spreadsheet_saves_them)
{
    static const struct {
        const char *why, *file;
        uint32_t agb;
        const char *naam, *plaats, *problem;
    } cases[] = {
        {"commas", "agb,naam,adres,postcode,plaats\n01999911,De Vlieger,Dorp 1,1234 AB,Zwolle\n", 1999911, "De Vlieger",
         "Zwolle", NULL},
        {"semicolons, a zero lost, other order and case",
         "\xEF\xBB\xBFPlaats;AGB;Naam;Adres;Postcode\r\n's-Gravenhage;1999911;De Vlieger;Dorp 1;1234 AB\r\n", 1999911,
         "De Vlieger", "'s-Gravenhage", NULL},
        {"Windows-1252", "agb;naam;adres;postcode;plaats\r\n01999911;Andr\xE9;Dorp 1;;Zwolle\r\n", 1999911, "André",
         "Zwolle", NULL},
        {"an apostrophe before the code, an empty row", "agb,naam,adres,postcode,plaats\n'01999911,A,B,,C\n,,,,\n",
         1999911, "A", "C", NULL},
        {"another provider", "agb,naam,adres,postcode,plaats\n01999912,A,B,,C\n", 1999911, NULL, NULL, NULL},
        {"no AGB", "agb,naam,adres,postcode,plaats\n99911,A,B,,C\n", 99911, NULL, NULL,
         ":2: column agb holds no AGB code"},
        {"no street", "agb,naam,adres,postcode,plaats\n01999911,A,,,C\n", 1999911, NULL, NULL, ":2: adres is empty"},
        {"twice", "agb,naam,adres,postcode,plaats\n01999911,A,B,,C\n1999911,D,E,,F\n", 0, NULL, NULL,
         "AGB 01999911 has more than one address"},
        {"a column lacks", "agb,naam,adres\n01999911,A,B\n", 1999911, NULL, NULL, "the first row has no columns"},
        {"longer than an envelope", "agb,naam,adres,postcode,plaats\n01999911," LONG_121 ",B,,C\n", 1999911, NULL, NULL,
         "naam is longer than"},
    };
    char *path = scratch("adressen.csv");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct adressen adressen;
        struct arena arena = {0};
        struct problems problems = {0};
        struct error err = {0};
        write_file(path, cases[i].file, strlen(cases[i].file));
        check_good(adressen_read(&adressen, path, &arena, &problems, &err), &err, cases[i].why);
        if ((cases[i].problem != NULL) != (problems.count > 0)
            || (problems.count && !strstr(problems.text, cases[i].problem)))
            ck_abort_msg("%s: %zu problems", cases[i].why, problems.count);
        const struct adres *adres = cases[i].agb ? adres_of(&adressen, cases[i].agb) : NULL;
        if (!adres != !cases[i].naam)
            ck_abort_msg("%s: found %d", cases[i].why, adres != NULL);
        if (adres) {
            check_text(cases[i].why, adres->naam, text_of(cases[i].naam));
            check_text(cases[i].why, adres->plaats, text_of(cases[i].plaats));
        }
        adressen_release(&adressen);
        problems_release(&problems);
        arena_release(&arena);
    }
    unlink(path);
    free(path);
}
END_TEST

START_TEST(a_manifest_tells_to_whom_reports_went)
{
    static const struct {
        const char *why, *file, *refused;
        uint32_t agb;
    } cases[] = {
        {"a report", "kwartaal,agb,rol,antwoord_voor\n2023Q2,01999911,declarant,2023-09-15\n", NULL, 1999911},
        {"none", "kwartaal,agb,rol,antwoord_voor\n", NULL, 0},
        {"of another quarter", "kwartaal,agb,rol,antwoord_voor\n2023Q1,01999911,declarant,2023-09-15\n",
         ":2: those reports are not of 2023Q2", 0},
        {"no role", "kwartaal,agb,rol,antwoord_voor\n2023Q2,01999911,,2023-09-15\n", ":2: this is no row of a manifest",
         0},
        {"no date", "kwartaal,agb,rol,antwoord_voor\n2023Q2,01999911,declarant,gisteren\n",
         ":2: this is no row of a manifest", 0},
        {"another file", "naam,adres\nA,B\n", "this is no manifest of spiegel", 0},
        {"no file", NULL, "manifest.csv", 0},
    };
    char *path = scratch("manifest.csv");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct gestuurden gestuurd;
        struct error err = {0};
        unlink(path);
        if (cases[i].file)
            write_file(path, cases[i].file, strlen(cases[i].file));
        bool ok = gestuurden_read(&gestuurd, scratch_dir(), "2023Q2", &err);
        if (cases[i].refused)
            check_failed(ok, &err, cases[i].file ? STATUS_USAGE : STATUS_FAILED, cases[i].refused);
        else
            check_good(ok, &err, cases[i].why);
        if (cases[i].agb
            && (!gestuurd_to(&gestuurd, cases[i].agb, ROL_DECLARANT)
                || gestuurd_to(&gestuurd, cases[i].agb, ROL_KETENCONTRACTANT)))
            ck_abort_msg("%s: not found in its role alone", cases[i].why);
        gestuurden_release(&gestuurd);
    }
    unlink(path);
    free(path);
}
END_TEST

Suite *suite(void)
{
    return suite_of("afzender", (const TTest *const[]){
                                    a_sender_is_read_or_refused_by_line,
                                    addresses_are_taken_as_a_spreadsheet_saves_them,
                                    a_manifest_tells_to_whom_reports_went,
                                    NULL,
                                });
}
