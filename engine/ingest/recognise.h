/* recognise.h - what a file that is no CSV with a header really is, and what to do with it: for a run that refuses it,
 * and for `dubbelloop profile`. It only finds words: whether a file is refused is for its
 * header to say (semantics.md 1). */
#ifndef INGEST_RECOGNISE_H
#define INGEST_RECOGNISE_H

#include "base/memory.h"
#include "base/text.h"

/* In English for the log, in Dutch for rejects.csv and profiles: what it is, a colon, and what to do.
 * No value of the file is in it. */
struct two_languages {
    struct buf english, dutch;
};
void two_languages_release(struct two_languages *both);

/* Looks at the beginning of a file, decompressed; `whole` when it is all of it. False: it is nothing that is known
 * here, and nothing is added. */
bool recognise(struct text sample, bool whole, struct two_languages *what);

#endif
