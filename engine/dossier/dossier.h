/* dossier.h - all relevant lines of one patient: put together from the stored layers and the new lines, with duplicates
 * and double references taken out (semantics.md 1 "Identity"). */
#ifndef DOSSIER_DOSSIER_H
#define DOSSIER_DOSSIER_H

#include "base/memory.h"
#include "dossier/sorted_run.h"
#include "model/line.h"

/* Lines sorted by (agb_declarant, referentienummer), each identity once. */
struct dossier {
    struct text patient;
    struct line *line;
    struct text *content; /* of each line, packed */
    size_t n, cap;
    size_t stored; /* so many of them were stored before; the new ones are marked in `is_new` */
    bool *is_new;
    size_t doubled; /* lines that were passed over since their identity was there: none, in a sound store */
};
void dossier_clear(struct dossier *dossier);
void dossier_release(struct dossier *dossier);

/* Adds a stored line. */
void dossier_add(struct dossier *dossier, const struct line *line, struct text content, bool is_new);

/* Adds stored lines that come in order, as those of a block do unless somebody made it: `*from` is dossier->n before
 * the first of them, and dossier_join comes behind the last. What costs one place a line then is found all at once. */
void dossier_add_next(struct dossier *dossier, size_t *from, const struct line *line, struct text content);
void dossier_join(struct dossier *dossier, size_t from);

/* What becomes of a new line: it is taken, it is a duplicate, or its reference is taken by another content. */
enum new_line { LINE_TAKEN, LINE_DUPLICATE, LINE_REFERENCE_TAKEN };

/* Adds the new lines, which must be sorted (sorted_run.h); `fate` gets one for each. The stored lines must be in
 * already. The records must live as long as the dossier. */
void dossier_add_new(struct dossier *dossier, const struct record *const *record, size_t n, enum new_line *fate);

#endif
