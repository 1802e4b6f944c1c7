/* Looking at patients: what becomes of each new line, what is stored,
 * and that the number of threads changes nothing. */
#include "passes/examine.h"

#include <stdio.h>
#include <unistd.h>

#include "detect/totals.h"
#include "harness.h"
#include "small_rules.h"

enum { PATIENTS = 300, FILES = 2 };

/* A keten line and conflict lines for each patient; some lines stand there twice,
 * or their reference is used for another. */
static void add_lines(struct batch *batch, struct bestand *bestand)
{
    struct random random = {1};
    for (int p = 0; p < PATIENTS; p++) {
        char patient[10], reference[24];
        digits_print(999990000 + (uint64_t)p, 9, patient);
        for (int i = 0; i < 6; i++) {
            snprintf(reference, sizeof reference, "R%d",
                     i == 5 ? 4 : i); /* the last is the one before, or uses its reference */
            struct line line = {.patient = text_of(patient), .uzovi = 3332, .agb_declarant = 53010001, .aantal = 1, .lijst = i ? 8 : 56,
                                .prestatiecode = i ? TEXT("A1") : TEXT("40001"), .referentie = text_of(reference),
                                .period = {12054, 12060}, .bedrag_cent = i < 4 ? 100 + i : 500, .keten_code = i == 0};
            if (i == 5 && one_in(&random, 2))
                line.bedrag_cent = 777;
            line.bestand = (uint32_t)(1 + (i == 5));
            line.regelnr = (uint64_t)(2 + p * 6 + i);
            batch_add(batch, &line);
            struct bestand *b = &bestand[line.bestand - 1];
            b->gelezen.n++;
            b->gelezen.cent += (uint64_t)line.bedrag_cent;
            b->relevant++;
        }
    }
}

struct looked {
    struct buf changes, blocks;
    struct file_sums sums;
    uint64_t patienten, nieuw;
    size_t rejects;
    int64_t findings;
};

static void look(unsigned threads, struct looked *looked)
{
    struct store store;
    struct error err = {0};
    struct ruleset rules;
    struct totals totals;
    struct progress progress = {.done = 0};
    struct run_record run;
    struct outfile changes = OUTFILE_NONE;
    struct batch batch = {.n = 0};
    struct bestand bestand[FILES] = {{.naam = xstrdup("een.csv"), .id = 1}, {.naam = xstrdup("twee.csv"), .id = 2}};
    char *path = scratch("examine.db"), *name = xprintf("changes_%u.csv", threads), *out = scratch(name);
    unlink(path);
    small_rules(&rules, "regel=R|prestatiecodelijst=008|code_van=A1\n", NULL, false);
    totals_init(&totals, &rules);
    add_lines(&batch, bestand);
    struct sorted_run *sorted = batch_to_run(&batch);
    check_good(store_open(&store, path, 0, &err) && ledger_begin(&store, "run", &run, &err)
                   && outfile_open(&changes, scratch_dir(), name, &err),
               &err, "a run");
    struct examination examination = {.rules = &rules, .store = &store, .run = &run, .threads = threads, .runs = &sorted, .n = 1, .bestand = bestand,
                                      .bestanden = FILES, .totals = &totals, .changes = &changes, .progress = &progress};
    check_good(examine(&examination, &err) && outfile_finish(&changes, &err) && outfile_publish(&changes, &err), &err,
               "examine");
    *looked = (struct looked){.sums = ledger_sums(bestand, FILES), .patienten = run.patienten, .nieuw = run.nieuw,
                              .rejects = bestand[0].rejects + bestand[1].rejects, .findings = totals.findings[VAST]};
    looked->changes = read_file(out);
    sqlite3_stmt *stmt = NULL;
    bool row = true;
    check_good(db_prepare(store.db, &stmt,
                          "SELECT eerste_patient, laatste_patient, inhoud, som FROM blok ORDER BY blok", &err),
               &err, "the blocks");
    while (row) {
        check_good(db_step(stmt, &row, &err), &err, "a block");
        for (int c = 0; row && c < 4; c++)
            buf_add(&looked->blocks, db_text(stmt, c).at, db_text(stmt, c).n);
    }
    sqlite3_finalize(stmt);
    sorted_run_free(sorted);
    batch_release(&batch);
    totals_release(&totals);
    ruleset_release(&rules);
    outfile_release(&changes);
    store_close(&store);
    for (int i = 0; i < FILES; i++)
        bestand_release(&bestand[i]);
    free(path);
    free(name);
    free(out);
}

START_TEST(every_line_has_its_fate_whatever_the_threads)
{
    struct looked one, three;
    look(1, &one);
    look(3, &three);
    check_text("changes.csv", (struct text){three.changes.at, three.changes.n},
               (struct text){one.changes.at, one.changes.n});
    if (one.blocks.n == 0 || one.blocks.n != three.blocks.n
        || memcmp(one.blocks.at, three.blocks.at, one.blocks.n) != 0)
        ck_abort_msg("the blocks differ, or there are none");
    const struct looked *l[] = {&one, &three};
    for (size_t i = 0; i < COUNT_OF(l); i++) {
        const struct file_sums *s = &l[i]->sums;
        if (l[i]->patienten != PATIENTS || s->gelezen.n != PATIENTS * 6 || s->relevant != PATIENTS * 5
            || s->dubbel.n + s->afgekeurd.n != PATIENTS || s->afgekeurd.n != l[i]->rejects || s->dubbel.n == 0
            || s->afgekeurd.n == 0 || s->dubbel.cent != s->dubbel.n * 500 || s->afgekeurd.cent != s->afgekeurd.n * 777)
            ck_abort_msg("%llu patients, %llu stored, %llu duplicate, %llu rejected",
                         (unsigned long long)l[i]->patienten, (unsigned long long)s->relevant,
                         (unsigned long long)s->dubbel.n, (unsigned long long)s->afgekeurd.n);
        /* Four conflict lines beside each keten line. */
        if (l[i]->nieuw != PATIENTS * 4 || l[i]->findings != PATIENTS * 4)
            ck_abort_msg("%llu new findings, %lld counted", (unsigned long long)l[i]->nieuw, (long long)l[i]->findings);
    }
    buf_release(&one.changes);
    buf_release(&one.blocks);
    buf_release(&three.changes);
    buf_release(&three.blocks);
}
END_TEST

Suite *suite(void)
{
    return suite_of("examine", (const TTest *const[]){every_line_has_its_fate_whatever_the_threads, NULL});
}
