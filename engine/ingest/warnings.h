/* warnings.h - what is odd about files that were read all the same: what they lack, what is ignored in them, what they
 * seem to be. A warning changes nothing of what is found; it is said once, has a code of its own, and is on record
 * (table waarschuwing). */
#ifndef INGEST_WARNINGS_H
#define INGEST_WARNINGS_H

#include "ingest/ingest.h"

/* X(name, code): the code in the log, in summary.json and in the database; it never changes. */
#define WARNINGS_LIST(X) \
    X(WARN_CREDITS_UNKNOWN, "credits_unknown")   /* credits are named, and no column says which lines are credits */ \
    X(WARN_COLUMN_IGNORED, "column_ignored")     /* a column that is not used looks like one that the file lacks */ \
    X(WARN_COLUMN_MISSING, "column_missing")     /* a column without which grades are lower */ \
    X(WARN_LAST_LINE_OPEN, "last_line_open")     /* the last line has no line end */ \
    X(WARN_HEADER_REPEATED, "header_repeated")   /* lines that are the header again */ \
    X(WARN_NO_LINES, "no_lines")                 /* a header, and not one line */ \
    X(WARN_NOTHING_RELEVANT, "nothing_relevant") /* many lines, and no code that a table speaks of */ \
    X(WARN_ZONDER_PROGRAMMA, "zonder_programma") /* codes that look like a bundle and are none */ \
    X(WARN_DAMAGED_IDS, "damaged_ids")           /* opaque patients that look like damaged numbers */ \
    X(WARN_CROWDED_PATIENT, "crowded_patient")   /* a patient with more lines than a person has */ \
    X(WARN_TE_VEEL, "te_veel_bevindingen")               /* a patient with more findings than are shown of one */ \
    X(WARN_OTHER_REFERENCES, "other_references") /* lines that are stored already but for their reference */ \
    X(WARN_REFERENCE_ZEROS_LOST, "reference_zeros_lost") /* the same, and the reference lost its leading zeros */ \
    X(WARN_STATE_BACK, "state_back")                     /* the database is not the one that --state remembers */ \
    X(WARN_UITVOER_CHANGED, "output_changed")            /* a file in --out is not what the run before wrote there */ \
    X(WARN_CLOCK_BACK, "clock_back")                     /* the clock stands before the last run's */
#define WARNING_NAME(name, code) name,
enum warning_kind { WARNINGS_LIST(WARNING_NAME) WARNINGS };
#undef WARNING_NAME
extern const char *const warning_code[WARNINGS];

struct warning {
    enum warning_kind kind;
    uint32_t bestand; /* id of the file; 0: of the run */
    int64_t n;        /* lines, columns, patients: what it counts */
    char *text;       /* English, whole; owned */
};
struct warnings {
    struct warning *warning;
    size_t n, cap;
};

/* How often each kind was said, and all that was of no programme together. */
struct warning_sums {
    uint32_t said[WARNINGS];
    int64_t zonder_programma, zonder_programma_cent;
};
struct warning_sums warnings_sum(const struct warnings *warnings, const struct bestand *bestand, size_t bestanden);

PRINTF_LIKE(5, 6)
void warnings_add(struct warnings *warnings, enum warning_kind kind, uint32_t bestand, int64_t n, const char *format,
                  ...);
void warnings_release(struct warnings *warnings);

/* Adds what there is to say of the files of a run, when they are read and merged with the stored lines. */
void warnings_of_files(struct warnings *warnings, const struct bestand *bestand, size_t bestanden);
/* For one line of the run, and the same for every file with the same columns: what a file lacks and what is ignored in
 * it; empty when it has all columns and no others. */
void columns_of_file(const struct bestand *bestand, struct buf *out);
/* Of a file that was refused for its rejected lines: adds why nearly all of them are, and what to do. */
void explain_refusal(const struct bestand *bestand, struct buf *out);
/* All files together, in order of list and code. */
void zonder_programma_of(const struct bestand *bestand, size_t bestanden, struct code_counts *counts);

#endif
