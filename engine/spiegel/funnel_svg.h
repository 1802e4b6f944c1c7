/* funnel_svg.h - the funnel of a group of providers as SVG: the ratio y / E against E, on a logarithmic axis, so that
 * small and large providers can both be told apart. What lies above the axis stands at its upper edge.
 *
 * Colours are the style sheet's: as, een (the line at 1), g95 and g998 (limits), punt, hoger (a dot that is higher than
 * expected; another shape too, for not everybody tells the colours apart), eigen (the ring around one's own). */
#ifndef SPIEGEL_FUNNEL_SVG_H
#define SPIEGEL_FUNNEL_SVG_H

#include "base/buf.h"
#include "spiegel/rapport.h"

/* Adds where the dot of a provider leads to, as a value of an attribute. */
typedef void funnel_address_fn(struct buf *out, const struct rapport *rapport);

struct funnel_group {
    const struct rapport *rapport; /* all of one group */
    size_t n;
    const struct rapport *own;  /* the one that is marked, among them; NULL: none */
    funnel_address_fn *address; /* NULL: dots have no name and lead nowhere */
    const char *hint;           /* behind what it is called to who cannot see it */
};
/* False, and nothing added: nobody has a dot. */
bool funnel_svg(const struct funnel_group *group, struct buf *out);

/* 1234567 -> 1.234.567 */
void dutch_count(struct buf *out, uint64_t number);
/* -1234.56 -> −1.234,56 */
void dutch_number(struct buf *out, double number);

#endif
