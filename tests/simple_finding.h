/* simple_finding.h - a run, and a finding of a keten line of 53010001 beside another line, for whoever needs any. */
#ifndef SIMPLE_FINDING_H
#define SIMPLE_FINDING_H

#include <string.h>

#include "model/bevinding.h"

/* Run 1, which read nothing. */
#define SIMPLE_RUN_SQL \
    "INSERT INTO run (run, opdracht, versie, begonnen, vingerafdruk, contracten, extend_tables, gelezen, aanvaard," \
    " dubbel, afgekeurd, relevant, patienten, nieuw, herzien, vervallen)" \
    " VALUES (1, 'run', '0', '2023-01-01T00:00:00Z', 'v', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"

/* `id`: 16 digits; the texts are borrowed. */
static inline struct bevinding simple_finding(const char *id, uint32_t conflict_agb, const char *referentie)
{
    struct bevinding b = {.patient = TEXT("P1"),
                          .zekerheid = VAST,
                          .uzovi = 3332,
                          .redenen = TEXT(""),
                          .programma = TEXT("DM2"),
                          .regels = TEXT("A-1"),
                          .tabel = TEXT("t"),
                          .leidende_regel = TEXT("A-1"),
                          .keten = {53010001, TEXT("K1"), TEXT("40001"), 10000, 1, 2},
                          .conflict = {conflict_agb, text_of(referentie), TEXT("12000"), 1234, 1, 3}};
    memcpy(b.id, id, sizeof b.id);
    return b;
}

#endif
