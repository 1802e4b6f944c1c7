/* job.c - see job.h. */
#include "cli/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/place.h"
#include "pipeline.h"
#include "report/metrics.h"
#include "store/verloop.h"

const struct option job_options[] = {
    OPTION_DB(struct job_options, "the database; a first run or a merge makes it"),
    {"out", "DIR", INTO(struct job_options, out), .takes = VALUE_FOLDER,
     .help = "where the output files go (default: the current directory)"},
    {"changes-only", INTO(struct job_options, changes_only), .help = "leave findings.csv out"},
    OPTION_THREADS(struct job_options),
    {"memory", "SIZE", INTO(struct job_options, memory), .least = 1,
     .help = "memory for new lines, e.g. 512M (default: a quarter of the machine's); "
             "above it temporary files are used, in the directory of the database"},
    OPTION_WAIT(struct job_options, "wait for another run to end (default 0)"),
    {"metrics", "FILE", INTO(struct job_options, metrics), .takes = VALUE_FILE,
     .help = "write the figures of the run there for Prometheus, also when it fails: "
             "counts only, readable by everybody"},
    {"state", "FILE", INTO(struct job_options, state), .takes = VALUE_FILE,
     .help = "remember the last run there, apart from the database, and say at the next run when an older copy of the "
             "database was put back, or another one"},
    {0},
};

/* What is about files. */
const struct option file_options[] = {
    {"profile", "FILE", INTO(struct job_options, profile), .takes = VALUE_FILE,
     .help = "the dialect of the files (default: comma, UTF-8, canonical column names)"},
    {"patient-id", INTO(struct job_options, patient_id), WORDS("bsn", "opaque"),
     .help = "bsn (default) or opaque: the bsn column holds pseudonyms; a database keeps to one"},
    {"pseudonym-key", "FILE", INTO(struct job_options, pseudonym_key), .takes = VALUE_FILE,
     .help = "store and print patients only as a keyed hash of their number; make a key once with (umask 077; "
             "openssl rand -hex 32 > FILE), keep it apart from the database, and give it with each run: "
             "without it nobody can load more, or tell who a pseudonym is"},
    {"max-rejects", "N|P%", INTO(struct job_options, max_rejects),
     .help = "refuse a file with more rejected lines than this (default 1%)"},
    {"max-ratio", "N", INTO(struct job_options, max_ratio), .least = 1,
     .help = "refuse a packed file that unpacks to more than N times its size (default 200)"},
    {"max-file", "SIZE", INTO(struct job_options, max_file), .least = 1,
     .help = "refuse a file that holds more than this, unpacked (default 256G)"},
    {"einde-verplicht", INTO(struct job_options, end_required),
     .help = "refuse a file whose last line has no line end: it may have been cut off"},
    {"strict", INTO(struct job_options, strict),
     .help = "refuse a file with a filled vorig_referentienummer and no column debet_credit, "
             "and one whose opaque bsn are numbers that a spreadsheet damaged"},
    {"again", INTO(struct job_options, again), .help = "take files that were ingested before"},
    {"only-libcsv", INTO(struct job_options, only_libcsv)}, /* for the benchmark; not in the help */
    {0},
};

static uint64_t quarter_of_memory(void)
{
    struct sysinfo info;
    return sysinfo(&info) == 0 ? (uint64_t)info.totalram * info.mem_unit / 4 : UINT64_C(1) << 30;
}

static bool same_file(const char *path, const char *other)
{
    struct stat one, two;
    return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/* An input must not be one of the files that the run will write. */
static bool check_paths(const struct job *job, struct error *err)
{
    static const char *const written[] = {"findings.csv", "changes.csv", "summary.json", "rejects.csv"};
    for (size_t i = 0; i < job->paths; i++) {
        for (size_t k = 0; k < sizeof written / sizeof *written; k++) {
            char *path = xprintf("%s/%s", job->out, written[k]);
            bool same = same_file(job->path[i], path);
            free(path);
            if (same)
                return error_set(err, STATUS_USAGE, "%s is an output of this run too; give another --out",
                                 job->path[i]);
        }
    }
    return true;
}

/* "2 refused files and 1 rejected line"; empty: nothing waits. */
static void add_waiting(const struct job_result *r, struct buf *out)
{
    if (r->waiting_files)
        buf_printf(out, "%lld refused file%s", (long long)r->waiting_files, r->waiting_files == 1 ? "" : "s");
    if (r->waiting_lines)
        buf_printf(out, "%s%lld rejected line%s", out->n ? " and " : "", (long long)r->waiting_lines,
                   r->waiting_lines == 1 ? "" : "s");
}

static void say_waiting(const struct log *log, const struct job_result *r)
{
    struct buf waiting = {0};
    add_waiting(r, &waiting);
    if (waiting.n)
        log_emit(log, LOG_WARNING, "waits",
                 "of earlier runs wait: %s; 'dubbelloop status --check' names them, and 'dubbelloop dismiss' takes off "
                 "what need not be repaired",
                 buf_string(&waiting));
    buf_release(&waiting);
}

/* What was refused is said beside it, for none of its lines is among those that were read. */
void job_say_counts(const struct log *log, const struct job_result *r, bool shown)
{
    struct buf behind = {0};
    if (r->sums.afgekeurd.n && shown)
        buf_text(&behind, " (see rejects.csv)");
    if (r->refused)
        buf_printf(&behind, "; not counted: %zu refused file%s", r->refused, r->refused == 1 ? "" : "s");
    log_emit(log, LOG_INFO, "lines", "read %llu line%s: %llu accepted (%llu relevant), %llu duplicate, %llu rejected%s",
             (unsigned long long)r->sums.gelezen.n, r->sums.gelezen.n == 1 ? "" : "s",
             (unsigned long long)r->sums.aanvaard.n, (unsigned long long)r->sums.relevant,
             (unsigned long long)r->sums.dubbel.n, (unsigned long long)r->sums.afgekeurd.n, buf_string(&behind));
    buf_release(&behind);
}

static void say_result(struct console *console, const struct job *job, const struct job_result *r)
{
    struct log log = console_log(console);
    char euro[ZEKERHEDEN][NUMBER_TEXT];
    for (int z = 0; z < ZEKERHEDEN; z++)
        euro_text(r->net_cent[z], '.', euro[z]);
    say_waiting(&log, r);
    if (job->paths || job->shard)
        job_say_counts(&log, r, !job->shard);
    if (job->withdrawal)
        log_emit(&log, LOG_INFO, "withdrawn", "%s (file %lld) is withdrawn: %lld stored lines left the dossiers",
                 job->withdrawal->naam, (long long)job->withdrawal->bestand, (long long)job->withdrawal->regels);
    log_emit(&log, LOG_INFO, "changes", "findings: %llu new, %llu changed, %llu lapsed",
             (unsigned long long)r->run.nieuw, (unsigned long long)r->run.herzien,
             (unsigned long long)r->run.vervallen);
    log_emit(&log, LOG_INFO, "standing",
             "standing: %lld vast (EUR %s net), %lld waarschijnlijk (EUR %s), %lld signaal (EUR %s); written to %s",
             (long long)r->findings[VAST], euro[VAST], (long long)r->findings[WAARSCHIJNLIJK], euro[WAARSCHIJNLIJK],
             (long long)r->findings[SIGNAAL], euro[SIGNAAL], job->out);
}

/* Told before hours of work, not after them. */
static bool check_metrics(const char *path, struct error *err)
{
    char *dir = folder_of(path);
    bool ok = (access(dir, W_OK) == 0 || error_errno(err, errno, "--metrics: %s: cannot be written in", dir))
              && metrics_may_write(path, err);
    free(dir);
    return ok;
}

static int64_t milliseconds_since(const struct timespec *begun)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)(now.tv_sec - begun->tv_sec) * 1000 + (now.tv_nsec - begun->tv_nsec) / 1000000;
}

static bool sum_te_doen(const char *db, struct te_doen_sums *sums, struct error *err)
{
    struct store store;
    bool ok = store_open_read(&store, db, err) && te_doen_sum(&store, sums, err);
    store_close(&store);
    return ok;
}

/* A run that is done stays so when its figures cannot be written: that is a warning. */
static void write_metrics(const char *path, struct metrics *metrics, const struct job *job,
                          const struct job_result *result, bool done, struct console *console)
{
    struct error err = {0};
    if (done) {
        metrics->run = &result->run;
        metrics->sums = &result->sums;
        metrics->totals = &result->totals;
        metrics->warnings = &result->warnings;
        metrics->rules = &result->loaded.rules;
        metrics->files[BESTAND_INGELEZEN] = result->read;
        metrics->files[BESTAND_GEWEIGERD] = result->refused;
        metrics->files[BESTAND_OVERGESLAGEN] = result->skipped;
    }
    if ((done && !sum_te_doen(job->db, &metrics->te_doen, &err)) || !metrics_write(path, metrics, &err))
        console_say(console, LOG_WARNING, "metrics", err.text);
}

/* The same of its state: the next run says what it would have said of the run before this one. */
static void write_state(const struct job *job, const struct job_result *result, struct console *console)
{
    struct error err = {0};
    if (!state_write(job->state, result->run.run, result->verloop, job->out, &err))
        console_say(console, LOG_WARNING, "state", err.text);
}

struct job job_of(const struct command *command, struct job_options *o, const char *const *file, size_t files)
{
    /* To withdraw looks at every patient again; a merge is the run of which shards did the parts. */
    return (struct job){.opdracht = o->withdrawal ? "recheck" : o->merged ? "run" : command->name,
                        .withdrawal = o->withdrawal,
                        .db = o->db,
                        .out = o->out,
                        .asked = o->rules,
                        .profile = o->profile,
                        .patient_id = o->patient_id,
                        .pseudonym_key = o->pseudonym_key,
                        .path = file,
                        .paths = files,
                        .max_rejects = o->max_rejects,
                        .end_required = o->end_required,
                        .strict = o->strict,
                        .limits = {.ratio = o->max_ratio, .bytes = o->max_file},
                        .again = o->again,
                        .changes_only = o->changes_only,
                        .only_libcsv = o->only_libcsv,
                        .threads = o->threads ? o->threads : processors(),
                        .memory = o->memory ? o->memory : quarter_of_memory(),
                        .wait_seconds = (int)o->wait,
                        .state = o->state,
                        .shard = o->shard,
                        .merged = o->merged,
                        .log = console_log(&o->console),
                        .progress = &o->console.progress};
}

enum status job_status(const struct job_result *result)
{
    return result->sums.afgekeurd.n || result->refused ? STATUS_REJECTS : STATUS_DONE;
}

enum status job_run(const struct command *command, struct job_options *o, const char *const *file, size_t files,
                    struct error *err)
{
    struct job job = job_of(command, o, file, files);
    struct job_result result;
    struct timespec begun;
    struct metrics metrics = {.opdracht = job.opdracht, .begun = clock_now()};
    if (!check_paths(&job, err) || (o->metrics && !check_metrics(o->metrics, err)))
        return err->status;
    char *tables = rules_tables(&o->rules);
    job.asked.tables = tables;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    console_start(&o->console);
    bool ok = pipeline_run(&job, &result, err);
    console_stop(&o->console);
    free(tables);
    /* What was rejected or refused is told by the split, and by the merge. */
    metrics.status = !ok       ? err->status
                     : o->shard ? STATUS_DONE
                                : job_status(&result);
    metrics.milliseconds = milliseconds_since(&begun);
    if (o->metrics)
        write_metrics(o->metrics, &metrics, &job, &result, ok, &o->console);
    if (ok && o->state)
        write_state(&job, &result, &o->console);
    job_result_release(&result);
    if (!ok)
        return console_fail(&o->console, err);
    say_result(&o->console, &job, &result);
    return metrics.status;
}
