/* stukken.h - what a control puts on paper: the announcement, the intended outcome, the report of the reaction, the
 * final outcome, and the record of the case for who supervises it. docs/zaak.md holds each against the law.
 *
 * The letters go to the provider: they name its own lines by its own references, and of the other line of a finding no
 * more than the programme and the quarter; no patient. Each says what is not alleged, and which data were used. The
 * dossier is the insurer's own, and names logins. */
#ifndef ZAAK_STUKKEN_H
#define ZAAK_STUKKEN_H

#include "zaak/document.h"
#include "zaak/trekking.h"

/* X(NAME, word, title) */
#define ZAAK_STUKKEN_LIST(X)                                                                                           \
    X(AANKONDIGING, aankondiging, "aankondiging van een detailcontrole")                                               \
    X(VOORGENOMEN, voorgenomen_uitkomst, "voorgenomen uitkomst van een controle")                                      \
    X(REACTIE, reactie, "verslag van uw reactie")                                                                      \
    X(DEFINITIEF, definitieve_uitkomst, "definitieve uitkomst van een controle")                                       \
    X(DOSSIER, dossier, "Dossier van een controle")
#define ZAAK_STUK_NAME(name, word, title) STUK_##name,
enum zaak_stuk { ZAAK_STUKKEN_LIST(ZAAK_STUK_NAME) ZAAK_STUKKEN };
#undef ZAAK_STUK_NAME
extern const char *const zaak_stuk_naam[ZAAK_STUKKEN], *const zaak_stuk_titel[ZAAK_STUKKEN];

struct zaak_verzending {
    const struct afzender *afzender;
    const struct adres *adres; /* NULL: not known */
    day vandaag;               /* of a letter whose step is not on record yet: it says that it is a draft */
    int64_t herrekenen;        /* of the dossier: insured whose eigen risico must be worked out again (herrekenen.h) */
};
/* Puts the document together; `canvas` is used to say numbers and dates. STATUS_USAGE: this case needs no such letter.
 * The release is due in any case. */
bool zaak_stuk_maak(const struct zaak_dossier *dossier, enum zaak_stuk stuk, const struct zaak_verzending *verzending,
                    struct canvas *canvas, struct document *document, struct error *err) MUST_CHECK;

/* What is recovered, line by line, with what the provider needs to credit each: a workbook, or CSV of the lines. */
bool zaak_specificatie(const struct zaak_dossier *dossier, const struct table_format *format, struct outfile *out,
                       struct error *err) MUST_CHECK;
/* The derivation of an extrapolation, a sentence a call; none without a sample that is looked at. */
typedef void zaak_zin_fn(void *ctx, const char *zin);
void zaak_afleiding(const struct zaak_dossier *dossier, struct canvas *canvas, zaak_zin_fn *each, void *ctx);

#endif
