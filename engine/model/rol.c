#include "model/rol.h"

const char *const rol_name[ROLLEN] = {"declarant", "ketencontractant"};
