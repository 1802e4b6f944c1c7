/* canvas.h - text and lines on a page: type scale, grid, and texts of others made harmless. */
#ifndef SPIEGEL_CANVAS_H
#define SPIEGEL_CANVAS_H

#include <cairo.h>

#include "spiegel/page.h"

/* Points. All text keeps inside the margins. */
#define PAGE_W 595.276
#define PAGE_H 841.89
#define PAGE_LEFT 51.0
#define PAGE_TOP 42.0
#define PAGE_W_TEXT (PAGE_W - 2 * PAGE_LEFT)
#define PAGE_RIGHT (PAGE_W - PAGE_LEFT)
#define PAGE_FOOTER 802.0 /* top of the footer; what is above it ends above it */

/* The type scale. */
enum style {
    STYLE_TITLE,
    STYLE_FIGURE, /* the three figures */
    STYLE_VERDICT,
    STYLE_HEADING,
    STYLE_TEXT,
    STYLE_TEXT_BOLD,
    STYLE_SMALL,
    STYLE_SMALL_BOLD,
    STYLE_AXIS, /* in and beside a graph */
    STYLE_AXIS_BOLD,
    STYLE_LETTER,
    STYLE_LETTER_BOLD,
    STYLES
};
enum tint { INK, ACCENT, GREY, TINTS };
enum alignment { LEFT, MIDDLE, RIGHT };

/* Where a text goes and how. */
struct spot {
    double x, y, w; /* of the column; LEFT, MIDDLE and RIGHT are in it */
    int max_lines;     /* at most, else cut; 0 = as many as it takes */
    enum alignment alignment;
    enum tint tint;
    bool may_cut;
};

/* Draws a text and returns its height. Markup means nothing in it. */
double draw_text(struct canvas *t, enum style style, struct spot spot, const char *text);
/* The same as one structure element of the PDF: "H1", "P", "TD" ... */
double draw_as(struct canvas *t, const char *tag, enum style style, struct spot spot, const char *text);
/* Of one line. */
double text_width(struct canvas *t, enum style style, const char *text);
double text_height(struct canvas *t, enum style style, double w, int max_lines, const char *text);
/* In how large a part of its size, at most 1, one line of the text fits `w`. */
double text_fitting(struct canvas *t, enum style style, double w, const char *text);
/* As draw_text on one line, `scale` times its size. */
double draw_scaled(struct canvas *t, enum style style, double scale, struct spot spot, const char *text);
/* As many items of a list, with "; " between, as fit in `max_lines` lines, and "en nog N" when there are more. */
const char *list_that_fits(struct canvas *t, enum style style, double w, int max_lines, const char *const *item,
                      size_t n);

/* As printf; lives until the next page_write. */
const char *sentence(struct canvas *t, const char *format, ...) PRINTF_LIKE(2, 3);
/* A text of others that can do no harm: valid UTF-8 on one line, no control or direction characters, no heaps of
 * accents, no character without a glyph, cut after 2400 characters. Lives until the next page_write. */
const char *harmless(struct canvas *t, struct text text);

cairo_t *canvas_cairo(struct canvas *t);
void draw_in_tint(struct canvas *t, enum tint tint);
void draw_line(struct canvas *t, double x1, double y1, double x2, double y2, double width, enum tint tint);
void draw_area(struct canvas *t, double x, double y, double w, double h, double grey); /* 0 black, 1 white */

/* From `begin` to `end` nothing is drawn, and heights are those that it would have; may be nested. */
void measuring_begin(struct canvas *t);
void measuring_end(struct canvas *t);

/* Between pages; a tag is ended with tag_end. */
void tag_begin(struct canvas *t, const char *tag);
void tag_end(struct canvas *t, const char *tag);

/* As canvas_new, with fonts from another folder: for a test. */
struct canvas *canvas_new_from(const char *folder);
/* For page.c. False and `err` when a font is missing. */
bool canvas_begin(struct canvas *canvas, cairo_t *cairo, struct error *err) MUST_CHECK;
void canvas_next_page(struct canvas *t);
/* False and `err` when letters are missing, as a font failed since it was looked for. */
bool canvas_end(struct canvas *t, struct error *err) MUST_CHECK;

#endif
