/* Every route of the workbench, a line each: method, path, rights, whether anybody may, whether it asks no reason, with
 * TABs between. So no route can be forgotten by who tests them. */
#include <stdio.h>

#include "web/routes.h"

int main(void)
{
    for (const struct route *route = routes; route->path; route++)
        printf("%s\t%s\t%u\t%d\t%d\n", route->method == METHOD_POST ? "POST" : "GET", route->path, route->recht,
               (route->how & ROUTE_OPEN) != 0, (route->how & ROUTE_NO_REASON) != 0);
    return 0;
}
