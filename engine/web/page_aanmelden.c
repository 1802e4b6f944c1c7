/* page_aanmelden.c - who you are, and why you look at patients. */
#include <stdio.h>
#include <string.h>

#include "web/pages.h"

bool page_aanmelden(struct call *call, struct error *err)
{
    struct desk *desk = call->desk;
    if (!desk->token_user || !geheim_equal(query_of(&call->request, "token"), desk->token)) {
        reply_refused(call, 403, "Deze link geldt niet",
                      "Open de link die dubbelloop serve op het scherm zette toen het begon. "
                      "Begint het opnieuw, dan komt er een nieuwe.");
        return true;
    }
    if (!call_enter(call, text_of(desk->token_user), RECHT_ALLES, err))
        return false;
    reply_see_other(call, "/");
    return true;
}

bool action_afmelden(struct call *call, struct error *err)
{
    (void)err;
    sessies_end(call->desk->sessies, call->sessie.id);
    call->sessie = (struct sessie){0};
    call->reply.forget = true;
    reply_refused(call, 200, "Afgemeld", "U bent afgemeld. Sluit de browser als anderen deze computer gebruiken.");
    return true;
}

static void reden_form(struct call *call, const char *wrong)
{
    struct html *html = &call->html;
    page_begin(call, "Waarom kijkt u?");
    html_raw(html, "<p>Wie gegevens van een verzekerde bekijkt, legt vast waarom. Uw reden staat bij elke inzage, tot "
                   "u een andere geeft of u afmeldt. Noem geen verzekerde: een zaak, een onderzoek of een vraag "
                   "volstaat.</p>");
    if (wrong)
        html_open(html, "p", "class", "fout", "role", "alert", NULL), html_string(html, wrong), html_close(html, "p");
    form_begin(call, "/reden", "opgave");
    form_hidden(call, "terug", text_of(terug_of(call, "/")));
    html_raw(html, "<label>Reden van inzage <input name=\"reden\" maxlength=\"390\" required autofocus");
    html_attribute(html, "value", text_of(call->sessie.reden));
    html_begun(html);
    html_raw(html, "</label><button class=\"hoofd\">Vastleggen</button>");
    form_end(call);
    page_end(call);
}

bool page_reden(struct call *call, struct error *err)
{
    (void)err;
    reden_form(call, NULL);
    return true;
}

bool action_reden(struct call *call, struct error *err)
{
    struct text reden = text_trim(form_of(&call->request, "reden"));
    (void)err;
    if (!text_is_recordable(reden) || reden.n >= REDEN_MAX) {
        call->reply.status = 400;
        reden_form(call, "Schrijf in een regel waarom u kijkt, in ten hoogste 390 tekens.");
        return true;
    }
    sessies_set_reden(call->desk->sessies, call->sessie.id, reden);
    reply_see_other(call, terug_of(call, "/"));
    return true;
}
