/* cmd_withdraw.c - a delivery that was wrong is taken back. */
#include "cli/job.h"

/* In front of those of a recheck. */
struct withdraw_options {
    struct job_options job;
    const char *by, *reason;
};
static const struct option withdraw_options[] = {
    {"by", "NAME", INTO(struct withdraw_options, by), .needed = true, .help = "who takes it back"},
    {"reason", "TEXT", INTO(struct withdraw_options, reason), .needed = true,
     .help = "why; findings that lapse have it as their reason"},
    {0},
};

static enum status run_withdraw(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct withdraw_options *o = options;
    struct withdrawal withdrawal = {
        .file = argument[0], .door = text_trim(text_of(o->by)), .reden = text_trim(text_of(o->reason))};
    (void)arguments;
    if (!text_is_recordable(withdrawal.door))
        usage_error(&command_withdraw, err, "give --by NAME: who takes it back");
    else if (!text_is_recordable(withdrawal.reden))
        usage_error(&command_withdraw, err, "give --reason TEXT: why");
    else if (database_is_there(&command_withdraw, o->job.db, err)) {
        o->job.withdrawal = &withdrawal;
        enum status status = job_run(&command_withdraw, &o->job, NULL, 0, err);
        withdrawal_release(&withdrawal);
        return status;
    }
    return err->status;
}

const struct command command_withdraw = {
    .name = "withdraw",
    .summary = "take a file that was ingested back: its lines leave the dossiers",
    .examples = "dubbelloop withdraw --db nacht.db --out uit --by 'J. Jansen' --reason 'levering van maart was dubbel' "
                "export_2023Q1.csv\n"
                "dubbelloop withdraw --db nacht.db --out uit --by 'J. Jansen' --reason 'verkeerd profiel' 12\n",
    .text = "Takes the lines of FILE out of the dossiers, in a run of its own, "
            "and looks at every patient again. FILE is a name as\n"
            "'status' prints it, or the number of the file in table bestand when two have that name. "
            "What rested on its lines\n"
            "lapses, with the reason that is given; the history of findings, verdicts and answers stays. 'lines' no "
            "longer shows the\n"
            "lines, and the same file can be read again. All or nothing.\n"
            "\n"
            "Lines of later files that were left out since they stood in FILE already are not stored now; "
            "those files are named, and\n"
            "'run --again' takes them in.\n",
    .arguments = {.name = "FILE|NUMBER", .least = 1, .most = 1},
    .options = {{withdraw_options, 0},
                {job_options, offsetof(struct withdraw_options, job)},
                {tables_options, offsetof(struct withdraw_options, job.rules)},
                {contracts_options, offsetof(struct withdraw_options, job.rules)},
                {console_options, offsetof(struct withdraw_options, job.console)}},
    OPTIONS_OF(struct withdraw_options,
               .job = {.out = ".", FILE_DEFAULTS}),
    .run = run_withdraw,
};
