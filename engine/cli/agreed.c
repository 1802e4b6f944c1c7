/* agreed.c - see agreed.h. */
#include "cli/agreed.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/outfile.h"
#include "cli/rules_options.h"
#include "report/query_table.h"
#include "report/tables_report.h"
#include "rules/saved.h"
#include "store/ledger.h"

const struct option agreed_options[] = {
    OPTION_DB(struct agreed_options, "the database; only read"),
    {"history", INTO(struct agreed_options, history), .help = "every row that there ever was, with the run that "
                                                              "brought it and the first without it"},
    {"format", "F", INTO(struct agreed_options, format), WORDS("csv", "jsonl", "xlsx", "csv-excel", "text"),
     .help = "without FILE csv (default) is such a file, to change and to give again; "
             "with FILE text (default), in Dutch, or csv: the findings that change, as changes.csv"},
    OPTION_OUTPUT(struct agreed_options, OUTPUT_HELP),
    OPTION_THREADS(struct agreed_options),
    {0},
};

/* What differs between the two. */
static const struct {
    const char *name, *title;
    const struct csv_column *column;
    size_t columns;
    const struct rule_source *(*source)(const struct ruleset *rules);
} kinds[] = {
    [REMEMBERED_CONTRACTEN] = {"contracten", "Contracten", contract_column, CONTRACT_COLUMNS, ruleset_contract_source},
    [REMEMBERED_RELATIES] = {"relaties", "Relaties", relatie_column, RELATIE_COLUMNS, ruleset_relatie_source},
};
enum { AGREED_COLUMNS_MAX = 12 };
_Static_assert(CONTRACT_COLUMNS + 2 <= AGREED_COLUMNS_MAX && RELATIE_COLUMNS + 2 <= AGREED_COLUMNS_MAX,
               "and two of a history");

/* A table with the columns of the file, and of a history the runs. */
struct agreed_table {
    struct table table;
    struct table_column column[AGREED_COLUMNS_MAX];
};

static void make_table(struct agreed_table *t, enum remembered kind, bool history, const char *none)
{
    size_t n = kinds[kind].columns;
    for (size_t c = 0; c < n; c++)
        t->column[c] = (struct table_column){kinds[kind].column[c].name, kinds[kind].column[c].name, CELL_TEXT, 0};
    if (history) {
        t->column[n++] = (struct table_column){"van_run", "van_run", CELL_NUMBER, 0};
        t->column[n++] = (struct table_column){"tot_run", "tot_run", CELL_NUMBER, 0};
    }
    t->table = (struct table){
        .name = kinds[kind].name, .title = kinds[kind].title, .empty = none, .column = t->column, .columns = n};
}

struct history {
    struct table_writer *writer;
    size_t columns;
};

static bool add_history_row(void *ctx, const struct text *value, int64_t van_run, int64_t tot_run, struct error *err)
{
    const struct history *history = ctx;
    struct text row[AGREED_COLUMNS_MAX];
    char van[NUMBER_TEXT], tot[NUMBER_TEXT];
    memcpy(row, value, history->columns * sizeof *value);
    row[history->columns] = number_text(van_run, van);
    row[history->columns + 1] = tot_run ? number_text(tot_run, tot) : (struct text){NULL, 0};
    return table_row(history->writer, row, err);
}

/* The rows that the last run used, in order. */
static bool print_agreed_rows(struct table_writer *writer, const struct rule_source *source, struct error *err)
{
    size_t n = 0, *order = source ? source_order(source, &n) : NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = table_row(writer, source->table.row[order[i]].value, err);
    free(order);
    return ok;
}

/* The rules of the last run; of a database without one, none. */
static bool rules_of_last_run(struct store *store, struct ruleset *rules, int64_t *run, struct error *err)
{
    bool sound = false;
    return ledger_last_run(store, run, err) && ledger_rules_of_run(store, *run, rules, &sound, err)
           && (sound || *run == 0
               || error_set(err, STATUS_FAILED,
                            "%s: what the last run recorded of its tables is not as it was; verify the database",
                            store->path));
}

static bool show_agreed(struct store *store, enum remembered kind, const char *none, const struct agreed_options *o,
                        struct outfile *out, struct error *err)
{
    struct ruleset rules = {0};
    struct table_writer writer = {0};
    struct agreed_table t;
    int64_t run = 0;
    char made[MADE_TEXT];
    make_table(&t, kind, o->history, none);
    struct history history = {&writer, kinds[kind].columns};
    bool ok = rules_of_last_run(store, &rules, &run, err) && made_by_last_run(store, made, err)
              && table_open(&writer, table_format_find(o->format ? o->format : "csv"), out, made, err)
              && table_begin(&writer, &t.table, err)
              && (o->history ? remembered_history(store, kind, add_history_row, &history, err)
                             : print_agreed_rows(&writer, kinds[kind].source(&rules), err));
    if (ok)
        table_end(&writer);
    ok = ok && table_close(&writer, err);
    table_release(&writer);
    ruleset_release(&rules);
    return ok;
}

/* The rules of the last run with another file; what is wrong with it is said. */
static bool rules_with_file(struct store *store, enum remembered kind, int64_t run, const struct rule_file *file,
                            struct ruleset *rules, struct error *err)
{
    struct problems problems = {0};
    const bool contracts = kind == REMEMBERED_CONTRACTEN;
    const struct rules_instead instead = {.contracts = contracts ? file : NULL, .relaties = contracts ? NULL : file};
    bool ok = ledger_rules_with(store, run, &instead, rules, &problems, err);
    if (ok && problems.count) {
        fwrite(problems.text, 1, problems.n, stderr);
        ok = error_set(err, STATUS_RULES, "%s: %zu problem%s; nothing was compared", file->name, problems.count,
                       problems.count == 1 ? "" : "s");
    }
    problems_release(&problems);
    return ok;
}

static bool print_change_of_file(struct store *store, enum remembered kind, struct agreed_options *o,
                                 const struct ruleset *was, const struct ruleset *now, struct buf *text,
                                 struct error *err)
{
    const bool csv = o->format && strcmp(o->format, "csv") == 0;
    struct table_diff rows = {0};
    struct prediction prediction = {0};
    struct log log = console_log(&o->console);
    bool ok = ledger_outdated(store, now, warn_not_stored, &log, err)
              && predict(store, was, now, o->threads ? o->threads : processors(), &o->console.progress, &prediction,
                         err);
    if (ok && csv)
        prediction_csv(&prediction, text);
    else if (ok) {
        table_diff_remembered(&rows, kinds[kind].source(was), kinds[kind].source(now));
        table_diff_write(&rows, text);
        buf_text(text, "\n");
        prediction_write(&prediction, text);
    }
    prediction_release(&prediction);
    table_diff_release(&rows);
    return ok;
}

static bool compare_agreed(struct store *store, enum remembered kind, struct agreed_options *o, const char *path,
                           struct outfile *out, struct error *err)
{
    struct ruleset was = {0}, now = {0};
    struct buf text = {0};
    char *content = NULL;
    size_t n = 0;
    int64_t run = 0;
    struct problems mended = {0}, problems = {0};
    bool ok = read_whole_file(path, &content, &n, err) && rules_of_last_run(store, &was, &run, err);
    if (ok)
        saved_table(path, &content, &n, &mended, &problems);
    problems_take(&mended, &problems);
    if (mended.n)
        fwrite(mended.text, 1, mended.n, stderr);
    problems_release(&mended);
    const struct rule_file file = {path, {content ? content : "", n}};
    ok = ok && rules_with_file(store, kind, run, &file, &now, err)
         && print_change_of_file(store, kind, o, &was, &now, &text, err);
    if (ok)
        outfile_write(out, text.at, text.n);
    buf_release(&text);
    ruleset_release(&was);
    ruleset_release(&now);
    free(content);
    return ok;
}

enum status agreed_run(const struct command *command, enum remembered kind, const char *none, struct agreed_options *o,
                       const char *file, struct error *err)
{
    struct store store = STORE_CLOSED;
    struct outfile out = OUTFILE_NONE;
    if (file && o->format && strcmp(o->format, "csv") != 0 && strcmp(o->format, "text") != 0)
        usage_error(command, err, "with a FILE --format takes text or csv");
    else if (file && o->history)
        usage_error(command, err, "--history goes without a FILE");
    if (err->status != STATUS_DONE)
        return err->status;
    console_start(&o->console);
    bool ok = store_open_read(&store, o->db, err) && outfile_open(&out, NULL, o->output, err)
              && (file ? compare_agreed(&store, kind, o, file, &out, err)
                       : show_agreed(&store, kind, none, o, &out, err))
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    console_stop(&o->console);
    outfile_release(&out);
    store_close(&store);
    return ok ? STATUS_DONE : console_fail(&o->console, err);
}
