/* schatting.c - see schatting.h. The incomplete beta function by its continued fraction (Lentz), its inverse by
 * halving: exact enough, and asked a few times a case. */
#include "zaak/schatting.h"

#include <math.h>

#include "base/memory.h"

/* ---- Quantiles ---- */

static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* The continued fraction of I_x(a, b), for x below (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300, enough = 1e-16;
    double c = 1, d = 1 - (a + b) * x / (a + 1), delta = 2;
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double f = d;
    for (int m = 1; m < 10000 && fabs(delta - 1) > enough; m++) {
        for (int odd = 0; odd < 2; odd++) {
            const double top = odd ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
                                   : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 + top * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + top / c;
            c = fabs(c) < tiny ? tiny : c;
            delta = c * d;
            f *= delta;
        }
    }
    return f;
}

static double incomplete_beta(double x, double a, double b)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    const double front = exp(a * log(x) + b * log1p(-x) + log_gamma(a + b) - log_gamma(a) - log_gamma(b));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double beta_quantile(double p, double a, double b)
{
    double low = 0, high = 1;
    if (a <= 0 || b <= 0)
        return a <= 0 ? 0 : 1;
    for (int i = 0; i < 100; i++) {
        const double x = low + (high - low) / 2;
        if (incomplete_beta(x, a, b) < p)
            low = x;
        else
            high = x;
    }
    return low + (high - low) / 2;
}

double t_quantile(double p, double df)
{
    const double x = beta_quantile(2 * (1 - p), df / 2, 0.5);
    return sqrt(df * (1 - x) / x);
}

/* ---- The estimate ---- */

void schatting_add(struct schatting_stratum *s, int64_t fout_cent)
{
    s->getrokken++;
    s->fout += fout_cent > 0;
    s->fout_cent += fout_cent;
    s->fout_cent2 += (double)fout_cent * (double)fout_cent;
}

static void join_stratum(struct schatting_stratum *to, const struct schatting_stratum *from)
{
    to->regels += from->regels;
    to->getrokken += from->getrokken;
    to->fout += from->fout;
    to->cent += from->cent;
    to->fout_cent += from->fout_cent;
    to->fout_cent2 += from->fout_cent2;
}

static bool shows_no_spread(const struct schatting_stratum *s)
{
    return s->getrokken < 2 && s->getrokken < s->regels;
}

/* Puts those that show no spread together; returns how many strata are left. */
static size_t join_lonely(struct schatting_stratum *s, size_t n)
{
    size_t kept = 0, lonely = SIZE_MAX, least = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        if (shows_no_spread(&s[i]) && lonely != SIZE_MAX) {
            join_stratum(&s[lonely], &s[i]);
            continue;
        }
        s[kept] = s[i];
        if (shows_no_spread(&s[kept]))
            lonely = kept;
        kept++;
    }
    if (lonely == SIZE_MAX || !shows_no_spread(&s[lonely]) || kept == 1)
        return kept;
    for (size_t i = 0; i < kept; i++)
        if (i != lonely && (least == SIZE_MAX || s[i].getrokken < s[least].getrokken))
            least = i;
    join_stratum(&s[least], &s[lonely]);
    s[lonely] = s[kept - 1];
    return kept - 1;
}

/* The variance of a stratum's total of y, of which these are the sum and the sum of squares. */
static double variance_of(const struct schatting_stratum *s, double sum, double sum2)
{
    const double n = s->getrokken, all = s->regels;
    if (s->getrokken < 2)
        return 0;
    const double spread = (sum2 - sum * sum / n) / (n - 1);
    return all * all * (1 - n / all) * (spread > 0 ? spread : 0) / n;
}

/* The interval of the share for a certainty of 1 - 2 `tail`; `v`: the variance of the number in error. */
static void share_between(const struct schatting *s, double v, double tail, double *low, double *high)
{
    const double n = s->getrokken, all = s->regels, p = s->aandeel;
    const double ratio = t_quantile(1 - tail, n - 1) / t_quantile(1 - tail, s->df);
    double effective = v > 0 ? p * (1 - p) * all * all / v : n;
    effective *= ratio * ratio;
    effective = effective > n ? n : effective;
    *low = beta_quantile(tail, effective * p, effective * (1 - p) + 1);
    *high = beta_quantile(1 - tail, effective * p + 1, effective * (1 - p));
}

/* Not below what was found, not above what there is. */
static double bounded(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void take_bounds(struct schatting *s, double v)
{
    double unused, euros;
    s->t = t_quantile(0.90, s->df);
    share_between(s, v, 0.025, &s->aandeel_laag, &s->aandeel_hoog);
    share_between(s, v, 0.10, &s->aandeel_onder, &unused);
    euros = fmin(s->totaal_cent - s->t * s->se_cent, s->aandeel_onder * (double)s->cent);
    s->regels_onder = (uint32_t)bounded(floor(s->aandeel_onder * s->regels), s->fout, s->regels);
    s->cent_onder = (int64_t)bounded(floor(euros), (double)s->fout_cent, (double)s->cent);
}

struct schatting schatting_van(const struct schatting_stratum *stratum, size_t strata)
{
    struct schatting s = {.aandeel_hoog = 1};
    struct schatting_stratum *own = xcalloc(strata + 1, sizeof *own);
    double lines = 0, v = 0, v_cent = 0;
    memcpy(own, stratum, strata * sizeof *own);
    s.strata = join_lonely(own, strata);
    for (size_t i = 0; i < s.strata; i++) {
        const struct schatting_stratum *h = &own[i];
        s.regels += h->regels;
        s.getrokken += h->getrokken;
        s.fout += h->fout;
        s.cent += h->cent;
        s.fout_cent += h->fout_cent;
        lines += (double)h->regels * h->fout / h->getrokken;
        s.totaal_cent += (double)h->regels * (double)h->fout_cent / h->getrokken;
        v += variance_of(h, h->fout, h->fout);
        v_cent += variance_of(h, (double)h->fout_cent, h->fout_cent2);
    }
    free(own);
    s.aandeel = s.regels ? lines / s.regels : 0;
    s.se_cent = sqrt(v_cent);
    s.df = s.getrokken - (uint32_t)s.strata;
    s.regels_onder = s.fout;
    s.cent_onder = s.fout_cent;
    if (s.getrokken == s.regels)
        s.aandeel_laag = s.aandeel_hoog = s.aandeel_onder = s.aandeel;
    else if (s.df > 0)
        take_bounds(&s, v);
    return s;
}
