/* page_content.h - what stands on the two pages. */
#ifndef SPIEGEL_PAGE_CONTENT_H
#define SPIEGEL_PAGE_CONTENT_H

#include "spiegel/canvas.h"

const char *page_title(const struct rapport *rapport);
void page_one(struct canvas *canvas, const struct rapport *rapport);
void page_two(struct canvas *canvas, const struct rapport *rapport);

#endif
