/* woorden.h - how the parts of a case are said to people: one place for all documents, forms and pages. */
#ifndef ZAAK_WOORDEN_H
#define ZAAK_WOORDEN_H

#include "zaak/zaak.h"

/* Adds the code of the line that is recovered: "012/6000", "DOT 099999001", of a keten line "40001". */
void zaak_add_code(struct buf *out, const struct zaak_bevinding *bevinding);
/* Adds what it stands beside: the programme and the quarter in which the two overlap, "DM2 2023Q1". */
void zaak_add_naast(struct buf *out, const struct zaak_bevinding *bevinding);
/* What becomes of a finding, for a provider. */
extern const char *const zaak_lot_woord[ZAAK_LOTEN];
extern const char *const zaak_stand_woord[STAP_GEDAAN + 1];
/* Where the law orders a step of this case, or that it does not. */
const char *zaak_stap_grond(const struct zaak_voortgang *voortgang, enum zaak_stap stap);
static inline const char *zaak_soort_woord(bool materieel)
{
    return materieel ? "materieel" : "formeel";
}

#endif
