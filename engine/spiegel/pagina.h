/* pagina.h - the two pages of a report as a PDF, A4, Dutch (spiegel.md "Page 1", "Page 2"). The only files that know Cairo
 * and Pango are pagina*.c. */
#ifndef SPIEGEL_PAGINA_H
#define SPIEGEL_PAGINA_H

#include "base/outfile.h"
#include "spiegel/rapport.h"

/* What is needed to draw: fonts and layouts. One a thread. */
struct tekenaar;
struct tekenaar *tekenaar_new(void);
void tekenaar_free(struct tekenaar *tekenaar);

/* Writes the PDF to `out`, which the caller finishes. The same report gives the same bytes. */
bool pagina_write(struct tekenaar *tekenaar, const struct rapport *rapport, struct outfile *out, struct error *err) MUST_CHECK;

#endif
