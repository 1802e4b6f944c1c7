/* classify.c - see classify.h.
 *
 * Rules whose only code condition is a single code or a code set stand in one sorted array of codes (100,000 codes cost
 * 17 comparisons); the others (ranges, DOTs, prefixes, specialisms: a few dozen) are tried one by one. Both happen only
 * when a combination of columns is seen for the first time, or again after another took its place: the memory of
 * combinations has a fixed number of places. */
#include "rules/classify.h"

#include <assert.h>

enum { NONE = UINT16_MAX, PLACES = 1 << 13 };

/* The columns that decide a match. */
struct key {
    struct code code;
    uint16_t lijst;
    uint16_t specialisme; /* of the line, else the first four digits of agb_uitvoerder, else NONE */
    uint16_t zorgsoort;   /* first two digits of agb_uitvoerder, else of agb_declarant */
    uint32_t zorgproduct;
};

struct place {
    struct key key;
    bool used;
    struct match_set set; /* its arrays are one allocation, at match */
};

struct code_regel {
    struct code code;
    uint32_t regel;
};

struct classifier {
    const struct ruleset *rules;
    struct code_regel *by_code; /* sorted */
    size_t codes, codes_cap;
    uint32_t *wide; /* rules that are not found by a code */
    size_t wides;
    uint32_t *found; /* room for all rules, then for all programme rows */
    struct place *place;
};

static int by_code(const void *a, const void *b)
{
    const struct code_regel *p = a, *q = b;
    int order = code_compare(&p->code, &q->code);
    return order ? order : (p->regel > q->regel) - (p->regel < q->regel);
}

static bool has_code(const struct regel *regel)
{
    return regel->van.n > 0 || regel->codeset;
}

static bool matches_something(const struct regel *regel)
{
    bool empty_codeset = regel->value[R_CODESET].n && (!regel->codeset || regel->codeset->n == 0);
    return !empty_codeset
           && (has_code(regel) || regel->zorgproduct_divisor || regel->specialismen.n || regel->zorgsoorten.n);
}

static void add_code(struct classifier *c, struct code code, size_t regel)
{
    ARRAY_ROOM(c->by_code, c->codes, c->codes_cap);
    c->by_code[c->codes++] = (struct code_regel){code, (uint32_t)regel};
}

struct classifier *classifier_new(const struct ruleset *rules)
{
    struct classifier *c = xcalloc(1, sizeof *c);
    c->rules = rules;
    c->wide = xcalloc(rules->regels, sizeof *c->wide);
    c->found = xcalloc(rules->regels + rules->programma_rijen, sizeof *c->found);
    c->place = xcalloc(PLACES, sizeof *c->place);
    for (size_t i = 0; i < rules->regels; i++) {
        const struct regel *regel = &rules->regel[i];
        bool single = regel->van.n && code_compare(&regel->van, &regel->tm) == 0;
        if (!matches_something(regel))
            continue;
        if (regel->zorgproduct_full || !(single || regel->codeset))
            c->wide[c->wides++] = (uint32_t)i;
        else if (single)
            add_code(c, regel->van, i);
        else
            for (size_t k = 0; k < regel->codeset->n; k++)
                if (k == 0 || code_compare(&regel->codeset->code[k].code, &regel->codeset->code[k - 1].code))
                    add_code(c, regel->codeset->code[k].code, i);
    }
    qsort(c->by_code, c->codes, sizeof *c->by_code, by_code);
    return c;
}

void classifier_free(struct classifier *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < PLACES; i++)
        free(c->place[i].set.match);
    free(c->by_code);
    free(c->wide);
    free(c->found);
    free(c->place);
    free(c);
}

static struct key key_of(const struct line *line)
{
    struct key key;
    memset(&key, 0, sizeof key); /* padding too: keys are compared as bytes */
    memcpy(key.code.at, line->prestatiecode.at, line->prestatiecode.n);
    key.code.n = (uint8_t)line->prestatiecode.n;
    key.lijst = line->lijst;
    key.specialisme = line->specialisme       ? line->specialisme
                      : line->agb_uitvoerder ? (uint16_t)(line->agb_uitvoerder / 10000)
                                             : (uint16_t)NONE;
    key.zorgsoort = (uint16_t)(line_performer(line) / 1000000);
    key.zorgproduct = line->zorgproduct;
    return key;
}

static bool codeset_has(const struct codeset *set, const struct key *key)
{
    size_t low = 0, high = set->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code_compare(&set->code[middle].code, &key->code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < set->n && code_compare(&set->code[low].code, &key->code) == 0; low++)
        if (set->code[low].lijst == 0 || key->lijst == 0 || set->code[low].lijst == key->lijst)
            return true;
    return false;
}

/* semantics.md 4, "Matching C". */
static bool regel_matches(const struct regel *regel, const struct key *key, reden_set *redenen)
{
    *redenen = 0;
    if (!lijst_holds(&regel->lijsten, key->lijst))
        return false;
    if (regel->specialismen.n && (key->specialisme == NONE || !numbers_have(&regel->specialismen, key->specialisme)))
        return false;
    if (regel->zorgsoorten.n && !numbers_have(&regel->zorgsoorten, key->zorgsoort))
        return false;
    bool fits = !has_code(regel)
                || (regel->codeset ? codeset_has(regel->codeset, key)
                                   : code_in_range(&key->code, &regel->van, &regel->tm));
    if (regel->zorgproduct_divisor == 0)
        return fits;
    if (key->zorgproduct == 0) {
        *redenen = REDEN(ZORGPRODUCT_ONBEKEND);
        return regel->zorgproduct_full && has_code(regel) && fits;
    }
    if (key->zorgproduct / regel->zorgproduct_divisor != regel->zorgproduct)
        return false;
    if (!fits)
        *redenen = REDEN(DECLARATIECODE_WIJKT_AF);
    return fits || regel->zorgproduct_full;
}

static int by_number(const void *a, const void *b)
{
    uint32_t p = *(const uint32_t *)a, q = *(const uint32_t *)b;
    return (p > q) - (p < q);
}

static void work_out(struct classifier *c, const struct key *key, struct match_set *set)
{
    const struct ruleset *rules = c->rules;
    uint32_t *candidate = c->found, n = 0;
    size_t low = 0, high = c->codes;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code_compare(&c->by_code[middle].code, &key->code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < c->codes && code_compare(&c->by_code[low].code, &key->code) == 0; low++)
        candidate[n++] = c->by_code[low].regel;
    for (size_t i = 0; i < c->wides; i++)
        candidate[n++] = c->wide[i];
    qsort(candidate, n, sizeof *candidate, by_number);

    uint32_t *rij = c->found + rules->regels, rijen = 0;
    for (uint32_t i = 0; i < rules->programma_rijen; i++) {
        const struct programma_rij *row = &rules->programma_rij[i];
        if (row->van.n && lijst_holds(&row->lijsten, key->lijst) && code_in_range(&key->code, &row->van, &row->tm))
            rij[rijen++] = i;
    }
    *set = (struct match_set){.match = xmalloc(n * sizeof(struct match) + rijen * sizeof(uint32_t))};
    for (uint32_t i = 0; i < n; i++) {
        struct match *match = &set->match[set->matches];
        match->regel = candidate[i];
        set->matches += regel_matches(&rules->regel[candidate[i]], key, &match->redenen);
    }
    set->rij = (uint32_t *)(void *)(set->match + set->matches);
    set->rijen = rijen;
    if (rijen)
        memcpy(set->rij, rij, rijen * sizeof *rij);
    for (size_t i = 0; i < rules->contracten && !set->contract_code; i++)
        set->contract_code = rules->contract[i].code.n && code_compare(&rules->contract[i].code, &key->code) == 0;
}

const struct match_set *classify(struct classifier *c, const struct line *line)
{
    struct key key = key_of(line);
    uint64_t word[sizeof key / 8 + 1] = {0}, hash = 0;
    memcpy(word, &key, sizeof key);
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        hash = (hash ^ word[i]) * UINT64_C(0x9E3779B97F4A7C15) ^ (hash >> 29);
    struct place *place = &c->place[(hash >> 40) % PLACES];
    if (!place->used || memcmp(&place->key, &key, sizeof key) != 0) {
        free(place->set.match);
        place->key = key;
        place->used = true;
        work_out(c, &key, &place->set);
    }
    return &place->set;
}

/* Whether a contract row makes the line's code a keten code: with a list of any of the programme's rows, whatever its
 * validity, or none (semantics.md 5). */
static bool contract_names_code(const struct ruleset *rules, const struct contract_rij *rij, const struct line *line)
{
    if (rij->code.n != line->prestatiecode.n || memcmp(rij->code.at, line->prestatiecode.at, rij->code.n) != 0)
        return false;
    for (size_t i = 0; i < rules->programma_rijen; i++)
        if (rules->programma_rij[i].programma == rij->programma && lijst_holds(&rules->programma_rij[i].lijsten, line->lijst))
            return true;
    return false;
}

bool line_is_relevant(struct classifier *c, const struct line *line)
{
    const struct match_set *set = classify(c, line);
    if (set->matches || set->rijen || !set->contract_code)
        return set->matches || set->rijen;
    size_t n;
    const struct contract_rij *rij = ruleset_contracts(c->rules, line->uzovi, line->agb_declarant, &n);
    for (size_t i = 0; i < n; i++)
        if (contract_names_code(c->rules, &rij[i], line))
            return true;
    return false;
}

/* Valid on the keten line's day; under --extend-tables, what ends on the day the insurer's last table ends is open. */
static bool keten_valid(const struct ruleset *rules, const struct keten *keten, struct validity v)
{
    return valid_on(v, keten->d)
           || (keten->extended && v.from <= keten->d && v.until == rules->tabel[keten->tabel].geldig.until);
}

static void find_tabel_of(const struct ruleset *rules, uint16_t uzovi, struct keten *keten)
{
    unsigned last = GEEN_TABEL;
    keten->tabel = GEEN_TABEL;
    for (unsigned t = 0; t < rules->tabellen; t++) {
        if (!numbers_have(&rules->tabel[t].uzovi, uzovi))
            continue;
        if (valid_on(rules->tabel[t].geldig, keten->d))
            keten->tabel = t;
        if (last == GEEN_TABEL || rules->tabel[t].geldig.until > rules->tabel[last].geldig.until)
            last = t;
    }
    if (rules->extend_tables && last != GEEN_TABEL && keten->d >= rules->tabel[last].geldig.until) {
        keten->tabel = last;
        keten->extended = true;
    }
}

unsigned tabel_of(const struct ruleset *rules, uint16_t uzovi, day d)
{
    struct keten keten = {.d = d};
    find_tabel_of(rules, uzovi, &keten);
    return keten.tabel;
}

struct keten keten_of(const struct ruleset *rules, const struct line *line, const struct match_set *set)
{
    struct keten keten = {.tabel = GEEN_TABEL};
    if (!set->rijen && !set->contract_code)
        return keten;
    keten.d = quarter_first(line->period.first);
    find_tabel_of(rules, line->uzovi, &keten);
    keten.contract = ruleset_contracts(rules, line->uzovi, line->agb_declarant, &keten.contracten);
    for (uint32_t i = 0; i < set->rijen; i++) {
        const struct programma_rij *rij = &rules->programma_rij[set->rij[i]];
        if (keten_valid(rules, &keten, rij->geldig))
            keten.programmas |= UINT64_C(1) << rij->programma;
    }
    for (size_t i = 0; set->contract_code && i < keten.contracten; i++)
        if (contract_names_code(rules, &keten.contract[i], line) && keten_valid(rules, &keten, keten.contract[i].geldig))
            keten.programmas |= UINT64_C(1) << keten.contract[i].programma;
    keten.periode = line->period;
    if (keten.tabel == GEEN_TABEL || !rules->tabel[keten.tabel].keten_datum)
        keten.periode = (struct period){keten.d, quarter_last(line->period.last)};
    return keten;
}

static bool contract_belongs(const struct ruleset *rules, const struct keten *keten, const struct contract_rij *rij)
{
    return (rij->programma == ALLE_PROGRAMMAS || (keten->programmas >> rij->programma & 1))
           && keten_valid(rules, keten, rij->geldig);
}

enum tabel_rang keten_rang(const struct ruleset *rules, const struct keten *keten, unsigned tabel)
{
    if (tabel == keten->tabel)
        return RANG_VERZEKERAAR;
    if (!valid_on(rules->tabel[tabel].geldig, keten->d))
        return RANG_GEEN;
    for (size_t i = 0; i < keten->contracten; i++)
        if (keten->contract[i].extra_tabel == tabel && contract_belongs(rules, keten, &keten->contract[i]))
            return RANG_EXTRA;
    return rules->tabel[tabel].every_insurer ? RANG_ALGEMEEN : RANG_GEEN;
}

bool keten_applies(const struct ruleset *rules, const struct keten *keten, const struct regel *regel,
                   enum tabel_rang *rang)
{
    if (!regel->actief)
        return false;
    if (regel->programma != ALLE_PROGRAMMAS && !(keten->programmas >> regel->programma & 1))
        return false;
    *rang = keten_rang(rules, keten, regel->tabel);
    if (*rang == RANG_GEEN)
        return false;
    return *rang == RANG_VERZEKERAAR ? keten_valid(rules, keten, regel->geldig) : valid_on(regel->geldig, keten->d);
}

bool keten_voorwaarden(const struct ruleset *rules, const struct keten *keten, unsigned programma, uint64_t *agreed)
{
    bool known = false;
    *agreed = 0;
    for (size_t i = 0; i < keten->contracten; i++) {
        const struct contract_rij *rij = &keten->contract[i];
        if ((rij->programma == programma || rij->programma == ALLE_PROGRAMMAS) && contract_belongs(rules, keten, rij)) {
            known = true;
            *agreed |= rij->voorwaarden;
        }
    }
    return known;
}

/* Is every number that `narrow` lets through let through by `wide`? */
static bool numbers_cover(const struct numbers *wide, const struct numbers *narrow)
{
    if (wide->n == 0)
        return true;
    for (size_t i = 0; i < narrow->n; i++)
        if (!numbers_have(wide, narrow->at[i]))
            return false;
    return narrow->n > 0;
}

static bool codeset_covers(const struct codeset *wide, const struct codeset *narrow)
{
    for (size_t i = 0; i < narrow->n; i++) {
        struct key key = {.code = narrow->code[i].code, .lijst = narrow->code[i].lijst};
        if (!codeset_has(wide, &key))
            return false;
        /* A row for any list is covered only by a row for any list. */
        bool any = narrow->code[i].lijst != 0;
        for (size_t k = 0; k < wide->n && !any; k++)
            any = wide->code[k].lijst == 0 && code_compare(&wide->code[k].code, &key.code) == 0;
        if (!any)
            return false;
    }
    return true;
}

static bool codes_cover(const struct regel *wide, const struct regel *narrow)
{
    if (!has_code(wide))
        return true;
    if (wide->codeset)
        return narrow->codeset && codeset_covers(wide->codeset, narrow->codeset);
    if (narrow->codeset) {
        for (size_t i = 0; i < narrow->codeset->n; i++)
            if (!code_in_range(&narrow->codeset->code[i].code, &wide->van, &wide->tm))
                return false;
        return true;
    }
    return narrow->van.n && code_in_range(&narrow->van, &wide->van, &wide->tm)
           && code_in_range(&narrow->tm, &wide->van, &wide->tm);
}

static bool zorgproduct_covers(const struct regel *wide, const struct regel *narrow)
{
    if (wide->zorgproduct_divisor == 0)
        return true;
    if (wide->zorgproduct_full)
        return narrow->zorgproduct_full && wide->zorgproduct == narrow->zorgproduct
               && has_code(wide) == has_code(narrow);
    return narrow->zorgproduct_divisor && narrow->zorgproduct_divisor <= wide->zorgproduct_divisor
           && !(narrow->zorgproduct_full && has_code(narrow)) /* matches without a zorgproduct too */
           && narrow->zorgproduct / (wide->zorgproduct_divisor / narrow->zorgproduct_divisor) == wide->zorgproduct;
}

static bool regel_covers(const struct regel *wide, const struct regel *narrow)
{
    /* A DOT matches other codes when its zorgproduct is right, so only a DOT or a rule without a code covers it. */
    bool dot = narrow->zorgproduct_full && has_code(narrow);
    return numbers_cover(&wide->lijsten, &narrow->lijsten) && numbers_cover(&wide->specialismen, &narrow->specialismen)
           && numbers_cover(&wide->zorgsoorten, &narrow->zorgsoorten) && zorgproduct_covers(wide, narrow)
           && codes_cover(wide, narrow) && (!dot || wide->zorgproduct_full || !has_code(wide));
}

bool ruleset_covers(const struct ruleset *earlier, const struct ruleset *later)
{
    for (size_t i = 0; i < later->regels; i++) {
        bool covered = !matches_something(&later->regel[i]);
        for (size_t k = 0; k < earlier->regels && !covered; k++)
            covered = matches_something(&earlier->regel[k]) && regel_covers(&earlier->regel[k], &later->regel[i]);
        if (!covered)
            return false;
    }
    for (size_t i = 0; i < later->programma_rijen; i++) {
        const struct programma_rij *rij = &later->programma_rij[i];
        bool covered = rij->van.n == 0;
        for (size_t k = 0; k < earlier->programma_rijen && !covered; k++) {
            const struct programma_rij *wide = &earlier->programma_rij[k];
            covered = wide->van.n && numbers_cover(&wide->lijsten, &rij->lijsten)
                      && code_in_range(&rij->van, &wide->van, &wide->tm)
                      && code_in_range(&rij->tm, &wide->van, &wide->tm);
        }
        if (!covered)
            return false;
    }
    for (size_t i = 0; i < later->contracten; i++) {
        const struct contract_rij *rij = &later->contract[i];
        size_t n;
        const struct contract_rij *known = ruleset_contracts(earlier, rij->uzovi, rij->agb_declarant, &n);
        bool covered = rij->code.n == 0;
        for (size_t k = 0; k < n && !covered; k++)
            covered = known[k].code.n && code_compare(&known[k].code, &rij->code) == 0
                      && text_equal(earlier->programma[known[k].programma].naam, later->programma[rij->programma].naam);
        if (!covered)
            return false;
    }
    return true;
}
