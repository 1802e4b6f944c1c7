/* charset.c - see charset.h. */
#include "csv/charset.h"

#include <errno.h>
#include <string.h>

#include "csv/csv_record.h"

bool charset_open(struct charset *charset, enum encoding encoding, struct error *err)
{
    *charset = CHARSET_NONE;
    if (encoding == ENCODING_UTF8)
        return true;
    const char *name = encoding == ENCODING_CP1252 ? "CP1252" : "ISO-8859-1";
    charset->iconv = iconv_open("UTF-8", name);
    return charset->iconv != (iconv_t)-1
           || error_set(err, STATUS_FAILED, "this system cannot convert from %s (%s); give the file as UTF-8", name,
                        strerror(errno));
}

bool charset_to_utf8(struct charset *charset, struct text *line)
{
    if (charset->iconv == (iconv_t)-1)
        return true;
    char *in = (char *)(uintptr_t)line->at;
    size_t in_left = line->n;
    charset->converted.n = 0;
    char *out = buf_room(&charset->converted, 3 * line->n + CSV_SLACK);
    size_t out_left = 3 * line->n;
    if (iconv(charset->iconv, &in, &in_left, &out, &out_left) == (size_t)-1) {
        iconv(charset->iconv, NULL, NULL, NULL, NULL);
        return false;
    }
    *line = (struct text){charset->converted.at, (size_t)(out - charset->converted.at)};
    memset(out, 0, CSV_SLACK);
    return true;
}

void charset_close(struct charset *charset)
{
    if (charset->iconv != (iconv_t)-1)
        iconv_close(charset->iconv);
    buf_release(&charset->converted);
    *charset = CHARSET_NONE;
}
