/* cmd_run.c - the nightly job. */
#include "cli/job.h"

/* What is about files; the rest is in job_options. */
static const struct option run_options[] = {
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

static enum status run_run(void *options, const char *const *file, size_t files, struct error *err)
{
    return job_run(&command_run, options, file, files, err);
}

const struct command command_run = {
    .name = "run",
    .summary = "read exports, examine the patients concerned, write the findings",
    .examples = "dubbelloop run --db nacht.db --out uit export_2023Q1.csv export_2023Q2.csv.gz\n"
                "dubbelloop run --db nacht.db --contracts contracten.csv --out uit export_*.csv\n"
                "zstd -dc export.zst | dubbelloop run --db nacht.db --out uit -\n"
                "dubbelloop run --db nacht.db --profile dietisten.ini --out uit dietisten.csv\n",
    .text = "Reads every FILE (plain, .gz, .zst, or - for standard input) into the database, looks at the patients\n"
            "touched, and writes findings.csv, changes.csv, summary.json, rejects.csv and <file>.rejects.raw.csv.\n"
            "A run happens whole or not at all.\n"
            "\n"
            "A FILE.controle beside FILE is held against it before anything is stored: 'regels N' (below the header),\n"
            "'euro N,NN' (all amounts, credits too, without a sign), a line of sha256sum; each may lack.\n",
    .exits =
        "0 done; 1 failed, nothing was changed; 2 wrong use; 3 done, but lines were rejected or a file\n"
        "was refused; 4 conflict tables, contracts, relations or profile invalid; "
        "130 or 143 interrupted, nothing was changed.\n",
    .arguments = {.name = "FILE...", .least = 1, .most = 0, .takes = VALUE_FILE},
    .options = {{job_options, 0},
                {tables_options, offsetof(struct job_options, rules)},
                {contracts_options, offsetof(struct job_options, rules)},
                {run_options, 0},
                {console_options, offsetof(struct job_options, console)}},
    OPTIONS_OF(struct job_options, .out = ".", .max_rejects = {1, true}, .max_ratio = 200,
               .max_file = UINT64_C(256) << 30),
    .run = run_run,
};
