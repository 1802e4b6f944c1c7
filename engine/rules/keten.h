/* keten.h - what a keten line's own day makes of it: programmes, table,
 * contract and keten period (semantics.md 3 to 5). */
#ifndef RULES_KETEN_H
#define RULES_KETEN_H

#include "rules/classify.h"

/* A keten line on its own day. */
struct keten {
    day d;                     /* first day of the quarter of its begindatum */
    programma_set programmas;  /* empty: no keten line on that day */
    programma_set zonder_lijst;      /* of those: it is of them by a row that names no list, or by its contract */
    programma_set zonder_verlenging; /* of those: it would be of them without --extend-tables */
    unsigned tabel;            /* the insurer's on d, or GEEN_TABEL: not checked */
    bool extended;             /* `tabel` applies only by --extend-tables */
    struct period periode;     /* the keten period */
    const struct contract_rij *contract; /* rows of insurer and declarant, valid or not */
    size_t contracten;
};
/* The table that names an insurer on a day, or GEEN_TABEL; --extend-tables included. */
unsigned tabel_of(const struct ruleset *rules, uint16_t uzovi, day d);
/* `set` is the line's classification. */
struct keten keten_of(const struct ruleset *rules, const struct line *line, const struct match_set *set);

/* A keten line of these programmes that begins on the first day `d` of a quarter, of whatever declarant: without what
 * a contract adds. Its periode is not filled in. */
struct keten keten_on(const struct ruleset *rules, uint16_t uzovi, day d, programma_set programmas);

/* In what rank a table applies to a keten line: the lower leads (semantics.md 4, leading hit). */
enum tabel_rang { RANG_VERZEKERAAR, RANG_EXTRA, RANG_ALGEMEEN, RANG_GEEN };
enum tabel_rang keten_rang(const struct ruleset *rules, const struct keten *keten, unsigned tabel);
/* Whether the rule is active and valid on d, of a programme of the keten line, and its table applies. */
bool keten_applies(const struct ruleset *rules, const struct keten *keten, const struct regel *regel,
                   enum tabel_rang *rang);
/* Whether what is valid then counts on the keten line's own day; under --extend-tables, what ends on the day that the
 * insurer's last table ends is open. */
bool keten_geldig(const struct ruleset *rules, const struct keten *keten, struct validity v);
/* What it would be without --extend-tables. */
static inline struct keten keten_unextended(struct keten keten)
{
    keten.programmas = keten.zonder_verlenging;
    if (keten.extended)
        keten.tabel = GEEN_TABEL;
    keten.extended = false;
    return keten;
}
/* Whether a contract row of insurer and declarant belongs to the keten line: valid on d, for one of its programmes. */
bool keten_contract(const struct ruleset *rules, const struct keten *keten, const struct contract_rij *rij);
/* The conditions agreed for the programme; false: no contract row is known for it. */
bool keten_voorwaarden(const struct ruleset *rules, const struct keten *keten, unsigned programma, uint64_t *agreed);

#endif
