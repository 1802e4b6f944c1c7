/* cmd_respond.c - takes in what providers answered in the annex of their report. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/console.h"
#include "base/file.h"
#include "spiegel/antwoordbestand.h"

struct respond_options {
    const char *db, *by, *agb;
    unsigned wait;
};
static const struct option respond_options[] = {
    OPTION_DB(struct respond_options, "the database"),
    {"by", "NAME", INTO(struct respond_options, by), .needed = true, .help = "who takes them in"},
    {"agb", "AGB", INTO(struct respond_options, agb), .takes = VALUE_DIGITS, .width = 8,
     .help = "the provider that sent the files: rows of another one are refused. "
             "Give it when you know it: without it column agb of the file is believed"},
    OPTION_WAIT(struct respond_options, "wait for a run to end; default 0"),
    {0},
};

static void add_telling(struct buf *out, const char *what, const struct antwoord_counts *t)
{
    buf_printf(out, "%s: %llu taken, %llu unchanged, %llu without an answer, %llu refused\n", what,
               (unsigned long long)t->taken, (unsigned long long)t->unchanged, (unsigned long long)t->empty,
               (unsigned long long)t->refused);
}

static bool take_answers(struct antwoorden *to, const char *path, uint32_t agb, const char *by,
                      struct antwoord_counts *total, struct buf *summary, struct problems *problems, struct error *err)
{
    struct antwoord_counts counts = {0};
    char *content = NULL;
    size_t n = 0;
    bool ok = read_whole_file(strcmp(path, "-") == 0 ? "/dev/stdin" : path, &content, &n, err);
    if (ok) {
        const struct antwoordbestand bestand = {path, {content, n}, agb, text_trim(text_of(by))};
        ok = antwoordbestand_take(&bestand, to, &counts, problems, err);
    }
    if (ok)
        add_telling(summary, path, &counts);
    total->taken += counts.taken;
    total->unchanged += counts.unchanged;
    total->empty += counts.empty;
    total->refused += counts.refused;
    free(content);
    return ok;
}

static bool take_all(struct antwoorden *to, const struct respond_options *o, const char *const *file, size_t files,
                     struct antwoord_counts *total, struct buf *summary, struct problems *problems, struct error *err)
{
    uint64_t agb = 0;
    bool ok = true;
    if (o->agb && (!text_digits(text_of(o->agb), 8, &agb) || agb == 0))
        return usage_error(&command_respond, err, "--agb takes 8 digits");
    for (size_t i = 0; ok && i < files; i++)
        ok = take_answers(to, file[i], (uint32_t)agb, o->by, total, summary, problems, err);
    if (ok && files > 1)
        add_telling(summary, "together", total);
    return ok;
}

static enum status run_respond(void *options, const char *const *file, size_t files, struct error *err)
{
    const struct respond_options *o = options;
    struct store store;
    struct antwoorden antwoorden = {0};
    struct antwoord_counts total = {0};
    struct problems problems = {0};
    struct buf summary = {0};
    if (!text_is_recordable(text_trim(text_of(o->by))))
        usage_error(&command_respond, err, "give --by NAME: who takes the answers in");
    if (err->status != STATUS_DONE || !database_is_there(&command_respond, o->db, err))
        return err->status;
    bool ok = store_open_change(&store, o->db, (int)o->wait, err) && antwoorden_open(&antwoorden, &store, err)
              && take_all(&antwoorden, o, file, files, &total, &summary, &problems, err);
    antwoorden_close(&antwoorden);
    ok = ok && store_commit(&store, err);
    if (ok)
        console_print("%s", buf_string(&summary));
    if (ok && problems.count)
        fwrite(problems.text, 1, problems.n, stderr);
    ok = ok && (console_printed(err) || error_in(err, "the answers are on record"));
    problems_release(&problems);
    buf_release(&summary);
    store_close(&store);
    return !ok ? err->status : total.refused ? STATUS_REJECTS : STATUS_DONE;
}

const struct command command_respond = {
    .name = "respond",
    .summary = "take in the answers of providers",
    .examples = "dubbelloop respond --db nacht.db --by 'J. Jansen' bijlage_06999951.xlsx\n"
                "dubbelloop respond --db nacht.db --by 'J. Jansen' --agb 06999951 teruggestuurd.csv\n",
    .text = "Takes the annexes of reports back and puts the answers in them on record: "
            "credit, terecht or onbekend, with the\n"
            "toelichting, for the findings on lines of the provider that answers. All files are taken in one step.\n"
            "\n"
            "A FILE is the workbook (.xlsx) as it came back, or CSV as any spreadsheet saves it (comma, "
            "semicolon or tab; UTF-8 or\n"
            "Windows-1252); - is standard input. Columns bevinding_id and antwoord must be there; "
            "toelichting, agb and rol are\n"
            "read when they are; no other column is looked at. "
            "A row without an answer is passed over; the same answer\n"
            "again changes nothing; another answer takes the place of the earlier one, which stays on record.\n"
            "A row that cannot be taken is refused and named on standard error, "
            "with its number in the spreadsheet; the other\n"
            "rows are taken.\n",
    .exits = "0 done; 3 done, but rows were refused.\n",
    .arguments = {.name = "FILE...", .least = 1, .most = 0, .takes = VALUE_FILE},
    .options = {{respond_options, 0}},
    OPTIONS_OF(struct respond_options, 0),
    .run = run_respond,
};
