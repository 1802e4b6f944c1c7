/* feiten.h - the facts of a proof, gathered for a page: the third form of what report/proof_pen.h writes. */
#ifndef WEB_FEITEN_H
#define WEB_FEITEN_H

#include "report/proof_pen.h"

enum feit_soort {
    FEIT_DEEL,  /* a section begins: its key, and its title as value */
    FEIT_LIJST, /* the same, of a list of items */
    FEIT_RIJ,   /* the next item of a list */
    FEIT_VELD,
    FEIT_TEKENING, /* lines of text that stand as they are */
};
struct feit {
    enum feit_soort soort;
    const char *key;
    struct text value;
};
/* In the order in which the proof tells them; {0} is none. */
struct feiten {
    struct feit *feit;
    size_t n, cap;
    struct arena arena; /* what their texts stand in */
};
/* A pen that adds to `feiten`. */
struct pen feiten_pen(struct feiten *feiten);
void feiten_release(struct feiten *feiten);

/* The section of this key: the number of its first fact; feiten->n: there is none. */
size_t feiten_find(const struct feiten *feiten, const char *key);
/* Behind the section that begins at `at`. */
size_t feiten_end(const struct feiten *feiten, size_t at);
/* The value of a field between two facts; empty: there is none. */
struct text feiten_value(const struct feiten *feiten, size_t from, size_t end, const char *key);

#endif
