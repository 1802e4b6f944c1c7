/* cmd_spiegel.c - spiegelinformatie: for every provider a report on a quarter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/place.h"
#include "cli/command.h"
#include "cli/console.h"
#include "spiegel/report_files.h"
#include "spiegel/statistics.h"
#include "store/selectie.h"

struct spiegel_options {
    const char *db, *period, *out, *agb, *zorgsoort, *rol, *lang, *afzender, *adressen, *herinnering, *holdout, *seed;
    struct date_option answer_by;
    unsigned min_lines, threads;
    bool alle, brief;
    struct console console;
};
static const struct option spiegel_options[] = {
    OPTION_DB(struct spiegel_options, "the database; only read"),
    {"period", "P", INTO(struct spiegel_options, period), .needed = true,
     .help = "the quarter, 2023Q2: a finding belongs to that in which its overlap begins"},
    {"out", "DIR", INTO(struct spiegel_options, out), .takes = VALUE_FOLDER,
     .help = "where the reports go; made when it is not there. Needed, except with effect"},
    {"agb", "AGB[,AGB]", INTO(struct spiegel_options, agb), .takes = VALUE_DIGITS, .width = 8, .several = true,
     .help = "only these providers, whatever they have; 8 digits"},
    {"zorgsoort", "Z[,Z]", INTO(struct spiegel_options, zorgsoort), .takes = VALUE_DIGITS, .width = 2, .several = true,
     .help = "only of these kinds: the first two digits of the AGB, 01,24"},
    {"rol", "ROL", INTO(struct spiegel_options, rol), .words = rol_name, .words_n = ROLLEN,
     .help = "only in this role: declarant of conflict lines, ketencontractant of keten lines"},
    {"min-lines", "N", INTO(struct spiegel_options, min_lines),
     .help = "at least so many lines to look at, signals included; default 1, 0: everybody"},
    {"alle", INTO(struct spiegel_options, alle), .help = "providers with nothing but lines for information too"},
    {"answer-by", "DATE", INTO(struct spiegel_options, answer_by),
     .help = "YYYY-MM-DD; default: 42 days after the last run, of a reminder 14 days from today"},
    {"afzender", "FILE", INTO(struct spiegel_options, afzender), .takes = VALUE_FILE,
     .help = "who sends the reports: an INI file with naam, afdeling, adres, telefoon, email, kenmerk, retour"},
    {"brief", INTO(struct spiegel_options, brief),
     .help = "a letter too, one PDF per provider with its reports behind it; needs --afzender"},
    {"adressen", "FILE", INTO(struct spiegel_options, adressen), .takes = VALUE_FILE,
     .help = "where the letters go: CSV or XLSX with agb, naam, adres, postcode, plaats, and tav and email if there"},
    {"herinnering", "DIR", INTO(struct spiegel_options, herinnering), .takes = VALUE_FOLDER,
     .help = "letters to those only who got a report in DIR, whose date has passed, and who did not answer all of it"},
    {"holdout", "P%", INTO(struct spiegel_options, holdout),
     .help = "leaves this share of those who would get a report out, at random, and records who; "
             "1% to 99%, with --seed"},
    {"seed", "N", INTO(struct spiegel_options, seed), .help = "1 to 18 digits, from which the draw is made"},
    {"lang", INTO(struct spiegel_options, lang), WORDS("nl"), .help = "the only language"},
    OPTION_THREADS(struct spiegel_options),
    {0},
};

/* "01234567,01234568", as it was checked: numbers of `width` digits. The caller frees. */
static uint32_t *read_list(const char *text, size_t width, size_t *n)
{
    uint32_t *list = xcalloc(text ? strlen(text) / width + 1 : 1, sizeof *list);
    *n = 0;
    while (text && *text) {
        uint64_t number = 0;
        if (text_digits((struct text){text, width}, width, &number))
            list[(*n)++] = (uint32_t)number;
        text += width + (text[width] == ',');
    }
    return list;
}

/* "10%" */
static bool read_holdout(const struct spiegel_options *o, struct holdout *holdout, struct error *err)
{
    uint64_t procent = 0;
    if (!o->holdout && !o->seed)
        return true;
    if (!o->holdout || !o->seed)
        return usage_error(&command_spiegel, err, "--holdout and --seed go together");
    size_t n = strlen(o->holdout);
    if (n < 2 || n > 3 || o->holdout[n - 1] != '%' || !text_digits((struct text){o->holdout, n - 1}, 2, &procent)
        || procent == 0)
        return usage_error(&command_spiegel, err, "--holdout takes 1%% to 99%%");
    if (!text_digits(text_of(o->seed), 18, &holdout->zaad))
        return usage_error(&command_spiegel, err, "--seed takes 1 to 18 digits");
    holdout->procent = (unsigned)procent;
    return true;
}

static bool read_vraag(const struct spiegel_options *o, struct spiegel_request *request, uint32_t **agb,
                       struct error *err)
{
    struct period period = {0, 0};
    size_t soorten = 0;
    if (strlen(o->period) != 6 || !period_read(o->period, &period))
        return usage_error(&command_spiegel, err, "--period takes a quarter, 2023Q2");
    if (!read_holdout(o, &request->holdout, err))
        return false;
    request->kwartaal = period.first;
    request->dir = o->out;
    request->agb = *agb = read_list(o->agb, 8, &request->agbs);
    uint32_t *soort = read_list(o->zorgsoort, 2, &soorten);
    request->all_zorgsoorten = soorten == 0;
    for (size_t i = 0; i < soorten; i++)
        request->zorgsoort[soort[i]] = true;
    free(soort);
    for (int r = 0; r < ROLLEN; r++)
        request->rol[r] = !o->rol || strcmp(o->rol, rol_name[r]) == 0;
    request->antwoord_voor = o->answer_by.given ? o->answer_by.day : ANTWOORD_VOOR_DEFAULT;
    request->min_lines = o->min_lines;
    request->alle = o->alle;
    request->threads = o->threads ? o->threads : processors();
    return true;
}

/* What goes into letters. */
struct mailing {
    struct afzender afzender;
    struct adressen adressen;
    struct gestuurden gestuurd;
    struct arena arena;
};

/* What is wrong with a file of the mailing, as it is found. */
static bool no_problems(const char *path, struct problems *problems, struct error *err)
{
    if (problems->count)
        fwrite(problems->text, 1, problems->n, stderr);
    return problems->count == 0
           || error_set(err, STATUS_USAGE, "%s: %zu problem%s; nothing was made", path, problems->count,
                        problems->count == 1 ? "" : "s");
}

/* A quarter that says nothing, or not yet all. */
static void say_quarter(const struct spiegel_options *o, const struct spiegel_result *u, const struct log *log)
{
    if (u->toekomst)
        log_emit(log, LOG_WARNING, "spiegel_quarter", "%s had not begun at the last run: there is nothing to report",
                 o->period);
    else if (u->no_keten && u->no_findings)
        log_emit(log, LOG_WARNING, "spiegel_quarter", "there is no keten line in %s, and no finding: "
                                                      "there is nothing to report", o->period);
    else if (u->loopt)
        log_emit(log, LOG_WARNING, "spiegel_quarter", "there was no run since the end of %s: lines and credits of it "
                                                      "are still to come",
                 o->period);
    if (u->credits_waiting)
        log_emit(log, LOG_WARNING, "spiegel_credits", "%lld credits wait for their debit: what they reverse may stand "
                                                      "in these reports",
                 (long long)u->credits_waiting);
}

/* The sender, and a warning for what is missing; a letter cannot do without a name and a way back. */
static bool read_sender(struct spiegel_options *o, struct mailing *mailing, struct error *err)
{
    struct log log = console_log(&o->console);
    struct problems problems = {0};
    struct afzender *afzender = &mailing->afzender;
    bool ok = !o->afzender
              || (afzender_read(afzender, o->afzender, &mailing->arena, &problems, err)
                  && no_problems(o->afzender, &problems, err));
    problems_release(&problems);
    if (ok && o->brief && !(afzender->naam.n && (afzender->retour.n || afzender->email.n)))
        return usage_error(&command_spiegel, err,
                           "a letter needs a sender: give --afzender FILE with naam, and retour or email");
    struct text lacks = afzender_lacks(afzender, &mailing->arena);
    if (ok && lacks.n)
        log_emit(&log, LOG_WARNING, "spiegel_sender", "%s%.*s: the reports say so; give them with --afzender FILE",
                 o->afzender ? "the sender has no " : "the sender is not given: ", (int)lacks.n, lacks.at);
    return ok;
}

static bool read_addresses(struct spiegel_options *o, struct mailing *mailing, struct error *err)
{
    struct problems problems = {0};
    if (!o->adressen)
        return true;
    if (!o->brief)
        return usage_error(&command_spiegel, err, "--adressen is for letters: give --brief");
    bool ok = adressen_read(&mailing->adressen, o->adressen, &mailing->arena, &problems, err)
              && no_problems(o->adressen, &problems, err);
    problems_release(&problems);
    return ok;
}

/* Whom to remind: only when the date of the reports before has passed, and in a folder of its own. */
static bool read_reminded(struct spiegel_options *o, struct mailing *mailing, struct error *err)
{
    char date[DAY_TEXT + 1];
    if (!o->herinnering)
        return true;
    if (o->holdout)
        return usage_error(&command_spiegel, err, "--herinnering is of an earlier round: it goes without --holdout");
    char *before = realpath(o->herinnering, NULL), *out = realpath(o->out, NULL);
    bool same = before && out && strcmp(before, out) == 0;
    free(before);
    free(out);
    if (same)
        return usage_error(
            &command_spiegel, err,
            "--herinnering and --out are one folder: give another one to --out, these reports stay as they were sent");
    if (!gestuurden_read(&mailing->gestuurd, o->herinnering, o->period, err))
        return false;
    for (size_t i = 0; i < mailing->gestuurd.n; i++) {
        const day until = mailing->gestuurd.gestuurd[i].antwoord_voor;
        day_print(until, date);
        if (until >= day_today())
            return error_set(err, STATUS_USAGE, "%s: answers may come until %s: it is no time for a reminder yet",
                             o->herinnering, date);
    }
    return true;
}

static bool read_mailing(struct spiegel_options *o, struct mailing *mailing, struct spiegel_request *request,
                         struct error *err)
{
    o->brief |= o->herinnering != NULL;
    if (!read_sender(o, mailing, err) || !read_addresses(o, mailing, err) || !read_reminded(o, mailing, err))
        return false;
    request->afzender = &mailing->afzender;
    request->brief = o->brief;
    request->adressen = o->adressen ? &mailing->adressen : NULL;
    request->gestuurd = o->herinnering ? &mailing->gestuurd : NULL;
    request->vandaag = day_today();
    if (o->herinnering && !o->answer_by.given)
        request->antwoord_voor = request->vandaag + HERINNERTERMIJN;
    return true;
}

static void mailing_release(struct mailing *mailing)
{
    adressen_release(&mailing->adressen);
    gestuurden_release(&mailing->gestuurd);
    arena_release(&mailing->arena);
}

static void say_letters(struct spiegel_options *o, const struct spiegel_result *u, const struct log *log)
{
    const bool one = u->without_adres == 1;
    if (u->answered)
        log_emit(log, LOG_INFO, "spiegel_answered",
                 "%zu of the earlier reports ask for no answer any more: no reminder", u->answered);
    if (u->brieven)
        log_emit(log, LOG_INFO, "spiegel_letters",
                 "%zu letter%s; verzending.csv says where each goes and with which annexes", u->brieven,
                 u->brieven == 1 ? "" : "s");
    if (u->without_adres)
        log_emit(log, LOG_WARNING, "spiegel_address", "%zu letter%s no address: %s", u->without_adres,
                 one ? " has" : "s have",
                 !o->adressen ? "give them with --adressen FILE"
                 : one        ? "its AGB code is not in the list of --adressen"
                              : "their AGB codes are not in the list of --adressen");
}

static void say_written(struct spiegel_options *o, const struct spiegel_result *u)
{
    struct log log = console_log(&o->console);
    if (u->achtergehouden)
        log_emit(&log, LOG_INFO, "spiegel_holdout", "%zu reports were left out by chance (--holdout %s --seed %s); "
                                                    "the database knows whose",
                 u->achtergehouden, o->holdout, o->seed);
    say_quarter(o, u, &log);
    say_letters(o, u, &log);
    if (u->unknown)
        log_emit(&log, LOG_WARNING, "spiegel_unknown", "%zu of the providers of --agb %s nothing in %s: no report",
                 u->unknown, u->unknown == 1 ? "has" : "have", o->period);
    if (u->without_language)
        log_emit(&log, LOG_WARNING, "spiegel_language",
                 "the PDF of %zu reports does not say that it is in Dutch: this Cairo writes a PDF in a way that is "
                 "not known here; a screen reader may read it in another language", u->without_language);
    log_emit(&log, LOG_INFO, "spiegel",
             "%zu report%s with %zu finding%s, of %zu providers and roles: %zu hoger dan verwacht, "
             "%zu binnen verwachting, %zu without a verdict; written to %s",
             u->rapporten, u->rapporten == 1 ? "" : "s", u->bevindingen, u->bevindingen == 1 ? "" : "s", u->aanbieders,
             u->verdict[HIGHER_THAN_EXPECTED], u->verdict[AS_EXPECTED],
             u->verdict[TOO_SMALL] + u->verdict[NO_COMPARISON] + u->verdict[PARTLY_CHECKED], o->out);
}

static void print_share(const struct effect_count *c)
{
    char euro[NUMBER_TEXT];
    printf(" %8u %8u %12u %6.1f%% %15s", c->aanbieders, c->regels, c->gecrediteerd,
           c->regels ? 100.0 * c->gecrediteerd / c->regels : 0.0, euro_text(c->gecrediteerd_cent, '.', euro).at);
}

static void print_effect(const struct spiegel_options *o, const struct effect *e)
{
    static const char *const groep[RONDE_GROEPEN] = {"rapport", "achtergehouden"};
    printf("Ronde %lld van %s, gemaakt op %s na run %lld: %lld%% achtergehouden, zaad %lld\n\n", (long long)e->ronde,
           o->period, e->op, (long long)e->run, (long long)e->procent, (long long)e->zaad);
    printf("%-17s %-14s %8s %8s %12s %7s %15s\n", "rol", "groep", "agb", "regels", "gecrediteerd", "deel", "euro");
    for (enum rol rol = 0; rol < ROLLEN; rol++) {
        const struct effect_count *got = &e->count[rol][0], *out = &e->count[rol][1];
        double low, high;
        if (!got->aanbieders && !out->aanbieders)
            continue;
        for (int g = 0; g < RONDE_GROEPEN; g++) {
            printf("%-17s %-14s", rol_name[rol], groep[g]);
            print_share(&e->count[rol][g]);
            printf("\n");
        }
        newcombe(got->gecrediteerd, got->regels, out->gecrediteerd, out->regels, &low, &high);
        if (got->regels && out->regels)
            printf("%-17s verschil %+.1f procentpunt (95%%: %+.1f tot %+.1f)\n", rol_name[rol],
                   100.0 * ((double)got->gecrediteerd / got->regels - (double)out->gecrediteerd / out->regels),
                   100 * low, 100 * high);
        else
            printf("%-17s geen verschil te geven: een van de groepen heeft geen regels\n", rol_name[rol]);
    }
}

static enum status run_effect(struct spiegel_options *o, struct error *err)
{
    struct store store = STORE_CLOSED;
    struct effect effect;
    struct period period = {0, 0};
    if (strlen(o->period) != 6 || !period_read(o->period, &period)) {
        usage_error(&command_spiegel, err, "--period takes a quarter, 2023Q2");
        return err->status;
    }
    bool ok = store_open_read(&store, o->db, err) && effect_read(&store, period, &effect, err);
    store_close(&store);
    if (!ok)
        return err->status;
    print_effect(o, &effect);
    return console_printed(err) ? STATUS_DONE : err->status;
}

static enum status run_spiegel(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    struct spiegel_options *o = options;
    struct store store = STORE_CLOSED;
    struct spiegel_request request = {.store = &store, .progress = &o->console.progress};
    struct spiegel_result result;
    uint32_t *agb = NULL;
    struct mailing mailing = {0};
    if (arguments && strcmp(argument[0], "effect") != 0) {
        usage_error(&command_spiegel, err, "'%s' is not effect", argument[0]);
        return err->status;
    }
    if (arguments)
        return run_effect(o, err);
    if (!o->out) {
        usage_error(&command_spiegel, err, "give --out DIR");
        return err->status;
    }
    if (!read_vraag(o, &request, &agb, err))
        return err->status;
    console_start(&o->console);
    bool ok = read_mailing(o, &mailing, &request, err)
              && (request.holdout.procent ? store_open_change(&store, o->db, 60, err)
                                          : store_open_read(&store, o->db, err))
              && output_folder_make(o->out, err) && spiegel_make(&request, &result, err);
    console_stop(&o->console);
    store_close(&store);
    free(agb);
    mailing_release(&mailing);
    if (!ok)
        return console_fail(&o->console, err);
    say_written(o, &result);
    return STATUS_DONE;
}

const struct command command_spiegel = {
    .name = "spiegel",
    .summary = "for every provider a report on its own lines in a quarter: PDF, XLSX, CSV",
    .examples =
        "dubbelloop spiegel --db nacht.db --period 2023Q2 --out spiegel-2023Q2\n"
        "dubbelloop spiegel --db nacht.db --period 2023Q2 --out proef --agb 01234567 --rol declarant\n"
        "dubbelloop spiegel --db nacht.db --period 2023Q2 --out ronde --afzender afzender.ini --holdout 20% --seed 7\n"
        "dubbelloop spiegel --db nacht.db --period 2023Q2 --out brieven --afzender afzender.ini "
        "--brief --adressen adressen.csv\n"
        "dubbelloop spiegel --db nacht.db --period 2023Q2 --out nogmaals --afzender afzender.ini --herinnering brieven "
        "--adressen adressen.csv\n"
        "dubbelloop spiegel effect --db nacht.db --period 2023Q2\n"
        "dubbelloop spiegel --db nacht.db --period 2023Q2 --out diet --zorgsoort 24 "
        "--min-lines 3 --answer-by 2023-12-01\n",
    .text =
        "Writes for every provider with lines that overlap in the quarter, in each role that it has them, "
        "a report in Dutch:\n"
        "  2023Q2_01234567_declarant.pdf   two pages or more: its figures beside its peers', and what to do\n"
        "  2023Q2_01234567_declarant.xlsx  its lines to look at, with a column for its answer; .csv: the same\n"
        "  2023Q2_01234567_declarant-ter-informatie.csv  its lines of which nothing is asked, if any\n"
        "and for the analyst overzicht.html and overzicht.xlsx (every provider), and manifest.csv: "
        "which files, with their\n"
        "SHA-256 and figures. No report holds a patient, or a line of anybody else.\n"
        "With --brief also, for every provider, one PDF to send:\n"
        "  2023Q2_01234567_brief.pdf       a letter, and behind it the pages of its reports\n"
        "and verzending.csv and verzending.xlsx for whoever mails: "
        "the address, the letter and the annexes of each provider. The\n"
        "letters have the date of today. --herinnering DIR makes letters that remind "
        "(2023Q2_01234567_herinnering.pdf).\n"
        "\n"
        "Only what was checked is counted, and only lines that are to be recovered of the provider itself; "
        "own lines beside which\n"
        "somebody else's is to be recovered stand in the annex for information. What was decided is left out.\n"
        "\n"
        "The database is only read, but with --holdout: it then keeps who got a report and who was left out. "
        "'spiegel effect'\n"
        "tells, per role, how many of the lines of both were credited since, "
        "and the difference with its 95% interval (Newcombe).\n",
    .notes = "The files appear together at the end, manifest.csv last: "
             "a report counts when the manifest names it with its hash. The\n"
             "same database gives the same bytes; all dates are those of its last run, but that of a letter. The "
             "choice of providers changes which reports\n"
             "there are, never the figures in them, nor the overview.\n",
    .arguments = {.name = "effect", .least = 0, .most = 1, .words = (const char *const[]){"effect"}, .words_n = 1},
    .options = {{spiegel_options, 0}, {console_options, offsetof(struct spiegel_options, console)}},
    OPTIONS_OF(struct spiegel_options, .min_lines = 1),
    .run = run_spiegel,
};
