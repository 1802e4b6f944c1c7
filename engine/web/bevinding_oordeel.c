/* bevinding_oordeel.c - the verdict and the notes of a finding: their forms, and what the forms do. What cannot be
 * taken comes back with the page as it is now, and with everything that was typed. */
#include <string.h>

#include "base/login.h"
#include "store/notities.h"
#include "web/bevinding_blad.h"
#include "web/pages.h"
#include "xlsx/formulier.h"

static const char bezet[] = "De database is nu bezet, waarschijnlijk door een run die bezig is. Er is nog niets "
                            "vastgelegd. Wat u invulde staat hieronder: verstuur het over een paar minuten opnieuw. "
                            "Lukt dat weer niet, vraag dan wie dubbelloop beheert wat het logboek zegt.";

/* The choices: word of the form, key, label, what is recorded. */
static const struct oordeel_keuze {
    const char *word, *key, *label;
    enum oordeel oordeel;
    bool bevestig;
} keuzes[] = {
    {"bevestigd", "b", "Bevestigd: de bevinding klopt", OORDEEL_BEVESTIGD, false},
    {"afgewezen", "a", "Afgewezen: de bevinding klopt niet", OORDEEL_AFGEWEZEN, false},
    {"terugvordering", "t", "Terugvordering vragen: een tweede persoon bevestigt haar", OORDEEL_TERUGVORDERING, false},
    {"bevestig", "t", "Terugvordering bevestigen, als tweede persoon", OORDEEL_TERUGVORDERING, true},
    {"wacht_op_aanbieder", "w", "Wacht op de aanbieder", OORDEEL_WACHT_OP_AANBIEDER, false},
};
enum { KEUZES = sizeof keuzes / sizeof *keuzes };

static bool is_pending(const struct bevinding_blad *blad)
{
    return text_equal(blad->reader.oordeel, text_of(oordeel_name[OORDEEL_TE_BEVESTIGEN]));
}

/* Whether a terugvordering waits that this person did not ask for, over the facts of now. */
static bool may_confirm(const struct bevinding_blad *blad)
{
    return is_pending(blad) && !blad->reader.herzien.n
           && !names_are_one(blad->oordeel_door, text_of(blad->call->sessie.naam));
}

/* Why this choice is not there; NULL: it is. */
static const char *not_offered(const struct bevinding_blad *blad, const struct oordeel_keuze *keuze)
{
    const bool done = text_equal(blad->reader.oordeel, text_of(oordeel_name[OORDEEL_TERUGVORDERING]));
    if (keuze->oordeel != OORDEEL_TERUGVORDERING)
        return NULL;
    if (keuze->bevestig)
        return !blad->reader.vervallen && may_confirm(blad) && call_may(blad->call, RECHT_BEVESTIG) ? NULL : "";
    if (blad->reader.vervallen)
        return "Een terugvordering kan niet: de bevinding is vervallen.";
    if (may_confirm(blad))
        return call_may(blad->call, RECHT_BEVESTIG)
                   ? ""
                   : "Iemand anders vroeg al een terugvordering: een controleur kan haar bevestigen.";
    if (is_pending(blad) && !blad->reader.herzien.n)
        return "U vroeg deze terugvordering zelf: iemand anders moet haar bevestigen.";
    return done && !blad->reader.herzien.n ? "De terugvordering is al bevestigd." : NULL;
}

static void choice_button(struct bevinding_blad *blad, const struct oordeel_keuze *keuze)
{
    struct html *html = &blad->call->html;
    html_open(html, "p", NULL);
    html_open(html, "label", NULL);
    html_open(html, "input", "type", "radio", "name", "oordeel", "value", keuze->word, "data-toets", keuze->key,
              "required", HTML_BARE, "checked",
              text_equal(blad->ingevuld.keuze, text_of(keuze->word)) ? HTML_BARE : NULL, NULL);
    html_string(html, keuze->label);
    html_close(html, "label");
    html_close(html, "p");
}

static void form_of_blad(struct bevinding_blad *blad, const char *what)
{
    struct buf action = {0};
    buf_printf(&action, "/bevinding/%s/%s", blad->id, what);
    url_param(&action, "lijst", blad->buren.query);
    form_begin(blad->call, buf_string(&action), "opgave");
    if (blad->plaats.n)
        form_hidden(blad->call, "plaats", blad->plaats);
    buf_release(&action);
}

static void text_area(struct html *html, const char *label, const char *name, struct text value, bool is_reason)
{
    html_open(html, "label", NULL);
    html_string(html, label);
    html_open(html, "textarea", "name", name, "rows", "3", "maxlength", "2000", "required", HTML_BARE, "data-reden",
              is_reason ? HTML_BARE : NULL, NULL);
    html_text(html, value);
    html_close(html, "textarea");
    html_close(html, "label");
}

void oordeel_form(struct bevinding_blad *blad)
{
    struct html *html = &blad->call->html;
    if (!call_may(blad->call, RECHT_OORDEEL))
        return;
    form_of_blad(blad, "oordeel");
    form_hidden(blad->call, "stand", text_of(blad->stand));
    html_raw(html, "<fieldset><legend>Uw oordeel</legend>");
    for (int i = 0; i < KEUZES; i++) {
        const char *why = not_offered(blad, &keuzes[i]);
        if (!why)
            choice_button(blad, &keuzes[i]);
        else if (*why)
            html_element_string(html, "p", why);
    }
    html_close(html, "fieldset");
    text_area(html, "Waarom", "reden", blad->ingevuld.reden, true);
    html_raw(html, "<button class=\"hoofd\">Oordeel vastleggen</button>");
    form_end(blad->call);
}

void notitie_form(struct bevinding_blad *blad)
{
    if (!call_may(blad->call, RECHT_OORDEEL))
        return;
    form_of_blad(blad, "notitie");
    text_area(&blad->call->html, "Nieuwe notitie", "notitie", blad->ingevuld.notitie, false);
    html_raw(&blad->call->html, "<button>Notitie bewaren</button>");
    form_end(blad->call);
}

static const char *const bezwaar_words[BEZWAREN] = {
    [BEZWAAR_ONBEKEND] = "Deze bevinding is er niet meer.",
    [BEZWAAR_MEERDERE] = "Meer verzekerden hebben deze bevinding: kies eerst een van hen.",
    [BEZWAAR_TWEEMAAL] = "Deze bevinding kreeg zojuist al een oordeel.",
    [BEZWAAR_GEWIJZIGD] = "Deze bevinding is veranderd sinds u haar opende. Uw oordeel is niet vastgelegd: kijk wat er "
                          "nu staat, en verstuur het opnieuw als het nog klopt. Uw tekst staat er nog.",
    [BEZWAAR_BEOORDEELD] = "Deze bevinding kreeg een oordeel van @d sinds u haar opende: @o. Uw oordeel is niet "
                           "vastgelegd: verstuur het opnieuw als het nog nodig is. Uw tekst staat er nog.",
    [BEZWAAR_VERVALLEN] = "Deze bevinding is vervallen: er is niets terug te vorderen.",
    [BEZWAAR_NIETS] = "Er wacht geen terugvordering op een tweede naam.",
    [BEZWAAR_HERZIEN] = "De bevinding is veranderd sinds de terugvordering werd gevraagd: vraag haar opnieuw, dan kan "
                        "een ander haar bevestigen.",
    [BEZWAAR_ZELFDE_NAAM] = "U vroeg deze terugvordering zelf: iemand anders moet haar bevestigen.",
    [BEZWAAR_ZELFDE_INLOG] = "Deze terugvordering werd onder uw eigen inlog gevraagd: iemand anders moet haar "
                             "bevestigen, onder een andere.",
    [BEZWAAR_WACHT] = "@d vroeg deze terugvordering al: een controleur kan haar bevestigen.",
    [BEZWAAR_BEVESTIGD] = "De terugvordering van deze bevinding is al bevestigd (@d).",
};

/* Shows the page again: as it is now, with what was typed. */
static bool show_anew(struct bevinding_blad *blad, unsigned status, const char *fout, struct error *err)
{
    struct call *call = blad->call;
    struct ingevuld ingevuld = blad->ingevuld;
    bool found;
    ingevuld.fout = fout;
    bevinding_blad_close(blad);
    store_close(&call->store);
    if (!store_open_read(&call->store, call->desk->db, err) || !bevinding_blad_open(blad, call, &found, err))
        return false;
    if (!found)
        return true;
    blad->ingevuld = ingevuld;
    call->reply.status = status;
    return bevinding_blad_show(blad, err);
}

static bool go_back(struct bevinding_blad *blad, const char *done)
{
    struct buf url = {0};
    bevinding_blad_url(blad, done, &url);
    reply_see_other(blad->call, buf_string(&url));
    buf_release(&url);
    return true;
}

/* Whether the database could be opened for change; the log says why not. */
static bool open_to_record(struct bevinding_blad *blad, struct store *store)
{
    struct error err = {0};
    if (call_change(blad->call, store, &err))
        return true;
    log_emit(&blad->call->desk->log, LOG_WARNING, "busy", "%s", err.text);
    return false;
}

/* *fout: what stands against it; NULL: it is recorded. */
static bool give_oordeel(struct bevinding_blad *blad, struct store *store, const struct uitspraak *uitspraak,
                         const char **fout, struct error *err)
{
    struct oordelen oordelen;
    struct bezwaar bezwaar = {.soort = BEZWAAR_GEEN};
    struct buf said = {0};
    bool ok = oordelen_open(&oordelen, store, err)
              && oordelen_give(&oordelen, uitspraak, text_of(blad->id), blad->patient, &bezwaar, err);
    if (ok && bezwaar.soort) {
        bezwaar_say(&bezwaar, bezwaar_words[bezwaar.soort], text_of(blad->id), uitspraak->inlog, &said);
        *fout = arena_copy(&blad->call->request.arena, said.at, said.n);
    }
    buf_release(&said);
    oordelen_close(&oordelen);
    return ok && (*fout || store_commit(store, err));
}

static bool record_oordeel(struct bevinding_blad *blad, const struct oordeel_keuze *keuze, struct text reden,
                           struct error *err)
{
    const struct text naam = text_of(blad->call->sessie.naam);
    const struct uitspraak uitspraak = {.oordeel = keuze->oordeel,
                                        .bevestig = keuze->bevestig,
                                        .door = naam,
                                        .inlog = naam,
                                        .reden = reden,
                                        .stand = form_of(&blad->call->request, "stand")};
    struct store store = STORE_CLOSED;
    const char *fout = NULL;
    if (!uitspraak.stand.n) /* a form that does not say what was looked at */
        return show_anew(blad, 409, bezwaar_words[BEZWAAR_GEWIJZIGD], err);
    if (!open_to_record(blad, &store)) {
        store_close(&store);
        return show_anew(blad, 503, bezet, err);
    }
    bool ok = give_oordeel(blad, &store, &uitspraak, &fout, err);
    store_close(&store);
    return ok && (fout ? show_anew(blad, 409, fout, err) : go_back(blad, "oordeel"));
}

static bool oordeel_of_form(struct bevinding_blad *blad, struct error *err)
{
    struct request *request = &blad->call->request;
    struct buf reden = {0};
    int k = 0;
    bool ok;
    blad->ingevuld = (struct ingevuld){.keuze = form_of(request, "oordeel"), .reden = form_of(request, "reden")};
    while (k < KEUZES && !text_equal(blad->ingevuld.keuze, text_of(keuzes[k].word)))
        k++;
    formulier_clean(blad->ingevuld.reden, &reden);
    if (k == KEUZES)
        ok = show_anew(blad, 400, "Kies een oordeel. Er is nog niets vastgelegd.", err);
    else if (keuzes[k].bevestig && !call_may(blad->call, RECHT_BEVESTIG))
        ok = show_anew(blad, 403, "Alleen een controleur bevestigt een terugvordering.", err);
    else if (!text_is_recordable((struct text){reden.at, reden.n}))
        ok = show_anew(blad, 400, "Schrijf waarom, in hooguit 2000 tekens. Er is nog niets vastgelegd.", err);
    else
        ok = record_oordeel(blad, &keuzes[k], (struct text){reden.at, reden.n}, err);
    buf_release(&reden);
    return ok;
}

static bool record_notitie(struct bevinding_blad *blad, struct text tekst, struct error *err)
{
    const struct notitie notitie = {.patient = blad->patient,
                                    .bevinding_id = text_of(blad->id),
                                    .inlog = text_of(blad->call->sessie.naam),
                                    .tekst = tekst};
    struct store store = STORE_CLOSED;
    bool added = false, ok;
    if (!open_to_record(blad, &store)) {
        store_close(&store);
        return show_anew(blad, 503, bezet, err);
    }
    ok = notitie_add(&store, &notitie, &added, err) && (!added || store_commit(&store, err));
    store_close(&store);
    return ok && (added ? go_back(blad, "notitie") : show_anew(blad, 409, bezwaar_words[BEZWAAR_ONBEKEND], err));
}

static bool notitie_of_form(struct bevinding_blad *blad, struct error *err)
{
    struct buf tekst = {0};
    bool ok;
    blad->ingevuld = (struct ingevuld){.notitie = form_of(&blad->call->request, "notitie")};
    if (notitie_clean(blad->ingevuld.notitie, &tekst))
        ok = record_notitie(blad, (struct text){tekst.at, tekst.n}, err);
    else
        ok = show_anew(blad, 400, "Schrijf de notitie, in hooguit 2000 tekens. Er is nog niets bewaard.", err);
    buf_release(&tekst);
    return ok;
}

/* What a form of the page does with the finding that it is about. */
static bool with_blad(struct call *call, bool (*act)(struct bevinding_blad *, struct error *), struct error *err)
{
    struct bevinding_blad blad;
    bool found, ok = bevinding_blad_open(&blad, call, &found, err) && (!found || act(&blad, err));
    bevinding_blad_close(&blad);
    return ok;
}

bool action_oordeel(struct call *call, struct error *err)
{
    return with_blad(call, oordeel_of_form, err);
}

bool action_notitie(struct call *call, struct error *err)
{
    return with_blad(call, notitie_of_form, err);
}
