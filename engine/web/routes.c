/* routes.c - see routes.h. */
#include "web/routes.h"

#include <string.h>

#include "web/pages.h"

const struct route routes[] = {
    /* path, menu, method, right, function, how. A page stands below the entry of the menu that it belongs to. */
    {"/aanmelden", NULL, METHOD_GET, RECHT_GEEN, page_aanmelden, ROUTE_OPEN | ROUTE_NO_STORE},
    {"/afmelden", NULL, METHOD_POST, RECHT_GEEN, action_afmelden, ROUTE_NO_STORE},
    {"/reden", NULL, METHOD_GET, RECHT_PATIENT, page_reden, ROUTE_NO_STORE | ROUTE_NO_REASON},
    {"/reden", NULL, METHOD_POST, RECHT_PATIENT, action_reden, ROUTE_NO_STORE | ROUTE_NO_REASON},
    {"/bestand/*", NULL, METHOD_GET, RECHT_GEEN, page_static, ROUTE_OPEN | ROUTE_NO_STORE},
    {"/", "Vandaag", METHOD_GET, RECHT_CIJFERS, page_vandaag, 0},
    {"/aanbieders", "Aanbieders", METHOD_GET, RECHT_CIJFERS, page_aanbieders, 0},
    {"/aanbieder/*", NULL, METHOD_GET, RECHT_CIJFERS, page_aanbieder, 0},
    {"/aanbieder/*", NULL, METHOD_POST, RECHT_CIJFERS, action_aanbieder, 0},
    {"/bevindingen", "Bevindingen", METHOD_GET, RECHT_PATIENT, page_bevindingen, 0},
    {"/bevinding/*", NULL, METHOD_GET, RECHT_PATIENT, page_bevinding, 0},
    {"/bevinding/*/oordeel", NULL, METHOD_POST, RECHT_PATIENT | RECHT_OORDEEL, action_oordeel, 0},
    {"/bevinding/*/notitie", NULL, METHOD_POST, RECHT_PATIENT | RECHT_OORDEEL, action_notitie, 0},
    {"/bevindingen/zoek", NULL, METHOD_POST, RECHT_PATIENT, action_zoeken, 0},
    {"/bevindingen/oordeel", NULL, METHOD_POST, RECHT_PATIENT | RECHT_OORDEEL, action_oordelen, ROUTE_NO_STORE},
    {"/bevindingen/bewaar", NULL, METHOD_POST, RECHT_PATIENT, action_lijst_bewaren, ROUTE_NO_STORE},
    {"/bevindingen/lijst-weg", NULL, METHOD_POST, RECHT_PATIENT, action_lijst_weg, ROUTE_NO_STORE},
    {"/bevindingen/*", NULL, METHOD_GET, RECHT_PATIENT, page_lijst_bestand, 0},
    {"/zaken", "Zaken", METHOD_GET, RECHT_PATIENT, page_zaken, ROUTE_NO_REASON},
    {"/zaken", NULL, METHOD_POST, RECHT_PATIENT | RECHT_OORDEEL, action_zaken, ROUTE_NO_STORE},
    {"/zaak/*", NULL, METHOD_GET, RECHT_PATIENT, page_zaak, 0},
    {"/zaak/*", NULL, METHOD_POST, RECHT_PATIENT | RECHT_OORDEEL, action_zaak, ROUTE_NO_STORE},
    {"/zaak/*/stuk", NULL, METHOD_GET, RECHT_PATIENT, page_zaak_stuk, 0},
    {"/regels", "Regels", METHOD_GET, RECHT_CIJFERS, page_regels, 0},
    {"/regel/*", NULL, METHOD_GET, RECHT_CIJFERS, page_regel, 0},
    {"/regel/*", NULL, METHOD_POST, RECHT_BEHEER, action_regel, 0},
    {"/runs", "Runs en bestanden", METHOD_GET, RECHT_CIJFERS, page_runs, 0},
    {"/levering/*", NULL, METHOD_GET, RECHT_CIJFERS, page_levering, 0},
    {"/levering/*/afhandelen", NULL, METHOD_POST, RECHT_BEHEER, action_afhandelen, ROUTE_NO_STORE},
    {"/levering/*/intrekken", NULL, METHOD_GET, RECHT_BEHEER, page_intrekken, 0},
    {"/levering/*/intrekken", NULL, METHOD_POST, RECHT_BEHEER, action_intrekken, ROUTE_NO_STORE},
    {"/titels", "Titels", METHOD_GET, RECHT_CIJFERS, page_titels, 0},
    {"/titels", NULL, METHOD_POST, RECHT_CIJFERS, action_titels, ROUTE_NO_STORE},
    {"/tabellen", "Tabellen", METHOD_GET, RECHT_CIJFERS, page_tabellen, 0},
    {"/tabellen", NULL, METHOD_POST, RECHT_BEHEER, action_tabellen, 0},
    {"/tabellen/*", NULL, METHOD_GET, RECHT_CIJFERS, page_tabellen_bestand, 0},
    {"/inzage", "Inzage", METHOD_GET, RECHT_BEHEER, page_inzage, ROUTE_NO_STORE},
    {"/hulp", "Hulp", METHOD_GET, RECHT_GEEN, page_hulp, ROUTE_NO_STORE},
    {0},
};

static bool path_fits(const char *path, const struct request *request, struct text *argument)
{
    size_t i = 0;
    *argument = (struct text){"", 0};
    for (const char *at = path + 1; *at; i++) {
        size_t n = strcspn(at, "/");
        if (i == request->segments)
            return false;
        if (n == 1 && *at == '*')
            *argument = request->segment[i];
        else if (!text_equal(request->segment[i], (struct text){at, n}))
            return false;
        at += n + (at[n] == '/');
    }
    return i == request->segments;
}

const struct route *route_find(const struct request *request, struct text *argument, bool *other)
{
    *other = false;
    for (const struct route *route = routes; route->path; route++)
        if (path_fits(route->path, request, argument)) {
            if (route->method == request->method)
                return route;
            *other = true;
        }
    return NULL;
}
