/* patient.h - the patient of --patient: as typed, or, in a database of pseudonyms, what stands there for the number. */
#ifndef CLI_PATIENT_H
#define CLI_PATIENT_H

#include "base/secret.h"
#include "store/store.h"

struct patient_option {
    const char *given, *key; /* --patient, --pseudonym-key; "" = not given */
    char pseudonym[PSEUDONYM_N + 1];
};
#define PATIENT_OPTION ((struct patient_option){.given = "", .key = ""})
#define PATIENT_SPECS(option)                                                                                          \
    {"patient", OPTION_TEXT, &(option).given}, {"pseudonym-key", OPTION_TEXT, &(option).key}

/* Part of the help of a verb that takes them. */
#define PATIENT_HELP                                                                                                   \
    "  --pseudonym-key FILE  in a database of pseudonyms: the key, so that --patient may be the number itself;\n"      \
    "                        without it --patient is the pseudonym\n"

/* Fills `*patient`, which is borrowed from the option; empty: none was given. Wrong use: a number where the database has
 * pseudonyms, or a key that is not the database's. */
bool patient_read(struct patient_option *option, struct store *store, struct text *patient, struct error *err) MUST_CHECK;

#endif
