/* gewoonte.h - the habits of providers (passes/gewoonten.h) beside those of their peers: what is expected, and the
 * funnel around it. No verdict: a high figure can have a good reason, and the analyst looks.
 *
 * Peers are the providers of the same zorgsoort in the same role, of the same rule where there is one, itself included.
 * E = n x (their y / their n); z, phi and limits as in a report (spiegel/statistics.h). Nothing of peers is shown with
 * fewer than SPIEGEL_PEERS of n >= SPIEGEL_SMALL, and a provider below that is not held against them. */
#ifndef SPIEGEL_GEWOONTE_H
#define SPIEGEL_GEWOONTE_H

#include "passes/gewoonten.h"
#include "report/table.h"
#include "spiegel/statistics.h"

struct gewoonte_vergeleken {
    const struct gewoonte_cijfer *cijfer;
    uint32_t peers; /* of n >= SPIEGEL_SMALL; fewer than SPIEGEL_PEERS, or a small n of its own: all below is 0 */
    double expected, z;
    struct limits limits;
};
static inline bool gewoonte_is_vergeleken(const struct gewoonte_vergeleken *g)
{
    return g->expected > 0;
}

/* One a cijfer, in their order; owned by the caller. They point into `gewoonten`. */
struct gewoonte_vergeleken *gewoonten_compare(const struct gewoonten *gewoonten);
/* As a table, of one AGB or, 0, of all; those that lie furthest above what was expected first. */
bool gewoonten_table(struct table_writer *writer, const struct gewoonten *gewoonten, uint32_t agb,
                     struct error *err) MUST_CHECK;

#endif
