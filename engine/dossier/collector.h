/* collector.h - takes the new lines of a run from all threads, and keeps them in sorted runs, in memory or, when that
 * is full, in a temporary file. */
#ifndef DOSSIER_COLLECTOR_H
#define DOSSIER_COLLECTOR_H

#include <pthread.h>

#include "dossier/sorted_run.h"

struct collector {
    unsigned threads;
    uint64_t memory;      /* bytes that the run may take: half of it is for runs, a quarter for batches */
    const char *temp_dir; /* for what does not fit; borrowed */
    struct batch *batch;  /* one a thread */
    pthread_mutex_t lock;
    struct sorted_run **runs; /* what was collected */
    size_t n, cap;
    uint64_t kept_bytes; /* of the runs that stay in memory */
    struct spill spill;  /* the others */
};
/* The caller releases in any case. */
void collector_begin(struct collector *collector, unsigned threads, uint64_t memory, const char *temp_dir);
void collector_release(struct collector *collector);

/* Takes a line from thread `worker`. */
bool collector_take(struct collector *collector, unsigned worker, const struct line *line,
                    struct error *err) MUST_CHECK;
/* Makes runs of what is left in the batches, on all threads. */
bool collector_end(struct collector *collector, struct error *err) MUST_CHECK;

#endif
