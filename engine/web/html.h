/* html.h - a writer of HTML that escapes whatever it is given. What a page shows came out of an export, a table or a
 * form, and may be anything; only html_raw adds bytes as they are, and it takes nothing but a literal of the program.
 *
 *     html_open(html, "a", "href", "/regels", "class", late ? "laat" : NULL, NULL);
 *     html_string(html, "Regels");
 *     html_close(html, "a");
 *
 * Text is what text_add_printable makes of it: what a page cannot hold, or what would turn the order of letters about,
 * is written as \xNN. */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/text.h"

struct html {
    struct buf out; /* owned */
};

void html_text(struct html *html, struct text text);
void html_string(struct html *html, const char *string);
void html_printf(struct html *html, const char *format, ...) PRINTF_LIKE(2, 3);
void html_number(struct html *html, int64_t number);   /* 1234567 -> 1.234.567 */
void html_euro(struct html *html, int64_t cent);       /* 123456 -> "€ 1.234,56" */
void html_date(struct html *html, struct text date);   /* YYYY-MM-DD -> "31-12-2026", as <time>; else as it is */

/* Begins an element: names and values of attributes, NULL at the end. An attribute whose value is NULL is left out; one
 * with the value HTML_BARE has none. */
void html_open(struct html *html, const char *tag, ...) __attribute__((sentinel));
extern const char HTML_BARE[];
void html_close(struct html *html, const char *tag);
/* The same for values that are no C strings: html_begin, html_attribute for each, html_begun. */
void html_begin(struct html *html, const char *tag);
void html_attribute(struct html *html, const char *name, struct text value);
void html_attribute_printf(struct html *html, const char *name, const char *format, ...) PRINTF_LIKE(3, 4);
void html_begun(struct html *html);
/* An element without attributes around a text. */
void html_element(struct html *html, const char *tag, struct text content);
void html_element_string(struct html *html, const char *tag, const char *content);

/* Bytes as they are: a literal, and nothing else compiles. */
#define html_raw(html, literal) buf_text(&(html)->out, "" literal "")

void html_release(struct html *html);

/* Addresses. Adds `value` so that it is one segment or one value of an address. */
void url_add(struct buf *url, struct text value);
/* Adds ?name=value, or &name=value when there is a ? already; nothing when the value is empty. */
void url_param(struct buf *url, const char *name, struct text value);

#endif
