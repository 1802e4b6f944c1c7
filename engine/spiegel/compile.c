/* compile.c - see compile.h. The figures of everybody are in memory (a provider a kilobyte or two); the findings are
 * read in the order of whose line they name, so that those of one provider at a time are. */
#include "spiegel/compile.h"

#include <stdio.h>

#include "spiegel/statistics.h"
#include "spiegel/zorgsoort.h"
#include "store/ledger.h"
#include "store/queries.h"

_Static_assert((int)KWARTALEN == (int)TREND_KWARTALEN, "what is counted is what is shown");
enum { NOW = TREND_KWARTALEN - 1 };

static struct text keep_text(struct arena *arena, struct text text)
{
    return (struct text){arena_copy(arena, text.at, text.n), text.n};
}

static struct text keep_buf(struct arena *arena, struct buf *buf)
{
    struct text text = keep_text(arena, (struct text){buf->at, buf->n});
    buf_release(buf);
    return text;
}

/* ---- What was checked, and by what ---- */

static bool take_last_run(void *ctx, const struct query_row *row, struct error *err)
{
    struct compilation *s = ctx;
    (void)err;
    s->about.run = keep_text(&s->arena, query_value(row, "run"));
    s->about.extract = keep_text(&s->arena, query_value(row, "begonnen"));
    s->about.versie = keep_text(&s->arena, query_value(row, "versie"));
    s->about.tabelversie = keep_text(&s->arena, query_value(row, "vingerafdruk"));
    return true;
}

/* What a provider may know a table by: its title. */
static struct text tabel_titel(struct compilation *s, struct text naam)
{
    for (size_t t = 0; t < s->rules.tabellen; t++)
        if (text_equal(s->rules.tabel[t].naam, naam))
            return s->rules.tabel[t].titel;
    return keep_text(&s->arena, naam);
}

static bool take_dekking(void *ctx, const struct query_row *row, struct error *err)
{
    struct compilation *s = ctx;
    uint64_t lines = 0, ongedekt = 0;
    (void)err;
    text_digits(query_value(row, "keten_lines"), 18, &lines);
    text_digits(query_value(row, "ongedekt"), 18, &ongedekt);
    for (size_t q = 0; q < TREND_KWARTALEN; q++)
        if (text_equal(query_value(row, "kwartaal"), text_of(s->about.trend_kwartaal[q])) && lines > ongedekt)
            s->about.trend_unchecked[q] = false;
    if (text_equal(query_value(row, "kwartaal"), text_of(s->about.kwartaal)) && lines) {
        ARRAY_ROOM(s->dekking, s->about.dekkingen, s->dekkingen_cap);
        s->dekking[s->about.dekkingen++] = (struct dekking_row){keep_text(&s->arena, query_value(row, "uzovi")),
                                                                tabel_titel(s, query_value(row, "tabel")),
                                                                keep_text(&s->arena, query_value(row, "oordeel"))};
    }
    return true;
}

static bool take_concept(void *ctx, const struct query_row *row, struct error *err)
{
    struct compilation *s = ctx;
    struct buf naam = {0};
    (void)err;
    const struct text omschrijving = query_value(row, "omschrijving"), programma = query_value(row, "programma");
    buf_add(&naam, omschrijving.at, omschrijving.n);
    buf_text(&naam, " (");
    buf_add(&naam, programma.at, programma.n);
    buf_text(&naam, ")");
    ARRAY_ROOM(s->without_codes, s->about.without_codes_n, s->without_cap);
    s->without_codes[s->about.without_codes_n++] = keep_buf(&s->arena, &naam);
    return true;
}

static bool read_about(struct compilation *s, const struct period *kwartaal, day antwoord_voor, struct error *err)
{
    struct spiegel_about *about = &s->about;
    day last_run;
    for (size_t q = 0; q < TREND_KWARTALEN; q++) {
        quarter_print(kwartaal[q].first, about->trend_kwartaal[q]);
        about->trend_unchecked[q] = true;
    }
    quarter_print(kwartaal[NOW].first, about->kwartaal);
    about->first = kwartaal[NOW].first;
    about->last = kwartaal[NOW].last;
    if (!query_rows(s->store, QUERY_LAST_RUN, NULL, 0, take_last_run, s, err)
        || !query_rows(s->store, QUERY_COVERED_INSURERS, NULL, 0, take_dekking, s, err)
        || !query_rows(s->store, QUERY_CONCEPT, NULL, 0, take_concept, s, err))
        return false;
    if (about->extract.n < DAY_TEXT || !day_parse_wide((struct text){about->extract.at, DAY_TEXT}, &last_run))
        return error_set(err, STATUS_FAILED, "%s: there is no run in it that can be reported", s->store->path);
    about->antwoord_voor = antwoord_voor == ANTWOORD_VOOR_DEFAULT ? last_run + ANTWOORDTERMIJN : antwoord_voor;
    if (about->antwoord_voor < last_run)
        return error_set(err, STATUS_USAGE, "--answer-by is before the day of the data, %.10s", about->extract.at);
    about->kwartaal_loopt = last_run <= kwartaal[NOW].last;
    about->toekomst = last_run < kwartaal[NOW].first;
    about->dekking = s->dekking;
    about->without_codes = s->without_codes;
    return true;
}

static bool read_rules(struct compilation *s, struct error *err)
{
    int64_t run;
    bool sound;
    struct buf titles = {0};
    if (!db_integer(s->store->db, "SELECT max(run) FROM run", &run, err)
        || !ledger_rules_of_run(s->store, run, &s->rules, &sound, err))
        return false;
    if (!sound)
        return error_set(err, STATUS_FAILED, "%s: the tables of the last run are not what that run recorded; "
                                             "see 'dubbelloop verify'", s->store->path);
    for (size_t t = 0; t < s->rules.tabellen; t++) {
        buf_text(&titles, t ? "; " : "");
        buf_add(&titles, s->rules.tabel[t].titel.at, s->rules.tabel[t].titel.n);
    }
    s->about.tabellen = keep_buf(&s->arena, &titles);
    return true;
}

/* ---- Groups of peers ---- */

/* A quarter of a group: the sums of its programmes, how many members have each, and how many members are not small. */
struct groepskwartaal {
    uint64_t n[PROGRAMMAS_MAX], y[PROGRAMMAS_MAX];
    uint32_t peers[PROGRAMMAS_MAX];
    size_t judgeable;
};

static void sum_group(const struct kwartaalcijfers *c, size_t first, size_t end, size_t q, struct groepskwartaal *sum)
{
    *sum = (struct groepskwartaal){0};
    for (size_t i = first; i < end; i++) {
        const struct programma_counts *count = aanbieder_programma(c, &c->aanbieder[i], q);
        for (size_t p = 0; p < c->programmas; p++) {
            sum->n[p] += count[p].n;
            sum->y[p] += count[p].y;
            sum->peers[p] += count[p].n > 0;
        }
        sum->judgeable += c->aanbieder[i].kwartaal[q].n >= SPIEGEL_SMALL;
    }
}

static double expected(const struct kwartaalcijfers *c, const struct aanbieder *a, size_t q,
                       const struct groepskwartaal *sum)
{
    const struct programma_counts *count = aanbieder_programma(c, a, q);
    struct mix mix[PROGRAMMAS_MAX];
    for (size_t p = 0; p < c->programmas; p++)
        mix[p] = (struct mix){count[p].n, sum->n[p], sum->y[p]};
    return expected_count(mix, c->programmas);
}

/* What a provider has in programmes of the reported quarter. */
static void fill_programmas(struct compilation *s, const struct aanbieder *a, const struct groepskwartaal *sum,
                            struct rapport *r)
{
    const struct programma_counts *count = aanbieder_programma(&s->cijfers, a, NOW);
    r->programma = arena_alloc(&s->arena, s->cijfers.programmas * sizeof *r->programma);
    for (size_t p = 0; p < s->cijfers.programmas; p++)
        if (count[p].n || count[p].y)
            r->programma[r->programmas++] = (struct programmacijfer){s->rules.programma[p].naam, count[p].n, count[p].y,
                                                                     sum->n[p], sum->y[p], sum->peers[p]};
}

static int by_dot(const void *a, const void *b)
{
    const struct funnel_dot *p = a, *q = b;
    if (p->expected < q->expected || p->expected > q->expected)
        return p->expected < q->expected ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return (p->n > q->n) - (p->n < q->n);
}

/* Funnel, limits, verdicts and ranks of the reports [first, n), which are the group's. */
static void judge_group(struct compilation *s, struct groep_cijfers *groep, size_t first)
{
    size_t members = s->n - first, judged = 0, points = 0;
    double *ratio = arena_alloc(&s->arena, members * sizeof *ratio), *z = arena_alloc(&s->arena, members * sizeof *z);
    groep->dot = arena_alloc(&s->arena, members * sizeof *groep->dot);
    for (size_t i = first; i < s->n; i++) {
        struct rapport *r = &s->rapport[i];
        const struct kwartaalcijfer *now = rapport_now(r);
        r->groep = groep;
        r->z = z_value(now->y, now->expected);
        groep->aanbieders += now->n > 0;
        if (now->n >= SPIEGEL_SMALL)
            ratio[judged++] = ratio_of(now->y, now->expected);
        if (kwartaal_comparable(now)) {
            z[points] = r->z;
            groep->dot[points++] = (struct funnel_dot){now->expected, now->y, now->n};
        }
    }
    groep->judgeable = judged;
    groep->dots = points;
    groep->phi = overdispersion(z, points);
    if (points)
        qsort(groep->dot, points, sizeof *groep->dot, by_dot);
    sort_up(ratio, judged);
    for (size_t i = first; i < s->n; i++) {
        struct rapport *r = &s->rapport[i];
        const struct kwartaalcijfer *now = rapport_now(r);
        struct limits limits = limits_around(now->expected, groep->phi);
        r->limit95_low = limits.low95;
        r->limit95_high = limits.high95;
        r->limit998_low = limits.low998;
        r->limit998_high = limits.high998;
        r->verdict = verdict_of(&(struct judged){now->n, now->n_ongedekt, now->y, judged, now->expected, groep->phi});
        r->toeval = poisson_tail(now->y, now->expected);
        if (verdict_compares(r->verdict) && now->y > now->expected) { /* it is one of those that are judged */
            r->higher_than = (uint32_t)rank_above(ratio, judged, ratio_of(now->y, now->expected));
            r->compared_with = (uint32_t)judged - 1;
        }
    }
}

/* The reports of the providers [first, end), which are one group. */
static void make_group(struct compilation *s, struct groep_cijfers *groep, size_t first, size_t end)
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
        const struct kwartaal_counts *now = &a->kwartaal[NOW];
        if (!now->n && !now->n_ongedekt && !now->y && !now->s && !now->info && !now->beslist)
            continue;
        struct rapport *r = &s->rapport[s->n++];
        *r = (struct rapport){.agb = a->agb, .rol = a->rol, .about = &s->about};
        for (size_t q = 0; q < TREND_KWARTALEN; q++) {
            const struct kwartaal_counts *t = &a->kwartaal[q];
            r->trend[q] = (struct kwartaalcijfer){.n = t->n,
                                                   .n_ongedekt = t->n_ongedekt,
                                                   .y = t->y,
                                                   .s = t->s,
                                                   .info = t->info,
                                                   .beslist = t->beslist,
                                                   .y_cent = t->y_cent,
                                                   .s_cent = t->s_cent,
                                                   .expected = expected(c, a, q, &sum[q])};
            if (q != NOW && sum[q].judgeable < SPIEGEL_PEERS)
                r->trend[q].expected = 0; /* too few peers to tell what they had */
        }
        fill_programmas(s, a, &sum[NOW], r);
    }
    judge_group(s, groep, first_report);
}

static void make_groups(struct compilation *s)
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

static int by_agb(const void *a, const void *b, void *ctx)
{
    const struct rapport *rapport = ctx, *p = &rapport[*(const size_t *)a], *q = &rapport[*(const size_t *)b];
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    return (int)p->rol - (int)q->rol;
}

static void order_by_agb(struct compilation *s)
{
    s->by_agb = xcalloc(s->n ? s->n : 1, sizeof *s->by_agb);
    for (size_t i = 0; i < s->n; i++)
        s->by_agb[i] = i;
    qsort_r(s->by_agb, s->n, sizeof *s->by_agb, by_agb, s->rapport);
}

bool compilation_open(struct compilation *s, struct store *store, day kwartaal, day antwoord_voor, unsigned threads,
                        struct progress *progress, struct error *err)
{
    struct period periods[KWARTALEN];
    *s = (struct compilation){.store = store};
    for (int q = NOW; q >= 0; q--) {
        day any = q == NOW ? kwartaal : periods[q + 1].first - 1;
        periods[q] = (struct period){quarter_first(any), quarter_last(any)};
    }
    bool ok = read_rules(s, err) && read_about(s, periods, antwoord_voor, err)
              && kwartaalcijfers_read(store, &s->rules, periods, threads, progress, &s->cijfers, err)
              && layers_open(&s->layers, store->db, err)
              && bevinding_reader_open_owned(&s->reader, store->db, periods[NOW], err)
              && bevinding_reader_next(&s->reader, &s->row, err);
    if (ok) {
        make_groups(s);
        order_by_agb(s);
    }
    return ok;
}

void compilation_settle(struct compilation *compilation)
{
    bevinding_reader_close(&compilation->reader);
    layers_close(compilation->layers);
    compilation->layers = NULL;
    compilation->store = NULL;
}

void compilation_close(struct compilation *compilation)
{
    compilation_settle(compilation);
    kwartaalcijfers_release(&compilation->cijfers);
    ruleset_release(&compilation->rules);
    free(compilation->rapport);
    free(compilation->groep);
    free(compilation->by_agb);
    free(compilation->dekking);
    free(compilation->without_codes);
    arena_release(&compilation->arena);
    *compilation = (struct compilation){0};
}

/* ---- One provider ---- */

/* A finding on a line of the provider, with what is needed to count it. */
struct own {
    struct bijlage_row row;
    struct text patient; /* tells lines apart; it goes into no report */
    struct text code, keten_code; /* of the pair of codes; of a keten line `code` is empty */
    struct bevinding_kant kant; /* the own line */
    enum rol rol;
    enum betrokken betrokken;
    bool is_paar, telt;
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
static bool find_own_line(struct compilation *s, struct dossier *dossier, struct text patient,
                          const struct bevinding_kant *kant, const struct line **line, struct error *err)
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

/* What an own keten line has that its finding does not hold: its first day and its list.
 * Of a conflict line both stand there. */
static bool fill_own_line(struct compilation *s, struct arena *arena, struct dossier *dossier, bool keten_kant,
                          struct own *e, struct error *err)
{
    const struct bevinding *b = &s->reader.bevinding;
    const struct line *line;
    if (!keten_kant) {
        e->row.datum = b->conflict_periode.first;
        e->row.code = code_text(arena, b->conflict_lijst, b->conflict.prestatiecode, b->conflict_zorgproduct);
        return true;
    }
    if (!find_own_line(s, dossier, e->patient, &e->kant, &line, err))
        return false;
    e->row.datum = line->period.first;
    e->row.code = code_text(arena, line->lijst, line->prestatiecode, 0);
    return true;
}

static bool take_own_finding(struct compilation *s, struct arena *arena, struct dossier *dossier, struct own *e,
                             struct error *err)
{
    const struct bevinding *b = &s->reader.bevinding;
    const bool keten_kant = s->reader.keten_kant;
    const struct bevinding_kant *kant = keten_kant ? &b->keten : &b->conflict;
    const enum rol side = keten_kant ? ROL_KETENCONTRACTANT : ROL_DECLARANT; /* as answers name the two lines */
    const struct regel *regel = ruleset_regel(&s->rules, b->leidende_regel);
    char kwartaal[7];
    if (!regel)
        return error_set(err, STATUS_FAILED, "%s: a finding stands by a rule that the last run did not have; "
                                             "see 'dubbelloop verify'", s->store->path);
    quarter_print(b->overlap.first, kwartaal);
    *e = (struct own){
        .patient = keep_text(arena, b->patient),
        .kant = *kant,
        .rol = kwartaalcijfers_rol(&s->cijfers, b, keten_kant),
        .betrokken = bevinding_betrokken(b, keten_kant),
        .telt = bevinding_telt(b),
        .is_paar = bevinding_is_paar(b),
        .row = {.bevinding_id = keep_text(arena, text_of(b->id)),
                .referentie = keep_text(arena, kant->referentie),
                .programma = keep_text(arena, b->programma),
                .keten_kwartaal = keep_text(arena, text_of(kwartaal)),
                .zekerheid = b->zekerheid,
                .redenen = keep_text(arena, b->redenen),
                .regel = regel->id,
                .omschrijving = regel->omschrijving,
                .bron = regel->bron,
                .categorie = b->categorie,
                .soort = b->soort,
                .formeel = regel->formeel,
                .kant_onbepaald = bevinding_kant_onbepaald(b),
                .cent = bevinding_kant_cent(b, keten_kant),
                .antwoord = keep_text(arena, bevinding_reader_antwoord(&s->reader, side)),
                .toelichting = keep_text(arena, bevinding_reader_toelichting(&s->reader, side))},
    };
    e->kant.referentie = e->row.referentie;
    if (!fill_own_line(s, arena, dossier, keten_kant, e, err))
        return false;
    if (e->rol == ROL_DECLARANT) {
        e->code = e->row.code;
        e->keten_code = keep_text(arena, b->keten.prestatiecode);
    } else {
        e->code = TEXT("");
        e->keten_code = keep_text(arena, kant->prestatiecode);
    }
    return true;
}

static int by_line_of(const struct own *p, const struct own *q)
{
    int order = text_compare(p->patient, q->patient);
    return order ? order : text_compare(p->kant.referentie, q->kant.referentie);
}

/* By pair of codes, then by line. Of the other line's code a ketencontractant is told nothing: `code` is empty then. */
static int by_pair(const struct own *p, const struct own *q)
{
    int order = text_compare(p->row.programma, q->row.programma);
    order = order ? order : text_compare(p->row.regel, q->row.regel);
    order = order ? order : text_compare(p->keten_code, q->keten_code);
    order = order ? order : text_compare(p->code, q->code);
    order = order ? order : (int)p->row.categorie - (int)q->row.categorie;
    return order ? order : (int)p->row.soort - (int)q->row.soort;
}

static int by_pair_and_line(const void *a, const void *b)
{
    int order = by_pair(a, b);
    return order ? order : by_line_of(a, b);
}

/* The largest first. */
static int by_weight(const void *a, const void *b)
{
    const struct codepaar *p = a, *q = b;
    if (p->n != q->n)
        return p->n > q->n ? -1 : 1;
    if (p->cent != q->cent)
        return p->cent > q->cent ? -1 : 1;
    int order = text_compare(p->regel, q->regel);
    order = order ? order : text_compare(p->keten_code, q->keten_code);
    order = order ? order : text_compare(p->code, q->code);
    order = order ? order : text_compare(p->programma, q->programma);
    return order ? order : (int)p->categorie - (int)q->categorie;
}

/* Pairs of codes in findings that count in y. */
static void count_pairs(struct own *own, size_t n, struct arena *arena, struct rapport *r)
{
    struct codepaar *paar = arena_alloc(arena, n * sizeof *paar);
    size_t paren = 0;
    if (n)
        qsort(own, n, sizeof *own, by_pair_and_line);
    for (size_t i = 0, end; i < n; i = end) {
        const struct own *e = &own[i], *last = NULL;
        struct codepaar sum = {.programma = e->row.programma,
                               .keten_code = e->keten_code,
                               .code = e->code,
                               .categorie = e->row.categorie,
                               .soort = e->row.soort,
                               .regel = e->row.regel,
                               .omschrijving = e->row.omschrijving,
                               .bron = e->row.bron};
        for (end = i; end < n && by_pair(e, &own[end]) == 0; end++) {
            if (!own[end].telt || (last && by_line_of(last, &own[end]) == 0))
                continue;
            last = &own[end];
            sum.n++;
            sum.cent += last->row.cent;
        }
        if (sum.n)
            paar[paren++] = sum;
    }
    if (paren)
        qsort(paar, paren, sizeof *paar, by_weight);
    r->codeparen = paren < CODEPAREN_MAX ? paren : CODEPAREN_MAX;
    memcpy(r->codepaar, paar, r->codeparen * sizeof *paar);
}

static int by_categorie_and_line(const void *a, const void *b)
{
    const struct own *p = a, *q = b;
    return p->row.categorie != q->row.categorie ? (int)p->row.categorie - (int)q->row.categorie : by_line_of(p, q);
}

static int by_informatie(const void *a, const void *b)
{
    const struct informatie_row *p = a, *q = b;
    if (p->categorie != q->categorie)
        return p->categorie < q->categorie ? -1 : 1;
    if (p->datum != q->datum)
        return p->datum < q->datum ? -1 : 1;
    int order = text_compare(p->referentie, q->referentie);
    return order ? order : text_compare(p->bevinding_id, q->bevinding_id);
}

/* Lines for information: a row a finding, and how many lines there are of each kind. */
static void take_informatie(struct own *own, size_t n, struct arena *arena, struct rapport *r)
{
    r->count = arena_alloc(arena, CATEGORIEEN * sizeof *r->count);
    r->informatie = arena_alloc(arena, n * sizeof *r->informatie);
    if (n)
        qsort(own, n, sizeof *own, by_categorie_and_line);
    for (size_t i = 0, end; i < n; i = end) {
        bool telt = false;
        for (end = i; end < n && by_categorie_and_line(&own[i], &own[end]) == 0; end++) {
            const struct bijlage_row *row = &own[end].row;
            telt |= own[end].telt;
            r->informatie[r->informaties++] =
                (struct informatie_row){row->bevinding_id,   row->referentie, row->code,      row->programma,
                                        row->keten_kwartaal, row->datum,      row->categorie, row->zekerheid};
        }
        if (!r->counts || r->count[r->counts - 1].categorie != own[i].row.categorie)
            r->count[r->counts++] = (struct categorie_count){.categorie = own[i].row.categorie};
        *(telt ? &r->count[r->counts - 1].n : &r->count[r->counts - 1].signalen) += 1;
    }
    if (n)
        qsort(r->informatie, n, sizeof *r->informatie, by_informatie);
}

static int by_own_line(const void *a, const void *b)
{
    return by_line_of(a, b);
}

/* Own lines of which a finding that counts says something by themselves. */
static void count_singles(struct own *own, size_t n, struct rapport *r)
{
    if (n)
        qsort(own, n, sizeof *own, by_own_line);
    for (size_t i = 0, end; i < n; i = end) {
        bool single = false;
        for (end = i; end < n && by_own_line(&own[i], &own[end]) == 0; end++)
            single |= !own[end].is_paar && own[end].telt;
        r->alone += single;
    }
}

static int by_grade(const void *a, const void *b)
{
    const struct bijlage_row *p = a, *q = b;
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
    for (size_t i = 0; i < r->rows; i++)
        for (int a = 0; a < ANTWOORDEN; a++)
            if (count[a] && text_equal(r->row[i].antwoord, text_of(antwoord_name[a]))) {
                ++*count[a];
                r->answered++;
            }
}

/* By role; the lines to look at first. */
static int by_rol(const void *a, const void *b)
{
    const struct own *p = a, *q = b;
    if (p->rol != q->rol)
        return p->rol < q->rol ? -1 : 1;
    return (p->betrokken < q->betrokken) - (p->betrokken > q->betrokken);
}

/* The findings of a provider in one role, and what they add up to. */
static void fill_report(struct own *own, size_t n, struct arena *arena, struct rapport *r)
{
    size_t asked = 0;
    while (asked < n && own[asked].betrokken == NA_TE_KIJKEN)
        asked++;
    take_informatie(own ? own + asked : NULL, n - asked, arena, r);
    count_pairs(own, asked, arena, r);
    count_singles(own, asked, r);
    r->row = arena_alloc(arena, asked * sizeof *r->row);
    for (size_t i = 0; i < asked; i++)
        r->row[r->rows++] = own[i].row;
    if (asked)
        qsort(r->row, asked, sizeof *r->row, by_grade);
    r->bevindingen = (uint32_t)asked;
    count_answers(r);
}

/* The findings of an AGB. */
static bool take_findings(struct compilation *s, uint32_t agb, struct arena *arena, struct own **own, size_t *n,
                          struct error *err)
{
    struct dossier dossier = {0};
    size_t cap = 0;
    bool ok = true;
    layers_rewind(s->layers); /* each provider's patients begin anew */
    while (ok && s->row
           && (s->reader.keten_kant ? s->reader.bevinding.keten.agb : s->reader.bevinding.conflict.agb) == agb) {
        ARRAY_ROOM(*own, *n, cap);
        ok = take_own_finding(s, arena, &dossier, &(*own)[(*n)++], err)
             && bevinding_reader_next(&s->reader, &s->row, err);
    }
    dossier_release(&dossier);
    return ok;
}

static bool unknown_provider(const struct compilation *s, struct error *err)
{
    return error_set(err, STATUS_FAILED, "%s: a finding is of no provider that was counted", s->store->path);
}

bool compilation_next(struct compilation *s, struct arena *arena, struct provider_reports *reports, struct error *err)
{
    struct own *own = NULL;
    size_t n = 0, done = 0;
    reports->n = 0;
    if (s->next == s->n)
        return !s->row || unknown_provider(s, err);
    const uint32_t agb = s->rapport[s->by_agb[s->next]].agb;
    bool ok = take_findings(s, agb, arena, &own, &n, err);
    if (ok && n)
        qsort(own, n, sizeof *own, by_rol);
    for (; ok && s->next < s->n && s->rapport[s->by_agb[s->next]].agb == agb; s->next++) {
        const size_t number = s->by_agb[s->next], first = done;
        struct rapport *known = &s->rapport[number], *rapport = &reports->rapport[reports->n];
        *rapport = *known;
        while (done < n && own[done].rol == rapport->rol)
            done++;
        fill_report(own ? own + first : NULL, done - first, arena, rapport);
        known->bevindingen = rapport->bevindingen;
        known->answered = rapport->answered;
        known->credit = rapport->credit;
        known->terecht = rapport->terecht;
        known->onbekend = rapport->onbekend;
        reports->number[reports->n++] = number;
    }
    free(own);
    return ok && (done == n || unknown_provider(s, err));
}
