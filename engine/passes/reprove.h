/* reprove.h - a finding worked out again: from the lines as they were after the run that found it, by the tables,
 * contracts and relations that this run recorded. Reads only. */
#ifndef PASSES_REPROVE_H
#define PASSES_REPROVE_H

#include "detect/detect.h"
#include "store/bevindingen.h"
#include "store/layers.h"

/* What a run saw of a patient: its rules, the lines that were there, and the finding by them. */
struct reseen {
    int64_t run;
    struct ruleset rules;
    struct detector *detector;
    bool *take; /* of the dossier's lines: which were there after the run */
    struct seen_finding seen;
};

struct reproof {
    struct store *store; /* borrowed, as the finding is */
    const struct bevinding_reader *finding;
    struct layers *layers;
    struct dossier dossier;              /* of the finding's patient, as it is stored now */
    int64_t *line_run;                   /* of each of its lines: the run that read it */
    int64_t found;                       /* the run that found it, or found it otherwise */
    const struct line *keten, *conflict; /* in the dossier; `conflict` NULL: the finding is of one line */
    /* By which it is proved: as the run that found it saw it;
     * of one under an earlier contract, as the last run does. */
    struct reseen then;
    struct reseen last; /* as the run that changed it last saw it */
};
/* Fails, and says what to do, when the stored lines and recorded tables do not give the finding as it stands, column by
 * column. The caller releases in any case. */
bool reprove(struct reproof *reproof, struct store *store, const struct bevinding_reader *finding,
             struct error *err) MUST_CHECK;
void reproof_release(struct reproof *reproof);

#endif
