/* run_report.h - the files that a run leaves in --out: findings.csv, changes.csv, summary.json, rejects.csv and
 * <bestand>.rejects.raw.csv (semantics.md 6 and 8). */
#ifndef REPORT_RUN_REPORT_H
#define REPORT_RUN_REPORT_H

#include "base/outfile.h"
#include "ingest/warnings.h"
#include "store/ledger.h"
#include "detect/totals.h"

/* All output files of a run: written under temporary names, then given their names together. */
struct run_report {
    const char *dir;
    struct outfile *file;
    size_t n, cap;
    int lock; /* of the folder, plus 1; 0: none */
};
/* Takes the folder, waiting for another run in it; before anything is opened. */
bool run_report_lock(struct run_report *report, int wait_seconds, struct error *err) MUST_CHECK;
/* Opens the next file; borrowed until run_report_release. NULL with `err`. */
struct outfile *run_report_open(struct run_report *report, const char *name, struct error *err);
/* Closes and syncs all of them; nothing has its name yet. */
bool run_report_finish(struct run_report *report, struct error *err) MUST_CHECK;
/* Gives them their names; until run_report_settle a release takes them away again,
 * and what had these names comes back. */
bool run_report_publish(struct run_report *report, struct error *err) MUST_CHECK;
void run_report_settle(struct run_report *report);
void run_report_release(struct run_report *report);

/* rejects.csv, and the rejected lines as they were read. */
bool report_rejects(struct run_report *report, struct bestand *bestand, size_t bestanden, struct error *err) MUST_CHECK;
bool report_summary(struct run_report *report, const struct run_record *run, const struct ruleset *rules,
                    const struct bestand *bestand, size_t bestanden, const struct totals *totals,
                    const struct warnings *warnings, struct error *err) MUST_CHECK;

#endif
