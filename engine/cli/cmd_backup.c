/* cmd_backup.c - a copy of the database, checked. */
#include "cli/command.h"
#include "cli/console.h"
#include "passes/backup.h"

static const char help[] =
    "Examples:\n"
    "  dubbelloop backup nacht.db /backup/nacht-2024-01-15.db\n"
    "  dubbelloop backup /backup/nacht-2024-01-15.db hersteld.db\n"
    "\n"
    "Usage: dubbelloop backup [options] DB TARGET\n"
    "Copies the database to TARGET, which must not be there yet: the state at one moment, also while a run goes on,\n"
    "which it does not hold up. The copy is checked as 'dubbelloop verify' does, synced, and gets its name last; it\n"
    "is readable by its owner only, and nothing belongs beside it. A database of pseudonyms needs no key for this.\n"
    "To restore is the same the other way round; docs/operations.md tells how.\n"
    "\n"
    "  --progress          a line of progress every 10 s when standard error is no terminal\n"
    "  --quiet             warnings and errors only\n"
    "  --log-format FORMAT text (default) or json: one object a line with a stable code\n"
    "\n"
    "Exit status: 0 done; 1 failed; 2 wrong use, or TARGET is there; 5 the copy is not sound: verify the database.\n";

static enum status run(int argc, char **argv, struct error *err)
{
    const char *log_format = "text";
    struct console console = {0};
    const struct option_spec spec[] = {{"progress", OPTION_FLAG, &console.progress_asked},
                                       {"quiet", OPTION_FLAG, &console.quiet},
                                       {"log-format", OPTION_TEXT, &log_format},
                                       {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_backup, spec, &argc, argv, err))
        return STATUS_USAGE;
    const char *wrong = argc != 3 ? "give DB and TARGET" : console_log_format(&console, log_format);
    if (wrong) {
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop backup --help'", wrong);
        return STATUS_USAGE;
    }
    struct verified v;
    bool whole;
    console_start(&console);
    bool ok = backup(argv[1], argv[2], &console.progress, &v, &whole, err);
    console_stop(&console);
    if (!ok)
        return console_fail(&console, err);
    if (!whole)
        console_say(&console, LOG_WARNING, "older_schema",
                    "the database has an older schema: the pages of the copy are in order, but what they hold was not checked");
    if (!console.quiet && whole)
        console_print_verified(argv[2], &v);
    return console_printed(err) ? STATUS_DONE : err->status;
}

const struct command command_backup = {"backup", "a copy of the database, also while a run goes on, checked", help, run};
