/* filters.h - the options that say which findings: the same for every verb that takes them. */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include "store/bevindingen.h"

/* As given on the command line; "" = not given. */
struct filter_options {
    const char *status, *zekerheid, *categorie, *agb, *uzovi;
};
#define FILTER_OPTIONS ((struct filter_options){"", "", "", "", ""})

/* Fills the filter's own members; its texts are borrowed from the options. NULL, or what is wrong with them. */
const char *filters_read(const struct filter_options *options, struct bevinding_filter *filter);

#endif
