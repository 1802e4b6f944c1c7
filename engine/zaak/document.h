/* document.h - a letter or report as a list of paragraphs, from which both the PDF and the plain text are made: what
 * one says the other says.
 *
 * Texts are copied. Those of other people are made harmless by who adds them (spiegel/canvas.h). */
#ifndef ZAAK_DOCUMENT_H
#define ZAAK_DOCUMENT_H

#include "base/outfile.h"
#include "spiegel/adressen.h"
#include "spiegel/afzender.h"
#include "spiegel/canvas.h"

enum blok_soort {
    BLOK_KOP,
    BLOK_ALINEA,
    BLOK_PUNT, /* of a list: `teken` before it, "1" or "a" */
    BLOK_FEIT, /* a label and what it is */
    BLOK_TABEL
};
struct document_kolom {
    const char *titel;
    double deel; /* of the width; all of a table together 1 */
    bool rechts; /* numbers */
};
struct blok {
    enum blok_soort soort;
    const char *teken, *tekst; /* the label of a BLOK_FEIT is its teken */
    const struct document_kolom *kolom;
    size_t kolommen, rijen;
    const char **cel; /* rijen * kolommen; owned */
    size_t cap;
};

struct document {
    const char *titel, *voet;        /* of the PDF; what stands at the foot of each page */
    const struct afzender *afzender; /* of a letter; NULL: it is none, and has a heading only */
    const struct adres *adres;       /* NULL: not known, and a letter says so */
    const char *feit[4][2];          /* of a letter: label and value below the address; NULL: no more */
    const char *betreft;             /* of a letter; of others their heading */
    const char *made;                /* YYYY-MM-DDTHH:MM:SSZ */
    struct blok *blok;
    size_t n, cap;
    struct arena arena;
};
const char *document_text(struct document *d, const char *text); /* a trimmed copy, as long as it */
void document_kop(struct document *d, const char *tekst);
void document_alinea(struct document *d, const char *tekst);
void document_punt(struct document *d, const char *teken, const char *tekst);
void document_feit(struct document *d, const char *label, const char *waarde);
/* `kolom` must live as long; rows follow, one value a column. */
void document_tabel(struct document *d, const struct document_kolom *kolom, size_t kolommen);
void document_rij(struct document *d, const char *const *cel);
void document_release(struct document *d);

/* Plain text, a paragraph a line: for a letter system that sets it itself. */
void document_als_tekst(const struct document *d, struct buf *out);
/* A4 pages, as many as it takes. */
bool document_als_pdf(const struct document *d, struct canvas *canvas, struct outfile *out, bool *has_language,
                      struct error *err) MUST_CHECK;

#endif
