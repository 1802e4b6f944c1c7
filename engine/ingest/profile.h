/* profile.h - the dialect of an export (semantics.md 7). Without a profile: the canonical one; nothing is guessed. */
#ifndef INGEST_PROFILE_H
#define INGEST_PROFILE_H

#include "base/digest.h"
#include "base/error.h"
#include "model/line.h"

enum encoding { ENCODING_UTF8, ENCODING_CP1252, ENCODING_LATIN1 };
enum decimal { DECIMAL_CENT, DECIMAL_PUNT, DECIMAL_KOMMA };

struct profile {
    char delimiter, quote;
    enum encoding encoding;
    enum decimal decimal;
    enum day_form date;
    char *own_name[COLUMNS]; /* NULL: the canonical name; owned */
    char *fallback[COLUMNS]; /* the value where the file has no such column or leaves it empty; NULL: none; owned */
    char fingerprint[DIGEST_HEX + 1]; /* of what it says; empty for the canonical dialect */
};
#define PROFILE_CANONICAL ((struct profile){.delimiter = ',', .quote = '"'})

/* Reads an INI file; what is wrong goes to `problems`. False only when the file cannot be read. */
bool profile_read(struct profile *profile, const char *path, struct problems *problems, struct error *err) MUST_CHECK;
void profile_release(struct profile *profile);

#endif
