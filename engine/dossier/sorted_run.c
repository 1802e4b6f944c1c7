/* sorted_run.c - see sorted_run.h.
 *
 * Sorting: by radix over 16-byte entries. When all patients of a batch are nine digits, as BSNs are, by the number that
 * they are, in three passes; else by their first nine characters, in six (those in which all agree left out). Then each
 * stretch of equal prefixes by comparison. A run in memory is the records where the batch put them, and a list of them
 * in order: who reads it knows what comes, and fetches it ahead. New memory costs more than to go through a batch out
 * of order. A run in a file is the records one after another, and fences: the first patient of about every 16 KiB. */
#include "dossier/sorted_run.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "base/search.h"
#include "base/tempfile.h"
#include "dossier/line_pack.h"

enum {
    FENCE = 16 * 1024,
    SPILL_WRITE = 256 * 1024,
    RECORD_BLOCK = (2 << 20) - 64,
    AHEAD = 24,      /* records to fetch ahead when sorting */
    MERGE_AHEAD = 8, /* when merging, of each run */
    PASSES = 6, NUMBER_PASSES = 3, /* of so many bits: for a prefix, and for twice a number of nine digits */
    PASS_BITS = 11,
};

struct fence {
    struct text patient;
    uint64_t offset;
};

struct record_block {
    struct record_block *next;
    size_t used;
    char data[];
};

struct entry {
    uint64_t prefix; /* of the patient; or twice its number */
    const struct record *record;
};

struct sorted_run {
    uint64_t bytes, n; /* of records */
    struct record_block *block;    /* in memory: what the records are in, */
    const struct record **record;  /* and the records in order; NULL: in the file */
    const struct spill *spill;     /* the file, and where it begins in it */
    uint64_t offset;
    struct fence *fence;
    size_t fences, fences_cap;
    struct arena arena; /* the fences' patients */
};

/* Nine characters of seven bits, then whether there is more to the patient than these. */
uint64_t patient_prefix(struct text patient)
{
    uint64_t prefix = 0;
    size_t n = patient.n < 9 ? patient.n : 9;
    if (n == 9) { /* eight characters of eight bits to seven bits: to pairs, to fours, to eight; if none is above */
        uint64_t word = __builtin_bswap64(load_eight(patient.at));
        unsigned char last = (unsigned char)patient.at[8];
        if (((word | (word + UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0 && last < 0x7F) {
            word = (word & UINT64_C(0x007F007F007F007F)) | (word & UINT64_C(0x7F007F007F007F00)) >> 1;
            word = (word & UINT64_C(0x00003FFF00003FFF)) | (word & UINT64_C(0x3FFF00003FFF0000)) >> 2;
            word = (word & UINT64_C(0x000000000FFFFFFF)) | (word & UINT64_C(0x0FFFFFFF00000000)) >> 4;
            return word << 8 | (uint64_t)last << 1 | (patient.n > 9);
        }
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)patient.at[i];
        prefix |= (uint64_t)(c < 0x7F ? c : 0x7F) << (57 - 7 * i);
        if (c >= 0x7F) /* DEL and all that is above it are one: what follows tells nothing */
            return prefix | 1;
    }
    return prefix | (patient.n > 9);
}

/* The identity in packed content: flags (2), agb (4, little-endian), length of the reference, reference. */
static int compare_identity(struct text a, struct text b)
{
    uint32_t p, q;
    memcpy(&p, a.at + 2, sizeof p);
    memcpy(&q, b.at + 2, sizeof q);
    if (p != q)
        return le32toh(p) < le32toh(q) ? -1 : 1;
    return text_compare((struct text){a.at + 7, (unsigned char)a.at[6]},
                        (struct text){b.at + 7, (unsigned char)b.at[6]});
}

bool record_same_identity(const struct record *a, const struct record *b)
{
    return compare_identity(record_content(a), record_content(b)) == 0;
}

/* Of one patient. */
static int compare_in_patient(const struct record *a, const struct record *b)
{
    int order = compare_identity(record_content(a), record_content(b));
    if (order)
        return order;
    if (a->bestand != b->bestand)
        return a->bestand < b->bestand ? -1 : 1;
    return (record_regelnr(a) > record_regelnr(b)) - (record_regelnr(a) < record_regelnr(b));
}

int record_compare(const struct record *a, const struct record *b)
{
    int order = text_compare(record_patient(a), record_patient(b));
    return order ? order : compare_in_patient(a, b);
}

static int by_record(const void *a, const void *b)
{
    return record_compare(*(const struct record *const *)a, *(const struct record *const *)b);
}

void records_sort(const struct record **record, size_t n)
{
    if (n > 32) {
        qsort(record, n, sizeof *record, by_record);
        return;
    }
    /* Mostly a handful. */
    for (size_t i = 1; i < n; i++) {
        const struct record *moving = record[i];
        size_t at = i;
        for (; at && compare_in_patient(record[at - 1], moving) > 0; at--)
            record[at] = record[at - 1];
        record[at] = moving;
    }
}

static size_t record_size(const struct record *record)
{
    size_t size = sizeof *record + record->patient_n + record->content_n;
    return (size + 3) / 4 * 4;
}

static void free_blocks(struct record_block *block)
{
    while (block) {
        struct record_block *next = block->next;
        free(block);
        block = next;
    }
}

static uint8_t *content_end(struct record *record)
{
    return record->data + record->patient_n + record->content_n;
}

static struct record_block *take_block(struct batch *batch)
{
    struct record_block *block = batch->spare;
    if (block)
        batch->spare = block->next;
    else
        block = xmalloc_large(sizeof *block + RECORD_BLOCK);
    *block = (struct record_block){.next = batch->block};
    batch->blocks++;
    return block;
}

void batch_add(struct batch *batch, const struct line *line)
{
    enum { MOST = sizeof(struct record) + PATIENT_MAX + LINE_PACK_MAX + 16 };
    if (!batch->block || RECORD_BLOCK - batch->block->used < MOST)
        batch->block = take_block(batch);
    struct record *record = (struct record *)(void *)(batch->block->data + batch->block->used);
    size_t n = line_pack(line, record->data + line->patient.n);
    *record = (struct record){.regelnr_low = (uint32_t)line->regelnr,
                              .bestand = line->bestand,
                              .regelnr_high = line->regelnr >> 32 & 0x1FFF,
                              .patient_n = line->patient.n & 0x1FF,
                              .content_n = n & 0x1FF,
                              .look = line->keten_code || line->credit || line->bedrag_cent == 0};
    memcpy(record->data, line->patient.at, line->patient.n);
    memset(content_end(record), 0, 4); /* what rounds it off: nothing unset goes to the temporary file */
    batch->block->used += record_size(record);
    batch->n++;
}

size_t batch_size(const struct batch *batch)
{
    return batch->blocks * (RECORD_BLOCK + sizeof(struct record_block))
           + batch->n * (2 * sizeof(struct entry) + sizeof(struct record *));
}

/* Room to sort in: two entries a record. It is kept for the next batch: new memory must be cleared by the system. */
static void make_batch_room(struct batch *batch)
{
    if (batch->n <= batch->room)
        return;
    free(batch->entry);
    free(batch->other);
    batch->room = batch->n + batch->n / 8;
    batch->entry = xmalloc_large(batch->room * sizeof *batch->entry);
    batch->other = xmalloc_large(batch->room * sizeof *batch->other);
}

/* Twice the number of nine digits, which as a prefix is even: whole. UINT64_MAX: the patient is none. */
static inline uint64_t twice_number(struct text patient)
{
    uint32_t high;
    if (patient.n != 9 || !eight_digits(load_eight(patient.at), &high))
        return UINT64_MAX;
    const unsigned last = (unsigned char)patient.at[8] - '0';
    return last > 9 ? UINT64_MAX : 2 * (UINT64_C(10) * high + last);
}

/* Lists the records with what they are sorted by; false: by `numbers`, and one has none. */
static inline bool list_records(struct batch *batch, bool numbers)
{
    size_t n = 0;
    for (const struct record_block *block = batch->block; block; block = block->next)
        for (size_t at = 0; at < block->used;) {
            const struct record *record = (const struct record *)(const void *)(block->data + at);
            const struct text patient = record_patient(record);
            const uint64_t prefix = numbers ? twice_number(patient) : patient_prefix(patient);
            if (prefix == UINT64_MAX)
                return false;
            batch->entry[n++] = (struct entry){prefix, record};
            at += record_size(record);
        }
    return true;
}

/* Least significant bits first; stable, so that equal prefixes keep the order they came in. */
static inline void sort_by_prefix(struct batch *batch, unsigned passes)
{
    enum { MASK = (1 << PASS_BITS) - 1 };
    size_t n = batch->n;
    uint32_t count[PASSES][MASK + 1] = {0}; /* a batch has far fewer lines than 32 bits count */
    for (size_t i = 0; i < n; i++)
        for (unsigned pass = 0; pass < passes; pass++)
            count[pass][batch->entry[i].prefix >> (PASS_BITS * pass) & MASK]++;
    for (unsigned pass = 0; pass < passes && n; pass++) {
        const unsigned shift = PASS_BITS * pass;
        struct entry *from = batch->entry, *to = batch->other;
        uint32_t at = 0;
        if (count[pass][from[0].prefix >> shift & MASK] == n)
            continue;
        for (size_t b = 0; b <= MASK; b++) {
            uint32_t c = count[pass][b];
            count[pass][b] = at;
            at += c;
        }
        for (size_t i = 0; i < n; i++)
            to[count[pass][from[i].prefix >> shift & MASK]++] = from[i];
        batch->entry = to;
        batch->other = from;
    }
}

/* All records of the batch, in order; the caller owns the list. */
static const struct record **sort_records(struct batch *batch)
{
    make_batch_room(batch);
    if (list_records(batch, true))
        sort_by_prefix(batch, NUMBER_PASSES);
    else if (list_records(batch, false)) /* always: a prefix is below UINT64_MAX */
        sort_by_prefix(batch, PASSES);
    const struct entry *entry = batch->entry;
    const struct record **record = xmalloc(batch->n * sizeof *record);
    for (size_t i = 0, end; i < batch->n; i = end) {
        for (end = i; end < batch->n && entry[end].prefix == entry[i].prefix; end++) {
            if (end + AHEAD < batch->n)
                __builtin_prefetch(entry[end + AHEAD].record);
            record[end] = entry[end].record;
        }
        if (prefix_is_whole(entry[i].prefix))
            records_sort(record + i, end - i);
        else
            qsort(record + i, end - i, sizeof *record, by_record);
    }
    return record;
}

struct sorted_run *batch_to_run(struct batch *batch)
{
    struct sorted_run *run = xcalloc(1, sizeof *run);
    *run = (struct sorted_run){.n = batch->n, .record = sort_records(batch), .block = batch->block};
    for (const struct record_block *block = run->block; block; block = block->next)
        run->bytes += block->used;
    batch->block = NULL;
    batch->n = batch->blocks = 0;
    return run;
}

void batch_release(struct batch *batch)
{
    free_blocks(batch->block);
    free_blocks(batch->spare);
    free(batch->entry);
    free(batch->other);
    *batch = (struct batch){0};
}

static bool write_bytes(int fd, const char *from, uint64_t size, uint64_t offset)
{
    while (size) {
        ssize_t n = pwrite(fd, from, size, (off_t)offset);
        if (n < 0 && errno != EINTR)
            return false;
        from += n > 0 ? n : 0;
        offset += n > 0 ? (uint64_t)n : 0;
        size -= n > 0 ? (uint64_t)n : 0;
    }
    return true;
}

/* Writes the records in order to the end of the file, and sets the fences. */
static bool write_records(struct sorted_run *run, struct spill *spill)
{
    struct buf buf = {0};
    uint64_t at = 0, last = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < run->n; i++) {
        const struct record *record = run->record[i];
        if (i + AHEAD < run->n)
            __builtin_prefetch(run->record[i + AHEAD]);
        if (i == 0 || at - last >= FENCE) {
            struct text patient = record_patient(record);
            ARRAY_ROOM(run->fence, run->fences, run->fences_cap);
            run->fence[run->fences++] = (struct fence){{arena_copy(&run->arena, patient.at, patient.n), patient.n}, at};
            last = at;
        }
        buf_add(&buf, record, record_size(record));
        at += record_size(record);
        if (buf.n >= SPILL_WRITE || i + 1 == run->n) {
            ok = write_bytes(spill->fd, buf.at, buf.n, spill->end);
            spill->end += buf.n;
            buf.n = 0;
        }
    }
    buf_release(&buf);
    return ok;
}

bool sorted_run_spill(struct sorted_run *run, struct batch *batch, struct spill *spill, const char *dir,
                      struct error *err)
{
    if (spill->fd < 0)
        spill->fd = tempfile_open(dir);
    run->spill = spill;
    run->offset = spill->end;
    if (spill->fd < 0 || !write_records(run, spill))
        return error_errno(err, errno, "%s: the temporary file cannot be written", dir);
    free(run->record);
    run->record = NULL;
    while (run->block) {
        struct record_block *block = run->block;
        run->block = block->next;
        block->next = batch->spare;
        batch->spare = block;
    }
    return true;
}

void spill_release(struct spill *spill)
{
    if (spill->fd >= 0)
        close(spill->fd);
    *spill = SPILL_NONE;
}

void sorted_run_free(struct sorted_run *run)
{
    if (!run)
        return;
    free_blocks(run->block);
    free(run->record);
    free(run->fence);
    arena_release(&run->arena);
    free(run);
}

uint64_t sorted_run_lines(const struct sorted_run *run)
{
    return run->n;
}

uint64_t sorted_run_memory(const struct sorted_run *run)
{
    return run->record ? run->bytes + run->n * sizeof *run->record : 0;
}

size_t sorted_run_samples(const struct sorted_run *run)
{
    if (!run->record)
        return run->fences;
    size_t samples = (size_t)run->bytes / FENCE + 1;
    return samples < run->n ? samples : run->n;
}

size_t sorted_run_sample(const struct sorted_run *run, struct text *patient, size_t n)
{
    const size_t samples = sorted_run_samples(run);
    if (n > samples)
        n = samples;
    for (size_t i = 0; i < n; i++)
        patient[i] = run->record ? record_patient(run->record[run->n * i / n]) : run->fence[samples * i / n].patient;
    return n;
}

/* Makes the record at `cursor->next` of a file whole in the buffer. */
static bool load_stretch(struct run_cursor *cursor, struct error *err)
{
    const struct sorted_run *run = cursor->run;
    enum { MOST = sizeof(struct record) + PATIENT_MAX + LINE_PACK_MAX + 8 };
    size_t want = run->bytes - cursor->next < MOST ? (size_t)(run->bytes - cursor->next) : MOST;
    bool inside = cursor->next >= cursor->buffer_at && cursor->next + want <= cursor->buffer_at + cursor->buffered;
    if (!inside) {
        if (!cursor->buffer)
            cursor->buffer = xmalloc(run->spill->buffer);
        cursor->buffer_at = cursor->next;
        cursor->buffered = 0;
        while (cursor->buffered < want) {
            size_t at = cursor->buffer_at + cursor->buffered, room = run->spill->buffer - cursor->buffered;
            ssize_t n = pread(run->spill->fd, cursor->buffer + cursor->buffered,
                              run->bytes - at < room ? (size_t)run->bytes - at : room, (off_t)(run->offset + at));
            if (n == 0 || (n < 0 && errno != EINTR))
                return error_errno(err, n ? errno : EIO, "the temporary file cannot be read back");
            cursor->buffered += n > 0 ? (size_t)n : 0;
        }
    }
    cursor->record = (const struct record *)(const void *)(cursor->buffer + (cursor->next - cursor->buffer_at));
    return true;
}

bool run_cursor_next(struct run_cursor *cursor, struct error *err)
{
    const struct sorted_run *run = cursor->run;
    cursor->record = NULL;
    if (cursor->next >= (run->record ? run->n : run->bytes))
        return true;
    if (run->record) {
        cursor->record = run->record[cursor->next];
        if (cursor->next + MERGE_AHEAD < run->n) {
            const char *ahead = (const char *)run->record[cursor->next + MERGE_AHEAD];
            __builtin_prefetch(ahead);
            __builtin_prefetch(ahead + 64);
        }
        cursor->next++;
    } else {
        if (!load_stretch(cursor, err))
            return false;
        cursor->next += record_size(cursor->record);
    }
    cursor->prefix = patient_prefix(record_patient(cursor->record));
    return true;
}

/* How many of the records in memory, or of the fences, have a patient before `from`. */
static size_t before(const struct sorted_run *run, struct text from)
{
    size_t n;
    if (run->record)
        SEARCH_FIRST(n, run->n, i, text_compare(record_patient(run->record[i]), from) < 0);
    else
        SEARCH_FIRST(n, run->fences, i, text_compare(run->fence[i].patient, from) < 0);
    return n;
}

bool run_cursor_open(struct run_cursor *cursor, const struct sorted_run *run, struct text from, struct error *err)
{
    *cursor = (struct run_cursor){.run = run};
    cursor->next = before(run, from);
    if (!run->record) /* the last fence before it, and on from there */
        cursor->next = cursor->next ? (size_t)run->fence[cursor->next - 1].offset : 0;
    bool ok = run_cursor_next(cursor, err);
    while (ok && cursor->record && text_compare(record_patient(cursor->record), from) < 0)
        ok = run_cursor_next(cursor, err);
    return ok;
}

void run_cursor_close(struct run_cursor *cursor)
{
    free(cursor->buffer);
    *cursor = (struct run_cursor){0};
}
