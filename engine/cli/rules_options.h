/* rules_options.h - the options that say by which tables and contracts is looked. */
#ifndef CLI_RULES_OPTIONS_H
#define CLI_RULES_OPTIONS_H

#include "cli/command.h"
#include "pipeline.h"

/* --tables; and beside it, for who takes other tables: the rest. Both into a struct rules_asked. */
extern const struct option tables_options[], contracts_options[];

/* The directory of the conflict tables: that of --tables, or conflict_tables/ of the source tree when the program is
 * run from its build directory; NULL: those inside the program. The caller frees. */
char *rules_tables(const struct rules_asked *asked);

/* Warns that a file was read under rules that miss codes which those of a prediction match;
 * for ledger_outdated, with a struct log. */
void warn_not_stored(void *log, const char *naam);

#endif
