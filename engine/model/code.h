/* code.h - a prestatiecode as it is compared (semantics.md 3, "Codes"): one of digits only without its leading zeros,
 * so that `012011` is `12011` and `000` is `0`. It is kept and printed as it was declared. */
#ifndef MODEL_CODE_H
#define MODEL_CODE_H

#include <assert.h>

#include "model/line.h"

/* The code without what plays no part in a comparison. Borrowed. In line, and quick where it begins with no zero: it is
 * asked of every line. */
static inline struct text code_bare(struct text code)
{
    if (code.n < 2 || code.at[0] != '0')
        return code;
    size_t zeros = 0;
    for (size_t i = 0; i < code.n; i++) {
        if (code.at[i] < '0' || code.at[i] > '9')
            return code;
        zeros += zeros == i && code.at[i] == '0';
    }
    zeros -= zeros == code.n;
    return (struct text){code.at + zeros, code.n - zeros};
}

/* A bare code, padded with NUL, so that codes of one length compare bytewise and other lengths differ. */
struct code {
    char at[PRESTATIECODE_MAX];
    uint8_t n; /* 0 = none */
};
/* text.n <= PRESTATIECODE_MAX */
static inline struct code code_of(struct text text)
{
    assert(text.n <= PRESTATIECODE_MAX);
    text = code_bare(text);
    struct code code = {.n = (uint8_t)text.n};
    if (text.n)
        memcpy(code.at, text.at, text.n);
    return code;
}
/* By length, then bytewise. */
static inline int code_compare(const struct code *a, const struct code *b)
{
    return a->n != b->n ? (a->n > b->n) - (a->n < b->n) : memcmp(a->at, b->at, sizeof a->at);
}
/* van <= code <= tm, of one length. */
static inline bool code_in_range(const struct code *code, const struct code *van, const struct code *tm)
{
    return code->n == van->n && code_compare(van, code) <= 0 && code_compare(code, tm) <= 0;
}

#endif
