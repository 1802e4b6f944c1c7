/* cmd_verify.c - is the store sound? */
#include "cli/command.h"
#include "cli/console.h"
#include "passes/verify.h"
#include "store/schakels.h"

struct verify_options {
    const char *db, *out;
    struct console console;
};
static const struct option verify_options[] = {
    OPTION_DB(struct verify_options, "the database; only read"),
    {"out", "DIR", INTO(struct verify_options, out), .takes = VALUE_FOLDER,
     .help = "the output folder of a run too: every byte is what that run wrote"},
    {0},
};

static enum status run_verify(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct verify_options *o = options;
    struct store store;
    struct verified v;
    int64_t run = 0;
    (void)argument, (void)arguments;
    console_start(&o->console);
    bool ok = store_open_read(&store, o->db, err)
              && verify_journal(o->db, err)
              && (verify(&store, &o->console.progress, &v, err) || error_in(err, "%s", o->db))
              && (!o->out || uitvoer_check(&store, o->out, &run, err));
    console_stop(&o->console);
    store_close(&store);
    if (!ok)
        return console_fail(&o->console, err);
    if (!o->console.quiet)
        console_print_verified(o->db, &v);
    if (run && !o->console.quiet)
        console_print("%s: in orde: wat run %lld schreef\n", o->out, (long long)run);
    return console_printed(err) ? STATUS_DONE : err->status;
}

const struct command command_verify = {
    .name = "verify",
    .summary = "is the database sound? All of it is worked out again",
    .examples = "dubbelloop verify --db nacht.db\n"
                "dubbelloop verify --db nacht.db --out uit\n"
                "dubbelloop verify --db nacht.db --quiet && dubbelloop backup nacht.db /backup/nacht.db\n",
    .text = "Reads the whole database and works out again what can be: that the file is sound, "
            "the recorded tables and\n"
            "every stored line can be read, the control totals of every run and file balance, the events agree with\n"
            "the findings, and that the findings and totals are exactly what "
            "the stored lines give by the tables of the\n"
            "last run; and that the chain of runs is whole, with what each wrote and changed and people said of it.\n"
            "Changes nothing.\n",
    .exits = "0 all is as it should be; 5 it is not: the first difference is named, without a value of a patient.\n",
    .options = {{verify_options, 0}, {console_options, offsetof(struct verify_options, console)}},
    OPTIONS_OF(struct verify_options, 0),
    .run = run_verify,
};
