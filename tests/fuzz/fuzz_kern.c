/* What a run decides, without files, a schema or a database for each input, so that a million executions are an hour's
 * work: exports to lines, lines to dossiers, dossiers to findings and figures. For every patient: read in two nights is
 * what is read at once, in dossiers, blocks and findings; what is stored comes back; what is added to the figures is what
 * is taken off; a finding has its hits when it is looked at alone. Input: options (fuzz.h), then sections, each an
 * export. fuzz_run does the rest, with all around it. */
#include "fuzz.h"

#include "base/log.h"
#include "base/sum.h"
#include "detect/detect.h"
#include "dossier/block.h"
#include "dossier/collector.h"

enum { FILES_MAX = 4, RECORDS_MAX = 2000 };

static struct ruleset rules;
static struct detector *detector;

static void make_rules(void)
{
    static const char contracts[] =
        "uzovi,agb_declarant,programma,prestatiecode,geldig_van,geldig_tot,voorwaarden,extra_tabel,tarief_cent\n"
        "3332,53010001,DM2,,2020-01-01,2026-01-01,volledig voetzorg,,9000\n"
        "3311,53999901,DM2,,2020-01-01,2026-01-01,dieet,,\n"
        "3332,53999901,VRM,40091,2020-01-01,2026-01-01,,,\n3332,53999901,DM2,40091,2020-01-01,2026-01-01,,,\n";
    struct table_files files;
    struct error err = {0};
    struct problems problems = {0};
    if (detector)
        return;
    MUST(must_tell(table_files_read(&files, NULL, &err), &err), "the tables cannot be read");
    ruleset_load(&rules,
                 &(struct rule_input){.files = &files,
                                      .contracts = {"contracts", {contracts, sizeof contracts - 1}},
                                      .max_bevindingen = 2000},
                 &problems);
    MUST(problems.count == 0, "%.*s", (int)problems.n, problems.text);
    table_files_release(&files);
    detector = detector_new(&rules);
}

static bool collect(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    (void)raw;
    return collector_take(ctx, worker, line, err);
}

/* What a patient gives, as findings.csv has it, with its figures. */
struct seen {
    struct outcome outcome;
    struct totals totals;
    struct buf csv;
};

static void look(const struct dossier *dossier, struct seen *seen)
{
    *seen = (struct seen){.csv = {0}};
    totals_init(&seen->totals, &rules);
    detect_patient(detector, dossier->line, NULL, dossier->n, 1, &seen->outcome, &seen->totals);
    for (size_t i = 0; i < seen->outcome.n; i++) {
        MUST(i == 0 || bevinding_compare(&seen->outcome.bevinding[i - 1], &seen->outcome.bevinding[i]) < 0,
             "the findings are not in order");
        bevinding_csv(&seen->outcome.bevinding[i], &seen->csv);
    }
    MUST(!seen->outcome.te_veel || seen->outcome.n == 0, "findings of a patient with too many");
}

static void take_off(const struct dossier *dossier, struct seen *seen)
{
    struct outcome again = {0};
    detect_patient(detector, dossier->line, NULL, dossier->n, -1, &again, &seen->totals);
    int64_t left = seen->totals.nul_regels | seen->totals.te_veel | seen->totals.credits_applied
                   | seen->totals.credits_waiting | seen->totals.anomalies;
    for (int z = 0; z < ZEKERHEDEN; z++)
        left |= seen->totals.findings[z] | seen->totals.findings_cent[z] | seen->totals.net_cent[z]
                | seen->totals.wacht_op_grond_cent[z];
    for (size_t i = 0; i < seen->totals.dekkingen; i++)
        left |= seen->totals.dekking[i].keten_lines | seen->totals.dekking[i].ongedekt;
    MUST(left == 0, "figures are left of nothing");
    outcome_release(&again);
}

static void seen_release(struct seen *seen)
{
    outcome_release(&seen->outcome);
    totals_release(&seen->totals);
    buf_release(&seen->csv);
}

static const struct line *line_of_kant(const struct dossier *dossier, const struct bevinding_kant *kant)
{
    for (size_t i = 0; i < dossier->n; i++)
        if (dossier->line[i].agb_declarant == kant->agb
            && text_equal(dossier->line[i].referentie, kant->referentie))
            return &dossier->line[i];
    fuzz_failed(__FILE__, __LINE__, "a finding without its line");
}

/* One of them: each costs as much as the patient. */
static void look_at_one(const struct dossier *dossier, const struct seen *seen)
{
    if (seen->outcome.n == 0)
        return;
    const struct bevinding *b = &seen->outcome.bevinding[dossier->n % seen->outcome.n];
    struct seen_finding finding;
    detect_finding(detector, dossier->line, NULL, dossier->n, line_of_kant(dossier, &b->keten),
                   bevinding_is_paar(b) ? line_of_kant(dossier, &b->conflict) : NULL, &finding);
    MUST(finding.hits > 0, "finding %s is none when it is looked at alone", b->id);
}

/* The lines of files up to `night` first, then the others: stored as a block of its own each, and read again. The
 * dossier's texts stay in `bytes` and the readers. */
static void in_two_nights(const struct record *const *record, size_t n, uint32_t night, struct dossier *dossier,
                          struct block_writer block[2], struct buf bytes[2], struct block_reader reader[2])
{
    const struct record *of[RECORDS_MAX];
    enum new_line fate[RECORDS_MAX];
    for (int k = 0; k < 2; k++) {
        bool damaged;
        size_t m = 0;
        for (size_t i = 0; i < n; i++)
            if ((record[i]->bestand > night) == k)
                of[m++] = record[i];
        dossier_add_new(dossier, of, m, fate);
        if (dossier->n == dossier->stored)
            continue;
        block_add(&block[k], dossier, true);
        dossier_clear(dossier);
        for (int b = 0; b <= k; b++) {
            if (block_size(&block[b]) == 0)
                continue;
            bytes[b].n = 0;
            block_write(&block[b], &bytes[b]);
            block_open(&reader[b], (struct text){bytes[b].at, bytes[b].n});
            MUST(block_next(&reader[b], &damaged) && block_take(&reader[b], dossier) && dossier->doubled == 0,
                 "a block does not come back");
        }
    }
}

static void look_at_patient(const struct record *const *record, size_t n, uint32_t night)
{
    enum new_line fate[RECORDS_MAX];
    struct dossier once = {.patient = record_patient(record[0])}, nights = once;
    struct block_writer block[2] = {{.lines = 0}, {.lines = 0}};
    struct buf bytes[2] = {{0}, {0}};
    struct block_reader reader[2] = {{.at = NULL}, {.at = NULL}};
    struct seen all, two;
    dossier_add_new(&once, record, n, fate);
    in_two_nights(record, n, night, &nights, block, bytes, reader);
    MUST(once.n == nights.n, "two nights keep %zu lines of %zu", nights.n, once.n);
    for (size_t i = 0; i < once.n; i++)
        MUST(text_equal(once.content[i], nights.content[i]) && once.line[i].regelnr == nights.line[i].regelnr
                 && once.line[i].bestand == nights.line[i].bestand
                 && (i == 0 || line_compare_identity(&once.line[i - 1], &once.line[i]) < 0),
             "line %zu is another after two nights", i);
    look(&once, &all);
    look(&nights, &two);
    MUST(text_equal((struct text){all.csv.at, all.csv.n}, (struct text){two.csv.at, two.csv.n}),
         "two nights find something else");
    look_at_one(&once, &all);
    take_off(&once, &all);
    seen_release(&all);
    seen_release(&two);
    block_release(&block[0]);
    block_release(&block[1]);
    block_close(&reader[0]);
    block_close(&reader[1]);
    buf_release(&bytes[0]);
    buf_release(&bytes[1]);
    dossier_release(&once);
    dossier_release(&nights);
}

/* Patient by patient, as a run goes through what it collected. */
static void look_at_all(const struct collector *collector, uint32_t night)
{
    const struct record *record[RECORDS_MAX];
    struct run_cursor cursor = {0};
    struct error err = {0};
    if (collector->n == 0)
        return;
    MUST(collector->n == 1, "%zu runs of one batch", collector->n);
    MUST(must_tell(run_cursor_open(&cursor, collector->runs[0], TEXT(""), &err), &err), "no cursor");
    while (cursor.record) {
        const struct text patient = record_patient(cursor.record);
        size_t n = 0;
        for (; cursor.record && text_equal(record_patient(cursor.record), patient);) {
            if (n < RECORDS_MAX)
                record[n++] = cursor.record;
            MUST(must_tell(run_cursor_next(&cursor, &err), &err), "no next line");
        }
        look_at_patient(record, n, night);
    }
    run_cursor_close(&cursor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = {(const char *)data, size};
    struct reading_options options = options_take(&rest);
    struct bestand bestand[FILES_MAX] = {{.path = NULL}};
    char *path[FILES_MAX];
    uint32_t n = 0;
    make_rules();
    for (struct section section; n < FILES_MAX && section_next(&rest, &section);) {
        if (text_equal(section.name, TEXT("contracten.csv"))) /* of inputs of fuzz_run */
            continue;
        const char name[] = {'i', 'n', (char)('0' + n), '\0'};
        path[n] = fuzz_file(name, section.content.at, section.content.n);
        bestand[n] = (struct bestand){.path = path[n], .naam = xstrdup(name), .id = n + 1};
        n++;
    }
    struct collector collector;
    struct progress progress = {.done = 0};
    struct error err = {0};
    collector_begin(&collector, 1, 64 << 20, fuzz_dir());
    struct ingest ingest = {.rules = &rules,
                            .profile = &options.profile,
                            .opaque = options.opaque,
                            .max_rejects = {100, true},
                            .limits = INPUT_NO_LIMITS,
                            .temp_dir = fuzz_dir(),
                            .threads = 1,
                            .bestand = bestand,
                            .bestanden = n,
                            .progress = &progress,
                            .sink = collect,
                            .ctx = &collector};
    if (n && must_tell(ingest_files(&ingest, &err), &err) && must_tell(collector_end(&collector, &err), &err))
        look_at_all(&collector, 1 + (uint32_t)(size % n));
    for (uint32_t i = 0; i < n; i++) {
        bestand_release(&bestand[i]);
        free(path[i]);
    }
    collector_release(&collector);
    sum_overflowed = false;
    return 0;
}
