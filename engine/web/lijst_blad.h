/* lijst_blad.h - what a page of a list is made of, and its parts that have files of their own. */
#ifndef WEB_LIJST_BLAD_H
#define WEB_LIJST_BLAD_H

#include "web/lijst.h"

struct lijst_blad {
    struct call *call;
    struct lijst lijst;
    struct keuze keuze;
    struct buf query;            /* the list, for links */
    uint32_t first, n;           /* the page: of the list from this one on, so many */
    uint32_t at[PER_MOST];
    struct text patient[PER_MOST]; /* those of the page, in the order in which they come */
    unsigned patients;
};

/* The rows, with the form by which many of them get one verdict; or why there are none. A letter tells, on this page,
 * which findings are of one patient. */
bool lijst_rijen(struct lijst_blad *blad, struct error *err) MUST_CHECK;
/* Links to the same list as a file. */
void lijst_bestanden(struct lijst_blad *blad);
/* Puts on record that these findings of a list were seen. */
bool lijst_looks(struct call *call, const struct keuze *keuze, const uint32_t *at, uint32_t n,
                 struct error *err) MUST_CHECK;

#endif
