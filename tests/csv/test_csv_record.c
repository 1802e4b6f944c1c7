/* A physical line to fields and back (semantics.md 1 "Lines" and "Fields", 8), by cases and against two references:
 * libcsv for every line, and the definition written out. */
#include "csv/csv_record.h"

#include "harness.h"

/* Room for a line with what may stand behind it: the splitter reads that and must not mind it. */
struct place {
    char *at;
};

static struct text put(struct place *place, struct text line, char behind)
{
    place->at = xrealloc(place->at, line.n + CSV_SLACK);
    if (line.n)
        memcpy(place->at, line.at, line.n);
    memset(place->at + line.n, behind, CSV_SLACK);
    return (struct text){place->at, line.n};
}

/* The fields with '|' between them. */
static void show(const struct csv_record *record, enum csv_result result, struct buf *out)
{
    out->n = 0;
    if (result != CSV_RECORD_OK) {
        buf_text(out, result == CSV_RECORD_ENCODING ? "encoding" : "quote");
        return;
    }
    for (size_t i = 0; i < record->n; i++) {
        buf_text(out, i ? "|" : "");
        buf_add(out, record->field[i].at, record->field[i].n);
    }
}

START_TEST(a_line_is_cut_at_its_delimiters)
{
#define S(literal) literal, sizeof(literal) - 1
    static const struct {
        const char *reason, *line;
        size_t n;
        const char *fields;
    } cases[] = {
        {"an empty line is one empty field", S(""), ""},
        {"fields", S("a,b,c"), "a|b|c"},
        {"empty fields", S(",,"), "||"},
        {"blanks stay", S(" a , b "), " a | b "},
        {"a quoted field", S("\"a\",b"), "a|b"},
        {"a delimiter in quotes", S("\"a,b\",c"), "a,b|c"},
        {"a doubled quote is a quote", S("\"a\"\"b\""), "a\"b"},
        {"only a quote", S("\"\"\"\""), "\""},
        {"an empty quoted field", S("\"\",x"), "|x"},
        {"a quoted field at the end", S("x,\"\""), "x|"},
        {"CR, LF and TAB in quotes are bytes", S("\"a\rb\nc\td\""), "a\rb\nc\td"},
        {"CR, LF and TAB without quotes are bytes", S("a\rb\nc\td,e"), "a\rb\nc\td|e"},
        {"a quote in an unquoted field", S("a\"b,c"), "quote"},
        {"a quote behind a blank does not open", S("a, \"b\""), "quote"},
        {"text behind a closing quote", S("\"a\"b,c"), "quote"},
        {"a blank behind a closing quote", S("\"a\" ,c"), "quote"},
        {"a quote that is not closed", S("a,\"b"), "quote"},
        {"a quote at the very end", S("a,\""), "quote"},
        {"three quotes", S("\"\"\""), "quote"},
        {"UTF-8", S("\xC3\xA9,\xE2\x82\xAC"), "\xC3\xA9|\xE2\x82\xAC"},
        {"latin-1 is not UTF-8", S("\xE9,b"), "encoding"},
        {"a NUL", S("a\0b,c"), "encoding"},
        {"the encoding goes before the quotes", S("a\"b,\xE9"), "encoding"},
        {"the encoding goes before the quotes, for a NUL too", S("a\"b,\0"), "encoding"},
        {"a character cut off at the end", S("abc,\xE2\x82"), "encoding"},
        {"a BOM inside is a character", S("a,\xEF\xBB\xBF"), "a|\xEF\xBB\xBF"},
    };
#undef S
    static const char behind[] = {'\0', ',', '"', '\n', (char)0xFF, 'x'};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t b = 0; b < sizeof behind; b++) {
            struct csv_record record = CSV_RECORD(',');
            struct place place = {0};
            struct buf got = {0};
            enum csv_result result = csv_record_split(&record,
                                                      put(&place, (struct text){cases[i].line, cases[i].n}, behind[b]));
            show(&record, result, &got);
            check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].fields));
            csv_record_release(&record);
            buf_release(&got);
            free(place.at);
        }
}
END_TEST

START_TEST(another_dialect_has_its_own_delimiter_and_quote)
{
    static const struct {
        const char *reason;
        char delimiter, quote;
        const char *line, *fields;
    } cases[] = {
        {"a semicolon", ';', '"', "a,b;\"c;d\"", "a,b|c;d"},
        {"a tab", '\t', '"', "a b\tc", "a b|c"},
        {"a pipe and an apostrophe", '|', '\'', "'a|b'|c\"d", "a|b|c\"d"},
        {"a blank as delimiter", ' ', '"', "a b", "a|b"},
        {"the common quote is a byte like another", ';', '\'', "\"a;b\"", "\"a|b\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct csv_record record = CSV_RECORD(cases[i].delimiter);
        struct place place = {0};
        struct buf got = {0};
        record.quote = cases[i].quote;
        show(&record, csv_record_split(&record, put(&place, text_of(cases[i].line), '\0')), &got);
        check_text(cases[i].reason, (struct text){got.at, got.n}, text_of(cases[i].fields));
        csv_record_release(&record);
        buf_release(&got);
        free(place.at);
    }
}
END_TEST

/* The definition, with nothing clever in it. */
static void split_by_definition(struct text line, char delimiter, char quote, struct buf *out)
{
    out->n = 0;
    if (memchr(line.n ? line.at : "", '\0', line.n) || !text_is_utf8(line)) {
        buf_text(out, "encoding");
        return;
    }
    for (size_t i = 0, first = 1;; first = 0) {
        buf_text(out, first ? "" : "|");
        if (i < line.n && line.at[i] == quote) {
            bool closed = false;
            for (i++; i < line.n && !closed; i++) {
                if (line.at[i] != quote)
                    buf_add(out, line.at + i, 1);
                else if (i + 1 < line.n && line.at[i + 1] == quote)
                    buf_add(out, line.at + i++, 1);
                else
                    closed = true;
            }
            if (!closed || (i < line.n && line.at[i] != delimiter)) {
                out->n = 0;
                buf_text(out, "quote");
                return;
            }
        } else {
            for (; i < line.n && line.at[i] != delimiter; i++) {
                if (line.at[i] == quote) {
                    out->n = 0;
                    buf_text(out, "quote");
                    return;
                }
                buf_add(out, line.at + i, 1);
            }
        }
        if (i >= line.n)
            return;
        i++; /* the delimiter */
    }
}

/* A line made of what matters to a splitter; its length likes to lie around the steps of 16 and 64. */
static void make_line(struct random *random, char delimiter, char quote, struct buf *line)
{
    static const char *const piece[] = {"a",        "b2",           "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", " ",
                                        "\xEF\xBB\xBF", "\r",       "\t",       "''",           "0",                "\x7F"};
    static const size_t edge[] = {0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 191, 192, 193, 256, 257};
    size_t want = one_in(random, 2) ? edge[random_below(random, COUNT_OF(edge))] : random_below(random, 300);
    bool no_quotes = one_in(random, 3), well_quoted = one_in(random, 3);
    line->n = 0;
    while (line->n < want) {
        size_t what = random_below(random, 12);
        if (what < 4)
            buf_add(line, &delimiter, 1);
        else if (what < 6 && !no_quotes && !well_quoted)
            buf_add(line, &quote, 1);
        else if (what == 6 && well_quoted && (line->n == 0 || line->at[line->n - 1] == delimiter)) {
            buf_printf(line, "%cx%c%c%cy%c", quote, delimiter, quote, quote, quote);
            buf_add(line, &delimiter, 1);
        } else if (one_in(random, 150))
            buf_add(line, one_in(random, 2) ? "\0" : "\xE9", 1);
        else
            buf_text(line, piece[random_below(random, COUNT_OF(piece))]);
    }
    if (one_in(random, 3) && line->n > want)
        line->n = want; /* may cut a character */
}

/* What a record says of its line is so. */
static bool is_as_told(const struct csv_record *record, struct text line)
{
    bool plain = true, blank = false;
    for (size_t i = 0; i < line.n; i++) {
        plain = plain && line.at[i] >= 0x20 && line.at[i] < 0x7F;
        blank = blank || line.at[i] == ' ';
    }
    return record->plain == plain && record->blank == blank && record->bytes == line.n;
}

START_TEST(random_lines_split_as_libcsv_and_the_definition_split_them)
{
    struct seeds seeds = seeds_up_to(20000);
    struct csv_record fast = CSV_RECORD(','), reference = CSV_RECORD(',');
    struct place place = {0};
    struct buf line = {0}, by_fast = {0}, by_reference = {0}, by_definition = {0};
    size_t good = 0;
    reference.only_libcsv = true;
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        make_line(&random, ',', '"', &line);
        struct text text = put(&place, (struct text){line.at, line.n}, "\0,\"x"[seed % 4]);
        enum csv_result result = csv_record_split(&fast, text);
        show(&fast, result, &by_fast);
        show(&reference, csv_record_split(&reference, text), &by_reference);
        split_by_definition(text, ',', '"', &by_definition);
        good += result == CSV_RECORD_OK;
        if (!is_as_told(&fast, text))
            ck_abort_msg("TEST_SEED=%llu: plain %d, blank %d; line: %s", (unsigned long long)seed, fast.plain,
                         fast.blank, shown(text));
        if (!text_equal((struct text){by_fast.at, by_fast.n}, (struct text){by_reference.at, by_reference.n})
            || !text_equal((struct text){by_fast.at, by_fast.n}, (struct text){by_definition.at, by_definition.n}))
            ck_abort_msg("TEST_SEED=%llu, %zu bytes; line: %s; fast: %s; libcsv: %s; definition: %s",
                         (unsigned long long)seed, line.n, shown(text), shown((struct text){by_fast.at, by_fast.n}),
                         shown((struct text){by_reference.at, by_reference.n}),
                         shown((struct text){by_definition.at, by_definition.n}));
    }
    if (seeds.last > seeds.first && (good < 5000 || good > 18000))
        ck_abort_msg("%zu of the lines are good: the test looks in the wrong place", good);
    csv_record_release(&fast);
    csv_record_release(&reference);
    free(place.at);
    buf_release(&line);
    buf_release(&by_fast);
    buf_release(&by_reference);
    buf_release(&by_definition);
}
END_TEST

START_TEST(an_empty_line_is_one_empty_field_for_libcsv_too)
{
    struct place place = {0};
    for (int only_libcsv = 0; only_libcsv < 2; only_libcsv++) {
        struct csv_record record = CSV_RECORD(',');
        record.only_libcsv = only_libcsv;
        if (csv_record_split(&record, put(&place, TEXT(""), ',')) != CSV_RECORD_OK || record.n != 1
            || record.field[0].n != 0)
            ck_abort_msg("%zu fields, by %s", record.n, only_libcsv ? "libcsv" : "the fast way");
        csv_record_release(&record);
    }
    free(place.at);
}
END_TEST

START_TEST(the_longest_line_is_split)
{
    struct csv_record record = CSV_RECORD(',');
    struct place place = {0};
    char *line = xmalloc(CSV_LINE_MAX);
    memset(line, ',', CSV_LINE_MAX);
    if (csv_record_split(&record, put(&place, (struct text){line, CSV_LINE_MAX}, ',')) != CSV_RECORD_OK
        || record.n != CSV_LINE_MAX + 1)
        ck_abort_msg("%zu fields", record.n);
    memset(line, 'x', CSV_LINE_MAX);
    line[0] = line[CSV_LINE_MAX - 1] = '"';
    if (csv_record_split(&record, put(&place, (struct text){line, CSV_LINE_MAX}, '"')) != CSV_RECORD_OK || record.n != 1
        || record.field[0].n != CSV_LINE_MAX - 2)
        ck_abort_msg("a quoted field of %d bytes", CSV_LINE_MAX - 2);
    csv_record_release(&record);
    free(line);
    free(place.at);
}
END_TEST

START_TEST(what_is_written_is_read_back)
{
    static const struct {
        const char *reason, *field, *written;
    } cases[] = {
        {"plain", "abc", "abc"},           {"empty", "", ""},
        {"a comma", "a,b", "\"a,b\""},     {"a quote", "a\"b", "\"a\"\"b\""},
        {"a CR", "a\rb", "\"a\rb\""},      {"a LF", "a\nb", "\"a\nb\""},
        {"a semicolon", "a;b", "a;b"},     {"blanks", " a ", " a "},
        {"only quotes", "\"\"", "\"\"\"\"\"\""},
    };
    struct buf out = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        out.n = 0;
        csv_add_field(&out, text_of(cases[i].field));
        check_text(cases[i].reason, (struct text){out.at, out.n}, text_of(cases[i].written));
    }
    struct csv_record record = CSV_RECORD(',');
    struct place place = {0};
    struct buf read = {0}, want = {0};
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        struct random random = {seed};
        size_t n = 1 + random_below(&random, 6);
        out.n = want.n = 0;
        for (size_t i = 0; i < n; i++) {
            char field[40];
            size_t size = random_below(&random, sizeof field);
            for (size_t k = 0; k < size; k++)
                field[k] = "abc,\"; "[random_below(&random, 7)];
            buf_text(&out, i ? "," : "");
            csv_add_field(&out, (struct text){field, size});
            buf_text(&want, i ? "|" : "");
            buf_add(&want, field, size);
        }
        show(&record, csv_record_split(&record, put(&place, (struct text){out.at, out.n}, '\0')), &read);
        if (!text_equal((struct text){read.at, read.n}, (struct text){want.at, want.n}))
            ck_abort_msg("seed %llu: %s", (unsigned long long)seed, shown((struct text){out.at, out.n}));
    }
    csv_record_release(&record);
    buf_release(&out);
    buf_release(&read);
    buf_release(&want);
    free(place.at);
}
END_TEST

Suite *suite(void)
{
    return suite_of("csv_record",
                    (const TTest *const[]){a_line_is_cut_at_its_delimiters,
                                           another_dialect_has_its_own_delimiter_and_quote,
                                           random_lines_split_as_libcsv_and_the_definition_split_them,
                                           an_empty_line_is_one_empty_field_for_libcsv_too, the_longest_line_is_split,
                                           what_is_written_is_read_back, NULL});
}
