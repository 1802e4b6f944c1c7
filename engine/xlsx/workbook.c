/* workbook.c - see workbook.h. A workbook is a zip of XML parts (ECMA-376): a list of sheets, who is where, the strings
 * that cells share, how cells are shown, and a part a sheet. */
#include "xlsx/workbook.h"

#include <expat.h>
#include <math.h>
#include <stdio.h>

#include "base/day.h"
#include "base/digest.h"
#include "csv/csv_record.h"

enum {
    DEPTH_MAX = 64,
    CELL_MAX = 32767 * 4 /* bytes: as many code points as Excel takes */,
    EXCEL_DAY_0 = 32874 /* 1990-01-01 */,
    DAYS_1904 = 1462,
    SHARED_MAX = 64 << 20
};

struct shared_strings {
    struct buf text;     /* all of them, one behind the other */
    size_t *end;         /* of each */
    size_t n, cap;
};
enum shown { SHOWN_NUMBER, SHOWN_DATE, SHOWN_TIME };
struct cell_style {
    enum shown shown;
    unsigned zeros; /* "0000": 4 */
};
struct number_format {
    unsigned id;
    struct cell_style style;
};
struct cell_styles {
    struct cell_style *xf; /* by the number that a cell gives */
    size_t n, cap;
    struct number_format *format;
    size_t formats, formats_cap;
};
struct part_of {
    char *id, *part;
};

/* A part that is being read. */
struct xml {
    XML_Parser parser;
    const char *wrong;
    unsigned depth;
    struct workbook *book;
    void (*start)(struct xml *xml, const char *name, const char **attribute);
    void (*end)(struct xml *xml, const char *name);
    bool in_text;    /* what stands between tags now counts */
    struct buf text; /* of the cell or string */
    bool in_xfs, phonetic;
    struct part_of *part; /* of the relations */
    size_t parts, parts_cap;
    /* of a sheet */
    struct buf *csv;
    size_t csv_begin, row, column, width, lines; /* row and column 1-based; lines: written */
    bool some, formula;                          /* the row has a value; the cell is worked out */
    char type[12];
    unsigned style;
    struct xlsx_sums *sums;
};

static const char not_understood[] = "the workbook is not as a spreadsheet makes it: open it in one and save it again";
static const char open_document[] =
    "this is an OpenDocument file (.ods): open it, save it as .xlsx or as CSV UTF-8, and give that file";
static const char too_large[] = "the sheet is larger than any that this program makes";

/* "x:row" -> "row". */
static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool is(const char *name, const char *word)
{
    return strcmp(name, word) == 0;
}

static const char *attribute_of(const char **attribute, const char *name)
{
    for (; *attribute; attribute += 2)
        if (is(local(attribute[0]), name))
            return attribute[1];
    return NULL;
}

static unsigned number_of_attribute(const char *text)
{
    uint64_t number = 0;
    return text && text_digits(text_of(text), 9, &number) ? (unsigned)number : 0;
}

static void stop(struct xml *xml, const char *wrong)
{
    if (!xml->wrong)
        xml->wrong = wrong;
    XML_StopParser(xml->parser, XML_FALSE);
}

/* -- any part */

static void XMLCALL on_start(void *ctx, const char *name, const char **attribute)
{
    struct xml *xml = ctx;
    if (++xml->depth > DEPTH_MAX)
        stop(xml, not_understood);
    else
        xml->start(xml, local(name), attribute);
}

static void XMLCALL on_end(void *ctx, const char *name)
{
    struct xml *xml = ctx;
    xml->depth--;
    if (xml->end)
        xml->end(xml, local(name));
}

static void XMLCALL on_text(void *ctx, const char *text, int n)
{
    struct xml *xml = ctx;
    if (!xml->in_text)
        return;
    if (xml->text.n + (size_t)n > CELL_MAX)
        stop(xml, too_large);
    else
        buf_add(&xml->text, text, (size_t)n);
}

/* No workbook has a DTD: with one come entities, and bombs. */
static void XMLCALL on_doctype(void *ctx, const char *name, const char *system, const char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    stop(ctx, not_understood);
}

static const char *take_xml(void *ctx, struct text piece)
{
    struct xml *xml = ctx;
    if (XML_Parse(xml->parser, piece.at, (int)piece.n, 0) != XML_STATUS_OK && !xml->wrong)
        xml->wrong = not_understood;
    return xml->wrong;
}

/* Reads a part by the functions of `xml`. */
static const char *read_member(struct workbook *book, const struct zip_member *member, struct xml *xml)
{
    xml->book = book;
    xml->parser = XML_ParserCreate(NULL);
    if (!xml->parser)
        out_of_resources("memory to read XML");
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    const char *wrong = zipped_read(&book->zip, member, take_xml, xml);
    if (!wrong && XML_Parse(xml->parser, "", 0, 1) != XML_STATUS_OK)
        wrong = not_understood;
    XML_ParserFree(xml->parser);
    buf_release(&xml->text);
    return wrong;
}

/* A part that is not there is none. */
static const char *read_part(struct workbook *book, const char *part, bool needed, struct xml *xml)
{
    const struct zip_member *member = zipped_find(&book->zip, text_of(part));
    return member ? read_member(book, member, xml) : needed ? not_understood : NULL;
}

/* -- which sheet is which part */

static void start_relation(struct xml *xml, const char *name, const char **attribute)
{
    const char *id = attribute_of(attribute, "Id"), *target = attribute_of(attribute, "Target");
    if (!is(name, "Relationship") || !id || !target)
        return;
    ARRAY_ROOM(xml->part, xml->parts, xml->parts_cap);
    xml->part[xml->parts++] =
        (struct part_of){xstrdup(id), target[0] == '/' ? xstrdup(target + 1) : xprintf("xl/%s", target)};
}

static void start_book(struct xml *xml, const char *name, const char **attribute)
{
    struct workbook *book = xml->book;
    const char *title = attribute_of(attribute, "name"), *id = attribute_of(attribute, "id");
    if (is(name, "workbookPr")) {
        const char *from_1904 = attribute_of(attribute, "date1904");
        book->from_1904 = from_1904 && (is(from_1904, "1") || is(from_1904, "true"));
    }
    if (!is(name, "sheet") || !title || !id)
        return;
    for (size_t i = 0; i < xml->parts; i++) {
        if (!is(xml->part[i].id, id))
            continue;
        if (book->sheets == SHEETS_MAX) {
            stop(xml, too_large);
            return;
        }
        ARRAY_ROOM(book->sheet, book->sheets, book->cap);
        book->sheet[book->sheets++] = (struct workbook_sheet){xstrdup(title), xstrdup(xml->part[i].part)};
        return;
    }
}

/* -- strings that cells share */

static void start_shared(struct xml *xml, const char *name, const char **attribute)
{
    (void)attribute;
    if (is(name, "rPh")) /* how it is pronounced */
        xml->phonetic = true;
    xml->in_text = is(name, "t") && !xml->phonetic;
}

static void end_shared(struct xml *xml, const char *name)
{
    struct shared_strings *shared = xml->book->shared;
    xml->in_text = false;
    if (is(name, "rPh"))
        xml->phonetic = false;
    if (!is(name, "si"))
        return;
    if (shared->text.n + xml->text.n > SHARED_MAX)
        stop(xml, too_large);
    buf_add(&shared->text, xml->text.at, xml->text.n);
    ARRAY_ROOM(shared->end, shared->n, shared->cap);
    shared->end[shared->n++] = shared->text.n;
    xml->text.n = 0;
}

/* -- how cells are shown */

/* A format of Excel is a date when it has a letter of one outside quotes and brackets. */
static struct cell_style style_of(const char *code)
{
    struct cell_style style = {SHOWN_NUMBER, 0};
    bool date = false, time = false, zeros = true;
    for (const char *c = code; *c && *c != ';'; c++) {
        zeros &= *c == '0';
        if (*c == '"' || *c == '[') {
            const char *close = strchr(c + 1, *c == '"' ? '"' : ']');
            c = close ? close : c;
        } else if (*c == '\\' || *c == '_' || *c == '*')
            c += c[1] != '\0';
        else if (strchr("dDyYjJ", *c)) /* j: a Dutch Excel writes jaar */
            date = true;
        else if (strchr("hHsS", *c))
            time = true;
    }
    style.shown = date ? SHOWN_DATE : time ? SHOWN_TIME : SHOWN_NUMBER;
    style.zeros = zeros && strlen(code) <= 18 ? (unsigned)strlen(code) : 0;
    return style;
}

/* Those that every workbook has without saying so. */
static struct cell_style built_in(unsigned id)
{
    enum shown shown = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)
                           ? SHOWN_DATE
                       : (id >= 18 && id <= 21) || (id >= 45 && id <= 47) ? SHOWN_TIME
                                                                          : SHOWN_NUMBER;
    return (struct cell_style){shown, 0};
}

static void start_styles(struct xml *xml, const char *name, const char **attribute)
{
    struct cell_styles *styles = xml->book->styles;
    unsigned id = number_of_attribute(attribute_of(attribute, "numFmtId"));
    const char *code = attribute_of(attribute, "formatCode");
    if (is(name, "cellXfs"))
        xml->in_xfs = true;
    if (is(name, "numFmt") && code) {
        ARRAY_ROOM(styles->format, styles->formats, styles->formats_cap);
        styles->format[styles->formats++] = (struct number_format){id, style_of(code)};
    }
    if (!is(name, "xf") || !xml->in_xfs)
        return;
    struct cell_style style = built_in(id);
    for (size_t i = 0; i < styles->formats; i++)
        if (styles->format[i].id == id)
            style = styles->format[i].style;
    ARRAY_ROOM(styles->xf, styles->n, styles->cap);
    styles->xf[styles->n++] = style;
}

static void end_styles(struct xml *xml, const char *name)
{
    if (is(name, "cellXfs"))
        xml->in_xfs = false;
}

/* -- a sheet */

/* "AB12" -> 28; 0: it is not of this row. */
static size_t column_of_reference(const char *reference, size_t row)
{
    size_t column = 0;
    uint64_t number;
    for (; *reference >= 'A' && *reference <= 'Z' && column <= UINT16_MAX; reference++)
        column = column * 26 + (size_t)(*reference - 'A' + 1);
    return text_digits(text_of(reference), 7, &number) && number == row ? column : 0;
}

/* A row that is passed over is an empty line. */
static void begin_row(struct xml *xml, const char *number)
{
    size_t row = number ? number_of_attribute(number) : xml->row + 1;
    if (row <= xml->row || row > SHEET_ROWS_MAX)
        stop(xml, row > SHEET_ROWS_MAX ? too_large : not_understood);
    else {
        xml->row = row;
        xml->column = 0;
        xml->some = false;
    }
}

static void begin_cell(struct xml *xml, const char **attribute)
{
    const char *reference = attribute_of(attribute, "r"), *type = attribute_of(attribute, "t");
    size_t column = reference ? column_of_reference(reference, xml->row) : xml->column + 1;
    snprintf(xml->type, sizeof xml->type, "%s", type ? type : "n");
    xml->style = number_of_attribute(attribute_of(attribute, "s"));
    xml->text.n = 0;
    xml->formula = false;
    if (column <= xml->column)
        stop(xml, not_understood);
    else
        xml->column = column;
}

/* A number as text, as its style shows it. */
static bool cell_number(struct xml *xml, struct buf *out)
{
    const struct cell_styles *styles = xml->book->styles;
    struct cell_style style = xml->style < styles->n ? styles->xf[xml->style] : (struct cell_style){0};
    char *end, number[48];
    double value = strtod(buf_string(&xml->text), &end);
    if (end == xml->text.at || *end || !isfinite(value))
        return false;
    double days = floor(value) + (xml->book->from_1904 ? DAYS_1904 : 0);
    if (style.shown == SHOWN_DATE && days >= 61 && days <= 2958465) {
        char date[DAY_TEXT + 1];
        int seconds = (int)((value - floor(value)) * 86400 + 0.5);
        day_print((day)days - EXCEL_DAY_0, date);
        buf_text(out, date);
        if (seconds && seconds < 86400)
            buf_printf(out, " %02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
        return true;
    }
    if (value == floor(value) && fabs(value) < 1e15)
        snprintf(number, sizeof number, "%0*.0f", value < 0 ? 1 : (int)style.zeros, value);
    else
        snprintf(number, sizeof number, "%.15g", value);
    buf_text(out, number);
    return true;
}

/* Excel writes a character that XML has not as _x000D_: it becomes a blank, as a line end does; "_x005F_" is "_". */
static size_t escape_at(struct text text, char *as)
{
    unsigned code = 0;
    if (text.n < 7 || memcmp(text.at, "_x", 2) != 0 || text.at[6] != '_')
        return 0;
    for (int i = 2; i < 6; i++) {
        static const char hex[] = "0123456789abcdef";
        const char *digit = text.at[i]
                                ? strchr(hex, text.at[i] >= 'A' && text.at[i] <= 'F' ? text.at[i] | 0x20 : text.at[i])
                                : NULL;
        if (!digit)
            return 0;
        code = code * 16 + (unsigned)(digit - hex);
    }
    *as = code == 0x5F ? '_' : ' ';
    return code < 0x20 || code == 0x5F ? 7 : 0;
}

static void add_string(struct buf *out, struct text text)
{
    while (text.n) {
        char c = text.at[0];
        size_t n = escape_at(text, &c);
        c = c == '\n' || c == '\r' ? ' ' : c;
        buf_add(out, &c, 1);
        n += n == 0;
        text = (struct text){text.at + n, text.n - n};
    }
}

/* The cell's value to `out`; what is wrong with it, or NULL. */
static const char *add_value(struct xml *xml, struct buf *out)
{
    const struct shared_strings *shared = xml->book->shared;
    struct text text = {xml->text.at, xml->text.n};
    uint64_t index;
    if (text.n == 0)
        return xml->formula ? "the sheet has a formula that no spreadsheet worked out: open it in one and save it again"
                            : NULL;
    if (is(xml->type, "s")) {
        if (!text_digits(text, 9, &index) || index >= shared->n)
            return not_understood;
        size_t begin = index ? shared->end[index - 1] : 0;
        add_string(out, (struct text){shared->text.at + begin, shared->end[index] - begin});
    } else if (is(xml->type, "n")) {
        if (!cell_number(xml, out))
            return not_understood;
    } else
        add_string(out, text); /* a string, WAAR as 1, an error as it is shown, a date of the strict form */
    return NULL;
}

/* An empty cell behind the others makes a row no wider, and no wider than the first. */
static void end_cell(struct xml *xml)
{
    struct buf value = {0};
    const char *wrong = add_value(xml, &value);
    if (wrong)
        stop(xml, wrong);
    else if (value.n) {
        if (!xml->some) {
            for (; xml->lines + 1 < xml->row; xml->lines++)
                buf_text(xml->csv, "\n");
            xml->csv_begin = 1;
        }
        for (; xml->csv_begin < xml->column; xml->csv_begin++)
            buf_text(xml->csv, ",");
        csv_add_field(xml->csv, (struct text){value.at, value.n});
        xml->some = true;
        if (xml->column > SHEET_COLUMNS_MAX || xml->csv->n > SHEET_CSV_MAX)
            stop(xml, too_large);
    }
    buf_release(&value);
}

static void end_sheet_row(struct xml *xml)
{
    if (!xml->some)
        return;
    if (xml->width == 0)
        xml->width = xml->csv_begin;
    for (; xml->csv_begin < xml->width; xml->csv_begin++)
        buf_text(xml->csv, ",");
    buf_text(xml->csv, "\n");
    xml->lines++;
}

static void start_sheet(struct xml *xml, const char *name, const char **attribute)
{
    if (is(name, "row"))
        begin_row(xml, attribute_of(attribute, "r"));
    else if (is(name, "c") && xml->row)
        begin_cell(xml, attribute);
    else if (is(name, "f"))
        xml->formula = true;
    else if (is(name, "rPh"))
        xml->phonetic = true;
    xml->in_text = is(name, "v") || (is(name, "t") && !xml->phonetic);
}

static void end_sheet_part(struct xml *xml, const char *name)
{
    xml->in_text = false;
    if (is(name, "rPh"))
        xml->phonetic = false;
    else if (is(name, "c") && xml->column)
        end_cell(xml);
    else if (is(name, "row"))
        end_sheet_row(xml);
}

/* -- */

bool xlsx_is(struct text content)
{
    return zipped_is(content);
}

static const char *read_sheets(struct workbook *book)
{
    struct xml relations = {.start = start_relation};
    const char *wrong = read_part(book, "xl/_rels/workbook.xml.rels", true, &relations);
    struct xml sheets = {.start = start_book, .part = relations.part, .parts = relations.parts};
    if (!wrong)
        wrong = read_part(book, "xl/workbook.xml", true, &sheets);
    for (size_t i = 0; i < relations.parts; i++) {
        free(relations.part[i].id);
        free(relations.part[i].part);
    }
    free(relations.part);
    return wrong ? wrong : book->sheets == 0 ? not_understood : NULL;
}

const char *xlsx_open(struct workbook *book, struct text content)
{
    *book = (struct workbook){.shared = xcalloc(1, sizeof *book->shared), .styles = xcalloc(1, sizeof *book->styles)};
    const char *wrong = zipped_open(&book->zip, content);
    struct xml shared = {.start = start_shared, .end = end_shared}, styles = {.start = start_styles, .end = end_styles};
    if (!wrong && zipped_find(&book->zip, TEXT("mimetype")))
        wrong = open_document;
    if (!wrong)
        wrong = read_sheets(book);
    if (!wrong)
        wrong = read_part(book, "xl/sharedStrings.xml", false, &shared);
    return wrong ? wrong : read_part(book, "xl/styles.xml", false, &styles);
}

const char *xlsx_csv(struct workbook *book, size_t sheet, struct buf *csv)
{
    struct xml xml = {.start = start_sheet, .end = end_sheet_part, .csv = csv};
    return read_part(book, book->sheet[sheet].part, true, &xml);
}

void xlsx_close(struct workbook *book)
{
    for (size_t i = 0; i < book->sheets; i++) {
        free(book->sheet[i].name);
        free(book->sheet[i].part);
    }
    free(book->sheet);
    if (book->shared) {
        buf_release(&book->shared->text);
        free(book->shared->end);
    }
    if (book->styles) {
        free(book->styles->xf);
        free(book->styles->format);
    }
    free(book->shared);
    free(book->styles);
    zipped_close(&book->zip);
    *book = (struct workbook){0};
}

/* -- whether it holds what was put into it */

/* XML does not tell line ends apart. */
void xlsx_sums_add(struct xlsx_sums *sums, struct text text)
{
    for (size_t begin = 0, at = 0; at <= text.n; at++)
        if (at == text.n || text.at[at] == '\r' || text.at[at] == '\n') {
            if (at > begin)
                sums->texts += hash_bytes(text.at + begin, at - begin, 0);
            begin = at + 1;
        }
    sums->values++;
}

static void start_value(struct xml *xml, const char *name, const char **attribute)
{
    (void)attribute;
    xml->text.n = 0;
    xml->in_text = is(name, "t");
}

static void end_value(struct xml *xml, const char *name)
{
    if (is(name, "t"))
        xlsx_sums_add(xml->sums, (struct text){xml->text.at, xml->text.n});
    else if (is(name, "v"))
        xml->sums->values++;
    xml->in_text = false;
}

const char *xlsx_sums_read(struct text content, struct xlsx_sums *sums)
{
    static const char sheets[] = "xl/worksheets/sheet";
    struct xlsx_sums others = {0};
    struct workbook book = {0};
    const char *wrong = zipped_open(&book.zip, content);
    book.zip.own = true;
    *sums = (struct xlsx_sums){0};
    for (size_t i = 0; !wrong && i < book.zip.n; i++) {
        const struct text name = book.zip.member[i].name;
        const bool counts = name.n > sizeof sheets && memcmp(name.at, sheets, sizeof sheets - 1) == 0;
        struct xml xml = {.start = start_value, .end = end_value, .sums = counts ? sums : &others};
        wrong = read_member(&book, &book.zip.member[i], &xml);
    }
    zipped_close(&book.zip);
    return wrong;
}
