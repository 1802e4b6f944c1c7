/* Stretches of bytes: trimming, words, order, UTF-8, digits. */
#include "base/text.h"

#include "harness.h"

START_TEST(only_blanks_are_trimmed)
{
    static const struct {
        const char *reason, *text, *trimmed;
    } cases[] = {
        {"nothing to trim", "a b", "a b"}, {"both sides", "  a b   ", "a b"}, {"nothing but blanks", "   ", ""},
        {"nothing", "", ""},               {"a tab stays", "\ta\t", "\ta\t"}, {"a no-break space stays", " \xC2\xA0 ", "\xC2\xA0"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_text(cases[i].reason, text_trim(text_of(cases[i].text)), text_of(cases[i].trimmed));
}
END_TEST

START_TEST(names_compare_without_case_in_ascii_only)
{
    static const struct {
        const char *reason, *a, *b;
        bool equal;
    } cases[] = {
        {"the same", "bsn", "bsn", true},        {"upper case", "BSN", "bsn", true},
        {"a prefix", "bs", "bsn", false},        {"longer", "bsnr", "bsn", false},
        {"empty", "", "", true},                 {"empty against a name", "", "bsn", false},
        {"only letters fold", "a@", "a`", false}, {"accents do not fold", "\xC3\x89", "\xC3\xA9", false},
        {"the brackets beside the letters do not fold", "[", "{", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (text_equal_nocase(text_of(cases[i].a), cases[i].b) != cases[i].equal)
            ck_abort_msg("%s: '%s' and '%s'", cases[i].reason, cases[i].a, cases[i].b);
}
END_TEST

START_TEST(a_word_of_a_shell_is_that_word_again)
{
    static const struct {
        const char *reason, *text, *word;
    } cases[] = {
        {"a path", "/srv/nacht.db", "'/srv/nacht.db'"},     {"blanks and more", "a b;$(c) \"d\"", "'a b;$(c) \"d\"'"},
        {"an apostrophe", "d'Hondt", "'d'\\''Hondt'"}, {"nothing", "", "''"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf word = {0};
        text_add_shell_word(&word, text_of(cases[i].text));
        check_text(cases[i].reason, (struct text){word.at, word.n}, text_of(cases[i].word));
        buf_release(&word);
    }
}
END_TEST

START_TEST(words_stand_between_blanks)
{
    struct text rest = TEXT("  012  076 x "), word;
    static const char *const want[] = {"012", "076", "x"};
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        if (!text_word(&rest, &word))
            ck_abort_msg("word %zu is missing", i);
        check_text("word", word, text_of(want[i]));
    }
    if (text_word(&rest, &word))
        ck_abort_msg("a word too many: '%.*s'", (int)word.n, word.at);
}
END_TEST

START_TEST(the_order_is_bytewise_and_a_prefix_comes_first)
{
    static const char *const sorted[] = {"",  "A",  "AA",       "AB",           "B",
                                         "a", "aa", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    for (size_t i = 0; i < COUNT_OF(sorted); i++)
        for (size_t k = 0; k < COUNT_OF(sorted); k++) {
            struct text a = text_of(sorted[i]), b = text_of(sorted[k]);
            int order = text_compare(a, b);
            if ((order < 0) != (i < k) || (order > 0) != (i > k) || text_equal(a, b) != (i == k))
                ck_abort_msg("'%s' against '%s' gives %d", sorted[i], sorted[k], order);
        }
}
END_TEST

static size_t encode(uint32_t c, char to[4])
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        to[i] = (char)(0x80 | (c & 0x3F));
    to[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
    return n;
}

/* UTF-8 by its definition: it is what encoding its own code points gives. */
static bool is_utf8_by_definition(struct text text)
{
    const unsigned char *p = (const unsigned char *)text.at;
    for (size_t i = 0; i < text.n;) {
        size_t n = p[i] < 0x80 ? 1 : p[i] >= 0xF0 ? 4 : p[i] >= 0xE0 ? 3 : 2;
        uint32_t c = n == 1 ? p[i] : p[i] & (0xFFU >> (n + 1));
        if (i + n > text.n)
            return false;
        for (size_t k = 1; k < n; k++)
            c = c << 6 | (p[i + k] & 0x3F);
        char again[4];
        if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) || encode(c, again) != n || memcmp(again, p + i, n) != 0)
            return false;
        i += n;
    }
    return true;
}

START_TEST(every_code_point_but_the_surrogates_is_utf8)
{
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        struct text text = {bytes, encode(c, bytes)};
        bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        if (text_is_utf8(text) == surrogate || (!surrogate && text_code_points(text) != 1))
            ck_abort_msg("U+%04X", c);
    }
}
END_TEST

START_TEST(other_bytes_are_not_utf8)
{
    unsigned char bytes[12];
    for (unsigned first = 0; first < 256; first++)
        for (unsigned second = 0; second < 256; second++) {
            bytes[0] = (unsigned char)first;
            bytes[1] = (unsigned char)second;
            struct text text = {(char *)bytes, 2};
            if (text_is_utf8(text) != is_utf8_by_definition(text))
                ck_abort_msg("%02X %02X", first, second);
        }
    /* Bytes at the edges of what may stand where. */
    static const unsigned char edge[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
                                         0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
    struct seeds seeds = seeds_up_to(20000);
    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct random random = {seed};
        struct text text = {(char *)bytes, 1 + random_below(&random, sizeof bytes)};
        for (size_t i = 0; i < text.n; i++)
            bytes[i] = edge[random_below(&random, sizeof edge)];
        if (text_is_utf8(text) != is_utf8_by_definition(text))
            ck_abort_msg("seed %llu: bytes %02X %02X %02X %02X ..", (unsigned long long)seed, bytes[0], bytes[1],
                         bytes[2], bytes[3]);
    }
}
END_TEST

START_TEST(a_number_is_digits_and_nothing_else)
{
    static const struct {
        const char *reason, *text;
        size_t max;
        bool good;
        uint64_t number;
    } cases[] = {
        {"one digit", "7", 4, true, 7},
        {"leading zeros", "0055", 8, true, 55},
        {"as long as it may be", "999999999999999999", 18, true, UINT64_C(999999999999999999)},
        {"a digit too many", "12345", 4, false, 0},
        {"nothing", "", 4, false, 0},
        {"a sign", "-1", 4, false, 0},
        {"a point", "1.0", 4, false, 0},
        {"a blank", "1 ", 4, false, 0},
        {"a letter", "1a", 4, false, 0},
        {"the bytes beside the digits", "1/", 4, false, 0},
        {"the other bytes beside the digits", "1:", 4, false, 0},
        {"a digit of another script", "\xD9\xA1", 4, false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t number = 0;
        bool good = text_digits(text_of(cases[i].text), cases[i].max, &number);
        if (good != cases[i].good || number != cases[i].number)
            ck_abort_msg("%s: '%s' gives %d %llu", cases[i].reason, cases[i].text, good, (unsigned long long)number);
    }
}
END_TEST

START_TEST(a_printable_text_shows_what_a_terminal_would_obey)
{
    static const struct {
        const char *why;
        struct text text, value, lines;
    } cases[] = {
        {"letters of any script stay", {"Zorg \u00E9\u4E2D\U0001F600", 14}, {"Zorg \u00E9\u4E2D\U0001F600", 14}, {"Zorg \u00E9\u4E2D\U0001F600", 14}},
        {"an escape sequence", {"\x1B[2J", 4}, {"\\x1b[2J", 7}, {"\\x1b[2J", 7}},
        {"NUL and DEL", {"a\0\x7F", 3}, {"a\\x00\\x7f", 9}, {"a\\x00\\x7f", 9}},
        {"the ends of lines stay where there are lines", {"a\n\tb\r\n", 6}, {"a\\x0a\\x09b\\x0d\\x0a", 18}, {"a\n\tb\r\n", 6}},
        {"a CR alone writes over the line", {"a\rb\r", 4}, {"a\\x0db\\x0d", 10}, {"a\\x0db\\x0d", 10}},
        {"C1", {"\xC2\x9B" "1", 3}, {"\\xc2\\x9b1", 9}, {"\\xc2\\x9b1", 9}},
        {"a change of direction", {"\u202E", 3}, {"\\xe2\\x80\\xae", 12}, {"\\xe2\\x80\\xae", 12}},
        {"no character, which no page can hold", {"\uFFFE", 3}, {"\\xef\\xbf\\xbe", 12}, {"\\xef\\xbf\\xbe", 12}},
        {"what is no UTF-8, byte by byte", {"\xFF\xC3(\xE2\x82", 5}, {"\\xff\\xc3(\\xe2\\x82", 17}, {"\\xff\\xc3(\\xe2\\x82", 17}},
        {"nothing", {"", 0}, {"", 0}, {"", 0}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf value = {0}, lines = {0};
        text_add_printable(&value, cases[i].text);
        text_add_printable_lines(&lines, cases[i].text);
        check_text(cases[i].why, (struct text){value.at, value.n}, cases[i].value);
        check_text(cases[i].why, (struct text){lines.at, lines.n}, cases[i].lines);
        buf_release(&value);
        buf_release(&lines);
    }
}
END_TEST

/* Every code point there is, encoded, comes back; and every other beginning of one is none. */
START_TEST(a_code_point_is_what_was_encoded)
{
    for (uint32_t point = 0; point < 0x110000; point++) {
        char at[4];
        size_t n = 0;
        if (point < 0x80)
            at[n++] = (char)point;
        else {
            size_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
            at[n++] = (char)((0xFF00U >> (more + 1) & 0xFF) | point >> 6 * more);
            while (more--)
                at[n++] = (char)(0x80 | (point >> 6 * more & 0x3F));
        }
        uint32_t got = 0;
        bool surrogate = point >= 0xD800 && point < 0xE000;
        size_t length = text_code_point((struct text){at, n}, &got);
        if (length != (surrogate ? 0 : n) || (!surrogate && got != point))
            ck_abort_msg("U+%04X: %zu bytes, U+%04X", point, length, got);
        if (n > 1 && text_code_point((struct text){at, n - 1}, &got) != 0)
            ck_abort_msg("U+%04X that was cut off", point);
    }
}
END_TEST

START_TEST(eight_digits_at_once_are_what_they_are_one_by_one)
{
    char text[9] = "";
    struct random random = {1};
    for (int i = 0; i < 200000; i++) {
        uint32_t number = 0, want = 0;
        bool good = true;
        size_t n = one_in(&random, 2) ? 8 : 4;
        for (size_t k = 0; k < n; k++) {
            text[k] = (char)('0' + random_below(&random, 10));
            if (one_in(&random, 40))
                text[k] = one_in(&random, 2) ? "/:"[random_below(&random, 2)] : (char)random_below(&random, 256);
            good = good && text[k] >= '0' && text[k] <= '9';
            want = want * 10 + (uint32_t)(text[k] - '0');
        }
        bool got = eight_digits(n == 8 ? load_eight(text) : load_four(text), &number);
        if (got != good || (good && number != want))
            ck_abort_msg("%s gives %d %u", shown((struct text){text, n}), got, number);
    }
}
END_TEST

START_TEST(euros_are_whole_or_have_two_decimals)
{
    static const struct {
        const char *reason, *text;
        int64_t cent; /* -1: none */
    } cases[] = {{"whole", "1510", 151000},
                 {"a comma", "15,10", 1510},
                 {"a point", "15.10", 1510},
                 {"nothing", "0", 0},
                 {"as many as there may be", "999999999999,99", 99999999999999},
                 {"more", "1000000000000", -1},
                 {"empty", "", -1},
                 {"one decimal", "15,1", -1},
                 {"three", "12,345", -1},
                 {"no decimal behind the comma", "15,", -1},
                 {"no euros", ",10", -1},
                 {"thousands", "1.510,00", -1},
                 {"below 0", "-15,10", -1},
                 {"a blank", "15,10 ", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t cent = -1;
        if (euro_read(text_of(cases[i].text), &cent) != (cases[i].cent >= 0) || cent != cases[i].cent)
            ck_abort_msg("%s: %lld", cases[i].reason, (long long)cent);
    }
}
END_TEST

Suite *suite(void)
{
    return suite_of("text",
                    (const TTest *const[]){only_blanks_are_trimmed, names_compare_without_case_in_ascii_only,
                                           words_stand_between_blanks, a_word_of_a_shell_is_that_word_again,
                                           the_order_is_bytewise_and_a_prefix_comes_first,
                                           every_code_point_but_the_surrogates_is_utf8, other_bytes_are_not_utf8,
                                           a_number_is_digits_and_nothing_else,
                                           a_printable_text_shows_what_a_terminal_would_obey,
                                           a_code_point_is_what_was_encoded,
                                           eight_digits_at_once_are_what_they_are_one_by_one,
                                           euros_are_whole_or_have_two_decimals, NULL});
}
