/* filters.h - the options that say which findings: the same for every verb that takes them. */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include "store/bevindingen.h"

/* As given on the command line; "" and 0 = not given. */
struct filter_options {
    const char *status, *zekerheid, *categorie, *agb, *uzovi, *patient, *period, *min_bedrag, *oordeel, *antwoord;
    unsigned since;
    bool herzien;
};
#define FILTER_OPTIONS ((struct filter_options){"", "", "", "", "", "", "", "", "", "", 0, false})

/* Their rows of a struct option_spec array. */
#define FILTER_SPECS(options)                                                                                          \
    {"status", OPTION_TEXT, &(options).status}, {"zekerheid", OPTION_TEXT, &(options).zekerheid},                      \
        {"categorie", OPTION_TEXT, &(options).categorie}, {"agb", OPTION_TEXT, &(options).agb},                        \
        {"uzovi", OPTION_TEXT, &(options).uzovi}, {"patient", OPTION_TEXT, &(options).patient},                        \
        {"period", OPTION_TEXT, &(options).period}, {"min-bedrag", OPTION_TEXT, &(options).min_bedrag},                \
        {"oordeel", OPTION_TEXT, &(options).oordeel}, {"antwoord", OPTION_TEXT, &(options).antwoord}, {"since", OPTION_NUMBER, &(options).since},                      \
        {"herzien", OPTION_FLAG, &(options).herzien}

/* Fills the filter; its texts are borrowed from the options. NULL, or what is wrong with them. */
const char *filters_read(const struct filter_options *options, struct bevinding_filter *filter);

/* 2023 or 2023Q2 -> its days; an empty text leaves `period` alone. */
bool period_read(const char *text, struct period *period);

#endif
