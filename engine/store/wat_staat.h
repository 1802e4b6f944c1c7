/* wat_staat.h - the findings that stand, added up by whose line is to be recovered and by the rule that leads, and
 * those that lapsed by run: everything that pages of providers and rules show, from one pass over the findings. Memory
 * goes with providers times the rules that hit them, not with findings.
 *
 * A line counts once in a sum, under the best grade of the findings that name it, with the largest amount of that grade
 * (semantics.md 4 Money; store/groepen.h does the same for one filter at a time). */
#ifndef STORE_WAT_STAAT_H
#define STORE_WAT_STAAT_H

#include "model/bevinding.h"
#include "model/rol.h"
#include "store/store.h"

enum som_soort {
    SOM_STAAT,     /* `bij`: the number of the leading rule in wat_staat.regel */
    SOM_KWARTAAL,  /* only those that count beside peers (passes/kwartaalcijfers.h: y); som_kwartaal */
    SOM_VERVALLEN, /* `bij`: the run in which they lapsed */
};
#define SOM_ALLE UINT32_MAX
struct som {
    enum som_soort soort;
    uint32_t agb, bij; /* SOM_ALLE: of all */
    int64_t bevindingen;
    int64_t regels;                /* of SOM_STAAT: lines, each once */
    int64_t patienten;             /* distinct */
    int64_t per_graad[ZEKERHEDEN]; /* of SOM_STAAT: distinct patients with a line of that grade */
    int64_t cent[ZEKERHEDEN];      /* of those lines by their best grade; of SOM_VERVALLEN of findings by theirs */
};
/* `bij` of SOM_KWARTAAL: the quarter in which the overlap begins, and in which role the provider has the line. */
static inline uint32_t som_kwartaal(unsigned quarter_number, enum rol rol)
{
    return quarter_number * ROLLEN + rol;
}
static inline int64_t som_cent(const struct som *som)
{
    int64_t cent = 0;
    for (int z = 0; z < ZEKERHEDEN; z++)
        cent += som->cent[z];
    return cent;
}

struct wat_staat {
    struct som *som; /* by soort, agb, bij; owned */
    size_t n, cap;
    struct text *regel; /* names of leading rules, in the arena */
    size_t regels, regels_cap;
    struct arena arena;
};
/* The caller releases in any case. */
bool wat_staat_read(struct store *store, struct wat_staat *staat, struct error *err) MUST_CHECK;
void wat_staat_release(struct wat_staat *staat);
/* NULL: there is none. */
const struct som *wat_staat_som(const struct wat_staat *staat, enum som_soort soort, uint32_t agb, uint32_t bij);
/* The number of a rule by its name; SOM_ALLE: no finding that stands has it. */
uint32_t wat_staat_regel(const struct wat_staat *staat, struct text naam);

#endif
