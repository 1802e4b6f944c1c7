/* kaart_page.c - the cards as pages, in the look of the reports: what may and may not on a page, set smaller when it is
 * long; below it, or on a page behind it, the words of the sources. */
#include <math.h>

#include "spiegel/canvas.h"
#include "spiegel/kaart.h"
#include "spiegel/page_words.h"

/* The columns: care and what happens; codes; when, and the rules. And of the words: rules; words and place. */
static const double kaart_x[] = {0, 150, 322}, kaart_w[] = {142, 164, PAGE_W_TEXT - 322};
static const double woorden_x = 96;

/* The size of a card. */
struct kaart_size {
    enum style plain, bold, small;
    double gap;
};
static const struct kaart_size kaart_size[] = {{STYLE_TEXT, STYLE_TEXT_BOLD, STYLE_SMALL, 4},
                                               {STYLE_SMALL, STYLE_SMALL_BOLD, STYLE_AXIS, 3},
                                               {STYLE_AXIS, STYLE_AXIS_BOLD, STYLE_AXIS, 2}};

enum { HEADING_H = 23 }; /* of a heading, with what is above it */

/* A card while it is drawn. */
struct kaart_drawing {
    struct canvas *t;
    const struct kaarten *all;
    const struct kaart *kaart;
    const struct kaart_size *size;
    int page; /* of this card */
    bool measuring;
};

static double kaart_text(struct canvas *t, double x, double w, enum style style, enum tint tint, double y,
                         const char *text)
{
    if (!*text)
        return y;
    return y
           + draw_as(t, "P", style, (struct spot){.x = PAGE_LEFT + x, .y = y, .w = w, .tint = tint},
                     harmless(t, text_of(text)));
}

static double kaart_cell(struct canvas *t, int column, enum style style, enum tint tint, double y, const char *text)
{
    return kaart_text(t, kaart_x[column], kaart_w[column], style, tint, y, text);
}

/* "M7C-DM2-08, 09, 10": what an id has in common with the one before is not said again. */
static const char *kaart_ids(struct canvas *t, const char *regels)
{
    const char *out = "";
    struct text rest = text_of(regels), id, before = {NULL, 0};
    while (text_word(&rest, &id)) {
        const char *hyphen = memrchr(id.at, '-', id.n);
        const size_t n = hyphen ? (size_t)(hyphen - id.at) + 1 : 0;
        const size_t shared = n && before.n > n && memcmp(before.at, id.at, n) == 0 ? n : 0;
        out = sentence(t, "%s%s%.*s", out, *out ? ", " : "", (int)(id.n - shared), id.at + shared);
        before = id;
    }
    return out;
}

static double kaart_row(const struct kaart_drawing *k, const struct kaart_rij *rij, double y)
{
    struct canvas *t = k->t;
    draw_line(t, PAGE_LEFT, y, PAGE_RIGHT, y, 0.5, GREY);
    y += k->size->gap;
    tag_begin(t, "TR");
    tag_begin(t, "TD");
    const double w = *rij->codes ? kaart_w[0] : kaart_x[1] + kaart_w[1];
    double left = kaart_text(t, 0, w, k->size->bold, INK, y, rij->wat);
    left = kaart_text(t, 0, w, k->size->small, INK, left, rij->gevolg);
    tag_end(t, "TD");
    tag_begin(t, "TD");
    const double middle = kaart_cell(t, 1, k->size->plain, INK, y, rij->codes);
    tag_end(t, "TD");
    tag_begin(t, "TD");
    double right = kaart_cell(t, 2, k->size->small, INK, y, rij->wanneer);
    right = kaart_cell(t, 2, STYLE_AXIS, GREY, right, kaart_ids(t, rij->regels));
    tag_end(t, "TD");
    tag_end(t, "TR");
    return fmax(left, fmax(middle, right)) + k->size->gap;
}

/* The words of the source, and the place in it; not where its codes come from: that is for who keeps the tables. */
static double woorden_row(const struct kaart_drawing *k, const struct kaart_rij *rij, double y)
{
    struct canvas *t = k->t;
    const double w = PAGE_W_TEXT - woorden_x;
    if (!*rij->regels)
        return y;
    tag_begin(t, "TR");
    tag_begin(t, "TD");
    const double left = kaart_text(t, 0, woorden_x - 8, STYLE_AXIS, GREY, y, kaart_ids(t, rij->regels));
    tag_end(t, "TD");
    tag_begin(t, "TD");
    double right = kaart_text(t, woorden_x, w, k->size->small, INK, y, rij->omschrijving);
    right = kaart_text(t, woorden_x, w, STYLE_AXIS, GREY, right,
                       sentence(t, "%.*s", (int)kaart_plaats(rij), rij->bron));
    tag_end(t, "TD");
    tag_end(t, "TR");
    return fmax(left, right) + k->size->gap;
}

static double kaart_fact(struct canvas *t, double x, double y, double w, const char *label, const char *value)
{
    draw_as(t, "P", STYLE_AXIS, (struct spot){.x = PAGE_LEFT + x, .y = y, .w = w, .tint = GREY}, label);
    return y + 10
           + draw_as(t, "P", STYLE_TEXT_BOLD, (struct spot){.x = PAGE_LEFT + x, .y = y + 10, .w = w},
                     harmless(t, text_of(value)));
}

static double kaart_head(const struct kaart_drawing *k, double y)
{
    struct canvas *t = k->t;
    struct buf about = {0};
    draw_as(t, "P", STYLE_SMALL_BOLD, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT, .tint = ACCENT},
            "KAART PER PROGRAMMA");
    y += 12;
    y += draw_as(t, "H1", STYLE_TITLE, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT},
                 sentence(t, "Wat mag naast %s %s, en wat niet", kaart_bundel(k->kaart),
                          harmless(t, k->kaart->programma)))
         + 6;
    kaarten_about(k->all, &about);
    double end = kaart_fact(t, 0, y, 170, "Tabel", buf_string(&about));
    end = fmax(end, kaart_fact(t, 184, y, 110, "Kwartaal", nl_kwartaal(t, k->all->kwartaal)));
    end = fmax(end, kaart_fact(t, 300, y, PAGE_W_TEXT - 300, "Codes van deze declaratie (lijsten)", k->kaart->codes));
    buf_release(&about);
    if (!k->kaart->heeft_tabel)
        end += 4
               + draw_as(t, "P", STYLE_TEXT_BOLD, (struct spot){.x = PAGE_LEFT, .y = end + 4, .w = PAGE_W_TEXT},
                         "Let op: de tabel van deze verzekeraar heeft geen regel van dit programma.");
    return end + 8;
}

static void kaart_footer(const struct kaart_drawing *k)
{
    struct canvas *t = k->t;
    draw_line(t, PAGE_LEFT, PAGE_FOOTER, PAGE_RIGHT, PAGE_FOOTER, 0.5, GREY);
    draw_as(t, "P", STYLE_AXIS, (struct spot){.x = PAGE_LEFT, .y = PAGE_FOOTER + 4, .w = PAGE_W_TEXT, .tint = GREY},
            sentence(t, "Kaart %s · verzekeraar %04u · %s · tabellen %.12s%s", harmless(t, k->kaart->programma),
                     k->all->uzovi, nl_kwartaal(t, k->all->kwartaal), k->all->fingerprint,
                     k->page > 1 ? sentence(t, " · pagina %d", k->page) : ""));
}

/* To the next page when `height` does not fit any more. */
static double room_for(struct kaart_drawing *k, double y, double height)
{
    if (k->measuring || y + height <= PAGE_FOOTER - 4)
        return y;
    kaart_footer(k);
    cairo_show_page(canvas_cairo(k->t));
    canvas_next_page(k->t);
    k->page++;
    return PAGE_TOP;
}

typedef double kaart_part_fn(const struct kaart_drawing *k, const struct kaart_rij *rij, double y);

static double height_of(const struct kaart_drawing *k, kaart_part_fn *part, const struct kaart_rij *rij)
{
    measuring_begin(k->t);
    const double height = part(k, rij, 0);
    measuring_end(k->t);
    return height;
}

/* Draws it where there is room; returns its end. */
static double place_part(struct kaart_drawing *k, kaart_part_fn *part, const struct kaart_rij *rij, double y)
{
    return part(k, rij, room_for(k, y, height_of(k, part, rij)));
}

static double slot_part(const struct kaart_drawing *k, const struct kaart_rij *rij, double y)
{
    (void)rij;
    y = kaart_text(k->t, 0, PAGE_W_TEXT, k->size->small, INK, y, k->kaart->groepen);
    return kaart_text(k->t, 0, PAGE_W_TEXT, k->size->small, INK, y, kaart_slot);
}

static double kaart_heading(const struct kaart_drawing *k, double y, const char *text)
{
    y += 5;
    return y + 3
           + draw_as(k->t, "H2", STYLE_HEADING, (struct spot){.x = PAGE_LEFT, .y = y, .w = PAGE_W_TEXT, .tint = ACCENT},
                     text);
}

/* What may and may not; returns its end. */
static double kaart_answer(struct kaart_drawing *k)
{
    struct canvas *t = k->t;
    double y = kaart_head(k, PAGE_TOP);
    for (size_t r = 0; r < k->kaart->rijen; r++) {
        const struct kaart_rij *rij = &k->kaart->rij[r];
        if (r == 0 || rij[-1].deel != rij->deel)
            y = kaart_heading(k, room_for(k, y, HEADING_H + height_of(k, kaart_row, rij)), kaart_deel_words[rij->deel]);
        y = place_part(k, kaart_row, rij, y);
    }
    draw_line(t, PAGE_LEFT, y, PAGE_RIGHT, y, 0.5, GREY);
    return place_part(k, slot_part, NULL, y + 6);
}

static double kaart_woorden(struct kaart_drawing *k, double y)
{
    y = kaart_heading(k, y, "In de woorden van de bron");
    for (size_t r = 0; r < k->kaart->rijen; r++)
        y = place_part(k, woorden_row, &k->kaart->rij[r], y);
    return y;
}

/* The largest size in which it fits on a page, or the smallest. */
static bool fits_a_page(struct kaart_drawing *k, bool with_words)
{
    double end = INFINITY;
    k->measuring = true;
    for (size_t i = 0; i < sizeof kaart_size / sizeof *kaart_size && end > PAGE_FOOTER - 4; i++) {
        k->size = &kaart_size[i];
        measuring_begin(k->t);
        end = kaart_answer(k);
        if (with_words)
            end = kaart_woorden(k, end);
        measuring_end(k->t);
    }
    k->measuring = false;
    return end <= PAGE_FOOTER - 4;
}

static void kaart_draw(struct canvas *t, const struct kaarten *all, const struct kaart *kaart)
{
    struct kaart_drawing k = {.t = t, .all = all, .kaart = kaart, .size = kaart_size, .page = 1};
    const bool together = fits_a_page(&k, true), alone = !together && fits_a_page(&k, false);
    canvas_next_page(t);
    double y = kaart_answer(&k);
    if (alone)
        y = room_for(&k, PAGE_FOOTER, 1);
    if (!together)
        k.size = &kaart_size[0];
    kaart_woorden(&k, room_for(&k, y, 2 * HEADING_H));
    kaart_footer(&k);
    cairo_show_page(canvas_cairo(t));
}

static void draw_kaarten(struct canvas *t, const void *what, struct pdf_about *about)
{
    const struct kaarten *all = what;
    char first[DAY_TEXT + 1];
    day_print(all->d, first);
    *about = (struct pdf_about){.title = sentence(t, "Kaart per programma – verzekeraar %04u – %s", all->uzovi,
                                                  nl_kwartaal(t, all->kwartaal)),
                                .subject = "Wat mag naast een keten-dbc, en wat niet",
                                .made = sentence(t, "%sT00:00:00Z", first)};
    for (size_t i = 0; i < all->n; i++)
        kaart_draw(t, all, &all->kaart[i]);
}

bool kaarten_pdf(struct canvas *canvas, const struct kaarten *kaarten, struct outfile *out, struct error *err)
{
    bool has_language;
    return pdf_write(canvas, draw_kaarten, kaarten, out, &has_language, err) || error_in(err, "the cards");
}
