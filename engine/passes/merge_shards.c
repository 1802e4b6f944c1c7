/* merge_shards.c - see merge_shards.h. */
#include "passes/merge_shards.h"

#include <assert.h>

#include "base/sum.h"
#include "base/file.h"
#include "passes/compare.h"
#include "store/schakels.h"
#include "store/stand.h"
#include "store/verloop.h"

/* --- The databases --- */

/* What people said in the database of a shard would be lost. */
static const char said_sql[] =
    "SELECT (SELECT count(*) FROM oordeel) + (SELECT count(*) FROM antwoord) + (SELECT count(*) FROM notitie)"
    " + (SELECT count(*) FROM zaak) + (SELECT count(*) FROM ronde) + (SELECT count(*) FROM afhandeling)"
    " + (SELECT count(*) FROM wissing)";

/* Whether it is as the run of a shard left it. */
static bool is_untouched(struct store *store, const char *path, struct error *err)
{
    int64_t runs = 0, said = 0, wrong = 0;
    const char *soort = "";
    if (!db_integer(store->db, "SELECT count(*) FROM run", &runs, err) || !db_integer(store->db, said_sql, &said, err))
        return false;
    if (runs != 1 || said)
        return error_set(err, STATUS_USAGE,
                         "%s: is not as the run of its shard left it: there were other runs, or something was decided "
                         "in it; run the shard again",
                         path);
    if (!verloop_check(store, &wrong, err) || (wrong == 0 && !schakels_check(store, &wrong, &soort, err)))
        return false;
    return wrong == 0
           || error_set(err, STATUS_DIFFERENCE, "%s: is damaged: its run is not what it was; run the shard again",
                        path);
}

/* All of them together have about what one database has: each is read in order, once. */
static bool share_cache(struct store *store, size_t shards, struct error *err)
{
    enum { CACHE_KIB = 65536, LEAST_KIB = 256 };
    assert(shards > 0); /* this one is of one of them */
    const size_t share = CACHE_KIB / shards;
    char *sql = xprintf("PRAGMA cache_size = -%zu", share < LEAST_KIB ? (size_t)LEAST_KIB : share);
    const bool ok = db_exec(store->db, sql, err);
    free(sql);
    return ok;
}

/* Opens one and puts it in the place of its shard. */
static bool open_shard(struct shard_dbs *dbs, const char *path, struct error *err)
{
    struct shard_db one = {.store = STORE_CLOSED};
    bool is = false;
    bool ok = store_open_read(&one.store, path, err) && shard_result_read(&one.store, &one.result, &is, err);
    if (ok && (!is || one.result.number == 0 || strcmp(one.result.split, dbs->manifest->split) != 0
               || one.result.number > dbs->n || one.result.bestanden != dbs->manifest->bestanden))
        ok = error_set(err, STATUS_USAGE, "%s: is no database of a shard of this split", path);
    struct shard_db *place = ok ? &dbs->db[one.result.number - 1] : NULL;
    if (ok && place->store.path)
        ok = error_set(err, STATUS_USAGE, "%s and %s: both are of the same shard; give one of them",
                       place->store.path, path);
    ok = ok && share_cache(&one.store, dbs->n, err) && is_untouched(&one.store, path, err)
         && (shard_lines_open(&one.lines, &one.store, err) || error_in(err, "%s", path));
    if (ok) {
        *place = one;
        return true;
    }
    shard_lines_close(&one.lines);
    shard_result_release(&one.result);
    store_close(&one.store);
    return false;
}

/* The bytes of a line whose reference is not unique, which one of the shards has next. */
static bool give_line(void *ctx, uint32_t bestand, uint64_t regelnr, raw_line_fn *take, void *to, struct error *err)
{
    struct shard_dbs *dbs = ctx;
    for (size_t i = 0; i < dbs->n; i++) {
        struct shard_lines *lines = &dbs->db[i].lines;
        while (lines->row && lines->bestand < bestand) /* of a file that is not shown */
            if (!shard_lines_next(lines, err))
                return error_in(err, "%s", dbs->db[i].store.path);
        if (!lines->row || lines->bestand != bestand || lines->regelnr != regelnr)
            continue;
        take(to, lines->raw.at, lines->raw.n);
        return shard_lines_next(lines, err) || error_in(err, "%s", dbs->db[i].store.path);
    }
    return error_set(err, STATUS_DIFFERENCE, "no shard has a line that one of them rejected; run the shards again");
}

bool shard_dbs_open(struct shard_dbs *dbs, const struct manifest *manifest, const char *dir, const char *const *path,
                    size_t paths, struct error *err)
{
    struct buf missing = {0};
    *dbs = (struct shard_dbs){.manifest = manifest,
                              .db = xcalloc((size_t)manifest->shards, sizeof *dbs->db),
                              .n = (size_t)manifest->shards,
                              .kept = {.folder = dir, .found = give_line, .ctx = dbs}};
    enum { FILES = 3 }; /* of a database: with its log and the index of that */
    bool ok = true;
    allow_open_files(FILES * (unsigned)dbs->n);
    for (size_t i = 0; i < dbs->n; i++)
        dbs->db[i].store = STORE_CLOSED;
    for (size_t i = 0; ok && i < paths; i++)
        ok = open_shard(dbs, path[i], err);
    for (size_t i = 0; ok && i < dbs->n; i++) {
        char *name = dbs->db[i].store.path ? NULL : shard_name((unsigned)i + 1);
        if (name)
            buf_printf(&missing, "%s%s", missing.n ? ", " : "", name);
        free(name);
    }
    if (ok && missing.n)
        ok = error_set(err, STATUS_USAGE, "no database was given of %s: run what lacks with 'dubbelloop run --shard'",
                       buf_string(&missing));
    buf_release(&missing);
    return ok;
}

void shard_dbs_close(struct shard_dbs *dbs)
{
    for (size_t i = 0; i < dbs->n; i++) {
        shard_lines_close(&dbs->db[i].lines);
        shard_result_release(&dbs->db[i].result);
        store_close(&dbs->db[i].store);
    }
    free(dbs->db);
    *dbs = (struct shard_dbs){0};
}

/* The tables that a run had; those that no fingerprint is about among them. */
static bool tables_of(struct store *store, struct buf *out, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = db_prepare(store->db, &stmt,
                         "SELECT vingerafdruk || ' ' || naam || ' ' || sha256 FROM tabelset"
                         " ORDER BY vingerafdruk, naam",
                         err);
    while (db_next(stmt, &ok, err)) {
        const struct text row = db_only_text(stmt);
        buf_add(out, row.at, row.n);
        buf_text(out, "\n");
    }
    sqlite3_finalize(stmt);
    return ok;
}

bool shard_dbs_agree(struct shard_dbs *dbs, const struct ruleset *rules, struct error *err)
{
    struct buf first = {0}, other = {0};
    bool ok = strcmp(rules->fingerprint, dbs->manifest->rules) == 0
              || error_set(err, STATUS_USAGE, "%s: the run of this shard had other tables, contracts or relations than "
                                              "the split",
                           dbs->db[0].store.path);
    ok = ok && tables_of(&dbs->db[0].store, &first, err);
    for (size_t i = 1; ok && i < dbs->n; i++) {
        other.n = 0;
        ok = tables_of(&dbs->db[i].store, &other, err);
        if (ok && strcmp(buf_string(&first), buf_string(&other)) != 0)
            ok = error_set(err, STATUS_USAGE, "%s and %s: the runs of these shards had other tables; run one of them "
                                              "again",
                           dbs->db[0].store.path, dbs->db[i].store.path);
    }
    buf_release(&first);
    buf_release(&other);
    return ok;
}

/* --- The merge --- */

/* A shard's dossiers and findings, in order of patient. */
struct shard_stream {
    struct shard_db *db;
    struct layers *layers;
    struct dossier_walk walk;
    bool there; /* the walk stands on a dossier */
    struct bevinding_reader standing;
    bool row;    /* and the reader on a finding */
    uint64_t te_velen; /* so many of result.te_veel are passed */
    uint64_t regels;   /* passed lines */
};

struct shard_merge {
    struct examination *e;
    struct shard_stream *stream;
    size_t n;
    struct shard_stream **heap; /* those that stand on a dossier; the least patient first */
    size_t heap_n;
    struct layer_writer layer;
    struct layer_maker maker;
    struct layer_part part;
    struct bevinding_writer findings;
    struct buf row, last; /* last: the patient before this one */
    uint64_t lines;       /* in the part */
};

static bool stream_before(const struct shard_stream *a, const struct shard_stream *b)
{
    return text_compare(a->walk.dossier.patient, b->walk.dossier.patient) < 0;
}

/* Lets the stream at `i` sink to where it belongs. */
static void heap_sink(struct shard_merge *m, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < m->heap_n; child++)
            if (stream_before(m->heap[child], m->heap[least]))
                least = child;
        if (least == i)
            return;
        struct shard_stream *up = m->heap[least];
        m->heap[least] = m->heap[i];
        m->heap[i] = up;
        i = least;
    }
}

static bool stream_next(struct shard_stream *s, struct error *err)
{
    bool ok = true;
    s->there = dossier_walk_next(&s->walk, &ok, err);
    return ok;
}

static bool next_shard_finding(struct shard_stream *s, struct error *err)
{
    return bevinding_reader_step(&s->standing, &s->row, err) || error_in(err, "%s", s->db->store.path);
}

static bool stream_open(struct shard_stream *s, struct shard_db *db, struct error *err)
{
    s->db = db;
    if (!layers_open(&s->layers, db->store.db, err) || !bevinding_reader_open_range(&s->standing, db->store.db, err))
        return false;
    s->walk = (struct dossier_walk){.layers = s->layers, .from = {"", 0}};
    bevinding_reader_range(&s->standing, (struct text){"", 0}, (struct text){NULL, 0});
    return next_shard_finding(s, err) && stream_next(s, err);
}

static void stream_close(struct shard_stream *s)
{
    dossier_walk_release(&s->walk);
    bevinding_reader_close(&s->standing);
    layers_close(s->layers);
}

static bool damaged_db(const struct shard_stream *s, struct error *err)
{
    return error_set(err, STATUS_DIFFERENCE, "%s: is damaged: it has not the lines that its run stored; run the shard "
                                             "again",
                     s->db->store.path);
}

/* The findings of the patient, all of them new. */
static bool take_shard_findings(struct shard_merge *m, struct shard_stream *s, struct error *err)
{
    struct examination *e = m->e;
    while (s->row && text_equal(s->standing.bevinding.patient, s->walk.dossier.patient)) {
        bevinding_reader_fill(&s->standing);
        m->row.n = 0;
        bevinding_reader_csv(&s->standing, &m->row);
        if (!bevinding_writer_add(&m->findings, WIJZIGING_NIEUW, &s->standing.bevinding, (struct text){"", 0}, err))
            return false;
        if (e->findings)
            outfile_write(e->findings, m->row.at, m->row.n);
        m->row.n = 0;
        wijziging_csv(WIJZIGING_NIEUW, &s->standing.bevinding, &m->row);
        outfile_write(e->changes, m->row.at, m->row.n);
        e->run->nieuw++;
        if (!next_shard_finding(s, err))
            return false;
    }
    return true;
}

/* Whether the patient is the next one with more findings than are shown. */
static void take_crowd(struct examination *e, struct shard_stream *s)
{
    const struct shard_result *result = &s->db->result;
    const struct dossier *dossier = &s->walk.dossier;
    if (s->te_velen == result->te_velen)
        return;
    const struct shard_crowd *next = &result->te_veel[s->te_velen];
    for (size_t i = 0; i < dossier->n; i++)
        if (dossier->line[i].regelnr == next->regelnr && dossier->line[i].bestand == next->bestand) {
            ARRAY_ROOM(e->te_veel, e->te_velen, e->te_velen_cap);
            e->te_veel[e->te_velen++] = (struct too_many){(uint32_t)next->bestand, next->regelnr, next->regels};
            s->te_velen++;
            return;
        }
}

static bool flush_part(struct shard_merge *m, struct error *err)
{
    const bool ok = layer_add(&m->layer, &m->part, err);
    layer_part_clear(&m->part);
    store_write_back(m->e->store);
    m->lines = 0;
    return ok;
}

/* The patient at the top of the heap. */
static bool take_patient(struct shard_merge *m, struct error *err)
{
    enum { PART_LINES = 256 * 1024 };
    struct shard_stream *s = m->heap[0];
    const struct dossier *dossier = &s->walk.dossier;
    if (m->last.n && text_equal((struct text){m->last.at, m->last.n}, dossier->patient))
        return error_set(err, STATUS_DIFFERENCE, "%s: has a patient that another shard has too; they are not of one "
                                                 "split", s->db->store.path);
    m->last.n = 0;
    buf_add(&m->last, dossier->patient.at, dossier->patient.n);
    block_add(&m->maker.block, dossier, false);
    layer_made(&m->maker, dossier->patient, &m->part);
    s->regels += dossier->n;
    m->lines += dossier->n;
    m->e->progress->done++;
    take_crowd(m->e, s);
    if (!take_shard_findings(m, s, err) || (m->lines >= PART_LINES && !flush_part(m, err)) || !stream_next(s, err))
        return false;
    if (!s->there) {
        if (s->regels != s->db->result.regels || s->row || s->te_velen != s->db->result.te_velen)
            return damaged_db(s, err);
        m->heap[0] = m->heap[--m->heap_n];
    }
    heap_sink(m, 0);
    return true;
}

static bool merge_open(struct shard_merge *m, struct shard_dbs *dbs, struct error *err)
{
    m->stream = xcalloc(dbs->n, sizeof *m->stream);
    m->heap = xcalloc(dbs->n, sizeof(struct shard_stream *));
    m->n = dbs->n;
    for (size_t i = 0; i < dbs->n; i++) {
        struct shard_stream *s = &m->stream[i];
        if (!stream_open(s, &dbs->db[i], err))
            return false;
        if (s->there)
            m->heap[m->heap_n++] = s;
        else if (s->db->result.regels || s->row)
            return damaged_db(s, err);
    }
    for (size_t i = m->heap_n; i-- > 0;)
        heap_sink(m, i);
    return layer_begin(&m->layer, m->e->store, m->e->run->run, err)
           && bevinding_writer_open(&m->findings, m->e->store, m->e->run->run, "", err);
}

static void merge_close(struct shard_merge *m)
{
    for (size_t i = 0; i < m->n; i++)
        stream_close(&m->stream[i]);
    free(m->stream);
    free(m->heap);
    layer_writer_release(&m->layer);
    layer_maker_release(&m->maker);
    layer_part_release(&m->part);
    bevinding_writer_close(&m->findings);
    buf_release(&m->row);
    buf_release(&m->last);
}

static void add_shard_telling(struct telling *to, const struct telling *from)
{
    to->n += from->n;
    sum_add_up(&to->cent, from->cent);
}

/* What came out of the dossiers of a shard, of each file. */
static void add_counts_of(struct examination *e, const struct shard_result *result)
{
    for (size_t i = 0; i < e->bestanden; i++) {
        struct bestand *to = &e->bestand[i];
        const struct bestand *from = &result->bestand[i];
        add_shard_telling(&to->dubbel, &from->dubbel);
        add_shard_telling(&to->niet_uniek, &from->niet_uniek);
        to->odd.compared += from->odd.compared;
        to->odd.same_but_reference += from->odd.same_but_reference;
        to->odd.zeros_lost += from->odd.zeros_lost;
        to->odd.crowded += from->odd.crowded;
        code_counts_add_all(&to->zonder_programma, &from->zonder_programma);
    }
    e->run->patienten += result->patienten;
}

/* The lines whose reference is not unique, as rejects; the first of them stands ready again for give_line. */
static bool add_double_references(struct examination *e, struct shard_db *db, struct error *err)
{
    struct shard_lines *lines = &db->lines;
    for (; lines->row;) {
        if (lines->bestand - e->bestand[0].id >= e->bestanden)
            return error_set(err, STATUS_DIFFERENCE, "%s: is damaged: it names a file that there is not",
                             db->store.path);
        bestand_add_reject(&e->bestand[lines->bestand - e->bestand[0].id],
                           (struct reject){.regelnr = lines->regelnr,
                                           .reden = REFERENTIE_NIET_UNIEK,
                                           .veld = COL_REFERENTIENUMMER});
        if (!shard_lines_next(lines, err))
            return false;
    }
    shard_lines_close(lines);
    return shard_lines_open(lines, &db->store, err);
}

static bool add_figures(struct examination *e, struct shard_db *db, struct error *err)
{
    struct totals totals;
    totals_init(&totals, e->rules);
    const bool ok = stand_read(&db->store, e->rules, &totals, err) && add_double_references(e, db, err);
    totals_add(e->totals, &totals, 1);
    totals_release(&totals);
    add_counts_of(e, &db->result);
    return ok;
}

bool merge_shards(struct shard_dbs *dbs, struct examination *e, struct error *err)
{
    struct shard_merge m = {.e = e};
    bool ok = merge_open(&m, dbs, err);
    while (ok && m.heap_n)
        ok = go_on(err) && take_patient(&m, err);
    if (ok) {
        layer_made_all(&m.maker, &m.part);
        ok = flush_part(&m, err) && layer_end(&m.layer, err);
    }
    for (size_t i = 0; ok && i < dbs->n; i++)
        ok = add_figures(e, &dbs->db[i], err);
    merge_close(&m);
    return ok;
}
