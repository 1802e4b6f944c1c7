/* te_doen.h - what there is to do with a database, over all runs, until it is done (schema/0015_te_doen.sql). */
#ifndef STORE_TE_DOEN_H
#define STORE_TE_DOEN_H

#include "store/store.h"

/* X(NAME, word): the most urgent first; the word is what JSON, the figures and the views call it, and never changes. */
#define TE_DOEN_LIST(X) \
    X(GEWEIGERD, geweigerd)               /* a file that was refused */ \
    X(OPNIEUW, opnieuw)                   /* a file to ingest again, by the rules of the last run */ \
    X(AFGEKEURD, afgekeurd)               /* rejected lines of a file */ \
    X(ONGEDEKT, ongedekt)                 /* keten lines of an insurer that no table covers */ \
    X(ZONDER_PROGRAMMA, zonder_programma) /* lines with a code that looks like a bundle and is of no programme */ \
    X(TE_VEEL, te_veel)                   /* patients of whom nothing is shown, so many findings they have */ \
    X(CREDITS, credits)                   /* credits that wait for their debit */ \
    X(ZAAK_TERMIJN, zaak_termijn)         /* a case of which the provider's time to react is over */ \
    X(VERVALLEN_TERUGVORDERING, vervallen_terugvordering) /* findings that lapsed with a confirmed terugvordering */ \
    X(TE_BEVESTIGEN, te_bevestigen)                       /* terugvorderingen that wait for a second name */ \
    X(HERZIEN, herzien)                                   /* findings whose facts are not those that were judged */ \
    X(BEANTWOORD, beantwoord)                             /* findings with an answer that nobody judged since */ \
    X(TERMIJN, termijn) /* findings whose provider was asked and did not answer in time */ \
    X(VAST, vast)       /* findings without a verdict, by grade */ \
    X(WAARSCHIJNLIJK_TE_DOEN, waarschijnlijk) \
    X(SIGNAAL_TE_DOEN, signaal)
#define TE_DOEN_NAME(name, word) TE_DOEN_##name,
enum te_doen_soort { TE_DOEN_LIST(TE_DOEN_NAME) TE_DOEN_SOORTEN };
#undef TE_DOEN_NAME
extern const char *const te_doen_word[TE_DOEN_SOORTEN];

struct te_doen {
    enum te_doen_soort soort;
    int64_t aantal;                    /* files or cases (1), lines, patients, credits or findings */
    int64_t bestand;                   /* the number of the file; 0: it is of none */
    struct text naam; /* of the file; of an insurer its uzovi; of a code the code; of TE_VEEL the limit; of a case its
                         number */
    /* Of an insurer; of a code its list; of credits by quarter; of a case its term. */
    struct text programmas, kwartalen;
};
/* Calls `each` for all of it, in the order of the list; the texts live until it returns. */
typedef bool te_doen_fn(void *ctx, const struct te_doen *item, struct error *err);
bool te_doen_each(struct store *store, te_doen_fn *each, void *ctx, struct error *err) MUST_CHECK;
/* How much there is of each: files, lines, patients, credits or findings. */
struct te_doen_sums {
    int64_t aantal[TE_DOEN_SOORTEN];
};
bool te_doen_sum(struct store *store, struct te_doen_sums *sums, struct error *err) MUST_CHECK;

/* What of deliveries before this run waits: files that were refused, and lines that were rejected. */
bool te_herstellen_before(struct store *store, int64_t run, int64_t *files, int64_t *lines,
                          struct error *err) MUST_CHECK;
/* Puts on record that a file of which something was left out need not be repaired. `file` is a name, or a number; it
 * must be one that waits: else STATUS_USAGE. `*naam` is the caller's to free. */
struct afhandeling {
    const char *file;
    struct text door, reden, inlog; /* not empty */
};
bool afhandelen(struct store *store, const struct afhandeling *afhandeling, char **naam, struct error *err) MUST_CHECK;

#endif
