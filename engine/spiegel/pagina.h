/* pagina.h - the two pages of a report as a PDF, A4, Dutch (spiegel.md "Page 1", "Page 2"). The only files that know Cairo
 * and Pango are pagina*.c. */
#ifndef SPIEGEL_PAGINA_H
#define SPIEGEL_PAGINA_H

#include "base/outfile.h"
#include "spiegel/rapport.h"

/* What is needed to draw: fonts and layouts. One a thread. A font that is missing is told by pagina_write. */
struct tekenaar;
struct tekenaar *tekenaar_new(void);
void tekenaar_free(struct tekenaar *tekenaar);

/* Writes the PDF to `out`, which the caller finishes. The same report gives the same bytes, whatever fonts a machine has and
 * whatever was drawn before. Texts of the report may hold anything: what is too long is cut, and what cannot be shown is shown
 * as U+FFFD. */
bool pagina_write(struct tekenaar *tekenaar, const struct rapport *rapport, struct outfile *out,
                  struct error *err) MUST_CHECK;

/* A piece of text where the last pagina_write put it, in points from the top left corner: what its ink covers. For the tests
 * of the layout. */
struct pagina_vak {
    unsigned bladzijde; /* 1 or 2 */
    double x, y, w, h;
    bool ingekort;     /* it did not fit and ends in an ellipsis */
    bool mag_inkorten; /* by design: data of any length */
};
/* Lives until the next pagina_write. */
const struct pagina_vak *tekenaar_vakken(const struct tekenaar *tekenaar, size_t *n);

#endif
