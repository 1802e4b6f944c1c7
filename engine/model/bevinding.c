/* bevinding.c - see bevinding.h. */
#include "model/bevinding.h"

#include <stdio.h>

#include "base/digest.h"
#include "csv/csv_record.h"
#include "model/line.h"

const char *const zekerheid_name[ZEKERHEDEN] = {
    [SIGNAAL] = "signaal", [WAARSCHIJNLIJK] = "waarschijnlijk", [VAST] = "vast"};

#define WORD(name, word) [name] = word,
#define REDEN_WORD(name, word, at_most) [name] = word,
#define AT_MOST(name, word, at_most) [name] = at_most,
const char *const reden_name[REDENEN] = {REDENEN_LIST(REDEN_WORD)};
const enum zekerheid reden_at_most[REDENEN] = {REDENEN_LIST(AT_MOST)};
const char *const eigen_risico_name[EIGEN_RISICOS] = {"ja", "nee", "onbekend"};
const char *const categorie_name[CATEGORIEEN] = {CATEGORIEEN_LIST(WORD)};
const char *const regel_soort_name[REGEL_SOORTEN] = {REGEL_SOORTEN_LIST(WORD)};

const char *const verhaal_name[2] = {[VERHAAL_CONFLICT] = "conflict", [VERHAAL_KETEN] = "keten"};

static int compare_kant(const struct bevinding_kant *a, const struct bevinding_kant *b)
{
    if (a->agb != b->agb)
        return a->agb < b->agb ? -1 : 1;
    return text_compare(a->referentie, b->referentie);
}

int bevinding_compare(const struct bevinding *a, const struct bevinding *b)
{
    int order = text_compare(a->patient, b->patient);
    if (order == 0)
        order = compare_kant(&a->keten, &b->keten);
    return order ? order : compare_kant(&a->conflict, &b->conflict);
}

#define COLUMN(name, column, kind, member, title, width) [name] = {column, title, COLUMN_##kind, width},
const struct bevinding_column bevinding_column[BEVINDING_STORED] = {BEVINDING_COLUMNS_LIST(COLUMN)};

void bevinding_take_id(struct bevinding *b)
{
    char room[2][BEVINDING_VALUE];
    const struct text parts[] = {bevinding_value(b, BEV_KETEN_AGB, room[0]), b->keten.referentie,
                                 bevinding_value(b, BEV_CONFLICT_AGB, room[1]), b->conflict.referentie};
    blake2b_id(parts, 4, b->id);
}

void bevinding_id_in_fours(struct text id, char out[static BEVINDING_ID_FOURS + 1])
{
    snprintf(out, BEVINDING_ID_FOURS + 1, "%.4s-%.4s-%.4s-%.4s", id.at, id.at + 4, id.at + 8, id.at + 12);
}

bool bevinding_id_read(struct text text, char id[static 17])
{
    size_t n = 0;
    bool fours = text.n == BEVINDING_ID_FOURS;
    if (!fours && text.n != 16)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (fours && i % 5 == 4) {
            if (c != '-')
                return false;
            continue;
        }
        if (c >= 'A' && c <= 'F')
            c = (char)(c + 32);
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        id[n++] = c;
    }
    id[n] = '\0';
    return true;
}

/* How each kind is printed (in `room`, of BEVINDING_VALUE bytes, or borrowed) and read. */

static struct text print_digits(uint64_t number, int width, char *room)
{
    digits_print(number, width, room);
    return (struct text){room, (size_t)width};
}

static uint64_t number_of_digits(struct text text)
{
    uint64_t number = 0;
    return text_digits(text, 18, &number) ? number : 0;
}

static unsigned read_word(struct text text, const char *const *word, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (text_equal(text, text_of(word[i])))
            return i;
    return 0;
}

static struct text print_ID(const char *id, char *room)
{
    (void)room;
    return text_of(id);
}
static void read_ID(char (*id)[17], struct text text)
{
    memset(*id, 0, sizeof *id);
    memcpy(*id, text.at, text.n < 16 ? text.n : 16);
}

static struct text print_TEXT(struct text text, char *room)
{
    (void)room;
    return text;
}
static void read_TEXT(struct text *member, struct text text)
{
    *member = text;
}

static struct text print_DAY(day d, char *room)
{
    day_print(d, room);
    return (struct text){room, DAY_TEXT};
}
static void read_DAY(day *d, struct text text)
{
    if (day_parse(text, DAY_ISO, d) != DAY_OK)
        *d = 0;
}

/* Numbers: of a fixed width, with 0 as empty, or as they are. */
#define DIGITS(kind, type, width)                                                                                      \
    static struct text print_##kind(type number, char *room)                                                           \
    {                                                                                                                  \
        return print_digits(number, width, room);                                                                      \
    }
#define DIGITS_OR_EMPTY(kind, type, width)                                                                             \
    static struct text print_##kind(type number, char *room)                                                           \
    {                                                                                                                  \
        return number ? print_digits(number, width, room) : (struct text){"", 0};                                      \
    }
#define NUMBER(kind, type)                                                                                             \
    static struct text print_##kind(type number, char *room)                                                           \
    {                                                                                                                  \
        return number_text((int64_t)number, room);                                                                     \
    }
#define READ(kind, type) \
    static void read_##kind(type *number, struct text text) \
    { \
        *number = (type)number_of_digits(text); \
    }
DIGITS(UZOVI, uint16_t, 4)
DIGITS(AGB, uint32_t, 8)
DIGITS_OR_EMPTY(LIJST, uint16_t, 3)
DIGITS_OR_EMPTY(ZORGPRODUCT, uint32_t, 9)
NUMBER(CENT, int64_t)
NUMBER(BESTAND, uint32_t)
NUMBER(REGELNR, uint64_t)
READ(UZOVI, uint16_t)
READ(AGB, uint32_t)
READ(LIJST, uint16_t)
READ(ZORGPRODUCT, uint32_t)
READ(CENT, int64_t)
READ(BESTAND, uint32_t)
READ(REGELNR, uint64_t)

#define WORDS(kind, type, words, n)                                                                                    \
    static struct text print_##kind(enum type value, char *room)                                                       \
    {                                                                                                                  \
        (void)room;                                                                                                    \
        return text_of(words[value]);                                                                                  \
    }                                                                                                                  \
    static void read_##kind(enum type *value, struct text text)                                                        \
    {                                                                                                                  \
        *value = (enum type)read_word(text, words, n);                                                                 \
    }
WORDS(ZEKERHEID, zekerheid, zekerheid_name, ZEKERHEDEN)
WORDS(CATEGORIE, categorie, categorie_name, CATEGORIEEN)
WORDS(VERHAAL, verhaal, verhaal_name, 2)
WORDS(SOORT, regel_soort, regel_soort_name, REGEL_SOORTEN)

struct text bevinding_value(const struct bevinding *b, int column, char room[static BEVINDING_VALUE])
{
    if (bevinding_lacks(b, column))
        return (struct text){"", 0};
    switch ((enum bevinding_columns)column) {
#define PRINT(name, column, kind, member, title, width)                                                                \
    case name:                                                                                                         \
        return print_##kind(b->member, room);
        BEVINDING_COLUMNS_LIST(PRINT)
    case BEVINDING_STORED:
        break;
    }
    return (struct text){"", 0};
}

void bevinding_set(struct bevinding *b, int column, struct text value)
{
    switch ((enum bevinding_columns)column) {
#define SET(name, column, kind, member, title, width)                                                                  \
    case name:                                                                                                         \
        read_##kind(&b->member, value);                                                                                \
        break;
        BEVINDING_COLUMNS_LIST(SET)
    case BEVINDING_STORED:
        break;
    }
}

struct bevinding bevinding_keep(const struct bevinding *from, struct arena *arena)
{
    struct bevinding b = *from;
    char room[BEVINDING_VALUE];
    for (int c = 0; c < BEVINDING_STORED; c++) {
        if (bevinding_column[c].kind != COLUMN_TEXT)
            continue;
        const struct text text = bevinding_value(from, c, room);
        bevinding_set(&b, c, (struct text){arena_copy(arena, text.at, text.n), text.n});
    }
    return b;
}

void bevinding_csv_header(struct buf *out)
{
    for (int c = 0; c < BEVINDING_COLUMNS; c++) {
        buf_text(out, c ? "," : "");
        buf_text(out, bevinding_column[c].name);
    }
    buf_add(out, "\n", 1);
}

void bevinding_csv(const struct bevinding *b, struct buf *out)
{
    char room[BEVINDING_VALUE];
    for (int c = 0; c < BEVINDING_COLUMNS; c++) {
        if (c)
            buf_add(out, ",", 1);
        csv_add_field(out, bevinding_value(b, c, room));
    }
    buf_add(out, "\n", 1);
}
