/* zip_of.h - a zip of stored members, for tests of what reads one. */
#ifndef TESTS_ZIP_OF_H
#define TESTS_ZIP_OF_H

#include <zlib.h>

#include "base/text.h"

struct zip_part {
    const char *name;
    struct text content;
};

static inline void add_little(struct buf *out, uint32_t number, int bytes)
{
    for (; bytes > 0; bytes--, number >>= 8) {
        char byte = (char)(number & 0xFF);
        buf_add(out, &byte, 1);
    }
}

/* What the local header and the directory have alike, from the version on. */
static inline void add_shared_part(struct buf *out, const struct zip_part *part)
{
    add_little(out, 20, 2);
    add_little(out, 0, 8); /* flags, method 0, time, date */
    add_little(out, (uint32_t)crc32(0, (const void *)part->content.at, (unsigned)part->content.n), 4);
    add_little(out, (uint32_t)part->content.n, 4);
    add_little(out, (uint32_t)part->content.n, 4);
    add_little(out, (uint32_t)strlen(part->name), 2);
    add_little(out, 0, 2);
}

static inline void zip_of(struct buf *out, const struct zip_part *part, size_t parts)
{
    uint32_t header[16];
    out->n = 0;
    for (size_t i = 0; i < parts; i++) {
        header[i] = (uint32_t)out->n;
        buf_add(out, "PK\x03\x04", 4);
        add_shared_part(out, &part[i]);
        buf_text(out, part[i].name);
        buf_add(out, part[i].content.at, part[i].content.n);
    }
    uint32_t directory = (uint32_t)out->n;
    for (size_t i = 0; i < parts; i++) {
        buf_add(out, "PK\x01\x02\x14\x00", 6);
        add_shared_part(out, &part[i]);
        add_little(out, 0, 10); /* comment, disk, attributes */
        add_little(out, header[i], 4);
        buf_text(out, part[i].name);
    }
    uint32_t size = (uint32_t)out->n - directory;
    buf_add(out, "PK\x05\x06\x00\x00\x00\x00", 8);
    add_little(out, (uint32_t)parts, 2);
    add_little(out, (uint32_t)parts, 2);
    add_little(out, size, 4);
    add_little(out, directory, 4);
    add_little(out, 0, 2);
}

/* A workbook of one sheet; styles, by s: 0 plain, 1 a built-in date, 2 "0000", 3 "d-m-jjjj", 4 '#,##0.00 "dagen"'.
 * Shared strings: "een", "twee" of two runs with a pronunciation, and one with a line end. */
static inline void workbook_of(struct buf *out, struct text sheet)
{
    static const char relations[] =
        "<Relationships><Relationship Id=\"rId1\" Type=\"t\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    static const char book[] =
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Een\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    static const char strings[] =
        "<sst><si><t>een</t></si><si><r><t>tw</t></r><r><t xml:space=\"preserve\">ee </t></r><rPh><t>x</t></rPh></si>"
        "<si><t>drie\nregels_x000D__x005F_x</t></si></sst>";
    static const char styles[] =
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0000\"/><numFmt numFmtId=\"165\" formatCode=\"d\\-m\\-jjjj\"/>"
        "<numFmt numFmtId=\"166\" formatCode=\"#,##0.00 &quot;dagen&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/></cellXfs></styleSheet>";
    const struct zip_part part[] = {{"xl/workbook.xml", TEXT(book)},
                                    {"xl/_rels/workbook.xml.rels", TEXT(relations)},
                                    {"xl/sharedStrings.xml", TEXT(strings)},
                                    {"xl/styles.xml", TEXT(styles)},
                                    {"xl/worksheets/sheet1.xml", sheet}};
    zip_of(out, part, sizeof part / sizeof *part);
}

#endif
