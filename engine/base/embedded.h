/* embedded.h - the files inside the program: what engine/tools/embed.c makes of conflict_tables/, schema/, the page of
 * spiegel/overzicht.c, and what the pages of web/ ask for. */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *name; /* NULL behind the last */
    const unsigned char *content;
    size_t n;
};
extern const struct embedded_file embedded_tables[], embedded_schema[], embedded_overzicht[], embedded_web[];

#endif
