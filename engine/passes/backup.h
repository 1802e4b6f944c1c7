/* backup.h - a copy of a database as one state, also while a run goes on. */
#ifndef PASSES_BACKUP_H
#define PASSES_BACKUP_H

#include "passes/verify.h"

/* Copies the database `path` to `target`, a file that is not there yet: as NAME.part, checked by `verify`, synced,
 * renamed. Nothing is beside it: no log, so it can be read where nobody can write. *whole false: the database has an
 * older schema, and only the pages of the copy were checked. */
bool backup(const char *path, const char *target, struct progress *progress, struct verified *verified, bool *whole,
            struct error *err) MUST_CHECK;

#endif
