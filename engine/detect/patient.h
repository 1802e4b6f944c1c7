/* patient.h - a patient as detection works on it; of detect/ only.
 *
 *   parts.c    the lines that take part, credits, and what can be asked of them: by day, by rule
 *   pairs.c    the hits of paar rules and of ALG-DUBBEL       singles.c  the hits of the other kinds
 *   reasons.c  the reasons of a hit, and its grade
 *   ground.c   findings out of hits: which leads, which have lost their ground
 *   bevinden.c findings as the world sees them                money.c    the figures */
#ifndef DETECT_PATIENT_H
#define DETECT_PATIENT_H

#include "detect/credits.h"
#include "detect/detect.h"

/* A line that takes part: a debit that is relevant now, or a credit. Parts are sorted by (agb_declarant,
 * referentienummer). */
struct part {
    const struct line *line;
    const struct match *match; /* copied from the classification, which forgets; in order of the rules */
    size_t matches;
    struct keten keten;    /* programmas 0: no keten line on its own day */
    struct period periode; /* the conflict period: of a keten line its keten period, else its dates */
    bool relevant;         /* as a debit it would be relevant now */
    bool debit;            /* a debit that is not reversed: evidence, enrolment */
    bool taking;           /* and money was granted for it */
    bool credit_wacht;     /* a credit that waits has its declarant, code and begindatum */
};

/* A credit that waits, by what it says of the line that it is about. */
struct waiting {
    uint32_t agb;
    day begin;
    struct code code;
    uint32_t part;
};

/* The programmes that the patient was in before a quarter. */
struct quarter_before {
    day d; /* its first day */
    programma_set programmas;
};

/* A rule that lines are looked up by, and a part that matches it. */
struct fit {
    uint32_t regel, part;
    day series; /* where its series begins, when it is taking and the rule has a gedoogkwartaal */
};
struct fits {
    struct fit *at;
    size_t n;
};

/* A hit with the finding that it belongs to. */
struct found {
    struct hit hit;
    uint32_t from, to; /* the keten line whose rule it is, and the line that it hits; of a single NONE */
    uint32_t k, c;     /* the finding's keten line, and 1 + its other line; of a single 0 */
    uint32_t rank;     /* of its rule, by id */
};
#define NONE UINT32_MAX

/* A finding in the making. */
struct vondst {
    uint32_t k, c;         /* as above */
    uint32_t first, n;     /* its hits */
    uint32_t leads;        /* number of the hit that does */
    uint32_t terug, grond; /* the line to be recovered; the other one, of a single NONE */
    bool geheel;           /* it is recovered whole */
    int64_t cent;          /* what is recovered */
    enum zekerheid zonder; /* the best grade of its hits, before any lost its ground */
    enum zekerheid zekerheid;
};

/* Fits of a rule, kept together. */
struct detector {
    const struct ruleset *rules;
    struct classifier *classifier;
    uint32_t *rank;            /* of each rule, by id */
    bool *looked_up;           /* rules that lines are looked up by: gedoogkwartaal, vereist, lid */
    uint32_t *zonder_selector; /* active paar rules that look at keten lines of a programme */
    size_t zonder_selectors;
    programma_set ketens;          /* programmes of soort keten */
    uint32_t *single, *single_end; /* active rules of other kinds, in order of programme; where each programme's end */
    uint32_t *actief, *actief_end; /* active rules, the same: for the coverage */

    struct part *part;
    size_t parts, parts_cap;
    const struct line **line; /* of the parts, for the credits */
    struct credit_use *use;
    size_t lines_cap;
    uint32_t *order; /* taking parts by the first day of their periods */
    day *reach;      /* the last day of all up to there */
    size_t ordered, order_cap;
    struct fit *fit; /* by rule, then by the first day of the part's period */
    size_t fits, fits_cap;
    struct found *found;
    size_t founds, founds_cap;
    struct vondst *vondst;
    size_t vondsten, vondsten_cap;
    struct hit *shown; /* the hits of one finding, for who asked for it */
    size_t shown_cap;
    struct waiting *waiting; /* credits that wait, by what they are about */
    size_t waitings;
    struct quarter_before *quarter_before; /* by day, of the quarters that were asked for */
    size_t quarters_before, quarters_before_cap;
    uint64_t tried;   /* lines that keten lines and rules were held against */
    size_t count_at;  /* so many hits until findings are counted again */
    bool te_veel;     /* it has more findings than the rules allow one patient */
    struct arena arena;
};

static inline uint32_t part_number(const struct detector *d, const struct part *part)
{
    return (uint32_t)(part - d->part);
}
static inline bool is_keten_line(const struct part *part)
{
    return part->keten.programmas != 0;
}
/* Both are keten lines of one programme, each on its own day. */
static inline programma_set shared_programmas(const struct part *a, const struct part *b)
{
    return a->keten.programmas & b->keten.programmas;
}

/* parts.c */
/* Classifies the lines and works out the credits. Without `findings` only what the figures of credits and lines without
 * money need. */
void take_parts(struct detector *d, const struct line *line, const bool *take, size_t n, bool findings,
                struct totals *totals, int sign);
/* Makes what the next three ask: when some part is a keten line, before its first use. */
void sort_parts(struct detector *d);
/* The taking parts whose periods share a day with `period`:
 *     for (size_t i = parts_from(d, period); (part = part_of_period(d, period, &i)) != NULL;) */
size_t parts_from(const struct detector *d, struct period period);
struct part *part_of_period(struct detector *d, struct period period, size_t *i);
/* The parts that match the rule, which must be one that lines are looked up by; by the first day of their periods. */
struct fits fits_of(const struct detector *d, const struct regel *regel);
/* Where this part stands among the fits of its rule; NULL: it does not match. */
const struct fit *fit_of(const struct detector *d, uint32_t regel, const struct part *part);
/* The first credit that waits and may be about the part, or NULL. */
const struct line *waiting_credit(const struct detector *d, const struct part *part);
/* Programmes that the patient was in before K. */
programma_set programmas_before(struct detector *d, const struct part *k);
/* The match of the part with the rule, or NULL. */
const struct match *match_of(const struct detector *d, const struct part *part, const struct regel *regel);

/* pairs.c, singles.c */
void add_hit(struct detector *d, const struct part *from, const struct part *to, const struct hit *hit);
void pair_hits(struct detector *d, struct part *k);
void single_hits(struct detector *d, struct part *k);

/* reasons.c: false, or with the reasons added. K and C are those of the hit: turned round, the finding's C and K. */
/* What every rule asks of K: its table applies, its conditions are agreed. */
bool keten_holds(const struct detector *d, const struct part *k, const struct regel *regel, struct hit *hit);
/* What a pair rule that matches asks of C; K and C must overlap. */
bool conflict_holds(struct detector *d, struct part *k, const struct part *c, const struct regel *regel,
                    reden_set *redenen);
/* Of two keten lines of one programme, whatever rule hits. */
reden_set doubling_reasons(const struct part *k, const struct part *c);
/* ALG-DUBBEL, for the programmes that the two share. */
bool dubbel_holds(const struct detector *d, const struct part *k, const struct part *c, struct hit *hit);
/* Finds where the series of each fit of a rule with gedoogkwartaal begins. */
void find_series(const struct detector *d, const struct fits *fits);
/* The first day of the series of C, by a rule with gedoogkwartaal. */
day series_of(const struct detector *d, const struct part *c, const struct regel *regel);
enum zekerheid lowered(enum zekerheid zekerheid, reden_set redenen);

/* ground.c */
void make_vondsten(struct detector *d);
/* How many findings the hits of now would be. */
size_t count_vondsten_so_far(struct detector *d);
void take_ground_away(struct detector *d);

/* bevinden.c, money.c */
void make_bevinding(const struct detector *d, const struct vondst *vondst, struct outcome *outcome);
/* The programmes of a keten line for which it is checked. */
programma_set checked_programmas(const struct detector *d, const struct part *k);
void count_keten_lines(const struct detector *d, int sign, struct totals *totals);
void count_vondsten(struct detector *d, int sign, struct totals *totals);

#endif
