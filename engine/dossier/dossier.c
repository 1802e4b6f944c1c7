/* dossier.c - see dossier.h. */
#include "dossier/dossier.h"

#include <assert.h>

#include "base/search.h"
#include "dossier/line_pack.h"

void dossier_clear(struct dossier *dossier)
{
    dossier->n = dossier->stored = dossier->doubled = 0;
}

void dossier_release(struct dossier *dossier)
{
    free(dossier->line);
    free(dossier->content);
    free(dossier->is_new);
    *dossier = (struct dossier){0};
}

static void make_line_room(struct dossier *dossier, size_t more)
{
    if (dossier->n + more <= dossier->cap)
        return;
    while (dossier->cap < dossier->n + more)
        dossier->cap = dossier->cap ? 2 * dossier->cap : 64;
    dossier->line = xrealloc(dossier->line, dossier->cap * sizeof *dossier->line);
    dossier->content = xrealloc(dossier->content, dossier->cap * sizeof *dossier->content);
    dossier->is_new = xrealloc(dossier->is_new, dossier->cap * sizeof *dossier->is_new);
}

/* Where the identity stands, or would stand, among the first n lines. */
static size_t find(const struct dossier *dossier, size_t n, const struct line *line, bool *there)
{
    size_t low;
    SEARCH_FIRST(low, n, i, line_compare_identity(&dossier->line[i], line) < 0);
    *there = low < n && line_compare_identity(&dossier->line[low], line) == 0;
    return low;
}

static void insert_line(struct dossier *dossier, size_t at, const struct line *line, struct text content, bool is_new)
{
    make_line_room(dossier, 1);
    size_t rest = dossier->n - at;
    memmove(dossier->line + at + 1, dossier->line + at, rest * sizeof *dossier->line);
    memmove(dossier->content + at + 1, dossier->content + at, rest * sizeof *dossier->content);
    memmove(dossier->is_new + at + 1, dossier->is_new + at, rest * sizeof *dossier->is_new);
    dossier->line[at] = *line;
    dossier->content[at] = content;
    dossier->is_new[at] = is_new;
    dossier->n++;
    dossier->stored += !is_new;
}

void dossier_add(struct dossier *dossier, const struct line *line, struct text content, bool is_new)
{
    bool there = false;
    /* Lines mostly come in order. */
    size_t at = dossier->n;
    if (at && line_compare_identity(&dossier->line[at - 1], line) >= 0)
        at = find(dossier, dossier->n, line, &there);
    if (there)
        dossier->doubled++;
    else
        insert_line(dossier, at, line, content, is_new);
}

static void append_line(struct dossier *dossier, const struct line *line, struct text content, bool is_new)
{
    insert_line(dossier, dossier->n, line, content, is_new);
}

static void move_line(const struct dossier *from, size_t at, const struct dossier *to, size_t place)
{
    to->line[place] = from->line[at];
    to->content[place] = from->content[at];
    to->is_new[place] = from->is_new[at];
}

static void move_lines_down(const struct dossier *dossier, size_t from, size_t to, size_t n)
{
    memmove(dossier->line + to, dossier->line + from, n * sizeof *dossier->line);
    memmove(dossier->content + to, dossier->content + from, n * sizeof *dossier->content);
    memmove(dossier->is_new + to, dossier->is_new + from, n * sizeof *dossier->is_new);
}

/* Merges the lines from `from` on, which are in order among themselves, into those before them. A line whose identity
 * is there already goes. From behind, so that every line moves once: a patient whose lines come interleaved, night
 * after night, must not cost the square of them. */
static void merge_behind(struct dossier *dossier, size_t from)
{
    const size_t n = dossier->n;
    if (from == 0 || from == n || line_compare_identity(&dossier->line[from - 1], &dossier->line[from]) < 0)
        return;
    struct dossier behind = {0};
    make_line_room(&behind, n - from);
    for (size_t i = from; i < n; i++)
        move_line(dossier, i, &behind, i - from);
    size_t i = from, k = n - from, to = n;
    while (k > 0) {
        const int order = i ? line_compare_identity(&dossier->line[i - 1], &behind.line[k - 1]) : -1;
        if (order > 0)
            move_line(dossier, --i, dossier, --to);
        else if (order < 0)
            move_line(&behind, --k, dossier, --to);
        else {
            dossier->doubled++;
            dossier->stored -= !behind.is_new[--k];
        }
    }
    move_lines_down(dossier, to, i, n - to);
    dossier->n = i + n - to;
    dossier_release(&behind);
}

/* What becomes of a new line, when those before `stored` were there and those behind it came before it. */
static enum new_line fate_of(const struct dossier *dossier, size_t stored, const struct line *line, struct text content)
{
    bool there = stored < dossier->n && line_compare_identity(&dossier->line[dossier->n - 1], line) == 0;
    const size_t at = there ? dossier->n - 1 : find(dossier, stored, line, &there);
    if (!there)
        return LINE_TAKEN;
    return text_equal(dossier->content[at], content) ? LINE_DUPLICATE : LINE_REFERENCE_TAKEN;
}

void dossier_add_new(struct dossier *dossier, const struct record *const *record, size_t n, enum new_line *fate)
{
    const size_t stored = dossier->n;
    for (size_t i = 0; i < n; i++) {
        struct line line = {.patient = record_patient(record[i]),
                            .bestand = record[i]->bestand,
                            .regelnr = record_regelnr(record[i])};
        struct text content = record_content(record[i]);
        const uint8_t *at = (const uint8_t *)content.at;
        const bool good = line_unpack(&at, at + content.n, &line);
        assert(good);
        (void)good;
        fate[i] = fate_of(dossier, stored, &line, content);
        if (fate[i] == LINE_TAKEN)
            append_line(dossier, &line, content, true);
    }
    merge_behind(dossier, stored);
}

static void put_varint(struct buf *buf, uint64_t number)
{
    uint8_t *at = (uint8_t *)buf_room(buf, VARINT_MAX);
    buf->n += (size_t)(varint_put(at, number) - at);
}

/* A dossier in a block: length and patient, length of the lines, then the lines with their places. */
static size_t begin_dossier(struct block_writer *block, struct text patient)
{
    if (block->buf.n == 0)
        block->first = (struct text){arena_copy(&block->arena, patient.at, patient.n), patient.n};
    sieve_begin_patient(&block->sieve, patient);
    put_varint(&block->buf, patient.n);
    buf_add(&block->buf, patient.at, patient.n);
    size_t length_at = block->buf.n;
    buf_room(&block->buf, 4);
    block->buf.n += 4;
    return length_at;
}

static void add_line(struct block_writer *block, struct text content, uint32_t bestand, uint64_t regelnr)
{
    buf_room(&block->buf, content.n + 2 * VARINT_MAX);
    buf_add(&block->buf, content.at, content.n);
    put_varint(&block->buf, bestand);
    put_varint(&block->buf, regelnr);
    sieve_add(&block->sieve, content);
    block->lines++;
}

static void end_dossier(struct block_writer *block, size_t length_at)
{
    size_t length = block->buf.n - length_at - 4;
    for (int i = 0; i < 4; i++)
        block->buf.at[length_at + (size_t)i] = (char)(length >> (8 * i) & 0xFF);
}

void block_add(struct block_writer *block, const struct dossier *dossier, bool only_new)
{
    size_t length_at = begin_dossier(block, dossier->patient);
    for (size_t i = 0; i < dossier->n; i++)
        if (!only_new || dossier->is_new[i])
            add_line(block, dossier->content[i], dossier->line[i].bestand, dossier->line[i].regelnr);
    end_dossier(block, length_at);
}

void block_add_records(struct block_writer *block, struct text patient, const struct record *const *record, size_t n,
                       enum new_line *fate)
{
    size_t length_at = begin_dossier(block, patient), first = 0;
    for (size_t i = 0; i < n; i++) {
        if (i && record_same_identity(record[i], record[first])) {
            fate[i] = text_equal(record_content(record[i]), record_content(record[first])) ? LINE_DUPLICATE
                                                                                           : LINE_REFERENCE_TAKEN;
            continue;
        }
        first = i;
        fate[i] = LINE_TAKEN;
        add_line(block, record_content(record[i]), record[i]->bestand, record_regelnr(record[i]));
    }
    end_dossier(block, length_at);
}

void block_clear(struct block_writer *block)
{
    block->buf.n = 0;
    block->lines = 0;
    arena_reset(&block->arena);
}

void block_release(struct block_writer *block)
{
    buf_release(&block->buf);
    arena_release(&block->arena);
    sieve_release(&block->sieve);
    *block = (struct block_writer){0};
}

bool block_next(struct block_reader *reader, bool *damaged)
{
    uint64_t patient_n;
    *damaged = false;
    if (reader->at == reader->end)
        return false;
    *damaged = true;
    if (!varint_get(&reader->at, reader->end, &patient_n) || patient_n > PATIENT_MAX
        || (uint64_t)(reader->end - reader->at) < patient_n + 4)
        return false;
    reader->patient = (struct text){(const char *)reader->at, (size_t)patient_n};
    reader->at += patient_n;
    size_t length = 0;
    for (int i = 0; i < 4; i++)
        length |= (size_t)*reader->at++ << (8 * i);
    if ((size_t)(reader->end - reader->at) < length)
        return false;
    reader->lines = reader->at;
    reader->lines_end = reader->at + length;
    reader->at = reader->lines_end;
    *damaged = false;
    return true;
}

bool block_line(const struct block_reader *reader, const uint8_t **at, struct line *line, struct text *content,
                bool *damaged)
{
    uint64_t bestand;
    const uint8_t *from = *at ? *at : reader->lines;
    *damaged = false;
    *at = from;
    if (from == reader->lines_end)
        return false;
    *damaged = true;
    *line = (struct line){.patient = reader->patient};
    if (!line_unpack(at, reader->lines_end, line))
        return false;
    *content = (struct text){(const char *)from, (size_t)(*at - from)};
    if (!varint_get(at, reader->lines_end, &bestand) || !varint_get(at, reader->lines_end, &line->regelnr))
        return false;
    line->bestand = (uint32_t)bestand;
    *damaged = bestand > UINT32_MAX;
    return !*damaged;
}

bool block_take(const struct block_reader *reader, struct dossier *dossier)
{
    const uint8_t *at = NULL;
    struct line line;
    struct text content;
    bool damaged;
    size_t from = dossier->n;
    while (block_line(reader, &at, &line, &content, &damaged)) {
        if (from == dossier->n || line_compare_identity(&dossier->line[dossier->n - 1], &line) < 0) {
            append_line(dossier, &line, content, false);
            continue;
        }
        merge_behind(dossier, from); /* a block is in order, unless somebody made it */
        dossier_add(dossier, &line, content, false);
        from = dossier->n;
    }
    merge_behind(dossier, from);
    return !damaged;
}
