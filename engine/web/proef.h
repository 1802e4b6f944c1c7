/* proef.h - trials of tables: what the pages Tabellen and Regel share. */
#ifndef WEB_PROEF_H
#define WEB_PROEF_H

#include "store/ledger.h"
#include "web/call.h"

/* The rules of the last run, from what it recorded. The caller releases them in any case. */
bool rules_in_force(struct call *call, struct ruleset *rules, int64_t *run, struct error *err) MUST_CHECK;
/* What may be changed in the form of a rule: X(column, its name on the page). */
#define REGEL_PROEF(X) \
    X(zekerheid, "Zekerheid") \
    X(status, "Status") \
    X(geldig_van, "Geldig van") \
    X(geldig_tot, "Geldig tot")
#define REGEL_PROEF_ENUM(column, name) PROEF_##column,
enum regel_proef { REGEL_PROEF(REGEL_PROEF_ENUM) REGEL_PROEF_VELDEN };
#undef REGEL_PROEF_ENUM
/* The form by which a rule is tried otherwise than it is; `now` is what it says. */
void form_regel_proef(struct call *call, const struct text now[static REGEL_PROEF_VELDEN], struct text tabel);

#endif
