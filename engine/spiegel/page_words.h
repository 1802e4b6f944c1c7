/* page_words.h - numbers, dates and names as a Dutch reader expects them. What is returned lives until the next
 * page_write. */
#ifndef SPIEGEL_PAGE_WORDS_H
#define SPIEGEL_PAGE_WORDS_H

#include "spiegel/canvas.h"

const char *nl_count(struct canvas *t, uint64_t number);              /* 12.345 */
const char *nl_number(struct canvas *t, double number, int decimals); /* 1.234,5; at most 5 decimals */
/* The same, with more decimals, up to 5, for what would otherwise be shown as 0 and is not: 0,04. */
const char *nl_small(struct canvas *t, double number, int decimals);
const char *nl_expected(struct canvas *t, double expected);                     /* 10,4; 0,04; 12.345 from 1000 on */
const char *nl_euro(struct canvas *t, int64_t cent);                            /* € 1.234,50 */
const char *nl_date(struct canvas *t, day d);                                   /* 1 april 2023 */
const char *nl_kwartaal(struct canvas *t, const char kwartaal[static 7]);       /* 2e kwartaal 2023 */
const char *nl_kwartaal_short(struct canvas *t, const char kwartaal[static 7]); /* 2e kw. 2023 */
/* Date of a time YYYY-MM-DDTHH:MM:SSZ. */
const char *nl_date_of(struct canvas *t, struct text time);

/* What to call the members of a group. */
struct group_words {
    const char *one, *more; /* praktijk, praktijken */
};
struct group_words nl_group(const struct groep_cijfers *groep);

#endif
