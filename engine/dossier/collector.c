/* collector.c - see collector.h. */
#include "dossier/collector.h"

#include "base/workers.h"

/* A batch is sorted when it is as large as the caches like: more would wait for memory, less would make many runs. */
enum { BATCH_MIN = 6 << 20, BATCH_MAX = 48 << 20 };

static uint64_t between(uint64_t least, uint64_t number, uint64_t most)
{
    return number < least ? least : number > most ? most : number;
}

void collector_begin(struct collector *c, unsigned threads, uint64_t memory, const char *temp_dir)
{
    *c = (struct collector){.threads = threads, .memory = memory, .temp_dir = temp_dir, .spill = SPILL_NONE};
    pthread_mutex_init(&c->lock, NULL);
    c->batch = xcalloc(threads, sizeof *c->batch);
}

void collector_release(struct collector *c)
{
    for (unsigned i = 0; c->batch && i < c->threads; i++)
        batch_release(&c->batch[i]);
    free(c->batch);
    for (size_t i = 0; i < c->n; i++)
        sorted_run_free(c->runs[i]);
    free(c->runs);
    spill_release(&c->spill);
}

/* Sorts a batch into a run; one that the memory has no room for goes to the temporary file. */
static bool keep_batch(struct collector *c, struct batch *batch, struct error *err)
{
    struct sorted_run *sorted = batch_to_run(batch);
    pthread_mutex_lock(&c->lock);
    ARRAY_ROOM(c->runs, c->n, c->cap);
    c->runs[c->n++] = sorted;
    bool ok = true;
    if (c->kept_bytes + sorted_run_memory(sorted) <= c->memory / 2)
        c->kept_bytes += sorted_run_memory(sorted);
    else
        ok = sorted_run_spill(sorted, batch, &c->spill, c->temp_dir, err);
    pthread_mutex_unlock(&c->lock);
    return ok;
}

bool collector_take(struct collector *c, unsigned worker, const struct line *line, struct error *err)
{
    struct batch *batch = &c->batch[worker];
    batch_add(batch, line);
    return batch_size(batch) < between(BATCH_MIN, c->memory / 4 / c->threads, BATCH_MAX) || keep_batch(c, batch, err);
}

static bool sort_batch(void *ctx, unsigned worker, struct error *err)
{
    struct collector *c = ctx;
    bool ok = c->batch[worker].n == 0 || keep_batch(c, &c->batch[worker], err);
    batch_release(&c->batch[worker]);
    return ok;
}

bool collector_end(struct collector *c, struct error *err)
{
    bool ok = workers_run(c->threads, sort_batch, c, err);
    c->spill.buffer = (size_t)between(SPILL_BUFFER_MIN, c->memory / 4 / c->threads / (c->n + 1), SPILL_BUFFER_MAX);
    return ok;
}
