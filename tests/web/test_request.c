/* What a browser asked, taken apart; and which route it is. */
#include <stdio.h>
#include <string.h>

#include "web/routes.h"

#include "harness.h"

#define T(literal) {(literal), sizeof(literal) - 1}

START_TEST(a_path_is_its_parts_or_none)
{
    static const struct {
        const char *what;
        struct text path;
        bool taken;
        const char *parts; /* with | between */
    } cases[] = {
        {"the first page", T("/"), true, ""},
        {"a part", T("/regels"), true, "regels"},
        {"two parts", T("/bevinding/0a1b"), true, "bevinding|0a1b"},
        {"as many as there may be", T("/a/b/c/d"), true, "a|b|c|d"},
        {"more", T("/a/b/c/d/e"), false, ""},
        {"parts of any letters", T("/é/ <\"\n"), true, "é| <\"\n"},
        {"points are a name as any", T("/../."), true, "..|."},
        {"nothing", T(""), false, ""},
        {"no slash in front", T("regels"), false, ""},
        {"two slashes in front", T("//kwaad"), false, ""},
        {"two slashes", T("/a//b"), false, ""},
        {"a slash behind", T("/a/"), false, ""},
        {"only slashes", T("///"), false, ""},
        {"the end of a string in it", T("/a\0b"), false, ""},
        {"at its end", T("/a\0"), false, ""},
        {"no UTF-8", T("/a\xFF"), false, ""},
        {"half a letter", T("/\xC3"), false, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct request request = {0};
        struct buf parts = {0};
        const bool taken = request_path(&request, cases[i].path);
        for (size_t s = 0; taken && s < request.segments; s++)
            buf_printf(&parts, "%s%.*s", s ? "|" : "", (int)request.segment[s].n, request.segment[s].at);
        if (taken != cases[i].taken || strcmp(buf_string(&parts), cases[i].parts) != 0)
            ck_abort_msg("%s: %s, %s", cases[i].what, taken ? "taken" : "refused", shown(text_of(buf_string(&parts))));
        buf_release(&parts);
        request_release(&request);
    }
}
END_TEST

START_TEST(values_are_found_by_their_whole_name_and_the_first_counts)
{
    struct request request = {0};
    char name[] = "a", value[] = "1";
    if (!request_path(&request, TEXT("/")) || !request_add(&request, &request.query, text_of(name), text_of(value), TEXT(""))
        || !request_add(&request, &request.query, TEXT("a"), TEXT("2"), TEXT(""))
        || !request_add(&request, &request.query, TEXT("ab"), TEXT("3"), TEXT(""))
        || !request_add(&request, &request.form, TEXT("a"), TEXT("4"), TEXT("x.csv")))
        ck_abort_msg("not taken");
    name[0] = value[0] = 'x'; /* texts are copied */
    check_text("the first", query_of(&request, "a"), TEXT("1"));
    check_text("a longer name", query_of(&request, "ab"), TEXT("3"));
    check_text("a form is not an address", form_of(&request, "a"), TEXT("4"));
    check_text("a name that is not there", query_of(&request, "b"), TEXT(""));
    if (!query_is(&request, "a", "1") || query_is(&request, "a", "") || query_is(&request, "b", "1") || !form_is(&request, "a", "4"))
        ck_abort_msg("a word is not what it is");
    if (query_of(&request, "a").at[1] != '\0')
        ck_abort_msg("there is no NUL behind a value");
    request_release(&request);
}
END_TEST

START_TEST(values_are_utf_8_and_files_are_what_they_are)
{
    static const struct {
        const char *what;
        struct text name, value, file;
        bool text;
    } cases[] = {
        {"letters", T("a"), T("\xC3\xA9"), T(""), true},
        {"no value", T("a"), T(""), T(""), true},
        {"a byte that is none", T("a"), T("\xE9"), T(""), false},
        {"half a letter at its end", T("a"), T("x\xC3"), T(""), false},
        {"a surrogate", T("a"), T("\xED\xA0\x80"), T(""), false},
        {"a name", T("\xE9"), T("x"), T(""), false},
        {"a file", T("a"), T("\xFF\xFE\0r"), T("x.csv"), true},
        {"the name of a file", T("a"), T("x"), T("\xE9.csv"), false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct request request = {0};
        if (!request_add(&request, &request.form, TEXT("first"), TEXT("x"), TEXT(""))
            || !request_add(&request, &request.form, cases[i].name, cases[i].value, cases[i].file))
            ck_abort_msg("not taken");
        if (params_are_text(&request.form) != cases[i].text)
            ck_abort_msg("%s: %s", cases[i].what, cases[i].text ? "refused" : "taken");
        request_release(&request);
    }
}
END_TEST

START_TEST(the_address_is_written_anew)
{
    struct request request = {0};
    if (!request_path(&request, TEXT("/regels")) || !request_add(&request, &request.query, TEXT("a b"), TEXT("<&\">"), TEXT(""))
        || !request_add(&request, &request.query, TEXT("c"), TEXT(""), TEXT("")))
        ck_abort_msg("not taken");
    request_settle(&request);
    check_text("the address", request.address, TEXT("/regels?a%20b=%3C%26%22%3E&c="));
    request_release(&request);
}
END_TEST

START_TEST(there_is_an_end_to_how_many_values_are_taken)
{
    struct request request = {0};
    for (size_t i = 0; i < PARAMS_MAX; i++)
        if (!request_add(&request, &request.form, TEXT("a"), TEXT("1"), TEXT("")))
            ck_abort_msg("value %zu is refused", i);
    if (request_add(&request, &request.form, TEXT("a"), TEXT("1"), TEXT("")))
        ck_abort_msg("there is no end");
    request_release(&request);
}
END_TEST

START_TEST(every_route_is_found_by_its_path_and_method_and_by_no_other)
{
    for (const struct route *route = routes; route->path; route++) {
        struct request request = {.method = route->method};
        struct text argument;
        bool other;
        char path[128];
        size_t n = 0;
        for (const char *at = route->path; *at; at++) /* a star stands for a word that no route has */
            n += (size_t)snprintf(path + n, sizeof path - n, "%s", *at == '*' ? "0a1b2c" : (const char[]){*at, '\0'});
        if (!request_path(&request, text_of(path)) || route_find(&request, &argument, &other) != route)
            ck_abort_msg("%s is not found by %s", route->path, path);
        check_text(route->path, argument, strchr(route->path, '*') ? TEXT("0a1b2c") : TEXT(""));
        request_release(&request);
        request = (struct request){.method = route->method};
        n += (size_t)snprintf(path + n, sizeof path - n, "%s", "/x/y/z");
        if (request_path(&request, text_of(path)) && route_find(&request, &argument, &other) == route)
            ck_abort_msg("%s is found by %s", route->path, path);
        request_release(&request);
    }
}
END_TEST

START_TEST(no_route_gives_a_patient_to_who_only_sees_figures)
{
    for (const struct route *route = routes; route->path; route++) {
        const bool open = route->how & ROUTE_OPEN;
        if (open && (route->recht || route->method == METHOD_POST))
            ck_abort_msg("%s is open and asks for a right, or changes something", route->path);
        if (strncmp(route->path, "/bevinding", 10) == 0 && !(route->recht & RECHT_PATIENT))
            ck_abort_msg("%s shows findings to who may see no patient", route->path);
        if (route->menu && (route->method != METHOD_GET || strchr(route->path, '*')))
            ck_abort_msg("%s stands in the menu and is no page", route->path);
    }
}
END_TEST

Suite *suite(void)
{
    const TTest *const tests[] = {a_path_is_its_parts_or_none,
                                  values_are_found_by_their_whole_name_and_the_first_counts,
                                  values_are_utf_8_and_files_are_what_they_are,
                                  the_address_is_written_anew,
                                  there_is_an_end_to_how_many_values_are_taken,
                                  every_route_is_found_by_its_path_and_method_and_by_no_other,
                                  no_route_gives_a_patient_to_who_only_sees_figures,
                                  NULL};
    return suite_of("request", tests);
}
