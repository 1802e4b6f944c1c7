/* code_counts.c - see code_counts.h. A sorted list: an export has a handful of such codes. */
#include "ingest/code_counts.h"

#include "base/memory.h"
#include "base/search.h"
#include "base/sum.h"

const char *code_count_lijst(const struct code_count *count, char room[static 4])
{
    room[0] = '\0';
    if (count->lijst)
        digits_print(count->lijst, 3, room);
    return room;
}

static int compare_code(const struct code_count *count, uint16_t lijst, struct text code)
{
    if (count->lijst != lijst)
        return count->lijst < lijst ? -1 : 1;
    return text_compare((struct text){count->code, count->code_n}, code);
}

/* Where the code is, or belongs. */
static size_t place_of_code(const struct code_counts *counts, uint16_t lijst, struct text code)
{
    size_t low;
    SEARCH_FIRST(low, counts->n, i, compare_code(&counts->count[i], lijst, code) < 0);
    return low;
}

void code_counts_add(struct code_counts *counts, uint16_t lijst, struct text code, int64_t n, int64_t cent)
{
    size_t at = place_of_code(counts, lijst, code);
    if (at == counts->n || compare_code(&counts->count[at], lijst, code) != 0) {
        ARRAY_ROOM(counts->count, counts->n, counts->cap);
        memmove(&counts->count[at + 1], &counts->count[at], (counts->n - at) * sizeof *counts->count);
        counts->count[at] = (struct code_count){.lijst = lijst, .code_n = (uint8_t)code.n};
        memcpy(counts->count[at].code, code.at, code.n);
        counts->n++;
    }
    counts->count[at].n += n;
    sum_add(&counts->count[at].cent, cent);
}

void code_counts_add_all(struct code_counts *to, const struct code_counts *from)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct code_count *count = &from->count[i];
        code_counts_add(to, count->lijst, (struct text){count->code, count->code_n}, count->n, count->cent);
    }
}

void code_counts_release(struct code_counts *counts)
{
    free(counts->count);
    *counts = (struct code_counts){0};
}
