/* The writer of HTML: what anybody typed or delivered comes out as text, in pages and in addresses. */
#include "web/html.h"

#include "harness.h"

struct written {
    const char *what;
    struct text text;
    const char *html;
};
#define T(literal) {(literal), sizeof(literal) - 1}

static const struct written texts[] = {
    {"nothing", T(""), ""},
    {"plain", T("Consult, 5 tot 20 minuten"), "Consult, 5 tot 20 minuten"},
    {"an element", T("<script>x()</script>"), "&lt;script&gt;x()&lt;/script&gt;"},
    {"the end of an attribute", T("\" onload=\"x()"), "&quot; onload=&quot;x()"},
    {"the other end", T("' onload='x()"), "&#39; onload=&#39;x()"},
    {"a name of a character", T("&lt;&amp;&#60;"), "&amp;lt;&amp;amp;&amp;#60;"},
    {"accents", T("é € ẞ 漢"), "é € ẞ 漢"},
    {"lines and columns", T("a\tb\nc\r\nd"), "a\tb\nc\r\nd"},
    {"an end of a string", T("a\0b"), "a\\x00b"},
    {"a terminal's control", T("\x1b[2J"), "\\x1b[2J"},
    {"a lone return", T("a\rb"), "a\\x0db"},
    {"what is no UTF-8", T("a\xFF\xFE" "b"), "a\\xff\\xfeb"},
    {"an overlong form", T("\xC0\xBCscript\xC0\xBE"), "\\xc0\\xbcscript\\xc0\\xbe"},
    {"half a letter", T("\xE2\x82"), "\\xe2\\x82"},
    {"a turn of direction", T("a\u202Eb"), "a\\xe2\\x80\\xaeb"},
    {"an isolate", T("\u2066a\u2069"), "\\xe2\\x81\\xa6a\\xe2\\x81\\xa9"},
    {"what XML cannot hold", T("\uFFFE\uFFFF"), "\\xef\\xbf\\xbe\\xef\\xbf\\xbf"},
    {"a comment", T("<!-- --><![CDATA[ ]]>"), "&lt;!-- --&gt;&lt;![CDATA[ ]]&gt;"},
};

static void check_html(struct html *html, const char *what, const char *want)
{
    check_text(what, (struct text){html->out.at, html->out.n}, text_of(want));
    html->out.n = 0;
}

START_TEST(every_text_is_shown_as_the_text_that_it_is)
{
    struct html html = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        html_text(&html, texts[i].text);
        check_html(&html, texts[i].what, texts[i].html);
        html_printf(&html, "%.*s", (int)strnlen(texts[i].text.at, texts[i].text.n), texts[i].text.at);
        if (!memchr(texts[i].text.at, 0, texts[i].text.n))
            check_html(&html, texts[i].what, texts[i].html);
        html.out.n = 0;
    }
    html_release(&html);
}
END_TEST

START_TEST(every_text_stays_within_its_attribute)
{
    struct html html = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char *want = xprintf("<a title=\"%s\">", texts[i].html);
        html_begin(&html, "a");
        html_attribute(&html, "title", texts[i].text);
        html_begun(&html);
        check_html(&html, texts[i].what, want);
        free(want);
    }
    html_release(&html);
}
END_TEST

START_TEST(elements_and_attributes_are_as_they_were_asked)
{
    struct html html = {0};
    html_open(&html, "input", "type", "text", "required", HTML_BARE, "class", NULL, "value", "<&>", NULL);
    check_html(&html, "attributes", "<input type=\"text\" required value=\"&lt;&amp;&gt;\">");
    html_element_string(&html, "td", "<b>");
    check_html(&html, "an element", "<td>&lt;b&gt;</td>");
    html_begin(&html, "a");
    html_attribute_printf(&html, "href", "/regel/%s?x=%d", "\"><b>", 3);
    html_begun(&html);
    html_close(&html, "a");
    check_html(&html, "an attribute of parts", "<a href=\"/regel/&quot;&gt;&lt;b&gt;?x=3\"></a>");
    html_raw(&html, "<hr>");
    check_html(&html, "what is raw", "<hr>");
    html_release(&html);
}
END_TEST

START_TEST(figures_are_written_as_in_the_netherlands)
{
    static const struct {
        int64_t n;
        const char *number, *euro;
    } cases[] = {{0, "0", "€\u00a00,00"},
                 {7, "7", "€\u00a00,07"},
                 {-7, "-7", "€\u00a0-0,07"},
                 {999, "999", "€\u00a09,99"},
                 {1000, "1.000", "€\u00a010,00"},
                 {-1000, "-1.000", "€\u00a0-10,00"},
                 {123456, "123.456", "€\u00a01.234,56"},
                 {-123456, "-123.456", "€\u00a0-1.234,56"},
                 {100000000, "100.000.000", "€\u00a01.000.000,00"},
                 {INT64_MAX, "9.223.372.036.854.775.807", "€\u00a092.233.720.368.547.758,07"},
                 {INT64_MIN, "-9.223.372.036.854.775.808", "€\u00a0-92.233.720.368.547.758,08"}};
    struct html html = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        html_number(&html, cases[i].n);
        check_html(&html, "a number", cases[i].number);
        html_euro(&html, cases[i].n);
        check_html(&html, "an amount", cases[i].euro);
    }
    html_release(&html);
}
END_TEST

START_TEST(a_date_is_turned_about_and_what_is_none_stays)
{
    static const struct written cases[] = {
        {"a day", T("2023-04-09"), "<time datetime=\"2023-04-09\">09-04-2023</time>"},
        {"a time", T("2023-04-09T12:34:56Z"), "<time datetime=\"2023-04-09T12:34:56Z\">09-04-2023 12:34</time>"},
        {"nothing", T(""), ""},
        {"a word", T("onbekend"), "onbekend"},
        {"an element of that shape", T("<b>a-cc-dd"), "&lt;b&gt;a-cc-dd"},
    };
    struct html html = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        html_date(&html, cases[i].text);
        check_html(&html, cases[i].what, cases[i].html);
    }
    html_release(&html);
}
END_TEST

START_TEST(a_value_in_an_address_is_one_value)
{
    static const struct written cases[] = {
        {"plain", T("aZ09-._~"), "aZ09-._~"},
        {"what takes an address apart", T("/?&=#+;"), "%2F%3F%26%3D%23%2B%3B"},
        {"what ends an attribute", T("\"'<>"), "%22%27%3C%3E"},
        {"a percent", T("%41"), "%2541"},
        {"a blank", T("a b"), "a%20b"},
        {"bytes", T("\x00\x7F\xFF"), "%00%7F%FF"},
        {"a letter", T("é"), "%C3%A9"},
        {"a step up", T("../.."), "..%2F.."},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf url = {0};
        url_add(&url, cases[i].text);
        check_text(cases[i].what, (struct text){url.at, url.n}, text_of(cases[i].html));
        buf_release(&url);
    }
    struct buf url = {0};
    buf_text(&url, "/x");
    url_param(&url, "leeg", TEXT(""));
    url_param(&url, "a", TEXT("1&2"));
    url_param(&url, "b", TEXT("3"));
    check_string("an address of parts", buf_string(&url), "/x?a=1%262&b=3");
    buf_release(&url);
}
END_TEST

Suite *suite(void)
{
    const TTest *const tests[] = {every_text_is_shown_as_the_text_that_it_is,
                                  every_text_stays_within_its_attribute,
                                  elements_and_attributes_are_as_they_were_asked,
                                  figures_are_written_as_in_the_netherlands,
                                  a_date_is_turned_about_and_what_is_none_stays,
                                  a_value_in_an_address_is_one_value,
                                  NULL};
    return suite_of("html", tests);
}
