/* schrijf_voorbeelden DIR - the annexes of all example reports, their overview, and groot.html: one of 10,000 rows. For
 * the tests that look at them with other programs, and for looking at them yourself. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "spiegel/bijlage.h"
#include "spiegel/overzicht.h"
#include "voorbeelden.h"

extern const struct table_format table_xlsx, table_csv_excel;

static int by_group(const void *a, const void *b)
{
    const struct rapport *p = a, *q = b;
    return p->groep->zorgsoort != q->groep->zorgsoort ? (int)p->groep->zorgsoort - (int)q->groep->zorgsoort
           : p->rol != q->rol                         ? (int)p->rol - (int)q->rol
                                                      : (p->agb > q->agb) - (p->agb < q->agb);
}

static bool finish(struct outfile *out, bool ok, struct error *err)
{
    ok = ok && outfile_finish(out, err) && outfile_publish(out, err);
    outfile_release(out);
    return ok;
}

static bool write_annex(const char *dir, const struct rapport *rapport, const char *name,
                        const struct table_format *format, const char *ending, struct error *err)
{
    struct outfile out;
    char *file = xprintf("%s.%s", name, ending);
    bool ok = outfile_open(&out, dir, file, err)
              && finish(&out, bijlage_write(rapport, format, BLAD_BEVINDINGEN, &out, err), err);
    free(file);
    return ok;
}

static bool write_overview(const char *dir, const struct rapport *rapport, size_t n, const char *html, const char *xlsx,
                           struct error *err)
{
    struct outfile page, book;
    return outfile_open(&page, dir, html, err) && finish(&page, overzicht_html(rapport, n, &page, err), err)
           && outfile_open(&book, dir, xlsx, err) && finish(&book, overzicht_xlsx(rapport, n, &book, err), err);
}

/* The same numbers each time; in 0..1. */
static double next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Invented providers, as many as an insurer has in a year. */
static bool write_large(const char *dir, const struct spiegel_about *about, struct error *err)
{
    static struct groep_cijfers groep[] = {{1, ROL_DECLARANT, "huisartsen", 0, 0, 1.6, NULL, 0},
                                           {1, ROL_KETENCONTRACTANT, "huisartsen", 0, 0, 1.1, NULL, 0},
                                           {24, ROL_DECLARANT, "diëtisten", 0, 0, 2.4, NULL, 0},
                                           {26, ROL_DECLARANT, "podotherapeuten", 0, 0, 1, NULL, 0},
                                           {53, ROL_KETENCONTRACTANT, "zorggroepen", 0, 0, 3.2, NULL, 0}};
    static const size_t members[] = {5000, 3400, 900, 580, 120};
    struct rapport *rapport = xcalloc(10000, sizeof *rapport);
    uint64_t state = 1;
    size_t n = 0;
    for (size_t g = 0; g < 5; g++)
        for (size_t i = 0; i < members[g]; i++) {
            struct rapport *r = &rapport[n++];
            struct kwartaalcijfer *now = &r->trend[TREND_KWARTALEN - 1];
            now->n = (uint32_t)((groep[g].zorgsoort == 53 ? 4000 : 90) * exp(1.6 * (next(&state) + next(&state) - 1)));
            now->expected = now->n * 0.07;
            now->y = (uint32_t)fmax(
                0, now->expected + sqrt(groep[g].phi * now->expected) * 4.2 * (next(&state) + next(&state) - 0.95));
            now->s = (uint32_t)(now->y * next(&state));
            now->y_cent = (int64_t)(now->y * (2000 + 9000 * next(&state)));
            *r = (struct rapport){.agb = groep[g].zorgsoort * 1000000 + (uint32_t)(i * 131 + 7),
                                  .rol = groep[g].rol,
                                  .groep = &groep[g],
                                  .about = about,
                                  .trend = {[TREND_KWARTALEN - 1] = *now}};
            now = &r->trend[TREND_KWARTALEN - 1];
            r->z = (now->y - now->expected) / sqrt(now->expected);
            r->verdict = now->n < SPIEGEL_SMALL              ? TOO_SMALL
                         : r->z > 3.09 * sqrt(groep[g].phi) ? HIGHER_THAN_EXPECTED
                                                            : AS_EXPECTED;
            r->bevindingen = now->y + now->s;
            r->answered = (uint32_t)(r->bevindingen * next(&state));
            r->credit = (uint32_t)(r->answered * next(&state));
            r->terecht = (uint32_t)((r->answered - r->credit) * next(&state));
            r->onbekend = r->answered - r->credit - r->terecht;
            groep[g].aanbieders++;
            groep[g].judgeable += now->n >= SPIEGEL_SMALL;
        }
    bool ok = write_overview(dir, rapport, n, "groot.html", "groot.xlsx", err);
    free(rapport);
    return ok;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct arena arena = {0};
    struct rapport rapport[VOORBEELDEN];
    bool ok = argc == 2;
    for (unsigned i = 0; ok && i < VOORBEELDEN; i++) {
        rapport[i] = *voorbeeld(&arena, i);
        rapport[i].bevindingen = (uint32_t)rapport[i].rows;
        ok = write_annex(argv[1], &rapport[i], voorbeeld_name[i], &table_xlsx, "xlsx", &err)
             && write_annex(argv[1], &rapport[i], voorbeeld_name[i], &table_csv_excel, "csv", &err);
    }
    if (ok) {
        const struct spiegel_about *about = rapport[VB_GEWOON].about;
        qsort(rapport, VOORBEELDEN, sizeof *rapport, by_group);
        ok = write_overview(argv[1], rapport, VOORBEELDEN, "overzicht.html", "overzicht.xlsx", &err)
             && write_large(argv[1], about, &err);
    }
    if (!ok)
        fprintf(stderr, "%s\n", argc == 2 ? err.text : "usage: schrijf_voorbeelden DIR");
    arena_release(&arena);
    return !ok;
}
