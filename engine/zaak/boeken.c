/* boeken.c - see boeken.h. */
#include "zaak/boeken.h"

#include "zaak/herrekenen.h"
#include "zaak/stukken.h"
#include "zaak/trekking.h"

const char *const zaak_boek_naam[ZAAK_BOEKEN] = {[BOEK_SPECIFICATIE] = "specificatie",
                                                 [BOEK_EIGEN_RISICO] = "eigen_risico",
                                                 [BOEK_FORMULIER] = "formulier"};

bool zaak_boek_maak(struct store *store, const struct zaak_dossier *d, enum zaak_boek boek,
                    const struct table_format *format, struct outfile *out, struct error *err)
{
    return boek == BOEK_SPECIFICATIE   ? zaak_specificatie(d, format, out, err)
           : boek == BOEK_EIGEN_RISICO ? zaak_herrekening(store, d->zaak.nummer, format, out, err)
                                       : zaak_werkboek(d, format, out, err);
}
