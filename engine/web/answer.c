/* answer.c - see answer.h. */
#include "web/answer.h"

#include "web/routes.h"

static bool refuse(struct call *call, unsigned status, const char *title, const char *text)
{
    reply_refused(call, status, title, text);
    return false;
}

/* The message is for who keeps the machine; who sent the form must know that it counts for nothing yet. */
static void show_not_recorded(struct call *call, const struct error *err)
{
    struct buf text = {0};
    buf_printf(&text,
               "Er is niets vastgelegd. Wat u invulde staat klaar: verstuur het opnieuw. Lukt dat weer niet, geef dan "
               "deze melding aan wie dubbelloop beheert: %s",
               err->text);
    reply_again(call, 503, "Nog niet vastgelegd", buf_string(&text));
    buf_release(&text);
}

static void show_failure(struct call *call, const struct error *err)
{
    log_emit(&call->desk->log, LOG_ERROR, "failed", "%s: %s", call->route->path, err->text);
    if (err->status == STATUS_USAGE)
        reply_refused(call, 400, "Dit kan niet", err->text);
    else if (call->request.method == METHOD_POST)
        show_not_recorded(call, err);
    else
        reply_refused(call, 500, "Het ging niet", err->text);
}

static bool is_within_rate(struct call *call, struct text naam)
{
    const struct desk *desk = call->desk;
    return sessies_within_rate(desk->sessies, naam, desk->config.verzoeken_per_seconde)
           || refuse(call, 429, "Te veel verzoeken", "Wacht een ogenblik en probeer het dan opnieuw.");
}

/* In a house with a proxy it says who somebody is; what that person may, the configuration says. */
static bool known_by_proxy(struct call *call, const struct visitor *visitor)
{
    struct desk *desk = call->desk;
    unsigned rechten;
    if (!visitor->trusted)
        return refuse(call, 403, "Geen toegang",
                      "Deze werkbank is alleen te bereiken langs de aanmelding van uw huis.");
    if (!visitor->user.n || visitor->user.n >= NAAM_MAX || !text_is_recordable(visitor->user))
        return refuse(call, 401, "Niet aangemeld", "De aanmelding van uw huis zei niet wie u bent.");
    if (!web_config_rights(&desk->config, visitor->user, &rechten))
        return refuse(call, 403, "Nog geen rol",
                      "U bent aangemeld, maar hebt hier nog geen rol. De beheerder van dubbelloop kan u er een geven.");
    struct error err = {0};
    if (!is_within_rate(call, visitor->user))
        return false;
    if (sessies_find(desk->sessies, visitor->cookie, visitor->user, &call->sessie)
        || call_enter(call, visitor->user, rechten, &err))
        return true;
    show_failure(call, &err);
    return false;
}

static bool known_by_cookie(struct call *call, const struct visitor *visitor)
{
    if (sessies_find(call->desk->sessies, visitor->cookie, (struct text){"", 0}, &call->sessie))
        return is_within_rate(call, text_of(call->sessie.naam));
    return refuse(call, 401, "Niet aangemeld",
                  "Open de link die dubbelloop serve op het scherm zette toen het begon. Stond deze pagina al open, "
                  "dan is uw sessie geëindigd of is het programma opnieuw begonnen.");
}

static bool is_known(struct call *call, const struct visitor *visitor)
{
    if (call->route->how & ROUTE_OPEN)
        return true;
    return call->desk->config.user_header.n ? known_by_proxy(call, visitor) : known_by_cookie(call, visitor);
}

/* A form must bring back what was put into it. One of a page of ours, of a session that ended since, is shown again. */
static bool form_is_ours(struct call *call, const struct visitor *visitor)
{
    if (call->request.method != METHOD_POST
        || (visitor->ours && geheim_equal(form_of(&call->request, "_csrf"), call->sessie.csrf)))
        return true;
    if (visitor->ours)
        reply_again(call, 403, "Uw sessie is intussen vernieuwd",
                    "Er is nog niets vastgelegd. Wat u invulde staat klaar: verstuur het opnieuw.");
    else
        reply_refused(call, 403, "Niet uitgevoerd", "Dit formulier kwam niet van een bladzijde van dubbelloop.");
    return false;
}

static bool may_ask(struct call *call, const struct visitor *visitor)
{
    if (!is_known(call, visitor))
        return false;
    if (!call->sessie.naam[0]) /* an open route */
        return true;
    if (!call_may(call, call->route->recht))
        return refuse(call, 403, "Geen toegang", "Uw rol geeft geen toegang tot deze bladzijde of handeling.");
    return form_is_ours(call, visitor);
}

/* Who looks at patients says why, once a case. */
static bool reason_is_known(struct call *call)
{
    if (!(call->route->recht & RECHT_PATIENT) || call->route->how & ROUTE_NO_REASON || call->sessie.reden[0])
        return true;
    if (call->request.method == METHOD_POST)
        return refuse(call, 403, "Geen reden van inzage",
                      "Open eerst het blad van de bevinding en geef daar een reden van inzage op.");
    struct buf url = {0};
    buf_text(&url, "/reden");
    url_param(&url, "terug", call->request.address);
    reply_see_other(call, buf_string(&url));
    buf_release(&url);
    return false;
}

static void answer_route(struct call *call)
{
    struct error err = {0};
    bool ok = call->route->how & ROUTE_NO_STORE || store_open_read(&call->store, call->desk->db, &err);
    if (!ok || !call->route->answer(call, &err))
        show_failure(call, &err);
}

void call_answer(struct call *call, const struct visitor *visitor)
{
    bool other;
    call->store = STORE_CLOSED;
    call->reply = (struct reply){.status = 200, .fd = -1};
    call->route = route_find(&call->request, &call->argument, &other);
    if (!call->route && other)
        reply_refused(call, 405, "Dit kan hier niet", "Dit adres neemt geen formulier aan, of is zelf geen bladzijde.");
    else if (!call->route)
        reply_refused(call, 404, "Niet gevonden", "Dit adres is er niet.");
    else if (may_ask(call, visitor) && reason_is_known(call))
        answer_route(call);
    store_close(&call->store);
}

void call_release(struct call *call)
{
    html_release(&call->html);
    buf_release(&call->reply.location);
    buf_release(&call->reply.filename);
    request_release(&call->request);
}
