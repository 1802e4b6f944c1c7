/* lijst_form.h - the forms that say which findings: the filters of a list, and the search. */
#ifndef WEB_LIJST_FORM_H
#define WEB_LIJST_FORM_H

#include "web/lijst.h"

/* Every filter, the order and the size of a page, as the list has them: sent in the address. */
void lijst_filters(struct call *call, const struct lijst *lijst);
/* One field for a finding, a provider or a patient: sent as a form, since a patient may not stand in an address. */
void lijst_search(struct call *call);

#endif
