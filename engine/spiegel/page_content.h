/* page_content.h - what stands on the pages. */
#ifndef SPIEGEL_PAGE_CONTENT_H
#define SPIEGEL_PAGE_CONTENT_H

#include "spiegel/canvas.h"

const char *page_title(const struct rapport *rapport);
/* All pages: two, and a third when the texts of the rules take it. */
void pages_draw(struct canvas *t, const struct rapport *rapport);

#endif
