/* cmd_status.c - what the database holds: runs, files, rejects, coverage, findings. In Dutch: it is the analyst's page. */
#include "cli/command.h"
#include "cli/console.h"
#include "report/next_steps.h"
#include "report/precisie.h"
#include "store/ledger.h"
#include "store/queries.h"

static const char help[] = "Examples:\n"
                           "  dubbelloop status --db nacht.db\n"
                           "\n"
                           "Usage: dubbelloop status --db DB\n"
                           "Prints the last runs and files, the rejected lines of the last run by reason, the coverage per insurer\n"
                           "and quarter, the findings that stand by grade and by age (days and runs between the run that found them\n"
                           "and the last run), what providers answered with the precision of each rule, and what there is to do next.\n"
                           "The views v_run, v_dekking, v_bevinding, v_precisie and v_aanbieder of the database hold the same and\n"
                           "more.\n";

/* A table on paper: a heading, the columns' names and widths; a negative width aligns to the right. */
struct sheet {
    const char *title, *const *column;
    const int *width;
    int columns;
    bool begun;
};

static void print_cell(struct text text, int width, bool last)
{
    int points = (int)text_code_points(text), room = width < 0 ? -width : width;
    int pad = points < room ? room - points : 0;
    console_print("%*s%.*s", width < 0 ? pad : 0, "", (int)text.n, text.at ? text.at : "");
    if (!last)
        console_print("%*s", (width < 0 ? 0 : pad) + 2, "");
}

static bool print_row(void *ctx, const struct text *value, struct error *err)
{
    struct sheet *sheet = ctx;
    (void)err;
    if (!sheet->begun) {
        console_print("%s\n  ", sheet->title);
        for (int i = 0; i < sheet->columns; i++)
            print_cell(text_of(sheet->column[i]), sheet->width[i], i + 1 == sheet->columns);
        sheet->begun = true;
        console_print("\n");
    }
    console_print("  ");
    for (int i = 0; i < sheet->columns; i++)
        print_cell(value[i].at ? value[i] : TEXT("-"), sheet->width[i], i + 1 == sheet->columns);
    console_print("\n");
    return true;
}

static bool print_sheet(struct store *store, enum query query, const char *title, const char *const *column,
                        const int *width, int columns, struct error *err)
{
    struct sheet sheet = {.title = title, .column = column, .width = width, .columns = columns};
    if (!query_rows(store, query, NULL, 0, print_row, &sheet, err))
        return false;
    if (sheet.begun)
        console_print("\n");
    return true;
}

static bool print_size(void *ctx, const struct text *value, struct error *err)
{
    (void)err;
    console_print("%s: %.*s opgeslagen regels in %.*s lagen, bevindingen bij %.*s patienten\n\n", (const char *)ctx,
                  (int)value[0].n, value[0].at, (int)value[1].n, value[1].at, (int)value[2].n, value[2].at);
    return true;
}

#define SHEET(query, title, columns, widths)                                                                           \
    print_sheet(store, query, title, (const char *const[])columns, (const int[])widths,                                \
                (int)(sizeof(const char *const[])columns / sizeof(const char *)), err)
#define LIST(...) {__VA_ARGS__}

static void print_step(void *ctx, const char *sentence)
{
    *(bool *)ctx = true;
    console_print("  - %s\n", sentence);
}

static void print_outdated(void *ctx, const char *naam)
{
    *(bool *)ctx = true;
    console_print("  - lees %s opnieuw in met run --again: de tabellen van de laatste run kennen codes die toen niet zijn bewaard\n",
                  naam);
}

/* The files to ingest again are named by the rules of the last run; the rest is a query. */
static bool print_next(struct store *store, struct error *err)
{
    struct ruleset rules = {0};
    int64_t last_run = 0;
    bool sound = false, any = false;
    console_print("Wat nu\n");
    bool ok = db_integer(store->db, "SELECT max(run) FROM run", &last_run, err)
              && ledger_rules_of_run(store, last_run, &rules, &sound, err)
              && (!sound || ledger_outdated(store, &rules, print_outdated, &any, err))
              && next_steps(store, print_step, &any, err);
    ruleset_release(&rules);
    if (ok && !any)
        console_print("  niets\n");
    return ok;
}

static bool print_precisie(struct store *store, struct error *err)
{
    static const int width[PRECISIE_COLUMNS] = {24, -10, -6, -7, -8, -8, -12};
    struct sheet sheet = {.title = "Antwoorden van aanbieders (precisie: van de beantwoorde bevindingen het deel dat gecrediteerd wordt)",
                          .column = precisie_column,
                          .width = width,
                          .columns = PRECISIE_COLUMNS};
    if (!precisie_rows(store, print_row, &sheet, err))
        return false;
    if (sheet.begun)
        console_print("\n");
    return true;
}

static bool print_all(struct store *store, char *db, struct error *err)
{
    return query_rows(store, QUERY_SIZE, NULL, 0, print_size, db, err)
           && SHEET(QUERY_RUNS, "Laatste runs",
                    LIST("run", "opdracht", "begonnen", "bestanden", "gelezen", "afgekeurd", "nieuw", "herzien", "vervallen"),
                    LIST(-4, 8, 20, -9, -10, -9, -8, -8, -9))
           && SHEET(QUERY_FILES, "Laatste bestanden",
                    LIST("bestand", "status", "run", "gelezen", "aanvaard", "dubbel", "afgekeurd"),
                    LIST(28, 12, -4, -10, -10, -8, -9))
           && SHEET(QUERY_REJECTS, "Afgekeurd in de laatste run", LIST("reden", "regels"), LIST(26, -9))
           && SHEET(QUERY_COVERAGE, "Dekking (ongedekt: niet gecontroleerd, geen tabel met regels voor het programma)",
                    LIST("uzovi", "kwartaal", "programma", "ketenregels", "ongedekt", "tabel"), LIST(5, 8, 12, -11, -8, 1))
           && SHEET(QUERY_OPEN, "Bevindingen die staan", LIST("zekerheid", "nieuw", "open", "euro", "netto euro"),
                    LIST(14, -8, -8, -14, -14))
           && SHEET(QUERY_AGE, "Hoe lang ze staan (dagen tussen de run die ze vond en de laatste)",
                    LIST("zekerheid", "tot 31", "31-92", "93-365", "meer", "oudste: runs", "sinds run"),
                    LIST(14, -8, -8, -8, -8, -12, -9))
           && SHEET(QUERY_PURGES, "Gewist", LIST("voor", "op", "door", "regels", "bevindingen", "oordelen"),
                    LIST(10, 20, 20, -10, -11, -8))
           && print_precisie(store, err) && print_next(store, err);
}

static enum status run(int argc, char **argv, struct error *err)
{
    char *db = NULL;
    const struct option_spec spec[] = {{"db", OPTION_TEXT, &db}, {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_status, spec, &argc, argv, err))
        return STATUS_USAGE;
    if (!db || argc > 1) {
        error_set(err, STATUS_USAGE, "give --db DB and no further arguments; see 'dubbelloop status --help'");
        return STATUS_USAGE;
    }
    struct store store;
    bool ok = store_open_read(&store, db, err) && print_all(&store, db, err) && console_printed(err);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_status = {"status", "runs, files, rejects, coverage and findings at a glance", help, run};
