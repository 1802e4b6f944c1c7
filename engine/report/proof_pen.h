/* proof_pen.h - writes sections of fields, or of lists of them, as Dutch text or as JSON with the same content. */
#ifndef REPORT_PROOF_PEN_H
#define REPORT_PROOF_PEN_H

#include "base/day.h"
#include "report/json.h"

struct pen {
    struct buf *out; /* borrowed */
    bool as_json;
    struct json json;
    bool begun, list, in_item, first_field;
};
void pen_begin(struct pen *pen, struct buf *out, bool as_json);
void pen_end(struct pen *pen);

/* `key` is of the JSON, `title` of the text. */
void section(struct pen *pen, const char *key, const char *title, bool list);
void section_end(struct pen *pen);
/* The next item of a list. */
void item(struct pen *pen);

/* A field without a value is left out of the text. */
void field(struct pen *pen, const char *key, struct text value);
/* A value that was put together; it is emptied. */
void buf_field(struct pen *pen, const char *key, struct buf *value);
void fieldf(struct pen *pen, const char *key, const char *format, ...) PRINTF_LIKE(3, 4);
void day_field(struct pen *pen, const char *key, day d);
void period_field(struct pen *pen, const char *key, struct period period);
/* Lines that stand as they are. */
void drawing(struct pen *pen, const char *key, struct text lines);

#endif
