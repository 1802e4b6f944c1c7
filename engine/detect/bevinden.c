/* bevinden.c - a finding as the world sees it: a row of findings.csv (semantics.md 4 and 8). See patient.h. */
#include "detect/patient.h"

static void join(struct buf *buf, struct text text)
{
    if (buf->n)
        buf_add(buf, ";", 1);
    buf_add(buf, text.at, text.n);
}

static struct text keep_joined(struct outcome *outcome, struct buf *buf)
{
    struct text text = {arena_copy(&outcome->arena, buf->at, buf->n), buf->n};
    buf_release(buf);
    return text;
}

/* They are sorted by id; a rule that hits in both directions occurs twice. */
static struct text rule_ids(struct outcome *outcome, const struct found *found, uint32_t n)
{
    struct buf buf = {0};
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || found[i].hit.regel != found[i - 1].hit.regel)
            join(&buf, found[i].hit.regel->id);
    return keep_joined(outcome, &buf);
}

static struct text programma_names(struct outcome *outcome, const struct ruleset *rules, programma_set set)
{
    struct buf buf = {0};
    for (unsigned p = 0; p < rules->programmas; p++)
        if (set >> p & 1)
            join(&buf, rules->programma[p].naam);
    return keep_joined(outcome, &buf);
}

static struct text reden_names(struct outcome *outcome, reden_set set)
{
    struct buf buf = {0};
    for (unsigned r = 0; r < REDENEN; r++)
        if (set & REDEN(r))
            join(&buf, text_of(reden_name[r]));
    return keep_joined(outcome, &buf);
}

static struct bevinding_kant side_of(const struct line *line)
{
    return (struct bevinding_kant){line->agb_declarant, line->referentie, line->prestatiecode,
                                   line->bedrag_cent,   line->bestand,    line->regelnr};
}

/* The reasons of the hits that have the finding's grade; none when one of those has none. */
static reden_set reasons_of_best(const struct found *found, uint32_t n, enum zekerheid best)
{
    reden_set redenen = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (found[i].hit.zekerheid < best)
            continue;
        if (found[i].hit.redenen == 0)
            return 0;
        redenen |= found[i].hit.redenen;
    }
    return redenen;
}

static void add_conflict(struct bevinding *b, const struct part *k, const struct part *c)
{
    b->conflict = side_of(c->line);
    b->conflict_lijst = c->line->lijst;
    b->conflict_zorgproduct = c->line->zorgproduct;
    b->conflict_periode = c->line->period;
    b->overlap = period_shared(k->keten.periode, c->periode);
}

void make_bevinding(const struct detector *d, const struct vondst *v, struct outcome *outcome)
{
    const struct ruleset *rules = d->rules;
    const struct found *found = d->found + v->first;
    const struct hit *leads = &found[v->leads].hit;
    const struct part *k = &d->part[v->k];
    programma_set programmas = 0;
    for (uint32_t i = 0; i < v->n; i++)
        programmas |= found[i].hit.programmas;
    ARRAY_ROOM(outcome->bevinding, outcome->n, outcome->cap);
    struct bevinding *b = &outcome->bevinding[outcome->n++];
    *b = (struct bevinding){
        .patient = k->line->patient,
        .zekerheid = v->zekerheid,
        .uzovi = k->line->uzovi,
        .redenen = reden_names(outcome, reasons_of_best(found, v->n, v->zekerheid)),
        .programma = programma_names(outcome, rules, programmas),
        .regels = rule_ids(outcome, found, v->n),
        .categorie = leads->regel->categorie,
        .tabel = rules->tabel[leads->regel->tabel].naam,
        .leidende_regel = leads->regel->id,
        .keten = side_of(k->line),
        .keten_periode = k->keten.periode,
        .overlap = k->keten.periode,
        .verhaal = v->terug == v->k ? VERHAAL_KETEN : VERHAAL_CONFLICT,
        .verhaal_bedrag_cent = v->cent,
        .soort = leads->regel->soort,
    };
    if (v->c)
        add_conflict(b, k, &d->part[v->c - 1]);
    bevinding_take_id(b);
}
