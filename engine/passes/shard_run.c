/* shard_run.c - see shard_run.h. */
#include "passes/shard_run.h"

#include <string.h>

#include "base/place.h"
#include "base/search.h"
#include "base/sum.h"

bool shard_run_begin(struct shard_run *shard, const struct manifest *manifest, const char *path, unsigned threads,
                     struct error *err)
{
    *shard = (struct shard_run){.manifest = manifest, .path = path, .threads = threads};
    for (unsigned i = 1; i <= manifest->shards && !shard->number; i++) {
        char *name = shard_name(i);
        if (strcmp(name_in_folder(path), name) == 0)
            shard->number = i;
        free(name);
    }
    return shard->number || error_set(err, STATUS_USAGE, "%s: is no shard of the split in its folder", path);
}

/* Lines on their way to the collector. */
struct shard_count {
    const struct shard_run *shard;
    struct bestand *bestand;
    size_t bestanden;
    struct collector *collector;
    struct telling *telling; /* of file f on thread t at [t * bestanden + f] */
};

static bool collect_shard_line(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    struct shard_count *count = ctx;
    const size_t f = line->bestand - count->bestand[0].id;
    (void)raw;
    if (f >= count->bestanden)
        return error_set(err, STATUS_DIFFERENCE, "%s: has a line of a file that the split does not name",
                         count->shard->path);
    if (count->bestand[f].status != BESTAND_INGELEZEN)
        return true;
    struct telling *telling = &count->telling[worker * count->bestanden + f];
    telling->n++;
    sum_add_up(&telling->cent, (uint64_t)line->bedrag_cent);
    return collector_take(count->collector, worker, line, err);
}

static void forget_counts(struct bestand *b)
{
    b->gelezen = b->afgekeurd = (struct telling){0};
    b->relevant = b->herleidbaar = 0;
    b->odd = (struct oddities){0};
    b->rejects = 0;
    code_counts_clear(&b->zonder_programma);
}

static struct shard_reading reading_of(const struct shard_run *shard)
{
    return (struct shard_reading){.path = shard->path,
                                  .split = shard->manifest->split,
                                  .number = shard->number,
                                  .threads = shard->threads,
                                  .sum = shard->manifest->shard[shard->number - 1]};
}

bool shard_run_read(const struct shard_run *shard, struct bestand *bestand, size_t bestanden,
                    struct collector *collector, struct error *err)
{
    const size_t tellingen = shard->threads * bestanden;
    struct shard_count count = {shard, bestand, bestanden, collector, xcalloc(tellingen, sizeof *count.telling)};
    struct shard_reading reading = reading_of(shard);
    reading.take = collect_shard_line;
    reading.ctx = &count;
    for (size_t f = 0; f < bestanden; f++)
        forget_counts(&bestand[f]);
    const bool ok = shard_read(&reading, err);
    for (size_t i = 0; i < tellingen; i++) {
        struct bestand *b = &bestand[i % bestanden];
        b->gelezen.n += count.telling[i].n;
        b->relevant += count.telling[i].n;
        sum_add_up(&b->gelezen.cent, count.telling[i].cent);
    }
    free(count.telling);
    return ok;
}

/* Lines whose reference is not unique, on their way to the database. */
struct double_lines {
    const struct examination *seen;
    struct shard_lines lines;
    pthread_mutex_t lock;
};

static bool keep_double_line(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err)
{
    struct double_lines *doubles = ctx;
    const struct bestand *b = &doubles->seen->bestand[line->bestand - doubles->seen->bestand[0].id];
    size_t at;
    (void)worker;
    SEARCH_FIRST(at, b->rejects, i, b->reject[i].regelnr < line->regelnr);
    if (at == b->rejects || b->reject[at].regelnr != line->regelnr)
        return true;
    pthread_mutex_lock(&doubles->lock);
    const bool ok = shard_lines_add(&doubles->lines, line->bestand, line->regelnr, raw, err);
    pthread_mutex_unlock(&doubles->lock);
    return ok;
}

/* They are shown as they were: the shard is read once more when there are any. */
static bool keep_double_lines(const struct shard_run *shard, const struct examination *seen, struct error *err)
{
    struct double_lines doubles = {.seen = seen, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct shard_reading reading = reading_of(shard);
    size_t n = 0;
    reading.take = keep_double_line;
    reading.ctx = &doubles;
    for (size_t i = 0; i < seen->bestanden; i++)
        n += seen->bestand[i].rejects;
    const bool ok = shard_lines_make(&doubles.lines, seen->store, err) && (n == 0 || shard_read(&reading, err));
    shard_lines_close(&doubles.lines);
    return ok;
}

bool shard_run_keep(const struct shard_run *shard, const struct examination *seen, struct error *err)
{
    struct shard_result result = {.number = shard->number,
                                  .patienten = seen->run->patienten,
                                  .bestand = seen->bestand,
                                  .bestanden = seen->bestanden,
                                  .te_veel = xcalloc(seen->te_velen, sizeof *result.te_veel),
                                  .te_velen = seen->te_velen};
    memcpy(result.split, shard->manifest->split, sizeof result.split);
    for (size_t i = 0; i < seen->te_velen; i++) {
        const struct too_many *one = &seen->te_veel[i];
        result.te_veel[i] = (struct shard_crowd){one->bestand, one->regelnr, one->regels};
    }
    for (size_t i = 0; i < seen->bestanden; i++) {
        const struct bestand *b = &seen->bestand[i];
        result.regels += b->relevant - b->dubbel.n - b->niet_uniek.n;
    }
    const bool ok = shard_result_write(seen->store, &result, err) && keep_double_lines(shard, seen, err);
    free(result.te_veel);
    for (size_t i = 0; i < seen->bestanden; i++) /* taken off: they count against all lines of the file */
        code_counts_clear(&seen->bestand[i].zonder_programma);
    return ok;
}
