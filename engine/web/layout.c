/* layout.c - what surrounds every page, and the answers that are the same everywhere (call.h). */
#include <string.h>
#include <unistd.h>

#include "base/place.h"
#include "base/tempfile.h"
#include "web/pages.h"

enum { WRITER_WAIT = 5 }; /* seconds for who is writing: a verdict takes milliseconds, a night minutes */

static void head(struct call *call, const char *title)
{
    struct html *html = &call->html;
    html_raw(html, "<!doctype html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\">"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html_open(html, "title", NULL);
    html_printf(html, "%s - dubbelloop", title);
    html_close(html, "title");
    html_open(html, "link", "rel", "stylesheet", "href", static_url("stijl.css"), NULL);
    html_open(html, "link", "rel", "icon", "type", "image/svg+xml", "href", static_url("merk.svg"), NULL);
    html_open(html, "script", "src", static_url("script.js"), "defer", HTML_BARE, NULL);
    html_close(html, "script");
    html_raw(html, "</head><body><a class=\"spring\" href=\"#inhoud\">Naar de inhoud</a>");
}

/* The entry of the menu that the page belongs to: the last one above it in the list. NULL: none. */
static const struct route *entry_of_page(const struct call *call)
{
    const struct route *route = call->route;
    while (route && !route->menu)
        route = route == routes ? NULL : route - 1;
    return route;
}

static void menu(struct call *call)
{
    struct html *html = &call->html;
    const struct route *here = entry_of_page(call);
    html_raw(html, "<nav aria-label=\"Hoofdmenu\"><ul>");
    for (const struct route *route = routes; route->path; route++) {
        if (!route->menu || !call_may(call, route->recht))
            continue;
        html_open(html, "li", NULL);
        html_open(html, "a", "href", route->path, "aria-current",
                  route != here          ? NULL
                  : route == call->route ? "page"
                                         : "true",
                  NULL);
        html_string(html, route->menu);
        html_close(html, "a");
        html_close(html, "li");
    }
    html_raw(html, "</ul></nav>");
}

static void who(struct call *call)
{
    struct html *html = &call->html;
    struct buf rollen = {0};
    rollen_say(call->sessie.rechten, &rollen);
    html_raw(html, "<div class=\"wie\"><p>");
    html_printf(html, "%s (%s)", call->sessie.naam, buf_string(&rollen));
    html_raw(html, "</p>");
    if (call->sessie.reden[0]) {
        html_raw(html, "<p>Reden van inzage: ");
        html_string(html, call->sessie.reden);
        html_raw(html, " <a href=\"/reden\">wijzigen</a></p>");
    }
    form_begin(call, "/afmelden", "klein");
    html_raw(html, "<button>Afmelden</button>");
    form_end(call);
    html_raw(html, "</div>");
    buf_release(&rollen);
}

void page_begin(struct call *call, const char *title)
{
    struct html *html = &call->html;
    head(call, title);
    html_raw(html, "<header><a class=\"merk\" href=\"/\">dubbelloop</a>");
    if (call->sessie.naam[0]) {
        who(call);
        menu(call);
    }
    html_raw(html, "</header><main id=\"inhoud\" tabindex=\"-1\">");
    html_element_string(html, "h1", title);
}

void page_end(struct call *call)
{
    html_raw(&call->html, "</main></body></html>\n");
}

void form_begin(struct call *call, const char *action, const char *class)
{
    html_open(&call->html, "form", "method", "post", "action", action, "class", class, NULL);
    form_hidden(call, "_csrf", text_of(call->sessie.csrf));
}

void form_end(struct call *call)
{
    html_close(&call->html, "form");
}

void form_hidden(struct call *call, const char *name, struct text value)
{
    html_begin(&call->html, "input");
    html_attribute(&call->html, "type", TEXT("hidden"));
    html_attribute(&call->html, "name", text_of(name));
    html_attribute(&call->html, "value", value);
    html_begun(&call->html);
}

void form_text_field(struct call *call, const char *label, const char *name, struct text value, bool required)
{
    struct html *html = &call->html;
    html_open(html, "label", NULL);
    html_string(html, label);
    html_raw(html, " ");
    html_begin(html, "input");
    html_attribute(html, "name", text_of(name));
    html_attribute(html, "value", value);
    if (required)
        html_attribute(html, "required", TEXT(""));
    html_begun(html);
    html_close(html, "label");
}

void reply_see_other(struct call *call, const char *url)
{
    call->reply.status = 303;
    call->reply.location.n = 0;
    buf_text(&call->reply.location, url);
}

void reply_refused(struct call *call, unsigned status, const char *title, const char *text)
{
    call->reply.status = status;
    call->html.out.n = 0;
    page_begin(call, title);
    html_element_string(&call->html, "p", text);
    page_end(call);
}

void reply_again(struct call *call, unsigned status, const char *title, const char *text)
{
    struct buf action = {0};
    buf_add(&action, call->request.path.at, call->request.path.n);
    call->reply.status = status;
    call->html.out.n = 0;
    page_begin(call, title);
    html_element_string(&call->html, "p", text);
    form_begin(call, buf_string(&action), NULL);
    for (size_t i = 0; i < call->request.form.n; i++) {
        const struct param *param = &call->request.form.param[i];
        struct buf name = {0};
        buf_add(&name, param->name.at, param->name.n);
        if (!text_equal(param->name, TEXT("_csrf")) && !param->file.n)
            form_hidden(call, buf_string(&name), param->value);
        buf_release(&name);
    }
    html_raw(&call->html, "<button class=\"hoofd\">Opnieuw versturen</button>");
    form_end(call);
    page_end(call);
    buf_release(&action);
}

bool reply_file_open(struct call *call, struct outfile *out, struct error *err)
{
    char *folder = folder_of(call->desk->db);
    *out = (struct outfile){.fd = tempfile_open(folder)};
    free(folder);
    return out->fd >= 0 || error_set(err, STATUS_FAILED, "beside the database no temporary file can be made");
}

bool reply_file(struct call *call, struct outfile *out, const char *name, const char *type, struct error *err)
{
    if (!outfile_finish(out, err))
        return false;
    call->reply.fd = out->fd;
    out->fd = -1;
    call->reply.type = type;
    call->reply.filename.n = 0;
    buf_text(&call->reply.filename, name);
    return true;
}

/* A path of ours, with what may stand behind it. A second slash or a backslash would make it another house's. */
static bool is_ours(struct text path)
{
    return path.n && path.at[0] == '/' && !(path.n > 1 && (path.at[1] == '/' || path.at[1] == '\\'))
           && text_is_recordable(path);
}

const char *terug_of(struct call *call, const char *otherwise)
{
    struct text terug = form_of(&call->request, "terug");
    if (!terug.n)
        terug = query_of(&call->request, "terug");
    return is_ours(terug) ? terug.at : otherwise; /* a request's texts have a NUL behind them */
}

bool call_change(struct call *call, struct store *store, struct error *err)
{
    return store_open_change(store, call->desk->db, WRITER_WAIT, err);
}

/* When this person was here before. */
static bool find_vorige(struct call *call, struct text naam, char vorige[static INZAGE_TIME], struct error *err)
{
    struct inzage_lines standing;
    struct store store = STORE_CLOSED;
    char *path = inzage_journal_path(call->desk->db);
    bool ok = inzage_journal_read(path, &standing, err) && store_open_read(&store, call->desk->db, err)
              && inzage_last(&store, &standing, naam, vorige, err);
    store_close(&store);
    inzage_lines_release(&standing);
    free(path);
    return ok;
}

bool call_enter(struct call *call, struct text naam, unsigned rechten, struct error *err)
{
    struct desk *desk = call->desk;
    const struct inzage look = {.inlog = naam, .blad = TEXT("/aanmelden")};
    char vorige[INZAGE_TIME];
    if (!find_vorige(call, naam, vorige, err) || !inzage_add(desk->inzage, &look, 1, err))
        return false;
    sessies_begin(desk->sessies, naam, rechten, vorige, &call->sessie);
    call->reply.cookie = &call->sessie;
    return true;
}

bool call_looks(struct call *call, const struct look *look, size_t n, struct error *err)
{
    struct inzage *all = xcalloc(n ? n : 1, sizeof *all);
    for (size_t i = 0; i < n; i++)
        all[i] = (struct inzage){.inlog = text_of(call->sessie.naam),
                                 .blad = text_of(call->route->path),
                                 .patient = look[i].patient,
                                 .bevinding_id = look[i].bevinding_id,
                                 .reden = text_of(call->sessie.reden)};
    const bool ok = n == 0 || inzage_add(call->desk->inzage, all, n, err);
    free(all);
    return ok;
}

bool call_look(struct call *call, struct text patient, struct text bevinding_id, struct error *err)
{
    return call_looks(call, &(const struct look){patient, bevinding_id}, 1, err);
}
