/* ronde.h - rounds of reports out of which chance left some providers, and what the others did more than those
 * (spiegel.md "Effect").
 *
 * The draw can be repeated with sha256sum: each AGB that would get a report has the key SHA-256 of "SEED/AGB", and
 * those with the least keys, in bytewise order, are left out. Both roles of an AGB go together. */
#ifndef SPIEGEL_RONDE_H
#define SPIEGEL_RONDE_H

#include "base/day.h"
#include "model/rol.h"
#include "store/store.h"

struct holdout {
    unsigned procent; /* 1 to 99; 0: nobody is left out, and no round is kept */
    uint64_t zaad;
};
/* Somebody who would get a report. */
struct ronde_aanbieder {
    uint32_t agb;
    enum rol rol;
    bool achtergehouden;
};
/* Marks procent of the n AGBs among them, rounded, but one at least when there are two. */
void ronde_draw(const struct holdout *holdout, struct ronde_aanbieder *aanbieder, size_t n);
/* Keeps the round, in a store that is open for change; the caller commits. */
bool ronde_keep(struct store *store, const char *kwartaal, const struct holdout *holdout,
                const struct ronde_aanbieder *aanbieder, size_t n, struct error *err) MUST_CHECK;

enum { RONDE_GROEPEN = 2 }; /* those that got a report; those held out */
struct effect_count {
    uint32_t aanbieders, regels, gecrediteerd;
    int64_t cent, gecrediteerd_cent;
};
struct effect {
    int64_t ronde, run, procent, zaad;
    char op[21];
    struct effect_count count[ROLLEN][RONDE_GROEPEN]; /* of the lines to look at when the round was made */
};
/* Of the last round of that quarter, as the lines stand now. False with STATUS_USAGE when there is none. */
bool effect_read(struct store *store, struct period kwartaal, struct effect *effect, struct error *err) MUST_CHECK;

#endif
