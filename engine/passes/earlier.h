/* earlier.h - the rules of earlier runs, and which lines they had: to look at a dossier as a run looked at it.
 *
 * A few rulesets are kept at a time; one that was let go is read again when it is asked for. */
#ifndef PASSES_EARLIER_H
#define PASSES_EARLIER_H

#include "detect/detect.h"
#include "store/store.h"

enum { EARLIER_KEPT = 16 };
struct earlier_rules {
    struct ruleset rules; /* with its fingerprint; empty: this place is free */
    struct detector *detector;
    uint64_t used; /* by the `count` of earlier: the longest unused goes first */
};
struct earlier {
    struct store *store;     /* borrowed */
    int64_t *run_of_file;    /* owned */
    size_t files;            /* 1 more than the largest number */
    struct earlier_rules kept[EARLIER_KEPT];
    uint64_t count;
};
bool earlier_open(struct earlier *earlier, struct store *store, struct error *err) MUST_CHECK;
/* What the rules of the run were, until the next call; *rules NULL: what it recorded cannot be read any more. */
bool earlier_rules_of(struct earlier *earlier, int64_t run, struct earlier_rules **rules, struct error *err) MUST_CHECK;
/* Whether the line was there after the run. */
static inline bool earlier_had(const struct earlier *earlier, int64_t run, const struct line *line)
{
    return line->bestand < earlier->files && earlier->run_of_file[line->bestand] <= run;
}
void earlier_release(struct earlier *earlier);

#endif
