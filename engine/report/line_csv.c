/* line_csv.c - see line_csv.h. */
#include "report/line_csv.h"

#include "csv/csv_record.h"

static struct text fixed_digits_text(uint64_t value, unsigned width, char *room)
{
    digits_print(value, (int)width, room);
    return (struct text){room, width};
}

static struct text date(day d, char *room)
{
    day_print(d, room);
    return (struct text){room, DAY_TEXT};
}

/* A value as text, by the KIND of its column. Of `zeros` that count as empty a number of 0 is none. */
#define SHOW_BSN(value, width, zeros) \
    memchr((value).at, '/', (value).n) ? none : (value) /* 3332/A1: no BSN and no opaque id has a '/' */
#define SHOW_VERZEKERDE(value, width, zeros) value
#define SHOW_TEXT(value, width, zeros) value
#define SHOW_CODE(value, width, zeros) value
#define SHOW_ICPC(value, width, zeros) value
#define SHOW_DIGITS(value, width, zeros) (zeros) && (value) == 0 ? none : fixed_digits_text((value), (width), room)
#define SHOW_NUMBER(value, width, zeros) (value) ? number_text((value), room) : none
#define SHOW_COUNT(value, width, zeros) number_text((value), room)
#define SHOW_CENT(value, width, zeros) number_text((value), room)
#define SHOW_BEGIN(value, width, zeros) date((value), room)
#define SHOW_END(value, width, zeros) date((value), room)
#define SHOW_CREDIT(value, width, zeros) (value) ? TEXT("C") : TEXT("D")

struct text line_value(const struct line *line, enum column column, char room[static 32])
{
    static const struct text none = {"", 0};
    switch (column) {
#define SHOW(NAME, name, STAND, KIND, WIDTH, ZEROS, member, ...)                                                       \
    case COL_##NAME:                                                                                                   \
        return SHOW_##KIND(line->member, WIDTH, LINE_ZEROS_##ZEROS);
        LINE_COLUMNS(SHOW)
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
