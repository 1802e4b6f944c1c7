/* cmd_tables.c - the conflict tables: check them, list them, show a rule. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/console.h"
#include "pipeline.h"

static const char help[] = "Examples:\n"
                           "  dubbelloop tables check --tables nieuwe_tabellen --contracts contracten.csv\n"
                           "  dubbelloop tables list\n"
                           "  dubbelloop tables show M7C-DM2-01\n"
                           "\n"
                           "Usage: dubbelloop tables check|list|show [REGEL...] [--tables DIR] [--contracts FILE] [--extend-tables]\n"
                           "check reads tables and contracts as a run would and tells everything that is wrong with them, as\n"
                           "file:line: message (exit status 4). list shows each table, with its rules counted. show prints the\n"
                           "rows of one or more rules, column by column.\n";

static void list(const struct ruleset *rules)
{
    printf("%-24s %-11s %-11s %6s %8s  %s\n", "tabel", "geldig_van", "geldig_tot", "regels", "concept", "uzovi");
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
        printf("%-24.*s %-11s %-11s %6zu %8zu  %.*s\n", (int)tabel->naam.n, tabel->naam.at, from, until, regels, concept,
               (int)tabel->uzovi_text.n, tabel->uzovi_text.at);
    }
    printf("\nvingerafdruk %s\n", rules->fingerprint);
}

static bool show(const struct ruleset *rules, const char *id, struct error *err)
{
    for (size_t i = 0; i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[i];
        if (!text_equal(regel->id, text_of(id)))
            continue;
        printf("%-19s %.*s, regel %zu van %.*s.csv\n", "tabel", (int)rules->tabel[regel->tabel].titel.n,
               rules->tabel[regel->tabel].titel.at, regel->line, (int)rules->tabel[regel->tabel].naam.n,
               rules->tabel[regel->tabel].naam.at);
        for (int c = 0; c < REGEL_COLUMNS; c++)
            if (regel->value[c].n)
                printf("%-19s %.*s\n", regel_column[c].name, (int)regel->value[c].n, regel->value[c].at);
        printf("%-19s %s\n\n", "rij", regel->hash);
        return true;
    }
    return error_set(err, STATUS_USAGE, "no table has a rule %s; 'dubbelloop tables list' shows the tables", id);
}

static enum status run(int argc, char **argv, struct error *err)
{
    struct console console = {0};
    const char *tables = NULL, *contracts = NULL;
    bool extend = false;
    const struct option_spec spec[] = {{"tables", OPTION_TEXT, &tables},
                                       {"contracts", OPTION_TEXT, &contracts},
                                       {"extend-tables", OPTION_FLAG, &extend},
                                       {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_tables, spec, &argc, argv, err))
        return STATUS_USAGE;
    const char *what = argc > 1 ? argv[1] : "";
    bool check = strcmp(what, "check") == 0, listing = strcmp(what, "list") == 0, showing = strcmp(what, "show") == 0;
    if (!(((check || listing) && argc == 2) || (showing && argc > 2))) {
        error_set(err, STATUS_USAGE, "give check, list or show REGEL; see 'dubbelloop tables --help'");
        return STATUS_USAGE;
    }
    struct table_files files;
    struct ruleset rules;
    char *text;
    size_t n;
    char *own = tables ? NULL : default_tables();
    struct log log = console_log(&console);
    bool ok = pipeline_load_rules(tables ? tables : own, contracts, extend, &log, &files, &text, &n, &rules, err);
    if (ok && check)
        printf("%zu tables, %zu rules, %zu contract rows: in order\n", rules.tabellen, rules.regels, rules.contracten);
    if (ok && listing)
        list(&rules);
    for (int i = 2; ok && showing && i < argc; i++)
        ok = show(&rules, argv[i], err);
    ruleset_release(&rules);
    table_files_release(&files);
    free(text);
    free(own);
    if (ok && fflush(stdout))
        ok = error_set(err, STATUS_FAILED, "standard output cannot be written");
    return ok ? STATUS_DONE : err->status;
}

const struct command command_tables = {"tables", "check, list or show the conflict tables", help, run};
