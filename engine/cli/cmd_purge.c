/* cmd_purge.c - what is older than the retention period leaves the database. */
#include "cli/command.h"
#include "cli/console.h"
#include "passes/purge.h"

struct purge_options {
    const char *db, *by, *reason;
    struct date_option before, inzage_before;
    bool dry_run;
    unsigned wait;
    struct console console;
};
static const struct option purge_options[] = {
    OPTION_DB(struct purge_options, "the database"),
    {"before", "DATE", INTO(struct purge_options, before), .help = "lines; YYYY-MM-DD, today at the latest"},
    {"inzage-before", "DATE", INTO(struct purge_options, inzage_before),
     .help = "who looked at what in the workbench (table inzage), before this day"},
    {"by", "NAME", INTO(struct purge_options, by), .help = "who purges"},
    {"reason", "TEXT", INTO(struct purge_options, reason), .help = "why: the retention period, and who set it"},
    {"dry-run", INTO(struct purge_options, dry_run), .help = "counts, and changes nothing; asks for neither name nor "
                                                             "reason"},
    OPTION_WAIT(struct purge_options, "wait for a run and for readers to end; default 0"),
    {0},
};

static void say_purged(const struct purge *p)
{
    char voor[DAY_TEXT + 1];
    if (p->inzage_voor) {
        day_print(p->inzage_voor, voor);
        console_print("%s%s: %lld inzagen\n", p->dry_run ? "te wissen, voor " : "gewist, voor ", voor,
                      (long long)p->inzagen);
    }
    if (!p->voor)
        return;
    day_print(p->voor, voor);
    console_print("%s%s: %lld regels, %lld patiënten geheel, %lld bevindingen, %lld gebeurtenissen, "
                  "%lld oordelen, %lld antwoorden, %lld notities\n",
                  p->dry_run ? "te wissen, voor " : "gewist, voor ", voor, (long long)p->regels,
                  (long long)p->patienten, (long long)p->bevindingen, (long long)p->gebeurtenissen,
                  (long long)p->oordelen, (long long)p->antwoorden, (long long)p->notities);
    if (p->gebleven)
        console_print("%lld even oude regels blijven: een bevinding of regel die blijft heeft ze nodig\n",
                      (long long)p->gebleven);
}

static bool check_purge(const struct purge_options *o, const struct purge *p, struct error *err)
{
    if (!o->before.given && !o->inzage_before.given)
        return usage_error(&command_purge, err, "give --before DATE, --inzage-before DATE, or both");
    if (p->voor > day_today() || p->inzage_voor > day_today())
        return usage_error(&command_purge, err, "%s lies in the future",
                           p->voor > day_today() ? "--before" : "--inzage-before");
    if (!p->dry_run && !text_is_recordable(p->door))
        return usage_error(&command_purge, err, "give --by NAME: who purges");
    if (!p->dry_run && !text_is_recordable(p->reden))
        return usage_error(&command_purge, err, "give --reason TEXT: why");
    return database_is_there(&command_purge, o->db, err);
}

static enum status run_purge(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct purge_options *o = options;
    struct purge p = {.progress = &o->console.progress,
                      .voor = o->before.day,
                      .inzage_voor = o->inzage_before.day,
                      .door = text_trim(text_of(o->by ? o->by : "")),
                      .reden = text_trim(text_of(o->reason ? o->reason : "")),
                      .dry_run = o->dry_run};
    struct store store;
    (void)argument, (void)arguments;
    if (!check_purge(o, &p, err))
        return err->status;
    console_start(&o->console);
    bool ok = (p.dry_run ? store_open_read(&store, o->db, err) : store_open_alone(&store, o->db, (int)o->wait, err))
              && (purge(&store, &p, err) || error_in(err, "%s", o->db));
    console_stop(&o->console);
    store_close(&store);
    if (!ok)
        return console_fail(&o->console, err);
    if (!o->console.quiet)
        say_purged(&p);
    ok = console_printed(err) || (!p.dry_run && error_in(err, "the purge is done"));
    return ok ? STATUS_DONE : err->status;
}

const struct command command_purge = {
    .name = "purge",
    .summary = "what is older than the retention period leaves the database",
    .examples = "dubbelloop purge --db nacht.db --before 2017-01-01 --dry-run\n"
                "dubbelloop purge --db nacht.db --before 2017-01-01 --by 'J. Jansen' "
                "--reason 'bewaartermijn, besluit 2024-03'\n"
                "dubbelloop purge --db nacht.db --inzage-before 2020-01-01 --by 'J. Jansen' "
                "--reason 'termijn van inzage'\n",
    .text = "Takes the lines that are older than DATE out of the database, with their findings, events, "
            "verdicts and answers,\n"
            "and leaves no byte of them in its file. There is no way back but a backup.\n"
            "\n"
            "A line is older when the calendar quarter in which it ends was over on DATE. "
            "An older line stays when it shares a\n"
            "quarter with a finding of which a line is not older, "
            "when it is the credit of a line that stays (or the other\n"
            "way round), or when the lines that stay would give other findings without it: "
            "what stays can be explained, and\n"
            "is what it was. A later run counts lines that are older, and does not store them again.\n"
            "\n"
            "Who looked at what in the workbench stays, whatever happens to what was looked at, until a term of its "
            "own.\n"
            "\n"
            "What is left is checked as 'dubbelloop verify' does before anything is final. "
            "Who purged, when, why and how much\n"
            "is recorded. The output of runs, the exports and the backups are not the program's to purge.\n",
    .notes = "Nobody else may have the database open, not even to read it. "
             "It takes room for two more copies of the database.\n",
    .options = {{purge_options, 0}, {console_options, offsetof(struct purge_options, console)}},
    OPTIONS_OF(struct purge_options, 0),
    .run = run_purge,
};
