/* zip.c - see zip.h. */
#include "xlsx/zip.h"

#include <limits.h>
#include <zlib.h>

#include "base/memory.h"

/* The records of a zip, and where in them what stands (APPNOTE.TXT 4.3). */
enum {
    END_SIZE = 22, END_ENTRIES = 10, END_DIRECTORY_SIZE = 12, END_DIRECTORY = 16, END_COMMENT_MAX = 65535,
    ENTRY_SIZE = 46, ENTRY_FLAGS = 8, ENTRY_METHOD = 10, ENTRY_CRC = 16, ENTRY_PACKED = 20, ENTRY_UNPACKED = 24,
    ENTRY_NAME_N = 28,
    ENTRY_EXTRA_N = 30, ENTRY_COMMENT_N = 32, ENTRY_HEADER = 42,
    LOCAL_SIZE = 30, LOCAL_NAME_N = 26, LOCAL_EXTRA_N = 28,
    FLAG_ENCRYPTED = 1, METHOD_STORED = 0, METHOD_DEFLATED = 8,
};
static const char end_mark[] = "PK\x05\x06", entry_mark[] = "PK\x01\x02", local_mark[] = "PK\x03\x04";
static const char damaged[] = "the workbook is damaged: open it in a spreadsheet and save it again";
static const char too_large[] = "the workbook is larger than any that this program makes";

static uint32_t little_endian(struct text content, size_t at, unsigned bytes)
{
    uint32_t number = 0;
    for (unsigned i = 0; i < bytes; i++)
        number |= (uint32_t)(unsigned char)content.at[at + i] << 8 * i;
    return number;
}

static bool mark_at(struct text content, size_t at, const char *mark, size_t size)
{
    return at <= content.n && content.n - at >= size && memcmp(content.at + at, mark, 4) == 0;
}

bool zipped_is(struct text content)
{
    return content.n >= 4 && memcmp(content.at, local_mark, 4) == 0;
}

/* The record at the end of the archive; a comment of any length may stand behind it. */
static bool find_end(struct text content, size_t *end)
{
    for (size_t back = END_SIZE; back <= content.n && back <= END_SIZE + END_COMMENT_MAX; back++) {
        *end = content.n - back;
        if (mark_at(content, *end, end_mark, END_SIZE))
            return true;
    }
    return false;
}

/* The entry of the directory at `*at`, which becomes the place behind it. */
static const char *read_entry(struct text content, size_t *at, struct zip_member *member)
{
    if (!mark_at(content, *at, entry_mark, ENTRY_SIZE))
        return damaged;
    size_t name_n = little_endian(content, *at + ENTRY_NAME_N, 2);
    size_t behind = name_n + little_endian(content, *at + ENTRY_EXTRA_N, 2)
                    + little_endian(content, *at + ENTRY_COMMENT_N, 2);
    if (content.n - *at - ENTRY_SIZE < behind)
        return damaged;
    if (little_endian(content, *at + ENTRY_FLAGS, 2) & FLAG_ENCRYPTED)
        return "the workbook is locked with a password: save it without one";
    *member = (struct zip_member){.name = {content.at + *at + ENTRY_SIZE, name_n},
                                  .header = little_endian(content, *at + ENTRY_HEADER, 4),
                                  .packed = little_endian(content, *at + ENTRY_PACKED, 4),
                                  .size = little_endian(content, *at + ENTRY_UNPACKED, 4),
                                  .crc = little_endian(content, *at + ENTRY_CRC, 4),
                                  .method = (uint16_t)little_endian(content, *at + ENTRY_METHOD, 2)};
    *at += ENTRY_SIZE + behind;
    return NULL;
}

const char *zipped_open(struct zip *zip, struct text content)
{
    size_t end;
    *zip = (struct zip){.content = content};
    if (!find_end(content, &end))
        return damaged;
    size_t entries = little_endian(content, end + END_ENTRIES, 2), at = little_endian(content, end + END_DIRECTORY, 4);
    if (entries > ZIP_MEMBERS_MAX)
        return too_large;
    zip->member = xcalloc(entries + 1, sizeof *zip->member);
    for (; zip->n < entries; zip->n++) {
        const char *wrong = read_entry(content, &at, &zip->member[zip->n]);
        if (wrong)
            return wrong;
    }
    return NULL;
}

const struct zip_member *zipped_find(const struct zip *zip, struct text name)
{
    for (size_t i = 0; i < zip->n; i++)
        if (text_equal(zip->member[i].name, name))
            return &zip->member[i];
    return NULL;
}

/* Unpacks; a member that grows beyond what the directory says of it is cut there. */
static const char *inflate_member(const struct zip_member *member, struct text packed,
                                  const char *(*take)(void *ctx, struct text piece), void *ctx)
{
    char piece[32768];
    z_stream z = {.next_in = (void *)(uintptr_t)packed.at, .avail_in = (uInt)packed.n};
    uLong crc = crc32(0, NULL, 0);
    size_t size = 0;
    int code = Z_OK;
    const char *wrong = NULL;
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        out_of_resources("memory to unpack");
    while (!wrong && code == Z_OK) {
        z.next_out = (void *)piece;
        z.avail_out = sizeof piece;
        code = inflate(&z, Z_NO_FLUSH);
        size_t n = sizeof piece - z.avail_out;
        size += n;
        crc = crc32(crc, (const void *)piece, (uInt)n);
        if ((code != Z_OK && code != Z_STREAM_END) || size > member->size)
            wrong = damaged;
        else if (n)
            wrong = take(ctx, (struct text){piece, n});
    }
    inflateEnd(&z);
    return wrong ? wrong : size != member->size || crc != member->crc ? damaged : NULL;
}

const char *zipped_read(const struct zip *zip, const struct zip_member *member,
                     const char *(*take)(void *ctx, struct text piece), void *ctx)
{
    struct text content = zip->content;
    if (!mark_at(content, member->header, local_mark, LOCAL_SIZE))
        return damaged;
    size_t behind = LOCAL_SIZE + little_endian(content, member->header + LOCAL_NAME_N, 2)
                    + little_endian(content, member->header + LOCAL_EXTRA_N, 2);
    if (content.n - member->header < behind || content.n - member->header - behind < member->packed)
        return damaged;
    if (!zip->own
        && (member->size > ZIP_MEMBER_MAX || member->size > ZIP_RATIO_FREE + (uint64_t)ZIP_RATIO_MAX * member->packed))
        return too_large;
    struct text packed = {content.at + member->header + behind, member->packed};
    if (member->method == METHOD_DEFLATED)
        return inflate_member(member, packed, take, ctx);
    if (member->method != METHOD_STORED || member->packed != member->size
        || crc32(0, (const void *)packed.at, (uInt)packed.n) != member->crc)
        return damaged;
    return take(ctx, packed);
}

void zipped_close(struct zip *zip)
{
    free(zip->member);
    *zip = (struct zip){0};
}
