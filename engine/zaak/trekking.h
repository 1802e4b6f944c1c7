/* trekking.h - the sample of a case: drawn from its materiële findings, looked up in the files of the provider, and
 * what that says of all of them.
 *
 * The draw is that of `dubbelloop sample` (store/steekproef.h), with the leading rule as stratum: who has the seed and
 * the ids can do it again. Formele findings are not drawn: the claims show what they say. */
#ifndef ZAAK_TREKKING_H
#define ZAAK_TREKKING_H

#include "report/table.h"
#include "zaak/schatting.h"
#include "zaak/zaak.h"

/* Draws `size` findings, or all when there are fewer; each stratum has its share and at least one. Once a case, behind
 * its specifiek_controleplan. */
bool zaak_draw(struct store *store, int64_t nummer, uint64_t zaad, uint32_t size, const struct zaak_daad *daad,
               uint32_t *drawn, struct error *err) MUST_CHECK;

/* The findings that were drawn, or without a sample the materiële ones, as a form to fill in: a workbook, or CSV.
 * Not of a case whose findings are all formeel. */
bool zaak_werkboek(const struct zaak_dossier *dossier, const struct table_format *format, struct outfile *out,
                   struct error *err) MUST_CHECK;
/* Takes the form back: what the check of a file gave, by row; all rows or none. Not before the announcement was made,
 * nor behind the final outcome. What is wrong is added to `problems` by row; *taken 0: the form holds nothing. */
bool zaak_uitkomsten(struct store *store, int64_t nummer, const char *path, struct text content,
                     const struct zaak_daad *daad, size_t *taken, struct problems *problems,
                     struct error *err) MUST_CHECK;

/* A stratum and where it is in the estimate. */
struct zaak_steekproef {
    struct schatting_stratum *stratum; /* by name; owned */
    size_t strata, cap;
    uint32_t kader, getrokken, bekend; /* materiële findings; drawn; drawn and looked at */
    int64_t gecrediteerd_cent; /* of the frame: of findings that lapsed since they came into the case */
    struct schatting schatting; /* when bekend == getrokken > 0 */
};
void zaak_steekproef(const struct zaak_dossier *dossier, struct zaak_steekproef *steekproef);
void zaak_steekproef_release(struct zaak_steekproef *steekproef);
/* Whether all that was drawn is looked at, and something was drawn. */
static inline bool zaak_steekproef_is_af(const struct zaak_steekproef *s)
{
    return s->getrokken && s->bekend == s->getrokken;
}
/* The most that may be asked, in cents: what the findings with a confirmed terugvordering come to, or of the materiële
 * ones the lower bound of a sample that is looked at, without what was credited since, when that is more. */
int64_t zaak_ten_hoogste_cent(const struct zaak_dossier *dossier);
/* The same of what is intended (zaak_voorgenomen), before anybody decided. */
int64_t zaak_voornemen_cent(const struct zaak_dossier *dossier);

#endif
