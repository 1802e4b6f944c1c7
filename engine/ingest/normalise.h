/* normalise.h - the fields of a record to a declaration line, or to the reason why not (semantics.md 1 and 6). */
#ifndef INGEST_NORMALISE_H
#define INGEST_NORMALISE_H

#include "csv/csv_record.h"
#include "ingest/afkeur.h"
#include "ingest/recognise.h"

enum { CSV_FIELD_MAX = 4096 };

/* Where the columns of a file stand. */
struct layout {
    const struct profile *profile; /* borrowed */
    struct text fallback[COLUMNS]; /* the profile's values for a column that the file lacks or leaves empty */
    bool fallbacks;                /* there is one at all */
    bool special;                  /* the profile has those, or values that mean "empty" */
    bool opaque;                   /* --patient-id opaque */
    int field_of[COLUMNS];         /* -1: the file has no such column */
    size_t fields;
    char **name; /* the file's own column names; owned */
};

/* Whether two column names are the same: ASCII letters of either case, without U+0020, '_', '-', '.', U+00A0,
 * U+200B and U+FEFF. */
bool column_name_same(struct text a, struct text b);
/* Reads the header's fields. False: the header is not right (kop_onjuist), and `wrong` says why, in the canonical
 * column names only: a file without a header has a patient's values in its first line. */
bool layout_read(struct layout *layout, const struct profile *profile, bool opaque, const struct csv_record *header,
                 struct two_languages *wrong);
void layout_release(struct layout *layout);
/* Whether neither the file nor the profile gives the column (summary.json `ontbreekt`). */
static inline bool layout_lacks(const struct layout *layout, enum column column)
{
    return layout->fields && layout->field_of[column] < 0 && !layout->fallback[column].n;
}
/* Whether a field of the file is no column of ours. */
bool layout_ignores(const struct layout *layout, size_t field);
/* The name for `veld` in rejects.csv; empty for GEEN_VELD. */
const char *layout_veld(const struct layout *layout, int veld);

/* Whether nine digits can be a BSN. */
bool elfproef(const char bsn[static 9]);

/* Room for the values of one line that are not in the file as they stand. */
struct normal_room {
    char bsn[9], prestatiecode[PRESTATIECODE_MAX], diagnosecode[DIAGNOSECODE_MAX], patient[PATIENT_MAX];
};

/* Judges the record's fields. True: `line` is filled (patient to vorig; bestand and regelnr are the caller's); its
 * texts live in the record and in `room`. False: `reject` has all but regelnr. `*bedrag_good` says whether bedrag_cent
 * could be read in either case: it counts in the control totals (semantics.md 6). */
bool normalise(const struct layout *layout, const struct csv_record *record, struct normal_room *room,
               struct line *line, struct reject *reject, bool *bedrag_good);

#endif
