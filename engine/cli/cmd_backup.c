/* cmd_backup.c - a copy of the database, checked. */
#include "cli/command.h"
#include "cli/console.h"
#include "passes/backup.h"

static enum status run_backup(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct console *console = options;
    struct verified v;
    bool whole;
    (void)arguments;
    console_start(console);
    bool ok = backup(argument[0], argument[1], &console->progress, &v, &whole, err);
    console_stop(console);
    if (!ok)
        return console_fail(console, err);
    if (!whole)
        console_say(console, LOG_WARNING, "older_schema",
                    "the database has an older schema: the pages of the copy are in order, "
                    "but what they hold was not checked");
    if (!console->quiet && whole)
        console_print_verified(argument[1], &v);
    return console_printed(err) || error_in(err, "the copy is made") ? STATUS_DONE : err->status;
}

const struct command command_backup = {
    .name = "backup",
    .summary = "a checked copy of the database, even while a run is going on",
    .examples = "dubbelloop backup nacht.db /backup/nacht-2024-01-15.db\n"
                "dubbelloop backup /backup/nacht-2024-01-15.db hersteld.db\n",
    .text = "Copies the database to TARGET, which must not be there yet: the state at one moment, "
            "also while a run goes on,\n"
            "which it does not hold up. The copy is checked as 'dubbelloop verify' does, synced, "
            "and gets its name last; it\n"
            "is readable by its owner only, and nothing belongs beside it. "
            "A database of pseudonyms needs no key for this.\n"
            "Restoring is the same the other way round; docs/operations.md explains how.\n",
    .exits = "0 done; 1 failed; 2 wrong use, or TARGET is there; 5 the copy is not sound: verify the database.\n",
    .arguments = {.name = "DB TARGET", .least = 2, .most = 2, .takes = VALUE_FILE},
    .options = {{console_options, 0}},
    OPTIONS_OF(struct console, 0),
    .run = run_backup,
};
