/* workers.c - see workers.h. */
#include "base/workers.h"

#include <pthread.h>

#include "base/memory.h"

struct worker {
    worker_fn *fn;
    void *ctx;
    unsigned number;
    pthread_t thread;
    bool ok;
    struct error err;
};

static void *run(void *arg)
{
    struct worker *worker = arg;
    worker->ok = worker->fn(worker->ctx, worker->number, &worker->err);
    return NULL;
}

bool workers_run(unsigned n, worker_fn *fn, void *ctx, struct error *err)
{
    struct worker *worker = xcalloc(n, sizeof *worker);
    for (unsigned i = 0; i < n; i++)
        worker[i] = (struct worker){.fn = fn, .ctx = ctx, .number = i};
    for (unsigned i = 1; i < n; i++)
        if (pthread_create(&worker[i].thread, NULL, run, &worker[i]))
            out_of_resources("a thread");
    run(&worker[0]);
    bool ok = true;
    for (unsigned i = 0; i < n; i++) {
        if (i)
            pthread_join(worker[i].thread, NULL);
        if (!worker[i].ok && ok) {
            ok = false;
            *err = worker[i].err;
        }
    }
    free(worker);
    return ok;
}
