/* text.c - see text.h. */
#include "base/text.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool text_equal_nocase(struct text a, const char *b)
{
    for (size_t i = 0; i < a.n; i++)
        if (b[i] == '\0' || lower(a.at[i]) != lower(b[i]))
            return false;
    return b[a.n] == '\0';
}

bool text_word(struct text *rest, struct text *word)
{
    *rest = text_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->at[n] != ' ')
        n++;
    *word = (struct text){rest->at, n};
    rest->at += n;
    rest->n -= n;
    return n > 0;
}

bool text_part(struct text *rest, struct text *part)
{
    const char *end = rest->n ? memchr(rest->at, ';', rest->n) : NULL;
    *part = (struct text){rest->at, end ? (size_t)(end - rest->at) : rest->n};
    if (rest->n == 0)
        return false;
    rest->at += part->n + (end != NULL);
    rest->n -= part->n + (end != NULL);
    return true;
}

bool text_is_utf8(struct text text)
{
    const unsigned char *p = (const unsigned char *)text.at, *end = p + text.n;
    while (p < end) {
        unsigned char c = *p++;
        if (c < 0x80)
            continue;
        unsigned more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
        if (c < 0xC2 || c > 0xF4 || (size_t)(end - p) < more)
            return false;
        /* The second byte shuts out overlong forms, surrogates and everything above U+10FFFF. */
        unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
        unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
        if (*p < low || *p > high)
            return false;
        for (p++; --more; p++)
            if ((*p & 0xC0) != 0x80)
                return false;
    }
    return true;
}

bool text_is_sayable(struct text text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7F)
            return false;
    return text.n && text.n <= 4096 && text_is_utf8(text);
}

size_t text_code_points(struct text text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return n;
}
