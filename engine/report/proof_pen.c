/* proof_pen.c - see proof_pen.h. */
#include "report/proof_pen.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_COLUMNS = 100, KEY_COLUMNS = 24 };

void pen_begin(struct pen *pen, struct buf *out, bool as_json)
{
    *pen = (struct pen){.form = as_json ? &pen_json : &pen_text, .out = out, .json = {.out = out}};
    if (as_json)
        json_object(&pen->json, NULL, JSON_LINES);
}

void pen_end(struct pen *pen)
{
    if (pen->form != &pen_json)
        return;
    json_end(&pen->json);
    buf_text(pen->out, "\n");
}

static void text_section(struct pen *pen, const char *key, const char *title, bool list)
{
    (void)key;
    buf_printf(pen->out, "%s%s\n", pen->begun ? "\n" : "", title);
    pen->begun = pen->first_field = true;
    pen->list = list;
}

static void text_section_end(struct pen *pen)
{
    (void)pen;
}

static void text_item(struct pen *pen)
{
    pen->first_field = true;
}

/* A value between its column and the edge of the page, broken at blanks. */
static void wrap(struct buf *out, int column, struct text value)
{
    struct text word;
    size_t at = (size_t)column;
    for (bool first = true; text_word(&value, &word); first = false) {
        size_t points = text_code_points(word);
        bool fits = first || at + 1 + points <= TEXT_COLUMNS;
        if (!fits)
            buf_printf(out, "\n%*s", column, "");
        else if (!first)
            buf_add(out, " ", 1);
        at = (fits ? at + !first : (size_t)column) + points;
        buf_add(out, word.at, word.n);
    }
}

static void text_field(struct pen *pen, const char *key, struct text value)
{
    if (value.n) {
        const char *margin = !pen->list ? "   " : pen->first_field ? "  - " : "    ";
        buf_printf(pen->out, "%s%-*s ", margin, KEY_COLUMNS, key);
        wrap(pen->out, (int)strlen(margin) + KEY_COLUMNS + 1, value);
        buf_add(pen->out, "\n", 1);
    }
    pen->first_field = false;
}

static void text_drawing(struct pen *pen, const char *key, struct text lines)
{
    (void)key;
    buf_add(pen->out, lines.at, lines.n);
}

const struct pen_form pen_text = {text_section, text_section_end, text_item, text_field, text_drawing};

static void json_section(struct pen *pen, const char *key, const char *title, bool list)
{
    (void)title;
    if (list)
        json_list(&pen->json, key, JSON_LINE);
    else
        json_object(&pen->json, key, JSON_LINE);
    pen->in_item = false;
}

static void json_section_end(struct pen *pen)
{
    if (pen->in_item)
        json_end(&pen->json);
    json_end(&pen->json);
    pen->in_item = false;
}

static void json_item(struct pen *pen)
{
    if (pen->in_item)
        json_end(&pen->json);
    json_object(&pen->json, NULL, JSON_LINE);
    pen->in_item = true;
}

static void json_field(struct pen *pen, const char *key, struct text value)
{
    json_add_text(&pen->json, key, value);
}

const struct pen_form pen_json = {json_section, json_section_end, json_item, json_field, json_field};

void buf_field(struct pen *pen, const char *key, struct buf *value)
{
    field(pen, key, (struct text){value->at, value->n});
    value->n = 0;
}

void fieldf(struct pen *pen, const char *key, const char *format, ...)
{
    char value[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(value, sizeof value, format, args);
    va_end(args);
    field(pen, key, text_of(value));
}

void day_field(struct pen *pen, const char *key, day d)
{
    char text[DAY_TEXT + 1];
    day_print(d, text);
    field(pen, key, text_of(text));
}

void period_field(struct pen *pen, const char *key, struct period period)
{
    char first[DAY_TEXT + 1], last[DAY_TEXT + 1];
    day_print(period.first, first);
    day_print(period.last, last);
    fieldf(pen, key, "%s t/m %s", first, last);
}
