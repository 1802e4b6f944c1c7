/* line.c - see line.h. */
#include "model/line.h"

#include <string.h>

#define NAME_OF(NAME, name, ...) [COL_##NAME] = #name,
#define REQUIRED_OF(NAME, name, STAND, ...) [COL_##NAME] = LINE_REQUIRED_##STAND,
#define FORM_OF(NAME, name, STAND, KIND, WIDTH, ZEROS, member, form, names) [COL_##NAME] = (form),
#define NAMES_OF(NAME, name, STAND, KIND, WIDTH, ZEROS, member, form, names) [COL_##NAME] = names,
const char *const column_name[COLUMNS] = {LINE_COLUMNS(NAME_OF)};
const bool column_required[COLUMNS] = {LINE_COLUMNS(REQUIRED_OF)};
const char *const column_form[COLUMNS] = {LINE_COLUMNS(FORM_OF)};
const char *const column_known_as[COLUMNS] = {LINE_COLUMNS(NAMES_OF)};

bool is_word_for_nobody(struct text value)
{
    static const char *const word[] = {"-",    ".",    "?",      "na",       "n/a",     "nan", "nvt",
                                       "null", "none", "n.v.t.", "onbekend", "unknown", "geen"};
    size_t zeros = 0;
    while (zeros < value.n && value.at[zeros] == '0')
        zeros++;
    bool nobody = value.n && zeros == value.n;
    for (size_t i = 0; !nobody && i < sizeof word / sizeof *word; i++)
        nobody = text_equal_nocase(value, word[i]);
    return nobody;
}

bool patient_is_nobody(struct text patient)
{
    const char *slash = patient.n ? memchr(patient.at, '/', patient.n) : NULL;
    const size_t uzovi = slash ? (size_t)(slash - patient.at) + 1 : 0;
    return is_nobody((struct text){patient.at + uzovi, patient.n - uzovi});
}

void digits_print(uint64_t number, int width, char *out)
{
    static const char pair[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                               "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                               "8081828384858687888990919293949596979899";
    out[width] = '\0';
    for (; width > 1; width -= 2, number /= 100)
        memcpy(out + width - 2, pair + number % 100 * 2, 2);
    while (width-- > 0) {
        out[width] = (char)('0' + number % 10);
        number /= 10;
    }
}
