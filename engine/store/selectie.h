/* selectie.h - which findings, in words: what the options of a verb and an address of the workbench hold alike. */
#ifndef STORE_SELECTIE_H
#define STORE_SELECTIE_H

#include "store/bevindingen.h"

/* X(NAME, member, word): the values that are text; the word is what an option and a parameter of an address are
 * called. Lists are joined with ','. */
#define SELECTIE_LIST(X)                                                                                               \
    X(STATUS, status, "status")                   /* of bevinding_status_name, several */                              \
    X(ZEKERHEID, zekerheid, "zekerheid")          /* of zekerheid_name */                                              \
    X(CATEGORIE, categorie, "categorie")          /* of categorie_name */                                              \
    X(REGEL, regel, "regel")                      /* the rule that leads */                                            \
    X(AGB, agb, "agb")                            /* 8 digits: of either line */                                       \
    X(UZOVI, uzovi, "uzovi")                      /* 4 digits: of the keten line */                                    \
    X(PERIOD, period, "period")                   /* 2023 or 2023Q2: the keten period begins in it */                  \
    X(MIN_BEDRAG, min_bedrag, "min-bedrag")       /* euros: 100, 99.50 or 99,50 */                                     \
    X(OORDEEL, oordeel, "oordeel")                /* of oordeel_word, several */                                       \
    X(ANTWOORD, antwoord, "antwoord")             /* of antwoord_name, several */                                      \
    X(EIGEN_RISICO, eigen_risico, "eigen-risico") /* of eigen_risico_name, several */
#define SELECTIE_ENUM(name, member, word) SELECTIE_##name,
enum selectie_veld { SELECTIE_LIST(SELECTIE_ENUM) SELECTIE_VELDEN };
#undef SELECTIE_ENUM

/* As given; NULL, 0 and false = not given. */
struct selectie {
#define SELECTIE_MEMBER(name, member, word) const char *member;
    SELECTIE_LIST(SELECTIE_MEMBER)
#undef SELECTIE_MEMBER
    unsigned since;
    bool herzien;
};
/* The verdicts as they are typed. */
extern const char *const oordeel_word[OORDELEN];

/* Fills the filter, but for the patient; its texts are borrowed from the values. The first value that is none, or
 * SELECTIE_VELDEN: all are good. */
enum selectie_veld selectie_read(const struct selectie *selectie, struct bevinding_filter *filter);

/* 2023 or 2023Q2 -> its days; NULL leaves `period` alone. */
bool period_read(const char *text, struct period *period);

#endif
