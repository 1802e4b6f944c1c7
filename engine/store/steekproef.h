/* steekproef.h - a random sample of findings that anybody can draw again: from the seed and the frame alone, with
 * sha256sum and sort.
 *
 * The frame is the findings that a filter lets through. Each gets a key, SHA-256 over "SEED/BEVINDING_ID", and the
 * frame is put in the bytewise order of the keys (equal ones in the order of findings.csv). Without strata the first K
 * are the sample; with strata the first of each stratum, by its share. No patient takes part in it (semantics.md 4,
 * identity). */
#ifndef STORE_STEEKPROEF_H
#define STORE_STEEKPROEF_H

#include "base/digest.h"
#include "store/bevindingen.h"

/* A finding of the frame. */
struct frame_row {
    char id[17];
    char key[DIGEST_HEX + 1];
    uint32_t place;   /* in the order of findings.csv, from 0 */
    uint32_t stratum;  /* index */
    uint32_t drawn_as; /* 0 = not drawn, else 1..K */
};

/* The findings with one leading rule. */
struct stratum {
    struct text regel; /* lives as long as the sample */
    uint32_t n;        /* in the frame */
    uint32_t drawn;
};

struct steekproef {
    struct frame_row *frame; /* once drawn: in the order of the keys */
    uint32_t n, cap;
    struct stratum *stratum; /* by leading rule, bytewise */
    uint32_t strata, strata_cap;
    uint32_t size; /* findings drawn */
    int64_t run;     /* the last one of the database */
    char frame_sha256[DIGEST_HEX + 1]; /* over the sorted ids, an LF behind each */
    struct arena arena;
};

/* Reads the frame: what `filter` lets through. */
bool steekproef_read(struct steekproef *steekproef, sqlite3 *db, const struct bevinding_filter *filter, uint64_t seed,
                     struct error *err) MUST_CHECK;
/* The same for a frame that comes from elsewhere: each finding with its stratum, then the end. */
void steekproef_add(struct steekproef *steekproef, const char id[static 17], struct text regel, uint64_t seed);
void steekproef_end(struct steekproef *steekproef);
/* Draws `size`, or the whole frame when that is smaller. With `by_stratum` each stratum has its share, and at least
 * one: false, with nothing drawn, when there are more strata than `size`. */
bool steekproef_draw(struct steekproef *steekproef, uint32_t size, bool by_stratum) MUST_CHECK;
void steekproef_release(struct steekproef *steekproef);

/* Divides `size` over strata of n[0..strata) findings: by their share, at least one each, what is left to the largest
 * remainders (of equal ones to the first). Every n > 0; strata <= size <= the sum of n. */
void divide_over_strata(const uint32_t *n, size_t strata, uint32_t size, uint32_t *share);

#endif
