/* bewijs.h - the proof of a finding as a page tells it: what `explain` tells, made from the same facts. */
#ifndef WEB_BEWIJS_H
#define WEB_BEWIJS_H

#include "web/feiten.h"
#include "web/html.h"

/* All of it but what was said and done since (history, verdicts, answers), which a page has of a finding without a
 * proof as well. Headings are of level 3. */
void bewijs_show(struct html *html, const struct feiten *feiten);

#endif
