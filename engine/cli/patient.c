/* patient.c - see patient.h. */
#include "cli/patient.h"

const struct option patient_options[] = {
    {"patient", "P", INTO(struct patient_option, given), .help = "of this patient only"},
    {"pseudonym-key", "FILE", INTO(struct patient_option, key), .takes = VALUE_FILE,
     .help = "in a database of pseudonyms: the key, so that --patient may be the number itself; "
             "without it --patient is the pseudonym"},
    {0},
};

bool patient_read(struct patient_option *option, struct store *store, struct text *patient, struct error *err)
{
    struct pseudonyms *pseudonyms = NULL;
    char *stored = NULL;
    *patient = text_of(option->given ? option->given : "");
    if (option->key && !patient->n)
        return error_set(err, STATUS_USAGE, "--pseudonym-key goes with --patient");
    if (!patient->n)
        return true;
    bool ok = store_setting(store, STORE_KEY, &stored, err);
    if (ok && option->key) {
        ok = pseudonyms_new(&pseudonyms, option->key, 1, err)
             && store_has_key(store, stored, pseudonyms, option->key, err);
        if (ok) {
            pseudonym_of(pseudonyms, 0, *patient, option->pseudonym);
            *patient = text_of(option->pseudonym);
        }
    } else if (ok && stored && !is_pseudonym(*patient))
        ok = error_set(err, STATUS_USAGE,
                       "%s holds pseudonyms: give --patient one (%d of 0-9 and a-f), or the number with "
                       "--pseudonym-key FILE",
                       store->path, PSEUDONYM_N);
    pseudonyms_free(pseudonyms);
    free(stored);
    return ok;
}
