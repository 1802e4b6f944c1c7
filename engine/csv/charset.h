/* charset.h - the lines of an export in its own encoding, as UTF-8. */
#ifndef CSV_CHARSET_H
#define CSV_CHARSET_H

#include <iconv.h>

#include "base/memory.h"
#include "base/text.h"

enum encoding { ENCODING_UTF8, ENCODING_CP1252, ENCODING_LATIN1 };

struct charset {
    iconv_t iconv; /* (iconv_t)-1: the export is UTF-8 already */
    struct buf converted;
};
#define CHARSET_NONE ((struct charset){.iconv = (iconv_t)-1})

bool charset_open(struct charset *charset, enum encoding encoding, struct error *err) MUST_CHECK;
/* Turns a line into UTF-8 with CSV_SLACK behind it, until the next call; of a UTF-8 export it stays as it is, and
 * whoever splits it looks at its bytes. False: a byte that the encoding does not have. */
bool charset_to_utf8(struct charset *charset, struct text *line);
void charset_close(struct charset *charset);

#endif
