/* dossier.h - the whole dossier of a patient on a page: drawn as a timeline, and as a table of the same lines. */
#ifndef WEB_DOSSIER_H
#define WEB_DOSSIER_H

#include "store/bevindingen.h"
#include "web/call.h"

/* Writes it as the rules of the last run see the lines now; those of the finding are marked. Fails when the stored
 * lines cannot be read. */
bool dossier_show(struct call *call, const struct bevinding *bevinding, struct error *err) MUST_CHECK;

#endif
