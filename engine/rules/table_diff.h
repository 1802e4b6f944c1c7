/* table_diff.h - two versions of the conflict tables, row by row and column by column. Pure. */
#ifndef RULES_TABLE_DIFF_H
#define RULES_TABLE_DIFF_H

#include "rules/ruleset.h"

enum rij_wijziging {
    RIJ_VERVALLEN,
    RIJ_GEWIJZIGD,
    RIJ_NIEUW,
    RIJEN_VERZET, /* rows of this file change places; the order decides which hit leads */
};

/* A row that is not the same in both. A row is known by its key: the id of a rule, the name of a table, and so on. */
struct rij_verschil {
    enum rij_wijziging wijziging;
    const struct rule_source *source; /* of NEW, or of OLD when NEW does not have the row */
    const struct csv_row *was, *now;  /* NULL: not there; both for RIJEN_VERZET */
};

struct table_diff {
    struct rij_verschil *rij; /* by file, vervallen before gewijzigd and nieuw, then in order of the rows; owned */
    size_t n, cap;
    bool was_is_stored; /* OLD is what a database remembers: its rows stand in no file */
};
/* What points into the rulesets lives as long as they do. */
void table_diff_make(struct table_diff *diff, const struct ruleset *was, const struct ruleset *now);
/* One file only, whatever it is called: what a database remembers and a new file. NULL: no rows. */
void table_diff_remembered(struct table_diff *diff, const struct rule_source *was, const struct rule_source *now);
void table_diff_release(struct table_diff *diff);

#endif
