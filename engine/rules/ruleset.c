/* ruleset.c - see ruleset.h. Reads in the order in which the files refer to each other: programmes, tables, code sets,
 * diagnosis groups, rules, contracts. A value that does not fit is a problem and the reading goes on, so that the user
 * gets all of them at once. */
#include "rules/ruleset.h"

#include <assert.h>

const struct csv_column regel_column[REGEL_COLUMNS] = {
    [R_REGEL] = {"regel", true},
    [R_PROGRAMMA] = {"programma", true},
    [R_CATEGORIE] = {"categorie", true},
    [R_PRESTATIECODELIJST] = {"prestatiecodelijst", true},
    [R_CODE_VAN] = {"code_van", true},
    [R_CODE_TM] = {"code_tm", true},
    [R_CODESET] = {"codeset", true},
    [R_ZORGPRODUCT] = {"zorgproduct", true},
    [R_SPECIALISME] = {"specialisme", true},
    [R_ZORGSOORT] = {"zorgsoort", true},
    [R_VERWIJSDIAGNOSES] = {"verwijsdiagnoses", true},
    [R_BETREFT] = {"betreft", true},
    [R_VOORWAARDE] = {"voorwaarde", true},
    [R_OVERLAP] = {"overlap", true},
    [R_GEDOOGKWARTAAL] = {"gedoogkwartaal", true},
    [R_EENMALIG] = {"eenmalig", true},
    [R_ZEKERHEID] = {"zekerheid", true},
    [R_VERHAAL] = {"verhaal", true},
    [R_GELDIG_VAN] = {"geldig_van", true},
    [R_GELDIG_TOT] = {"geldig_tot", true},
    [R_STATUS] = {"status", true},
    [R_OMSCHRIJVING] = {"omschrijving", true},
    [R_BRON] = {"bron", true},
    [R_HERKOMST] = {"herkomst", true},
};

/* Where a value stands, for messages. */
struct place {
    const char *file;
    size_t line;
    struct problems *problems;
};

struct code code_of(struct text text)
{
    struct code code = {.n = (uint8_t)text.n};
    assert(text.n <= PRESTATIECODE_MAX);
    if (text.n)
        memcpy(code.at, text.at, text.n);
    return code;
}

int code_compare(const struct code *a, const struct code *b)
{
    return a->n != b->n ? (a->n > b->n) - (a->n < b->n) : memcmp(a->at, b->at, sizeof a->at);
}

bool code_in_range(const struct code *code, const struct code *van, const struct code *tm)
{
    return code->n == van->n && code_compare(van, code) <= 0 && code_compare(code, tm) <= 0;
}

bool codeset_has(const struct codeset *set, const struct code *code, uint16_t lijst)
{
    size_t low = 0, high = set->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code_compare(&set->code[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < set->n && code_compare(&set->code[low].code, code) == 0; low++)
        if (set->code[low].lijst == 0 || lijst == 0 || set->code[low].lijst == lijst)
            return true;
    return false;
}

bool regel_matches_something(const struct regel *regel)
{
    bool empty_codeset = regel->value[R_CODESET].n && (!regel->codeset || regel->codeset->n == 0);
    return !empty_codeset
           && (regel_has_code(regel) || regel->zorgproduct_divisor || regel->specialismen.n || regel->zorgsoorten.n);
}

bool numbers_have(const struct numbers *set, uint32_t number)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->at[i] == number)
            return true;
    return false;
}

/* Parsing of single values. */

static struct numbers read_numbers(struct ruleset *rules, struct place place, const char *column, struct text text,
                                   size_t min_digits, size_t max_digits)
{
    struct numbers set = {arena_alloc(&rules->arena, (text.n / 2 + 1) * sizeof(uint32_t)), 0};
    struct text word;
    while (text_word(&text, &word)) {
        uint64_t number;
        if (word.n < min_digits || !text_digits(word, max_digits, &number))
            problem_add(place.problems, place.file, place.line, "%s: '%.*s' is not a number of %zu%s%.0zu digits", column,
                        (int)word.n, word.at, min_digits, min_digits == max_digits ? "" : " to ",
                        min_digits == max_digits ? 0 : max_digits);
        else
            set.at[set.n++] = (uint32_t)number;
    }
    return set;
}

static bool is_code(struct text text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!((text.at[i] >= '0' && text.at[i] <= '9') || (text.at[i] >= 'A' && text.at[i] <= 'Z')))
            return false;
    return text.n >= 1 && text.n <= PRESTATIECODE_MAX;
}

static struct code read_code(struct place place, const char *column, struct text text)
{
    if (text.n == 0)
        return (struct code){0};
    if (is_code(text))
        return code_of(text);
    problem_add(place.problems, place.file, place.line, "%s: '%.*s' is not a code of 1 to 12 of A-Z 0-9", column,
                (int)text.n, text.at);
    return (struct code){0};
}

/* code_van and code_tm; an empty code_tm is code_van. */
static void read_range(struct place place, struct text from, struct text to, struct code *van, struct code *tm)
{
    *van = read_code(place, "code_van", from);
    *tm = to.n ? read_code(place, "code_tm", to) : *van;
    if (to.n && !from.n)
        problem_add(place.problems, place.file, place.line, "code_tm without code_van");
    else if (van->n && tm->n && van->n != tm->n)
        problem_add(place.problems, place.file, place.line, "code_van and code_tm differ in length");
    else if (van->n && tm->n && code_compare(tm, van) < 0)
        problem_add(place.problems, place.file, place.line, "the range is reversed: code_tm comes before code_van");
}

static day read_day(struct place place, const char *column, struct text text)
{
    day d = 0;
    if (!day_parse_wide(text, &d))
        problem_add(place.problems, place.file, place.line, "%s: '%.*s' is not a date YYYY-MM-DD", column, (int)text.n, text.at);
    return d;
}

static struct validity read_validity(struct place place, struct text from, struct text until)
{
    size_t before = place.problems->count;
    struct validity v = {read_day(place, "geldig_van", from), DAY_OPEN};
    if (until.n)
        v.until = read_day(place, "geldig_tot", until);
    if (place.problems->count == before && v.until < v.from)
        problem_add(place.problems, place.file, place.line,
                    "the interval is reversed: geldig_tot lies before geldig_van");
    return v;
}

/* The number of `text` among `name`; a problem when it is none of them. */
static unsigned read_choice(struct place place, const char *column, struct text text, const char *const *name,
                            unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (text_equal(text, text_of(name[i])))
            return i;
    problem_add(place.problems, place.file, place.line, "%s: '%.*s' is not one of the allowed values", column,
                (int)text.n, text.at);
    return 0;
}

static void check_herkomst(struct place place, struct text text)
{
    static const char *const herkomst[] = {"document", "interpretatie"};
    read_choice(place, "herkomst", text, herkomst, 2);
}

/* Reads a file into a csv_table that the ruleset keeps; it stays where it is until the next one is read. */
static const struct csv_table *read_source(struct ruleset *rules, const char *name, struct text content,
                                           const struct csv_column *column, size_t columns, unsigned key,
                                           struct problems *problems)
{
    ARRAY_ROOM(rules->source, rules->sources, rules->sources_cap);
    struct rule_source *source = &rules->source[rules->sources++];
    *source = (struct rule_source){
        .file = arena_copy(&rules->arena, name, strlen(name)), .column = column, .columns = columns, .key = key};
    struct csv_table *table = &source->table;
    if (!content.at) {
        problem_add(problems, name, 0, "the file is missing among the conflict tables");
        return table;
    }
    csv_table_read(table, name, content, column, columns, problems);
    return table;
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

static void read_programmas(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    enum { NAAM, VOLGORDE, LIJST, VAN, TM, GELDIG_VAN, GELDIG_TOT, BRON, HERKOMST, N };
    static const struct csv_column column[N] = {{"programma", true},  {"volgorde", true}, {"prestatiecodelijst", true},
                                                {"code_van", true},   {"code_tm", true},  {"geldig_van", true},
                                                {"geldig_tot", true}, {"bron", true},     {"herkomst", true}};
    const char *file = "programmas.csv";
    const struct csv_table *table =
        read_source(rules, file, table_files_find(files, file), column, N, 1 << NAAM | 1 << LIJST | 1 << VAN, problems);
    rules->programma = xcalloc(table->n, sizeof *rules->programma);
    rules->programma_rij = xcalloc(table->n, sizeof *rules->programma_rij);
    for (size_t i = 0; i < table->n; i++) {
        const struct text *value = table->row[i].value;
        struct place place = {file, table->row[i].line, problems};
        uint64_t volgorde = 0;
        if (value[NAAM].n == 0 || memchr(value[NAAM].at, ';', value[NAAM].n) || text_equal(value[NAAM], TEXT("*")))
            problem_add(problems, file, place.line, "programma: must be a name, not empty, '*' or with ';'");
        if (!text_digits(value[VOLGORDE], 6, &volgorde))
            problem_add(problems, file, place.line, "volgorde: '%.*s' is not a number", (int)value[VOLGORDE].n,
                        value[VOLGORDE].at);
        int known = find_programma(rules, value[NAAM]);
        if (known < 0)
            rules->programma[rules->programmas++] = (struct programma){.naam = value[NAAM], .volgorde = (int)volgorde};
        else if (rules->programma[known].volgorde != (int)volgorde)
            problem_add(problems, file, place.line, "programma %.*s has two volgordes", (int)value[NAAM].n,
                        value[NAAM].at);
        check_herkomst(place, value[HERKOMST]);
    }
    if (rules->programmas > PROGRAMMAS_MAX) {
        problem_add(problems, file, 0, "more than %d programmes", PROGRAMMAS_MAX);
        rules->programmas = PROGRAMMAS_MAX;
    }
    qsort(rules->programma, rules->programmas, sizeof *rules->programma, by_volgorde);
    for (size_t i = 0; i < table->n; i++) {
        const struct text *value = table->row[i].value;
        struct place place = {file, table->row[i].line, problems};
        int programma = find_programma(rules, value[NAAM]);
        struct programma_rij *rij = &rules->programma_rij[rules->programma_rijen++];
        rij->programma = programma < 0 ? 0 : (unsigned)programma;
        rij->lijsten = read_numbers(rules, place, "prestatiecodelijst", value[LIJST], 3, 3);
        read_range(place, value[VAN], value[TM], &rij->van, &rij->tm);
        rij->geldig = read_validity(place, value[GELDIG_VAN], value[GELDIG_TOT]);
        rij->line = place.line;
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

static void check_one_table_a_day(const struct ruleset *rules, const struct csv_table *table, struct problems *problems)
{
    for (size_t b = 0; b < rules->tabellen; b++)
        for (size_t a = 0; a < b; a++) {
            const struct tabel *p = &rules->tabel[a], *q = &rules->tabel[b];
            if (p->geldig.from >= q->geldig.until || q->geldig.from >= p->geldig.until)
                continue;
            for (size_t i = 0; i < q->uzovi.n; i++)
                if (numbers_have(&p->uzovi, q->uzovi.at[i]))
                    problem_add(problems, "tabellen.csv", table->row[b].line,
                                "%.*s and %.*s both name insurer %04u on the same day", (int)p->naam.n, p->naam.at,
                                (int)q->naam.n, q->naam.at, q->uzovi.at[i]);
        }
}

static void read_tabellen(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    enum { NAAM, TITEL, UZOVI, GELDIG_VAN, GELDIG_TOT, KETEN_PERIODE, BRON, HERKOMST, N };
    static const struct csv_column column[N] = {{"tabel", true},      {"titel", true},         {"uzovi", true},
                                                {"geldig_van", true}, {"geldig_tot", true},    {"keten_periode", true},
                                                {"bron", true},       {"herkomst", true}};
    static const char *const keten_periode[] = {"kwartaal", "datum"};
    const char *file = "tabellen.csv";
    const struct csv_table *table =
        read_source(rules, file, table_files_find(files, file), column, N, 1 << NAAM, problems);
    rules->tabel = xcalloc(table->n, sizeof *rules->tabel);
    for (size_t i = 0; i < table->n; i++) {
        const struct text *value = table->row[i].value;
        struct place place = {file, table->row[i].line, problems};
        if (!is_table_name(value[NAAM]))
            problem_add(problems, file, place.line, "tabel: '%.*s' is not a name of letters, digits, '_' and '-'",
                        (int)value[NAAM].n, value[NAAM].at);
        else if (find_tabel(rules, value[NAAM]) >= 0)
            problem_add(problems, file, place.line, "table '%.*s' stands there twice", (int)value[NAAM].n,
                        value[NAAM].at);
        struct tabel *tabel = &rules->tabel[rules->tabellen++];
        *tabel = (struct tabel){.naam = value[NAAM],
                                .titel = value[TITEL],
                                .uzovi_text = value[UZOVI],
                                .keten_periode_text = value[KETEN_PERIODE],
                                .bron = value[BRON],
                                .herkomst = value[HERKOMST],
                                .every_insurer = text_equal(value[UZOVI], TEXT("*")),
                                .line = place.line};
        if (!tabel->every_insurer)
            tabel->uzovi = read_numbers(rules, place, "uzovi", value[UZOVI], 4, 4);
        tabel->geldig = read_validity(place, value[GELDIG_VAN], value[GELDIG_TOT]);
        tabel->keten_datum = read_choice(place, "keten_periode", value[KETEN_PERIODE], keten_periode, 2) == 1;
        check_herkomst(place, value[HERKOMST]);
    }
    check_one_table_a_day(rules, table, problems);
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
    enum { NAAM, LIJST, CODE, N };
    static const struct csv_column column[N] = {{"codeset", true}, {"prestatiecodelijst", true}, {"code", true}};
    const char *file = "codesets.csv";
    const struct csv_table *table =
        read_source(rules, file, table_files_find(files, file), column, N, 1 << NAAM | 1 << LIJST | 1 << CODE, problems);
    size_t cap = table->n;
    struct text last = {0};
    struct codeset *set = NULL;
    rules->codeset = xcalloc(cap, sizeof *rules->codeset);
    for (size_t i = 0; i < table->n; i++) {
        const struct text *value = table->row[i].value;
        struct place place = {file, table->row[i].line, problems};
        if (value[NAAM].n == 0)
            problem_add(problems, file, place.line, "codeset: the name is empty");
        if (value[CODE].n == 0)
            problem_add(problems, file, place.line, "code: empty; leave the row out for an empty set");
        struct numbers lijst = read_numbers(rules, place, "prestatiecodelijst", value[LIJST], 3, 3);
        if (lijst.n > 1)
            problem_add(problems, file, place.line, "prestatiecodelijst: one list, or none for any");
        if (!set || !text_equal(last, value[NAAM]))
            set = codeset_named(rules, value[NAAM], &cap);
        last = value[NAAM];
        ARRAY_ROOM(set->code, set->n, set->cap);
        set->code[set->n++] = (struct codeset_code){read_code(place, "code", value[CODE]),
                                                    (uint16_t)(lijst.n ? lijst.at[0] : 0)};
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
    enum { NAAM, ICPC, BRON, HERKOMST, N };
    static const struct csv_column column[N] = {
        {"groep", true}, {"icpc", true}, {"bron", true}, {"herkomst", true}};
    const char *file = "diagnosegroepen.csv";
    const struct csv_table *table =
        read_source(rules, file, table_files_find(files, file), column, N, 1 << NAAM | 1 << ICPC, problems);
    rules->groep = xcalloc(table->n, sizeof *rules->groep);
    for (size_t i = 0; i < table->n; i++) {
        const struct text *value = table->row[i].value;
        struct place place = {file, table->row[i].line, problems};
        if (value[NAAM].n == 0 || value[ICPC].n == 0 || value[ICPC].n > DIAGNOSECODE_MAX)
            problem_add(problems, file, place.line, "groep and icpc must be given; an ICPC code has 1 to 6 characters");
        struct groep *groep = find_groep(rules, value[NAAM]);
        if (!groep) {
            groep = &rules->groep[rules->groepen++];
            *groep = (struct groep){.naam = value[NAAM]};
        }
        ARRAY_ROOM(groep->icpc, groep->n, groep->cap);
        groep->icpc[groep->n++] = value[ICPC];
        check_herkomst(place, value[HERKOMST]);
    }
}

/* What can be agreed in a contract is that care of a category is part of the keten: a condition is the name of a category
 * (docs/decisions.md). `strict`: another word is a problem; in a contract it is only a word that no rule asks for. */
static uint64_t read_voorwaarden(struct ruleset *rules, struct place place, struct text text, bool strict)
{
    uint64_t set = 0;
    struct text word;
    while (text_word(&text, &word)) {
        bool known = false;
        for (unsigned i = 0; i < CATEGORIEEN; i++)
            known |= text_equal(word, text_of(categorie_name[i]));
        if (strict && !known)
            problem_add(place.problems, place.file, place.line, "voorwaarde: unknown condition '%.*s'", (int)word.n,
                        word.at);
        unsigned i = 0;
        while (i < rules->voorwaarden && !text_equal(rules->voorwaarde[i], word))
            i++;
        if (i == VOORWAARDEN_MAX) {
            problem_add(place.problems, place.file, place.line, "more than %d conditions", VOORWAARDEN_MAX);
            break;
        }
        if (i == rules->voorwaarden)
            rules->voorwaarde[rules->voorwaarden++] = word;
        set |= UINT64_C(1) << i;
    }
    return set;
}

static void read_zorgproduct(struct place place, struct text text, struct regel *regel)
{
    uint64_t number = 0;
    if (text.n == 0)
        return;
    bool prefix = text.at[text.n - 1] == '*';
    size_t digits = text.n - prefix;
    if (!text_digits((struct text){text.at, digits}, 9, &number) || (!prefix && digits != 9))
        problem_add(place.problems, place.file, place.line,
                    "zorgproduct: '%.*s' is neither 9 digits nor a prefix of 1 to 9 digits and '*'", (int)text.n, text.at);
    regel->zorgproduct = (uint32_t)number;
    regel->zorgproduct_full = !prefix;
    regel->zorgproduct_divisor = 1;
    for (size_t i = digits; i < 9; i++)
        regel->zorgproduct_divisor *= 10;
}

static bool read_flag(struct place place, const char *column, struct text text)
{
    static const char *const flag[] = {"0", "1"};
    return read_choice(place, column, text, flag, 2) == 1;
}

static void read_regel(struct ruleset *rules, struct place place, unsigned tabel, const struct text *value)
{
    static const char *const overlap[] = {"elk", "start"}, *const status[] = {"concept", "actief"};
    struct regel *regel = &rules->regel[rules->regels++];
    *regel = (struct regel){.id = value[R_REGEL],
                            .omschrijving = value[R_OMSCHRIJVING],
                            .bron = value[R_BRON],
                            .tabel = tabel,
                            .value = value,
                            .file = place.file,
                            .line = place.line};
    if (regel->id.n == 0 || memchr(regel->id.at, ';', regel->id.n) || memchr(regel->id.at, ' ', regel->id.n))
        problem_add(place.problems, place.file, place.line, "regel: the id is empty or has a space or ';' in it");
    bool dubbel = text_equal(regel->id, TEXT("ALG-DUBBEL"));
    int programma = find_programma(rules, value[R_PROGRAMMA]);
    if (dubbel != text_equal(value[R_PROGRAMMA], TEXT("*")))
        problem_add(place.problems, place.file, place.line, "programma '*' goes with rule ALG-DUBBEL, and only with it");
    else if (!dubbel && programma < 0)
        problem_add(place.problems, place.file, place.line, "programma: '%.*s' has no row in programmas.csv",
                    (int)value[R_PROGRAMMA].n, value[R_PROGRAMMA].at);
    regel->programma = dubbel || programma < 0 ? ALLE_PROGRAMMAS : (unsigned)programma;
    regel->categorie = read_choice(place, "categorie", value[R_CATEGORIE], categorie_name, CATEGORIEEN);
    regel->lijsten = read_numbers(rules, place, "prestatiecodelijst", value[R_PRESTATIECODELIJST], 3, 3);
    read_range(place, value[R_CODE_VAN], value[R_CODE_TM], &regel->van, &regel->tm);
    regel->actief = read_choice(place, "status", value[R_STATUS], status, 2) == 1;
    if (value[R_CODESET].n) {
        regel->codeset = find_codeset(rules, value[R_CODESET]);
        if (regel->van.n)
            problem_add(place.problems, place.file, place.line, "codeset stands instead of a range, never beside one");
        if (!regel->codeset && regel->actief)
            problem_add(place.problems, place.file, place.line,
                        "codeset: '%.*s' has no row in codesets.csv; fill it, or make the rule concept",
                        (int)value[R_CODESET].n, value[R_CODESET].at);
    }
    read_zorgproduct(place, value[R_ZORGPRODUCT], regel);
    regel->specialismen = read_numbers(rules, place, "specialisme", value[R_SPECIALISME], 4, 4);
    regel->zorgsoorten = read_numbers(rules, place, "zorgsoort", value[R_ZORGSOORT], 2, 2);
    regel->verwijsdiagnoses = read_numbers(rules, place, "verwijsdiagnoses", value[R_VERWIJSDIAGNOSES], 1, 8);
    if (value[R_BETREFT].n) {
        regel->betreft = find_groep(rules, value[R_BETREFT]);
        if (!regel->betreft)
            problem_add(place.problems, place.file, place.line, "betreft: '%.*s' has no row in diagnosegroepen.csv",
                        (int)value[R_BETREFT].n, value[R_BETREFT].at);
    }
    regel->voorwaarden = read_voorwaarden(rules, place, value[R_VOORWAARDE], true);
    regel->overlap_start = read_choice(place, "overlap", value[R_OVERLAP], overlap, 2) == 1;
    regel->gedoogkwartaal = read_flag(place, "gedoogkwartaal", value[R_GEDOOGKWARTAAL]);
    regel->eenmalig = read_flag(place, "eenmalig", value[R_EENMALIG]);
    regel->zekerheid = read_choice(place, "zekerheid", value[R_ZEKERHEID], zekerheid_name, ZEKERHEDEN);
    regel->verhaal = read_choice(place, "verhaal", value[R_VERHAAL], verhaal_name, 2);
    regel->geldig = read_validity(place, value[R_GELDIG_VAN], value[R_GELDIG_TOT]);
    check_herkomst(place, value[R_HERKOMST]);
    if (dubbel && (regel->van.n || regel->codeset || regel->zorgproduct_divisor || regel->specialismen.n
                   || regel->zorgsoorten.n))
        problem_add(place.problems, place.file, place.line, "ALG-DUBBEL has no code columns");

    struct sha256 *sha = sha256_new();
    sha256_add(sha, rules->tabel[tabel].naam.at, rules->tabel[tabel].naam.n);
    for (size_t c = 0; c < REGEL_COLUMNS; c++) {
        sha256_add(sha, "\x1F", 1);
        sha256_add(sha, value[c].at, value[c].n);
    }
    sha256_finish(sha, regel->hash);
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
        problem_add(problems, later->file, later->line, "rule id %.*s stands in %s:%zu already", (int)regel->id.n,
                    regel->id.at, first->file, first->line);
    }
}

static void read_regels(struct ruleset *rules, const struct table_files *files, struct problems *problems)
{
    size_t cap = 0;
    for (unsigned t = 0; t < rules->tabellen; t++) {
        if (!is_table_name(rules->tabel[t].naam))
            continue;
        char *file = xprintf("%.*s.csv", (int)rules->tabel[t].naam.n, rules->tabel[t].naam.at);
        const struct csv_table *table =
            read_source(rules, file, table_files_find(files, file), regel_column, REGEL_COLUMNS, 1 << R_REGEL, problems);
        for (size_t i = 0; i < table->n; i++) {
            ARRAY_ROOM(rules->regel, rules->regels, cap);
            read_regel(rules, (struct place){rules->source[rules->sources - 1].file, table->row[i].line, problems}, t, table->row[i].value);
        }
        free(file);
    }
    check_ids(rules, problems);
    for (size_t i = 0; i < rules->regels; i++)
        if (rules->regel[i].programma == ALLE_PROGRAMMAS)
            rules->dubbel = &rules->regel[i];
}

static int by_contract_party(const void *a, const void *b)
{
    const struct contract_rij *p = a, *q = b;
    if (p->uzovi != q->uzovi)
        return p->uzovi < q->uzovi ? -1 : 1;
    return (p->agb_declarant > q->agb_declarant) - (p->agb_declarant < q->agb_declarant);
}

const struct csv_column contract_column[CONTRACT_COLUMNS] = {
    [CONTRACT_UZOVI] = {"uzovi", true},
    [CONTRACT_AGB] = {"agb_declarant", true},
    [CONTRACT_PROGRAMMA] = {"programma", true},
    [CONTRACT_CODE] = {"prestatiecode", true},
    [CONTRACT_GELDIG_VAN] = {"geldig_van", true},
    [CONTRACT_GELDIG_TOT] = {"geldig_tot", true},
    [CONTRACT_VOORWAARDEN] = {"voorwaarden", true},
    [CONTRACT_EXTRA] = {"extra_tabel", true},
};

static void read_contracts(struct ruleset *rules, const char *file, struct text content, struct problems *problems)
{
    const struct csv_table *table = read_source(rules, file, content, contract_column, CONTRACT_COLUMNS,
                                                (1 << CONTRACT_COLUMNS) - 1, problems);
    rules->contract = xcalloc(table->n, sizeof *rules->contract);
    for (size_t i = 0; i < table->n; i++) {
        const struct text *value = table->row[i].value;
        struct place place = {file, table->row[i].line, problems};
        struct contract_rij *rij = &rules->contract[rules->contracten++];
        uint64_t uzovi = 0, agb = 0;
        if (value[CONTRACT_UZOVI].n != 4 || !text_digits(value[CONTRACT_UZOVI], 4, &uzovi))
            problem_add(problems, file, place.line, "uzovi: '%.*s' is not a number of 4 digits", (int)value[CONTRACT_UZOVI].n,
                        value[CONTRACT_UZOVI].at);
        if (value[CONTRACT_AGB].n != 8 || !text_digits(value[CONTRACT_AGB], 8, &agb))
            problem_add(problems, file, place.line, "agb_declarant: '%.*s' is not a number of 8 digits",
                        (int)value[CONTRACT_AGB].n, value[CONTRACT_AGB].at);
        bool all = text_equal(value[CONTRACT_PROGRAMMA], TEXT("*"));
        int programma = find_programma(rules, value[CONTRACT_PROGRAMMA]);
        if (!all && programma < 0)
            problem_add(problems, file, place.line, "programma: '%.*s' has no row in programmas.csv",
                        (int)value[CONTRACT_PROGRAMMA].n, value[CONTRACT_PROGRAMMA].at);
        if (all && value[CONTRACT_CODE].n)
            problem_add(problems, file, place.line, "programma '*' cannot have a prestatiecode: name the programme");
        int extra = find_tabel(rules, value[CONTRACT_EXTRA]);
        if (value[CONTRACT_EXTRA].n && extra < 0)
            problem_add(problems, file, place.line, "extra_tabel: '%.*s' is no table of tabellen.csv",
                        (int)value[CONTRACT_EXTRA].n, value[CONTRACT_EXTRA].at);
        *rij = (struct contract_rij){
            .uzovi = (uint16_t)uzovi,
            .agb_declarant = (uint32_t)agb,
            .programma = all || programma < 0 ? ALLE_PROGRAMMAS : (unsigned)programma,
            .code = read_code(place, "prestatiecode", value[CONTRACT_CODE]),
            .geldig = read_validity(place, value[CONTRACT_GELDIG_VAN], value[CONTRACT_GELDIG_TOT]),
            .voorwaarden = read_voorwaarden(rules, place, value[CONTRACT_VOORWAARDEN], false),
            .extra_tabel = value[CONTRACT_EXTRA].n && extra >= 0 ? (unsigned)extra : GEEN_TABEL,
            .value = value,
            .line = place.line,
        };
    }
    qsort(rules->contract, rules->contracten, sizeof *rules->contract, by_contract_party);
}

bool ruleset_uses(const struct ruleset *rules, const char *file)
{
    static const char *const fixed[] = {"programmas.csv", "tabellen.csv", "codesets.csv", "diagnosegroepen.csv"};
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
        if (!ruleset_uses(rules, file->name))
            continue;
        sha256_add(sha, file->name, strlen(file->name) + 1);
        sha256_add(sha, file->sha256, DIGEST_HEX);
    }
    sha256_add(sha, rules->contracts_sha256, strlen(rules->contracts_sha256));
    sha256_add(sha, rules->extend_tables ? "+" : "-", 1);
    sha256_finish(sha, rules->fingerprint);
}

void ruleset_load(struct ruleset *rules, const struct table_files *files, const char *contracts_name,
                  const struct text *contracts, bool extend_tables, struct problems *problems)
{
    *rules = (struct ruleset){.extend_tables = extend_tables};
    read_programmas(rules, files, problems);
    read_tabellen(rules, files, problems);
    read_codesets(rules, files, problems);
    read_groepen(rules, files, problems);
    read_regels(rules, files, problems);
    if (contracts) {
        sha256_of(contracts->at, contracts->n, rules->contracts_sha256);
        read_contracts(rules, contracts_name, *contracts, problems);
    }
    take_fingerprint(rules, files);
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
    free(rules->order_by_id);
    free(rules->source);
    arena_release(&rules->arena);
    *rules = (struct ruleset){0};
}

const struct regel *ruleset_regel(const struct ruleset *rules, struct text id)
{
    size_t low = 0, high = rules->regels;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(rules->regel[rules->order_by_id[middle]].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct regel *regel = low < rules->regels ? &rules->regel[rules->order_by_id[low]] : NULL;
    return regel && text_equal(regel->id, id) ? regel : NULL;
}

const struct contract_rij *ruleset_contracts(const struct ruleset *rules, uint16_t uzovi, uint32_t agb, size_t *n)
{
    size_t low = 0, high = rules->contracten;
    struct contract_rij key = {.uzovi = uzovi, .agb_declarant = agb};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_contract_party(&rules->contract[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < rules->contracten && by_contract_party(&rules->contract[end], &key) == 0)
        end++;
    *n = end - low;
    return *n ? rules->contract + low : NULL;
}

bool contract_names_code(const struct ruleset *rules, const struct contract_rij *rij, const struct line *line)
{
    if (rij->code.n != line->prestatiecode.n || memcmp(rij->code.at, line->prestatiecode.at, rij->code.n) != 0)
        return false;
    for (size_t i = 0; i < rules->programma_rijen; i++)
        if (rules->programma_rij[i].programma == rij->programma && lijst_holds(&rules->programma_rij[i].lijsten, line->lijst))
            return true;
    return false;
}

size_t ruleset_ketenlijsten(const struct ruleset *rules, uint16_t *lijst, size_t max)
{
    size_t n = 0;
    for (uint16_t l = 0; l <= 999; l++) {
        bool any = false;
        for (size_t i = 0; i < rules->programma_rijen && !any; i++)
            any = lijst_holds(&rules->programma_rij[i].lijsten, l);
        if (any && n == max)
            return SIZE_MAX;
        if (any)
            lijst[n++] = l;
    }
    return n;
}
