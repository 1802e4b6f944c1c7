/* walk.c - see walk.h. Each worker reads by a connection of its own, in one transaction; the number of the last run
 * says whether all of them see the same state. */
#include "passes/walk.h"

#include <stdatomic.h>

#include "base/workers.h"

static const char last_run[] = "SELECT coalesce(max(run), 0) FROM run";

struct board {
    const struct walk *walk;
    struct text *bound; /* range i is [bound[i - 1], bound[i]); the first begins at "" and the last has no end */
    size_t bounds;
    int64_t run; /* the last run of the state that is read */
    atomic_size_t next;
};

static bool walk_range(struct board *board, struct layers *layers, unsigned worker, size_t range, struct error *err)
{
    const struct walk *walk = board->walk;
    struct dossier_walk dossiers = {.layers = layers, .from = range ? board->bound[range - 1] : (struct text){"", 0}};
    bool ok = true;
    if (range < board->bounds)
        dossiers.end = board->bound[range];
    while (dossier_walk_next(&dossiers, &ok, err)) {
        ok = walk->look(walk->ctx, worker, range, &dossiers.dossier, err);
        walk->progress->done++;
    }
    dossier_walk_release(&dossiers);
    return ok;
}

static bool walk_ranges(void *ctx, unsigned worker, struct error *err)
{
    struct board *board = ctx;
    struct layers *layers = NULL;
    sqlite3 *db = NULL;
    int64_t run = 0;
    bool ok = db_open(&db, board->walk->store->path, DB_READ, 0, err) && db_exec(db, "BEGIN", err)
              && db_integer(db, last_run, &run, err)
              && (run == board->run
                  || error_set(err, STATUS_FAILED, "%s: a run changed the database meanwhile; do it again",
                               board->walk->store->path))
              && layers_open(&layers, db, err);
    for (size_t range; ok && (range = board->next++) <= board->bounds;)
        ok = walk_range(board, layers, worker, range, err);
    if (!ok)
        board->next = board->bounds + 1; /* the others stop */
    layers_close(layers);
    db_close(db);
    return ok;
}

bool walk_dossiers(const struct walk *walk, struct error *err)
{
    struct board board = {.walk = walk};
    struct arena arena = {0};
    bool ok = db_integer(walk->store->db, last_run, &board.run, err)
              && layers_sample(walk->store->db, WALK_RANGES_MAX - 1, &arena, &board.bound, &board.bounds, err)
              && workers_run(walk->threads, walk_ranges, &board, err);
    free(board.bound);
    arena_release(&arena);
    return ok;
}
