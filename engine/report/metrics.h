/* metrics.h - the figures of a run for Prometheus: a file in its text format, as the textfile collector of the
 * node_exporter reads it (docs/operations.md). It tells the clock, so it is none of the outputs that are compared. */
#ifndef REPORT_METRICS_H
#define REPORT_METRICS_H

#include "detect/totals.h"
#include "ingest/warnings.h"
#include "store/ledger.h"
#include "store/te_doen.h"

struct metrics {
    const char *opdracht; /* "run" or "recheck" */
    enum status status;   /* with which the program ends */
    int64_t begun;        /* seconds since 1970 */
    int64_t milliseconds;
    /* Of a run that came to its end; else `run` is NULL and the file says only that, and when. */
    const struct run_record *run;
    const struct file_sums *sums;
    const struct totals *totals;
    const struct warning_sums *warnings;
    const struct ruleset *rules;
    size_t files[BESTAND_OVERGESLAGEN + 1];
    struct te_doen_sums te_doen;
};
/* False when something else has that name: figures take the place of figures, or of an empty file. */
bool metrics_may_write(const char *path, struct error *err) MUST_CHECK;
/* Writes `path` whole or not at all, readable by everybody: it holds counts, and the collector is another user. */
bool metrics_write(const char *path, const struct metrics *metrics, struct error *err) MUST_CHECK;

#endif
