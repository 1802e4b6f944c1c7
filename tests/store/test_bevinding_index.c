/* All findings in memory: every list of them is what the database itself gives. */
#include "store/bevinding_index.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "harness.h"
#include "store/groepen.h"
#include "store/oordelen.h"

enum { PATIENTS = 12, FINDINGS = 60, RUNS = 3 };
static const char *const RULE[] = {"A-1", "B-1", "C-9"};
static const uint32_t AGB[] = {53010001, 1000001, 41000002};

static char *name_of(char room[static 16], const char *begin, size_t n)
{
    snprintf(room, 16, "%s%02u", begin, (unsigned)(n % 100));
    return room;
}

/* A finding by its number: always of the same lines, otherwise by chance. */
static struct bevinding random_finding(struct random *random, size_t number, char room[static 3][16])
{
    const day from = 12000 + (day)random_below(random, 800);
    const bool paar = !one_in(random, 5);
    struct bevinding b = {.patient = text_of(name_of(room[0], "9999900", number % PATIENTS)),
                          .zekerheid = (enum zekerheid)random_below(random, ZEKERHEDEN), .uzovi = one_in(random, 3) ? 3332 : 7085,
                          .redenen = TEXT(""), .programma = TEXT("DM2"), .regels = TEXT("A-1"), .tabel = TEXT("t"),
                          .categorie = (enum categorie)random_below(random, CATEGORIEEN),
                          .leidende_regel = text_of(RULE[random_below(random, COUNT_OF(RULE))]),
                          .keten = {AGB[number % 2], text_of(name_of(room[1], "K", number / 4)), TEXT("40001"), 10000,
                                    1, 2},
                          .keten_periode = {from, from + 80}, .overlap = {from + (day)random_below(random, 9), from + 9},
                          .verhaal = VERHAAL_KETEN, .verhaal_bedrag_cent = (int64_t)random_below(random, 400) * 25,
                          .soort = SOORT_TARIEF};
    if (paar) {
        b.soort = SOORT_PAAR;
        b.conflict = (struct bevinding_kant){AGB[1 + number % 2], text_of(name_of(room[2], "C", number / 3)),
                                             TEXT("12000"), 1234, 1, 3};
        b.conflict_lijst = one_in(random, 2) ? 41 : 12;
        b.conflict_periode = b.overlap;
        b.verhaal = one_in(random, 3) ? VERHAAL_KETEN : VERHAAL_CONFLICT;
    }
    bevinding_take_id(&b);
    return b;
}

static void do_sql(struct store *store, const char *sql)
{
    struct error err = {0};
    check_good(db_exec(store->db, sql, &err), &err, sql);
}

/* What the database has: which findings, whether they stand. */
struct known {
    bool there[FINDINGS], stands[FINDINGS];
    struct bevinding finding[FINDINGS];
    char room[FINDINGS][3][16];
};

static void a_run(struct store *store, struct random *random, struct known *known)
{
    int64_t run = 0;
    struct bevinding_writer writer;
    struct error err = {0};
    do_sql(store,
           "INSERT INTO run (opdracht, versie, begonnen, vingerafdruk, contracten, extend_tables, gelezen,"
           " aanvaard, dubbel, afgekeurd, relevant, patienten, nieuw, herzien, vervallen)"
           " VALUES ('run', '0', '2023-01-01T00:00:00Z', 'v', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)");
    check_good(db_integer(store->db, "SELECT max(run) FROM run", &run, &err)
                   && bevinding_writer_open(&writer, store, run, "", &err),
               &err, "the findings of a run");
    for (size_t i = 0; i < FINDINGS; i++) {
        struct bevinding *b = &known->finding[i];
        if (!one_in(random, 3))
            continue;
        const enum wijziging what = !known->there[i] || !known->stands[i] ? WIJZIGING_NIEUW
                                    : one_in(random, 2)                   ? WIJZIGING_VERVALLEN
                                                                          : WIJZIGING_HERZIEN;
        if (!known->there[i])
            *b = random_finding(random, i, known->room[i]);
        else
            b->verhaal_bedrag_cent += 25;
        check_good(bevinding_writer_add(&writer, what, b, what == WIJZIGING_HERZIEN ? TEXT("x\n") : TEXT(""), &err),
                   &err, "a change");
        known->there[i] = true;
        known->stands[i] = what != WIJZIGING_VERVALLEN;
    }
    bevinding_writer_close(&writer);
    do_sql(store, "INSERT OR REPLACE INTO categorie SELECT DISTINCT categorie, iif(categorie < 'm', '', '041'),"
                  " iif(categorie < 'f', 'ja', 'nee'), 'b', 'h' FROM bevinding");
}

static void some_verdicts(struct store *store, struct random *random, const struct known *known)
{
    struct error err = {0};
    struct oordelen oordelen;
    struct bezwaar bezwaar;
    check_good(oordelen_open(&oordelen, store, &err), &err, "oordelen_open");
    for (size_t i = 0; i < FINDINGS; i++) {
        const enum oordeel oordeel = (enum oordeel)random_below(random, OORDELEN);
        const char *by = one_in(random, 2) ? "Jansen" : "De Vries";
        const struct uitspraak u = {.oordeel = oordeel, .bevestig = oordeel == OORDEEL_TERUGVORDERING
                                                                    && one_in(random, 2),
                                    .door = text_of(by), .inlog = text_of(by), .reden = TEXT("gezien")};
        if (known->there[i] && oordeel_is_given(oordeel) && one_in(random, 3))
            check_good(oordelen_give(&oordelen, &u, text_of(known->finding[i].id), TEXT(""), &bezwaar, &err), &err,
                       "a verdict");
    }
    oordelen_close(&oordelen);
}

static void some_answers(struct store *store, struct random *random, const struct known *known)
{
    static const char *const rol[] = {"declarant", "ketencontractant"};
    for (size_t i = 0; i < FINDINGS; i++) {
        const size_t who = random_below(random, 2);
        struct error err = {0};
        char sql[500];
        if (!known->there[i] || !one_in(random, 4) || (who == 0 && known->finding[i].soort != SOORT_PAAR))
            continue;
        snprintf(sql, sizeof sql,
                 "INSERT INTO antwoord (patient, bevinding_id, agb, rol, antwoord, toelichting, door, op, run, bestand)"
                 " SELECT patient, bevinding_id, %s, '%s', '%s', '', 'J', '2024-01-01T00:00:00Z', 1, 'b' FROM bevinding"
                 " WHERE bevinding_id = '%s'",
                 who ? "keten_agb" : "conflict_agb", rol[who], antwoord_name[1 + random_below(random, 3)],
                 known->finding[i].id);
        check_good(db_exec(store->db, sql, &err), &err, sql);
    }
}

static unsigned random_set(struct random *random, unsigned words)
{
    return one_in(random, 2) ? 0 : (unsigned)random_below(random, 1U << words);
}

static struct bevinding_filter random_filter(struct random *random, char room[static 16])
{
    struct bevinding_filter f = {.statussen = random_set(random, BEVINDING_STATUSSEN),
                                 .oordelen = random_set(random, OORDELEN),
                                 .antwoorden = random_set(random, ANTWOORDEN),
                                 .eigen_risicos = random_set(random, EIGEN_RISICOS),
                                 .herzien = one_in(random, 6), .min_cent = one_in(random, 3) ? 4000 : 0,
                                 .since = (int64_t)random_below(random, RUNS + 1),
                                 .orde = (enum bevinding_orde)random_below(random, ORDEN), .omgekeerd = one_in(random, 3)};
    if (one_in(random, 4))
        f.agb = text_of(one_in(random, 9) ? "99999999" : one_in(random, 2) ? "53010001" : "01000001");
    if (one_in(random, 6))
        f.uzovi = text_of(one_in(random, 9) ? "0000" : "3332");
    if (one_in(random, 6))
        f.zekerheid = text_of(zekerheid_name[random_below(random, ZEKERHEDEN)]);
    if (one_in(random, 9))
        f.categorie = text_of(categorie_name[random_below(random, CATEGORIEEN)]);
    if (one_in(random, 6))
        f.regel = text_of(one_in(random, 9) ? "Z-1" : RULE[random_below(random, COUNT_OF(RULE))]);
    if (one_in(random, 6))
        f.patient = text_of(name_of(room, "9999900", random_below(random, PATIENTS + 1)));
    if (one_in(random, 5))
        f.period = (struct period){12050, 12050 + (day)random_below(random, 500)};
    return f;
}

/* The ids of a filter, as the database gives them: joined with blanks. */
static void ids_by_sql(struct store *store, const struct bevinding_filter *filter, struct buf *out)
{
    struct error err = {0};
    struct bevinding_reader reader;
    bool row = true;
    check_good(bevinding_reader_open(&reader, store->db, filter, &err), &err, "the findings of a filter");
    out->n = 0;
    while (row) {
        check_good(bevinding_reader_next(&reader, &row, &err), &err, "the next finding");
        if (row)
            buf_printf(out, "%s ", reader.bevinding.id);
    }
    bevinding_reader_close(&reader);
}

static void ids_by_index(const struct keuze *keuze, struct buf *out)
{
    uint32_t at[FINDINGS];
    const uint32_t n = keuze_from(keuze, 0, FINDINGS, at);
    out->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        char id[17];
        bevinding_index_id(keuze->index, at[i], id);
        buf_printf(out, "%s ", id);
        if (keuze_before(keuze, at[i]) != i || !keuze_has(keuze, at[i]))
            ck_abort_msg("the %u-th is said to have %u before it", i, keuze_before(keuze, at[i]));
    }
    if (n != keuze->n)
        ck_abort_msg("%u of %u", n, keuze->n);
}

static bool compare_totals(void *ctx, const struct query_row *row, struct error *err)
{
    const struct keuze_sums *sums = ctx;
    const struct keuze_sum *sum = &sums->totaal;
    char got[100], want[100];
    (void)err;
    for (unsigned z = 0; z < ZEKERHEDEN; z++)
        if (text_equal(query_value(row, "zekerheid"), text_of(zekerheid_name[z])))
            sum = &sums->graad[z];
    snprintf(got, sizeof got, "%lld %lld %lld %lld", (long long)sum->bevindingen, (long long)sum->cent,
             (long long)sum->regels, (long long)sum->netto_cent);
    snprintf(want, sizeof want, "%s %s %s %s", query_value(row, "bevindingen").at, query_value(row, "euro").at,
             query_value(row, "regels").at, query_value(row, "netto_euro").at);
    check_string("totals", got, want);
    return true;
}

static void check_list(struct store *store, struct bevinding_index *index, const struct bevinding_filter *filter)
{
    struct error err = {0};
    struct buf want = {0}, got = {0};
    struct keuze keuze;
    struct keuze_sums sums;
    keuze_init(&keuze, index, filter);
    ids_by_sql(store, filter, &want);
    ids_by_index(&keuze, &got);
    check_text(orde_word[filter->orde], (struct text){got.at, got.n}, (struct text){want.at, want.n});
    keuze_sums(&keuze, &sums);
    check_good(groepen_totals(store, filter, compare_totals, &sums, &err), &err, "totals");
    keuze_release(&keuze);
    buf_release(&want);
    buf_release(&got);
}

/* Of a name that no other test has: what a reader leaves beside it would be read as its own. */
static char *fresh_database(struct store *store, const char *name, struct error *err)
{
    char *path = scratch(name);
    unlink(path);
    check_good(store_open(store, path, 0, err), err, "store_open");
    return path;
}

static struct bevinding_index *take(struct bevinding_indexes *indexes, struct store *store)
{
    struct error err = {0};
    struct bevinding_index *index;
    check_good(bevinding_indexes_take(indexes, store, &index, &err), &err, "an index");
    return index;
}

START_TEST(every_list_is_what_the_database_gives)
{
    const struct seeds seeds = seeds_up_to(4);
    const uint64_t seed = seeds.first + (uint64_t)_i;
    struct random random = {seed};
    struct error err = {0};
    struct store store;
    struct known known = {0};
    if (seed > seeds.last)
        return;
    struct bevinding_indexes *indexes = bevinding_indexes_new();
    char *path = fresh_database(&store, "lists.db", &err);
    for (unsigned run = 0; run < RUNS; run++) {
        a_run(&store, &random, &known);
        for (unsigned round = 0; round < 3; round++) {
            some_verdicts(&store, &random, &known);
            some_answers(&store, &random, &known);
            struct bevinding_index *index = take(indexes, &store);
            for (unsigned i = 0; i < 12; i++) {
                char room[16];
                const struct bevinding_filter filter = random_filter(&random, room);
                check_list(&store, index, &filter);
            }
            bevinding_index_release(index);
        }
    }
    store_close(&store);
    bevinding_indexes_free(indexes);
    free(path);
}
END_TEST

/* Gives afgewezen on the first finding of the database at `path` that has no verdict. */
static void judge_next(const char *path)
{
    struct error err = {0};
    struct store store;
    check_good(store_open_change(&store, path, 60, &err)
                   && db_exec(store.db, "INSERT INTO oordeel (patient, bevinding_id, oordeel, door, op, reden, run, rij,"
                                        " inlog) SELECT patient, bevinding_id, 'afgewezen', 'Jansen',"
                                        " '2024-01-01T00:00:00Z', 'gezien', 1, rij, 'jansen' FROM v_beoordeeld"
                                        " WHERE oordeel IS NULL ORDER BY patient LIMIT 1", &err)
                   && store_commit(&store, &err),
               &err, "a verdict");
    store_close(&store);
}

static uint32_t rejected(struct bevinding_index *index)
{
    const struct bevinding_filter filter = {.statussen = 7, .oordelen = 1U << OORDEEL_AFGEWEZEN};
    struct keuze keuze;
    keuze_init(&keuze, index, &filter);
    const uint32_t n = keuze.n;
    keuze_release(&keuze);
    return n;
}

START_TEST(a_version_stays_what_it_was_while_a_later_one_is_made)
{
    struct random random = {7};
    struct error err = {0};
    struct store store, early, late;
    struct known known = {0};
    struct bevinding_indexes *indexes = bevinding_indexes_new();
    char *path = fresh_database(&store, "versions.db", &err);
    a_run(&store, &random, &known);
    check_good(store_commit(&store, &err), &err, "store_commit");
    store_close(&store);
    check_good(store_open_read(&early, path, &err), &err, "a reader");
    struct bevinding_index *before = take(indexes, &early);
    judge_next(path);
    check_good(store_open_read(&late, path, &err), &err, "a later reader");
    struct bevinding_index *after = take(indexes, &late), *again = take(indexes, &late),
                           *caught_up = take(indexes, &early);
    if (rejected(before) != 0 || rejected(after) != 1)
        ck_abort_msg("rejected before: %u, after: %u", rejected(before), rejected(after));
    if (again != after || caught_up != after)
        ck_abort_msg("a version was made twice, or an earlier one came back");
    bevinding_index_release(before);
    bevinding_index_release(after);
    bevinding_index_release(again);
    bevinding_index_release(caught_up);
    store_close(&early);
    store_close(&late);
    bevinding_indexes_free(indexes);
    free(path);
}
END_TEST

/* Somebody who looks again and again: each version must have as many rejected findings as its state has verdicts. */
struct looking {
    pthread_t thread;
    struct bevinding_indexes *indexes;
    const char *path;
    bool wrong;
};

static void *look_on(void *ctx)
{
    struct looking *looking = ctx;
    for (unsigned i = 0; i < 40 && !looking->wrong; i++) {
        struct store store = STORE_CLOSED;
        struct bevinding_index *index = NULL;
        struct error err = {0};
        looking->wrong = !store_open_read(&store, looking->path, &err)
                         || !bevinding_indexes_take(looking->indexes, &store, &index, &err)
                         || rejected(index) != bevinding_index_state(index)->oordeel;
        bevinding_index_release(index);
        store_close(&store);
    }
    return NULL;
}

START_TEST(many_may_look_while_verdicts_come)
{
    enum { PEOPLE = 4 };
    struct random random = {9};
    struct error err = {0};
    struct store store;
    struct known known = {0};
    struct looking looking[PEOPLE];
    struct bevinding_indexes *indexes = bevinding_indexes_new();
    char *path = fresh_database(&store, "many.db", &err);
    a_run(&store, &random, &known);
    check_good(store_commit(&store, &err), &err, "store_commit");
    store_close(&store);
    judge_next(path); /* from here on a writer waits for no reader */
    for (unsigned i = 0; i < PEOPLE; i++) {
        looking[i] = (struct looking){.indexes = indexes, .path = path};
        if (pthread_create(&looking[i].thread, NULL, look_on, &looking[i]) != 0)
            ck_abort_msg("no thread");
    }
    for (unsigned i = 0; i < 10; i++)
        judge_next(path);
    for (unsigned i = 0; i < PEOPLE; i++) {
        pthread_join(looking[i].thread, NULL);
        if (looking[i].wrong)
            ck_abort_msg("a version was not what its state says");
    }
    bevinding_indexes_free(indexes);
    free(path);
}
END_TEST

START_TEST(an_empty_database_has_empty_lists)
{
    struct error err = {0};
    struct store store;
    struct bevinding_indexes *indexes = bevinding_indexes_new();
    char *path = fresh_database(&store, "empty.db", &err);
    struct bevinding_index *index = take(indexes, &store);
    uint32_t at;
    for (enum bevinding_orde orde = 0; orde < ORDEN; orde++)
        check_list(&store, index, &(const struct bevinding_filter){.orde = orde});
    if (bevinding_index_size(index) != 0 || bevinding_index_find(index, TEXT("5088a110b26db779"), &at))
        ck_abort_msg("there is a finding");
    bevinding_index_release(index);
    bevinding_indexes_free(indexes);
    store_close(&store);
    free(path);
}
END_TEST

Suite *suite(void)
{
    Suite *suite = suite_create("bevinding_index");
    TCase *lists = tcase_create("lists"), *versions = tcase_create("versions");
    tcase_set_timeout(lists, 0);
    tcase_set_timeout(versions, 0);
    tcase_add_loop_test(lists, every_list_is_what_the_database_gives, 0, 4);
    tcase_add_test(versions, a_version_stays_what_it_was_while_a_later_one_is_made);
    tcase_add_test(versions, many_may_look_while_verdicts_come);
    tcase_add_test(versions, an_empty_database_has_empty_lists);
    suite_add_tcase(suite, lists);
    suite_add_tcase(suite, versions);
    return suite;
}
