/* column_names.c - see column_names.h. */
#include "ingest/column_names.h"

enum { FOLDED_MAX = 96 };

/* U+00C0..U+00FF without their accents; '.' drops out. */
static const char latin[] = "aaaaaa.ceeeeiiiidnooooo.ouuuuy.saaaaaa.ceeeeiiiidnooooo.ouuuuy.y";

/* Letters and digits only, small, without accents. */
static struct text fold(struct text name, char out[static FOLDED_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < FOLDED_MAX; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        else if (c == 0xC3 && i + 1 < name.n)
            c = (unsigned char)latin[(unsigned char)name.at[++i] & 0x3F];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = (char)c;
    }
    return (struct text){out, n};
}

int column_by_name(struct text name, unsigned *rank)
{
    char room[FOLDED_MAX];
    struct text folded = fold(name, room), word;
    for (int c = 0; c < COLUMNS; c++) {
        struct text rest = text_of(column_known_as[c]);
        for (unsigned r = 0; text_word(&rest, &word); r++)
            if (text_equal(folded, word)) {
                *rank = r;
                return c;
            }
    }
    return -1;
}
