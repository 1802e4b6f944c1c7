/* pipeline.c - see pipeline.h. pipeline_run reads like the picture in docs/architecture.md:
 *
 *   tables, contracts, profile -> rules
 *   FILE -> chunks -> fields -> lines -> relevant? -> batches, sorted by patient          (ingest/, dossier/)
 *   stored dossier + new lines -> credits -> overlaps -> grades -> findings -> SQLite      (detect/, store/)
 *   findings.csv, changes.csv, summary.json, rejects.csv                                   (report/) */
#include "pipeline.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/place.h"
#include "dossier/collector.h"
#include "model/version.h"
#include "report/run_report.h"
#include "rules/saved.h"
#include "store/aanlevering.h"
#include "store/layer_merge.h"
#include "store/schakels.h"
#include "store/verloop.h"
#include "passes/compare.h"
#include "passes/examine.h"
#include "passes/merge_shards.h"
#include "passes/purge.h"
#include "passes/shard_run.h"
#include "passes/split_folder.h"
#include "store/stand.h"
#include "store/te_doen.h"

/* When a phase began: by the clock, and in processor time of all threads. */
struct stopwatch {
    struct timespec wall, cpu;
};

struct run {
    const struct job *job;
    struct stopwatch watch; /* of the phase that it is in */
    struct rules_loaded loaded;
    struct profile profile;
    struct store store;
    struct pseudonyms *pseudonyms; /* NULL: patients keep their numbers */
    day bewaard_vanaf;             /* of the last purge; 0 = none */
    struct run_record record;
    char *last_fingerprint; /* of the run before; NULL: none */
    const char *reden;      /* why findings change when it is neither lines nor tables; else "" */
    bool everybody;
    struct bestand *bestand;
    size_t bestanden;
    char *temp_dir;
    struct collector collector; /* the new lines */
    struct shards shards;       /* of a split, which takes them instead */
    struct manifest manifest;   /* of a run of a shard, and of a merge */
    struct shard_run shard;     /* number 0: it is none */
    struct shard_dbs dbs;       /* of a merge */
    struct totals totals;
    struct warnings warnings;
    int64_t waiting_files, waiting_lines; /* of earlier runs (struct job_result) */
    struct run_report report;
    char verloop[DIGEST_HEX + 1];
};

/* What a spreadsheet made of the files, and how it was read. */
static void say_mended(const struct log *log, struct problems *mended)
{
    struct text rest = {mended->text, mended->n};
    for (const char *lf; rest.n && (lf = memchr(rest.at, '\n', rest.n)) != NULL;) {
        size_t n = (size_t)(lf - rest.at);
        log_emit(log, LOG_WARNING, "mended", "%.*s", (int)n, rest.at);
        rest = (struct text){lf + 1, rest.n - n - 1};
    }
    problems_release(mended);
}

static bool say_problems(const struct log *log, struct problems *problems, const char *what, struct error *err)
{
    size_t count = problems->count;
    struct text rest = {problems->text, problems->n};
    for (const char *lf; rest.n && (lf = memchr(rest.at, '\n', rest.n)) != NULL;) {
        size_t n = (size_t)(lf - rest.at);
        log_emit(log, LOG_ERROR, "invalid", "%.*s", (int)n, rest.at);
        rest = (struct text){lf + 1, rest.n - n - 1};
    }
    problems_release(problems);
    return count == 0
           || error_set(err, STATUS_RULES, "%zu problem%s in the %s; nothing was read", count, count == 1 ? "" : "s",
                        what);
}

/* A file of contracts or relations: the one that is named, or the one that is remembered of the last run. */
struct beside {
    enum remembered kind;
    const char *path;
    bool none;
    const char *what; /* the option */
    struct buf content;
    struct rule_file file;
};

static bool read_given(struct beside *b, struct problems *mended, struct problems *problems, struct error *err)
{
    char *at = NULL;
    size_t n = 0;
    if (!read_whole_file(b->path, &at, &n, err)) {
        err->status = STATUS_RULES;
        return false;
    }
    saved_table(b->path, &at, &n, mended, problems);
    buf_add(&b->content, at, n);
    free(at);
    b->file = (struct rule_file){b->path, {buf_string(&b->content), n}};
    return true;
}

static bool read_remembered(struct beside *b, struct store *store, const struct log *log, struct error *err)
{
    int64_t run = 0;
    bool any = false;
    if (!ledger_last_run(store, &run, err) || !ledger_remembered(store, b->kind, run, &b->content, &any, err))
        return false;
    if (!any)
        return true;
    size_t rows = 0;
    for (size_t i = 0; i < b->content.n; i++)
        rows += b->content.at[i] == '\n';
    b->file = (struct rule_file){b->what, {buf_string(&b->content), b->content.n}};
    log_emit(log, LOG_INFO, "remembered", "%s: the %zu row%s of run %lld; --%s FILE gives others, --no-%s does without",
             b->what, rows - 1, rows == 2 ? "" : "s", (long long)run, b->what, b->what);
    return true;
}

static bool read_beside(struct beside *b, struct store *store, const struct log *log, struct table_files *files,
                        struct error *err)
{
    if (b->path && b->none)
        return error_set(err, STATUS_USAGE, "--%s and --no-%s: give one of them", b->what, b->what);
    return b->path ? read_given(b, &files->mended, &files->problems, err)
                   : b->none || !store || read_remembered(b, store, log, err);
}

/* What the database has behind it: tables from nowhere else. */
static bool read_tables_of_last_run(struct store *store, struct table_files *files, struct rules_asked *asked,
                                    struct error *err)
{
    struct run_tables tables = {.files = files};
    int64_t run = 0;
    if (!ledger_last_run(store, &run, err) || !ledger_tables_of_run(store, run, &tables, err))
        return false;
    asked->extend_tables = tables.extend_tables;
    asked->max_bevindingen = tables.max_bevindingen;
    files->origin = xstrdup("the last run");
    return tables.there || error_set(err, STATUS_FAILED, "%s: there was no run yet", store->path);
}

bool pipeline_load_rules(const struct rules_asked *asked, struct store *store, const struct log *log,
                         struct rules_loaded *loaded, struct error *err)
{
    struct problems problems = {0};
    struct beside contracts = {
        .kind = REMEMBERED_CONTRACTEN, .path = asked->contracts, .none = asked->no_contracts, .what = "contracts"};
    struct beside relaties = {
        .kind = REMEMBERED_RELATIES, .path = asked->relaties, .none = asked->no_relaties, .what = "relaties"};
    struct rules_asked last = {.max_bevindingen = asked->max_bevindingen ? asked->max_bevindingen : MAX_BEVINDINGEN,
                               .extend_tables = asked->extend_tables};
    *loaded = (struct rules_loaded){0};
    bool ok = (asked->of_last_run && store ? read_tables_of_last_run(store, &loaded->files, &last, err)
                                           : table_files_read(&loaded->files, asked->tables, err))
              && read_beside(&contracts, store, log, &loaded->files, err)
              && read_beside(&relaties, store, log, &loaded->files, err);
    problems_take(&problems, &loaded->files.problems);
    say_mended(log, &loaded->files.mended);
    if (ok)
        ruleset_load(&loaded->rules,
                     &(struct rule_input){.files = &loaded->files,
                                          .contracts = contracts.file,
                                          .relaties = relaties.file,
                                          .extend_tables = last.extend_tables,
                                          .max_bevindingen = (uint32_t)last.max_bevindingen},
                     &problems);
    buf_release(&contracts.content);
    buf_release(&relaties.content);
    return ok && say_problems(log, &problems, "conflict tables, contracts or relations", err);
}

void rules_loaded_release(struct rules_loaded *loaded)
{
    ruleset_release(&loaded->rules);
    table_files_release(&loaded->files);
}

static double seconds_between(struct timespec from, struct timespec to)
{
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* To the next phase; says what the one before it took. Threads that were busy: processor time by time, a mean. */
static void begin_phase(struct run *run, enum phase phase)
{
    const enum phase was = run->job->progress->phase;
    struct stopwatch now;
    clock_gettime(CLOCK_MONOTONIC, &now.wall);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now.cpu);
    const double wall = seconds_between(run->watch.wall, now.wall), cpu = seconds_between(run->watch.cpu, now.cpu);
    if (was != PHASE_NONE)
        log_emit(&run->job->log, LOG_TRACE, "phase", "%s: %.3f s, %.3f s of processor time, %.2f of %u threads busy",
                 phase_name[was], wall, cpu, cpu / (wall + 1e-9), run->job->threads);
    run->watch = now;
    progress_begin(run->job->progress, phase);
}

static bool load_profile(struct run *run, struct error *err)
{
    struct problems problems = {0};
    run->profile = PROFILE_CANONICAL;
    if (run->job->profile && !profile_read(&run->profile, run->job->profile, &problems, err)) {
        err->status = STATUS_RULES;
        return false;
    }
    if (run->job->uzovi && !run->profile.fallback[COL_UZOVI])
        run->profile.fallback[COL_UZOVI] = xstrdup(run->job->uzovi);
    return say_problems(&run->job->log, &problems, "profile", err);
}

static bool load_key(struct run *run, struct error *err)
{
    return !run->job->pseudonym_key
           || pseudonyms_new(&run->pseudonyms, run->job->pseudonym_key, run->job->threads, err);
}

/* A store holds BSNs or opaque ids, never both. */
static bool agree_on_patient_id(struct run *run, bool *opaque, struct error *err)
{
    char *stored;
    const bool split = run->manifest.split[0];
    const char *asked = split ? run->manifest.opaque ? "opaque" : "bsn" : run->job->patient_id;
    const char *key = split ? run->manifest.pseudonym_key
                            : run->pseudonyms ? pseudonyms_fingerprint(run->pseudonyms) : NULL;
    if (!store_setting(&run->store, "patient_id", &stored, err))
        return false;
    bool ok = stored || !key /* a new database takes the key that is given */
              || store_set(&run->store, STORE_KEY, key, err);
    if (ok && stored && asked && strcmp(stored, asked) != 0)
        ok = error_set(err, STATUS_USAGE, "%s holds patients with --patient-id %s; give that, or another database",
                       run->job->db, stored);
    *opaque = strcmp(stored ? stored : asked ? asked : "bsn", "opaque") == 0;
    if (ok && !stored)
        ok = store_set(&run->store, "patient_id", *opaque ? "opaque" : "bsn", err);
    free(stored);
    return ok;
}

/* A store holds numbers, or pseudonyms of one key. A recheck reads no numbers. */
static bool agree_on_key(struct run *run, struct error *err)
{
    char *stored = NULL;
    bool ok = run->job->paths == 0 || run->manifest.split[0] /* no more does who puts shards together */
              || (store_setting(&run->store, STORE_KEY, &stored, err)
                  && store_has_key(&run->store, stored, run->pseudonyms, run->job->pseudonym_key, err));
    free(stored);
    return ok;
}

static const char *base_name(const char *path)
{
    const char *name = name_in_folder(path);
    return name[0] ? name : path;
}

/* Base name, or the path as given when two inputs share it. It ends up in files, tables and messages: printable. */
static void name_exports(struct run *run, int64_t first_id)
{
    const struct job *job = run->job;
    if (run->manifest.split[0]) { /* the split named them, for a new database */
        run->bestand = run->manifest.bestand;
        run->bestanden = (size_t)run->manifest.bestanden;
        for (size_t i = 0; run->dbs.n && i < run->bestanden; i++)
            run->bestand[i].kept = &run->dbs.kept;
        return;
    }
    run->bestanden = job->paths;
    run->bestand = xcalloc(job->paths, sizeof *run->bestand);
    for (size_t i = 0; i < job->paths; i++) {
        bool shared = false;
        for (size_t k = 0; k < job->paths; k++)
            shared |= k != i && strcmp(base_name(job->path[i]), base_name(job->path[k])) == 0;
        run->bestand[i].path = job->path[i];
        struct buf naam = {0};
        text_add_printable(&naam, text_of(shared ? job->path[i] : base_name(job->path[i])));
        run->bestand[i].naam = xstrdup(buf_string(&naam));
        buf_release(&naam);
        run->bestand[i].id = (uint32_t)(first_id + (int64_t)i);
    }
}

static void warn_outdated(void *ctx, const char *naam)
{
    log_emit(ctx, LOG_WARNING, "ingest_again",
             "%s was read under tables or contracts that did not match some codes that these match; give it again with "
             "'run --again' so that those lines are looked at too",
             naam);
}

/* Findings of an earlier version of the contract are all looked at anew: what changes has that as its reason. */
static bool take_contract_version(struct run *run, struct error *err)
{
    char *stored = NULL;
    if (!store_setting(&run->store, STORE_CONTRACT, &stored, err))
        return false;
    const bool is_current = stored && strcmp(stored, CONTRACT_VERSION) == 0;
    free(stored);
    run->reden = is_current || !run->last_fingerprint ? "" : "contract versie " CONTRACT_VERSION;
    if (run->reden[0])
        log_emit(&run->job->log, LOG_INFO, "contract_version",
                 "this database was made by an earlier version of the contract: all its patients are looked at anew; "
                 "findings that change or lapse for that have the reason '%s'", run->reden);
    return is_current || store_set(&run->store, STORE_CONTRACT, CONTRACT_VERSION, err);
}

static bool open_run(struct run *run, bool *opaque, struct error *err)
{
    const struct job *job = run->job;
    int64_t first_id = 0;
    struct log log = job->log;
    if (!agree_on_patient_id(run, opaque, err) || !agree_on_key(run, err)
        || !purge_date(&run->store, &run->bewaard_vanaf, err)
        || (job->state && !state_look(&run->store, job->state, &run->warnings, err))
        || !ledger_begin(&run->store, job->opdracht, &run->record, err)
        || !clock_look(&run->store, &run->record, &run->warnings, err)
        || !ledger_last_fingerprint(&run->store, &run->last_fingerprint, err)
        || !ledger_next_bestand(&run->store, &first_id, err)
        || !ledger_outdated(&run->store, &run->loaded.rules, warn_outdated, &log, err)
        || !ledger_write_tables(&run->store, run->record.run, &run->loaded.rules, &run->loaded.files, err))
        return false;
    bool whole = true;
    if (!take_contract_version(run, err) || !stand_is_whole(&run->store, &whole, err))
        return false;
    run->everybody = !whole || run->reden[0] || strcmp(job->opdracht, "recheck") == 0
                     || (run->last_fingerprint && strcmp(run->last_fingerprint, run->loaded.rules.fingerprint) != 0);
    if (job->withdrawal) {
        if (!withdraw_find(&run->store, job->withdrawal, err))
            return false;
        run->reden = job->withdrawal->gevolg;
    }
    name_exports(run, first_id);
    if (run->loaded.rules.extend_tables)
        log_emit(&log, LOG_WARNING, "tables_extended",
                 "--extend-tables: the last table of each insurer applies beyond its end, with its rules, "
                 "programme and contract rows that end on the same day");
    return true;
}

/* Takes a relevant line. */
static bool collect_line(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    struct run *run = ctx;
    (void)raw;
    return collector_take(&run->collector, worker, line, err);
}

/* The same for a split. */
static bool cut_line(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    struct run *run = ctx;
    (void)err;
    shards_take(&run->shards, worker, line, raw);
    return true;
}

/* Whether it can be read once only. */
static bool comes_once(const char *path, struct stat *info)
{
    return strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, info) == 0 : stat(path, info) == 0 && S_ISFIFO(info->st_mode);
}

/* Files are read side by side: two inputs from one pipe would each get a part of what it brings. */
static bool pipes_given_once(const struct job *job, struct error *err)
{
    for (size_t i = 0; i < job->paths; i++) {
        struct stat one, other;
        if (!comes_once(job->path[i], &one))
            continue;
        for (size_t k = i + 1; k < job->paths; k++)
            if (comes_once(job->path[k], &other) && one.st_dev == other.st_dev && one.st_ino == other.st_ino)
                return error_set(err, STATUS_USAGE, "%s is given twice, and can be read only once: give it once",
                                 job->path[k]);
    }
    return true;
}

static bool read_exports(struct run *run, bool opaque, struct error *err)
{
    const struct job *job = run->job;
    struct ingest ingest = {.rules = &run->loaded.rules,
                            .profile = &run->profile,
                            .opaque = opaque,
                            .pseudonyms = run->pseudonyms,
                            .bewaard_vanaf = run->bewaard_vanaf,
                            .only_libcsv = job->only_libcsv,
                            .end_required = job->end_required,
                            .strict = job->strict,
                            .max_rejects = job->max_rejects,
                            .limits = {.bytes = job->limits.bytes, .ratio = job->limits.ratio, .log = &job->log},
                            .temp_dir = run->temp_dir,
                            .threads = job->threads,
                            .bestand = run->bestand,
                            .bestanden = run->bestanden,
                            .progress = job->progress,
                            .sink = run->shards.n ? cut_line : collect_line,
                            .ctx = run};
    begin_phase(run, PHASE_READING);
    for (size_t i = 0; i < job->paths; i++) {
        struct stat info;
        if (stat(job->path[i], &info) == 0 && S_ISREG(info.st_mode))
            job->progress->total += (uint64_t)info.st_size;
    }
    if (!pipes_given_once(job, err) || !ingest_files(&ingest, err))
        return false;
    begin_phase(run, PHASE_SORTING);
    return run->shards.n ? shards_finish(&run->shards, err) : collector_end(&run->collector, err);
}

static bool read_shard(struct run *run, struct error *err)
{
    begin_phase(run, PHASE_READING);
    const bool ok = shard_run_read(&run->shard, run->bestand, run->bestanden, &run->collector, err);
    begin_phase(run, PHASE_SORTING);
    return ok && collector_end(&run->collector, err);
}

/* What a job looks at. */
static bool read_lines(struct run *run, bool opaque, struct error *err)
{
    return run->job->merged  ? true
           : run->job->shard ? read_shard(run, err)
                             : read_exports(run, opaque, err);
}

/* Files whose bytes were ingested before, by an earlier run or earlier in this one, are passed over. */
static bool skip_known_files(struct run *run, struct error *err)
{
    if (run->manifest.split[0]) /* the split did */
        return true;
    for (size_t i = 0; i < run->bestanden && !run->job->again; i++) {
        struct bestand *b = &run->bestand[i];
        bool known = false;
        if (b->status != BESTAND_INGELEZEN)
            continue;
        if (run->store.db && !ledger_knows(&run->store, b->sha256, run->profile.fingerprint, &known, err))
            return false;
        for (size_t k = 0; k < i && !known; k++)
            known = run->bestand[k].status == BESTAND_INGELEZEN && strcmp(run->bestand[k].sha256, b->sha256) == 0;
        if (known)
            b->status = BESTAND_OVERGESLAGEN;
    }
    return true;
}

static void say_files(const struct run *run)
{
    for (size_t i = 0; i < run->bestanden; i++) {
        struct bestand *b = &run->bestand[i];
        if (b->status == BESTAND_OVERGESLAGEN)
            log_emit(&run->job->log, LOG_INFO, "file_skipped",
                     "%s was ingested before with the same content and profile: "
                     "skipped (--again takes it all the same)",
                     b->naam);
        else if (b->fault)
            log_emit(&run->job->log, LOG_WARNING, "file_refused", "%s: refused: %s; nothing of it was stored", b->naam,
                     b->fault);
        else if (b->status == BESTAND_GEWEIGERD && b->rejects && b->reject[0].reden == KOP_ONJUIST)
            log_emit(&run->job->log, LOG_WARNING, "file_refused", "%s:1: refused: %s", b->naam,
                     buf_string(&b->wrong.english));
        else if (b->status == BESTAND_GEWEIGERD) {
            struct buf why = {0};
            explain_refusal(b, &why);
            log_emit(&run->job->log, LOG_WARNING, "file_refused",
                     "%s: refused: %llu of %llu lines were rejected, more than --max-rejects allows; nothing of it was "
                     "stored, see rejects.csv%s",
                     b->naam, (unsigned long long)b->afgekeurd.n, (unsigned long long)b->gelezen.n, buf_string(&why));
            buf_release(&why);
        }
    }
}

/* An output file that begins with its header; NULL with `err`. */
static struct outfile *open_csv(struct run *run, const char *name, void (*add_header)(struct buf *out),
                                struct error *err)
{
    struct outfile *file = run_report_open(&run->report, name, err);
    struct buf header = {0};
    add_header(&header);
    if (file)
        outfile_write(file, header.at, header.n);
    buf_release(&header);
    return file;
}

/* Patients with more findings than are shown of one. Their number stays out of it: a file and a line are named. */
static bool warn_too_many(struct run *run, const struct examination *seen, struct error *err)
{
    enum { SAID = 20 };
    const unsigned max = run->loaded.rules.max_bevindingen;
    for (size_t i = 0; i < seen->te_velen && i < SAID; i++) {
        const struct too_many *one = &seen->te_veel[i];
        char *naam = NULL;
        if (!ledger_bestand_naam(&run->store, run->bestand, run->bestanden, one->bestand, &naam, err))
            return false;
        /* A warning is of a file of the run, or of none. */
        const bool is_new = run->bestanden && one->bestand >= run->bestand[0].id;
        warnings_add(&run->warnings, WARN_TE_VEEL, is_new ? one->bestand : 0, 1,
                     "%s:%llu: NOT SHOWN: the patient of this line, of %llu stored lines, has more than %u findings, "
                     "and none of them is shown: is the number one of nobody? (--max-bevindingen-per-patient)",
                     naam, (unsigned long long)one->regelnr, (unsigned long long)one->regels, max);
        free(naam);
    }
    const int64_t rest = seen->totals->te_veel - (int64_t)(seen->te_velen < SAID ? seen->te_velen : SAID);
    if (rest > 0)
        warnings_add(&run->warnings, WARN_TE_VEEL, 0, rest,
                     "NOT SHOWN: %lld %spatient%s in the database with more than %u findings, of whom none is shown",
                     (long long)rest, seen->te_velen ? "more " : "", rest == 1 ? "" : "s", max);
    return true;
}

static bool look_at_patients(struct run *run, struct error *err)
{
    struct outfile *changes = open_csv(run, "changes.csv", wijziging_csv_header, err), *findings = NULL;
    if (changes && !run->job->changes_only)
        findings = open_csv(run, "findings.csv", bevinding_csv_header, err);
    if (!changes || !(findings || run->job->changes_only))
        return false;
    totals_init(&run->totals, &run->loaded.rules);
    if (!run->everybody && !stand_read(&run->store, &run->loaded.rules, &run->totals, err))
        return false;
    struct examination examination = {.rules = &run->loaded.rules,
                                      .store = &run->store,
                                      .run = &run->record,
                                      .threads = run->job->threads,
                                      .bewaard_vanaf = run->bewaard_vanaf,
                                      .everybody = run->everybody,
                                      .reden = run->reden,
                                      .withdrawn = run->job->withdrawal ? (uint32_t)run->job->withdrawal->bestand : 0,
                                      .runs = run->collector.runs,
                                      .n = run->collector.n,
                                      .bestand = run->bestand,
                                      .bestanden = run->bestanden,
                                      .totals = &run->totals,
                                      .changes = changes,
                                      .findings = findings,
                                      .progress = run->job->progress};
    begin_phase(run, PHASE_DETECTING);
    const bool ok = (run->job->merged ? merge_shards(&run->dbs, &examination, err) : examine(&examination, err))
                    && warn_too_many(run, &examination, err);
    for (size_t i = 0; ok && i < run->bestanden; i++)
        bestand_sort_rejects(&run->bestand[i]);
    const bool kept = !ok || !run->shard.number || shard_run_keep(&run->shard, &examination, err);
    free(examination.te_veel);
    if (ok && !run->shard.number) /* of a file as a whole */
        warnings_of_files(&run->warnings, run->bestand, run->bestanden);
    return ok && kept;
}

/* Which columns files lack and which are ignored: a line for all files with the same. */
static void say_columns(const struct run *run)
{
    struct {
        const char *naam;
        char *columns;
        size_t files;
    } *said = NULL;
    size_t n = 0, cap = 0;
    struct buf columns = {0};
    for (size_t i = 0; i < run->bestanden; i++) {
        size_t k = 0;
        if (run->bestand[i].status != BESTAND_INGELEZEN)
            continue;
        columns.n = 0;
        columns_of_file(&run->bestand[i], &columns);
        while (k < n && strcmp(said[k].columns, buf_string(&columns)) != 0)
            k++;
        if (k == n) {
            ARRAY_ROOM(said, n, cap);
            said[n].naam = run->bestand[i].naam;
            said[n].columns = xstrdup(buf_string(&columns));
            said[n++].files = 0;
        }
        said[k].files++;
    }
    for (size_t k = 0; k < n; k++) {
        if (said[k].columns[0] && said[k].files == 1)
            log_emit(&run->job->log, LOG_INFO, "columns", "%s %s", said[k].naam, said[k].columns);
        else if (said[k].columns[0])
            log_emit(&run->job->log, LOG_INFO, "columns", "%s and %zu more files: %s", said[k].naam, said[k].files - 1,
                     said[k].columns);
        free(said[k].columns);
    }
    free(said);
    buf_release(&columns);
}

static void say_warnings(const struct run *run)
{
    for (size_t i = 0; i < run->warnings.n; i++)
        log_emit(&run->job->log, LOG_WARNING, warning_code[run->warnings.warning[i].kind], "%s",
                 run->warnings.warning[i].text);
}

/* Lines that were read and did not get into the database, or not without a trace of the patient. */
static void say_lines(const struct run *run)
{
    char vanaf[DAY_TEXT + 1];
    day_print(run->bewaard_vanaf, vanaf);
    for (size_t i = 0; i < run->bestanden; i++) {
        const struct bestand *b = &run->bestand[i];
        if (b->status == BESTAND_INGELEZEN && b->te_oud)
            log_emit(&run->job->log, LOG_INFO, "purged_before",
                     "%s: %llu lines end before %s, up to which this database was purged: counted, and not stored",
                     b->naam, (unsigned long long)b->te_oud, vanaf);
        if (b->status == BESTAND_INGELEZEN && b->herleidbaar)
            log_emit(&run->job->log, LOG_WARNING, "number_in_reference",
                     "%s: %llu stored lines have the number of their patient in a reference number, "
                     "which has no pseudonym; ask the declarant for other references",
                     b->naam, (unsigned long long)b->herleidbaar);
    }
}

/* The loud warning: keten lines that no table of their insurer covers. */
static void say_coverage(const struct run *run)
{
    const struct totals *totals = &run->totals;
    for (size_t i = 0; i < totals->dekkingen;) {
        uint16_t uzovi = totals->dekking[i].uzovi;
        struct buf quarters = {0};
        for (; i < totals->dekkingen && totals->dekking[i].uzovi == uzovi; i++) {
            char kwartaal[7];
            const struct dekking *d = &totals->dekking[i];
            const struct programma *programma = &run->loaded.rules.programma[d->programma];
            if (d->ongedekt == 0 || programma->titel)
                continue;
            quarter_print(d->kwartaal, kwartaal);
            buf_printf(&quarters, "%s%.*s %s (%lld)", quarters.n ? ", " : "", (int)programma->naam.n,
                       programma->naam.at, kwartaal, (long long)d->ongedekt);
        }
        if (quarters.n)
            log_emit(&run->job->log, LOG_WARNING, "not_checked",
                     "NOT CHECKED: keten lines of insurer %04u, %s: no conflict table with rules for that programme "
                     "names this insurer then; add one to tabellen.csv (--extend-tables lets one that ended go on)",
                     uzovi, buf_string(&quarters));
        buf_release(&quarters);
    }
}

/* The lines of a file that is taken back leave the store; the patients were looked at without them. */
static bool withdraw_all(struct run *run, struct error *err)
{
    struct withdrawal *withdrawal = run->job->withdrawal;
    struct buf names = {0};
    bool ok = withdraw_lines(&run->store, run->record.run, withdrawal, err)
              && withdraw_record(&run->store, run->record.run, withdrawal, err)
              && withdraw_shadowed(&run->store, withdrawal, &names, err);
    if (ok && names.n)
        log_emit(&run->job->log, LOG_WARNING, "ingest_again",
                 "lines of %s that stood in %s already were not stored then, and are not stored now; "
                 "give those files again with 'run --again'",
                 buf_string(&names), withdrawal->naam);
    buf_release(&names);
    return ok;
}

static bool write_store(struct run *run, struct error *err)
{
    begin_phase(run, PHASE_STORING);
    return stand_write(&run->store, &run->loaded.rules, &run->totals, err)
           && ledger_write(&run->store, &run->record, &run->loaded.rules, run->profile.fingerprint, run->bestand,
                           run->bestanden, err)
           && aanlevering_write(&run->store, &run->record, run->bestand, run->bestanden, &run->warnings, err)
           && (!run->job->withdrawal || withdraw_all(run, err));
}

static bool merge_layers(struct run *run, struct error *err)
{
    begin_phase(run, PHASE_MERGING);
    return layers_merge(&run->store, run->record.run, run->job->threads, err);
}

static bool write_reports(struct run *run, struct error *err)
{
    begin_phase(run, PHASE_WRITING);
    /* What is rejected is told of whole files. */
    return (run->shard.number || report_rejects(&run->report, run->bestand, run->bestanden, err))
           && report_summary(&run->report, &run->record, &run->loaded.rules, run->bestand, run->bestanden, &run->totals,
                             &run->warnings, err);
}

/* What the run wrote, outputs and all, is a link of the chain of runs. */
static bool add_to_chain(struct run *run, struct error *err)
{
    bool ok = schakels_write(&run->store, run->record.run, err);
    for (size_t i = 0; ok && i < run->report.n; i++)
        ok = uitvoer_write(&run->store, run->record.run, &run->report.file[i], err);
    return ok && verloop_write(&run->store, run->record.run, run->verloop, err);
}

/* Everything that can fail for want of room happens before the outputs get their names; the commit comes last, so that
 * a run that is killed before it is done again by the next one.
 * When the commit fails, the earlier outputs come back. */
static bool finish_run(struct run *run, struct error *err)
{
    begin_phase(run, PHASE_COMMITTING);
    bool ok = run_report_finish(&run->report, err) && add_to_chain(run, err) && store_flush(&run->store, err)
              && go_on(err) && run_report_publish(&run->report, err) && store_commit(&run->store, err);
    if (ok)
        run_report_settle(&run->report);
    begin_phase(run, PHASE_NONE);
    return ok;
}

static void tell(struct run *run, struct job_result *result)
{
    *result = (struct job_result){.run = run->record,
                                  .sums = ledger_sums(run->bestand, run->bestanden),
                                  .waiting_files = run->waiting_files,
                                  .waiting_lines = run->waiting_lines};
    for (size_t i = 0; i < run->bestanden; i++) {
        result->read += run->bestand[i].status == BESTAND_INGELEZEN;
        result->refused += run->bestand[i].status == BESTAND_GEWEIGERD;
        result->skipped += run->bestand[i].status == BESTAND_OVERGESLAGEN;
    }
    memcpy(result->findings, run->totals.findings, sizeof result->findings);
    memcpy(result->net_cent, run->totals.net_cent, sizeof result->net_cent);
    result->warnings = warnings_sum(&run->warnings, run->bestand, run->bestanden);
    memcpy(result->verloop, run->verloop, sizeof result->verloop);
    result->totals = run->totals;
    result->loaded = run->loaded;
    run->totals = (struct totals){0};
    run->loaded = (struct rules_loaded){0};
}

void job_result_release(struct job_result *result)
{
    totals_release(&result->totals);
    rules_loaded_release(&result->loaded);
}

static void release_run(struct run *run)
{
    if (!run->manifest.split[0]) {
        for (size_t i = 0; i < run->bestanden; i++)
            bestand_release(&run->bestand[i]);
        free(run->bestand);
    }
    manifest_release(&run->manifest);
    shard_dbs_close(&run->dbs);
    shards_release(&run->shards);
    collector_release(&run->collector);
    free(run->temp_dir);
    totals_release(&run->totals);
    warnings_release(&run->warnings);
    pseudonyms_free(run->pseudonyms);
    run_report_release(&run->report);
    store_close(&run->store);
    profile_release(&run->profile);
    rules_loaded_release(&run->loaded);
    free(run->last_fingerprint);
}

/* Said once, before a year of nights is on it. */
static void say_network(const struct run *run)
{
    const char *network = run->store.part ? db_network(run->store.db) : NULL;
    if (network)
        log_emit(&run->job->log, LOG_WARNING, "network_share",
                 "%s is made on a file system that is not local (%s), where locks do not work: two runs at once "
                 "would spoil it, and this is not supported; keep it on a disk of this machine",
                 run->job->db, network);
}

/* Of a shard, and of a merge: what the split wrote beside. */
static bool open_split(struct run *run, struct error *err)
{
    const struct job *job = run->job;
    if (!job->shard && !job->merged)
        return true;
    if (!run->store.part)
        return error_set(err, STATUS_USAGE, "%s: is there already: a shard, and a merge, make a new database", job->db);
    char *dir = job->merged ? xstrdup(job->merged) : folder_of(job->shard);
    bool ok = manifest_read(&run->manifest, dir, err);
    free(dir);
    if (!ok)
        return false;
    memcpy(run->profile.fingerprint, run->manifest.profile, sizeof run->profile.fingerprint);
    run->report.cap = run->manifest.bestanden + 8;
    if (job->merged)
        return shard_dbs_open(&run->dbs, &run->manifest, job->merged, job->path, job->paths, err);
    return shard_run_begin(&run->shard, &run->manifest, job->shard, job->threads, err);
}

static void say_nothing(void *ctx, enum log_level level, const char *code, const char *text)
{
    (void)ctx, (void)level, (void)code, (void)text;
}

/* A merge has the tables of its shards, which are those of the split. */
static bool load_rules(struct run *run, struct error *err)
{
    const struct rules_asked of_shards = {.of_last_run = true};
    const struct log silent = {.emit = say_nothing};
    const struct job *job = run->job;
    if (job->merged)
        return pipeline_load_rules(&of_shards, &run->dbs.db[0].store, &silent, &run->loaded, err)
               && shard_dbs_agree(&run->dbs, &run->loaded.rules, err);
    if (!pipeline_load_rules(&job->asked, run->store.db ? &run->store : NULL, &job->log, &run->loaded, err))
        return false;
    return !run->shard.number || strcmp(run->loaded.rules.fingerprint, run->manifest.rules) == 0
           || error_set(err, STATUS_USAGE, "%s: was split by other tables, contracts or relations than these, by which "
                                           "lines are kept: give those of the split",
                        job->shard);
}

bool pipeline_run(const struct job *job, struct job_result *result, struct error *err)
{
    struct run run = {.job = job,
                      .store = STORE_CLOSED,
                      .temp_dir = folder_of(job->db),
                      .report = {.dir = job->out, .cap = job->paths + 8}};
    bool opaque = false;
    *result = (struct job_result){0};
    collector_begin(&run.collector, job->threads, job->memory, run.temp_dir);
    /* What is wrong with tables, contracts or profile is said before anything is made;
     * the database remembers contracts. */
    bool ok = store_open(&run.store, job->db, job->wait_seconds, err);
    if (ok)
        say_network(&run);
    ok = ok && load_profile(&run, err) && open_split(&run, err) && load_rules(&run, err) && load_key(&run, err)
         && output_folder_make(job->out, err) && open_run(&run, &opaque, err)
         && run_report_lock(&run.report, job->wait_seconds, err)
         && read_lines(&run, opaque, err) && skip_known_files(&run, err) && look_at_patients(&run, err)
         && write_store(&run, err) && merge_layers(&run, err)
         && te_herstellen_before(&run.store, run.record.run, &run.waiting_files, &run.waiting_lines, err)
         && write_reports(&run, err) && finish_run(&run, err);
    if (ok && !run.shard.number) { /* of a shard the merge says it */
        say_files(&run);
        say_columns(&run);
        say_lines(&run);
        say_warnings(&run);
        say_coverage(&run);
    }
    if (ok)
        tell(&run, result);
    release_run(&run);
    return ok;
}

static bool write_split(const struct split *split, struct run *run, const char *name, struct error *err)
{
    bool ok = true;
    begin_phase(run, PHASE_WRITING);
    for (size_t i = 0; ok && i < run->bestanden; i++)
        ok = go_on(err) && split_keep_rejects(split->dir, &run->bestand[i], err);
    struct manifest manifest = {.version = xstrdup(DUBBELLOOP_VERSION),
                                .rules = xstrdup(run->loaded.rules.fingerprint),
                                .opaque = split->job->patient_id && strcmp(split->job->patient_id, "opaque") == 0,
                                .shard = xcalloc(split->shards, sizeof *manifest.shard),
                                .shards = split->shards,
                                .bestand = run->bestand,
                                .bestanden = run->bestanden};
    if (run->pseudonyms)
        manifest.pseudonym_key = xstrdup(pseudonyms_fingerprint(run->pseudonyms));
    memcpy(manifest.split, name, sizeof manifest.split);
    memcpy(manifest.profile, run->profile.fingerprint, sizeof manifest.profile);
    for (unsigned i = 0; i < split->shards; i++)
        manifest.shard[i] = run->shards.out[i].sum;
    ok = ok && shards_publish(&run->shards, err) && manifest_write(&manifest, split->dir, err);
    manifest.bestand = NULL;
    manifest.bestanden = 0;
    manifest_release(&manifest);
    return ok;
}

bool pipeline_split(const struct split *split, struct job_result *result, struct error *err)
{
    const struct job *job = split->job;
    struct run run = {.job = job, .store = STORE_CLOSED, .temp_dir = xprintf("%s/", split->dir)};
    char name[SPLIT_ID + 1];
    int lock = -1;
    *result = (struct job_result){0};
    collector_begin(&run.collector, job->threads, job->memory, run.temp_dir);
    bool ok = load_profile(&run, err) && load_rules(&run, err) && load_key(&run, err)
              && shard_key_make(&run.shards.key, split->key, err) && split_folder_make(split->dir, &lock, err);
    const bool begun = ok;
    name_exports(&run, 1);
    random_name(name);
    allow_open_files(split->shards);
    ok = ok && shards_open(&run.shards, split->dir, name, split->shards, job->threads, job->memory, err)
         && read_exports(&run, job->patient_id && strcmp(job->patient_id, "opaque") == 0, err)
         && skip_known_files(&run, err) && write_split(split, &run, name, err);
    begin_phase(&run, PHASE_NONE);
    if (ok) {
        say_files(&run);
        say_columns(&run);
        tell(&run, result);
    } else if (begun)
        split_remove(split->dir, split->shards, run.bestanden);
    if (lock >= 0)
        close(lock);
    release_run(&run);
    return ok;
}
