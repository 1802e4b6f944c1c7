/* zorgsoort.h - what kind of provider the first two digits of an AGB code say it is: the AGB register of Vektis. */
#ifndef SPIEGEL_ZORGSOORT_H
#define SPIEGEL_ZORGSOORT_H

/* Dutch, plural: "huisartsen"; NULL: not known here. */
const char *zorgsoort_naam(unsigned zorgsoort);

#endif
