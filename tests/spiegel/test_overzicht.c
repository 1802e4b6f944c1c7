/* The overview: every example in it, texts that are no text, and a page that loads nothing. */
#include "spiegel/overzicht.h"

#include <unistd.h>

#include "harness.h"
#include "spiegel/voorbeelden.h"

static int by_group(const void *a, const void *b)
{
    const struct rapport *p = a, *q = b;
    return p->groep->zorgsoort != q->groep->zorgsoort ? (int)p->groep->zorgsoort - (int)q->groep->zorgsoort
           : p->rol != q->rol                         ? (int)p->rol - (int)q->rol
                                                      : (p->agb > q->agb) - (p->agb < q->agb);
}

static struct buf page_of(const struct rapport *rapport, size_t n, bool xlsx)
{
    struct error err = {0};
    struct outfile out;
    char *path = scratch("overzicht");
    check_good(outfile_open(&out, NULL, path, &err) && (xlsx ? overzicht_xlsx : overzicht_html)(rapport, n, &out, &err)
                   && outfile_finish(&out, &err) && outfile_publish(&out, &err),
               &err, "overzicht");
    outfile_release(&out);
    struct buf got = read_file(path);
    unlink(path);
    free(path);
    return got;
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, part)); at++)
        n++;
    return n;
}

START_TEST(every_provider_has_a_row)
{
    struct arena arena = {0};
    struct rapport rapport[VOORBEELDEN];
    size_t dots = 0;
    for (unsigned i = 0; i < VOORBEELDEN; i++)
        rapport[i] = *voorbeeld(&arena, i);
    qsort(rapport, VOORBEELDEN, sizeof *rapport, by_group);
    struct buf page = page_of(rapport, VOORBEELDEN, false);
    const char *html = buf_string(&page);
    if (count(html, "<tr id=") + count(html, "<tr class=h id=") != VOORBEELDEN)
        ck_abort_msg("%zu rows", count(html, "<tr id="));
    for (unsigned i = 0; i < VOORBEELDEN; i++)
        dots += rapport_now(&rapport[i])->n >= SPIEGEL_SMALL && rapport_now(&rapport[i])->expected > 0;
    if (count(html, "<title>AGB ") != dots || count(html, "<circle") + count(html, "<path class=\"hoger\"") != dots)
        ck_abort_msg("%zu dots, not %zu", count(html, "<title>AGB "), dots);
    if (count(html, "al bij y = 2)</small>") != 1
        || count(html, "al bij y = ") != 2 + 1) /* row, dot, and what it means */
        ck_abort_msg("a verdict on hardly anything expected is told %zu times", count(html, "al bij y = "));
    static const char *const never[] = {"{{", "<b>huis", "http:", "https:", "nan", "inf<", "src=", "style=\"", "\x01"};
    for (size_t i = 0; i < COUNT_OF(never); i++)
        if (strstr(html, never[i]))
            ck_abort_msg("the page holds %s", never[i]);
    if (!text_is_utf8((struct text){page.at, page.n}) || count(html, "<script>") != 1 || !strstr(html, "&lt;b&gt;huis"))
        ck_abort_msg("a text of the data is not escaped");
    buf_release(&page);
    page = page_of(rapport, VOORBEELDEN, true);
    if (page.n < 1000 || memcmp(page.at, "PK", 2) != 0)
        ck_abort_msg("no workbook");
    buf_release(&page);
    arena_release(&arena);
}
END_TEST

START_TEST(an_overview_of_nobody_is_a_page_too)
{
    struct buf page = page_of(NULL, 0, false), book = page_of(NULL, 0, true);
    if (!strstr(buf_string(&page), "Geen aanbieders") || book.n < 1000)
        ck_abort_msg("%zu and %zu bytes", page.n, book.n);
    buf_release(&page);
    buf_release(&book);
}
END_TEST

Suite *suite(void)
{
    return suite_of("overzicht",
                    (const TTest *const[]){every_provider_has_a_row, an_overview_of_nobody_is_a_page_too, NULL});
}
