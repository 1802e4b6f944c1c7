/* page_vandaag.c - what there is to do today. */
#include "store/queries.h"
#include "web/pages.h"

bool page_vandaag(struct call *call, struct error *err)
{
    (void)err;
    page_begin(call, "Vandaag");
    page_end(call);
    return true;
}
