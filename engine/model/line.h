/* line.h - a declaration line after normalisation: the values of section 1 of semantics.md, and where it came from. */
#ifndef MODEL_LINE_H
#define MODEL_LINE_H

#include "base/day.h"
#include "base/text.h"

/* The canonical columns, in the order in which a line is judged. */
enum column {
    COL_BSN,
    COL_VERZEKERDENNUMMER,
    COL_UZOVI,
    COL_AGB_DECLARANT,
    COL_AGB_UITVOERDER,
    COL_SPECIALISME,
    COL_PRESTATIECODELIJST,
    COL_PRESTATIECODE,
    COL_ZORGPRODUCTCODE,
    COL_VERWIJSDIAGNOSECODE,
    COL_DIAGNOSECODE,
    COL_BEGINDATUM,
    COL_EINDDATUM,
    COL_AANTAL,
    COL_BEDRAG_CENT,
    COL_DEBET_CREDIT,
    COL_REFERENTIENUMMER,
    COL_VORIG_REFERENTIENUMMER,
    COLUMNS
};
extern const char *const column_name[COLUMNS];

enum {
    PRESTATIECODE_MAX = 12,
    DIAGNOSECODE_MAX = 6,
    PATIENT_MAX = 256,          /* bytes: 64 code points of an opaque id */
    VERZEKERDENNUMMER_MAX = 60, /* bytes: 15 code points */
    REFERENTIE_MAX = 80,        /* bytes: 20 code points */
};

/* Numbers of fixed width are numbers here and are printed with their leading zeros; 0 = empty where zeros count as
 * empty in an export. Texts are borrowed from whoever made the line. */
struct line {
    struct text patient;           /* the patient key */
    struct text verzekerdennummer; /* also beside a BSN */
    struct text prestatiecode;     /* 1-12 of A-Z 0-9 */
    struct text diagnosecode;      /* ICPC, or empty */
    struct text referentie, vorig;
    uint32_t agb_declarant;   /* 8 digits */
    uint32_t agb_uitvoerder;  /* 8 digits, 0 = empty */
    uint32_t zorgproduct;     /* 9 digits, 0 = empty */
    uint32_t verwijsdiagnose; /* 0 = empty */
    uint32_t aantal;
    uint16_t uzovi;        /* 4 digits */
    uint16_t specialisme;  /* 4 digits, 0 = empty */
    uint16_t lijst;        /* 3 digits, 0 = empty */
    bool credit;
    bool keten_code; /* it carries a keten code under the tables of this run; only of a line that is being read */
    struct period period; /* begindatum..einddatum */
    int64_t bedrag_cent;  /* 0..10^12-1 */
    uint32_t bestand;     /* id in the file ledger */
    uint64_t regelnr;       /* physical line number in it, 1-based */
};

/* Who performed it: agb_uitvoerder, empty: agb_declarant (semantics.md 4, eenmalig_consult). */
static inline uint32_t line_performer(const struct line *line)
{
    return line->agb_uitvoerder ? line->agb_uitvoerder : line->agb_declarant;
}

/* Order within a patient: (agb_declarant, referentienummer). */
static inline int line_compare_identity(const struct line *a, const struct line *b)
{
    if (a->agb_declarant != b->agb_declarant)
        return a->agb_declarant < b->agb_declarant ? -1 : 1;
    return text_compare(a->referentie, b->referentie);
}

/* Whether a purge before `d` (docs/privacy.md) is for this line: the calendar quarter in which it ends is over by then, and
 * so is its keten period. */
static inline bool line_older(const struct line *line, day d)
{
    return d && quarter_last(line->period.last) < d;
}

/* Writes `number` with leading zeros in `width` digits and a NUL. */
void digits_print(uint64_t number, int width, char *out);

#endif
