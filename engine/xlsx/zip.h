/* zip.h - the members of a zip archive in memory, read only. The one of two places that know zlib.
 *
 * Nothing of the archive is ever written anywhere, and a name in it is only compared. What is wrong with an archive is
 * data, not an error: functions return NULL, or what is wrong with it, for a person. */
#ifndef XLSX_ZIP_H
#define XLSX_ZIP_H

#include "base/text.h"

/* No workbook that a desk works with comes near these. RATIO: XML of a sheet shrinks to a tenth or a thirtieth;
 * bombs are at 1000. */
enum { ZIP_MEMBERS_MAX = 4096, ZIP_MEMBER_MAX = 256 << 20, ZIP_RATIO_MAX = 200, ZIP_RATIO_FREE = 1 << 20 };

struct zip_member {
    struct text name;      /* borrowed from the content */
    size_t header;         /* where its local header stands */
    uint32_t packed, size, crc;
    uint16_t method;
};
struct zip {
    struct text content; /* borrowed */
    struct zip_member *member;
    size_t n;
    bool own; /* this program made it: it is no bomb, whatever its size */
};

bool zipped_is(struct text content);
const char *zipped_open(struct zip *zip, struct text content) MUST_CHECK;
const struct zip_member *zipped_find(const struct zip *zip, struct text name); /* NULL: there is none */
/* Hands the unpacked bytes over, piece by piece; `take` returns NULL, or what is wrong with them, which ends it. */
const char *zipped_read(const struct zip *zip, const struct zip_member *member,
                     const char *(*take)(void *ctx, struct text piece), void *ctx) MUST_CHECK;
void zipped_close(struct zip *zip);

#endif
