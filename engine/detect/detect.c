/* detect.c - see detect.h.
 *
 * For each keten line all hits of its rules with the patient's other lines are collected (hits_of); a finding is then made
 * of the hits of one pair, for two keten lines those of both directions. A patient has tens of lines and a few keten
 * lines, so every pair is tried; the rules of a pair come from the classification, not from a search. */
#include "detect/detect.h"

#include "base/digest.h"

/* A line that takes part: relevant now. */
struct part {
    const struct line *line;
    const struct match *match; /* copied from the classification, which forgets */
    size_t matches;
    struct keten keten;
    struct period conflict_periode;
    bool debit; /* a debit that is not reversed */
    size_t first_hit, hits; /* of a keten line: its hits, sorted by the other line */
};

struct hit {
    uint32_t other; /* the part that is hit */
    const struct regel *regel;
    enum tabel_rang rang;
    enum zekerheid zekerheid;
    reden_set redenen;
    bool stands;
};

struct detector {
    const struct ruleset *rules;
    struct classifier *classifier;
    struct part *part;
    size_t parts, parts_cap;
    const struct line **line; /* of the parts, for the credits */
    uint32_t *reversed;
    size_t lines_cap;
    struct hit *hit;
    size_t hits, hits_cap;
    struct pair_hit *pair; /* the hits of one pair, gathered */
    size_t pairs, pairs_cap;
    struct arena arena;
};

struct detector *detector_new(const struct ruleset *rules)
{
    struct detector *d = xcalloc(1, sizeof *d);
    d->rules = rules;
    d->classifier = classifier_new(rules);
    return d;
}

void detector_free(struct detector *d)
{
    if (!d)
        return;
    classifier_free(d->classifier);
    free(d->part);
    free(d->line);
    free(d->reversed);
    free(d->hit);
    free(d->pair);
    arena_release(&d->arena);
    free(d);
}

void outcome_clear(struct outcome *outcome)
{
    outcome->n = 0;
    arena_reset(&outcome->arena);
}

void outcome_release(struct outcome *outcome)
{
    free(outcome->bevinding);
    arena_release(&outcome->arena);
    *outcome = (struct outcome){0};
}

static enum zekerheid lowered(enum zekerheid zekerheid, reden_set redenen)
{
    for (unsigned r = 0; r < REDENEN; r++)
        if ((redenen & REDEN(r)) && reden_at_most[r] < zekerheid)
            zekerheid = reden_at_most[r];
    return zekerheid;
}

static bool in_groep(const struct groep *groep, struct text diagnose)
{
    for (size_t i = 0; i < groep->n; i++)
        if (diagnose.n >= groep->icpc[i].n && memcmp(diagnose.at, groep->icpc[i].at, groep->icpc[i].n) == 0)
            return true;
    return false;
}

/* Whether a rule that C matches hits with keten line K; everything but `eenmalig`, which needs all hits. */
static bool hits(const struct ruleset *rules, const struct part *k, const struct part *c, const struct match *match,
                 struct hit *hit)
{
    const struct regel *regel = &rules->regel[match->regel];
    const struct period keten = k->keten.periode, conflict = c->conflict_periode;
    if (!periods_overlap(keten, conflict) || (regel->overlap_start && conflict.first < keten.first))
        return false;
    if (!keten_applies(rules, &k->keten, regel, &hit->rang))
        return false;
    hit->regel = regel;
    hit->zekerheid = regel->zekerheid;
    hit->redenen = match->redenen;
    if (regel->verwijsdiagnoses.n) {
        if (c->line->verwijsdiagnose == 0)
            hit->redenen |= REDEN(VERWIJSDIAGNOSE_ONBEKEND);
        else if (!numbers_have(&regel->verwijsdiagnoses, c->line->verwijsdiagnose))
            return false;
    }
    if (regel->betreft) {
        if (c->line->diagnosecode.n == 0)
            hit->redenen |= REDEN(DIAGNOSE_ONBEKEND);
        else if (!in_groep(regel->betreft, c->line->diagnosecode))
            return false;
        else
            hit->zekerheid = VAST;
    }
    if (regel->voorwaarden) {
        uint64_t agreed;
        if (!keten_voorwaarden(rules, &k->keten, regel->programma, &agreed))
            hit->redenen |= REDEN(CONTRACT_ONBEKEND);
        else if (regel->voorwaarden & ~agreed)
            return false;
    }
    if (regel->gedoogkwartaal && conflict.first >= keten.first)
        hit->redenen |= REDEN(GEDOOGKWARTAAL);
    if (regel->eenmalig)
        hit->redenen |= REDEN(EENMALIG_CONSULT);
    hit->zekerheid = lowered(hit->zekerheid, hit->redenen);
    hit->stands = true;
    return true;
}

/* A hit of an `eenmalig` rule stands only when it is the only one of that performer by that rule with K. */
static void drop_repeated(struct detector *d, const struct part *k)
{
    struct hit *hit = d->hit + k->first_hit;
    for (size_t i = 0; i < k->hits; i++) {
        if (!hit[i].regel->eenmalig || !hit[i].stands)
            continue;
        uint32_t performer = line_performer(d->part[hit[i].other].line);
        for (size_t j = i + 1; j < k->hits; j++)
            if (hit[j].regel == hit[i].regel && line_performer(d->part[hit[j].other].line) == performer)
                hit[i].stands = hit[j].stands = false;
    }
}

static void hits_of(struct detector *d, struct part *k)
{
    bool eenmalig = false;
    k->first_hit = d->hits;
    for (uint32_t i = 0; i < d->parts; i++) {
        const struct part *c = &d->part[i];
        if (c == k || !c->debit)
            continue;
        for (size_t m = 0; m < c->matches; m++) {
            struct hit hit = {.other = i};
            if (!hits(d->rules, k, c, &c->match[m], &hit))
                continue;
            eenmalig |= hit.regel->eenmalig;
            ARRAY_ROOM(d->hit, d->hits, d->hits_cap);
            d->hit[d->hits++] = hit;
        }
    }
    k->hits = d->hits - k->first_hit;
    if (eenmalig)
        drop_repeated(d, k);
}

/* Which of two keten lines is K: the lower volgorde, the earlier begindatum, the smaller identity. */
static bool is_keten_side(const struct ruleset *rules, const struct part *a, const struct part *b)
{
    int p = rules->programma[__builtin_ctzll(a->keten.programmas)].volgorde;
    int q = rules->programma[__builtin_ctzll(b->keten.programmas)].volgorde;
    if (p != q)
        return p < q;
    if (a->line->period.first != b->line->period.first)
        return a->line->period.first < b->line->period.first;
    return line_compare_identity(a->line, b->line) < 0;
}

/* Which of two hits of a pair leads: negative when it is `a`; *by says what decided. */
static int precedence(const struct pair_hit *a, const struct pair_hit *b, enum voorrang *by)
{
    *by = VOORRANG_ZEKERHEID;
    if (a->zekerheid != b->zekerheid)
        return a->zekerheid > b->zekerheid ? -1 : 1;
    *by = VOORRANG_RICHTING;
    if (a->turned != b->turned)
        return a->turned ? 1 : -1;
    *by = VOORRANG_TABEL;
    if (a->rang != b->rang)
        return a->rang < b->rang ? -1 : 1;
    *by = VOORRANG_RIJ;
    return (a->regel > b->regel) - (a->regel < b->regel); /* tables in their order, rows in theirs */
}

static void gather(struct detector *d, const struct pair_hit *hit)
{
    ARRAY_ROOM(d->pair, d->pairs, d->pairs_cap);
    d->pair[d->pairs++] = *hit;
}

static void gather_direction(struct detector *d, const struct part *from, const struct part *to, bool turned)
{
    uint32_t other = (uint32_t)(to - d->part);
    if (from->hits == 0)
        return;
    const struct hit *hit = d->hit + from->first_hit, *end = hit + from->hits;
    size_t low = 0, high = from->hits; /* they are sorted by `other` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hit[middle].other < other)
            low = middle + 1;
        else
            high = middle;
    }
    for (hit += low; hit < end && hit->other == other; hit++)
        if (hit->stands)
            gather(d, &(struct pair_hit){.regel = hit->regel,
                                         .programmas = UINT64_C(1) << hit->regel->programma,
                                         .turned = turned,
                                         .rang = hit->rang,
                                         .zekerheid = hit->zekerheid,
                                         .redenen = hit->redenen});
}

/* ALG-DUBBEL: two keten lines that share a programme and whose periods overlap. */
static void gather_dubbel(struct detector *d, const struct part *k, const struct part *c)
{
    const struct regel *regel = d->rules->dubbel;
    struct pair_hit hit = {.programmas = k->keten.programmas & c->keten.programmas};
    if (!regel || !hit.programmas || !periods_overlap(k->keten.periode, c->keten.periode)
        || !keten_applies(d->rules, &k->keten, regel, &hit.rang))
        return;
    hit.regel = regel;
    hit.zekerheid = regel->zekerheid;
    gather(d, &hit);
}

static int by_id(const void *a, const void *b)
{
    const struct pair_hit *p = a, *q = b;
    int order = text_compare(p->regel->id, q->regel->id);
    return order ? order : (int)p->turned - (int)q->turned;
}

/* All hits of a pair, by rule id. */
static void gather_pair(struct detector *d, const struct part *k, const struct part *c)
{
    d->pairs = 0;
    gather_direction(d, k, c, false);
    if (c->keten.programmas) {
        gather_direction(d, c, k, true);
        gather_dubbel(d, k, c);
    }
    if (d->pairs > 1)
        qsort(d->pair, d->pairs, sizeof *d->pair, by_id);
}

/* The hit that leads; each of the others gets what put it behind. */
static const struct pair_hit *leading_hit(struct detector *d)
{
    enum voorrang by;
    size_t leading = 0;
    for (size_t i = 1; i < d->pairs; i++)
        if (precedence(&d->pair[i], &d->pair[leading], &by) < 0)
            leading = i;
    for (size_t i = 0; i < d->pairs; i++)
        if (i == leading)
            d->pair[i].voorrang = VOORRANG_LEIDT;
        else
            precedence(&d->pair[leading], &d->pair[i], &d->pair[i].voorrang);
    return &d->pair[leading];
}

static void join(struct buf *buf, struct text text)
{
    if (buf->n)
        buf_add(buf, ";", 1);
    buf_add(buf, text.at, text.n);
}

static struct text keep(struct outcome *outcome, struct buf *buf)
{
    struct text text = {arena_copy(&outcome->arena, buf->at, buf->n), buf->n};
    buf_release(buf);
    return text;
}

static struct text rule_ids(struct outcome *outcome, const struct detector *d)
{
    struct buf buf = {0};
    for (size_t i = 0; i < d->pairs; i++)
        if (i == 0 || d->pair[i].regel != d->pair[i - 1].regel)
            join(&buf, d->pair[i].regel->id);
    return keep(outcome, &buf);
}

static struct text programma_names(struct outcome *outcome, const struct ruleset *rules, programma_set set)
{
    struct buf buf = {0};
    for (unsigned p = 0; p < rules->programmas; p++)
        if (set >> p & 1)
            join(&buf, rules->programma[p].naam);
    return keep(outcome, &buf);
}

static struct text reden_names(struct outcome *outcome, reden_set set)
{
    struct buf buf = {0};
    for (unsigned r = 0; r < REDENEN; r++)
        if (set & REDEN(r))
            join(&buf, text_of(reden_name[r]));
    return keep(outcome, &buf);
}

static struct bevinding_kant side_of(const struct line *line)
{
    return (struct bevinding_kant){line->agb_declarant, line->referentie, line->prestatiecode,
                                   line->bedrag_cent,   line->bestand,    line->regelnr};
}

static struct period shared_days(struct period p, struct period q)
{
    return (struct period){p.first > q.first ? p.first : q.first, p.last < q.last ? p.last : q.last};
}

/* The finding of a pair with the hits that were gathered. */
static void make_bevinding(struct detector *d, const struct part *k, const struct part *c, struct outcome *outcome)
{
    const struct ruleset *rules = d->rules;
    const struct pair_hit *leads = leading_hit(d);
    const struct regel *leading = leads->regel;
    reden_set redenen = 0;
    programma_set programmas = 0;
    bool none = false;
    for (const struct pair_hit *hit = d->pair; hit < d->pair + d->pairs; hit++) {
        programmas |= hit->programmas;
        if (hit->zekerheid < leads->zekerheid)
            continue;
        redenen |= hit->redenen;
        none |= hit->redenen == 0;
    }
    ARRAY_ROOM(outcome->bevinding, outcome->n, outcome->cap);
    struct bevinding *b = &outcome->bevinding[outcome->n++];
    *b = (struct bevinding){
        .patient = k->line->patient,
        .zekerheid = leads->zekerheid,
        .uzovi = k->line->uzovi,
        .redenen = reden_names(outcome, none ? 0 : redenen),
        .programma = programma_names(outcome, rules, programmas),
        .regels = rule_ids(outcome, d),
        .categorie = leading->categorie,
        .tabel = rules->tabel[leading->tabel].naam,
        .leidende_regel = leading->id,
        .keten = side_of(k->line),
        .conflict = side_of(c->line),
        .keten_periode = k->keten.periode,
        .conflict_lijst = c->line->lijst,
        .conflict_zorgproduct = c->line->zorgproduct,
        .conflict_periode = c->line->period,
        .overlap = shared_days(k->keten.periode, c->conflict_periode),
        .verhaal = leads->turned ? (leading->verhaal == VERHAAL_KETEN ? VERHAAL_CONFLICT : VERHAAL_KETEN)
                                 : leading->verhaal,
    };
    b->verhaal_bedrag_cent = bevinding_verhaal(b)->bedrag_cent;
    bevinding_take_id(b);
}

/* The finding of a pair, if any rule hits. */
static void try_pair(struct detector *d, const struct part *k, const struct part *c, struct outcome *outcome)
{
    gather_pair(d, k, c);
    if (d->pairs)
        make_bevinding(d, k, c, outcome);
}

static int by_bevinding(const void *a, const void *b)
{
    return bevinding_compare(a, b);
}

/* A line that findings of this patient want back. */
struct claim {
    uint32_t agb;
    struct text referentie;
    enum zekerheid zekerheid;
    int64_t cent;
};

static int by_claim(const void *a, const void *b)
{
    const struct claim *p = a, *q = b;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    int order = text_compare(p->referentie, q->referentie);
    return order ? order : (int)q->zekerheid - (int)p->zekerheid; /* the best grade first */
}

static void count_findings(struct detector *d, const struct outcome *outcome, size_t first, int sign,
                           struct totals *totals)
{
    size_t n = outcome->n - first;
    struct claim *claim = arena_alloc(&d->arena, n * sizeof *claim);
    for (size_t i = 0; i < n; i++) {
        const struct bevinding *b = &outcome->bevinding[first + i];
        const struct bevinding_kant *side = bevinding_verhaal(b);
        totals->findings[b->zekerheid] += sign;
        totals->per_categorie[b->categorie] += sign;
        totals->per_soort[b->soort] += sign;
        for (size_t t = 0; t < d->rules->tabellen; t++)
            if (d->rules->tabel[t].naam.at == b->tabel.at)
                totals->per_tabel[t] += sign;
        totals->findings_cent[b->zekerheid] += sign * side->bedrag_cent;
        claim[i] = (struct claim){side->agb, side->referentie, b->zekerheid, side->bedrag_cent};
    }
    if (n)
        qsort(claim, n, sizeof *claim, by_claim);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || claim[i].agb != claim[i - 1].agb || !text_equal(claim[i].referentie, claim[i - 1].referentie))
            totals->net_cent[claim[i].zekerheid] += sign * claim[i].cent;
}

static void count_keten(const struct ruleset *rules, const struct part *k, int sign, struct totals *totals)
{
    const struct period period = k->line->period;
    for (unsigned p = 0; p < rules->programmas; p++) {
        if (!(k->keten.programmas >> p & 1))
            continue;
        totals->keten_lines[p] += sign;
        for (day q = k->keten.d; q <= period.last; q = quarter_last(q) + 1)
            totals_add_dekking(totals, (struct dekking){k->line->uzovi, q, p, sign, k->keten.tabel == GEEN_TABEL ? sign : 0});
    }
}

/* Classifies the lines and works out the credits; only lines that are relevant now take part. */
static struct credit_counts take_parts(struct detector *d, const struct line *line, const bool *take, size_t n)
{
    struct credit_counts counts = {0};
    d->parts = 0;
    d->hits = 0;
    arena_reset(&d->arena);
    if (n > d->lines_cap) {
        d->lines_cap = n;
        d->line = xrealloc(d->line, n * sizeof *d->line);
        d->reversed = xrealloc(d->reversed, n * sizeof *d->reversed);
    }
    for (size_t i = 0; i < n; i++) {
        if (take && !take[i])
            continue;
        const struct match_set *set = classify(d->classifier, &line[i]);
        if (set->matches == 0 && !has_keten_code(d->classifier, &line[i]))
            continue;
        ARRAY_ROOM(d->part, d->parts, d->parts_cap);
        d->line[d->parts] = &line[i];
        struct part *part = &d->part[d->parts++];
        *part = (struct part){.line = &line[i], .matches = set->matches, .conflict_periode = line[i].period};
        part->keten = keten_of(d->rules, &line[i], set);
        if (part->keten.programmas)
            part->conflict_periode = part->keten.periode;
        struct match *match = arena_alloc(&d->arena, set->matches * sizeof *match);
        memcpy(match, set->match, set->matches * sizeof *match);
        part->match = match;
    }
    credits_apply(d->line, d->parts, d->reversed, &counts);
    for (size_t i = 0; i < d->parts; i++)
        d->part[i].debit = !d->part[i].line->credit && !d->reversed[i];
    return counts;
}

/* The hits of every keten line that takes part. */
static void take_hits(struct detector *d)
{
    for (size_t i = 0; i < d->parts; i++)
        if (d->part[i].debit && d->part[i].keten.programmas)
            hits_of(d, &d->part[i]);
}

/* Whether one of the lines has a keten code or is a credit: else there is neither a finding nor a figure. */
static bool any_seen(struct detector *d, const struct line *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i].credit || has_keten_code(d->classifier, &line[i]))
            return true;
    return false;
}

void detect_patient(struct detector *d, const struct line *line, const bool *take, size_t n, int sign,
                    struct outcome *outcome, struct totals *totals)
{
    size_t first = outcome->n;
    if (!any_seen(d, line, n)) /* most patients of a night or a recheck */
        return;
    struct credit_counts credits = take_parts(d, line, take, n);
    totals->credits_applied += sign * (int64_t)credits.applied;
    totals->credits_waiting += sign * (int64_t)credits.waiting;
    totals->anomalies += sign * (int64_t)credits.anomalies;
    take_hits(d);
    for (size_t i = 0; i < d->parts; i++) {
        const struct part *k = &d->part[i];
        if (!k->debit || !k->keten.programmas)
            continue;
        count_keten(d->rules, k, sign, totals);
        for (size_t j = 0; j < d->parts; j++) {
            const struct part *c = &d->part[j];
            if (c == k || !c->debit || (c->keten.programmas && !is_keten_side(d->rules, k, c)))
                continue;
            try_pair(d, k, c, outcome);
        }
    }
    if (outcome->n > first) {
        qsort(outcome->bevinding + first, outcome->n - first, sizeof *outcome->bevinding, by_bevinding);
        count_findings(d, outcome, first, sign, totals);
    }
}

/* The part of a line, or NULL when it is not relevant. */
static const struct part *part_of(const struct detector *d, const struct line *line)
{
    for (size_t i = 0; line && i < d->parts; i++)
        if (d->part[i].line == line)
            return &d->part[i];
    return NULL;
}

static struct pair_line pair_line_of(const struct detector *d, const struct part *part)
{
    if (!part)
        return (struct pair_line){.keten.tabel = GEEN_TABEL};
    uint32_t credit = d->reversed[part - d->part];
    return (struct pair_line){.relevant = true,
                              .keten = part->keten,
                              .periode = part->conflict_periode,
                              .reversed_by = credit ? d->line[credit - 1] : NULL};
}

void detect_lines(struct detector *d, const struct line *line, size_t n, struct pair_line *seen)
{
    take_parts(d, line, NULL, n);
    for (size_t i = 0, p = 0; i < n; i++) {
        bool taken = p < d->parts && d->part[p].line == &line[i];
        seen[i] = pair_line_of(d, taken ? &d->part[p] : NULL);
        p += taken;
    }
}

void detect_pair(struct detector *d, const struct line *line, const bool *take, size_t n, const struct line *keten,
                 const struct line *conflict, struct pair *pair)
{
    take_parts(d, line, take, n);
    take_hits(d);
    const struct part *k = part_of(d, keten), *c = part_of(d, conflict);
    d->pairs = 0;
    if (k && c && k->debit && c->debit && k->keten.programmas)
        gather_pair(d, k, c);
    if (d->pairs)
        leading_hit(d);
    *pair = (struct pair){pair_line_of(d, k), pair_line_of(d, c), d->pair, d->pairs};
}
