/* layers.h - the stored lines: layers of blocks, written once, read by patient (docs/architecture.md, "The store"). */
#ifndef STORE_LAYERS_H
#define STORE_LAYERS_H

#include "base/digest.h"
#include "dossier/block.h"
#include "store/store.h"

enum { BLOCK_SIZE = 3720, LAYERS_MAX = 16 };

/* A finished block; or a finished sieve (sieve.h) over the lines of some blocks. */
struct block {
    struct text first, last; /* patients */
    struct text content;
    uint64_t lines;
    char som[SUM_HEX + 1]; /* of the three texts; "" = not sealed yet */
};
/* Fills in `som`. */
void block_seal(struct block *block);
/* Whether `som` is the sum of the three texts; one of 16 digits is the BLAKE2b that blocks had before (schema/0004). */
bool block_is_sealed(const struct block *block, struct text som);
/* The columns of table blok or zeef, which hold the same, and the block of a row that has just them; its
 * sum is not looked at. `id`: "blok" or "zeef"; `sum`: "som", or what stands in for it. */
#define BLOCK_COLUMNS(id, sum) id ", eerste_patient, laatste_patient, inhoud, " sum
enum { BLOCK_ID, BLOCK_FIRST, BLOCK_LAST, BLOCK_CONTENT, BLOCK_SUM };
struct block block_of_row(sqlite3_stmt *stmt);

/* Finished blocks and sieves of a stretch of a layer, in order of patient. Any thread may make one. */
struct layer_part {
    struct arena arena; /* their texts */
    struct block *block, *sieve;
    size_t blocks, blocks_cap, sieves, sieves_cap;
};
void layer_part_clear(struct layer_part *part);
void layer_part_release(struct layer_part *part);

/* Makes the blocks and sieves of a part: a dossier goes into `block`, then layer_made is called for its patient, and
 * layer_made_all behind the last. {0} is one that has made nothing. */
struct layer_maker {
    struct block_writer block;
    struct buf last, bytes; /* the last patient; of a block or a sieve */
};
void layer_made(struct layer_maker *maker, struct text patient, struct layer_part *part);
void layer_made_all(struct layer_maker *maker, struct layer_part *part);
void layer_maker_release(struct layer_maker *maker);

/* Appends blocks to a new layer, in order of patient. */
struct layer_writer {
    sqlite3 *db;
    sqlite3_stmt *insert, *insert_sieve;
    int64_t layer, run, lines;
};
bool layer_begin(struct layer_writer *writer, struct store *store, int64_t run, struct error *err) MUST_CHECK;
bool layer_add(struct layer_writer *writer, const struct layer_part *part, struct error *err) MUST_CHECK;
/* Writes the layer's row; a layer without lines leaves nothing. */
bool layer_end(struct layer_writer *writer, struct error *err) MUST_CHECK;
void layer_writer_release(struct layer_writer *writer);

/* Reads dossiers out of all layers of a database, for patients asked for in ascending order. One a thread. Every block
 * is held against its sum when it is read: STATUS_DIFFERENCE when it is not what was written. */
struct layers;
/* `db` is borrowed. */
bool layers_open(struct layers **layers, sqlite3 *db, struct error *err) MUST_CHECK;
/* The layers with these numbers, separated by commas, and nothing of their sieves. */
bool layers_open_some(struct layers **layers, sqlite3 *db, const char *numbers, struct error *err) MUST_CHECK;
void layers_close(struct layers *layers);
/* The first patient >= `from` that any layer has; *patient.at NULL: none. The text lives until the next call. */
bool layers_seek(struct layers *layers, struct text from, struct text *patient, struct error *err) MUST_CHECK;
/* Adds the patient's stored lines; they live until the next call. */
bool layers_take(struct layers *layers, struct text patient, struct dossier *dossier, struct error *err) MUST_CHECK;

/* Whether a layer perhaps has one of these keys (sieve.h) of the patient: *may false is certain. */
bool layers_may_have(struct layers *layers, struct text patient, const uint64_t *key, size_t n, bool *may,
                     struct error *err) MUST_CHECK;

/* Starts over: the next patient may be any. */
void layers_rewind(struct layers *layers);

/* Walks the dossiers of patients from `from` up to `end`, in order:
 *
 *     struct dossier_walk walk = {.layers = layers, .from = {"", 0}};
 *     while (dossier_walk_next(&walk, &ok, err))
 *         ok = look(&walk.dossier, err);
 *     dossier_walk_release(&walk);
 */
struct dossier_walk {
    struct layers *layers; /* borrowed; nobody else may move it */
    struct text from, end; /* borrowed; [from, end); end.at NULL: to the last */
    struct dossier dossier; /* where it stands; lives until the next call */
    struct arena arena;     /* of its patient */
};
/* To the next dossier. False when there is none, when *ok is false, and, with *ok made false,
 * when it fails or somebody asked to stop. */
bool dossier_walk_next(struct dossier_walk *walk, bool *ok, struct error *err) MUST_CHECK;
void dossier_walk_release(struct dossier_walk *walk);

/* Adds to `bounds` the first patients of blocks of the largest layer, about `n` of them, spread evenly;
 * texts in `arena`. */
bool layers_sample(sqlite3 *db, size_t n, struct arena *arena, struct text **bounds, size_t *bounds_n,
                   struct error *err) MUST_CHECK;
/* Takes away the layers with these numbers: separated by commas, or a query that gives them. */
bool layers_drop(struct store *store, const char *numbers, struct error *err) MUST_CHECK;

/* Says which stored lines of a dossier go on: marks them in dossier->is_new; *any false: none of them. */
typedef bool layers_choose_fn(void *ctx, struct dossier *dossier, bool *any, struct error *err);
/* Writes all layers anew as one, on one thread, with the lines that `choose` marks; without it all. */
bool layers_rewrite(struct store *store, int64_t run, layers_choose_fn *choose, void *ctx,
                    struct error *err) MUST_CHECK;

#endif
