/* classify.c - see classify.h.
 *
 * Compiled from the tables: a hash of the codes that rules name one by one (a single code, a code set of 100,000), and
 * for each list the rules that need more than that (ranges, DOTs, prefixes, specialisms: a few dozen at the most). A
 * list that no rule knows is done at once; in one that has only named codes, a code that nobody names is done with one
 * look into the hash. For the rest a table remembers, for each combination of list and code, which rules may match, in
 * one of four places, until others take them all. Those are then held against the line's other columns. */
#include "rules/classify.h"

enum { NONE = UINT16_MAX, PLACES = 1 << 12, WAYS = 4, LIJSTEN = 1000 };

/* What the candidates depend on, as numbers that are quick to compare:
 * the code's characters, eight and four, and the list. */
struct key {
    uint64_t low;
    uint32_t high, lijst;
};

/* A combination: the rules that may match it, and the programme rows that do. */
struct place {
    struct key key;
    struct code code;
    bool used, contract_code;
    bool certain; /* one of the rules matches whatever the other columns are */
    uint32_t *candidate, *rij; /* one allocation, at candidate */
    uint32_t candidates, rijen;
};

/* The other columns that decide a match. */
struct rest {
    uint16_t specialisme; /* of the line, else the first four digits of agb_uitvoerder, else NONE */
    uint16_t zorgsoort;   /* first two digits of agb_uitvoerder, else of agb_declarant */
    uint32_t zorgproduct;
};

/* A code that is named: by a rule, or (NO_RULE) by a contract row. */
struct code_regel {
    struct code code;
    uint32_t regel;
};
#define NO_RULE UINT32_MAX

/* A place of the hash of codes. */
struct slot {
    uint64_t low;
    uint32_t high, first; /* 1 + the first in by_code with this code; 0 = free */
};

struct classifier {
    const struct ruleset *rules;
    struct code_regel *by_code; /* sorted */
    size_t codes, codes_cap;
    struct slot *hash;
    size_t hash_size; /* a power of two */
    uint32_t *wide; /* rules that are not found by a code */
    size_t wides;
    enum { LIJST_NOTHING, LIJST_CODES, LIJST_WIDE } lijst[LIJSTEN]; /* what a line with this list may match */
    uint32_t *found; /* room for all rules, then for all programme rows */
    struct place *place; /* WAYS beside each other are for the same combinations */
    unsigned turn;       /* which of them makes way next */
    struct place nothing;
    struct match *match; /* room for all rules */
    struct match_set set; /* what classify() gave last */
};

static int by_code(const void *a, const void *b)
{
    const struct code_regel *p = a, *q = b;
    int order = code_compare(&p->code, &q->code);
    return order ? order : (p->regel > q->regel) - (p->regel < q->regel);
}

static void add_rule_code(struct classifier *c, struct code code, size_t regel)
{
    ARRAY_ROOM(c->by_code, c->codes, c->codes_cap);
    c->by_code[c->codes++] = (struct code_regel){code, (uint32_t)regel};
}

/* In line: they are asked of every line. */
#define IN_LINE static inline __attribute__((always_inline))

IN_LINE struct key key_of(struct text code, uint32_t lijst)
{
    code = code_bare(code);
    struct key key = {.low = load_up_to_eight(code.at, code.n < 8 ? code.n : 8), .lijst = lijst};
    if (code.n > 8)
        key.high = (uint32_t)load_up_to_eight(code.at + 8, code.n - 8);
    return key;
}

static uint64_t hash_of(const struct key *key)
{
    uint64_t hash = key->low * UINT64_C(0x9E3779B97F4A7C15) + (key->high + 1) * UINT64_C(0xC2B2AE3D27D4EB4F);
    return (hash ^ hash >> 29) * UINT64_C(0x9E3779B97F4A7C15) >> 20;
}

/* Where the key's code stands in the hash, or the free place where it would. */
static struct slot *slot_of(const struct classifier *c, const struct key *key)
{
    for (uint64_t at = hash_of(key);; at++) {
        struct slot *slot = &c->hash[at & (c->hash_size - 1)];
        if (slot->first == 0 || (slot->low == key->low && slot->high == key->high))
            return slot;
    }
}

static void make_hash(struct classifier *c)
{
    if (c->codes)
        qsort(c->by_code, c->codes, sizeof *c->by_code, by_code);
    for (c->hash_size = 16; c->hash_size < 3 * c->codes;)
        c->hash_size *= 2;
    c->hash = xcalloc(c->hash_size, sizeof *c->hash);
    for (size_t i = 0; i < c->codes; i++) {
        const struct code *code = &c->by_code[i].code;
        struct key key = key_of((struct text){code->at, code->n}, 0);
        struct slot *slot = slot_of(c, &key);
        if (slot->first == 0)
            *slot = (struct slot){key.low, key.high, (uint32_t)i + 1};
    }
}

static void mark_lijst(struct classifier *c, uint32_t lijst, int what)
{
    if (lijst < LIJSTEN && c->lijst[lijst] < (unsigned)what)
        c->lijst[lijst] = (__typeof__(c->lijst[lijst]))what;
}

/* Lines with one of these lists (a line without a list always) may match `what`. */
static void mark_lijsten(struct classifier *c, const struct numbers *lijsten, int what)
{
    if (lijsten->n)
        mark_lijst(c, 0, what);
    for (size_t i = 0; i < lijsten->n; i++)
        mark_lijst(c, lijsten->at[i], what);
    for (uint32_t lijst = 0; lijsten->n == 0 && lijst < LIJSTEN; lijst++)
        mark_lijst(c, lijst, what);
}

struct classifier *classifier_new(const struct ruleset *rules)
{
    struct classifier *c = xcalloc(1, sizeof *c);
    c->rules = rules;
    c->wide = xcalloc(rules->regels, sizeof *c->wide);
    c->found = xcalloc(rules->regels + rules->programma_rijen, sizeof *c->found);
    c->place = xcalloc(PLACES, sizeof *c->place);
    c->match = xcalloc(rules->regels, sizeof *c->match);
    for (size_t i = 0; i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[i];
        bool single = regel->van.n && code_compare(&regel->van, &regel->tm) == 0;
        if (!regel_makes_relevant(rules, regel))
            continue;
        bool wide = regel->zorgproduct_full || !(single || regel->codeset);
        mark_lijsten(c, &regel->lijsten, wide ? LIJST_WIDE : LIJST_CODES);
        if (wide)
            c->wide[c->wides++] = (uint32_t)i;
        else if (single)
            add_rule_code(c, regel->van, i);
        else
            for (size_t k = 0; k < regel->codeset->n; k++)
                if (k == 0 || code_compare(&regel->codeset->code[k].code, &regel->codeset->code[k - 1].code))
                    add_rule_code(c, regel->codeset->code[k].code, i);
    }
    for (size_t i = 0; i < rules->programma_rijen; i++)
        if (rules->programma_rij[i].van.n)
            mark_lijsten(c, &rules->programma_rij[i].lijsten, LIJST_WIDE);
    for (size_t i = 0; i < rules->contracten; i++) {
        if (rules->contract[i].code.n == 0)
            continue;
        add_rule_code(c, rules->contract[i].code, NO_RULE);
        mark_lijsten(c, &(struct numbers){0}, LIJST_CODES);
    }
    make_hash(c);
    return c;
}

void classifier_free(struct classifier *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < PLACES; i++)
        free(c->place[i].candidate);
    free(c->match);
    free(c->by_code);
    free(c->hash);
    free(c->wide);
    free(c->found);
    free(c->place);
    free(c);
}

static struct rest rest_of(const struct line *line)
{
    return (struct rest){.specialisme = line->specialisme       ? line->specialisme
                                        : line->agb_uitvoerder ? (uint16_t)(line->agb_uitvoerder / 10000)
                                                               : (uint16_t)NONE,
                         .zorgsoort = (uint16_t)(line_performer(line) / 1000000),
                         .zorgproduct = line->zorgproduct};
}

static bool code_fits(const struct regel *regel, const struct code *code, uint16_t lijst)
{
    if (!regel_has_code(regel))
        return true;
    return regel->codeset ? codeset_has(regel->codeset, code, lijst) : code_in_range(code, &regel->van, &regel->tm);
}

/* A DOT (a code and a full zorgproduct) may match with another code. */
static bool is_dot(const struct regel *regel)
{
    return regel->zorgproduct_full && regel_has_code(regel);
}

/* Whether list and code leave a match possible. */
static bool may_match(const struct regel *regel, const struct code *code, uint16_t lijst)
{
    return lijst_holds(&regel->lijsten, lijst) && (is_dot(regel) || code_fits(regel, code, lijst));
}

/* Whether a line without a list fits only because it has none. */
static bool needs_list(const struct regel *regel, const struct code *code)
{
    return regel->lijsten.n ? true : regel->codeset && codeset_names_list(regel->codeset, code);
}

/* semantics.md 4, "Matching", for a candidate: what of it depends on the columns beside list and code. */
IN_LINE bool matches(const struct regel *regel, const struct place *place, const struct rest *rest, reden_set *redenen)
{
    /* First, for it leaves fewest of a DOT's many candidates. */
    if (regel->zorgproduct_divisor && rest->zorgproduct
        && rest->zorgproduct / regel->zorgproduct_divisor != regel->zorgproduct)
        return false;
    *redenen = place->key.lijst == 0 && needs_list(regel, &place->code) ? REDEN(LIJST_ONBEKEND) : 0;
    if (regel->specialismen.n
        && (rest->specialisme == NONE || !numbers_have(&regel->specialismen, rest->specialisme)))
        return false;
    if (regel->zorgsoorten.n && !numbers_have(&regel->zorgsoorten, rest->zorgsoort))
        return false;
    if (regel->zorgproduct_divisor == 0)
        return true;
    if (rest->zorgproduct == 0) {
        *redenen |= REDEN(ZORGPRODUCT_ONBEKEND);
        return is_dot(regel) && code_fits(regel, &place->code, (uint16_t)place->key.lijst);
    }
    if (is_dot(regel) && !code_fits(regel, &place->code, (uint16_t)place->key.lijst))
        *redenen |= REDEN(DECLARATIECODE_WIJKT_AF);
    return true;
}

/* Whether a rule matches as soon as list and code leave it possible. */
static bool needs_no_more(const struct regel *regel)
{
    return regel->specialismen.n == 0 && regel->zorgsoorten.n == 0 && regel->zorgproduct_divisor == 0;
}

static int by_number(const void *a, const void *b)
{
    uint32_t p = *(const uint32_t *)a, q = *(const uint32_t *)b;
    return (p > q) - (p < q);
}

static void work_out(struct classifier *c, struct place *place)
{
    const struct ruleset *rules = c->rules;
    const struct code *code = &place->code;
    const uint16_t lijst = (uint16_t)place->key.lijst;
    const uint32_t first = slot_of(c, &place->key)->first;
    uint32_t *candidate = c->found, n = 0;
    place->contract_code = false;
    for (size_t i = first - 1; first && i < c->codes && code_compare(&c->by_code[i].code, code) == 0; i++) {
        if (c->by_code[i].regel == NO_RULE)
            place->contract_code = true;
        else if (may_match(&rules->regel[c->by_code[i].regel], code, lijst))
            candidate[n++] = c->by_code[i].regel;
    }
    for (size_t i = 0; i < c->wides; i++)
        if (may_match(&rules->regel[c->wide[i]], code, lijst))
            candidate[n++] = c->wide[i];
    qsort(candidate, n, sizeof *candidate, by_number);

    uint32_t *rij = c->found + rules->regels, rijen = 0;
    for (uint32_t i = 0; i < rules->programma_rijen; i++) {
        const struct programma_rij *row = &rules->programma_rij[i];
        if (row->van.n && lijst_holds(&row->lijsten, lijst) && code_in_range(code, &row->van, &row->tm))
            rij[rijen++] = i;
    }
    free(place->candidate);
    place->candidate = xmalloc((n + rijen) * sizeof *place->candidate);
    place->rij = place->candidate + n;
    place->candidates = n;
    place->rijen = rijen;
    place->certain = false;
    for (uint32_t i = 0; i < n; i++)
        place->certain |= needs_no_more(&rules->regel[candidate[i]]);
    if (n)
        memcpy(place->candidate, candidate, n * sizeof *candidate);
    if (rijen)
        memcpy(place->rij, rij, rijen * sizeof *rij);
}

IN_LINE bool holds_key(const struct place *place, const struct key *key)
{
    return place->key.low == key->low && place->key.high == key->high && place->key.lijst == key->lijst && place->used;
}

/* For a combination that none of these WAYS places holds. */
static __attribute__((noinline)) const struct place *make_place(struct classifier *c, struct place *place,
                                                                const struct key *key, const struct line *line)
{
    place += c->turn++ % WAYS;
    place->key = *key;
    place->code = code_of(line->prestatiecode);
    place->used = true;
    work_out(c, place);
    return place;
}

/* The place of the line's combination, worked out. */
IN_LINE const struct place *place_of(struct classifier *c, const struct line *line)
{
    if (c->lijst[line->lijst] == LIJST_NOTHING)
        return &c->nothing;
    const struct key key = key_of(line->prestatiecode, line->lijst);
    if (c->lijst[line->lijst] == LIJST_CODES && slot_of(c, &key)->first == 0)
        return &c->nothing;
    struct place *place = &c->place[(hash_of(&key) ^ line->lijst) % (PLACES / WAYS) * WAYS];
    for (unsigned way = 0; way < WAYS; way++)
        if (holds_key(&place[way], &key))
            return &place[way];
    return make_place(c, place, &key, line);
}

const struct match_set *classify(struct classifier *c, const struct line *line)
{
    const struct place *place = place_of(c, line);
    c->set = (struct match_set){
        .match = c->match, .rij = place->rij, .rijen = place->rijen, .contract_code = place->contract_code};
    if (place->candidates == 0)
        return &c->set;
    struct rest rest = rest_of(line);
    for (uint32_t i = 0; i < place->candidates; i++) {
        struct match *match = &c->match[c->set.matches];
        match->regel = place->candidate[i];
        c->set.matches += matches(&c->rules->regel[match->regel], place, &rest, &match->redenen);
    }
    return &c->set;
}

/* Whether a rule matches: classify() without listing them. */
static bool any_match(const struct classifier *c, const struct place *place, const struct line *line)
{
    if (place->certain || place->candidates == 0)
        return place->certain;
    struct rest rest = rest_of(line);
    reden_set redenen;
    for (uint32_t i = 0; i < place->candidates; i++)
        if (matches(&c->rules->regel[place->candidate[i]], place, &rest, &redenen))
            return true;
    return false;
}

/* Whether the line's own contracts make its code a keten code. */
static bool has_contract_code(const struct classifier *c, const struct line *line)
{
    size_t n = 0;
    const struct contract_rij *rij = ruleset_contracts(c->rules, line->uzovi, line->agb_declarant, &n);
    for (size_t i = 0; i < n; i++)
        if (contract_names_code(&rij[i], line))
            return true;
    return false;
}

IN_LINE bool carries_keten_code(const struct classifier *c, const struct place *place, const struct line *line)
{
    return place->rijen || (place->contract_code && has_contract_code(c, line));
}

bool has_keten_code(struct classifier *c, const struct line *line)
{
    return carries_keten_code(c, place_of(c, line), line);
}

enum relevance debit_relevance(struct classifier *c, const struct line *line)
{
    const struct place *place = place_of(c, line);
    if (carries_keten_code(c, place, line))
        return RELEVANT_KETEN;
    return any_match(c, place, line) ? RELEVANT : NOT_RELEVANT;
}

enum relevance line_relevance(struct classifier *c, const struct line *line)
{
    enum relevance relevance = debit_relevance(c, line);
    return relevance == NOT_RELEVANT && line->credit ? RELEVANT : relevance;
}
