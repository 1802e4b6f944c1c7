/* filters.h - the options that say which findings: the same for every verb that takes them. */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include "cli/patient.h"
#include "store/selectie.h"
#include "store/voorkomt.h"

/* As given on the command line. */
struct filter_values {
    struct selectie selectie;
    struct patient_option patient;
};
/* Into a struct filter_values, but for the patient: patient_options are a group beside them. */
extern const struct option filter_options[];
/* The filters in the user's words. Who the patient is, is not told. */
void filters_say(const struct filter_values *values, struct buf *out);

/* Fills the filter, but for the patient, who is for patient_read; its texts are borrowed from the values. NULL, or what
 * is wrong with them. */
const char *filters_read(const struct filter_values *values, struct bevinding_filter *filter);

/* Says on standard error which values of the filter occur nowhere in the database. */
bool filters_say_absent(struct store *store, const struct bevinding_filter *filter, struct error *err) MUST_CHECK;

#endif
