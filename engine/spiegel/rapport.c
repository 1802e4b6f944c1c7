#include "spiegel/rapport.h"

const char *const verdict_name[VERDICTS] = {"te klein om te beoordelen", "binnen verwachting", "hoger dan verwacht"};
