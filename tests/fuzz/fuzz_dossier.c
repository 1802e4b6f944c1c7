/* The bytes of stored lines: a line, and a block of dossiers. A line that is accepted is packed the one way: written
 * anew it is the same bytes. A block that is accepted and written anew gives the same lines, and as often as it is
 * written the same bytes. Input: a byte (even: a line, odd: a block), and the bytes. */
#include "dossier/block.h"
#include "dossier/line_pack.h"
#include "fuzz.h"

static void look_at_line(const struct line *line)
{
    MUST(line->prestatiecode.n <= PRESTATIECODE_MAX && line->diagnosecode.n <= DIAGNOSECODE_MAX,
         "a code that is too long");
    MUST(line->period.first >= DAY_FIRST && line->period.first <= line->period.last && line->period.last <= DAY_LAST,
         "an impossible period");
    MUST(line->bedrag_cent >= 0 && line->bedrag_cent <= 999999999999, "an impossible amount");
    MUST(line->aantal <= 999999999 && line->verwijsdiagnose <= 99999999 && line->zorgproduct <= 999999999
             && line->agb_declarant <= 99999999 && line->agb_uitvoerder <= 99999999,
         "an impossible number");
}

static void one_line(const uint8_t *data, size_t size)
{
    struct line line = {.regelnr = 5};
    const uint8_t *at = data;
    uint8_t packed[LINE_PACK_MAX];
    if (!line_unpack(&at, data + size, &line))
        return;
    MUST(at > data && at <= data + size, "read beyond the end");
    look_at_line(&line);
    size_t n = (size_t)(at - data);
    MUST(n <= LINE_PACK_MAX && line_pack(&line, packed) == n && memcmp(packed, data, n) == 0,
         "packed otherwise than it was");
}

/* The lines of the dossier where the reader stands, one by one and all at once. False: they are damaged, or not in
 * order, which only somebody who made the block can be to blame for. */
static bool one_dossier(struct block_reader *reader, struct dossier *dossier)
{
    const uint8_t *at = NULL;
    struct line line, before = {0};
    struct text content;
    size_t n = 0;
    bool bad, ordered = true;
    uint8_t packed[LINE_PACK_MAX];
    while (block_line(reader, &at, &line, &content, &bad)) {
        look_at_line(&line);
        MUST(content.n <= LINE_PACK_MAX && line_pack(&line, packed) == content.n
                 && memcmp(packed, content.at, content.n) == 0,
             "a line that is not packed as lines are");
        ordered &= n == 0 || line_compare_identity(&before, &line) < 0;
        before = line;
        n++;
    }
    dossier_clear(dossier);
    dossier->patient = reader->patient;
    const bool good = block_take(reader, dossier);
    MUST(good == !bad, "the lines one by one are %s, all at once %s", bad ? "damaged" : "good",
         good ? "good" : "damaged");
    MUST(dossier->n + dossier->doubled == n, "%zu lines one by one, all at once %zu", n, dossier->n + dossier->doubled);
    for (size_t i = 1; i < dossier->n; i++)
        MUST(line_compare_identity(&dossier->line[i - 1], &dossier->line[i]) < 0, "a dossier that is not in order");
    return ordered && !bad;
}

/* Reads a block, and writes it anew. False: it is none. */
static bool one_block(struct text bytes, struct buf *again)
{
    struct block_reader reader = {.at = NULL};
    struct block_writer writer = {.lines = 0};
    struct dossier dossier = {0};
    bool damaged = false, good = true;
    block_open(&reader, bytes);
    while (good && block_next(&reader, &damaged)) {
        good = one_dossier(&reader, &dossier);
        if (good)
            block_add(&writer, &dossier, false);
    }
    block_write(&writer, again);
    dossier_release(&dossier);
    block_release(&writer);
    block_close(&reader);
    return good && !damaged;
}

/* Whether two blocks, which can both be read, have the same lines. */
static bool same_lines(struct text one, struct text other)
{
    struct block_reader reader[2] = {{.at = NULL}, {.at = NULL}};
    bool damaged, bad, same = true, next = true;
    block_open(&reader[0], one);
    block_open(&reader[1], other);
    while (same && next) {
        next = block_next(&reader[0], &damaged);
        same = block_next(&reader[1], &damaged) == next && (!next || text_equal(reader[0].patient, reader[1].patient));
        const uint8_t *at[2] = {NULL, NULL};
        struct line line[2];
        struct text content[2];
        for (bool more = next; same && more;) {
            more = block_line(&reader[0], &at[0], &line[0], &content[0], &bad);
            same = block_line(&reader[1], &at[1], &line[1], &content[1], &bad) == more
                   && (!more || (text_equal(content[0], content[1]) && line[0].bestand == line[1].bestand
                                 && line[0].regelnr == line[1].regelnr));
        }
    }
    block_close(&reader[0]);
    block_close(&reader[1]);
    return same;
}

static void a_block(const uint8_t *data, size_t size)
{
    const struct text bytes = {(const char *)data, size};
    struct buf again = {0}, third = {0};
    if (one_block(bytes, &again)) {
        const struct text written = {again.at, again.n};
        MUST(same_lines(bytes, written), "written anew it has other lines");
        MUST(one_block(written, &third) && text_equal(written, (struct text){third.at, third.n}),
             "written once more it has other bytes");
    }
    buf_release(&again);
    buf_release(&third);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return -1;
    /* Exactly as large as the bytes, so that a byte too far is seen. */
    uint8_t *exact = xmalloc(size > 1 ? size - 1 : 1);
    memcpy(exact, data + 1, size - 1);
    (data[0] % 2 ? a_block : one_line)(exact, size - 1);
    free(exact);
    return 0;
}
