/* layer_merge.c - see layer_merge.h. */
#include "store/layer_merge.h"

#include <pthread.h>

#include "base/workers.h"

enum { PART_LINES = 64 * 1024, PARTS_AHEAD = 2 };

struct merge {
    struct store *store;
    int64_t run;
    unsigned threads;
    char *layers; /* their numbers, separated by commas */
    struct arena arena;
    struct text *bound; /* stretch i is [bound[i - 1], bound[i]); the first begins at "" and the last has no end */
    size_t bounds;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct layer_part **part; /* one a stretch, until it is written */
    size_t next, written;
    bool stop;
};

static void stop_merging(struct merge *m)
{
    pthread_mutex_lock(&m->lock);
    m->stop = true;
    pthread_cond_broadcast(&m->moved);
    pthread_mutex_unlock(&m->lock);
}

/* The next stretch for a worker; SIZE_MAX: no more. Waits while the writer is far behind. */
static size_t take_stretch(struct merge *m)
{
    size_t stretch = SIZE_MAX;
    pthread_mutex_lock(&m->lock);
    while (!m->stop && m->next <= m->bounds && m->next >= m->written + PARTS_AHEAD * m->threads)
        pthread_cond_wait(&m->moved, &m->lock);
    if (!m->stop && m->next <= m->bounds)
        stretch = m->next++;
    pthread_mutex_unlock(&m->lock);
    return stretch;
}

static void hand_part(struct merge *m, size_t stretch, struct layer_part *part)
{
    pthread_mutex_lock(&m->lock);
    m->part[stretch] = part;
    pthread_cond_broadcast(&m->moved);
    pthread_mutex_unlock(&m->lock);
}

static bool merge_stretch(struct merge *m, size_t stretch, struct layers *layers, struct layer_maker *maker,
                          struct error *err)
{
    struct layer_part *part = xcalloc(1, sizeof *part);
    struct dossier_walk walk = {.layers = layers, .from = stretch ? m->bound[stretch - 1] : (struct text){"", 0}};
    bool ok = true;
    if (stretch < m->bounds)
        walk.end = m->bound[stretch];
    while (dossier_walk_next(&walk, &ok, err)) {
        block_add(&maker->block, &walk.dossier, false);
        layer_made(maker, walk.dossier.patient, part);
    }
    dossier_walk_release(&walk);
    layer_made_all(maker, part);
    hand_part(m, stretch, part); /* when it fails, too: whoever waits for it sees to it that it goes */
    return ok;
}

static bool merge_stretches(struct merge *m, struct error *err)
{
    struct layers *layers = NULL;
    struct layer_maker maker = {.last = {0}};
    sqlite3 *db = NULL;
    bool ok = db_open(&db, m->store->path, DB_READ, 0, err) && db_exec(db, "BEGIN", err)
              && layers_open_some(&layers, db, m->layers, err);
    for (size_t stretch; ok && (stretch = take_stretch(m)) != SIZE_MAX;)
        ok = merge_stretch(m, stretch, layers, &maker, err);
    if (!ok)
        stop_merging(m);
    layer_maker_release(&maker);
    layers_close(layers);
    db_close(db);
    return ok;
}

/* The part of the stretch, when it is there; NULL: a worker failed, and says why. */
static struct layer_part *wait_for_part(struct merge *m, size_t stretch)
{
    pthread_mutex_lock(&m->lock);
    while (!m->stop && !m->part[stretch])
        pthread_cond_wait(&m->moved, &m->lock);
    struct layer_part *part = m->stop ? NULL : m->part[stretch];
    pthread_mutex_unlock(&m->lock);
    return part;
}

static void let_stretch_go(struct merge *m, size_t stretch)
{
    pthread_mutex_lock(&m->lock);
    struct layer_part *part = m->part[stretch];
    m->part[stretch] = NULL;
    m->written = stretch + 1;
    pthread_cond_broadcast(&m->moved);
    pthread_mutex_unlock(&m->lock);
    if (part)
        layer_part_release(part);
    free(part);
}

/* The calling thread. What was there goes first, so that its pages are used again. */
static bool write_merged(struct merge *m, struct error *err)
{
    struct layer_writer writer = {0};
    const struct layer_part *part;
    bool ok = layer_begin(&writer, m->store, m->run, err) && layers_drop(m->store, m->layers, err);
    for (size_t i = 0; ok && i <= m->bounds && (part = wait_for_part(m, i)) != NULL; i++) {
        ok = layer_add(&writer, part, err);
        let_stretch_go(m, i);
    }
    ok = ok && layer_end(&writer, err);
    layer_writer_release(&writer);
    if (!ok)
        stop_merging(m);
    return ok;
}

static bool merge_or_write(void *ctx, unsigned worker, struct error *err)
{
    return worker == 0 ? write_merged(ctx, err) : merge_stretches(ctx, err);
}

static bool merge_all(struct merge *m, int64_t lines, struct error *err)
{
    pthread_mutex_init(&m->lock, NULL);
    pthread_cond_init(&m->moved, NULL);
    bool ok = layers_sample(m->store->db, (size_t)lines / PART_LINES + 1, &m->arena, &m->bound, &m->bounds, err);
    m->part = xcalloc(m->bounds + 1, sizeof *m->part);
    ok = ok && workers_run(m->threads + 1, merge_or_write, m, err);
    for (size_t i = 0; i <= m->bounds; i++)
        let_stretch_go(m, i);
    free(m->part);
    free(m->bound);
    arena_release(&m->arena);
    return ok;
}

/* Those of earlier runs, but for one that has more lines than the others together: their numbers and their lines. */
static bool choose_layers(struct merge *m, int64_t *lines, struct error *err)
{
    enum { CHOSEN_NUMBERS, CHOSEN_LINES };
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    bool ok = db_prepare(m->store->db, &stmt,
                         "SELECT coalesce(group_concat(laag), ''), coalesce(sum(regels), 0) FROM laag"
                         " WHERE run < :run AND regels * 2 <= (SELECT sum(regels) FROM laag)",
                         err);
    if (ok) {
        db_set_integer(stmt, ":run", m->run);
        ok = db_step(stmt, &row, err);
    }
    const struct text numbers = row ? db_text(stmt, CHOSEN_NUMBERS) : (struct text){"", 0};
    m->layers = xprintf("%.*s", (int)numbers.n, numbers.at);
    *lines = row ? sqlite3_column_int64(stmt, CHOSEN_LINES) : 0;
    sqlite3_finalize(stmt);
    return ok;
}

bool layers_merge(struct store *store, int64_t run, unsigned threads, struct error *err)
{
    struct merge m = {.store = store, .run = run, .threads = threads};
    int64_t n, unsieved, lines;
    if (!db_integer(store->db, "SELECT count(*) FROM laag", &n, err)
        || !db_integer(store->db, "SELECT count(*) FROM laag WHERE gezeefd = 0", &unsieved, err))
        return false;
    if (unsieved) /* of an earlier version, and so once: a night reads whatever no sieve is over */
        return layers_rewrite(store, run, NULL, NULL, err);
    if (n <= LAYERS_MAX)
        return true;
    const bool ok = choose_layers(&m, &lines, err) && (lines == 0 || merge_all(&m, lines, err));
    free(m.layers);
    return ok;
}
