/* cmd_decide.c - a verdict on findings: given on all of the ids or on none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/patient.h"
#include "rules/table_files.h"
#include "store/oordelen.h"

static const char help[] =
    "Examples:\n"
    "  dubbelloop decide --db nacht.db 5088a110b26db779 bevestigd --by 'J. Jansen' --reason 'dossier gezien'\n"
    "  dubbelloop decide --db nacht.db --ids vast.csv terugvordering --by 'J. Jansen' --reason 'controle 2023'\n"
    "  dubbelloop decide --db nacht.db --ids vast.csv terugvordering --confirm --by 'P. de Vries' --reason 'akkoord'\n"
    "\n"
    "Usage: dubbelloop decide --db DB [BEVINDING_ID...] [--ids FILE] VERDICT --by NAME --reason TEXT [options]\n"
    "Puts a verdict on record for each of the findings, or, when one of them cannot have it, for none. A verdict is\n"
    "never changed or deleted; a later one takes its place. It stays with the finding in every later run.\n"
    "\n"
    "VERDICT is bevestigd, afgewezen, terugvordering or wacht_op_aanbieder. A terugvordering counts when a second\n"
    "person confirms it, over the same facts; until then it is shown as 'terugvordering (te bevestigen)'.\n"
    "\n"
    "  --ids FILE      ids from a file, one a line, or the first column of a CSV; - is standard input\n"
    "  --by NAME       who gives the verdict; case makes no other person\n"
    "  --reason TEXT   why\n"
    "  --confirm       as the second person: confirms the terugvordering of somebody else\n"
    "  --patient P     which patient, should two have a finding with this id\n"
    PATIENT_HELP
    "  --wait SECONDS  wait for a run to end; default 0\n";

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

static bool take_file(struct ids *ids, const char *path, struct error *err)
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

static bool decide(struct store *store, struct ids *ids, int argc, char **argv, const char *file, struct error *err)
{
    bool ok = oordelen_open(&ids->oordelen, store, err);
    for (int i = 1; ok && i < argc - 1; i++)
        ok = take_id(ids, text_of(argv[i]), (struct place){"BEVINDING_ID", (size_t)i}, err);
    if (ok && file)
        ok = take_file(ids, file, err);
    if (ok && ids->problems.count) {
        struct problems *p = &ids->problems;
        fwrite(p->text, 1, p->n, stderr);
        ok = error_set(err, STATUS_USAGE, "%zu of the findings cannot have this verdict; none was given one", p->count);
    }
    if (ok && ids->oordelen.given == 0)
        ok = error_set(err, STATUS_USAGE, "%s holds no ids", file);
    return ok && store_commit(store, err);
}

static enum status run(int argc, char **argv, struct error *err)
{
    const char *db = NULL, *by = "", *reason = "", *file = NULL;
    struct patient_option patient = PATIENT_OPTION;
    bool confirm = false;
    unsigned wait = 0, verdict = 0;
    const struct option_spec spec[] = {{"db", OPTION_TEXT, &db},           {"by", OPTION_TEXT, &by},
                                       {"reason", OPTION_TEXT, &reason},   PATIENT_SPECS(patient),
                                       {"ids", OPTION_TEXT, &file},        {"confirm", OPTION_FLAG, &confirm},
                                       {"wait", OPTION_NUMBER, &wait},     {NULL, OPTION_FLAG, NULL}};
    if (!options_read(&command_decide, spec, &argc, argv, err))
        return STATUS_USAGE;
    while (verdict < OORDELEN
           && !(argc > 1 && oordeel_is_given(verdict) && strcmp(argv[argc - 1], oordeel_name[verdict]) == 0))
        verdict++;
    const struct uitspraak uitspraak = {verdict, confirm, text_trim(text_of(by)), text_trim(text_of(reason))};
    const char *wrong = !db                                              ? "--db is missing"
                        : verdict == OORDELEN                            ? "give a verdict behind the ids: bevestigd, afgewezen, "
                                                                           "terugvordering or wacht_op_aanbieder"
                        : argc == 2 && !file                             ? "give a BEVINDING_ID, or --ids FILE"
                        : !text_is_recordable(uitspraak.door)            ? "give --by NAME: who judges"
                        : !text_is_recordable(uitspraak.reden)           ? "give --reason TEXT: why"
                        : confirm && verdict != OORDEEL_TERUGVORDERING   ? "--confirm goes with terugvordering"
                        : access(db, F_OK) != 0                          ? "the database is not there"
                                                                         : NULL;
    if (wrong) {
        error_set(err, STATUS_USAGE, "%s; see 'dubbelloop decide --help'", wrong);
        return STATUS_USAGE;
    }
    struct store store;
    struct ids ids = {.uitspraak = &uitspraak};
    bool ok = store_open_change(&store, db, (int)wait, err) && patient_read(&patient, &store, &ids.patient, err)
              && decide(&store, &ids, argc, argv, file, err);
    if (ok)
        fprintf(stderr, "dubbelloop: %llu findings: %s%s\n", (unsigned long long)ids.oordelen.given, oordeel_name[verdict],
                confirm                             ? ", confirmed"
                : verdict == OORDEEL_TERUGVORDERING ? ", to be confirmed by somebody else with --confirm"
                                                    : "");
    oordelen_close(&ids.oordelen);
    problems_release(&ids.problems);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_decide = {"decide", "put a verdict on findings, with who, why and when", help, run};
