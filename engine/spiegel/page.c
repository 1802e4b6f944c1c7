/* page.c - see page.h. The PDF is made in memory and written at its end. Cairo has no way to give a document its
 * language, so that is added as PDF means changes to be added:
 * an update at the end of the file, with the catalog once more. */
#include "spiegel/page.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <string.h>

#include "spiegel/brief.h"
#include "spiegel/page_content.h"
#include "spiegel/page_words.h"

static cairo_status_t keep_pdf(void *closure, const unsigned char *data, unsigned length)
{
    buf_add(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static void describe(cairo_surface_t *surface, const struct pdf_about *about)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, about->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, "dubbelloop");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, about->subject);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, about->made);
}

/* The number behind the last `key` in the text; false when there is none. */
static bool last_number(const char *text, const char *key, size_t *number)
{
    const char *at = NULL;
    for (const char *next = text; (next = strstr(next, key)); next += strlen(key))
        at = next + strlen(key);
    if (!at)
        return false;
    *number = strtoul(at, NULL, 10);
    return true;
}

bool page_add_language(struct buf *pdf)
{
    enum { TAIL = 1024, REF = 20 }; /* trailer and startxref are in the tail; bytes of an entry of the table */
    static const char language[] = "   /Lang (nl-NL)\n   /ViewerPreferences << /DisplayDocTitle true >>\n",
                      begin[] = "xref\n0 ";
    size_t table, root, info, size;
    const char *tail = buf_string(pdf) + (pdf->n > TAIL ? pdf->n - TAIL : 0);
    if (!last_number(tail, "startxref\n", &table) || !last_number(tail, "/Root ", &root)
        || !last_number(tail, "/Info ", &info) || !last_number(tail, "/Size ", &size) || table >= pdf->n
        || strncmp(pdf->at + table, begin, strlen(begin)) != 0)
        return false;
    char *after; /* the number of entries, the end of which is the first entry's begin */
    size_t count = strtoul(pdf->at + table + strlen(begin), &after, 10);
    size_t entry = (size_t)(after - pdf->at) + strspn(after, " \r\n") + REF * root;
    if (root >= count || entry + REF > pdf->n)
        return false;
    size_t at = strtoul(pdf->at + entry, NULL, 10);
    if (at >= table)
        return false;
    char mark[32];
    snprintf(mark, sizeof mark, "%zu 0 obj", root);
    const char *object = pdf->at + at, *end = memmem(object, table - at, ">>\nendobj", 9);
    if (strncmp(object, mark, strlen(mark)) != 0 || !end)
        return false;
    size_t length = (size_t)(end - object), place = pdf->n;
    struct buf update = {0};
    buf_add(&update, object, length);
    buf_printf(&update, "%s>>\nendobj\n", language);
    size_t new_table = place + update.n;
    buf_printf(
        &update,
        "xref\n%zu 1\n%010zu 00000 n \ntrailer\n<< /Size %zu\n   /Root %zu 0 R\n   /Info %zu 0 R\n   /Prev %zu\n>>\n"
        "startxref\n%zu\n%%%%EOF\n",
        root, place, size, root, info, table, new_table);
    buf_add(pdf, update.at, update.n);
    buf_release(&update);
    return true;
}

bool pdf_write(struct canvas *t, pdf_draw_fn *draw, const void *what, struct outfile *out, bool *has_language,
               struct error *err)
{
    struct buf pdf = {0};
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(keep_pdf, &pdf, PAGE_W, PAGE_H);
    cairo_pdf_surface_restrict_to_version(
        surface, CAIRO_PDF_VERSION_1_4); /* with a plain table of objects, for page_add_language */
    cairo_t *cr = cairo_create(surface);
    bool ok = canvas_begin(t, cr, err);
    if (ok) {
        struct pdf_about about = {"", "", ""};
        tag_begin(t, "Document");
        draw(t, what, &about);
        tag_end(t, "Document");
        describe(surface, &about);
        ok = canvas_end(t, err);
    }
    cairo_status_t drawn = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    if (drawn == CAIRO_STATUS_SUCCESS)
        drawn = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (ok && drawn != CAIRO_STATUS_SUCCESS)
        ok = error_set(err, STATUS_FAILED, "drawing the pages: %s", cairo_status_to_string(drawn));
    *has_language = ok && page_add_language(&pdf);
    if (ok)
        outfile_write(out, pdf.at, pdf.n);
    buf_release(&pdf);
    return ok;
}

/* What the pages of a report, or a letter with them behind it, say of themselves. The time is not the clock's but that
 * of the data. */
static struct pdf_about about_report(struct canvas *t, const struct rapport *rapport, const char *title)
{
    const char *kwartaal = nl_kwartaal(t, rapport->about->kwartaal);
    return (struct pdf_about){.title = sentence(t, "%s – AGB %08u – %s", title, (unsigned)rapport->agb, kwartaal),
                              .subject = sentence(t, "Spiegelinformatie ketenzorg, %s", kwartaal),
                              .made = harmless(t, rapport->about->extract)};
}

static void draw_report(struct canvas *t, const void *what, struct pdf_about *about)
{
    const struct rapport *rapport = what;
    *about = about_report(t, rapport, page_title(rapport));
    pages_draw(t, rapport);
}

static void draw_letter(struct canvas *t, const void *what, struct pdf_about *about)
{
    const struct brief *brief = what;
    *about = about_report(t, brief->rapport[0], brief_title(brief));
    brief_draw(t, brief);
}

bool page_write(struct canvas *canvas, const struct rapport *rapport, struct outfile *out, bool *has_language,
                struct error *err)
{
    return pdf_write(canvas, draw_report, rapport, out, has_language, err)
           || error_in(err, "the pages of AGB %08u", (unsigned)rapport->agb);
}

bool brief_write(struct canvas *canvas, const struct brief *brief, struct outfile *out, bool *has_language,
                 struct error *err)
{
    return pdf_write(canvas, draw_letter, brief, out, has_language, err)
           || error_in(err, "the letter to AGB %08u", (unsigned)brief->rapport[0]->agb);
}
