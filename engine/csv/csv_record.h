/* csv_record.h - one physical line to fields, and fields to a line (semantics.md 1 "Lines", "Fields", and 8).
 *
 * libcsv is the reference: every line with a quote in it goes through it, in strict mode and with no character taken
 * for blank or for the end of a line. A line without a quote needs no parser: it is cut at its delimiters, 64 bytes at
 * a step where the processor has SSE2. Both give the same fields (tests/csv/test_csv_record.c, tests/fuzz/). */
#ifndef CSV_RECORD_H
#define CSV_RECORD_H

#include "base/memory.h"
#include "base/text.h"

enum csv_result {
    CSV_RECORD_OK,
    CSV_RECORD_ENCODING, /* not UTF-8, or a NUL byte */
    CSV_RECORD_QUOTE,    /* aanhaling_niet_gesloten */
};

enum { CSV_LINE_MAX = 65536, CSV_SLACK = 64 };

struct csv_record {
    char delimiter, quote;
    struct text *field; /* owned by the record; the texts point into the line or into `unquoted` */
    size_t n, cap;
    size_t bytes; /* of the line */
    bool plain;   /* nothing in the line but U+0020..U+007E: no text of it needs a closer look */
    bool blank;   /* a U+0020 in it: fields may need to be trimmed */
    struct buf unquoted;       /* fields of a line that went through libcsv */
    struct csv_parser *parser; /* made when first needed */
    bool only_libcsv;          /* take the reference for every line (benchmark, differential test) */
};
#define CSV_RECORD(delim) ((struct csv_record){.delimiter = (delim), .quote = '"'})

/* Splits `line` (no line end; CSV_SLACK readable bytes must follow it). The fields are
 * unquoted and not trimmed, and live until the next call or until `line` goes. */
enum csv_result csv_record_split(struct csv_record *record, struct text line);
void csv_record_release(struct csv_record *record);

/* Adds one field in the dialect of the output: quoted only when it holds a comma, a quote, CR or LF. */
void csv_add_field(struct buf *out, struct text field);

#endif
