/* examine.h - looks at patients: puts each dossier together from the stored layers and the new lines, detects, and
 * writes what is new (the run's layer, the changed findings, the totals), and findings.csv.
 *
 * How it works. Patients are cut into ranges with about as many new lines each. Workers take ranges; the calling thread
 * writes their results in order, so that the output is the same to the byte whatever the number of threads. Within a
 * range the new lines, the stored dossiers and the findings that stand are three streams in order of patient, merged.
 * Of a patient with new lines the sieves (dossier/sieve.h) say whether anything that is stored can matter to them; if
 * not, its lines are added unread. Else the dossier is read, and detection runs twice: over what was stored, which is
 * taken off the totals, and over all of it, which is added. So no figure is kept per patient. What differs between the
 * two sets of findings is a change, with an event. With `everybody` every stored patient is read, once, and the totals
 * begin at nothing.
 *
 * What it costs. Time: that of the new lines, of the dossiers that they touch, and of copying the rows of findings.csv
 * that stand; with `everybody`, of the whole store. Memory: per worker one dossier at a time, a block and a sieve that
 * are being filled, and the results of at most AHEAD ranges that the writer has not come to (a worker that is further
 * ahead waits): the same however many lines there are. Not so of one patient: its dossier must fit, and each of its
 * keten lines is held against every line that touches its period.
 *
 * What is forbidden. `totals` must be those of the store as it is (store/stand.h), or the difference that is added to
 * them means nothing; empty with `everybody`, which must be set when rules, contracts or relations differ from those of
 * the run before, or when a file is withdrawn. A worker writes nothing and reads by a connection of its own, which sees
 * the state before this run: what this run wrote is not there for it, so examine is called once a run, in the run's
 * transaction, before anything else writes lines or findings. No function below this one may look at the clock, at the
 * number of threads or at the order in which ranges were done. */
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

/* A patient with more findings than the rules' max_bevindingen, by a line of it: its first new one, or its first. */
struct too_many {
    uint32_t bestand;
    uint64_t regelnr;
    uint64_t regels; /* so many lines it has in all */
};

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
    struct too_many *te_veel; /* what comes out, in order of the patients; the caller frees */
    size_t te_velen, te_velen_cap;
};

/* Adds duplicates and double references to the files' counts and rejects, and patienten, nieuw,
 * herzien and vervallen to the run's. */
bool examine(struct examination *examination, struct error *err) MUST_CHECK;

#endif
