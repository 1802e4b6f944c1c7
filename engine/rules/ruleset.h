/* ruleset.h - the conflict tables and contracts of a run, parsed and checked (semantics.md 3 and 5).
 *
 * No code of a table is a constant in C: all of it comes from the files. The one rule known by its id is ALG-DUBBEL. */
#ifndef RULES_RULESET_H
#define RULES_RULESET_H

#include "csv/csv_table.h"
#include "model/bevinding.h"
#include "model/line.h"
#include "rules/table_files.h"

/* Columns of a rule table, in file order. */
enum regel_column {
    R_REGEL,
    R_PROGRAMMA,
    R_CATEGORIE,
    R_PRESTATIECODELIJST,
    R_CODE_VAN,
    R_CODE_TM,
    R_CODESET,
    R_ZORGPRODUCT,
    R_SPECIALISME,
    R_ZORGSOORT,
    R_VERWIJSDIAGNOSES,
    R_BETREFT,
    R_VOORWAARDE,
    R_OVERLAP,
    R_GEDOOGKWARTAAL,
    R_EENMALIG,
    R_ZEKERHEID,
    R_VERHAAL,
    R_GELDIG_VAN,
    R_GELDIG_TOT,
    R_STATUS,
    R_OMSCHRIJVING,
    R_BRON,
    R_HERKOMST,
    REGEL_COLUMNS
};
extern const struct csv_column regel_column[REGEL_COLUMNS];

/* A code, padded with NUL, so that codes of one length compare bytewise and other lengths differ. */
struct code {
    char at[PRESTATIECODE_MAX];
    uint8_t n; /* 0 = none */
};
struct code code_of(struct text text); /* text.n <= PRESTATIECODE_MAX */
int code_compare(const struct code *a, const struct code *b); /* by length, then bytewise */

/* A set of small numbers; n 0 = any. Sorted. */
struct numbers {
    uint32_t *at;
    size_t n;
};
bool numbers_have(const struct numbers *set, uint32_t number);

enum { PROGRAMMAS_MAX = 64, VOORWAARDEN_MAX = 64 };
typedef uint64_t programma_set; /* a bit a programme, in order of volgorde */

struct programma {
    struct text naam;
    int volgorde;
    bool titel; /* soort titel: a title such as O&I; else a keten-dbc */
};

/* One row of programmas.csv: which codes are a keten-dbc. */
struct programma_rij {
    unsigned programma;
    struct numbers lijsten;
    struct code van, tm; /* van.n 0: matches nothing */
    struct validity geldig;
    size_t line;
};

struct tabel {
    struct text naam, titel, uzovi_text, bron, herkomst, keten_periode_text;
    struct numbers uzovi;
    bool every_insurer; /* uzovi '*' */
    bool keten_datum;   /* keten_periode = datum */
    struct validity geldig;
    size_t line;
};

struct codeset_code {
    struct code code;
    uint16_t lijst; /* 0 = any */
};
struct codeset {
    struct text naam;
    struct codeset_code *code; /* sorted */
    size_t n, cap;
};

struct groep {
    struct text naam;
    struct text *icpc; /* prefixes */
    size_t n, cap;
};

struct regel {
    struct text id, omschrijving, bron;
    enum regel_soort soort;
    unsigned programma;  /* ALLE_PROGRAMMAS for ALG-DUBBEL */
    unsigned tabel;
    enum categorie categorie;
    struct numbers lijsten;
    struct code van, tm;
    const struct codeset *codeset; /* instead of a range */
    uint32_t zorgproduct;         /* full, or the digits of a prefix */
    uint32_t zorgproduct_divisor; /* 0 = no condition; else what is left of a zorgproduct divided by it must be equal */
    bool zorgproduct_full;        /* no prefix: 9 digits */
    struct numbers specialismen, zorgsoorten, verwijsdiagnoses;
    programma_set conflict_programmas; /* 0 = no condition */
    unsigned max_dagen;                /* 0 = no condition */
    const struct groep *betreft;
    uint64_t voorwaarden; /* contract conditions, a bit each */
    bool overlap_start, gedoogkwartaal, eenmalig, actief;
    bool formeel; /* controle formeel: the claim data show it */
    enum zekerheid zekerheid;
    enum verhaal verhaal;
    struct validity geldig;
    const struct text *value; /* REGEL_COLUMNS texts of the row as it stands in the file */
    char hash[DIGEST_HEX + 1]; /* of those and the table's name: which row it was, for the record */
    const char *file; /* where it stands */
    size_t line;
};

#define ALLE_PROGRAMMAS UINT32_MAX
#define GEEN_TABEL UINT32_MAX

/* Columns of a contracts file, in file order. */
enum contract_column {
    CONTRACT_UZOVI,
    CONTRACT_AGB,
    CONTRACT_PROGRAMMA,
    CONTRACT_CODE,
    CONTRACT_GELDIG_VAN,
    CONTRACT_GELDIG_TOT,
    CONTRACT_VOORWAARDEN,
    CONTRACT_EXTRA,
    CONTRACT_COLUMNS
};
extern const struct csv_column contract_column[CONTRACT_COLUMNS];

struct contract_rij {
    uint16_t uzovi;
    uint32_t agb_declarant;
    unsigned programma; /* or ALLE_PROGRAMMAS */
    struct code code;   /* n 0 = none */
    struct validity geldig;
    uint64_t voorwaarden;
    unsigned extra_tabel; /* or GEEN_TABEL */
    bool volledig;        /* `volledig` is among its conditions: the declarant's contracts are known to be complete */
    int64_t tarief_cent, budget_cent; /* -1 = none */
    const struct text *value; /* CONTRACT_COLUMNS texts of the row as it stands in the file */
    size_t line;
};

/* A row of the relations file: on each day of its validity the practice `van_agb` is a member of `naar_agb` (semantics.md 5). */
struct relatie {
    uint32_t van_agb, naar_agb;
    struct text soort, bron;
    struct validity geldig;
    size_t line;
};

/* A row of letop.csv: a code that looks like a bundle and is none (semantics.md 3). */
struct letop_rij {
    uint16_t lijst;       /* 0 = any line, also one without a list */
    struct code van, tm;  /* van.n 0 = any code */
    bool meld;            /* counted and said; else passed over */
    struct text wat, betekenis;
    size_t line;
};

/* A file of the tables, or the contracts, as it was read: every row, column by column. */
struct rule_source {
    const char *file;
    const struct csv_column *column;
    size_t columns;
    unsigned key; /* the columns that say which row it is, a bit each */
    struct csv_table table;
};

struct ruleset {
    struct programma *programma; /* in order of volgorde, then name */
    size_t programmas;
    struct programma_rij *programma_rij;
    size_t programma_rijen;
    struct tabel *tabel; /* in order of tabellen.csv */
    size_t tabellen;
    struct codeset *codeset;
    size_t codesets;
    struct groep *groep;
    size_t groepen;
    struct regel *regel; /* in order of tables, then rows: the order that decides which hit leads */
    size_t regels;
    const struct regel *dubbel; /* ALG-DUBBEL, or NULL */
    struct contract_rij *contract; /* sorted by (uzovi, agb_declarant) */
    size_t contracten;
    struct relatie *relatie; /* sorted by (van_agb, naar_agb, geldig) */
    size_t relaties;
    struct letop_rij *letop; /* in order of letop.csv: the first that matches decides */
    size_t letop_rijen;
    bool extend_tables;
    uint32_t *order_by_id; /* rule numbers in bytewise order of their ids */

    struct text voorwaarde[VOORWAARDEN_MAX];
    unsigned voorwaarden;
    struct rule_source *source; /* the files' values; everything above borrows from them */
    size_t sources, sources_cap;
    struct arena arena;
    char fingerprint[DIGEST_HEX + 1];  /* of tables, contracts and extend_tables */
    char contracts_sha256[DIGEST_HEX + 1];  /* empty: no contracts */
};

/* Parses and checks all. `contracts` may be NULL; `contracts_name` is for messages. All that is wrong goes to `problems`
 * (the ruleset is then of no use but must be released). `files` is borrowed only during the call. */
void ruleset_load(struct ruleset *rules, const struct table_files *files, const char *contracts_name,
                  const struct text *contracts, bool extend_tables, struct problems *problems);
void ruleset_release(struct ruleset *rules);

/* Whether a file of the directory is one that the ruleset is made of; others are not looked at. */
bool ruleset_uses(const struct ruleset *rules, const char *file);

/* The rule with this id, or NULL. */
const struct regel *ruleset_regel(const struct ruleset *rules, struct text id);

/* The contract rows of an insurer and declarant, whatever their validity; NULL when there are none. */
const struct contract_rij *ruleset_contracts(const struct ruleset *rules, uint16_t uzovi, uint32_t agb, size_t *n);
/* Whether a contract row makes the line's code a keten code: with a list of any of the programme's rows, whatever its
 * validity, or none (semantics.md 5). */
bool contract_names_code(const struct ruleset *rules, const struct contract_rij *rij, const struct line *line);

/* The lists that a line with a keten code can have, 0 (none) among them, in ascending order; SIZE_MAX when there are more than `max`. */
size_t ruleset_ketenlijsten(const struct ruleset *rules, uint16_t *lijst, size_t max);

/* Whether a list condition holds: a line without a list always fits (semantics.md 4, "Matching C"). */
static inline bool lijst_holds(const struct numbers *lijsten, uint16_t lijst)
{
    return lijsten->n == 0 || lijst == 0 || numbers_have(lijsten, lijst);
}
static inline bool regel_has_code(const struct regel *regel)
{
    return regel->van.n > 0 || regel->codeset;
}
/* A rule with none of code, codeset, zorgproduct, specialisme, zorgsoort matches nothing, nor does one with a codeset that
 * has no rows. */
bool regel_matches_something(const struct regel *regel);
/* van <= code <= tm, of one length. */
bool code_in_range(const struct code *code, const struct code *van, const struct code *tm);
/* Whether the set has the code with this list, or either has none. */
bool codeset_has(const struct codeset *set, const struct code *code, uint16_t lijst);

#endif
