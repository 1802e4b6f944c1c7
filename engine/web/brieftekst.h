/* brieftekst.h - the words of a letter about one finding, to the provider whose line would be recovered: a question,
 * no decision. Of the other line only its kind is told, as in the annex of a spiegel; nothing tells who the patient
 * is. */
#ifndef WEB_BRIEFTEKST_H
#define WEB_BRIEFTEKST_H

#include "model/bevinding.h"

struct briefregel { /* the provider's own line, as it declared it; what is not known is empty */
    struct text begindatum, einddatum, lijst, prestatiecode;
};
/* Adds it, in lines. */
void brieftekst(const struct bevinding *bevinding, const struct briefregel *own, struct text regel_omschrijving,
                struct text regel_bron, struct buf *out);

#endif
