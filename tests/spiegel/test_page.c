/* The pages of a report: nothing outside the margins, nothing on top of something else, nothing cut but by design,
 * the same
 * bytes always, and no text of others that does harm. What readers of PDF see is looked at by paginas.py. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

#include "harness.h"
#include "spiegel/brief.h"
#include "spiegel/page.h"
#include "spiegel/page_content.h"
#include "spiegel/page_words.h"
#include "voorbeelden.h"

enum { TOP_SIZE = 100000 }; /* bytes of a PDF */

/* The PDF of an example, through a file. */
static struct buf drawn(struct canvas *canvas, const struct rapport *rapport, const char *name)
{
    struct error err = {0};
    struct outfile out;
    bool ok = outfile_open(&out, scratch_dir(), name, &err) && page_write(canvas, rapport, &out, &(bool){false}, &err)
              && outfile_finish(&out, &err) && outfile_publish(&out, &err);
    check_good(ok, &err, name);
    outfile_release(&out);
    char *path = scratch(name);
    struct buf pdf = read_file(path);
    free(path);
    return pdf;
}

static void check_inside(const char *name, const struct page_box *box)
{
    double bottom = box->y + box->h, margin = box->y < PAGE_FOOTER ? PAGE_FOOTER : PAGE_FOOTER + 20;
    if (box->x < PAGE_LEFT - 1 || box->x + box->w > PAGE_RIGHT + 1 || box->y < PAGE_TOP || bottom > margin)
        ck_abort_msg("%s, page %u: a text at %.1f,%.1f of %.1f by %.1f leaves the margins", name, box->page,
                     box->x, box->y, box->w, box->h);
    if (box->is_cut && !box->may_cut)
        ck_abort_msg("%s, page %u: the text at %.1f,%.1f is cut", name, box->page, box->x, box->y);
}

static bool on_top(const struct page_box *a, const struct page_box *b)
{
    static const double touch = 0.2;
    return a->page == b->page && fmin(a->x + a->w, b->x + b->w) - fmax(a->x, b->x) > touch
           && fmin(a->y + a->h, b->y + b->h) - fmax(a->y, b->y) > touch;
}

START_TEST(no_text_leaves_its_place)
{
    struct arena arena = {0};
    struct canvas *canvas = canvas_new();
    for (enum voorbeeld v = 0; v < VOORBEELDEN; v++) {
        const char *name = voorbeeld_name[v];
        struct buf pdf = drawn(canvas, voorbeeld(&arena, v), name);
        if (pdf.n > TOP_SIZE)
            ck_abort_msg("%s: %zu bytes", name, pdf.n);
        buf_release(&pdf);
        size_t n, cut = 0, of_page[9] = {0};
        const struct page_box *box = canvas_boxes(canvas, &n);
        for (size_t i = 0; i < n; i++) {
            check_inside(name, &box[i]);
            cut += box[i].is_cut;
            of_page[box[i].page]++;
            for (size_t j = 0; j < i; j++)
                if (on_top(&box[i], &box[j]))
                    ck_abort_msg("%s, page %u: the texts at %.1f,%.1f (%.1f by %.1f) and %.1f,%.1f (%.1f by %.1f) meet",
                                 name, box[i].page, box[j].x, box[j].y, box[j].w, box[j].h, box[i].x, box[i].y,
                                 box[i].w, box[i].h);
        }
        if (of_page[1] < 30 || of_page[2] < 15)
            ck_abort_msg("%s: %zu and %zu texts: the check looks in the wrong place", name, of_page[1], of_page[2]);
        if ((v == VB_LANGE_TEKSTEN) != (cut > 0))
            ck_abort_msg("%s: %zu texts are cut", name, cut);
    }
    canvas_free(canvas);
    arena_release(&arena);
}
END_TEST

/* The letter in front of every example, with one report and with two, as short and as long as its parts can be. */
START_TEST(a_letter_is_one_page)
{
    enum { ROUNDS = 8 };
    struct arena arena = {0};
    struct canvas *canvas = canvas_new();
    char wide[AFZENDER_LONGEST + 1] = "";
    for (size_t i = 0; i < AFZENDER_LONGEST; i++)
        wide[i] = i % 12 == 11 ? ' ' : 'w';
    const struct text long_text = {wide, AFZENDER_LONGEST};
    const struct adres adres = {1, long_text, long_text, long_text, long_text, long_text, long_text};
    for (size_t round = 0; round < ROUNDS * (size_t)VOORBEELDEN; round++) {
        const enum voorbeeld v = (enum voorbeeld)(round / ROUNDS);
        struct rapport rapport = *voorbeeld(&arena, v);
        struct spiegel_about about = *rapport.about;
        rapport.about = &about;
        about.afzender = round & 1 ? (struct afzender){long_text, long_text, long_text, long_text,
                                                       long_text, long_text, long_text}
                                   : (struct afzender){.naam = TEXT("X")};
        const struct brief brief = {.rapport = {&rapport, &rapport},
                                    .bijlage = {"2023Q2_01234567_declarant.xlsx",
                                                "2023Q2_01234567_ketencontractant.xlsx"},
                                    .n = round & 2 ? 2 : 1,
                                    .adres = round & 1 ? &adres : NULL,
                                    .datum = about.last,
                                    .herinnering = round & 4 ? about.last : NO_REMINDER};
        struct error err = {0};
        struct outfile out = OUTFILE_NONE; /* kept in memory and thrown away */
        check_good(brief_write(canvas, &brief, &out, &(bool){false}, &err), &err, voorbeeld_name[v]);
        outfile_release(&out);
        size_t n, of_letter = 0, last = 0;
        const struct page_box *box = canvas_boxes(canvas, &n);
        for (size_t i = 0; i < n && box[i].page == 1; i++, of_letter++) {
            check_inside(voorbeeld_name[v], &box[i]);
            for (size_t j = 0; j < i; j++)
                if (on_top(&box[i], &box[j]))
                    ck_abort_msg("%s, round %zu: two texts of the letter meet at %.1f,%.1f", voorbeeld_name[v], round,
                                 box[i].x, box[i].y);
        }
        last = n ? box[n - 1].page : 0;
        if (of_letter < 15 || last < 1 + 2 * brief.n)
            ck_abort_msg("%s: %zu texts in the letter, %zu pages", voorbeeld_name[v], of_letter, last);
    }
    canvas_free(canvas);
    arena_release(&arena);
}
END_TEST

/* The limits of the text a data owner gives are far; those of a number are those of its type. */
START_TEST(the_largest_numbers_stay_in_their_place)
{
    struct arena arena = {0};
    struct canvas *canvas = canvas_new();
    struct rapport rapport = *voorbeeld(&arena, VB_GROTE_BEDRAGEN);
    struct kwartaalcijfer *now = &rapport.trend[TREND_KWARTALEN - 1];
    now->y_cent = INT64_C(99999999999999);
    now->s_cent = INT64_C(99999999999999);
    now->n = now->y = now->s = UINT32_MAX;
    for (size_t i = 0; i < rapport.codeparen; i++)
        rapport.codepaar[i].cent = INT64_C(99999999999999);
    struct buf pdf = drawn(canvas, &rapport, "large");
    buf_release(&pdf);
    size_t n;
    const struct page_box *box = canvas_boxes(canvas, &n);
    for (size_t i = 0; i < n; i++)
        check_inside("large", &box[i]);
    canvas_free(canvas);
    arena_release(&arena);
}
END_TEST

/* The fullest page 2: five long pairs, many programmes, counts of others, signals, answers. */
START_TEST(the_longest_lists_stay_above_the_footer)
{
    enum { PROGRAMMES = 9 };
    struct arena arena = {0};
    struct canvas *canvas = canvas_new();
    const struct rapport *keten = voorbeeld(&arena, VB_KETENCONTRACTANT);
    for (size_t round = 0; round < 2 * CODEPAREN_MAX; round++) {
        bool with_others = round % 2;
        struct rapport rapport = *voorbeeld(&arena, VB_LANGE_TEKSTEN);
        struct programmacijfer programma[PROGRAMMES];
        struct categorie_count count[CATEGORIEEN];
        if (rapport.codeparen != CODEPAREN_MAX || !rapport.answered)
            ck_abort_msg("the example is not as long as it can be");
        for (int i = 0; i < PROGRAMMES; i++)
            programma[i] = rapport.programma[i % 3];
        programma[0].peers = round % 4 < 2 ? 40 : 1; /* then a note says that the group's figures are not shown */
        rapport.codeparen = 1 + round / 2;
        rapport.programma = programma;
        rapport.programmas = PROGRAMMES;
        rapport.codepaar[0].n = 1000; /* then a note says that lines are told twice */
        if (with_others) {
            for (int i = 0; i < CATEGORIEEN; i++)
                count[i] = (struct categorie_count){(enum categorie)i, 1234567, 1234567};
            rapport.rol = ROL_KETENCONTRACTANT;
            rapport.groep = keten->groep;
            rapport.count = count;
            rapport.counts = CATEGORIEEN;
            rapport.alone = (uint32_t)round / 2; /* then the words are those of findings of the keten line alone, too */
            rapport.codepaar[0].soort = round / 2 ? SOORT_LID : SOORT_PAAR;
        }
        struct buf pdf = drawn(canvas, &rapport, "long");
        buf_release(&pdf);
        size_t n;
        const struct page_box *box = canvas_boxes(canvas, &n);
        for (size_t i = 0; i < n; i++) {
            check_inside("long", &box[i]);
            for (size_t j = 0; j < i; j++)
                if (on_top(&box[i], &box[j]))
                    ck_abort_msg("page %u: the texts at %.1f,%.1f and %.1f,%.1f meet", box[i].page, box[j].x,
                                 box[j].y, box[i].x, box[i].y);
        }
    }
    canvas_free(canvas);
    arena_release(&arena);
}
END_TEST

/* What a thread drew, to be compared. */
struct round {
    struct canvas *canvas;
    struct buf pdf[VOORBEELDEN];
    bool ok;
};

static void *draw_all(void *closure)
{
    struct round *round = closure;
    struct arena arena = {0};
    struct error err = {0};
    round->ok = true;
    for (enum voorbeeld v = 0; v < VOORBEELDEN; v++) {
        struct outfile out = OUTFILE_NONE; /* nothing is written: a page is smaller than what is held back */
        round->ok = round->ok && page_write(round->canvas, voorbeeld(&arena, v), &out, &(bool){false}, &err);
        round->pdf[v] = out.pending;
        out.pending = (struct buf){0};
        outfile_release(&out);
    }
    arena_release(&arena);
    return NULL;
}

static void check_same(const struct round *a, const struct round *b)
{
    for (enum voorbeeld v = 0; v < VOORBEELDEN; v++)
        if (a->pdf[v].n == 0 || a->pdf[v].n != b->pdf[v].n || memcmp(a->pdf[v].at, b->pdf[v].at, a->pdf[v].n) != 0)
            ck_abort_msg("%s differs: %zu and %zu bytes", voorbeeld_name[v], a->pdf[v].n, b->pdf[v].n);
}

static void round_release(struct round *round)
{
    for (enum voorbeeld v = 0; v < VOORBEELDEN; v++)
        buf_release(&round->pdf[v]);
}

START_TEST(the_same_report_gives_the_same_bytes_in_every_thread)
{
    enum { THREADS = 3 };
    struct round first = {.canvas = canvas_new()}, again = {.canvas = first.canvas}, at_once[THREADS] = {0};
    draw_all(&first);
    draw_all(&again); /* after all others */
    ck_assert(first.ok && again.ok);
    check_same(&first, &again);
    pthread_t thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
        at_once[i].canvas = canvas_new();
        ck_assert_int_eq(pthread_create(&thread[i], NULL, draw_all, &at_once[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(thread[i], NULL), 0);
        ck_assert(at_once[i].ok);
        check_same(&first, &at_once[i]);
        round_release(&at_once[i]);
        canvas_free(at_once[i].canvas);
    }
    round_release(&first);
    round_release(&again);
    canvas_free(first.canvas);
}
END_TEST

START_TEST(a_font_that_is_missing_is_named_with_its_package)
{
    struct arena arena = {0};
    struct error err = {0};
    struct outfile out = OUTFILE_NONE;
    struct canvas *canvas = canvas_new_from(scratch_dir());
    bool ok = page_write(canvas, voorbeeld(&arena, VB_GEWOON), &out, &(bool){false}, &err);
    check_failed(ok, &err, STATUS_FAILED, "Lato-Regular.ttf cannot be read: install the package fonts-lato");
    if (out.pending.n)
        ck_abort_msg("%zu bytes were written", out.pending.n);
    outfile_release(&out);
    canvas_free(canvas);
    arena_release(&arena);
}
END_TEST

START_TEST(a_pdf_of_another_cairo_stays_as_it_is)
{
    static const struct {
        const char *why, *was, *is; /* a piece of the PDF that is written otherwise */
    } cases[] = {
        {"a table that is a stream", "\nxref\n0 ", "\n9 0 obj "},
        {"no root in the trailer", "/Root ", "/Boom "},
        {"a root that the table does not hold", "/Root ", "/Root 99999"},
        {"no place of the table", "startxref\n", "startxreF\n"},
        {"a table behind the end", "startxref\n", "startxref\n99999"},
        {"a catalog in one line", ">>\nendobj", ">> endobj"},
    };
    struct arena arena = {0};
    struct canvas *canvas = canvas_new();
    struct buf pdf = drawn(canvas, voorbeeld(&arena, VB_GEWOON), "taal.pdf");
    const char *update = memmem(pdf.at, pdf.n, "%%EOF\n", 6);
    ck_assert_msg(update && memmem(pdf.at, pdf.n, "/Lang (nl-NL)", 13), "this Cairo's PDF gets its language");
    pdf.n = (size_t)(update - pdf.at) + 6; /* as Cairo wrote it */
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf other = {0};
        for (const char *rest = pdf.at, *at; rest < pdf.at + pdf.n; rest = at) {
            size_t left = (size_t)(pdf.at + pdf.n - rest), n = strlen(cases[i].was);
            const char *found = memmem(rest, left, cases[i].was, n);
            at = found ? found + n : pdf.at + pdf.n;
            buf_add(&other, rest, found ? (size_t)(found - rest) : left);
            buf_text(&other, found ? cases[i].is : "");
        }
        size_t n = other.n;
        if (page_add_language(&other) || other.n != n)
            ck_abort_msg("%s: it was changed", cases[i].why);
        buf_release(&other);
    }
    struct buf empty = {0};
    if (page_add_language(&empty) || empty.n)
        ck_abort_msg("nothing was changed");
    if (!page_add_language(&pdf))
        ck_abort_msg("as Cairo wrote it, it was not changed");
    buf_release(&empty);
    buf_release(&pdf);
    canvas_free(canvas);
    arena_release(&arena);
}
END_TEST

START_TEST(texts_of_others_are_made_harmless)
{
    static const struct {
        const char *why, *from, *to;
    } cases[] = {
        {"nothing", "", ""},
        {"plain", "Dieetadvisering", "Dieetadvisering"},
        {"accents, dashes and quotes stay", "één – ‘ja’ patiënt €", "één – ‘ja’ patiënt €"},
        {"markup is text", "<b>&amp;", "<b>&amp;"},
        {"white space is one space", "  a \t\r\n b\u2028\u2029c  ", "a b c"},
        {"a control character is a space",
         "a\x01\x1b\x7f"
         "b\xC2\x85"
         "c",
         "a b c"},
        {"directions go", "\u202Ea\u2066b\u200Fc\u200Ed\u061Ce", "abcde"},
        {"joiners and soft hyphens go", "a\u200Db\u00ADc\uFEFF", "abc"},
        {"two accents at most", "e\u0301\u0302\u0303\u0304x\u0301", "e\u0301\u0302x\u0301"},
        {"no glyph", "a\U0001F9B4b\uFFFFc", "a\uFFFDb\uFFFDc"},
        {"no UTF-8", "a\xFF\xC3(b\xE2\x82", "a\uFFFD\uFFFD(b\uFFFD\uFFFD"},
        {"other scripts stay", "\u05D0\u05D1 \u0627\u0644 \u0416", "\u05D0\u05D1 \u0627\u0644 \u0416"},
    };
    struct arena arena = {0};
    struct error err = {0};
    struct outfile out = OUTFILE_NONE;
    struct canvas *canvas = canvas_new();
    bool ok = page_write(canvas, voorbeeld(&arena, VB_NUL), &out, &(bool){false}, &err);
    check_good(ok, &err, "a page");
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_string(cases[i].why, harmless(canvas, text_of(cases[i].from)), cases[i].to);
    check_string("a NUL", harmless(canvas, (struct text){"a\0b", 3}), "a\uFFFDb");
    char many[5000];
    memset(many, 'x', sizeof many);
    const char *cut = harmless(canvas, (struct text){many, sizeof many});
    if (strlen(cut) != 2400 + strlen("…") || strcmp(cut + 2400, "…") != 0)
        ck_abort_msg("a long text: %zu bytes", strlen(cut));
    if (strlen(harmless(canvas, (struct text){many, 2400})) != 2400)
        ck_abort_msg("a text of 2400 is cut");
    outfile_release(&out);
    canvas_free(canvas);
    arena_release(&arena);
}
END_TEST

START_TEST(a_list_is_cut_where_it_no_longer_fits)
{
    static const char *const item[] = {"een", "twee", "drie", "vier", "vijf", "zes"};
    struct canvas *canvas = canvas_new();
    static const struct {
        const char *why;
        double w;
        size_t n;
        const char *list;
    } cases[] = {
        {"all of it", 400, 6, "een; twee; drie; vier; vijf; zes"},
        {"some of it", 80, 6, "een; twee; en nog 4"},
        {"one", 80, 1, "een"},
        {"none fits", 36, 6, "en nog 6"},
        {"an empty list", 400, 0, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_string(cases[i].why, list_that_fits(canvas, STYLE_SMALL, cases[i].w, 1, item, cases[i].n), cases[i].list);
    canvas_free(canvas);
}
END_TEST

START_TEST(numbers_and_dates_are_dutch)
{
    struct canvas *t = canvas_new();
    check_string("0", nl_count(t, 0), "0");
    check_string("999", nl_count(t, 999), "999");
    check_string("1000", nl_count(t, 1000), "1.000");
    check_string("12034005", nl_count(t, 12034005), "12.034.005");
    check_string("a number", nl_number(t, 1234.5, 1), "1.234,5");
    check_string("rounded up", nl_number(t, 0.999, 2), "1,00");
    check_string("zeros", nl_number(t, 3.006, 3), "3,006");
    check_string("below zero", nl_number(t, -2.5, 2), "−2,50");
    check_string("hardly below zero", nl_number(t, -0.001, 2), "0,00");
    check_string("no decimals", nl_number(t, 2.5, 0), "3");
    check_string("no number", nl_number(t, (double)NAN, 1), "–");
    check_string("no end", nl_number(t, (double)INFINITY, 1), "–");
    check_string("expected", nl_expected(t, 10.44), "10,4");
    check_string("little expected", nl_expected(t, 0.04), "0,04");
    check_string("hardly anything expected", nl_expected(t, 0.0004), "0,0004");
    check_string("nothing expected", nl_expected(t, 0), "0,0");
    check_string("as small as it is shown", nl_expected(t, 0.000001), "0,00000");
    check_string("small", nl_small(t, 0.0049, 2), "0,005");
    check_string("not so small", nl_small(t, 0.005, 2), "0,01");
    check_string("small and below zero", nl_small(t, -0.001, 2), "0,00");
    check_string("much expected", nl_expected(t, 12345.6), "12.346");
    check_string("euro", nl_euro(t, 123450), "€\u00A01.234,50");
    check_string("cents", nl_euro(t, 7), "€\u00A00,07");
    check_string("a credit", nl_euro(t, -123450), "€\u00A0−1.234,50");
    check_string("the least", nl_euro(t, INT64_MIN), "€\u00A0−92.233.720.368.547.758,08");
    day d;
    ck_assert_int_eq(day_parse(TEXT("2023-04-01"), DAY_ISO, &d), DAY_OK);
    check_string("a day", nl_date(t, d), "1\u00A0april\u00A02023");
    check_string("a time", nl_date_of(t, TEXT("2023-12-31T23:59:59Z")), "31\u00A0december\u00A02023");
    check_string("no time", nl_date_of(t, TEXT("gisteren")), "gisteren");
    check_string("a quarter", nl_kwartaal(t, "2023Q2"), "2e\u00A0kwartaal\u00A02023");
    check_string("short", nl_kwartaal_short(t, "2023Q4"), "4e\u00A0kw.\u00A02023");
    canvas_free(t);
}
END_TEST

Suite *suite(void)
{
    return suite_of("pagina", (const TTest *const[]){
                                  no_text_leaves_its_place,
                                  a_letter_is_one_page,
                                  the_largest_numbers_stay_in_their_place,
                                  the_longest_lists_stay_above_the_footer,
                                  the_same_report_gives_the_same_bytes_in_every_thread,
                                  a_font_that_is_missing_is_named_with_its_package,
                                  a_pdf_of_another_cairo_stays_as_it_is,
                                  texts_of_others_are_made_harmless,
                                  a_list_is_cut_where_it_no_longer_fits,
                                  numbers_and_dates_are_dutch,
                                  NULL,
                              });
}
