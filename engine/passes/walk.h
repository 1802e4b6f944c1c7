/* walk.h - every stored dossier once, on all threads, out of one state of the database. Reads only. */
#ifndef PASSES_WALK_H
#define PASSES_WALK_H

#include "base/log.h"
#include "store/layers.h"

enum { WALK_RANGES_MAX = 257 };

struct walk {
    struct store *store;
    unsigned threads;
    /* Looks at a dossier, borrowed, on thread `worker`. The dossiers of a range come in order of patient and on one
     * thread; the ranges are numbered in order of patient, from 0 to less than WALK_RANGES_MAX. */
    bool (*look)(void *ctx, unsigned worker, size_t range, const struct dossier *dossier, struct error *err);
    void *ctx;
    struct progress *progress; /* patients */
};
/* Fails when a run commits before every thread has begun: they would not see the same lines. */
bool walk_dossiers(const struct walk *walk, struct error *err) MUST_CHECK;

#endif
