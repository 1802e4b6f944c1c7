/* zelfcheck_blad.h - the page of a self-check: one file that a browser opens by itself, Dutch, without any patient. */
#ifndef WEB_ZELFCHECK_BLAD_H
#define WEB_ZELFCHECK_BLAD_H

#include "report/zelfcheck_report.h"

struct zelfcheck_about {
    const char *uzovi;
    struct zelfcheck_sums sums;
    size_t geweigerd; /* files */
    int64_t afgekeurd; /* lines */
};
/* The outcome in a sentence, in `out`: the same on the page and in the message. True: there is something to look at. */
bool zelfcheck_outcome(const struct zelfcheck_about *about, struct buf *out);

bool zelfcheck_blad(struct store *store, const struct zelfcheck_about *about, const struct zelfcheck_words *words,
                    struct buf *out, struct error *err) MUST_CHECK;

#endif
