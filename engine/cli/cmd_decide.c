/* cmd_decide.c - a verdict on findings: given on all of the ids or on none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/patient.h"
#include "base/file.h"
#include "base/login.h"
#include "xlsx/formulier.h"
#include "report/werklijst.h"
#include "store/ledger.h"
#include "store/oordelen.h"

struct decide_options {
    const char *db, *by, *reason, *ids, *from, *one_login;
    bool confirm;
    unsigned wait;
    struct patient_option patient;
};
static const struct option decide_options[] = {
    OPTION_DB(struct decide_options, "the database"),
    {"by", "NAME", INTO(struct decide_options, by), .needed = true,
     .help = "who gives the verdict; the login is recorded beside it. Case, blanks and the order of its parts "
             "do not make it another person"},
    {"reason", "TEXT", INTO(struct decide_options, reason),
     .help = "why; with --from of the rows that give no reason of their own"},
    {"ids", "FILE", INTO(struct decide_options, ids), .takes = VALUE_FILE,
     .help = "ids from a file, one per line, or the first column of a CSV; - is standard input"},
    {"from", "FILE", INTO(struct decide_options, from), .takes = VALUE_FILE,
     .help = "a filled in work list of 'findings --werklijst', as a workbook or as CSV: "
             "a verdict and a reason per row; no VERDICT on the command line"},
    {"confirm", INTO(struct decide_options, confirm),
     .help = "as the second person: confirms the terugvordering of somebody else"},
    {"one-login", INTO(struct decide_options, one_login), WORDS("ja", "nee"),
     .help = "beside --by and --reason, without ids or verdict: this installation has one user, "
             "who may confirm under the same login with another name; "
             "every such confirmation is marked '(zelfde inlog)'"},
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

static enum oordeel read_verdict(struct text name)
{
    enum oordeel verdict = 0;
    while (verdict < OORDELEN && !(oordeel_is_given(verdict) && text_equal_nocase(name, oordeel_name[verdict])))
        verdict++;
    return verdict;
}

static const char *wrong_in_work_row(const struct uitspraak *u, bool has_verdict)
{
    if (!has_verdict)
        return "a reason without a verdict";
    if (u->oordeel == OORDELEN)
        return "the verdict is not one of the list";
    if (u->stand.n == 0)
        return "column Stand is empty: make the work list anew";
    if (u->reden.n == 0)
        return "the verdict has no reason";
    return text_is_recordable(u->reden) ? NULL : "the reason is too long";
}

/* The verdict of the row; false: there is none, or something is wrong with it, which is added to the problems. */
static bool read_work_row(const struct formulier *form, struct ids *ids, struct place place, struct uitspraak *u,
                          struct buf *reden)
{
    struct text oordeel = formulier_value(form, WL_OORDEEL);
    formulier_clean(formulier_value(form, WL_REDEN), reden);
    u->bevestig = text_equal_nocase(oordeel, WERKLIJST_BEVESTIGEN);
    u->oordeel = u->bevestig ? OORDEEL_TERUGVORDERING : read_verdict(oordeel);
    u->reden = reden->n ? (struct text){reden->at, reden->n} : ids->uitspraak->reden;
    u->stand = formulier_value(form, WL_STAND);
    if (oordeel.n == 0 && reden->n == 0)
        return false;
    const char *wrong = wrong_in_work_row(u, oordeel.n > 0);
    if (wrong)
        problem_add(&ids->problems, place.file, place.line, "%s", wrong);
    return !wrong;
}

static bool take_work_row(struct ids *ids, const struct formulier *form, const char *path, struct buf *reden,
                          struct error *err)
{
    struct place place = {path, form->row};
    struct uitspraak u = {.door = ids->uitspraak->door, .inlog = ids->uitspraak->inlog};
    char id[17];
    if (!read_work_row(form, ids, place, &u, reden))
        return true;
    if (bevinding_id_read(formulier_code(form, WL_ID), id))
        return oordelen_add(&ids->oordelen, &u, text_of(id), formulier_code(form, WL_PATIENT), place, &ids->problems,
                            err);
    problem_add(&ids->problems, path, form->row, "this is no bevinding_id any more");
    return true;
}

/* A work list that comes back. */
static bool take_work(struct ids *ids, const char *path, struct error *err)
{
    struct formulier form = {.name = werklijst_read, .columns = WERKLIJST_READ, .needed = WERKLIJST_NEEDED,
                             .lacking = "the first row has no columns Bevinding, Stand and Oordeel: "
                                        "this is not a work list of 'findings --werklijst', or its header was changed"};
    struct buf reden = {0};
    char *content = NULL;
    const char *refused = NULL;
    size_t n = 0;
    bool good, ok = read_whole_file(strcmp(path, "-") == 0 ? "/dev/stdin" : path, &content, &n, err)
                    && formulier_open(&form, (struct text){content, n}, &refused, err);
    if (refused)
        problem_add(&ids->problems, path, 0, "%s", refused);
    while (ok && !refused && formulier_next(&form, &good)) {
        if (good)
            ok = take_work_row(ids, &form, path, &reden, err);
        else
            problem_add(&ids->problems, path, form.row, "a quote is not closed, or text stands behind a closing quote");
    }
    if (content)
        formulier_close(&form);
    buf_release(&reden);
    free(content);
    return ok;
}

static bool decide(struct store *store, struct ids *ids, const char *const *id, size_t n,
                   const struct decide_options *o, struct error *err)
{
    bool ok = oordelen_open(&ids->oordelen, store, err);
    for (size_t i = 0; ok && i < n; i++)
        ok = take_id(ids, text_of(id[i]), (struct place){"BEVINDING_ID", i + 1}, err);
    if (ok && o->ids)
        ok = take_ids(ids, o->ids, err);
    if (ok && o->from)
        ok = take_work(ids, o->from, err);
    if (ok && ids->problems.count) {
        struct problems *p = &ids->problems;
        fwrite(p->text, 1, p->n, stderr);
        ok = error_set(err, STATUS_USAGE,
                       o->from ? "%zu faults in the work list; no finding was given a verdict"
                               : "%zu of the findings cannot have this verdict; none was given one",
                       p->count);
    }
    if (ok && ids->oordelen.given == 0)
        ok = error_set(err, STATUS_USAGE, o->from ? "%s holds no verdict: column Oordeel is empty" : "%s holds no ids",
                       o->from ? o->from : o->ids);
    return ok && store_commit(store, err);
}

static bool check_verdict(const struct decide_options *o, const struct uitspraak *uitspraak, size_t ids,
                          struct error *err)
{
    const struct command *command = &command_decide;
    if (o->from && (ids || uitspraak->oordeel != OORDELEN || o->ids || o->confirm || o->patient.given))
        return usage_error(command, err, "--from FILE has the verdicts in it: give no BEVINDING_ID, VERDICT, --ids, "
                                         "--confirm or --patient");
    if (!text_is_recordable(uitspraak->door))
        return usage_error(command, err, "give --by NAME: who judges");
    if (o->from)
        return (!uitspraak->reden.n || text_is_recordable(uitspraak->reden)
                || usage_error(command, err, "--reason TEXT is too long"))
               && database_is_there(command, o->db, err);
    if (uitspraak->oordeel == OORDELEN)
        return usage_error(command, err,
                           "give a verdict behind the ids: bevestigd, afgewezen, terugvordering or wacht_op_aanbieder");
    if (ids == 0 && !o->ids)
        return usage_error(command, err, "give a BEVINDING_ID, or --ids FILE");
    if (!text_is_recordable(uitspraak->reden))
        return usage_error(command, err, "give --reason TEXT: why");
    if (o->confirm && uitspraak->oordeel != OORDEEL_TERUGVORDERING)
        return usage_error(command, err, "--confirm goes with terugvordering");
    return database_is_there(command, o->db, err);
}

static bool check_one_login(const struct decide_options *o, const struct uitspraak *who, size_t arguments,
                            struct error *err)
{
    if (arguments || o->ids || o->from || o->confirm || o->patient.given)
        return usage_error(&command_decide, err, "--one-login goes with --db, --by and --reason only");
    if (!text_is_recordable(who->door) || !text_is_recordable(who->reden))
        return usage_error(&command_decide, err, "give --by NAME and --reason TEXT: who decides that, and why");
    return database_is_there(&command_decide, o->db, err);
}

/* The setting says who made it so. */
static bool set_one_login(struct store *store, const struct decide_options *o, const struct uitspraak *who,
                          struct error *err)
{
    char now[21];
    ledger_now(now);
    char *value = xprintf("%s: %s, %.*s (%.*s): %.*s", o->one_login, now, (int)who->door.n, who->door.at,
                          (int)who->inlog.n, who->inlog.at, (int)who->reden.n, who->reden.at);
    bool ok = store_set(store, STORE_ONE_LOGIN, value, err) && store_commit(store, err);
    if (ok)
        fprintf(stderr, "dubbelloop: one login may confirm its own terugvordering: %s\n", o->one_login);
    free(value);
    return ok;
}

static void say_decided(const struct ids *ids)
{
    enum oordeel verdict = ids->uitspraak->oordeel;
    const char *behind = "", *more = ids->oordelen.given == 1 ? "" : "s";
    if (verdict == OORDELEN) {
        fprintf(stderr, "dubbelloop: %llu finding%s: as the work list says\n", (unsigned long long)ids->oordelen.given,
                more);
        return;
    }
    if (ids->uitspraak->bevestig)
        behind = ", confirmed";
    else if (verdict == OORDEEL_TERUGVORDERING)
        behind = ", to be confirmed by somebody else with --confirm";
    fprintf(stderr, "dubbelloop: %llu finding%s: %s%s\n", (unsigned long long)ids->oordelen.given, more,
            oordeel_name[verdict], behind);
}

static enum status run_decide(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct decide_options *o = options;
    const char *verdict = arguments ? argument[arguments - 1] : "";
    const size_t n = arguments ? arguments - 1 : 0;
    char *login = login_name();
    const struct uitspraak uitspraak = {.oordeel = read_verdict(text_of(verdict)),
                                        .bevestig = o->confirm,
                                        .door = text_trim(text_of(o->by)),
                                        .reden = text_trim(text_of(o->reason ? o->reason : "")),
                                        .inlog = text_of(login)};
    struct store store;
    struct ids ids = {.uitspraak = &uitspraak};
    if (!(o->one_login ? check_one_login(o, &uitspraak, arguments, err) : check_verdict(o, &uitspraak, n, err))) {
        free(login);
        return err->status;
    }
    bool ok = store_open_change(&store, o->db, (int)o->wait, err);
    if (ok && o->one_login)
        ok = set_one_login(&store, o, &uitspraak, err);
    else
        ok = ok && patient_read(&o->patient, &store, &ids.patient, err)
              && decide(&store, &ids, argument, n, o, err);
    if (ok && !o->one_login)
        say_decided(&ids);
    oordelen_close(&ids.oordelen);
    problems_release(&ids.problems);
    store_close(&store);
    free(login);
    return ok ? STATUS_DONE : err->status;
}

const struct command command_decide = {
    .name = "decide",
    .summary = "put a verdict on findings, with who, why and when",
    .examples =
        "dubbelloop decide --db nacht.db 5088a110b26db779 bevestigd --by 'J. Jansen' --reason 'dossier gezien'\n"
        "dubbelloop decide --db nacht.db --ids vast.csv terugvordering --by 'J. Jansen' --reason 'controle 2023'\n"
        "dubbelloop decide --db nacht.db --ids vast.csv terugvordering --confirm --by 'P. "
        "de Vries' --reason 'akkoord'\n"
        "dubbelloop decide --db nacht.db --from werklijst.xlsx --by 'J. Jansen'\n",
    .text = "Puts a verdict on record for each of the findings, or, when one of them cannot have it, "
            "for none. A verdict is\n"
            "never changed or deleted; a later one takes its place. "
            "It stays with the finding in every later run, and when the\n"
            "facts differ from those that were judged, 'findings' and 'explain' say which columns changed.\n"
            "\n"
            "VERDICT is bevestigd, afgewezen, terugvordering or wacht_op_aanbieder. "
            "A terugvordering counts when a second\n"
            "person confirms it, under another login, over the same facts; until then it is shown as 'terugvordering "
            "(te bevestigen)'.\n"
            "\n"
            "With --from each row of a work list ('findings --werklijst') has its own verdict and reason. "
            "A row without a verdict\n"
            "is passed over; every row that cannot be taken is named by its number, and then none is taken. "
            "So is a finding that\n"
            "changed, or was judged, since the work list was made.\n",
    .arguments = {.name = "BEVINDING_ID... VERDICT", .least = 0, .most = 0, .takes = VALUE_ANY,
                  .words = verdicts, .words_n = sizeof verdicts / sizeof *verdicts},
    .options = {{decide_options, 0}, {patient_options, offsetof(struct decide_options, patient)}},
    OPTIONS_OF(struct decide_options, 0),
    .run = run_decide,
};
