/* Runs from export to findings, with database and output files: one thread and three give the same bytes; `verify`
 * finds the database in order; the output balances; `lines` prints what reads as the same lines; one file a run and all
 * files at once give the same findings; a new database gives those of one that is there. Input: options (fuzz.h), then
 * sections: "contracten.csv", and each other one an export.
 *
 * Databases are in memory, copies of one that was made when the program starts (memory.h); the rules are a few of each
 * table. An execution makes one run; one in ten asks one of these questions too, chosen by the
 * input, and the replay asks all. */
#include <stdio.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "fuzz.h"
#include "memory.h"
#include "pipeline.h"
#include "base/file.h"
#include "store/store.h"
#include "passes/verify.h"

enum { FILES_MAX = 4 };

struct exports {
    const char *path[FILES_MAX];
    size_t n;
    const char *contracts, *profile, *patient_id;
};

static void no_log(void *ctx, enum log_level level, const char *code, const char *text)
{
    (void)ctx;
    (void)level;
    MUST(code[0] && text[0], "an empty message");
}

static char *in_dir(const char *name)
{
    return xprintf("%s/%s", fuzz_dir(), name);
}

/* A database without lines, of patients with BSNs and of others. */
static struct buf empty[2];

/* A run of files [first, first + n) into `db`, output in `out`. False: it failed, and said so. */
static bool run_it(const struct exports *exports, size_t first, size_t n, const char *db, const char *out,
                   unsigned threads, bool again)
{
    struct progress progress = {.done = 0};
    struct job_result result;
    struct error err = {0};
    struct job job = {.opdracht = "run",
                      .db = db,
                      .asked = {.tables = fuzz_tables(), .contracts = exports->contracts},
                      .profile = exports->profile,
                      .out = out,
                      .path = exports->path + first,
                      .paths = n,
                      .patient_id = exports->patient_id,
                      .max_rejects = {100, true},
                      .limits = INPUT_NO_LIMITS,
                      .again = again,
                      .threads = threads,
                      .memory = 1 << 20,
                      .log = {no_log, NULL},
                      .progress = &progress};
    mkdir(out, 0700);
    bool ok = must_tell(pipeline_run(&job, &result, &err), &err);
    if (ok)
        MUST(result.sums.gelezen.n == result.sums.aanvaard.n + result.sums.dubbel.n + result.sums.afgekeurd.n
                 && result.sums.gelezen.cent
                        == result.sums.aanvaard.cent + result.sums.dubbel.cent + result.sums.afgekeurd.cent
                 && result.sums.aanvaard.n <= result.sums.gelezen.n
                 && result.sums.aanvaard.cent <= result.sums.gelezen.cent
                 && result.sums.relevant <= result.sums.aanvaard.n,
             "the control totals do not balance");
    job_result_release(&result);
    return ok;
}

static struct buf content_of(const char *dir, const char *name)
{
    struct buf content = {0};
    struct error err = {0};
    char *path = xprintf("%s/%s", dir, name);
    MUST(must_tell(read_whole_file(path, &content.at, &content.n, &err), &err), "%s is not there", path);
    free(path);
    return content;
}

static void must_be_same_file(const char *a, const char *b, const char *name)
{
    struct buf one = content_of(a, name), other = content_of(b, name);
    MUST(text_equal((struct text){one.at, one.n}, (struct text){other.at, other.n}), "%s differs", name);
    buf_release(&one);
    buf_release(&other);
}

static void must_be_sound(const char *db)
{
    struct store store;
    struct verified verified;
    struct progress progress = {.done = 0};
    struct error err = {0};
    bool ok = store_open_read(&store, db, &err) && verify(&store, &progress, &verified, &err);
    MUST(ok, "verify: %s", err.text);
    store_close(&store);
}

static char *lines_of(const char *db, const char *name)
{
    char *path = in_dir(name);
    char *argv[] = {xstrdup("lines"), xstrdup("--db"), xstrdup(db), xstrdup("-o"), xstrdup(path), NULL};
    char *all[] = {argv[0], argv[1], argv[2], argv[3], argv[4]};
    struct error err = {0};
    MUST(command_run_line(&command_lines, 5, argv, &err) == STATUS_DONE, "lines: %s", err.text);
    for (size_t i = 0; i < 5; i++)
        free(all[i]);
    return path;
}

/* A line without its two last columns, the place. */
static size_t without_place(struct text *rest, const char **at)
{
    const char *lf = memchr(rest->at, '\n', rest->n);
    size_t n = (size_t)(lf - rest->at), commas = 0;
    *at = rest->at;
    rest->at += n + 1;
    rest->n -= n + 1;
    while (n && commas < 2)
        commas += (*at)[--n] == ',';
    return n;
}

static bool is_opaque(const struct exports *exports)
{
    return strcmp(exports->patient_id, "opaque") == 0;
}

/* A database without lines in memory; the path is the caller's. */
static char *empty_database(const struct exports *exports, const char *name)
{
    char *db = in_dir(name);
    const struct buf *bytes = &empty[is_opaque(exports)];
    memory_put(db, (struct text){bytes->at, bytes->n});
    return db;
}

/* Makes it: an export without lines goes into a database that is not there yet. */
static void make_empty(const char *patient_id)
{
    static const char none[] = "uzovi,agb_declarant,prestatiecodelijst,prestatiecode,begindatum,bedrag_cent,"
                               "referentienummer,bsn,verzekerdennummer\n";
    char *db = in_dir("leeg.db"), *out = in_dir("leeg"), *export = fuzz_file("leeg.csv", none, sizeof none - 1);
    struct exports exports = {.path = {export}, .n = 1, .patient_id = patient_id};
    struct buf *bytes = &empty[is_opaque(&exports)];
    struct error err = {0};
    MUST(run_it(&exports, 0, 1, db, out, 1, false), "a run without lines fails");
    MUST(must_tell(read_whole_file(db, &bytes->at, &bytes->n, &err), &err), "%s cannot be read", db);
    bytes->at[18] = bytes->at[19] = 1; /* no WAL: one file is all of it */
    remove(db);
    free(export);
    free(db);
    free(out);
}

/* What was run at first: in `db`, its output in `out`. */
struct first_run {
    const struct exports *exports;
    const char *db, *out;
    bool ok;
};

static const char *const outputs[] = {"findings.csv", "changes.csv", "summary.json", "rejects.csv"};

static void threads_are_the_same(const struct first_run *first)
{
    char *db = empty_database(first->exports, "drie.db"), *out = in_dir("drie");
    MUST(run_it(first->exports, 0, first->exports->n, db, out, 3, false) == first->ok, "it depends on the threads");
    for (size_t i = 0; first->ok && i < sizeof outputs / sizeof *outputs; i++)
        must_be_same_file(first->out, out, outputs[i]);
    if (first->ok)
        must_be_sound(db);
    free(db);
    free(out);
}

static void is_sound(const struct first_run *first)
{
    if (first->ok)
        must_be_sound(first->db);
}

/* `lines` again from a store of what it printed, but for the place. */
static void lines_come_back(const struct first_run *first)
{
    if (!first->ok)
        return;
    char *db = empty_database(first->exports, "other.db"), *out = in_dir("other"),
         *printed = lines_of(first->db, "lines.csv");
    struct exports back = {.path = {printed},
                           .n = 1,
                           .contracts = first->exports->contracts,
                           .patient_id = first->exports->patient_id};
    MUST(run_it(&back, 0, 1, db, out, 1, false), "the lines cannot be read again");
    char *printed_again = lines_of(db, "again.csv");
    struct buf one = content_of(fuzz_dir(), "lines.csv"), two = content_of(fuzz_dir(), "again.csv");
    struct text a = {one.at, one.n}, b = {two.at, two.n};
    while (a.n && b.n) {
        const char *at_a, *at_b;
        size_t n = without_place(&a, &at_a), m = without_place(&b, &at_b);
        MUST(n == m && memcmp(at_a, at_b, n) == 0, "a line came back as another: %.*s: %.*s", (int)n, at_a, (int)m,
             at_b);
    }
    MUST(a.n == 0 && b.n == 0, "lines are lost");
    buf_release(&one);
    buf_release(&two);
    free(printed_again);
    free(printed);
    free(db);
    free(out);
}

/* A file a run; and then what is there already changes nothing. */
static void files_come_one_by_one(const struct first_run *first)
{
    if (!first->ok)
        return;
    const struct exports *exports = first->exports;
    char *db = empty_database(exports, "los.db"), *out = in_dir("los");
    for (size_t i = 0; i < exports->n; i++)
        MUST(run_it(exports, i, 1, db, out, 2, false), "file %zu alone fails", i);
    must_be_sound(db);
    must_be_same_file(first->out, out, "findings.csv");
    MUST(run_it(exports, 0, exports->n, db, out, 1, true), "the same again fails");
    must_be_sound(db);
    must_be_same_file(first->out, out, "findings.csv");
    free(db);
    free(out);
}

/* In a file, for once. */
static void new_database_is_the_same(const struct first_run *first)
{
    char *db = in_dir("nieuw.db"), *out = in_dir("nieuw");
    MUST(run_it(first->exports, 0, first->exports->n, db, out, 2, false) == first->ok, "it depends on the database");
    if (first->ok) {
        must_be_same_file(first->out, out, "findings.csv");
        must_be_same_file(first->out, out, "rejects.csv");
    }
    remove(db);
    free(db);
    free(out);
}

typedef void question(const struct first_run *);
static question *const questions[] = {threads_are_the_same, is_sound, lines_come_back, files_come_one_by_one};
enum { QUESTIONS = sizeof questions / sizeof *questions, ONE_IN = 10, SELDOM = 1000 /* what takes long */ };

static void compare_runs(const struct exports *exports, unsigned choice)
{
    char *db = empty_database(exports, "een.db"), *out = in_dir("een");
    struct first_run first = {exports, db, out, run_it(exports, 0, exports->n, db, out, 1, false)};
    for (unsigned i = 0; i < QUESTIONS; i++)
        if (fuzz_is_replay() || i == choice % (ONE_IN * QUESTIONS))
            questions[i](&first);
    if (fuzz_is_replay() || choice % SELDOM == 0)
        new_database_is_the_same(&first);
    free(db);
    free(out);
}

/* The options as the file that the user would give. */
static char *profile_file(const struct profile *profile)
{
    static const char *const encoding[] = {"utf-8", "cp1252", "latin-1"}, *const decimal[] = {"cent", "punt", "komma"},
                             *const date[] = {"iso", "dmy", "ymd"};
    char *ini = xprintf("[csv]\ndelimiter=%.*s\nquote=%c\nencoding=%s\ndecimal=%s\ndate=%s\n",
                        profile->delimiter == '\t' ? 3 : 1, profile->delimiter == '\t' ? "tab" : &profile->delimiter,
                        profile->quote, encoding[profile->encoding], decimal[profile->decimal], date[profile->date]);
    char *path = fuzz_file("profile.ini", ini, strlen(ini));
    free(ini);
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = {(const char *)data, size};
    if (!empty[0].n) {
        setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
        make_empty("bsn");
        make_empty("opaque");
    }
    struct reading_options options = options_take(&rest);
    struct exports exports = {.patient_id = options.opaque ? "opaque" : "bsn"};
    char *profile = profile_file(&options.profile), *contracts = NULL, *path[FILES_MAX];
    exports.profile = profile;
    for (struct section section; section_next(&rest, &section);) {
        if (text_equal(section.name, TEXT("contracten.csv"))) {
            if (!contracts)
                exports.contracts = contracts = fuzz_file("contracten.csv", section.content.at, section.content.n);
        } else if (exports.n < FILES_MAX) {
            char name[] = {'i', 'n', '_', (char)('1' + exports.n), '.', 'c', 's', 'v', '\0'};
            exports.path[exports.n] = path[exports.n] = fuzz_file(name, section.content.at, section.content.n);
            exports.n++;
        }
    }
    if (exports.n)
        compare_runs(&exports, fuzz_choice(data, size));
    for (size_t i = 0; i < exports.n; i++)
        free(path[i]);
    free(profile);
    free(contracts);
    return 0;
}
