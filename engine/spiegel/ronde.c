/* ronde.c - see ronde.h. */
#include "spiegel/ronde.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "passes/kwartaalcijfers.h"
#include "passes/seen_patient.h"
#include "store/bevindingen.h"
#include "store/ledger.h"
#include "store/vastleggingen.h"

/* ---- Who is left out ---- */

struct draw {
    char key[DIGEST_HEX + 1];
    uint32_t agb;
};

static int by_ronde_key(const void *a, const void *b)
{
    const struct draw *p = a, *q = b;
    int order = strcmp(p->key, q->key);
    return order ? order : (p->agb > q->agb) - (p->agb < q->agb);
}

static int by_drawn_agb(const void *a, const void *b)
{
    const struct draw *p = a, *q = b;
    return (p->agb > q->agb) - (p->agb < q->agb);
}

/* Each AGB once; returns how many. */
static size_t list_agbs(const struct ronde_aanbieder *aanbieder, size_t n, struct draw *draw)
{
    size_t agbs = 0;
    for (size_t i = 0; i < n; i++)
        draw[i].agb = aanbieder[i].agb;
    if (n)
        qsort(draw, n, sizeof *draw, by_drawn_agb);
    for (size_t i = 0; i < n; i++)
        if (agbs == 0 || draw[agbs - 1].agb != draw[i].agb)
            draw[agbs++] = draw[i];
    return agbs;
}

void ronde_draw(const struct holdout *holdout, struct ronde_aanbieder *aanbieder, size_t n)
{
    struct draw *draw = xcalloc(n ? n : 1, sizeof *draw);
    const size_t agbs = list_agbs(aanbieder, n, draw);
    size_t out = (agbs * holdout->procent + 50) / 100;
    out = out == 0 && agbs > 1 ? 1 : out;
    for (size_t i = 0; i < agbs; i++) {
        char *text = xprintf("%" PRIu64 "/%08u", holdout->zaad, (unsigned)draw[i].agb);
        sha256_of(text, strlen(text), draw[i].key);
        free(text);
    }
    if (agbs)
        qsort(draw, agbs, sizeof *draw, by_ronde_key);
    if (out)
        qsort(draw, out, sizeof *draw, by_drawn_agb);
    for (size_t i = 0; i < n; i++) {
        const struct draw wanted = {.agb = aanbieder[i].agb};
        aanbieder[i].achtergehouden = out && bsearch(&wanted, draw, out, sizeof *draw, by_drawn_agb);
    }
    free(draw);
}

static bool keep_aanbieders(struct store *store, const struct ronde_aanbieder *aanbieder, size_t n, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO ronde_aanbieder (ronde, agb, rol, achtergehouden)"
                         " VALUES ((SELECT max(ronde) FROM ronde), printf('%08d', :agb), :rol, :uit)",
                         err);
    for (size_t i = 0; ok && i < n; i++) {
        sqlite3_reset(stmt);
        db_set_integer(stmt, ":agb", aanbieder[i].agb);
        db_set_string(stmt, ":rol", rol_name[aanbieder[i].rol]);
        db_set_integer(stmt, ":uit", aanbieder[i].achtergehouden);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool ronde_keep(struct store *store, const char *kwartaal, const struct holdout *holdout,
                const struct ronde_aanbieder *aanbieder, size_t n, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    char op[21];
    ledger_now(op);
    bool ok = db_prepare(store->db, &stmt,
                         "INSERT INTO ronde (kwartaal, op, run, procent, zaad, na_vastlegging)"
                         " VALUES (:kwartaal, :op, (SELECT max(run) FROM run), :procent, :zaad, " NA_VASTLEGGING ")",
                         err);
    if (ok) {
        db_set_string(stmt, ":kwartaal", kwartaal);
        db_set_string(stmt, ":op", op);
        db_set_integer(stmt, ":procent", holdout->procent);
        db_set_integer(stmt, ":zaad", (int64_t)holdout->zaad);
        ok = db_run(stmt, err);
    }
    sqlite3_finalize(stmt);
    return ok && keep_aanbieders(store, aanbieder, n, err);
}

/* ---- What came of it ---- */

/* Who was in the round. */
struct deelnemer {
    uint32_t agb;
    enum rol rol;
    int groep;
};

/* A line to look at when the round was made. */
struct regel_in_ronde {
    enum rol rol;
    uint32_t agb;
    struct text referentie;
    bool gecrediteerd;
    int64_t cent;
};

struct reckoning {
    struct store *store;
    struct effect *effect;
    struct deelnemer *deelnemer;
    size_t deelnemers, deelnemers_cap;
    struct seen_patient patient;
    struct regel_in_ronde *regel; /* of the patient */
    size_t regels, regels_cap;
    struct arena arena; /* of the patient */
};

static bool read_ronde(struct reckoning *r, const char *kwartaal, struct error *err)
{
    enum { R_RONDE, R_RUN, R_PROCENT, R_ZAAD, R_OP };
    struct effect *e = r->effect;
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    bool ok = db_prepare(r->store->db, &stmt, "SELECT ronde, run, procent, zaad, op FROM ronde"
                                              " WHERE kwartaal = :kwartaal ORDER BY ronde DESC LIMIT 1", err);
    if (ok) {
        db_set_string(stmt, ":kwartaal", kwartaal);
        ok = db_step(stmt, &row, err);
    }
    if (ok && row) {
        e->ronde = sqlite3_column_int64(stmt, R_RONDE);
        e->run = sqlite3_column_int64(stmt, R_RUN);
        e->procent = sqlite3_column_int64(stmt, R_PROCENT);
        e->zaad = sqlite3_column_int64(stmt, R_ZAAD);
        snprintf(e->op, sizeof e->op, "%.*s", (int)db_text(stmt, R_OP).n, db_text(stmt, R_OP).at);
    }
    sqlite3_finalize(stmt);
    return ok
           && (row
               || error_set(err, STATUS_USAGE, "there was no round of %s with --holdout in this database", kwartaal));
}

static int by_deelnemer(const void *a, const void *b)
{
    const struct deelnemer *p = a, *q = b;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    return (int)p->rol - (int)q->rol;
}

static bool read_deelnemers(struct reckoning *r, struct error *err)
{
    enum { D_AGB, D_KETEN, D_GROEP };
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(r->store->db, &stmt,
                         "SELECT CAST(agb AS INTEGER), rol = 'ketencontractant', achtergehouden"
                         " FROM ronde_aanbieder WHERE ronde = :ronde", err);
    if (ok)
        db_set_integer(stmt, ":ronde", r->effect->ronde);
    while (db_next(stmt, &ok, err)) {
        ARRAY_ROOM(r->deelnemer, r->deelnemers, r->deelnemers_cap);
        struct deelnemer *d = &r->deelnemer[r->deelnemers++];
        *d = (struct deelnemer){(uint32_t)sqlite3_column_int64(stmt, D_AGB),
                                sqlite3_column_int(stmt, D_KETEN) ? ROL_KETENCONTRACTANT : ROL_DECLARANT,
                                sqlite3_column_int(stmt, D_GROEP)};
        r->effect->count[d->rol][d->groep].aanbieders++;
    }
    sqlite3_finalize(stmt);
    if (r->deelnemers)
        qsort(r->deelnemer, r->deelnemers, sizeof *r->deelnemer, by_deelnemer);
    return ok;
}

static int by_regel(const void *a, const void *b)
{
    const struct regel_in_ronde *p = a, *q = b;
    if (p->rol != q->rol)
        return p->rol < q->rol ? -1 : 1;
    if (p->agb != q->agb)
        return p->agb < q->agb ? -1 : 1;
    return text_compare(p->referentie, q->referentie);
}

/* Counts each line once, and forgets the patient. */
static void count_regels(struct reckoning *r)
{
    if (r->regels)
        qsort(r->regel, r->regels, sizeof *r->regel, by_regel);
    for (size_t i = 0, end; i < r->regels; i = end) {
        const struct regel_in_ronde *regel = &r->regel[i];
        int64_t cent = 0;
        for (end = i; end < r->regels && by_regel(regel, &r->regel[end]) == 0; end++)
            cent = r->regel[end].cent > cent ? r->regel[end].cent : cent;
        const struct deelnemer wanted = {.agb = regel->agb, .rol = regel->rol};
        const struct deelnemer *d = r->deelnemers
                                        ? bsearch(&wanted, r->deelnemer, r->deelnemers, sizeof wanted, by_deelnemer)
                                        : NULL;
        if (!d)
            continue;
        struct effect_count *count = &r->effect->count[d->rol][d->groep];
        count->regels++;
        count->cent += cent;
        if (regel->gecrediteerd) {
            count->gecrediteerd++;
            count->gecrediteerd_cent += cent;
        }
    }
    r->regels = 0;
    arena_reset(&r->arena);
}

static void take_side(struct reckoning *r, const struct bevinding *b, bool keten_kant)
{
    const struct bevinding_kant *kant = keten_kant ? &b->keten : &b->conflict;
    if (bevinding_betrokken(b, keten_kant) != NA_TE_KIJKEN)
        return;
    const size_t i = seen_patient_find(&r->patient, kant->agb, kant->referentie);
    if (i == SIZE_MAX)
        return;
    const struct seen_line *seen = &r->patient.seen[i];
    ARRAY_ROOM(r->regel, r->regels, r->regels_cap);
    r->regel[r->regels++] = (struct regel_in_ronde){
        .rol = keten_kant || seen->keten.programmas ? ROL_KETENCONTRACTANT : ROL_DECLARANT,
        .agb = kant->agb,
        .referentie = {arena_copy(&r->arena, kant->referentie.at, kant->referentie.n), kant->referentie.n},
        .gecrediteerd = seen->reversed_by != NULL,
        .cent = bevinding_kant_cent(b, keten_kant)};
}

static bool count_ronde(struct reckoning *r, struct period kwartaal, struct error *err)
{
    struct bevinding_reader reader;
    bool row = true,
         ok = bevinding_reader_open_then(&reader, r->store->db, kwartaal, r->effect->ronde, err);
    while (ok && row) {
        ok = go_on(err) && bevinding_reader_next(&reader, &row, err);
        if (!ok || !row)
            break;
        const struct bevinding *b = &reader.bevinding;
        if (!text_equal(b->patient, r->patient.dossier.patient)) {
            count_regels(r);
            ok = seen_patient_open(&r->patient, b->patient, err);
        }
        if (ok) {
            take_side(r, b, true);
            if (bevinding_is_paar(b))
                take_side(r, b, false);
        }
    }
    if (ok)
        count_regels(r);
    bevinding_reader_close(&reader);
    return ok;
}

bool effect_read(struct store *store, struct period kwartaal, struct effect *effect, struct error *err)
{
    struct reckoning r = {.store = store, .effect = effect};
    char naam[7];
    *effect = (struct effect){.ronde = 0};
    quarter_print(kwartaal.first, naam);
    bool ok = read_ronde(&r, naam, err) && read_deelnemers(&r, err)
              && seen_patient_begin(&r.patient, store, err) && count_ronde(&r, kwartaal, err);
    seen_patient_close(&r.patient);
    arena_release(&r.arena);
    free(r.regel);
    free(r.deelnemer);
    return ok;
}
