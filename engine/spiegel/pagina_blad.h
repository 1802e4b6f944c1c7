/* pagina_blad.h - what stands on the two pages. */
#ifndef SPIEGEL_PAGINA_BLAD_H
#define SPIEGEL_PAGINA_BLAD_H

#include "spiegel/pagina_teken.h"

const char *blad_titel(const struct rapport *rapport);
void blad_een(struct tekenaar *tekenaar, const struct rapport *rapport);
void blad_twee(struct tekenaar *tekenaar, const struct rapport *rapport);

#endif
