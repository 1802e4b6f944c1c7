/* zaak_daad.c - what is done on the page of a control: a step, a word, a finding more, a sample and what the files
 * show; and its documents as downloads. */
#include "report/table.h"
#include "spiegel/page.h"
#include "store/ledger.h"
#include "web/bladeren.h"
#include "web/pages.h"
#include "web/zaak_blad.h"
#include "zaak/boeken.h"
#include "zaak/herrekenen.h"
#include "zaak/stukken.h"

bool read_case(struct call *call, struct store *store, struct zaak_dossier *d, bool *there, struct error *err)
{
    uint64_t nummer = 0;
    *there = text_digits(call->argument, 9, &nummer) && zaak_lees(store, (int64_t)nummer, d, err);
    if (*there || err->status == STATUS_DONE || err->status == STATUS_USAGE) {
        if (!*there)
            reply_refused(call, 404, "Niet gevonden", "Er is geen zaak met dit nummer.");
        *err = (struct error){0};
        return true;
    }
    return false;
}

bool look_at_case(struct call *call, const struct zaak_dossier *d, struct error *err)
{
    struct look *look = xcalloc(d->bevindingen + 1, sizeof *look);
    for (size_t i = 0; i < d->bevindingen; i++)
        look[i] = (struct look){d->bevinding[i].was.patient, text_of(d->bevinding[i].was.id)};
    bool ok = call_looks(call, look, d->bevindingen, err);
    free(look);
    return ok;
}

char *case_address(const struct call *call, const char *behind)
{
    return xprintf("/zaak/%.*s%s", (int)call->argument.n, call->argument.at, behind);
}

/* ---- Documents ---- */

/* The texts of a letter's sender and addressee, from the files of the configuration. */
struct case_mail {
    struct afzender afzender;
    struct adressen adressen;
    struct arena arena;
    struct problems problems;
};

static bool read_case_mail(struct call *call, struct case_mail *mail, struct error *err)
{
    const struct web_config *config = &call->desk->config;
    char *afzender = xprintf("%.*s", (int)config->afzender.n, config->afzender.n ? config->afzender.at : "");
    char *adressen = xprintf("%.*s", (int)config->adressen.n, config->adressen.n ? config->adressen.at : "");
    bool ok = (!*afzender || afzender_read(&mail->afzender, afzender, &mail->arena, &mail->problems, err))
              && (!*adressen || adressen_read(&mail->adressen, adressen, &mail->arena, &mail->problems, err));
    if (ok && mail->problems.count)
        ok = error_set(err, STATUS_FAILED, "the sender or the addresses of the configuration are wrong: %.*s",
                       (int)mail->problems.n, mail->problems.text);
    free(afzender);
    free(adressen);
    return ok;
}

static bool send_document(struct call *call, const struct zaak_dossier *d, enum zaak_stuk stuk, struct error *err)
{
    struct case_mail mail = {.afzender = {.naam = {"", 0}}};
    struct canvas *canvas = canvas_new();
    struct document document = {.n = 0};
    struct outfile out = OUTFILE_NONE;
    bool has_language;
    char *name = xprintf("zaak_%lld_%s.pdf", (long long)d->zaak.nummer, zaak_stuk_naam[stuk]);
    bool ok = read_case_mail(call, &mail, err);
    struct zaak_verzending to = {&mail.afzender, adres_of(&mail.adressen, d->zaak.agb), day_today(), 0};
    ok = ok && (stuk != STUK_DOSSIER || zaak_te_herrekenen(&call->store, d->zaak.nummer, &to.herrekenen, err))
         && zaak_stuk_maak(d, stuk, &to, canvas, &document, err) && reply_file_open(call, &out, err)
         && document_als_pdf(&document, canvas, &out, &has_language, err)
         && reply_file(call, &out, name, "application/pdf", err);
    free(name);
    outfile_release(&out);
    document_release(&document);
    canvas_free(canvas);
    adressen_release(&mail.adressen);
    problems_release(&mail.problems);
    arena_release(&mail.arena);
    return ok;
}

static bool send_workbook(struct call *call, const struct zaak_dossier *d, enum zaak_boek boek, struct error *err)
{
    static const char type[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    struct outfile out = OUTFILE_NONE;
    char *name = xprintf("zaak_%lld_%s.xlsx", (long long)d->zaak.nummer, zaak_boek_naam[boek]);
    bool ok = reply_file_open(call, &out, err) && zaak_boek_maak(&call->store, d, boek, &table_xlsx, &out, err)
              && reply_file(call, &out, name, type, err);
    free(name);
    outfile_release(&out);
    return ok;
}

bool page_zaak_stuk(struct call *call, struct error *err)
{
    struct zaak_dossier d = {.gebeurtenissen = 0};
    int stuk = 0, boek = 0;
    while (stuk < ZAAK_STUKKEN && !query_is(&call->request, "stuk", zaak_stuk_naam[stuk]))
        stuk++;
    while (boek < ZAAK_BOEKEN && !query_is(&call->request, "stuk", zaak_boek_naam[boek]))
        boek++;
    bool there, ok = read_case(call, &call->store, &d, &there, err);
    if (ok && there && stuk == ZAAK_STUKKEN && boek == ZAAK_BOEKEN)
        reply_refused(call, 404, "Niet gevonden", "Zo'n stuk heeft een zaak niet.");
    else if (ok && there)
        ok = look_at_case(call, &d, err)
             && (stuk == ZAAK_STUKKEN ? send_workbook(call, &d, (enum zaak_boek)boek, err)
                                      : send_document(call, &d, (enum zaak_stuk)stuk, err));
    zaak_release(&d);
    if (!ok && err->status == STATUS_USAGE) {
        reply_refused(call, 400, "Dit stuk hoort niet bij deze zaak",
                      "Een formele controle kent deze brief niet, of er is van de zaak gewist.");
        *err = (struct error){0};
        ok = true;
    }
    return ok;
}

/* ---- Acting ---- */

static const char *const bezwaar_woord[] = {
    [BEZWAAR_GEEN] = "",
    [BEZWAAR_GESLOTEN] = "De zaak is gesloten.",
    [BEZWAAR_FORMEEL] = "Een formele controle kent deze stap niet.",
    [BEZWAAR_AL_VERDER] = "Er is al een latere stap gezet.",
    [BEZWAAR_AL_GEDAAN] = "Deze stap is al gezet.",
    [BEZWAAR_EERST] = "Eerst komt een stap die ervoor staat.",
    [BEZWAAR_VOOR_VORIGE] = "Deze dag ligt voor die van de vorige stap.",
    [BEZWAAR_TOEKOMST] = "Deze dag moet nog komen.",
    [BEZWAAR_TERMIJN] = "De termijn om te reageren loopt nog, en er is geen reactie.",
    [BEZWAAR_WEGING] = "Weeg eerst elk punt van de reactie.",
};

struct acting {
    struct call *call;
    struct store store;
    struct zaak_dossier d;
    struct zaak_daad daad;
    const char *refused; /* in Dutch; NULL: it was done */
    bool answered;       /* by a page of its own: nothing was done */
};

static struct text acting_field(const struct acting *a, const char *name)
{
    return text_trim(form_of(&a->call->request, name));
}

static bool act_step(struct acting *a, struct error *err)
{
    struct zaak_stap_invoer in = {.stap = zaak_stap_of(acting_field(a, "stap")),
                                  .overslaan = form_is(&a->call->request, "overslaan", "ja"),
                                  .skip = acting_field(a, "skip"),
                                  .cent = -1};
    enum zaak_stap eerst;
    if (in.stap == ZAAK_STAPPEN) {
        a->refused = "Zo'n stap is er niet.";
        return true;
    }
    for (enum zaak_veld veld = 0; veld <= VELD_TERMIJN; veld++) {
        in.veld[veld] = acting_field(a, zaak_veld_name[veld]);
        const bool needed = in.overslaan ? veld == VELD_TOELICHTING : zaak_stap_info[in.stap].velden & 1U << veld;
        if ((needed || in.veld[veld].n) && !text_is_recordable(in.veld[veld]))
            a->refused = "Bij deze stap hoort meer: vul elk veld in, met een regel tekst.";
    }
    if (in.skip.n && !text_is_recordable(in.skip))
        a->refused = "Waarom stappen niet worden gezet is een regel tekst.";
    const struct text bedrag = acting_field(a, "bedrag");
    if (in.stap == STAP_TERUGVORDERING && bedrag.n && !euro_read(bedrag, &in.cent))
        a->refused = "Een bedrag is 1234,50.";
    const enum zaak_bezwaar bezwaar = zaak_bezwaar(&a->d.voortgang, in.stap, in.overslaan, in.skip.n > 0, a->daad.datum,
                                                   day_today(), &eerst);
    if (bezwaar != BEZWAAR_GEEN)
        a->refused = bezwaar_woord[bezwaar];
    return a->refused || zaak_step(&a->store, a->d.zaak.nummer, &in, &a->daad, err);
}

static bool act_text(struct acting *a, struct error *err)
{
    const struct text tekst = acting_field(a, "tekst");
    uint64_t punt = 0;
    if (!text_is_recordable(tekst)) {
        a->refused = "Schrijf een regel tekst.";
        return true;
    }
    if (form_is(&a->call->request, "wat", "notitie"))
        return zaak_note(&a->store, a->d.zaak.nummer, tekst, &a->daad, err);
    text_digits(acting_field(a, "punt"), 6, &punt);
    return zaak_weigh(&a->store, a->d.zaak.nummer, (unsigned)punt, tekst, &a->daad, err);
}

static bool act_consent(struct acting *a, struct error *err)
{
    const struct text tekst = acting_field(a, "tekst");
    uint64_t nummer = 0;
    if (!text_digits(acting_field(a, "nummer"), 9, &nummer))
        a->refused = "Noem het nummer van de bevinding in deze zaak.";
    else if (!text_is_recordable(tekst))
        a->refused = "Zeg in een regel waar de schriftelijke toestemming is.";
    const uint32_t bevinding = (uint32_t)nummer;
    return a->refused || zaak_toestemming(&a->store, a->d.zaak.nummer, &bevinding, 1, tekst, &a->daad, err);
}

static bool act_survey(struct acting *a, struct error *err)
{
    const struct text tekst = acting_field(a, "tekst");
    if (!form_is(&a->call->request, "vrijwillig", "ja"))
        a->refused = "Een enquête kan alleen als aan de verzekerden is gemeld dat antwoorden niet hoeft en niet "
                     "antwoorden geen nadeel heeft (Rzv artikel 7.5 lid 4).";
    else if (!text_is_recordable(tekst))
        a->refused = "Zeg in een regel wat gevraagd is en wat ervan kwam.";
    return a->refused || zaak_enquete(&a->store, a->d.zaak.nummer, tekst, &a->daad, err);
}

static bool act_extend(struct acting *a, struct error *err)
{
    const struct text tekst = acting_field(a, "tekst");
    day termijn;
    if (day_parse(acting_field(a, "termijn"), DAY_ISO, &termijn) != DAY_OK || termijn <= a->d.voortgang.termijn)
        a->refused = "Uitstel is een dag, JJJJ-MM-DD, na die waarop de termijn nu eindigt.";
    else if (!text_is_recordable(tekst))
        a->refused = "Zeg in een regel waarom er uitstel is.";
    return a->refused || zaak_uitstel(&a->store, a->d.zaak.nummer, termijn, tekst, &a->daad, err);
}

static bool act_finding(struct acting *a, struct error *err)
{
    char id[17];
    const struct text reden = acting_field(a, "reden");
    if (!bevinding_id_read(acting_field(a, "bevinding_id"), id))
        a->refused = "Een bevinding heeft een nummer van 16 tekens, 0-9 en a-f.";
    else if (reden.n && !text_is_recordable(reden))
        a->refused = "Een reden is een regel tekst.";
    return a->refused || zaak_add(&a->store, a->d.zaak.nummer, text_of(id), reden, &a->daad, err);
}

static bool act_draw(struct acting *a, struct error *err)
{
    uint64_t zaad = 0, hoeveel = 0;
    uint32_t drawn;
    if (!text_digits(acting_field(a, "zaad"), 18, &zaad) || !text_digits(acting_field(a, "hoeveel"), 6, &hoeveel)
        || !hoeveel) {
        a->refused = "Een zaadgetal is 1 tot 18 cijfers; trek er ten minste een.";
        return true;
    }
    return zaak_draw(&a->store, a->d.zaak.nummer, zaad, (uint32_t)hoeveel, &a->daad, &drawn, err);
}

/* What is wrong with the form, by row; it is about no patient. */
static void refuse_results(struct call *call, const struct problems *problems)
{
    struct html *html = &call->html;
    call->reply.status = 400;
    page_begin(call, "Het formulier is niet overgenomen");
    html_raw(html, "<p class=\"fout\" role=\"alert\">Er is niets vastgelegd. Wat er mis is, per rij:</p>"
                   "<pre class=\"code tabel\" tabindex=\"0\" lang=\"en\">");
    html_text(html, (struct text){problems->text, problems->n});
    html_raw(html, "</pre>");
    page_end(call);
}

static bool act_results(struct acting *a, struct error *err)
{
    const struct params *form = &a->call->request.form;
    struct problems problems = {0};
    size_t i = 0, taken = 0;
    while (i < form->n && !(form->param[i].file.n && text_equal(form->param[i].name, TEXT("formulier"))))
        i++;
    if (i == form->n) {
        a->refused = "Kies het ingevulde formulier.";
        return true;
    }
    char *name = xprintf("%.*s", (int)form->param[i].file.n, form->param[i].file.at);
    bool ok = zaak_uitkomsten(&a->store, a->d.zaak.nummer, name, form->param[i].value, &a->daad, &taken, &problems,
                              err);
    free(name);
    if (ok && problems.count) {
        refuse_results(a->call, &problems);
        a->answered = true;
    } else if (ok && !taken)
        a->refused = "In het formulier staat niets dat nog niet is vastgelegd.";
    problems_release(&problems);
    return ok;
}

static bool act_close(struct acting *a, struct error *err)
{
    const struct text reden = acting_field(a, "reden");
    if (!reden.n && zaak_volgende(&a->d.voortgang) < ZAAK_STAPPEN)
        a->refused = "Er zijn nog stappen te doen: zeg waarom de zaak toch sluit.";
    else if (reden.n && !text_is_recordable(reden))
        a->refused = "Een reden is een regel tekst.";
    return a->refused || zaak_close(&a->store, a->d.zaak.nummer, reden, &a->daad, err);
}

static const struct {
    const char *wat;
    bool (*act)(struct acting *a, struct error *err);
} acts_of_case[] = {{"stap", act_step},         {"weging", act_text},   {"notitie", act_text},
                    {"bevinding", act_finding}, {"trekking", act_draw}, {"uitkomsten", act_results},
                    {"uitstel", act_extend},    {"sluiten", act_close},  {"toestemming", act_consent},
                    {"enquete", act_survey}};
enum { ACTS_OF_CASE = sizeof acts_of_case / sizeof *acts_of_case };

static bool act_on_case(struct acting *a, struct error *err)
{
    size_t i = 0;
    while (i < ACTS_OF_CASE && !form_is(&a->call->request, "wat", acts_of_case[i].wat))
        i++;
    if (i == ACTS_OF_CASE)
        a->refused = "Dit formulier is van geen handeling.";
    else if (day_parse(acting_field(a, "datum"), DAY_ISO, &a->daad.datum) != DAY_OK)
        a->refused = "Een datum is JJJJ-MM-DD.";
    else if (a->d.voortgang.gesloten)
        a->refused = bezwaar_woord[BEZWAAR_GESLOTEN];
    return a->refused || acts_of_case[i].act(a, err);
}

bool action_zaak(struct call *call, struct error *err)
{
    const struct text inlog = text_of(call->sessie.naam);
    struct acting a = {.call = call, .store = STORE_CLOSED, .daad = {inlog, inlog, 0}};
    bool there = false;
    bool ok = call_change(call, &a.store, err) && read_case(call, &a.store, &a.d, &there, err);
    if (ok && there) {
        ok = act_on_case(&a, err) && (a.refused || a.answered || store_commit(&a.store, err));
        char *url = case_address(call, "");
        if (ok && a.refused)
            refuse_form(call, "Niet vastgelegd", a.refused);
        else if (ok && !a.answered)
            reply_see_other(call, url);
        free(url);
    }
    store_close(&a.store);
    zaak_release(&a.d);
    return ok;
}
