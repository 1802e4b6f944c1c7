/* Who may do what: the configuration of serve. */
#include <stdio.h>
#include <string.h>

#include "web/rollen.h"

#include "harness.h"

static void read_config(const char *text, struct web_config *config, struct problems *problems)
{
    struct error err = {0};
    char *path = scratch("web.ini");
    write_file(path, text, strlen(text));
    check_good(web_config_read(config, path, problems, &err), &err, "web_config_read");
    free(path);
}

START_TEST(a_role_is_its_rights)
{
    static const struct {
        const char *words;
        unsigned rechten;
        const char *said;
    } cases[] = {
        {"lezer", RECHT_CIJFERS, "lezer"},
        {"analist", RECHT_CIJFERS | RECHT_PATIENT | RECHT_OORDEEL, "analist"},
        {"controleur", RECHT_CIJFERS | RECHT_PATIENT | RECHT_OORDEEL | RECHT_BEVESTIG, "analist, controleur"},
        {"beheerder", RECHT_CIJFERS | RECHT_BEHEER, "beheerder"},
        {"lezer beheerder", RECHT_CIJFERS | RECHT_BEHEER, "beheerder"},
        {" analist,beheerder ,", RECHT_CIJFERS | RECHT_PATIENT | RECHT_OORDEEL | RECHT_BEHEER, "analist, beheerder"},
        {"analist controleur beheerder lezer", RECHT_ALLES, "analist, controleur, beheerder"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct web_config config;
        struct problems problems = {0};
        struct buf said = {0};
        unsigned rechten = 0;
        char *text = xprintf("[gebruikers]\nanna = %s\n", cases[i].words);
        read_config(text, &config, &problems);
        if (problems.count || !web_config_rights(&config, TEXT("anna"), &rechten) || rechten != cases[i].rechten)
            ck_abort_msg("%s: rights %u, %.*s", cases[i].words, rechten, (int)problems.n, problems.text);
        rollen_say(rechten, &said);
        check_string(cases[i].words, buf_string(&said), cases[i].said);
        buf_release(&said);
        free(text);
        problems_release(&problems);
        web_config_release(&config);
    }
}
END_TEST

START_TEST(nobody_is_known_by_half_a_name_or_another_case)
{
    static const char *const strangers[] = {"", "ann", "annA", "anna ", " anna", "bram"};
    struct web_config config;
    struct problems problems = {0};
    unsigned rechten;
    read_config("[gebruikers]\nanna = analist\n", &config, &problems);
    for (size_t i = 0; i < COUNT_OF(strangers); i++)
        if (web_config_rights(&config, text_of(strangers[i]), &rechten))
            ck_abort_msg("'%s' is known", strangers[i]);
    problems_release(&problems);
    web_config_release(&config);
}
END_TEST

START_TEST(what_is_wrong_is_told_all_of_it)
{
    static const struct {
        const char *what, *text, *problem; /* NULL: none */
    } cases[] = {
        {"nothing", "", NULL},
        {"all of it", "[server]\nuser_header = X-User\nproxy = ::1\nsessie_minuten = 5\nupload_mib = 1\n[gebruikers]\na = lezer\n", NULL},
        {"a comment", "; een opmerking\n[gebruikers]\n# nog een\na = lezer\n", NULL},
        {"an unknown setting", "[server]\nsesie_uren = 1\n", "no setting 'sesie_uren'"},
        {"an unknown section", "[gebruiker]\na = lezer\n", "no section of ours"},
        {"no section", "a = lezer\n", "no section of ours"},
        {"a number that is none", "[server]\nsessie_uren = twee\n", "sessie_uren must be a number"},
        {"zero", "[server]\nsessie_uren = 0\n", "sessie_uren must be a number"},
        {"less than zero", "[server]\nsessie_uren = -1\n", "sessie_uren must be a number"},
        {"too large a number", "[server]\nsessie_uren = 1000000\n", "sessie_uren must be a number"},
        {"an unknown role", "[gebruikers]\na = baas\n", "'a' has no role"},
        {"a role and an unknown one", "[gebruikers]\na = analist baas\n", "'a' has no role"},
        {"no role", "[gebruikers]\na =\n", "'a' has no role"},
        {"a person twice", "[gebruikers]\na = lezer\na = analist\n", "'a' stands twice"},
        {"a header and nobody", "[server]\nuser_header = X-User\n", "nobody could come in"},
        {"no line of ours", "[server\n", "name = value"},
        {"two faults", "[server]\nx = 1\n[gebruikers]\na = baas\n", "'a' has no role"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct web_config config;
        struct problems problems = {0};
        read_config(cases[i].text, &config, &problems);
        char *said = xprintf("%.*s", (int)problems.n, problems.n ? problems.text : "");
        if ((cases[i].problem != NULL) != (problems.count > 0) || (cases[i].problem && !strstr(said, cases[i].problem)))
            ck_abort_msg("%s: %s", cases[i].what, shown(text_of(said)));
        free(said);
        problems_release(&problems);
        web_config_release(&config);
    }
}
END_TEST

START_TEST(what_is_not_set_is_as_without_a_file)
{
    struct web_config config, plain;
    struct problems problems = {0};
    web_config_default(&plain);
    read_config("[server]\nsessie_minuten = 7\n", &config, &problems);
#define SAME(name, value)                                                                                              \
    if (plain.name != (value) || (config.name != plain.name && config.name != 7))                                      \
        ck_abort_msg(#name " is %u", config.name);
    CONFIG_NUMBERS(SAME)
#undef SAME
    if (config.sessie_minuten != 7 || config.user_header.n || config.proxy.n)
        ck_abort_msg("a setting is not what the file says");
    web_config_release(&config);
    problems_release(&problems);
}
END_TEST

Suite *suite(void)
{
    const TTest *const tests[] = {a_role_is_its_rights, nobody_is_known_by_half_a_name_or_another_case,
                                  what_is_wrong_is_told_all_of_it, what_is_not_set_is_as_without_a_file, NULL};
    return suite_of("rollen", tests);
}
