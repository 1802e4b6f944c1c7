/* detect.h - the findings of one patient (semantics.md 4). Pure: no file, no database, no other patient. */
#ifndef DETECT_DETECT_H
#define DETECT_DETECT_H

#include "detect/totals.h"
#include "rules/classify.h"

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

#endif
