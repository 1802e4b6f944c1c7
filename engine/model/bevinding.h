/* bevinding.h - a finding: grades, reasons, and one row of findings.csv (semantics.md 4 and 8). */
#ifndef MODEL_BEVINDING_H
#define MODEL_BEVINDING_H

#include "base/day.h"
#include "base/memory.h"
#include "base/text.h"

/* From weak to strong. */
enum zekerheid { SIGNAAL, WAARSCHIJNLIJK, VAST, ZEKERHEDEN };
extern const char *const zekerheid_name[ZEKERHEDEN];

/* X(name, column's word, the grade that it lowers to): the reasons (semantics.md 4, "Grade of a hit"), in bytewise
 * order, so that a set prints sorted. */
#define REDENEN_LIST(X) \
    X(CONTRACT_ONBEKEND, "contract_onbekend", SIGNAAL) \
    X(CREDIT_WACHT, "credit_wacht", WAARSCHIJNLIJK) \
    X(DATA_GESCHEIDEN, "data_gescheiden", WAARSCHIJNLIJK) \
    X(DECLARATIECODE_WIJKT_AF, "declaratiecode_wijkt_af", WAARSCHIJNLIJK) \
    X(DIAGNOSE_GROF, "diagnose_grof", WAARSCHIJNLIJK) \
    X(DIAGNOSE_ONBEKEND, "diagnose_onbekend", SIGNAAL) \
    X(DUUR_ONWAARSCHIJNLIJK, "duur_onwaarschijnlijk", SIGNAAL) \
    X(EENMALIG_CONSULT, "eenmalig_consult", SIGNAAL) \
    X(ENKELE_DAG, "enkele_dag", WAARSCHIJNLIJK) \
    X(GEDOOGKWARTAAL, "gedoogkwartaal", SIGNAAL) \
    X(INSCHRIJVING_ONBEKEND, "inschrijving_onbekend", SIGNAAL) \
    X(KANT_ONBEPAALD, "kant_onbepaald", WAARSCHIJNLIJK) \
    X(KETEN_ZELF_TERUG, "keten_zelf_terug", SIGNAAL) \
    X(LIJST_ONBEKEND, "lijst_onbekend", SIGNAAL) \
    X(TABEL_VERLENGD, "tabel_verlengd", WAARSCHIJNLIJK) \
    X(VERWIJSDIAGNOSE_ONBEKEND, "verwijsdiagnose_onbekend", SIGNAAL) \
    X(VOOR_INCLUSIE, "voor_inclusie", SIGNAAL) \
    X(ZORGPRODUCT_ONBEKEND, "zorgproduct_onbekend", WAARSCHIJNLIJK)
#define REDEN_NAME(name, word, at_most) name,
enum reden { REDENEN_LIST(REDEN_NAME) REDENEN };
#undef REDEN_NAME
extern const char *const reden_name[REDENEN];
extern const enum zekerheid reden_at_most[REDENEN]; /* the grade that a reason lowers to */
typedef unsigned reden_set;                         /* a bit a reason */
#define REDEN(reden) (1U << (reden))

/* X(name, column's word): what kind of care a rule is about. */
#define CATEGORIEEN_LIST(X) \
    X(CAT_CONSULT, "consult") \
    X(CAT_SMR, "smr") \
    X(CAT_MEEKIJK, "meekijk") \
    X(CAT_KETEN, "keten") \
    X(CAT_DOT, "dot") \
    X(CAT_DIEET, "dieet") \
    X(CAT_VOETZORG, "voetzorg") \
    X(CAT_SPIROMETRIE, "spirometrie") \
    X(CAT_MODULE, "module") \
    X(CAT_FUNDUS, "fundus") \
    X(CAT_TESTSTRIPS, "teststrips") \
    X(CAT_SPECIALIST, "specialist") \
    X(CAT_OI, "oi") \
    X(CAT_S3, "s3") \
    X(CAT_EHEALTH, "ehealth") \
    X(CAT_PALLIATIEF, "palliatief") \
    X(CAT_TARIEF, "tarief") \
    X(CAT_CONTRACT, "contract") \
    X(CAT_INZORG, "inzorg") \
    X(CAT_LIDMAATSCHAP, "lidmaatschap")
#define CATEGORIE_NAME(name, word) name,
enum categorie { CATEGORIEEN_LIST(CATEGORIE_NAME) CATEGORIEEN };
#undef CATEGORIE_NAME
extern const char *const categorie_name[CATEGORIEEN];

/* X(name, column's word): the kinds of rules and findings. A finding of soort paar is of two lines, of any other of one
 * (semantics.md 4). */
#define REGEL_SOORTEN_LIST(X) \
    X(SOORT_PAAR, "paar") \
    X(SOORT_VERBODEN, "verboden") \
    X(SOORT_CONTRACT, "contract") \
    X(SOORT_TARIEF, "tarief") \
    X(SOORT_VEREIST, "vereist") \
    X(SOORT_LID, "lid")
#define SOORT_NAME(name, word) name,
enum regel_soort { REGEL_SOORTEN_LIST(SOORT_NAME) REGEL_SOORTEN };
#undef SOORT_NAME
extern const char *const regel_soort_name[REGEL_SOORTEN];

/* Whether care counts for the verplicht eigen risico of the insured; of what the sources do not settle nobody knows. */
enum eigen_risico { EIGEN_RISICO_JA, EIGEN_RISICO_NEE, EIGEN_RISICO_ONBEKEND, EIGEN_RISICOS };
extern const char *const eigen_risico_name[EIGEN_RISICOS];

enum verhaal { VERHAAL_CONFLICT, VERHAAL_KETEN };
extern const char *const verhaal_name[2];

/* One of the two lines of a finding, as findings.csv and the database show it. */
struct bevinding_kant {
    uint32_t agb;
    struct text referentie, prestatiecode;
    int64_t bedrag_cent;
    uint32_t bestand; /* where the line stands */
    uint64_t regelnr;
};

struct bevinding {
    char id[17];
    struct text patient;
    enum zekerheid zekerheid;
    uint16_t uzovi; /* the keten line's */
    struct text redenen, programma, regels; /* joined with ';' */
    enum categorie categorie;
    struct text tabel, leidende_regel; /* of the leading hit */
    struct bevinding_kant keten, conflict; /* conflict of a single: empty, as all of conflict_ below */
    struct period keten_periode;
    uint16_t conflict_lijst;       /* 0 = empty */
    uint32_t conflict_zorgproduct; /* 0 = empty */
    struct period conflict_periode;
    struct period overlap;         /* of a single: the keten period */
    enum verhaal verhaal;
    int64_t verhaal_bedrag_cent; /* what is recovered; of a tarief finding less than the line */
    enum regel_soort soort;      /* of the leading hit */
};

/* A pair, of two lines; else a single, of the keten line alone: `conflict` and what belongs to it is empty. */
static inline bool bevinding_is_paar(const struct bevinding *b)
{
    return b->soort == SOORT_PAAR;
}

/* The line that is to be recovered; of a single always the keten line. */
static inline const struct bevinding_kant *bevinding_verhaal(const struct bevinding *b)
{
    return b->verhaal == VERHAAL_KETEN ? &b->keten : &b->conflict;
}

/* Fills the id: the first 16 hex digits of BLAKE2b over the identities of its lines (semantics.md 4, Identity of a
 * finding). */
void bevinding_take_id(struct bevinding *b);

/* Order of findings.csv: patient, keten_agb, keten_referentie, conflict_agb, conflict_referentie. */
int bevinding_compare(const struct bevinding *a, const struct bevinding *b);

/* A spreadsheet makes a number of an id of digits only, or with one e among them, and digits get lost. In fours with
 * hyphens it stays what it is, whatever opens and saves it: that is how it goes to providers. */
enum { BEVINDING_ID_FOURS = 19 };
void bevinding_id_in_fours(struct text id, char out[static BEVINDING_ID_FOURS + 1]);
/* Reads an id in either form, in any case. */
bool bevinding_id_read(struct text text, char id[static 17]);

/* A copy whose texts live in the arena. */
struct bevinding bevinding_keep(const struct bevinding *from, struct arena *arena);

/* What a column holds, and so how it is printed, read and shown. */
enum bevinding_kind {
    COLUMN_ID,          /* 16 hex digits */
    COLUMN_TEXT,
    COLUMN_UZOVI,       /* 4 digits */
    COLUMN_AGB,         /* 8 digits */
    COLUMN_LIJST,       /* 3 digits; empty: none */
    COLUMN_ZORGPRODUCT, /* 9 digits; empty: none */
    COLUMN_DAY,
    COLUMN_CENT, /* from here on numbers, in the database too */
    COLUMN_BESTAND,
    COLUMN_REGELNR,
    COLUMN_ZEKERHEID, /* one of a list of words */
    COLUMN_CATEGORIE,
    COLUMN_VERHAAL,
    COLUMN_SOORT,
};

/* X(name, column, kind, member, title for people, width of a sheet's column or 0): the columns of a finding, said once.
 * First those of findings.csv in their order (semantics.md 8), then those that only the database has. A column more is
 * a line here, its member above, and a step of the schema. */
#define BEVINDING_COLUMNS_LIST(X)                                                                                      \
    X(BEV_ID, "bevinding_id", ID, id, "Bevinding_id", 20)                                                              \
    X(BEV_ZEKERHEID, "zekerheid", ZEKERHEID, zekerheid, "Zekerheid", 16)                                               \
    X(BEV_REDENEN, "redenen", TEXT, redenen, "Redenen", 28)                                                            \
    X(BEV_UZOVI, "uzovi", UZOVI, uzovi, "Uzovi", 0)                                                                    \
    X(BEV_PATIENT, "patient", TEXT, patient, "Patiënt", 18)                                                            \
    X(BEV_PROGRAMMA, "programma", TEXT, programma, "Programma", 0)                                                     \
    X(BEV_CATEGORIE, "categorie", CATEGORIE, categorie, "Categorie", 0)                                                \
    X(BEV_REGELS, "regels", TEXT, regels, "Regels", 24)                                                                \
    X(BEV_TABEL, "tabel", TEXT, tabel, "Tabel", 24)                                                                    \
    X(BEV_KETEN_AGB, "keten_agb", AGB, keten.agb, "Keten AGB", 0)                                                      \
    X(BEV_KETEN_REFERENTIE, "keten_referentie", TEXT, keten.referentie, "Keten referentie", 0)                         \
    X(BEV_KETEN_PRESTATIECODE, "keten_prestatiecode", TEXT, keten.prestatiecode, "Keten prestatiecode", 0)             \
    X(BEV_KETEN_VAN, "keten_van", DAY, keten_periode.first, "Ketenperiode van", 0)                                     \
    X(BEV_KETEN_TM, "keten_tm", DAY, keten_periode.last, "Ketenperiode t/m", 0)                                        \
    X(BEV_KETEN_BEDRAG, "keten_bedrag_cent", CENT, keten.bedrag_cent, "Keten bedrag (euro)", 0)                        \
    X(BEV_CONFLICT_AGB, "conflict_agb", AGB, conflict.agb, "Conflict AGB", 0)                                          \
    X(BEV_CONFLICT_REFERENTIE, "conflict_referentie", TEXT, conflict.referentie, "Conflict referentie", 0)             \
    X(BEV_CONFLICT_LIJST, "conflict_prestatiecodelijst", LIJST, conflict_lijst, "Conflict prestatiecodelijst", 0)      \
    X(BEV_CONFLICT_PRESTATIECODE, "conflict_prestatiecode", TEXT, conflict.prestatiecode, "Conflict prestatiecode", 0) \
    X(BEV_CONFLICT_ZORGPRODUCT, "conflict_zorgproductcode", ZORGPRODUCT, conflict_zorgproduct,                         \
      "Conflict zorgproductcode", 0)                                                                                   \
    X(BEV_CONFLICT_BEGIN, "conflict_begindatum", DAY, conflict_periode.first, "Conflict begindatum", 0)                \
    X(BEV_CONFLICT_EIND, "conflict_einddatum", DAY, conflict_periode.last, "Conflict einddatum", 0)                    \
    X(BEV_CONFLICT_BEDRAG, "conflict_bedrag_cent", CENT, conflict.bedrag_cent, "Conflict bedrag (euro)", 0)            \
    X(BEV_OVERLAP_VAN, "overlap_van", DAY, overlap.first, "Overlap van", 0)                                            \
    X(BEV_OVERLAP_TM, "overlap_tm", DAY, overlap.last, "Overlap t/m", 0)                                               \
    X(BEV_VERHAAL, "verhaal", VERHAAL, verhaal, "Verhaal", 0)                                                          \
    X(BEV_VERHAAL_BEDRAG, "verhaal_bedrag_cent", CENT, verhaal_bedrag_cent, "Te verhalen (euro)", 0)                   \
    X(BEV_SOORT, "soort", SOORT, soort, "Soort", 0)                                                                    \
    X(BEV_LEIDENDE_REGEL, "leidende_regel", TEXT, leidende_regel, "", 0)                                               \
    X(BEV_KETEN_BESTAND, "keten_bestand", BESTAND, keten.bestand, "", 0)                                               \
    X(BEV_KETEN_REGELNR, "keten_regelnummer", REGELNR, keten.regelnr, "", 0)                                           \
    X(BEV_CONFLICT_BESTAND, "conflict_bestand", BESTAND, conflict.bestand, "", 0)                                      \
    X(BEV_CONFLICT_REGELNR, "conflict_regelnummer", REGELNR, conflict.regelnr, "", 0)
#define BEVINDING_ENUM(name, column, kind, member, title, width) name,
enum bevinding_columns {
    BEVINDING_COLUMNS_LIST(BEVINDING_ENUM) BEVINDING_STORED, /* all that the database has of a finding */
    BEVINDING_COLUMNS = BEV_LEIDENDE_REGEL                     /* those of findings.csv */
};
#undef BEVINDING_ENUM
extern const struct bevinding_column {
    const char *name, *title;
    enum bevinding_kind kind;
    unsigned width;
} bevinding_column[BEVINDING_STORED];
/* whole cents, a file, a line of it; all others are text, codes and dates too */
static inline bool bevinding_is_number(int column)
{
    enum bevinding_kind kind = bevinding_column[column].kind;
    return kind >= COLUMN_CENT && kind <= COLUMN_REGELNR;
}
/* Whether the finding has nothing in this column: a single has no conflict line (semantics.md 8). */
static inline bool bevinding_lacks(const struct bevinding *b, int column)
{
    return !bevinding_is_paar(b)
           && ((column >= BEV_CONFLICT_AGB && column <= BEV_CONFLICT_BEDRAG) || column == BEV_CONFLICT_BESTAND
               || column == BEV_CONFLICT_REGELNR);
}
enum { BEVINDING_VALUE = 32 };
/* The value of a column as findings.csv shows it; made in `room` or borrowed from the finding. */
struct text bevinding_value(const struct bevinding *b, int column, char room[static BEVINDING_VALUE]);
/* The other way: the text is borrowed. What no finding has becomes 0, the first word, or empty. */
void bevinding_set(struct bevinding *b, int column, struct text value);

/* Adds the header, and the row, of findings.csv, with their line ends. */
void bevinding_csv_header(struct buf *out);
void bevinding_csv(const struct bevinding *b, struct buf *out);

#endif
