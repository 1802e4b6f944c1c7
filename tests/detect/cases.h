/* cases.h - patients in a few words, and the findings that they must give. */
#ifndef TESTS_DETECT_CASES_H
#define TESTS_DETECT_CASES_H

#include "detect/detect.h"
#include "dossier/dossier.h"
#include "small_rules.h"

day on(const char *iso);

/* Adds a line to a dossier. It is `reference list/code/product begin..end` and then what is not its default: agb= uit=
 * spec= vd= dx= uzovi= cent= n= vorig= C. The declarant of a reference that begins with K is 53010001,
 * of others 01000001. */
void add_line(struct dossier *dossier, struct arena *arena, const char *from, size_t n);
/* The same of lines that are separated by ';'. */
void add_lines(struct dossier *dossier, struct arena *arena, const char *lines);

/* What of the findings is held against `findings`, each behind `K>C `: */
enum what {
    GRADES,  /* zekerheid(redenen) regels */
    PERIODS, /* the keten period, the overlap */
    LEADING, /* programma tabel categorie verhaal bedrag */
    SUMS,    /* zekerheid(redenen) regels soort bedrag */
};
struct given {
    const char *reason, *rules, *contracts, *lines, *findings;
};
void check_cases(const struct given *given, size_t n, enum what what);

/* The same with relations (rows, or NULL) and --extend-tables. */
struct given_with {
    struct given given;
    const char *relaties;
    bool extend;
};
void check_cases_with(const struct given_with *with, size_t n, enum what what);

/* A patient, the rules that it is looked at by, and what comes out. */
struct looked {
    struct ruleset rules;
    struct dossier dossier;
    struct arena arena;
    struct detector *detector;
    struct outcome outcome;
    struct totals totals;
};
/* Makes rules and lines of a case; it is looked at by look(), which adds the figures times `sign`. */
void looked_open(struct looked *looked, const struct given_with *with);
void look(struct looked *looked, int sign);
void looked_release(struct looked *looked);

#endif
