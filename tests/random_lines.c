/* random_lines.c - see random_lines.h. */
#include "random_lines.h"

#include "dossier/line_pack.h"

static struct text random_text(struct random *random, char *room, size_t max, bool may_be_empty)
{
    size_t n = one_in(random, 20) ? max : 1 + random_below(random, max < 4 ? max : 4);
    if (may_be_empty && one_in(random, 2))
        n = 0;
    for (size_t i = 0; i < n; i++)
        room[i] = "AB19\xC3"[random_below(random, 5)];
    return (struct text){room, n};
}

/* 0 half of the time, else 1..most. */
static uint64_t random_number(struct random *random, uint64_t most)
{
    static const uint64_t small[] = {1, 2, 8, 127, 128, 255, 256};
    switch (random_below(random, 4)) {
    case 0:
        return 1 + random_next(random) % most;
    case 1:
        return small[random_below(random, COUNT_OF(small))] % (most + 1);
    default:
        return 0;
    }
}

bool change_column(struct random *random, struct line *line, struct line_room *room, unsigned column)
{
    struct text was;
    uint64_t before;
#define CHANGE_TEXT(member, i, max, empty)                                                                             \
    was = line->member;                                                                                                \
    line->member = random_text(random, room->text[i], (max), (empty));                                                 \
    return !text_equal(was, line->member)
#define CHANGE_NUMBER(member, value)                                                                                   \
    before = (uint64_t)line->member;                                                                                   \
    line->member = (__typeof__(line->member))(value);                                                                  \
    return before != (uint64_t)line->member
    switch (column) {
    case 0: CHANGE_TEXT(verzekerdennummer, 0, 60, true);
    case 1: CHANGE_TEXT(prestatiecode, 1, PRESTATIECODE_MAX, false);
    case 2: CHANGE_TEXT(diagnosecode, 2, DIAGNOSECODE_MAX, true);
    case 3: CHANGE_TEXT(referentie, 3, 80, false);
    case 4: CHANGE_TEXT(vorig, 4, 80, true);
    case 5: CHANGE_NUMBER(agb_declarant, random_number(random, 99999999));
    case 6: CHANGE_NUMBER(agb_uitvoerder, random_number(random, 99999999));
    case 7: CHANGE_NUMBER(zorgproduct, random_number(random, 999999999));
    case 8: CHANGE_NUMBER(verwijsdiagnose, random_number(random, 99999999));
    case 9: CHANGE_NUMBER(aantal, random_number(random, 999999999));
    case 10: CHANGE_NUMBER(uzovi, random_number(random, 9999));
    case 11: CHANGE_NUMBER(specialisme, random_number(random, 9999));
    case 12: CHANGE_NUMBER(lijst, random_number(random, 999));
    case 13: CHANGE_NUMBER(credit, one_in(random, 2));
    case 14: CHANGE_NUMBER(period.first, random_below(random, (size_t)line->period.last + 1));
    case 15:
        CHANGE_NUMBER(period.last,
                      line->period.first + (day)random_below(random, (size_t)(DAY_LAST - line->period.first) + 1));
    default: CHANGE_NUMBER(bedrag_cent, random_number(random, UINT64_C(999999999999)));
    }
#undef CHANGE_TEXT
#undef CHANGE_NUMBER
}

struct line random_line(struct random *random, struct line_room *room)
{
    struct line line = {.verzekerdennummer = {"", 0}};
    for (unsigned c = 0; c < LINE_COLUMNS; c++)
        change_column(random, &line, room, c);
    line.period.first = (day)random_below(random, DAY_LAST + 1);
    line.period.last = line.period.first;
    if (one_in(random, 2))
        change_column(random, &line, room, 15);
    return line;
}

const struct record *record_of(struct arena *arena, const struct line *line)
{
    uint8_t packed[LINE_PACK_MAX];
    size_t n = line_pack(line, packed);
    struct record *record = arena_alloc(arena, sizeof *record + line->patient.n + n);
    *record = (struct record){.regelnr_low = (uint32_t)line->regelnr, .regelnr_high = line->regelnr >> 32 & 0x1FFF, .bestand = line->bestand,
                              .patient_n = line->patient.n & 0x1FF, .content_n = n & 0x1FF};
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
