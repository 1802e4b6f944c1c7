/* code_counts.h - lines and cents per list and code: the debits that letop.csv tells of (semantics.md 3 and 8,
 * `zonder_programma`). */
#ifndef INGEST_CODE_COUNTS_H
#define INGEST_CODE_COUNTS_H

#include "model/line.h"

struct code_count {
    uint16_t lijst; /* 0: none */
    uint8_t code_n;
    char code[PRESTATIECODE_MAX]; /* as declared, upper-cased */
    int64_t n, cent;
};
/* In order of list and code. */
struct code_counts {
    struct code_count *count; /* owned */
    size_t n, cap;
};
/* Its list as text: three digits, or nothing. */
const char *code_count_lijst(const struct code_count *count, char room[static 4]);
/* Adds lines, or with negative numbers takes lines off that were counted before. */
void code_counts_add(struct code_counts *counts, uint16_t lijst, struct text code, int64_t n, int64_t cent);
void code_counts_add_all(struct code_counts *to, const struct code_counts *from);
/* Empties them; the memory stays for the next. */
static inline void code_counts_clear(struct code_counts *counts)
{
    counts->n = 0;
}
void code_counts_release(struct code_counts *counts);

#endif
