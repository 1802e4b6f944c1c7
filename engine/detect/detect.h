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
    struct arena arena;
};
void outcome_clear(struct outcome *outcome);
void outcome_release(struct outcome *outcome);

/* `line[0..n)` are the patient's stored lines, sorted by (agb_declarant, referentienummer); `take[i]`, when given, says
 * which to look at. Adds the findings to `outcome` and the figures, times `sign`, to `totals`. */
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

/* A rule that hits a pair of lines. */
struct pair_hit {
    const struct regel *regel;
    programma_set programmas; /* those that it protects here */
    bool turned;              /* from the conflict line to the keten line: day, insurer and contract are the former's */
    enum tabel_rang rang;
    enum zekerheid zekerheid; /* of this hit, its reasons counted in */
    reden_set redenen;
    enum voorrang voorrang;
};

/* One of the two lines, as detection sees it. */
struct pair_line {
    bool relevant;                  /* under these rules */
    struct keten keten;             /* programmas 0: no keten line on its day */
    struct period periode;          /* of a keten line its keten period, else its dates */
    const struct line *reversed_by; /* the credit, or NULL */
};

/* Fills seen[0..n): each of the patient's lines. Nothing is matched; `line` as above, all of them. */
void detect_lines(struct detector *detector, const struct line *line, size_t n, struct pair_line *seen);

struct pair {
    struct pair_line keten, conflict;
    const struct pair_hit *hit; /* by rule id; borrowed until the next call */
    size_t hits;
};

/* Why two lines of a patient are a finding, with `keten` as its keten line: every hit of the pair. No hit: they are none. `line`, `take` and
 * `n` as above; `keten` and `conflict` point into `line`, or are NULL: not there. */
void detect_pair(struct detector *detector, const struct line *line, const bool *take, size_t n,
                 const struct line *keten, const struct line *conflict, struct pair *pair);

#endif
