/* page_titels.c - per contractant, programme or title, and quarter: what is declared beside what is agreed. */
#include "passes/titels.h"
#include "report/titels_report.h"
#include "store/ledger.h"
#include "web/bladeren.h"
#include "web/cijfers.h"
#include "web/pages.h"

static bool titels_filters(struct call *call, struct error *err)
{
    struct html *html = &call->html;
    html_raw(html, "<form class=\"filters\" method=\"get\" action=\"/titels\">");
    bool ok = show_filter(call, "Verzekeraar (uzovi)", "uzovi", QUERY_INSURERS, err)
              && show_filter(call, "Programma of titel", "programma", QUERY_TITELS_PROGRAMMAS, err);
    html_raw(html, "<label>Contractant (AGB) <input name=\"agb\" inputmode=\"numeric\" maxlength=\"8\" "
                   "pattern=\"[0-9]{8}\" title=\"8 cijfers\" data-zoek");
    html_attribute(html, "value", query_digits(call, "agb", 8));
    html_raw(html, "></label><button>Tonen</button></form>");
    return ok;
}

/* A page only reads: who wants the figures of a later run asks for them. */
static void form_bijwerken(struct call *call, int64_t run, int64_t counted)
{
    html_raw(&call->html, "<p class=\"fout\">");
    if (counted)
        html_printf(&call->html, "Deze cijfers zijn van run %lld; intussen is er run %lld.", (long long)counted,
                    (long long)run);
    else
        html_string(&call->html, "De cijfers per titel zijn nog niet uitgerekend.");
    html_close(&call->html, "p");
    form_begin(call, "/titels", "knoppen");
    html_raw(&call->html, "<button class=\"hoofd\">Uitrekenen over alle opgeslagen regels</button></form>");
}

static bool show_titels(struct call *call, struct error *err)
{
    const struct query_param param[] = {{":uzovi", query_digits(call, "uzovi", 4)},
                                        {":agb_declarant", query_digits(call, "agb", 8)},
                                        {":programma", query_of(&call->request, "programma")},
                                        {":op", TEXT("boven")}};
    const bool ok = titels_filters(call, err);
    html_raw(&call->html, "<p class=\"stil\">Wat het meest boven tarief of budget uitkomt staat bovenaan. Het zijn "
                          "cijfers, geen bevindingen: een mens beoordeelt ze.</p>");
    say_few_patients(call);
    return ok
           && show_listing(call,
                           &(struct listing){.table = &titels_table,
                                             .query = QUERY_TITELS,
                                             .param = param,
                                             .params = sizeof param / sizeof *param,
                                             .few = true},
                           err);
}

bool page_titels(struct call *call, struct error *err)
{
    int64_t run = 0, counted = 0;
    page_begin(call, "Titels");
    bool ok = ledger_last_run(&call->store, &run, err) && titels_run(&call->store, &counted, err);
    if (ok && run != counted)
        form_bijwerken(call, run, counted);
    if (ok && counted) /* before that an empty table would say that there is nothing */
        ok = show_titels(call, err);
    page_end(call);
    return ok;
}

enum { TITELS_WAIT = 5 }; /* seconds for who is writing */

bool action_titels(struct call *call, struct error *err)
{
    struct store store = STORE_CLOSED;
    struct progress progress = {0};
    unsigned threads;
    bool changed = false;
    if (!work_begin(call, &threads)) {
        refuse_busy(call);
        return true;
    }
    bool ok = titels_open(&store, call->desk->db, TITELS_WAIT, threads, &progress, &changed, err)
              && (!changed || store_commit(&store, err));
    store_close(&store);
    work_end(call);
    if (ok)
        reply_see_other(call, "/titels");
    return ok;
}
