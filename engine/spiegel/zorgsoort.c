#include "spiegel/zorgsoort.h"

#include <stddef.h>

/* Only the kinds that declare keten care or what stands beside it. Another one is named by its number. */
static const char *const naam[100] = {
    [1] = "huisartsen",
    [3] = "medisch specialisten",
    [6] = "ziekenhuizen",
    [22] = "zelfstandige behandelcentra",
    [24] = "diëtisten",
    [26] = "podotherapeuten",
    [37] = "gezondheidscentra",
    [44] = "optometristen",
    [50] = "laboratoria",
    [53] = "samenwerkingsverbanden",
    [96] = "pedicures",
};

const char *zorgsoort_naam(unsigned zorgsoort)
{
    return zorgsoort < sizeof naam / sizeof *naam ? naam[zorgsoort] : NULL;
}
