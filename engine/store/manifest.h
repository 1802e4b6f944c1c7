/* manifest.h - what a split knows beside its shards, and what a shard's run leaves for the merge.
 *
 * Everything that is decided of a file as a whole is decided by the split, which reads it: its bytes, hash, header,
 * counts, rejected lines, what is odd about it, whether it is refused. That stands in DIR/manifest, and the lines that
 * it rejected in DIR/rejects-NNNN. What only the dossiers tell (duplicates, references that are not unique, and what
 * warnings count of them) comes from each shard, and stands in the database of its run.
 *
 * Both are texts, a value a line: its name and its numbers, or its name, its length and its bytes. One function goes
 * over the values of a thing, in either direction. */
#ifndef STORE_MANIFEST_H
#define STORE_MANIFEST_H

#include "dossier/shard.h"
#include "ingest/ingest.h"
#include "store/store.h"

enum { SPLIT_ID = 32 };

struct manifest {
    char *version;             /* of the program */
    char split[SPLIT_ID + 1];  /* the name of this split: no other one has it */
    char *rules;               /* fingerprint of tables, contracts and relations: by these lines are relevant */
    char profile[DIGEST_HEX + 1]; /* fingerprint; empty: the canonical dialect */
    char *pseudonym_key;       /* fingerprint; NULL: patients have their numbers */
    bool opaque;
    struct shard_sum *shard;   /* owned */
    uint64_t shards;
    struct bestand *bestand;   /* owned, with the paths */
    uint64_t bestanden;
};
/* Writes DIR/manifest: last of all, so that a split without one is none. */
bool manifest_write(struct manifest *manifest, const char *dir, struct error *err) MUST_CHECK;
/* STATUS_USAGE: there is no split of this version of the program. The caller releases in any case. */
bool manifest_read(struct manifest *manifest, const char *dir, struct error *err) MUST_CHECK;
void manifest_release(struct manifest *manifest);

/* A patient with more findings than are shown, by a line of it (passes/examine.h, struct too_many). */
struct shard_crowd {
    uint64_t bestand, regelnr, regels;
};

/* What the run of a shard leaves beside its lines and findings. */
struct shard_result {
    char split[SPLIT_ID + 1];
    uint64_t number; /* of the shard, from 1 */
    uint64_t patienten, regels; /* regels: that it stored */
    struct bestand *bestand; /* one a file of the split, with the counts that come out of dossiers; owned */
    uint64_t bestanden;
    struct shard_crowd *te_veel; /* in order of the patients; owned */
    uint64_t te_velen;
};
/* In the database of the shard's run: the result, and the lines whose reference is not unique as they were read. */
bool shard_result_write(struct store *store, struct shard_result *result, struct error *err) MUST_CHECK;
/* *is false: this is no database of a shard's run. The caller releases in any case. */
bool shard_result_read(struct store *store, struct shard_result *result, bool *is, struct error *err) MUST_CHECK;
void shard_result_release(struct shard_result *result);

/* The lines whose reference is not unique: written in any order, read in that of file and line. */
struct shard_lines {
    sqlite3_stmt *stmt;
    bool row;
    uint32_t bestand;
    uint64_t regelnr;
    struct text raw;
};
bool shard_lines_make(struct shard_lines *lines, struct store *store, struct error *err) MUST_CHECK;
bool shard_lines_add(struct shard_lines *lines, uint32_t bestand, uint64_t regelnr, struct text raw,
                     struct error *err) MUST_CHECK;
/* Stands on the first one. */
bool shard_lines_open(struct shard_lines *lines, struct store *store, struct error *err) MUST_CHECK;
bool shard_lines_next(struct shard_lines *lines, struct error *err) MUST_CHECK;
void shard_lines_close(struct shard_lines *lines);

#endif
