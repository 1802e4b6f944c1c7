/* overzicht.c - see overzicht.h. The page is overzicht.html with the style and the script of the files beside it, and
 * what stands between {{ and }} filled in. Its policy lets that style and that script run, by their hashes,
 * and nothing else load. */
#include "spiegel/overzicht.h"

#include <math.h>
#include <stdio.h>

#include "base/digest.h"
#include "model/line.h"
#include "report/table.h"
#include "base/embedded.h"
#include "spiegel/funnel_svg.h"
#include "spiegel/statistics.h"

/* A group of the overview: reports of one zorgsoort and role. */
struct groep {
    const struct rapport *rapport;
    size_t n;
};

/* The group that begins at `rapport[at]`. */
static struct groep groep_at(const struct rapport *rapport, size_t n, size_t at)
{
    struct groep groep = {rapport + at, 1};
    while (at + groep.n < n && rapport[at + groep.n].groep->zorgsoort == rapport[at].groep->zorgsoort
           && rapport[at + groep.n].groep->rol == rapport[at].groep->rol)
        groep.n++;
    return groep;
}

static size_t count_verdict(const struct groep *groep, enum verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < groep->n; i++)
        count += groep->rapport[i].verdict == verdict;
    return count;
}

static void add_euro(struct buf *out, int64_t cent)
{
    dutch_count(out, (uint64_t)cent / 100);
    buf_printf(out, ",%02u", (unsigned)((uint64_t)cent % 100));
}

/* A text from the data as HTML shows it; what runs from right to left in it does not turn what stands beside it. */
static void add_html(struct buf *out, struct text text)
{
    struct buf clean = {0};
    buf_text(out, "<bdi>");
    text_add_printable(&clean, text);
    for (size_t i = 0; i < clean.n; i++)
        switch (clean.at[i]) {
        case '&':
            buf_text(out, "&amp;");
            break;
        case '<':
            buf_text(out, "&lt;");
            break;
        case '>':
            buf_text(out, "&gt;");
            break;
        case '"':
            buf_text(out, "&quot;");
            break;
        case '\'':
            buf_text(out, "&#39;");
            break;
        default:
            buf_add(out, clean.at + i, 1);
        }
    buf_text(out, "</bdi>");
    buf_release(&clean);
}

/* "d06999951" or "k06999951": the row of a provider in a role. */
static void add_row_id(struct buf *out, const struct rapport *r)
{
    buf_printf(out, "%c%08u", rol_name[r->rol][0], r->agb);
}

static void add_row_address(struct buf *out, const struct rapport *r)
{
    buf_text(out, "#");
    add_row_id(out, r);
}

static void add_groep_cells(struct buf *out, const struct groep *groep)
{
    const struct groep_cijfers *g = groep->rapport->groep;
    buf_text(out, "<article class=\"groep\"><h3>");
    add_html(out, text_of(g->naam));
    buf_printf(out, ", %s</h3>\n<p class=\"telling\">", rol_name[g->rol]);
    dutch_count(out, groep->n);
    buf_text(out, " in de tabel, ");
    dutch_count(out, g->judgeable);
    buf_printf(out, " met N van %d of meer, ", SPIEGEL_SMALL);
    dutch_count(out, count_verdict(groep, HIGHER_THAN_EXPECTED));
    buf_text(out, " hoger dan verwacht; \u03c6 ");
    dutch_number(out, g->phi);
    buf_text(out, "</p>\n");
    if (!groep_showable(g))
        buf_printf(out, "<p class=\"telling\">Minder dan %d: hier wordt niets vergeleken.</p>\n", SPIEGEL_PEERS);
    funnel_svg(&(struct funnel_group){groep->rapport, groep->n, NULL, add_row_address,
                                      "; met de pijltjes van punt naar punt"},
               out);
    buf_text(out, "</article>\n");
}

static void add_cell_count(struct buf *out, uint64_t number)
{
    buf_text(out, "<td>");
    dutch_count(out, number);
}

/* Answers that are still to come. */
static uint32_t open_of(const struct rapport *r)
{
    return r->bevindingen > r->answered ? r->bevindingen - r->answered : 0;
}

/* HTML lets </td> and </tr> out; with 10,000 rows that is half a megabyte. */
static void add_rapport_row(struct buf *out, const struct rapport *r)
{
    const struct kwartaalcijfer *now = rapport_now(r);
    buf_text(out, r->verdict == HIGHER_THAN_EXPECTED ? "<tr class=h id=" : "<tr id=");
    add_row_id(out, r);
    if (r->pdf)
        buf_printf(out, "><td><a href=\"%s\" title=\"rapport, PDF\">%08u</a><td>", r->pdf, r->agb);
    else
        buf_printf(out, "><td>%08u<td>", r->agb);
    add_html(out, text_of(r->groep->naam));
    buf_printf(out, "<td>%s", rol_name[r->rol]);
    add_cell_count(out, now->n);
    add_cell_count(out, now->n_ongedekt);
    add_cell_count(out, now->y);
    add_cell_count(out, now->s);
    buf_text(out, "<td>");
    dutch_number(out, now->expected);
    buf_text(out, "<td>");
    dutch_number(out, r->z);
    buf_printf(out, "<td>%s", verdict_name[r->verdict]);
    if (rapport_enough(r))
        buf_printf(out, " <small>(E onder %d: al bij y = %u)</small>", SPIEGEL_FEW, rapport_enough(r));
    buf_text(out, "<td>");
    add_euro(out, now->y_cent);
    add_cell_count(out, r->credit);
    add_cell_count(out, r->terecht);
    add_cell_count(out, r->onbekend);
    add_cell_count(out, open_of(r));
    add_cell_count(out, now->info);
    buf_text(out, "\n");
}

/* The largest z first; then by group and AGB, as they came. */
static int by_z(const void *a, const void *b)
{
    const struct rapport *p = *(const struct rapport *const *)a, *q = *(const struct rapport *const *)b;
    if (p->z < q->z || p->z > q->z)
        return p->z > q->z ? -1 : 1;
    return (p > q) - (p < q);
}

/* The caller frees. */
static const struct rapport **sorted_by_z(const struct rapport *rapport, size_t n)
{
    const struct rapport **sorted = xcalloc(n ? n : 1, sizeof *sorted);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &rapport[i];
    if (n)
        qsort(sorted, n, sizeof *sorted, by_z);
    return sorted;
}

static void add_html_rows(struct buf *out, const struct rapport *rapport, size_t n)
{
    const struct rapport **sorted = sorted_by_z(rapport, n);
    for (size_t i = 0; i < n; i++)
        add_rapport_row(out, sorted[i]);
    free(sorted);
}

/* What the reports of a role, or of a group, come to. */
struct totals {
    uint64_t aanbieders, n, n_ongedekt, y, s, info, credit, terecht, onbekend, open, compared, higher;
    int64_t cent;
    double expected, by_chance;
};

static struct totals total_of(const struct rapport *rapport, size_t n, enum rol rol)
{
    struct totals t = {0};
    for (size_t i = 0; i < n; i++) {
        const struct rapport *r = &rapport[i];
        const struct kwartaalcijfer *now = rapport_now(r);
        if (rol != ROLLEN && r->rol != rol)
            continue;
        t.aanbieders++;
        t.n += now->n;
        t.n_ongedekt += now->n_ongedekt;
        t.y += now->y;
        t.s += now->s;
        t.info += now->info;
        t.credit += r->credit;
        t.terecht += r->terecht;
        t.onbekend += r->onbekend;
        t.open += open_of(r);
        t.compared += verdict_compares(r->verdict);
        t.higher += r->verdict == HIGHER_THAN_EXPECTED;
        t.cent += now->y_cent;
        t.expected += now->expected;
        t.by_chance += rapport_by_chance(r);
    }
    return t;
}

static void add_html_totals(struct buf *out, const struct rapport *rapport, size_t n)
{
    for (enum rol rol = 0; rol < ROLLEN; rol++) {
        const struct totals t = total_of(rapport, n, rol);
        if (!t.aanbieders)
            continue;
        buf_text(out, "<tr><td>totaal");
        add_cell_count(out, t.aanbieders);
        buf_printf(out, " aanbieders<td>%s", rol_name[rol]);
        add_cell_count(out, t.n);
        add_cell_count(out, t.n_ongedekt);
        add_cell_count(out, t.y);
        add_cell_count(out, t.s);
        buf_text(out, "<td>");
        dutch_number(out, t.expected);
        buf_text(out, "<td><td>");
        dutch_count(out, t.higher);
        buf_text(out, " hoger dan verwacht<td>");
        add_euro(out, t.cent);
        add_cell_count(out, t.credit);
        add_cell_count(out, t.terecht);
        add_cell_count(out, t.onbekend);
        add_cell_count(out, t.open);
        add_cell_count(out, t.info);
        buf_text(out, "\n");
    }
}

/* What was checked, and what chance alone would give. */
static void add_html_dekking(struct buf *out, const struct rapport *rapport, size_t n)
{
    const struct totals t = total_of(rapport, n, ROLLEN);
    if (!n)
        return;
    buf_text(out, "<p>");
    dutch_count(out, t.compared);
    buf_text(out, " aanbieders zijn vergeleken; ");
    dutch_count(out, t.higher);
    buf_text(out, " daarvan heten hoger dan verwacht. Toeval alleen gaf er naar verwachting ");
    dutch_number(out, t.by_chance);
    buf_text(out, ".</p>\n<ul>");
    for (size_t i = 0; i < rapport->about->dekkingen; i++) {
        const struct dekking_row *d = &rapport->about->dekking[i];
        buf_text(out, "<li>verzekeraar ");
        add_html(out, d->uzovi);
        buf_text(out, ": ");
        add_html(out, d->oordeel);
        buf_text(out, " (");
        add_html(out, d->tabel.n ? d->tabel : TEXT("geen tabel"));
        buf_text(out, ")</li>\n");
    }
    buf_text(out, "</ul>");
}

static struct text page_part(const char *name)
{
    const struct embedded_file *file = embedded_overzicht;
    while (strcmp(file->name, name) != 0)
        file++;
    return (struct text){(const char *)file->content, file->n};
}

static void add_policy(struct buf *out)
{
    char style[DIGEST_BASE64 + 1], script[DIGEST_BASE64 + 1];
    struct text css = page_part("overzicht.css"), js = page_part("overzicht.js");
    sha256_base64(css.at, css.n, style);
    sha256_base64(js.at, js.n, script);
    buf_printf(out,
               "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'",
               style, script);
}

static void add_origin(struct buf *out, const struct spiegel_about *about)
{
    buf_text(out, "Stand van ");
    add_html(out, about->extract);
    buf_text(out, ", run ");
    add_html(out, about->run);
    buf_text(out, ", dubbelloop ");
    add_html(out, about->versie);
    buf_text(out, ", tabellen ");
    add_html(out, about->tabelversie);
}

/* What stands for {{name}}. */
static void fill_in(struct buf *out, struct text name, const struct rapport *rapport, size_t n)
{
    const struct spiegel_about *about = n ? rapport->about : NULL;
    struct text css = page_part("overzicht.css"), js = page_part("overzicht.js");
    if (text_equal(name, TEXT("beleid")))
        add_policy(out);
    else if (text_equal(name, TEXT("stijl")))
        buf_add(out, css.at, css.n);
    else if (text_equal(name, TEXT("script")))
        buf_add(out, js.at, js.n);
    else if (text_equal(name, TEXT("kwartaal")))
        buf_text(out, about ? about->kwartaal : "");
    else if (text_equal(name, TEXT("herkomst")) && about)
        add_origin(out, about);
    else if (text_equal(name, TEXT("groepen"))) {
        buf_text(out, n ? "<div class=\"groepen\">\n" : "<p>Geen aanbieders.</p>");
        for (size_t at = 0; at < n;) {
            struct groep groep = groep_at(rapport, n, at);
            add_groep_cells(out, &groep);
            at += groep.n;
        }
        buf_text(out, n ? "</div>" : "");
    } else if (text_equal(name, TEXT("rijen")))
        add_html_rows(out, rapport, n);
    else if (text_equal(name, TEXT("totalen")))
        add_html_totals(out, rapport, n);
    else if (text_equal(name, TEXT("dekking")))
        add_html_dekking(out, rapport, n);
}

bool overzicht_html(const struct rapport *rapport, size_t n, struct outfile *out, struct error *err)
{
    struct text page = page_part("overzicht.html");
    struct buf html = {0};
    (void)err;
    for (size_t at = 0; at < page.n;) {
        const char *open = memmem(page.at + at, page.n - at, "{{", 2);
        size_t until = open ? (size_t)(open - page.at) : page.n;
        buf_add(&html, page.at + at, until - at);
        at = until;
        if (open) {
            const char *name = open + 2, *close = memmem(name, page.n - at - 2, "}}", 2);
            fill_in(&html, (struct text){name, (size_t)(close - name)}, rapport, n);
            at = (size_t)(close + 2 - page.at);
        }
    }
    outfile_write(out, html.at, html.n);
    buf_release(&html);
    return true;
}

enum {
    P_AGB,
    P_ZORGSOORT,
    P_ROL,
    P_N,
    P_ONGEDEKT,
    P_Y,
    P_S,
    P_E,
    P_Z,
    P_OORDEEL,
    P_LET_OP,
    P_EURO,
    P_CREDIT,
    P_TERECHT,
    P_ONBEKEND,
    P_OPEN,
    P_INFORMATIE,
    P_RAPPORT,
    PROVIDER_COLUMNS
};
static const struct table_column provider_column[PROVIDER_COLUMNS] = {
    [P_AGB] = {"agb", "AGB", CELL_CODE, 0},
    [P_ZORGSOORT] = {"zorgsoort", "Zorgsoort", CELL_TEXT, 28},
    [P_ROL] = {"rol", "Rol", CELL_TEXT, 18},
    [P_N] = {"n", "N", CELL_NUMBER, 0},
    [P_ONGEDEKT] = {"n_ongedekt", "N niet gecontroleerd", CELL_NUMBER, 0},
    [P_Y] = {"y", "y", CELL_NUMBER, 0},
    [P_S] = {"s", "s", CELL_NUMBER, 0},
    [P_E] = {"e", "E", CELL_DECIMAL, 0},
    [P_Z] = {"z", "z", CELL_DECIMAL, 0},
    [P_OORDEEL] = {"oordeel", "Oordeel", CELL_TEXT, 28},
    [P_LET_OP] = {"let_op", "Let op", CELL_TEXT, 26},
    [P_EURO] = {"euro", "Euro", CELL_EURO, 16},
    [P_CREDIT] = {"credit", "Credit", CELL_NUMBER, 0},
    [P_TERECHT] = {"terecht", "Terecht", CELL_NUMBER, 0},
    [P_ONBEKEND] = {"onbekend", "Onbekend", CELL_NUMBER, 0},
    [P_OPEN] = {"open", "Open", CELL_NUMBER, 0},
    [P_INFORMATIE] = {"ter_informatie", "Ter informatie", CELL_NUMBER, 0},
    [P_RAPPORT] = {"rapport", "Rapport (PDF)", CELL_FILE, 42},
};

static bool write_provider(struct table_writer *writer, const struct rapport *r, struct error *err)
{
    const struct kwartaalcijfer *now = rapport_now(r);
    char room[PROVIDER_COLUMNS][32] = {""};
    struct text value[PROVIDER_COLUMNS];
    const struct {
        int column;
        uint32_t count;
    } counts[] = {{P_N, now->n},         {P_ONGEDEKT, now->n_ongedekt}, {P_Y, now->y},
                  {P_S, now->s},         {P_CREDIT, r->credit},         {P_TERECHT, r->terecht},
                  {P_ONBEKEND, r->onbekend}, {P_OPEN, open_of(r)},      {P_INFORMATIE, now->info}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        snprintf(room[counts[i].column], sizeof *room, "%u", counts[i].count);
    snprintf(room[P_AGB], sizeof *room, "%08u", r->agb);
    snprintf(room[P_E], sizeof *room, "%.4f", now->expected);
    snprintf(room[P_Z], sizeof *room, "%.4f", r->z);
    snprintf(room[P_EURO], sizeof *room, "%lld", (long long)now->y_cent);
    if (rapport_enough(r))
        snprintf(room[P_LET_OP], sizeof *room, "E onder %d: al bij y = %u", SPIEGEL_FEW, rapport_enough(r));
    for (int c = 0; c < PROVIDER_COLUMNS; c++)
        value[c] = text_of(room[c]);
    value[P_ZORGSOORT] = text_of(r->groep->naam);
    value[P_ROL] = text_of(rol_name[r->rol]);
    value[P_OORDEEL] = text_of(verdict_name[r->verdict]);
    value[P_RAPPORT] = text_of(r->pdf ? r->pdf : "");
    return table_row(writer, value, err);
}

static bool write_providers(struct table_writer *writer, const struct rapport *rapport, size_t n, struct error *err)
{
    static const struct table table = {.title = "Aanbieders", .column = provider_column, .columns = PROVIDER_COLUMNS};
    const struct rapport **sorted = sorted_by_z(rapport, n);
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && i < n; i++)
        ok = write_provider(writer, sorted[i], err);
    free(sorted);
    if (ok)
        table_end(writer);
    return ok;
}

static bool write_sheet_dekking(struct table_writer *writer, const struct rapport *rapport, size_t n, struct error *err)
{
    static const struct table_column column[] = {{"uzovi", "Uzovi", CELL_CODE, 0},
                                                 {"oordeel", "Gecontroleerd", CELL_TEXT, 24},
                                                 {"tabel", "Tabel", CELL_TEXT, 40}};
    static const struct table table = {.title = "Dekking", .column = column, .columns = 3};
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && n && i < rapport->about->dekkingen; i++) {
        const struct dekking_row *d = &rapport->about->dekking[i];
        ok = table_row(writer, (const struct text[]){d->uzovi, d->oordeel, d->tabel.n ? d->tabel : TEXT("geen tabel")},
                       err);
    }
    if (ok)
        table_end(writer);
    return ok;
}

static bool write_groepen(struct table_writer *writer, const struct rapport *rapport, size_t n, struct error *err)
{
    static const struct table_column column[] = {{"zorgsoort", "Zorgsoort", CELL_TEXT, 28},
                                                 {"rol", "Rol", CELL_TEXT, 18},
                                                 {"aanbieders", "Aanbieders in de tabel", CELL_NUMBER, 0},
                                                 {"beoordeelbaar", "Met N van 11 of meer", CELL_NUMBER, 0},
                                                 {"hoger", "Hoger dan verwacht", CELL_NUMBER, 0},
                                                 {"phi", "Overdispersie (phi)", CELL_DECIMAL, 0},
                                                 {"toeval", "Hoger door toeval alleen (verwacht)", CELL_DECIMAL, 0},
                                                 {"n", "N", CELL_NUMBER, 0},
                                                 {"n_ongedekt", "N niet gecontroleerd", CELL_NUMBER, 0},
                                                 {"y", "y", CELL_NUMBER, 0},
                                                 {"s", "s", CELL_NUMBER, 0},
                                                 {"euro", "Euro", CELL_EURO, 16}};
    static const struct table table = {.title = "Groepen", .column = column, .columns = sizeof column / sizeof *column};
    bool ok = table_begin(writer, &table, err);
    for (size_t at = 0; ok && at < n;) {
        struct groep groep = groep_at(rapport, n, at);
        const struct groep_cijfers *g = groep.rapport->groep;
        const struct totals t = total_of(groep.rapport, groep.n, ROLLEN);
        char room[10][32];
        snprintf(room[0], sizeof room[0], "%zu", groep.n);
        snprintf(room[1], sizeof room[1], "%zu", g->judgeable);
        snprintf(room[2], sizeof room[2], "%zu", count_verdict(&groep, HIGHER_THAN_EXPECTED));
        snprintf(room[3], sizeof room[3], "%.4f", g->phi);
        snprintf(room[4], sizeof room[4], "%.4f", t.by_chance);
        const uint64_t number[] = {t.n, t.n_ongedekt, t.y, t.s};
        for (int c = 0; c < 4; c++)
            snprintf(room[5 + c], sizeof room[5 + c], "%llu", (unsigned long long)number[c]);
        snprintf(room[9], sizeof room[9], "%lld", (long long)t.cent);
        ok = table_row(writer,
                       (const struct text[]){text_of(g->naam), text_of(rol_name[g->rol]), text_of(room[0]),
                                             text_of(room[1]), text_of(room[2]), text_of(room[3]), text_of(room[4]),
                                             text_of(room[5]), text_of(room[6]), text_of(room[7]), text_of(room[8]),
                                             text_of(room[9])},
                       err);
        at += groep.n;
    }
    if (ok)
        table_end(writer);
    return ok;
}

bool overzicht_xlsx(const struct rapport *rapport, size_t n, struct outfile *out, struct error *err)
{
    struct table_writer writer = {0};
    char *made = n ? xprintf("%.*s", (int)rapport->about->extract.n, rapport->about->extract.at) : xstrdup("");
    bool ok = table_open(&writer, &table_xlsx, out, made, err) && write_providers(&writer, rapport, n, err)
              && write_groepen(&writer, rapport, n, err) && write_sheet_dekking(&writer, rapport, n, err)
              && table_close(&writer, err);
    table_release(&writer);
    free(made);
    return ok;
}
