/* voorbeelden.h - example reports, one of each kind that a page, an annex or the overview has to cope with. The figures
 * hang together as spiegel.md "Numbers" says: each is a provider among invented peers, counted from them. Nobody in
 * here exists.
 *
 * Knows no test harness, so that a program beside the unit tests can use it too. */
#ifndef TESTS_SPIEGEL_VOORBEELDEN_H
#define TESTS_SPIEGEL_VOORBEELDEN_H

#include "base/memory.h"
#include "spiegel/rapport.h"

enum voorbeeld {
    VB_GEWOON,           /* a general practice, as expected */
    VB_VER_BOVEN,        /* a general practice far above the limit */
    VB_TE_KLEIN,         /* fewer than 11 patients */
    VB_KETENCONTRACTANT, /* a care group and its keten lines */
    VB_DIETIST,
    VB_ZIEKENHUIS,      /* DOTs and long rules, few peers */
    VB_NUL,             /* nothing overlaps */
    VB_ALLEEN_SIGNALEN, /* signals and nothing else */
    VB_EEN_PEER,        /* one other, so nothing of peers is shown */
    VB_5000_PEERS,
    VB_GROTE_BEDRAGEN,  /* eight digits of euros, five of lines */
    VB_LANGE_TEKSTEN,   /* every text at its longest, lists that have to be cut */
    VB_VIJANDIG,        /* markup, right to left, control characters, no glyph, no UTF-8 */
    VB_ZONDER_KETEN,    /* lines that overlap and no patient of its own: N and E are 0 */
    VB_WEINIG_VERWACHT, /* above the limit with two lines, since hardly any was expected */
    VB_KLEIN_PROGRAMMA, /* nobody else of its group has one of its programmes */
    VB_DEELS, /* a third of its patients was not checked, and earlier quarters partly; some lines are decided; a sender
               */
    VB_KETEN_ZONDER, /* a care group all of whose findings recover others: for information */
    VOORBEELDEN
};
extern const char *const voorbeeld_name[VOORBEELDEN];

/* Everything lives in the arena. The same report each time. */
const struct rapport *voorbeeld(struct arena *arena, enum voorbeeld which);

#endif
