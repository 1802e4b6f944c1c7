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

/* Where the identity stands, or would stand. */
static size_t find(const struct dossier *dossier, const struct line *line, bool *there)
{
    size_t low;
    SEARCH_FIRST(low, dossier->n, i, line_compare_identity(&dossier->line[i], line) < 0);
    *there = low < dossier->n && line_compare_identity(&dossier->line[low], line) == 0;
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
        at = find(dossier, line, &there);
    if (there)
        dossier->doubled++;
    else
        insert_line(dossier, at, line, content, is_new);
}

void dossier_add_new(struct dossier *dossier, const struct record *const *record, size_t n, enum new_line *fate)
{
    for (size_t i = 0; i < n; i++) {
        struct line line = {.patient = record_patient(record[i]),
                            .bestand = record[i]->bestand,
                            .regelnr = record_regelnr(record[i])};
        struct text content = record_content(record[i]);
        const uint8_t *at = (const uint8_t *)content.at;
        bool there = false, good = line_unpack(&at, at + content.n, &line);
        assert(good);
        (void)good;
        size_t place = dossier->n;
        if (place && line_compare_identity(&dossier->line[place - 1], &line) >= 0)
            place = find(dossier, &line, &there);
        if (there)
            fate[i] = text_equal(dossier->content[place], content) ? LINE_DUPLICATE : LINE_REFERENCE_TAKEN;
        else {
            fate[i] = LINE_TAKEN;
            insert_line(dossier, place, &line, content, true);
        }
    }
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
    while (block_line(reader, &at, &line, &content, &damaged))
        dossier_add(dossier, &line, content, false);
    return !damaged;
}
