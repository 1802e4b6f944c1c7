/* next_steps.h - what there is to do with a database, as sentences for an analyst (`dubbelloop status`, "Wat nu"). */
#ifndef REPORT_NEXT_STEPS_H
#define REPORT_NEXT_STEPS_H

#include "store/queries.h"

/* Hands each sentence to `step`, the most urgent first. */
bool next_steps(struct store *store, void (*step)(void *ctx, const char *sentence), void *ctx,
                struct error *err) MUST_CHECK;

#endif
