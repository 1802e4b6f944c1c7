/* cmd_purge.c - what is older than the retention term leaves the database. */
#include <unistd.h>

#include "cli/command.h"
#include "cli/console.h"
#include "passes/purge.h"

static const char help[] =
    "Examples:\n"
    "  dubbelloop purge --db nacht.db --before 2017-01-01 --dry-run\n"
    "  dubbelloop purge --db nacht.db --before 2017-01-01 --by 'J. Jansen' --reason 'bewaartermijn, besluit 2024-03'\n"
    "\n"
    "Usage: dubbelloop purge --db DB --before DATE --by NAME --reason TEXT [options]\n"
    "Takes the lines that are older than DATE out of the database, with their findings, events, verdicts and answers,\n"
    "and leaves no byte of them in its file. There is no way back but a backup.\n"
    "\n"
    "A line is older when the calendar quarter in which it ends was over on DATE. An older line stays when it shares a\n"
    "quarter with a finding of which a line is not older, when it is the credit of a line that stays (or the other\n"
    "way round), or when the lines that stay would give other findings without it: what stays can be explained, and\n"
    "is what it was. A later run counts lines that are older, and does not store them again.\n"
    "\n"
    "What is left is checked as 'dubbelloop verify' does before anything is final. Who purged, when, why and how much\n"
    "is recorded. The output of runs, the exports and the backups are not the program's to purge.\n"
    "\n"
    "  --before DATE       YYYY-MM-DD, today at the latest\n"
    "  --by NAME           who purges\n"
    "  --reason TEXT       why: the retention term, and who set it\n"
    "  --dry-run           counts, and changes nothing; asks for neither name nor reason\n"
    "  --wait SECONDS      wait for a run and for readers to end; default 0\n"
    "  --progress          a line of progress every 10 s when standard error is no terminal\n"
    "  --quiet             warnings and errors only\n"
    "  --log-format FORMAT text (default) or json: one object a line with a stable code\n"
    "\n"
    "Nobody else may have the database open, not even to read it. It takes room for two more copies of the database.\n";

static void say(const struct purge *p, const char *voor)
{
    console_print("%s%s: %lld regels, %lld patienten geheel, %lld bevindingen, %lld gebeurtenissen, "
                  "%lld oordelen, %lld antwoorden\n",
                  p->dry_run ? "te wissen, voor " : "gewist, voor ", voor, (long long)p->regels,
                  (long long)p->patienten, (long long)p->bevindingen, (long long)p->gebeurtenissen,
                  (long long)p->oordelen, (long long)p->antwoorden);
    if (p->gebleven)
        console_print("%lld even oude regels blijven: een bevinding of regel die blijft heeft ze nodig\n",
                      (long long)p->gebleven);
}

static enum status run(int argc, char **argv, struct error *err)
{
    const char *db = NULL, *before = "", *by = "", *reason = "", *log_format = "text";
    struct console console = {0};
    struct purge p = {.progress = &console.progress};
    unsigned wait = 0;
    const struct option_spec spec[] = {{"db", OPTION_TEXT, &db},
                                       {"before", OPTION_TEXT, &before},
                                       {"by", OPTION_TEXT, &by},
                                       {"reason", OPTION_TEXT, &reason},
                                       {"dry-run", OPTION_FLAG, &p.dry_run},
                                       {"wait", OPTION_NUMBER, &wait},
                                       {"progress", OPTION_FLAG, &console.progress_asked},
                                       {"quiet", OPTION_FLAG, &console.quiet},
                                       {"log-format", OPTION_TEXT, &log_format},
                                       {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_purge, spec, &argc, argv, err))
        return STATUS_USAGE;
    const char *wrong_format = console_log_format(&console, log_format);
    p.door = text_trim(text_of(by));
    p.reden = text_trim(text_of(reason));
    const char *wrong = !db || argc > 1                                           ? "give --db DB and no further arguments"
                        : day_parse(text_of(before), DAY_ISO, &p.voor) != DAY_OK  ? "give --before DATE, YYYY-MM-DD"
                        : p.voor > day_today()                                    ? "--before lies in the future"
                        : !p.dry_run && !text_is_recordable(p.door)               ? "give --by NAME: who purges"
                        : !p.dry_run && !text_is_recordable(p.reden)              ? "give --reason TEXT: why"
                        : wrong_format                                            ? wrong_format
                        : access(db, F_OK) != 0                                   ? "the database is not there"
                                                                                  : NULL;
    if (wrong) {
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop purge --help'", wrong);
        return STATUS_USAGE;
    }
    struct store store;
    console_start(&console);
    bool ok = (p.dry_run ? store_open_read(&store, db, err) : store_open_alone(&store, db, (int)wait, err))
              && (purge(&store, &p, err) || error_in(err, "%s", db));
    console_stop(&console);
    store_close(&store);
    if (!ok)
        return console_fail(&console, err);
    char voor[DAY_TEXT + 1];
    day_print(p.voor, voor);
    if (!console.quiet)
        say(&p, voor);
    return console_printed(err) ? STATUS_DONE : err->status;
}

const struct command command_purge = {"purge", "what is older than the retention term leaves the database", help, run};
