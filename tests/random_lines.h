/* random_lines.h - declaration lines after normalisation, made at random: short texts from a small alphabet, so that
 * they meet, and now and then the longest ones. */
#ifndef TESTS_RANDOM_LINES_H
#define TESTS_RANDOM_LINES_H

#include "dossier/sorted_run.h"
#include "harness.h"
#include "model/line.h"

/* Room for the texts of one line. */
struct line_room {
    char text[COLUMNS][4 * 64];
};

/* Every column at random, without `random` the longest line there is; patient, bestand and regelnr are the caller's. */
struct line random_line(struct random *random, struct line_room *room);
/* Gives a column another random value; bsn stays. Says whether it differs from what it was. */
bool change_column(struct random *random, struct line *line, struct line_room *room, enum column column);
/* Whether all columns but bsn, which a record has beside the line, have the same values. */
bool same_content(const struct line *a, const struct line *b);

/* A record as a batch makes it, in the arena. */
const struct record *record_of(struct arena *arena, const struct line *line);
/* Puts records in order. */
void sort_records(const struct record **record, size_t n);

#endif
