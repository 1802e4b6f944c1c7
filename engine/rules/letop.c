/* letop.c - see letop.h. */
#include "rules/letop.h"

#include "rules/keten.h"

enum { LISTS = 1000, LETTERS = 36, STARTS = (PRESTATIECODE_MAX + 1) * (LETTERS + 1) * (LETTERS + 1) };

struct letop {
    const struct ruleset *rules;
    bool any[LISTS];             /* some row takes any code of this list */
    uint8_t start[STARTS / 8 + 1]; /* a bit a length and two first characters: some row takes such codes */
};

/* 1..36; 0: none. */
static unsigned letter_of(char c)
{
    return c >= '0' && c <= '9' ? 1 + (unsigned)(c - '0') : c >= 'A' && c <= 'Z' ? 11 + (unsigned)(c - 'A') : 0;
}

static unsigned start_of(const char *at, size_t n)
{
    unsigned first = letter_of(at[0]), second = n > 1 ? letter_of(at[1]) : 0;
    return ((unsigned)n * (LETTERS + 1) + first) * (LETTERS + 1) + second;
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
        if (rij->van.n)
            mark_range(letop, &rij->van, &rij->tm);
        else
            for (uint16_t lijst = 0; lijst < LISTS; lijst++)
                letop->any[lijst] |= rij->lijsten.n == 0 || numbers_have(&rij->lijsten, lijst);
    }
    return letop;
}

void letop_free(struct letop *letop)
{
    free(letop);
}

/* A row with a list takes only lines of that list: not one without. */
static bool takes(const struct letop_rij *rij, uint16_t lijst, const struct code *code)
{
    return (rij->lijsten.n == 0 || numbers_have(&rij->lijsten, lijst))
           && (rij->van.n == 0 || code_in_range(code, &rij->van, &rij->tm));
}

static const struct letop_rij *first_row(const struct letop *letop, const struct line *line)
{
    const struct code code = code_of(line->prestatiecode);
    for (size_t i = 0; i < letop->rules->letop_rijen; i++)
        if (takes(&letop->rules->letop[i], line->lijst, &code))
            return &letop->rules->letop[i];
    return NULL;
}

const struct letop_rij *letop_of(const struct letop *letop, struct classifier *classifier, const struct line *line)
{
    const struct text code = code_bare(line->prestatiecode);
    if (line->credit || code.n == 0)
        return NULL;
    const unsigned start = start_of(code.at, code.n);
    if (!letop->any[line->lijst] && !(letop->start[start / 8] >> start % 8 & 1))
        return NULL;
    const struct letop_rij *rij = first_row(letop, line);
    return rij && rij->meld && keten_of(letop->rules, line, classify(classifier, line)).programmas == 0 ? rij : NULL;
}
