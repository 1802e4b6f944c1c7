/* register.h - the cases of a year: the register of controls, and the figures for the yearly account. All of it comes
 * from the events of the cases; no patient is in it. */
#ifndef ZAAK_REGISTER_H
#define ZAAK_REGISTER_H

#include "report/table.h"
#include "zaak/document.h"
#include "zaak/zaak.h"

/* A row a case in which something was done in that year (0: any): how the control was done, its subject and object,
 * what came out, and what followed. */
bool register_tabel(struct store *store, int jaar, struct table_writer *writer, struct error *err) MUST_CHECK;
/* The figures of the year as a table: jaar, cijfer, omschrijving, aantal, euro. */
bool jaarverslag_tabel(struct store *store, int jaar, struct table_writer *writer, struct error *err) MUST_CHECK;
/* Both as a document. `canvas` is used to say numbers. The release is due in any case. */
bool jaarverslag_maak(struct store *store, int jaar, struct canvas *canvas, struct document *document,
                      struct error *err) MUST_CHECK;

#endif
