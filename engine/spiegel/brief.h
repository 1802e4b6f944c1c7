/* brief.h - the letter to one provider, in front of its reports: who sends it, what it is and is not, what is asked,
 * by when and how. */
#ifndef SPIEGEL_BRIEF_H
#define SPIEGEL_BRIEF_H

#include "spiegel/adressen.h"
#include "spiegel/canvas.h"

#define NO_REMINDER ((day)INT32_MIN)

struct brief {
    const struct rapport *rapport[ROLLEN]; /* whole, of one AGB */
    const char *bijlage[ROLLEN];           /* the file of the annex of each */
    size_t n;                              /* 1 or 2 */
    const struct adres *adres;             /* NULL: not known, and the letter says so */
    day datum;                             /* of the letter */
    day herinnering; /* it reminds of a letter that asked for answers by this day; or NO_REMINDER */
};

const char *brief_title(const struct brief *brief);
/* All pages: the letter, and behind it those of the reports. */
void brief_draw(struct canvas *t, const struct brief *brief);
/* As page_write; in page.c. */
bool brief_write(struct canvas *canvas, const struct brief *brief, struct outfile *out, bool *has_language,
                 struct error *err) MUST_CHECK;

#endif
