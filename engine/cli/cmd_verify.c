/* cmd_verify.c - is the store sound? */
#include "cli/command.h"
#include "cli/console.h"
#include "passes/verify.h"

static const char help[] = "Examples:\n"
                           "  dubbelloop verify --db nacht.db\n"
                           "  dubbelloop verify --db nacht.db --quiet && cp nacht.db /backup/\n"
                           "\n"
                           "Usage: dubbelloop verify --db DB [--progress] [--quiet] [--log-format text|json]\n"
                           "Reads the whole database and works out again what can be: that the file is sound, the recorded tables and\n"
                           "every stored line can be read, the control totals of every run and file balance, the events agree with\n"
                           "the findings, and that the findings and totals are exactly what the stored lines give by the tables of the\n"
                           "last run. Changes nothing. Exit status 5 and the first difference, or 0.\n";

static enum status run(int argc, char **argv, struct error *err)
{
    const char *db = NULL, *log_format = "text";
    struct console console = {0};
    const struct option_spec spec[] = {{"db", OPTION_TEXT, &db},
                                       {"progress", OPTION_FLAG, &console.progress_asked},
                                       {"quiet", OPTION_FLAG, &console.quiet},
                                       {"log-format", OPTION_TEXT, &log_format},
                                       {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_verify, spec, &argc, argv, err))
        return STATUS_USAGE;
    const char *wrong = !db || argc > 1 ? "give --db DB and no further arguments" : console_log_format(&console, log_format);
    if (wrong) {
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop verify --help'", wrong);
        return STATUS_USAGE;
    }
    struct store store;
    struct verified v;
    console_start(&console);
    bool ok = store_open_read(&store, db, err) && (verify(&store, &console.progress, &v, err) || error_in(err, "%s", db));
    console_stop(&console);
    store_close(&store);
    if (!ok)
        return console_fail(&console, err);
    if (!console.quiet)
        console_print_verified(db, &v);
    return console_printed(err) ? STATUS_DONE : err->status;
}

const struct command command_verify = {"verify", "is the database sound: all of it worked out again", help, run};
