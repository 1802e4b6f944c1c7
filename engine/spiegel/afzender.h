/* afzender.h - who sends the reports: an INI file of names and texts (spiegel.md "Page 1"):
 *
 *     naam = Zorgverzekeraar X
 *     afdeling = Formele controle
 *     ...
 */
#ifndef SPIEGEL_AFZENDER_H
#define SPIEGEL_AFZENDER_H

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

enum { AFZENDER_LONGEST = 100 /* code points of a field */ };

/* X(name): each a line of text; of `adres` and `retour` the parts are joined with ", ". */
#define AFZENDER_LIST(X) X(naam) X(afdeling) X(adres) X(telefoon) X(email) X(kenmerk) X(retour)
#define AFZENDER_MEMBER(name) struct text name;
#define AFZENDER_ONE(name) +1
enum { AFZENDER_FIELDS = 0 AFZENDER_LIST(AFZENDER_ONE) };
struct afzender {
    AFZENDER_LIST(AFZENDER_MEMBER) /* empty: not given */
};
#undef AFZENDER_MEMBER
#undef AFZENDER_ONE

/* Adds what is wrong to `problems`, by line. The texts live in `arena`. */
bool afzender_read(struct afzender *afzender, const char *path, struct arena *arena, struct problems *problems,
                   struct error *err) MUST_CHECK;
/* The names of the fields that are not given, joined with ", "; empty: none. In the arena. */
struct text afzender_lacks(const struct afzender *afzender, struct arena *arena);

#endif
