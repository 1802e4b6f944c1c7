/* login.c - see login.h. */
#include "base/login.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"

char *login_name(void)
{
    const char *sudo = getenv("SUDO_USER");
    if (sudo && text_is_recordable(text_of(sudo)))
        return xstrdup(sudo);
    const struct passwd *user = getpwuid(getuid());
    return user && user->pw_name[0] ? xstrdup(user->pw_name) : xprintf("%u", (unsigned)getuid());
}

enum { PARTS_MAX = 16 };

/* Lower case, of ASCII and the letters of Latin-1; points, commas and no-break spaces are blanks. */
static void add_folded(struct buf *out, struct text name)
{
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.at[i], before = i ? (unsigned char)name.at[i - 1] : 0;
        if ((c >= 'A' && c <= 'Z') || (before == 0xC3 && c >= 0x80 && c <= 0x9E && c != 0x97))
            c |= 0x20;
        else if (c == '.' || c == ',' || c == '\t' || (before == 0xC2 && c == 0xA0)
                 || (c == 0xC2 && i + 1 < name.n && (unsigned char)name.at[i + 1] == 0xA0))
            c = ' ';
        buf_add(out, &c, 1);
    }
}

static int compare_parts(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static size_t sorted_parts(struct text folded, struct text part[static PARTS_MAX])
{
    size_t n = 0;
    while (n < PARTS_MAX && text_word(&folded, &part[n]))
        n++;
    qsort(part, n, sizeof *part, compare_parts);
    return n;
}

bool names_are_one(struct text a, struct text b)
{
    struct buf one = {0}, other = {0};
    struct text part[PARTS_MAX], part_of_other[PARTS_MAX];
    add_folded(&one, a);
    add_folded(&other, b);
    size_t n = sorted_parts((struct text){buf_string(&one), one.n}, part);
    bool same = n == sorted_parts((struct text){buf_string(&other), other.n}, part_of_other);
    for (size_t i = 0; same && i < n; i++)
        same = text_equal(part[i], part_of_other[i]);
    buf_release(&one);
    buf_release(&other);
    return same;
}
