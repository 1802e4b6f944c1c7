/* cmd_respond.c - takes in what providers answered in the annex of their report. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/console.h"
#include "rules/table_files.h"
#include "spiegel/antwoordbestand.h"

static const char help[] =
    "Examples:\n"
    "  dubbelloop respond --db nacht.db --by 'J. Jansen' bijlage_06999951.csv\n"
    "  dubbelloop respond --db nacht.db --by 'J. Jansen' --agb 06999951 teruggestuurd.csv\n"
    "\n"
    "Usage: dubbelloop respond --db DB --by NAME [--agb AGB] [--wait SECONDS] FILE...\n"
    "Takes the annexes of reports back and puts the answers in them on record: credit, terecht or onbekend, with the\n"
    "toelichting, for the findings on lines of the provider that answers. All files are taken in one step.\n"
    "\n"
    "A FILE is CSV as any spreadsheet saves it (comma, semicolon or tab; UTF-8 or Windows-1252); - is standard input.\n"
    "Columns bevinding_id and antwoord must be there; toelichting, agb and rol are read when they are; no other column "
    "is\n"
    "looked at. A workbook is refused: save it as CSV first. A row without an answer is passed over; the same answer "
    "again\n"
    "changes nothing; another answer takes the place of the one before, which stays on record.\n"
    "A row that cannot be taken is refused and named on standard error, with its number in the spreadsheet; the other\n"
    "rows are taken (exit status 3).\n"
    "\n"
    "  --by NAME       who takes them in\n"
    "  --agb AGB       the provider that sent the files: rows of another one are refused. Give it when you know it:\n"
    "                  without it column agb of the file is believed\n"
    "  --wait SECONDS  wait for a run to end; default 0\n";

static void add_telling(struct buf *out, const char *what, const struct antwoord_telling *t)
{
    buf_printf(out, "%s: %llu taken, %llu unchanged, %llu without an answer, %llu refused\n", what,
               (unsigned long long)t->overgenomen, (unsigned long long)t->ongewijzigd, (unsigned long long)t->leeg,
               (unsigned long long)t->geweigerd);
}

static bool take_file(struct antwoorden *to, const char *path, uint32_t agb, const char *by,
                      struct antwoord_telling *total, struct buf *summary, struct problems *problems, struct error *err)
{
    struct antwoord_telling telling = {0};
    char *content = NULL;
    size_t n = 0;
    bool ok = read_whole_file(strcmp(path, "-") == 0 ? "/dev/stdin" : path, &content, &n, err);
    if (ok) {
        const struct antwoordbestand bestand = {path, {content, n}, agb, text_trim(text_of(by))};
        ok = antwoordbestand_take(&bestand, to, &telling, problems, err);
    }
    if (ok)
        add_telling(summary, path, &telling);
    total->overgenomen += telling.overgenomen;
    total->ongewijzigd += telling.ongewijzigd;
    total->leeg += telling.leeg;
    total->geweigerd += telling.geweigerd;
    free(content);
    return ok;
}

static enum status run(int argc, char **argv, struct error *err)
{
    const char *db = NULL, *by = "", *agb_text = NULL;
    unsigned wait = 0;
    uint64_t agb = 0;
    const struct option_spec spec[] = {{"db", OPTION_TEXT, &db},
                                       {"by", OPTION_TEXT, &by},
                                       {"agb", OPTION_TEXT, &agb_text},
                                       {"wait", OPTION_NUMBER, &wait},
                                       {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_respond, spec, &argc, argv, err))
        return STATUS_USAGE;
    const char *wrong = !db                                           ? "--db is missing"
                        : argc < 2                                    ? "give a FILE with answers"
                        : !text_is_recordable(text_trim(text_of(by))) ? "give --by NAME: who takes the answers in"
                        : agb_text && (strlen(agb_text) != 8 || !text_digits(text_of(agb_text), 8, &agb) || agb == 0)
                            ? "--agb takes 8 digits"
                        : access(db, F_OK) != 0 ? "the database is not there"
                                                : NULL;
    if (wrong) {
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop respond --help'", wrong);
        return STATUS_USAGE;
    }
    struct store store;
    struct antwoorden antwoorden = {0};
    struct antwoord_telling total = {0};
    struct problems problems = {0};
    struct buf summary = {0};
    bool ok = store_open_change(&store, db, (int)wait, err) && antwoorden_open(&antwoorden, &store, err);
    for (int i = 1; ok && i < argc; i++)
        ok = take_file(&antwoorden, argv[i], (uint32_t)agb, by, &total, &summary, &problems, err);
    antwoorden_close(&antwoorden);
    ok = ok && store_commit(&store, err);
    if (ok && argc > 2)
        add_telling(&summary, "together", &total);
    if (ok)
        console_print("%s", buf_string(&summary));
    if (ok && problems.count)
        fwrite(problems.text, 1, problems.n, stderr);
    ok = ok && (console_printed(err) || error_in(err, "the answers are on record"));
    problems_release(&problems);
    buf_release(&summary);
    store_close(&store);
    return !ok ? err->status : total.geweigerd ? STATUS_REJECTS : STATUS_DONE;
}

const struct command command_respond = {"respond", "take the answers of providers in", help, run};
