/* cmd_run.c - the nightly job, and looking at every patient again. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/command.h"
#include "cli/console.h"
#include "pipeline.h"
#include "report/metrics.h"

static const char run_help[] =
    "Examples:\n"
    "  dubbelloop run --db nacht.db --out uit export_2023Q1.csv export_2023Q2.csv.gz\n"
    "  dubbelloop run --db nacht.db --contracts contracten.csv --out uit *.csv\n"
    "  zstd -dc export.zst | dubbelloop run --db nacht.db --out uit -\n"
    "  dubbelloop run --db nacht.db --profile dietisten.ini --out uit dietisten.csv\n"
    "\n"
    "Usage: dubbelloop run --db DB [options] FILE...\n"
    "Reads every FILE (plain, .gz, .zst, or - for standard input) into the database, looks at the patients\n"
    "touched, and writes findings.csv, changes.csv, summary.json, rejects.csv and <file>.rejects.raw.csv.\n"
    "A run happens whole or not at all.\n"
    "\n"
    "  --db DB             the database; made when it is not there\n"
    "  --out DIR           where the output files go (default: the current directory)\n"
    "  --tables DIR        conflict tables (default: those inside the program)\n"
    "  --contracts FILE    contracts with declarants (default: none)\n"
    "  --profile FILE      the dialect of the files (default: comma, UTF-8, canonical column names)\n"
    "  --patient-id MODE   bsn (default) or opaque: the bsn column holds pseudonyms; a database keeps to one\n"
    "  --pseudonym-key FILE  store and print patients only as a keyed hash of their number; make a key once with\n"
    "                      (umask 077; openssl rand -hex 32 > FILE), keep it apart from the database, and give it\n"
    "                      with each run: without it nobody can load more, or tell who a pseudonym is\n"
    "  --max-rejects N|P%  refuse a file with more rejected lines than this (default 1%)\n"
    "  --max-ratio N       refuse a packed file that unpacks to more than N times its size (default 200)\n"
    "  --max-file SIZE     refuse a file that holds more than this, unpacked (default 256G)\n"
    "  --extend-tables     the last table of an insurer goes on after its end\n"
    "  --again             take files that were ingested before\n"
    "  --changes-only      leave findings.csv out\n"
    "  --threads N         default: the number of processors\n"
    "  --memory SIZE       memory for new lines, e.g. 512M (default: a quarter of the machine's)\n"
    "  --wait SECONDS      wait for another run to end (default 0)\n"
    "  --metrics FILE      write the figures of the run there for Prometheus, also when it fails\n"
    "  --progress          a line of progress every 10 s when standard error is no terminal\n"
    "  --quiet             warnings and errors only\n"
    "  --log-format FORMAT text (default) or json: one object a line with a stable code\n"
    "\n"
    "Exit status: 0 done; 1 failed, nothing was changed; 2 wrong use; 3 done, but lines were rejected or a file\n"
    "was refused; 4 conflict tables, contracts or profile invalid; 130 or 143 interrupted, nothing was changed.\n";

static const char recheck_help[] =
    "Examples:\n"
    "  dubbelloop recheck --db nacht.db --tables nieuwe_tabellen --out uit\n"
    "  dubbelloop recheck --db nacht.db --contracts contracten.csv --out uit\n"
    "\n"
    "Usage: dubbelloop recheck --db DB [options]\n"
    "Looks at every patient of the database again, after tables or contracts changed, and writes findings.csv,\n"
    "changes.csv, summary.json and rejects.csv. The options are those of 'dubbelloop run' but for the files, and\n"
    "what it was not given it does without: name the contracts each time.\n"
    "\n"
    "  --db DB  --out DIR  --tables DIR  --contracts FILE  --extend-tables  --changes-only\n"
    "  --threads N  --memory SIZE  --wait SECONDS  --metrics FILE\n"
    "  --progress  --quiet  --log-format FORMAT\n";

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
static bool check_paths(const struct job *job, const char *metrics, struct error *err)
{
    static const char *const written[] = {"findings.csv", "changes.csv", "summary.json", "rejects.csv"};
    for (size_t i = 0; i < job->paths; i++) {
        for (size_t k = 0; k < sizeof written / sizeof *written; k++) {
            char *path = xprintf("%s/%s", job->out, written[k]);
            bool same = same_file(job->path[i], path);
            free(path);
            if (same)
                return error_set(err, STATUS_USAGE, "%s is an output of this run too; give another --out", job->path[i]);
        }
        if (metrics && same_file(job->path[i], metrics))
            return error_set(err, STATUS_USAGE, "%s is an output of this run too; give other --metrics", job->path[i]);
    }
    return true;
}

/* 12345678 cents -> "123456.78"; for people. */
static const char *euros(int64_t cent, char out[static 32])
{
    snprintf(out, 32, "%lld.%02lld", (long long)(cent / 100), (long long)(cent % 100));
    return out;
}

static void say_result(struct console *console, const struct job *job, const struct job_result *r)
{
    char text[1024], money[ZEKERHEDEN][32];
    if (job->paths) {
        snprintf(text, sizeof text, "read %llu lines: %llu accepted (%llu relevant), %llu duplicate, %llu rejected%s",
                 (unsigned long long)r->sums.gelezen.n, (unsigned long long)r->sums.aanvaard.n,
                 (unsigned long long)r->sums.relevant, (unsigned long long)r->sums.dubbel.n,
                 (unsigned long long)r->sums.afgekeurd.n,
                 r->sums.afgekeurd.n ? " (see rejects.csv)" : "");
        console_say(console, LOG_INFO, "lines", text);
    }
    snprintf(text, sizeof text, "findings: %llu new, %llu changed, %llu lapsed",
             (unsigned long long)r->run.nieuw, (unsigned long long)r->run.herzien, (unsigned long long)r->run.vervallen);
    console_say(console, LOG_INFO, "changes", text);
    snprintf(text, sizeof text,
             "standing: %lld vast (EUR %s net), %lld waarschijnlijk (EUR %s), %lld signaal (EUR %s); written to %s",
             (long long)r->findings[VAST], euros(r->net_cent[VAST], money[0]), (long long)r->findings[WAARSCHIJNLIJK],
             euros(r->net_cent[WAARSCHIJNLIJK], money[1]), (long long)r->findings[SIGNAAL],
             euros(r->net_cent[SIGNAAL], money[2]), job->out);
    console_say(console, LOG_INFO, "standing", text);
}

/* Told before hours of work, not after them. */
static bool check_metrics(const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    char *dir = slash ? xprintf("%.*s/", (int)(slash - path), path) : xstrdup(".");
    bool ok = access(dir, W_OK) == 0
              || error_errno(err, errno, "--metrics: %s: cannot be written in", dir);
    free(dir);
    return ok;
}

static int64_t milliseconds_since(const struct timespec *begun)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)(now.tv_sec - begun->tv_sec) * 1000 + (now.tv_nsec - begun->tv_nsec) / 1000000;
}

/* A run that is done stays so when its figures cannot be written: that is a warning. */
static void write_metrics(const char *path, struct metrics *metrics, const struct job *job, const struct job_result *result,
                          bool done, struct console *console)
{
    struct error err = {0};
    if (done) {
        metrics->run = &result->run;
        metrics->sums = &result->sums;
        metrics->totals = &result->totals;
        metrics->files[BESTAND_INGELEZEN] = job->paths - result->refused - result->skipped;
        metrics->files[BESTAND_GEWEIGERD] = result->refused;
        metrics->files[BESTAND_OVERGESLAGEN] = result->skipped;
    }
    if (!metrics_write(path, metrics, &err))
        console_say(console, LOG_WARNING, "metrics", err.text);
}

static enum status do_job(const struct command *command, const char *opdracht, bool files, int argc, char **argv,
                          struct error *err)
{
    struct console console = {0};
    const char *log_format = "text", *metrics_path = NULL;
    unsigned wait = 0, max_ratio = 200;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct job job = {.opdracht = opdracht,
                      .out = ".",
                      .max_rejects = {1, true},
                      .limits = {.bytes = UINT64_C(256) << 30},
                      .threads = processors > 0 ? (unsigned)processors : 1,
                      .memory = quarter_of_memory()};
    const struct option_spec spec[] = {
        {"db", OPTION_TEXT, &job.db},
        {"out", OPTION_TEXT, &job.out},
        {"tables", OPTION_TEXT, &job.asked.tables},
        {"contracts", OPTION_TEXT, &job.asked.contracts},
        {"relaties", OPTION_TEXT, &job.asked.relaties},
        {"extend-tables", OPTION_FLAG, &job.asked.extend_tables},
        {"changes-only", OPTION_FLAG, &job.changes_only},
        {"threads", OPTION_NUMBER, &job.threads},
        {"memory", OPTION_SIZE, &job.memory},
        {"wait", OPTION_NUMBER, &wait},
        {"metrics", OPTION_TEXT, &metrics_path},
        {"progress", OPTION_FLAG, &console.progress_asked},
        {"quiet", OPTION_FLAG, &console.quiet},
        {"log-format", OPTION_TEXT, &log_format},
        {files ? "profile" : NULL, OPTION_TEXT, &job.profile}, /* a recheck's list ends here */
        {"patient-id", OPTION_TEXT, &job.patient_id},
        {"pseudonym-key", OPTION_TEXT, &job.pseudonym_key},
        {"max-rejects", OPTION_REJECTS, &job.max_rejects},
        {"max-ratio", OPTION_NUMBER, &max_ratio},
        {"max-file", OPTION_SIZE, &job.limits.bytes},
        {"again", OPTION_FLAG, &job.again},
        {"only-libcsv", OPTION_FLAG, &job.only_libcsv}, /* for the benchmark; not in the help */
        {NULL, OPTION_FLAG, NULL},
    };
    if (!options_read(command, spec, &argc, argv, err))
        return STATUS_USAGE;
    const char *wrong_format = console_log_format(&console, log_format);
    job.path = (const char *const *)argv + 1;
    job.paths = (size_t)argc - 1;
    job.wait_seconds = (int)wait;
    job.limits.ratio = max_ratio;
    job.progress = &console.progress;
    job.log = console_log(&console);
    const char *missing = !job.db                                                     ? "--db is missing"
                          : files && job.paths == 0                                   ? "no FILE is given"
                          : !files && job.paths                                       ? "recheck takes no files"
                          : max_ratio < 1 || job.limits.bytes < 1                     ? "--max-ratio and --max-file take 1 or more"
                          : job.threads < 1 || job.threads > 512                      ? "--threads takes 1 to 512"
                          : wrong_format                                              ? wrong_format
                          : job.patient_id && strcmp(job.patient_id, "bsn") != 0
                                  && strcmp(job.patient_id, "opaque") != 0            ? "--patient-id takes bsn or opaque"
                          : !files && access(job.db, F_OK) != 0                       ? "the database is not there"
                                                                                      : NULL;
    if (missing) {
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop %s --help'", missing, command->name);
        return STATUS_USAGE;
    }
    if (!check_paths(&job, metrics_path, err) || (metrics_path && !check_metrics(metrics_path, err)))
        return err->status;
    char *tables = job.asked.tables ? NULL : default_tables();
    job.asked.tables = job.asked.tables ? job.asked.tables : tables;
    struct job_result result;
    struct timespec begun;
    struct metrics metrics = {.opdracht = opdracht, .begun = clock_now()};
    clock_gettime(CLOCK_MONOTONIC, &begun);
    console_start(&console);
    bool ok = pipeline_run(&job, &result, err);
    console_stop(&console);
    free(tables);
    metrics.status = !ok ? err->status : result.sums.afgekeurd.n || result.refused ? STATUS_REJECTS : STATUS_DONE;
    metrics.milliseconds = milliseconds_since(&begun);
    if (metrics_path)
        write_metrics(metrics_path, &metrics, &job, &result, ok, &console);
    totals_release(&result.totals);
    if (!ok)
        return console_fail(&console, err);
    say_result(&console, &job, &result);
    return metrics.status;
}

static enum status run_run(int argc, char **argv, struct error *err)
{
    return do_job(&command_run, "run", true, argc, argv, err);
}

static enum status run_recheck(int argc, char **argv, struct error *err)
{
    return do_job(&command_recheck, "recheck", false, argc, argv, err);
}

const struct command command_run = {"run", "read exports, look at the patients touched, write the findings", run_help,
                                    run_run};
const struct command command_recheck = {"recheck", "look at every patient again, after tables or contracts changed",
                                        recheck_help, run_recheck};
