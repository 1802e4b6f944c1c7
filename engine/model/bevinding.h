/* bevinding.h - a finding: grades, reasons, and one row of findings.csv (semantics.md 4 and 8). */
#ifndef MODEL_BEVINDING_H
#define MODEL_BEVINDING_H

#include "base/day.h"
#include "base/memory.h"
#include "base/text.h"

/* From weak to strong. */
enum zekerheid { SIGNAAL, WAARSCHIJNLIJK, VAST, ZEKERHEDEN };
extern const char *const zekerheid_name[ZEKERHEDEN];

/* In bytewise order of their names, so that a set prints sorted. */
enum reden {
    CONTRACT_ONBEKEND,
    DECLARATIECODE_WIJKT_AF,
    DIAGNOSE_ONBEKEND,
    EENMALIG_CONSULT,
    GEDOOGKWARTAAL,
    VERWIJSDIAGNOSE_ONBEKEND,
    ZORGPRODUCT_ONBEKEND,
    REDENEN
};
extern const char *const reden_name[REDENEN];
extern const enum zekerheid reden_at_most[REDENEN]; /* the grade that a reason lowers to */
typedef unsigned reden_set;                         /* a bit a reason */
#define REDEN(reden) (1U << (reden))

enum categorie {
    CAT_CONSULT,
    CAT_SMR,
    CAT_MEEKIJK,
    CAT_KETEN,
    CAT_DOT,
    CAT_DIEET,
    CAT_VOETZORG,
    CAT_SPIROMETRIE,
    CAT_MODULE,
    CAT_FUNDUS,
    CAT_TESTSTRIPS,
    CAT_SPECIALIST,
    CATEGORIEEN
};
extern const char *const categorie_name[CATEGORIEEN];

enum verhaal { VERHAAL_CONFLICT, VERHAAL_KETEN };
extern const char *const verhaal_name[2];

/* One of the two lines of a finding, as findings.csv and the database show it. */
struct bevinding_kant {
    uint32_t agb;
    struct text referentie, prestatiecode;
    int64_t bedrag_cent;
    uint32_t bestand; /* where the line stands */
    uint64_t regel;
};

struct bevinding {
    char id[17];
    struct text patient;
    enum zekerheid zekerheid;
    uint16_t uzovi; /* the keten line's */
    struct text redenen, programma, regels; /* joined with ';' */
    enum categorie categorie;
    struct text tabel, leidende_regel; /* of the leading hit */
    struct bevinding_kant keten, conflict;
    struct period keten_periode;
    uint16_t conflict_lijst;       /* 0 = empty */
    uint32_t conflict_zorgproduct; /* 0 = empty */
    struct period conflict_periode, overlap;
    enum verhaal verhaal;
};

/* The line that is to be recovered. */
static inline const struct bevinding_kant *bevinding_verhaal(const struct bevinding *b)
{
    return b->verhaal == VERHAAL_KETEN ? &b->keten : &b->conflict;
}
static inline int64_t bevinding_bedrag(const struct bevinding *b)
{
    return bevinding_verhaal(b)->bedrag_cent;
}

/* Order of findings.csv: patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie. */
int bevinding_compare(const struct bevinding *a, const struct bevinding *b);

/* A spreadsheet makes a number of an id of digits only, or with one e among them, and digits get lost. In fours with hyphens
 * it stays what it is, whatever opens and saves it: that is how it goes to providers. */
enum { BEVINDING_ID_FOURS = 19 };
void bevinding_id_in_fours(struct text id, char out[static BEVINDING_ID_FOURS + 1]);
/* Reads an id in either form, in any case. */
bool bevinding_id_read(struct text text, char id[static 17]);

/* A copy whose texts live in the arena. */
struct bevinding bevinding_keep(const struct bevinding *from, struct arena *arena);

/* The columns of findings.csv. */
enum { BEVINDING_COLUMNS = 27 };
extern const struct bevinding_column {
    const char *name;
    bool is_number; /* whole cents; all others are text, codes and dates too */
} bevinding_column[BEVINDING_COLUMNS];
/* The value of a column as findings.csv shows it; made in `room` or borrowed from the finding. */
struct text bevinding_value(const struct bevinding *b, int column, char room[static 32]);

/* Adds the header, and the row, of findings.csv, with their line ends. */
void bevinding_csv_header(struct buf *out);
void bevinding_csv(const struct bevinding *b, struct buf *out);

#endif
