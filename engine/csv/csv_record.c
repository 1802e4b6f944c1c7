/* csv_record.c - see csv_record.h. */
#include "csv/csv_record.h"

#include <limits.h>
#include <csv.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What 64 bytes hold, a bit a byte; `odd`: a control character, DEL or no ASCII. */
struct marks {
    uint64_t delimiter, quote, blank, odd;
};

#ifdef __SSE2__
static struct marks marks_in(const char *at, char delimiter, char quote)
{
    struct marks marks = {0};
    __m128i d = _mm_set1_epi8(delimiter), q = _mm_set1_epi8(quote);
    __m128i blank = _mm_set1_epi8(0x20), del = _mm_set1_epi8(0x7F);
    for (int i = 0; i < 4; i++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
        /* Bytes are signed here: those above 0x7F are below 0x20 too. */
        __m128i odd = _mm_or_si128(_mm_cmplt_epi8(bytes, blank), _mm_cmpeq_epi8(bytes, del));
        marks.blank |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, blank)) << (16 * i);
        marks.delimiter |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, d)) << (16 * i);
        marks.quote |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, q)) << (16 * i);
        marks.odd |= (uint64_t)(unsigned)_mm_movemask_epi8(odd) << (16 * i);
    }
    return marks;
}
#else
static struct marks marks_in(const char *at, char delimiter, char quote)
{
    struct marks marks = {0};
    for (int i = 0; i < 64; i++) {
        uint64_t bit = UINT64_C(1) << i;
        unsigned char c = (unsigned char)at[i];
        marks.delimiter |= at[i] == delimiter ? bit : 0;
        marks.quote |= at[i] == quote ? bit : 0;
        marks.blank |= c == 0x20 ? bit : 0;
        marks.odd |= c < 0x20 || c >= 0x7F ? bit : 0;
    }
    return marks;
}
#endif

static void make_room(struct csv_record *record, size_t more)
{
    if (record->cap - record->n >= more)
        return;
    record->cap = 2 * record->cap + more;
    record->field = xrealloc(record->field, record->cap * sizeof *record->field);
}

static void add_record_field(struct csv_record *record, const char *at, size_t n)
{
    make_room(record, 1);
    record->field[record->n++] = (struct text){at, n};
}

static int is_never(unsigned char c)
{
    (void)c;
    return 0;
}

/* libcsv hands out each field in a buffer of its own that it uses again. The copy never moves: all fields together are
 * no longer than the line, and that much room was made. */
static void on_field(void *at, size_t n, void *ctx)
{
    struct csv_record *record = ctx;
    add_record_field(record, record->unquoted.at + record->unquoted.n, n);
    buf_add(&record->unquoted, at, n);
}

static void on_row(int c, void *ctx)
{
    (void)c;
    (void)ctx;
}

static enum csv_result split_by_libcsv(struct csv_record *record, struct text line)
{
    if (!record->parser) {
        record->parser = xcalloc(1, sizeof *record->parser);
        if (csv_init(record->parser, CSV_STRICT | CSV_STRICT_FINI))
            abort(); /* only when given a NULL parser */
        csv_set_delim(record->parser, (unsigned char)record->delimiter);
        csv_set_quote(record->parser, (unsigned char)record->quote);
        csv_set_realloc_func(record->parser, xrealloc); /* without memory a line would be no good line */
        csv_set_space_func(record->parser, is_never);
        csv_set_term_func(record->parser, is_never);
    }
    record->n = 0;
    record->unquoted.n = 0;
    buf_room(&record->unquoted, line.n);
    bool good = csv_parse(record->parser, line.at, line.n, on_field, on_row, record) == line.n
                && csv_fini(record->parser, on_field, on_row, record) == 0;
    if (!good) {
        /* The parser holds half a line: start over with a new one. */
        csv_free(record->parser);
        free(record->parser);
        record->parser = NULL;
        return CSV_RECORD_QUOTE;
    }
    if (record->n == 0) /* to libcsv an empty line is no record */
        add_record_field(record, line.at, 0);
    return CSV_RECORD_OK;
}

enum csv_result csv_record_split(struct csv_record *record, struct text line)
{
    struct marks seen = {0};
    size_t start = 0;
    record->n = 0;
    for (size_t at = 0; at < line.n; at += 64) {
        struct marks marks = marks_in(line.at + at, record->delimiter, record->quote);
        uint64_t inside = line.n - at >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << (line.n - at)) - 1;
        seen.quote |= marks.quote & inside;
        seen.blank |= marks.blank & inside;
        seen.odd |= marks.odd & inside;
        make_room(record, 64);
        struct text *field = record->field + record->n;
        for (uint64_t left = marks.delimiter & inside; left; left &= left - 1) {
            size_t end = at + (size_t)__builtin_ctzll(left);
            *field++ = (struct text){line.at + start, end - start};
            start = end + 1;
        }
        record->n = (size_t)(field - record->field);
    }
    add_record_field(record, line.at + start, line.n - start);
    record->bytes = line.n;
    record->plain = !seen.odd;
    record->blank = seen.blank;
    if (seen.odd && (memchr(line.at, '\0', line.n) || !text_is_utf8(line)))
        return CSV_RECORD_ENCODING;
    if (seen.quote || record->only_libcsv)
        return split_by_libcsv(record, line);
    return CSV_RECORD_OK;
}

void csv_record_release(struct csv_record *record)
{
    if (record->parser)
        csv_free(record->parser);
    free(record->parser);
    free(record->field);
    buf_release(&record->unquoted);
    *record = (struct csv_record){0};
}

void csv_add_field(struct buf *out, struct text field)
{
    static const bool quoted[UCHAR_MAX + 1] = {[','] = true, ['"'] = true, ['\r'] = true, ['\n'] = true};
    bool quote = false;
    for (size_t i = 0; i < field.n; i++)
        quote |= quoted[(unsigned char)field.at[i]];
    if (!quote) {
        buf_add(out, field.at, field.n);
        return;
    }
    char *at = buf_room(out, 2 * field.n + 2), *p = at;
    *p++ = '"';
    for (size_t i = 0; i < field.n; i++) {
        if (field.at[i] == '"')
            *p++ = '"';
        *p++ = field.at[i];
    }
    *p++ = '"';
    out->n += (size_t)(p - at);
}
