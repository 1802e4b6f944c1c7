/* split_folder.h - the folder of a split: shard-NNNN (dossier/shard.h), rejects-NNNN and, last, the manifest
 * (store/manifest.h). */
#ifndef PASSES_SPLIT_FOLDER_H
#define PASSES_SPLIT_FOLDER_H

#include "ingest/ingest.h"

/* Makes it, or takes one that is there and empty; *lock is a descriptor to close, or -1. */
bool split_folder_make(const char *dir, int *lock, struct error *err) MUST_CHECK;
/* Keeps the lines of a file that the reading rejected, with their header, which a merge needs in any case. */
bool split_keep_rejects(const char *dir, struct bestand *bestand, struct error *err) MUST_CHECK;
/* Removes what a split that failed made. */
void split_remove(const char *dir, unsigned shards, size_t bestanden);

#endif
