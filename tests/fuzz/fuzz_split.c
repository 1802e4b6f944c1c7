/* A physical line to fields: the fast way and libcsv give the same, and fields that are written come back.
 * Input: two bytes that choose delimiter and quote, and the line. */
#include "fuzz.h"

static struct text line_of(const uint8_t *data, size_t size, char behind)
{
    static char *at;
    at = xrealloc(at, size + CSV_SLACK);
    if (size)
        memcpy(at, data, size);
    memset(at + size, behind, CSV_SLACK);
    return (struct text){at, size};
}

static void must_be_same(const struct csv_record *a, const struct csv_record *b)
{
    MUST(a->n == b->n && a->plain == b->plain && a->bytes == b->bytes, "%zu fields and %zu fields", a->n, b->n);
    for (size_t i = 0; i < a->n; i++)
        MUST(text_equal(a->field[i], b->field[i]), "field %zu differs", i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char delimiter[] = ",;\t| ", quote[] = "\"'";
    static const char behind[] = {'\0', ',', '"', '\n', (char)0xFF, 'x'};
    if (size < 2 || size - 2 > CSV_LINE_MAX)
        return -1;
    struct csv_record fast = CSV_RECORD(delimiter[data[0] % (sizeof delimiter - 1)]), reference = fast;
    fast.quote = reference.quote = quote[data[1] % (sizeof quote - 1)];
    reference.only_libcsv = true;
    struct text line = line_of(data + 2, size - 2, behind[(data[0] >> 4) % sizeof behind]);
    enum csv_result result = csv_record_split(&fast, line), expected = csv_record_split(&reference, line);
    MUST(result == expected, "result %d, of libcsv %d", result, expected);
    if (result == CSV_RECORD_OK) {
        must_be_same(&fast, &reference);
        bool plain = true;
        for (size_t i = 0; i < line.n; i++)
            plain &= line.at[i] >= 0x20 && line.at[i] <= 0x7E;
        MUST(fast.bytes == line.n && (plain || !fast.plain), "a line that is not plain is called so");
        struct csv_record again = CSV_RECORD(',');
        struct buf written = {0};
        for (size_t i = 0; i < fast.n; i++) {
            buf_add(&written, ",", i > 0);
            csv_add_field(&written, fast.field[i]);
        }
        size_t n = written.n;
        memset(buf_room(&written, CSV_SLACK), 0, CSV_SLACK);
        if (n <= CSV_LINE_MAX) {
            MUST(csv_record_split(&again, (struct text){written.at, n}) == CSV_RECORD_OK && again.n == fast.n,
                 "what was written reads as %zu fields", again.n);
            for (size_t i = 0; i < fast.n; i++)
                MUST(text_equal(again.field[i], fast.field[i]), "field %zu is another when written and read", i);
        }
        csv_record_release(&again);
        buf_release(&written);
    }
    csv_record_release(&fast);
    csv_record_release(&reference);
    return 0;
}
