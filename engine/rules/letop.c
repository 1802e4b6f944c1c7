/* letop.c - see letop.h. */
#include "rules/letop.h"

#include "rules/keten.h"

enum {
    LISTS = 1000,
    FINE = 4 /* characters */,
    FINES = 10000,
    LETTERS = 36,
    STARTS = (PRESTATIECODE_MAX + 1) * (LETTERS + 1) * (LETTERS + 1)
};

struct letop {
    const struct ruleset *rules;
    bool any[LISTS];             /* some row takes any code of this list */
    /* A bit a length and first characters: some row takes such codes. By two of them, or by four that are digits:
     * 11000 is no 11600. */
    uint8_t start[STARTS / 8 + 1];
    uint8_t fine[PRESTATIECODE_MAX + 1][FINES / 8];
};

/* 1..36, digits first; 0: none. */
#define TEN(first, c) \
    [c] = (first), [(c) + 1] = (first) + 1, [(c) + 2] = (first) + 2, [(c) + 3] = (first) + 3, [(c) + 4] = (first) + 4, \
    [(c) + 5] = (first) + 5, [(c) + 6] = (first) + 6, [(c) + 7] = (first) + 7, [(c) + 8] = (first) + 8, \
    [(c) + 9] = (first) + 9
static const uint8_t letter[256] = {
    TEN(1, '0'), TEN(11, 'A'), TEN(21, 'K'), ['U'] = 31, ['V'] = 32, ['W'] = 33, ['X'] = 34, ['Y'] = 35, ['Z'] = 36,
};
#undef TEN

static inline unsigned start_of(const char *at, size_t n)
{
    const unsigned first = letter[(unsigned char)at[0]], second = n > 1 ? letter[(unsigned char)at[1]] : 0;
    return ((unsigned)n * (LETTERS + 1) + first) * (LETTERS + 1) + second;
}

/* The first four characters of a code as a number, or, when not all are digits, what is given. */
static unsigned fine_of(const struct code *code, unsigned otherwise)
{
    uint32_t fine;
    return eight_digits(load_four(code->at), &fine) ? fine : otherwise;
}

/* Of a range of codes that may be shorter or hold letters, more is marked than it takes. */
static void mark_fine(struct letop *letop, const struct code *van, const struct code *tm)
{
    for (unsigned fine = fine_of(van, 0), last = fine_of(tm, FINES - 1); fine <= last; fine++)
        letop->fine[van->n][fine / 8] |= (uint8_t)(1U << fine % 8);
}

/* Digits come before letters, bytewise and here: all starts between those of the ends are in the range. */
static void mark_range(struct letop *letop, const struct code *van, const struct code *tm)
{
    for (unsigned start = start_of(van->at, van->n); start <= start_of(tm->at, tm->n); start++)
        letop->start[start / 8] |= (uint8_t)(1U << start % 8);
}

struct letop *letop_new(const struct ruleset *rules)
{
    struct letop *letop = xcalloc(1, sizeof *letop);
    letop->rules = rules;
    for (size_t i = 0; i < rules->letop_rijen; i++) {
        const struct letop_rij *rij = &rules->letop[i];
        if (rij->van.n) {
            mark_range(letop, &rij->van, &rij->tm);
            mark_fine(letop, &rij->van, &rij->tm);
        } else
            for (uint32_t lijst = 0; lijst < LISTS; lijst++)
                letop->any[lijst] |= rij->lijsten.n == 0 || numbers_have(&rij->lijsten, lijst);
    }
    return letop;
}

void letop_free(struct letop *letop)
{
    free(letop);
}

/* Whether some row may take the code, whatever its list; false is certain. */
static inline bool may_take(const struct letop *letop, struct text code)
{
    uint32_t fine;
    if (code.n >= FINE && eight_digits(load_four(code.at), &fine))
        return letop->fine[code.n][fine / 8] >> fine % 8 & 1;
    const unsigned start = start_of(code.at, code.n);
    return letop->start[start / 8] >> start % 8 & 1;
}

/* A row with a list takes only lines of that list: not one without. */
static bool takes(const struct letop_rij *rij, uint16_t lijst, const struct code *code)
{
    return (rij->lijsten.n == 0 || numbers_have(&rij->lijsten, lijst))
           && (rij->van.n == 0 || code_in_range(code, &rij->van, &rij->tm));
}

static const struct letop_rij *first_row(const struct letop *letop, uint16_t lijst, struct text prestatiecode)
{
    const struct code code = code_of(prestatiecode);
    for (size_t i = 0; i < letop->rules->letop_rijen; i++)
        if (takes(&letop->rules->letop[i], lijst, &code))
            return &letop->rules->letop[i];
    return NULL;
}

bool letop_tells(const struct letop *letop, uint16_t lijst, struct text code)
{
    const struct letop_rij *rij = NULL;
    if (code.n && code.n <= PRESTATIECODE_MAX)
        rij = first_row(letop, lijst, code_bare(code));
    return rij && rij->meld;
}

/* Not in line: few lines come to it. */
static __attribute__((noinline)) const struct letop_rij *
row_that_tells(const struct letop *letop, struct classifier *classifier, const struct line *line)
{
    const struct letop_rij *rij = first_row(letop, line->lijst, line->prestatiecode);
    return rij && rij->meld && keten_of(letop->rules, line, classify(classifier, line)).programmas == 0 ? rij : NULL;
}

const struct letop_rij *letop_of(const struct letop *letop, struct classifier *classifier, const struct line *line)
{
    const struct text code = code_bare(line->prestatiecode);
    if (line->credit || code.n == 0 || (!letop->any[line->lijst] && !may_take(letop, code)))
        return NULL;
    return row_that_tells(letop, classifier, line);
}
