/* block.c - see block.h. What is written here stands in databases and never changes; another way to say a line is
 * another form. */
#include "dossier/block.h"

#include "dossier/line_pack.h"

enum { FORM = 2, ENTRY_FOLLOWS = BLOCK_ENTRIES, DIGITS = 128, DIGITS_MAX = 18, WORD_BYTES = 2 };

/* The word of a line: its flags, but for those of the product, which stand in the entry; and, in the bits of these and
 * above the others, what is as in the line before. */
enum {
    SAME_DECLARANT = 1 << 2,
    SAME_UZOVI = 1 << 3,
    SAME_VERZEKERDE = 1 << 4,
    SAME_SHAPE = 1 << 11,
    SAME_FILE = 1 << 12,
    SAME_UITVOERDER = 1 << 13,
    DECLARANT_PERFORMS = 1 << 14, /* agb_uitvoerder is agb_declarant */
    WORD_FLAGS = LINE_FLAGS & ~LINE_PRODUCT_FLAGS,
    WORD = WORD_FLAGS | SAME_DECLARANT | SAME_UZOVI | SAME_VERZEKERDE | SAME_SHAPE | SAME_FILE | SAME_UITVOERDER
           | DECLARANT_PERFORMS,
};

/* Bytes that a number of so many digits may need. */
static const uint8_t number_bytes[DIGITS_MAX + 1] = {0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8};
static const uint64_t ten_to[DIGITS_MAX + 1] = {
    1, UINT64_C(10), UINT64_C(100), UINT64_C(1000), UINT64_C(10000), UINT64_C(100000), UINT64_C(1000000),
    UINT64_C(10000000), UINT64_C(100000000), UINT64_C(1000000000), UINT64_C(10000000000), UINT64_C(100000000000),
    UINT64_C(1000000000000), UINT64_C(10000000000000), UINT64_C(100000000000000), UINT64_C(1000000000000000),
    UINT64_C(10000000000000000), UINT64_C(100000000000000000), UINT64_C(1000000000000000000)};

/* ---- writing ---- */

static uint8_t *put_little(uint8_t *to, uint64_t number, size_t bytes)
{
    const uint64_t little = htole64(number);
    memcpy(to, &little, sizeof little); /* of which the next writes over what is too much */
    return to + bytes;
}

/* Eight digits at a time, the last eight of them over others that count as zeros then. */
static inline bool reads_number(struct text text, uint64_t *number)
{
    uint32_t high, low;
    if (text.n <= 8 || text.n > 16)
        return text_digits(text, DIGITS_MAX, number);
    const uint64_t zeros = UINT64_C(0x3030303030303030), over = (UINT64_C(1) << (8 * (16 - text.n))) - 1;
    const uint64_t last = (load_eight(text.at + text.n - 8) & ~over) | (zeros & over);
    const bool good = (int)eight_digits(load_eight(text.at), &high) & (int)eight_digits(last, &low);
    *number = high * ten_to[text.n - 8] + low;
    return good;
}

static uint8_t text_shape(struct text text, uint64_t *number)
{
    return (uint8_t)(reads_number(text, number) ? DIGITS + text.n : text.n);
}

static uint8_t *put_shaped(uint8_t *to, uint8_t shape, struct text text, uint64_t number)
{
    if (shape >= DIGITS)
        return put_little(to, number, number_bytes[text.n]);
    return put_few(to, text);
}

/* The entry of a line; its length behind it, in *n. */
static struct block_entry entry_of(const struct line_parts *parts, size_t *n)
{
    struct block_entry entry = {{parts->flags & LINE_PRODUCT_FLAGS}};
    entry.word[0] = htole64(entry.word[0]);
    uint8_t *at = (uint8_t *)entry.word;
    *n = (size_t)(put_few(put_few(at + 1, parts->code), parts->product) - at);
    return entry;
}
_Static_assert(1 + 1 + PRESTATIECODE_MAX + 2 + 2 + 4 <= BLOCK_ENTRY_MAX, "an entry has no room");
_Static_assert((int)REFERENTIE_MAX < (int)DIGITS && (int)VERZEKERDENNUMMER_MAX < (int)DIGITS, "a text has no shape");

/* The number of the entry in the list, which it joins when there is room; or ENTRY_FOLLOWS. */
static unsigned list_entry(struct block_writer *block, const struct block_entry *entry, size_t n)
{
    uint64_t hash = (entry->word[0] ^ entry->word[1] * UINT64_C(0x9E3779B97F4A7C15)) + entry->word[2];
    hash = (hash ^ hash >> 29) * UINT64_C(0xC2B2AE3D27D4EB4F);
    unsigned slot = (unsigned)(hash >> 32) % BLOCK_SLOTS;
    for (; block->slot[slot]; slot = (slot + 1) % BLOCK_SLOTS)
        if (memcmp(&block->entry[block->slot[slot] - 1], entry, sizeof *entry) == 0)
            return block->slot[slot] - 1U;
    if (block->entry_n == BLOCK_ENTRIES)
        return ENTRY_FOLLOWS;
    block->entry[block->entry_n] = *entry;
    buf_add(&block->entries, entry, n);
    block->slot[slot] = (uint8_t)++block->entry_n;
    return block->entry_n - 1;
}

/* What the line has in common with the one before it. */
static unsigned word_of(const struct line_parts *parts, const struct line_before *before, uint8_t shape,
                        uint32_t bestand)
{
    unsigned word = parts->flags & WORD_FLAGS;
    word |= parts->agb_declarant == before->agb_declarant ? SAME_DECLARANT : 0U;
    word |= parts->uzovi == before->uzovi ? SAME_UZOVI : 0U;
    word |= shape == before->shape ? SAME_SHAPE : 0U;
    word |= bestand == before->bestand ? SAME_FILE : 0U;
    if (parts->flags & LINE_HAS_VERZEKERDENNUMMER)
        word |= text_equal(parts->verzekerdennummer, before->verzekerdennummer) ? SAME_VERZEKERDE : 0U;
    if (parts->flags & LINE_HAS_UITVOERDER)
        word |= parts->agb_uitvoerder == parts->agb_declarant     ? DECLARANT_PERFORMS
                : parts->agb_uitvoerder == before->agb_uitvoerder ? SAME_UITVOERDER
                                                                  : 0U;
    return word;
}

static uint8_t *put_verzekerde(uint8_t *to, struct text verzekerdennummer)
{
    uint64_t number = 0;
    const uint8_t shape = *to = text_shape(verzekerdennummer, &number);
    return put_shaped(to + 1, shape, verzekerdennummer, number);
}

static uint8_t *put_line(uint8_t *p, unsigned word, const struct line_parts *parts, uint8_t shape, uint64_t reference)
{
    if (!(word & SAME_DECLARANT))
        p = put_little(p, parts->agb_declarant, 4);
    if (!(word & SAME_UZOVI))
        p = put_little(p, parts->uzovi, 2);
    if ((word & LINE_HAS_VERZEKERDENNUMMER) && !(word & SAME_VERZEKERDE))
        p = put_verzekerde(p, parts->verzekerdennummer);
    if ((word & LINE_HAS_UITVOERDER) && !(word & (DECLARANT_PERFORMS | SAME_UITVOERDER)))
        p = put_little(p, parts->agb_uitvoerder, 4);
    if (!(word & SAME_SHAPE))
        *p++ = shape;
    p = put_shaped(p, shape, parts->referentie, reference);
    return put_few(put_few(p, parts->money), parts->rest);
}

static void note_before(struct line_before *before, const struct line_parts *parts, uint8_t shape, uint32_t bestand)
{
    before->agb_declarant = parts->agb_declarant;
    before->agb_uitvoerder = parts->agb_uitvoerder;
    before->bestand = bestand;
    before->uzovi = parts->uzovi;
    before->shape = shape;
    before->verzekerdennummer = parts->verzekerdennummer;
}

/* The first line of a block is where its dossiers start from, but for what is each patient's own. */
static void start_from(struct block_writer *block, const struct line_parts *parts, uint8_t shape, uint32_t bestand)
{
    if (block->lines == 0)
        block->before = block->start = (struct line_before){.bestand = bestand, .uzovi = parts->uzovi, .shape = shape};
}

static void add_line(struct block_writer *block, struct text content, uint32_t bestand, uint64_t regelnr)
{
    enum { MOST = WORD_BYTES + 1 + LINE_JOIN_MAX + 2 * VARINT_MAX + 8 };
    const struct line_parts parts = line_split(content);
    uint64_t reference = 0;
    size_t n;
    const uint8_t shape = text_shape(parts.referentie, &reference);
    const struct block_entry entry = entry_of(&parts, &n);
    const unsigned number = list_entry(block, &entry, n);
    start_from(block, &parts, shape, bestand);
    const unsigned word = word_of(&parts, &block->before, shape, bestand);
    uint8_t *from = (uint8_t *)buf_room(&block->dossier, MOST), *p = put_little(from, word, WORD_BYTES);
    *p++ = (uint8_t)number;
    if (number == ENTRY_FOLLOWS)
        p = put_few(p, (struct text){(const char *)&entry, n});
    p = put_line(p, word, &parts, shape, reference);
    if (!(word & SAME_FILE))
        p = varint_put(p, bestand);
    p = varint_put(p, regelnr);
    block->dossier.n += (size_t)(p - from);
    note_before(&block->before, &parts, shape, bestand);
    block->lines++;
    sieve_add(&block->sieve, content);
}

static void add_varint(struct buf *buf, uint64_t number)
{
    uint8_t *at = (uint8_t *)buf_room(buf, VARINT_MAX);
    buf->n += (size_t)(varint_put(at, number) - at);
}

static void begin_dossier(struct block_writer *block, struct text patient)
{
    uint64_t number;
    if (block->dossiers.n == 0)
        block->first = (struct text){arena_copy(&block->arena, patient.at, patient.n), patient.n};
    sieve_begin_patient(&block->sieve, patient);
    block->before = block->start;
    if (patient.n == 9 && reads_number(patient, &number) && number > block->number) {
        add_varint(&block->dossiers, number - block->number);
        block->number = number;
    } else {
        add_varint(&block->dossiers, 0);
        add_varint(&block->dossiers, patient.n);
        buf_add(&block->dossiers, patient.at, patient.n);
    }
}

static void end_dossier(struct block_writer *block)
{
    add_varint(&block->dossiers, block->dossier.n);
    buf_add(&block->dossiers, block->dossier.at, block->dossier.n);
    block->dossier.n = 0;
}

void block_add(struct block_writer *block, const struct dossier *dossier, bool only_new)
{
    begin_dossier(block, dossier->patient);
    for (size_t i = 0; i < dossier->n; i++)
        if (!only_new || dossier->is_new[i])
            add_line(block, dossier->content[i], dossier->line[i].bestand, dossier->line[i].regelnr);
    end_dossier(block);
}

void block_add_records(struct block_writer *block, struct text patient, const struct record *const *record, size_t n,
                       enum new_line *fate)
{
    size_t first = 0;
    begin_dossier(block, patient);
    for (size_t i = 0; i < n; i++) {
        if (i && record_same_identity(record[i], record[first])) {
            fate[i] = text_equal(record_content(record[i]), record_content(record[first])) ? LINE_DUPLICATE
                                                                                           : LINE_REFERENCE_TAKEN;
            continue;
        }
        first = i;
        fate[i] = LINE_TAKEN;
        add_line(block, record_content(record[i]), record[i]->bestand, record_regelnr(record[i]));
    }
    end_dossier(block);
}

size_t block_size(const struct block_writer *block)
{
    return block->dossiers.n + block->entries.n;
}

void block_write(const struct block_writer *block, struct buf *out)
{
    uint8_t *from = (uint8_t *)buf_room(out, 2 + 2 + 1 + VARINT_MAX + 1 + 8), *p = from;
    *p++ = 0;
    *p++ = FORM;
    p = put_little(p, block->start.uzovi, 2);
    *p++ = block->start.shape;
    p = varint_put(p, block->start.bestand);
    *p++ = (uint8_t)block->entry_n;
    out->n += (size_t)(p - from);
    buf_add(out, block->entries.at, block->entries.n);
    buf_add(out, block->dossiers.at, block->dossiers.n);
}

void block_clear(struct block_writer *block)
{
    block->dossiers.n = block->entries.n = 0;
    block->lines = block->number = 0;
    block->start = (struct line_before){0};
    block->entry_n = 0;
    memset(block->slot, 0, sizeof block->slot);
    arena_reset(&block->arena);
}

void block_release(struct block_writer *block)
{
    buf_release(&block->dossiers);
    buf_release(&block->entries);
    buf_release(&block->dossier);
    arena_release(&block->arena);
    sieve_release(&block->sieve);
    *block = (struct block_writer){0};
}

/* ---- reading ---- */

static bool get_little(const uint8_t **at, const uint8_t *end, uint64_t *number, size_t bytes)
{
    if ((size_t)(end - *at) < bytes)
        return false;
    *number = 0;
    for (size_t i = 0; i < bytes; i++)
        *number |= (uint64_t)(*at)[i] << (8 * i);
    *at += bytes;
    return true;
}

static bool get_bytes(const uint8_t **at, const uint8_t *end, size_t n, struct text *bytes)
{
    if ((size_t)(end - *at) < n)
        return false;
    *bytes = (struct text){(const char *)*at, n};
    *at += n;
    return true;
}

/* Passes over an entry. */
static bool pass_entry(const uint8_t **at, const uint8_t *end)
{
    const uint8_t *from = *at;
    if (end - from < 2 || (from[0] & ~(unsigned)LINE_PRODUCT_FLAGS) || from[1] > PRESTATIECODE_MAX)
        return false;
    const size_t n = 2U + from[1] + line_product_length(from[0]);
    *at += (size_t)(end - from) < n ? 0 : n;
    return *at > from;
}

/* What stands before the dossiers. */
static bool read_start(struct block_reader *reader)
{
    uint64_t uzovi, shape, bestand, entries;
    const uint8_t **at = &reader->at, *end = reader->end;
    reader->whole = *at < end && **at != 0;
    if (reader->whole || *at == end)
        return true;
    if (end - *at < 2 || (*at)[1] != FORM)
        return false;
    *at += 2;
    if (!get_little(at, end, &uzovi, 2) || !get_little(at, end, &shape, 1) || !varint_get(at, end, &bestand)
        || bestand > UINT32_MAX || !get_little(at, end, &entries, 1))
        return false;
    reader->start = (struct line_before){.bestand = (uint32_t)bestand, .uzovi = (uint16_t)uzovi,
                                         .shape = (uint8_t)shape};
    reader->entry_n = (unsigned)entries;
    for (unsigned i = 0; i < reader->entry_n; i++) {
        reader->entry[i] = *at;
        if (!pass_entry(at, end))
            return false;
    }
    return true;
}

void block_open(struct block_reader *reader, struct text bytes)
{
    const uint8_t *at = (const uint8_t *)bytes.at;
    struct arena arena = reader->arena;
    arena_reset(&arena);
    *reader = (struct block_reader){.at = at, .end = at + bytes.n, .arena = arena};
}

void block_close(struct block_reader *reader)
{
    arena_release(&reader->arena);
    *reader = (struct block_reader){0};
}

/* A length, and so many bytes. */
static bool get_long(const uint8_t **at, const uint8_t *end, uint64_t most, struct text *bytes)
{
    uint64_t n;
    return varint_get(at, end, &n) && n <= most && get_bytes(at, end, (size_t)n, bytes);
}

static bool next_patient(struct block_reader *reader)
{
    uint64_t more;
    if (reader->whole)
        return get_long(&reader->at, reader->end, PATIENT_MAX, &reader->patient);
    if (!varint_get(&reader->at, reader->end, &more))
        return false;
    if (more == 0)
        return get_long(&reader->at, reader->end, PATIENT_MAX, &reader->patient);
    if (more >= ten_to[9] - reader->number)
        return false;
    reader->number += more;
    digits_print(reader->number, 9, reader->digits);
    reader->patient = (struct text){reader->digits, 9};
    return true;
}

bool block_next(struct block_reader *reader, bool *damaged)
{
    uint64_t length;
    struct text lines;
    *damaged = !reader->begun && !read_start(reader);
    reader->begun = true;
    if (*damaged || reader->at == reader->end)
        return false;
    arena_reset(&reader->arena);
    *damaged = !next_patient(reader)
               || !(reader->whole ? get_little(&reader->at, reader->end, &length, 4)
                                  : varint_get(&reader->at, reader->end, &length))
               || length > SIZE_MAX / 2 || !get_bytes(&reader->at, reader->end, (size_t)length, &lines);
    if (*damaged)
        return false;
    reader->lines = (const uint8_t *)lines.at;
    reader->lines_end = reader->lines + lines.n;
    return true;
}

/* A text of a shape; digits are printed into `room`. */
static bool get_shaped(const uint8_t **at, const uint8_t *end, uint8_t shape, char room[static DIGITS_MAX + 1],
                       struct text *text)
{
    uint64_t number;
    const unsigned n = shape - DIGITS;
    if (shape < DIGITS)
        return get_bytes(at, end, shape, text);
    if (n == 0 || n > DIGITS_MAX || !get_little(at, end, &number, number_bytes[n]) || number >= ten_to[n])
        return false;
    digits_print(number, (int)n, room);
    *text = (struct text){room, n};
    return true;
}

/* The entry of a line, to its parts. */
static bool get_entry(const struct block_reader *reader, const uint8_t **at, const uint8_t *end,
                      struct line_parts *parts)
{
    if (*at == end)
        return false;
    const unsigned number = *(*at)++;
    const bool listed = number < BLOCK_ENTRIES && number < reader->entry_n;
    const uint8_t *entry = listed ? reader->entry[number] : *at;
    if (!listed && (number != ENTRY_FOLLOWS || !pass_entry(at, end)))
        return false;
    parts->flags |= entry[0];
    parts->code = (struct text){(const char *)entry + 1, 1U + entry[1]};
    parts->product = (struct text){(const char *)entry + 2 + entry[1], line_product_length(entry[0])};
    return true;
}

/* Room for digits of a line's parts. */
struct digits {
    char referentie[DIGITS_MAX + 1], verzekerdennummer[DIGITS_MAX + 1];
};

/* Who declared, who is insured and who performed. */
static bool get_who(const struct line_before *before, unsigned word, const uint8_t **at, const uint8_t *end,
                    struct line_parts *parts, char room[static DIGITS_MAX + 1])
{
    uint64_t declarant = before->agb_declarant, uzovi = before->uzovi, uitvoerder = 0, shape;
    if ((!(word & SAME_DECLARANT) && !get_little(at, end, &declarant, 4))
        || (!(word & SAME_UZOVI) && !get_little(at, end, &uzovi, 2)))
        return false;
    parts->verzekerdennummer = word & SAME_VERZEKERDE ? before->verzekerdennummer : (struct text){"", 0};
    if ((word & LINE_HAS_VERZEKERDENNUMMER) && !(word & SAME_VERZEKERDE)
        && (!get_little(at, end, &shape, 1) || !get_shaped(at, end, (uint8_t)shape, room, &parts->verzekerdennummer)))
        return false;
    if (word & LINE_HAS_UITVOERDER)
        uitvoerder = word & DECLARANT_PERFORMS ? declarant : before->agb_uitvoerder;
    if ((word & LINE_HAS_UITVOERDER) && !(word & (DECLARANT_PERFORMS | SAME_UITVOERDER))
        && !get_little(at, end, &uitvoerder, 4))
        return false;
    parts->agb_declarant = (uint32_t)declarant;
    parts->uzovi = (uint16_t)uzovi;
    parts->agb_uitvoerder = (uint32_t)uitvoerder;
    return true;
}

static bool get_money_and_rest(const uint8_t **at, const uint8_t *end, struct line_parts *parts)
{
    size_t money = line_money_length(*at, end), rest;
    return money && get_bytes(at, end, money, &parts->money) && line_rest_length(parts->flags, *at, end, &rest)
           && get_bytes(at, end, rest, &parts->rest);
}

/* The parts of the next line, and its place; reader->before becomes what the one after it is said against. */
static bool get_parts(struct block_reader *reader, const uint8_t **at, struct line_parts *parts, struct digits *digits,
                      struct line *line)
{
    const uint8_t *end = reader->lines_end;
    struct line_before *before = &reader->before;
    uint64_t word, shape = before->shape, bestand = before->bestand;
    if (!get_little(at, end, &word, WORD_BYTES) || (word & ~(uint64_t)WORD))
        return false;
    parts->flags = (unsigned)word & WORD_FLAGS;
    if (!get_entry(reader, at, end, parts)
        || !get_who(before, (unsigned)word, at, end, parts, digits->verzekerdennummer)
        || (!(word & SAME_SHAPE) && !get_little(at, end, &shape, 1))
        || !get_shaped(at, end, (uint8_t)shape, digits->referentie, &parts->referentie)
        || !get_money_and_rest(at, end, parts)
        || (!(word & SAME_FILE) && (!varint_get(at, end, &bestand) || bestand > UINT32_MAX))
        || !varint_get(at, end, &line->regelnr))
        return false;
    line->bestand = (uint32_t)bestand;
    note_before(before, parts, (uint8_t)shape, (uint32_t)bestand);
    return true;
}

/* Joins the next line and takes it apart as any other: it must be one that line_pack makes. */
static bool get_line(struct block_reader *reader, const uint8_t **at, struct line *line, struct text *content)
{
    uint8_t joined[LINE_JOIN_MAX];
    struct digits digits;
    struct line_parts parts;
    if (*at == reader->lines)
        reader->before = reader->start;
    if (!get_parts(reader, at, &parts, &digits, line))
        return false;
    const size_t n = line_join(&parts, joined);
    *content = (struct text){arena_copy(&reader->arena, joined, n), n};
    const uint8_t *from = (const uint8_t *)content->at, *end = from + n;
    if (!line_unpack(&from, end, line) || from != end)
        return false;
    reader->before.verzekerdennummer = line->verzekerdennummer; /* `digits` goes */
    return true;
}

static bool get_whole_line(struct block_reader *reader, const uint8_t **at, struct line *line, struct text *content)
{
    uint64_t bestand;
    const uint8_t *from = *at;
    if (!line_unpack(at, reader->lines_end, line))
        return false;
    *content = (struct text){(const char *)from, (size_t)(*at - from)};
    if (!varint_get(at, reader->lines_end, &bestand) || !varint_get(at, reader->lines_end, &line->regelnr))
        return false;
    line->bestand = (uint32_t)bestand;
    return bestand <= UINT32_MAX;
}

bool block_line(struct block_reader *reader, const uint8_t **at, struct line *line, struct text *content,
                bool *damaged)
{
    *damaged = false;
    if (!*at)
        *at = reader->lines;
    if (*at == reader->lines_end)
        return false;
    *line = (struct line){.patient = reader->patient};
    *damaged = !(reader->whole ? get_whole_line : get_line)(reader, at, line, content);
    return !*damaged;
}

bool block_take(struct block_reader *reader, struct dossier *dossier)
{
    const uint8_t *at = NULL;
    struct line line;
    struct text content;
    bool damaged;
    size_t from = dossier->n;
    while (block_line(reader, &at, &line, &content, &damaged))
        dossier_add_next(dossier, &from, &line, content);
    dossier_join(dossier, from);
    return !damaged;
}
