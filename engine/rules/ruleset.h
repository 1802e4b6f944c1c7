/* ruleset.h - the conflict tables, contracts and relations of a run, parsed and checked (semantics.md 3 and 5).
 *
 * How it works. ruleset_load reads the files in the order in which they refer to each other: programmes, tables, code
 * sets, diagnosis groups, the rules of each table, letop, contracts, relations. A name in a row becomes a number or a
 * pointer into the ruleset. Each kind of row says its columns once, in a list below; rule_source keeps every value as
 * it stands in the file, for explain, lint, diff and the record in the database. All that is wrong is collected, with
 * file, line and remedy; nothing stops at the first. The ruleset is made once a run and then only read, by all threads.
 *
 *     rules/classify.h   which rules a line matches     rules/keten.h   what a keten line's own day makes of it
 *     rules/covers.h     whether another ruleset sees every line that this one sees
 *     rules/lint.h       what is odd about it           rules/table_diff.h   which rows differ from another's
 *
 * What it costs. Time and memory of the files, and a sort of what may be long (a code set, contracts, relations: looked
 * up by halving); programmes, tables and rules are dozens to hundreds and are looked for one by one, which nothing does
 * per line: that is what a classifier is compiled for. ruleset_leads walks at most RELATIE_STAPPEN relations.
 *
 * What is forbidden. No code of a table is a constant in C: all of it comes from the files. The one rule known by its
 * id is ALG-DUBBEL. A ruleset with problems is of no use but to be released. Nothing of it is changed after
 * ruleset_load; texts borrow from its rows and live as long as it does. The order of tables and of their rules decides
 * which hit leads and must stay that of the files; that of contracts and relations means nothing. A column is added at
 * the end of its list or where people want to see it, but never without a version: the hash of a rule's row covers
 * later columns only where they are filled (take_hash), so that the rows that old databases recorded keep
 * their names. */
#ifndef RULES_RULESET_H
#define RULES_RULESET_H

#include "model/bevinding.h"
#include "rules/row.h"
#include "rules/table_files.h"

/* The columns of every file: X(name, "column", version). A rule column more is a line here, a member of struct regel
 * where it is read (read_regel), and a step of the schema for table `regel`. */
#define REGEL_COLUMNS_LIST(X)                                                                                          \
    X(R_REGEL, "regel", 1)                                                                                             \
    X(R_SOORT, "soort", 2)                                                                                             \
    X(R_PROGRAMMA, "programma", 1)                                                                                     \
    X(R_CATEGORIE, "categorie", 1)                                                                                     \
    X(R_CONTROLE, "controle", 2)                                                                                       \
    X(R_PRESTATIECODELIJST, "prestatiecodelijst", 1)                                                                   \
    X(R_CODE_VAN, "code_van", 1)                                                                                       \
    X(R_CODE_TM, "code_tm", 1)                                                                                         \
    X(R_CODESET, "codeset", 1)                                                                                         \
    X(R_ZORGPRODUCT, "zorgproduct", 1)                                                                                 \
    X(R_SPECIALISME, "specialisme", 1)                                                                                 \
    X(R_ZORGSOORT, "zorgsoort", 1)                                                                                     \
    X(R_CONFLICT_PROGRAMMA, "conflict_programma", 2)                                                                   \
    X(R_VERWIJSDIAGNOSES, "verwijsdiagnoses", 1)                                                                       \
    X(R_BETREFT, "betreft", 1)                                                                                         \
    X(R_VOORWAARDE, "voorwaarde", 1)                                                                                   \
    X(R_OVERLAP, "overlap", 1)                                                                                         \
    X(R_MAX_DAGEN, "max_dagen", 2)                                                                                     \
    X(R_GEDOOGKWARTAAL, "gedoogkwartaal", 1)                                                                           \
    X(R_EENMALIG, "eenmalig", 1)                                                                                       \
    X(R_ZEKERHEID, "zekerheid", 1)                                                                                     \
    X(R_VERHAAL, "verhaal", 1)                                                                                         \
    X(R_GELDIG_VAN, "geldig_van", 1)                                                                                   \
    X(R_GELDIG_TOT, "geldig_tot", 1)                                                                                   \
    X(R_STATUS, "status", 1)                                                                                           \
    X(R_OMSCHRIJVING, "omschrijving", 1)                                                                               \
    X(R_BRON, "bron", 1)                                                                                               \
    X(R_HERKOMST, "herkomst", 1)
enum regel_column { REGEL_COLUMNS_LIST(CSV_COLUMN_ENUM) REGEL_COLUMNS };
extern const struct csv_column regel_column[REGEL_COLUMNS];

/* The words of columns that take one of two; the first is 0. Those of soort, categorie, zekerheid and verhaal:
 * model/bevinding.h. */
extern const char *const herkomst_name[2], *const programma_soort_name[2], *const keten_periode_name[2],
    *const overlap_name[2], *const controle_name[2], *const regel_status_name[2], *const letop_wat_name[2];

#define CONTRACT_COLUMNS_LIST(X)                                                                                       \
    X(CONTRACT_UZOVI, "uzovi", 1)                                                                                      \
    X(CONTRACT_AGB, "agb_declarant", 1)                                                                                \
    X(CONTRACT_PROGRAMMA, "programma", 1)                                                                              \
    X(CONTRACT_CODE, "prestatiecode", 1)                                                                               \
    X(CONTRACT_GELDIG_VAN, "geldig_van", 1)                                                                            \
    X(CONTRACT_GELDIG_TOT, "geldig_tot", 1)                                                                            \
    X(CONTRACT_VOORWAARDEN, "voorwaarden", 1)                                                                          \
    X(CONTRACT_EXTRA, "extra_tabel", 1)                                                                                \
    X(CONTRACT_TARIEF, "tarief_cent", 2)                                                                               \
    X(CONTRACT_BUDGET, "budget_cent", 2)
enum contract_column { CONTRACT_COLUMNS_LIST(CSV_COLUMN_ENUM) CONTRACT_COLUMNS };
extern const struct csv_column contract_column[CONTRACT_COLUMNS];

#define RELATIE_COLUMNS_LIST(X)                                                                                        \
    X(RELATIE_VAN, "van_agb", 1)                                                                                       \
    X(RELATIE_NAAR, "naar_agb", 1)                                                                                     \
    X(RELATIE_SOORT, "soort", 1)                                                                                       \
    X(RELATIE_GELDIG_VAN, "geldig_van", 1)                                                                             \
    X(RELATIE_GELDIG_TOT, "geldig_tot", 1)                                                                             \
    X(RELATIE_BRON, "bron", 1)
enum relatie_column { RELATIE_COLUMNS_LIST(CSV_COLUMN_ENUM) RELATIE_COLUMNS };
extern const struct csv_column relatie_column[RELATIE_COLUMNS];

#define PROGRAMMA_COLUMNS_LIST(X)                                                                                      \
    X(PROGRAMMA_NAAM, "programma", 1)                                                                                  \
    X(PROGRAMMA_VOLGORDE, "volgorde", 1)                                                                               \
    X(PROGRAMMA_SOORT, "soort", 2)                                                                                     \
    X(PROGRAMMA_LIJST, "prestatiecodelijst", 1)                                                                        \
    X(PROGRAMMA_CODE_VAN, "code_van", 1)                                                                               \
    X(PROGRAMMA_CODE_TM, "code_tm", 1)                                                                                 \
    X(PROGRAMMA_GELDIG_VAN, "geldig_van", 1)                                                                           \
    X(PROGRAMMA_GELDIG_TOT, "geldig_tot", 1)                                                                           \
    X(PROGRAMMA_BRON, "bron", 1)                                                                                       \
    X(PROGRAMMA_HERKOMST, "herkomst", 1)
enum programma_column { PROGRAMMA_COLUMNS_LIST(CSV_COLUMN_ENUM) PROGRAMMA_COLUMNS };

#define TABEL_COLUMNS_LIST(X)                                                                                          \
    X(TABEL_NAAM, "tabel", 1)                                                                                          \
    X(TABEL_TITEL, "titel", 1)                                                                                         \
    X(TABEL_UZOVI, "uzovi", 1)                                                                                         \
    X(TABEL_GELDIG_VAN, "geldig_van", 1)                                                                               \
    X(TABEL_GELDIG_TOT, "geldig_tot", 1)                                                                               \
    X(TABEL_KETEN_PERIODE, "keten_periode", 1)                                                                         \
    X(TABEL_BRON, "bron", 1)                                                                                           \
    X(TABEL_HERKOMST, "herkomst", 1)
enum tabel_column { TABEL_COLUMNS_LIST(CSV_COLUMN_ENUM) TABEL_COLUMNS };

#define LETOP_COLUMNS_LIST(X)                                                                                          \
    X(LETOP_LIJST, "prestatiecodelijst", 1)                                                                            \
    X(LETOP_CODE_VAN, "code_van", 1)                                                                                   \
    X(LETOP_CODE_TM, "code_tm", 1)                                                                                     \
    X(LETOP_WAT, "wat", 1)                                                                                             \
    X(LETOP_BETEKENIS, "betekenis", 1)                                                                                 \
    X(LETOP_BRON, "bron", 1)
enum letop_column { LETOP_COLUMNS_LIST(CSV_COLUMN_ENUM) LETOP_COLUMNS };

#define CODESET_COLUMNS_LIST(X)                                                                                        \
    X(CODESET_NAAM, "codeset", 1)                                                                                      \
    X(CODESET_LIJST, "prestatiecodelijst", 1)                                                                          \
    X(CODESET_CODE, "code", 1)
enum codeset_column { CODESET_COLUMNS_LIST(CSV_COLUMN_ENUM) CODESET_COLUMNS };

#define GROEP_COLUMNS_LIST(X)                                                                                          \
    X(GROEP_NAAM, "groep", 1)                                                                                          \
    X(GROEP_ICPC, "icpc", 1)                                                                                           \
    X(GROEP_BRON, "bron", 1)                                                                                           \
    X(GROEP_HERKOMST, "herkomst", 1)
enum groep_column { GROEP_COLUMNS_LIST(CSV_COLUMN_ENUM) GROEP_COLUMNS };

#define CATEGORIE_COLUMNS_LIST(X)                                                                                      \
    X(CATEGORIE_NAAM, "categorie", 1)                                                                                  \
    X(CATEGORIE_LIJST, "prestatiecodelijst", 1)                                                                        \
    X(CATEGORIE_EIGEN_RISICO, "eigen_risico", 1)                                                                       \
    X(CATEGORIE_BRON, "bron", 1)                                                                                       \
    X(CATEGORIE_HERKOMST, "herkomst", 1)
enum categorie_column { CATEGORIE_COLUMNS_LIST(CSV_COLUMN_ENUM) CATEGORIE_COLUMNS };

enum { PROGRAMMAS_MAX = 64 };
typedef uint64_t programma_set; /* a bit a programme, in order of volgorde */

/* What a rule can ask of a contract, a bit each: that care of a category is part of the keten, and what follows. */
enum { VOORWAARDE_CONTACTREGISTER = CATEGORIEEN, VOORWAARDE_LEDENLIJST, VOORWAARDE_VOLLEDIG, VOORWAARDEN };
_Static_assert(VOORWAARDEN <= 64, "a bit each");
const char *voorwaarde_name(int voorwaarde);
int voorwaarde_of(struct text word); /* -1: a word that no rule can ask for */

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
    size_t first_regel, regels; /* its rules */
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

/* A row of the relations file: on each day of its validity the practice `van_agb` is a member
 * of `naar_agb` (semantics.md 5). */
struct relatie {
    uint32_t van_agb, naar_agb;
    struct text soort, bron;
    struct validity geldig;
    size_t line;
};

enum { RELATIE_STAPPEN = 3 }; /* so many rows connect two that lead to each other, at the most */

/* A row of letop.csv: a code that looks like a bundle and is none (semantics.md 3). */
struct letop_rij {
    struct numbers lijsten; /* n 0 = any line, also one without a list; else only lines of one of these */
    struct code van, tm;    /* van.n 0 = any code */
    bool meld;              /* counted and said; else passed over */
    struct text betekenis;
    size_t line;
};

/* A row of categorieen.csv: what holds for care of a category, on a list or on any. It plays no part in what is found,
 * so it is in no fingerprint. */
struct categorie_rij {
    enum categorie categorie;
    uint16_t lijst; /* 0 = whatever has no row of its own */
    enum eigen_risico eigen_risico;
    const struct text *value; /* CATEGORIE_COLUMNS texts of the row as it stands in the file */
};

/* A file of the tables, or the contracts, as it was read: every row, column by column. */
struct rule_source {
    const char *file;
    const struct csv_column *column;
    size_t columns;
    unsigned key; /* the columns that say which row it is, a bit each */
    bool ordered; /* the order of the rows counts */
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
    uint32_t *by_naar; /* numbers of relations in order of naar_agb */
    struct letop_rij *letop; /* in order of letop.csv: the first that matches decides */
    size_t letop_rijen;
    struct categorie_rij *categorie; /* in order of categorieen.csv */
    size_t categorie_rijen;
    bool extend_tables;
    uint32_t max_bevindingen; /* of one patient: beyond it none is shown; 0 = no limit */
    uint32_t *order_by_id; /* rule numbers in bytewise order of their ids */

    struct rule_source *source; /* the files' values; everything above borrows from them */
    size_t sources, sources_cap;
    struct arena arena;
    char fingerprint[DIGEST_HEX + 1];       /* of tables (not categorieen.csv), contracts, relations, extend_tables,
                                             max_bevindingen */
    char contracts_sha256[DIGEST_HEX + 1];  /* of their rows, in whatever order; empty: no contracts */
    char relaties_sha256[DIGEST_HEX + 1];   /* the same */
};

/* What a ruleset is made of; all of it is borrowed, and only during the call. */
struct rule_file {
    const char *name;    /* for messages */
    struct text content; /* at NULL: there is none */
};
enum { MAX_BEVINDINGEN = 10000 /* where nothing else is asked */ };
struct rule_input {
    const struct table_files *files;
    struct rule_file contracts, relaties;
    bool extend_tables;
    uint32_t max_bevindingen;
    bool by_bytes; /* contracts_sha256 is of the file's bytes, as version 1 recorded it */
};
/* Parses and checks all. All that is wrong goes to `problems` (the ruleset is then of no use but must be released). */
void ruleset_load(struct ruleset *rules, const struct rule_input *input, struct problems *problems);
void ruleset_release(struct ruleset *rules);

/* The rows of contracts or relations, as they were read; NULL: there are none. */
const struct rule_source *ruleset_contract_source(const struct ruleset *rules);
const struct rule_source *ruleset_relatie_source(const struct ruleset *rules);
/* The numbers of the rows of a source in bytewise order of their values, each value once. The caller frees. */
size_t *source_order(const struct rule_source *source, size_t *n);
int source_compare(const struct rule_source *source, const struct text *a, const struct text *b);

/* Whether a file of the directory is one that the ruleset is made of; others are not looked at. */
bool ruleset_uses(const struct ruleset *rules, const char *file);

/* The rule with this id, or NULL. */
const struct regel *ruleset_regel(const struct ruleset *rules, struct text id);

/* The contract rows of an insurer and declarant, whatever their validity; NULL when there are none. */
const struct contract_rij *ruleset_contracts(const struct ruleset *rules, uint16_t uzovi, uint32_t agb, size_t *n);
/* Whether a contract row makes the line's code a keten code, whatever its list (semantics.md 5). */
bool contract_names_code(const struct contract_rij *rij, const struct line *line);
/* Whether the practice `van` leads to `naar` on a day: one to three relations valid on it, each beginning where the one
 * before ends (semantics.md 5). */
bool ruleset_leads(const struct ruleset *rules, uint32_t van, uint32_t naar, day d);
/* Calls `each` for every AGB that the practice leads to on a day, one more than once when several ways lead there. */
void ruleset_leaders(const struct ruleset *rules, uint32_t van, day d, void (*each)(void *ctx, uint32_t naar),
                     void *ctx);
/* Whether any leads to `naar` on a day. */
bool ruleset_has_members(const struct ruleset *rules, uint32_t naar, day d);

/* The codes that a line with a keten code can have: of programmes and of contracts, each once; SIZE_MAX when there are
 * more than `max`, or a range is of more than its last character. */
size_t ruleset_ketencodes(const struct ruleset *rules, struct code *code, size_t max);

/* By the row of its list, or the one without a list; onbekend where there is none. */
enum eigen_risico ruleset_eigen_risico(const struct ruleset *rules, enum categorie categorie, uint16_t lijst);

/* Whether a list condition holds: a line without a list always fits (semantics.md 4, "Matching"). */
static inline bool lijst_holds(const struct numbers *lijsten, uint16_t lijst)
{
    return lijsten->n == 0 || lijst == 0 || numbers_have(lijsten, lijst);
}
static inline bool regel_has_code(const struct regel *regel)
{
    return regel->van.n > 0 || regel->codeset;
}
/* Whether a line can match the rule's selector: not one with none of code, codeset, zorgproduct, specialisme,
 * zorgsoort, nor one with a codeset that has no rows, unless it is a DOT. */
bool regel_matches_something(const struct regel *regel);
/* Whether it has a selector at all: a column of it is filled. A `paar` rule without one looks at all keten lines of its
 * conflict_programma. */
bool regel_has_selector(const struct regel *regel);
/* Whether a rule, once active and valid, can hit at all: whether its selector matches something, where it needs one. */
bool regel_can_hit(const struct regel *regel);
/* Whether lines that match it are relevant by that: the selector of a `lid` rule counts only
 * when there are relations. */
bool regel_makes_relevant(const struct ruleset *rules, const struct regel *regel);
/* Whether the set has the code with this list, or either has none. */
bool codeset_has(const struct codeset *set, const struct code *code, uint16_t lijst);
/* Whether the set has the code, and only in rows that name a list. */
bool codeset_names_list(const struct codeset *set, const struct code *code);

#endif
