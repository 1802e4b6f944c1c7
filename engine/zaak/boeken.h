/* boeken.h - the workbooks of a case, by name: one list for the shell and the browser. */
#ifndef ZAAK_BOEKEN_H
#define ZAAK_BOEKEN_H

#include "report/table.h"
#include "zaak/zaak.h"

enum zaak_boek {
    BOEK_SPECIFICATIE, /* what is recovered (stukken.h) */
    BOEK_EIGEN_RISICO, /* whose own risk is worked out again (herrekenen.h): for the insurer alone */
    BOEK_FORMULIER,    /* to fill in while files are looked at (trekking.h) */
    ZAAK_BOEKEN
};
extern const char *const zaak_boek_naam[ZAAK_BOEKEN];

bool zaak_boek_maak(struct store *store, const struct zaak_dossier *dossier, enum zaak_boek boek,
                    const struct table_format *format, struct outfile *out, struct error *err) MUST_CHECK;

#endif
