/* document_pdf.c - a document on pages: what does not fit goes to the next one, a heading with what follows it, a table
 * with its own heading once more. The pages are set twice, the first time to count them. */
#include "zaak/document.h"

#define DOC_LEFT 65.0 /* as in a letter of spiegel: 23 mm */
#define DOC_W (PAGE_W - 2 * DOC_LEFT)
#define DOC_ADDRESS 136.0 /* the window of a Dutch envelope */
#define DOC_FACTS 226.0
#define DOC_BOTTOM (PAGE_FOOTER - 10.0)
#define DOC_LABEL 130.0 /* of a BLOK_FEIT */
#define CELL_GAP 6.0

struct setting {
    struct canvas *t;
    const struct document *d;
    double y;
    unsigned page, pages; /* pages 0: they are being counted */
};

static double set_words(struct setting *s, const char *tag, enum style style, double x, double w, const char *text)
{
    return draw_as(s->t, tag, style, (struct spot){.x = x, .y = s->y, .w = w}, text);
}

static void draw_foot(struct setting *s)
{
    struct spot spot = {.x = DOC_LEFT, .y = PAGE_FOOTER + 4, .w = DOC_W, .tint = GREY};
    draw_line(s->t, DOC_LEFT, PAGE_FOOTER, DOC_LEFT + DOC_W, PAGE_FOOTER, 0.5, GREY);
    spot.max_lines = 1;
    spot.w = DOC_W - 90;
    spot.may_cut = true;
    draw_as(s->t, "P", STYLE_AXIS, spot, s->d->voet);
    draw_as(s->t, "P", STYLE_AXIS,
            (struct spot){.x = DOC_LEFT, .y = PAGE_FOOTER + 4, .w = DOC_W, .tint = GREY, .alignment = RIGHT},
            sentence(s->t, "pagina %u van %u", s->page, s->pages));
}

static void begin_page(struct setting *s)
{
    s->page++;
    if (s->pages) {
        canvas_next_page(s->t);
        draw_foot(s);
    }
    s->y = PAGE_TOP;
}

static void end_page(struct setting *s)
{
    if (s->pages)
        cairo_show_page(canvas_cairo(s->t));
}

/* Room for so much; else it goes to the next page. */
static bool need_room(struct setting *s, double h)
{
    if (s->y + h <= DOC_BOTTOM || s->y <= PAGE_TOP + 1)
        return false;
    end_page(s);
    begin_page(s);
    return true;
}

/* ---- The head of a letter ---- */

static void head_line(struct setting *s, enum style style, const char *text)
{
    if (*text)
        s->y += draw_as(s->t, "P", style,
                        (struct spot){.x = DOC_LEFT, .y = s->y, .w = DOC_W, .max_lines = 1, .may_cut = true}, text)
                + 2;
}

static void draw_sender(struct setting *s)
{
    const struct afzender *a = s->d->afzender;
    head_line(s, STYLE_HEADING, a->naam.n ? harmless(s->t, a->naam) : "(naam van de afzender ontbreekt)");
    head_line(s, STYLE_TEXT, harmless(s->t, a->afdeling));
    head_line(s, STYLE_TEXT, harmless(s->t, a->adres));
}

static void draw_addressee(struct setting *s)
{
    const struct adres *a = s->d->adres;
    s->y = DOC_ADDRESS;
    if (!a) {
        head_line(s, STYLE_LETTER, "(het adres ontbreekt)");
        return;
    }
    head_line(s, STYLE_LETTER, harmless(s->t, a->naam));
    if (a->tav.n)
        head_line(s, STYLE_LETTER, sentence(s->t, "T.a.v. %s", harmless(s->t, a->tav)));
    head_line(s, STYLE_LETTER, harmless(s->t, a->adres));
    head_line(s, STYLE_LETTER,
              sentence(s->t, "%s%s%s", harmless(s->t, a->postcode), a->postcode.n ? "  " : "",
                       harmless(s->t, a->plaats)));
}

static void draw_facts(struct setting *s)
{
    double x = DOC_LEFT;
    for (size_t i = 0; i < 4 && s->d->feit[i][0]; i++, x += DOC_W / 4) {
        draw_as(s->t, "P", STYLE_AXIS, (struct spot){.x = x, .y = DOC_FACTS, .w = DOC_W / 4 - 8, .tint = GREY},
                s->d->feit[i][0]);
        draw_as(s->t, "P", STYLE_TEXT,
                (struct spot){.x = x, .y = DOC_FACTS + 10, .w = DOC_W / 4 - 8, .max_lines = 2, .may_cut = true},
                s->d->feit[i][1]);
    }
    s->y = DOC_FACTS + 44;
}

static void draw_head(struct setting *s)
{
    if (s->d->afzender) {
        draw_sender(s);
        draw_addressee(s);
        draw_facts(s);
        s->y += set_words(s, "H1", STYLE_TEXT_BOLD, DOC_LEFT, DOC_W, sentence(s->t, "Betreft: %s", s->d->betreft)) + 8;
    } else
        s->y += set_words(s, "H1", STYLE_TITLE, DOC_LEFT, DOC_W, s->d->betreft) + 10;
}

/* ---- Its blocks ---- */

static double block_height(struct setting *s, const struct blok *b)
{
    const double indent = b->soort == BLOK_PUNT ? 16 : b->soort == BLOK_FEIT ? DOC_LABEL : 0;
    return text_height(s->t, b->soort == BLOK_KOP ? STYLE_TEXT_BOLD : STYLE_TEXT, DOC_W - indent, 0, b->tekst);
}

/* A paragraph too long for what is left of a page goes on the next one; none is longer than a page (harmless). */
static void draw_paragraph(struct setting *s, const struct blok *b)
{
    need_room(s, block_height(s, b));
    s->y += set_words(s, "P", STYLE_TEXT, DOC_LEFT, DOC_W, b->tekst) + 6;
}

static void draw_heading(struct setting *s, const struct blok *b)
{
    need_room(s, block_height(s, b) + 50);
    s->y += 8;
    s->y += set_words(s, "H2", STYLE_TEXT_BOLD, DOC_LEFT, DOC_W, b->tekst) + 3;
}

static void draw_item(struct setting *s, const struct blok *b)
{
    need_room(s, block_height(s, b));
    tag_begin(s->t, "L");
    tag_begin(s->t, "LI");
    set_words(s, "Lbl", STYLE_TEXT, DOC_LEFT, 14, b->teken);
    s->y += set_words(s, "LBody", STYLE_TEXT, DOC_LEFT + 16, DOC_W - 16, b->tekst) + 4;
    tag_end(s->t, "LI");
    tag_end(s->t, "L");
}

static void draw_fact(struct setting *s, const struct blok *b)
{
    double label = text_height(s->t, STYLE_TEXT_BOLD, DOC_LABEL - 8, 0, b->teken), value = block_height(s, b);
    need_room(s, label > value ? label : value);
    label = set_words(s, "P", STYLE_TEXT_BOLD, DOC_LEFT, DOC_LABEL - 8, b->teken);
    value = set_words(s, "P", STYLE_TEXT, DOC_LEFT + DOC_LABEL, DOC_W - DOC_LABEL, b->tekst);
    s->y += (label > value ? label : value) + 4;
}

/* A row of a table, of which `cel` are the texts; returns its height. `draw` false: only that. */
static double table_row_at(struct setting *s, const struct blok *b, const char *const *cel, bool head, bool draw)
{
    const enum style style = head ? STYLE_AXIS_BOLD : STYLE_SMALL;
    double x = DOC_LEFT, high = 0;
    if (draw)
        tag_begin(s->t, "TR");
    for (size_t c = 0; c < b->kolommen; c++) {
        const double w = b->kolom[c].deel * DOC_W - CELL_GAP;
        const double h = text_height(s->t, style, w, 0, cel[c]);
        if (draw)
            draw_as(s->t, head ? "TH" : "TD", style,
                    (struct spot){.x = x, .y = s->y, .w = w, .alignment = b->kolom[c].rechts ? RIGHT : LEFT}, cel[c]);
        high = h > high ? h : high;
        x += w + CELL_GAP;
    }
    if (draw)
        tag_end(s->t, "TR");
    return high;
}

static void table_head(struct setting *s, const struct blok *b)
{
    const char *titel[16];
    for (size_t c = 0; c < b->kolommen; c++)
        titel[c] = b->kolom[c].titel;
    s->y += table_row_at(s, b, titel, true, true) + 2;
    draw_line(s->t, DOC_LEFT, s->y, DOC_LEFT + DOC_W, s->y, 0.5, GREY);
    s->y += 3;
}

static void draw_table(struct setting *s, const struct blok *b)
{
    need_room(s, 60);
    tag_begin(s->t, "Table");
    table_head(s, b);
    for (size_t r = 0; r < b->rijen; r++) {
        const char *const *cel = b->cel + r * b->kolommen;
        const double high = table_row_at(s, b, cel, false, false);
        if (s->y + high > DOC_BOTTOM) {
            tag_end(s->t, "Table"); /* a page is no part of one */
            need_room(s, high);
            tag_begin(s->t, "Table");
            table_head(s, b);
        }
        s->y += table_row_at(s, b, cel, false, true) + 3;
    }
    tag_end(s->t, "Table");
    s->y += 5;
}

static void draw_blocks(struct setting *s)
{
    static void (*const draw[])(struct setting *, const struct blok *) = {[BLOK_KOP] = draw_heading,
                                                                          [BLOK_ALINEA] = draw_paragraph,
                                                                          [BLOK_PUNT] = draw_item,
                                                                          [BLOK_FEIT] = draw_fact,
                                                                          [BLOK_TABEL] = draw_table};
    begin_page(s);
    draw_head(s);
    for (size_t i = 0; i < s->d->n; i++)
        draw[s->d->blok[i].soort](s, &s->d->blok[i]);
    end_page(s);
}

static void draw_document(struct canvas *t, const void *what, struct pdf_about *about)
{
    const struct document *d = what;
    struct setting counted = {.t = t, .d = d}, set = {.t = t, .d = d};
    measuring_begin(t);
    draw_blocks(&counted);
    measuring_end(t);
    set.pages = counted.page;
    draw_blocks(&set);
    *about = (struct pdf_about){.title = d->titel, .subject = d->betreft, .made = d->made};
}

bool document_als_pdf(const struct document *d, struct canvas *canvas, struct outfile *out, bool *has_language,
                      struct error *err)
{
    return pdf_write(canvas, draw_document, d, out, has_language, err);
}
