/* herrekenen.h - whose verplicht eigen risico must be worked out again by what a control takes back
 * (passes/eigen_risico.h). It names insured: for the insurer alone, and in nothing that a provider gets. */
#ifndef ZAAK_HERREKENEN_H
#define ZAAK_HERREKENEN_H

#include "report/table.h"
#include "store/store.h"

/* How many insured that are. */
bool zaak_te_herrekenen(struct store *store, int64_t nummer, int64_t *verzekerden, struct error *err) MUST_CHECK;
/* A row an insured, insurer and year: what is to be credited, and what was. */
bool zaak_herrekening(struct store *store, int64_t nummer, const struct table_format *format, struct outfile *out,
                      struct error *err) MUST_CHECK;

#endif
