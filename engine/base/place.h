/* place.h - may what is written at a place be trusted to stay what it is?
 *
 * In a folder where everybody may write, others can put a link or a file of theirs under a name before it is used, or,
 * without the sticky bit, replace what was written there. What the owner of a folder does in it is his own affair. */
#ifndef BASE_PLACE_H
#define BASE_PLACE_H

#include "base/error.h"

/* The folder that `path` is in, as a path to open it by; the caller frees. */
char *folder_of(const char *path);
/* What is behind the last slash: the name in that folder. Borrowed from `path`. */
const char *name_in_folder(const char *path);
/* False when everybody may write in `folder` and take away what is there. A folder that is not there is fine. */
bool folder_is_kept(const char *folder, struct error *err) MUST_CHECK;
/* For what is to be used at `path`: false when its folder is not kept, or when everybody may put things into it and
 * this one (a link, not what it leads to) belongs to neither this user nor root. Nothing there is fine. */
bool place_is_ours(const char *path, struct error *err) MUST_CHECK;
/* Makes the folder for output, for this user only (0700); one that is there stays as it is,
 * and must be ours and kept. */
bool output_folder_make(const char *folder, struct error *err) MUST_CHECK;
/* Takes the folder for one writer, who is waited for up to `wait_seconds`; *lock is a descriptor to close, or -1 where
 * the file system has no locks. Two runs that write into one folder would replace each other's NAME.part. */
bool output_folder_lock(const char *folder, int wait_seconds, int *lock, struct error *err) MUST_CHECK;

#endif
