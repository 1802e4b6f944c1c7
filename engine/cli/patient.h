/* patient.h - the patient of --patient: as typed, or, in a database of pseudonyms, what stands there for the number. */
#ifndef CLI_PATIENT_H
#define CLI_PATIENT_H

#include "base/secret.h"
#include "cli/command.h"
#include "store/store.h"

struct patient_option {
    const char *given, *key; /* --patient, --pseudonym-key; NULL = not given */
    char pseudonym[PSEUDONYM_N + 1];
};
/* --patient and --pseudonym-key, into a struct patient_option. */
extern const struct option patient_options[];

/* Fills `*patient`, which is borrowed from the option; empty: none was given. Wrong use: a number where the database
 * has pseudonyms, or a key that is not the database's. */
bool patient_read(struct patient_option *option, struct store *store, struct text *patient,
                  struct error *err) MUST_CHECK;

#endif
