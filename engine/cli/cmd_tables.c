/* cmd_tables.c - the conflict tables: check them, list them, show a rule, and say what other ones would do. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "base/place.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/filters.h"
#include "cli/rules_options.h"
#include "pipeline.h"
#include "report/precisie.h"
#include "report/tables_report.h"
#include "report/tables_workbook.h"
#include "passes/rule_use.h"
#include "spiegel/kaart.h"
#include "store/queries.h"

/* What a command line asked for. */
struct tables_request {
    const char *db, *format, *output, *out, *table;
    const char *uzovi, *period, *programma; /* of a card */
    bool kaart;
    struct rules_asked rules;
    struct date_option today;
    unsigned threads; /* 0: all processors */
    struct console console;
};

/* `tables` NULL: the embedded ones; contracts and relations that are not given are those that the database, if any,
 * remembers. The caller releases `loaded` in any case. */
static bool load_tables(struct tables_request *request, const char *tables, struct rules_loaded *loaded,
                        struct error *err)
{
    struct log log = console_log(&request->console);
    struct rules_asked asked = request->rules;
    struct store store = STORE_CLOSED;
    asked.tables = tables;
    bool ok = (!request->db || store_open_read(&store, request->db, err))
              && pipeline_load_rules(&asked, request->db ? &store : NULL, &log, loaded, err);
    store_close(&store);
    return ok;
}

/* The tables of --tables, or those that go without saying. */
static bool load_own_tables(struct tables_request *request, struct rules_loaded *loaded, struct error *err)
{
    char *tables = rules_tables(&request->rules);
    bool ok = load_tables(request, tables, loaded, err);
    free(tables);
    return ok;
}

static unsigned threads_of(const struct tables_request *request)
{
    return request->threads ? request->threads : processors();
}

/* The insurers of a database. */
struct insurers {
    struct numbers numbers;
    size_t cap;
};

static bool take_insurer(void *ctx, const struct query_row *row, struct error *err)
{
    struct insurers *insurers = ctx;
    uint64_t uzovi = 0;
    (void)err;
    ARRAY_ROOM(insurers->numbers.at, insurers->numbers.n, insurers->cap);
    if (text_digits(query_value(row, "uzovi"), 4, &uzovi))
        insurers->numbers.at[insurers->numbers.n++] = (uint32_t)uzovi;
    return true;
}

/* Adds the rules that never hit in the database, of insurers that are in it:
 * of the others every rule would be named. */
static bool check_use(struct tables_request *request, const struct ruleset *rules, struct problems *warnings,
                      struct error *err)
{
    struct store store = STORE_CLOSED;
    struct log log = console_log(&request->console);
    struct regel_gebruik *gebruik = xcalloc(rules->regels, sizeof *gebruik);
    struct insurers insurers = {0};
    bool ok = store_open_read(&store, request->db, err) && ledger_outdated(&store, rules, warn_not_stored, &log, err)
              && rule_use(&store, rules, threads_of(request), &request->console.progress, gebruik, err)
              && query_rows(&store, QUERY_INSURERS, NULL, 0, take_insurer, &insurers, err);
    if (ok)
        ruleset_lint_use(rules, gebruik, &insurers.numbers, warnings);
    free(insurers.numbers.at);
    store_close(&store);
    free(gebruik);
    return ok;
}

static bool lint_tables(struct tables_request *request, const struct rules_loaded *loaded, struct error *err)
{
    const struct ruleset *rules = &loaded->rules;
    struct problems warnings = {0};
    ruleset_lint(rules, &loaded->files, request->today.given ? request->today.day : day_today(), TAAL_ENGELS,
                 &warnings);
    bool ok = !request->db || check_use(request, rules, &warnings, err);
    if (ok) {
        console_print("%.*s", (int)warnings.n, warnings.n ? warnings.text : "");
        console_print("%zu tables, %zu rules, %zu contract rows: in order, %zu warning%s\n", rules->tabellen,
                      rules->regels, rules->contracten, warnings.count, warnings.count == 1 ? "" : "s");
    }
    problems_release(&warnings);
    return ok;
}

/* Says it when OLD is not what the database has behind it. */
static bool check_last_run(struct tables_request *request, struct store *store, const struct ruleset *was,
                           struct error *err)
{
    char *last;
    struct log log = console_log(&request->console);
    if (!ledger_last_fingerprint(store, &last, err))
        return false;
    if (!last || strcmp(last, was->fingerprint) != 0)
        log_emit(&log, LOG_WARNING, "other_tables",
                 "the last run of %s did not use OLD with these contracts: a recheck with NEW starts from what that "
                 "run left, and reports more or less than this",
                 request->db);
    free(last);
    return true;
}

static bool write_prediction(struct tables_request *request, const struct ruleset *was, const struct ruleset *now,
                             bool csv, struct buf *text, struct error *err)
{
    struct store store = STORE_CLOSED;
    struct prediction prediction = {0};
    struct log log = console_log(&request->console);
    bool ok = store_open_read(&store, request->db, err) && check_last_run(request, &store, was, err)
              && ledger_outdated(&store, now, warn_not_stored, &log, err)
              && predict(&store, was, now, threads_of(request), &request->console.progress, &prediction, err);
    if (ok && csv)
        prediction_csv(&prediction, text);
    else if (ok)
        prediction_write(&prediction, text);
    prediction_release(&prediction);
    store_close(&store);
    return ok;
}

static const char *directory_of(const char *tables)
{
    return strcmp(tables, "-") == 0 || strcmp(tables, "embedded") == 0 ? NULL : tables;
}

static bool diff_loaded(struct tables_request *request, const struct rules_loaded *was, const struct rules_loaded *now,
                        struct error *err)
{
    struct table_diff rows = {0};
    struct buf text = {0};
    struct outfile out = OUTFILE_NONE;
    bool csv = strcmp(request->format, "csv") == 0;
    bool ok = outfile_open(&out, NULL, request->output, err);
    if (ok && !csv) {
        table_diff_make(&rows, &was->rules, &now->rules);
        table_diff_write(&rows, &text);
    }
    if (ok && request->db) {
        buf_text(&text, csv ? "" : "\n");
        ok = write_prediction(request, &was->rules, &now->rules, csv, &text, err);
    }
    if (ok)
        outfile_write(&out, text.at, text.n);
    ok = ok && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    buf_release(&text);
    table_diff_release(&rows);
    return ok;
}

static bool load_of(struct tables_request *request, const char *tables, struct rules_loaded *loaded, struct error *err)
{
    return load_tables(request, directory_of(tables), loaded, err) || error_in(err, "%s", tables);
}

static bool diff_tables(struct tables_request *request, const char *old, const char *new, struct error *err)
{
    struct rules_loaded was = {0}, now = {0};
    bool ok = load_of(request, old, &was, err) && load_of(request, new, &now, err)
              && diff_loaded(request, &was, &now, err);
    rules_loaded_release(&was);
    rules_loaded_release(&now);
    return ok;
}

/* What providers answered to the findings of each rule. */
static bool add_answers(const struct tables_request *request, struct table_writer *writer, struct error *err)
{
    struct store store = STORE_CLOSED;
    bool ok = store_open_read(&store, request->db, err) && precisie_table(writer, &store, err);
    store_close(&store);
    return ok;
}

static bool list_tables(const struct tables_request *request, const struct ruleset *rules, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    struct table_writer writer = {0};
    bool ok = outfile_open(&out, NULL, request->output, err)
              && table_open(&writer, table_format_find(request->format), &out, "", err)
              && tables_list(&writer, rules, err) && (!request->db || add_answers(request, &writer, err))
              && table_close(&writer, err) && outfile_finish(&out, err) && outfile_publish(&out, err);
    table_release(&writer);
    outfile_release(&out);
    return ok;
}

static bool show_rule(const struct ruleset *rules, const char *id, struct error *err)
{
    const struct regel *regel = ruleset_regel(rules, text_of(id));
    if (!regel)
        return error_set(err, STATUS_USAGE, "no table has a rule %s; 'dubbelloop tables list' shows the tables",
                         strspn(id, "0123456789") == strlen(id) ? "..."
                                                                : id); /* a number is no rule, and may be a patient's */
    const struct tabel *tabel = &rules->tabel[regel->tabel];
    console_print("%-19s %.*s, regel %zu van %s\n", "tabel", (int)tabel->titel.n, tabel->titel.at, (size_t)regel->line,
                  regel->file);
    for (int c = 0; c < REGEL_COLUMNS; c++)
        if (regel->value[c].n)
            console_print("%-19s %.*s\n", regel_column[c].name, (int)regel->value[c].n, regel->value[c].at);
    console_print("%-19s %s\n\n", "rij", regel->hash);
    return true;
}

static enum status finished(struct rules_loaded *loaded, bool ok, struct error *err)
{
    rules_loaded_release(loaded);
    return ok && console_printed(err) ? STATUS_DONE : err->status;
}

static enum status run_check(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct tables_request *request = options;
    struct rules_loaded loaded = {0};
    (void)argument, (void)arguments;
    bool ok = load_own_tables(request, &loaded, err) && lint_tables(request, &loaded, err);
    return finished(&loaded, ok, err);
}

static enum status run_list(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct tables_request *request = options;
    struct rules_loaded loaded = {0};
    (void)argument, (void)arguments;
    bool ok = load_own_tables(request, &loaded, err) && list_tables(request, &loaded.rules, err);
    return finished(&loaded, ok, err);
}

static const struct command tables_show;

static bool write_kaarten(const struct tables_request *request, const struct kaarten *kaarten, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    struct buf text = {0};
    struct canvas *canvas = NULL;
    bool ok = outfile_open(&out, NULL, request->output, err);
    if (ok && strcmp(request->format, "pdf") == 0) {
        canvas = canvas_new();
        ok = kaarten_pdf(canvas, kaarten, &out, err);
        canvas_free(canvas);
    } else if (ok && strcmp(request->format, "text") == 0) {
        kaarten_text(kaarten, &text);
        outfile_write(&out, text.at, text.n);
    } else
        ok = ok && kaarten_table(kaarten, table_format_find(request->format), &out, err);
    ok = ok && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    buf_release(&text);
    return ok;
}

static bool show_kaart(const struct tables_request *request, const struct ruleset *rules, struct error *err)
{
    struct kaarten kaarten = {.n = 0};
    struct period period;
    uint64_t uzovi = 0;
    if (strlen(request->period) != 6 || !period_read(request->period, &period))
        return usage_error(&tables_show, err, "--period takes a quarter, 2023Q2");
    text_digits(text_of(request->uzovi), 4, &uzovi);
    bool ok = kaarten_make(&kaarten, rules, (uint16_t)uzovi, period.first,
                           text_of(request->programma ? request->programma : ""), err)
              && write_kaarten(request, &kaarten, err);
    kaarten_release(&kaarten);
    return ok;
}

/* What does not go together; NULL: all does. */
static const char *wrong_show(const struct tables_request *request, size_t ids)
{
    if (!request->kaart)
        return ids == 0 ? "name a rule, or give --kaart"
               : request->uzovi || request->period || request->programma || request->output
                       || strcmp(request->format, "text") != 0
                   ? "--uzovi, --period, --programma, --format and -o go with --kaart"
                   : NULL;
    return ids                                                         ? "--kaart takes no rule"
           : !request->uzovi || !request->period                       ? "--kaart needs --uzovi and --period"
           : strcmp(request->format, "text") != 0 && !request->output ? "--format goes to a file: give -o FILE"
                                                                       : NULL;
}

static enum status run_show(void *options, const char *const *id, size_t ids, struct error *err)
{
    struct tables_request *request = options;
    struct rules_loaded loaded = {0};
    const char *wrong = wrong_show(request, ids);
    if (wrong)
        return usage_error(&tables_show, err, "%s", wrong) ? STATUS_DONE : err->status;
    bool ok = load_own_tables(request, &loaded, err);
    if (ok && request->kaart)
        ok = show_kaart(request, &loaded.rules, err);
    for (size_t i = 0; ok && i < ids; i++)
        ok = show_rule(&loaded.rules, id[i], err);
    return finished(&loaded, ok, err);
}

static const struct command tables_diff;

static enum status run_diff(void *options, const char *const *dir, size_t dirs, struct error *err)
{
    struct tables_request *request = options;
    (void)dirs;
    if (strcmp(request->format, "csv") == 0 && !request->db)
        return usage_error(&tables_diff, err, "--format csv lists findings: give --db DB") ? STATUS_DONE : err->status;
    return diff_tables(request, dir[0], dir[1], err) ? STATUS_DONE : err->status;
}

/* ---- Out and back ---- */

static const struct command tables_export, tables_import;

/* A folder for tables, made when it is not there, without any in it: two sets in one folder would be read as one. */
static bool folder_for_tables(const char *out, struct error *err)
{
    if (!output_folder_make(out, err))
        return false;
    DIR *handle = opendir(out);
    if (!handle)
        return error_errno(err, errno, "%s", out);
    bool empty = true;
    for (const struct dirent *entry; empty && (entry = readdir(handle));) {
        const char *dot = strrchr(entry->d_name, '.');
        empty = !dot || (strcmp(dot, ".csv") != 0 && strcmp(dot, ".xlsx") != 0);
    }
    closedir(handle);
    return empty || error_set(err, STATUS_USAGE, "%s has tables in it: give --out a new folder", out);
}

/* Without the empty rows that a workbook has at its end. */
static void write_rows_of(struct outfile *out, const struct table_file *file)
{
    const char *at = file->content, *end = at + file->n;
    while (at < end) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        next = next ? next + 1 : end;
        if (*at != '\n')
            outfile_write(out, at, (size_t)(next - at));
        at = next;
    }
}

/* All or nothing gets its name. */
static bool write_tables(const struct table_files *files, const char *dir, struct error *err)
{
    struct outfile *out = xcalloc(files->n + 1, sizeof *out);
    for (size_t i = 0; i < files->n; i++)
        out[i] = OUTFILE_NONE;
    bool ok = folder_for_tables(dir, err);
    for (size_t i = 0; ok && i < files->n; i++) {
        ok = outfile_open(&out[i], dir, files->file[i].name, err);
        if (ok)
            write_rows_of(&out[i], &files->file[i]);
        ok = ok && outfile_finish(&out[i], err);
    }
    for (size_t i = 0; ok && i < files->n; i++)
        ok = outfile_place(&out[i], err);
    ok = ok && directory_sync(dir, err);
    for (size_t i = 0; ok && i < files->n; i++)
        outfile_settle(&out[i]);
    for (size_t i = 0; i < files->n; i++)
        outfile_release(&out[i]);
    free(out);
    return ok;
}

static bool write_workbook(const struct tables_request *request, const struct table_files *files, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    struct table_writer writer = {0};
    bool ok = outfile_open(&out, NULL, request->output, err) && table_open(&writer, &table_xlsx, &out, "", err)
              && tables_workbook(&writer, files, request->table, err) && table_close(&writer, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    table_release(&writer);
    outfile_release(&out);
    return ok;
}

static void say_tables(struct tables_request *request, const char *what, size_t n, const char *where)
{
    struct log log = console_log(&request->console);
    log_emit(&log, LOG_INFO, "tables_written", "%zu %s; written to %s", n, what, where);
}

/* A name that is a file and a sheet. */
static bool check_new_table(const struct table_files *files, const char *table, struct error *err)
{
    size_t n = strspn(table, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (n == 0 || table[n] || n > SHEET_NAME_MAX)
        return usage_error(&tables_export, err, "--table takes at most %d of a-z, 0-9 and _", SHEET_NAME_MAX);
    char *name = xprintf("%s.csv", table);
    bool there = table_files_find(files, name).at != NULL;
    free(name);
    return !there || error_set(err, STATUS_USAGE, "%s: there is a table of that name", table);
}

/* The tables as they are, right or wrong: who exports may want to mend them. */
static enum status run_export(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct tables_request *request = options;
    struct table_files files = {0};
    const bool csv = strcmp(request->format, "csv") == 0;
    (void)argument, (void)arguments;
    if (csv ? !request->out : !request->output)
        return usage_error(&tables_export, err,
                           csv ? "--format csv writes a folder: give --out DIR"
                               : "a workbook is a file: give -o FILE.xlsx")
                   ? STATUS_DONE
                   : err->status;
    if (csv && request->table)
        return usage_error(&tables_export, err, "--table makes a sheet: it goes without --format csv") ? STATUS_DONE
                                                                                                       : err->status;
    char *tables = rules_tables(&request->rules);
    bool ok = table_files_read(&files, tables, err);
    ok = ok && (!request->table || check_new_table(&files, request->table, err));
    ok = ok && (csv ? write_tables(&files, request->out, err) : write_workbook(request, &files, err));
    if (ok)
        say_tables(request, csv ? "files" : "tables", files.n, csv ? request->out : request->output);
    free(tables);
    table_files_release(&files);
    return ok ? STATUS_DONE : err->status;
}

/* Read, checked, shown beside what is used now, and only then written. */
static enum status run_import(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct tables_request *request = options;
    struct rules_loaded was = {0}, now = {0};
    (void)arguments;
    if (!request->out)
        return usage_error(&tables_import, err, "give --out DIR") ? STATUS_DONE : err->status;
    request->format = "text";
    bool ok = load_of(request, argument[0], &now, err) && lint_tables(request, &now, err) && console_printed(err)
              && load_own_tables(request, &was, err) && diff_loaded(request, &was, &now, err)
              && write_tables(&now.files, request->out, err);
    if (ok)
        say_tables(request, "files", now.files.n, request->out);
    rules_loaded_release(&was);
    rules_loaded_release(&now);
    return ok ? STATUS_DONE : err->status;
}

/* The options, each for the verbs that take it. */
#define TABLES_DB(text) {"db", "DB", INTO(struct tables_request, db), .takes = VALUE_FILE, .help = text}

static const struct option check_options[] = {
    TABLES_DB("a database, read only: also the rules that never hit"),
    {"today", "DATE", INTO(struct tables_request, today), .help = "instead of the clock, YYYY-MM-DD"},
    OPTION_THREADS(struct tables_request),
    {0},
};
static const struct option list_options[] = {
    TABLES_DB("a database, read only: also what providers answered per rule"),
    {"format", INTO(struct tables_request, format), WORDS("text", "json"),
     .help = "text (default), in Dutch, or json: an object with a list for each table"},
    OPTION_OUTPUT(struct tables_request, OUTPUT_HELP),
    {0},
};
static const struct option diff_options[] = {
    TABLES_DB("a database, read only: also what NEW does to the findings"),
    {"format", INTO(struct tables_request, format), WORDS("text", "csv"),
     .help = "text (default), in Dutch, or csv: the findings, as changes.csv of that recheck"},
    OPTION_OUTPUT(struct tables_request, OUTPUT_HELP),
    OPTION_THREADS(struct tables_request),
    {0},
};
static const struct option export_options[] = {
    {"format", INTO(struct tables_request, format), WORDS("xlsx", "csv"),
     .help = "xlsx (default): a workbook, a sheet a file; csv: the files as they are"},
    OPTION_OUTPUT(struct tables_request, "the workbook"),
    {"out", "DIR", INTO(struct tables_request, out), .takes = VALUE_FOLDER,
     .help = "where the files of csv go; made when it is not there"},
    {"table", "NAME", INTO(struct tables_request, table),
     .help = "a new table: an empty sheet for its rules too, and its row in tabellen"},
    {0},
};
static const struct option import_options[] = {
    TABLES_DB("a database, read only: also what they do to the findings"),
    {"out", "DIR", INTO(struct tables_request, out), .takes = VALUE_FOLDER,
     .help = "where the tables go, a folder without tables; made when it is not there"},
    {"today", "DATE", INTO(struct tables_request, today), .help = "instead of the clock, YYYY-MM-DD"},
    OPTION_THREADS(struct tables_request),
    {0},
};
#define RULES_AT offsetof(struct tables_request, rules)
#define OPTIONS_OF_TABLES OPTIONS_OF(struct tables_request, .format = "text")

static const struct command tables_check = {
    .name = "tables check",
    .summary = "what is wrong with tables and contracts, and what is odd",
    .examples = "dubbelloop tables check --tables nieuwe_tabellen --contracts contracten.csv\n"
                "dubbelloop tables check --tables nieuwe_tabellen --db nacht.db\n",
    .text = "Reads tables and contracts as a run would. What makes them useless goes to standard error; "
            "what is odd about\n"
            "them to standard output: gaps, rules that overlap, concept rules, "
            "insurers without a table today, and so on,\n"
            "each as file:line: message. With --db also the rules that never hit: "
            "no finding lists them when these tables\n"
            "look at the stored lines; only of tables whose insurer has keten lines there.\n",
    .exits = "0 they can be used, odd or not; 4 they cannot.\n",
    .options = {{tables_options, RULES_AT}, {contracts_options, RULES_AT}, {check_options, 0}},
    OPTIONS_OF_TABLES,
    .run = run_check,
};
static const struct command tables_list_verb = {
    .name = "tables list",
    .summary = "each table with its rules counted, and what the rules are worth",
    .examples = "dubbelloop tables list\n"
                "dubbelloop tables list --db nacht.db\n",
    .text = "Shows each table with its validity and insurers, and its rules counted. "
            "With --db also what providers answered\n"
            "per rule: how many of its findings, and the share they credit, with a 95% interval.\n",
    .options = {{tables_options, RULES_AT}, {contracts_options, RULES_AT}, {list_options, 0}},
    OPTIONS_OF_TABLES,
    .run = run_list,
};
static const struct option show_options[] = {
    {"kaart", INTO(struct tables_request, kaart),
     .help = "instead of rules: a card per keten programme, with what may and may not be declared beside it"},
    {"uzovi", "U", INTO(struct tables_request, uzovi), .takes = VALUE_DIGITS, .width = 4,
     .help = "of which insurer, 4 digits"},
    {"period", "Q", INTO(struct tables_request, period), .help = "in which quarter, 2023Q2"},
    {"programma", "P", INTO(struct tables_request, programma), .help = "only this one; a title such as OI_REGIO too"},
    {"format", INTO(struct tables_request, format), WORDS("text", "pdf", "csv", "xlsx", "json"),
     .help = "of the card; text (default), pdf: pages to hand out, or a row a kind of care"},
    OPTION_OUTPUT(struct tables_request, OUTPUT_HELP),
    {0},
};
static const struct command tables_show = {
    .name = "tables show",
    .summary = "the rows of one or more rules, or a card of what may stand beside a keten-dbc",
    .examples = "dubbelloop tables show M7C-DM2-01\n"
                "dubbelloop tables show --kaart --uzovi 3332 --period 2023Q2\n"
                "dubbelloop tables show --kaart --uzovi 3332 --period 2023Q2 --format pdf -o kaarten.pdf\n",
    .text = "Prints the rows of rules, column by column, with the title of their table, file and line.\n"
            "With --kaart: per keten programme what may and may not be declared beside it at that insurer in that\n"
            "quarter, printed from the tables, in Dutch, for practices and care groups; a page each. What a contract\n"
            "adds is not on it; what no rule is about is not called allowed.\n",
    .arguments = {.name = "REGEL...", .least = 0},
    .options = {{show_options, 0}, {tables_options, RULES_AT}, {contracts_options, RULES_AT}},
    OPTIONS_OF_TABLES,
    .run = run_show,
};
static const struct command tables_diff = {
    .name = "tables diff",
    .summary = "the rows that differ, and what that does to the findings",
    .examples = "dubbelloop tables diff conflict_tables nieuwe_tabellen --db nacht.db --contracts contracten.csv\n"
                "dubbelloop tables diff embedded nieuwe_tabellen --db nacht.db --format csv -o wijzigingen.csv\n",
    .text = "Shows the rows that differ between two directories of tables ('-' or 'embedded': "
            "those inside the program),\n"
            "and with --db what NEW does to the findings that OLD gives: "
            "exactly what 'recheck --tables NEW' reports when the\n"
            "last run used OLD. The database is only read.\n",
    .arguments = {.name = "OLD NEW", .least = 2, .most = 2, .takes = VALUE_FOLDER},
    .options = {{contracts_options, RULES_AT}, {diff_options, 0}},
    OPTIONS_OF_TABLES,
    .run = run_diff,
};

static const struct command tables_export = {
    .name = "tables export",
    .summary = "the tables as an Excel workbook to go on with, or as files",
    .examples = "dubbelloop tables export -o tabellen.xlsx\n"
                "dubbelloop tables export --tables conflict_tables --table verzekeraar_2025 -o tabellen.xlsx\n"
                "dubbelloop tables export --format csv --out tabellen\n",
    .text =
        "Writes every table file as a sheet: what a column is for stands at its cells, "
        "words are chosen from a list, and\n"
        "codes are text, so that none loses its zeros. --table NAME adds an empty sheet for the rules of a new table.\n"
        "'tables import' takes the workbook back; nothing changed gives the same bytes.\n",
    .options = {{tables_options, RULES_AT},
                {export_options, 0},
                {console_options, offsetof(struct tables_request, console)}},
    OPTIONS_OF(struct tables_request, .format = "xlsx"),
    .run = run_export,
};
static const struct command tables_import = {
    .name = "tables import",
    .summary = "tables out of a workbook: checked, compared, and written as files for --tables",
    .examples = "dubbelloop tables import tabellen.xlsx --out tabellen_2025 --db nacht.db\n"
                "dubbelloop tables import tabellen.xlsx --tables conflict_tables --out tabellen_2025\n",
    .text = "Reads a workbook, or a folder with tables as a spreadsheet saved them, "
            "says what it mended of them (semicolons,\n"
            "d-m-yyyy, zeros that codes lost), checks them as 'tables check' does, "
            "shows what differs from --tables as 'tables\n"
            "diff' does, with --db what that does to the findings, and writes them to --out. "
            "Nothing is used until a run or\n"
            "recheck is given them with --tables.\n",
    .exits = "0 they are written; 4 they cannot be used, and nothing is written.\n",
    .arguments = {.name = "FILE|DIR", .least = 1, .most = 1, .takes = VALUE_FILE},
    .options = {{tables_options, RULES_AT},
                {contracts_options, RULES_AT},
                {import_options, 0},
                {console_options, offsetof(struct tables_request, console)}},
    OPTIONS_OF_TABLES,
    .run = run_import,
};

const struct command command_tables = {
    .name = "tables",
    .summary = "check, list or show the conflict tables, try a change of them, take them to Excel and back",
    .verbs = (const struct command *const[]){&tables_check, &tables_list_verb, &tables_show, &tables_diff,
                                             &tables_export, &tables_import, NULL},
};
