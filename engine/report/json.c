/* json.c - see json.h. */
#include "report/json.h"

static void add_escape(struct buf *out, uint32_t point)
{
    if (point > 0xFFFF)
        buf_printf(out, "\\u%04x\\u%04x", 0xD7C0 + (point >> 10), 0xDC00 + (point & 0x3FF));
    else
        buf_printf(out, "\\u%04x", point);
}

/* Valid JSON whatever comes: what is no UTF-8 becomes U+FFFD. What a terminal would act on is escaped, which says the
 * same. */
void json_text(struct buf *out, struct text text)
{
    buf_add(out, "\"", 1);
    while (text.n) {
        uint32_t point;
        size_t n = text_code_point(text, &point);
        if (n == 0)
            buf_text(out, "\xEF\xBF\xBD");
        else if (text_is_control(point))
            add_escape(out, point);
        else {
            if (point == '"' || point == '\\')
                buf_add(out, "\\", 1);
            buf_add(out, text.at, n);
        }
        text.at += n ? n : 1;
        text.n -= n ? n : 1;
    }
    buf_add(out, "\"", 1);
}

void json_name(struct buf *out, const char *name)
{
    json_string(out, name);
    buf_add(out, ": ", 2);
}
