/* line_csv.c - see line_csv.h. */
#include "report/line_csv.h"

#include "csv/csv_record.h"

/* A number of fixed width, empty for 0 where zeros count as empty. */
static struct text fixed(uint64_t value, int width, bool or_empty, char *room)
{
    digits_print(value, width, room);
    return (struct text){room, or_empty && value == 0 ? 0 : (size_t)width};
}

static struct text date(day d, char *room)
{
    day_print(d, room);
    return (struct text){room, DAY_TEXT};
}

struct text line_value(const struct line *line, enum column column, char room[static 32])
{
    static const struct text none = {"", 0};
    /* "3332/A1" is a patient without a BSN; no BSN and no opaque id has a '/'. */
    bool known = !memchr(line->patient.at, '/', line->patient.n);
    switch (column) {
    case COL_BSN:
        return known ? line->patient : none;
    case COL_VERZEKERDENNUMMER:
        return line->verzekerdennummer;
    case COL_UZOVI:
        return fixed(line->uzovi, 4, false, room);
    case COL_AGB_DECLARANT:
        return fixed(line->agb_declarant, 8, false, room);
    case COL_AGB_UITVOERDER:
        return fixed(line->agb_uitvoerder, 8, true, room);
    case COL_SPECIALISME:
        return fixed(line->specialisme, 4, true, room);
    case COL_PRESTATIECODELIJST:
        return fixed(line->lijst, 3, true, room);
    case COL_PRESTATIECODE:
        return line->prestatiecode;
    case COL_ZORGPRODUCTCODE:
        return fixed(line->zorgproduct, 9, true, room);
    case COL_VERWIJSDIAGNOSECODE:
        return line->verwijsdiagnose ? number_text(line->verwijsdiagnose, room) : none;
    case COL_DIAGNOSECODE:
        return line->diagnosecode;
    case COL_BEGINDATUM:
        return date(line->period.first, room);
    case COL_EINDDATUM:
        return date(line->period.last, room);
    case COL_AANTAL:
        return number_text(line->aantal, room);
    case COL_BEDRAG_CENT:
        return number_text(line->bedrag_cent, room);
    case COL_DEBET_CREDIT:
        return line->credit ? TEXT("C") : TEXT("D");
    case COL_REFERENTIENUMMER:
        return line->referentie;
    case COL_VORIG_REFERENTIENUMMER:
        return line->vorig;
    case COLUMNS:
        break;
    }
    return none;
}

void line_csv_header(struct buf *out)
{
    for (int c = 0; c < COLUMNS; c++) {
        buf_text(out, column_name[c]);
        buf_add(out, ",", 1);
    }
    buf_text(out, "bestand,regelnummer\n");
}

void line_csv(const struct line *line, struct text bestand, struct buf *out)
{
    char room[32];
    for (int c = 0; c < COLUMNS; c++) {
        csv_add_field(out, line_value(line, (enum column)c, room));
        buf_add(out, ",", 1);
    }
    csv_add_field(out, bestand);
    buf_printf(out, ",%llu\n", (unsigned long long)line->regelnr);
}
