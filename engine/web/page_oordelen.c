/* page_oordelen.c - one verdict for many findings: those that were chosen on a page of the list, all of that page, or
 * all of the list. All are judged or none; what stands against it is told finding by finding. */
#include <stdio.h>

#include "store/oordelen.h"
#include "web/lijst.h"
#include "web/oordelen_form.h"
#include "web/pages.h"
#include "xlsx/formulier.h"

/* How many one form may judge: it takes some seconds, in which nobody else can write. */
enum { SAMEN_MOST = 50000, SHOWN_MOST = 200 };

const struct oordeel_keuze oordeel_keuzes[OORDEEL_KEUZES] = {
    {"bevestigd", "b", "Bevestigd", OORDEEL_BEVESTIGD, false},
    {"afgewezen", "a", "Afgewezen", OORDEEL_AFGEWEZEN, false},
    {"terugvordering", "t", "Terugvordering vragen", OORDEEL_TERUGVORDERING, false},
    {"wacht_op_aanbieder", "w", "Wacht op aanbieder", OORDEEL_WACHT_OP_AANBIEDER, false},
    {"bevestig", "g", "Terugvordering bevestigen (tweede persoon)", OORDEEL_TERUGVORDERING, true},
};

/* The sentence behind the finding; its words are bezwaar_say's. */
static const char *const sentence[BEZWAREN] = {
    [BEZWAAR_GEEN] = "",
    [BEZWAAR_ONBEKEND] = "is er niet meer",
    [BEZWAAR_MEERDERE] = "is van meer dan een verzekerde: open haar en geef het oordeel daar",
    [BEZWAAR_TWEEMAAL] = "staat er tweemaal",
    [BEZWAAR_GEWIJZIGD] = "is veranderd sinds u de lijst zag: kijk opnieuw",
    [BEZWAAR_BEOORDEELD] = "kreeg sinds u de lijst zag een oordeel van @d: @o",
    [BEZWAAR_VERVALLEN] = "is vervallen: er is niets terug te vorderen",
    [BEZWAAR_NIETS] = "heeft geen terugvordering die op een tweede naam wacht (oordeel: @o)",
    [BEZWAAR_HERZIEN] = ("is veranderd sinds @d de terugvordering vroeg: vraag haar opnieuw, dan kan een ander haar "
                         "bevestigen"),
    [BEZWAAR_ZELFDE_NAAM] = "is een terugvordering die u zelf vroeg: iemand anders moet haar bevestigen",
    [BEZWAAR_ZELFDE_INLOG] = ("is een terugvordering die onder uw inlog (@l) werd gevraagd: iemand anders moet haar "
                              "bevestigen, onder een andere"),
    [BEZWAAR_WACHT] = "is een terugvordering die @d al vroeg: zij wacht op een tweede naam",
    [BEZWAAR_BEVESTIGD] = "heeft al een bevestigde terugvordering (@d)",
};

/* What a form asks. */
struct opdracht {
    struct call *call;
    const struct oordeel_keuze *keuze;
    struct buf reden;
    struct uitspraak uitspraak;
    struct lijst lijst;
    const char *which; /* the name of the values that hold the findings: "id" or "rij"; NULL: all of the list */
    uint64_t run, oordeel, n; /* of all of the list: what was seen */
    struct oordelen oordelen;
    /* What stands against it. */
    struct buf against; /* rows of HTML */
    size_t against_n;
    struct buf fine;    /* the values of the others, each with a line end */
};

static void add_against(struct opdracht *o, const char id[static 17], const struct bezwaar *bezwaar)
{
    struct html html = {.out = o->against};
    struct buf said = {0}, url = {0}, query = {0};
    char fours[BEVINDING_ID_FOURS + 1];
    if (++o->against_n > SHOWN_MOST)
        return;
    bevinding_id_in_fours(text_of(id), fours);
    lijst_link(&o->lijst, &query);
    bevinding_address(text_of(id), (struct text){query.at, query.n}, &url);
    bezwaar_say(bezwaar, sentence[bezwaar->soort], text_of(fours), o->uitspraak.inlog, &said);
    html_raw(&html, "<li>");
    html_open(&html, "a", "href", buf_string(&url), "class", "code", NULL);
    html_string(&html, fours);
    html_raw(&html, "</a> ");
    html_text(&html, (struct text){said.at, said.n});
    html_raw(&html, "</li>");
    o->against = html.out;
    buf_release(&said);
    buf_release(&url);
    buf_release(&query);
}

static bool judge_one(struct opdracht *o, const struct uitspraak *u, const char id[static 17], struct text patient,
                      struct error *err)
{
    struct bezwaar bezwaar = {.soort = BEZWAAR_GEEN};
    if (!oordelen_give(&o->oordelen, u, text_of(id), patient, &bezwaar, err))
        return false;
    if (bezwaar.soort != BEZWAAR_GEEN)
        add_against(o, id, &bezwaar);
    return true;
}

/* "ID/stand", as a row of the list has it. */
static bool judge_value(struct opdracht *o, struct text value, struct error *err)
{
    const size_t before = o->against_n;
    struct uitspraak u = o->uitspraak;
    char id[17];
    const char *slash = memchr(value.at, '/', value.n);
    const size_t n = slash ? (size_t)(slash - value.at) : value.n;
    if (!bevinding_id_read((struct text){value.at, n}, id) || n + 1 >= value.n)
        return error_set(err, STATUS_USAGE, "Dit formulier is niet van deze werkbank.");
    u.stand = (struct text){value.at + n + 1, value.n - n - 1};
    if (!judge_one(o, &u, id, (struct text){"", 0}, err))
        return false;
    if (o->against_n == before) {
        buf_add(&o->fine, value.at, value.n);
        buf_text(&o->fine, "\n");
    }
    return true;
}

static bool judge_chosen(struct opdracht *o, struct error *err)
{
    const struct params *form = &o->call->request.form;
    for (size_t i = 0; i < form->n; i++)
        if (text_equal(form->param[i].name, text_of(o->which)) && !judge_value(o, form->param[i].value, err))
            return false;
    return true;
}

static bool judge_keuze(struct opdracht *o, const struct keuze *keuze, struct error *err)
{
    uint32_t *at = xmalloc(((size_t)keuze->n + 1) * sizeof *at);
    const uint32_t n = keuze_from(keuze, 0, keuze->n, at);
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++) {
        char id[17];
        bevinding_index_id(keuze->index, at[i], id);
        ok = go_on(err) && judge_one(o, &o->uitspraak, id, bevinding_index_patient(keuze->index, at[i]), err);
    }
    free(at);
    return ok;
}

/* Why all of the list cannot be judged at once; NULL: it can. */
static const char *wrong_in_all(const struct opdracht *o, const struct keuze *keuze)
{
    if (bevinding_index_state(keuze->index)->run != (int64_t)o->run)
        return "Sinds u deze lijst zag is er een nieuwe run geweest. Er is niets vastgelegd: bekijk de lijst opnieuw.";
    if (keuze->n != o->n)
        return "Deze lijst heeft intussen meer of minder bevindingen. Er is niets vastgelegd: bekijk haar opnieuw.";
    return o->n > SAMEN_MOST ? "Zo veel bevindingen tegelijk kan niet: maak de lijst kleiner, tot ten hoogste 50.000."
                             : NULL;
}

static bool judge_list(struct opdracht *o, struct store *store, const char **wrong, struct error *err)
{
    struct bevinding_index *index;
    struct keuze keuze;
    if (!bevinding_indexes_take(o->call->desk->indexes, store, &index, err))
        return false;
    keuze_init(&keuze, index, &o->lijst.filter);
    bevinding_index_release(index);
    *wrong = wrong_in_all(o, &keuze);
    const bool ok = *wrong || judge_keuze(o, &keuze, err);
    keuze_release(&keuze);
    return ok;
}

/* The form once more, with the findings against which nothing stands. */
static void offer_others(struct opdracht *o)
{
    struct call *call = o->call;
    struct text rest = {o->fine.at, o->fine.n};
    size_t n = 0;
    form_begin(call, "/bevindingen/oordeel", NULL);
    form_hidden(call, "oordeel", text_of(o->keuze->word));
    form_hidden(call, "reden", o->uitspraak.reden);
    form_hidden(call, "lijst", form_of(&call->request, "lijst"));
    form_hidden(call, "terug", form_of(&call->request, "terug"));
    for (const char *end; rest.n && (end = memchr(rest.at, '\n', rest.n)); n++) {
        form_hidden(call, "id", (struct text){rest.at, (size_t)(end - rest.at)});
        rest = (struct text){end + 1, rest.n - (size_t)(end - rest.at) - 1};
    }
    html_raw(&call->html, "<button class=\"hoofd\">");
    html_printf(&call->html, n == 1 ? "De andere wel vastleggen" : "De andere %zu wel vastleggen", n);
    html_raw(&call->html, "</button>");
    form_end(call);
}

static void show_against(struct opdracht *o)
{
    struct call *call = o->call;
    struct html *html = &call->html;
    call->reply.status = 409;
    page_begin(call, "Geen oordeel vastgelegd");
    html_raw(html, "<p class=\"fout\" role=\"alert\">");
    html_printf(html, o->against_n == 1 ? "Eén bevinding kan dit oordeel niet krijgen."
                                        : "%zu bevindingen kunnen dit oordeel niet krijgen.", o->against_n);
    html_raw(html, " Daarom kreeg geen enkele het.");
    html_raw(html, "</p><ul>");
    buf_add(&html->out, o->against.at, o->against.n);
    if (o->against_n > SHOWN_MOST) {
        html_raw(html, "<li>");
        html_printf(html, "en nog %zu", o->against_n - SHOWN_MOST);
        html_raw(html, "</li>");
    }
    html_raw(html, "</ul><div class=\"knoppen\">");
    if (o->fine.n)
        offer_others(o);
    html_open(html, "a", "class", "knop", "href", terug_of(call, "/bevindingen"), NULL);
    html_raw(html, "Terug naar de lijst</a></div>");
    page_end(call);
}

static bool go_back_done(struct opdracht *o)
{
    struct buf url = {0};
    char room[NUMBER_TEXT];
    buf_text(&url, terug_of(o->call, "/bevindingen"));
    url_param(&url, "gedaan", number_text((int64_t)o->oordelen.given, room));
    reply_see_other(o->call, buf_string(&url));
    buf_release(&url);
    return true;
}

static bool carry_out(struct opdracht *o, struct error *err)
{
    struct store store = STORE_CLOSED;
    const char *wrong = NULL;
    bool ok = call_change(o->call, &store, err) && oordelen_open(&o->oordelen, &store, err)
              && (o->which ? judge_chosen(o, err) : judge_list(o, &store, &wrong, err));
    const bool nothing = ok && !wrong && !o->against_n && !o->oordelen.given;
    ok = ok && (wrong || nothing || o->against_n || store_commit(&store, err));
    const uint64_t given = o->oordelen.given;
    oordelen_close(&o->oordelen);
    store_close(&store);
    o->oordelen.given = given;
    if (ok && (wrong || nothing))
        reply_refused(o->call, wrong ? 409 : 400, "Geen oordeel vastgelegd",
                      wrong ? wrong : "Er was geen bevinding gekozen.");
    else if (ok && o->against_n)
        show_against(o);
    else if (ok)
        go_back_done(o);
    return ok;
}

/* All of a list is many: what will be done is said before it is. */
static bool ask_whether(struct opdracht *o, struct error *err)
{
    struct call *call = o->call;
    struct html *html = &call->html;
    struct keuze keuze;
    struct keuze_sums sums;
    struct buf said = {0};
    if (!store_open_read(&call->store, call->desk->db, err) || !lijst_choose(call, &o->lijst, &keuze, err))
        return false;
    const char *wrong = wrong_in_all(o, &keuze);
    keuze_sums(&keuze, &sums);
    keuze_release(&keuze);
    if (wrong) {
        reply_refused(call, 409, "Geen oordeel vastgelegd", wrong);
        return true;
    }
    lijst_say(&o->lijst, &said);
    page_begin(call, "Alle bevindingen van deze lijst?");
    html_raw(html, "<dl class=\"feiten\"><dt>Lijst</dt><dd>");
    html_text(html, (struct text){said.at, said.n});
    html_raw(html, "</dd><dt>Bevindingen</dt><dd>");
    html_number(html, sums.totaal.bevindingen);
    html_raw(html, "</dd><dt>Te verhalen</dt><dd>");
    html_euro(html, sums.totaal.netto_cent);
    html_raw(html, "</dd><dt>Oordeel</dt><dd>");
    html_string(html, o->keuze->label);
    html_raw(html, "</dd><dt>Reden</dt><dd>");
    html_text(html, o->uitspraak.reden);
    html_raw(html, "</dd></dl>");
    form_begin(call, "/bevindingen/oordeel", "knoppen");
    for (size_t i = 0; i < call->request.form.n; i++) {
        const struct param *param = &call->request.form.param[i];
        static const char *const again[] = {"oordeel", "reden", "lijst", "terug", "welke", "run", "laatste", "n"};
        for (size_t a = 0; a < sizeof again / sizeof *again; a++)
            if (text_equal(param->name, text_of(again[a])))
                form_hidden(call, again[a], param->value);
    }
    html_raw(html, "<input type=\"hidden\" name=\"zeker\" value=\"ja\"><button class=\"hoofd\">Vastleggen</button>");
    html_open(html, "a", "class", "knop", "href", terug_of(call, "/bevindingen"), NULL);
    html_raw(html, "Niet doen</a>");
    form_end(call);
    page_end(call);
    buf_release(&said);
    return true;
}

/* NULL: it is good; else what is wrong with the form. */
static const char *read_opdracht(struct opdracht *o)
{
    struct request *request = &o->call->request;
    const struct text word = form_of(request, "oordeel"), naam = text_of(o->call->sessie.naam);
    unsigned k = 0;
    while (k < OORDEEL_KEUZES && !text_equal(word, text_of(oordeel_keuzes[k].word)))
        k++;
    if (k == OORDEEL_KEUZES)
        return "Kies een oordeel.";
    o->keuze = &oordeel_keuzes[k];
    if (o->keuze->bevestig && !call_may(o->call, RECHT_BEVESTIG))
        return "Alleen een controleur bevestigt een terugvordering.";
    formulier_clean(form_of(request, "reden"), &o->reden);
    o->uitspraak = (struct uitspraak){.oordeel = o->keuze->oordeel, .bevestig = o->keuze->bevestig, .door = naam,
                                      .inlog = naam, .reden = {o->reden.at, o->reden.n}};
    if (!text_is_recordable(o->uitspraak.reden))
        return "Schrijf waarom, in hooguit 2000 tekens.";
    o->which = form_is(request, "welke", "alle") ? NULL : form_is(request, "welke", "bladzijde") ? "rij" : "id";
    const char *wrong = lijst_read_text(o->call, form_of(request, "lijst"), &o->lijst);
    if (wrong || o->which)
        return wrong;
    if (!text_digits(form_of(request, "run"), 18, &o->run) || !text_digits(form_of(request, "laatste"), 18, &o->oordeel)
        || !text_digits(form_of(request, "n"), 9, &o->n))
        return "Dit formulier is niet van deze werkbank.";
    o->uitspraak.ongezien_vanaf = (int64_t)o->oordeel + 1;
    return NULL;
}

bool action_oordelen(struct call *call, struct error *err)
{
    struct opdracht o = {.call = call};
    const char *wrong = read_opdracht(&o);
    bool ok = true;
    if (wrong)
        reply_refused(call, 400, "Geen oordeel vastgelegd", wrong);
    else if (!o.which && !form_is(&call->request, "zeker", "ja"))
        ok = ask_whether(&o, err);
    else
        ok = carry_out(&o, err);
    buf_release(&o.reden);
    buf_release(&o.against);
    buf_release(&o.fine);
    return ok;
}
