/* text.h - a stretch of bytes that somebody else owns. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

struct text {
    const char *at; /* borrowed; may be NULL when n is 0 */
    size_t n;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

static inline struct text text_of(const char *string)
{
    return (struct text){string, strlen(string)};
}

/* Bytewise order, a prefix first: the order of every sort in the output (semantics.md 8). */
static inline int text_compare(struct text a, struct text b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.at, b.at, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static inline bool text_equal(struct text a, struct text b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

/* Without the U+0020 (and nothing else) around it. */
static inline struct text text_trim(struct text text)
{
    while (text.n && text.at[0] == ' ') {
        text.at++;
        text.n--;
    }
    while (text.n && text.at[text.n - 1] == ' ')
        text.n--;
    return text;
}
bool text_equal_nocase(struct text a, const char *b); /* ASCII letters only */
/* Takes the next space-separated word off `rest`; false when there is none. */
bool text_word(struct text *rest, struct text *word);
/* Takes the next part of a list joined with ';' off `rest`; false when there is none. */
bool text_part(struct text *rest, struct text *part);
/* For a message: a name out of a file that may be another than was meant, an export say. One of two characters or more
 * with a digit in it may be the number of a patient, and becomes "...". */
struct text text_sayable(struct text name);
/* RFC 3629. */
bool text_is_utf8(struct text text);
/* The first code point of a text that is not empty, and its length in bytes; 0: these bytes are no UTF-8. */
size_t text_code_point(struct text text, uint32_t *point);
/* Does a terminal or a page act on it instead of showing it: a control character (C0, DEL, C1), a change of direction,
 * a line break of Unicode, or a letter that cannot be seen; and what no page can hold (XML): U+FFFE and U+FFFF. */
bool text_is_control(uint32_t point);
/* Adds a text that came from outside (an export, a table, a file name, a database) so that a person may look at it, on
 * a terminal or on paper: what is no UTF-8 and what text_is_control names is written as \xNN, a byte each. */
void text_add_printable(struct buf *out, struct text text);
/* The same for a text of several lines: TAB and the ends of lines (LF, CRLF) stay. */
void text_add_printable_lines(struct buf *out, struct text text);
/* Adds a text as one word of a shell's command, in quotes. */
void text_add_shell_word(struct buf *out, struct text text);
/* Whether a name or a reason can be put on record: UTF-8 of at most 4096 bytes without control characters,
 * and not empty. */
bool text_is_recordable(struct text text);
/* Whether a spreadsheet would run the text as a formula: it begins with = + - @ (or their full-width forms), TAB,
 * CR or LF. */
bool text_is_formula(struct text text);
/* The number of code points of valid UTF-8. */
size_t text_code_points(struct text text);
/* Eight bytes, the first of them the lowest. */
static inline uint64_t load_eight(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return le64toh(word);
}
/* The same for four, with the digit 0 four times before them. */
static inline uint64_t load_four(const char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return (uint64_t)le32toh(word) << 32 | 0x30303030;
}
/* Up to eight bytes as a number, the first of them the lowest. */
static inline uint64_t load_up_to_eight(const char *at, size_t n)
{
    uint64_t word = 0;
    if (n >= 4) /* two fours that may overlap */
        return load_four(at) >> 32 | load_four(at + n - 4) >> 32 << (8 * (n - 4));
    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)(unsigned char)at[i] << (8 * i);
    return word;
}
/* Eight characters, loaded, to the number that they are when all are digits: neighbours are joined to pairs, pairs to
 * fours, fours to eight, each step in all places at once. */
static inline bool eight_digits(uint64_t word, uint32_t *number)
{
    word ^= UINT64_C(0x3030303030303030);
    /* None over 9. */
    bool digits = ((word | (word + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080)) == 0;
    word = (word * 10 + (word >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    *number = (uint32_t)(word * 10000 + (word >> 32));
    return digits;
}

/* 1..`max` digits and nothing else -> the number; max <= 18. In line: every line of an export has a dozen of them. */
static inline bool text_digits(struct text text, size_t max, uint64_t *number)
{
    uint64_t value = 0;
    if (text.n == 0 || text.n > max)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned digit = (unsigned char)text.at[i] - '0';
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}

/* The other way: a number in decimal digits, which stand in `room`. */
static inline struct text number_text(int64_t number, char room[static NUMBER_TEXT])
{
    struct text text;
    text.at = number_digits(number, room, &text.n);
    return text;
}
/* Cents as euros: 123456 -> "1234.56" with `point` '.'; at the beginning of `room`, with a NUL behind it. */
struct text euro_text(int64_t cent, char point, char room[static NUMBER_TEXT]);
/* Euros as a person writes them, not below 0: 1510, 15,10 or 15.10. `cent` stays as it is when the text is none. */
bool euro_read(struct text text, int64_t *cent);

#endif
