/* proof_write.h - the parts of a proof; of proof*.c only. */
#ifndef REPORT_PROOF_WRITE_H
#define REPORT_PROOF_WRITE_H

#include "passes/reprove.h"
#include "report/proof_pen.h"

#define SHOWN(text) (int)(text).n, (text).at

struct proof {
    struct pen *pen; /* borrowed */
    struct reproof reproof;
    const struct bevinding *b;
    struct buf words; /* for values that are put together */
};

/* A hit with the lines in the roles that it gives them. */
struct roles {
    const struct hit *hit;
    const struct regel *regel;
    const struct line *from,
        *to; /* the keten line whose rule it is, and the line that it hits; of a single `to` is `from` */
    const struct seen_line *keten, *conflict; /* the same as detection sees them */
};
struct roles roles_of(const struct proof *p, const struct hit *hit);
/* In which direction, as the proof says it. */
const char *direction_of(const struct proof *p, const struct hit *hit);

/* proof_hits.c: "Regels die raken", "Waarom deze zekerheid", "Redenen". */
void write_hits(struct proof *p);
void write_grade(struct proof *p);

/* proof_single.c: what the rules of a single looked for and did not find. */
bool write_sought(struct proof *p, struct error *err);

/* proof.c */
bool write_place(struct proof *p, uint32_t bestand, uint64_t regelnr, struct error *err);
/* The value of a column, or what stands in its place when it is empty. */
void add_column_value(struct buf *out, const struct line *line, enum column column);
/* Adds "; " between parts. */
struct buf *next_part(struct buf *out);

#endif
