/* proof_pen.h - writes sections of fields, or of lists of them. In which form is said once, by whoever holds the pen:
 * Dutch text, JSON, or another with the same content (web/feiten.h). */
#ifndef REPORT_PROOF_PEN_H
#define REPORT_PROOF_PEN_H

#include "base/day.h"
#include "report/json.h"

struct pen;
/* A form. Keys and values are borrowed until the function returns. */
struct pen_form {
    void (*section)(struct pen *pen, const char *key, const char *title, bool list);
    void (*section_end)(struct pen *pen);
    void (*item)(struct pen *pen);
    void (*field)(struct pen *pen, const char *key, struct text value);
    void (*drawing)(struct pen *pen, const char *key, struct text lines);
};
extern const struct pen_form pen_text, pen_json;

struct pen {
    const struct pen_form *form;
    struct buf *out; /* borrowed; of text and JSON */
    void *ctx;       /* of another form */
    struct json json;
    bool begun, list, in_item, first_field;
};
void pen_begin(struct pen *pen, struct buf *out, bool as_json);
void pen_end(struct pen *pen);

/* `key` is of the JSON, `title` of the text. */
static inline void section(struct pen *pen, const char *key, const char *title, bool list)
{
    pen->form->section(pen, key, title, list);
}
static inline void section_end(struct pen *pen)
{
    pen->form->section_end(pen);
}
/* The next item of a list. */
static inline void item(struct pen *pen)
{
    pen->form->item(pen);
}
/* A field without a value is left out of the text. */
static inline void field(struct pen *pen, const char *key, struct text value)
{
    pen->form->field(pen, key, value);
}
/* Lines that stand as they are. */
static inline void drawing(struct pen *pen, const char *key, struct text lines)
{
    pen->form->drawing(pen, key, lines);
}
/* A value that was put together; it is emptied. */
void buf_field(struct pen *pen, const char *key, struct buf *value);
void fieldf(struct pen *pen, const char *key, const char *format, ...) PRINTF_LIKE(3, 4);
void day_field(struct pen *pen, const char *key, day d);
void period_field(struct pen *pen, const char *key, struct period period);

#endif
