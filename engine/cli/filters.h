/* filters.h - the options that say which findings: the same for every verb that takes them. */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include "cli/patient.h"
#include "store/bevindingen.h"

/* As given on the command line; "" and 0 = not given. */
struct filter_options {
    const char *status, *zekerheid, *categorie, *agb, *uzovi, *period, *min_bedrag, *oordeel, *antwoord;
    struct patient_option patient;
    unsigned since;
    bool herzien;
};
#define FILTER_OPTIONS ((struct filter_options){"", "", "", "", "", "", "", "", "", PATIENT_OPTION, 0, false})

/* Their rows of a struct option_spec array. */
#define FILTER_SPECS(options)                                                                                          \
    {"status", OPTION_TEXT, &(options).status}, {"zekerheid", OPTION_TEXT, &(options).zekerheid},                      \
        {"categorie", OPTION_TEXT, &(options).categorie}, {"agb", OPTION_TEXT, &(options).agb},                        \
        {"uzovi", OPTION_TEXT, &(options).uzovi}, PATIENT_SPECS((options).patient),                                    \
        {"period", OPTION_TEXT, &(options).period}, {"min-bedrag", OPTION_TEXT, &(options).min_bedrag},                \
        {"oordeel", OPTION_TEXT, &(options).oordeel}, {"antwoord", OPTION_TEXT, &(options).antwoord}, {"since", OPTION_NUMBER, &(options).since},                      \
        {"herzien", OPTION_FLAG, &(options).herzien}

/* Fills the filter, but for the patient, who is for patient_read; its texts are borrowed from the options. NULL, or what
 * is wrong with them. */
const char *filters_read(const struct filter_options *options, struct bevinding_filter *filter);

/* 2023 or 2023Q2 -> its days; an empty text leaves `period` alone. */
bool period_read(const char *text, struct period *period);

#endif
