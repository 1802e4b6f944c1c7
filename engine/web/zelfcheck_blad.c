/* zelfcheck_blad.c - see zelfcheck_blad.h. */
#include "web/zelfcheck_blad.h"

#include <string.h>

#include "base/embedded.h"
#include "ingest/afkeur.h"
#include "model/version.h"
#include "report/status_report.h"
#include "web/html_table.h"

static const char *singular_or(int64_t n, const char *one, const char *more)
{
    return n == 1 ? one : more;
}

/* What says that something was not looked at. */
static void add_gaps(const struct zelfcheck_about *a, struct buf *out)
{
    const struct zelfcheck_sums *s = &a->sums;
    if (s->ketenregels == 0)
        buf_printf(out, " Er is geen keten-dbc van verzekeraar %s bij, dus er viel niets te vergelijken.", a->uzovi);
    else if (s->ongedekt)
        buf_printf(out, " Niet gecontroleerd: %lld van de %lld keten-dbc's, omdat geen tabel er een regel voor heeft.",
                   (long long)s->ongedekt, (long long)s->ketenregels);
    if (a->geweigerd)
        buf_printf(out, " Niet gecontroleerd: %zu %s.", a->geweigerd,
                   singular_or((int64_t)a->geweigerd, "bestand, dat geweigerd is", "bestanden, die geweigerd zijn"));
    if (a->afgekeurd)
        buf_printf(out, " Niet gecontroleerd: %lld %s.", (long long)a->afgekeurd,
                   singular_or(a->afgekeurd, "regel, die niet gelezen kon worden",
                               "regels, die niet gelezen konden worden"));
    if (s->anderen)
        buf_printf(out, " Van andere verzekeraars %s er %lld %s; daarvan staat hier niets.",
                   singular_or(s->anderen, "is", "zijn"), (long long)s->anderen,
                   singular_or(s->anderen, "keten-dbc", "keten-dbc's"));
}

bool zelfcheck_outcome(const struct zelfcheck_about *a, struct buf *out)
{
    const struct zelfcheck_sums *s = &a->sums;
    if (s->regels)
        buf_printf(out, "Er %s %lld %s om na te kijken.", singular_or(s->regels, "is", "zijn"), (long long)s->regels,
                   singular_or(s->regels, "regel", "regels"));
    else
        buf_text(out, s->ketenregels ? "In wat gecontroleerd is, is niets gevonden." : "Er is niets gecontroleerd.");
    add_gaps(a, out);
    return s->regels || s->ketenregels == s->ongedekt || a->geweigerd || a->afgekeurd;
}

static void add_style(struct html *html)
{
    const struct embedded_file *file = embedded_web;
    while (strcmp(file->name, "stijl.css") != 0)
        file++;
    html_raw(html, "<style>");
    buf_add(&html->out, file->content, file->n);
    html_raw(html, "</style>");
}

static void blad_head(struct html *html, const struct zelfcheck_about *a)
{
    struct buf outcome = {0};
    html_raw(html, "<!doctype html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\">"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                   "<meta http-equiv=\"Content-Security-Policy\" "
                   "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                   "<title>Zelfcheck ketenzorg</title>");
    add_style(html);
    html_raw(html, "</head><body><main><h1>Zelfcheck ketenzorg</h1>");
    zelfcheck_outcome(a, &outcome);
    html_raw(html, "<p><strong>");
    html_text(html, (struct text){outcome.at, outcome.n});
    html_raw(html, "</strong></p>");
    buf_release(&outcome);
    html_raw(html, "<p>");
    html_printf(html,
                "Uw eigen export, gecontroleerd met de regels van verzekeraar %s. Dit is geen oordeel: een regel kan "
                "een goede reden hebben. Wat hier niet staat, is niet goedgekeurd: alleen waar een regel over gaat, is "
                "bekeken.",
                a->uzovi);
    html_raw(html, "</p>");
}

static void blad_foot(struct html *html)
{
    html_raw(html, "<h2>Hoe u dit leest</h2><ul>"
                   "<li>Elke rij is een regel uit uw bestand. ‘Naast’ is de regel waarnaast zij niet mag; staat daar "
                   "niets, dan gaat het om de regel zelf. Een regel die naast twee andere niet mag, staat er twee "
                   "keer en telt één keer. Boven het afgesproken tarief is het bedrag wat er te veel op staat.</li>"
                   "<li>Niet declareren: de tabel zegt het zonder voorbehoud. Waarschijnlijk niet, of kijk na: er "
                   "ontbreekt iets in de gegevens, en dat staat dan achter ‘Onzeker’; of de regel zelf vraagt dat "
                   "iemand ernaar kijkt.</li>"
                   "<li>Vergeleken is alleen wat in deze bestanden staat. Wat een ander declareert, ziet deze controle "
                   "niet.</li></ul>");
    html_raw(html, "<p class=\"stil\">");
    html_printf(html, "dubbelloop %s. Er is niets bewaard: wat gelezen is, is weer weg.", DUBBELLOOP_VERSION);
    html_raw(html, "</p>");
    html_raw(html, "</main></body></html>\n");
}

static bool reject_in_words(void *ctx, const struct query_row *row, struct error *err)
{
    return table_row(ctx, (const struct text[]){afkeur_words(query_value(row, "reden")), query_value(row, "regels")},
                     err);
}

/* Why lines could not be read. */
static bool rejects_table(struct table_writer *writer, struct store *store, struct error *err)
{
    static const struct table_column column[] = {{"reden", "Reden", CELL_PROSE, 0},
                                                 {"regels", "Regels", CELL_NUMBER, 0}};
    static const struct table table = {
        .title = "Regels die niet gelezen konden worden: zie zelfcheck.afgekeurd.csv", .column = column, .columns = 2};
    const bool ok = table_begin(writer, &table, err)
                    && query_rows(store, QUERY_REJECTS, NULL, 0, reject_in_words, writer, err);
    if (ok)
        table_end(writer);
    return ok;
}

static bool blad_tables(struct html *html, struct store *store, const struct zelfcheck_about *a,
                        const struct zelfcheck_words *words, struct error *err)
{
    const struct query_param own = {":uzovi", text_of(a->uzovi)};
    const struct {
        enum query query;
        const char *title;
        size_t params;
    } part[] = {{QUERY_FILES, "Gelezen bestanden", 0},
                {QUERY_COVERED_PROGRAMMES,
                 "Keten-dbc's van deze verzekeraar, en welke niet gecontroleerd zijn (ongedekt: geen tabel heeft er "
                 "een regel voor; een regel telt in elk kwartaal)", 1},
                {QUERY_ZONDER_PROGRAMMA, "Lijkt op een keten-dbc en is er geen: niet gecontroleerd", 0},
                {QUERY_LACKING, "Kolommen die de bestanden missen: wat daarvan afhangt, is minder zeker", 0}};
    struct html_table table;
    struct table_writer *writer = html_table_open(&table, html);
    table.alone = true;
    bool ok = zelfcheck_table(writer, store, a->uzovi, true, words, err);
    table.only_when_full = true;
    ok = ok && rejects_table(writer, store, err);
    for (size_t i = 0; ok && i < sizeof part / sizeof *part; i++) {
        struct table titled = *status_table(part[i].query);
        titled.title = part[i].title;
        ok = query_table(writer, &titled, store, part[i].query, &own, part[i].params, err);
    }
    html_table_close(&table);
    return ok;
}

bool zelfcheck_blad(struct store *store, const struct zelfcheck_about *a, const struct zelfcheck_words *words,
                    struct buf *out, struct error *err)
{
    struct html html = {.out = {0}};
    blad_head(&html, a);
    const bool ok = blad_tables(&html, store, a, words, err);
    blad_foot(&html);
    buf_add(out, html.out.at, html.out.n);
    html_release(&html);
    return ok;
}
