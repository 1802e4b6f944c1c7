/* command.h - a verb of the command line. One file a verb; main.c dispatches. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/error.h"
#include "base/text.h"

struct command {
    const char *name, *summary;
    const char *help; /* examples first */
    /* argv[0] is the verb. Returns the exit status; fills err when that is not done or rejects. */
    enum status (*run)(int argc, char **argv, struct error *err);
};
extern const struct command command_run, command_recheck, command_lines, command_findings, command_explain, command_tables,
    command_status, command_decide, command_profile, command_sample, command_verify, command_respond,
    command_spiegel, command_backup, command_purge;

/* Options of a verb, read by options_read. */
enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_NUMBER, OPTION_SIZE, OPTION_REJECTS };
struct option_spec {
    const char *name; /* without "--"; NULL ends the list */
    enum option_kind kind;
    void *to; /* bool, const char *, unsigned, uint64_t, struct max_rejects */
};
/* Reads the options anywhere among the arguments and leaves the others in argv[1..*argc). `-o FILE` is `--output`.
 * --help prints the verb's help and exits. False: wrong use. */
bool options_read(const struct command *command, const struct option_spec *spec, int *argc, char **argv,
                  struct error *err) MUST_CHECK;

/* The conflict tables to use when --tables is not given: conflict_tables/ of the source tree when run from the build
 * directory, else NULL: the embedded ones. The caller frees. */
char *default_tables(void);

#endif
