/* rules_options.c - see rules_options.h. */
#include "cli/rules_options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

const struct option tables_options[] = {
    {"tables", "DIR", INTO(struct rules_asked, tables), .takes = VALUE_FOLDER,
     .help = "conflict tables (default: those inside the program)"},
    {0},
};
const struct option contracts_options[] = {
    {"contracts", "FILE", INTO(struct rules_asked, contracts), .takes = VALUE_FILE,
     .help = "contracts with declarants (default: those that the database remembers, if any)"},
    {"relaties", "FILE", INTO(struct rules_asked, relaties), .takes = VALUE_FILE,
     .help = "which practices belong to which groups (default: those that the database remembers, if any)"},
    {"no-contracts", INTO(struct rules_asked, no_contracts), .help = "drop the contracts that the database remembers"},
    {"no-relaties", INTO(struct rules_asked, no_relaties), .help = "drop the relations that the database remembers"},
    {"extend-tables", INTO(struct rules_asked, extend_tables),
     .help = "the last table of an insurer goes on after its end"},
    {"max-bevindingen-per-patient", "N", INTO(struct rules_asked, max_bevindingen), .least = 1,
     .most = UINT32_MAX,
     .help = "a patient with more findings than this (default 10000) is taken for nobody: none of its findings is "
             "shown, a warning names one of its lines, and it is counted"},
    {0},
};

/* SOURCE/build/engine/dubbelloop -> SOURCE/conflict_tables */
static char *source_tables(void)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return NULL;
    self[n] = '\0';
    for (int up = 0; up < 3; up++) {
        char *slash = strrchr(self, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
    }
    char *meson = xprintf("%s/meson.build", self), *tables = xprintf("%s/conflict_tables", self);
    if (access(meson, F_OK) || access(tables, F_OK)) {
        free(tables);
        tables = NULL;
    }
    free(meson);
    return tables;
}

char *rules_tables(const struct rules_asked *asked)
{
    return asked->tables ? xstrdup(asked->tables) : source_tables();
}

void warn_not_stored(void *log, const char *naam)
{
    log_emit(log, LOG_WARNING, "ingest_again",
             "%s was read under tables that did not match some codes of these: "
             "those lines are not stored and not counted here",
             naam);
}
