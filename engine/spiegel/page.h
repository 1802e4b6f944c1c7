/* page.h - the two pages of a report as a PDF, A4, Dutch (spiegel.md "Page 1", "Page 2"). The only files that know
 * Cairo and Pango are canvas.c and page*.c. */
#ifndef SPIEGEL_PAGE_H
#define SPIEGEL_PAGE_H

#include "base/outfile.h"
#include "spiegel/rapport.h"

/* What is needed to draw: fonts and layouts. One a thread. A font that is missing is told by page_write. */
struct canvas;
struct canvas *canvas_new(void);
void canvas_free(struct canvas *t);

/* Writes the PDF to `out`, which the caller finishes. The same report gives the same bytes, whatever fonts a machine
 * has and whatever was drawn before. Texts of the report may hold anything: what is too long is cut, and what cannot be
 * shown is shown as U+FFFD. *has_language: see page_add_language; a PDF without is as good in all else. */
bool page_write(struct canvas *canvas, const struct rapport *rapport, struct outfile *out, bool *has_language,
                struct error *err) MUST_CHECK;
/* Any other pages as a PDF: `draw` draws `what` between canvas_next_page and cairo_show_page of each page, and fills
 * what the PDF says of itself, in the canvas (sentence). Texts that `draw` is given must not be the canvas's own: they
 * are gone when it begins. */
struct pdf_about {
    const char *title, *subject, *made; /* made: YYYY-MM-DDTHH:MM:SSZ, never the clock's */
};
typedef void pdf_draw_fn(struct canvas *t, const void *what, struct pdf_about *about);
bool pdf_write(struct canvas *canvas, pdf_draw_fn *draw, const void *what, struct outfile *out, bool *has_language,
               struct error *err) MUST_CHECK;
/* Adds to a PDF of Cairo an update with a catalog that names the language, so that it is read aloud as Dutch. False,
 * and nothing is added: it is not written as Cairo 1.16 and 1.18 write PDF 1.4. */
bool page_add_language(struct buf *pdf);

/* A piece of text where the last page_write put it, in points from the top left corner: what its ink covers. For the
 * tests of the layout. */
struct page_box {
    unsigned page; /* 1 or 2 */
    double x, y, w, h;
    bool is_cut;     /* it did not fit and ends in an ellipsis */
    bool may_cut; /* by design: data of any length */
};
/* Lives until the next page_write. */
const struct page_box *canvas_boxes(const struct canvas *t, size_t *n);

#endif
