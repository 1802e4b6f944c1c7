/* The bytes of stored lines: a line, and a block of dossiers. What is accepted is packed the one way: written anew it
 * is the same bytes. Input: a byte (even: a line, odd: a block), and the bytes. */
#include "dossier/dossier.h"
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

static void one_block(const uint8_t *data, size_t size)
{
    struct block_reader reader = {.at = data, .end = data + size};
    struct block_writer writer = {.lines = 0};
    struct dossier dossier = {0};
    bool damaged = false, ordered = true;
    while (ordered && block_next(&reader, &damaged)) {
        const uint8_t *at = NULL;
        struct line line, before = {0};
        struct text content;
        size_t n = 0;
        bool bad;
        while (block_line(&reader, &at, &line, &content, &bad)) {
            look_at_line(&line);
            ordered &= n == 0 || line_compare_identity(&before, &line) < 0;
            before = line;
            n++;
        }
        dossier_clear(&dossier);
        dossier.patient = reader.patient;
        bool good = block_take(&reader, &dossier);
        MUST(good == !bad, "the lines one by one are %s, all at once %s", bad ? "damaged" : "good",
             good ? "good" : "damaged");
        MUST(dossier.n + dossier.doubled == n, "%zu lines one by one, all at once %zu", n, dossier.n + dossier.doubled);
        for (size_t i = 1; i < dossier.n; i++)
            MUST(line_compare_identity(&dossier.line[i - 1], &dossier.line[i]) < 0, "a dossier that is not in order");
        damaged |= bad;
        ordered &= !bad;
        if (ordered)
            block_add(&writer, &dossier, false);
    }
    /* A block as the engine writes it comes back to the byte. */
    if (!damaged && ordered)
        MUST(writer.buf.n == size && (size == 0 || memcmp(writer.buf.at, data, size) == 0),
             "written otherwise than it was");
    dossier_release(&dossier);
    block_release(&writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return -1;
    /* Exactly as large as the bytes, so that a byte too far is seen. */
    uint8_t *exact = xmalloc(size > 1 ? size - 1 : 1);
    memcpy(exact, data + 1, size - 1);
    (data[0] % 2 ? one_block : one_line)(exact, size - 1);
    free(exact);
    return 0;
}
