/* bevinding_index.h - all findings of a database in memory, small, so that any list of them is there at once: filtered,
 * in any order, added up, page by page, with what stands before and behind one of them.
 *
 * How it works. A finding is its place in the order of findings.csv, 0, 1, ..., and a value a column: some 70 bytes
 * (docs/performance.md); the patients' own texts are kept once each. A filter becomes a set of bits in one walk over
 * the columns; an order is a list of places that was sorted once; so a page, or a neighbour, is a walk along that
 * list past the bits. What a filter lets through is exactly what BEVINDING_CHOSEN does, and a sum what groepen_totals
 * gives (tests/store/test_bevinding_index.c).
 *
 * A version never changes once it is there. Who asks for one (bevinding_indexes_take) gets that of its own snapshot:
 * made when nobody did yet, from the one before when only verdicts and answers came, and anew after a run or a purge.
 * It stays as long as somebody holds it. While one is made whoever has the earlier state is not held up; who has the
 * new one waits.
 *
 * What it holds are values of patients: it stays in memory and goes nowhere. */
#ifndef STORE_BEVINDING_INDEX_H
#define STORE_BEVINDING_INDEX_H

#include "store/bevindingen.h"

struct bevinding_index;   /* one version */
struct bevinding_indexes; /* the latest, and who makes the next */
struct bevinding_indexes *bevinding_indexes_new(void);
/* Nobody holds a version any more. */
void bevinding_indexes_free(struct bevinding_indexes *indexes);
/* The version of the state that `store` sees; for any thread. When somebody else was given a later one already, `store`
 * is opened again and sees that. */
bool bevinding_indexes_take(struct bevinding_indexes *indexes, struct store *store,
                            struct bevinding_index **index, struct error *err) MUST_CHECK;
void bevinding_index_release(struct bevinding_index *index);

/* How far the database was: the last run, the last verdict and the last answer. */
struct index_state {
    int64_t run, oordeel, antwoord, wissing;
    char begonnen[21]; /* the last run: two databases may have as many runs */
};
const struct index_state *bevinding_index_state(const struct bevinding_index *index);
uint32_t bevinding_index_size(const struct bevinding_index *index); /* findings */
size_t bevinding_index_bytes(const struct bevinding_index *index);
/* A finding by its place. The patient is borrowed from the version. */
void bevinding_index_id(const struct bevinding_index *index, uint32_t at, char id[static 17]);
struct text bevinding_index_patient(const struct bevinding_index *index, uint32_t at);
/* The place of the finding with this id (of several patients with one: of the first); false: there is none. */
bool bevinding_index_find(const struct bevinding_index *index, struct text id, uint32_t *at);

/* The findings that a filter lets through, in its order. It holds its version. */
struct keuze {
    struct bevinding_index *index;
    enum bevinding_orde orde;
    bool omgekeerd;
    uint64_t *bit; /* owned */
    uint32_t n;
};
void keuze_init(struct keuze *keuze, struct bevinding_index *index, const struct bevinding_filter *filter);
void keuze_release(struct keuze *keuze);
bool keuze_has(const struct keuze *keuze, uint32_t at);
/* How many of them stand before that finding, which need not be one of them. */
uint32_t keuze_before(const struct keuze *keuze, uint32_t at);
/* The places of up to `most` of them from the `first`-th (from 0) on; how many there are. */
uint32_t keuze_from(const struct keuze *keuze, uint32_t first, uint32_t most, uint32_t *at);

/* Added up, by grade and all together: findings and their cents; and lines to recover, each once under its best grade,
 * and theirs. */
struct keuze_sum {
    int64_t bevindingen, cent, regels, netto_cent;
};
struct keuze_sums {
    struct keuze_sum graad[ZEKERHEDEN], totaal;
};
void keuze_sums(const struct keuze *keuze, struct keuze_sums *sums);

#endif
