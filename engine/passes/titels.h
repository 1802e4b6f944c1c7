/* titels.h - what is declared per insurer, contractant, keten programme or title, and quarter, beside what is agreed
 * and how many are enrolled: figures for an analyst, no findings.
 *
 * They come from one pass over all stored lines, by the rules of the last run, and are kept in table titel_kwartaal
 * with the number of that run; v_titel_kwartaal shows them. The pass is made by who asks for them (`dubbelloop
 * titels`), not by every night: smallest and largest amounts cannot be kept up by what one night changes. What is
 * counted is a taking line (semantics.md 2), in the quarter of its begindatum, under each programme that it is of. How
 * the columns are worked out where no contract says: docs/decisions.md, passes. */
#ifndef PASSES_TITELS_H
#define PASSES_TITELS_H

#include "base/log.h"
#include "dossier/dossier.h"
#include "rules/ruleset.h"
#include "store/store.h"

/* The codesets of codesets.csv that say which codes are an enrolment,
 * and which of those one of somebody of 75 or older. */
#define CODESET_INSCHRIJVING "inschrijving"
#define CODESET_75PLUS "inschrijving_75plus"

struct titel_kwartaal {
    uint16_t uzovi;
    uint32_t agb_declarant;
    unsigned programma;
    day kwartaal;        /* its first day */
    int64_t regels, verzekerden, cent;
    int64_t kleinste_cent, grootste_cent; /* per unit of `aantal` and quarter of the keten period, rounded */
    int64_t tarief_cent;                  /* the highest that is agreed for any of its lines; -1: none */
    int64_t boven_tarief_cent;            /* of the lines with an agreed tariff, what is above it */
    int64_t
        budget_cent; /* of the contract rows of this programme that are valid on the quarter's first day; -1: none */
    int64_t boven_budget_cent; /* of what the lines of those rows add up to since the row began, what this quarter puts
                                  above it */
    int64_t ingeschreven, ingeschreven_75; /* insured enrolled with it or a member of it; -1: no relation leads to it */
};
struct titels {
    struct titel_kwartaal *at; /* by insurer, contractant, programme (volgorde), quarter; owned */
    size_t n;
};

void titels_release(struct titels *titels);

/* Counting by hand: every dossier of the store once, in whatever order. */
struct titels_counter;
struct titels_counter *titels_counter_new(const struct ruleset *rules);
void titels_add(struct titels_counter *counter, const struct dossier *dossier);
/* What was counted; the caller releases. */
void titels_finish(struct titels_counter *counter, struct titels *titels);
void titels_counter_free(struct titels_counter *counter);

/* Opens the database with the figures of the last run in its table. When it did not have them they are worked out,
 * without holding up a run, and put there: *changed, and the caller commits, or they are gone again. The caller closes
 * the store in any case. */
bool titels_open(struct store *store, const char *path, int wait_seconds, unsigned threads, struct progress *progress,
                 bool *changed, struct error *err) MUST_CHECK;
/* The run that the figures in the table are of; 0: there are none. */
bool titels_run(struct store *store, int64_t *run, struct error *err) MUST_CHECK;
/* Takes them out. */
bool titels_forget(struct store *store, struct error *err) MUST_CHECK;
/* Whether the table holds these, column by column. */
bool titels_hold(struct store *store, const struct ruleset *rules, const struct titels *titels, bool *hold,
                 struct error *err) MUST_CHECK;

#endif
