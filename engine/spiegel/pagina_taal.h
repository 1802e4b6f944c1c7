/* pagina_taal.h - numbers, dates and names as a Dutch reader expects them. What is returned lives until the next
 * pagina_write. */
#ifndef SPIEGEL_PAGINA_TAAL_H
#define SPIEGEL_PAGINA_TAAL_H

#include "spiegel/pagina_teken.h"

const char *nl_aantal(struct tekenaar *tekenaar, uint64_t number);                 /* 12.345 */
const char *nl_getal(struct tekenaar *tekenaar, double number, int decimals);      /* 1.234,5; at most 5 decimals */
/* The same, with more decimals, up to 5, for what would otherwise be shown as 0 and is not: 0,04. */
const char *nl_klein(struct tekenaar *tekenaar, double number, int decimals);
const char *nl_verwacht(struct tekenaar *tekenaar, double expected); /* 10,4; 0,04; 12.345 from 1000 on */
const char *nl_euro(struct tekenaar *tekenaar, int64_t cent);                      /* € 1.234,50 */
const char *nl_datum(struct tekenaar *tekenaar, day d);                            /* 1 april 2023 */
const char *nl_kwartaal(struct tekenaar *tekenaar, const char kwartaal[static 7]); /* 2e kwartaal 2023 */
const char *nl_kwartaal_kort(struct tekenaar *tekenaar, const char kwartaal[static 7]); /* 2e kw. 2023 */
/* Date of a time YYYY-MM-DDTHH:MM:SSZ. */
const char *nl_datum_van(struct tekenaar *tekenaar, struct text time);

/* What to call the members of a group. */
struct soort_woord {
    const char *een, *meer; /* praktijk, praktijken */
};
struct soort_woord nl_soort(const struct groep_cijfers *groep);

#endif
