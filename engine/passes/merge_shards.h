/* merge_shards.h - puts what the runs of the shards of a split (store/manifest.h) left together into a new database, as
 * if one run had looked at all of it.
 *
 * How it works. Nobody is in two shards, and each database gives dossiers and findings in order of patient; so all of
 * them are streams that are merged by patient, on the calling thread. Figures are sums. Memory: a block and a dossier a
 * shard, and a part of the new layer; the same however many lines there are. */
#ifndef PASSES_MERGE_SHARDS_H
#define PASSES_MERGE_SHARDS_H

#include "passes/examine.h"
#include "store/manifest.h"

/* A database of a shard's run. */
struct shard_db {
    struct store store;
    struct shard_result result;
    struct shard_lines lines; /* those that are not unique, as far as they were not given yet */
};
struct shard_dbs {
    const struct manifest *manifest; /* borrowed */
    struct shard_db *db;             /* one a shard, in their order */
    size_t n;
    struct raw_kept kept; /* for the files of the merge */
};
/* Opens them for reading: all shards of the split, each once, as their runs left them.
 * The caller closes in any case. */
bool shard_dbs_open(struct shard_dbs *dbs, const struct manifest *manifest, const char *dir, const char *const *path,
                    size_t paths, struct error *err) MUST_CHECK;
/* Holds them against each other and against the split, by the rules of the first. */
bool shard_dbs_agree(struct shard_dbs *dbs, const struct ruleset *rules, struct error *err) MUST_CHECK;
void shard_dbs_close(struct shard_dbs *dbs);

/* Does what examine() does, out of the shards. */
bool merge_shards(struct shard_dbs *dbs, struct examination *examination, struct error *err) MUST_CHECK;

#endif
