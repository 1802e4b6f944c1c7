/* document.c - see document.h. */
#include "zaak/document.h"

#include "report/table_text.h"

const char *document_text(struct document *d, const char *text)
{
    const struct text kept = text_trim(text_of(text));
    return arena_copy(&d->arena, kept.at, kept.n);
}

static void add_blok(struct document *d, enum blok_soort soort, const char *teken, const char *tekst)
{
    ARRAY_ROOM(d->blok, d->n, d->cap);
    d->blok[d->n++] = (struct blok){.soort = soort, .teken = document_text(d, teken), .tekst = document_text(d, tekst)};
}

void document_kop(struct document *d, const char *tekst)
{
    add_blok(d, BLOK_KOP, "", tekst);
}

void document_alinea(struct document *d, const char *tekst)
{
    add_blok(d, BLOK_ALINEA, "", tekst);
}

void document_punt(struct document *d, const char *teken, const char *tekst)
{
    add_blok(d, BLOK_PUNT, teken, tekst);
}

void document_feit(struct document *d, const char *label, const char *waarde)
{
    add_blok(d, BLOK_FEIT, label, waarde);
}

void document_tabel(struct document *d, const struct document_kolom *kolom, size_t kolommen)
{
    add_blok(d, BLOK_TABEL, "", "");
    d->blok[d->n - 1].kolom = kolom;
    d->blok[d->n - 1].kolommen = kolommen;
}

void document_rij(struct document *d, const char *const *cel)
{
    struct blok *b = &d->blok[d->n - 1];
    for (size_t c = 0; c < b->kolommen; c++) {
        ARRAY_ROOM(b->cel, b->rijen * b->kolommen + c, b->cap);
        b->cel[b->rijen * b->kolommen + c] = document_text(d, cel[c]);
    }
    b->rijen++;
}

void document_release(struct document *d)
{
    for (size_t i = 0; i < d->n; i++)
        free(d->blok[i].cel);
    free(d->blok);
    arena_release(&d->arena);
    *d = (struct document){.n = 0};
}

/* ---- Plain text ---- */

/* A line, with blanks where a page has spaces at which no line breaks. */
static void plain_line(struct buf *out, const char *text)
{
    for (const char *hard; (hard = strstr(text, "\u00A0")); text = hard + 2) {
        buf_add(out, text, (size_t)(hard - text));
        buf_text(out, " ");
    }
    buf_text(out, text);
    buf_text(out, "\n");
}

static void add_table_text(struct buf *out, const struct blok *b)
{
    struct table_column *column = xcalloc(b->kolommen, sizeof *column);
    struct text *value = xcalloc(b->kolommen, sizeof *value);
    struct buf *cell = xcalloc(b->kolommen, sizeof *cell);
    const struct table table = {.column = column, .columns = b->kolommen};
    struct text_table text;
    for (size_t c = 0; c < b->kolommen; c++)
        column[c] = (struct table_column){b->kolom[c].titel, b->kolom[c].titel,
                                          b->kolom[c].rechts ? CELL_NUMBER : CELL_TEXT, 0};
    text_table_begin(&text, &table);
    for (size_t r = 0; r < b->rijen; r++) {
        for (size_t c = 0; c < b->kolommen; c++) {
            cell[c].n = 0;
            plain_line(&cell[c], b->cel[r * b->kolommen + c]);
            value[c] = (struct text){cell[c].at, cell[c].n - 1};
        }
        text_table_row(&text, value);
    }
    text_table_end(&text, out);
    for (size_t c = 0; c < b->kolommen; c++)
        buf_release(&cell[c]);
    free(cell);
    free(value);
    free(column);
}

static void add_blok_text(struct buf *out, const struct blok *b)
{
    switch (b->soort) {
    case BLOK_KOP:
    case BLOK_ALINEA:
        plain_line(out, b->tekst);
        return;
    case BLOK_PUNT:
        buf_printf(out, "%s. ", b->teken);
        plain_line(out, b->tekst);
        return;
    case BLOK_FEIT:
        buf_printf(out, "%s: ", b->teken);
        plain_line(out, b->tekst);
        return;
    case BLOK_TABEL:
        add_table_text(out, b);
        return;
    }
}

static void add_some_line(struct buf *out, const char *before, struct text text)
{
    if (text.n)
        buf_printf(out, "%s%.*s\n", before, (int)text.n, text.at);
}

/* Who sends it to whom, and the facts below the address. */
static void add_head_text(struct buf *out, const struct document *d)
{
    const struct afzender *a = d->afzender;
    add_some_line(out, "", a->naam.n ? a->naam : TEXT("(naam van de afzender ontbreekt)"));
    add_some_line(out, "", a->afdeling);
    add_some_line(out, "", a->adres);
    buf_text(out, "\n");
    if (d->adres) {
        add_some_line(out, "", d->adres->naam);
        add_some_line(out, "T.a.v. ", d->adres->tav);
        add_some_line(out, "", d->adres->adres);
        buf_printf(out, "%.*s  %.*s\n", (int)d->adres->postcode.n, d->adres->postcode.at, (int)d->adres->plaats.n,
                   d->adres->plaats.at);
    } else
        buf_text(out, "(het adres ontbreekt)\n");
    buf_text(out, "\n");
    for (size_t i = 0; i < 4 && d->feit[i][0]; i++) {
        buf_printf(out, "%s: ", d->feit[i][0]);
        plain_line(out, d->feit[i][1]);
    }
    buf_text(out, "\nBetreft: ");
}

void document_als_tekst(const struct document *d, struct buf *out)
{
    if (d->afzender)
        add_head_text(out, d);
    plain_line(out, d->betreft);
    for (size_t i = 0; i < d->n; i++) {
        const bool follows = i > 0 && d->blok[i].soort == d->blok[i - 1].soort
                             && (d->blok[i].soort == BLOK_FEIT || d->blok[i].soort == BLOK_PUNT);
        buf_text(out, follows ? "" : "\n");
        add_blok_text(out, &d->blok[i]);
    }
}
