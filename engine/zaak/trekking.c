/* trekking.c - see trekking.h. */
#include "zaak/trekking.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/search.h"
#include "store/steekproef.h"
#include "xlsx/formulier.h"
#include "zaak/woorden.h"

/* ---- The draw ---- */

static bool looks_at_files(const struct zaak_dossier *d, struct error *err)
{
    return d->voortgang.materieel
           || error_set(err, STATUS_USAGE,
                        "all findings of this case are formeel: the claims show what they say, and "
                        "no file is looked at");
}

static bool check_draw(const struct zaak_dossier *d, struct error *err)
{
    if (!looks_at_files(d, err))
        return false;
    if (d->voortgang.stand[STAP_SPECIFIEK_CONTROLEPLAN] < STAP_OVERGESLAGEN)
        return error_set(err, STATUS_USAGE,
                         "the sample is part of the plan (Rzv artikel 7.8 lid 1 onder b): "
                         "take step specifiek_controleplan first");
    return !zaak_heeft_steekproef(d)
           || error_set(err, STATUS_USAGE, "this case has its sample; a second one would be a choice");
}

/* The number in the case of a finding of the frame: the n-th materieel one. */
static uint32_t number_in_case(const struct zaak_dossier *d, uint32_t place)
{
    for (size_t i = 0; i < d->bevindingen; i++)
        if (d->bevinding[i].materieel && place-- == 0)
            return d->bevinding[i].nummer;
    return 0;
}

static bool put_draw(struct store *store, const struct zaak_dossier *d, const struct steekproef *s, uint64_t zaad,
                     const struct zaak_daad *daad, struct error *err)
{
    char seed[NUMBER_TEXT];
    int64_t event = 0;
    const struct zaak_gebeurtenis g = {.soort = GEBEURTENIS_STEEKPROEF,
                                       .aantal = s->size,
                                       .veld[VELD_ZAAD] = number_text((int64_t)zaad, seed),
                                       .veld[VELD_KADER] = text_of(s->frame_sha256)};
    bool ok = zaak_leg_vast(store, d->zaak.nummer, g, daad, &event, err);
    for (size_t i = 0; ok && i < s->n; i++)
        if (s->frame[i].drawn_as)
            ok = zaken_put_draw(store, d->zaak.nummer, number_in_case(d, s->frame[i].place), s->frame[i].drawn_as,
                                event, err);
    return ok;
}

bool zaak_draw(struct store *store, int64_t nummer, uint64_t zaad, uint32_t size, const struct zaak_daad *daad,
               uint32_t *drawn, struct error *err)
{
    struct zaak_dossier d;
    struct steekproef s = {0};
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err) && check_draw(&d, err);
    for (size_t i = 0; ok && i < d.bevindingen; i++)
        if (d.bevinding[i].materieel)
            steekproef_add(&s, d.bevinding[i].was.id, d.bevinding[i].regel, zaad);
    if (ok)
        steekproef_end(&s);
    if (ok && !steekproef_draw(&s, size, true))
        ok = error_set(err, STATUS_USAGE, "so few are less than its %u rules, of which each has at least one",
                       s.strata);
    ok = ok && put_draw(store, &d, &s, zaad, daad, err);
    *drawn = s.size;
    steekproef_release(&s);
    zaak_release(&d);
    return ok;
}

/* ---- The form ---- */

enum {
    F_NUMMER,
    F_ID,
    F_TREKKING,
    F_REFERENTIE,
    F_DATUM,
    F_CODE,
    F_REGEL,
    F_BRON,
    F_BEDRAG,
    F_UITKOMST,
    F_FOUT,
    F_TOELICHTING,
    TABLE_COLUMNS
};
static const struct table_column form_column[TABLE_COLUMNS] = {
    [F_NUMMER] = {"nummer", "Nummer", CELL_NUMBER, 9},
    [F_ID] = {"bevinding_id", "Bevinding", CELL_TEXT, 21},
    [F_TREKKING] = {"trekking", "Trekking", CELL_NUMBER, 9},
    [F_REFERENTIE] = {"referentienummer", "Referentienummer", CELL_CODE, 18},
    [F_DATUM] = {"datum", "Datum", CELL_DATE, 12},
    [F_CODE] = {"code", "Code", CELL_CODE, 16},
    [F_REGEL] = {"regel", "Regel", CELL_PROSE, 40},
    [F_BRON] = {"bron", "Bron", CELL_PROSE, 28},
    [F_BEDRAG] = {"bedrag_euro", "Bedrag (euro)", CELL_EURO, 14},
    [F_UITKOMST] = {"uitkomst", "Uitkomst", CELL_CHOICE, 12},
    [F_FOUT] = {"onterecht_euro", "Onterecht (euro)", CELL_FILL_IN, 16},
    [F_TOELICHTING] = {"toelichting", "Toelichting", CELL_FILL_IN, 40},
};
/* The columns that come back, by their titles; the first FORM_NEEDED must be there. */
enum { T_NUMMER, T_ID, T_UITKOMST, T_FOUT, T_TOELICHTING, FORM_READ, FORM_NEEDED = T_UITKOMST + 1 };
static const char *const form_title[FORM_READ] = {"Nummer", "Bevinding", "Uitkomst", "Onterecht (euro)", "Toelichting"};

/* Whether the file of a finding is looked at: one that was drawn, or without a sample any materieel one; and one whose
 * insured consented. */
static bool goes_on_form(const struct zaak_dossier *d, const struct zaak_bevinding *b)
{
    if (!zaak_heeft_steekproef(d))
        return b->materieel;
    return b->trekking > 0 || zaak_heeft_toestemming(d, b->nummer, DAY_LAST);
}

static bool write_form_row(struct table_writer *writer, const struct zaak_bevinding *b, struct error *err)
{
    char nummer[NUMBER_TEXT], id[BEVINDING_ID_FOURS + 1], trekking[NUMBER_TEXT], datum[DAY_TEXT + 1], cent[NUMBER_TEXT],
        fout[NUMBER_TEXT];
    struct buf code = {0}, regel = {0};
    bevinding_id_in_fours(text_of(b->was.id), id);
    day_print(zaak_regel_periode(b).first, datum);
    zaak_add_code(&code, b);
    buf_printf(&regel, "%.*s: %.*s", (int)b->regel.n, b->regel.at, (int)b->omschrijving.n, b->omschrijving.at);
    const struct text none = {NULL, 0};
    const bool known = b->uitkomst != UITKOMST_GEEN;
    const struct text value[TABLE_COLUMNS] = {
        [F_NUMMER] = number_text(b->nummer, nummer),
        [F_ID] = text_of(id),
        [F_TREKKING] = b->trekking ? number_text(b->trekking, trekking) : none,
        [F_REFERENTIE] = zaak_regel(b)->referentie,
        [F_DATUM] = text_of(datum),
        [F_CODE] = {code.at, code.n},
        [F_REGEL] = {regel.at, regel.n},
        [F_BRON] = b->bron,
        [F_BEDRAG] = number_text(b->was.verhaal_bedrag_cent, cent),
        [F_UITKOMST] = known ? text_of(zaak_uitkomst_name[b->uitkomst]) : none,
        [F_FOUT] = b->uitkomst == UITKOMST_ONTERECHT ? euro_text(b->uitkomst_cent, ',', fout) : none,
        [F_TOELICHTING] = b->uitkomst_toelichting,
    };
    bool ok = table_row(writer, value, err);
    buf_release(&code);
    buf_release(&regel);
    return ok;
}

static bool write_form_help(struct table_writer *writer, struct error *err)
{
    static const struct table_column column[] = {{"wat", "Wat", CELL_TEXT, 22}, {"uitleg", "Uitleg", CELL_PROSE, 100}};
    static const struct table table = {.title = "Uitleg", .column = column, .columns = 2};
    static const struct {
        const char *wat, *uitleg;
    } of[] = {
        {"Uitkomst",
         "Kies: terecht (het dossier laat zien dat de regel er mocht zijn), onterecht, of onbekend (het dossier "
         "zegt het niet; dat telt als geen fout). Een rij zonder uitkomst blijft zoals zij is."},
        {"Onterecht (euro)", "Wat van het bedrag onterecht gedeclareerd is. Leeg bij onterecht: het hele bedrag."},
        {"Toelichting",
         "Waarop de uitkomst rust: zo leest de aanbieder het in de brief. Noem geen naam, geboortedatum of BSN, en "
         "niets uit het dossier dat voor de uitkomst niet nodig is (Rzv artikel 7.9 lid 1)."},
        {"Innemen", "dubbelloop zaak results --db DB --from DIT_BESTAND --by 'UW NAAM' NUMMER: alle rijen of geen."},
    };
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && i < sizeof of / sizeof *of; i++)
        ok = table_row(writer, (const struct text[]){text_of(of[i].wat), text_of(of[i].uitleg)}, err);
    if (ok)
        table_end(writer);
    return ok;
}

bool zaak_werkboek(const struct zaak_dossier *d, const struct table_format *format, struct outfile *out,
                   struct error *err)
{
    static const struct table table = {
        .title = "Detailcontrole", .name = "detailcontrole", .column = form_column, .columns = TABLE_COLUMNS};
    struct table_writer writer = {0};
    char made[DAY_TEXT + 11];
    day_print(d->voortgang.laatste, made);
    memcpy(made + DAY_TEXT, "T00:00:00Z", 11);
    bool ok = looks_at_files(d, err) && table_open(&writer, format, out, made, err)
              && table_begin(&writer, &table, err);
    writer.choice = zaak_uitkomst_name + 1;
    for (size_t i = 0; ok && i < d->bevindingen; i++)
        if (goes_on_form(d, &d->bevinding[i]))
            ok = write_form_row(&writer, &d->bevinding[i], err);
    if (ok)
        table_end(&writer);
    ok = ok && (!format->sheets || write_form_help(&writer, err)) && table_close(&writer, err);
    table_release(&writer);
    return ok;
}

/* What comes back. */
struct form_reading {
    struct formulier form;
    const struct zaak_dossier *dossier;
    const char *path;
    struct problems *problems;
    day op; /* when the files were looked at */
    struct zaak_bevinding *taken; /* owned */
    struct buf *words;            /* of each: its toelichting; owned */
    size_t n, cap, words_cap;
};
#define REFUSE(...) (problem_add(r->problems, r->path, r->form.row, __VA_ARGS__), false)

/* The finding of a row: its number and its id agree. */
static const struct zaak_bevinding *finding_of_row(const struct form_reading *r)
{
    uint64_t nummer = 0;
    char id[17];
    const bool good = text_digits(formulier_value(&r->form, T_NUMMER), 9, &nummer)
                      && bevinding_id_read(formulier_code(&r->form, T_ID), id);
    for (size_t i = 0; good && i < r->dossier->bevindingen; i++)
        if (r->dossier->bevinding[i].nummer == nummer && strcmp(r->dossier->bevinding[i].was.id, id) == 0)
            return &r->dossier->bevinding[i];
    return NULL;
}

/* Euros as a person or a spreadsheet writes them: 15.1, 15,10, 1510; false: none of these. */
static bool read_wrong_euro(struct text text, int64_t *cent)
{
    uint64_t euros, part = 0;
    size_t at = 0;
    while (at < text.n && text.at[at] != ',' && text.at[at] != '.')
        at++;
    const struct text whole = {text.at, at}, rest = {text.at + at + 1, at < text.n ? text.n - at - 1 : 0};
    if (!text_digits(whole, 12, &euros) || (at < text.n && !text_digits(rest, 2, &part)))
        return false;
    *cent = (int64_t)(euros * 100 + (rest.n == 1 ? part * 10 : part));
    return true;
}

static bool read_form_row(struct form_reading *r, struct zaak_bevinding *b)
{
    const struct text uitkomst = formulier_value(&r->form, T_UITKOMST), fout = formulier_value(&r->form, T_FOUT);
    b->uitkomst = UITKOMST_TERECHT;
    while (b->uitkomst < ZAAK_UITKOMSTEN && !text_equal_nocase(uitkomst, zaak_uitkomst_name[b->uitkomst]))
        b->uitkomst++;
    if (b->uitkomst == ZAAK_UITKOMSTEN)
        return REFUSE("the outcome is not terecht, onterecht or onbekend");
    b->uitkomst_cent = b->uitkomst == UITKOMST_ONTERECHT ? b->was.verhaal_bedrag_cent : 0;
    if (fout.n == 0)
        return true;
    if (b->uitkomst != UITKOMST_ONTERECHT)
        return REFUSE("an amount that is wrong, and the outcome is not onterecht");
    if (!read_wrong_euro(fout, &b->uitkomst_cent) || b->uitkomst_cent > b->was.verhaal_bedrag_cent)
        return REFUSE("Onterecht (euro) takes no more than the amount of the finding");
    return b->uitkomst_cent > 0 || REFUSE("nothing of it is wrong: then the outcome is terecht");
}

/* Whether its file may be looked at: it was announced, or the insured consented. */
static bool may_be_looked_at(const struct form_reading *r, const struct zaak_bevinding *b)
{
    const struct zaak_voortgang *v = &r->dossier->voortgang;
    return !v->materieel || v->stand[STAP_AANKONDIGING] >= STAP_OVERGESLAGEN
           || zaak_heeft_toestemming(r->dossier, b->nummer, r->op);
}

/* Whether the form says what is on record already. */
static bool is_on_record(const struct zaak_bevinding *known, const struct zaak_bevinding *b)
{
    return b->uitkomst == known->uitkomst && b->uitkomst_cent == known->uitkomst_cent
           && text_equal(b->uitkomst_toelichting, known->uitkomst_toelichting);
}

/* False: the row holds nothing new, or was refused. */
static bool take_form_row(struct form_reading *r)
{
    const struct text uitkomst = formulier_value(&r->form, T_UITKOMST);
    const struct zaak_bevinding *found = finding_of_row(r);
    if (uitkomst.n == 0 && formulier_value(&r->form, T_FOUT).n == 0)
        return false;
    if (!found)
        return REFUSE("columns Nummer and Bevinding name no finding of this case any more");
    if (!goes_on_form(r->dossier, found))
        return REFUSE("finding %u was not drawn", found->nummer);
    if (!may_be_looked_at(r, found))
        return REFUSE("finding %u: the control is not announced, and its insured did not consent (Rzv artikel 7.8)",
                      found->nummer);
    for (size_t i = 0; i < r->n; i++)
        if (r->taken[i].nummer == found->nummer)
            return REFUSE("finding %u occurs twice", found->nummer);
    struct zaak_bevinding b = *found;
    struct buf words = {0};
    if (!read_form_row(r, &b))
        return false;
    formulier_clean(formulier_value(&r->form, T_TOELICHTING), &words);
    b.uitkomst_toelichting = (struct text){words.at, words.n};
    const bool too_long = words.n > 4096;
    if (too_long)
        (void)REFUSE("the toelichting is too long");
    if (too_long || is_on_record(found, &b)) {
        buf_release(&words);
        return false;
    }
    ARRAY_ROOM(r->taken, r->n, r->cap);
    ARRAY_ROOM(r->words, r->n, r->words_cap);
    r->words[r->n] = words;
    r->taken[r->n++] = b;
    return true;
}

static bool read_form(struct form_reading *r, struct text content, struct error *err)
{
    const char *refused = NULL;
    bool good, ok = formulier_open(&r->form, content, &refused, err);
    if (refused)
        problem_add(r->problems, r->path, 0, "%s", refused);
    while (ok && !refused && formulier_next(&r->form, &good)) {
        if (!good)
            problem_add(r->problems, r->path, r->form.row,
                        "a quote is not closed, or text stands behind a closing quote");
        else if (!formulier_row_is_empty(&r->form))
            (void)take_form_row(r);
    }
    formulier_close(&r->form);
    return ok;
}

static bool put_results(struct store *store, const struct form_reading *r, const struct zaak_daad *daad,
                        struct error *err)
{
    const int64_t zaak = r->dossier->zaak.nummer;
    struct zaak_gebeurtenis g = {.soort = GEBEURTENIS_UITKOMSTEN, .aantal = (int64_t)r->n};
    int64_t event = 0;
    for (size_t i = 0; i < r->n; i++)
        g.cent += r->taken[i].uitkomst_cent;
    bool ok = zaak_leg_vast(store, zaak, g, daad, &event, err);
    for (size_t i = 0; ok && i < r->n; i++)
        ok = zaken_put_result(store, zaak, &r->taken[i], event, err);
    return ok;
}

static bool check_results(const struct zaak_dossier *d, day op, struct error *err)
{
    const enum stap_stand *stand = d->voortgang.stand;
    bool any = stand[STAP_AANKONDIGING] >= STAP_OVERGESLAGEN || !d->voortgang.materieel;
    for (size_t i = 0; i < d->bevindingen; i++)
        any |= zaak_heeft_toestemming(d, d->bevinding[i].nummer, op);
    if (stand[STAP_DEFINITIEVE_UITKOMST] >= STAP_OVERGESLAGEN)
        return error_set(err, STATUS_USAGE, "the final outcome was told: what was found in files is not changed now");
    return any
           || error_set(err, STATUS_USAGE,
                        "no file is looked at before the provider was told so (Rzv artikel 7.8 lid 1 onder e): take "
                        "step aankondiging first");
}

bool zaak_uitkomsten(struct store *store, int64_t nummer, const char *path, struct text content,
                     const struct zaak_daad *daad, size_t *taken, struct problems *problems, struct error *err)
{
    struct zaak_dossier d;
    struct form_reading r = {.dossier = &d,
                             .path = path,
                             .problems = problems,
                             .op = daad->datum,
                             .form = {.name = form_title,
                                      .columns = FORM_READ,
                                      .needed = FORM_NEEDED,
                                      .lacking = "the first row has no columns Nummer, Bevinding and Uitkomst: this is "
                                                 "not a form of 'zaak form', or its header was changed"}};
    bool ok = zaak_lees_voor(store, nummer, daad, &d, err) && check_results(&d, daad->datum, err)
              && read_form(&r, content, err);
    *taken = r.n;
    if (ok && problems->count == 0 && r.n)
        ok = put_results(store, &r, daad, err);
    for (size_t i = 0; i < r.n; i++)
        buf_release(&r.words[i]);
    free(r.words);
    free(r.taken);
    zaak_release(&d);
    return ok;
}

/* ---- What it says ---- */

static struct schatting_stratum *stratum_of_rule(struct zaak_steekproef *s, struct text regel)
{
    size_t at;
    SEARCH_FIRST(at, s->strata, i, text_compare(s->stratum[i].naam, regel) < 0);
    if (at < s->strata && text_equal(s->stratum[at].naam, regel))
        return &s->stratum[at];
    ARRAY_ROOM(s->stratum, s->strata, s->cap);
    memmove(s->stratum + at + 1, s->stratum + at, (s->strata - at) * sizeof *s->stratum);
    s->stratum[at] = (struct schatting_stratum){.naam = regel};
    s->strata++;
    return &s->stratum[at];
}

void zaak_steekproef(const struct zaak_dossier *d, struct zaak_steekproef *s)
{
    *s = (struct zaak_steekproef){.kader = 0};
    for (size_t i = 0; i < d->bevindingen; i++) {
        const struct zaak_bevinding *b = &d->bevinding[i];
        if (!b->materieel)
            continue;
        struct schatting_stratum *h = stratum_of_rule(s, b->regel);
        h->regels++;
        h->cent += b->was.verhaal_bedrag_cent;
        s->kader++;
        s->gecrediteerd_cent += zaak_vervallen(b) ? b->was.verhaal_bedrag_cent : 0;
        s->getrokken += b->trekking > 0;
        if (b->trekking && b->uitkomst != UITKOMST_GEEN) {
            s->bekend++;
            schatting_add(h, b->uitkomst_cent);
        }
    }
    if (zaak_steekproef_is_af(s))
        s->schatting = schatting_van(s->stratum, s->strata);
}

void zaak_steekproef_release(struct zaak_steekproef *s)
{
    free(s->stratum);
    *s = (struct zaak_steekproef){.kader = 0};
}

/* What findings come to: the materiële ones, when the sample says more, its lower bound without what was credited. */
static int64_t at_most(const struct zaak_dossier *d, int64_t formeel, int64_t materieel)
{
    struct zaak_steekproef s;
    zaak_steekproef(d, &s);
    const int64_t bound = zaak_steekproef_is_af(&s) ? s.schatting.cent_onder - s.gecrediteerd_cent : 0;
    zaak_steekproef_release(&s);
    return formeel + (bound > materieel ? bound : materieel);
}

int64_t zaak_ten_hoogste_cent(const struct zaak_dossier *d)
{
    int64_t of[2] = {0, 0};
    for (size_t i = 0; i < d->bevindingen; i++)
        of[d->bevinding[i].materieel] += zaak_verhaal_cent(&d->bevinding[i]);
    return at_most(d, of[false], of[true]);
}

int64_t zaak_voornemen_cent(const struct zaak_dossier *d)
{
    int64_t of[2] = {0, 0};
    for (size_t i = 0; i < d->bevindingen; i++)
        of[d->bevinding[i].materieel] += zaak_voorgenomen_cent(d, &d->bevinding[i]);
    return at_most(d, of[false], of[true]);
}
