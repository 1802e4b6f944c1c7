/* proof.c - see proof.h. One walk over the content; a pen (proof_pen.h) writes it as text or as JSON.
 *
 * What is proved is not read but worked out again (passes/reprove.h): the patient's lines as they were after the run
 * that found the finding, by the tables, contracts and relations that this run recorded, must give it as it stands,
 * column by column.
 *
 * The JSON is an object of these members; every value is a string, and is there, empty, when there is none. What stands
 * between [ and ] may lack. tests/proof_checker reads it.
 *
 *   bevinding      {bevinding_id patient status soort zekerheid categorie programma tabel leidende_regel
 *                   terug_te_vorderen terug_te_vorderen_is bedrag_euro vastgesteld_in_run bewezen_met_run
 *                   tabellen_vingerafdruk contracten_sha256 dubbelloop_versie}
 *   ketenregel     {the columns of a line, bestand regelnummer sha256 ingelezen_in_run}
 *   conflictregel  the same; not of a finding of one line
 *   perioden       {ketenregel peildag ketenperiode ketenperiode_is tijdlijn; of two lines conflictregel
 *                   conflictperiode [conflict_peildag] conflictperiode_is overlap dagen_overlap}
 *   regels         [{regel leidt richting ("K naar C", "C naar K", "K alleen") zekerheid redenen zekerheid_is past
 *                   tabel tabel_geldt omschrijving bron herkomst, the other columns of the row with basiszekerheid for
 *                   zekerheid, betreft_icpc rij_sha256}]
 *   gezocht        of a finding of one line: [{regel soort [gezocht_in] gezocht gevonden; of soort tarief tarief_cent
 *                   aantal kwartalen afgesproken_cent som}]
 *   gezien         when soort vereist or lid hits: [{voor_regel, columns of the line, telt_niet_want bestand
 *                   regelnummer sha256 ingelezen_in_run}]
 *   relaties       when soort lid hits: [{van_agb naar_agb soort geldig_van [geldig_tot] bron}]
 *   zekerheid      {zekerheid redenen is [zonder_verlies_van_grond grond_terug_door]}
 *   redenen        [{reden regel richting ten_hoogste want}]
 *   contracten     [{voor, the columns of the row}]
 *   vervallen      of a finding that lapsed: {in_run want}
 *   credits        [{columns of the credit, draait_terug bestand regelnummer sha256 ingelezen_in_run}]
 *   geschiedenis   [{run begonnen wijziging was reden}]
 *   oordelen       [{nummer op door oordeel reden bevestigt_nummer na_run inlog}], and last, when it is so, {herzien}
 *   antwoorden     [{nummer op door agb rol antwoord toelichting bestand na_run}] */
#include "report/proof.h"

#include <stdio.h>

#include "detect/singles.h"
#include "report/line_csv.h"
#include "report/proof_write.h"
#include "report/timeline.h"
#include "store/queries.h"

struct asking {
    struct pen *pen;
    const char *first; /* an id that the row does not hold */
};

static bool bestand_row(void *ctx, const struct query_row *row, struct error *err)
{
    struct asking *asking = ctx;
    (void)err;
    field(asking->pen, "bestand", query_value(row, "naam"));
    field(asking->pen, "regelnummer", text_of(asking->first));
    field(asking->pen, "sha256", query_value(row, "sha256"));
    field(asking->pen, "ingelezen_in_run", query_value(row, "run"));
    return true;
}

bool write_place(struct proof *p, uint32_t bestand, uint64_t regelnr, struct error *err)
{
    char id[24], number[24];
    snprintf(id, sizeof id, "%u", bestand);
    snprintf(number, sizeof number, "%llu", (unsigned long long)regelnr);
    const struct query_param param = {":bestand", text_of(id)};
    struct asking asking = {p->pen, number};
    return query_rows(p->reproof.store, QUERY_BESTAND, &param, 1, bestand_row, &asking, err);
}

static bool write_line(struct proof *p, const char *key, const char *title, const struct line *line, struct error *err)
{
    section(p->pen, key, title, false);
    for (int c = 0; c < COLUMNS; c++) {
        char room[32];
        field(p->pen, column_name[c], line_value(line, (enum column)c, room));
    }
    bool ok = write_place(p, line->bestand, line->regelnr, err);
    section_end(p->pen);
    return ok;
}

/* Whole quarters or dates, and by which table. */
static void keten_period_field(struct proof *p, const char *key, const struct keten *keten, const struct line *line)
{
    const bool up_to = keten->periode.last < line->period.last;
    const struct tabel *tabel = keten->tabel == GEEN_TABEL ? NULL : &p->reproof.then.rules.tabel[keten->tabel];
    if (!tabel)
        field(p->pen, key, TEXT("alle kwartalen die de regel raakt; geen tabel noemt de verzekeraar op de peildag"));
    else
        fieldf(p->pen, key, "%s (tabel %.*s)",
               tabel->keten_datum ? "de datums zoals ze er staan"
               : up_to ? "alle kwartalen die de regel raakt; de einddatum, de eerste dag van een kwartaal, betekent tot"
                       : "alle kwartalen die de regel raakt",
               SHOWN(tabel->naam));
}

/* Of the keten line. */
static void write_keten_days(struct proof *p)
{
    const struct seen_line *keten = &p->reproof.then.seen.keten;
    period_field(p->pen, "ketenregel", p->reproof.keten->period);
    day_field(p->pen, "peildag", keten->keten.d);
    period_field(p->pen, "ketenperiode", p->b->keten_periode);
    keten_period_field(p, "ketenperiode_is", &keten->keten, p->reproof.keten);
}

/* Of the other line, and what the two share. */
static void write_conflict_days(struct proof *p)
{
    struct pen *pen = p->pen;
    const struct seen_line *conflict = &p->reproof.then.seen.conflict;
    period_field(pen, "conflictregel", p->reproof.conflict->period);
    period_field(pen, "conflictperiode", conflict->periode);
    if (conflict->keten.programmas) {
        day_field(pen, "conflict_peildag", conflict->keten.d);
        keten_period_field(p, "conflictperiode_is", &conflict->keten, p->reproof.conflict);
    } else
        field(pen, "conflictperiode_is", TEXT("de datums van de regel"));
    period_field(pen, "overlap", p->b->overlap);
    fieldf(pen, "dagen_overlap", "%d", p->b->overlap.last - p->b->overlap.first + 1);
}

static void write_perioden(struct proof *p)
{
    const struct seen_finding *seen = &p->reproof.then.seen;
    const struct timeline_row pair[] = {{"keten", '=', p->b->keten_periode},
                                        {"conflict", '-', seen->conflict.periode},
                                        {"overlap", '#', p->b->overlap}};
    const struct timeline_row single[] = {{"keten", '=', p->b->keten_periode},
                                          {"regel", '-', p->reproof.keten->period}};
    struct buf lines = {0};
    section(p->pen, "perioden", "Perioden", false);
    write_keten_days(p);
    if (p->reproof.conflict) {
        write_conflict_days(p);
        timeline_draw(pair, sizeof pair / sizeof *pair, &lines);
    } else
        timeline_draw(single, sizeof single / sizeof *single, &lines);
    drawing(p->pen, "tijdlijn", (struct text){lines.at, lines.n});
    buf_release(&lines);
    section_end(p->pen);
}

void add_column_value(struct buf *out, const struct line *line, enum column column)
{
    char room[32];
    struct text value = line_value(line, column, room);
    buf_printf(out, "%s %.*s", column_name[column], SHOWN(value.n ? value : TEXT("(leeg)")));
}

struct buf *next_part(struct buf *out)
{
    if (out->n)
        buf_text(out, "; ");
    return out;
}

static void write_contract(struct proof *p, const char *side, const struct contract_rij *rij)
{
    item(p->pen);
    field(p->pen, "voor", text_of(side));
    for (int c = 0; c < CONTRACT_COLUMNS; c++)
        field(p->pen, contract_column[c].name, rij->value[c]);
}

/* Whether a contract row counts for a hit: it belongs to the line; of soort contract every valid one tells, of soort
 * vereist those of the end of the year. */
static bool counts_for(const struct proof *p, const struct hit *hit, const struct keten *keten,
                       const struct contract_rij *rij)
{
    const struct ruleset *rules = &p->reproof.then.rules;
    if (hit->regel->soort == SOORT_CONTRACT)
        return keten_geldig(rules, keten, rij->geldig);
    if (hit->regel->soort == SOORT_VEREIST)
        return valid_on(rij->geldig, keten_year(keten).last);
    return keten_contract(rules, keten, rij);
}

/* Whether it counts for a hit in this direction. */
static bool counts(const struct proof *p, bool turned, const struct keten *keten, const struct contract_rij *rij)
{
    const struct seen_finding *seen = &p->reproof.then.seen;
    for (size_t i = 0; i < seen->hits; i++)
        if (seen->hit[i].turned == turned && counts_for(p, &seen->hit[i], keten, rij))
            return true;
    return false;
}

/* The contract rows that count for a line whose rules hit. */
static void write_contracten(struct proof *p)
{
    const struct keten *keten[] = {&p->reproof.then.seen.keten.keten, &p->reproof.then.seen.conflict.keten};
    size_t rows = 0;
    for (int turned = 0; turned < 2; turned++)
        for (size_t i = 0; i < keten[turned]->contracten; i++)
            rows += counts(p, turned, keten[turned], &keten[turned]->contract[i]);
    section(p->pen, "contracten",
            rows ? "Contractrijen die op de peildag gelden" : "Contractrijen die op de peildag gelden: geen", true);
    for (int turned = 0; turned < 2; turned++)
        for (size_t i = 0; i < keten[turned]->contracten; i++)
            if (counts(p, turned, keten[turned], &keten[turned]->contract[i]))
                write_contract(p, turned ? "conflictregel" : "ketenregel", &keten[turned]->contract[i]);
    section_end(p->pen);
}

/* A credit that could have reversed one of the lines. */
static bool is_credit_of(const struct proof *p, const struct line *line)
{
    return line->credit
           && (line->agb_declarant == p->b->keten.agb
               || (p->reproof.conflict && line->agb_declarant == p->b->conflict.agb));
}

/* What it reversed after the last change. */
static const char *reversed_line(const struct proof *p, const struct line *credit)
{
    const struct seen_finding *last = &p->reproof.last.seen;
    return credit == last->keten.reversed_by      ? "de ketenregel"
           : credit == last->conflict.reversed_by ? "de conflictregel"
           : p->reproof.conflict                  ? "geen van beide"
                                                  : "niet de ketenregel";
}

static bool write_credit(struct proof *p, const struct line *line, struct error *err)
{
    static const enum column shown[] = {COL_AGB_DECLARANT, COL_REFERENTIENUMMER, COL_VORIG_REFERENTIENUMMER,
                                        COL_PRESTATIECODE, COL_BEGINDATUM,       COL_BEDRAG_CENT};
    char room[32];
    item(p->pen);
    for (size_t c = 0; c < sizeof shown / sizeof *shown; c++)
        field(p->pen, column_name[shown[c]], line_value(line, shown[c], room));
    field(p->pen, "draait_terug", text_of(reversed_line(p, line)));
    return write_place(p, line->bestand, line->regelnr, err);
}

/* Credits of either declarant. */
static bool write_credits(struct proof *p, struct error *err)
{
    const struct dossier *dossier = &p->reproof.dossier;
    bool ok = true, any = false;
    for (size_t i = 0; i < dossier->n; i++)
        any |= is_credit_of(p, &dossier->line[i]);
    section(p->pen, "credits", any ? "Credits van deze declaranten" : "Credits van deze declaranten: geen", true);
    for (size_t i = 0; ok && i < dossier->n; i++)
        ok = !is_credit_of(p, &dossier->line[i]) || write_credit(p, &dossier->line[i], err);
    section_end(p->pen);
    return ok;
}

/* Why it does not stand any more. */
static void write_lapse(struct proof *p)
{
    const struct seen_finding *last = &p->reproof.last.seen;
    const struct line *credit = last->keten.reversed_by ? last->keten.reversed_by : last->conflict.reversed_by;
    section(p->pen, "vervallen", "Vervallen", false);
    fieldf(p->pen, "in_run", "%lld", (long long)p->reproof.finding->changed_by);
    if (credit)
        fieldf(p->pen, "want", "de %s is teruggedraaid door credit %.*s",
               credit == last->keten.reversed_by ? "ketenregel" : "conflictregel", SHOWN(credit->referentie));
    else
        fieldf(p->pen, "want", "met de tabellen, de contracten en de regels van die run raakt geen regel %s meer",
               p->reproof.conflict ? "dit paar" : "deze ketenregel");
    section_end(p->pen);
}

/* Every column of a row, under its name. */
static bool item_row(void *ctx, const struct query_row *row, struct error *err)
{
    struct asking *asking = ctx;
    (void)err;
    item(asking->pen);
    for (size_t i = 0; i < row->n; i++)
        if (row->value[i].n || strcmp(row->name[i], "reden") != 0) /* the reason is there when there is one */
            field(asking->pen, row->name[i], row->value[i]);
    return true;
}

static bool version_row(void *ctx, const struct query_row *row, struct error *err)
{
    struct asking *asking = ctx;
    (void)err;
    for (size_t i = 0; i < row->n; i++)
        field(asking->pen, row->name[i],
              row->value[i].at || strcmp(row->name[i], "contracten_sha256") != 0 ? row->value[i]
                                                                                 : TEXT("geen contracten"));
    return true;
}

/* Which line, how much of it, and by what. */
static void write_recovery(struct proof *p)
{
    const struct bevinding *b = p->b;
    struct pen *pen = p->pen;
    const struct hit *leading = p->reproof.then.seen.hit;
    char room[NUMBER_TEXT];
    while (leading->voorrang != VOORRANG_LEIDT)
        leading++;
    fieldf(pen, "terug_te_vorderen", "de %s", b->verhaal == VERHAAL_KETEN ? "ketenregel" : "conflictregel");
    if (leading->regel->soort == SOORT_TARIEF)
        field(pen, "terug_te_vorderen_is", TEXT("wat de leidende regel boven het afgesproken tarief vindt"));
    else
        fieldf(pen, "terug_te_vorderen_is", "de leidende regel zegt verhaal %s%s",
               verhaal_name[leading->regel->verhaal], leading->turned ? ", en raakt van C naar K: omgedraaid" : "");
    field(pen, "bedrag_euro", euro_text(b->verhaal_bedrag_cent, ',', room));
}

static bool write_head(struct proof *p, struct error *err)
{
    const struct bevinding *b = p->b;
    struct pen *pen = p->pen;
    char run[24];
    snprintf(run, sizeof run, "%lld", (long long)p->reproof.then.run);
    const struct query_param param = {":run", text_of(run)};
    struct asking asking = {pen, NULL};
    section(pen, "bevinding", "Bevinding", false);
    field(pen, "bevinding_id", text_of(b->id));
    field(pen, "patient", b->patient);
    field(pen, "status", p->reproof.finding->status);
    field(pen, "soort", text_of(regel_soort_name[b->soort]));
    field(pen, "zekerheid", text_of(zekerheid_name[b->zekerheid]));
    field(pen, "categorie", text_of(categorie_name[b->categorie]));
    field(pen, "programma", b->programma);
    field(pen, "tabel", b->tabel);
    field(pen, "leidende_regel", b->leidende_regel);
    write_recovery(p);
    fieldf(pen, "vastgesteld_in_run", "%lld", (long long)p->reproof.found);
    fieldf(pen, "bewezen_met_run", "%lld", (long long)p->reproof.then.run);
    bool ok = query_rows(p->reproof.store, QUERY_TABLE_VERSION, &param, 1, version_row, &asking, err);
    section_end(pen);
    return ok;
}

static bool write_history(struct proof *p, struct error *err)
{
    const struct query_param param[] = {{":id", text_of(p->b->id)}, {":patient", p->b->patient}};
    struct asking asking = {p->pen, NULL};
    section(p->pen, "geschiedenis", "Geschiedenis", true);
    bool ok = query_rows(p->reproof.store, QUERY_EVENTS, param, 2, item_row, &asking, err);
    section_end(p->pen);
    return ok;
}

/* Every verdict; and what changed since the latest. */
static bool write_oordelen(struct proof *p, struct error *err)
{
    const struct bevinding_reader *finding = p->reproof.finding;
    struct pen *pen = p->pen;
    const struct query_param param[] = {{":id", text_of(finding->bevinding.id)},
                                        {":patient", finding->bevinding.patient}};
    struct asking asking = {pen, NULL};
    section(pen, "oordelen", finding->oordeel.n ? "Oordelen" : "Oordelen: geen", true);
    bool ok = query_rows(p->reproof.store, QUERY_OORDELEN, param, 2, item_row, &asking, err);
    if (finding->herzien.n) {
        item(pen);
        field(pen, "herzien", finding->herzien);
    }
    section_end(pen);
    return ok;
}

/* Everything that the providers of the two lines answered. */
static bool write_antwoorden(struct proof *p, struct error *err)
{
    const struct bevinding_reader *finding = p->reproof.finding;
    const struct query_param param[] = {{":id", text_of(finding->bevinding.id)},
                                        {":patient", finding->bevinding.patient}};
    struct asking asking = {p->pen, NULL};
    bool any = finding->antwoord_declarant.n || finding->antwoord_ketencontractant.n;
    section(p->pen, "antwoorden", any ? "Antwoorden van de aanbieders" : "Antwoorden van de aanbieders: geen", true);
    bool ok = query_rows(p->reproof.store, QUERY_ANTWOORDEN, param, 2, item_row, &asking, err);
    section_end(p->pen);
    return ok;
}

static bool write_proof(struct proof *p, struct error *err)
{
    const struct reproof *r = &p->reproof;
    if (!write_head(p, err) || !write_line(p, "ketenregel", "Ketenregel (K)", r->keten, err)
        || (r->conflict && !write_line(p, "conflictregel", "Conflictregel (C)", r->conflict, err)))
        return false;
    write_perioden(p);
    write_hits(p);
    if (!r->conflict && !write_sought(p, err))
        return false;
    write_grade(p);
    write_contracten(p);
    if (r->finding->vervallen)
        write_lapse(p);
    return write_credits(p, err) && write_history(p, err) && write_oordelen(p, err) && write_antwoorden(p, err);
}

bool proof_tell(struct store *store, const struct bevinding_reader *finding, struct pen *pen, struct error *err)
{
    struct proof proof = {.pen = pen, .b = &finding->bevinding};
    bool ok = reprove(&proof.reproof, store, finding, err) && write_proof(&proof, err);
    buf_release(&proof.words);
    reproof_release(&proof.reproof);
    return ok;
}

bool proof_write(struct store *store, const struct bevinding_reader *finding, bool json, struct buf *out,
                 struct error *err)
{
    struct pen pen;
    struct buf text = {0};
    pen_begin(&pen, &text, json);
    bool ok = proof_tell(store, finding, &pen, err);
    pen_end(&pen);
    if (ok)
        text_add_printable_lines(out, (struct text){text.at, text.n});
    buf_release(&text);
    return ok;
}
