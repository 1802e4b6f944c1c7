/* html.c - see html.h. */
#include "web/html.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "base/memory.h"

const char HTML_BARE[] = "";

static void add_escaped(struct buf *out, struct text text)
{
    struct buf shown = {0};
    text_add_printable_lines(&shown, text);
    for (size_t i = 0; i < shown.n; i++)
        switch (shown.at[i]) {
        case '&': buf_text(out, "&amp;"); break;
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '"': buf_text(out, "&quot;"); break;
        case '\'': buf_text(out, "&#39;"); break;
        default: buf_add(out, &shown.at[i], 1);
        }
    buf_release(&shown);
}

void html_text(struct html *html, struct text text)
{
    add_escaped(&html->out, text);
}

void html_string(struct html *html, const char *string)
{
    html_text(html, text_of(string));
}

__attribute__((format(printf, 2, 0))) static void add_formatted(struct buf *out, const char *format, va_list args)
{
    char *text = NULL;
    int n = vasprintf(&text, format, args);
    if (n < 0)
        out_of_resources("memory for a page");
    add_escaped(out, (struct text){text, (size_t)n});
    free(text);
}

void html_printf(struct html *html, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_formatted(&html->out, format, args);
    va_end(args);
}

/* With a point between each three digits. */
static void add_grouped(struct html *html, struct text digits)
{
    for (size_t i = 0; i < digits.n; i++) {
        buf_add(&html->out, &digits.at[i], 1);
        if (digits.at[i] != '-' && i + 1 < digits.n && (digits.n - i - 1) % 3 == 0)
            buf_text(&html->out, ".");
    }
}

void html_number(struct html *html, int64_t number)
{
    char room[NUMBER_TEXT];
    add_grouped(html, number_text(number, room));
}

void html_euro(struct html *html, int64_t cent)
{
    char room[NUMBER_TEXT];
    struct text euro = euro_text(cent, ',', room);
    buf_text(&html->out, "€\u00a0");
    add_grouped(html, (struct text){euro.at, euro.n - 3});
    buf_add(&html->out, euro.at + euro.n - 3, 3);
}

void html_date(struct html *html, struct text date)
{
    day d;
    if (date.n < DAY_TEXT || day_parse((struct text){date.at, DAY_TEXT}, DAY_ISO, &d) != DAY_OK) {
        html_text(html, date);
        return;
    }
    html_begin(html, "time");
    html_attribute(html, "datetime", date);
    html_begun(html);
    html_printf(html, "%.2s-%.2s-%.4s", date.at + 8, date.at + 5, date.at);
    if (date.n >= 16 && date.at[DAY_TEXT] == 'T')
        html_printf(html, " %.5s", date.at + DAY_TEXT + 1);
    html_close(html, "time");
}

void html_begin(struct html *html, const char *tag)
{
    buf_text(&html->out, "<");
    buf_text(&html->out, tag);
}

void html_attribute(struct html *html, const char *name, struct text value)
{
    buf_text(&html->out, " ");
    buf_text(&html->out, name);
    buf_text(&html->out, "=\"");
    add_escaped(&html->out, value);
    buf_text(&html->out, "\"");
}

void html_attribute_printf(struct html *html, const char *name, const char *format, ...)
{
    va_list args;
    buf_text(&html->out, " ");
    buf_text(&html->out, name);
    buf_text(&html->out, "=\"");
    va_start(args, format);
    add_formatted(&html->out, format, args);
    va_end(args);
    buf_text(&html->out, "\"");
}

void html_begun(struct html *html)
{
    buf_text(&html->out, ">");
}

void html_open(struct html *html, const char *tag, ...)
{
    va_list args;
    html_begin(html, tag);
    va_start(args, tag);
    for (const char *name; (name = va_arg(args, const char *));) {
        const char *value = va_arg(args, const char *);
        if (value == HTML_BARE) {
            buf_text(&html->out, " ");
            buf_text(&html->out, name);
        } else if (value)
            html_attribute(html, name, text_of(value));
    }
    va_end(args);
    html_begun(html);
}

void html_close(struct html *html, const char *tag)
{
    buf_text(&html->out, "</");
    buf_text(&html->out, tag);
    buf_text(&html->out, ">");
}

void html_element(struct html *html, const char *tag, struct text content)
{
    html_open(html, tag, NULL);
    html_text(html, content);
    html_close(html, tag);
}

void html_element_string(struct html *html, const char *tag, const char *content)
{
    html_element(html, tag, text_of(content));
}

void html_release(struct html *html)
{
    buf_release(&html->out);
}

void url_add(struct buf *url, struct text value)
{
    static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < value.n; i++)
        if (value.at[i] && strchr(kept, value.at[i]))
            buf_add(url, &value.at[i], 1);
        else
            buf_printf(url, "%%%02X", (unsigned)(unsigned char)value.at[i]);
}

void url_param(struct buf *url, const char *name, struct text value)
{
    if (!value.n)
        return;
    buf_text(url, url->n && memchr(url->at, '?', url->n) ? "&" : "?");
    buf_text(url, name);
    buf_text(url, "=");
    url_add(url, value);
}
