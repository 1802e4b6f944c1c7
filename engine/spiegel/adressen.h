/* adressen.h - where the letters go: a list of addresses by AGB, as a spreadsheet saved it (xlsx/formulier.h).
 *
 * Columns agb, naam, adres, postcode, plaats, all needed; tav (to whose attention) and email, when there. */
#ifndef SPIEGEL_ADRESSEN_H
#define SPIEGEL_ADRESSEN_H

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

/* X(name): each a line of text. */
#define ADRES_LIST(X) X(naam) X(adres) X(postcode) X(plaats) X(tav) X(email)
#define ADRES_MEMBER(name) struct text name;
struct adres {
    uint32_t agb;
    ADRES_LIST(ADRES_MEMBER) /* naam, adres and plaats are not empty */
};
#undef ADRES_MEMBER
struct adressen {
    struct adres *adres; /* by AGB, each once; owned */
    size_t n, cap;
};

/* Adds what is wrong to `problems`, by row of the spreadsheet. The texts live in `arena`. The release is due always. */
bool adressen_read(struct adressen *adressen, const char *path, struct arena *arena, struct problems *problems,
                   struct error *err) MUST_CHECK;
/* NULL: there is none. */
const struct adres *adres_of(const struct adressen *adressen, uint32_t agb);
void adressen_release(struct adressen *adressen);

#endif
