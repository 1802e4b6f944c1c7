/* gewoonte.c - see gewoonte.h. */
#include "spiegel/gewoonte.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "passes/kwartaalcijfers.h"
#include "spiegel/zorgsoort.h"

/* Whether both are held against the same peers. */
static bool are_peers(const struct gewoonte_cijfer *a, const struct gewoonte_cijfer *b)
{
    return a->gewoonte == b->gewoonte && agb_zorgsoort(a->agb) == agb_zorgsoort(b->agb) && a->rol == b->rol
           && text_equal(a->regel, b->regel);
}

/* The n providers of a group of peers. */
static void compare_group(struct gewoonte_vergeleken *g, size_t n)
{
    struct mix mix = {0};
    uint32_t peers = 0;
    double *z = xcalloc(n, sizeof *z);
    size_t zs = 0;
    for (size_t i = 0; i < n; i++) {
        mix.peers_n += g[i].cijfer->n;
        mix.peers_y += g[i].cijfer->y;
        peers += g[i].cijfer->n >= SPIEGEL_SMALL;
    }
    for (size_t i = 0; i < n; i++) {
        g[i].peers = peers;
        if (peers < SPIEGEL_PEERS || g[i].cijfer->n < SPIEGEL_SMALL)
            continue;
        mix.n = g[i].cijfer->n;
        g[i].expected = expected_count(&mix, 1);
        g[i].z = z_value(g[i].cijfer->y, g[i].expected);
        if (g[i].expected > 0)
            z[zs++] = g[i].z;
    }
    const double phi = overdispersion(z, zs);
    for (size_t i = 0; i < n; i++)
        if (gewoonte_is_vergeleken(&g[i]))
            g[i].limits = limits_around(g[i].expected, phi);
    free(z);
}

struct gewoonte_vergeleken *gewoonten_compare(const struct gewoonten *gewoonten)
{
    struct gewoonte_vergeleken *g = xcalloc(gewoonten->n + 1, sizeof *g);
    for (size_t i = 0; i < gewoonten->n; i++)
        g[i].cijfer = &gewoonten->at[i];
    for (size_t first = 0, end; first < gewoonten->n; first = end) {
        for (end = first + 1; end < gewoonten->n && are_peers(&gewoonten->at[first], &gewoonten->at[end]);)
            end++;
        compare_group(g + first, end - first);
    }
    return g;
}

/* By gewoonte, then the furthest above what was expected; those that are not compared behind. */
static int by_how_far(const void *a, const void *b)
{
    const struct gewoonte_vergeleken *p = a, *q = b;
    if (p->cijfer->gewoonte != q->cijfer->gewoonte)
        return (int)p->cijfer->gewoonte - (int)q->cijfer->gewoonte;
    if (gewoonte_is_vergeleken(p) != gewoonte_is_vergeleken(q))
        return gewoonte_is_vergeleken(p) ? -1 : 1;
    if (p->z != q->z)
        return p->z > q->z ? -1 : 1;
    return (p->cijfer > q->cijfer) - (p->cijfer < q->cijfer);
}

/* X(name, title, kind): the columns. */
#define GEWOONTE_LIST(X)                                                                                               \
    X(gewoonte, "Gewoonte", CELL_TEXT)                                                                                 \
    X(agb, "Aanbieder (AGB)", CELL_TEXT)                                                                               \
    X(zorgsoort, "Zorgsoort", CELL_TEXT)                                                                               \
    X(rol, "Rol", CELL_TEXT)                                                                                           \
    X(regel, "Regel", CELL_TEXT)                                                                                       \
    X(van, "Van (n)", CELL_NUMBER)                                                                                     \
    X(aantal, "Aantal (y)", CELL_NUMBER)                                                                               \
    X(andere_code, "Onder een andere code", CELL_NUMBER)                                                               \
    X(vergelijkbaar, "Vergelijkbare aanbieders (n >= 11)", CELL_NUMBER)                                                \
    X(verwacht, "Verwacht (E)", CELL_DECIMAL)                                                                          \
    X(z, "z", CELL_DECIMAL)                                                                                            \
    X(grens_95, "Grens 95%", CELL_DECIMAL)                                                                             \
    X(grens_998, "Grens 99,8%", CELL_DECIMAL)
#define GEWOONTE_PLACE(name, title, kind) G_##name,
enum { GEWOONTE_LIST(GEWOONTE_PLACE) GEWOONTE_COLUMNS };

static struct text decimal_text(bool shown, double value, char room[static 32])
{
    const int n = shown ? snprintf(room, 32, "%.2f", value) : 0;
    return (struct text){shown ? room : NULL, (size_t)n};
}

static bool write_gewoonte(struct table_writer *writer, const struct gewoonte_vergeleken *g, struct error *err)
{
    const struct gewoonte_cijfer *c = g->cijfer;
    const bool shown = gewoonte_is_vergeleken(g);
    const char *soort = zorgsoort_naam(agb_zorgsoort(c->agb));
    char agb[9], zorgsoort[3], number[4][NUMBER_TEXT], room[4][32];
    digits_print(c->agb, 8, agb);
    digits_print(agb_zorgsoort(c->agb), 2, zorgsoort);
    const struct text value[GEWOONTE_COLUMNS] = {
        [G_gewoonte] = text_of(gewoonte_name[c->gewoonte]),
        [G_agb] = text_of(agb),
        [G_zorgsoort] = text_of(soort ? soort : zorgsoort),
        [G_rol] = text_of(rol_name[c->rol]),
        [G_regel] = c->regel,
        [G_van] = number_text(c->n, number[0]),
        [G_aantal] = number_text(c->y, number[1]),
        [G_andere_code] = c->gewoonte == GEWOONTE_TERUG ? number_text(c->y_ander, number[2]) : (struct text){NULL, 0},
        [G_vergelijkbaar] = number_text(g->peers, number[3]),
        [G_verwacht] = decimal_text(shown, g->expected, room[0]),
        [G_z] = decimal_text(shown, g->z, room[1]),
        [G_grens_95] = decimal_text(shown, g->limits.high95, room[2]),
        [G_grens_998] = decimal_text(shown, g->limits.high998, room[3])};
    return table_row(writer, value, err);
}

bool gewoonten_table(struct table_writer *writer, const struct gewoonten *gewoonten, uint32_t agb, struct error *err)
{
#define GEWOONTE_COLUMN(name, title, kind) {#name, title, kind, 0},
    static const struct table_column column[] = {GEWOONTE_LIST(GEWOONTE_COLUMN)};
#undef GEWOONTE_COLUMN
    static const struct table table = {.name = "gewoonten",
                                       .title = "Gewoonten naast vergelijkbaren",
                                       .empty = "niets te tellen",
                                       .column = column,
                                       .columns = GEWOONTE_COLUMNS};
    struct gewoonte_vergeleken *g = gewoonten_compare(gewoonten);
    if (gewoonten->n)
        qsort(g, gewoonten->n, sizeof *g, by_how_far);
    bool ok = table_begin(writer, &table, err);
    for (size_t i = 0; ok && i < gewoonten->n; i++)
        if (agb == 0 || g[i].cijfer->agb == agb)
            ok = write_gewoonte(writer, &g[i], err);
    if (ok)
        table_end(writer);
    free(g);
    return ok;
}
