/* bevindingen.h - findings in the database: read as they stand, changed with an event for each change. */
#ifndef STORE_BEVINDINGEN_H
#define STORE_BEVINDINGEN_H

#include "detect/totals.h"
#include "model/bevinding.h"
#include "store/store.h"

enum wijziging { WIJZIGING_NIEUW, WIJZIGING_HERZIEN, WIJZIGING_VERVALLEN };
extern const char *const wijziging_name[3];

enum bevinding_status { STATUS_NIEUW, STATUS_OPEN, STATUS_VERVALLEN, BEVINDING_STATUSSEN };
extern const char *const bevinding_status_name[BEVINDING_STATUSSEN];

/* Which findings; an empty text or 0 lets all through. */
struct bevinding_filter {
    struct text patient, id, zekerheid, categorie, uzovi;
    struct text agb;    /* of either line */
    int64_t since;      /* changed by this run or a later one */
    unsigned statussen; /* a bit a status; 0 = those that stand */
};

/* Reads findings in the order of findings.csv. */
struct bevinding_reader {
    sqlite3_stmt *stmt;
    struct bevinding bevinding; /* the current row; texts until the next */
    enum bevinding_status status;
    int64_t gevonden_run, gewijzigd_run;
};
/* The filter's texts must live as long as the reader. */
bool bevinding_reader_open(struct bevinding_reader *reader, sqlite3 *db, const struct bevinding_filter *filter,
                           struct error *err) MUST_CHECK;
/* The findings that stand of one patient: starts over with the next one. */
bool bevinding_reader_open_patient(struct bevinding_reader *reader, sqlite3 *db, struct error *err) MUST_CHECK;
void bevinding_reader_patient(struct bevinding_reader *reader, struct text patient);
bool bevinding_reader_next(struct bevinding_reader *reader, bool *row, struct error *err) MUST_CHECK;
/* The first column of the current row, as it is stored, that is not what the finding has; NULL: none. */
const char *bevinding_reader_difference(const struct bevinding_reader *reader, const struct bevinding *bevinding);
void bevinding_reader_close(struct bevinding_reader *reader);

/* Hands `take` the rows of findings.csv of all findings that stand, in pieces: straight from the columns, since every
 * night writes all of them. */
bool bevindingen_csv(sqlite3 *db, void (*take)(void *ctx, const char *at, size_t n), void *ctx, struct error *err) MUST_CHECK;

/* Writes changes. */
struct bevinding_writer {
    sqlite3_stmt *put, *lapse, *event;
    int64_t run;
};
bool bevinding_writer_open(struct bevinding_writer *writer, struct store *store, int64_t run,
                           struct error *err) MUST_CHECK;
/* `was`: the row of findings.csv before a WIJZIGING_HERZIEN, else empty. */
bool bevinding_writer_add(struct bevinding_writer *writer, enum wijziging wijziging, const struct bevinding *bevinding,
                          struct text was, struct error *err) MUST_CHECK;
void bevinding_writer_close(struct bevinding_writer *writer);

/* The totals over the stored lines. Reading adds to `totals`; a programme, category or table that the rules do not know
 * any more is left out. */
bool stand_read(struct store *store, const struct ruleset *rules, struct totals *totals, struct error *err) MUST_CHECK;
bool stand_write(struct store *store, const struct ruleset *rules, const struct totals *totals,
                 struct error *err) MUST_CHECK;
/* Whether the stored totals are exactly these; if not, `what` says which differ. */
bool stand_is(struct store *store, const struct ruleset *rules, const struct totals *totals, bool *is, char what[static 64],
              struct error *err) MUST_CHECK;

#endif
