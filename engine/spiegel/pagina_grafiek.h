/* pagina_grafiek.h - the two graphs of page 1. */
#ifndef SPIEGEL_PAGINA_GRAFIEK_H
#define SPIEGEL_PAGINA_GRAFIEK_H

#include "spiegel/pagina_teken.h"

/* The funnel of the group in a box: y/E against E, with the limits, and the provider's own dot when it has one
 * (kwartaal_vergelijkbaar). Only when peers may be shown (groep_toonbaar), and the group has a dot. */
void teken_funnel(struct tekenaar *tekenaar, const struct rapport *rapport, double x, double y, double w, double h);
/* Whether E is drawn in some quarter. */
bool trend_heeft_verwachting(const struct rapport *rapport);
/* y and E over eight quarters in a box; E only when peers may be shown, and then for quarters that are
 * kwartaal_vergelijkbaar. */
void teken_trend(struct tekenaar *tekenaar, const struct rapport *rapport, double x, double y, double w, double h);

#endif
