/* compile.h - puts reports together out of a database: the figures of all providers in a quarter first, then, one
 * provider after another, what only its own report holds. Reads only, out of one state of the database. */
#ifndef SPIEGEL_COMPILE_H
#define SPIEGEL_COMPILE_H

#include "spiegel/rapport.h"
#include "store/antwoorden.h"
#include "store/bevindingen.h"
#include "passes/kwartaalcijfers.h"
#include "store/layers.h"

enum { HERINNERTERMIJN = 14 }; /* days after the day of a reminder */
#define ANTWOORD_VOOR_DEFAULT ((day)INT32_MIN)

struct compilation {
    /* everybody with N, y or s in the quarter, by zorgsoort, role, AGB; without lists of findings */
    struct rapport *rapport;
    size_t n;
    struct spiegel_about about;

    struct store *store; /* borrowed */
    struct ruleset rules;
    struct kwartaalcijfers cijfers;
    struct groep_cijfers *groep;
    struct dekking_row *dekking;
    struct text *without_codes;
    size_t groepen, dekkingen_cap, without_cap;
    struct arena arena;
    struct bevinding_reader reader; /* on the first finding of the AGB of `next`, or behind the last of all */
    bool row;
    struct layers *layers;
    size_t *by_agb; /* numbers of reports, by AGB and role */
    size_t next;    /* in by_agb */
};
/* `kwartaal`: any day of the reported quarter. `antwoord_voor`: a day, or ANTWOORD_VOOR_DEFAULT. Borrows the store; the
 * caller closes in any case. */
bool compilation_open(struct compilation *compilation, struct store *store, day kwartaal, day antwoord_voor,
                        unsigned threads, struct progress *progress, struct error *err) MUST_CHECK;
/* All that is told to one AGB. */
struct provider_reports {
    struct rapport rapport[ROLLEN]; /* whole, their lists in the arena */
    size_t number[ROLLEN];          /* of each in compilation.rapport, whose findings and answers are then counted */
    size_t n;                       /* 1 or 2; 0: there are no more */
};
/* The next AGB. One thread at a time. */
bool compilation_next(struct compilation *compilation, struct arena *arena, struct provider_reports *reports,
                      struct error *err) MUST_CHECK;
/* Ends its reading: the figures stay, the store may go, and there is no next. */
void compilation_settle(struct compilation *compilation);
void compilation_close(struct compilation *compilation);

#endif
