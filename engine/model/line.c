/* line.c - see line.h. */
#include "model/line.h"

const char *const column_name[COLUMNS] = {
    [COL_BSN] = "bsn",
    [COL_VERZEKERDENNUMMER] = "verzekerdennummer",
    [COL_UZOVI] = "uzovi",
    [COL_AGB_DECLARANT] = "agb_declarant",
    [COL_AGB_UITVOERDER] = "agb_uitvoerder",
    [COL_SPECIALISME] = "specialisme",
    [COL_PRESTATIECODELIJST] = "prestatiecodelijst",
    [COL_PRESTATIECODE] = "prestatiecode",
    [COL_ZORGPRODUCTCODE] = "zorgproductcode",
    [COL_VERWIJSDIAGNOSECODE] = "verwijsdiagnosecode",
    [COL_DIAGNOSECODE] = "diagnosecode",
    [COL_BEGINDATUM] = "begindatum",
    [COL_EINDDATUM] = "einddatum",
    [COL_AANTAL] = "aantal",
    [COL_BEDRAG_CENT] = "bedrag_cent",
    [COL_DEBET_CREDIT] = "debet_credit",
    [COL_REFERENTIENUMMER] = "referentienummer",
    [COL_VORIG_REFERENTIENUMMER] = "vorig_referentienummer",
};

void digits_print(uint64_t number, int width, char *out)
{
    out[width] = '\0';
    while (width-- > 0) {
        out[width] = (char)('0' + number % 10);
        number /= 10;
    }
}
