/* afleiding.c - the derivation of an extrapolation in words and numbers, so that it can be done again by hand, and the
 * specification of what is recovered. */
#include <stdio.h>

#include "spiegel/page_words.h"
#include "zaak/stukken.h"
#include "zaak/woorden.h"

/* Who tells, and to whom. */
struct telling_out {
    struct canvas *t;
    zaak_zin_fn *each;
    void *ctx;
};

static void tell_zin(const struct telling_out *out, const char *zin)
{
    out->each(out->ctx, zin);
}

static const char *share_in_words(struct canvas *t, double share)
{
    return sentence(t, "%s%%", nl_number(t, 100 * share, 1));
}

static void tell_draw(const struct telling_out *out, const struct zaak_dossier *d, const struct zaak_steekproef *s)
{
    struct canvas *t = out->t;
    for (size_t i = 0; i < d->gebeurtenissen; i++) {
        const struct zaak_gebeurtenis *g = &d->gebeurtenis[i];
        if (g->soort == GEBEURTENIS_STEEKPROEF)
            tell_zin(
                out,
                sentence(t,
                         "Steekproef: op %s zijn %s van de %s materiële bevindingen getrokken met zaadgetal %s, "
                         "elke regel een stratum met haar evenredige deel. De sleutel van een bevinding is SHA-256 "
                         "over de tekst ZAADGETAL/BEVINDING_ID; de laagste sleutels zijn getrokken. SHA-256 van het "
                         "kader: %s.",
                         nl_date(t, g->datum), nl_count(t, s->getrokken), nl_count(t, s->kader),
                         harmless(t, g->veld[VELD_ZAAD]), harmless(t, g->veld[VELD_KADER])));
    }
}

static void tell_strata(const struct telling_out *out, const struct zaak_steekproef *s)
{
    struct canvas *t = out->t;
    for (size_t h = 0; h < s->strata; h++) {
        const struct schatting_stratum *stratum = &s->stratum[h];
        tell_zin(out,
                 sentence(t, "Stratum %s: N = %s regels, samen %s; n = %s nagekeken, %s fout, samen %s.",
                          harmless(t, stratum->naam), nl_count(t, stratum->regels), nl_euro(t, stratum->cent),
                          nl_count(t, stratum->getrokken), nl_count(t, stratum->fout), nl_euro(t, stratum->fout_cent)));
    }
}

/* Nobody is charged with what a file does not tell. */
static void tell_unknown(const struct telling_out *out, const struct zaak_dossier *d)
{
    uint32_t n = 0;
    for (size_t i = 0; i < d->bevindingen; i++)
        n += d->bevinding[i].trekking && d->bevinding[i].uitkomst == UITKOMST_ONBEKEND;
    if (n)
        tell_zin(out, sentence(out->t,
                               "Van %s was niet vast te stellen of de regel terecht is; dat telt als geen fout.",
                               n == 1 ? "één dossier" : sentence(out->t, "%s dossiers", nl_count(out->t, n))));
}

static void tell_bounds(const struct telling_out *out, const struct zaak_steekproef *steekproef)
{
    struct canvas *t = out->t;
    const struct schatting *s = &steekproef->schatting;
    tell_zin(out,
             sentence(t,
                      "Aandeel fout: %s (95%%-interval %s tot %s). Formule: p = som N(h) k(h)/n(h) / N; interval van "
                      "Korn en Graubard (Survey Methodology 1998;24:193-201), met ten hoogste n als effectieve omvang.",
                      share_in_words(t, s->aandeel), share_in_words(t, s->aandeel_laag),
                      share_in_words(t, s->aandeel_hoog)));
    if (!(s->t > 0)) {
        tell_zin(out, sentence(t, "%s Er is daarom niets geschat: gevonden is %s in %s regels.",
                               s->getrokken == s->regels ? "Alle regels zijn nagekeken."
                                                         : "Daarvoor is te weinig getrokken.",
                               nl_euro(t, s->fout_cent), nl_count(t, s->fout)));
        return;
    }
    tell_zin(
        out,
        sentence(t,
                 "Som: T = som N(h) × gemiddelde(h) = %s; V = som N(h)² (1 − n(h)/N(h)) s(h)²/n(h), wortel %s; strata: "
                 "%s (een stratum met één trekking telt samen met een ander), vrijheidsgraden: %s, t(0,90) = %s "
                 "(Cochran, Sampling Techniques, 1977, 5.3 tot 5.5). T − t × wortel V = %s.",
                 nl_euro(t, (int64_t)s->totaal_cent), nl_euro(t, (int64_t)s->se_cent), nl_count(t, s->strata),
                 nl_count(t, s->df), nl_number(t, s->t, 4), nl_euro(t, (int64_t)(s->totaal_cent - s->t * s->se_cent))));
    tell_zin(
        out,
        sentence(t,
                 "Eenzijdige ondergrens van 90%% van het aandeel: %s, dus ten minste %s van de %s regels; maal %s is "
                 "%s.",
                 share_in_words(t, s->aandeel_onder), nl_count(t, s->regels_onder), nl_count(t, s->regels),
                 nl_euro(t, s->cent), nl_euro(t, (int64_t)(s->aandeel_onder * (double)s->cent))));
    tell_zin(out,
             sentence(t,
                      "Ondergrens in euro’s: de kleinste van beide, en niet minder dan wat gevonden is (%s): %s. Sinds "
                      "de bevindingen in de zaak kwamen is %s vervallen of gecrediteerd; dat gaat eraf. Er wordt nooit "
                      "meer gevraagd dan deze ondergrens.",
                      nl_euro(t, s->fout_cent), nl_euro(t, s->cent_onder), nl_euro(t, steekproef->gecrediteerd_cent)));
}

void zaak_afleiding(const struct zaak_dossier *d, struct canvas *canvas, zaak_zin_fn *each, void *ctx)
{
    const struct telling_out out = {canvas, each, ctx};
    struct zaak_steekproef s;
    zaak_steekproef(d, &s);
    if (zaak_steekproef_is_af(&s)) {
        tell_draw(&out, d, &s);
        tell_strata(&out, &s);
        tell_unknown(&out, d);
        tell_bounds(&out, &s);
    }
    zaak_steekproef_release(&s);
}

/* ---- The specification ---- */

enum {
    S_NUMMER,
    S_ID,
    S_REFERENTIE,
    S_VAN,
    S_TM,
    S_CODE,
    S_NAAST,
    S_GEDECLAREERD,
    S_TERUG,
    S_REGEL,
    S_BRON,
    S_WAAROM,
    TABLE_COLUMNS
};
static const struct table_column specification_column[TABLE_COLUMNS] = {
    [S_NUMMER] = {"nummer", "Nummer", CELL_NUMBER, 9},
    [S_ID] = {"bevinding_id", "Bevinding", CELL_TEXT, 21},
    [S_REFERENTIE] = {"referentienummer", "Referentienummer", CELL_CODE, 20},
    [S_VAN] = {"begindatum", "Begindatum", CELL_DATE, 12},
    [S_TM] = {"einddatum", "Einddatum", CELL_DATE, 12},
    [S_CODE] = {"code", "Code", CELL_CODE, 16},
    [S_NAAST] = {"keten", "Keten", CELL_TEXT, 14},
    [S_GEDECLAREERD] = {"gedeclareerd_euro", "Gedeclareerd (euro)", CELL_EURO, 19},
    [S_TERUG] = {"terug_euro", "Terug te vorderen (euro)", CELL_EURO, 24},
    [S_REGEL] = {"regel", "Regel", CELL_PROSE, 40},
    [S_BRON] = {"bron", "Bron", CELL_PROSE, 28},
    [S_WAAROM] = {"overweging", "Overweging", CELL_PROSE, 40},
};

static bool write_specification_row(struct table_writer *writer, const struct zaak_bevinding *b, struct error *err)
{
    char nummer[NUMBER_TEXT], id[BEVINDING_ID_FOURS + 1], van[DAY_TEXT + 1], tm[DAY_TEXT + 1], cent[NUMBER_TEXT],
        terug[NUMBER_TEXT];
    struct buf code = {0}, naast = {0}, regel = {0};
    const struct period period = zaak_regel_periode(b);
    bevinding_id_in_fours(text_of(b->was.id), id);
    day_print(period.first, van);
    day_print(period.last, tm);
    zaak_add_code(&code, b);
    zaak_add_naast(&naast, b);
    buf_printf(&regel, "%.*s: %.*s", (int)b->regel.n, b->regel.at, (int)b->omschrijving.n, b->omschrijving.at);
    const struct text value[TABLE_COLUMNS] = {
        [S_NUMMER] = number_text(b->nummer, nummer),
        [S_ID] = text_of(id),
        [S_REFERENTIE] = zaak_regel(b)->referentie,
        [S_VAN] = text_of(van),
        [S_TM] = text_of(tm),
        [S_CODE] = {code.at, code.n},
        [S_NAAST] = {naast.at, naast.n},
        [S_GEDECLAREERD] = number_text(zaak_regel(b)->bedrag_cent, cent),
        [S_TERUG] = number_text(zaak_verhaal_cent(b), terug),
        [S_REGEL] = {regel.at, regel.n},
        [S_BRON] = b->bron,
        [S_WAAROM] = b->oordeel_reden,
    };
    bool ok = table_row(writer, value, err);
    buf_release(&code);
    buf_release(&naast);
    buf_release(&regel);
    return ok;
}

static bool write_lines_recovered(struct table_writer *writer, const struct zaak_dossier *d, struct error *err)
{
    static const struct table table = {
        .title = "Terugvordering", .name = "terugvordering", .column = specification_column, .columns = TABLE_COLUMNS};
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && i < d->bevindingen; i++)
        if (zaak_lot(&d->bevinding[i]) == LOT_TERUGVORDERING)
            ok = write_specification_row(writer, &d->bevinding[i], err);
    if (ok)
        table_end(writer);
    return ok;
}

/* The second sheet. */
struct explaining {
    struct table_writer *writer;
    struct error *err;
    bool ok;
};

static void explain_line(struct explaining *e, const char *wat, const char *uitleg)
{
    e->ok = e->ok && table_row(e->writer, (const struct text[]){text_of(wat), text_of(uitleg)}, e->err);
}

static void explain_derivation(void *ctx, const char *zin)
{
    explain_line(ctx, "Afleiding", zin);
}

static bool write_explanation(struct table_writer *writer, const struct zaak_dossier *d, struct canvas *t,
                              struct error *err)
{
    static const struct table_column column[] = {{"wat", "Wat", CELL_TEXT, 22}, {"uitleg", "Uitleg", CELL_PROSE, 110}};
    static const struct table table = {.title = "Toelichting", .column = column, .columns = 2};
    const struct zaak_gebeurtenis *g = zaak_stap_van(d, STAP_TERUGVORDERING);
    struct explaining e = {writer, err, table_begin(writer, &table, err)};
    explain_line(&e, "Zaak", sentence(t, "%lld, AGB %08u", (long long)d->zaak.nummer, d->zaak.agb));
    if (g)
        explain_line(&e, "Teruggevorderd", sentence(t, "%s, op %s", nl_euro(t, g->cent), nl_date(t, g->datum)));
    explain_line(
        &e, "Crediteren",
        "Crediteer elke regel in haar geheel, met een eigen referentienummer; noem het referentienummer uit dit "
        "blad als vorige referentie. Is minder terug te vorderen dan gedeclareerd, dien de regel dan daarna "
        "opnieuw in voor het bedrag dat overblijft, met dezelfde datum.");
    explain_line(&e, "Terug te vorderen",
                 "Wat van de regel teruggevorderd wordt. Een regel die u al crediteerde, staat hier niet.");
    explain_line(&e, "Regels die hier niet staan", "Daarvan wordt niets teruggevorderd.");
    explain_line(&e, "Gegevens",
                 "Uw eigen declaratieregels en de regel van de overeenkomst of het beleid. Geen namen, geboortedata of "
                 "burgerservicenummers (Rzv artikel 7.9 lid 1).");
    zaak_afleiding(d, t, explain_derivation, &e);
    if (e.ok)
        table_end(writer);
    return e.ok;
}

bool zaak_specificatie(const struct zaak_dossier *d, const struct table_format *format, struct outfile *out,
                       struct error *err)
{
    struct table_writer writer = {0};
    if (zaak_gewist(d))
        return error_set(err, STATUS_USAGE, "findings of this case were purged: what was sent is the record");
    struct canvas *canvas = canvas_new(); /* only to say numbers and dates */
    char made[DAY_TEXT + 11];
    day_print(d->voortgang.laatste, made);
    memcpy(made + DAY_TEXT, "T00:00:00Z", 11);
    bool ok = table_open(&writer, format, out, made, err) && write_lines_recovered(&writer, d, err)
              && (!format->sheets || write_explanation(&writer, d, canvas, err)) && table_close(&writer, err);
    table_release(&writer);
    canvas_free(canvas);
    return ok;
}
