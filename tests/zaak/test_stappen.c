/* The order of a control, its days and terms. */
#include "zaak/stappen.h"

#include "harness.h"

static day day_of(const char *iso)
{
    day d;
    if (day_parse(text_of(iso), DAY_ISO, &d) != DAY_OK)
        ck_abort_msg("%s is no day", iso);
    return d;
}

/* A case that began on a day, with what was done since: "stap@dag", "-stap@dag" skipped, "stap@dag<termijn", "weging". */
static struct zaak_voortgang voortgang_of(bool materieel, const char *begin, const char *const *gedaan)
{
    struct zaak_voortgang v;
    zaak_voortgang_begin(&v, day_of(begin), materieel);
    for (; *gedaan; gedaan++) {
        const char *at = *gedaan + (**gedaan == '-'), *dag = strchr(at, '@');
        struct zaak_gebeurtenis g = {.soort = **gedaan == '-' ? GEBEURTENIS_OVERGESLAGEN : GEBEURTENIS_STAP};
        if (!dag) {
            g.soort = strcmp(at, "weging") == 0 ? GEBEURTENIS_WEGING : GEBEURTENIS_SLUITING;
        } else {
            day_parse((struct text){dag + 1, 10}, DAY_ISO, &g.datum);
            g.stap = (struct text){at, (size_t)(dag - at)};
            if (dag[11] == '<')
                g.veld[VELD_TERMIJN] = (struct text){dag + 12, 10};
        }
        zaak_voortgang_add(&v, &g);
    }
    return v;
}

START_TEST(the_order_of_the_law_is_the_order_of_the_table)
{
    static const char *const order[] = {
        "algemene_risicoanalyse", "algemeen_controleplan", "spiegelinformatie",    "specifieke_risicoanalyse",
        "specifiek_controleplan", "aankondiging",          "detailcontrole",       "voorgenomen_uitkomst",
        "reactie",                "definitieve_uitkomst",  "terugvordering",       "evaluatie"};
    ck_assert_int_eq(COUNT_OF(order), ZAAK_STAPPEN);
    for (size_t s = 0; s < COUNT_OF(order); s++) {
        check_string("step", zaak_stap_info[s].naam, order[s]);
        ck_assert_int_eq(zaak_stap_of(text_of(order[s])), s);
        if (!zaak_stap_info[s].wet[1])
            ck_abort_msg("%s: a materiele controle takes every step", order[s]);
        if (s < STAP_EVALUATIE && strncmp(zaak_stap_info[s].wet[1], "Rzv artikel 7.", 14) != 0)
            ck_abort_msg("%s names no article", order[s]);
    }
}
END_TEST

START_TEST(a_formal_control_needs_no_announcement_and_no_adviser)
{
    const struct zaak_voortgang v = voortgang_of(false, "2024-01-10", (const char *const[]){NULL});
    ck_assert_int_eq(zaak_volgende(&v), STAP_VOORGENOMEN_UITKOMST);
    for (int s = 0; s < STAP_VOORGENOMEN_UITKOMST; s++)
        ck_assert_int_eq(v.stand[s], STAP_NIET_NODIG);
    const struct zaak_voortgang m = voortgang_of(true, "2024-01-10", (const char *const[]){NULL});
    ck_assert_int_eq(zaak_volgende(&m), STAP_ALGEMENE_RISICOANALYSE);
    ck_assert_uint_ne(zaak_stap_info[STAP_SPECIFIEK_CONTROLEPLAN].velden & 1U << VELD_ADVISEUR, 0);
}
END_TEST

START_TEST(what_stands_against_a_step)
{
#define PLAN                                                                                                           \
    "algemene_risicoanalyse@2023-10-02", "algemeen_controleplan@2023-10-02", "spiegelinformatie@2023-10-02",           \
        "specifieke_risicoanalyse@2023-11-20", "specifiek_controleplan@2023-11-27"
#define CHECKED PLAN, "aankondiging@2023-12-04", "detailcontrole@2023-12-18"
#define INTENDED "voorgenomen_uitkomst@2023-12-20<2024-01-31"
    static const struct {
        const char *why;
        bool materieel;
        const char *gedaan[16];
        enum zaak_stap stap;
        bool overslaan, met_reden;
        const char *datum;
        enum zaak_bezwaar bezwaar;
        enum zaak_stap eerst;
    } cases[] = {
        {"the first step", true, {NULL}, STAP_ALGEMENE_RISICOANALYSE, false, false, "2023-10-02", BEZWAAR_GEEN, 0},
        {"no check of files before its announcement", true, {PLAN, NULL}, STAP_DETAILCONTROLE, false, false,
         "2023-12-18", BEZWAAR_EERST, STAP_AANKONDIGING},
        {"the same with a reason", true, {PLAN, NULL}, STAP_DETAILCONTROLE, false, true, "2023-12-18", BEZWAAR_GEEN, 0},
        {"a skip is a step too, and comes in the order", true, {NULL}, STAP_AANKONDIGING, true, false, "2023-12-18",
         BEZWAAR_EERST, STAP_ALGEMENE_RISICOANALYSE},
        {"formal: straight to the intended outcome", false, {NULL}, STAP_VOORGENOMEN_UITKOMST, false, false,
         "2023-12-20", BEZWAAR_GEEN, 0},
        {"formal: a check of files would make it another control", false, {NULL}, STAP_DETAILCONTROLE, false, true,
         "2023-12-04", BEZWAAR_FORMEEL, 0},
        {"nothing goes back", true, {CHECKED, NULL}, STAP_AANKONDIGING, false, false, "2023-12-20", BEZWAAR_AL_VERDER,
         0},
        {"nothing is done twice", true, {CHECKED, NULL}, STAP_DETAILCONTROLE, false, false, "2023-12-20",
         BEZWAAR_AL_GEDAAN, 0},
        {"what was skipped may still be done while nothing came behind it", true, {PLAN, "-aankondiging@2023-12-04", NULL},
         STAP_AANKONDIGING, false, false, "2023-12-20", BEZWAAR_GEEN, 0},
        {"a day before the last step", true, {CHECKED, NULL}, STAP_VOORGENOMEN_UITKOMST, false, false, "2023-12-17",
         BEZWAAR_VOOR_VORIGE, 0},
        {"the day of the last step", true, {CHECKED, NULL}, STAP_VOORGENOMEN_UITKOMST, false, false, "2023-12-18",
         BEZWAAR_GEEN, 0},
        {"a day that has not come", true, {CHECKED, NULL}, STAP_VOORGENOMEN_UITKOMST, false, false, "2024-07-02",
         BEZWAAR_TOEKOMST, 0},
        {"no final outcome on the last day of the term", true, {CHECKED, INTENDED, NULL}, STAP_DEFINITIEVE_UITKOMST,
         false, true, "2024-01-31", BEZWAAR_TERMIJN, 0},
        {"the day after, when there was no reaction", true, {CHECKED, INTENDED, "-reactie@2024-02-01", NULL},
         STAP_DEFINITIEVE_UITKOMST, false, false, "2024-02-01", BEZWAAR_GEEN, 0},
        {"that there was none cannot be said before", true, {CHECKED, INTENDED, NULL}, STAP_REACTIE, true, false,
         "2023-12-31", BEZWAAR_TERMIJN, 0},
        {"nor across the year on its last day", true, {CHECKED, INTENDED, NULL}, STAP_REACTIE, true, false,
         "2024-01-31", BEZWAAR_TERMIJN, 0},
        {"the day after it can", true, {CHECKED, INTENDED, NULL}, STAP_REACTIE, true, false, "2024-02-01",
         BEZWAAR_GEEN, 0},
        {"a reaction in the new year", true, {CHECKED, INTENDED, NULL}, STAP_REACTIE, false, false, "2024-01-02",
         BEZWAAR_GEEN, 0},
        {"a second point", true, {CHECKED, INTENDED, "reactie@2024-01-02", NULL}, STAP_REACTIE, false, false,
         "2024-01-02", BEZWAAR_GEEN, 0},
        {"a reaction cannot be skipped once it is there", true, {CHECKED, INTENDED, "reactie@2024-01-02", NULL},
         STAP_REACTIE, true, false, "2024-02-02", BEZWAAR_AL_GEDAAN, 0},
        {"a point that is not weighed", true, {CHECKED, INTENDED, "reactie@2024-01-02", NULL},
         STAP_DEFINITIEVE_UITKOMST, false, false, "2024-02-02", BEZWAAR_WEGING, 0},
        {"one of two", true, {CHECKED, INTENDED, "reactie@2024-01-02", "reactie@2024-01-02", "weging", NULL},
         STAP_DEFINITIEVE_UITKOMST, false, false, "2024-02-02", BEZWAAR_WEGING, 0},
        {"weighed, it need not wait for the term", true, {CHECKED, INTENDED, "reactie@2024-01-02", "weging", NULL},
         STAP_DEFINITIEVE_UITKOMST, false, false, "2024-01-09", BEZWAAR_GEEN, 0},
        {"a closed case", true, {CHECKED, "sluiting", NULL}, STAP_VOORGENOMEN_UITKOMST, false, false, "2024-01-09",
         BEZWAAR_GESLOTEN, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct zaak_voortgang v = voortgang_of(cases[i].materieel, "2023-10-02", cases[i].gedaan);
        enum zaak_stap eerst;
        const enum zaak_bezwaar bezwaar = zaak_bezwaar(&v, cases[i].stap, cases[i].overslaan, cases[i].met_reden,
                                                       day_of(cases[i].datum), day_of("2024-07-01"), &eerst);
        if (bezwaar != cases[i].bezwaar || (bezwaar == BEZWAAR_EERST && eerst != cases[i].eerst))
            ck_abort_msg("%s: %d, first %d", cases[i].why, (int)bezwaar, (int)eerst);
    }
}
END_TEST

START_TEST(two_years_are_counted_from_the_day_on_which_a_control_begins)
{
    static const struct {
        const char *begin, *first;
    } cases[] = {
        {"2024-01-01", "2022-01-01"}, {"2023-12-31", "2021-12-31"}, {"2024-02-28", "2022-02-28"},
        {"2024-02-29", "2022-03-01"}, {"2024-03-01", "2022-03-01"}, {"2026-02-28", "2024-02-28"},
        {"2022-03-01", "2020-03-01"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char first[DAY_TEXT + 1];
        day_print(zaak_terugblik(day_of(cases[i].begin)), first);
        check_string(cases[i].begin, first, cases[i].first);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("stappen", (const TTest *const[]){the_order_of_the_law_is_the_order_of_the_table,
                                                      a_formal_control_needs_no_announcement_and_no_adviser,
                                                      what_stands_against_a_step,
                                                      two_years_are_counted_from_the_day_on_which_a_control_begins,
                                                      NULL});
}
