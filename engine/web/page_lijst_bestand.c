/* page_lijst_bestand.c - a list as a file: the same findings, in the same order. */
#include <stdlib.h>

#include "report/findings_report.h"
#include "report/werklijst.h"
#include "spiegel/rapport.h"
#include "web/lijst_blad.h"
#include "web/pages.h"

/* The same list as a file: which, its name, what it is called. */
static const struct uitvoer {
    const char *word, *format, *file, *type, *label;
    bool werklijst;
} uitvoeren[] = {
    {"csv-excel", "csv-excel", "bevindingen.csv", "text/csv; charset=utf-8", "CSV voor Excel", false},
    {"xlsx", "xlsx", "bevindingen.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "Excel-werkmap", false},
    {"werklijst", "xlsx", "werklijst.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "Werklijst om in te vullen", true},
};
enum { UITVOEREN = sizeof uitvoeren / sizeof *uitvoeren };

void lijst_bestanden(struct lijst_blad *blad)
{
    struct html *html = &blad->call->html;
    html_raw(html, "<p class=\"knoppen\">Deze lijst als bestand:");
    for (unsigned i = 0; i < UITVOEREN; i++) {
        struct buf url = {0};
        buf_printf(&url, "/bevindingen/%s%s%s", uitvoeren[i].word, blad->query.n ? "?" : "", buf_string(&blad->query));
        html_raw(html, " ");
        html_open(html, "a", "class", "knop", "href", buf_string(&url), "download", HTML_BARE, NULL);
        html_string(html, uitvoeren[i].label);
        html_close(html, "a");
        buf_release(&url);
    }
    html_close(html, "p");
}

bool lijst_looks(struct call *call, const struct keuze *keuze, const uint32_t *at, uint32_t n, struct error *err)
{
    enum { AT_ONCE = 4096 };
    char (*id)[17] = xmalloc(AT_ONCE * sizeof *id);
    struct look *look = xmalloc(AT_ONCE * sizeof *look);
    bool ok = true;
    for (uint32_t from = 0; ok && from < n; from += AT_ONCE) {
        const uint32_t some = n - from < AT_ONCE ? n - from : AT_ONCE;
        for (uint32_t i = 0; i < some; i++) {
            bevinding_index_id(keuze->index, at[from + i], id[i]);
            look[i] = (struct look){bevinding_index_patient(keuze->index, at[from + i]), text_of(id[i])};
        }
        ok = call_looks(call, look, some, err);
    }
    free(look);
    free(id);
    return ok;
}

/* Whoever takes a list along has seen all of it. */
static bool put_looks_of_all(struct call *call, const struct lijst *lijst, struct error *err)
{
    struct keuze keuze;
    if (!lijst_choose(call, lijst, &keuze, err))
        return false;
    uint32_t *at = xmalloc(((size_t)keuze.n + 1) * sizeof *at);
    const bool ok = lijst_looks(call, &keuze, at, keuze_from(&keuze, 0, keuze.n, at), err);
    free(at);
    keuze_release(&keuze);
    return ok;
}

static bool write_list(struct call *call, const struct uitvoer *uitvoer, const struct lijst *lijst, struct outfile *out,
                       struct error *err)
{
    const struct table_format *format = table_format_find(uitvoer->format);
    const struct bevinding_filter *filter = &lijst->filter;
    struct store *store = &call->store;
    struct buf said = {0};
    lijst_say(lijst, &said);
    const bool ok = uitvoer->werklijst
                        ? werklijst_write(store, filter, reden_words, buf_string(&said), format, out, err)
                        : findings_report(store, filter, GROEPERINGEN, buf_string(&said), format, out, err);
    buf_release(&said);
    return ok;
}

bool page_lijst_bestand(struct call *call, struct error *err)
{
    struct outfile out = OUTFILE_NONE;
    struct lijst lijst;
    unsigned i = 0;
    while (i < UITVOEREN && !text_equal(call->argument, text_of(uitvoeren[i].word)))
        i++;
    const char *wrong = i == UITVOEREN ? "Dit adres is er niet." : lijst_read(call, &call->request.query, &lijst);
    if (wrong) {
        reply_refused(call, i == UITVOEREN ? 404 : 400, "Niet gevonden", wrong);
        return true;
    }
    const bool ok = put_looks_of_all(call, &lijst, err) && reply_file_open(call, &out, err)
                    && write_list(call, &uitvoeren[i], &lijst, &out, err)
                    && reply_file(call, &out, uitvoeren[i].file, uitvoeren[i].type, err);
    outfile_release(&out);
    return ok;
}
