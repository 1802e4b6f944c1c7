/* gewoonten.h - what a provider does time after time: counts for an analyst to look at, beside those of its peers
 * (spiegel/gewoonte.h). They say nothing of why, and decide nothing.
 *
 *   terecht      of its findings of a rule that it answered (n), those that it answered with `terecht` (y). As in
 *                v_precisie: only answers of the side that pays, none with kant_onbepaald
 *   herhaald     lines of a rule since it knew of that rule: since its first answer to one, the first report of a
 *                round that showed one, or the first letter of a control that was about one. y: own lines of standing
 *                findings, no signaal and not afgewezen, that begin after that day, as many days on as there are until
 *                the last run, HERHAALD_DAGEN at most; n: those of all findings that begin as many days before it
 *   terug        of its lines that a finding recovers and that are credited (n), those after whose credit a new line
 *                came of the same patient and day by the same declarant, under another reference (y); y_ander: under
 *                another code. A correction looks like this too. What no rule is about is not stored, so not seen
 *   net_buiten   of its lines that a pair rule forbids beside a keten-dbc of the patient, inside the keten period or at
 *                most NET_BUITEN_DAGEN from it (n), those just outside it (y). A diagnosis that speaks against the rule
 *                counts, its other conditions are not asked: of all providers alike
 *
 * A provider is an AGB in a role: ketencontractant for keten lines, else declarant, as the side of its line says. The
 * first three look at findings and the lines of their patients; net_buiten is a pass over all stored lines. */
#ifndef PASSES_GEWOONTEN_H
#define PASSES_GEWOONTEN_H

#include "base/log.h"
#include "model/rol.h"
#include "store/store.h"

#define GEWOONTEN_LIST(X)                                                                                              \
    X(GEWOONTE_TERECHT, "terecht") X(GEWOONTE_HERHAALD, "herhaald") X(GEWOONTE_TERUG, "terug")                         \
    X(GEWOONTE_NET_BUITEN, "net_buiten")
#define GEWOONTE_NAME(name, word) name,
enum gewoonte { GEWOONTEN_LIST(GEWOONTE_NAME) GEWOONTEN };
#undef GEWOONTE_NAME
extern const char *const gewoonte_name[GEWOONTEN];
enum { NET_BUITEN_DAGEN = 14, HERHAALD_DAGEN = 365 };

struct gewoonte_cijfer {
    enum gewoonte gewoonte;
    uint32_t agb;
    enum rol rol;
    struct text regel; /* of terecht and herhaald; else empty. In the arena */
    uint32_t n, y, y_ander;
};
struct gewoonten {
    struct gewoonte_cijfer *at; /* by gewoonte, zorgsoort, role, rule, AGB: peers stand together; owned */
    size_t n, cap;
    struct arena arena;
};

/* `welke`: a bit a gewoonte; only net_buiten takes long. `threads` >= 1. The caller releases in any case. */
bool gewoonten_read(struct store *store, unsigned welke, unsigned threads, struct progress *progress,
                    struct gewoonten *gewoonten, struct error *err) MUST_CHECK;
void gewoonten_release(struct gewoonten *gewoonten);

#endif
