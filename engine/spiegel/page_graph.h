/* page_graph.h - the two graphs of page 1. */
#ifndef SPIEGEL_PAGE_GRAPH_H
#define SPIEGEL_PAGE_GRAPH_H

#include "spiegel/canvas.h"

/* The funnel of the group in a box: y/E against E, with the limits, and the provider's own dot when it has one
 * (kwartaal_comparable). Only when peers may be shown (groep_showable), and the group has a dot. */
void draw_funnel(struct canvas *t, const struct rapport *rapport, double x, double y, double w, double h);
/* Whether some quarter is marked: more than a tenth of it was not checked. */
bool trend_has_partly(const struct rapport *rapport);
/* Whether E is drawn in some quarter. */
bool trend_has_expectation(const struct rapport *rapport);
/* y and E over eight quarters in a box; E only when peers may be shown, and then for quarters that are
 * kwartaal_comparable. */
void draw_trend(struct canvas *t, const struct rapport *rapport, double x, double y, double w, double h);

#endif
