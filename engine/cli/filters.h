/* filters.h - the options that say which findings: the same for every verb that takes them. */
#ifndef CLI_FILTERS_H
#define CLI_FILTERS_H

#include "cli/patient.h"
#include "store/voorkomt.h"

/* As given on the command line; NULL and 0 = not given. */
struct filter_values {
    const char *status, *zekerheid, *categorie, *agb, *uzovi, *period, *min_bedrag, *oordeel, *antwoord,
        *eigen_risico;
    unsigned since;
    bool herzien;
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

/* 2023 or 2023Q2 -> its days; NULL leaves `period` alone. */
bool period_read(const char *text, struct period *period);

#endif
