/* Lists of findings as addresses say them: what is read, what is said again, and whom an address never names. */
#include "web/lijst.h"

#include <stdio.h>
#include <unistd.h>

#include "harness.h"

/* A call with nothing but what a list asks for. */
static void begin(struct desk *desk, struct call *call)
{
    *desk = (struct desk){.indexes = bevinding_indexes_new()};
    zoeksleutel_new(&desk->zoeksleutel);
    *call = (struct call){.desk = desk, .store = STORE_CLOSED};
}

static void end(struct desk *desk, struct call *call)
{
    request_release(&call->request);
    bevinding_indexes_free(desk->indexes);
}

START_TEST(a_list_is_said_again_in_one_form)
{
    static const struct {
        const char *why, *from, *again; /* again NULL: it is wrong */
    } cases[] = {
        {"nothing is all that stands", "", ""},
        {"empty values are none", "status=&zekerheid=&agb=&sort=&per=&na=", ""},
        {"a value by itself", "zekerheid=vast", "zekerheid=vast"},
        {"a name several times is a list", "status=nieuw&status=vervallen", "status=nieuw,vervallen"},
        {"a list joined", "oordeel=geen,te_bevestigen", "oordeel=geen,te_bevestigen"},
        {"as a browser sends a comma", "oordeel=geen%2Cbevestigd", "oordeel=geen,bevestigd"},
        {"blanks around a value", "agb=+53999902+", "agb=53999902"},
        {"the order of the names is ours", "per=100&om=ja&sort=datum&agb=53999902", "agb=53999902&sort=datum&om=ja&per=100"},
        {"what is usual is not said", "sort=volgorde&per=50&om=nee&herzien=nee", ""},
        {"the place is not said", "na=5088a110b26db779&sort=bedrag", "sort=bedrag"},
        {"an id in fours is a place", "voor=5088-a110-b26d-b779&bij=5088a110b26db779", ""},
        {"an amount", "min-bedrag=99%2C50", "min-bedrag=99,50"},
        {"revised ones, as the page of today has it", "herzien=1", "herzien=ja"},
        {"a run, revised ones", "since=12&herzien=ja", "since=12&herzien=ja"},
        {"a rule of any name", "regel=M7C%20%26%20%C3%A9", "regel=M7C%20%26%20%C3%A9"},
        {"what we do not know is passed over", "kleur=rood&&=&zekerheid=signaal&gedaan=3", "zekerheid=signaal"},
        {"percent without digits is itself", "regel=50%25%zz", "regel=50%25%25zz"},
        {"two grades", "zekerheid=vast,signaal", NULL},
        {"no such grade", "zekerheid=Vast", NULL},
        {"no such status", "status=nieuw,", "status=nieuw,"},
        {"a status that is none", "status=nieuw,,open", NULL},
        {"no such verdict", "oordeel=goed", NULL},
        {"a short code", "agb=5399990", NULL},
        {"a code that is no number", "uzovi=33x2", NULL},
        {"a fifth quarter", "period=2023Q5", NULL},
        {"three decimals", "min-bedrag=1.005", NULL},
        {"no such order", "sort=naam", NULL},
        {"too many a page", "per=251", NULL},
        {"too few a page", "per=9", NULL},
        {"no number", "per=veel", NULL},
        {"no place", "na=5088a110b26db77", NULL},
        {"no run", "since=-1", NULL},
        {"a rule that may be a patient", "regel=999990019", NULL},
        {"a patient, as typed", "verzekerde=999990019", NULL},
    };
    struct desk desk;
    struct call call;
    begin(&desk, &call);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct lijst lijst;
        struct buf again = {0};
        const char *wrong = lijst_read_text(&call, text_of(cases[i].from), &lijst);
        lijst_query(&lijst, &again);
        if (!wrong != (cases[i].again != NULL))
            ck_abort_msg("%s: %s", cases[i].why, wrong ? wrong : "it is taken");
        check_text(cases[i].why, (struct text){again.at, again.n}, text_of(cases[i].again ? cases[i].again : ""));
        buf_release(&again);
    }
    end(&desk, &call);
}
END_TEST

START_TEST(what_was_typed_is_kept_also_when_it_is_wrong_but_for_a_patient)
{
    static const struct {
        const char *why, *from, *agb, *since;
    } cases[] = {
        {"a good one", "agb=53999902&since=3", "53999902", "3"},
        {"a wrong one", "agb=5399&since=3", "5399", "3"},
        {"beside a wrong one", "agb=53999902&since=drie", "53999902", "drie"},
        {"an order that is wrong", "agb=53999902&sort=naam", "53999902", ""},
        {"the number of a patient", "agb=999990019&since=999990019", "", ""},
        {"with more around it", "agb=bsn999990019x", "", ""},
    };
    struct desk desk;
    struct call call;
    begin(&desk, &call);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct lijst lijst;
        if (lijst_read_text(&call, text_of(cases[i].from), &lijst) && lijst.selectie.agb)
            ck_abort_msg("%s: a list that is wrong filters", cases[i].why);
        check_string(cases[i].why, lijst.getypt.agb ? lijst.getypt.agb : "", cases[i].agb);
        check_string(cases[i].why, lijst.since_getypt ? lijst.since_getypt : "", cases[i].since);
    }
    end(&desk, &call);
}
END_TEST

START_TEST(a_filter_is_what_was_asked)
{
    struct desk desk;
    struct call call;
    struct lijst lijst;
    begin(&desk, &call);
    const char *wrong = lijst_read_text(
        &call, TEXT("status=vervallen&zekerheid=vast&agb=53999902&period=2023Q2&min-bedrag=99,5"), &lijst);
    if (!wrong)
        ck_abort_msg("99,5 is no amount");
    wrong = lijst_read_text(&call, TEXT("status=vervallen&oordeel=geen&antwoord=credit,geen&eigen-risico=ja&sort=bedrag"
                                        "&period=2023Q2&min-bedrag=99,50&regel=A-1&since=3"), &lijst);
    const struct bevinding_filter *f = &lijst.filter;
    if (wrong || f->statussen != 1U << STATUS_VERVALLEN || f->oordelen != 1U << OORDEEL_GEEN
        || f->antwoorden != (1U << ANTWOORD_GEEN | 1U << ANTWOORD_CREDIT) || f->eigen_risicos != 1U << EIGEN_RISICO_JA
        || f->orde != ORDE_BEDRAG || f->min_cent != 9950 || f->since != 3 || f->period.last - f->period.first != 90)
        ck_abort_msg("another filter came of it: %s", wrong ? wrong : "");
    check_text("the rule", f->regel, TEXT("A-1"));
    end(&desk, &call);
}
END_TEST

START_TEST(a_patient_stands_sealed_in_an_address)
{
    static const char *const patient[] = {"999990019", "3332/A1", "", "0123456789abcdef0123456789abcdef"};
    struct desk desk, other;
    struct call call, elsewhere;
    begin(&desk, &call);
    begin(&other, &elsewhere);
    for (size_t i = 0; i < COUNT_OF(patient); i++) {
        struct buf query = {0}, twice = {0};
        struct lijst lijst;
        buf_text(&query, "verzekerde=");
        buf_text(&twice, "verzekerde=");
        zoeksleutel_seal(&desk.zoeksleutel, text_of(patient[i]), &query);
        zoeksleutel_seal(&desk.zoeksleutel, text_of(patient[i]), &twice);
        const struct text text = {query.at, query.n};
        if (strcmp(buf_string(&query), buf_string(&twice)) == 0 || (patient[i][0] && strstr(query.at, patient[i])))
            ck_abort_msg("the address tells who it is");
        if (lijst_read_text(&call, text, &lijst))
            ck_abort_msg("a token of ours is none");
        check_text("the patient", lijst.filter.patient, text_of(patient[i]));
        if (!lijst_read_text(&elsewhere, text, &lijst))
            ck_abort_msg("another program opened it");
        for (size_t at = sizeof "verzekerde=" - 1; at < query.n; at++) {
            const char was = query.at[at];
            query.at[at] = was == 'A' ? 'B' : 'A';
            if (at + 1 < query.n && !lijst_read_text(&call, text, &lijst)) /* the last one may hold spare bits */
                ck_abort_msg("a token that was changed at %zu is taken", at);
            query.at[at] = was;
        }
        buf_release(&query);
        buf_release(&twice);
    }
    end(&desk, &call);
    end(&other, &elsewhere);
}
END_TEST

/* Findings of one line each, of ten patients, 100 euro and more. */
static void fill(struct store *store)
{
    struct error err = {0};
    check_good(db_exec(store->db,
                       "INSERT INTO run (opdracht, versie, begonnen, vingerafdruk, contracten, extend_tables, gelezen,"
                       " aanvaard, dubbel, afgekeurd, relevant, patienten, nieuw, herzien, vervallen)"
                       " VALUES ('run', '0', '2023-01-01T00:00:00Z', 'v', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);"
                       "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
                       "INSERT INTO bevinding SELECT printf('%016x', 1000 + i), iif(i % 2, 'vast', 'signaal'), '', '3332',"
                       " printf('99999000%d', i), 'DM2', 'tarief', 'A', 't', '53010001', 'K', '40001', '2023-01-01',"
                       " '2023-03-31', 10000, '', '', '', '', '', '', '', NULL, '2023-01-01', '2023-03-31', 'keten',"
                       " 10000 + i, 'tarief', 'A', 1, 1, NULL, NULL, 1, 1, iif(i = 6, 1, NULL), NULL FROM n",
                       &err),
               &err, "findings");
}

START_TEST(neighbours_are_those_of_the_list_that_the_address_names)
{
    static const struct {
        const char *why, *list, *id, *before, *behind;
        uint32_t place, n;
    } cases[] = {
        {"no list, no neighbours", NULL, "3e9", "", "", 0, 0},
        {"a list that is wrong is none", "sort=naam", "3e9", "", "", 0, 0},
        {"in the order of findings.csv", "per=50&status=nieuw", "3e9", "3e8", "3ea", 2, 9},
        {"the first", "status=nieuw", "3e8", "", "3e9", 1, 9},
        {"the last", "status=nieuw", "3f1", "3f0", "", 9, 9},
        {"by amount, the highest first", "status=nieuw&sort=bedrag", "3e9", "3ea", "3e8", 8, 9},
        {"the other way round", "status=nieuw&sort=bedrag&om=ja", "3e9", "3e8", "3ea", 2, 9},
        {"only what is in the list", "status=nieuw&zekerheid=vast", "3eb", "3e9", "3ed", 2, 5},
        {"one that is not in it has neighbours too", "status=nieuw", "3ee", "3ed", "3ef", 0, 9},
        {"one that there is not has none", "status=nieuw", "abc", "", "", 0, 9},
    };
    struct desk desk;
    struct call call;
    struct error err = {0};
    char *path = scratch("lijst.db");
    begin(&desk, &call);
    unlink(path);
    check_good(store_open(&call.store, path, 0, &err), &err, "store_open");
    fill(&call.store);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buren buren;
        char id[17], want[128], got[128];
        call.request.query.n = 0;
        if (cases[i].list
            && !request_add(&call.request, &call.request.query, TEXT("lijst"), text_of(cases[i].list), TEXT("")))
            ck_abort_msg("no room");
        snprintf(id, sizeof id, "%016lx", strtoul(cases[i].id, NULL, 16));
        check_good(lijst_buren(&call, text_of(id), &buren, &err), &err, cases[i].why);
        snprintf(want, sizeof want, "%s %s %u/%u", cases[i].before, cases[i].behind, cases[i].place, cases[i].n);
        snprintf(got, sizeof got, "%s %s %u/%u", buren.vorige[0] ? buren.vorige + 13 : "",
                 buren.volgende[0] ? buren.volgende + 13 : "", buren.plaats, buren.n);
        check_string(cases[i].why, got, want);
    }
    store_close(&call.store);
    end(&desk, &call);
    free(path);
}
END_TEST

Suite *suite(void)
{
    return suite_of("lijst", (const TTest *const[]){a_list_is_said_again_in_one_form,
                                                    what_was_typed_is_kept_also_when_it_is_wrong_but_for_a_patient,
                                                    a_filter_is_what_was_asked,
                                                    a_patient_stands_sealed_in_an_address,
                                                    neighbours_are_those_of_the_list_that_the_address_names, NULL});
}
