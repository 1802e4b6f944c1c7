/* page_inzage.c - who looked at what, for who keeps the house: logins, times, pages and findings. Never a patient's
 * number, and no reason, in which somebody may have written one: those are for `dubbelloop inzage`. */
#include <inttypes.h>

#include "web/bladeren.h"
#include "web/pages.h"

enum { INZAGE_MAX_DIGITS = 18 };

struct showing {
    struct table_writer *writer;
    int64_t last; /* the nummer of the row that came last; 0: it stands in the journal */
    size_t n;     /* rows of the table, not of the journal */
};

static bool show_look(void *ctx, int64_t nummer, const struct inzage_row *row, struct error *err)
{
    struct showing *showing = ctx;
    const struct text value[] = {row->op, row->inlog, row->blad, row->bevinding_id};
    showing->last = nummer;
    showing->n += nummer > 0;
    return table_row(showing->writer, value, err);
}

static void form_of_looks(struct call *call)
{
    struct html *html = &call->html;
    html_raw(html, "<form class=\"filters\" method=\"get\" action=\"/inzage\">");
    form_text_field(call, "Inlog", "inlog", query_of(&call->request, "inlog"), false);
    html_raw(html, "<label>Vanaf <input type=\"date\" name=\"sinds\"");
    html_attribute(html, "value", query_of(&call->request, "sinds"));
    html_raw(html, "></label><label>Voor <input type=\"date\" name=\"voor\"");
    html_attribute(html, "value", query_of(&call->request, "voor"));
    html_raw(html, "></label><button>Tonen</button></form>"
                   "<p class=\"stil\">Wie welke bladzijde opende, de nieuwste eerst; tijden in UTC. De verzekerde en "
                   "de reden staan hier niet: die geeft <code>dubbelloop inzage</code> op de server.</p>");
}

static void link_to_older(struct call *call, const struct showing *showing)
{
    static const char *const own[] = {"voor_nummer", NULL};
    struct buf url = {0};
    if (showing->n < BLAD_RIJEN)
        return;
    address_without(call, own, &url);
    buf_printf(&url, "voor_nummer=%" PRId64, showing->last);
    html_raw(&call->html, "<nav class=\"bladwijzer\" aria-label=\"Bladeren\">");
    html_open(&call->html, "a", "href", buf_string(&url), NULL);
    html_raw(&call->html, "Oudere");
    html_close(&call->html, "a");
    html_raw(&call->html, "</nav>");
    buf_release(&url);
}

static bool show_looks(struct call *call, const struct inzage_lines *standing, struct error *err)
{
    static const struct table_column column[] = {{"op", "Wanneer", CELL_DATE, 0},
                                                 {"inlog", "Wie", CELL_TEXT, 0},
                                                 {"blad", "Bladzijde", CELL_CODE, 0},
                                                 {"bevinding", "Bevinding", CELL_CODE, 0}};
    static const struct table table = {.name = "inzage",
                                       .title = "Inzage",
                                       .empty = "niemand keek",
                                       .column = column,
                                       .columns = sizeof column / sizeof *column};
    const struct inzage_filter filter = {.inlog = query_of(&call->request, "inlog"),
                                         .bevinding_id = query_of(&call->request, "bevinding"),
                                         .sinds = query_of(&call->request, "sinds"),
                                         .voor = query_of(&call->request, "voor")};
    struct html_table out;
    struct showing showing = {.writer = html_table_open(&out, &call->html)};
    uint64_t before = 0;
    text_digits(query_digits(call, "voor_nummer", INZAGE_MAX_DIGITS), INZAGE_MAX_DIGITS, &before);
    out.headless = true;
    bool ok = table_begin(showing.writer, &table, err)
              && inzage_newest(&call->store, standing, &filter, (int64_t)before, BLAD_RIJEN, show_look, &showing, err);
    if (ok)
        table_end(showing.writer);
    html_table_close(&out);
    if (ok)
        link_to_older(call, &showing);
    return ok;
}

/* The journal is read before the database is opened (store/inzage.h), which is why the route opens none. */
bool page_inzage(struct call *call, struct error *err)
{
    struct inzage_lines standing;
    char *path = inzage_journal_path(call->desk->db);
    bool ok = inzage_journal_read(path, &standing, err) && store_open_read(&call->store, call->desk->db, err);
    if (ok) {
        page_begin(call, "Inzage");
        form_of_looks(call);
        ok = show_looks(call, &standing, err);
        page_end(call);
    }
    inzage_lines_release(&standing);
    free(path);
    return ok;
}
