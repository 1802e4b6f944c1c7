#include "model/antwoord.h"

#include <stddef.h>

const char *const antwoord_name[ANTWOORDEN + 1] = {"geen", "credit", "terecht", "onbekend", NULL};
