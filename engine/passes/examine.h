/* examine.h - looks at patients: puts each dossier together from the stored layers and the new lines, detects, and
 * writes what is new (the run's layer, the changed findings, the totals), and findings.csv.
 *
 * Patients are cut into ranges. Workers take ranges; the calling thread writes their results in order, so that the
 * output is the same whatever the number of threads. A worker waits when it is too far ahead of the writer. */
#ifndef PASSES_EXAMINE_H
#define PASSES_EXAMINE_H

#include "base/log.h"
#include "base/outfile.h"
#include "detect/totals.h"
#include "dossier/sorted_run.h"
#include "ingest/ingest.h"
#include "store/bevindingen.h"
#include "store/layers.h"
#include "store/ledger.h"

struct examination {
    const struct ruleset *rules;
    struct store *store;
    struct run_record *run;
    unsigned threads;
    day bewaard_vanaf; /* as in struct ingest: credits that are older are stored only with what they are about; 0 = all
                          are */
    const char *reden; /* why findings change when it is neither lines nor tables; else "" */
    uint32_t withdrawn; /* the lines of this file are left out; 0: of none. With `everybody` */
    bool everybody; /* every patient of the store, not only those with new lines */
    struct sorted_run *const *runs; /* the new lines */
    size_t n;
    struct bestand *bestand; /* of this run, in order of id; lines of files that were not taken are passed over */
    size_t bestanden;
    struct totals *totals; /* brought up to date; with `everybody` it must come in empty */
    struct outfile *changes;  /* changes.csv, behind its header */
    struct outfile *findings; /* findings.csv, the same: all that stand after this; NULL: not asked for */
    struct progress *progress;
};

/* Adds duplicates and double references to the files' counts and rejects, and patienten, nieuw,
 * herzien and vervallen to the run's. */
bool examine(struct examination *examination, struct error *err) MUST_CHECK;

#endif
