/* workers.h - the same function on several threads at once. */
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

#include "base/error.h"

typedef bool worker_fn(void *ctx, unsigned worker, struct error *err);

/* Calls fn(ctx, 0..n-1) on n threads (the calling one is worker 0) and waits for all. A worker that fails must see to
 * it that the others stop; the error of the first is handed on. n >= 1. A machine that cannot start a thread ends the
 * program as one that is out of memory does: the others may be waiting for that worker. */
bool workers_run(unsigned n, worker_fn *fn, void *ctx, struct error *err) MUST_CHECK;

#endif
