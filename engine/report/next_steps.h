/* next_steps.h - what there is to do with a database, for an analyst (`dubbelloop status`, "Wat nu"). */
#ifndef REPORT_NEXT_STEPS_H
#define REPORT_NEXT_STEPS_H

#include "report/table.h"
#include "store/te_doen.h"

/* Writes the table: to people a sentence each, the most urgent first; to programs its word, how much, of which file,
 * and the sentence. *steps: how many there are. */
bool next_steps(struct table_writer *writer, struct store *store, size_t *steps, struct error *err) MUST_CHECK;

/* One of them for a page: adds the sentence without the command, which is of the program's shell. *filters: the options
 * of `findings` that show the findings it is about, "--zekerheid vast --oordeel geen"; NULL: it is about none. */
void next_step_say(const struct te_doen *item, struct buf *out, const char **filters);

#endif
