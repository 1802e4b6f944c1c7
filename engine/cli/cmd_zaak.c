/* cmd_zaak.c - a control of one provider, from its goal to its end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/login.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/filters.h"
#include "store/ledger.h"
#include "zaak/boeken.h"
#include "zaak/herrekenen.h"
#include "zaak/register.h"
#include "zaak/stukken.h"

struct zaak_options {
    const char *db, *by, *agb, *rol, *period, *to, *doel, *kenmerk, *terugblik_reden, *reason, *text, *skip, *seed,
        *from, *format, *output, *afzender, *adressen, *bedrag, *year;
    const char *toelichting, *objecten, *methode, *noodzaak, *evenredig, *adviseur, *termijn;
    struct date_option date, terugblik, until;
    unsigned size, wait;
    bool signalen, overslaan, vrijwillig;
};

/* ---- What the verbs share ---- */

static bool read_case_number(const struct command *command, const char *text, int64_t *nummer, struct error *err)
{
    uint64_t number = 0;
    if (!text_digits(text_of(text), 9, &number) || number == 0)
        return usage_error(command, err, "NUMBER is that of a case, as 'dubbelloop zaak list' prints it");
    *nummer = (int64_t)number;
    return true;
}

/* What a verb that writes does within the transaction. */
struct zaak_work {
    const struct command *command;
    const struct zaak_options *o;
    const char *const *argument;
    size_t arguments;
    struct store store;
    struct zaak_daad daad;
    int64_t nummer;
    struct buf said; /* printed when all of it is on record */
};
typedef bool zaak_work_fn(struct zaak_work *w, struct error *err);
enum { CONSENT_NUMBERS = 64 }; /* of one consent: an insured has few lines in a case */

/* Opens the database, does the work, commits, and prints. `numbered`: the first argument is the number of a case. */
static enum status change_case(const struct command *command, const struct zaak_options *o, const char *const *argument,
                               size_t arguments, bool numbered, zaak_work_fn *work, struct error *err)
{
    char *login = login_name();
    struct zaak_work w = {.command = command,
                          .o = o,
                          .argument = argument,
                          .arguments = arguments,
                          .store = STORE_CLOSED,
                          .daad = {text_trim(text_of(o->by)), text_of(login),
                                   o->date.given ? o->date.day : day_today()}};
    bool ok = (text_is_recordable(w.daad.door) || usage_error(command, err, "give --by NAME: who does it"))
              && (!numbered || read_case_number(command, argument[0], &w.nummer, err))
              && database_is_there(command, o->db, err) && store_open_change(&w.store, o->db, (int)o->wait, err)
              && work(&w, err) && store_commit(&w.store, err);
    if (ok && w.said.n)
        console_print("%s", buf_string(&w.said));
    else if (ok)
        console_print("zaak %lld: vastgelegd\n", (long long)w.nummer);
    store_close(&w.store);
    buf_release(&w.said);
    free(login);
    ok = ok && (console_printed(err) || error_in(err, "it is on record"));
    return ok ? STATUS_DONE : err->status;
}

/* What a verb that reads a case does with it. */
struct zaak_look {
    const struct zaak_options *o;
    const char *const *argument;
    struct store store;
    struct zaak_dossier d;
};
typedef bool zaak_show_fn(struct zaak_look *look, struct error *err);

static enum status show_case(const struct command *command, const struct zaak_options *o, const char *const *argument,
                             zaak_show_fn *show, struct error *err)
{
    struct zaak_look look = {.o = o, .argument = argument, .store = STORE_CLOSED};
    int64_t nummer = 0;
    bool ok = read_case_number(command, argument[0], &nummer, err) && store_open_read(&look.store, o->db, err)
              && zaak_lees(&look.store, nummer, &look.d, err) && show(&look, err);
    zaak_release(&look.d);
    store_close(&look.store);
    return ok && console_printed(err) ? STATUS_DONE : err->status;
}

static struct text given_text(const char *text)
{
    return text ? text_trim(text_of(text)) : (struct text){"", 0};
}

static void say_euro(struct buf *out, int64_t cent)
{
    char room[NUMBER_TEXT];
    const struct text euro = euro_text(cent, ',', room);
    buf_printf(out, "€ %.*s", (int)euro.n, euro.at);
}

/* ---- new, add ---- */

static bool read_quarters(const struct zaak_work *w, struct period *period, struct error *err)
{
    const struct zaak_options *o = w->o;
    struct period last;
    if (!period_read(o->period, period))
        return usage_error(w->command, err, "--period takes a year or a quarter: 2023, 2023Q2");
    if (!o->to)
        return true;
    if (!period_read(o->to, &last) || last.last < period->first)
        return usage_error(w->command, err, "--to takes a year or a quarter, not before --period");
    period->last = last.last;
    return true;
}

static void say_chosen(struct buf *out, int64_t nummer, const struct zaak_gekozen *g)
{
    buf_printf(out, "zaak %lld: %lld bevindingen, %lld materieel en %lld formeel, samen ", (long long)nummer,
               (long long)g->erin, (long long)g->materieel, (long long)(g->erin - g->materieel));
    say_euro(out, g->cent);
    buf_text(out, "\n");
    for (int b = 0; b < ZAAK_BUITEN; b++)
        if (g->buiten[b])
            buf_printf(out, "weggelaten, %s: %lld\n", zaak_buiten_name[b], (long long)g->buiten[b]);
}

static bool work_new(struct zaak_work *w, struct error *err)
{
    const struct zaak_options *o = w->o;
    struct zaak_opdracht opdracht = {.rol = strcmp(o->rol, rol_name[ROL_DECLARANT]) == 0 ? ROL_DECLARANT
                                                                                         : ROL_KETENCONTRACTANT,
                                     .doel = given_text(o->doel),
                                     .kenmerk = given_text(o->kenmerk),
                                     .terugblik = o->terugblik.given ? o->terugblik.day : NO_TERM,
                                     .terugblik_reden = given_text(o->terugblik_reden),
                                     .keuze = {.signalen = o->signalen},
                                     .toelichting = given_text(o->toelichting)};
    const struct text texts[] = {opdracht.doel, opdracht.kenmerk, opdracht.terugblik_reden, opdracht.toelichting};
    struct zaak_gekozen gekozen;
    uint64_t agb = 0;
    int64_t nummer = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].n && !text_is_recordable(texts[i]))
            return usage_error(w->command, err, "a text is a line of UTF-8 of at most 4096 bytes");
    if (!text_digits(text_of(o->agb), 8, &agb) || agb == 0)
        return usage_error(w->command, err, "--agb takes 8 digits");
    opdracht.agb = (uint32_t)agb;
    if (!read_quarters(w, &opdracht.kwartalen, err)
        || !zaak_open(&w->store, &opdracht, &w->daad, &nummer, &gekozen, err))
        return false;
    say_chosen(&w->said, nummer, &gekozen);
    return true;
}

static bool work_add(struct zaak_work *w, struct error *err)
{
    char id[17];
    const struct text reden = given_text(w->o->reason);
    if (!bevinding_id_read(text_of(w->argument[1]), id))
        return usage_error(w->command, err, "BEVINDING_ID is 16 of 0-9 and a-f");
    if (reden.n && !text_is_recordable(reden))
        return usage_error(w->command, err, "--reason is a line of UTF-8 of at most 4096 bytes");
    return zaak_add(&w->store, w->nummer, text_of(id), reden, &w->daad, err);
}

/* ---- step, weigh, note, close ---- */

static bool work_step(struct zaak_work *w, struct error *err)
{
    const struct zaak_options *o = w->o;
    struct zaak_stap_invoer in = {.stap = zaak_stap_of(text_of(w->argument[1])),
                                  .overslaan = o->overslaan,
                                  .skip = given_text(o->skip),
                                  .veld = {[VELD_TOELICHTING] = given_text(o->toelichting),
                                           [VELD_OBJECTEN] = given_text(o->objecten),
                                           [VELD_METHODE] = given_text(o->methode),
                                           [VELD_NOODZAAK] = given_text(o->noodzaak),
                                           [VELD_EVENREDIG] = given_text(o->evenredig),
                                           [VELD_ADVISEUR] = given_text(o->adviseur),
                                           [VELD_TERMIJN] = given_text(o->termijn)},
                                  .cent = -1};
    if (strcmp(w->argument[1], "fraudeonderzoek") == 0)
        return error_set(err, STATUS_USAGE,
                         "a fraudeonderzoek (Rzv artikel 7.10) is no step of a control and has conditions of its own; "
                         "this program has none: leave these findings to who does it, and close the case with that "
                         "reason");
    if (in.stap == ZAAK_STAPPEN)
        return usage_error(w->command, err, "there is no such step");
    if (in.skip.n && !text_is_recordable(in.skip))
        return usage_error(w->command, err, "--skip is a line of UTF-8 of at most 4096 bytes");
    if (o->bedrag && (in.stap != STAP_TERUGVORDERING || !euro_read(text_of(o->bedrag), &in.cent)))
        return usage_error(w->command, err, "--bedrag is of terugvordering, in euros: 1234,50");
    return zaak_step(&w->store, w->nummer, &in, &w->daad, err);
}

static bool work_weigh(struct zaak_work *w, struct error *err)
{
    uint64_t point = 0;
    if (!text_digits(text_of(w->argument[1]), 6, &point))
        return usage_error(w->command, err, "POINT is a number: the first point of the reaction is 1");
    return zaak_weigh(&w->store, w->nummer, (unsigned)point, given_text(w->o->text), &w->daad, err);
}

static bool work_note(struct zaak_work *w, struct error *err)
{
    return zaak_note(&w->store, w->nummer, given_text(w->o->text), &w->daad, err);
}

static bool work_consent(struct zaak_work *w, struct error *err)
{
    uint32_t nummer[CONSENT_NUMBERS];
    size_t n = 0;
    for (; n < w->arguments - 1; n++) {
        uint64_t read = 0;
        if (!text_digits(text_of(w->argument[n + 1]), 9, &read))
            return usage_error(w->command, err, "LINE is the number of a finding in the case, from 1");
        nummer[n] = (uint32_t)read;
    }
    return zaak_toestemming(&w->store, w->nummer, nummer, n, given_text(w->o->text), &w->daad, err);
}

static bool work_survey(struct zaak_work *w, struct error *err)
{
    if (!w->o->vrijwillig)
        return usage_error(w->command, err,
                           "give --vrijwillig: the insured were told that they need not answer, and that not answering "
                           "does them no harm (Rzv artikel 7.5 lid 4)");
    return zaak_enquete(&w->store, w->nummer, given_text(w->o->text), &w->daad, err);
}

static bool work_extend(struct zaak_work *w, struct error *err)
{
    return zaak_uitstel(&w->store, w->nummer, w->o->until.day, given_text(w->o->text), &w->daad, err);
}

static bool work_close(struct zaak_work *w, struct error *err)
{
    const struct text reden = given_text(w->o->reason);
    if (reden.n && !text_is_recordable(reden))
        return usage_error(w->command, err, "--reason is a line of UTF-8 of at most 4096 bytes");
    return zaak_close(&w->store, w->nummer, reden, &w->daad, err);
}

/* ---- sample, form, results ---- */

static bool work_sample(struct zaak_work *w, struct error *err)
{
    uint64_t zaad = 0;
    uint32_t drawn = 0;
    if (!text_digits(text_of(w->o->seed), 18, &zaad))
        return usage_error(w->command, err, "--seed takes 1 to 18 digits");
    if (!zaak_draw(&w->store, w->nummer, zaad, w->o->size, &w->daad, &drawn, err))
        return false;
    buf_printf(&w->said, "%u bevindingen getrokken\n", drawn);
    return true;
}

/* The provider reads why: what was found wrong without a word of that is told to who takes it in. */
static bool say_unexplained(struct zaak_work *w, struct error *err)
{
    struct zaak_dossier d;
    size_t n = 0;
    const bool ok = zaak_lees(&w->store, w->nummer, &d, err);
    for (size_t i = 0; ok && i < d.bevindingen; i++)
        n += d.bevinding[i].uitkomst == UITKOMST_ONTERECHT && !d.bevinding[i].uitkomst_toelichting.n;
    if (n)
        buf_printf(&w->said, "onterecht zonder toelichting: %zu; de brief zegt daarvan niet waarom\n", n);
    zaak_release(&d);
    return ok;
}

static bool work_results(struct zaak_work *w, struct error *err)
{
    struct problems problems = {0};
    char *content = NULL;
    size_t n = 0, taken = 0;
    bool ok = read_whole_file(strcmp(w->o->from, "-") == 0 ? "/dev/stdin" : w->o->from, &content, &n, err)
              && zaak_uitkomsten(&w->store, w->nummer, w->o->from, (struct text){content, n}, &w->daad, &taken,
                                 &problems, err);
    if (ok && problems.count) {
        fwrite(problems.text, 1, problems.n, stderr);
        ok = error_set(err, STATUS_USAGE, "%zu faults in the form; nothing of it was taken", problems.count);
    } else if (ok && taken == 0)
        ok = error_set(err, STATUS_USAGE, "the form holds no outcome that is not on record: look at column Uitkomst");
    buf_printf(&w->said, taken == 1 ? "%zu uitkomst vastgelegd\n" : "%zu uitkomsten vastgelegd\n", taken);
    problems_release(&problems);
    free(content);
    return ok && say_unexplained(w, err);
}

/* ---- status, document, list ---- */

/* The texts of a letter's sender and addressee. */
struct zaak_mail {
    struct afzender afzender;
    struct adressen adressen;
    struct arena arena;
};

static bool read_mail(const struct zaak_options *o, struct zaak_mail *mail, struct error *err)
{
    struct problems problems = {0};
    bool ok = (!o->afzender || afzender_read(&mail->afzender, o->afzender, &mail->arena, &problems, err))
              && (!o->adressen || adressen_read(&mail->adressen, o->adressen, &mail->arena, &problems, err));
    if (ok && problems.count) {
        fwrite(problems.text, 1, problems.n, stderr);
        ok = error_set(err, STATUS_USAGE, "%zu faults in the sender or the addresses", problems.count);
    }
    problems_release(&problems);
    return ok;
}

static bool write_document(const struct document *doc, bool pdf, struct canvas *canvas, const char *output,
                           struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    struct buf text = {0};
    bool has_language, ok = outfile_open(&out, NULL, output, err);
    if (ok && pdf)
        ok = document_als_pdf(doc, canvas, &out, &has_language, err);
    else if (ok) {
        document_als_tekst(doc, &text);
        outfile_write(&out, text.at, text.n);
    }
    ok = ok && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    buf_release(&text);
    return ok;
}

static bool make_document(struct zaak_look *look, enum zaak_stuk stuk, bool pdf, struct error *err)
{
    const struct zaak_dossier *d = &look->d;
    struct zaak_mail mail = {.afzender = {.naam = {"", 0}}};
    struct canvas *canvas = canvas_new();
    struct document doc = {.n = 0};
    bool ok = read_mail(look->o, &mail, err);
    struct zaak_verzending to = {&mail.afzender, adres_of(&mail.adressen, d->zaak.agb), day_today(), 0};
    ok = ok
         && (stuk != STUK_DOSSIER || zaak_te_herrekenen(&look->store, d->zaak.nummer, &to.herrekenen, err))
         && zaak_stuk_maak(d, stuk, &to, canvas, &doc, err)
         && write_document(&doc, pdf, canvas, look->o->output, err);
    document_release(&doc);
    canvas_free(canvas);
    adressen_release(&mail.adressen);
    arena_release(&mail.arena);
    return ok;
}

static bool show_status(struct zaak_look *look, struct error *err)
{
    return make_document(look, STUK_DOSSIER, false, err);
}

static bool make_workbook(struct zaak_look *look, enum zaak_boek boek, const char *format, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    bool ok = outfile_open(&out, NULL, look->o->output, err)
              && zaak_boek_maak(&look->store, &look->d, boek, table_format_find(format), &out, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    outfile_release(&out);
    return ok;
}

static bool show_form(struct zaak_look *look, struct error *err)
{
    return make_workbook(look, BOEK_FORMULIER, look->o->format, err);
}

static const char *format_of_workbook(const char *asked)
{
    return strcmp(asked, "pdf") == 0 ? "xlsx" : strcmp(asked, "text") == 0 ? "csv-excel" : asked;
}

static bool show_document(struct zaak_look *look, struct error *err)
{
    const struct zaak_options *o = look->o;
    const char *const *argument = look->argument;
    int stuk = 0;
    for (int boek = 0; boek < BOEK_FORMULIER; boek++) /* which has a verb of its own */
        if (strcmp(argument[1], zaak_boek_naam[boek]) == 0)
            return make_workbook(look, (enum zaak_boek)boek, format_of_workbook(o->format), err);
    while (stuk < ZAAK_STUKKEN && strcmp(argument[1], zaak_stuk_naam[stuk]) != 0)
        stuk++;
    if (stuk == ZAAK_STUKKEN)
        return error_set(err, STATUS_USAGE, "there is no such document; 'dubbelloop zaak document --help' lists them");
    if (stuk != STUK_DOSSIER && !o->afzender)
        return error_set(err, STATUS_USAGE, "a letter needs --afzender FILE: who sends it");
    if (strcmp(o->format, "pdf") != 0 && strcmp(o->format, "text") != 0)
        return error_set(err, STATUS_USAGE, "this document is no workbook: take --format pdf or text");
    return make_document(look, (enum zaak_stuk)stuk, strcmp(o->format, "pdf") == 0, err);
}

static enum status run_zaak_list(void *options, const char *const *argument, size_t arguments, struct error *err)
{
    const struct zaak_options *o = options;
    struct store store = STORE_CLOSED;
    struct outfile out = OUTFILE_NONE;
    struct table_writer writer = {0};
    uint64_t jaar = 0;
    char made[21];
    (void)argument, (void)arguments;
    if (o->year)
        text_digits(text_of(o->year), 4, &jaar);
    ledger_now(made);
    bool ok = store_open_read(&store, o->db, err) && outfile_open(&out, NULL, o->output, err)
              && table_open(&writer, table_format_find(o->format), &out, made, err)
              && register_tabel(&store, (int)jaar, &writer, err) && table_close(&writer, err)
              && outfile_finish(&out, err) && outfile_publish(&out, err);
    table_release(&writer);
    outfile_release(&out);
    store_close(&store);
    return ok ? STATUS_DONE : err->status;
}

/* ---- The verbs ---- */

#define ZAAK_DB OPTION_DB(struct zaak_options, "the database")
#define ZAAK_BY \
    {"by", "NAME", INTO(struct zaak_options, by), .needed = true, \
     .help = "who does it; the login is recorded beside it"}, \
        {"date", "DATE", INTO(struct zaak_options, date), .help = "the day on which it was done; default: today"}, \
        OPTION_WAIT(struct zaak_options, "wait for a run to end; default 0")

static const struct option new_options[] = {
    ZAAK_DB,
    {"agb", "AGB", INTO(struct zaak_options, agb), .takes = VALUE_DIGITS, .width = 8, .needed = true,
     .help = "the provider; 8 digits"},
    {"rol", "ROL", INTO(struct zaak_options, rol), .words = rol_name, .words_n = ROLLEN, .needed = true,
     .help = "declarant: lines beside a keten-dbc; ketencontractant: its keten-dbc's"},
    {"period", "P", INTO(struct zaak_options, period), .needed = true,
     .help = "2023 or 2023Q2: a finding belongs to the quarter in which its overlap begins"},
    {"to", "P", INTO(struct zaak_options, to),
     .help = "up to and including this year or quarter; default: that of --period"},
    {"doel", "TEXT", INTO(struct zaak_options, doel), .needed = true,
     .help =
         "the goal of the control: when is it sure enough that what was declared was delivered, or was the care meant"},
    {"kenmerk", "TEXT", INTO(struct zaak_options, kenmerk), .help = "the house's own reference"},
    {"toelichting", "TEXT", INTO(struct zaak_options, toelichting), .help = "what it begins with"},
    {"terugblik", "DATE", INTO(struct zaak_options, terugblik),
     .help = "lines from this day on; default: two years before the control begins"},
    {"terugblik-reden", "TEXT", INTO(struct zaak_options, terugblik_reden), .help = "why further back than that"},
    {"signalen", INTO(struct zaak_options, signalen), .help = "findings of grade signaal too"},
    ZAAK_BY,
    {0},
};
static const struct option add_options[] = {
    ZAAK_DB,
    {"reason", "TEXT", INTO(struct zaak_options, reason),
     .help = "why; needed for a line older than the days that count"},
    ZAAK_BY,
    {0},
};
#define STEP_FIELD(name, text) \
    { \
#name, "TEXT", INTO(struct zaak_options, name), .help = text \
    }
static const struct option step_options[] = {
    ZAAK_DB,
    STEP_FIELD(toelichting,
               "what was done and found; of reactie: a point that the provider makes; of --overslaan: why"),
    STEP_FIELD(objecten, "of specifiek_controleplan: what is looked at"),
    STEP_FIELD(methode, "of specifiek_controleplan: how"),
    STEP_FIELD(noodzaak, "of specifiek_controleplan: why the goal is not reached without"),
    STEP_FIELD(evenredig, "of specifiek_controleplan: why it goes no further than is needed"),
    STEP_FIELD(adviseur, "of specifiek_controleplan: the medical adviser who is responsible"),
    {"termijn", "DATE", INTO(struct zaak_options, termijn),
     .help =
         "of voorgenomen_uitkomst: until when the provider may react, YYYY-MM-DD; the law names no number of weeks"},
    {"bedrag", "EURO", INTO(struct zaak_options, bedrag),
     .help = "of terugvordering: what is asked; default: what the confirmed findings come to. "
             "More only up to the lower bound of a sample that is looked at"},
    {"skip", "TEXT", INTO(struct zaak_options, skip),
     .help = "why the steps before it that are still to do are left out; each is put on record as skipped"},
    {"overslaan", INTO(struct zaak_options, overslaan), .help = "this step itself is left out, for --toelichting"},
    ZAAK_BY,
    {0},
};
static const struct option text_options[] = {
    ZAAK_DB,
    {"text", "TEXT", INTO(struct zaak_options, text), .needed = true, .help = "what is said; a line"},
    ZAAK_BY,
    {0},
};
static const struct option extend_options[] = {
    ZAAK_DB,
    {"termijn", "DATE", INTO(struct zaak_options, until), .needed = true, .help = "until when, YYYY-MM-DD"},
    {"text", "TEXT", INTO(struct zaak_options, text), .needed = true, .help = "why; a line"},
    ZAAK_BY,
    {0},
};
static const struct option survey_options[] = {
    ZAAK_DB,
    {"text", "TEXT", INTO(struct zaak_options, text), .needed = true,
     .help = "what was asked, of how many, and what came of it; nobody by name"},
    {"vrijwillig", INTO(struct zaak_options, vrijwillig),
     .help = "they were told that they need not answer, and that not answering does them no harm: needed"},
    ZAAK_BY,
    {0},
};
static const struct option close_options[] = {
    ZAAK_DB,
    {"reason", "TEXT", INTO(struct zaak_options, reason), .help = "why, when there are steps to do"},
    ZAAK_BY,
    {0},
};
static const struct option draw_options[] = {
    ZAAK_DB,
    {"seed", "N", INTO(struct zaak_options, seed), .needed = true,
     .help = "1 to 18 digits; settle it before you look at the findings"},
    {"size", "K", INTO(struct zaak_options, size), .needed = true, .least = 1,
     .help = "how many; all of them when there are fewer"},
    ZAAK_BY,
    {0},
};
static const struct option form_options[] = {
    ZAAK_DB,
    {"format", INTO(struct zaak_options, format), WORDS("xlsx", "csv-excel"), .help = "xlsx (default) or CSV"},
    OPTION_OUTPUT(struct zaak_options, OUTPUT_HELP),
    {0},
};
static const struct option results_options[] = {
    ZAAK_DB,
    {"from", "FILE", INTO(struct zaak_options, from), .takes = VALUE_FILE, .needed = true,
     .help = "the form of 'zaak form', filled in; - is standard input"},
    ZAAK_BY,
    {0},
};
static const struct option document_options[] = {
    ZAAK_DB,
    {"format", INTO(struct zaak_options, format), WORDS("pdf", "text", "xlsx", "csv-excel"),
     .help = "pdf (default) or text; of specificatie and eigen_risico xlsx (default) or csv-excel"},
    {"afzender", "FILE", INTO(struct zaak_options, afzender), .takes = VALUE_FILE,
     .help = "who sends it: an INI file as of 'spiegel'; a letter needs it"},
    {"adressen", "FILE", INTO(struct zaak_options, adressen), .takes = VALUE_FILE,
     .help = "where letters go: CSV or XLSX as of 'spiegel'"},
    OPTION_OUTPUT(struct zaak_options, OUTPUT_HELP),
    {0},
};
static const struct option zaak_status_options[] = {ZAAK_DB, OPTION_OUTPUT(struct zaak_options, OUTPUT_HELP), {0}};
static const struct option zaak_list_options[] = {
    ZAAK_DB,
    {"year", "Y", INTO(struct zaak_options, year), .takes = VALUE_DIGITS, .width = 4,
     .help = "only those in which something was done in that year"},
    {"format", INTO(struct zaak_options, format), WORDS("text", "csv", "jsonl", "xlsx", "csv-excel"),
     .help = "text (default), or for a spreadsheet or program"},
    OPTION_OUTPUT(struct zaak_options, OUTPUT_HELP),
    {0},
};

#define RUN_CHANGE(name, numbered) \
    static const struct command verb_##name; \
    static enum status run_zaak_##name(void *options, const char *const *argument, size_t arguments, \
                                       struct error *err) \
    { \
        return change_case(&verb_##name, options, argument, arguments, numbered, work_##name, err); \
    }
#define RUN_SHOW(name) \
    static const struct command verb_##name; \
    static enum status run_zaak_##name(void *options, const char *const *argument, size_t arguments, \
                                       struct error *err) \
    { \
        (void)arguments; \
        return show_case(&verb_##name, options, argument, show_##name, err); \
    }
RUN_CHANGE(new, false)
RUN_CHANGE(add, true)
RUN_CHANGE(step, true)
RUN_CHANGE(weigh, true)
RUN_CHANGE(note, true)
RUN_CHANGE(consent, true)
RUN_CHANGE(survey, true)
RUN_CHANGE(extend, true)
RUN_CHANGE(close, true)
RUN_CHANGE(sample, true)
RUN_CHANGE(results, true)
RUN_SHOW(form)
RUN_SHOW(status)
RUN_SHOW(document)
#define OPTIONS_OF_ZAAK(format_) OPTIONS_OF(struct zaak_options, .format = format_)
#define STEPS \
    "The steps, in their order: algemene_risicoanalyse, algemeen_controleplan, spiegelinformatie,\n" \
    "specifieke_risicoanalyse, specifiek_controleplan, aankondiging, detailcontrole, voorgenomen_uitkomst, reactie,\n" \
    "definitieve_uitkomst, terugvordering, evaluatie.\n"

static const struct command verb_new = {
    .name = "zaak new",
    .summary = "begin a control of a provider with the findings that stand on its lines",
    .examples =
        "dubbelloop zaak new --db nacht.db --agb 01999911 --rol declarant --period 2023 --doel 'zekerheid dat naast "
        "de keten geen zorg is gedeclareerd die erin zit' --by 'J. Jansen'\n",
    .text =
        "Opens a case and prints its number. The findings come into it as they are now; what changes later is shown as "
        "herzien.\n"
        "Each line is in it once, with its surest finding. Left out, and counted: signals (unless --signalen), "
        "findings "
        "whose\n"
        "verdict is afgewezen, of which the data do not show which line is to be recovered, that are in a case "
        "already, "
        "or whose\n"
        "line is older than two years.\n",
    .options = {{new_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_new,
};
static const struct command verb_list = {
    .name = "zaak list",
    .summary = "the cases there are: the register of controls",
    .examples = "dubbelloop zaak list --db nacht.db\n"
                "dubbelloop zaak list --db nacht.db --year 2024 --format xlsx -o register_2024.xlsx\n",
    .text = "A row a case: what was controlled, of whom, how far it is, what it gave and what followed. No patient is "
            "in it.\n",
    .options = {{zaak_list_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_list,
};
static const struct command verb_status = {
    .name = "zaak status",
    .summary = "all of a case: its steps, its findings, who did what when",
    .examples = "dubbelloop zaak status --db nacht.db 1\n",
    .text =
        "Prints the dossier of a case (Dutch): the steps in the order of the law with what is done and what is to do, "
        "the findings\n"
        "with what became of them, the sample and what follows from it, and every event with name and login.\n",
    .arguments = {.name = "NUMBER", .least = 1, .most = 1},
    .options = {{zaak_status_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_status,
};
static const struct command verb_add = {
    .name = "zaak add",
    .summary = "one finding more",
    .examples = "dubbelloop zaak add --db nacht.db --by 'J. Jansen' 1 9efdebcbec02223c\n",
    .text = "Takes a finding on a line of the provider into the case, a signaal too. Not once the provider was told "
            "what is "
            "looked at,\n"
            "nor behind the draw of a sample.\n",
    .arguments = {.name = "NUMBER BEVINDING_ID", .least = 2, .most = 2},
    .options = {{add_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_add,
};
static const struct command verb_step = {
    .name = "zaak step",
    .summary = "a step of a case, or a reason not to take it",
    .examples =
        "dubbelloop zaak step --db nacht.db --by 'J. Jansen' --toelichting 'samenloop naast de keten' 1 "
        "algemene_risicoanalyse\n"
        "dubbelloop zaak step --db nacht.db --by 'J. Jansen' --termijn 2024-06-30 1 voorgenomen_uitkomst\n"
        "dubbelloop zaak step --db nacht.db --by 'J. Jansen' --overslaan --toelichting 'geen reactie' 1 reactie\n",
    .text =
        "Puts on record that a step was taken, on which day and by whom.\n" STEPS
        "A step that is needed is taken or skipped with a reason, never left out. A materiële controle (a finding of "
        "a rule with\n"
        "controle materieel) needs all of them; a formele one only those from voorgenomen_uitkomst on. reactie is "
        "taken "
        "once for\n"
        "each point that the provider makes. The final outcome waits until the provider reacted and each point was "
        "weighed\n"
        "('zaak weigh'), or until the term is over. terugvordering asks no more than findings with a confirmed "
        "terugvordering\n"
        "('decide'), or the lower bound of a sample.\n",
    .arguments = {.name = "NUMBER STEP", .least = 2, .most = 2},
    .options = {{step_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_step,
};
static const struct command verb_weigh = {
    .name = "zaak weigh",
    .summary = "what is said to a point of the reaction",
    .examples =
        "dubbelloop zaak weigh --db nacht.db --by 'J. Jansen' --text 'het contract van 2023 sluit dit in' 1 1\n",
    .text = "Puts on record how a point that the provider made was weighed; each once, before the final outcome.\n",
    .arguments = {.name = "NUMBER POINT", .least = 2, .most = 2},
    .options = {{text_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_weigh,
};
static const struct command verb_note = {
    .name = "zaak note",
    .summary = "anything else that belongs to a case",
    .examples = "dubbelloop zaak note --db nacht.db --by 'J. Jansen' --text 'telefonisch uitstel tot 15 juli' 1\n",
    .text = "Puts a note on record, with the day, the name and the login.\n",
    .arguments = {.name = "NUMBER", .least = 1, .most = 1},
    .options = {{text_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_note,
};
static const struct command verb_consent = {
    .name = "zaak consent",
    .summary = "an insured consented in writing to a look at the file",
    .examples = "dubbelloop zaak consent --db nacht.db --by 'A. Arts' --text 'verklaring van 3 mei, bij de praktijk' 1 "
                "3 5\n",
    .text = "Puts on record that the insured of these findings gave the provider written consent to show what is "
            "needed (Rzv\n"
            "artikel 7.8 lid 3): what their files show is then taken before the announcement, and beside a sample. "
            "It does not\n"
            "count in the estimate of one.\n",
    .arguments = {.name = "NUMBER LINE...", .least = 2, .most = 1 + CONSENT_NUMBERS},
    .options = {{text_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_consent,
};
static const struct command verb_survey = {
    .name = "zaak survey",
    .summary = "a survey among insured, as a means of the control",
    .examples = "dubbelloop zaak survey --db nacht.db --by 'J. Jansen' --vrijwillig --text '31 van 40 antwoordden' 1\n",
    .text = "Puts a survey on record (Rzv artikel 7.5 lid 3 to 5): whether care was given, or how it was. It stands in "
            "the\n"
            "announcement and the intended outcome. Answers about quality may lead to nobody, nor tell who did not "
            "answer.\n",
    .arguments = {.name = "NUMBER", .least = 1, .most = 1},
    .options = {{survey_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_survey,
};
static const struct command verb_extend = {
    .name = "zaak extend",
    .summary = "more time for the provider to react",
    .examples = "dubbelloop zaak extend --db nacht.db --by 'J. Jansen' --termijn 2024-07-15 --text 'op verzoek' 1\n",
    .text = "Puts a later term on record, with the reason. The final outcome then waits until that day is over.\n",
    .arguments = {.name = "NUMBER", .least = 1, .most = 1},
    .options = {{extend_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_extend,
};
static const struct command verb_close = {
    .name = "zaak close",
    .summary = "the end of a case",
    .examples = "dubbelloop zaak close --db nacht.db --by 'J. Jansen' 1\n",
    .text = "Closes a case, with steps to do only for a reason. Nothing is added to it any more.\n",
    .arguments = {.name = "NUMBER", .least = 1, .most = 1},
    .options = {{close_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_close,
};
static const struct command verb_sample = {
    .name = "zaak sample",
    .summary = "draw which files are looked at",
    .examples = "dubbelloop zaak sample --db nacht.db --by 'J. Jansen' --seed 20240415 --size 30 1\n",
    .text =
        "Draws K of the materiële findings of a case, once, as 'dubbelloop sample --stratify regel' draws: the lowest "
        "SHA-256 of\n"
        "SEED/BEVINDING_ID, every rule its share and at least one. Part of the plan: behind step "
        "specifiek_controleplan.\n",
    .arguments = {.name = "NUMBER", .least = 1, .most = 1},
    .options = {{draw_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_sample,
};
static const struct command verb_form = {
    .name = "zaak form",
    .summary = "a form for what the files show",
    .examples = "dubbelloop zaak form --db nacht.db -o detailcontrole_1.xlsx 1\n",
    .text = "Writes the findings that were drawn, or without a sample the materiële ones, with columns to fill in: "
            "Uitkomst, "
            "Onterecht\n"
            "(euro) and Toelichting. 'zaak results' takes it back. No patient is in it.\n",
    .arguments = {.name = "NUMBER", .least = 1, .most = 1},
    .options = {{form_options, 0}},
    OPTIONS_OF_ZAAK("xlsx"),
    .run = run_zaak_form,
};
static const struct command verb_results = {
    .name = "zaak results",
    .summary = "take in what the files show",
    .examples = "dubbelloop zaak results --db nacht.db --by 'A. Arts' --from detailcontrole_1.xlsx 1\n",
    .text = "Takes a filled in form: all rows or none, each fault with its row. Not before the announcement, nor "
            "behind the "
            "final\n"
            "outcome. When all that was drawn is in, 'zaak status' has the share in error and what is recovered at the "
            "most.\n",
    .arguments = {.name = "NUMBER", .least = 1, .most = 1},
    .options = {{results_options, 0}},
    OPTIONS_OF_ZAAK("text"),
    .run = run_zaak_results,
};
static const struct command verb_document = {
    .name = "zaak document",
    .summary = "a letter of the case, as PDF or plain text, or what is recovered as a workbook",
    .examples =
        "dubbelloop zaak document --db nacht.db --afzender afzender.ini --adressen adressen.csv -o aankondiging.pdf "
        "1 aankondiging\n"
        "dubbelloop zaak document --db nacht.db -o terugvordering_1.xlsx 1 specificatie\n",
    .text = "STUK is aankondiging, voorgenomen_uitkomst, reactie (the report of it), definitieve_uitkomst, dossier or "
            "specificatie\n"
            "(what is recovered, line by line), or eigen_risico (whose own risk must be worked out again; for the "
            "insurer only).\n"
            "A letter has the day of its step; before that step it says CONCEPT. It "
            "shows "
            "the case\n"
            "as it is now: make it on the day, and keep it. docs/zaak.md holds each letter against the law.\n",
    .arguments = {.name = "NUMBER STUK", .least = 2, .most = 2},
    .options = {{document_options, 0}},
    OPTIONS_OF_ZAAK("pdf"),
    .run = run_zaak_document,
};

const struct command command_zaak = {
    .name = "zaak",
    .summary = "a control of a provider, step by step as the law orders it",
    .verbs = (const struct command *const[]){&verb_new, &verb_list, &verb_status, &verb_add, &verb_step, &verb_sample,
                                             &verb_form, &verb_results, &verb_consent, &verb_survey, &verb_weigh,
                                             &verb_extend, &verb_note, &verb_document, &verb_close, NULL},
};
