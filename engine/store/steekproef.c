/* steekproef.c - see steekproef.h. The frame is held in memory, some hundred bytes a finding. */
#include "store/steekproef.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/log.h"
#include "base/search.h"

static uint32_t stratum_of(struct steekproef *steekproef, struct text regel)
{
    size_t at;
    SEARCH_FIRST(at, steekproef->strata, i, text_compare(steekproef->stratum[i].regel, regel) < 0);
    const uint32_t from = (uint32_t)at;
    if (from < steekproef->strata && text_equal(steekproef->stratum[from].regel, regel))
        return from;
    ARRAY_ROOM(steekproef->stratum, steekproef->strata, steekproef->strata_cap);
    memmove(steekproef->stratum + from + 1, steekproef->stratum + from,
            (steekproef->strata - from) * sizeof *steekproef->stratum);
    steekproef->stratum[from] = (struct stratum){{arena_copy(&steekproef->arena, regel.at, regel.n), regel.n}, 0, 0};
    steekproef->strata++;
    /* The findings that stand behind the new one move along. */
    for (size_t i = 0; i < steekproef->n; i++)
        steekproef->frame[i].stratum += steekproef->frame[i].stratum >= from;
    return from;
}

void steekproef_add(struct steekproef *steekproef, const char id[static 17], struct text regel, uint64_t seed)
{
    uint32_t stratum = stratum_of(steekproef, regel);
    ARRAY_ROOM(steekproef->frame, steekproef->n, steekproef->cap);
    struct frame_row *row = &steekproef->frame[steekproef->n];
    *row = (struct frame_row){.place = steekproef->n, .stratum = stratum};
    memcpy(row->id, id, sizeof row->id);
    char text[40];
    const int n = snprintf(text, sizeof text, "%" PRIu64 "/%s", seed, row->id);
    sha256_of(text, (size_t)n, row->key);
    steekproef->stratum[stratum].n++;
    steekproef->n++;
}

static int by_frame_id(const void *a, const void *b)
{
    const struct frame_row *p = a, *q = b;
    return strcmp(p->id, q->id);
}

static int by_draw_key(const void *a, const void *b)
{
    const struct frame_row *p = a, *q = b;
    int order = strcmp(p->key, q->key);
    return order ? order : (p->place > q->place) - (p->place < q->place);
}

void steekproef_end(struct steekproef *steekproef)
{
    struct sha256 *sha = sha256_new();
    if (steekproef->n)
        qsort(steekproef->frame, steekproef->n, sizeof *steekproef->frame, by_frame_id);
    for (size_t i = 0; i < steekproef->n; i++) {
        sha256_add(sha, steekproef->frame[i].id, strlen(steekproef->frame[i].id));
        sha256_add(sha, "\n", 1);
    }
    sha256_finish(sha, steekproef->frame_sha256);
}

bool steekproef_read(struct steekproef *steekproef, sqlite3 *db, const struct bevinding_filter *filter, uint64_t seed,
                     struct error *err)
{
    struct bevinding_reader reader;
    bool row = true;
    *steekproef = (struct steekproef){0};
    bool ok = bevinding_reader_open_frame(&reader, db, filter, err)
              && db_integer(db, "SELECT max(run) FROM run", &steekproef->run, err);
    while (ok && row) {
        ok = go_on(err) && bevinding_reader_next(&reader, &row, err);
        if (ok && row)
            steekproef_add(steekproef, reader.bevinding.id, reader.bevinding.leidende_regel, seed);
    }
    bevinding_reader_close(&reader);
    if (ok)
        steekproef_end(steekproef);
    return ok;
}

void divide_over_strata(const uint32_t *n, size_t strata, uint32_t size, uint32_t *share)
{
    uint64_t total = 0, left = size;
    uint64_t *remainder = xcalloc(strata, sizeof *remainder);
    for (size_t i = 0; i < strata; i++) {
        share[i] = 0;
        total += n[i];
    }
    /* Those whose share is less than one get one and take no further part. That makes the share of the others smaller,
     * so look again until there are none. */
    for (bool again = true; again;) {
        uint64_t now = left, among = total;
        again = false;
        for (size_t i = 0; i < strata; i++)
            if (share[i] == 0 && now * n[i] < among) {
                share[i] = 1;
                left--;
                total -= n[i];
                again = true;
            }
    }
    uint64_t now = left;
    for (size_t i = 0; i < strata; i++)
        if (share[i] == 0) {
            share[i] = (uint32_t)(now * n[i] / total);
            remainder[i] = now * n[i] % total;
            left -= share[i];
        }
    for (; left; left--) {
        size_t most = 0;
        for (size_t i = 1; i < strata; i++)
            if (remainder[i] > remainder[most])
                most = i;
        share[most]++;
        remainder[most] = 0;
    }
    free(remainder);
}

bool steekproef_draw(struct steekproef *steekproef, uint32_t size, bool by_stratum)
{
    if (size > steekproef->n)
        size = steekproef->n;
    if (size == 0)
        return true;
    if (by_stratum && size < steekproef->strata)
        return false;
    uint32_t *n = xcalloc(steekproef->strata, sizeof *n), *share = xcalloc(steekproef->strata, sizeof *share);
    for (size_t i = 0; i < steekproef->strata; i++)
        n[i] = share[i] = steekproef->stratum[i].n;
    if (by_stratum)
        divide_over_strata(n, steekproef->strata, size, share);
    qsort(steekproef->frame, steekproef->n, sizeof *steekproef->frame, by_draw_key);
    for (size_t i = 0; i < steekproef->n && steekproef->size < size; i++) {
        struct frame_row *row = &steekproef->frame[i];
        struct stratum *stratum = &steekproef->stratum[row->stratum];
        if (stratum->drawn == share[row->stratum])
            continue;
        stratum->drawn++;
        row->drawn_as = ++steekproef->size;
    }
    free(n);
    free(share);
    return true;
}

void steekproef_release(struct steekproef *steekproef)
{
    free(steekproef->frame);
    free(steekproef->stratum);
    arena_release(&steekproef->arena);
    *steekproef = (struct steekproef){0};
}
