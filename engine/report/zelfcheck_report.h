/* zelfcheck_report.h - what a provider's own export has in it to look at before it is declared: lines by their file,
 * number and reference, and no patient. */
#ifndef REPORT_ZELFCHECK_REPORT_H
#define REPORT_ZELFCHECK_REPORT_H

#include "report/table.h"
#include "store/store.h"

/* What a check counted, of one insurer. */
struct zelfcheck_sums {
    int64_t regels;      /* to look at, each once */
    int64_t ketenregels; /* in a quarter and of a programme */
    int64_t ongedekt;    /* of these, not looked at: no table has a rule for them */
    int64_t anderen;     /* keten lines of other insurers */
};

/* In words: each reason, and what is the matter with a keten line by itself (NULL of a pair). */
struct zelfcheck_words {
    const char *const *reden, *const *soort;
};
/* The lines to look at, in the order of the files: a table; `is_short` for a page, with what belongs together in one
 * cell. */
bool zelfcheck_table(struct table_writer *writer, struct store *store, const char *uzovi, bool is_short,
                     const struct zelfcheck_words *words, struct error *err) MUST_CHECK;
bool zelfcheck_count(struct store *store, const char *uzovi, struct zelfcheck_sums *sums,
                     struct error *err) MUST_CHECK;

#endif
