/* samenstellen.c - see samenstellen.h. The figures of everybody are in memory (a provider a kilobyte or two); the findings are
 * read in the order of whose line they name, so that those of one provider at a time are. */
#include "spiegel/samenstellen.h"

#include <stdio.h>

#include "spiegel/statistiek.h"
#include "spiegel/zorgsoort.h"
#include "store/ledger.h"
#include "store/queries.h"

_Static_assert((int)KWARTALEN == (int)TREND_KWARTALEN, "what is counted is what is shown");
enum { NU = TREND_KWARTALEN - 1 };

static struct text keep(struct arena *arena, struct text text)
{
    return (struct text){arena_copy(arena, text.at, text.n), text.n};
}

static struct text keep_buf(struct arena *arena, struct buf *buf)
{
    struct text text = keep(arena, (struct text){buf->at, buf->n});
    buf_release(buf);
    return text;
}

/* ---- What was checked, and by what ---- */

static bool take_run(void *ctx, const struct text *value, struct error *err)
{
    struct samenstelling *s = ctx;
    (void)err;
    s->over.run = keep(&s->arena, value[0]);
    s->over.extract = keep(&s->arena, value[1]);
    s->over.versie = keep(&s->arena, value[2]);
    s->over.tabelversie = keep(&s->arena, value[3]);
    return true;
}

/* What a provider may know a table by: its title. */
static struct text tabel_titel(struct samenstelling *s, struct text naam)
{
    for (size_t t = 0; t < s->rules.tabellen; t++)
        if (text_equal(s->rules.tabel[t].naam, naam))
            return s->rules.tabel[t].titel;
    return keep(&s->arena, naam);
}

/* uzovi, kwartaal, keten_lines, ongedekt, tabel, oordeel */
static bool take_dekking(void *ctx, const struct text *value, struct error *err)
{
    struct samenstelling *s = ctx;
    uint64_t lines = 0, ongedekt = 0;
    (void)err;
    text_digits(value[2], 18, &lines);
    text_digits(value[3], 18, &ongedekt);
    for (size_t q = 0; q < TREND_KWARTALEN; q++)
        if (text_equal(value[1], text_of(s->over.trend_kwartaal[q])) && lines > ongedekt)
            s->over.trend_ongedekt[q] = false;
    if (text_equal(value[1], text_of(s->over.kwartaal)) && lines) {
        ARRAY_ROOM(s->dekking, s->over.dekkingen, s->dekkingen_cap);
        s->dekking[s->over.dekkingen++] =
            (struct dekking_regel){keep(&s->arena, value[0]), tabel_titel(s, value[4]), keep(&s->arena, value[5])};
    }
    return true;
}

/* regel, programma, tabel, omschrijving */
static bool take_concept(void *ctx, const struct text *value, struct error *err)
{
    struct samenstelling *s = ctx;
    struct buf naam = {0};
    (void)err;
    buf_add(&naam, value[3].at, value[3].n);
    buf_text(&naam, " (");
    buf_add(&naam, value[1].at, value[1].n);
    buf_text(&naam, ")");
    ARRAY_ROOM(s->zonder_codes, s->over.zonder_codes_n, s->zonder_cap);
    s->zonder_codes[s->over.zonder_codes_n++] = keep_buf(&s->arena, &naam);
    return true;
}

static bool read_over(struct samenstelling *s, const struct period *kwartaal, day antwoord_voor, struct error *err)
{
    struct spiegel_verantwoording *over = &s->over;
    day last_run;
    for (size_t q = 0; q < TREND_KWARTALEN; q++) {
        quarter_print(kwartaal[q].first, over->trend_kwartaal[q]);
        over->trend_ongedekt[q] = true;
    }
    quarter_print(kwartaal[NU].first, over->kwartaal);
    over->eerste = kwartaal[NU].first;
    over->laatste = kwartaal[NU].last;
    if (!query_rows(s->store, QUERY_LAST_RUN, NULL, 0, take_run, s, err)
        || !query_rows(s->store, QUERY_COVERED_INSURERS, NULL, 0, take_dekking, s, err)
        || !query_rows(s->store, QUERY_CONCEPT, NULL, 0, take_concept, s, err))
        return false;
    if (over->extract.n < DAY_TEXT || !day_parse_wide((struct text){over->extract.at, DAY_TEXT}, &last_run))
        return error_set(err, STATUS_FAILED, "%s: there is no run in it that can be reported", s->store->path);
    over->antwoord_voor = antwoord_voor == ANTWOORD_VOOR_DEFAULT ? last_run + ANTWOORDTERMIJN : antwoord_voor;
    over->dekking = s->dekking;
    over->zonder_codes = s->zonder_codes;
    return true;
}

static bool read_rules(struct samenstelling *s, struct error *err)
{
    int64_t run;
    bool sound;
    struct buf titles = {0};
    if (!db_integer(s->store->db, "SELECT max(run) FROM run", &run, err)
        || !ledger_rules_of_run(s->store, run, &s->rules, &sound, err))
        return false;
    if (!sound)
        return error_set(err, STATUS_FAILED, "%s: the tables of the last run are not what that run recorded; see 'dubbelloop "
                                             "verify'", s->store->path);
    for (size_t t = 0; t < s->rules.tabellen; t++) {
        buf_text(&titles, t ? "; " : "");
        buf_add(&titles, s->rules.tabel[t].titel.at, s->rules.tabel[t].titel.n);
    }
    s->over.tabellen = keep_buf(&s->arena, &titles);
    return true;
}

/* ---- Groups of peers ---- */

/* A quarter of a group: the sums of its programmes, how many members have each, and how many members are not small. */
struct groepskwartaal {
    uint64_t n[PROGRAMMAS_MAX], y[PROGRAMMAS_MAX];
    uint32_t peers[PROGRAMMAS_MAX];
    size_t beoordeelbaar;
};

static void sum_group(const struct kwartaalcijfers *c, size_t first, size_t end, size_t q, struct groepskwartaal *sum)
{
    *sum = (struct groepskwartaal){0};
    for (size_t i = first; i < end; i++) {
        const struct programmatelling *telling = aanbieder_programma(c, &c->aanbieder[i], q);
        for (size_t p = 0; p < c->programmas; p++) {
            sum->n[p] += telling[p].n;
            sum->y[p] += telling[p].y;
            sum->peers[p] += telling[p].n > 0;
        }
        sum->beoordeelbaar += c->aanbieder[i].kwartaal[q].n >= SPIEGEL_KLEIN;
    }
}

static double verwacht(const struct kwartaalcijfers *c, const struct aanbieder *a, size_t q, const struct groepskwartaal *sum)
{
    const struct programmatelling *telling = aanbieder_programma(c, a, q);
    struct mix mix[PROGRAMMAS_MAX];
    for (size_t p = 0; p < c->programmas; p++)
        mix[p] = (struct mix){telling[p].n, sum->n[p], sum->y[p]};
    return verwacht_aantal(mix, c->programmas);
}

/* What a provider has in programmes of the reported quarter. */
static void fill_programmas(struct samenstelling *s, const struct aanbieder *a, const struct groepskwartaal *sum, struct rapport *r)
{
    const struct programmatelling *telling = aanbieder_programma(&s->cijfers, a, NU);
    r->programma = arena_alloc(&s->arena, s->cijfers.programmas * sizeof *r->programma);
    for (size_t p = 0; p < s->cijfers.programmas; p++)
        if (telling[p].n || telling[p].y)
            r->programma[r->programmas++] = (struct programmacijfer){s->rules.programma[p].naam, telling[p].n, telling[p].y,
                                                                     sum->n[p], sum->y[p], sum->peers[p]};
}

static int by_verwacht(const void *a, const void *b)
{
    const struct funnel_punt *p = a, *q = b;
    if (p->verwacht < q->verwacht || p->verwacht > q->verwacht)
        return p->verwacht < q->verwacht ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return (p->n > q->n) - (p->n < q->n);
}

/* Funnel, limits, verdicts and ranks of the reports [first, n), which are the group's. */
static void judge_group(struct samenstelling *s, struct groep_cijfers *groep, size_t first)
{
    size_t members = s->n - first, judged = 0, points = 0;
    double *ratio = arena_alloc(&s->arena, members * sizeof *ratio), *z = arena_alloc(&s->arena, members * sizeof *z);
    groep->punt = arena_alloc(&s->arena, members * sizeof *groep->punt);
    for (size_t i = first; i < s->n; i++) {
        struct rapport *r = &s->rapport[i];
        const struct kwartaalcijfer *nu = rapport_nu(r);
        r->groep = groep;
        r->z = z_waarde(nu->y, nu->verwacht);
        groep->aanbieders += nu->n > 0;
        if (nu->n >= SPIEGEL_KLEIN)
            ratio[judged++] = verhouding(nu->y, nu->verwacht);
        if (kwartaal_vergelijkbaar(nu)) {
            z[points] = r->z;
            groep->punt[points++] = (struct funnel_punt){nu->verwacht, nu->y, nu->n};
        }
    }
    groep->beoordeelbaar = judged;
    groep->punten = points;
    groep->phi = overdispersie(z, points);
    if (points)
        qsort(groep->punt, points, sizeof *groep->punt, by_verwacht);
    sorteer(ratio, judged);
    for (size_t i = first; i < s->n; i++) {
        struct rapport *r = &s->rapport[i];
        const struct kwartaalcijfer *nu = rapport_nu(r);
        struct grenzen grenzen = grenzen_rond(nu->verwacht, groep->phi);
        r->grens95_onder = grenzen.onder95;
        r->grens95_boven = grenzen.boven95;
        r->grens998_onder = grenzen.onder998;
        r->grens998_boven = grenzen.boven998;
        r->verdict = verdict_van(nu->n, judged, nu->y, nu->verwacht, groep->phi);
        if (r->verdict != TE_KLEIN) { /* it is one of those that are judged */
            r->hoger_dan = (uint32_t)rang_boven(ratio, judged, verhouding(nu->y, nu->verwacht));
            r->van = (uint32_t)judged - 1;
        }
    }
}

/* The reports of the providers [first, end), which are one group. */
static void make_group(struct samenstelling *s, struct groep_cijfers *groep, size_t first, size_t end)
{
    struct kwartaalcijfers *c = &s->cijfers;
    const size_t first_report = s->n;
    struct groepskwartaal sum[TREND_KWARTALEN];
    groep->zorgsoort = agb_zorgsoort(c->aanbieder[first].agb);
    groep->rol = c->aanbieder[first].rol;
    groep->naam = zorgsoort_naam(groep->zorgsoort);
    if (!groep->naam) {
        char *naam = xprintf("zorgaanbieders met AGB %02u...", groep->zorgsoort);
        groep->naam = arena_copy(&s->arena, naam, strlen(naam));
        free(naam);
    }
    for (size_t q = 0; q < TREND_KWARTALEN; q++)
        sum_group(c, first, end, q, &sum[q]);
    for (size_t i = first; i < end; i++) {
        const struct aanbieder *a = &c->aanbieder[i];
        const struct kwartaaltelling *nu = &a->kwartaal[NU];
        if (!nu->n && !nu->y && !nu->s)
            continue;
        struct rapport *r = &s->rapport[s->n++];
        *r = (struct rapport){.agb = a->agb, .rol = a->rol, .over = &s->over};
        for (size_t q = 0; q < TREND_KWARTALEN; q++) {
            const struct kwartaaltelling *t = &a->kwartaal[q];
            r->trend[q] = (struct kwartaalcijfer){t->n, t->y, t->s, t->y_cent, t->s_cent, verwacht(c, a, q, &sum[q])};
            if (q != NU && sum[q].beoordeelbaar < SPIEGEL_PEERS)
                r->trend[q].verwacht = 0; /* too few peers to tell what they had */
        }
        fill_programmas(s, a, &sum[NU], r);
    }
    judge_group(s, groep, first_report);
}

static void make_groups(struct samenstelling *s)
{
    const struct kwartaalcijfers *c = &s->cijfers;
    s->rapport = xcalloc(c->n ? c->n : 1, sizeof *s->rapport);
    s->groep = xcalloc(c->n ? c->n : 1, sizeof *s->groep);
    for (size_t i = 0, end; i < c->n; i = end) {
        for (end = i; end < c->n && c->aanbieder[end].rol == c->aanbieder[i].rol
                      && agb_zorgsoort(c->aanbieder[end].agb) == agb_zorgsoort(c->aanbieder[i].agb);)
            end++;
        make_group(s, &s->groep[s->groepen++], i, end);
    }
}

bool samenstelling_open(struct samenstelling *s, struct store *store, day kwartaal, day antwoord_voor, unsigned threads,
                        struct progress *progress, struct error *err)
{
    struct period periods[KWARTALEN];
    *s = (struct samenstelling){.store = store};
    for (int q = NU; q >= 0; q--) {
        day any = q == NU ? kwartaal : periods[q + 1].first - 1;
        periods[q] = (struct period){quarter_first(any), quarter_last(any)};
    }
    bool ok = read_rules(s, err) && read_over(s, periods, antwoord_voor, err)
              && kwartaalcijfers_read(store, &s->rules, periods, threads, progress, &s->cijfers, err)
              && layers_open(&s->layers, store->db, err)
              && bevinding_reader_open_owned(&s->reader, store->db, periods[NU], err)
              && bevinding_reader_next(&s->reader, &s->row, err);
    if (ok)
        make_groups(s);
    return ok;
}

void samenstelling_close(struct samenstelling *s)
{
    bevinding_reader_close(&s->reader);
    layers_close(s->layers);
    kwartaalcijfers_release(&s->cijfers);
    ruleset_release(&s->rules);
    free(s->rapport);
    free(s->groep);
    free(s->dekking);
    free(s->zonder_codes);
    arena_release(&s->arena);
    *s = (struct samenstelling){0};
}

/* ---- One provider ---- */

/* A finding of the provider, with what is needed to count it. */
struct eigen {
    struct bijlage_rij rij;
    struct text patient; /* tells lines apart; it goes into no report */
    struct text code, keten_code;
    struct bevinding_kant kant; /* the own line */
    struct bevinding_kant ander; /* of a single: none */
    bool is_paar;
};

/* "012/12000", "12000" without a list, "DOT 099999001". */
static struct text code_text(struct arena *arena, uint16_t lijst, struct text code, uint32_t zorgproduct)
{
    struct buf buf = {0};
    char digits[10];
    if (zorgproduct) {
        digits_print(zorgproduct, 9, digits);
        buf_printf(&buf, "DOT %s", digits);
    } else {
        if (lijst) {
            digits_print(lijst, 3, digits);
            buf_printf(&buf, "%s/", digits);
        }
        buf_add(&buf, code.at, code.n);
    }
    return keep_buf(arena, &buf);
}

/* The stored line of a finding. */
static bool find_line(struct samenstelling *s, struct dossier *dossier, struct text patient, const struct bevinding_kant *kant,
                      const struct line **line, struct error *err)
{
    if (!text_equal(dossier->patient, patient)) {
        dossier_clear(dossier);
        dossier->patient = patient;
        if (!layers_take(s->layers, patient, dossier, err))
            return false;
    }
    *line = NULL;
    for (size_t i = 0; i < dossier->n; i++)
        if (dossier->line[i].agb_declarant == kant->agb && text_equal(dossier->line[i].referentie, kant->referentie))
            *line = &dossier->line[i];
    return *line
           || error_set(err, STATUS_FAILED, "%s: a finding names a line that is not stored; see 'dubbelloop verify'",
                        s->store->path);
}

static bool take_finding(struct samenstelling *s, struct arena *arena, struct dossier *dossier, struct eigen *e, struct error *err)
{
    const struct bevinding *b = &s->reader.bevinding;
    const bool declarant = s->reader.rol == ROL_DECLARANT;
    const struct bevinding_kant *kant = declarant ? &b->conflict : &b->keten, *ander = declarant ? &b->keten : &b->conflict;
    const struct regel *regel = ruleset_regel(&s->rules, b->leidende_regel);
    char kwartaal[7];
    if (!regel)
        return error_set(err, STATUS_FAILED, "%s: a finding stands by a rule that the last run did not have; see 'dubbelloop "
                                             "verify'", s->store->path);
    quarter_print(b->overlap.first, kwartaal);
    *e = (struct eigen){
        .patient = keep(arena, b->patient),
        .keten_code = keep(arena, b->keten.prestatiecode),
        .kant = *kant,
        .ander = *ander,
        .is_paar = bevinding_is_paar(b),
        .rij = {.bevinding_id = keep(arena, text_of(b->id)),
                .referentie = keep(arena, kant->referentie),
                .datum = b->conflict_periode.first,
                .programma = keep(arena, b->programma),
                .keten_kwartaal = keep(arena, text_of(kwartaal)),
                .zekerheid = b->zekerheid,
                .redenen = keep(arena, b->redenen),
                .regel = regel->id,
                .omschrijving = regel->omschrijving,
                .bron = regel->bron,
                .categorie = b->categorie,
                .soort = b->soort,
                .cent = bevinding_is_paar(b) ? kant->bedrag_cent : b->verhaal_bedrag_cent,
                .antwoord = keep(arena, bevinding_reader_antwoord(&s->reader, s->reader.rol)),
                .toelichting = keep(arena, bevinding_reader_toelichting(&s->reader, s->reader.rol))},
    };
    e->kant.referentie = e->rij.referentie;
    e->ander.referentie = keep(arena, ander->referentie);
    if (declarant)
        e->rij.code = e->code = code_text(arena, b->conflict_lijst, b->conflict.prestatiecode, b->conflict_zorgproduct);
    else {
        /* The finding holds the keten period; its line has the date and the list by which it is found again. */
        const struct line *line;
        if (!find_line(s, dossier, e->patient, &e->kant, &line, err))
            return false;
        e->rij.datum = line->period.first;
        e->rij.code = code_text(arena, line->lijst, line->prestatiecode, 0);
    }
    return true;
}

static bool is_strong(const struct eigen *e)
{
    return e->rij.zekerheid > SIGNAAL;
}

static int by_line(const struct eigen *p, const struct eigen *q, bool ander)
{
    const struct bevinding_kant *a = ander ? &p->ander : &p->kant, *b = ander ? &q->ander : &q->kant;
    if (a->agb != b->agb)
        return a->agb < b->agb ? -1 : 1;
    int order = text_compare(p->patient, q->patient);
    return order ? order : text_compare(a->referentie, b->referentie);
}

/* By pair of codes, then by line. Of the other line's code a ketencontractant is told nothing: `code` is empty then. */
static int by_pair(const struct eigen *p, const struct eigen *q)
{
    int order = text_compare(p->rij.programma, q->rij.programma);
    order = order ? order : text_compare(p->rij.regel, q->rij.regel);
    order = order ? order : text_compare(p->keten_code, q->keten_code);
    order = order ? order : text_compare(p->code, q->code);
    order = order ? order : (int)p->rij.categorie - (int)q->rij.categorie;
    return order ? order : (int)p->rij.soort - (int)q->rij.soort;
}

static int by_pair_and_line(const void *a, const void *b)
{
    int order = by_pair(a, b);
    return order ? order : by_line(a, b, false);
}

/* The largest first. */
static int by_weight(const void *a, const void *b)
{
    const struct codepaar *p = a, *q = b;
    if (p->regels != q->regels)
        return p->regels > q->regels ? -1 : 1;
    if (p->cent != q->cent)
        return p->cent > q->cent ? -1 : 1;
    int order = text_compare(p->regel, q->regel);
    order = order ? order : text_compare(p->keten_code, q->keten_code);
    order = order ? order : text_compare(p->code, q->code);
    order = order ? order : text_compare(p->programma, q->programma);
    return order ? order : (int)p->categorie - (int)q->categorie;
}

/* Pairs of codes in findings that are more than a signal. */
static void count_pairs(struct eigen *eigen, size_t n, struct arena *arena, struct rapport *r)
{
    struct codepaar *paar = arena_alloc(arena, n * sizeof *paar);
    size_t paren = 0;
    if (n)
        qsort(eigen, n, sizeof *eigen, by_pair_and_line);
    for (size_t i = 0, end; i < n; i = end) {
        const struct eigen *e = &eigen[i], *last = NULL;
        struct codepaar sum = {.programma = e->rij.programma,
                               .keten_code = e->keten_code,
                               .code = e->code,
                               .categorie = e->rij.categorie,
                               .soort = e->rij.soort,
                               .regel = e->rij.regel,
                               .omschrijving = e->rij.omschrijving,
                               .bron = e->rij.bron};
        for (end = i; end < n && by_pair(e, &eigen[end]) == 0; end++) {
            if (!is_strong(&eigen[end]) || (last && by_line(last, &eigen[end], false) == 0))
                continue;
            last = &eigen[end];
            sum.regels++;
            sum.cent += last->rij.cent;
        }
        if (sum.regels)
            paar[paren++] = sum;
    }
    if (paren)
        qsort(paar, paren, sizeof *paar, by_weight);
    r->codeparen = paren < CODEPAREN_MAX ? paren : CODEPAREN_MAX;
    memcpy(r->codepaar, paar, r->codeparen * sizeof *paar);
}

static int by_categorie_and_other(const void *a, const void *b)
{
    const struct eigen *p = a, *q = b;
    if (p->is_paar != q->is_paar)
        return p->is_paar ? -1 : 1;
    return p->rij.categorie != q->rij.categorie ? (int)p->rij.categorie - (int)q->rij.categorie : by_line(p, q, true);
}

/* Lines of others, counted. */
static void count_others(struct eigen *eigen, size_t n, struct arena *arena, struct rapport *r)
{
    r->telling = arena_alloc(arena, CATEGORIEEN * sizeof *r->telling);
    if (n)
        qsort(eigen, n, sizeof *eigen, by_categorie_and_other);
    for (size_t i = 0, end; i < n; i = end) {
        bool strong = false;
        for (end = i; end < n && by_categorie_and_other(&eigen[i], &eigen[end]) == 0; end++)
            strong |= is_strong(&eigen[end]);
        if (eigen[i].ander.agb == r->agb || !eigen[i].is_paar)
            continue;
        if (!r->tellingen || r->telling[r->tellingen - 1].categorie != eigen[i].rij.categorie)
            r->telling[r->tellingen++] = (struct categorie_telling){.categorie = eigen[i].rij.categorie};
        struct categorie_telling *telling = &r->telling[r->tellingen - 1];
        *(strong ? &telling->regels : &telling->signalen) += 1;
    }
}

static int by_own_line(const void *a, const void *b)
{
    return by_line(a, b, false);
}

/* Own lines of which a finding that is more than a signal says something by themselves. */
static void count_singles(struct eigen *eigen, size_t n, struct rapport *r)
{
    if (n)
        qsort(eigen, n, sizeof *eigen, by_own_line);
    for (size_t i = 0, end; i < n; i = end) {
        bool single = false;
        for (end = i; end < n && by_own_line(&eigen[i], &eigen[end]) == 0; end++)
            single |= !eigen[end].is_paar && is_strong(&eigen[end]);
        r->op_zichzelf += single;
    }
}

static int by_grade(const void *a, const void *b)
{
    const struct bijlage_rij *p = a, *q = b;
    if (p->zekerheid != q->zekerheid)
        return p->zekerheid > q->zekerheid ? -1 : 1;
    if (p->datum != q->datum)
        return p->datum < q->datum ? -1 : 1;
    int order = text_compare(p->referentie, q->referentie);
    return order ? order : text_compare(p->bevinding_id, q->bevinding_id);
}

/* What the provider answered so far. */
static void count_answers(struct rapport *r)
{
    uint32_t *const count[ANTWOORDEN] = {
        [ANTWOORD_CREDIT] = &r->credit, [ANTWOORD_TERECHT] = &r->terecht, [ANTWOORD_ONBEKEND] = &r->onbekend};
    for (size_t i = 0; i < r->rijen; i++)
        for (int a = 0; a < ANTWOORDEN; a++)
            if (count[a] && text_equal(r->rij[i].antwoord, text_of(antwoord_name[a]))) {
                ++*count[a];
                r->beantwoord++;
            }
}

/* The findings of a provider, and what they add up to. */
static bool fill_findings(struct samenstelling *s, struct arena *arena, struct rapport *r, struct error *err)
{
    struct dossier dossier = {0};
    struct eigen *eigen = NULL;
    size_t n = 0, cap = 0;
    bool ok = true;
    if (r->rol == ROL_KETENCONTRACTANT) /* whose lines take_finding looks up; each provider's patients begin anew */
        layers_rewind(s->layers);
    while (ok && s->row && s->reader.rol == r->rol
           && (r->rol == ROL_DECLARANT ? s->reader.bevinding.conflict.agb : s->reader.bevinding.keten.agb) == r->agb) {
        ARRAY_ROOM(eigen, n, cap);
        ok = take_finding(s, arena, &dossier, &eigen[n++], err) && bevinding_reader_next(&s->reader, &s->row, err);
    }
    if (ok) {
        count_pairs(eigen, n, arena, r);
        if (r->rol == ROL_KETENCONTRACTANT) {
            count_others(eigen, n, arena, r);
            count_singles(eigen, n, r);
        }
        r->rij = arena_alloc(arena, n * sizeof *r->rij);
        for (size_t i = 0; i < n; i++)
            r->rij[r->rijen++] = eigen[i].rij;
        if (n)
            qsort(r->rij, n, sizeof *r->rij, by_grade);
        r->bevindingen = (uint32_t)n;
        count_answers(r);
    }
    free(eigen);
    dossier_release(&dossier);
    return ok;
}

bool samenstelling_next(struct samenstelling *s, struct arena *arena, struct rapport *rapport, size_t *number, struct error *err)
{
    *number = s->next;
    if (s->next == s->n)
        return !s->row
               || error_set(err, STATUS_FAILED, "%s: a finding is of no provider that was counted", s->store->path);
    struct rapport *known = &s->rapport[s->next++];
    *rapport = *known;
    if (!fill_findings(s, arena, rapport, err))
        return false;
    known->bevindingen = rapport->bevindingen;
    known->beantwoord = rapport->beantwoord;
    known->credit = rapport->credit;
    known->terecht = rapport->terecht;
    known->onbekend = rapport->onbekend;
    return true;
}
