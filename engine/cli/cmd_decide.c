/* cmd_decide.c - a verdict on findings: given on all of the ids or on none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/patient.h"
#include "base/file.h"
#include "store/oordelen.h"

struct decide_options {
    const char *db, *by, *reason, *ids;
    bool confirm;
    unsigned wait;
    struct patient_option patient;
};
static const struct option decide_options[] = {
    OPTION_DB(struct decide_options, "the database"),
    {"by", "NAME", INTO(struct decide_options, by), .needed = true, .help = "who gives the verdict; case makes no other person"},
    {"reason", "TEXT", INTO(struct decide_options, reason), .needed = true, .help = "why"},
    {"ids", "FILE", INTO(struct decide_options, ids), .takes = VALUE_FILE,
     .help = "ids from a file, one a line, or the first column of a CSV; - is standard input"},
    {"confirm", INTO(struct decide_options, confirm),
     .help = "as the second person: confirms the terugvordering of somebody else"},
    OPTION_WAIT(struct decide_options, "wait for a run to end; default 0"),
    {0},
};
static const char *const verdicts[] = {"bevestigd", "afgewezen", "terugvordering", "wacht_op_aanbieder"};

struct ids {
    struct oordelen oordelen;
    const struct uitspraak *uitspraak;
    struct text patient;
    struct problems problems;
};

static bool take_id(struct ids *ids, struct text id, struct place place, struct error *err)
{
    char read[17];
    if (bevinding_id_read(id, read))
        return oordelen_add(&ids->oordelen, ids->uitspraak, text_of(read), ids->patient, place, &ids->problems, err);
    problem_add(&ids->problems, place.file, place.line, "this is no bevinding_id: 16 of 0-9 and a-f");
    return true;
}

/* The first field of a line of a CSV, whatever its delimiter: an id holds none. */
static struct text first_field(struct text line)
{
    size_t n = 0;
    while (n < line.n && !strchr(",;\t\r", line.at[n]))
        n++;
    struct text field = text_trim((struct text){line.at, n});
    return field.n >= 2 && field.at[0] == '"' && field.at[field.n - 1] == '"'
               ? (struct text){field.at + 1, field.n - 2}
               : field;
}

static bool take_ids(struct ids *ids, const char *path, struct error *err)
{
    char *content = NULL;
    size_t n = 0, line = 0;
    bool ok = read_whole_file(strcmp(path, "-") == 0 ? "/dev/stdin" : path, &content, &n, err);
    for (size_t at = n >= 3 && memcmp(content, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; ok && at < n;) {
        const char *end = memchr(content + at, '\n', n - at);
        size_t length = end ? (size_t)(end - (content + at)) : n - at;
        struct text field = first_field((struct text){content + at, length});
        line++;
        if (field.n && !(line == 1 && text_equal_nocase(field, "bevinding_id")))
            ok = take_id(ids, field, (struct place){path, line}, err);
        at += length + 1;
    }
    free(content);
    return ok;
}

static bool decide(struct store *store, struct ids *ids, const char *const *id, size_t n, const char *file,
                   struct error *err)
{
    bool ok = oordelen_open(&ids->oordelen, store, err);
    for (size_t i = 0; ok && i < n; i++)
        ok = take_id(ids, text_of(id[i]), (struct place){"BEVINDING_ID", i + 1}, err);
    if (ok && file)
        ok = take_ids(ids, file, err);
    if (ok && ids->problems.count) {
        struct problems *p = &ids->problems;
        fwrite(p->text, 1, p->n, stderr);
        ok = error_set(err, STATUS_USAGE, "%zu of the findings cannot have this verdict; none was given one", p->count);
    }
    if (ok && ids->oordelen.given == 0)
        ok = error_set(err, STATUS_USAGE, "%s holds no ids", file);
    return ok && store_commit(store, err);
}

static enum oordeel read_verdict(const char *name)
{
    enum oordeel verdict = 0;
    while (verdict < OORDELEN && !(oordeel_is_given(verdict) && strcmp(name, oordeel_name[verdict]) == 0))
        verdict++;
    return verdict;
}

static bool check_verdict(const struct decide_options *o, const struct uitspraak *uitspraak, size_t ids,
                          struct error *err)
{
    const struct command *command = &command_decide;
    if (uitspraak->oordeel == OORDELEN)
        return usage_error(command, err,
                           "give a verdict behind the ids: bevestigd, afgewezen, terugvordering or wacht_op_aanbieder");
    if (ids == 0 && !o->ids)
        return usage_error(command, err, "give a BEVINDING_ID, or --ids FILE");
    if (!text_is_recordable(uitspraak->door))
        return usage_error(command, err, "give --by NAME: who judges");
    if (!text_is_recordable(uitspraak->reden))
        return usage_error(command, err, "give --reason TEXT: why");
    if (o->confirm && uitspraak->oordeel != OORDEEL_TERUGVORDERING)
        return usage_error(command, err, "--confirm goes with terugvordering");
    return database_is_there(command, o->db, err);
}

static void say_decided(const struct ids *ids)
{
    enum oordeel verdict = ids->uitspraak->oordeel;
    const char *behind = "";
    if (ids->uitspraak->bevestig)
        behind = ", confirmed";
    else if (verdict == OORDEEL_TERUGVORDERING)
        behind = ", to be confirmed by somebody else with --confirm";
    fprintf(stderr, "dubbelloop: %llu findings: %s%s\n", (unsigned long long)ids->oordelen.given, oordeel_name[verdict],
            behind);
}

static enum status run_decide(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct decide_options *o = options;
    const struct uitspraak uitspraak = {read_verdict(argument[arguments - 1]), o->confirm, text_trim(text_of(o->by)),
                                        text_trim(text_of(o->reason))};
    struct store store;
    struct ids ids = {.uitspraak = &uitspraak};
    if (!check_verdict(o, &uitspraak, arguments - 1, err))
        return err->status;
    bool ok = store_open_change(&store, o->db, (int)o->wait, err)
              && patient_read(&o->patient, &store, &ids.patient, err)
              && decide(&store, &ids, argument, arguments - 1, o->ids, err);
    if (ok)
        say_decided(&ids);
    oordelen_close(&ids.oordelen);
    problems_release(&ids.problems);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_decide = {
    .name = "decide",
    .summary = "put a verdict on findings, with who, why and when",
    .examples =
        "dubbelloop decide --db nacht.db 5088a110b26db779 bevestigd --by 'J. Jansen' --reason 'dossier gezien'\n"
        "dubbelloop decide --db nacht.db --ids vast.csv terugvordering --by 'J. Jansen' --reason 'controle 2023'\n"
        "dubbelloop decide --db nacht.db --ids vast.csv terugvordering --confirm --by 'P. de Vries' --reason 'akkoord'\n",
    .text = "Puts a verdict on record for each of the findings, or, when one of them cannot have it, for none. A verdict is\n"
            "never changed or deleted; a later one takes its place. It stays with the finding in every later run, and when the\n"
            "facts differ from those that were judged, 'findings' and 'explain' say which columns changed.\n"
            "\n"
            "VERDICT is bevestigd, afgewezen, terugvordering or wacht_op_aanbieder. A terugvordering counts when a second\n"
            "person confirms it, over the same facts; until then it is shown as 'terugvordering (te bevestigen)'.\n",
    .arguments = {.name = "[BEVINDING_ID...] VERDICT", .least = 1, .most = 0, .takes = VALUE_ANY,
                  .words = verdicts, .words_n = sizeof verdicts / sizeof *verdicts},
    .options = {{decide_options, 0}, {patient_options, offsetof(struct decide_options, patient)}},
    OPTIONS_OF(struct decide_options, 0),
    .run = run_decide,
};
