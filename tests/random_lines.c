/* random_lines.c - see random_lines.h. */
#include "random_lines.h"

#include "dossier/line_pack.h"
#include "report/line_csv.h"

/* Values at random; without `random` the one that takes most bytes. */
static struct text random_text(struct random *random, char *room, size_t max, bool may_be_empty)
{
    size_t n = !random || one_in(random, 20) ? max : 1 + random_below(random, max < 4 ? max : 4);
    if (random && may_be_empty && one_in(random, 2))
        n = 0;
    for (size_t i = 0; i < n; i++)
        room[i] = random ? "AB19\xC3"[random_below(random, 5)] : 'X';
    return (struct text){room, n};
}

/* 0 half of the time, else 1..10^digits - 1. */
static uint64_t random_number(struct random *random, unsigned digits)
{
    static const uint64_t small[] = {1, 2, 8, 127, 128, 255, 256};
    uint64_t most = 1;
    while (digits--)
        most *= 10;
    most--;
    if (!random)
        return most;
    switch (random_below(random, 4)) {
    case 0:
        return 1 + random_next(random) % most;
    case 1:
        return small[random_below(random, COUNT_OF(small))] % (most + 1);
    default:
        return 0;
    }
}

static day random_day(struct random *random, day first, day last)
{
    return random ? first + (day)random_below(random, (size_t)(last - first) + 1) : last;
}

#define ANOTHER_TEXT(old, value) (was = (old), (old) = (value), !text_equal(was, (old)))
#define ANOTHER_NUMBER(old, value)                                                                                     \
    (before = (uint64_t)(old), (old) = (__typeof__(old))(value), before != (uint64_t)(old))
/* Gives a column of a KIND (model/line.h) another value. */
#define CHANGE_BSN(member, width, optional) false /* the caller's */
#define CHANGE_VERZEKERDE(member, width, optional) CHANGE_TEXT(member, width, optional)
#define CHANGE_TEXT(member, width, optional) ANOTHER_TEXT(line->member, random_text(random, at, 4 * (width), optional))
#define CHANGE_CODE(member, width, optional) ANOTHER_TEXT(line->member, random_text(random, at, (width), optional))
#define CHANGE_ICPC(member, width, optional) ANOTHER_TEXT(line->member, random_text(random, at, (width), optional))
#define CHANGE_DIGITS(member, width, optional) ANOTHER_NUMBER(line->member, random_number(random, (width)))
#define CHANGE_NUMBER(member, width, optional) CHANGE_DIGITS(member, width, optional)
#define CHANGE_COUNT(member, width, optional) CHANGE_DIGITS(member, width, optional)
#define CHANGE_CENT(member, width, optional) CHANGE_DIGITS(member, width, optional)
#define CHANGE_CREDIT(member, width, optional) ANOTHER_NUMBER(line->member, !random || one_in(random, 2))
#define CHANGE_BEGIN(member, width, optional) \
    ANOTHER_NUMBER(line->member, random_day(random, DAY_FIRST, line->period.last))
#define CHANGE_END(member, width, optional) \
    ANOTHER_NUMBER(line->member, random_day(random, line->period.first, DAY_LAST))

bool change_column(struct random *random, struct line *line, struct line_room *room, enum column column)
{
    char *at = room->text[column];
    struct text was;
    uint64_t before;
    switch (column) {
#define CHANGE(NAME, name, STAND, KIND, WIDTH, ZEROS, member, ...)                                                     \
    case COL_##NAME:                                                                                                   \
        return CHANGE_##KIND(member, WIDTH, !LINE_REQUIRED_##STAND);
        LINE_COLUMNS(CHANGE)
    case COLUMNS:
        break;
    }
    return false;
}

struct line random_line(struct random *random, struct line_room *room)
{
    struct line line = {.verzekerdennummer = {"", 0}};
    for (int c = COL_BSN + 1; c < COLUMNS; c++)
        change_column(random, &line, room, (enum column)c);
    line.period.first = random ? (day)random_below(random, DAY_LAST + 1) : DAY_FIRST;
    line.period.last = line.period.first;
    if (!random || one_in(random, 2))
        change_column(random, &line, room, COL_EINDDATUM);
    return line;
}

bool same_content(const struct line *a, const struct line *b)
{
    char room[2][32];
    for (int c = COL_BSN + 1; c < COLUMNS; c++)
        if (!text_equal(line_value(a, (enum column)c, room[0]), line_value(b, (enum column)c, room[1])))
            return false;
    return true;
}

const struct record *record_of(struct arena *arena, const struct line *line)
{
    uint8_t packed[LINE_PACK_MAX];
    size_t n = line_pack(line, packed);
    struct record *record = arena_alloc(arena, sizeof *record + line->patient.n + n);
    *record = (struct record){.regelnr_low = (uint32_t)line->regelnr,
                              .regelnr_high = line->regelnr >> 32 & 0x1FFF,
                              .bestand = line->bestand,
                              .patient_n = line->patient.n & 0x1FF,
                              .content_n = n & 0x1FF};
    memcpy(record->data, line->patient.at, line->patient.n);
    memcpy(record->data + line->patient.n, packed, n);
    return record;
}

static int by_record(const void *a, const void *b)
{
    return record_compare(*(const struct record *const *)a, *(const struct record *const *)b);
}

void sort_records(const struct record **record, size_t n)
{
    if (n)
        qsort(record, n, sizeof *record, by_record);
}
