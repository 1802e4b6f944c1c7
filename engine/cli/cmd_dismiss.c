/* cmd_dismiss.c - a refused file, or rejected lines, that need not be repaired. */
#include <stdio.h>
#include <stdlib.h>

#include "base/login.h"
#include "cli/command.h"
#include "cli/console.h"
#include "store/te_doen.h"

struct dismiss_options {
    const char *db, *by, *reason;
    unsigned wait;
};
static const struct option dismiss_options[] = {
    OPTION_DB(struct dismiss_options, "the database"),
    {"by", "NAME", INTO(struct dismiss_options, by), .needed = true,
     .help = "who says so; the login is recorded beside it"},
    {"reason", "TEXT", INTO(struct dismiss_options, reason), .needed = true, .help = "why"},
    OPTION_WAIT(struct dismiss_options, "wait for a run to end; default 0"),
    {0},
};

static enum status run_dismiss(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    const struct dismiss_options *o = options;
    char *login = login_name(), *naam = NULL;
    struct afhandeling a = {.file = argument[0],
                            .door = text_trim(text_of(o->by)),
                            .reden = text_trim(text_of(o->reason)),
                            .inlog = text_of(login)};
    struct store store = STORE_CLOSED;
    (void)arguments;
    bool ok = (text_is_recordable(a.door) || usage_error(&command_dismiss, err, "give --by NAME: who says so"))
              && (text_is_recordable(a.reden) || usage_error(&command_dismiss, err, "give --reason TEXT: why"))
              && database_is_there(&command_dismiss, o->db, err) && store_open_change(&store, o->db, (int)o->wait, err)
              && afhandelen(&store, &a, &naam, err) && store_commit(&store, err);
    if (ok)
        console_print("%s wacht niet meer\n", naam);
    store_close(&store);
    free(login);
    free(naam);
    ok = ok && (console_printed(err) || error_in(err, "it is on record"));
    return ok ? STATUS_DONE : err->status;
}

const struct command command_dismiss = {
    .name = "dismiss",
    .summary = "a refused file, or the rejected lines of a file, need not be repaired",
    .examples =
        "dubbelloop dismiss --db nacht.db --by 'J. Jansen' --reason 'geen levering: een overzicht' overzicht.xlsx\n"
        "dubbelloop dismiss --db nacht.db --by 'J. Jansen' --reason 'opnieuw geleverd als maart_2.csv' 12\n",
    .text = "Takes a file off what there is to do ('dubbelloop status'), and keeps by whom, when and why (table "
            "afhandeling). FILE is a\n"
            "name as 'status' prints it, or the number of the file when two of that name wait. "
            "Nothing else changes: to take lines\n"
            "out that were read, there is 'withdraw'.\n"
            "\n"
            "A file that is repaired goes off by itself: a refused one when it is read later, with a profile, or "
            "corrected under its own\n"
            "name; rejected lines when as many are read from FILE.rejects.raw.csv, or the whole file is read again "
            "under its name. A\n"
            "refused file whose name comes back with every delivery stays until it is dismissed: a name does not tell "
            "which one it was.\n",
    .arguments = {.name = "FILE|NUMBER", .least = 1, .most = 1},
    .options = {{dismiss_options, 0}},
    OPTIONS_OF(struct dismiss_options, 0),
    .run = run_dismiss,
};
