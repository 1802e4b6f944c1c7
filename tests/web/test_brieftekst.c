/* The words of a letter about a finding. */
#include "web/brieftekst.h"

#include "harness.h"

static const struct bevinding pair = {
    .id = "5088a110b26db779",
    .patient = {"999990019", 9},
    .zekerheid = WAARSCHIJNLIJK,
    .redenen = {"enkele_dag", 10},
    .programma = {"DM2", 3},
    .categorie = CAT_DIEET,
    .leidende_regel = {"M7C-DM2-01", 10},
    .keten = {.agb = 53010001, .referentie = {"KETEN-REF", 9}, .prestatiecode = {"40001", 5}, .bedrag_cent = 10465},
    .conflict = {.agb = 24000001, .referentie = {"DIEET-REF", 9}, .prestatiecode = {"1234", 4}, .bedrag_cent = 2050},
    .overlap = {12050, 12060},
    .verhaal = VERHAAL_CONFLICT,
    .verhaal_bedrag_cent = 2050,
    .soort = SOORT_PAAR,
};
static const struct briefregel own = {
    .begindatum = {"2022-12-28", 10}, .einddatum = {"2022-12-30", 10}, .lijst = {"012", 3}};

struct words {
    const char *what;
    enum verhaal verhaal;
    enum regel_soort soort;
    const char *in[6], *out[6]; /* what it holds, and what it does not */
};
static const struct words cases[] = {
    {"to who declared the conflict line",
     VERHAAL_CONFLICT,
     SOORT_PAAR,
     {"AGB-code 24000001", "referentienummer: DIEET-REF", "28-12-2022 t/m 30-12-2022", "012 1234", "20,50 euro",
      "keten-dbc (DM2)"},
     {"999990019", "KETEN-REF", "53010001", "104,65", "40001"}},
    {"to who declared the keten line",
     VERHAAL_KETEN,
     SOORT_PAAR,
     {"AGB-code 53010001", "referentienummer: KETEN-REF", "104,65 euro", "waarvan het gaat om: 20,50 euro",
      "dieetadvies"},
     {"999990019", "DIEET-REF", "24000001", "1234"}},
    {"of one line",
     VERHAAL_KETEN,
     SOORT_TARIEF,
     {"AGB-code 53010001", "boven het afgesproken tarief", "kenmerk: 5088-a110-b26d-b779"},
     {"999990019", "niet samen"}},
    {"it is a question",
     VERHAAL_CONFLICT,
     SOORT_PAAR,
     {"geen terugvordering", "er is niets besloten", "Wij weten het niet zeker: de twee perioden",
      "M7C-DM2-01: wat er staat (bijlage 7)"},
     {"enkele_dag"}},
};

START_TEST(a_letter_tells_a_provider_of_its_own_line_and_of_nobody)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bevinding b = pair;
        struct buf out = {0};
        b.verhaal = cases[i].verhaal;
        b.soort = cases[i].soort;
        brieftekst(&b, &own, TEXT("wat er staat"), TEXT("bijlage 7"), &out);
        for (size_t w = 0; w < COUNT_OF(cases[i].in); w++) {
            if (cases[i].in[w] && !strstr(buf_string(&out), cases[i].in[w]))
                ck_abort_msg("%s: it does not say \"%s\":\n%s", cases[i].what, cases[i].in[w], buf_string(&out));
            if (cases[i].out[w] && strstr(buf_string(&out), cases[i].out[w]))
                ck_abort_msg("%s: it says \"%s\":\n%s", cases[i].what, cases[i].out[w], buf_string(&out));
        }
        buf_release(&out);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("brieftekst",
                    (const TTest *const[]){a_letter_tells_a_provider_of_its_own_line_and_of_nobody, NULL});
}
