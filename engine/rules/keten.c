/* keten.c - see keten.h. */
#include "rules/keten.h"

bool keten_geldig(const struct ruleset *rules, const struct keten *keten, struct validity v)
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

struct keten keten_on(const struct ruleset *rules, uint16_t uzovi, day d, programma_set programmas)
{
    struct keten keten = {.d = d, .programmas = programmas};
    find_tabel_of(rules, uzovi, &keten);
    return keten;
}

unsigned tabel_of(const struct ruleset *rules, uint16_t uzovi, day d)
{
    return keten_on(rules, uzovi, d, 0).tabel;
}

static void add_programma(const struct ruleset *rules, struct keten *keten, unsigned programma, struct validity geldig,
                          bool zonder_lijst)
{
    const programma_set bit = UINT64_C(1) << programma;
    if (!keten_geldig(rules, keten, geldig))
        return;
    keten->programmas |= bit;
    if (zonder_lijst)
        keten->zonder_lijst |= bit;
    if (valid_on(geldig, keten->d))
        keten->zonder_verlenging |= bit;
}

/* The quarters that the period touches; but not a last one of which a line that began before it has only the first day:
 * such an end date means "up to" (semantics.md 4). */
static struct period whole_quarters(struct period period)
{
    const day first = quarter_first(period.last);
    return (struct period){quarter_first(period.first),
                           quarter_last(period.last == first && period.first < first ? period.last - 1 : period.last)};
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
        add_programma(rules, &keten, rij->programma, rij->geldig, rij->lijsten.n == 0);
    }
    for (size_t i = 0; set->contract_code && i < keten.contracten; i++)
        if (contract_names_code(&keten.contract[i], line))
            add_programma(rules, &keten, keten.contract[i].programma, keten.contract[i].geldig, true);
    keten.periode = line->period;
    if (keten.tabel == GEEN_TABEL || !rules->tabel[keten.tabel].keten_datum)
        keten.periode = whole_quarters(line->period);
    return keten;
}

bool keten_contract(const struct ruleset *rules, const struct keten *keten, const struct contract_rij *rij)
{
    return (rij->programma == ALLE_PROGRAMMAS || (keten->programmas >> rij->programma & 1))
           && keten_geldig(rules, keten, rij->geldig);
}

enum tabel_rang keten_rang(const struct ruleset *rules, const struct keten *keten, unsigned tabel)
{
    if (tabel == keten->tabel)
        return RANG_VERZEKERAAR;
    if (!valid_on(rules->tabel[tabel].geldig, keten->d))
        return RANG_GEEN;
    for (size_t i = 0; i < keten->contracten; i++)
        if (keten->contract[i].extra_tabel == tabel && keten_contract(rules, keten, &keten->contract[i]))
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
    return *rang == RANG_VERZEKERAAR ? keten_geldig(rules, keten, regel->geldig) : valid_on(regel->geldig, keten->d);
}

bool keten_voorwaarden(const struct ruleset *rules, const struct keten *keten, unsigned programma, uint64_t *agreed)
{
    bool known = false;
    *agreed = 0;
    for (size_t i = 0; i < keten->contracten; i++) {
        const struct contract_rij *rij = &keten->contract[i];
        if ((rij->programma == programma || rij->programma == ALLE_PROGRAMMAS) && keten_contract(rules, keten, rij)) {
            known = true;
            *agreed |= rij->voorwaarden;
        }
    }
    return known;
}
