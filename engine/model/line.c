/* line.c - see line.h. */
#include "model/line.h"

#define NAME_OF(NAME, name, ...) [COL_##NAME] = #name,
#define REQUIRED_OF(NAME, name, STAND, ...) [COL_##NAME] = LINE_REQUIRED_##STAND,
#define FORM_OF(NAME, name, STAND, KIND, WIDTH, ZEROS, member, form, names) [COL_##NAME] = form,
#define NAMES_OF(NAME, name, STAND, KIND, WIDTH, ZEROS, member, form, names) [COL_##NAME] = names,
const char *const column_name[COLUMNS] = {LINE_COLUMNS(NAME_OF)};
const bool column_required[COLUMNS] = {LINE_COLUMNS(REQUIRED_OF)};
const char *const column_form[COLUMNS] = {LINE_COLUMNS(FORM_OF)};
const char *const column_known_as[COLUMNS] = {LINE_COLUMNS(NAMES_OF)};

void digits_print(uint64_t number, int width, char *out)
{
    out[width] = '\0';
    while (width-- > 0) {
        out[width] = (char)('0' + number % 10);
        number /= 10;
    }
}
