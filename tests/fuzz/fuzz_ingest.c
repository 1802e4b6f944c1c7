/* A file read whole, without a database: on one thread and on three the same; read = relevant + rejected, in lines and
 * in cents; every line is packed and unpacked; and what `lines` would print reads as the same lines. Every line is
 * relevant here. Input: options (fuzz.h), and the file. */
#include "dossier/line_pack.h"
#include "fuzz.h"
#include "report/line_csv.h"

enum { THREADS = 3 };

/* A line as it is kept: its number, its patient, and its packed bytes. */
struct kept {
    uint64_t regelnr;
    int64_t cent;
    struct text patient, content;
};
struct reading_result {
    struct kept *line;
    size_t n, cap;
    struct arena arena;
    pthread_mutex_t lock;
    struct bestand bestand;
    struct buf raw;
};

static bool take(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    struct reading_result *result = ctx;
    uint8_t packed[LINE_PACK_MAX];
    size_t n = line_pack(line, packed);
    struct line back;
    const uint8_t *at = packed;
    (void)err;
    (void)raw;
    MUST(worker < THREADS, "worker %u", worker);
    MUST(n <= LINE_PACK_MAX && line_unpack(&at, packed + n, &back) && at == packed + n,
         "a line that was accepted cannot be unpacked");
    MUST(line->patient.n > 0 && line->patient.n <= PATIENT_MAX, "a patient of %zu bytes", line->patient.n);
    pthread_mutex_lock(&result->lock);
    ARRAY_ROOM(result->line, result->n, result->cap);
    result->line[result->n++] =
        (struct kept){line->regelnr,
                      line->bedrag_cent,
                      {arena_copy(&result->arena, line->patient.at, line->patient.n), line->patient.n},
                      {arena_copy(&result->arena, packed, n), n}};
    pthread_mutex_unlock(&result->lock);
    return true;
}

static int by_regel(const void *a, const void *b)
{
    const struct kept *p = a, *q = b;
    return (p->regelnr > q->regelnr) - (p->regelnr < q->regelnr);
}

static void take_raw(void *ctx, const char *at, size_t n)
{
    buf_add(ctx, at, n);
}

static bool read_it(const char *path, const struct reading_options *options, unsigned threads,
                    struct reading_result *result)
{
    struct progress progress = {.done = 0};
    struct error err = {0};
    *result = (struct reading_result){.lock = PTHREAD_MUTEX_INITIALIZER,
                                      .bestand = {.path = path, .naam = xstrdup("in"), .id = 1}};
    struct ingest ingest = {.rules = rules_of_all_lines(),
                            .profile = &options->profile,
                            .opaque = options->opaque,
                            .max_rejects = {options->few_rejects ? 5 : 100, true},
                            .limits = INPUT_NO_LIMITS,
                            .temp_dir = fuzz_dir(),
                            .threads = threads,
                            .bestand = &result->bestand,
                            .bestanden = 1,
                            .progress = &progress,
                            .sink = take,
                            .ctx = result};
    bool ok = must_tell(ingest_files(&ingest, &err), &err);
    if (result->n)
        qsort(result->line, result->n, sizeof *result->line, by_regel);
    ok = ok && !result->bestand.fault; /* a packed file that is damaged: nothing of it counts */
    if (ok)
        MUST(must_tell(bestand_raw_rejects(&result->bestand, take_raw, &result->raw, &err), &err),
             "the rejected lines cannot be read");
    return ok;
}

static void result_release(struct reading_result *result)
{
    bestand_release(&result->bestand);
    buf_release(&result->raw);
    arena_release(&result->arena);
    free(result->line);
}

static void must_balance(const struct reading_result *result)
{
    const struct bestand *b = &result->bestand;
    bool header_wrong = b->rejects && b->reject[0].reden == KOP_ONJUIST;
    uint64_t cent = 0;
    for (size_t i = 0; i < result->n; i++)
        cent += (uint64_t)result->line[i].cent;
    MUST(b->relevant == result->n, "%llu relevant lines, %zu taken", (unsigned long long)b->relevant, result->n);
    MUST(b->afgekeurd.n == b->rejects - header_wrong, "%llu rejected, %zu kept", (unsigned long long)b->afgekeurd.n,
         b->rejects);
    MUST(b->gelezen.n == result->n + b->afgekeurd.n, "%llu read, %zu accepted, %llu rejected",
         (unsigned long long)b->gelezen.n, result->n, (unsigned long long)b->afgekeurd.n);
    MUST(b->gelezen.cent == cent + b->afgekeurd.cent, "%llu cents read, %llu accepted, %llu rejected",
         (unsigned long long)b->gelezen.cent, (unsigned long long)cent, (unsigned long long)b->afgekeurd.cent);
    for (size_t i = 0; i < b->rejects; i++) {
        MUST(b->reject[i].reden > AFKEUR_GEEN && b->reject[i].reden < AFKEUREN && b->reject[i].veld >= GEEN_VELD,
             "an impossible reject");
        MUST(layout_veld(&b->layout, b->reject[i].veld) != NULL, "a column without a name");
        MUST(i == 0 || b->reject[i - 1].regelnr < b->reject[i].regelnr, "line %llu is rejected twice",
             (unsigned long long)b->reject[i].regelnr);
    }
}

static void must_be_same(const struct reading_result *a, const struct reading_result *b)
{
    MUST(a->bestand.status == b->bestand.status && strcmp(a->bestand.sha256, b->bestand.sha256) == 0
             && a->bestand.bytes == b->bestand.bytes,
         "status, bytes or hash differ");
    MUST(a->n == b->n && a->bestand.rejects == b->bestand.rejects, "%zu and %zu lines, %zu and %zu rejects", a->n, b->n,
         a->bestand.rejects, b->bestand.rejects);
    MUST(a->bestand.gelezen.n == b->bestand.gelezen.n && a->bestand.gelezen.cent == b->bestand.gelezen.cent
             && a->bestand.afgekeurd.cent == b->bestand.afgekeurd.cent,
         "the totals differ");
    for (size_t i = 0; i < a->n; i++)
        MUST(a->line[i].regelnr == b->line[i].regelnr && text_equal(a->line[i].patient, b->line[i].patient)
                 && text_equal(a->line[i].content, b->line[i].content),
             "line %llu differs", (unsigned long long)a->line[i].regelnr);
    for (size_t i = 0; i < a->bestand.rejects; i++)
        MUST(a->bestand.reject[i].regelnr == b->bestand.reject[i].regelnr
                 && a->bestand.reject[i].reden == b->bestand.reject[i].reden
                 && a->bestand.reject[i].veld == b->bestand.reject[i].veld,
             "reject %zu differs", i);
    MUST(text_equal((struct text){a->raw.at, a->raw.n}, (struct text){b->raw.at, b->raw.n}),
         "the rejected lines differ");
}

/* As `lines` prints them, and read again. */
static void must_come_back(const struct reading_result *result, bool opaque)
{
    struct buf csv = {0};
    struct reading_result again;
    const struct reading_options canonical = {.profile = PROFILE_CANONICAL, .opaque = opaque};
    line_csv_header(&csv);
    for (size_t i = 0; i < result->n; i++) {
        struct line line = {.patient = result->line[i].patient, .regelnr = result->line[i].regelnr};
        const uint8_t *at = (const uint8_t *)result->line[i].content.at;
        MUST(line_unpack(&at, at + result->line[i].content.n, &line), "unpacked before, and not now");
        line_csv(&line, TEXT("in, \"1\""), &csv);
    }
    char *path = fuzz_file("again.csv", csv.at, csv.n);
    MUST(read_it(path, &canonical, 1, &again), "what is printed cannot be read");
    MUST(again.n == result->n && again.bestand.rejects == 0, "of %zu lines that are printed %zu are read, %zu rejected",
         result->n, again.n, again.bestand.rejects);
    for (size_t i = 0; i < again.n; i++)
        MUST(text_equal(again.line[i].patient, result->line[i].patient)
                 && text_equal(again.line[i].content, result->line[i].content),
             "line %llu is another when it is printed and read", (unsigned long long)result->line[i].regelnr);
    result_release(&again);
    buf_release(&csv);
    free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text content = {(const char *)data, size};
    struct reading_options options = options_take(&content);
    struct buf repeated = {0};
    struct reading_result one, three;
    if (options.repeat) {
        repeat_lines(content, &repeated);
        content = (struct text){repeated.at, repeated.n};
    }
    char *path = fuzz_file("in.csv", content.at, content.n);
    bool ok = read_it(path, &options, 1, &one);
    MUST(read_it(path, &options, THREADS, &three) == ok, "readable on one number of threads only");
    if (ok) {
        must_balance(&one);
        must_be_same(&one, &three);
        must_come_back(&one, options.opaque);
    }
    result_release(&one);
    result_release(&three);
    buf_release(&repeated);
    free(path);
    return 0;
}
