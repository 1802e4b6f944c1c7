/* kwartaalcijfers.h - what every provider declared and how much of it is to be looked at, per quarter, role and
 * programme: the counts behind a report (spiegel.md "Numbers"; readings where that is silent: docs/decisions.md,
 * passes).
 *
 * N comes from the stored lines, by the rules of the last run; the rest from the findings that stand. One pass over
 * each, out of one state of the database. Memory goes with providers, and with pairs of two keten lines in the last
 * quarter, not with patients. */
#ifndef PASSES_KWARTAALCIJFERS_H
#define PASSES_KWARTAALCIJFERS_H

#include "base/log.h"
#include "model/bevinding.h"
#include "model/rol.h"
#include "rules/ruleset.h"
#include "store/store.h"

enum { KWARTALEN = 8 };

struct kwartaal_counts {
    uint32_t n;          /* checked patients (declarant) or checked keten lines (ketencontractant), each once */
    uint32_t n_ongedekt; /* what n would be more without "checked" */
    uint32_t y, s;       /* distinct own lines to look at, of open findings: vast or waarschijnlijk; signaal, or
                            kant_onbepaald, only */
    uint32_t info;       /* distinct own lines beside which another line is to be recovered */
    uint32_t beslist;    /* distinct own lines to look at of findings that are bevestigd or terugvordering */
    int64_t y_cent, s_cent; /* what is recovered of the lines of y and s */
};
struct programma_counts {
    uint32_t n, y; /* a patient or line of two programmes counts in both */
};

/* Somebody with anything in any of the quarters. */
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

/* A finding whose conflict line is a keten line: that line is its declarant's as ketencontractant. */
struct dubbele_keten {
    uint64_t id, patient; /* the id as a number; a hash */
};

struct kwartaalcijfers {
    struct aanbieder *aanbieder; /* by zorgsoort, role, AGB; owned */
    size_t n, cap;
    size_t programmas; /* of the rules, in their order */
    uint32_t *slot; /* number + 1 in `aanbieder`, by a hash of AGB and role; of use while counting */
    size_t slots;
    struct dubbele_keten *dubbel; /* of the last quarter, in order; owned */
    size_t dubbelen, dubbelen_cap;
    struct arena arena;
};
/* The programmes of a quarter, in order of volgorde. */
static inline struct programma_counts *aanbieder_programma(const struct kwartaalcijfers *cijfers,
                                                           const struct aanbieder *aanbieder, size_t kwartaal)
{
    return aanbieder->programma + kwartaal * cijfers->programmas;
}

/* Of a finding of the last quarter that was counted: the role in which the declarant of the keten side, or of the
 * other, has its line. */
enum rol kwartaalcijfers_rol(const struct kwartaalcijfers *cijfers, const struct bevinding *bevinding, bool keten_kant);

/* How a finding concerns one of its lines (spiegel.md "Numbers"). */
enum betrokken {
    TER_INFORMATIE, /* the other line is to be recovered */
    NA_TE_KIJKEN,   /* it is the one to recover, or the data do not show which of the two is */
};
static inline bool bevinding_kant_onbepaald(const struct bevinding *bevinding)
{
    struct text redenen = bevinding->redenen, reden;
    while (text_part(&redenen, &reden))
        if (text_equal(reden, text_of(reden_name[KANT_ONBEPAALD])))
            return true;
    return false;
}
static inline enum betrokken bevinding_betrokken(const struct bevinding *bevinding, bool keten_kant)
{
    return keten_kant == (bevinding->verhaal == VERHAAL_KETEN) || bevinding_kant_onbepaald(bevinding) ? NA_TE_KIJKEN
                                                                                                      : TER_INFORMATIE;
}
/* What is to be credited of the line of that side, when it is to look at:
 * what is recovered, or of kant_onbepaald the line. */
static inline int64_t bevinding_kant_cent(const struct bevinding *bevinding, bool keten_kant)
{
    if (keten_kant == (bevinding->verhaal == VERHAAL_KETEN))
        return bevinding->verhaal_bedrag_cent;
    return keten_kant ? bevinding->keten.bedrag_cent : bevinding->conflict.bedrag_cent;
}
/* Whether it makes a line count in y, not in s. */
static inline bool bevinding_telt(const struct bevinding *bevinding)
{
    return bevinding->zekerheid > SIGNAAL && !bevinding_kant_onbepaald(bevinding);
}

/* `kwartaal`: one after the other, oldest first. `threads` >= 1. The caller releases in any case. */
bool kwartaalcijfers_read(struct store *store, const struct ruleset *rules,
                          const struct period kwartaal[static KWARTALEN], unsigned threads, struct progress *progress,
                          struct kwartaalcijfers *cijfers, struct error *err) MUST_CHECK;
void kwartaalcijfers_release(struct kwartaalcijfers *cijfers);

#endif
