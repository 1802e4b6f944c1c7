/* verzending.h - the list for whoever mails the letters, verzending.csv and verzending.xlsx: per provider where its
 * letter goes and which
 * files go along; and, out of the manifest.csv of earlier reports, to whom those went. */
#ifndef SPIEGEL_VERZENDING_H
#define SPIEGEL_VERZENDING_H

#include "base/day.h"
#include "model/rol.h"
#include "report/table.h"
#include "spiegel/adressen.h"

/* A letter. */
struct zending {
    uint32_t agb;
    const struct adres *adres; /* NULL: not known */
    day antwoord_voor;
    const char *brief, *brief_sha256;
    const char *bijlage[ROLLEN], *bijlage_sha256[ROLLEN]; /* of each role; "": none */
};
struct verzending {
    const char *kwartaal, *made; /* the time that the workbook tells of itself */
    bool herinnering;
    struct text kenmerk;
    const struct zending *zending;
    size_t n;
};
bool verzending_write(const struct verzending *verzending, const struct table_format *format, struct outfile *out,
                      struct error *err) MUST_CHECK;

/* Reports that were made before. */
struct gestuurd {
    uint32_t agb;
    enum rol rol;
    day antwoord_voor;
};
struct gestuurden {
    struct gestuurd *gestuurd; /* by AGB and role; owned */
    size_t n, cap;
};
/* Reads DIR/manifest.csv, which must be of `kwartaal`. The caller releases in any case. */
bool gestuurden_read(struct gestuurden *gestuurden, const char *dir, const char *kwartaal,
                     struct error *err) MUST_CHECK;
/* NULL: nothing went to it. */
const struct gestuurd *gestuurd_to(const struct gestuurden *gestuurden, uint32_t agb, enum rol rol);
void gestuurden_release(struct gestuurden *gestuurden);

#endif
