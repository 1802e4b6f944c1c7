/* json.c - see json.h. */
#include "report/json.h"

void json_text(struct buf *out, struct text text)
{
    buf_add(out, "\"", 1);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '"' || c == '\\') {
            buf_add(out, "\\", 1);
            buf_add(out, &text.at[i], 1);
        } else if (c < 0x20)
            buf_printf(out, "\\u%04x", c);
        else
            buf_add(out, &text.at[i], 1);
    }
    buf_add(out, "\"", 1);
}

void json_name(struct buf *out, const char *name)
{
    json_string(out, name);
    buf_add(out, ": ", 2);
}
