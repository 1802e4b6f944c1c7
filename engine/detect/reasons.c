/* reasons.c - the reasons of a hit, in the order of the table in semantics.md 4. See patient.h.
 *
 * K and C are here the lines in the roles of the hit: turned round, they are the finding's C and K. */
#include "detect/patient.h"

enum { SERIES_GAP = 31 /* days */ };

enum zekerheid lowered(enum zekerheid zekerheid, reden_set redenen)
{
    for (unsigned r = 0; r < REDENEN; r++)
        if ((redenen & REDEN(r)) && reden_at_most[r] < zekerheid)
            zekerheid = reden_at_most[r];
    return zekerheid;
}

/* Whether the line has no list and is of each programme that the rule names only by rows that name one. */
static bool only_by_listed_rows(const struct regel *regel, const struct part *c)
{
    return regel->conflict_programmas && c->line->lijst == 0
           && !(c->keten.programmas & regel->conflict_programmas & c->keten.zonder_lijst);
}

/* Without --extend-tables K would be no keten line of any of the programmes, or the rule would not apply to it. */
static bool only_by_extension(const struct detector *d, const struct part *k, const struct regel *regel,
                              programma_set programmas)
{
    const struct keten keten = keten_unextended(k->keten);
    enum tabel_rang rang;
    return k->keten.extended && (!(keten.programmas & programmas) || !keten_applies(d->rules, &keten, regel, &rang));
}

static bool conditions_hold(const struct detector *d, const struct part *k, const struct regel *regel,
                            reden_set *redenen)
{
    uint64_t agreed;
    if (!regel->voorwaarden || regel->soort == SOORT_VEREIST) /* vereist asks for another day: singles.c */
        return true;
    if (keten_voorwaarden(d->rules, &k->keten, regel->programma, &agreed))
        return !(regel->voorwaarden & ~agreed);
    *redenen |= REDEN(CONTRACT_ONBEKEND);
    return true;
}

bool keten_holds(const struct detector *d, const struct part *k, const struct regel *regel, struct hit *hit)
{
    if (!keten_applies(d->rules, &k->keten, regel, &hit->rang) || !conditions_hold(d, k, regel, &hit->redenen))
        return false;
    hit->regel = regel;
    hit->programmas = UINT64_C(1) << regel->programma;
    if (k->line->lijst == 0 && !(k->keten.zonder_lijst & hit->programmas))
        hit->redenen |= REDEN(LIJST_ONBEKEND);
    if (only_by_extension(d, k, regel, hit->programmas))
        hit->redenen |= REDEN(TABEL_VERLENGD);
    if (k->credit_wacht)
        hit->redenen |= REDEN(CREDIT_WACHT);
    return true;
}

static bool is_prefix(struct text prefix, struct text text)
{
    return text.n >= prefix.n && memcmp(text.at, prefix.at, prefix.n) == 0;
}

/* How a diagnosis lies to a group. */
enum ligging { OUTSIDE, COARSE, INSIDE };

static enum ligging in_groep(const struct groep *groep, struct text diagnose)
{
    enum ligging ligging = OUTSIDE;
    for (size_t i = 0; i < groep->n && ligging != INSIDE; i++)
        if (is_prefix(groep->icpc[i], diagnose))
            ligging = INSIDE;
        else if (is_prefix(diagnose, groep->icpc[i]))
            ligging = COARSE;
    return ligging;
}

bool contradicts(const struct regel *regel, const struct line *line)
{
    return (regel->verwijsdiagnoses.n && line->verwijsdiagnose
            && !numbers_have(&regel->verwijsdiagnoses, line->verwijsdiagnose))
           || (regel->betreft && line->diagnosecode.n && in_groep(regel->betreft, line->diagnosecode) == OUTSIDE);
}

static reden_set diagnosis_reasons(const struct regel *regel, const struct line *line)
{
    reden_set redenen = 0;
    if (regel->verwijsdiagnoses.n && line->verwijsdiagnose == 0)
        redenen |= REDEN(VERWIJSDIAGNOSE_ONBEKEND);
    if (regel->betreft && line->diagnosecode.n == 0)
        redenen |= REDEN(DIAGNOSE_ONBEKEND);
    if (regel->betreft && line->diagnosecode.n && in_groep(regel->betreft, line->diagnosecode) == COARSE)
        redenen |= REDEN(DIAGNOSE_GROF);
    return redenen;
}

/* The first day of a series: of C and, again and again, the taking lines that match the rule, begin before the series
 * and end at most so many days before it. A line that joins brings its own series with it, and whatever else joined
 * also joins that; so the one of the lines from before that ends last is asked, and nothing else.
 * By the first day, every line once. */
void find_series(const struct detector *d, const struct fits *fits)
{
    const struct fit *latest = NULL; /* of the fits that begin before the present day */
    for (size_t i = 0, end; i < fits->n; i = end) {
        const day first = d->part[fits->at[i].part].periode.first;
        const bool joins = latest && d->part[latest->part].line->period.last >= first - SERIES_GAP;
        for (end = i; end < fits->n && d->part[fits->at[end].part].periode.first == first; end++)
            fits->at[end].series = joins ? latest->series : first;
        for (size_t k = i; k < end; k++) {
            const struct part *part = &d->part[fits->at[k].part];
            if (part->taking && (!latest || part->line->period.last > d->part[latest->part].line->period.last))
                latest = &fits->at[k];
        }
    }
}

day series_of(const struct detector *d, const struct part *c, const struct regel *regel)
{
    const struct fit *fit = fit_of(d, (uint32_t)(regel - d->rules->regel), c);
    return fit ? fit->series : c->periode.first; /* a rule without a selector: nothing matches it */
}

static bool was_before(struct detector *d, const struct part *k, const struct regel *regel)
{
    return programmas_before(d, k) >> regel->programma & 1;
}

static bool is_tolerated(struct detector *d, struct part *k, const struct part *c, const struct regel *regel)
{
    return series_of(d, c, regel) >= k->keten.periode.first
           || (c->periode.last <= k->keten.periode.last && !was_before(d, k, regel));
}

static int days(struct period period)
{
    return period.last - period.first + 1;
}

/* What the days of the two say. */
static reden_set day_reasons(struct detector *d, struct part *k, const struct part *c, const struct regel *regel)
{
    reden_set redenen = 0;
    if (regel->gedoogkwartaal && is_tolerated(d, k, c, regel))
        redenen |= REDEN(GEDOOGKWARTAAL);
    if (regel->max_dagen && days(c->line->period) > (int)regel->max_dagen)
        redenen |= REDEN(DUUR_ONWAARSCHIJNLIJK);
    if (is_keten_line(c))
        return redenen;
    if (c->line->period.last < k->line->period.first && !was_before(d, k, regel))
        redenen |= REDEN(VOOR_INCLUSIE);
    if (days(c->line->period) > 1 && days(period_shared(k->keten.periode, c->periode)) == 1)
        redenen |= REDEN(ENKELE_DAG);
    return redenen;
}

bool conflict_holds(struct detector *d, struct part *k, const struct part *c, const struct regel *regel,
                    reden_set *redenen)
{
    if (contradicts(regel, c->line))
        return false;
    *redenen |= diagnosis_reasons(regel, c->line) | day_reasons(d, k, c, regel);
    if (only_by_listed_rows(regel, c))
        *redenen |= REDEN(LIJST_ONBEKEND);
    if (regel->eenmalig)
        *redenen |= REDEN(EENMALIG_CONSULT);
    if (c->credit_wacht)
        *redenen |= REDEN(CREDIT_WACHT);
    return true;
}

reden_set doubling_reasons(const struct part *k, const struct part *c)
{
    const struct line *a = k->line, *b = c->line;
    if (!shared_programmas(k, c))
        return 0;
    if (a->agb_declarant != b->agb_declarant)
        return a->period.first == b->period.first ? REDEN(KANT_ONBEPAALD) : 0;
    return periods_overlap(a->period, b->period) ? 0 : REDEN(DATA_GESCHEIDEN);
}

/* It has no list, and is of each of these only by rows that name one. */
static bool only_by_list(const struct part *part, programma_set programmas)
{
    return part->line->lijst == 0 && !(part->keten.zonder_lijst & programmas);
}

bool dubbel_holds(const struct detector *d, const struct part *k, const struct part *c, struct hit *hit)
{
    if (!keten_applies(d->rules, &k->keten, d->rules->dubbel, &hit->rang))
        return false;
    hit->regel = d->rules->dubbel;
    if (only_by_list(k, hit->programmas) || only_by_list(c, hit->programmas))
        hit->redenen |= REDEN(LIJST_ONBEKEND);
    if (only_by_extension(d, k, d->rules->dubbel, hit->programmas))
        hit->redenen |= REDEN(TABEL_VERLENGD);
    if (k->credit_wacht || c->credit_wacht)
        hit->redenen |= REDEN(CREDIT_WACHT);
    return true;
}
