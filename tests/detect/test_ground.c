/* Ground: a pair whose other line is itself to be recovered has lost it;
 * and what that makes of the money (semantics.md 4). */
#include "detect/cases.h"

/* V (VRM) may not stand beside D (DM2); consult 9200 may not stand beside V. */
#define RULES "regel=D|code_van=40011\nregel=V|programma=VRM|code_van=9200|zekerheid=waarschijnlijk\n"
#define D "KD 056/40001 2023-01-01 cent=1000; "
#define V "KV 056/40011 2023-01-02 cent=500; "
#define C "C1 0/9200 2023-01-05 cent=30"

START_TEST(a_pair_whose_other_line_is_taken_back_has_lost_its_ground)
{
    static const struct given cases[] = {
        {"the ground stays", RULES, NULL, V C, "KV>C1 waarschijnlijk() V paar 30"},
        {"the ground is taken back, by a better grade", RULES, NULL, D V C, "KD>KV vast() D paar 500, KV>C1 signaal(keten_zelf_terug) V paar 30"},
        {"by the same grade", "regel=D|code_van=40011\nregel=V|programma=VRM|code_van=9200\n", NULL, D V C, "KD>KV vast() D paar 500, KV>C1 signaal(keten_zelf_terug) V paar 30"},
        {"by a lower grade it is not lost", "regel=D|code_van=40011|zekerheid=signaal\nregel=V|programma=VRM|code_van=9200\n", NULL, D V C,
         "KD>KV signaal() D paar 500, KV>C1 vast() V paar 30"},
        {"the line that stays is no ground that is taken", "regel=D|code_van=40011|verhaal=keten\nregel=V|programma=VRM|code_van=9200\n", NULL, D V C,
         "KD>KV vast() D paar 1000, KV>C1 vast() V paar 30"},
        {"grades as they were: a chain of three", "regel=D|code_van=40011\nregel=V|programma=VRM|code_van=40021\nregel=P|programma=COPD|code_van=9200\n", NULL,
         D V "KP 056/40021 2023-01-03 cent=70; " C, "KD>KV vast() D paar 500, KP>C1 signaal(keten_zelf_terug) P paar 30, KV>KP signaal(keten_zelf_terug) V paar 70"},
        {"a single takes the ground away", "regel=S|soort=verboden|programma=VRM\nregel=V|programma=VRM|code_van=9200\n", NULL, V C,
         "KV> vast() S verboden 500, KV>C1 signaal(keten_zelf_terug) V paar 30"},
        {"a tariff recovers no whole line", "regel=S|soort=tarief|programma=VRM\nregel=V|programma=VRM|code_van=9200\n", "3332,53010001,VRM,,2023-01-01,,,,100\n", V C,
         "KV> vast() S tarief 400, KV>C1 vast() V paar 30"},
        {"the reasons of all hits are told, for all have the grade", "regel=S|soort=verboden|programma=VRM\nregel=V|programma=VRM|code_van=9200\n"
         "regel=W|programma=VRM|code_van=9200|voorwaarde=dieet\n", NULL, V C, "KV> vast() S verboden 500, KV>C1 signaal(contract_onbekend;keten_zelf_terug) V;W paar 30"},
        {"in a circle all lose their ground", "regel=D|code_van=40011\nregel=V|programma=VRM|code_van=40021\nregel=P|programma=COPD|code_van=40001\n", NULL,
         D V "KP 056/40021 2023-01-03 cent=70", "KD>KP signaal(keten_zelf_terug) P paar 1000, KD>KV signaal(keten_zelf_terug) D paar 500, KV>KP signaal(keten_zelf_terug) V paar 70"},
    };
    check_cases(cases, COUNT_OF(cases), SUMS);
}
END_TEST

START_TEST(a_line_counts_once_and_what_waits_for_its_ground_is_told_apart)
{
    static const struct {
        const char *reason, *rules, *contracts, *lines;
        int64_t findings[ZEKERHEDEN], net[ZEKERHEDEN], wacht[ZEKERHEDEN]; /* signaal, waarschijnlijk, vast */
    } cases[] = {
        {"one finding", RULES, NULL, V C, {0, 30, 0}, {0, 30, 0}, {0, 0, 0}},
        {"what lost its ground is a signal, and waits as what it was", RULES, NULL, D V C, {30, 0, 500}, {30, 0, 500}, {0, 30, 0}},
        {"two findings, one line", "regel=A|code_van=9200|verhaal=keten\nregel=B|code_van=9300|verhaal=keten|zekerheid=waarschijnlijk\n", NULL,
         D "C1 0/9200 2023-01-05; C2 0/9300 2023-01-06", {0, 1000, 1000}, {0, 0, 1000}, {0, 0, 0}},
        {"the largest sum of the best grade", "regel=T|soort=tarief\nregel=A|code_van=9200|verhaal=keten\n", "3332,53010001,DM2,,2023-01-01,,,,900\n",
         D "C1 0/9200 2023-01-05", {0, 0, 1100}, {0, 0, 1000}, {0, 0, 0}},
        {"a line that waits twice is told once", "regel=S|soort=verboden\nregel=T|soort=verboden|programma=VRM\nregel=A|code_van=9200\nregel=B|programma=VRM|code_van=9200|zekerheid=waarschijnlijk\n", NULL,
         D V C, {60, 0, 1500}, {30, 0, 1500}, {0, 0, 30}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct looked l;
        looked_open(&l, &(struct given_with){
                            {cases[i].reason, cases[i].rules, cases[i].contracts, cases[i].lines, NULL}, NULL, false});
        look(&l, 1);
        for (int z = 0; z < ZEKERHEDEN; z++)
            if (l.totals.findings_cent[z] != cases[i].findings[z] || l.totals.net_cent[z] != cases[i].net[z]
                || l.totals.wacht_op_grond_cent[z] != cases[i].wacht[z])
                ck_abort_msg("%s: %s: findings %lld, net %lld, waiting %lld", cases[i].reason, zekerheid_name[z],
                             (long long)l.totals.findings_cent[z], (long long)l.totals.net_cent[z],
                             (long long)l.totals.wacht_op_grond_cent[z]);
        looked_release(&l);
    }
}
END_TEST

START_TEST(a_finding_says_which_other_one_took_its_ground)
{
    struct ruleset rules;
    struct dossier dossier = {.n = 0};
    struct arena arena = {0};
    struct seen_finding seen;
    small_rules(&rules, RULES, NULL, false);
    struct detector *detector = detector_new(&rules);
    add_lines(&dossier, &arena, D V C); /* in order: C1, KD, KV */
    const struct line *line = dossier.line;
    struct bevinding taker = {.keten = {.agb = 53010001, .referentie = TEXT("KD")},
                              .conflict = {.agb = 53010001, .referentie = TEXT("KV")}};
    bevinding_take_id(&taker);
    detect_finding(detector, line, NULL, dossier.n, &line[2], &line[0], &seen);
    if (seen.hits != 1 || seen.zonder_grond != WAARSCHIJNLIJK || strcmp(seen.grond_terug_door, taker.id) != 0)
        ck_abort_msg("%zu hits, '%s'", seen.hits, seen.hits ? seen.grond_terug_door : "");
    detect_finding(detector, line, NULL, dossier.n, &line[1], &line[2], &seen);
    if (seen.hits != 1 || seen.zonder_grond != VAST || seen.grond_terug_door[0])
        ck_abort_msg("the finding that takes it has its own ground");
    detect_finding(detector, line, NULL, dossier.n, &line[1], NULL, &seen);
    if (seen.hits)
        ck_abort_msg("a single, where there is a pair only");
    detector_free(detector);
    dossier_release(&dossier);
    ruleset_release(&rules);
    arena_release(&arena);
}
END_TEST

Suite *suite(void)
{
    return suite_of("ground", (const TTest *const[]){a_pair_whose_other_line_is_taken_back_has_lost_its_ground,
                                                     a_line_counts_once_and_what_waits_for_its_ground_is_told_apart,
                                                     a_finding_says_which_other_one_took_its_ground, NULL});
}
