/* zaak_blad.h - what the page of a control and what is done on it share. */
#ifndef WEB_ZAAK_BLAD_H
#define WEB_ZAAK_BLAD_H

#include "web/call.h"
#include "zaak/zaak.h"

/* The case that the address names. *there false: there is none, and the page that says so is the answer. The caller
 * releases in any case. */
bool read_case(struct call *call, struct store *store, struct zaak_dossier *d, bool *there,
               struct error *err) MUST_CHECK;
/* Puts on record that its findings are seen. */
bool look_at_case(struct call *call, const struct zaak_dossier *d, struct error *err) MUST_CHECK;
/* Its address with something behind it; the caller frees. */
char *case_address(const struct call *call, const char *behind);

#endif
