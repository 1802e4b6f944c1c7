/* page_content.h - what stands on the pages. */
#ifndef SPIEGEL_PAGE_CONTENT_H
#define SPIEGEL_PAGE_CONTENT_H

#include "spiegel/canvas.h"

const char *page_title(const struct rapport *rapport);
/* How lines that are looked at are called: "regels", "keten-dbc's". */
const char *lines_name(const struct rapport *rapport, uint32_t n);
/* A sentence: what the lines of y are. */
const char *seen_words(struct canvas *t, const struct rapport *rapport);
/* Where the annex goes back to. */
const char *return_place(struct canvas *t, const struct rapport *rapport);
/* "Stel ze aan ...": to whom questions go. */
const char *contact_words(struct canvas *t, const struct rapport *rapport);
/* All pages: two, and a third when the texts of the rules take it. */
void pages_draw(struct canvas *t, const struct rapport *rapport);

#endif
