/* shard_run.h - the run of a shard: its lines in place of those of files, and what it leaves for the merge. */
#ifndef PASSES_SHARD_RUN_H
#define PASSES_SHARD_RUN_H

#include "dossier/collector.h"
#include "passes/examine.h"
#include "store/manifest.h"

struct shard_run {
    const struct manifest *manifest; /* borrowed */
    const char *path;
    unsigned number, threads;
};
/* `path` is that of a shard of the split. */
bool shard_run_begin(struct shard_run *shard, const struct manifest *manifest, const char *path, unsigned threads,
                     struct error *err) MUST_CHECK;
/* Collects its lines. The files are those of the split; what is counted of them is what the shard has of them. */
bool shard_run_read(const struct shard_run *shard, struct bestand *bestand, size_t bestanden,
                    struct collector *collector, struct error *err) MUST_CHECK;
/* Records what the merge asks of the shard, when its patients were looked at and the rejects sorted. */
bool shard_run_keep(const struct shard_run *shard, const struct examination *seen, struct error *err) MUST_CHECK;

#endif
