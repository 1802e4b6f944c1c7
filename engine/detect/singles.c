/* singles.c - the hits of rules about one keten line. See patient.h; which soort hits when: semantics.md 4. */
#include "detect/singles.h"

#include "detect/patient.h"

static bool names_code(const struct contract_rij *rij, const struct line *line)
{
    const struct code code = code_of(line->prestatiecode);
    return rij->code.n && code_compare(&rij->code, &code) == 0;
}

/* Calendar quarters that a period touches. */
static int64_t quarters(struct period period)
{
    int64_t n = 0;
    for (day q = quarter_first(period.first); q <= period.last; q = quarter_last(q) + 1)
        n++;
    return n;
}

static const struct contract_rij *highest(const struct contract_rij *a, const struct contract_rij *b)
{
    return a && a->tarief_cent >= b->tarief_cent ? a : b;
}

struct tarief tarief_of(const struct ruleset *rules, const struct keten *keten, const struct line *line,
                        unsigned programma)
{
    const struct contract_rij *by_code = NULL, *by_programma = NULL;
    for (size_t i = 0; i < keten->contracten; i++) {
        const struct contract_rij *rij = &keten->contract[i];
        if (rij->tarief_cent < 0 || !keten_contract(rules, keten, rij))
            continue;
        if (names_code(rij, line))
            by_code = highest(by_code, rij);
        else if (rij->code.n == 0 && rij->programma == programma)
            by_programma = highest(by_programma, rij);
    }
    struct tarief tarief = {
        .rij = by_code ? by_code : by_programma, .aantal = line_aantal(line), .kwartalen = quarters(keten->periode)};
    if (tarief.rij
        && (__builtin_mul_overflow(tarief.rij->tarief_cent, tarief.aantal, &tarief.cent)
            || __builtin_mul_overflow(tarief.cent, tarief.kwartalen, &tarief.cent)))
        tarief.cent = INT64_MAX;
    return tarief;
}

const struct contract_rij *contract_volledig(const struct ruleset *rules, const struct keten *keten)
{
    for (size_t i = 0; i < keten->contracten; i++)
        if (keten->contract[i].volledig && keten_geldig(rules, keten, keten->contract[i].geldig))
            return &keten->contract[i];
    return NULL;
}

const struct contract_rij *contract_agreed(const struct ruleset *rules, const struct keten *keten,
                                           const struct line *line, unsigned programma)
{
    for (size_t i = 0; i < keten->contracten; i++) {
        const struct contract_rij *rij = &keten->contract[i];
        if (rij->programma == programma && (rij->code.n == 0 || names_code(rij, line))
            && keten_geldig(rules, keten, rij->geldig))
            return rij;
    }
    return NULL;
}

struct period keten_year(const struct keten *keten)
{
    day first = keten->d, last = quarter_last(keten->d);
    char text[DAY_TEXT + 1];
    for (day_print(first, text); memcmp(text + 5, "01", 2) != 0; day_print(first, text))
        first = quarter_first(first - 1);
    for (day_print(last, text); memcmp(text + 5, "12", 2) != 0; day_print(last, text))
        last = quarter_last(last + 1);
    return (struct period){first, last};
}

bool conditions_agreed_for_year(const struct keten *keten, const struct regel *regel)
{
    const day last = keten_year(keten).last;
    uint64_t agreed = 0;
    for (size_t i = 0; i < keten->contracten; i++) {
        const struct contract_rij *rij = &keten->contract[i];
        if ((rij->programma == regel->programma || rij->programma == ALLE_PROGRAMMAS) && rij->geldig.until != DAY_OPEN
            && valid_on(rij->geldig, last))
            agreed |= rij->voorwaarden;
    }
    return !(regel->voorwaarden & ~agreed);
}

/* K itself matches the selector, where the rule has one. */
static bool is_verboden(const struct detector *d, const struct part *k, const struct regel *regel, struct hit *hit)
{
    if (!regel_has_selector(regel))
        return true;
    const struct match *match = match_of(d, k, regel);
    if (!match)
        return false;
    hit->redenen |= match->redenen;
    return true;
}

static bool is_without_contract(const struct detector *d, const struct part *k, const struct regel *regel)
{
    return contract_volledig(d->rules, &k->keten) && !contract_agreed(d->rules, &k->keten, k->line, regel->programma);
}

static bool is_above_tarief(const struct detector *d, const struct part *k, const struct regel *regel, struct hit *hit)
{
    const struct tarief tarief = tarief_of(d->rules, &k->keten, k->line, regel->programma);
    hit->cent = k->line->bedrag_cent - tarief.cent;
    return tarief.rij && k->line->bedrag_cent > tarief.cent;
}

/* What is required of the year is not there. */
static bool is_without_evidence(const struct detector *d, const struct part *k, const struct regel *regel)
{
    const struct period year = keten_year(&k->keten);
    if (!conditions_agreed_for_year(&k->keten, regel))
        return false;
    const struct fits fits = fits_of(d, regel);
    for (size_t i = 0; i < fits.n; i++) {
        const struct part *part = &d->part[fits.at[i].part];
        if (part != k && periods_overlap(part->line->period, year) && !contradicts(regel, part->line))
            return false;
    }
    return true;
}

/* K's declarant has members, and the patient is enrolled with none of them. */
static bool is_no_member(const struct detector *d, const struct part *k, const struct regel *regel, struct hit *hit)
{
    const uint32_t declarant = k->line->agb_declarant;
    const struct period quarter = {k->keten.d, quarter_last(k->keten.d)};
    bool enrolled = false;
    if (!ruleset_has_members(d->rules, declarant, k->keten.d))
        return false;
    const struct fits fits = fits_of(d, regel);
    for (size_t i = 0; i < fits.n; i++) {
        const struct line *line = d->part[fits.at[i].part].line;
        if (!periods_overlap(line->period, quarter))
            continue;
        enrolled = true;
        if (line->agb_declarant == declarant || ruleset_leads(d->rules, line->agb_declarant, declarant, k->keten.d))
            return false;
    }
    if (!enrolled)
        hit->redenen |= REDEN(INSCHRIJVING_ONBEKEND);
    return true;
}

static bool single_holds(const struct detector *d, const struct part *k, const struct regel *regel, struct hit *hit)
{
    switch (regel->soort) {
    case SOORT_VERBODEN:
        return is_verboden(d, k, regel, hit);
    case SOORT_CONTRACT:
        return is_without_contract(d, k, regel);
    case SOORT_TARIEF:
        return is_above_tarief(d, k, regel, hit);
    case SOORT_VEREIST:
        return is_without_evidence(d, k, regel);
    case SOORT_LID:
        return is_no_member(d, k, regel, hit);
    case SOORT_PAAR:
    case REGEL_SOORTEN:
        break;
    }
    return false;
}

/* Whether the soort can say something of K at all: most insurers have no contracts here, and no relations. */
static bool is_worth_a_try(const struct detector *d, const struct part *k, enum regel_soort soort)
{
    return soort == SOORT_VERBODEN || (soort == SOORT_LID ? d->rules->relaties > 0 : k->keten.contracten > 0);
}

static bool looks_up(const struct regel *regel)
{
    return regel->soort == SOORT_VEREIST || regel->soort == SOORT_LID;
}

static void single_hits_of(struct detector *d, const struct part *k, unsigned programma)
{
    const size_t first = programma ? d->single_end[programma - 1] : 0;
    for (size_t i = first; i < d->single_end[programma]; i++) {
        const struct regel *regel = &d->rules->regel[d->single[i]];
        struct hit hit = {.cent = k->line->bedrag_cent};
        if (looks_up(regel))
            d->tried += fits_of(d, regel).n;
        if (is_worth_a_try(d, k, regel->soort) && keten_holds(d, k, regel, &hit) && single_holds(d, k, regel, &hit))
            add_hit(d, k, NULL, &hit);
    }
}

void single_hits(struct detector *d, struct part *k)
{
    for (programma_set left = k->keten.programmas; left; left &= left - 1)
        single_hits_of(d, k, (unsigned)__builtin_ctzll(left));
}
