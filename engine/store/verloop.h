/* verloop.h - the runs of a database as a chain (schema/0017_verloop.sql), and the end of it kept elsewhere: a database
 * of which an older copy was put back looks sound, and nobody is told of the nights that are not in it. */
#ifndef STORE_VERLOOP_H
#define STORE_VERLOOP_H

#include "base/digest.h"
#include "ingest/warnings.h"
#include "store/store.h"

/* Adds the run to the chain; its row, those of its files, its outputs and its digests (store/schakels.h) must be on
 * record. `verloop` gets its digest. */
bool verloop_write(struct store *store, int64_t run, char verloop[static DIGEST_HEX + 1], struct error *err) MUST_CHECK;
/* The first run whose rows are not those that the chain was made of; 0: there is none. */
bool verloop_check(struct store *store, int64_t *run, struct error *err) MUST_CHECK;

/* Adds a warning when the database is not the one whose last run the file remembers: an older copy of it, or another
 * one; or when what that run wrote in its folder is not there as it wrote it. A file that is not there yet is none; one
 * that is no such file is an error. */
bool state_look(struct store *store, const char *path, struct warnings *warnings, struct error *err) MUST_CHECK;
/* Writes the file anew: under its name at once, on disk. `out`: the folder that the run wrote in. */
bool state_write(const char *path, int64_t run, const char *verloop, const char *out, struct error *err) MUST_CHECK;

#endif
