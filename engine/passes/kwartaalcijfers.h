/* kwartaalcijfers.h - what every provider declared and how much of it overlaps, per quarter, role and programme: the counts
 * behind a report (spiegel.md "Numbers"; readings where that is silent: docs/decisions.md, passes).
 *
 * N comes from the stored lines, by the rules of the last run; y and s from the findings that stand and that nobody judged
 * afgewezen. One pass over each, out of one state of the database. Memory goes with providers, not with patients. */
#ifndef PASSES_KWARTAALCIJFERS_H
#define PASSES_KWARTAALCIJFERS_H

#include "base/log.h"
#include "model/rol.h"
#include "rules/ruleset.h"
#include "store/store.h"

enum { KWARTALEN = 8 };

struct kwartaal_counts {
    uint32_t n;    /* patients (declarant) or keten lines (ketencontractant), each once */
    uint32_t y, s; /* distinct own lines named by a finding of the quarter: vast or waarschijnlijk; signaal only */
    int64_t y_cent, s_cent; /* of those */
};
struct programma_counts {
    uint32_t n, y; /* a patient or line of two programmes counts in both */
};

/* Somebody with N, y or s in any of the quarters. */
struct aanbieder {
    uint32_t agb;
    enum rol rol;
    struct kwartaal_counts kwartaal[KWARTALEN];
    struct programma_counts *programma; /* one a quarter and programme: aanbieder_programma */
};
/* The first two digits of the AGB: what kind of provider it is. */
static inline unsigned agb_zorgsoort(uint32_t agb)
{
    return agb / 1000000;
}

struct kwartaalcijfers {
    struct aanbieder *aanbieder; /* by zorgsoort, role, AGB; owned */
    size_t n, cap;
    size_t programmas; /* of the rules, in their order */
    uint32_t *slot; /* number + 1 in `aanbieder`, by a hash of AGB and role; of use while counting */
    size_t slots;
    struct arena arena;
};
/* The programmes of a quarter, in order of volgorde. */
static inline struct programma_counts *aanbieder_programma(const struct kwartaalcijfers *cijfers, const struct aanbieder *aanbieder,
                                                           size_t kwartaal)
{
    return aanbieder->programma + kwartaal * cijfers->programmas;
}

/* `kwartaal`: one after the other, oldest first. `threads` >= 1. The caller releases in any case. */
bool kwartaalcijfers_read(struct store *store, const struct ruleset *rules, const struct period kwartaal[static KWARTALEN],
                          unsigned threads, struct progress *progress, struct kwartaalcijfers *cijfers,
                          struct error *err) MUST_CHECK;
void kwartaalcijfers_release(struct kwartaalcijfers *cijfers);

#endif
