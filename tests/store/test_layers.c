/* The stored lines, layer upon layer, against a plain list of them. */
#include "store/layer_merge.h"

#include <stdio.h>
#include <unistd.h>

#include "dossier/line_pack.h"
#include "random_lines.h"

enum { PATIENTS = 400, LINES_MAX = 20000 };

/* A patient key that sorts otherwise than its number; some are prefixes of others. */
static struct text patient_name(size_t patient, char room[static 24])
{
    int n = snprintf(room, 24, "%zu%s", patient * 7919 % 1000, patient % 3 == 0 ? "A" : "");
    return (struct text){room, (size_t)n};
}

/* What is stored, in the order in which it came. */
struct plain {
    const struct record *record[LINES_MAX];
    size_t n;
    struct arena arena;
};

static void open_store(struct store *store, const char *name)
{
    struct error err = {0};
    char *path = scratch(name);
    unlink(path);
    check_good(store_open(store, path, 0, &err), &err, "store_open");
    free(path);
}

/* A new layer with lines of random patients, and the same in the list. */
static void add_layer(struct random *random, struct store *store, int64_t run, struct plain *plain, size_t lines,
                      size_t stretch)
{
    struct error err = {0};
    struct layer_writer writer;
    struct layer_maker maker = {.last = {0}};
    struct layer_part part = {.blocks = 0};
    const size_t from = plain->n;
    for (size_t i = 0; i < lines; i++) {
        struct line_room room;
        char name[24];
        struct line line = random_line(random, &room);
        line.patient = patient_name(random_below(random, PATIENTS), name);
        line.agb_declarant = (uint32_t)run; /* no identity comes twice */
        char reference[24];
        line.referentie = (struct text){reference, (size_t)snprintf(reference, sizeof reference, "R%06zu", i)};
        line.bestand = (uint32_t)run;
        line.regelnr = i + 1;
        plain->record[plain->n++] = record_of(&plain->arena, &line);
    }
    const struct record **sorted = xcalloc(lines, sizeof *sorted);
    for (size_t i = 0; i < lines; i++)
        sorted[i] = plain->record[from + i];
    sort_records(sorted, lines);
    check_good(layer_begin(&writer, store, run, &err), &err, "layer_begin");
    for (size_t i = 0; i < lines;) {
        struct dossier dossier = {.patient = record_patient(sorted[i])};
        enum new_line *fate = xcalloc(lines, sizeof *fate);
        size_t end = i;
        while (end < lines && text_equal(record_patient(sorted[end]), dossier.patient))
            end++;
        dossier_add_new(&dossier, sorted + i, end - i, fate);
        block_add(&maker.block, &dossier, true);
        layer_made(&maker, dossier.patient, &part);
        i = end;
        if (one_in(random, stretch)) /* as at the end of a stretch: blocks and sieves that are not full */
            layer_made_all(&maker, &part);
        free(fate);
        dossier_release(&dossier);
    }
    layer_made_all(&maker, &part);
    check_good(layer_add(&writer, &part, &err), &err, "layer_add");
    check_good(layer_end(&writer, &err), &err, "layer_end");
    layer_writer_release(&writer);
    layer_maker_release(&maker);
    layer_part_release(&part);
    free(sorted);
}

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* Whether the dossier holds what the list has of the patient. */
static void check_dossier(uint64_t seed, const struct plain *plain, const struct dossier *dossier, struct text patient)
{
    size_t want = 0;
    for (size_t i = 0; i < plain->n; i++) {
        const struct record *record = plain->record[i];
        if (!text_equal(record_patient(record), patient))
            continue;
        want++;
        bool found = false;
        for (size_t k = 0; k < dossier->n && !found; k++)
            found = dossier->line[k].bestand == record->bestand && dossier->line[k].regelnr == record_regelnr(record)
                    && text_equal(dossier->content[k], record_content(record));
        if (!found)
            ck_abort_msg("TEST_SEED=%llu: patient %s lacks line %u:%llu", (unsigned long long)seed, shown(patient),
                         record->bestand, (unsigned long long)record_regelnr(record));
    }
    if (dossier->n != want)
        ck_abort_msg("TEST_SEED=%llu: patient %s has %zu lines, expected %zu", (unsigned long long)seed, shown(patient),
                     dossier->n, want);
}

/* Asks the sieves for what the patient has, and for what nobody has;
 * returns how often they say "perhaps" of the latter. */
static size_t check_sieves(uint64_t seed, struct layers *layers, const struct plain *plain, struct text patient)
{
    const uint64_t hash = sieve_patient(patient), nobody = sieve_key_code(hash, sieve_code(TEXT("NOBODYHASIT")));
    struct error err = {0};
    bool may;
    for (size_t i = 0; i < plain->n; i++) {
        if (!text_equal(record_patient(plain->record[i]), patient))
            continue;
        uint64_t key[SIEVE_LINE_KEYS];
        const size_t n = sieve_keys_of(hash, record_content(plain->record[i]), key);
        for (size_t k = 0; k < n; k++) {
            const uint64_t asked[] = {nobody, key[k]};
            check_good(layers_may_have(layers, patient, asked, 2, &may, &err), &err, "layers_may_have");
            if (!may)
                ck_abort_msg("TEST_SEED=%llu: patient %s surely lacks key %zu of a line that it has",
                             (unsigned long long)seed, shown(patient), k);
        }
    }
    check_good(layers_may_have(layers, patient, &nobody, 1, &may, &err), &err, "layers_may_have");
    return may;
}

/* Reads some of the patients, in order, or all of them by seeking on. */
static void check_layers(uint64_t seed, struct store *store, const struct plain *plain, bool all)
{
    struct random random = {seed};
    struct error err = {0};
    struct layers *layers;
    struct dossier dossier = {.n = 0};
    struct text name[PATIENTS], patient;
    size_t perhaps = 0;
    char room[PATIENTS][24];
    for (size_t i = 0; i < PATIENTS; i++)
        name[i] = patient_name(i, room[i]);
    qsort(name, PATIENTS, sizeof *name, by_text);
    check_good(layers_open(&layers, store->db, &err), &err, "layers_open");
    for (size_t i = 0; i < PATIENTS; i++) {
        if (!all && !one_in(&random, 5))
            continue;
        if (all || one_in(&random, 2)) {
            /* The first at or behind this one that the list has. */
            struct text want = {NULL, 0};
            for (size_t k = 0; k < plain->n; k++) {
                struct text p = record_patient(plain->record[k]);
                if (text_compare(p, name[i]) >= 0 && (!want.at || text_compare(p, want) < 0))
                    want = p;
            }
            check_good(layers_seek(layers, name[i], &patient, &err), &err, "layers_seek");
            if ((patient.at == NULL) != (want.at == NULL) || (want.at && !text_equal(patient, want)))
                ck_abort_msg("TEST_SEED=%llu: from %s on comes %s, expected %s", (unsigned long long)seed,
                             shown(name[i]), shown(patient), shown(want));
        }
        dossier_clear(&dossier);
        dossier.patient = name[i];
        check_good(layers_take(layers, name[i], &dossier, &err), &err, "layers_take");
        check_dossier(seed, plain, &dossier, name[i]);
        perhaps += check_sieves(seed, layers, plain, name[i]);
    }
    if (perhaps > PATIENTS / 10) /* expected: one in eighty, of sixteen layers */
        ck_abort_msg("TEST_SEED=%llu: %zu of %d patients perhaps have what nobody has", (unsigned long long)seed,
                     perhaps, PATIENTS);
    layers_close(layers);
    dossier_release(&dossier);
}

static int64_t count(struct store *store, const char *sql)
{
    struct error err = {0};
    int64_t n;
    check_good(db_integer(store->db, sql, &n, &err), &err, sql);
    return n;
}

/* What comes next reads by connections of its own what was committed. */
static void commit_and_open(struct store *store, const char *name)
{
    struct error err = {0};
    char *path = scratch(name);
    check_good(store_commit(store, &err), &err, "commit");
    store_close(store);
    check_good(store_open(store, path, 0, &err), &err, "store_open");
    free(path);
}

START_TEST(layers_give_back_every_line_by_patient_before_and_after_merging)
{
    struct seeds seeds = seeds_up_to(4);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct store store;
        struct error err = {0};
        struct plain *plain = xcalloc(1, sizeof *plain);
        open_store(&store, "layers.db");
        check_layers(seed, &store, plain, false); /* nothing yet */
        for (int64_t run = 1; run <= LAYERS_MAX + 8; run++) {
            size_t lines = run == 1 && seed % 2 ? 3000 : run % 5 == 0 ? 0 : random_below(&random, 200);
            add_layer(&random, &store, run, plain, lines, one_in(&random, 2) ? 4 : 1000);
            if (run % 4 == 0)
                check_layers(seed + (uint64_t)run, &store, plain, false);
            check_good(layers_merge(&store, run, 1 + (unsigned)seed % 3, &err), &err, "layers_merge");
            if (count(&store, "SELECT count(*) FROM laag") > LAYERS_MAX)
                ck_abort_msg("TEST_SEED=%llu: %lld layers", (unsigned long long)seed,
                             (long long)count(&store, "SELECT count(*) FROM laag"));
            if (count(&store, "SELECT coalesce(sum(regels), 0) FROM laag") != (int64_t)plain->n)
                ck_abort_msg("TEST_SEED=%llu: the layers' rows do not count their lines", (unsigned long long)seed);
            commit_and_open(&store, "layers.db");
        }
        if (count(&store, "SELECT count(*) FROM (SELECT laag FROM blok UNION ALL SELECT laag FROM zeef) WHERE laag NOT "
                          "IN (SELECT laag FROM laag)"))
            ck_abort_msg("TEST_SEED=%llu: blocks or sieves without a layer", (unsigned long long)seed);
        check_layers(seed, &store, plain, true);
        /* Committed and opened again. */
        check_good(store_commit(&store, &err), &err, "commit");
        store_close(&store);
        char *path = scratch("layers.db");
        check_good(store_open_read(&store, path, &err), &err, "read");
        check_layers(seed, &store, plain, true);
        store_close(&store);
        free(path);
        arena_release(&plain->arena);
        free(plain);
    }
}
END_TEST

START_TEST(a_sample_is_patients_in_order)
{
    struct random random = {1};
    struct store store;
    struct error err = {0};
    struct plain *plain = xcalloc(1, sizeof *plain);
    struct arena arena = {0};
    open_store(&store, "sample.db");
    add_layer(&random, &store, 1, plain, 5000, 4);
    add_layer(&random, &store, 2, plain, 10, 4);
    for (size_t n = 1; n < 200; n += 40) {
        struct text *bounds;
        size_t got;
        check_good(layers_sample(store.db, n, &arena, &bounds, &got, &err), &err, "layers_sample");
        if (got > n + 1 || (n > 1 && got < n / 2))
            ck_abort_msg("%zu bounds of %zu", got, n);
        for (size_t i = 1; i < got; i++)
            if (text_compare(bounds[i - 1], bounds[i]) >= 0)
                ck_abort_msg("bound %zu is not behind the one before it", i);
        free(bounds);
    }
    store_close(&store);
    arena_release(&arena);
    arena_release(&plain->arena);
    free(plain);
}
END_TEST

START_TEST(a_block_that_is_not_what_was_sealed_is_an_error_whoever_reads_it)
{
    struct random random = {1};
    struct store store;
    struct error err = {0};
    struct plain *plain = xcalloc(1, sizeof *plain);
    size_t refused = 0;
    open_store(&store, "damaged.db");
    add_layer(&random, &store, 1, plain, 300, 1000);
    static const char *const damage[] = {"substr(inhoud, 1, length(inhoud) / 2)",
                                         "x'ff' || substr(inhoud, 2)",
                                         "substr(inhoud, 1, 30) || x'ffffffff' || substr(inhoud, 35)",
                                         "substr(inhoud, 1, length(inhoud) - 1)",
                                         "substr(inhoud, 1, 200) || x'00' || substr(inhoud, 202)", /* inside a line */
                                         "x''",
                                         "zeroblob(length(inhoud))"};
    for (size_t i = 0; i < COUNT_OF(damage); i++) {
        char *sql = xprintf("SAVEPOINT heel; UPDATE blok SET inhoud = CAST(%s AS BLOB)", damage[i]);
        struct layers *layers;
        struct dossier dossier = {.n = 0};
        bool ok = true;
        check_good(db_exec(store.db, sql, &err), &err, "damage");
        check_good(layers_open(&layers, store.db, &err), &err, "layers_open");
        struct text patient = TEXT(""), from = TEXT("");
        char last[PATIENT_MAX + 1];
        for (int steps = 0; ok && patient.at && steps < 1000; steps++) {
            ok = layers_seek(layers, from, &patient, &err);
            if (!ok || !patient.at)
                break;
            memcpy(last, patient.at, patient.n);
            last[patient.n] = '\0';
            dossier_clear(&dossier);
            dossier.patient = (struct text){last, patient.n};
            ok = layers_take(layers, dossier.patient, &dossier, &err);
            from = (struct text){last, patient.n + 1};
        }
        if (!ok) {
            refused++;
            if (!strstr(err.text, "is damaged; restore the database from a backup"))
                ck_abort_msg("%s: %s", damage[i], err.text);
        }
        err = (struct error){0};
        layers_close(layers);
        dossier_release(&dossier);
        check_good(db_exec(store.db, "ROLLBACK TO heel", &err), &err, "rollback");
        free(sql);
    }
    if (refused != COUNT_OF(damage))
        ck_abort_msg("only %zu damages are seen", refused);
    store_close(&store);
    arena_release(&plain->arena);
    free(plain);
}
END_TEST

START_TEST(a_sieve_that_cannot_be_believed_is_an_error_and_a_layer_without_one_perhaps_has_anything)
{
    static const struct {
        const char *reason, *sql, *message;
        bool may;
    } cases[] = {
        {"as it was made", "SELECT 1", "", false},
        {"another byte", "UPDATE zeef SET inhoud = CAST(iif(substr(inhoud, 1, 1) = x'00', x'ff', x'00') || substr(inhoud, 2) AS BLOB)",
         "sieve 1 of layer 1 is damaged; restore the database from a backup", false},
        {"a sieve of other patients", "UPDATE zeef SET laatste_patient = CAST('z' AS BLOB)",
         "sieve 1 of layer 1 is damaged; restore the database from a backup", false},
        {"a layer of before there were sieves", "DELETE FROM zeef; UPDATE laag SET gezeefd = 0", "", true},
    };
    struct random random = {1};
    struct store store;
    struct error err = {0};
    struct plain *plain = xcalloc(1, sizeof *plain);
    open_store(&store, "sieve.db");
    add_layer(&random, &store, 1, plain, 300, 100000); /* one sieve */
    struct text patient = record_patient(plain->record[0]);
    const uint64_t nobody = sieve_key_code(sieve_patient(patient), sieve_code(TEXT("NOBODYHASIT")));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct layers *layers;
        bool may;
        check_good(db_exec(store.db, "SAVEPOINT heel", &err) && db_exec(store.db, cases[i].sql, &err), &err,
                   cases[i].reason);
        check_good(layers_open(&layers, store.db, &err), &err, "layers_open");
        bool ok = layers_may_have(layers, patient, &nobody, 1, &may, &err);
        if (cases[i].message[0])
            check_failed(ok, &err, STATUS_DIFFERENCE, cases[i].message);
        else if (!ok || may != cases[i].may)
            ck_abort_msg("%s: %s", cases[i].reason, ok ? may ? "perhaps" : "surely not" : err.text);
        err = (struct error){0};
        layers_close(layers);
        check_good(db_exec(store.db, "ROLLBACK TO heel", &err), &err, "rollback");
    }
    store_close(&store);
    arena_release(&plain->arena);
    free(plain);
}
END_TEST

START_TEST(a_sum_of_a_block_fits_its_bytes_alone_and_those_of_before_still_do)
{
    struct block block = {TEXT("100000009"), TEXT("999990019"), TEXT("the lines"), 1, ""}, other = block;
    char before[17];
    other.content = TEXT("the Lines");
    block_seal(&block);
    /* What blocks got before they had XXH3 (schema/0004). */
    blake2b_id((const struct text[]){block.first, block.last, block.content}, 3, before);
    const struct text sums[] = {text_of(block.som), text_of(before)};
    for (size_t i = 0; i < COUNT_OF(sums); i++) {
        if (!block_is_sealed(&block, sums[i]))
            ck_abort_msg("sum %zu does not fit the block that it is of", i);
        if (block_is_sealed(&other, sums[i]))
            ck_abort_msg("sum %zu fits another block", i);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("layers",
                    (const TTest *const[]){
                        layers_give_back_every_line_by_patient_before_and_after_merging, a_sample_is_patients_in_order,
                        a_block_that_is_not_what_was_sealed_is_an_error_whoever_reads_it,
                        a_sieve_that_cannot_be_believed_is_an_error_and_a_layer_without_one_perhaps_has_anything,
                        a_sum_of_a_block_fits_its_bytes_alone_and_those_of_before_still_do, NULL});
}
