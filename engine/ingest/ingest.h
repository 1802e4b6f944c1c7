/* ingest.h - reads all files of a run on all threads: cut into chunks at newlines, split, normalised, judged; relevant
 * lines go to a sink, rejected ones are kept by number (semantics.md 1 and 6).
 *
 * In a file one thread at a time reads a chunk (and feeds the file's hash, which has an order); all work on the chunks
 * they got. A thread reads on in the earliest file in which no other is reading, and begins with the next file when
 * there is none: so files are read side by side, no more of them than there are threads, and with one thread one by
 * one. Nothing that comes out shows which thread read what. */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H

#include <pthread.h>

#include "base/digest.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/workers.h"
#include "ingest/code_counts.h"
#include "ingest/input.h"
#include "ingest/pipe_lines.h"
#include "ingest/normalise.h"
#include "rules/classify.h"

enum bestand_status { BESTAND_INGELEZEN, BESTAND_GEWEIGERD, BESTAND_OVERGESLAGEN };
extern const char *const bestand_status_name[];

/* A number of lines and what they amount to. */
struct telling {
    uint64_t n;
    uint64_t cent;
};

/* What is odd about a file, counted for warnings.h; it changes nothing of what is found. */
enum { CROWDED_LINES = 500 };
struct oddities {
    bool open_end;            /* its last line has no line end */
    bool lone_cr;             /* there is a CR in its header that no LF follows */
    uint64_t headers;         /* rejected lines that are the header again */
    uint64_t one_less, one_more; /* rejected lines with one field less, or more, than the header */
    uint64_t vorig;           /* accepted lines with a vorig_referentienummer, of a file without debet_credit */
    uint64_t damaged_ids;     /* accepted lines whose opaque bsn looks like a number that a spreadsheet damaged */
    uint64_t relevant_debits;
    /* By the merge with the stored lines: new lines that were held against lines of other files, those that equal one
     * in all but the reference, those of them whose reference lost its leading zeros, and patients with more lines or
     * declarants in a quarter than CROWDED_LINES. */
    uint64_t compared, same_but_reference, zeros_lost, crowded;
};

/* Rejected lines that were kept apart: those that the reading found are in a file of `folder`, in their order and
 * behind the header; the ones whose reference is not unique, which came out later, are for `found` to give. */
struct raw_kept {
    const char *folder;
    bool (*found)(void *ctx, uint32_t bestand, uint64_t regelnr, raw_line_fn *take, void *to, struct error *err);
    void *ctx;
};

/* One file of the run. */
struct bestand {
    const char *path;  /* as given; borrowed */
    char *naam;        /* base name, or the path when two inputs share it; owned */
    uint32_t id;       /* in the file ledger; grows with the order of the arguments */
    enum bestand_status status;
    char sha256[DIGEST_HEX + 1]; /* of the decompressed bytes */
    uint64_t bytes;
    bool header_read;
    struct two_languages wrong; /* why the header, or the file, is not right */
    char controle[24]; /* what a FILE.controle beside it said, and was right: words of "regels", "euro", "sha256" */
    atomic_bool unwanted;    /* an earlier file cannot be read: this one is not waited for */
    char *fault;             /* the content is at fault, and nothing of it counts: how, in English; owned */
    struct layout layout;
    struct telling gelezen, afgekeurd;       /* afgekeurd: without referentie_niet_uniek until the merge adds those */
    struct telling dubbel, niet_uniek;       /* by the merge with the stored lines */
    uint64_t relevant;                       /* by the reading: with duplicates */
    uint64_t te_oud;                         /* lines that were purged, or would have been: counted and forgotten */
    uint64_t herleidbaar;                    /* stored under a pseudonym, with the patient's number in a reference */
    struct oddities odd;
    struct code_counts zonder_programma; /* accepted debits that letop.csv tells of; the merge takes duplicates off */
    struct reject *reject;                   /* owned; sorted by line at the end */
    size_t rejects, rejects_cap;
    struct mark {
        uint64_t regelnr, offset; /* first line of a chunk, and where it begins */
    } *mark;
    size_t marks, marks_cap;
    struct input *input; /* open until the rejected lines are written */
    const struct raw_kept *kept; /* where these are when the file is not: in a merge of shards; borrowed; else NULL */
    char kept_sha256[DIGEST_HEX + 1]; /* of a split: of all that was kept of it there */
    struct pipe_lines *pipe; /* of a pipe, what may be asked for of it; else NULL */
};

/* `--max-rejects`: a number of lines, or a whole percentage of the lines read. */
struct max_rejects {
    uint64_t number;
    bool percent;
};

struct ingest {
    const struct ruleset *rules;
    const struct profile *profile;
    bool opaque;
    struct pseudonyms *pseudonyms; /* patients get these in place of their numbers; NULL: they keep them */
    day bewaard_vanaf; /* debits that a purge before this day would take (line_older) are not stored; 0 = all are */
    bool only_libcsv;
    bool end_required; /* a file whose last line has no line end is refused */
    bool strict;       /* so is one with credits that no column tells from debits */
    struct max_rejects max_rejects;
    struct input_limits limits;
    const char *temp_dir;
    unsigned threads;
    struct bestand *bestand;
    size_t bestanden;
    struct progress *progress;
    /* Takes a relevant line of a file that is being read; called on thread `worker`. `raw`: its bytes as they stand in
     * the file, with the line end that it has. All texts are borrowed. */
    bool (*sink)(void *ctx, unsigned worker, const struct line *line, struct text raw, struct error *err);
    void *ctx;
};

/* Reads every file. Afterwards each has its counts, its hash and its rejects; its status is GEWEIGERD (header, too many
 * rejects, or not to be read to its end) or INGELEZEN; whether it was ingested before is for
 * the caller to say, who knows the ledger. No two may come from one pipe. Of several files that cannot be had at all,
 * `err` tells of the first. */
bool ingest_files(struct ingest *ingest, struct error *err) MUST_CHECK;

/* Calls `take` with the bytes of the header line and of every rejected line: of the file, by way of the marks, of what
 * a pipe left, or from where they were kept. */
bool bestand_raw_rejects(struct bestand *bestand, raw_line_fn *take, void *ctx, struct error *err) MUST_CHECK;
/* Whether it has them: no file that is passed over, or is refused for what is no line. */
bool bestand_has_raw_rejects(const struct bestand *bestand);
/* The name of the file in which those of `bestand` are kept. The caller frees. */
char *raw_kept_name(uint32_t bestand);

void bestand_add_reject(struct bestand *bestand, struct reject reject);
void bestand_sort_rejects(struct bestand *bestand);
void bestand_release(struct bestand *bestand);

#endif
