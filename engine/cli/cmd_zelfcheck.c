/* cmd_zelfcheck.c - a provider looks at its own export before it declares: a run into a database that is gone
 * afterwards, a page and the lines. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/outfile.h"
#include "base/place.h"
#include "cli/console.h"
#include "cli/rules_options.h"
#include "cli/tempfolder.h"
#include "pipeline.h"
#include "spiegel/rapport.h"
#include "web/zelfcheck_blad.h"

struct zelfcheck_options {
    const char *uzovi, *out, *profile, *patient_id;
    struct rules_asked rules;
    struct max_rejects max_rejects;
    unsigned threads;
    struct console console;
};
static const struct option zelfcheck_options[] = {
    {"uzovi", "U", INTO(struct zelfcheck_options, uzovi), .takes = VALUE_DIGITS, .width = 4, .needed = true,
     .help = "the insurer by whose rules is looked, 4 digits; lines that name none are taken for its own"},
    {"out", "DIR", INTO(struct zelfcheck_options, out), .takes = VALUE_FOLDER,
     .help = "where zelfcheck.html and zelfcheck.csv go (default: the current directory)"},
    {"profile", "FILE", INTO(struct zelfcheck_options, profile), .takes = VALUE_FILE,
     .help = "the dialect of the files (default: comma, UTF-8, canonical column names)"},
    {"patient-id", INTO(struct zelfcheck_options, patient_id), WORDS("bsn", "opaque"),
     .help = "bsn (default) or opaque: the bsn column holds pseudonyms"},
    {"max-rejects", "N|P%", INTO(struct zelfcheck_options, max_rejects),
     .help = "refuse a file with more rejected lines than this (default 1%)"},
    OPTION_THREADS(struct zelfcheck_options),
    {0},
};

/* What a terminal that is closed sends ends it as orderly as an interruption, unless somebody wants it to go on. */
static void take_hangup(void)
{
    struct sigaction interrupted, hangup;
    if (sigaction(SIGTERM, NULL, &interrupted) == 0 && sigaction(SIGHUP, NULL, &hangup) == 0
        && hangup.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &interrupted, NULL);
}

/* The three files of a check, which get their names together. */
enum { CHECK_BLAD, CHECK_REGELS, CHECK_AFGEKEURD, CHECK_FILES };
struct check_files {
    struct outfile out[CHECK_FILES];
};

static const struct zelfcheck_words check_words = {reden_words, soort_words};

static bool write_check_lines(struct store *store, const struct zelfcheck_about *about, struct outfile *out,
                         struct error *err)
{
    struct table_writer writer = {0};
    bool ok = table_open(&writer, &table_csv_excel, out, "", err)
              && zelfcheck_table(&writer, store, about->uzovi, false, &check_words, err) && table_close(&writer, err);
    table_release(&writer);
    return ok;
}

static bool write_blad(struct store *store, const struct zelfcheck_about *about, struct outfile *out,
                       struct error *err)
{
    struct buf page = {0};
    const bool ok = zelfcheck_blad(store, about, &check_words, &page, err);
    if (ok)
        outfile_write(out, page.at, page.n);
    buf_release(&page);
    return ok;
}

/* Which lines were not read, and why: as a run tells it, without any value of them. */
static bool write_afgekeurd(const char *folder, struct outfile *out, struct error *err)
{
    char *path = xprintf("%s/rejects.csv", folder), *content = NULL;
    size_t n = 0;
    const bool ok = read_whole_file(path, &content, &n, err);
    if (ok)
        outfile_write(out, content, n);
    free(content);
    free(path);
    return ok;
}

static bool write_check(const struct zelfcheck_options *o, const char *folder, struct store *store,
                        const struct zelfcheck_about *about, struct error *err)
{
    static const char *const name[CHECK_FILES] = {"zelfcheck.html", "zelfcheck.csv", "zelfcheck.afgekeurd.csv"};
    struct check_files files;
    for (int i = 0; i < CHECK_FILES; i++)
        files.out[i] = OUTFILE_NONE;
    const int n = about->afgekeurd || about->geweigerd ? CHECK_FILES : CHECK_AFGEKEURD;
    bool ok = output_folder_make(o->out, err);
    for (int i = 0; ok && i < n; i++)
        ok = outfile_open(&files.out[i], o->out, name[i], err);
    ok = ok && write_blad(store, about, &files.out[CHECK_BLAD], err)
         && write_check_lines(store, about, &files.out[CHECK_REGELS], err)
         && (n <= CHECK_AFGEKEURD || write_afgekeurd(folder, &files.out[CHECK_AFGEKEURD], err));
    for (int i = 0; ok && i < n; i++)
        ok = outfile_finish(&files.out[i], err);
    for (int i = 0; ok && i < n; i++)
        ok = outfile_place(&files.out[i], err);
    for (int i = 0; i < CHECK_FILES; i++) {
        if (ok && i < n)
            outfile_settle(&files.out[i]);
        outfile_release(&files.out[i]);
    }
    return ok;
}

static bool run_in(const struct tempfolder *folder, const char *db, struct zelfcheck_options *o,
                   const char *const *file, size_t files, struct job_result *result, struct error *err)
{
    char *tables = rules_tables(&o->rules);
    struct job job = {.opdracht = "run",
                      .db = db,
                      .out = folder->path,
                      .profile = o->profile,
                      .uzovi = o->uzovi,
                      .patient_id = o->patient_id,
                      .asked = o->rules,
                      .path = file,
                      .paths = files,
                      .max_rejects = o->max_rejects,
                      .limits = {.ratio = 200, .bytes = UINT64_C(256) << 30},
                      .threads = o->threads ? o->threads : processors(),
                      .memory = UINT64_C(256) << 20,
                      .log = console_log(&o->console),
                      .progress = &o->console.progress};
    job.asked.tables = tables;
    console_start(&o->console);
    const bool ok = pipeline_run(&job, result, err);
    console_stop(&o->console);
    free(tables);
    return ok;
}

/* Says the outcome; returns the exit status. */
static enum status say_outcome(struct zelfcheck_options *o, const struct zelfcheck_about *about)
{
    struct buf outcome = {0};
    const bool anything = zelfcheck_outcome(about, &outcome);
    console_print("%s\n%s/zelfcheck.html\n%s/zelfcheck.csv\n", buf_string(&outcome), o->out, o->out);
    buf_release(&outcome);
    return anything ? STATUS_REJECTS : STATUS_DONE;
}

static bool check_in(const struct tempfolder *folder, struct zelfcheck_options *o, const char *const *file,
                     size_t files, struct zelfcheck_about *about, struct error *err)
{
    struct job_result result = {0};
    struct store store = STORE_CLOSED;
    char *db = xprintf("%s/zelfcheck.db", folder->path);
    bool ok = run_in(folder, db, o, file, files, &result, err) && store_open_read(&store, db, err);
    if (ok) {
        about->geweigerd = result.refused;
        about->afgekeurd = (int64_t)result.sums.afgekeurd.n;
        ok = zelfcheck_count(&store, o->uzovi, &about->sums, err) && write_check(o, folder->path, &store, about, err);
    }
    store_close(&store);
    job_result_release(&result);
    free(db);
    return ok;
}

static enum status run_zelfcheck(void *options, const char *const *file, size_t files, struct error *err)
{
    struct zelfcheck_options *o = options;
    struct zelfcheck_about about = {.uzovi = o->uzovi};
    struct tempfolder folder;
    take_hangup();
    bool ok = tempfolder_open(&folder, err) && check_in(&folder, o, file, files, &about, err);
    tempfolder_close(&folder);
    if (!ok)
        return console_fail(&o->console, err);
    const enum status status = say_outcome(o, &about);
    return console_printed(err) ? status : err->status;
}

const struct command command_zelfcheck = {
    .name = "zelfcheck",
    .summary = "a provider's own export before it is declared: a page and the lines to look at; nothing is kept",
    .examples = "dubbelloop zelfcheck --uzovi 3332 --out controle keten_2023Q2.csv praktijken_2023Q2.csv\n"
                "dubbelloop zelfcheck --uzovi 3332 --patient-id opaque --profile his.ini export.csv\n",
    .text = "Looks at every FILE as a run does, all of them together, by the rules of one insurer, in a\n"
            "database that is gone afterwards, also when the check is interrupted or killed. Writes\n"
            "zelfcheck.html, for people, and zelfcheck.csv, the lines to look at, for a spreadsheet;\n"
            "zelfcheck.afgekeurd.csv when lines could not be read. No patient is named in them: file, line\n"
            "number and reference say which line it is. No verdicts, no peers.\n",
    .exits = "0 nothing was found in what was looked at; 1 failed; 2 wrong use; 3 there are lines to look at,\n"
             "or something could not be looked at (rejected lines, a refused file, no keten line, no table); 4\n"
             "tables, contracts or profile invalid; 130 or 143 interrupted.\n",
    .arguments = {.name = "FILE...", .least = 1, .most = 0, .takes = VALUE_FILE},
    .options = {{zelfcheck_options, 0},
                {tables_options, offsetof(struct zelfcheck_options, rules)},
                {contracts_options, offsetof(struct zelfcheck_options, rules)},
                {console_options, offsetof(struct zelfcheck_options, console)}},
    OPTIONS_OF(struct zelfcheck_options, .out = ".", .max_rejects = {1, true}),
    .run = run_zelfcheck,
};
