/* ruleset.c - see ruleset.h. Reads in the order in which the files refer to each other: programmes, tables, code sets,
 * diagnosis groups, rules, letop, categories, contracts, relations. Dozens of programmes and tables, hundreds of rules:
 * those are looked for one by one; what may be long (a code set, contracts, relations) is sorted. Everything made of a
 * file borrows from its rows, which the ruleset keeps (`source`), so that explain, lint and diff can show them. */
#include "rules/ruleset.h"

#include <assert.h>

#include "base/search.h"

const char *const herkomst_name[2] = {"document", "interpretatie"};
const char *const programma_soort_name[2] = {"keten", "titel"};
const char *const keten_periode_name[2] = {"kwartaal", "datum"};
const char *const overlap_name[2] = {"elk", "start"};
const char *const controle_name[2] = {"formeel", "materieel"};
const char *const regel_status_name[2] = {"concept", "actief"};
const char *const letop_wat_name[2] = {"negeer", "meld"};

const struct csv_column regel_column[REGEL_COLUMNS] = {REGEL_COLUMNS_LIST(CSV_COLUMN_ENTRY)};
const struct csv_column contract_column[CONTRACT_COLUMNS] = {CONTRACT_COLUMNS_LIST(CSV_COLUMN_ENTRY)};
const struct csv_column relatie_column[RELATIE_COLUMNS] = {RELATIE_COLUMNS_LIST(CSV_COLUMN_ENTRY)};
static const struct csv_column programma_column[PROGRAMMA_COLUMNS] = {PROGRAMMA_COLUMNS_LIST(CSV_COLUMN_ENTRY)};
static const struct csv_column tabel_column[TABEL_COLUMNS] = {TABEL_COLUMNS_LIST(CSV_COLUMN_ENTRY)};
static const struct csv_column letop_column[LETOP_COLUMNS] = {LETOP_COLUMNS_LIST(CSV_COLUMN_ENTRY)};
static const struct csv_column codeset_column[CODESET_COLUMNS] = {CODESET_COLUMNS_LIST(CSV_COLUMN_ENTRY)};
static const struct csv_column categorie_column[CATEGORIE_COLUMNS] = {CATEGORIE_COLUMNS_LIST(CSV_COLUMN_ENTRY)};
static const struct csv_column groep_column[GROEP_COLUMNS] = {GROEP_COLUMNS_LIST(CSV_COLUMN_ENTRY)};

/* The files by name; a table of rules is named by its table. */
static const char PROGRAMMAS[] = "programmas.csv", TABELLEN[] = "tabellen.csv", CODESETS[] = "codesets.csv",
                  GROEPEN[] = "diagnosegroepen.csv", LETOP[] = "letop.csv",
                  CATEGORIES[] = "categorieen.csv";

enum { EVERY_COLUMN = -1 };

/* A file that the ruleset is made of. */
struct kind {
    const struct csv_column *column;
    int columns, key; /* the columns that say which row it is, a bit each */
    bool ordered;
};

/* Reads a file into a csv_table that the ruleset keeps; it stays where it is until the next one is read. */
static const struct rule_source *read_source(struct ruleset *rules, const char *name, struct text content,
                                             struct kind kind, struct problems *problems)
{
    ARRAY_ROOM(rules->source, rules->sources, rules->sources_cap);
    struct rule_source *source = &rules->source[rules->sources++];
    unsigned all = (1U << kind.columns) - 1;
    *source = (struct rule_source){.file = arena_copy(&rules->arena, name, strlen(name)),
                                   .column = kind.column,
                                   .columns = (size_t)kind.columns,
                                   .key = kind.key == EVERY_COLUMN ? all : (unsigned)kind.key,
                                   .ordered = kind.ordered};
    if (content.at)
        csv_table_read(&source->table, name, content, kind.column, (size_t)kind.columns, problems);
    else
        problem_add(problems, name, 0, "the file is missing among the conflict tables");
    return source;
}

/* The i-th row of a file that was read. */
static struct row row_of(struct ruleset *rules, const struct rule_source *source, size_t i, struct problems *problems)
{
    return (struct row){source->file, source->table.row[i].line, source->column, source->table.row[i].value, problems,
                        &rules->arena};
}

static void check_herkomst(const struct row *row, int column)
{
    row_choice(row, column, herkomst_name, 2, 0);
}

static int find_programma(const struct ruleset *rules, struct text naam)
{
    for (size_t i = 0; i < rules->programmas; i++)
        if (text_equal(rules->programma[i].naam, naam))
            return (int)i;
    return -1;
}

static int by_volgorde(const void *a, const void *b)
{
    const struct programma *p = a, *q = b;
    return p->volgorde != q->volgorde ? (p->volgorde > q->volgorde) - (p->volgorde < q->volgorde)
                                      : text_compare(p->naam, q->naam);
}

/* The programme that a row names; one that has no row in programmas.csv is a problem. */
static int read_programma(const struct ruleset *rules, const struct row *row, int column)
{
    int programma = find_programma(rules, row->value[column]);
    if (programma < 0)
        row_complain(row, column, "has no row in programmas.csv; add one, or correct the name");
    return programma;
}

/* A programme has one name, one volgorde and one soort, whatever number of rows. */
static void take_programma(struct ruleset *rules, const struct row *row)
{
    struct text naam = row->value[PROGRAMMA_NAAM];
    uint64_t volgorde = 0;
    if (naam.n == 0 || memchr(naam.at, ';', naam.n) || memchr(naam.at, ' ', naam.n) || text_equal(naam, TEXT("*")))
        row_complain(row, PROGRAMMA_NAAM, "is no name: it is empty, '*', or has a space or ';' in it");
    if (!text_digits(row->value[PROGRAMMA_VOLGORDE], 6, &volgorde))
        row_complain(row, PROGRAMMA_VOLGORDE, "is not a number of 1 to 6 digits");
    bool titel = row_choice(row, PROGRAMMA_SOORT, programma_soort_name, 2, 0) == 1;
    int known = find_programma(rules, naam);
    if (known < 0)
        rules->programma[rules->programmas++] = (struct programma){naam, (int)volgorde, titel};
    else if (rules->programma[known].volgorde != (int)volgorde)
        row_complain(row, PROGRAMMA_VOLGORDE, "is a second volgorde of this programme; give all its rows one");
    else if (rules->programma[known].titel != titel)
        row_complain(row, PROGRAMMA_SOORT, "is a second soort of this programme; give all its rows one");
    check_herkomst(row, PROGRAMMA_HERKOMST);
}

static void read_programmas(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    const struct rule_source *source = read_source(
        rules, PROGRAMMAS, table_files_find(files, PROGRAMMAS),
        (struct kind){programma_column, PROGRAMMA_COLUMNS,
                      1 << PROGRAMMA_NAAM | 1 << PROGRAMMA_LIJST | 1 << PROGRAMMA_CODE_VAN | 1 << PROGRAMMA_GELDIG_VAN,
                      false},
        problems);
    size_t n = source->table.n;
    rules->programma = xcalloc(n, sizeof *rules->programma);
    rules->programma_rij = xcalloc(n, sizeof *rules->programma_rij);
    for (size_t i = 0; i < n; i++) {
        struct row row = row_of(rules, source, i, problems);
        take_programma(rules, &row);
    }
    if (rules->programmas > PROGRAMMAS_MAX) {
        problem_add(problems, PROGRAMMAS, 0, "more than %d programmes", PROGRAMMAS_MAX);
        rules->programmas = PROGRAMMAS_MAX;
    }
    if (n)
        qsort(rules->programma, rules->programmas, sizeof *rules->programma, by_volgorde);
    for (size_t i = 0; i < n; i++) {
        struct row row = row_of(rules, source, i, problems);
        int programma = find_programma(rules, row.value[PROGRAMMA_NAAM]);
        struct programma_rij *rij = &rules->programma_rij[rules->programma_rijen++];
        rij->programma = programma < 0 ? 0 : (unsigned)programma;
        rij->lijsten = row_numbers(&row, PROGRAMMA_LIJST, 3, 3);
        row_range(&row, PROGRAMMA_CODE_VAN, PROGRAMMA_CODE_TM, &rij->van, &rij->tm);
        rij->geldig = row_validity(&row, PROGRAMMA_GELDIG_VAN, PROGRAMMA_GELDIG_TOT);
        rij->line = row.line;
    }
}

static int find_tabel(const struct ruleset *rules, struct text naam)
{
    for (size_t i = 0; i < rules->tabellen; i++)
        if (text_equal(rules->tabel[i].naam, naam))
            return (int)i;
    return -1;
}

/* A name that becomes a file name: letters, digits, '_' and '-'. */
static bool is_table_name(struct text naam)
{
    for (size_t i = 0; i < naam.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", naam.at[i]))
            return false;
    return naam.n >= 1 && naam.n <= 64;
}

static void check_one_table_a_day(const struct ruleset *rules, struct problems *problems)
{
    for (size_t b = 0; b < rules->tabellen; b++)
        for (size_t a = 0; a < b; a++) {
            const struct tabel *p = &rules->tabel[a], *q = &rules->tabel[b];
            if (p->geldig.from >= q->geldig.until || q->geldig.from >= p->geldig.until
                || p->geldig.from == p->geldig.until || q->geldig.from == q->geldig.until)
                continue;
            for (size_t i = 0; i < q->uzovi.n; i++)
                if (numbers_have(&p->uzovi, q->uzovi.at[i]))
                    problem_add(problems, "tabellen.csv", rules->tabel[b].line,
                                "%.*s and %.*s both name insurer %04u on the same day", (int)p->naam.n, p->naam.at,
                                (int)q->naam.n, q->naam.at, q->uzovi.at[i]);
        }
}

static void read_tabel(struct ruleset *rules, const struct row *row)
{
    const struct text *value = row->value;
    if (!is_table_name(value[TABEL_NAAM]))
        row_complain(row, TABEL_NAAM, "is not a name of 1 to 64 letters, digits, '_' and '-'");
    else if (find_tabel(rules, value[TABEL_NAAM]) >= 0)
        row_complain(row, TABEL_NAAM, "occurs twice; a table has one row");
    struct tabel *tabel = &rules->tabel[rules->tabellen++];
    *tabel = (struct tabel){.naam = value[TABEL_NAAM],
                            .titel = value[TABEL_TITEL],
                            .uzovi_text = value[TABEL_UZOVI],
                            .keten_periode_text = value[TABEL_KETEN_PERIODE],
                            .bron = value[TABEL_BRON],
                            .herkomst = value[TABEL_HERKOMST],
                            .every_insurer = text_equal(value[TABEL_UZOVI], TEXT("*")),
                            .line = row->line};
    if (!tabel->every_insurer)
        tabel->uzovi = row_numbers(row, TABEL_UZOVI, 4, 4);
    tabel->geldig = row_validity(row, TABEL_GELDIG_VAN, TABEL_GELDIG_TOT);
    tabel->keten_datum = row_choice(row, TABEL_KETEN_PERIODE, keten_periode_name, 2, NO_DEFAULT) == 1;
    check_herkomst(row, TABEL_HERKOMST);
}

static void read_tabellen(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    const struct rule_source *source =
        read_source(rules, TABELLEN, table_files_find(files, TABELLEN),
                    (struct kind){tabel_column, TABEL_COLUMNS, 1 << TABEL_NAAM, true}, problems);
    rules->tabel = xcalloc(source->table.n, sizeof *rules->tabel);
    for (size_t i = 0; i < source->table.n; i++) {
        struct row row = row_of(rules, source, i, problems);
        read_tabel(rules, &row);
    }
    check_one_table_a_day(rules, problems);
}

/* The first row of the set with this code, or where it would stand. */
static size_t first_of_code(const struct codeset *set, const struct code *code)
{
    size_t low;
    SEARCH_FIRST(low, set->n, i, code_compare(&set->code[i].code, code) < 0);
    return low;
}

static bool is_row_of(const struct codeset *set, size_t i, const struct code *code)
{
    return i < set->n && code_compare(&set->code[i].code, code) == 0;
}

bool codeset_has(const struct codeset *set, const struct code *code, uint16_t lijst)
{
    for (size_t i = first_of_code(set, code); is_row_of(set, i, code); i++)
        if (set->code[i].lijst == 0 || lijst == 0 || set->code[i].lijst == lijst)
            return true;
    return false;
}

bool codeset_names_list(const struct codeset *set, const struct code *code)
{
    size_t first = first_of_code(set, code);
    for (size_t i = first; is_row_of(set, i, code); i++)
        if (set->code[i].lijst == 0)
            return false;
    return is_row_of(set, first, code);
}

static int by_codeset_code(const void *a, const void *b)
{
    return code_compare(&((const struct codeset_code *)a)->code, &((const struct codeset_code *)b)->code);
}

static struct codeset *find_codeset(const struct ruleset *rules, struct text naam)
{
    for (size_t i = 0; i < rules->codesets; i++)
        if (text_equal(rules->codeset[i].naam, naam))
            return &rules->codeset[i];
    return NULL;
}

/* A codeset is known by its rows, or, while it is still empty, by the concept rules that will use it. */
static struct codeset *codeset_named(struct ruleset *rules, struct text naam, size_t *cap)
{
    struct codeset *set = find_codeset(rules, naam);
    if (set)
        return set;
    assert(rules->codesets < *cap);
    rules->codeset[rules->codesets] = (struct codeset){.naam = naam};
    return &rules->codeset[rules->codesets++];
}

static void read_codesets(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    const struct rule_source *source =
        read_source(rules, CODESETS, table_files_find(files, CODESETS),
                    (struct kind){codeset_column, CODESET_COLUMNS, EVERY_COLUMN, false}, problems);
    size_t cap = source->table.n;
    struct text last = {0};
    struct codeset *set = NULL;
    rules->codeset = xcalloc(cap, sizeof *rules->codeset);
    for (size_t i = 0; i < source->table.n; i++) {
        struct row row = row_of(rules, source, i, problems);
        if (row.value[CODESET_NAAM].n == 0)
            row_complain(&row, CODESET_NAAM, "is no name: give one");
        if (row.value[CODESET_CODE].n == 0)
            row_complain(&row, CODESET_CODE, "is no code: leave the row out for an empty set");
        struct numbers lijst = row_numbers(&row, CODESET_LIJST, 3, 3);
        if (lijst.n > 1)
            row_complain(&row, CODESET_LIJST, "is more than one list: give one, or none for any");
        if (!set || !text_equal(last, row.value[CODESET_NAAM]))
            set = codeset_named(rules, row.value[CODESET_NAAM], &cap);
        last = row.value[CODESET_NAAM];
        ARRAY_ROOM(set->code, set->n, set->cap);
        set->code[set->n++] =
            (struct codeset_code){row_code(&row, CODESET_CODE), (uint16_t)(lijst.n ? lijst.at[0] : 0)};
    }
    for (size_t i = 0; i < rules->codesets; i++)
        qsort(rules->codeset[i].code, rules->codeset[i].n, sizeof *rules->codeset[i].code, by_codeset_code);
}

static struct groep *find_groep(const struct ruleset *rules, struct text naam)
{
    for (size_t i = 0; i < rules->groepen; i++)
        if (text_equal(rules->groep[i].naam, naam))
            return &rules->groep[i];
    return NULL;
}

static void read_groepen(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    const struct rule_source *source =
        read_source(rules, GROEPEN, table_files_find(files, GROEPEN),
                    (struct kind){groep_column, GROEP_COLUMNS, 1 << GROEP_NAAM | 1 << GROEP_ICPC, false}, problems);
    rules->groep = xcalloc(source->table.n, sizeof *rules->groep);
    for (size_t i = 0; i < source->table.n; i++) {
        struct row row = row_of(rules, source, i, problems);
        struct text naam = row.value[GROEP_NAAM], icpc = row.value[GROEP_ICPC];
        if (naam.n == 0)
            row_complain(&row, GROEP_NAAM, "is no name: give one");
        if (icpc.n == 0 || icpc.n > DIAGNOSECODE_MAX)
            row_complain(&row, GROEP_ICPC, "is not (the begin of) an ICPC code of 1 to 6 characters");
        struct groep *groep = find_groep(rules, naam);
        if (!groep) {
            groep = &rules->groep[rules->groepen++];
            *groep = (struct groep){.naam = naam};
        }
        ARRAY_ROOM(groep->icpc, groep->n, groep->cap);
        groep->icpc[groep->n++] = icpc;
        check_herkomst(&row, GROEP_HERKOMST);
    }
}

const char *voorwaarde_name(int voorwaarde)
{
    static const char *const further[] = {"contactregister", "ledenlijst", "volledig"};
    return voorwaarde < (int)CATEGORIEEN ? categorie_name[voorwaarde] : further[voorwaarde - (int)CATEGORIEEN];
}

int voorwaarde_of(struct text word)
{
    for (int i = 0; i < VOORWAARDEN; i++)
        if (text_equal(word, text_of(voorwaarde_name(i))))
            return i;
    return -1;
}

/* The conditions of a rule or contract. `strict`: another word is a problem; in a contract it is only a word that no
 * rule asks for. A rule cannot ask for `volledig`: it is a promise about the contracts. */
static uint64_t read_voorwaarden(const struct row *row, int column, bool strict)
{
    uint64_t set = 0;
    struct text rest = row->value[column], word;
    while (text_word(&rest, &word)) {
        int voorwaarde = voorwaarde_of(word);
        if (voorwaarde >= 0 && !(strict && voorwaarde == VOORWAARDE_VOLLEDIG))
            set |= UINT64_C(1) << voorwaarde;
        else if (strict)
            row_wrong(row, "%s: unknown condition '%.*s': name a category, contactregister or ledenlijst",
                      row->column[column].name, (int)word.n, word.at);
    }
    return set;
}

static void read_zorgproduct(const struct row *row, struct regel *regel)
{
    struct text text = row->value[R_ZORGPRODUCT];
    uint64_t number = 0;
    if (text.n == 0)
        return;
    bool prefix = text.at[text.n - 1] == '*';
    size_t digits = text.n - prefix;
    if (!text_digits((struct text){text.at, digits}, 9, &number) || (!prefix && digits != 9))
        row_complain(row, R_ZORGPRODUCT, "is neither 9 digits nor a prefix of 1 to 9 digits and '*'");
    regel->zorgproduct = (uint32_t)number;
    regel->zorgproduct_full = !prefix;
    regel->zorgproduct_divisor = 1;
    for (size_t i = digits; i < 9; i++)
        regel->zorgproduct_divisor *= 10;
}

/* A set without rows cannot be told from one that nobody knows:
 * a concept rule may name it, its codes are not known yet. */
static void read_codeset(const struct ruleset *rules, const struct row *row, struct regel *regel)
{
    if (row->value[R_CODESET].n == 0)
        return;
    regel->codeset = find_codeset(rules, row->value[R_CODESET]);
    if (regel->van.n)
        row_complain(row, R_CODESET, "stands beside a range; give a rule one of the two");
    if (!regel->codeset && regel->actief)
        row_complain(row, R_CODESET, "has no row in codesets.csv; fill it, or make the rule concept");
}

static void read_selector(const struct ruleset *rules, const struct row *row, struct regel *regel)
{
    regel->lijsten = row_numbers(row, R_PRESTATIECODELIJST, 3, 3);
    row_range(row, R_CODE_VAN, R_CODE_TM, &regel->van, &regel->tm);
    read_codeset(rules, row, regel);
    read_zorgproduct(row, regel);
    regel->specialismen = row_numbers(row, R_SPECIALISME, 4, 4);
    regel->zorgsoorten = row_numbers(row, R_ZORGSOORT, 2, 2);
}

static programma_set read_conflict_programmas(const struct ruleset *rules, const struct row *row)
{
    programma_set set = 0;
    struct text rest = row->value[R_CONFLICT_PROGRAMMA], word;
    while (text_word(&rest, &word)) {
        int programma = find_programma(rules, word);
        if (programma < 0)
            row_wrong(row, "conflict_programma: '%.*s' has no row in programmas.csv; add one, or correct the name",
                      (int)word.n, word.at);
        else
            set |= UINT64_C(1) << programma;
    }
    return set;
}

/* What only a pair can ask; `0` and an empty value say nothing. */
static unsigned read_max_dagen(const struct row *row, enum regel_soort soort)
{
    uint64_t days = 0;
    if (row->value[R_MAX_DAGEN].n && !text_digits(row->value[R_MAX_DAGEN], 6, &days))
        row_complain(row, R_MAX_DAGEN, "is not a number of days of 1 to 6 digits");
    else if (row->value[R_MAX_DAGEN].n && days == 0 && soort == SOORT_PAAR)
        row_complain(row, R_MAX_DAGEN, "lets no care be: give 1 day or more, or leave it empty");
    return (unsigned)days;
}

/* The conditions beside the selector. */
static void read_conditions(const struct ruleset *rules, const struct row *row, struct regel *regel)
{
    regel->conflict_programmas = read_conflict_programmas(rules, row);
    regel->verwijsdiagnoses = row_numbers(row, R_VERWIJSDIAGNOSES, 1, 8);
    if (row->value[R_BETREFT].n) {
        regel->betreft = find_groep(rules, row->value[R_BETREFT]);
        if (!regel->betreft)
            row_complain(row, R_BETREFT, "has no row in diagnosegroepen.csv; add one, or correct the name");
    }
    regel->voorwaarden = read_voorwaarden(row, R_VOORWAARDE, true);
    regel->overlap_start = row_choice(row, R_OVERLAP, overlap_name, 2, 0) == 1;
    regel->max_dagen = read_max_dagen(row, regel->soort);
    regel->gedoogkwartaal = row_flag(row, R_GEDOOGKWARTAAL);
    regel->eenmalig = row_flag(row, R_EENMALIG);
}

/* What does not go with the rule's soort (semantics.md 3, exit 4). */
static void check_soort(const struct row *row, const struct regel *regel)
{
    static const char only_pair[] = "is for soort paar only: leave it empty";
    if (regel->soort != SOORT_PAAR) {
        if (row->value[R_CONFLICT_PROGRAMMA].n)
            row_complain(row, R_CONFLICT_PROGRAMMA, only_pair);
        if (regel->overlap_start)
            row_complain(row, R_OVERLAP, only_pair);
        if (regel->max_dagen)
            row_complain(row, R_MAX_DAGEN, only_pair);
        if (regel->gedoogkwartaal)
            row_complain(row, R_GEDOOGKWARTAAL, only_pair);
        if (regel->eenmalig)
            row_complain(row, R_EENMALIG, only_pair);
    }
    for (int c = R_VERWIJSDIAGNOSES; c <= R_BETREFT; c++)
        if (regel->soort != SOORT_PAAR && regel->soort != SOORT_VEREIST && row->value[c].n)
            row_complain(row, c, "is for soorten paar and vereist only: leave it empty");
    bool looks_for = regel->soort == SOORT_VEREIST || regel->soort == SOORT_LID;
    bool later = !regel->actief && row->value[R_CODESET].n; /* a set that is not filled yet */
    if (looks_for && !later && !regel_matches_something(regel))
        row_wrong(row, "soort: a rule of soort %s needs a code, codeset, zorgproduct, "
                       "specialisme or zorgsoort to look for",
                  regel_soort_name[regel->soort]);
    if (regel->soort == SOORT_VEREIST && !regel->voorwaarden)
        row_complain(row, R_VOORWAARDE, "must name the condition by which the evidence is agreed");
    if ((regel->soort == SOORT_CONTRACT || regel->soort == SOORT_TARIEF) && regel_has_selector(regel))
        row_wrong(row, "soort: a rule of soort %s looks at all lines of its programme: "
                       "leave prestatiecodelijst to zorgsoort empty",
                  regel_soort_name[regel->soort]);
}

/* Which row it was, for the record: the 24 columns of version 1 always, later ones only when they are filled, so that a
 * row keeps its hash when the contract gets columns. */
static void take_hash(const struct ruleset *rules, struct regel *regel)
{
    struct sha256 *sha = sha256_new();
    sha256_add(sha, rules->tabel[regel->tabel].naam.at, rules->tabel[regel->tabel].naam.n);
    for (int later = 0; later <= 1; later++)
        for (int c = 0; c < REGEL_COLUMNS; c++) {
            const char *name = regel_column[c].name;
            if (regel_column[c].required == later || (later && regel->value[c].n == 0))
                continue;
            sha256_add(sha, "\x1F", 1);
            if (later) {
                sha256_add(sha, name, strlen(name));
                sha256_add(sha, "=", 1);
            }
            sha256_add(sha, regel->value[c].at, regel->value[c].n);
        }
    sha256_finish(sha, regel->hash);
}

/* ALG-DUBBEL is of every programme, and no other rule is. */
static void read_regel_programma(const struct ruleset *rules, const struct row *row, struct regel *regel)
{
    bool dubbel = text_equal(regel->id, TEXT("ALG-DUBBEL"));
    bool every = text_equal(row->value[R_PROGRAMMA], TEXT("*"));
    regel->programma = ALLE_PROGRAMMAS;
    if (dubbel != every)
        row_complain(row, R_PROGRAMMA, "is wrong here: programma '*' goes with rule ALG-DUBBEL, and only with it");
    if (dubbel && (regel_has_selector(regel) || regel->soort != SOORT_PAAR || regel->conflict_programmas))
        row_wrong(row, "regel: ALG-DUBBEL is of soort paar and has no selector and no conflict_programma");
    if (dubbel || every)
        return;
    int programma = read_programma(rules, row, R_PROGRAMMA);
    if (programma >= 0)
        regel->programma = (unsigned)programma;
}

static void read_regel(struct ruleset *rules, const struct row *row, unsigned tabel)
{
    const struct text *value = row->value;
    struct regel *regel = &rules->regel[rules->regels++];
    *regel = (struct regel){.id = value[R_REGEL],
                            .omschrijving = value[R_OMSCHRIJVING],
                            .bron = value[R_BRON],
                            .tabel = tabel,
                            .value = value,
                            .file = row->file,
                            .line = row->line};
    if (regel->id.n == 0 || memchr(regel->id.at, ';', regel->id.n) || memchr(regel->id.at, ' ', regel->id.n))
        row_complain(row, R_REGEL, "is no id: it is empty, or has a space or ';' in it");
    regel->soort = row_choice(row, R_SOORT, regel_soort_name, REGEL_SOORTEN, SOORT_PAAR);
    regel->categorie = row_choice(row, R_CATEGORIE, categorie_name, CATEGORIEEN, NO_DEFAULT);
    regel->actief = row_choice(row, R_STATUS, regel_status_name, 2, NO_DEFAULT) == 1;
    read_selector(rules, row, regel);
    read_conditions(rules, row, regel);
    read_regel_programma(rules, row, regel);
    check_soort(row, regel);
    bool looks_further = regel->betreft || regel->eenmalig || regel->soort == SOORT_VEREIST;
    regel->formeel = row_choice(row, R_CONTROLE, controle_name, 2, looks_further) == 0;
    regel->zekerheid = row_choice(row, R_ZEKERHEID, zekerheid_name, ZEKERHEDEN, NO_DEFAULT);
    regel->verhaal = row_choice(row, R_VERHAAL, verhaal_name, 2, VERHAAL_CONFLICT);
    if (regel->soort != SOORT_PAAR)
        regel->verhaal = VERHAAL_KETEN;
    regel->geldig = row_validity(row, R_GELDIG_VAN, R_GELDIG_TOT);
    check_herkomst(row, R_HERKOMST);
    take_hash(rules, regel);
}

static int by_rule_id(const void *a, const void *b, void *ctx)
{
    const struct regel *regel = ctx;
    return text_compare(regel[*(const uint32_t *)a].id, regel[*(const uint32_t *)b].id);
}

/* In bytewise order of their ids doubles stand together; the order serves to find a rule by its id. */
static void check_ids(struct ruleset *rules, struct problems *problems)
{
    uint32_t *order = rules->order_by_id = xcalloc(rules->regels, sizeof *order);
    for (uint32_t i = 0; i < rules->regels; i++)
        order[i] = i;
    qsort_r(order, rules->regels, sizeof *order, by_rule_id, rules->regel);
    for (uint32_t i = 0; i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[order[i]];
        if (i == 0 || !text_equal(regel->id, rules->regel[order[i - 1]].id))
            continue;
        const struct regel *other = &rules->regel[order[i - 1]];
        const struct regel *later = regel > other ? regel : other, *first = regel > other ? other : regel;
        problem_add(problems, later->file, later->line, "regel: rule id %.*s stands in %s:%zu already; "
                                                        "give each its own", (int)regel->id.n,
                    regel->id.at, first->file, first->line);
    }
}

static void read_regels(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    size_t cap = 0;
    for (unsigned t = 0; t < rules->tabellen; t++) {
        struct tabel *tabel = &rules->tabel[t];
        tabel->first_regel = rules->regels;
        if (!is_table_name(tabel->naam))
            continue;
        char *file = xprintf("%.*s.csv", (int)tabel->naam.n, tabel->naam.at);
        const struct rule_source *source =
            read_source(rules, file, table_files_find(files, file),
                        (struct kind){regel_column, REGEL_COLUMNS, 1 << R_REGEL, true}, problems);
        for (size_t i = 0; i < source->table.n; i++) {
            struct row row = row_of(rules, source, i, problems);
            ARRAY_ROOM(rules->regel, rules->regels, cap);
            read_regel(rules, &row, t);
        }
        tabel->regels = rules->regels - tabel->first_regel;
        free(file);
    }
    check_ids(rules, problems);
    for (size_t i = 0; i < rules->regels; i++)
        if (text_equal(rules->regel[i].id, TEXT("ALG-DUBBEL")))
            rules->dubbel = &rules->regel[i];
}

/* Tables of version 1 have no letop.csv: then no code looks like a bundle. */
static void read_letop(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    struct text content = table_files_find(files, LETOP);
    if (!content.at)
        return;
    const struct rule_source *source = read_source(
        rules, LETOP, content,
        (struct kind){letop_column, LETOP_COLUMNS, 1 << LETOP_LIJST | 1 << LETOP_CODE_VAN | 1 << LETOP_CODE_TM, true},
        problems);
    rules->letop = xcalloc(source->table.n, sizeof *rules->letop);
    for (size_t i = 0; i < source->table.n; i++) {
        struct row row = row_of(rules, source, i, problems);
        struct letop_rij *rij = &rules->letop[rules->letop_rijen++];
        *rij = (struct letop_rij){.lijsten = row_numbers(&row, LETOP_LIJST, 3, 3),
                                  .meld = row_choice(&row, LETOP_WAT, letop_wat_name, 2, NO_DEFAULT) == 1,
                                  .betekenis = row.value[LETOP_BETEKENIS],
                                  .line = row.line};
        row_range(&row, LETOP_CODE_VAN, LETOP_CODE_TM, &rij->van, &rij->tm);
    }
}

static struct categorie_rij *find_categorie(const struct ruleset *rules, enum categorie categorie, uint16_t lijst)
{
    for (size_t i = 0; i < rules->categorie_rijen; i++)
        if (rules->categorie[i].categorie == categorie && rules->categorie[i].lijst == lijst)
            return &rules->categorie[i];
    return NULL;
}

static void read_categorie(struct ruleset *rules, const struct row *row)
{
    const enum categorie categorie = row_choice(row, CATEGORIE_NAAM, categorie_name, CATEGORIEEN, NO_DEFAULT);
    const struct numbers lijst = row_numbers(row, CATEGORIE_LIJST, 3, 3);
    if (lijst.n > 1)
        row_complain(row, CATEGORIE_LIJST, "is more than one list: give each its row");
    const struct categorie_rij rij = {
        .categorie = categorie,
        .lijst = (uint16_t)(lijst.n ? lijst.at[0] : 0),
        .eigen_risico = row_choice(row, CATEGORIE_EIGEN_RISICO, eigen_risico_name, EIGEN_RISICOS, NO_DEFAULT),
        .value = row->value};
    if (find_categorie(rules, categorie, rij.lijst))
        row_wrong(row, "categorie: it has a row of this list already; keep one");
    check_herkomst(row, CATEGORIE_HERKOMST);
    rules->categorie[rules->categorie_rijen++] = rij;
}

/* Tables of before have no categorieen.csv: then nobody knows. */
static void read_categorieen(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    struct text content = table_files_find(files, CATEGORIES);
    if (!content.at)
        return;
    const struct kind kind = {categorie_column, CATEGORIE_COLUMNS, 1 << CATEGORIE_NAAM | 1 << CATEGORIE_LIJST, false};
    const struct rule_source *source = read_source(rules, CATEGORIES, content, kind, problems);
    rules->categorie = xcalloc(source->table.n, sizeof *rules->categorie);
    for (size_t i = 0; i < source->table.n; i++) {
        struct row row = row_of(rules, source, i, problems);
        read_categorie(rules, &row);
    }
}

enum eigen_risico ruleset_eigen_risico(const struct ruleset *rules, enum categorie categorie, uint16_t lijst)
{
    const struct categorie_rij *rij = find_categorie(rules, categorie, lijst);
    rij = rij ? rij : find_categorie(rules, categorie, 0);
    return rij ? rij->eigen_risico : EIGEN_RISICO_ONBEKEND;
}

static int by_contract_party(const void *a, const void *b)
{
    const struct contract_rij *p = a, *q = b;
    if (p->uzovi != q->uzovi)
        return p->uzovi < q->uzovi ? -1 : 1;
    return (p->agb_declarant > q->agb_declarant) - (p->agb_declarant < q->agb_declarant);
}

static struct contract_rij read_contract(struct ruleset *rules, const struct row *row)
{
    bool every = text_equal(row->value[CONTRACT_PROGRAMMA], TEXT("*")), extra = row->value[CONTRACT_EXTRA].n > 0;
    int programma = every ? -1 : read_programma(rules, row, CONTRACT_PROGRAMMA);
    int tabel = find_tabel(rules, row->value[CONTRACT_EXTRA]);
    if (every && row->value[CONTRACT_CODE].n)
        row_complain(row, CONTRACT_CODE, "goes with no programma '*': name the programme");
    if (every && row->value[CONTRACT_TARIEF].n)
        row_complain(row, CONTRACT_TARIEF, "goes with no programma '*': name the programme");
    if (extra && tabel < 0)
        row_complain(row, CONTRACT_EXTRA, "is no table of tabellen.csv; add it, or correct the name");
    uint64_t voorwaarden = read_voorwaarden(row, CONTRACT_VOORWAARDEN, false);
    return (struct contract_rij){
        .uzovi = (uint16_t)row_number(row, CONTRACT_UZOVI, 4),
        .agb_declarant = row_number(row, CONTRACT_AGB, 8),
        .programma = programma < 0 ? ALLE_PROGRAMMAS : (unsigned)programma,
        .code = row_code(row, CONTRACT_CODE),
        .geldig = row_validity(row, CONTRACT_GELDIG_VAN, CONTRACT_GELDIG_TOT),
        .voorwaarden = voorwaarden,
        .extra_tabel = extra && tabel >= 0 ? (unsigned)tabel : GEEN_TABEL,
        .volledig = voorwaarden >> VOORWAARDE_VOLLEDIG & 1,
        .tarief_cent = row_cent(row, CONTRACT_TARIEF),
        .budget_cent = row_cent(row, CONTRACT_BUDGET),
        .value = row->value,
        .line = row->line,
    };
}

static void read_contracts(struct ruleset *rules, const struct rule_file *file, struct problems *problems)
{
    const struct rule_source *source =
        read_source(rules, file->name, file->content,
                    (struct kind){contract_column, CONTRACT_COLUMNS,
                                  1 << CONTRACT_UZOVI | 1 << CONTRACT_AGB | 1 << CONTRACT_PROGRAMMA | 1 << CONTRACT_CODE
                                      | 1 << CONTRACT_GELDIG_VAN,
                                  false},
                    problems);
    rules->contract = xcalloc(source->table.n, sizeof *rules->contract);
    for (size_t i = 0; i < source->table.n; i++) {
        struct row row = row_of(rules, source, i, problems);
        rules->contract[rules->contracten++] = read_contract(rules, &row);
    }
    if (rules->contracten)
        qsort(rules->contract, rules->contracten, sizeof *rules->contract, by_contract_party);
}

static int by_relatie(const void *a, const void *b)
{
    const struct relatie *p = a, *q = b;
    if (p->van_agb != q->van_agb)
        return p->van_agb < q->van_agb ? -1 : 1;
    if (p->naar_agb != q->naar_agb)
        return p->naar_agb < q->naar_agb ? -1 : 1;
    return (p->geldig.from > q->geldig.from) - (p->geldig.from < q->geldig.from);
}

static int by_naar(const void *a, const void *b, void *ctx)
{
    const struct relatie *relatie = ctx;
    uint32_t p = relatie[*(const uint32_t *)a].naar_agb, q = relatie[*(const uint32_t *)b].naar_agb;
    return (p > q) - (p < q);
}

static struct relatie read_relatie(const struct row *row)
{
    struct relatie relatie = {.van_agb = row_number(row, RELATIE_VAN, 8),
                              .naar_agb = row_number(row, RELATIE_NAAR, 8),
                              .soort = row->value[RELATIE_SOORT],
                              .bron = row->value[RELATIE_BRON],
                              .geldig = row_validity(row, RELATIE_GELDIG_VAN, RELATIE_GELDIG_TOT),
                              .line = row->line};
    if (text_equal(row->value[RELATIE_VAN], row->value[RELATIE_NAAR]))
        row_complain(row, RELATIE_NAAR, "is the practice itself: name what it is a member of");
    return relatie;
}

static void read_relaties(struct ruleset *rules, const struct rule_file *file, struct problems *problems)
{
    const struct rule_source *source =
        read_source(rules, file->name, file->content,
                    (struct kind){relatie_column, RELATIE_COLUMNS,
                                  1 << RELATIE_VAN | 1 << RELATIE_NAAR | 1 << RELATIE_GELDIG_VAN, false},
                    problems);
    rules->relatie = xcalloc(source->table.n, sizeof *rules->relatie);
    rules->by_naar = xcalloc(source->table.n, sizeof *rules->by_naar);
    for (size_t i = 0; i < source->table.n; i++) {
        struct row row = row_of(rules, source, i, problems);
        rules->by_naar[i] = (uint32_t)i;
        rules->relatie[rules->relaties++] = read_relatie(&row);
    }
    if (rules->relaties == 0)
        return;
    qsort(rules->relatie, rules->relaties, sizeof *rules->relatie, by_relatie);
    qsort_r(rules->by_naar, rules->relaties, sizeof *rules->by_naar, by_naar, rules->relatie);
}

int source_compare(const struct rule_source *source, const struct text *a, const struct text *b)
{
    int order = 0;
    for (size_t c = 0; c < source->columns && order == 0; c++)
        order = text_compare(a[c], b[c]);
    return order;
}

static int by_values(const void *a, const void *b, void *ctx)
{
    const struct rule_source *source = ctx;
    return source_compare(source, source->table.row[*(const size_t *)a].value,
                          source->table.row[*(const size_t *)b].value);
}

size_t *source_order(const struct rule_source *source, size_t *n)
{
    size_t rows = source ? source->table.n : 0, *order = xcalloc(rows, sizeof *order);
    for (size_t i = 0; i < rows; i++)
        order[i] = i;
    if (rows)
        qsort_r(order, rows, sizeof *order, by_values, (void *)(uintptr_t)source);
    *n = 0;
    for (size_t i = 0; i < rows; i++)
        if (*n == 0 || by_values(&order[*n - 1], &order[i], (void *)(uintptr_t)source))
            order[(*n)++] = order[i];
    return order;
}

/* The rows, whatever their order, and however often one occurs: what they say. */
static void hash_rows(const struct rule_source *source, char out[static DIGEST_HEX + 1])
{
    size_t n, *order = source_order(source, &n);
    struct sha256 *sha = sha256_new();
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < source->columns; c++) {
            const struct text *value = &source->table.row[order[i]].value[c];
            sha256_add(sha, value->at, value->n);
            sha256_add(sha, c + 1 < source->columns ? "\x1F" : "\n", 1);
        }
    sha256_finish(sha, out);
    free(order);
}

static const struct rule_source *source_with(const struct ruleset *rules, const struct csv_column *column)
{
    for (size_t i = 0; i < rules->sources; i++)
        if (rules->source[i].column == column)
            return &rules->source[i];
    return NULL;
}

const struct rule_source *ruleset_contract_source(const struct ruleset *rules)
{
    return source_with(rules, contract_column);
}

const struct rule_source *ruleset_relatie_source(const struct ruleset *rules)
{
    return source_with(rules, relatie_column);
}

bool ruleset_uses(const struct ruleset *rules, const char *file)
{
    static const char *const fixed[] = {PROGRAMMAS, TABELLEN, CODESETS, GROEPEN, LETOP, CATEGORIES};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(file, fixed[i]) == 0)
            return true;
    return find_tabel(rules, (struct text){file, strlen(file) - strlen(".csv")}) >= 0;
}

/* What decided relevance and findings: the files that were used, by name and hash. */
static void take_fingerprint(struct ruleset *rules, const struct table_files *files)
{
    struct sha256 *sha = sha256_new();
    for (size_t i = 0; i < files->n; i++) {
        const struct table_file *file = &files->file[i];
        if (!ruleset_uses(rules, file->name) || strcmp(file->name, CATEGORIES) == 0)
            continue;
        sha256_add(sha, file->name, strlen(file->name) + 1);
        sha256_add(sha, file->sha256, DIGEST_HEX);
    }
    sha256_add(sha, rules->contracts_sha256, strlen(rules->contracts_sha256));
    if (rules->relaties_sha256[0]) {
        sha256_add(sha, ">", 1);
        sha256_add(sha, rules->relaties_sha256, DIGEST_HEX);
    }
    sha256_add(sha, rules->extend_tables ? "+" : "-", 1);
    if (rules->max_bevindingen != 0 && rules->max_bevindingen != MAX_BEVINDINGEN) { /* as it was before there was one */
        char *max = xprintf("%u", (unsigned)rules->max_bevindingen);
        sha256_add(sha, max, strlen(max));
        free(max);
    }
    sha256_finish(sha, rules->fingerprint);
}

void ruleset_load(struct ruleset *rules, const struct rule_input *input, struct problems *problems)
{
    *rules = (struct ruleset){.extend_tables = input->extend_tables, .max_bevindingen = input->max_bevindingen};
    read_programmas(rules, input->files, problems);
    read_tabellen(rules, input->files, problems);
    read_codesets(rules, input->files, problems);
    read_groepen(rules, input->files, problems);
    read_regels(rules, input->files, problems);
    read_letop(rules, input->files, problems);
    read_categorieen(rules, input->files, problems);
    if (input->contracts.content.at) {
        read_contracts(rules, &input->contracts, problems);
        if (input->by_bytes)
            sha256_of(input->contracts.content.at, input->contracts.content.n, rules->contracts_sha256);
        else
            hash_rows(ruleset_contract_source(rules), rules->contracts_sha256);
    }
    if (input->relaties.content.at) {
        read_relaties(rules, &input->relaties, problems);
        hash_rows(ruleset_relatie_source(rules), rules->relaties_sha256);
    }
    take_fingerprint(rules, input->files);
}

void ruleset_release(struct ruleset *rules)
{
    for (size_t i = 0; i < rules->codesets; i++)
        free(rules->codeset[i].code);
    for (size_t i = 0; i < rules->groepen; i++)
        free(rules->groep[i].icpc);
    for (size_t i = 0; i < rules->sources; i++)
        csv_table_release(&rules->source[i].table);
    free(rules->programma);
    free(rules->programma_rij);
    free(rules->tabel);
    free(rules->codeset);
    free(rules->groep);
    free(rules->regel);
    free(rules->contract);
    free(rules->relatie);
    free(rules->by_naar);
    free(rules->letop);
    free(rules->categorie);
    free(rules->order_by_id);
    free(rules->source);
    arena_release(&rules->arena);
    *rules = (struct ruleset){0};
}

bool regel_has_selector(const struct regel *regel)
{
    for (int c = R_PRESTATIECODELIJST; c <= R_ZORGSOORT; c++)
        if (regel->value[c].n)
            return true;
    return false;
}

bool regel_matches_something(const struct regel *regel)
{
    bool no_code_fits = regel->value[R_CODESET].n && (!regel->codeset || regel->codeset->n == 0);
    return !(no_code_fits && !regel->zorgproduct_full) /* of a DOT the zorgproduct alone may match */
           && (regel_has_code(regel) || regel->zorgproduct_divisor || regel->specialismen.n || regel->zorgsoorten.n);
}

bool regel_can_hit(const struct regel *regel)
{
    switch (regel->soort) {
    case SOORT_PAAR:
        return regel->programma == ALLE_PROGRAMMAS || regel_matches_something(regel)
               || (regel->conflict_programmas && !regel_has_selector(regel));
    case SOORT_VERBODEN:
        return !regel_has_selector(regel) || regel_matches_something(regel);
    case SOORT_CONTRACT:
    case SOORT_TARIEF:
        return true;
    case SOORT_VEREIST:
    case SOORT_LID:
    case REGEL_SOORTEN:
        break;
    }
    return regel_matches_something(regel);
}

bool regel_makes_relevant(const struct ruleset *rules, const struct regel *regel)
{
    return regel_matches_something(regel) && (regel->soort != SOORT_LID || rules->relaties);
}

const struct regel *ruleset_regel(const struct ruleset *rules, struct text id)
{
    size_t low;
    SEARCH_FIRST(low, rules->regels, i, text_compare(rules->regel[rules->order_by_id[i]].id, id) < 0);
    const struct regel *regel = low < rules->regels ? &rules->regel[rules->order_by_id[low]] : NULL;
    return regel && text_equal(regel->id, id) ? regel : NULL;
}

const struct contract_rij *ruleset_contracts(const struct ruleset *rules, uint16_t uzovi, uint32_t agb, size_t *n)
{
    const struct contract_rij key = {.uzovi = uzovi, .agb_declarant = agb};
    size_t low;
    SEARCH_FIRST(low, rules->contracten, i, by_contract_party(&rules->contract[i], &key) < 0);
    size_t end = low;
    while (end < rules->contracten && by_contract_party(&rules->contract[end], &key) == 0)
        end++;
    *n = end - low;
    return *n ? rules->contract + low : NULL;
}

bool contract_names_code(const struct contract_rij *rij, const struct line *line)
{
    struct text code = code_bare(line->prestatiecode);
    return rij->code.n == code.n && memcmp(rij->code.at, code.at, code.n) == 0;
}

/* The first relation of a practice, or where it would stand. */
static size_t first_relatie_of(const struct ruleset *rules, uint32_t van)
{
    size_t low;
    SEARCH_FIRST(low, rules->relaties, i, rules->relatie[i].van_agb < van);
    return low;
}

static bool leads_in(const struct ruleset *rules, uint32_t van, uint32_t naar, day d, int steps)
{
    for (size_t i = first_relatie_of(rules, van); i < rules->relaties && rules->relatie[i].van_agb == van; i++) {
        const struct relatie *relatie = &rules->relatie[i];
        if (valid_on(relatie->geldig, d)
            && (relatie->naar_agb == naar || (steps > 1 && leads_in(rules, relatie->naar_agb, naar, d, steps - 1))))
            return true;
    }
    return false;
}

bool ruleset_leads(const struct ruleset *rules, uint32_t van, uint32_t naar, day d)
{
    return leads_in(rules, van, naar, d, RELATIE_STAPPEN);
}

static void leaders_in(const struct ruleset *rules, uint32_t van, day d, int steps,
                       void (*each)(void *ctx, uint32_t naar), void *ctx)
{
    for (size_t i = first_relatie_of(rules, van); i < rules->relaties && rules->relatie[i].van_agb == van; i++)
        if (valid_on(rules->relatie[i].geldig, d)) {
            each(ctx, rules->relatie[i].naar_agb);
            if (steps > 1)
                leaders_in(rules, rules->relatie[i].naar_agb, d, steps - 1, each, ctx);
        }
}

void ruleset_leaders(const struct ruleset *rules, uint32_t van, day d, void (*each)(void *ctx, uint32_t naar),
                     void *ctx)
{
    leaders_in(rules, van, d, RELATIE_STAPPEN, each, ctx);
}

bool ruleset_has_members(const struct ruleset *rules, uint32_t naar, day d)
{
    size_t low;
    SEARCH_FIRST(low, rules->relaties, i, rules->relatie[rules->by_naar[i]].naar_agb < naar);
    for (; low < rules->relaties && rules->relatie[rules->by_naar[low]].naar_agb == naar; low++)
        if (valid_on(rules->relatie[rules->by_naar[low]].geldig, d))
            return true;
    return false;
}

static bool add_ketencode(struct code *code, size_t *n, size_t max, struct code next)
{
    for (size_t i = 0; i < *n; i++)
        if (code_compare(&code[i], &next) == 0)
            return true;
    if (*n == max)
        return false;
    code[(*n)++] = next;
    return true;
}

/* Adds the codes of a range whose ends differ in the last character at the most; false for another, in which letters
 * stand between the digits (`1200A` comes after `12009`), or when there is no room for all. */
static bool add_ketencodes(struct code *code, size_t *n, size_t max, const struct code *van, const struct code *tm)
{
    static const char last[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    bool ok = memcmp(van->at, tm->at, van->n - 1U) == 0;
    for (const char *at = last; *at && ok; at++) {
        struct code next = *van;
        next.at[next.n - 1] = *at;
        ok = !code_in_range(&next, van, tm) || add_ketencode(code, n, max, next);
    }
    return ok;
}

size_t ruleset_ketencodes(const struct ruleset *rules, struct code *code, size_t max)
{
    size_t n = 0;
    bool all = true;
    for (size_t i = 0; i < rules->programma_rijen && all; i++)
        if (rules->programma_rij[i].van.n)
            all = add_ketencodes(code, &n, max, &rules->programma_rij[i].van, &rules->programma_rij[i].tm);
    for (size_t i = 0; i < rules->contracten && all; i++)
        if (rules->contract[i].code.n)
            all = add_ketencode(code, &n, max, rules->contract[i].code);
    return all ? n : SIZE_MAX;
}
