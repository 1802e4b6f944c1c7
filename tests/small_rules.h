/* small_rules.h - a ruleset of a few lines, for tests.
 *
 * Programmes DM2 (056/40001), VRM (056/40011), COPD (056/40021), ASTMA (no code) and the title OI (008/11610, from
 * 2018-01-01). Tables: `algemeen` (every insurer; ALG-DUBBEL), `proef` (3332 3333, 2020-01-01 up to 2030-01-01,
 * keten_periode kwartaal), `extra` (of a contract only), `datum` (4444, keten_periode datum). Code sets: zi
 * (001/111111, any/222222). Groups: SUIKER (T90), LONG (R95, R96). letop: 008/11602-11607 negeer; 056/any,
 * 008/11600-11627, any/40001-40022 meld. */
#ifndef TESTS_SMALL_RULES_H
#define TESTS_SMALL_RULES_H

#include "harness.h"
#include "rules/ruleset.h"

/* The files, with these rules: a rule a line, `column=value|column=value`, what is not named is its default: programma
 * DM2, categorie consult, overlap elk, zekerheid vast, verhaal conflict, geldig_van 2020-01-01, status actief, in table
 * `proef`; `tabel=extra` puts it in another. A name of a column alone empties it. */
void small_files(struct table_files *files, const char *rules);
/* Parses them, with contracts and relations (rows without the header, columns at the end may lack) or NULL; fails the
 * test when they are not right. */
void small_rules(struct ruleset *rules, const char *rows, const char *contracts, bool extend_tables);
void small_rules_and_relations(struct ruleset *rules, const char *rows, const char *contracts, const char *relaties,
                               bool extend_tables);
/* Replaces `was` in one of the files by `now`; fails the test when `was` is not there. */
void replace_in(struct table_files *files, const char *name, const char *was, const char *now);

/* A file: the header, and the rows, each with empty columns at its end up to what the header has. */
struct text with_header(struct buf *out, const struct csv_column *column, size_t columns, const char *rows);

extern const char contracts_header[]; /* of version 1 */

#endif
