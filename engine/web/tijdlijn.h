/* tijdlijn.h - where the lines of a dossier stand on its timeline. Pure: days in, places out; web/dossier.c draws it.
 *
 * Lines lie in lanes (banen), one below the other, a lane a kind of line. In a lane those that would touch get rows of
 * their own, as few as there are at once. Across, a place is a number of 0 to TIJDLIJN_BREED, whatever the width of the
 * screen; the drawing is at least tijdlijn_least wide, and rows are dealt out for that width: on a wider one there is
 * only more room. */
#ifndef WEB_TIJDLIJN_H
#define WEB_TIJDLIJN_H

#include "base/day.h"

enum { TIJDLIJN_BREED = 100000 };

struct tijdlijn_regel {
    struct period periode;
    unsigned baan; /* 0 is the uppermost */
    bool dit;      /* it is of the finding that is shown, and has a letter: in it, or, where it is narrow, behind it */
    /* Worked out: */
    unsigned rij;   /* counted over all lanes, from 0 */
    int van, breed; /* never so narrow that it cannot be pointed at */
    bool verder;    /* it ends behind the end of the drawing */
};

struct tijdlijn {
    day first,
        last; /* whole quarters; no more than a year behind the day on which the last line begins, for an end date
                        may be an invented one */
    unsigned kwartalen;
    unsigned rijen; /* of all lanes */
    unsigned least; /* width in pixels: a multiple of TIJDLIJN_STEP */
};
enum { TIJDLIJN_STEP = 320, TIJDLIJN_LEAST_MAX = 10 * TIJDLIJN_STEP };

/* Fills `rij`, `van` and `breed` of the n lines, n > 0. Costs n log n, and n times the rows of a lane. */
struct tijdlijn tijdlijn_lay(struct tijdlijn_regel *regel, size_t n);
/* Whether the bar has room for so many pixels at the least width. */
bool tijdlijn_fits(const struct tijdlijn *tijdlijn, const struct tijdlijn_regel *regel, unsigned pixels);
enum { TIJDLIJN_LETTER = 16 }; /* pixels of the letter */
/* Where a day begins. */
int tijdlijn_place(const struct tijdlijn *tijdlijn, day d);

#endif
