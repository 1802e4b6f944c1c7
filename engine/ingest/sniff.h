/* sniff.h - what the first lines of a foreign export tell about its dialect, for the profile that `dubbelloop profile`
 * proposes. Pure: bytes in, a proposal and what could not be told out.
 *
 * A column is recognised by its name when its content does not speak against it, and else by content that hardly any
 * other column has: numbers that pass the elfproef, dates, AGB codes, D and C, amounts. What is left is a candidate,
 * and for a person to choose. The proposal is then tried: the sample is read with it as a run would
 * (ingest/normalise.h). */
#ifndef INGEST_SNIFF_H
#define INGEST_SNIFF_H

#include "ingest/normalise.h"

enum { SNIFF_SAMPLE = 1 << 20 };

/* How sure a line of the proposal is. */
enum sniff_how {
    SNIFF_UNKNOWN, /* not told: the line of the profile is left out */
    SNIFF_BY_NAME,
    SNIFF_BY_CONTENT,
};

struct sniff {
    struct profile profile; /* the proposal; what was not told is as in the canonical dialect */
    bool told_encoding, told_quote, told_date, told_decimal;
    enum day_form likely_date;   /* also when it was not told */
    enum decimal likely_decimal; /* the same */
    bool likely_few;             /* some amounts have fewer than two decimals */
    bool damaged;   /* BSNs that a spreadsheet damaged: no profile mends that */
    bool only_ascii; /* every encoding reads the sample alike */
    bool usable;    /* it is CSV with a header; else there are only notes */
    bool complete;  /* every column that a run needs was told, and the header and some lines can be read */
    bool canonical; /* the file can be read without a profile */
    bool opaque;    /* the bsn column holds no numbers of nine digits: --patient-id opaque */
    struct text *header; /* UTF-8, trimmed, with a NUL behind it */
    const char **shown;  /* the same as a person may see it: long numbers masked */
    size_t fields;
    struct text *row; /* rows * fields values, trimmed */
    size_t rows, broken; /* broken: lines that do not fit the header, or are not text */
    size_t one_less, one_more; /* of those: with one field less, or more, than the header */
    int field_of[COLUMNS]; /* which field of the file is a column; -1 none */
    enum sniff_how how[COLUMNS];
    uint32_t filled[COLUMNS], fitting[COLUMNS]; /* values of that field, and those with the column's form */
    struct buf candidates[COLUMNS]; /* names of fields that could be a column that was not told, "'a', 'b'" */
    struct buf notes; /* lines of Dutch: "niet vast te stellen: ..." and "let op: ..." */
    uint32_t accepted;  /* of the rows, as tried */
    struct {
        enum afkeur reden;
        int veld;
        uint32_t n;
    } rejected[8]; /* the reasons for the others, up to the first with n 0 */
    struct arena arena;
};

/* Looks at the beginning of an export, decompressed; `whole` when it is all of it. Fails only where the system cannot
 * convert from an encoding. */
bool sniff_read(struct sniff *sniff, struct text sample, bool whole, struct error *err) MUST_CHECK;
/* The first lines of the sample as a run with the proposal would read them, up to `max`; how many there are. Their
 * texts live as long as the sniff and `first`. */
struct sniff_line {
    struct line line;
    struct normal_room room;
};
uint32_t sniff_first_lines(const struct sniff *sniff, struct sniff_line *first, uint32_t max);
void sniff_release(struct sniff *sniff);

#endif
