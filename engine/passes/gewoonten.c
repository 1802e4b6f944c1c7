/* gewoonten.c - see gewoonten.h. What was counted is a list of entries that are added up by key at the end; a worker of
 * the pass over all lines adds up its own when the list has doubled, so that memory goes with providers. */
#include "passes/gewoonten.h"

#include <stdio.h>
#include <stdlib.h>

#include "passes/kwartaalcijfers.h"
#include "passes/seen_patient.h"
#include "passes/walk.h"
#include "store/bevindingen.h"
#include "store/ledger.h"
#include "store/queries.h"

#define GEWOONTE_WORD(name, word) word,
const char *const gewoonte_name[GEWOONTEN] = {GEWOONTEN_LIST(GEWOONTE_WORD)};
#undef GEWOONTE_WORD

static int by_gewoonte(const void *a, const void *b)
{
    const struct gewoonte_cijfer *p = a, *q = b;
    if (p->gewoonte != q->gewoonte)
        return (int)p->gewoonte - (int)q->gewoonte;
    if (agb_zorgsoort(p->agb) != agb_zorgsoort(q->agb))
        return agb_zorgsoort(p->agb) < agb_zorgsoort(q->agb) ? -1 : 1;
    if (p->rol != q->rol)
        return (int)p->rol - (int)q->rol;
    const int order = text_compare(p->regel, q->regel);
    return order ? order : (p->agb > q->agb) - (p->agb < q->agb);
}

/* Adds up entries of one key. */
static void add_up(struct gewoonten *g)
{
    size_t kept = 0;
    if (g->n)
        qsort(g->at, g->n, sizeof *g->at, by_gewoonte);
    for (size_t i = 0; i < g->n; i++) {
        struct gewoonte_cijfer *last = kept ? &g->at[kept - 1] : NULL;
        if (last && by_gewoonte(last, &g->at[i]) == 0) {
            last->n += g->at[i].n;
            last->y += g->at[i].y;
            last->y_ander += g->at[i].y_ander;
        } else
            g->at[kept++] = g->at[i];
    }
    g->n = kept;
}

static void append_cijfer(struct gewoonten *g, struct gewoonte_cijfer cijfer)
{
    ARRAY_ROOM(g->at, g->n, g->cap);
    g->at[g->n++] = cijfer;
}

/* ---- Terecht, herhaald: what the database can tell by itself ---- */

struct asked_of_query {
    struct gewoonten *gewoonten;
    enum gewoonte gewoonte;
};

static uint32_t query_number(const struct query_row *row, const char *column)
{
    uint64_t number = 0;
    text_digits(query_value(row, column), 9, &number);
    return (uint32_t)number;
}

static enum rol query_rol(const struct query_row *row)
{
    enum rol rol = ROL_DECLARANT;
    while (rol + 1 < ROLLEN && !text_equal(query_value(row, "rol"), text_of(rol_name[rol])))
        rol++;
    return rol;
}

static bool take_cijfer(void *ctx, const struct query_row *row, struct error *err)
{
    const struct asked_of_query *asked = ctx;
    const struct text regel = query_value(row, "regel");
    (void)err;
    append_cijfer(asked->gewoonten,
                  (struct gewoonte_cijfer){
                      .gewoonte = asked->gewoonte,
                      .agb = query_number(row, "agb"),
                      .rol = query_rol(row),
                      .regel = {arena_copy(&asked->gewoonten->arena, regel.at, regel.n), regel.n},
                      .n = query_number(row, "n"),
                      .y = query_number(row, "y")});
    return true;
}

static bool ask_cijfers(struct store *store, enum gewoonte gewoonte, struct gewoonten *g, struct error *err)
{
    static const enum query query[] = {[GEWOONTE_TERECHT] = QUERY_GEWOONTE_TERECHT,
                                       [GEWOONTE_HERHAALD] = QUERY_GEWOONTE_HERHAALD};
    struct asked_of_query asked = {g, gewoonte};
    char dagen[12];
    snprintf(dagen, sizeof dagen, "%d", HERHAALD_DAGEN);
    const struct query_param param[] = {{":dagen", text_of(dagen)}};
    return query_rows(store, query[gewoonte], param, gewoonte == GEWOONTE_HERHAALD, take_cijfer, &asked, err);
}

/* ---- Terug ---- */

struct terug {
    struct seen_patient patient;
    struct gewoonten *gewoonten;
    size_t *done; /* lines of the patient that were counted */
    size_t dones, cap;
};

/* Whether it was read after the other. */
static bool is_later(const struct line *line, const struct line *than)
{
    return line->bestand != than->bestand ? line->bestand > than->bestand : line->regelnr > than->regelnr;
}

/* The line that came in place of a credited one, or NULL. */
static const struct line *line_again(const struct seen_patient *p, const struct line *was, const struct line *credit)
{
    for (size_t i = 0; i < p->dossier.n; i++) {
        const struct line *line = &p->dossier.line[i];
        if (p->seen[i].taking && line->agb_declarant == was->agb_declarant && line->period.first == was->period.first
            && !text_equal(line->referentie, was->referentie) && is_later(line, credit))
            return line;
    }
    return NULL;
}

static bool is_done(struct terug *t, size_t line)
{
    for (size_t i = 0; i < t->dones; i++)
        if (t->done[i] == line)
            return true;
    ARRAY_ROOM(t->done, t->dones, t->cap);
    t->done[t->dones++] = line;
    return false;
}

static void count_terug(struct terug *t, const struct bevinding *b)
{
    const struct bevinding_kant *kant = bevinding_verhaal(b);
    const size_t i = seen_patient_find(&t->patient, kant->agb, kant->referentie);
    const struct line *credit = i == SIZE_MAX ? NULL : t->patient.seen[i].reversed_by;
    if (!credit || bevinding_kant_onbepaald(b) || is_done(t, i))
        return;
    const struct line *was = &t->patient.dossier.line[i], *again = line_again(&t->patient, was, credit);
    append_cijfer(t->gewoonten,
                  (struct gewoonte_cijfer){
                      .gewoonte = GEWOONTE_TERUG,
                      .agb = kant->agb,
                      .rol = b->verhaal == VERHAAL_KETEN ? ROL_KETENCONTRACTANT : ROL_DECLARANT,
                      .regel = {"", 0},
                      .n = 1,
                      .y = again != NULL,
                      .y_ander = again && !text_equal(code_bare(again->prestatiecode), code_bare(was->prestatiecode))});
}

static bool read_terug(struct store *store, struct gewoonten *g, struct error *err)
{
    struct terug t = {.gewoonten = g};
    const struct bevinding_filter all = {.statussen = (1U << BEVINDING_STATUSSEN) - 1};
    struct bevinding_reader reader = {.stmt = NULL};
    bool row = true, ok = seen_patient_begin(&t.patient, store, err)
                          && bevinding_reader_open(&reader, store->db, &all, err);
    while (ok && row) {
        ok = go_on(err) && bevinding_reader_next(&reader, &row, err);
        if (!ok || !row)
            break;
        if (!text_equal(reader.bevinding.patient, t.patient.dossier.patient))
            t.dones = 0;
        ok = seen_patient_open(&t.patient, reader.bevinding.patient, err);
        if (ok)
            count_terug(&t, &reader.bevinding);
    }
    bevinding_reader_close(&reader);
    seen_patient_close(&t.patient);
    free(t.done);
    return ok;
}

/* ---- Net buiten ---- */

/* A worker. */
struct boundary {
    const struct ruleset *rules;
    struct detector *detector;
    struct classifier *classifier;
    struct seen_line *seen;
    size_t cap;
    struct gewoonten counted;
    size_t compacted; /* so many entries were left the last time */
};

/* Days between two periods; 0: they share one. */
static day days_between(struct period a, struct period b)
{
    return a.first > b.last ? a.first - b.last : b.first > a.last ? b.first - a.last : 0;
}

/* Whether a pair rule that applies to the keten line forbids the other, so that the other is recovered. */
static bool is_forbidden(const struct boundary *b, const struct keten *keten, const struct match_set *set,
                         const struct line *line)
{
    enum tabel_rang rang;
    for (uint32_t m = 0; m < set->matches; m++) {
        const struct regel *regel = &b->rules->regel[set->match[m].regel];
        if (regel->soort == SOORT_PAAR && regel->verhaal == VERHAAL_CONFLICT && !contradicts(regel, line)
            && keten_applies(b->rules, keten, regel, &rang))
            return true;
    }
    return false;
}

/* The least distance of the line to a keten line beside which it is forbidden; more than NET_BUITEN_DAGEN: none. */
static day distance_to_keten(struct boundary *b, const struct dossier *dossier, size_t c)
{
    const struct match_set *set = NULL;
    day least = NET_BUITEN_DAGEN + 1;
    for (size_t k = 0; k < dossier->n && least > 0; k++) {
        if (!b->seen[k].taking || !b->seen[k].keten.programmas)
            continue;
        const day days = days_between(dossier->line[c].period, b->seen[k].periode);
        set = set ? set : classify(b->classifier, &dossier->line[c]);
        if (days < least && is_forbidden(b, &b->seen[k].keten, set, &dossier->line[c]))
            least = days;
    }
    return least;
}

static bool look_at_boundaries(void *ctx, unsigned worker, size_t range, const struct dossier *dossier,
                               struct error *err)
{
    struct boundary *b = (struct boundary *)ctx + worker;
    (void)range, (void)err;
    while (b->cap < dossier->n)
        ARRAY_ROOM(b->seen, b->cap, b->cap);
    detect_lines(b->detector, dossier->line, dossier->n, b->seen);
    for (size_t c = 0; c < dossier->n; c++) {
        if (!b->seen[c].taking || b->seen[c].keten.programmas)
            continue;
        const day days = distance_to_keten(b, dossier, c);
        if (days <= NET_BUITEN_DAGEN)
            append_cijfer(&b->counted, (struct gewoonte_cijfer){.gewoonte = GEWOONTE_NET_BUITEN,
                                                                .agb = dossier->line[c].agb_declarant,
                                                                .rol = ROL_DECLARANT,
                                                                .regel = {"", 0},
                                                                .n = 1,
                                                                .y = days > 0});
    }
    if (b->counted.n > 2 * b->compacted + 4096) {
        add_up(&b->counted);
        b->compacted = b->counted.n;
    }
    return true;
}

static bool read_net_buiten(struct store *store, unsigned threads, struct progress *progress, struct gewoonten *g,
                            struct error *err)
{
    struct ruleset rules = {0};
    struct boundary *boundary = xcalloc(threads, sizeof *boundary);
    struct walk walk = {
        .store = store, .threads = threads, .look = look_at_boundaries, .ctx = boundary, .progress = progress};
    int64_t run;
    bool sound, ok = db_integer(store->db, "SELECT max(run) FROM run", &run, err)
                     && ledger_rules_of_run(store, run, &rules, &sound, err);
    for (unsigned i = 0; ok && i < threads; i++)
        boundary[i] = (struct boundary){
            .rules = &rules, .detector = detector_new(&rules), .classifier = classifier_new(&rules)};
    ok = ok && walk_dossiers(&walk, err);
    for (unsigned i = 0; i < threads; i++) {
        for (size_t e = 0; e < boundary[i].counted.n; e++)
            append_cijfer(g, boundary[i].counted.at[e]);
        detector_free(boundary[i].detector);
        classifier_free(boundary[i].classifier);
        free(boundary[i].seen);
        gewoonten_release(&boundary[i].counted);
    }
    free(boundary);
    ruleset_release(&rules);
    return ok;
}

bool gewoonten_read(struct store *store, unsigned welke, unsigned threads, struct progress *progress,
                    struct gewoonten *g, struct error *err)
{
    *g = (struct gewoonten){.n = 0};
    bool ok = true;
    for (enum gewoonte w = GEWOONTE_TERECHT; ok && w <= GEWOONTE_HERHAALD; w++)
        ok = !(welke >> w & 1) || ask_cijfers(store, w, g, err);
    ok = ok && (!(welke >> GEWOONTE_TERUG & 1) || read_terug(store, g, err))
         && (!(welke >> GEWOONTE_NET_BUITEN & 1) || read_net_buiten(store, threads, progress, g, err));
    add_up(g);
    return ok;
}

void gewoonten_release(struct gewoonten *g)
{
    free(g->at);
    arena_release(&g->arena);
    *g = (struct gewoonten){.n = 0};
}
