/* next_steps.h - what there is to do with a database, for an analyst (`dubbelloop status`, "Wat nu"). */
#ifndef REPORT_NEXT_STEPS_H
#define REPORT_NEXT_STEPS_H

#include "report/table.h"
#include "store/te_doen.h"

/* Writes the table: to people a sentence each, the most urgent first; to programs its word, how much, of which file,
 * and the sentence. *steps: how many there are. */
bool next_steps(struct table_writer *writer, struct store *store, size_t *steps, struct error *err) MUST_CHECK;

#endif
