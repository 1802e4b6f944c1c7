/* profile.h - the dialect of an export (semantics.md 7). Without a profile: the canonical one; nothing is guessed. */
#ifndef INGEST_PROFILE_H
#define INGEST_PROFILE_H

#include "base/digest.h"
#include "base/error.h"
#include "csv/charset.h"
#include "model/line.h"

enum decimal { DECIMAL_CENT, DECIMAL_PUNT, DECIMAL_KOMMA };

struct profile {
    char delimiter, quote;
    enum encoding encoding;
    enum decimal decimal;
    bool few_decimals; /* decimalen = 0-2: euros have none, one or two decimals; else they have two */
    enum day_form date;
    bool with_time; /* tijd = ja: a time may stand behind a date, and is dropped */
    char *own_name[COLUMNS]; /* NULL: the canonical name; owned */
    char *fallback[COLUMNS]; /* the value, in its canonical form, where the file has no such column or leaves it empty;
                                NULL: none; owned */
    char *empty[COLUMNS + 1]; /* what means "empty" in that column, separated by blanks; [COLUMNS]: in every one; NULL:
                                 nothing; owned */
    char fingerprint[DIGEST_HEX + 1]; /* of what it says; empty for the canonical dialect */
};
#define PROFILE_CANONICAL ((struct profile){.delimiter = ',', .quote = '"'})

/* Reads an INI file; what is wrong goes to `problems`. False only when the file cannot be read. */
bool profile_read(struct profile *profile, const char *path, struct problems *problems, struct error *err) MUST_CHECK;
void profile_release(struct profile *profile);

#endif
