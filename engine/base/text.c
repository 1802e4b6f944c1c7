/* text.c - see text.h. */
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/memory.h"

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

size_t text_code_point(struct text text, uint32_t *point)
{
    const unsigned char *p = (const unsigned char *)text.at;
    unsigned char c = p[0];
    size_t n = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    *point = n == 1 ? c : c & (0x7FU >> n);
    if (n == 1)
        return 1;
    if (c < 0xC2 || c > 0xF4 || text.n < n)
        return 0;
    /* The second byte shuts out overlong forms, surrogates and everything above U+10FFFF. */
    unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        *point = *point << 6 | (p[i] & 0x3FU);
    }
    return n;
}

bool text_is_utf8(struct text text)
{
    const unsigned char *p = (const unsigned char *)text.at, *end = p + text.n;
    uint32_t point;
    while (p < end) {
        size_t n = *p < 0x80 ? 1 : text_code_point((struct text){(const char *)p, (size_t)(end - p)}, &point);
        if (n == 0)
            return false;
        p += n;
    }
    return true;
}

bool text_is_control(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0x61C, 0x61C},   {0x200B, 0x200F},  {0x2028, 0x202E},
                  {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF}, {0xE0000, 0xE007F}};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (point >= hidden[i].first && point <= hidden[i].last)
            return true;
    return false;
}

/* How many bytes from the beginning are ASCII that everything shows: nearly all of what is written. */
static size_t plain_bytes(struct text text)
{
    size_t n = 0;
    while (n < text.n && text.at[n] >= ' ' && text.at[n] <= '~')
        n++;
    return n;
}

static void add_printable(struct buf *out, struct text text, bool lines)
{
    while (text.n) { /* of no text the place may be NULL */
        const size_t plain = plain_bytes(text);
        buf_add(out, text.at, plain);
        text.at += plain;
        text.n -= plain;
        if (text.n == 0)
            return;
        uint32_t point;
        size_t n = text_code_point(text, &point);
        bool layout = lines && (point == '\n' || point == '\t' || (point == '\r' && text.n > 1 && text.at[1] == '\n'));
        if (n && (layout || !text_is_control(point)))
            buf_add(out, text.at, n);
        else
            for (size_t i = 0; i < (n ? n : 1); i++)
                buf_printf(out, "\\x%02x", (unsigned char)text.at[i]);
        text.at += n ? n : 1;
        text.n -= n ? n : 1;
    }
}

void text_add_printable(struct buf *out, struct text text)
{
    add_printable(out, text, false);
}

void text_add_printable_lines(struct buf *out, struct text text)
{
    add_printable(out, text, true);
}

void text_add_shell_word(struct buf *out, struct text text)
{
    buf_text(out, "'");
    for (size_t i = 0; i < text.n; i++)
        if (text.at[i] == '\'')
            buf_text(out, "'\\''");
        else
            buf_add(out, text.at + i, 1);
    buf_text(out, "'");
}

bool text_is_recordable(struct text text)
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

struct text text_sayable(struct text name)
{
    for (size_t i = 0; name.n > 1 && i < name.n; i++)
        if (name.at[i] >= '0' && name.at[i] <= '9')
            return TEXT("...");
    return name;
}

struct text euro_text(int64_t cent, char point, char room[static NUMBER_TEXT])
{
    uint64_t size = cent < 0 ? -(uint64_t)cent : (uint64_t)cent;
    int n = snprintf(room, NUMBER_TEXT, "%s%" PRIu64 "%c%02u", cent < 0 ? "-" : "", size / 100, point,
                     (unsigned)(size % 100));
    return (struct text){room, (size_t)n};
}

bool euro_read(struct text text, int64_t *cent)
{
    uint64_t euros = 0, part = 0;
    size_t n = 0;
    while (n < text.n && text.at[n] != ',' && text.at[n] != '.')
        n++;
    if (!text_digits((struct text){text.at, n}, 12, &euros)
        || (n < text.n && (text.n - n != 3 || !text_digits((struct text){text.at + n + 1, 2}, 2, &part))))
        return false;
    *cent = (int64_t)(euros * 100 + part);
    return true;
}

bool text_is_formula(struct text text)
{
    /* The last four are their full-width forms, which some spreadsheets take for the plain ones. */
    static const char *const begins[] = {"=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t n = strlen(begins[i]);
        if (text.n >= n && memcmp(text.at, begins[i], n) == 0)
            return true;
    }
    return false;
}
