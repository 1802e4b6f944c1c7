/* detect.h - the findings of one patient (semantics.md 4). Pure: no file, no database, no other patient. */
#ifndef DETECT_DETECT_H
#define DETECT_DETECT_H

#include "detect/totals.h"
#include "rules/keten.h"

struct detector; /* one a thread */
struct detector *detector_new(const struct ruleset *rules);
void detector_free(struct detector *detector);

/* What a patient gives. Findings are in the order of findings.csv; their texts live in `arena` or in the lines. */
struct outcome {
    struct bevinding *bevinding;
    size_t n, cap;
    bool te_veel; /* there are more than the rules' max_bevindingen: none is shown */
    struct arena arena;
};
void outcome_clear(struct outcome *outcome);
void outcome_release(struct outcome *outcome);

/* `line[0..n)` are the patient's stored lines, sorted by (agb_declarant, referentienummer); `take[i]`, when given, says
 * which to look at. Adds the findings to `outcome` and the figures, times `sign`, to `totals`. Costs n log n, and what
 * is found; with max_bevindingen no more than that says, whatever the lines. */
void detect_patient(struct detector *detector, const struct line *line, const bool *take, size_t n, int sign,
                    struct outcome *outcome, struct totals *totals);

/* What put a hit behind the one that leads (semantics.md 4, leading hit). */
enum voorrang {
    VOORRANG_LEIDT,     /* nothing: it leads */
    VOORRANG_ZEKERHEID, /* its grade is lower */
    VOORRANG_RICHTING,  /* its direction is C to K */
    VOORRANG_TABEL,     /* its table applies in a later rank */
    VOORRANG_RIJ,       /* its row stands later */
};

/* A rule that hits a keten line, alone or with another line. */
struct hit {
    const struct regel *regel;
    programma_set programmas; /* those that it protects here */
    bool turned;              /* from the conflict line to the keten line: day, insurer and contract are the former's */
    enum tabel_rang rang;
    enum zekerheid zekerheid; /* of this hit, its reasons counted in */
    reden_set redenen;
    enum voorrang voorrang;
    int64_t cent; /* of a single: what it recovers */
};

/* One line, as detection sees it. */
struct seen_line {
    bool relevant;                   /* under these rules; of a credit: as a debit it would be */
    bool taking;                     /* a debit that is relevant, not reversed, and for which money was granted */
    struct keten keten;              /* programmas 0: no keten line on its day */
    programma_set gecontroleerd;     /* of those: it is checked for them (semantics.md 3, Coverage) */
    struct period periode;           /* of a keten line its keten period, else its dates */
    programma_set before;            /* of a keten line: programmes that the patient was in before it */
    const struct line *reversed_by;  /* the credit, or NULL */
    const struct line *credit_wacht; /* a credit that waits and has its declarant, code and begindatum, or NULL */
};

/* Whether a diagnosis or verwijsdiagnose of the line speaks against the rule. */
bool contradicts(const struct regel *regel, const struct line *line);

/* Fills seen[0..n): each of the patient's lines. No hit is looked for; `line` as above, all of them. */
void detect_lines(struct detector *detector, const struct line *line, size_t n, struct seen_line *seen);

/* Why a keten line, alone or with another line, is a finding. */
struct seen_finding {
    struct seen_line keten, conflict;
    const struct hit *hit; /* by rule id; borrowed until the next call of detect_finding. No hit: there is no finding */
    size_t hits;
    enum zekerheid zonder_grond; /* its grade before it lost its ground, if it did */
    /* The finding that recovers its ground at no lower grade, the first in the order of findings.csv; or "". */
    char grond_terug_door[17];
};

/* `line`, `take` and `n` as above; `keten` and `conflict` point into `line`. NULL: `keten` is not there, or the finding
 * is of one line. */
void detect_finding(struct detector *detector, const struct line *line, const bool *take, size_t n,
                    const struct line *keten, const struct line *conflict, struct seen_finding *finding);

/* Of the lines that `line`, `take` and `n` say: marks in evidence[0..n) the debits that the rule, vereist or lid, looks
 * at for this keten line, whether they speak for it or not. */
void detect_evidence(struct detector *detector, const struct line *line, const bool *take, size_t n,
                     const struct line *keten, const struct regel *regel, bool *evidence);

/* The first day of the series of a line by a rule with gedoogkwartaal. */
day detect_series(struct detector *detector, const struct line *line, const bool *take, size_t n,
                  const struct line *conflict, const struct regel *regel);

#endif
