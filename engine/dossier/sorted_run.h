/* sorted_run.h - the new lines of a run, in the order (patient, agb_declarant, referentienummer, file, line).
 *
 * Each thread packs its lines into a batch. A batch that is full is sorted and becomes a run: it stays in memory where
 * it lies, or, when the memory ceiling asks for it, goes in order to a nameless temporary file. Afterwards all runs are
 * merged by ranges of patients. */
#ifndef DOSSIER_SORTED_RUN_H
#define DOSSIER_SORTED_RUN_H

#include "base/error.h"
#include "base/memory.h"
#include "dossier/line_pack.h"

/* A packed line with its patient and its place. */
struct record {
    uint32_t regelnr_low; /* record_regelnr() */
    uint32_t bestand;
    uint32_t regelnr_high : 13;
    uint32_t patient_n : 9;
    uint32_t content_n : 9;
    uint32_t look : 1; /* a keten code, a credit or no money: a patient without one has no findings and no figures */
    uint8_t data[];    /* the patient, then the packed line (line_pack.h) */
};
_Static_assert(PATIENT_MAX < 1 << 9 && LINE_PACK_MAX < 1 << 9, "a longest patient or line does not fit struct record");

/* Up to 2^45: more lines than a file of a petabyte has. */
static inline uint64_t record_regelnr(const struct record *record)
{
    return (uint64_t)record->regelnr_high << 32 | record->regelnr_low;
}

static inline struct text record_patient(const struct record *record)
{
    return (struct text){(const char *)record->data, record->patient_n};
}
static inline struct text record_content(const struct record *record)
{
    return (struct text){(const char *)record->data + record->patient_n, record->content_n};
}
/* Whether two packed lines of a patient have the same (agb_declarant, referentienummer). */
bool record_same_identity(const struct record *a, const struct record *b);
/* By (patient, agb_declarant, referentienummer, bestand, regelnr). */
int record_compare(const struct record *a, const struct record *b);
/* Sorts the records of one patient. */
void records_sort(const struct record **record, size_t n);

struct sorted_run; /* in memory or in a file */

/* The batch of one thread. It keeps its memory for the next lines. */
struct batch {
    struct record_block *block; /* records one after another; the one being filled first */
    struct record_block *spare;
    size_t blocks, n; /* blocks being filled or full, lines */
    struct entry *entry, *other; /* to sort in, `room` of each */
    size_t room;
};
void batch_add(struct batch *batch, const struct line *line);
/* Bytes that it takes, with what sorting it will take. */
size_t batch_size(const struct batch *batch);
/* Makes a run of its lines, which takes over the memory that they are in; the batch is empty again. */
struct sorted_run *batch_to_run(struct batch *batch);
void batch_release(struct batch *batch);

/* The temporary file of a run of the program: all its runs that memory has no room for stand in it,
 * one after another. */
struct spill {
    int fd; /* -1: not opened yet */
    uint64_t end;
    size_t buffer; /* bytes that a cursor may take to read from it */
};
/* What a range of patients takes of a run is some tens of kilobytes: what is read beyond is read in vain, and with
 * hundreds of runs that would be most of it. */
enum { SPILL_BUFFER_MIN = 8 * 1024, SPILL_BUFFER_MAX = 64 * 1024 };
#define SPILL_NONE ((struct spill){.fd = -1, .buffer = SPILL_BUFFER_MAX})
void spill_release(struct spill *spill);

/* Moves a run out of memory, which the batch gets back, to the end of the temporary file, which is made in `dir` when
 * it is not there yet; not for two threads at once. The file must stay as long as the run. */
bool sorted_run_spill(struct sorted_run *run, struct batch *batch, struct spill *spill, const char *dir,
                      struct error *err) MUST_CHECK;
void sorted_run_free(struct sorted_run *run);
uint64_t sorted_run_lines(const struct sorted_run *run);
/* Bytes that its records take in memory; 0 when they are in the file. */
uint64_t sorted_run_memory(const struct sorted_run *run);
/* How many patients sorted_run_sample can give: one for about every 16 KiB. */
size_t sorted_run_samples(const struct sorted_run *run);
/* Adds up to `n` patients spread evenly over the run; they live as long as the run.
 * For cutting the work into ranges. */
size_t sorted_run_sample(const struct sorted_run *run, struct text *patient, size_t n);

/* The first nine characters of a patient as a number below UINT64_MAX: a smaller prefix is a smaller patient. Two
 * patients with the same prefix are the same when it is whole: no more than nine ASCII characters. */
uint64_t patient_prefix(struct text patient);
static inline bool prefix_is_whole(uint64_t prefix)
{
    return prefix % 2 == 0;
}

/* A place in a run. Reading needs no lock: many cursors may read a run at once. */
struct run_cursor {
    const struct sorted_run *run;
    const struct record *record; /* where it stands; NULL = the end */
    uint64_t prefix;             /* of the record's patient */
    size_t next;                 /* in memory: number of the next record; file: its offset */
    char *buffer;                /* file: a stretch of it; owned */
    size_t buffered, buffer_at;
};
/* To the first line of the first patient >= `from`. */
bool run_cursor_open(struct run_cursor *cursor, const struct sorted_run *run, struct text from,
                     struct error *err) MUST_CHECK;
bool run_cursor_next(struct run_cursor *cursor, struct error *err) MUST_CHECK;
void run_cursor_close(struct run_cursor *cursor);

#endif
