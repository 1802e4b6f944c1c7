/* cmd_tables.c - the conflict tables: check them, list them, show a rule, and say what other ones would do. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/outfile.h"
#include "cli/command.h"
#include "cli/console.h"
#include "pipeline.h"
#include "report/precisie.h"
#include "report/tables_report.h"
#include "passes/rule_use.h"

static const char help[] = "Examples:\n"
                           "  dubbelloop tables check --tables nieuwe_tabellen --contracts contracten.csv\n"
                           "  dubbelloop tables check --tables nieuwe_tabellen --db nacht.db\n"
                           "  dubbelloop tables diff conflict_tables nieuwe_tabellen --db nacht.db --contracts contracten.csv\n"
                           "  dubbelloop tables diff embedded nieuwe_tabellen --db nacht.db --format csv -o wijzigingen.csv\n"
                           "  dubbelloop tables list\n"
                           "  dubbelloop tables list --db nacht.db\n"
                           "  dubbelloop tables show M7C-DM2-01\n"
                           "\n"
                           "Usage: dubbelloop tables check|list [options]\n"
                           "       dubbelloop tables show REGEL... [options]\n"
                           "       dubbelloop tables diff OLD NEW [options]\n"
                           "check reads tables and contracts as a run would. What makes them useless goes to standard error (exit\n"
                           "status 4); what is odd about them to standard output (exit status 0): gaps, rules that overlap, concept\n"
                           "rules, insurers without a table today, and so on, each as file:line: message. With --db also the rules\n"
                           "that never hit: no finding lists them when these tables look at the stored lines.\n"
                           "diff shows the rows that differ between two directories of tables ('-' or 'embedded': those inside the\n"
                           "program), and with --db what NEW does to the findings that OLD gives: exactly what 'recheck --tables NEW'\n"
                           "reports when the last run used OLD. The database is only read. --format csv lists the findings, as\n"
                           "changes.csv of that recheck.\n"
                           "list shows each table, with its rules counted, and with --db what providers answered per rule: how many of\n"
                           "its findings, and the share they credit, with a 95% interval. show prints the rows of one or more rules.\n"
                           "\n"
                           "  --tables DIR      check, list, show: conflict tables (default: those inside the program)\n"
                           "  --contracts FILE  contracts with declarants (default: none)\n"
                           "  --extend-tables   the last table of an insurer goes on after its end\n"
                           "  --db DB           check, list, diff: a database, read only\n"
                           "  --today DATE      check: instead of the clock, YYYY-MM-DD\n"
                           "  --format FORMAT   diff: text (default) or csv\n"
                           "  -o FILE           diff: instead of standard output\n"
                           "  --threads N       default: the number of processors\n";

/* What the command line asked for. */
struct request {
    const char *tables, *contracts, *relaties, *db, *today, *format, *output;
    bool extend;
    unsigned threads;
    struct log log;
    struct progress *progress;
};

/* `tables` NULL: the embedded ones. The caller releases `loaded` in any case. */
static bool load(const struct request *request, const char *tables, struct rules_loaded *loaded, struct error *err)
{
    return pipeline_load_rules(&(struct rules_asked){tables, request->contracts, request->relaties, request->extend},
                               &request->log, loaded, err);
}

static void warn_outdated(void *ctx, const char *naam)
{
    log_emit(ctx, LOG_WARNING, "ingest_again",
             "%s was read under tables that did not match some codes of these: those lines are not stored and not counted here",
             naam);
}

/* Adds the rules that never hit in the database. */
static bool check_use(const struct request *request, const struct ruleset *rules, struct problems *warnings,
                      struct error *err)
{
    struct store store = STORE_CLOSED;
    struct log log = request->log;
    struct regel_gebruik *gebruik = xcalloc(rules->regels, sizeof *gebruik);
    bool ok = store_open_read(&store, request->db, err) && ledger_outdated(&store, rules, warn_outdated, &log, err)
              && rule_use(&store, rules, request->threads, request->progress, gebruik, err);
    if (ok)
        ruleset_lint_use(rules, gebruik, warnings);
    store_close(&store);
    free(gebruik);
    return ok;
}

static bool check(const struct request *request, const struct rules_loaded *loaded, struct error *err)
{
    const struct ruleset *rules = &loaded->rules;
    struct problems warnings = {0};
    day today = day_today();
    if (request->today && day_parse(text_of(request->today), DAY_ISO, &today) != DAY_OK)
        return error_set(err, STATUS_USAGE, "--today takes a date, YYYY-MM-DD; see 'dubbelloop tables --help'");
    ruleset_lint(rules, &loaded->files, today, &warnings);
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
static bool check_last_run(const struct request *request, struct store *store, const struct ruleset *was, struct error *err)
{
    char *last;
    if (!ledger_last_fingerprint(store, &last, err))
        return false;
    if (!last || strcmp(last, was->fingerprint) != 0)
        log_emit(&request->log, LOG_WARNING, "other_tables",
                 "the last run of %s did not use OLD with these contracts: a recheck with NEW starts from what that run left, "
                 "and reports more or less than this",
                 request->db);
    free(last);
    return true;
}

static bool write_prediction(const struct request *request, const struct ruleset *was, const struct ruleset *now, bool csv,
                             struct buf *text, struct error *err)
{
    struct store store = STORE_CLOSED;
    struct prediction prediction = {0};
    struct log log = request->log;
    bool ok = store_open_read(&store, request->db, err) && check_last_run(request, &store, was, err)
              && ledger_outdated(&store, now, warn_outdated, &log, err)
              && predict(&store, was, now, request->threads, request->progress, &prediction, err);
    if (ok && csv)
        prediction_csv(&prediction, text);
    else if (ok)
        prediction_write(&prediction, text);
    prediction_release(&prediction);
    store_close(&store);
    return ok;
}

static const char *directory(const char *tables)
{
    return strcmp(tables, "-") == 0 || strcmp(tables, "embedded") == 0 ? NULL : tables;
}

static bool diff(const struct request *request, const char *old, const char *new, struct error *err)
{
    struct rules_loaded was = {0}, now = {0};
    struct table_diff rows = {0};
    struct buf text = {0};
    struct outfile out = OUTFILE_NONE;
    bool csv = strcmp(request->format, "csv") == 0;
    bool ok = (load(request, directory(old), &was, err) || error_in(err, "%s", old))
              && (load(request, directory(new), &now, err) || error_in(err, "%s", new))
              && outfile_open(&out, NULL, request->output, err);
    if (ok && !csv) {
        table_diff_make(&rows, &was.rules, &now.rules);
        table_diff_write(&rows, &text);
    }
    if (ok && request->db) {
        buf_text(&text, csv ? "" : "\n");
        ok = write_prediction(request, &was.rules, &now.rules, csv, &text, err);
    }
    if (ok)
        outfile_write(&out, text.at, text.n);
    ok = ok && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    buf_release(&text);
    table_diff_release(&rows);
    rules_loaded_release(&was);
    rules_loaded_release(&now);
    return ok;
}

static void list(const struct ruleset *rules)
{
    console_print("%-24s %-11s %-11s %6s %8s  %s\n", "tabel", "geldig_van", "geldig_tot", "regels", "concept", "uzovi");
    for (unsigned t = 0; t < rules->tabellen; t++) {
        const struct tabel *tabel = &rules->tabel[t];
        size_t regels = 0, concept = 0;
        for (size_t i = 0; i < rules->regels; i++)
            if (rules->regel[i].tabel == t) {
                regels++;
                concept += !rules->regel[i].actief;
            }
        char from[DAY_TEXT + 1], until[DAY_TEXT + 1] = "";
        day_print(tabel->geldig.from, from);
        if (tabel->geldig.until != DAY_OPEN)
            day_print(tabel->geldig.until, until);
        console_print("%-24.*s %-11s %-11s %6zu %8zu  %.*s\n", (int)tabel->naam.n, tabel->naam.at, from, until, regels,
                      concept, (int)tabel->uzovi_text.n, tabel->uzovi_text.at);
    }
    console_print("\nvingerafdruk %s\n", rules->fingerprint);
}

static void print_precisie_row(const struct text *value)
{
    console_print("%-24.*s", (int)value[0].n, value[0].at);
    for (int c = 1; c < PRECISIE_COLUMNS; c++)
        console_print(" %12.*s", (int)value[c].n, value[c].at);
    console_print("\n");
}

static bool print_precisie(void *ctx, const struct text *value, struct error *err)
{
    struct text head[PRECISIE_COLUMNS];
    bool *begun = ctx;
    (void)err;
    for (int c = 0; c < PRECISIE_COLUMNS; c++)
        head[c] = text_of(precisie_column[c]);
    if (!*begun)
        print_precisie_row(head);
    *begun = true;
    print_precisie_row(value);
    return true;
}

/* What providers answered to the findings of each rule. */
static bool list_precisie(const struct request *request, struct error *err)
{
    struct store store = STORE_CLOSED;
    bool begun = false;
    console_print("\n");
    bool ok = store_open_read(&store, request->db, err) && precisie_rows(&store, print_precisie, &begun, err);
    if (ok && !begun)
        console_print("no provider has answered yet\n");
    store_close(&store);
    return ok;
}

static bool show(const struct ruleset *rules, const char *id, struct error *err)
{
    const struct regel *regel = ruleset_regel(rules, text_of(id));
    if (!regel)
        return error_set(err, STATUS_USAGE, "no table has a rule %s; 'dubbelloop tables list' shows the tables",
                         strspn(id, "0123456789") == strlen(id) ? "..." : id); /* a number is no rule, and may be a patient's */
    const struct tabel *tabel = &rules->tabel[regel->tabel];
    console_print("%-19s %.*s, regel %zu van %s\n", "tabel", (int)tabel->titel.n, tabel->titel.at, regel->line,
                  regel->file);
    for (int c = 0; c < REGEL_COLUMNS; c++)
        if (regel->value[c].n)
            console_print("%-19s %.*s\n", regel_column[c].name, (int)regel->value[c].n, regel->value[c].at);
    console_print("%-19s %s\n\n", "rij", regel->hash);
    return true;
}

/* check, list or show: one directory of tables. */
static bool look(const struct request *request, const char *what, int argc, char **argv, struct error *err)
{
    struct rules_loaded loaded;
    char *own = request->tables ? NULL : default_tables();
    bool ok = load(request, request->tables ? request->tables : own, &loaded, err);
    if (ok && strcmp(what, "check") == 0)
        ok = check(request, &loaded, err);
    else if (ok && strcmp(what, "list") == 0)
        list(&loaded.rules);
    if (ok && strcmp(what, "list") == 0 && request->db)
        ok = list_precisie(request, err);
    for (int i = 2; ok && strcmp(what, "show") == 0 && i < argc; i++)
        ok = show(&loaded.rules, argv[i], err);
    rules_loaded_release(&loaded);
    free(own);
    return ok;
}

/* What is wrong with the command line; NULL: nothing. */
static const char *wrong_use(const struct request *request, const char *what, int argc)
{
    bool checking = strcmp(what, "check") == 0, diffing = strcmp(what, "diff") == 0;
    bool csv = strcmp(request->format, "csv") == 0;
    if (!(((checking || strcmp(what, "list") == 0) && argc == 2) || (strcmp(what, "show") == 0 && argc > 2)
          || (diffing && argc == 4)))
        return "give check, list, show REGEL or diff OLD NEW";
    if (diffing && request->tables)
        return "diff takes two directories, OLD and NEW, and no --tables";
    if (request->db && !checking && !diffing && strcmp(what, "list") != 0)
        return "--db goes with check, list and diff";
    if (request->today && !checking)
        return "--today goes with check";
    if ((csv || request->output) && !diffing)
        return "--format and -o go with diff";
    if (!csv && strcmp(request->format, "text") != 0)
        return "--format takes text or csv";
    if (csv && !request->db)
        return "--format csv lists findings: give --db DB";
    if (request->threads < 1 || request->threads > 512)
        return "--threads takes 1 to 512";
    return NULL;
}

static enum status run(int argc, char **argv, struct error *err)
{
    struct console console = {0};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct request request = {.format = "text",
                              .threads = processors > 0 ? (unsigned)processors : 1,
                              .log = console_log(&console),
                              .progress = &console.progress};
    const struct option_spec spec[] = {{"tables", OPTION_TEXT, &request.tables},
                                       {"contracts", OPTION_TEXT, &request.contracts},
                                       {"relaties", OPTION_TEXT, &request.relaties},
                                       {"extend-tables", OPTION_FLAG, &request.extend},
                                       {"db", OPTION_TEXT, &request.db},
                                       {"today", OPTION_TEXT, &request.today},
                                       {"format", OPTION_TEXT, &request.format},
                                       {"output", OPTION_TEXT, &request.output},
                                       {"threads", OPTION_NUMBER, &request.threads},
                                       {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_tables, spec, &argc, argv, err))
        return STATUS_USAGE;
    const char *what = argc > 1 ? argv[1] : "", *wrong = wrong_use(&request, what, argc);
    if (wrong) {
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop tables --help'", wrong);
        return STATUS_USAGE;
    }
    bool ok = strcmp(what, "diff") == 0 ? diff(&request, argv[2], argv[3], err) : look(&request, what, argc, argv, err);
    return ok && console_printed(err) ? STATUS_DONE : err->status;
}

const struct command command_tables = {"tables", "check, list or show the conflict tables, or try a change of them", help, run};
