/* shard.h - the new lines of a run cut into shards by a keyed hash of the patient: a file each, written by `split`,
 * read by `run --shard`.
 *
 * A shard has lines of every export, in no order, packed as a batch has them (sorted_run.h) with the line as it stood
 * in the export behind it: that is shown when the line turns out to have the reference of another one. Lines come in
 * frames of about the size of a buffer; the sum of a frame has that of the frame before it as its seed, the first has
 * the name of its split and its own number. So a frame that was damaged, is missing or comes from elsewhere is told.
 *
 *   shard := frame*
 *   frame := length(8) sum(8) line*                                                               (little-endian)
 *   line  := bestand regelnr look patient content raw       (varints; each of the last three behind its length) */
#ifndef DOSSIER_SHARD_H
#define DOSSIER_SHARD_H

#include <pthread.h>

#include "base/outfile.h"
#include "base/secret.h"
#include "model/line.h"

enum { SHARDS_MAX = 512 };

/* What a shard holds: it is whole when it holds just this. */
struct shard_sum {
    uint64_t lines, bytes, sum;
};

/* Writes all of them at once. */
struct shard_out {
    struct outfile file;
    struct shard_sum sum;
    pthread_mutex_t lock;
};
struct shards {
    struct shard_out *out;
    unsigned n, threads;
    struct shard_key key;
    struct shard_frame *frame; /* that are being filled: of thread t and shard s at [t * n + s] */
    size_t frame_size;
};
/* Makes `dir`/shard-0001 and so on as NAME.part; `split` names the split. The caller releases in any case. */
bool shards_open(struct shards *shards, const char *dir, const char *split, unsigned n, unsigned threads,
                 uint64_t memory, struct error *err) MUST_CHECK;
/* Takes a line from thread `worker`, with its bytes in the export. */
void shards_take(struct shards *shards, unsigned worker, const struct line *line, struct text raw);
/* Writes what is left; all bytes are on disk. */
bool shards_finish(struct shards *shards, struct error *err) MUST_CHECK;
/* Gives them their names. */
bool shards_publish(struct shards *shards, struct error *err) MUST_CHECK;
/* What was not published is removed. */
void shards_release(struct shards *shards);
/* "shard-0001". The caller frees. */
char *shard_name(unsigned number);

/* Reads one on all threads. `take` gets every line, on thread `worker`; its texts are borrowed; keten_code stands for
 * whether it needs a look (struct record). STATUS_DIFFERENCE: it is not what `sum` says. */
struct shard_reading {
    const char *path, *split;
    unsigned number, threads;
    struct shard_sum sum;
    bool (*take)(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err);
    void *ctx;
};
bool shard_read(const struct shard_reading *reading, struct error *err) MUST_CHECK;

#endif
