/* pagina_teken.h - text and lines on a page: type scale, grid, and texts of others made harmless. */
#ifndef SPIEGEL_PAGINA_TEKEN_H
#define SPIEGEL_PAGINA_TEKEN_H

#include <cairo.h>

#include "spiegel/pagina.h"

/* Points. All text keeps inside the margins. */
#define BLAD_W 595.276
#define BLAD_H 841.89
#define BLAD_LINKS 51.0
#define BLAD_BOVEN 42.0
#define BLAD_W_TEKST (BLAD_W - 2 * BLAD_LINKS)
#define BLAD_RECHTS (BLAD_W - BLAD_LINKS)
#define BLAD_VOET 802.0 /* top of the footer; what is above it ends above it */

/* The type scale. */
enum stijl {
    ST_TITEL,
    ST_GETAL, /* the three figures */
    ST_OORDEEL,
    ST_KOP,
    ST_TEKST,
    ST_TEKST_VET,
    ST_KLEIN,
    ST_KLEIN_VET,
    ST_AS, /* in and beside a graph */
    ST_AS_VET,
    STIJLEN
};
enum tint { INKT, ACCENT, GRIJS, TINTEN };
enum lijning { LINKS, MIDDEN, RECHTS };

/* Where a text goes and how. */
struct plek {
    double x, y, w; /* of the column; LINKS, MIDDEN and RECHTS are in it */
    int regels;     /* at most, else cut; 0 = as many as it takes */
    enum lijning lijning;
    enum tint tint;
    bool mag_inkorten;
};

/* Draws a text and returns its height. Markup means nothing in it. */
double teken_tekst(struct tekenaar *tekenaar, enum stijl stijl, struct plek plek, const char *text);
/* The same as one structure element of the PDF: "H1", "P", "TD" ... */
double teken_als(struct tekenaar *tekenaar, const char *tag, enum stijl stijl, struct plek plek, const char *text);
/* Of one line. */
double tekst_breedte(struct tekenaar *tekenaar, enum stijl stijl, const char *text);
double tekst_hoogte(struct tekenaar *tekenaar, enum stijl stijl, double w, int regels, const char *text);
/* In how large a part of its size, at most 1, one line of the text fits `w`. */
double tekst_passend(struct tekenaar *tekenaar, enum stijl stijl, double w, const char *text);
/* As teken_tekst on one line, `scale` times its size. */
double teken_geschaald(struct tekenaar *tekenaar, enum stijl stijl, double scale, struct plek plek, const char *text);
/* As many items of a list, with "; " between, as fit in `regels` lines, and "en nog N" when there are more. */
const char *opsomming(struct tekenaar *tekenaar, enum stijl stijl, double w, int regels, const char *const *item,
                      size_t n);

/* As printf; lives until the next pagina_write. */
const char *zin(struct tekenaar *tekenaar, const char *format, ...) PRINTF_LIKE(2, 3);
/* A text of others that can do no harm: valid UTF-8 on one line, no control or direction characters, no heaps of accents,
 * no character without a glyph, cut after 400 characters. Lives until the next pagina_write. */
const char *schoon(struct tekenaar *tekenaar, struct text text);

cairo_t *teken_cairo(struct tekenaar *tekenaar);
void teken_kleur(struct tekenaar *tekenaar, enum tint tint);
void teken_lijn(struct tekenaar *tekenaar, double x1, double y1, double x2, double y2, double width, enum tint tint);
void teken_vlak(struct tekenaar *tekenaar, double x, double y, double w, double h, double grey); /* 0 black, 1 white */

/* Between pages; a tag is ended with teken_einde. */
void teken_begin(struct tekenaar *tekenaar, const char *tag);
void teken_einde(struct tekenaar *tekenaar, const char *tag);

/* As tekenaar_new, with fonts from another folder: for a test. */
struct tekenaar *tekenaar_new_uit(const char *folder);
/* For pagina.c. False and `err` when a font is missing. */
bool tekenaar_begin(struct tekenaar *tekenaar, cairo_t *cairo, struct error *err) MUST_CHECK;
void tekenaar_bladzijde(struct tekenaar *tekenaar);
void tekenaar_einde(struct tekenaar *tekenaar);

#endif
