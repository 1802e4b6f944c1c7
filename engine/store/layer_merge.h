/* layer_merge.h - layers become one when there are too many: a dossier is read out of each of them.
 *
 * How it works. The patients are cut into stretches. Each worker reads stretches of the layers by a connection of its
 * own, which sees them as the run before left them, and makes the blocks and sieves of the new layer; the calling
 * thread writes these in order. So the bytes do not depend on the number of threads. The layer of the run itself, which
 * other connections do not see yet, stays as it is. Memory: at most PARTS_AHEAD parts a worker wait to be written, of
 * some 2 MB each.
 *
 * What is forbidden. Within a run's transaction, behind all that reads layers by the calling thread's connection. */
#ifndef STORE_LAYER_MERGE_H
#define STORE_LAYER_MERGE_H

#include "store/layers.h"

/* Merges those of earlier runs when there are more than LAYERS_MAX: all but a largest one that outweighs the others; or
 * all there are, when one has no sieves. */
bool layers_merge(struct store *store, int64_t run, unsigned threads, struct error *err) MUST_CHECK;

#endif
