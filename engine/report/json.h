/* json.h - the little JSON that we write. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "base/memory.h"
#include "base/text.h"

/* Adds a string with its quotes; `text` is UTF-8. */
void json_text(struct buf *out, struct text text);
static inline void json_string(struct buf *out, const char *string)
{
    json_text(out, text_of(string));
}
/* Adds `"name": ` */
void json_name(struct buf *out, const char *name);

#endif
